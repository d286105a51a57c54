package api

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type tokenView struct {
	ID      string        `json:"id"`
	Name    string        `json:"name"`
	Role    dispatch.Role `json:"role"`
	Scopes  []string      `json:"scopes"`
	Created time.Time     `json:"created"`
	By      string        `json:"by"`
	Expires *time.Time    `json:"expires_at,omitempty"`
	Expired bool          `json:"expired,omitempty"`
	Used    *time.Time    `json:"used_at,omitempty"` // within some minutes
	Token   string        `json:"token,omitempty"`   // shown once
}

func tokenViewOf(id string, d tokenDoc, now time.Time) tokenView {
	return tokenView{ID: id, Name: d.Name, Role: d.Role, Scopes: d.Scopes, Created: d.Created, By: d.By,
		Expires: momentOrNil(d.Expires), Expired: d.expired(now), Used: momentOrNil(d.Used)}
}

// momentOrNil leaves a time that is not set out of the wire.
func momentOrNil(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

type tokenForm struct {
	Name   string        `json:"name"`
	Role   dispatch.Role `json:"role"`
	Scopes []string      `json:"scopes"`
	// Expires is an RFC 3339 time or a day; without one the token holds until revoked.
	Expires string `json:"expires_at"`
}

// listTokens gives the API tokens (接口令牌) without their secrets.
func (s *server) listTokens(c *fiber.Ctx) error {
	v := itemsView[tokenView]{Items: []tokenView{}}
	err := dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindToken, func(r dispatch.Record) error {
		var d tokenDoc
		err := json.Unmarshal(r.Body, &d)
		v.Items = append(v.Items, tokenViewOf(r.ID, d, s.now()))
		return err
	})
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// addToken makes a token for a program. It acts as an agent, dispatcher or
// supervisor, within its scopes.
func (s *server) addToken(c *fiber.Ctx) error {
	f, err := decode[tokenForm](c)
	if err != nil {
		return err
	}
	if err := checkName("name", f.Name, 50); err != nil {
		return err
	}
	if f.Role == "" {
		f.Role = dispatch.RoleAgent
	}
	if !slices.Contains([]dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher, dispatch.RoleSupervisor}, f.Role) {
		return dispatch.FieldError("role", "unknown_value")
	}
	if len(f.Scopes) == 0 || slices.ContainsFunc(f.Scopes, func(x string) bool { return !slices.Contains(tokenScopes(), x) }) {
		return dispatch.FieldError("scopes", "unknown_value")
	}
	expires, err := moment("expires_at", f.Expires)
	if err != nil {
		return err
	}
	if !expires.IsZero() && !expires.After(s.now()) {
		return dispatch.FieldError("expires_at", "expires_past")
	}
	id, secret := newID(6), newID(24)
	d := tokenDoc{Name: f.Name, Role: f.Role, Scopes: f.Scopes, Hash: digest(secret), Created: s.now().UTC(), By: actorOf(c).ID, Expires: expires}
	if err := s.keep(c, dispatch.KindToken, id, 0, d); err != nil {
		return err
	}
	v := tokenViewOf(id, d, s.now())
	v.Token = id + "." + secret
	return c.Status(fiber.StatusCreated).JSON(v)
}

func (s *server) revokeToken(c *fiber.Ctx) error {
	id := c.Params("id")
	if err := s.store.DeleteRecord(c.UserContext(), dispatch.KindToken, id); err != nil {
		return err
	}
	s.sessions.forget()
	s.rightsChanged("token:" + id)
	s.audit(c.UserContext(), actorOf(c), "token_revoked", id, "")
	return c.SendStatus(fiber.StatusNoContent)
}
