package api

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// handoverBite is how many tickets one request passes on; the page asks again
// until none is left.
const handoverBite = 200

// holdingsView is what a unit would leave behind (名下事项).
type holdingsView struct {
	Unit        unitView `json:"unit"`
	Lead        int      `json:"lead"`
	Co          int      `json:"co"`
	Returns     int      `json:"returns"`
	Extensions  int      `json:"extensions"`
	Assists     int      `json:"assists"`
	Suspended   int      `json:"suspended"`
	Users       int      `json:"users"`
	Entries     int      `json:"entries"`
	Children    int      `json:"children"`
	Invitations int      `json:"invitations"` // to conferences
	Letters     int      `json:"letters"`     // that want an answer
}

type handoverForm struct {
	To     string `json:"to"`
	Reason string `json:"reason"`
	// Users says what becomes of the unit's accounts: "move" them to the
	// successor, or "deactivate" them, which is what happens unless it is said.
	Users string `json:"users"`
}

type handoverResult struct {
	Moved     movedView `json:"moved"`
	Users     int       `json:"users"`
	Entries   int       `json:"entries"`
	Children  int       `json:"children"`
	Catalogue string    `json:"catalogue,omitempty"`
	Left      int       `json:"left"`
	Refused   []string  `json:"refused,omitempty"`
}

type movedView struct {
	Lead int `json:"lead"`
	Co   int `json:"co"`
}

