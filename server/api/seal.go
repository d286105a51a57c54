package api

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type sealForm struct {
	seen
	Category string   `json:"category"`
	Users    []string `json:"users"`
	Reason   string   `json:"reason"`
}

type recuseForm struct {
	seen
	Units  []string `json:"units"`
	Users  []string `json:"users"`
	Reason string   `json:"reason"`
}

func (f sealForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Category: f.Category, Users: f.Users, Reason: f.Reason}, nil
}

func (f recuseForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Units: f.Units, Users: f.Users, Reason: f.Reason}, nil
}

// reportForm is what a report names (举报): its category and whom it accuses.
type reportForm struct {
	Category      string   `json:"category"`
	AccusedUnits  []string `json:"accused_units"`
	AccusedPeople []string `json:"accused_people"`
}

func (f *reportForm) facts() *dispatch.ReportFacts {
	if f == nil {
		return nil
	}
	return &dispatch.ReportFacts{Category: f.Category, AccusedUnits: f.AccusedUnits, AccusedPeople: f.AccusedPeople}
}

type personRef struct {
	User string `json:"user"`
	Name string `json:"name"`
}

type unsealView struct {
	By     string    `json:"by"`
	ByName string    `json:"by_name"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// sealView is the seal of a ticket for those who may know of it.
type sealView struct {
	Sealed        bool          `json:"sealed"`
	Category      string        `json:"category,omitempty"`
	CategoryName  string        `json:"category_name,omitempty"`
	Named         []personRef   `json:"named"` // none: all supervisors
	Mine          bool          `json:"mine"`  // the reader is of the few
	RecusedUnits  []unitRefView `json:"recused_units"`
	RecusedUsers  []personRef   `json:"recused_users"`
	Request       *unsealView   `json:"request,omitempty"`
	GrantedUntil  time.Time     `json:"granted_until,omitzero"`
	AccusedPeople []string      `json:"accused_people,omitempty"` // only with a reveal
}

type unitRefView struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	Accused  bool   `json:"accused"` // named itself, not by belonging to one that is
}

// sealOf is the seal card; nothing for those who must not know, or when there is
// nothing to know.
func (s *server) sealOf(t dispatch.Ticket, by dispatch.Actor, names map[string]string) *sealView {
	if !dispatch.CanKnow(t, by) || (!t.IsSealed() && t.Recusal == nil) {
		return nil
	}
	named := func(users []string) []personRef {
		out := []personRef{}
		for _, u := range users {
			out = append(out, personRef{u, names[u]})
		}
		return out
	}
	v := &sealView{Sealed: t.IsSealed(), Named: []personRef{}, RecusedUnits: []unitRefView{}, RecusedUsers: []personRef{},
		Mine: t.IsSealed() && !dispatch.Sealed(t, by), GrantedUntil: t.GrantedUntil(by.ID, s.now())}
	if x := t.Seal; x != nil {
		v.Category, v.CategoryName, v.Named = x.Category, s.Service.Rules().Centre.Name(x.Category), named(x.Named)
		if q := x.Request; q != nil {
			v.Request = &unsealView{q.By, names[q.By], q.At, q.Reason}
		}
	}
	if r := t.Recusal; r != nil {
		v.RecusedUsers = named(r.Users)
		for _, u := range r.Units {
			v.RecusedUnits = append(v.RecusedUnits, unitRefView{u, s.unitName(u), slices.Contains(r.Accused, u)})
		}
	}
	return v
}

// cover takes from a row what the reader may not read of a sealed ticket (保密件).
func cover(v *ticketRow, t dispatch.Ticket, by dispatch.Actor) {
	v.Overlays.Sealed = t.IsSealed()
	if dispatch.CanRead(t, by) {
		return
	}
	v.Title, v.Category, v.CategoryName, v.Place, v.Code, v.Why = t.OpenTitle(), "", "", placeView{}, "", ""
	v.Upstream, v.ReplyCheck = nil, nil
}

// coverPage does the same for a page.
func coverPage(v *ticketView, t dispatch.Ticket, by dispatch.Actor) {
	cover(&v.ticketRow, t, by)
	if dispatch.CanRead(t, by) {
		return
	}
	v.Text, v.Routing, v.Reply, v.Duplicates = "", nil, nil, nil
	for i := range v.Callbacks {
		v.Callbacks[i].Reason = ""
	}
	for i := range v.Parts {
		v.Parts[i].Text = ""
	}
}

// uncovered adds what may be done about the seal just now, which the ticket by
// itself, knowing no time, cannot tell.
func uncovered(list []dispatch.ActionKind, t dispatch.Ticket, by dispatch.Actor, now time.Time) []dispatch.ActionKind {
	if !t.IsSealed() || dispatch.Sealed(t, by) {
		return list
	}
	asked := t.Seal != nil && t.Seal.Request != nil
	switch {
	case dispatch.MayReveal(t, by, now):
		list = append(list, dispatch.DoReveal)
	case !asked && !slices.Contains(list, dispatch.DoUnseal):
		list = append(list, dispatch.DoUnseal)
	}
	return list
}

// readable keeps the tickets the reader may know of, and when they were looked
// for by what they say, only those that may be read.
func readable(list []dispatch.Ticket, f dispatch.Filter, by dispatch.Actor) []dispatch.Ticket {
	byWords := f.Q != "" || f.Category != "" || f.Town != ""
	return slices.DeleteFunc(list, func(t dispatch.Ticket) bool {
		return !dispatch.CanSee(t, by) || (f.PhoneHash != "" && t.IsSealed()) || (byWords && !dispatch.CanRead(t, by))
	})
}

// knownUsers checks that the named are people of the hotline who can decide.
func (s *server) knownUsers(c *fiber.Ctx, field string, users []string, roles ...dispatch.Role) error {
	for _, name := range users {
		u, _, err := load[dispatch.User](c.UserContext(), s.store, dispatch.KindUser, name)
		switch {
		case err != nil && dispatch.CodeOf(err) != dispatch.NotFound:
			return err
		case err != nil || !u.Active || (len(roles) > 0 && !slices.Contains(roles, u.Role)):
			return dispatch.FieldError(field, "user_unfit", clip(name, 40))
		}
	}
	return nil
}

// checkPeople looks at the people an action names before it is taken.
func (s *server) checkPeople(c *fiber.Ctx, a dispatch.Action) error {
	switch a.Kind {
	case dispatch.DoSeal:
		return s.knownUsers(c, "users", a.Users, dispatch.RoleDispatcher, dispatch.RoleSupervisor)
	case dispatch.DoRecuse:
		return s.knownUsers(c, "users", a.Users)
	}
	return nil
}

// userNames are the names behind the accounts a seal names.
func (s *server) userNames(ctx context.Context, t dispatch.Ticket) map[string]string {
	var users []string
	if t.Seal != nil {
		users = append(users, t.Seal.Named...)
		if t.Seal.Request != nil {
			users = append(users, t.Seal.Request.By)
		}
	}
	if t.Recusal != nil {
		users = append(users, t.Recusal.Users...)
	}
	out := map[string]string{}
	for _, name := range users {
		if u, _, err := load[dispatch.User](ctx, s.store, dispatch.KindUser, name); err == nil {
			out[name] = u.Name
		}
	}
	return out
}
