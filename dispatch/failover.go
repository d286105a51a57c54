package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// FailoverRules say how many seconds a unit's first post may leave a new ticket
// unacknowledged before the other takes over (AB岗). Zero: no fail-over.
type FailoverRules struct {
	Silence int `json:"silence"`
	Life    int `json:"life"` // 危及生命财产
}

// DefaultFailover is a minute, and a quarter of one where life is in danger.
func DefaultFailover() FailoverRules { return FailoverRules{Silence: 60, Life: 15} }

// maxSilence is an hour: a first post that is silent for longer is not there.
const maxSilence = 3600

// Validate finds what is wrong with the rules.
func (f FailoverRules) Validate() error {
	if f.Silence < 0 || f.Silence > maxSilence {
		return FieldError("silence", "out_of_range", 0, maxSilence)
	}
	if f.Life < 0 || f.Life > maxSilence {
		return FieldError("life", "out_of_range", 0, maxSilence)
	}
	return nil
}

// at is until when the first post has to acknowledge what was dispatched now;
// zero without a rule.
func (f FailoverRules) at(u Urgency, now time.Time) time.Time {
	s := f.Silence
	if u == Life {
		s = f.Life
	}
	if s == 0 {
		return time.Time{}
	}
	return now.Add(time.Duration(s) * time.Second)
}

// The reasons of a fail-over.
const (
	NotDelivered = "not_delivered" // no console of the unit has it, and nobody looked
	NotAccepted  = "not_accepted"  // the accept clock reminds, and it is not accepted
)

// failoverAt is when the ticket goes to the other post if it stays as it is.
func (t Ticket) failoverAt() time.Time {
	if t.State != StateDispatched || t.FailoverAt.IsZero() || !t.Suspended.IsZero() {
		return time.Time{}
	}
	return t.FailoverAt
}

// StandingIn tells whether another post than the first has to take the ticket
// on now (代岗).
func (t Ticket) StandingIn() bool { return t.State == StateDispatched && t.StandIn != "" }

// failover gives the ticket to the other post, once for a dispatch: when nobody
// acknowledged it in time, or when the accept clock reminds for the first time.
// fired are the steps of this sweep.
func (r Rules) failover(t Ticket, fired []draft, now time.Time) []draft {
	if t.State != StateDispatched || !t.FailedOver.IsZero() {
		return nil
	}
	reason := ""
	if at := t.failoverAt(); !at.IsZero() && !at.After(now) {
		reason = NotDelivered
	} else if r.Failover != (FailoverRules{}) && t.Return == nil && slices.ContainsFunc(fired, func(d draft) bool { return d.data.Clock == sla.AcceptClock && d.data.Unit == t.Lead }) {
		reason = NotAccepted
	}
	if reason == "" {
		return nil
	}
	post, users := r.Roster.StandIn(t.Lead, now)
	return []draft{{FailedOver, Data{Unit: t.Lead, Post: post, Users: users, Reason: reason}}}
}

// heardOf ends the wait for the first post: the unit has the ticket, looked at it,
// or has acted.
func (t *Ticket) heardOf(unit string) {
	if unit == t.Lead {
		t.FailoverAt = time.Time{}
	}
}
