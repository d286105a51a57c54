package signin

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestFarewell(t *testing.T) {
	d := openDoor(t)
	token, err := d.issuer.Farewell("2", "s1")
	require.NoError(t, err)
	f, err := d.provider.Left(t.Context(), token)
	require.NoError(t, err)
	require.Equal(t, []string{"2", "s1"}, []string{f.Subject, f.Session})
	require.NotEmpty(t, f.ID)
	require.WithinDuration(t, time.Now().Add(2*time.Minute), f.Expires, time.Minute)
	p, err := d.signIn("li")
	require.NoError(t, err)
	require.NotEmpty(t, p.Session, "by what the provider calls it, it is ended")
}

func TestForgedFarewells(t *testing.T) {
	set := func(name string, v any) func(*door) {
		return func(d *door) { d.issuer.Tamper = func(c map[string]any) { c[name] = v } }
	}
	without := func(names ...string) func(*door) {
		return func(d *door) {
			d.issuer.Tamper = func(c map[string]any) {
				for _, name := range names {
					delete(c, name)
				}
			}
		}
	}
	for name, spoil := range map[string]func(*door){
		"another audience": set("aud", "somebody"), "another issuer": set("iss", "https://evil.example"), "with a nonce": set("nonce", "n"),
		"no event": without("events"), "another event": set("events", map[string]any{"http://schemas.openid.net/event/other": map[string]any{}}),
		"no name": without("jti"), "of nobody": without("sub", "sid"), "without end": without("exp"), "expired": set("exp", time.Now().Add(-time.Minute).Unix()),
		"for ever": set("exp", time.Now().AddDate(1, 0, 0).Unix()), "of tomorrow": set("iat", time.Now().AddDate(0, 0, 1).Unix()),
		"alg none":               func(d *door) { d.issuer.Forge = unsigned },
		"signed by a public key": func(d *door) { d.issuer.Forge = d.confused },
	} {
		t.Run(name, func(t *testing.T) {
			d := openDoor(t)
			spoil(d)
			token, err := d.issuer.Farewell("2", "s1")
			require.NoError(t, err)
			_, err = d.provider.Left(t.Context(), token)
			require.ErrorIs(t, err, ErrRefused)
		})
	}
	d := openDoor(t)
	p, err := d.signIn("li")
	require.NoError(t, err)
	_, err = d.provider.Left(t.Context(), p.Token)
	require.ErrorIs(t, err, ErrRefused, "an ID token is no farewell")
	farewell, err := d.issuer.Farewell("2", "")
	require.NoError(t, err)
	d.issuer.Forge = func(string) string { return farewell }
	_, err = d.signIn("li")
	require.ErrorIs(t, err, ErrRefused, "and a farewell lets nobody in")
}

// A key that the provider took out of its list holds no more as soon as the list is
// read anew, which is once an hour at the latest.
func TestKeysThatWereWithdrawn(t *testing.T) {
	d := openDoor(t)
	old, err := d.issuer.Farewell("2", "")
	require.NoError(t, err)
	_, err = d.provider.Left(t.Context(), old)
	require.NoError(t, err)
	d.issuer.Rotate()
	d.issuer.Rotate()
	d.provider.found.at = time.Now().Add(-discoverAgain)
	_, err = d.provider.Left(t.Context(), old)
	require.ErrorIs(t, err, ErrRefused)
}

// confused signs a token with what everybody knows, as if it were a secret.
func (d *door) confused(token string) string {
	res, err := d.web.Client().Get(d.web.URL + "/keys")
	require.NoError(d, err)
	keys, err := io.ReadAll(res.Body)
	require.NoError(d, err)
	require.NoError(d, res.Body.Close())
	signed := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + strings.Split(token, ".")[1]
	sum := hmac.New(sha256.New, keys)
	sum.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}
