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
		d.Reason = "withdrawn"
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
			cs = append(cs, ClockChange{I: i, Clock: r.reopen(c, now)})
		}
		return []draft{{Reviewed, Data{Reason: a.Reason, Clocks: cs}}}, nil
	}
	return r.toCallback(t, draft{Reviewed, Data{Yes: true, Reason: a.Reason, Clocks: t.change(openOf(sla.ReviewClock), r.meet(now))}}, now), nil
}

// toCallback starts the call-back clock, or closes when nobody waits for a call.
func (r Rules) toCallback(t Ticket, d draft, now time.Time) []draft {
	if t.Contact.Anonymous || !t.Contact.WantsReply {
		return []draft{d, {Closed, Data{Reason: "no_callback"}}}
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

// callback records what the citizen says (回访). Satisfied closes; dissatisfied
// by the unit's fault means redo 重办; for outside reasons it closes with the
// reason. Three calls nobody answers close it too.
func (r Rules) callback(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := optional("reason", a.Reason); err != nil {
		return nil, err
	}
	d := Data{Reached: a.Reached, Reason: a.Reason}
	if !a.Reached {
		missed := 1
		for _, c := range t.Callbacks {
			if !c.Reached {
				missed++
			}
		}
		if missed < 3 {
			return []draft{{CalledBack, d}}, nil
		}
		d.Clocks = t.change(openOf(sla.CallbackClock), r.meet(now))
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "unreachable"}}}, nil
	}
	d.Contacted, d.Resolved, d.Satisfied = a.Contacted, a.Resolved, a.Satisfied
	d.Clocks = t.change(openOf(sla.CallbackClock), r.meet(now))
	if a.Satisfied {
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "satisfied"}}}, nil
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if !a.Subjective {
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "explained"}}}, nil
	}
	redo := r.startAgain(t, d.Clocks, now)[len(d.Clocks):]
	return []draft{{CalledBack, d}, {Redone, Data{Reason: a.Reason, Clocks: redo}}}, nil
}

// again makes the unit (or the hotline) do it once more: redo 重办 after a
// call-back, reopen 重启 of an ended ticket.
func (r Rules) again(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	kind := Redone
	if a.Kind == DoReopen {
		kind = Reopened
	}
	out := r.successions(t)
	for _, d := range out {
		t.handedOver(Event{Data: d.data})
	}
	cs := t.change(openOf(sla.CallbackClock), r.meet(now))
	return append(out, draft{kind, Data{Reason: a.Reason, Clocks: r.startAgain(t, cs, now)}}), nil
}

// startAgain starts the clock of a second round: the unit's, or the hotline's
// for a ticket that never had a unit.
func (r Rules) startAgain(t Ticket, cs []ClockChange, now time.Time) []ClockChange {
	if t.Lead == "" || t.recusesUnit(t.Lead) {
		return r.startNext(t, cs, sla.DispatchClock, "", now, r.limits(t).Dispatch)
	}
	return r.startNext(t, cs, sla.ResolveClock, t.Lead, now, r.limits(t).Redo)
}
