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
	Token   string        `json:"token,omitempty"` // shown once
}

type tokenForm struct {
	Name   string        `json:"name"`
	Role   dispatch.Role `json:"role"`
	Scopes []string      `json:"scopes"`
}

// listTokens gives the API tokens (接口令牌) without their secrets.
func (s *server) listTokens(c *fiber.Ctx) error {
	v := itemsView[tokenView]{Items: []tokenView{}}
	err := dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindToken, func(r dispatch.Record) error {
		var d tokenDoc
		err := json.Unmarshal(r.Body, &d)
		v.Items = append(v.Items, tokenView{ID: r.ID, Name: d.Name, Role: d.Role, Scopes: d.Scopes, Created: d.Created, By: d.By})
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
	id, secret := newID(6), newID(24)
	d := tokenDoc{Name: f.Name, Role: f.Role, Scopes: f.Scopes, Hash: digest(secret), Created: s.now().UTC(), By: actorOf(c).ID}
	if err := s.keep(c, dispatch.KindToken, id, 0, d); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(tokenView{ID: id, Name: d.Name, Role: d.Role, Scopes: d.Scopes, Created: d.Created, By: d.By, Token: id + "." + secret})
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