// holdings counts what a unit holds, so that nobody dissolves it blindly.
func (s *server) holdings(c *fiber.Ctx) error {
	u, ok := s.Directory.Unit(c.Params("code"))
	if !ok {
		return dispatch.Errorf(dispatch.NotFound, "record_unknown", "unit", clip(c.Params("code"), 40))
	}
	v := holdingsView{Unit: unitViewOf(u), Entries: s.Directory.Catalogue().Names(u.Code)}
	err := s.store.Each(c.UserContext(), dispatch.HeldBy(u.Code), func(t dispatch.Ticket) error {
		v.add(t, u.Code)
		return nil
	})
	if err != nil {
		return err
	}
	invited := "unit:" + u.Code + "/conference"
	counts, err := s.store.Counts(c.UserContext(), []string{invited})
	if err != nil {
		return err
	}
	v.Invitations = counts[invited]
	for _, x := range s.Directory.Units() {
		if x.Parent == u.Code {
			v.Children++
		}
	}
	users, err := s.usersOf(c.UserContext(), u.Code)
	v.Users = len(users)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (v *holdingsView) add(t dispatch.Ticket, unit string) {
	for _, l := range t.Letters {
		if l.Unit == unit && l.Waits() {
			v.Letters++
		}
	}
	if t.Lead != unit {
		v.Co++
		return
	}
	v.Lead++
	for _, x := range []struct {
		has bool
		n   *int
	}{{t.Return != nil, &v.Returns}, {t.Extension != nil, &v.Extensions}, {t.Assist != nil, &v.Assists}, {!t.Suspended.IsZero(), &v.Suspended}} {
		if x.has {
			*x.n++
		}
	}
}

// usersOf lists the unit's accounts in use.
func (s *server) usersOf(ctx context.Context, unit string) ([]dispatch.User, error) {
	var out []dispatch.User
	err := dispatch.EachRecord(ctx, s.store, dispatch.KindUser, func(r dispatch.Record) error {
		var u dispatch.User
		err := json.Unmarshal(r.Body, &u)
		if u.Unit == unit && u.Active {
			out = append(out, u)
		}
		return err
	})
	return out, err
}

// handOver dissolves a unit (撤并移交): first nothing new reaches it, then its
// people, then its tickets. Every step can be done again, so that a hand-over
// that was cut off is finished by asking once more.
func (s *server) handOver(c *fiber.Ctx) error {
	f, err := decode[handoverForm](c)
	if err != nil {
		return err
	}
	from, to, err := s.successor(c.Params("code"), f)
	if err != nil {
		return err
	}
	var v handoverResult
	if from.Active {
		s.audit(c.UserContext(), actorOf(c), "unit_handover", from.Code, to.Code+" "+f.Reason)
	}
	for _, step := range []func(*fiber.Ctx, dispatch.Unit, dispatch.Unit, handoverForm, *handoverResult) error{
		s.passCatalogue, s.passUnit, s.passChildren, s.passUsers,
	} {
		if err := step(c, from, to, f, &v); err != nil {
			return err
		}
	}
	moved, left, err := s.Service.HandOver(c.UserContext(), from.Code, to.Code, f.Reason, actorOf(c), handoverBite)
	if err != nil {
		return err
	}
	v.Moved, v.Left, v.Refused = movedView{moved.Lead, moved.Co}, left, moved.Refused
	return c.JSON(v)
}

// successor checks who is dissolved and who takes over. A hand-over under way
// goes on to the unit it began with.
func (s *server) successor(code string, f handoverForm) (from, to dispatch.Unit, err error) {
	from, ok := s.Directory.Unit(code)
	if !ok {
		return from, to, dispatch.Errorf(dispatch.NotFound, "record_unknown", "unit", clip(code, 40))
	}
	to, ok = s.Directory.Unit(f.To)
	switch {
	case !ok || !to.Active || to.Code == from.Code:
		return from, to, dispatch.FieldError("to", "unit_unknown", clip(f.To, 40))
	case !from.Active && from.Successor != "" && from.Successor != to.Code:
		return from, to, dispatch.Errorf(dispatch.Conflict, "handover_other", s.unitName(from.Successor))
	case f.Users != "" && f.Users != "move" && f.Users != "deactivate":
		return from, to, dispatch.FieldError("users", "unknown_value")
	}
	return from, to, checkName("reason", f.Reason, 200)
}

// passCatalogue publishes the dispatch catalogue with the successor in the
// unit's place.
func (s *server) passCatalogue(c *fiber.Ctx, from, to dispatch.Unit, _ handoverForm, v *handoverResult) error {
	version := fmt.Sprintf("%s-%s", s.now().In(sla.Zone).Format("20060102-150405"), from.Code)
	doc, n, err := s.Directory.Catalogue().Succeed(from.Code, to.Code, version)
	if err != nil || n == 0 {
		return err
	}
	if _, err := s.checkCatalogue(doc); err != nil {
		return ofDocument(err)
	}
	v.Entries, v.Catalogue = n, version
	return s.keepBody(c, dispatch.KindCatalogue, version, 0, doc)
}

// passUnit takes the unit out of use and names who took over; its areas go along.
func (s *server) passUnit(c *fiber.Ctx, from, to dispatch.Unit, _ handoverForm, _ *handoverResult) error {
	if !from.Active && from.Successor == to.Code {
		return nil
	}
	err := s.rewriteUnit(c, to.Code, func(u *dispatch.Unit) {
		for _, a := range from.Areas {
			if !slices.Contains(u.Areas, a) {
				u.Areas = append(u.Areas, a)
			}
		}
		if u.Parent == from.Code {
			u.Parent = from.Parent
		}
	})
	if err != nil {
		return err
	}
	return s.rewriteUnit(c, from.Code, func(u *dispatch.Unit) { u.Active, u.Successor = false, to.Code })
}

func (s *server) passChildren(c *fiber.Ctx, from, to dispatch.Unit, _ handoverForm, v *handoverResult) error {
	for _, x := range s.Directory.Units() {
		if x.Parent != from.Code || x.Code == to.Code {
			continue
		}
		if err := s.rewriteUnit(c, x.Code, func(u *dispatch.Unit) { u.Parent = to.Code }); err != nil {
			return err
		}
		v.Children++
	}
	return nil
}

func (s *server) rewriteUnit(c *fiber.Ctx, code string, change func(*dispatch.Unit)) error {
	u, version, err := load[dispatch.Unit](c.UserContext(), s.store, dispatch.KindUnit, code)
	if err != nil {
		return err
	}
	change(&u)
	return s.keep(c, dispatch.KindUnit, code, version, u)
}

// passUsers closes the unit's accounts, or gives them to the successor, and ends
// their sessions: nobody goes on reading for a unit that is no more.
func (s *server) passUsers(c *fiber.Ctx, from, to dispatch.Unit, f handoverForm, v *handoverResult) error {
	users, err := s.usersOf(c.UserContext(), from.Code)
	if err != nil {
		return err
	}
	for _, u := range users {
		u, version, err := load[dispatch.User](c.UserContext(), s.store, dispatch.KindUser, u.Username)
		if err != nil {
			return err
		}
		if f.Users == "move" {
			u.Unit = to.Code
		} else {
			u.Active = false
		}
		if err := s.keep(c, dispatch.KindUser, u.Username, version, u); err != nil {
			return err
		}
		if err := s.sessions.endAll(c.UserContext(), u.Username); err != nil {
			return err
		}
		s.rightsChanged(u.Username)
		v.Users++
	}
	return nil
}

// mayRetire refuses to take a unit out of use while it holds tickets: a hand-over
// does that.
func (s *server) mayRetire(ctx context.Context, code string) error {
	n := 0
	err := s.store.Each(ctx, dispatch.HeldBy(code), func(dispatch.Ticket) error { n++; return nil })
	if err == nil && n > 0 {
		err = dispatch.Errorf(dispatch.Conflict, "unit_holds", n)
	}
	return err
}
