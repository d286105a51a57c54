package signin

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/issuer/local"
	"hotline/dispatch"
)

const base = "http://127.0.0.1:9"

// door is a provider and a server that knows it.
type door struct {
	*testing.T
	issuer   *local.Issuer
	web      *httptest.Server
	provider *Provider
}

var staff = []local.Person{
	{Subject: "1", Username: "Wang.Fang@example.gov.cn", Name: "王芳", Roles: []string{"desk", "boss"}},
	{Subject: "2", Username: "li", Name: "李强", Roles: []string{"unit"}, Unit: "体育局"},
	{Subject: "3", Username: "zhao", Name: "赵敏", Roles: []string{"unit"}, Unit: "zjj"},
	{Subject: "4", Username: "none", Name: "无岗", Roles: []string{"other"}},
	{Subject: "5", Username: "lost", Name: "无单位", Roles: []string{"unit"}, Unit: "nowhere"},
	{Subject: "6", Username: "张伟", Name: "张伟", Roles: []string{"desk"}},
}

func openDoor(t *testing.T, change ...func(*Settings)) *door {
	d := &door{T: t, issuer: local.New("", local.Client{ID: "hotline", Secret: "s3cret", Callbacks: []string{base + Callback}}, staff...)}
	d.web = httptest.NewServer(d.issuer)
	t.Cleanup(d.web.Close)
	d.issuer.URL = d.web.URL
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("s3cret\n"), 0o600))
	s := Settings{Issuer: d.web.URL, ClientID: "hotline", ClientSecretFile: file, Units: map[string]string{"体育局": "tiyu"},
		Roles: map[string]dispatch.Role{"desk": dispatch.RoleAgent, "boss": dispatch.RoleSupervisor, "unit": dispatch.RoleLiaison}}
	for _, fn := range change {
		fn(&s)
	}
	require.Empty(t, s.Faults())
	var err error
	d.provider, err = New(s, base+"/", d.web.Client(), time.Now, func(code string) bool { return code == "tiyu" || code == "zjj" })
	require.NoError(t, err)
	return d
}

// code signs a person in at the provider and gives what the browser brings back.
func (d *door) code(address, username string) (code, state string) {
	u, err := url.Parse(address)
	require.NoError(d, err)
	form := u.Query()
	form.Set("username", username)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(d.web.URL+"/authorize", form)
	require.NoError(d, err)
	require.NoError(d, res.Body.Close())
	back, err := res.Location()
	require.NoError(d, err)
	return back.Query().Get("code"), back.Query().Get("state")
}

func (d *door) signIn(username string) (Person, error) {
	f, address, err := d.provider.Begin(d.Context())
	require.NoError(d, err)
	code, state := d.code(address, username)
	require.Equal(d, f.State, state)
	return d.provider.Finish(d.Context(), f, code)
}

func TestPersons(t *testing.T) {
	d := openDoor(t)
	for _, sparse := range []bool{false, true} {
		d.issuer.Sparse = sparse
		boss, err := d.signIn("Wang.Fang@example.gov.cn")
		require.NoError(t, err)
		require.NotEmpty(t, boss.Token)
		boss.Token, boss.Session = "", ""
		require.Equal(t, Person{Issuer: d.web.URL, Subject: "1", Username: "wang-fang", Name: "王芳", Role: dispatch.RoleSupervisor, Roles: []string{"desk", "boss"},
			Units: []string{""}}, boss, "of two roles the one that may most")
		mapped, err := d.signIn("li")
		require.NoError(t, err)
		require.Equal(t, "tiyu", mapped.Unit, "by its name")
		coded, err := d.signIn("zhao")
		require.NoError(t, err)
		require.Equal(t, "zjj", coded.Unit, "by its code")
		refused, err := d.signIn("none")
		require.ErrorIs(t, err, ErrRole)
		require.Equal(t, []string{"other"}, refused.Roles)
		_, err = d.signIn("lost")
		require.ErrorIs(t, err, ErrUnit)
		_, err = d.signIn("张伟")
		require.ErrorIs(t, err, ErrName)
	}
}

func TestDefaults(t *testing.T) {
	d := openDoor(t, func(s *Settings) { s.RoleDefault, s.UnitDefault = dispatch.RoleLiaison, "zjj" })
	p, err := d.signIn("none")
	require.NoError(t, err)
	require.Equal(t, dispatch.RoleLiaison, p.Role)
	require.Equal(t, "zjj", p.Unit)
}

// unsigned is a token that says it needs no signature.
func unsigned(token string) string {
	parts := strings.Split(token, ".")
	return base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none"}`)) + "." + parts[1] + "."
}

