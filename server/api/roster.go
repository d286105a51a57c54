package api

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// The duty roster (值班表): hotline people see every scope, administrators and
// supervisors change every one, a unit's liaisons see and change their own.

type staffView struct {
	User string        `json:"user"`
	Name string        `json:"name"`
	Post dispatch.Post `json:"post,omitempty"`
}

type spellView struct {
	ID     string        `json:"id,omitempty"`
	User   string        `json:"user,omitempty"`
	Name   string        `json:"name,omitempty"`
	Post   dispatch.Post `json:"post,omitempty"`
	From   time.Time     `json:"from"`
	To     time.Time     `json:"to"`
	Weekly bool          `json:"weekly,omitempty"`
	Absent bool          `json:"absent,omitempty"`
}

type rosterView struct {
	Scope   string      `json:"scope"`
	From    time.Time   `json:"from"`
	To      time.Time   `json:"to"`
	Spells  []spellView `json:"spells"`
	Gaps    []spellView `json:"gaps"`
	Staff   []staffView `json:"staff"`
	MayEdit bool        `json:"may_edit"`
}

func spellsOf(list []dispatch.Spell) []spellView {
	out := make([]spellView, 0, len(list))
	for _, sp := range list {
		s := sp.Shift
		out = append(out, spellView{s.ID, s.User, s.Name, s.Post, sp.From, sp.To, s.Weekly, s.Absent})
	}
	return out
}

