package api

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/signin"
)

// providerToken is the token a session began with; "" where there is none, or
// where the key that sealed it is gone.
func (s *server) providerToken(ctx context.Context, session string) (token string) {
	doc, _, err := load[sessionDoc](ctx, s.store, dispatch.KindSession, session)
	if err != nil || s.Provider == nil || doc.Issuer != s.Provider.Issuer() {
		return ""
	}
	if err := s.Outlets.Open(sessionSeal(doc.User), doc.Token, &token); err != nil {
		s.Log.Warn("token of a session", "err", err)
	}
	return token
}

// leaveTime bounds how long somebody who leaves waits for the provider.
const leaveTime = 2 * time.Second

// leaveProvider is where the provider's own session is ended.
func (s *server) leaveProvider(ctx context.Context, token string) string {
	if token == "" {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, leaveTime)
	defer cancel()
	return s.Provider.Logout(ctx, token)
}

// kindFarewell are the farewells the provider told already, as long as they hold.
const kindFarewell = "farewell"

// mostToken bounds a logout token.
const mostToken = 16 << 10

// farewellForm is what the provider sends when somebody has left there.
type farewellForm struct {
	Token string `json:"logout_token" need:"true"`
}

// backChannel ends the sessions here of somebody who has left at the provider
// (后台退出), on every server, and closes what listens with them.
func (s *server) backChannel(c *fiber.Ctx) error {
	if s.Provider == nil {
		return dispatch.Errorf(dispatch.NotFound, "provider_none")
	}
	if err := s.limits.take("backchannel", limitAddress(c.IP()), 0, 300, time.Minute); err != nil {
		return err
	}
	token, refused := c.FormValue("logout_token"), dispatch.Errorf(dispatch.Invalid, "farewell_refused")
	if token == "" || len(token) > mostToken {
		return refused
	}
	ctx := c.UserContext()
	f, err := s.Provider.Left(ctx, token)
	if err != nil {
		s.Log.Warn("log-out by the identity provider", "err", err)
		if errors.Is(err, signin.ErrDown) {
			return &dispatch.Error{Code: dispatch.Unavailable, Key: "provider_down", Err: err}
		}
		return refused
	}
	mark := dispatch.Record{Kind: kindFarewell, ID: digest(f.ID), Body: []byte("{}"), At: s.now(), Expires: f.Expires}
	if _, err := s.store.Record(ctx, mark.Kind, mark.ID); !isNotFound(err) {
		if err == nil {
			return refused
		}
		return err
	}
	n, err := s.endTheirs(ctx, f)
	if err != nil {
		return err
	}
	if _, err := s.store.PutRecord(ctx, mark); err != nil && dispatch.CodeOf(err) != dispatch.Exists && dispatch.CodeOf(err) != dispatch.Conflict {
		return err
	}
	return c.JSON(endedView{n})
}

// endTheirs ends the sessions a farewell means. One that began when the provider
// had no name for it is meant when its person is.
func (s *server) endTheirs(ctx context.Context, f signin.Farewell) (int, error) {
	issuer, username := s.Provider.Issuer(), ""
	if f.Subject != "" {
		doc, _, err := load[identityDoc](ctx, s.store, kindIdentity, identityID(signin.Person{Issuer: issuer, Subject: f.Subject}))
		if isNotFound(err) {
			return 0, nil // never was here
		}
		if err != nil {
			return 0, err
		}
		username = doc.User
	}
	ended, err := s.sessions.endWhere(ctx, func(_ string, doc sessionDoc) bool {
		theirs := f.Session == "" || doc.There == f.Session || doc.There == "" && username != ""
		return doc.Issuer == issuer && theirs && (username == "" || doc.User == username)
	})
	total := 0
	for username, n := range ended {
		s.rightsChanged(username)
		s.audit(ctx, dispatch.Actor{ID: username}, "sessions_ended", username, fmt.Sprintf("oidc %d", n))
		total += n
	}
	return total, err
}
