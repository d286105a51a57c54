package signin

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
)

// Logout is where the provider ends its own session and sends the browser back
// to the page of signing in; "" where it cannot.
func (p *Provider) Logout(ctx context.Context, token string) string {
	at, err := p.discover(ctx)
	if err != nil || at.logout == "" {
		return ""
	}
	u, err := url.Parse(at.logout)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	q := u.Query()
	q.Set("client_id", p.settings.ClientID)
	q.Set("post_logout_redirect_uri", p.base+"/login")
	if token != "" {
		q.Set("id_token_hint", token)
	}
	u.RawQuery = q.Encode()
	return u.String()
}

// Farewell is what the provider tells when somebody has left there (后台退出,
// OpenID Connect Back-Channel Logout): all sessions of Subject, the one called
// Session, or that one of Subject.
type Farewell struct {
	ID      string // the same is told once
	Subject string
	Session string
	Expires time.Time
}

// mostFarewell is how long a farewell may hold: it has to be remembered so long,
// and two minutes are what the standard advises.
const mostFarewell = time.Hour

// Left reads a logout token.
func (p *Provider) Left(ctx context.Context, token string) (Farewell, error) {
	at, err := p.discover(ctx)
	if err != nil {
		return Farewell{}, err
	}
	t, err := p.verifier(at).VerifyLogout(oidc.ClientContext(ctx, p.client), token)
	if err != nil {
		return Farewell{}, fmt.Errorf("%w: %s", ErrRefused, plain(err.Error()))
	}
	if now := p.now(); t.IssuedAt.After(now.Add(mostFarewell)) || t.Expiry.After(now.Add(mostFarewell)) {
		return Farewell{}, fmt.Errorf("%w: the logout token is of another time", ErrRefused)
	}
	return Farewell{ID: t.TokenID, Subject: t.Subject, Session: t.SessionID, Expires: t.Expiry}, nil
}