// rosterScope is the scope asked for, if the reader may see it; without one the
// reader's own.
func (s *server) rosterScope(scope string, by dispatch.Actor) (string, error) {
	own := by.Unit
	if by.Role != dispatch.RoleLiaison {
		own = dispatch.HotlineScope
	}
	if scope == "" {
		scope = own
	}
	if by.Role == dispatch.RoleLiaison && (scope != own || own == "") {
		return "", dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	if _, ok := s.Directory.Unit(scope); !ok && scope != dispatch.HotlineScope {
		return "", dispatch.FieldError("scope", "unit_unknown", clip(scope, 40))
	}
	return scope, nil
}

// mayRoster tells who changes a scope's roster.
func mayRoster(scope string, by dispatch.Actor) error {
	switch {
	case by.Role == dispatch.RoleAdmin, by.Role == dispatch.RoleSupervisor, by.Role == dispatch.RoleLiaison && by.Unit != "" && by.Unit == scope:
		return nil
	case by.Role == dispatch.RoleLiaison:
		return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
}

// rosterDays is what one look at the roster shows.
const rosterDays = 7

func (s *server) getRoster(c *fiber.Ctx) error {
	by := actorOf(c)
	scope, err := s.rosterScope(c.Query("scope"), by)
	if err != nil {
		return err
	}
	from, err := moment("from", c.Query("from"))
	if err != nil {
		return err
	}
	if from.IsZero() {
		from = mondayOf(s.now())
	}
	to := from.AddDate(0, 0, rosterDays)
	r := s.Service.Rules().Roster
	v := rosterView{Scope: scope, From: from, To: to, Spells: spellsOf(r.Spells(scope, from, to)), Gaps: spellsOf(r.Gaps(scope, from, to)),
		Staff: []staffView{}, MayEdit: mayRoster(scope, by) == nil}
	for _, p := range r.Staff(scope) {
		v.Staff = append(v.Staff, staffView{p.User, p.Name, p.Post})
	}
	return c.JSON(v)
}

// mondayOf is the local Monday midnight of a moment's week.
func mondayOf(at time.Time) time.Time {
	l := at.In(sla.Zone)
	return time.Date(l.Year(), l.Month(), l.Day()-(int(l.Weekday())+6)%7, 0, 0, 0, 0, sla.Zone).UTC()
}

type shiftForm struct {
	Scope  string        `json:"scope"`
	User   string        `json:"user"`
	Post   dispatch.Post `json:"post"`
	From   time.Time     `json:"from"`
	To     time.Time     `json:"to"`
	Weekly bool          `json:"weekly"`
	Until  time.Time     `json:"until"`
	Absent bool          `json:"absent"`
}

func (s *server) addShift(c *fiber.Ctx) error {
	f, err := decode[shiftForm](c)
	if err != nil {
		return err
	}
	scope, err := s.editScope(f.Scope, actorOf(c))
	if err != nil {
		return err
	}
	p, err := dispatch.FindStaff(s.Service.Rules().Roster.Staff(scope), f.User)
	if err != nil {
		return err
	}
	sh := dispatch.Shift{Scope: scope, User: p.User, Name: p.Name, Post: f.Post, From: f.From.UTC(), To: f.To.UTC(), Weekly: f.Weekly, Absent: f.Absent}
	if !f.Until.IsZero() {
		sh.Until = f.Until.UTC()
	}
	if err := sh.Validate(); err != nil {
		return err
	}
	if err := s.keepShifts(c, []dispatch.Shift{sh}); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(spellsOf([]dispatch.Spell{{Shift: sh, From: sh.From, To: sh.To}})[0])
}

// editScope is the scope of a change, if the actor may make it.
func (s *server) editScope(scope string, by dispatch.Actor) (string, error) {
	scope, err := s.rosterScope(scope, by)
	if err == nil {
		err = mayRoster(scope, by)
	}
	return scope, err
}

// shiftKeep is how long an entry that is over is kept.
const shiftKeep = 400 * 24 * time.Hour

// keepShifts writes new entries and lets everybody on this server see them.
func (s *server) keepShifts(c *fiber.Ctx, list []dispatch.Shift) error {
	ctx := c.UserContext()
	for i := range list {
		list[i].ID = newID(8)
		body, err := json.Marshal(list[i])
		if err != nil {
			return err
		}
		r := dispatch.Record{Kind: dispatch.KindRoster, ID: list[i].ID, Body: body, At: s.now()}
		if ends := list[i].Ends(); !ends.IsZero() {
			r.Expires = ends.Add(shiftKeep)
		}
		if _, err := s.store.PutRecord(ctx, r); err != nil {
			return err
		}
		s.audit(ctx, actorOf(c), "roster_added", list[i].Scope, list[i].User)
	}
	return s.Directory.Reload(ctx)
}

func (s *server) removeShift(c *fiber.Ctx) error {
	ctx := c.UserContext()
	sh, _, err := load[dispatch.Shift](ctx, s.store, dispatch.KindRoster, c.Params("id"))
	if err != nil {
		return err
	}
	if err := mayRoster(sh.Scope, actorOf(c)); err != nil {
		return err
	}
	if err := s.store.DeleteRecord(ctx, dispatch.KindRoster, sh.ID); err != nil {
		return err
	}
	s.audit(ctx, actorOf(c), "roster_removed", sh.Scope, sh.User)
	if err := s.Directory.Reload(ctx); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

type copyForm struct {
	Scope string `json:"scope"`
	From  string `json:"from"`
}

type addedView struct {
	Added int `json:"added"`
}

// copyWeek copies the shifts of a week to the next (复制上周); what is there
// already, leaves and weekly shifts are left out.
func (s *server) copyWeek(c *fiber.Ctx) error {
	f, err := decode[copyForm](c)
	if err != nil {
		return err
	}
	scope, err := s.editScope(f.Scope, actorOf(c))
	if err != nil {
		return err
	}
	from, err := moment("from", f.From)
	if err != nil {
		return err
	}
	if from.IsZero() {
		return dispatch.FieldError("from", "required")
	}
	all := s.Service.Rules().Roster.Shifts(scope)
	var list []dispatch.Shift
	for _, sh := range all {
		if sh.Weekly || sh.Absent || sh.From.Before(from) || !sh.From.Before(from.AddDate(0, 0, rosterDays)) {
			continue
		}
		sh.From, sh.To = sh.From.AddDate(0, 0, rosterDays), sh.To.AddDate(0, 0, rosterDays)
		if !slices.ContainsFunc(all, sameShift(sh)) {
			list = append(list, sh)
		}
	}
	if err := s.keepShifts(c, list); err != nil {
		return err
	}
	return c.JSON(addedView{len(list)})
}

func sameShift(a dispatch.Shift) func(dispatch.Shift) bool {
	return func(b dispatch.Shift) bool {
		return a.User == b.User && a.Post == b.Post && a.From.Equal(b.From) && a.To.Equal(b.To) && a.Weekly == b.Weekly && a.Absent == b.Absent
	}
}

type rosterFile struct {
	Scope string `json:"scope"`
	Text  string `json:"text"`
}

// importRoster takes over a file, all of it or, with every fault by its line,
// nothing. What is there already is left out.
func (s *server) importRoster(c *fiber.Ctx) error {
	f, err := decode[rosterFile](c)
	if err != nil {
		return err
	}
	scope, err := s.editScope(f.Scope, actorOf(c))
	if err != nil {
		return err
	}
	r := s.Service.Rules().Roster
	list, faults := dispatch.ParseRoster(f.Text, scope, r.Staff(scope))
	if len(faults) > 0 {
		return faults
	}
	if len(list) == 0 {
		return dispatch.FieldError("text", "required")
	}
	list = slices.DeleteFunc(list, func(sh dispatch.Shift) bool { return slices.ContainsFunc(r.Shifts(scope), sameShift(sh)) })
	if err := s.keepShifts(c, list); err != nil {
		return err
	}
	return c.JSON(addedView{len(list)})
}

type onDutyView struct {
	Scope    string        `json:"scope"`
	Name     string        `json:"name,omitempty"`
	Phone    string        `json:"phone,omitempty"` // the unit's duty desk
	First    dispatch.Post `json:"first,omitempty"` // the post a new ticket is for
	Post     dispatch.Post `json:"post,omitempty"`  // the reader's own
	On       []staffView   `json:"on"`
	Away     []staffView   `json:"away"`
	Gap      bool          `json:"gap"`       // there is a roster, and nobody is on it now
	Mine     []spellView   `json:"mine"`      // the reader's own next shifts
	NextGaps []spellView   `json:"next_gaps"` // of the next seven days
}

// onDuty says who is on duty now (谁在值班). Liaisons of other units learn the post
// and the number of the duty desk, not who it is.
func (s *server) onDuty(c *fiber.Ctx) error {
	by, now := actorOf(c), s.now()
	scope := c.Query("unit")
	u, known := s.Directory.Unit(scope)
	if scope == "" {
		var err error
		if scope, err = s.rosterScope("", by); err != nil {
			return err
		}
		u, known = s.Directory.Unit(scope)
	}
	if !known && scope != dispatch.HotlineScope {
		return dispatch.FieldError("unit", "unit_unknown", clip(scope, 40))
	}
	named := by.Role.Hotline() || by.Unit == scope
	r := s.Service.Rules().Roster
	v := onDutyView{Scope: scope, Name: u.ShortName(), Phone: u.Phone, On: []staffView{}, Away: []staffView{}, Mine: []spellView{}, NextGaps: []spellView{}}
	for _, sh := range r.OnDuty(scope, now) {
		v.On = append(v.On, staffView{sh.User, sh.Name, sh.Post}.seen(named))
	}
	v.Gap = slices.ContainsFunc(r.Gaps(scope, now.AddDate(0, 0, -rosterDays), now.AddDate(0, 0, rosterDays)), func(g dispatch.Spell) bool {
		return !now.Before(g.From) && now.Before(g.To)
	})
	if scope != dispatch.HotlineScope {
		v.First = r.First(scope, now)
	}
	if !named {
		return c.JSON(v)
	}
	return s.ownDuty(c, v, r, now)
}

// seen hides who a post is from those it does not concern.
func (v staffView) seen(named bool) staffView {
	if !named {
		return staffView{Post: v.Post}
	}
	return v
}

// ownDuty adds what the scope's own people and the hotline see.
func (s *server) ownDuty(c *fiber.Ctx, v onDutyView, r *dispatch.Roster, now time.Time) error {
	by, ahead := actorOf(c), now.AddDate(0, 0, rosterDays)
	v.Post = by.Post
	for _, p := range v.On {
		if p.User == by.ID && p.Post != "" {
			v.Post = p.Post
		}
	}
	for _, p := range r.Staff(v.Scope) {
		if r.Away(v.Scope, p.User, now) {
			v.Away = append(v.Away, staffView{p.User, p.Name, p.Post})
		}
	}
	for _, sp := range r.Spells(v.Scope, now, ahead) {
		if sp.Shift.User == by.ID {
			v.Mine = append(v.Mine, spellsOf([]dispatch.Spell{sp})...)
		}
	}
	v.NextGaps = spellsOf(r.Gaps(v.Scope, now, ahead))
	return c.JSON(v)
}
