package api

import (
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// stepView is a station of the way as its citizen sees it; the page has the
// words. Text is what the unit or the hotline said, Unit who it is about.
type stepView struct {
	Kind string    `json:"kind"`
	At   time.Time `json:"at,omitzero"`
	Text string    `json:"text"`
	Unit string    `json:"unit,omitempty"`
	Done bool      `json:"done"`
	Due  time.Time `json:"due,omitzero"`
}

// teller tells the way of a matter (办理进度) from its history: what was done and
// when, never by whom inside a unit or the hotline, at what level, or what
// another caller said.
type teller struct {
	name  func(unit string) string
	lead  string
	asked string   // the reason of the extension asked for
	reply stepView // handed in, not reviewed yet
	out   []stepView
}

// past are the steps done. A merged ticket has the dates of its master's way,
// and its own citizen's words.
func past(own, master []dispatch.Event, name func(string) string) []stepView {
	t := teller{name: name}
	if master == nil {
		for _, e := range own {
			t.handling(e)
			t.talking(e)
		}
		return t.out
	}
	var until time.Time
	for _, e := range own {
		t.talking(e)
		if e.Kind == dispatch.Inherited {
			until = e.At
		}
	}
	for _, e := range master {
		if until.IsZero() || !e.At.After(until) {
			t.handling(e)
		}
	}
	slices.SortStableFunc(t.out[1:], func(a, b stepView) int { return a.At.Compare(b.At) })
	return t.out
}

func (t *teller) step(kind string, e dispatch.Event) *stepView {
	t.out = append(t.out, stepView{Kind: kind, At: e.At, Done: true})
	return &t.out[len(t.out)-1]
}

// once adds a step unless it is the one just told.
func (t *teller) once(kind string, e dispatch.Event) {
	if n := len(t.out); n == 0 || t.out[n-1].Kind != kind {
		t.step(kind, e)
	}
}

// handling tells what the units and the hotline did about the matter.
func (t *teller) handling(e dispatch.Event) {
	d := e.Data
	switch e.Kind {
	case dispatch.Dispatched, dispatch.HandedOver:
		if e.Kind == dispatch.HandedOver && d.Unit != t.lead {
			return
		}
		t.lead = d.Lead
		t.step("dispatched", e).Unit = t.name(d.Lead)
	case dispatch.Accepted:
		if d.Unit == t.lead {
			t.step("accepted", e).Due = dueIn(d, sla.AcceptClock)
		}
	case dispatch.ReturnDecided:
		if d.Yes {
			t.lead = ""
			t.step("reassigning", e)
		}
	case dispatch.ConferenceSet:
		t.once("conferring", e)
	case dispatch.ExtensionAsked:
		t.asked = d.Reason
	case dispatch.ExtensionDecided:
		if d.Yes {
			s := t.step("extended", e)
			s.Due, s.Text = d.Due, t.asked
		}
	case dispatch.SuspendedMarked:
		t.step("suspended", e).Due = d.Until
	case dispatch.Resumed:
		t.step("resumed", e)
	case dispatch.Replied:
		t.reply = stepView{Kind: "replied", At: e.At, Done: true, Due: dueIn(d, sla.ResolveClock)}
	case dispatch.Reviewed:
		if d.Yes {
			t.out = append(t.out, t.reply)
		}
	case dispatch.Redone, dispatch.Reopened:
		t.step(string(e.Kind), e)
	default: // the rest is inside business
	}
}

// talking tells what the citizen said and heard, and the end.
func (t *teller) talking(e dispatch.Event) {
	d := e.Data
	mine := e.Actor.Role == dispatch.RoleCitizen
	switch e.Kind {
	case dispatch.Registered:
		t.step("registered", e)
	case dispatch.Contacted:
		if d.Unit == t.lead && d.Reached {
			t.step("contacted", e).Due = dueIn(d, sla.ContactClock)
		} else if d.Unit == t.lead {
			t.once("tried", e)
		}
	case dispatch.MoreAsked, dispatch.Merged:
		t.once(string(e.Kind), e)
	case dispatch.Appended, dispatch.Urged, dispatch.Rated:
		if mine {
			t.step(string(e.Kind), e)
		}
	case dispatch.CalledBack:
		if d.Reached {
			t.step("called", e)
		} else {
			t.once("missed", e)
		}
	case dispatch.Closed:
		t.step("closed", e)
	case dispatch.Answered, dispatch.Declined, dispatch.Transferred, dispatch.Terminated:
		t.ended(e)
	default:
	}
}

func (t *teller) ended(e dispatch.Event) {
	switch d := e.Data; {
	case d.Reason == dispatch.Withdrawn:
		t.step(dispatch.Withdrawn, e)
	case e.Kind == dispatch.Declined, e.Kind == dispatch.Transferred:
		t.step(string(e.Kind), e).Text = d.Route
	default:
		t.step(string(e.Kind), e).Text = d.Reason
	}
}

// dueIn is the deadline of the clock that the event has met.
func dueIn(d dispatch.Data, kind sla.ClockKind) time.Time {
	for _, c := range d.Clocks {
		if c.Clock.Kind == kind {
			return c.Clock.Due
		}
	}
	return time.Time{}
}

// coming are the stations still ahead, with the time they are due where a clock
// runs for them. own is the citizen's ticket, way the one that is worked on.
func coming(own, way dispatch.Ticket) []stepView {
	var out []stepView
	add := func(kind string, clock sla.ClockKind) {
		s := stepView{Kind: kind}
		if c, i := way.Clock(clock); i >= 0 && c.Open() && way.Suspended.IsZero() {
			s.Due = c.Due
		}
		out = append(out, s)
	}
	called := !own.Contact.Anonymous && own.Contact.WantsReply
	switch way.State {
	case dispatch.StateRegistered:
		out = append(out, stepView{Kind: "dispatched"}, stepView{Kind: "accepted"})
		if called {
			out = append(out, stepView{Kind: "contacted"})
		}
		out = append(out, stepView{Kind: "replied"})
	case dispatch.StateDispatched:
		add("accepted", sla.AcceptClock)
		fallthrough
	case dispatch.StateAccepted:
		if called {
			add("contacted", sla.ContactClock)
		}
		fallthrough
	case dispatch.StateContacted:
		add("replied", sla.ResolveClock)
	case dispatch.StateReplied:
		add("reviewed", sla.ReviewClock)
	case dispatch.StateReviewed:
	default:
		return nil
	}
	if !called {
		return append(out, stepView{Kind: "closed"})
	}
	add("called", sla.CallbackClock)
	return out
}
