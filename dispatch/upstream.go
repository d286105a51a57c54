package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// ReturnedUp as the reason of an end says that the upstream platform took the
// ticket back (退回上级).
const ReturnedUp = "returned_upstream"

// UpReturn is the hotline's request that the upstream platform take a ticket back
// (退回上级). Refused says why it did not.
type UpReturn struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Reason  string    `json:"reason"`
	Basis   string    `json:"basis,omitempty"`
	Refused string    `json:"refused,omitempty"`
	Decided time.Time `json:"decided,omitzero"`
}

// Waiting tells whether the platform has not answered yet.
func (u *UpReturn) Waiting() bool { return u != nil && u.Decided.IsZero() }

// UpstreamKey is the number on an upstream platform as one key. The separator is
// a control character, which no number may hold.
func UpstreamKey(platform, no string) string { return platform + "\x1f" + no }

// returnUp asks the upstream platform to take the ticket back.
func returnUp(t Ticket, a Action) ([]draft, error) {
	switch {
	case t.Upstream == nil:
		return nil, Errorf(Conflict, "upstream_none")
	case t.Upstream.Return.Waiting():
		return nil, Errorf(Conflict, "upstream_return_pending")
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if err := need("basis", a.Basis); err != nil {
		return nil, err
	}
	return []draft{{UpReturnAsked, Data{Reason: a.Reason, Basis: a.Basis}}}, nil
}

// decideUp is the platform's answer: it takes the ticket back, which ends it here,
// or leaves it where it is.
func decideUp(t Ticket, a Action) ([]draft, error) {
	if t.Upstream == nil || !t.Upstream.Return.Waiting() {
		return nil, Errorf(Conflict, "upstream_return_none")
	}
	if err := optional("reason", a.Reason); err != nil {
		return nil, err
	}
	if !a.Approve {
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
	}
	decided := draft{UpReturnDecided, Data{Yes: a.Approve, Reason: a.Reason}}
	if !a.Approve {
		return []draft{decided}, nil
	}
	return []draft{decided, {Terminated, Data{Reason: ReturnedUp, Text: a.Reason}}}, nil
}

// moveUp takes over another deadline of the platform (上级改期): it caps what runs
// against the units from now on.
func (r Rules) moveUp(t Ticket, a Action) ([]draft, error) {
	switch {
	case t.Upstream == nil:
		return nil, Errorf(Conflict, "upstream_none")
	case a.Due.IsZero():
		return nil, FieldError("due", "required")
	case a.Due.Year() < 2000 || a.Due.Year() > 2100:
		return nil, FieldError("due", "date_range")
	}
	due := stamp(a.Due)
	if due.Equal(t.Upstream.Due) {
		return nil, nil
	}
	if err := optional("reason", a.Reason); err != nil {
		return nil, err
	}
	d := Data{Due: due, From: t.Upstream.Due, Reason: a.Reason}
	d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Unit != "" && !c.Overdue }, func(c sla.Clock) sla.Clock {
		c.Cap = due
		return c.Recompute(r.Calendar, r.Policy.Ladder)
	})
	return []draft{{UpMoved, d}}, nil
}

// above folds what passes between the ticket and its upstream platform.
func (t *Ticket) above(e Event) {
	if t.Upstream == nil {
		return
	}
	u := *t.Upstream
	switch e.Kind {
	case UpReturnAsked:
		u.Return = &UpReturn{At: e.At, By: e.Actor.ID, Reason: e.Data.Reason, Basis: e.Data.Basis}
	case UpReturnDecided:
		if u.Return != nil {
			back := *u.Return
			back.Decided = e.At
			if !e.Data.Yes {
				back.Refused = e.Data.Reason
			}
			u.Return = &back
		}
	case UpMoved:
		u.Due = e.Data.Due
	case Dispatched: // a unit has it: nothing is to be taken back
		if !u.Return.Waiting() {
			return
		}
		u.Return = nil
	default:
		return
	}
	t.Upstream = &u
}

// milestones are the events of which an upstream platform hears (回传节点).
var milestones = []Kind{Accepted, DeemedTaken, Contacted, ExtensionAsked, ExtensionDecided, ReturnAsked, ReturnDecided, Reviewed, Inherited,
	Closed, Answered, Declined, Transferred, Terminated, Redone, Reopened, UpReturnAsked}

// Milestone is what an upstream platform hears of an event of the ticket (回传节点);
// ok is false for what it does not. What a co-handler does is no milestone, and a
// reply goes up when the hotline has passed it.
func (t Ticket) Milestone(e Event) (m Milestone, ok bool) {
	if t.Upstream == nil || !slices.Contains(milestones, e.Kind) {
		return "", false
	}
	switch e.Kind {
	case Accepted, DeemedTaken:
		return MileAccepted, e.Data.Unit == t.Lead
	case Contacted:
		return MileContacted, e.Data.Unit == t.Lead
	case ExtensionAsked:
		return MileExtensionAsked, true
	case ExtensionDecided:
		return chosen(e.Data.Yes, MileExtended, MileExtensionRefused), true
	case ReturnAsked:
		return MileReturnAsked, true
	case ReturnDecided:
		return chosen(e.Data.Yes, MileReturnGranted, MileReturnRefused), true
	case Reviewed:
		return MileReplied, e.Data.Yes
	case Inherited:
		return MileReplied, true
	case Redone, Reopened:
		return MileReopened, true
	case UpReturnAsked:
		return MileReturned, true
	default:
		return MileClosed, true
	}
}

// EachMilestone walks a history and gives each milestone with the ticket as it stood
// then.
func EachMilestone(events []Event, fn func(t Ticket, e Event, m Milestone)) {
	var t Ticket
	for _, e := range events {
		t = fold(t, e)
		if m, ok := t.Milestone(e); ok {
			fn(t, e, m)
		}
	}
}

func chosen(yes bool, a, b Milestone) Milestone {
	if yes {
		return a
	}
	return b
}

// Milestone names a step that is reported to an upstream platform (回传节点).
type Milestone string

// The milestones.
const (
	MileAccepted         Milestone = "accepted"
	MileContacted        Milestone = "contacted"
	MileExtensionAsked   Milestone = "extension_asked"
	MileExtended         Milestone = "extended"
	MileExtensionRefused Milestone = "extension_refused"
	MileReturnAsked      Milestone = "return_asked"
	MileReturnGranted    Milestone = "return_granted"
	MileReturnRefused    Milestone = "return_refused"
	MileReplied          Milestone = "replied"
	MileClosed           Milestone = "closed"
	MileReopened         Milestone = "reopened"
	MileReturned         Milestone = "returned" // 退回上级
)

// Milestones lists all.
var Milestones = []Milestone{MileAccepted, MileContacted, MileExtensionAsked, MileExtended, MileExtensionRefused, MileReturnAsked, MileReturnGranted,
	MileReturnRefused, MileReplied, MileClosed, MileReopened, MileReturned}
