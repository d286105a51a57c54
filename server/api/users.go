package api

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// accountView is a user as administrators see it; never with the hash.
type accountView struct {
	Username string        `json:"username"`
	Name     string        `json:"name"`
	Role     dispatch.Role `json:"role" words:"agent dispatcher liaison supervisor admin"`
	Unit     string        `json:"unit,omitempty"`
	Post     dispatch.Post `json:"post,omitempty"`
	Active   bool          `json:"active"`
	Locked   bool          `json:"locked,omitempty"`
	// Provider: an identity provider vouches for the person. Factor: the account
	// has a second factor.
	Provider bool `json:"provider,omitempty"`
	Factor   bool `json:"totp,omitempty"`
}

type accountForm struct {
	Username *string        `json:"username"`
	Name     *string        `json:"name"`
	Role     *dispatch.Role `json:"role" words:"agent dispatcher liaison supervisor admin"`
	Unit     *string        `json:"unit"`
	Post     *dispatch.Post `json:"post"`
	Active   *bool          `json:"active"`
	Password *string        `json:"password"`
}

func (f accountForm) onto(u dispatch.User) dispatch.User {
	set(&u.Name, f.Name)
	set(&u.Role, f.Role)
	set(&u.Unit, f.Unit)
	set(&u.Post, f.Post)
	set(&u.Active, f.Active)
	if f.Password != nil {
		u.Hash, u.Failed = HashPassword(*f.Password), 0
		u.LockedUntil = dispatch.User{}.LockedUntil
	}
	return u
}

func (s *server) accountOf(u dispatch.User) accountView {
	return accountView{Username: u.Username, Name: u.Name, Role: u.Role, Unit: u.Unit, Post: u.Post, Active: u.Active, Locked: u.LockedUntil.After(s.now()), Provider: u.Subject != ""}
}

func (s *server) listUsers(c *fiber.Ctx) error {
	v := itemsView[accountView]{Items: []accountView{}}
	factors, err := s.factors(c.UserContext())
	if err != nil {
		return err
	}
	err = dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindUser, func(r dispatch.Record) error {
		var u dispatch.User
		err := json.Unmarshal(r.Body, &u)
		view := s.accountOf(u)
		view.Factor = factors[u.Username]
		v.Items = append(v.Items, view)
		return err
	})
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (s *server) addUser(c *fiber.Ctx) error {
	f, err := decode[accountForm](c)
	if err != nil {
		return err
	}
	u := dispatch.User{Active: true}
	set(&u.Username, f.Username)
	if err := checkCode("username", u.Username); err != nil {
		return err
	}
	if f.Password == nil {
		return dispatch.FieldError("password", "password_short", MinPassword)
	}
	if u, err = s.changed(u, f); err != nil {
		return err
	}
	if err := s.keep(c, dispatch.KindUser, u.Username, 0, u); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(s.accountOf(u))
}

// changeUser changes an account; a new password ends a lock and every session.
func (s *server) changeUser(c *fiber.Ctx) error {
	f, err := decode[accountForm](c)
	if err != nil {
		return err
	}
	old, version, err := load[dispatch.User](c.UserContext(), s.store, dispatch.KindUser, c.Params("username"))
	if err != nil {
		return err
	}
	if f.Username != nil && *f.Username != old.Username {
		return dispatch.FieldError("username", "code_fixed")
	}
	u, err := s.changed(old, f)
	if err != nil {
		return err
	}
	if err := s.keepAdmin(c, old, u); err != nil {
		return err
	}
	if err := s.keep(c, dispatch.KindUser, u.Username, version, u); err != nil {
		return err
	}
	if f.Password != nil {
		if err := s.sessions.endAll(c.UserContext(), u.Username); err != nil {
			return err
		}
		s.rightsChanged(u.Username)
	}
	return c.JSON(s.accountOf(u))
}

// changed applies the form and finds what is wrong with the outcome.
func (s *server) changed(u dispatch.User, f accountForm) (dispatch.User, error) {
	if f.Password != nil {
		if err := checkPassword("password", *f.Password); err != nil {
			return u, err
		}
	}
	u = f.onto(u)
	return u, u.Check(s.Directory.Unit)
}

// keepAdmin refuses to take the last administrator away.
func (s *server) keepAdmin(c *fiber.Ctx, old, u dispatch.User) error {
	admin := func(u dispatch.User) bool { return u.Role == dispatch.RoleAdmin && u.Active }
	if !admin(old) || admin(u) {
		return nil
	}
	others := 0
	err := dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindUser, func(r dispatch.Record) error {
		var x dispatch.User
		if err := json.Unmarshal(r.Body, &x); err != nil {
			return err
		}
		if x.Username != old.Username && admin(x) {
			others++
		}
		return nil
	})
	if err == nil && others == 0 {
		err = dispatch.Errorf(dispatch.Conflict, "last_admin")
	}
	return err
}
