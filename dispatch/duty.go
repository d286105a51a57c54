package dispatch

import (
	"cmp"
	"slices"
	"time"
)

// HotlineScope is the scope of the agents' and dispatchers' shifts; every other
// scope is the code of a unit.
const HotlineScope = "hotline"

// Post is the place of a liaison in the unit (AB岗).
type Post string

// The posts.
const (
	PostA Post = "A"
	PostB Post = "B"
)

// Posts lists the posts.
func Posts() []Post { return []Post{PostA, PostB} }

// week is the period of a shift that repeats. China has one zone and no summer
// time, so a week is always as long.
const week = 7 * 24 * time.Hour

// MaxShift and MaxLeave bound one entry of the roster.
const (
	MaxShift = week
	MaxLeave = 366 * 24 * time.Hour
)

// Shift is one entry of the duty roster (值班表): who is on duty from when to when,
// or away (请假). It may cross midnight; a weekly one repeats until Until, or for
// as long as it stands.
type Shift struct {
	ID     string    `json:"id"`
	Scope  string    `json:"scope"`
	User   string    `json:"user"`
	Name   string    `json:"name"`
	Post   Post      `json:"post,omitempty"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Weekly bool      `json:"weekly,omitempty"`
	Until  time.Time `json:"until,omitzero"`
	Absent bool      `json:"absent,omitempty"` // 请假
}

// Validate finds what is wrong with the entry by itself.
func (s Shift) Validate() error {
	switch {
	case s.Scope == "":
		return FieldError("scope", "required")
	case s.User == "":
		return FieldError("user", "required")
	case s.Post != "" && !slices.Contains(Posts(), s.Post):
		return FieldError("post", "unknown_value")
	case s.From.IsZero():
		return FieldError("from", "required")
	case !s.To.After(s.From):
		return FieldError("to", "shift_order")
	case s.Weekly && s.Absent:
		return FieldError("weekly", "leave_weekly")
	case !s.Until.IsZero() && (!s.Weekly || s.Until.Before(s.To)):
		return FieldError("until", "shift_order")
	case !s.Absent && s.To.Sub(s.From) > MaxShift:
		return FieldError("to", "shift_long", int(MaxShift/time.Hour))
	case s.To.Sub(s.From) > MaxLeave:
		return FieldError("to", "shift_long", int(MaxLeave/time.Hour))
	}
	return nil
}

// Ends is when the entry says nothing any more; zero: never.
func (s Shift) Ends() time.Time {
	if s.Weekly {
		return s.Until
	}
	return s.To
}

// Covers tells whether the entry holds at a moment. The end is not part of it.
func (s Shift) Covers(at time.Time) bool {
	for _, sp := range s.spells(at, at.Add(1)) {
		if !at.Before(sp.From) && at.Before(sp.To) {
			return true
		}
	}
	return false
}

// Spell is one stretch of time of a shift, or of nobody.
type Spell struct {
	Shift Shift
	From  time.Time
	To    time.Time
}

// spells are the shift's stretches that touch the window, whole.
func (s Shift) spells(from, to time.Time) []Spell {
	if !s.Weekly {
		if s.From.Before(to) && s.To.After(from) {
			return []Spell{{s, s.From, s.To}}
		}
		return nil
	}
	var out []Spell
	first := max(0, int(from.Sub(s.To)/week)) // the first repeat that may end behind from
	for k := first; ; k++ {
		step := time.Duration(k) * week
		sp := Spell{s, s.From.Add(step), s.To.Add(step)}
		if !sp.From.Before(to) || (!s.Until.IsZero() && sp.To.After(s.Until)) {
			return out
		}
		if sp.To.After(from) {
			out = append(out, sp)
		}
	}
}

// Staff is a person who may be on duty, with the post the account holds.
type Staff struct {
	User  string
	Name  string
	Scope string
	Post  Post
	Role  Role
}

// Roster is the duty roster in force with the posts that accounts hold. It does
// not change after NewRoster and may be shared; nil is an empty one.
type Roster struct {
	shifts map[string][]Shift
	staff  map[string][]Staff
}

// NewRoster sorts entries and people by their scope.
func NewRoster(shifts []Shift, staff []Staff) *Roster {
	r := &Roster{shifts: map[string][]Shift{}, staff: map[string][]Staff{}}
	for _, s := range shifts {
		r.shifts[s.Scope] = append(r.shifts[s.Scope], s)
	}
	for _, p := range staff {
		r.staff[p.Scope] = append(r.staff[p.Scope], p)
	}
	return r
}

// Shifts are the entries of a scope.
func (r *Roster) Shifts(scope string) []Shift {
	if r == nil {
		return nil
	}
	return r.shifts[scope]
}

// Staff are the people of a scope.
func (r *Roster) Staff(scope string) []Staff {
	if r == nil {
		return nil
	}
	return r.staff[scope]
}

// OnDuty are the entries of those who are on duty at a moment (在岗), each person
// once, post A first. Who is away is not.
func (r *Roster) OnDuty(scope string, at time.Time) []Shift {
	var out []Shift
	for _, s := range r.Shifts(scope) {
		if s.Absent || !s.Covers(at) || r.Away(scope, s.User, at) || slices.ContainsFunc(out, func(o Shift) bool { return o.User == s.User }) {
			continue
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b Shift) int {
		return cmp.Or(cmp.Compare(postOrder(a.Post), postOrder(b.Post)), cmp.Compare(a.User, b.User))
	})
	return out
}

func postOrder(post Post) Post { return cmp.Or(post, "Z") }

// Away tells whether a person of the scope is on leave (请假).
func (r *Roster) Away(scope, user string, at time.Time) bool {
	return slices.ContainsFunc(r.Shifts(scope), func(s Shift) bool { return s.Absent && s.User == user && s.Covers(at) })
}

// Spells are the stretches of a window, those of shifts and leaves by time.
func (r *Roster) Spells(scope string, from, to time.Time) []Spell {
	var out []Spell
	for _, s := range r.Shifts(scope) {
		out = append(out, s.spells(from, to)...)
	}
	slices.SortStableFunc(out, func(a, b Spell) int { return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Shift.ID, b.Shift.ID)) })
	return out
}

// Gaps are the stretches of a window in which nobody is on duty (空岗). A scope
// without any shift in it keeps no roster, and so has none.
func (r *Roster) Gaps(scope string, from, to time.Time) []Spell {
	spells := r.Spells(scope, from, to)
	if !slices.ContainsFunc(spells, func(s Spell) bool { return !s.Shift.Absent }) {
		return nil
	}
	marks := []time.Time{from, to}
	for _, s := range spells {
		for _, at := range []time.Time{s.From, s.To} {
			if at.After(from) && at.Before(to) {
				marks = append(marks, at)
			}
		}
	}
	slices.SortFunc(marks, time.Time.Compare)
	var out []Spell
	for i, at := range marks[:len(marks)-1] {
		if !at.Before(marks[i+1]) || manned(spells, at) {
			continue
		}
		if n := len(out); n > 0 && out[n-1].To.Equal(at) {
			out[n-1].To = marks[i+1]
		} else {
			out = append(out, Spell{From: at, To: marks[i+1]})
		}
	}
	return out
}

// manned tells whether one of the stretches puts somebody on duty who is not away.
func manned(spells []Spell, at time.Time) bool {
	holds := func(s Spell) bool { return !at.Before(s.From) && at.Before(s.To) }
	return slices.ContainsFunc(spells, func(s Spell) bool {
		return !s.Shift.Absent && holds(s) && !slices.ContainsFunc(spells, func(a Spell) bool {
			return a.Shift.Absent && a.Shift.User == s.Shift.User && holds(a)
		})
	})
}

// Post says who of a unit holds a post at a moment: those the roster puts there,
// else the accounts that hold it and are not away.
func (r *Roster) Post(unit string, post Post, at time.Time) []string {
	var users []string
	for _, s := range r.OnDuty(unit, at) {
		if s.Post == post {
			users = append(users, s.User)
		}
	}
	if len(users) > 0 {
		return users
	}
	for _, p := range r.Staff(unit) {
		if p.Post == post && p.Role == RoleLiaison && !r.Away(unit, p.User, at) {
			users = append(users, p.User)
		}
	}
	return users
}

// First is the post that a new ticket of the unit is for: A, or B while nobody
// holds A because of leave (请假).
func (r *Roster) First(unit string, at time.Time) Post {
	if len(r.Post(unit, PostA, at)) == 0 && len(r.Post(unit, PostB, at)) > 0 {
		return PostB
	}
	return PostA
}

// StandIn is the post that takes over when the first does not answer, and who
// holds it; "" when there is nobody left.
func (r *Roster) StandIn(unit string, at time.Time) (post Post, users []string) {
	if r.First(unit, at) == PostB {
		return "", nil
	}
	if users = r.Post(unit, PostB, at); len(users) == 0 {
		return "", nil
	}
	return PostB, users
}
