package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// ReturnReasons are the accepted codes for a return (退单).
var ReturnReasons = []string{"not_duty", "not_area", "duplicate", "unclear", "other_procedure"}

// MaxReturns is how often a ticket may be returned in all (domain §14.2-1).
const MaxReturns = 2

// window is until when a unit may give back what it gets now (退单时限): by
// urgency, twice as long for a difficult ticket (疑难).
func (r Rules) window(t Ticket, now time.Time) time.Time {
	l := r.limits(t).Return
	if t.Difficult {
		l.N *= 2
	}
	until, _ := sla.Deadline(now, l, r.Calendar)
	return until
}

// windowFor is the window of a dispatch; a designated unit has none.
func (r Rules) windowFor(t Ticket, a Action, now time.Time) time.Time {
	if a.Kind != DoDispatch {
		return time.Time{}
	}
	return r.window(t, now)
}

// mayDispatch refuses a plain dispatch where the supervisor has to decide: at
// the third, while a conference is to settle whose it is, and to a unit that
// gave the ticket back with approval.
func (r Rules) mayDispatch(t Ticket, lead string) error {
	switch {
	case t.Conference.pending():
		return Errorf(Conflict, "conference_pending")
	case t.Dispatches >= 2:
		return Errorf(Conflict, "designation_needed")
	case t.gaveBack(lead):
		return Errorf(Conflict, "unit_gave_back", r.Units[lead].Name)
	}
	return nil
}

// windowAnew is the window of a ticket that stood still, merged or suspended, in
// the state while its window ended: it begins once more. Zero leaves the window
// as it is.
func (r Rules) windowAnew(t Ticket, in State, now time.Time) time.Time {
	over := func(at time.Time) bool { return at.After(t.ReturnUntil) }
	if in != StateDispatched || t.Designated || t.Deemed || t.ReturnUntil.IsZero() || !over(now) || over(t.stoodFrom()) {
		return time.Time{}
	}
	return r.window(t, now)
}

// stoodFrom is since when the unit's clocks stand still; zero when none does.
func (t Ticket) stoodFrom() time.Time {
	for _, c := range t.Clocks {
		if c.Open() && c.Unit != "" && c.State() == sla.Paused {
			return c.Pauses[len(c.Pauses)-1].From
		}
	}
	return time.Time{}
}

// windowLater is the window under a new calendar where that ends later; a
// calendar never takes time from a unit that counted on it.
func (r Rules) windowLater(t Ticket) time.Time {
	if t.windowEnd().IsZero() {
		return time.Time{}
	}
	if at := r.window(t, t.DispatchedAt); at.After(t.ReturnUntil) {
		return at
	}
	return time.Time{}
}

// returnUntil is the end of the window. Tickets dispatched before windows were
// stored have it by the rules of now.
func (r Rules) returnUntil(t Ticket) time.Time {
	if t.ReturnUntil.IsZero() {
		return r.window(t, t.DispatchedAt)
	}
	return t.ReturnUntil
}

// gaveBack tells whether the unit has returned this ticket with approval.
func (t Ticket) gaveBack(unit string) bool {
	return slices.ContainsFunc(t.Returns, func(r Return) bool { return r.Approved && r.Unit == unit })
}

// askReturn asks the hotline to take the ticket back (退单): within the window,
// with a reason code, the duty basis and, where another unit is responsible,
// which. The clocks run on until it is approved. To name a unit that gave the
// ticket back before is ping-pong (推诿): a conference must settle it.
func (r Rules) askReturn(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if err := r.mayReturn(t, now); err != nil {
		return nil, err
	}
	if !slices.Contains(ReturnReasons, a.Reason) {
		return nil, FieldError("reason", "unknown_value")
	}
	if err := need("basis", a.Basis); err != nil {
		return nil, err
	}
	if err := r.suggestedFault(t, a); err != nil {
		return nil, err
	}
	cs := r.startNext(t, nil, sla.ReturnClock, "", now, r.limits(t).ReturnAnswer)
	out := []draft{{ReturnAsked, Data{Unit: by.Unit, Reason: a.Reason, Basis: a.Basis, Suggested: a.Suggested, Due: dueOf(cs, now), Clocks: cs}}}
	if t.gaveBack(a.Suggested) && t.Conference.State() != ConferenceCalled {
		out = append(out, draft{ConferenceNeeded, Data{Reason: PingPong, Unit: a.Suggested}})
	}
	return out, nil
}

// mayReturn tells whether the ticket can still be given back at all.
func (r Rules) mayReturn(t Ticket, now time.Time) error {
	switch until := r.returnUntil(t); {
	case t.Designated:
		return Errorf(Conflict, "return_designated")
	case t.Return != nil:
		return Errorf(Conflict, "return_pending")
	case len(t.Returns) >= MaxReturns:
		return Errorf(Conflict, "return_limit", MaxReturns)
	case t.Deemed, t.Suspended.IsZero() && now.After(until):
		return Errorf(Conflict, "return_window", until)
	}
	return nil
}

