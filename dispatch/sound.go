package dispatch

import (
	"encoding/json"
	"fmt"
	"slices"

	"hotline/sla"
)

// Sound tells what is wrong with a ticket and its whole history; nil when they
// keep every rule that no life of a ticket may break: the ticket is the fold of
// its events, their chain is whole, clocks run exactly while somebody has to
// act. Tests of random lives hold every step to it, and the verification of a
// store every ticket.
func Sound(t Ticket, events []Event) error {
	if n := Verify(events); n > 0 {
		return fmt.Errorf("event %d is not the one that was written", n)
	}
	if len(events) != t.Version {
		return fmt.Errorf("version %d with %d events", t.Version, len(events))
	}
	if !sameTicket(t, Replay(events)) {
		return fmt.Errorf("the ticket is not the fold of its events")
	}
	return t.Check()
}

// Check is the part of Sound that needs no history.
func (t Ticket) Check() error {
	for i, c := range t.Clocks {
		if fault := clockFault(c); fault != "" {
			return fmt.Errorf("clock %d (%s): %s", i, c.Kind, fault)
		}
	}
	for _, rule := range soundRules {
		if rule.broken(t) {
			return fmt.Errorf("%s, in state %s", rule.says, t.State)
		}
	}
	return nil
}

// sameTicket compares tickets as they are stored: an empty list is no list.
func sameTicket(a, b Ticket) bool {
	x, errA := json.Marshal(a)
	y, errB := json.Marshal(b)
	return errA == nil && errB == nil && string(x) == string(y)
}

func clockFault(c sla.Clock) string {
	switch {
	case !c.Due.IsZero() && c.Due.Before(c.Start):
		return "due before it starts"
	case !c.MetAt.IsZero() && c.MetAt.Before(c.Start):
		return "met before it starts"
	case !c.Open() && !c.NextAt.IsZero():
		return "ended with a timer"
	}
	return ""
}

