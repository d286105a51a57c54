package dispatch

import (
	"context"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// Recusal (回避) says who must stay away from a ticket: a unit or person that it
// accuses, or that has an interest in it.
type Recusal struct {
	Accused []string `json:"accused,omitempty"` // the units that were named
	Units   []string `json:"units,omitempty"`   // they, those above and those below them
	Users   []string `json:"users,omitempty"`
}

// MaxRecused is how many units, or people, may be named at a time.
const MaxRecused = 10

// recusal makes the recusal of units and users. A unit's parent and all below it
// count as the unit: papers and people pass between them.
func (r Rules) recusal(field string, units, users []string) (*Recusal, error) {
	switch {
	case len(units) > MaxRecused:
		return nil, FieldError(field, "too_many", MaxRecused)
	case len(users) > MaxRecused:
		return nil, FieldError("users", "too_many", MaxRecused)
	}
	out := &Recusal{Accused: unique(units), Users: unique(users)}
	for _, code := range out.Accused {
		if _, ok := r.Units[code]; !ok {
			return nil, FieldError(field, "unit_unknown", code)
		}
	}
	out.Units = r.family(out.Accused)
	return out, nil
}

// family are the units with their parents and everything below them, in the
// order of their codes.
func (r Rules) family(units []string) []string {
	var out []string
	for code := range r.Units {
		if slices.Contains(units, code) || r.below(code, units) || slices.ContainsFunc(units, func(u string) bool { return r.Units[u].Parent == code }) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	return out
}

// below tells whether the unit lies under one of the units.
func (r Rules) below(code string, units []string) bool {
	for range 8 { // deeper than any district, and an end for a circle
		if code = r.Units[code].Parent; code == "" {
			return false
		}
		if slices.Contains(units, code) {
			return true
		}
	}
	return false
}

// Barred tells whether a unit may not get the ticket because it must stay away:
// by what is written there, and by who belongs to whom today.
func (r Rules) Barred(t Ticket, unit string) bool {
	return t.Recusal != nil && unit != "" && (slices.Contains(t.Recusal.Units, unit) || slices.Contains(r.family(r.heirs(t.Recusal.Accused)), unit))
}

// Family gives the recused units of those accused, for looking at a ticket before
// it is registered.
func (r Rules) Family(accused []string) []string { return r.family(accused) }

// recuses tells whether the actor must stay away from the ticket.
func (t Ticket) recuses(by Actor) bool {
	return t.Recusal != nil && by.Role != RoleSystem && (t.recusesUser(by.ID) || t.recusesUnit(by.Unit))
}

func (t Ticket) recusesUser(id string) bool {
	return t.Recusal != nil && slices.Contains(t.Recusal.Users, id)
}

func (t Ticket) recusesUnit(unit string) bool {
	return t.Recusal != nil && unit != "" && slices.Contains(t.Recusal.Units, unit)
}

// recuse keeps units and people away (回避). A lead that must go gives the ticket
// back to triage at once, without harm to itself; a co-handler just goes.
func (r Rules) recuse(t Ticket, a Action, now time.Time) ([]draft, error) {
	switch {
	case len(a.Units)+len(a.Users) == 0:
		return nil, FieldError("units", "required")
	case len(t.Children) > 0 || t.State == StateMerged:
		return nil, Errorf(Conflict, "seal_merged")
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	before := Recusal{}
	if t.Recusal != nil {
		before = *t.Recusal
	}
	rec, err := r.recusal("units", slices.Concat(before.Accused, a.Units), slices.Concat(before.Users, a.Users))
	if err != nil {
		return nil, err
	}
	if len(rec.Accused) == len(before.Accused) && len(rec.Users) == len(before.Users) {
		return nil, nil
	}
	d := Data{Recusal: rec, Reason: a.Reason}
	if t.Lead == "" || !t.State.Open() || !slices.Contains(rec.Units, t.Lead) {
		d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Kind == ClockPart && slices.Contains(rec.Units, c.Unit) }, sla.Clock.Waive)
		return []draft{{RecusedMarked, d}}, nil
	}
	d.Yes = true // the lead goes
	d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Kind != sla.DispatchClock }, sla.Clock.Waive)
	d.Clocks = r.startNext(t, d.Clocks, sla.DispatchClock, "", now, r.limits(t).Dispatch)
	return []draft{{RecusedMarked, d}}, nil
}

// recused folds a recusal: who must go loses the ticket.
func (t *Ticket) recused(e Event) {
	t.Recusal = e.Data.Recusal
	t.withhold()
	if !t.State.Open() {
		return
	}
	t.dismiss()
	if e.Data.Yes {
		t.State, t.Attention = StateRegistered, ""
		t.Attempts, t.Assist, t.Task = nil, nil, ""
		t.Return, t.Extension, t.Reply = nil, nil, nil
		t.resumed(e)
	}
}

// dismiss takes the ticket from recused units; with the lead go its helpers.
func (t *Ticket) dismiss() {
	if t.recusesUnit(t.Lead) {
		t.Lead, t.CoUnits, t.Parts = "", nil, nil
		return
	}
	if slices.ContainsFunc(t.CoUnits, t.recusesUnit) {
		t.CoUnits = slices.DeleteFunc(slices.Clone(t.CoUnits), t.recusesUnit)
		t.Parts = slices.DeleteFunc(slices.Clone(t.Parts), func(p Part) bool { return t.recusesUnit(p.Unit) })
	}
}

// listed adds a list to a mark, whatever its order was.
func listed(mark string, list []string) string {
	sorted := slices.Sorted(slices.Values(list))
	return mark + "|" + strings.Join(sorted, ",")
}

// reasonRecusal is the kind of reason that bars a recused candidate.
const reasonRecusal = "recused"

// withhold takes recused units out of the proposals: they stay in sight, barred,
// with the reason, for those who must dispatch.
func (t *Ticket) withhold() {
	if t.Routing == nil {
		return
	}
	r := *t.Routing
	r.Candidates = slices.Clone(r.Candidates)
	for i, c := range r.Candidates {
		if t.recusesUnit(c.Unit) {
			r.Candidates[i] = c.barred()
		}
	}
	t.Routing = &r
}

// barred is the candidate as one that must stay away.
func (c Candidate) barred() Candidate {
	c.Role = "barred"
	if !slices.ContainsFunc(c.Reasons, func(x Reason) bool { return x.Kind == reasonRecusal }) {
		c.Reasons = append(slices.Clone(c.Reasons), reasonRecused())
	}
	return c
}

// recusedBy are the units that a report keeps away.
func (r Rules) recusedBy(in Intake) []string {
	if in.Report == nil {
		return nil
	}
	return r.family(in.Report.AccusedUnits)
}

// routed is the routing of a demand. Who is accused may hide in the words, so a
// person looks at every report before a unit gets it.
func (s Service) routed(ctx context.Context, f Facts) Routing {
	r := s.Route(ctx, f)
	if f.Type == Report && r.Decision == Auto {
		r.Decision, r.Why = Triage, whyReport
	}
	return r
}