// suggestedFault checks the unit that should have the ticket instead.
func (r Rules) suggestedFault(t Ticket, a Action) error {
	if a.Suggested == "" {
		if a.Reason == "not_duty" || a.Reason == "not_area" {
			return FieldError("suggested", "required")
		}
		return nil
	}
	if u, ok := r.Units[a.Suggested]; !ok || !u.Active || a.Suggested == t.Lead {
		return FieldError("suggested", "unit_unknown", a.Suggested)
	}
	if r.Barred(t, a.Suggested) {
		return FieldError("suggested", "unit_barred", r.Units[a.Suggested].Name)
	}
	return nil
}

// answerDue is when the hotline's answer to the return is due; zero when nothing
// waits.
func (t Ticket) answerDue() time.Time {
	if t.Return == nil {
		return time.Time{}
	}
	if i := slices.IndexFunc(t.Clocks, t.waitsFor(*t.Return)); i >= 0 {
		return t.Clocks[i].Due
	}
	return time.Time{} // no limit, or under other rules: it waits for a person
}

// decideReturn approves (back to dispatch, the returner unharmed) or refuses
// (an improper return 退单不当; the clocks never stopped).
func (r Rules) decideReturn(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if t.Return == nil {
		return nil, Errorf(Conflict, "return_none")
	}
	if err := t.Return.decidable(a, by); err != nil {
		return nil, err
	}
	return []draft{r.returnDecision(t, a.Approve, a.Reason, now)}, nil
}

// returnDecision is the decision as an event. Approved, the dispatch clock starts
// anew, or stands still until the hour of a conference that is called.
func (r Rules) returnDecision(t Ticket, approve bool, reason string, now time.Time) draft {
	waits := t.waitsFor(*t.Return)
	cs := t.change(waits, r.meet(now))
	if approve {
		rest := func(c sla.Clock) bool {
			return c.Open() && (c.Unit != "" || c.Kind == sla.ReturnClock) && !waits(c)
		}
		cs = append(cs, t.change(rest, sla.Clock.Waive)...)
		cs = r.startNext(t, cs, sla.DispatchClock, "", now, r.limits(t).Dispatch)
		if t.Conference.awaited() {
			last := &cs[len(cs)-1].Clock
			*last = last.Pause(now)
		}
	}
	return draft{ReturnDecided, Data{Yes: approve, Reason: reason, Unit: t.Lead, Clocks: cs}}
}

// timed are the moments at which time alone decides: the window ends, the
// hotline has not answered a return, a conference begins. To do a thing at the
// last moment is in time, so each lies just behind it.
func (t Ticket) timed() []time.Time {
	var out []time.Time
	for _, at := range []time.Time{t.windowEnd(), t.answerDue()} {
		if !at.IsZero() {
			out = append(out, at.Add(time.Millisecond))
		}
	}
	if at := t.meetingAt(); !at.IsZero() {
		out = append(out, at)
	}
	return out
}

// windowEnd is when a ticket that is neither accepted nor returned counts as
// taken; zero when that is settled.
func (t Ticket) windowEnd() time.Time {
	if t.State != StateDispatched || t.Designated || t.Deemed || t.Return != nil || !t.Suspended.IsZero() {
		return time.Time{}
	}
	return t.ReturnUntil
}

// lapses is what time alone has decided by now, each once: a ticket is deemed
// taken (视同受理), a return deemed approved (超时默认同意), a conference begun.
func (r Rules) lapses(t Ticket, now time.Time) []draft {
	var out []draft
	past := func(at time.Time) bool { return !at.IsZero() && now.After(at) }
	if past(t.windowEnd()) {
		out = append(out, draft{DeemedTaken, Data{Unit: t.Lead, Due: t.ReturnUntil}})
	}
	if past(t.answerDue()) {
		out = append(out, r.returnDecision(t, true, Timeout, now))
	}
	if at := t.meetingAt(); !at.IsZero() && !now.Before(at) {
		out = append(out, r.openConference(t.after(out, now), at))
	}
	return out
}

// after is the ticket as the drafts would leave it.
func (t Ticket) after(ds []draft, now time.Time) Ticket {
	for _, d := range ds {
		t = fold(t, Event{Kind: d.kind, At: now, Data: d.data})
	}
	return t
}

func (t *Ticket) returnDecided(e Event) {
	asked := t.Return
	back := Return{At: e.At, Unit: e.Data.Unit, Approved: e.Data.Yes, ByTimeout: e.Data.Yes && e.Data.Reason == Timeout}
	if asked != nil {
		back.Asked, back.Reason = asked.At, asked.Reason
	}
	t.Returns = append(slices.Clone(t.Returns), back)
	t.Return = nil
	if !e.Data.Yes {
		t.Attention = "return"
		if t.Conference.State() == ConferenceWanted { // the hotline has said whose it is
			t.Conference, t.PingPong = nil, false
		}
		return
	}
	t.State, t.Lead, t.CoUnits, t.Parts, t.Attention = StateRegistered, "", nil, nil, ""
	t.Extension, t.Attempts, t.Assist, t.Task = nil, nil, nil, ""
	t.resumed(e)
	t.ReturnUntil, t.Deemed = time.Time{}, false
}

// windowMoved takes over a window that was planned anew.
func (t *Ticket) windowMoved(d Data) {
	if !d.Window.IsZero() {
		t.ReturnUntil = d.Window
	}
}