// soundRules are the rules about the ticket alone; each says what it would be
// if it were broken.
var soundRules = []struct {
	says   string
	broken func(Ticket) bool
}{
	{"an ended ticket has a timer", func(t Ticket) bool { return t.ended() && !t.NextAt().IsZero() }},
	{"a merged ticket has a timer", func(t Ticket) bool { return t.State == StateMerged && !t.NextAt().IsZero() }},
	{"an ended ticket has an open clock", func(t Ticket) bool { return t.ended() && slices.ContainsFunc(t.Clocks, sla.Clock.Open) }},
	{"merged into nothing", func(t Ticket) bool { return t.State == StateMerged && t.MergedInto == "" }},
	{"waiting for dispatch without a clock", func(t Ticket) bool { return t.State == StateRegistered && !t.running(sla.DispatchClock) }},
	{"waiting for dispatch with a lead", func(t Ticket) bool { return t.State == StateRegistered && t.Lead != "" }},
	{"waiting for review without a clock", func(t Ticket) bool { return t.State == StateReplied && !t.running(sla.ReviewClock) }},
	{"with no unit", func(t Ticket) bool { return t.State.WithUnit() && t.Lead == "" }},
	{"the hotline's clock runs while the unit has the ticket", func(t Ticket) bool {
		return t.State.WithUnit() && (t.running(sla.ReviewClock) || t.running(sla.CallbackClock) || t.running(sla.DispatchClock))
	}},
	{"a return waits for nobody", func(t Ticket) bool { return t.Return != nil && !t.State.WithUnit() && t.State != StateMerged }},
	{"an extension waits for nobody", func(t Ticket) bool { return t.Extension != nil && !t.State.WithUnit() && t.State != StateMerged }},
	{"a call for help waits for nobody", func(t Ticket) bool { return t.Assist != nil && !t.State.WithUnit() && t.State != StateMerged }},
	{"the clock of a decided request runs", func(t Ticket) bool {
		return t.running(sla.ReturnClock) && t.State.Open() && t.Return == nil && t.Extension == nil
	}},
	{"a conference waits for nobody", func(t Ticket) bool {
		return t.Conference.pending() && t.State != StateRegistered && !t.State.WithUnit()
	}},
	{"a designated ticket has a return window", func(t Ticket) bool { return t.Designated && !t.ReturnUntil.IsZero() }},
	{"suspended without a unit", func(t Ticket) bool { return !t.Suspended.IsZero() && !t.State.WithUnit() }},
	{"a fail-over waits or stands where nothing is to be accepted", func(t Ticket) bool {
		return t.State != StateDispatched && !t.failoverAt().IsZero() || t.FailedOver.IsZero() && t.StandIn != ""
	}},
	{"a letter waits for a unit that is not on the ticket", func(t Ticket) bool {
		return slices.ContainsFunc(t.Letters, func(l Letter) bool {
			return l.Waits() && !l.Outside() && !t.Handles(l.Unit)
		})
	}},
	{"a letter is late before its day", func(t Ticket) bool {
		return slices.ContainsFunc(t.Letters, func(l Letter) bool { return l.Late && !t.UpdatedAt.After(l.Due) && !t.UpdatedAt.Equal(l.Due) })
	}},
	{"more returns than allowed", func(t Ticket) bool { return len(t.Returns) > MaxReturns }},
	{"a unit has two parts", func(t Ticket) bool {
		return len(unique(t.CoUnits)) != len(t.CoUnits) || slices.Contains(t.CoUnits, t.Lead)
	}},
	{"co-handlers and their parts differ", func(t Ticket) bool {
		return !slices.EqualFunc(t.CoUnits, t.Parts, func(c string, p Part) bool { return c == p.Unit })
	}},
	{"a running clock of a unit that has no part in it", func(t Ticket) bool {
		return slices.ContainsFunc(t.Clocks, func(c sla.Clock) bool { return c.Open() && c.Unit != "" && !t.Handles(c.Unit) })
	}},
	{"the first receiver is unknown", func(t Ticket) bool { return t.Lead != "" && t.FirstUnit == "" }},
	{"suspended without a decision", func(t Ticket) bool {
		n := len(t.Suspensions)
		return !t.Suspended.IsZero() && (n == 0 || !t.Suspensions[n-1].EndedAt.IsZero())
	}},
	{"a recused unit has it", func(t Ticket) bool { return t.State.Open() && slices.ContainsFunc(t.units(), t.recusesUnit) }},
	{"a sealed ticket is found by a number or by words", func(t Ticket) bool { return t.Seal != nil && t.Contact.PhoneHash+t.SearchText() != "" }},
	{"a grant without a second person", func(t Ticket) bool {
		return t.Seal != nil && slices.ContainsFunc(t.Seal.Grants, func(g Grant) bool { return g.To == g.By })
	}},
	{"a spot check where the citizen could be called", func(t Ticket) bool { return t.Spot != "" && !t.Contact.Anonymous }},
	{"unreachable by calls in one part of the day", func(t Ticket) bool {
		parts := map[string]bool{}
		for _, m := range t.Missed() {
			parts[dayPart(m.At)] = true
		}
		return t.State == StateClosed && t.Outcome == "unreachable" && len(parts) < 2
	}},
	{"closed by a rating that is not there", func(t Ticket) bool { return t.State == StateClosed && t.Outcome == "rated" && !t.Rated() }},
	{"a file that cannot be found, or came after all", func(t Ticket) bool {
		return slices.ContainsFunc(t.Attachments, func(f AttachedFile) bool { return !IsFileID(f.ID) || f.Type == "" || f.At.After(t.UpdatedAt) })
	}},
	{"the same file added twice by hand", func(t Ticket) bool {
		return slices.ContainsFunc(t.Attachments, func(f AttachedFile) bool {
			return f.On == Attached && slices.IndexFunc(t.Attachments, func(o AttachedFile) bool { return o.ID == f.ID }) != slices.Index(t.Attachments, f)
		})
	}},
	{"the citizen is written to who is not known", func(t Ticket) bool {
		return t.Contact.Progress != "" && t.Contact.Anonymous
	}},
	{"twice in one queue", func(t Ticket) bool { q := t.Queues(); return len(unique(q)) != len(q) }},
}

func (t Ticket) ended() bool { return !t.State.Open() && t.State != StateMerged }

func (t Ticket) running(kind sla.ClockKind) bool {
	c, i := t.Clock(kind)
	return i >= 0 && c.Open()
}
