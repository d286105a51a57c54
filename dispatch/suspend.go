package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Suspension is one time a ticket was put aside (挂账): what cannot be solved now,
// with the measures taken until the day it is looked at again. Prolonging it is
// a new decision and a new entry.
type Suspension struct {
	From      time.Time `json:"from"`
	Until     time.Time `json:"until"` // review date (复核日期)
	By        string    `json:"by"`
	Reason    string    `json:"reason"`
	Measures  string    `json:"measures,omitempty"`
	EndedAt   time.Time `json:"ended_at,omitzero"`
	EndedBy   string    `json:"ended_by,omitempty"`
	EndReason string    `json:"end_reason,omitempty"`
	Lapsed    bool      `json:"lapsed,omitempty"` // its date came
}

// suspend puts the ticket aside until its review date: the unit's clocks stand
// still, those of the hotline do not.
func (r Rules) suspend(t Ticket, a Action, now time.Time) ([]draft, error) {
	switch {
	case !t.Suspended.IsZero():
		return nil, Errorf(Conflict, "already_suspended")
	case !a.Until.After(now) || a.Until.After(now.AddDate(1, 0, 0)):
		return nil, FieldError("until", "out_of_range", "now", "+1y")
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if err := need("measures", a.Text); err != nil {
		return nil, err
	}
	cs := t.change(func(c sla.Clock) bool { return c.Open() && c.Unit != "" }, func(c sla.Clock) sla.Clock { return c.Pause(now) })
	return []draft{{SuspendedMarked, Data{Reason: a.Reason, Text: a.Text, Until: stamp(a.Until), Unit: t.Lead, Clocks: cs}}}, nil
}

// resume takes the ticket up again before its review date.
func (r Rules) resume(t Ticket, a Action, now time.Time) ([]draft, error) {
	if t.Suspended.IsZero() {
		return nil, Errorf(Conflict, "not_suspended")
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	return []draft{{Resumed, Data{Reason: a.Reason, Unit: t.Lead, Clocks: r.resumeAll(t, now), Window: r.windowAnew(t, t.State, now)}}}, nil
}

func (r Rules) resumeAll(t Ticket, now time.Time) []ClockChange {
	return t.change(func(c sla.Clock) bool { return c.Open() && len(c.Pauses) > 0 }, func(c sla.Clock) sla.Clock {
		return c.Resume(now, r.Calendar, r.Policy.Ladder)
	})
}

// lapse ends a suspension (挂账到期) whose date has come. The clocks run on from
// that date, whenever it is noticed.
func (r Rules) lapse(t Ticket) []draft {
	return []draft{{Resumed, Data{Unit: t.Lead, Until: t.Suspended, Clocks: r.resumeAll(t, t.Suspended), Window: r.windowAnew(t, t.State, t.Suspended)}}}
}

func (t *Ticket) suspended(e Event) {
	d := e.Data
	t.Suspended = d.Until
	t.Suspensions = append(slices.Clone(t.Suspensions), Suspension{From: e.At, Until: d.Until, By: or(e.Actor.Name, e.Actor.ID), Reason: d.Reason, Measures: d.Text})
}

// resumed ends the suspension, by whichever event.
func (t *Ticket) resumed(e Event) {
	t.Suspended = time.Time{}
	n := len(t.Suspensions)
	if n == 0 || !t.Suspensions[n-1].EndedAt.IsZero() {
		return
	}
	t.Suspensions = slices.Clone(t.Suspensions)
	last := &t.Suspensions[n-1]
	last.EndedAt, last.EndedBy, last.EndReason = e.At, or(e.Actor.Name, e.Actor.ID), e.Data.Reason
	last.Lapsed = e.Kind == Resumed && e.Actor.Role == RoleSystem
}
