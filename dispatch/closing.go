package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// end closes the way early or at last. Every end says why; a decline also says
// which way is right (domain §5.8).
func (r Rules) end(t Ticket, a Action, now time.Time) ([]draft, error) {
	kinds := map[ActionKind]Kind{DoAnswer: Answered, DoDecline: Declined, DoTransfer: Transferred, DoTerminate: Terminated, DoWithdraw: Terminated, DoClose: Closed}
	d := Data{Reason: a.Reason, Route: a.Route, Text: a.Text}
	switch a.Kind {
	case DoAnswer:
		if err := need("text", a.Text); err != nil {
			return nil, err
		}
	case DoDecline:
		if err := need("route", a.Route); err != nil {
			return nil, err
		}
	case DoTransfer:
		if !slices.Contains([]string{"110", "119", "120", "122"}, a.Route) {
			return nil, FieldError("number", "emergency_number")
		}
	case DoWithdraw:
		if err := optional("reason", a.Reason); err != nil {
			return nil, err
		}
		d.Reason, d.Text = Withdrawn, a.Reason
	default:
	}
	if a.Kind != DoAnswer && a.Kind != DoWithdraw {
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
	}
	if a.Kind != DoTerminate && a.Kind != DoWithdraw { // the hotline did its part
		d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Unit == "" }, r.meet(now))
	}
	return []draft{{kinds[a.Kind], d}}, nil
}

// review passes the unit's reply on to the call-back, or sends it back (审核).
// A caller who cannot or need not be called back closes the ticket here.
func (r Rules) review(t Ticket, a Action, now time.Time) ([]draft, error) {
	if !a.Pass {
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
		cs := t.change(openOf(sla.ReviewClock), r.meet(now))
		if c, i := t.Clock(sla.ResolveClock); i >= 0 {
			c = r.reopen(c, now)
			c.Unit = t.Lead // which may have come to it by a hand-over meanwhile
			cs = append(cs, ClockChange{I: i, Clock: c})
		}
		return []draft{{Reviewed, Data{Reason: a.Reason, Clocks: cs}}}, nil
	}
	return r.toCallback(t, draft{Reviewed, Data{Yes: true, Reason: a.Reason, Clocks: t.change(openOf(sla.ReviewClock), r.meet(now))}}, now), nil
}

// toCallback starts the call-back clock, or closes when nobody waits for a call.
func (r Rules) toCallback(t Ticket, d draft, now time.Time) []draft {
	if t.Contact.Anonymous || !t.Contact.WantsReply {
		return []draft{d, {Closed, Data{Reason: "no_callback", Sampled: r.sample(t)}}}
	}
	d.data.Clocks = r.startNext(t, d.data.Clocks, sla.CallbackClock, "", now, r.limits(t).Callback)
	return []draft{d}
}

// reopen lets a met clock run on: the time between counts for nobody.
func (r Rules) reopen(c sla.Clock, now time.Time) sla.Clock {
	if c.MetAt.IsZero() {
		return c
	}
	at := c.MetAt
	c.MetAt = time.Time{}
	return c.Pause(at).Resume(now, r.Calendar, r.Policy.Ladder)
}