func TestForgedTokensAreRefused(t *testing.T) {
	other := local.New("", local.Client{})
	for name, spoil := range map[string]func(d *door){
		"another audience": func(d *door) { d.issuer.Tamper = func(c map[string]any) { c["aud"] = "somebody" } },
		"two audiences, made for the other": func(d *door) {
			d.issuer.Tamper = func(c map[string]any) { c["aud"], c["azp"] = []string{"hotline", "other"}, "other" }
		},
		"another issuer": func(d *door) { d.issuer.Tamper = func(c map[string]any) { c["iss"] = "https://evil.example" } },
		"expired":        func(d *door) { d.issuer.Now = func() time.Time { return time.Now().Add(-time.Hour) } },
		"not yet": func(d *door) {
			d.issuer.Tamper = func(c map[string]any) { c["nbf"] = time.Now().Add(time.Hour).Unix() }
		},
		"another nonce": func(d *door) { d.issuer.Tamper = func(c map[string]any) { c["nonce"] = "other" } },
		"no nonce":      func(d *door) { d.issuer.Tamper = func(c map[string]any) { delete(c, "nonce") } },
		"nobody":        func(d *door) { d.issuer.Tamper = func(c map[string]any) { c["sub"] = "" } },
		"alg none":      func(d *door) { d.issuer.Forge = unsigned },
		"a public key":  func(d *door) { d.issuer.Forge = d.confused },
		"a changed word": func(d *door) {
			d.issuer.Forge = func(token string) string {
				parts := strings.Split(token, ".")
				body, err := base64.RawURLEncoding.DecodeString(parts[1])
				require.NoError(d, err)
				parts[1] = base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(body), `["unit"]`, `["boss"]`, 1)))
				return strings.Join(parts, ".")
			}
		},
		"no token": func(d *door) { d.issuer.Forge = func(string) string { return "" } },
		"somebody else's key": func(d *door) {
			d.provider.found = nil
			other.URL = d.issuer.URL
			_, _, err := d.provider.Begin(d.Context())
			require.NoError(d, err)
			d.web.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path == "/keys" {
					other.ServeHTTP(w, r)
					return
				}
				d.issuer.ServeHTTP(w, r)
			})
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDoor(t)
			spoil(d)
			_, err := d.signIn("li")
			require.ErrorIs(t, err, ErrRefused)
			require.NotContains(t, err.Error(), "s3cret")
		})
	}
}

func TestKeyRotation(t *testing.T) {
	d := openDoor(t)
	for range 4 {
		_, err := d.signIn("li")
		require.NoError(t, err)
		d.issuer.Rotate()
	}
}

func TestCodesAreUsedOnce(t *testing.T) {
	d := openDoor(t)
	f, address, err := d.provider.Begin(t.Context())
	require.NoError(t, err)
	code, _ := d.code(address, "li")
	other, _, err := d.provider.Begin(t.Context())
	require.NoError(t, err)
	require.NotEqual(t, f, other)
	_, err = d.provider.Finish(t.Context(), other, code)
	require.ErrorIs(t, err, ErrRefused, "another browser has another verifier")
	_, err = d.provider.Finish(t.Context(), f, code)
	require.ErrorContains(t, err, "invalid_grant")
}

func TestDeadProvider(t *testing.T) {
	d := openDoor(t)
	d.web.Close()
	_, _, err := d.provider.Begin(t.Context())
	require.ErrorIs(t, err, ErrDown)
	require.ErrorContains(t, err, "outbound.allow")
	require.Empty(t, d.provider.Logout(t.Context(), ""))
}

// Whose doors were told a while ago may be away by now: nobody is sent to a dead
// page, and who is back already comes in.
func TestProviderThatWentAway(t *testing.T) {
	d := openDoor(t)
	f, address, err := d.provider.Begin(t.Context())
	require.NoError(t, err)
	code, _ := d.code(address, "li")
	handler, asked := d.web.Config.Handler, 0
	d.web.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked++; strings.HasPrefix(r.URL.Path, "/.well-known/") {
			http.Error(w, "", http.StatusBadGateway)
			return
		}
		handler.ServeHTTP(w, r)
	})
	_, _, err = d.provider.Begin(t.Context())
	require.NoError(t, err)
	require.Zero(t, asked, "it was there a moment ago")
	d.provider.found.at = d.provider.found.at.Add(-aliveFor)
	for range 3 {
		_, _, err = d.provider.Begin(t.Context())
		require.ErrorIs(t, err, ErrDown)
	}
	require.Equal(t, 1, asked, "one question for all")
	_, err = d.provider.Finish(t.Context(), f, code)
	require.NoError(t, err, "what it told still holds for who is back")
	d.web.Config.Handler, d.provider.failed = handler, time.Time{}
	_, _, err = d.provider.Begin(t.Context())
	require.NoError(t, err)
}

