package local

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Farewell is the logout token of a sign-in, by its session or, without one, of all
// of a person.
func (i *Issuer) Farewell(subject, session string) (string, error) {
	now := i.Now()
	claims := map[string]any{"iss": i.URL, "aud": i.Client.ID, "iat": now.Unix(), "exp": now.Add(2 * time.Minute).Unix(), "jti": rand.Text(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
	for name, v := range map[string]string{"sub": subject, "sid": session} {
		if v != "" {
			claims[name] = v
		}
	}
	return i.seal(claims, "logout+jwt")
}

// Leave ends the sign-ins of a person and tells each server that knows of one.
func (i *Issuer) Leave(ctx context.Context, username string) (told int, err error) {
	i.mu.Lock()
	theirs := func(g grant) bool { return g.who.Username == username }
	stays := slices.Clone(i.stays)
	i.stays = slices.DeleteFunc(i.stays, theirs)
	i.mu.Unlock()
	for _, g := range stays {
		if !theirs(g) || i.Client.Leave == "" {
			continue
		}
		if err := i.tell(ctx, g); err != nil {
			return told, err
		}
		told++
	}
	return told, nil
}

func (i *Issuer) tell(ctx context.Context, g grant) error {
	token, err := i.Farewell(g.who.Subject, g.session)
	if err != nil {
		return err
	}
	to, err := url.Parse(g.callback)
	if err != nil {
		return err
	}
	to.Path, to.RawQuery = i.Client.Leave, ""
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, to.String(), strings.NewReader(url.Values{"logout_token": {token}}.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	if err := res.Body.Close(); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answered %s", to.Host, res.Status)
	}
	return nil
}

// leave is for the hand: curl -X POST 'http://127.0.0.1:8891/leave?username=sso.agent'.
func (i *Issuer) leave(w http.ResponseWriter, r *http.Request) {
	n, err := i.Leave(r.Context(), r.URL.Query().Get("username"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	fmt.Fprintf(w, "told of %d\n", n)
}
