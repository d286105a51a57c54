package api

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

const (
	// maxFailed wrong passwords in a row lock the account for lockTime.
	maxFailed = 5
	lockTime  = 15 * time.Minute
)

// nobody is compared with when the account is unknown, so that the answer takes
// the same time.
var nobody = sync.OnceValue(func() string { return HashPassword(newID(8)) })

type userView struct {
	Name     string        `json:"name"`
	Username string        `json:"username"`
	Role     dispatch.Role `json:"role" words:"agent dispatcher liaison supervisor admin"`
	Unit     string        `json:"unit"`
	UnitName string        `json:"unit_name,omitempty"`
}

type sessionView struct {
	User userView `json:"user"`
	CSRF string   `json:"csrf"`
	// Enrol: nothing else is possible before a second factor is set up.
	Enrol bool `json:"enrol,omitempty"`
	// Fresh: nothing else is possible before the initial password is changed.
	Fresh bool `json:"fresh,omitempty"`
}

func (s *server) sessionView(p principal) sessionView {
	return sessionView{User: userView{Name: p.Name, Username: p.ID, Role: p.Role, Unit: p.Unit, UnitName: s.unitName(p.Unit)}, CSRF: p.csrf, Enrol: p.enrol, Fresh: p.fresh}
}

type loginForm struct {
	Username string `json:"username"`
	Password string `json:"password"`
	TOTP     string `json:"totp"`
}

// signIn opens a session (登录).
func (s *server) signIn(c *fiber.Ctx) error {
	f, err := decode[loginForm](c)
	if err != nil {
		return err
	}
	name := strings.TrimSpace(f.Username)
	if err := s.mayTry(c, name); err != nil {
		return err
	}
	u, err := s.login(c.UserContext(), name, f.Password, func(ctx context.Context) error { return s.secondStep(ctx, name, strings.TrimSpace(f.TOTP)) })
	s.metrics.signedIn(err)
	if err != nil {
		return err
	}
	secret, p, err := s.sessions.open(c.UserContext(), u, visitOf(c))
	if err != nil {
		return err
	}
	s.audit(c.UserContext(), p.Actor, "sign_in", u.Username, "")
	c.Cookie(s.cookie(secret))
	return c.JSON(s.sessionView(p))
}

// cookie carries the session; without a secret it takes the cookie back.
func (s *server) cookie(secret string) *fiber.Cookie {
	k := &fiber.Cookie{Name: cookieName, Value: secret, Path: "/", HTTPOnly: true, Secure: s.Config.SecureCookie, SameSite: fiber.CookieSameSiteStrictMode}
	if secret == "" {
		k.Expires = time.Unix(0, 0)
	}
	return k
}

// login checks a password, and behind it the second step. One is checked at a
// time: it bounds the memory that strangers can make the server use, and no two
// guesses can be counted as one.
func (s *server) login(ctx context.Context, username, password string, second func(context.Context) error) (dispatch.User, error) {
	select {
	case s.loginSlot <- struct{}{}:
		defer func() { <-s.loginSlot }()
	case <-ctx.Done():
		return dispatch.User{}, dispatch.Errorf(dispatch.Unavailable, "busy")
	}
	wrong := dispatch.Errorf(dispatch.Unauthorized, "bad_credentials")
	u, version, err := s.sessions.user(ctx, username)
	switch {
	case err != nil && dispatch.CodeOf(err) == dispatch.NotFound:
		CheckPassword(nobody(), password)
		return u, wrong
	case err != nil:
		return u, err
	case u.LockedUntil.After(s.now()):
		return u, dispatch.Errorf(dispatch.Locked, "account_locked", u.LockedUntil)
	}
	right := CheckPassword(u.Hash, password) && u.Active
	if right {
		err := second(ctx)
		if err != nil && keyOf(err) != "totp_wrong" {
			return u, err // a code that is missing is no wrong one
		}
		if err != nil {
			wrong, right = dispatch.Errorf(dispatch.Unauthorized, "totp_wrong"), false
		}
	}
	if right && u.Failed == 0 && u.LockedUntil.IsZero() {
		return u, nil
	}
	if err := s.countLogin(ctx, &u, version, right); err != nil {
		return u, err
	}
	switch {
	case right:
		return u, nil
	case u.LockedUntil.After(s.now()):
		s.audit(ctx, u.Actor(), "locked", u.Username, "")
		return u, dispatch.Errorf(dispatch.Locked, "account_locked", u.LockedUntil)
	}
	return u, wrong
}

// countLogin writes the failure, or its end, into the account.
func (s *server) countLogin(ctx context.Context, u *dispatch.User, version int, right bool) error {
	now := s.now()
	u.LockedUntil = time.Time{}
	switch u.Failed++; {
	case right:
		u.Failed = 0
	case u.Failed >= maxFailed:
		u.Failed, u.LockedUntil = 0, now.Add(lockTime)
	}
	body, err := json.Marshal(u)
	if err != nil {
		return err
	}
	_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindUser, ID: u.Username, Version: version, Body: body, At: now})
	return err
}

// keyOf is the message of an error.
func keyOf(err error) string {
	var e *dispatch.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

func (s *server) session(c *fiber.Ctx) error { return c.JSON(s.sessionView(principalOf(c))) }

// signOut ends the session (退出).
func (s *server) signOut(c *fiber.Ctx) error {
	p := principalOf(c)
	if p.session == "" {
		return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	token := s.providerToken(c.UserContext(), p.session)
	if err := s.sessions.end(c.UserContext(), p.session); err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	s.rightsChanged(p.ID)
	c.Cookie(s.cookie(""))
	if to := s.leaveProvider(c.UserContext(), token); to != "" {
		return c.JSON(leftView{to})
	}
	return c.SendStatus(fiber.StatusNoContent)
}