func TestSecondFactorThere(t *testing.T) {
	d := openDoor(t, func(s *Settings) { s.ACR, s.AMR = []string{"loa2", "loa3"}, []string{"otp", "mfa"} })
	_, address, err := d.provider.Begin(t.Context())
	require.NoError(t, err)
	u, err := url.Parse(address)
	require.NoError(t, err)
	require.Equal(t, "loa2 loa3", u.Query().Get("acr_values"))
	for name, c := range map[string]struct {
		acr, amr any
		weak     bool
	}{"nothing told": {nil, nil, true}, "a password": {"loa1", []string{"pwd"}, true}, "a level only": {"loa2", nil, true}, "a way only": {nil, []string{"otp"}, true},
		"both": {"loa3", []string{"pwd", "otp"}, false}, "one way as a text": {"loa2", "mfa", false}, "part of a word": {"loa22", []string{"otp"}, true}} {
		d.issuer.Tamper = func(claims map[string]any) { claims["acr"], claims["amr"] = c.acr, c.amr }
		_, err := d.signIn("li")
		require.Equal(t, c.weak, errors.Is(err, ErrWeak), "%s: %v", name, err)
	}
}

func TestProviderThatIsNone(t *testing.T) {
	for name, handler := range map[string]http.HandlerFunc{
		"a page":  func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<html>hello")) },
		"no page": http.NotFound,
		"another issuer": func(w http.ResponseWriter, _ *http.Request) {
			_, _ = w.Write([]byte(`{"issuer":"https://evil.example"}`))
		},
		"without end": func(w http.ResponseWriter, _ *http.Request) {
			for range 3 {
				_, _ = w.Write(make([]byte, answerMost))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := openDoor(t)
			d.web.Config.Handler = handler
			_, _, err := d.provider.Begin(t.Context())
			require.ErrorIs(t, err, ErrDown)
			require.Less(t, len(err.Error()), 400)
		})
	}
}

func TestWrongClientSecret(t *testing.T) {
	d := openDoor(t)
	d.issuer.Client.Secret = "another"
	_, err := d.signIn("li")
	require.ErrorIs(t, err, ErrDown)
	require.ErrorContains(t, err, "client_id")
	require.NotContains(t, err.Error(), "s3cret")
}

func TestLogout(t *testing.T) {
	d := openDoor(t)
	p, err := d.signIn("li")
	require.NoError(t, err)
	u, err := url.Parse(d.provider.Logout(t.Context(), p.Token))
	require.NoError(t, err)
	require.Equal(t, "/logout", u.Path)
	require.Equal(t, url.Values{"client_id": {"hotline"}, "id_token_hint": {p.Token}, "post_logout_redirect_uri": {"http://127.0.0.1:9/login"}}, u.Query())
}

func TestSettingsFaults(t *testing.T) {
	good := Settings{Issuer: "https://id.example.gov.cn/realms/a", ClientID: "hotline", Roles: map[string]dispatch.Role{"a": dispatch.RoleAgent}}
	require.Empty(t, good.Faults())
	require.Empty(t, Settings{}.Faults())
	for want, change := range map[string]func(*Settings){
		"oidc.issuer":       func(s *Settings) { s.Issuer = "http://id.example.gov.cn" },
		"oidc.issuer: is":   func(s *Settings) { s.Issuer = "" },
		"oidc.client_id":    func(s *Settings) { s.ClientID = "" },
		"oidc.scopes":       func(s *Settings) { s.Scopes = []string{"profile"} },
		"oidc.roles: ":      func(s *Settings) { s.Roles = nil },
		"oidc.roles.a":      func(s *Settings) { s.Roles = map[string]dispatch.Role{"a": "king"} },
		"oidc.role_default": func(s *Settings) { s.RoleDefault = dispatch.RoleCitizen },
		"no administrator":  func(s *Settings) { s.RoleDefault = dispatch.RoleAdmin },
		"oidc.units.x":      func(s *Settings) { s.Units = map[string]string{"x": ""} },
	} {
		s := good
		change(&s)
		faults := s.Faults()
		require.Len(t, faults, 1, want)
		require.ErrorContains(t, faults[0], want)
	}
}

func TestClaimPaths(t *testing.T) {
	claims := map[string]any{"realm_access": map[string]any{"roles": []any{"a", 1.0, "b"}}, "https://x.cn/roles": "c", "n": 3.0}
	require.Equal(t, []string{"a", "b"}, values(claims, "realm_access.roles"))
	require.Equal(t, []string{"c"}, values(claims, "https://x.cn/roles"))
	for _, path := range []string{"", "n", "realm_access", "realm_access.roles.a", "x.y.z"} {
		require.Empty(t, values(claims, path), path)
	}
	for in, want := range map[string]string{"Li.Na@x.cn": "li-na", " A B ": "a-b", "--x": "x", "李": "", "": "", strings.Repeat("a", 60): strings.Repeat("a", 40)} {
		require.Equal(t, want, accountName(in), in)
	}
}
