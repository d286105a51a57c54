package dispatch

import (
	"strconv"
	"strings"
	"time"

	"hotline/sla"
)

// The projections below are everything a store indexes. They are pure, so that
// a store can compare them before and after a change and keep its indexes and
// counters without knowing the rules.

// NextAt is when the ticket's next escalation step is due, or its suspension
// ends: its timer. Zero when nothing is.
func (t Ticket) NextAt() time.Time {
	next := t.Suspended
	if at := t.failoverAt(); !at.IsZero() {
		next = at
	}
	if at := t.letterAt(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
		next = at
	}
	for _, c := range t.Clocks {
		if c.Open() && !c.NextAt.IsZero() && (next.IsZero() || c.NextAt.Before(next)) {
			next = c.NextAt
		}
	}
	for _, at := range t.timed() {
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next
}

// SortAt is the moment by which queues order the ticket: the earliest due of its
// open clocks, else its last change. One that waits for its call-back stands by
// when the call may be made. One put aside is ordered by its review date:
// nothing is asked of its unit before.
func (t Ticket) SortAt() time.Time {
	if t.State == StateReviewed {
		return t.callFrom()
	}
	if !t.Suspended.IsZero() {
		return t.Suspended
	}
	if c, ok := t.Current(); ok {
		return c.Due
	}
	return t.UpdatedAt
}

// Queues names the queues the ticket lies in now. The number of tickets in a
// queue is kept by the store, and the queue can be listed.
func (t Ticket) Queues() []string {
	q := t.unitQueues()
	if t.State.Open() {
		q = append(q, "hotline/open", "hotline/open/"+string(t.State))
		if t.Difficult {
			q = append(q, "hotline/difficult")
		}
	}
	switch t.State {
	case StateRegistered:
		q = append(q, "hotline/triage")
	case StateReplied:
		q = append(q, "hotline/review")
		if t.Reply != nil && t.Reply.Check != nil && t.Reply.Check.Weak {
			q = append(q, "hotline/review_weak")
		}
	case StateReviewed:
		q = append(q, "hotline/callback")
	}
	if t.State == StateClosed && t.Spot == SpotDue {
		q = append(q, "hotline/spot")
	}
	if t.reopenAsked() {
		q = append(q, "hotline/reopen")
	}
	if t.TwiceUnhappy() {
		q = append(q, "hotline/unhappy")
	}
	if t.Return != nil {
		q = append(q, "hotline/returns")
	}
	if t.Extension != nil {
		q = append(q, "hotline/extensions")
	}
	if t.Assist != nil {
		q = append(q, "hotline/assists")
	}
	if !t.Suspended.IsZero() {
		q = append(q, "hotline/suspended")
	}
	q = append(append(q, t.conferenceQueues()...), t.letterQueues()...)
	q = append(q, t.publicQueues()...)
	return append(q, t.timeQueues()...)
}

// timeQueues are the late and the near-due tickets, by the clock that is so, and
// the ladder (督办阶梯): the late ones by their level. A ticket counts once for its
// unit, under the first step that is late, so that the parts add up to the whole.
func (t Ticket) timeQueues() []string {
	var q []string
	late, near := map[sla.ClockKind]bool{}, map[sla.ClockKind]bool{}
	for _, c := range t.Clocks {
		if c.Open() && c.Overdue {
			late[c.Kind] = true
		} else if c.Open() && c.Steps > 0 {
			near[c.Kind] = true
		}
	}
	first := func(of map[sla.ClockKind]bool) (sla.ClockKind, bool) {
		for _, k := range []sla.ClockKind{sla.AcceptClock, sla.ContactClock, sla.ResolveClock} {
			if of[k] {
				return k, true
			}
		}
		return "", false
	}
	level := "hotline/level/" + strconv.Itoa(t.Level)
	if k, ok := first(late); ok {
		q = append(q, "hotline/late", "hotline/late/"+string(k), level)
	} else if t.Level >= 3 && t.State.WithUnit() { // a person raised it; it stays until it is answered
		q = append(q, level)
	} else if k, ok := first(near); ok {
		q = append(q, "hotline/near", "hotline/near/"+string(k))
	}
	for _, k := range []sla.ClockKind{sla.DispatchClock, sla.ReviewClock, sla.CallbackClock, sla.ReturnClock} {
		if late[k] {
			q = append(q, "hotline/late/"+string(k))
		} else if near[k] {
			q = append(q, "hotline/near/"+string(k))
		}
	}
	return q
}

// unitQueues are the lanes of the lead's and the co-handlers' consoles.
func (t Ticket) unitQueues() []string {
	var q []string
	for _, unit := range t.units() {
		if t.recusesUnit(unit) {
			continue
		}
		lane := "unit:" + unit + "/"
		if !t.State.WithUnit() {
			if t.State == StateReplied || t.State == StateReviewed || t.State == StateClosed {
				q = append(q, lane+"closed")
			}
			continue
		}
		if unit != t.Lead && !t.partOpen(unit) { // its share is in
			q = append(q, lane+"closed")
			continue
		}
		q = append(q, lane+"open")
		if unit != t.Lead {
			q = append(q, lane+t.partLane(unit))
			continue
		}
		switch {
		case t.State == StateDispatched:
			q = append(q, lane+"to_accept")
		case t.State == StateAccepted:
			q = append(q, lane+"to_contact")
		default:
			q = append(q, lane+"working")
		}
		if t.Attention != "" || t.Return != nil {
			q = append(q, lane+"attention")
		}
		if t.StandingIn() {
			q = append(q, lane+"failover")
		}
	}
	return q
}

func (t Ticket) partLane(unit string) string {
	for _, p := range t.Parts {
		if p.Unit == unit && !p.Accepted.IsZero() {
			return "working"
		}
	}
	return "to_accept"
}

func (t Ticket) units() []string {
	if t.Lead == "" {
		return nil
	}
	return append([]string{t.Lead}, t.CoUnits...)
}

// Tallies names the day counts the ticket adds to, for the boards: how many
// came in, how many clocks were due and late, what call-backs answered. Like
// queues they are counted, but never listed.
func (t Ticket) Tallies() []string {
	q := []string{"day/" + Day(t.RegisteredAt) + "/intake", "day/" + Day(t.RegisteredAt) + "/intake/" + string(t.Channel)}
	for _, c := range t.Clocks {
		if c.Unit == "" || c.Waived {
			continue
		}
		day := "day/" + Day(c.Due) + "/" + string(c.Kind)
		q = append(q, day+"/due")
		if c.State() == sla.Late {
			q = append(q, day+"/late")
		}
	}
	for _, c := range t.Callbacks {
		if !c.Reached {
			continue
		}
		day := "day/" + Day(c.At) + "/callback"
		q = append(q, day)
		if c.Satisfied {
			q = append(q, day+"/satisfied")
		}
		if c.Resolved {
			q = append(q, day+"/resolved")
		}
	}
	if !t.DispatchedAt.IsZero() && t.Routing != nil && t.Routing.Decision == Auto {
		day := "day/" + Day(t.RegisteredAt) + "/auto"
		q = append(q, day)
		if len(t.Returns) > 0 && t.Returns[0].Approved {
			q = append(q, day+"/returned")
		}
	}
	if t.Place.Town != "" {
		q = append(q, "day/"+Day(t.RegisteredAt)+"/town/"+t.Place.Town)
	}
	return unique(q)
}

// unique drops repeats: a ticket counts once for a name.
func unique(in []string) []string {
	out := in[:0:0]
	seen := make(map[string]bool, len(in))
	for _, s := range in {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// SearchText is what a word search looks at.
func (t Ticket) SearchText() string {
	if t.IsSealed() { // nobody finds it by its words
		return ""
	}
	return strings.Join([]string{t.Title, t.Text, t.Place.Town, t.Place.Address}, "\n")
}
