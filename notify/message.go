package notify

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// The kinds of notices.
const (
	Dispatched       = "dispatched"
	CoDispatched     = "co_dispatched"
	Removed          = "removed"
	ReturnDecided    = "return_decided"
	ExtensionDecided = "extension_decided"
	ReviewedBack     = "reviewed_back"
	Redo             = "redo"
	Reminded         = "reminded"
	Overdue          = "overdue"
	Escalated        = "escalated"
	Supervised       = "supervised"
	Suspended        = "suspended"
	Resumed          = "resumed"
	Urged            = "urged"
	Appended         = "appended"
	Attached         = "attached"
	Merged           = "merged"
	Unmerged         = "unmerged"
	Closed           = "closed"
	Triage           = "triage"
	Returned         = "returned"
	Replied          = "replied"
	Parted           = "parted"
	Extension        = "extension"
	Reviewed         = "reviewed"
	Failover         = "failover"
	NoStandIn        = "no_stand_in"
	Inspected        = "inspected"
	Assisted         = "assisted"
	AssistAsked      = "assist_asked"
	AssistRefused    = "assist_refused"
	HandedOver       = "handed_over"
	Lapsed           = "lapsed"
	SealedNow        = "sealed"
	UnsealAsked      = "unseal_asked"
	UnsealDecided    = "unseal_decided"

	Deemed              = "deemed"
	ReturnTimeout       = "return_timeout"
	ConferenceNeeded    = "conference_needed"
	ConferenceCalled    = "conference_called"
	ConferenceAnswered  = "conference_answered"
	ConferenceBegun     = "conference_begun"
	ConferenceCancelled = "conference_cancelled"
	ConferenceConcluded = "conference_concluded"
)

// UnitFeed names the feed of a unit's liaisons.
func UnitFeed(code string) string { return "unit:" + code }

// RoleFeed names the feed of the hotline people of a role.
func RoleFeed(r dispatch.Role) string { return "role:" + string(r) }

// FeedOf names the feed a signed-in person listens to: a liaison that of the
// unit, everybody else that of the role. ok is false for those who have none.
func FeedOf(a dispatch.Actor) (feed string, ok bool) {
	switch {
	case a.Role == dispatch.RoleLiaison && a.Unit != "":
		return UnitFeed(a.Unit), true
	case a.Role.Hotline():
		return RoleFeed(a.Role), true
	}
	return "", false
}

// For says who is told about a change. The events are those of one write, which
// made after of before. Each recipient hears of an event at most once, and of
// the steps one clock fired together only the highest.
func For(before, after dispatch.Ticket, events []dispatch.Event) []dispatch.Notice {
	l := letter{before: before, after: after, events: events}
	for i, e := range events {
		l.event(i, e)
		l.citizen(e)
	}
	l.disinvited()
	return l.out
}

// letter collects the notices of one write.
type letter struct {
	before, after dispatch.Ticket
	events        []dispatch.Event
	out           []dispatch.Notice
}

// event is the table of who hears of what.
func (l *letter) event(i int, e dispatch.Event) {
	d := e.Data
	dispatcher, supervisor := RoleFeed(dispatch.RoleDispatcher), RoleFeed(dispatch.RoleSupervisor)
	switch e.Kind {
	case dispatch.Registered:
		if l.after.State == dispatch.StateRegistered {
			l.tell(e, Triage, dispatcher)
		}
	case dispatch.Dispatched:
		l.dispatched(e)
	case dispatch.ReturnAsked:
		l.tell(e, Returned, dispatcher, supervisor)
	case dispatch.ReturnDecided:
		l.returnDecided(e)
	case dispatch.ExtensionAsked:
		l.tell(e, Extension, dispatcher, supervisor)
	case dispatch.ExtensionDecided:
		l.tell(e, ExtensionDecided, UnitFeed(d.Unit))
	case dispatch.Replied:
		l.tell(e, Replied, dispatcher)
	case dispatch.Parted:
		l.tell(e, Parted, l.worker())
	case dispatch.Reviewed, dispatch.Inherited:
		l.reviewed(e)
	case dispatch.Redone, dispatch.Reopened:
		l.again(e)
	case dispatch.Reminded, dispatch.Overdue, dispatch.Escalated:
		l.step(i, e)
	case dispatch.Supervised:
		l.supervised(e)
	case dispatch.LetterSent, dispatch.LetterTaken, dispatch.LetterReplied, dispatch.LetterOverdue, dispatch.LetterEnded:
		l.correspondence(e)
	case dispatch.OversightResult:
		l.tell(e, SuperviseDone, l.worker())
	case dispatch.SuspendedMarked:
		l.tell(e, Suspended, l.handlers()...)
	case dispatch.Resumed:
		l.resumed(e)
	case dispatch.Assisted, dispatch.AssistAsked, dispatch.AssistDecided:
		l.assist(e)
	case dispatch.HandedOver:
		l.tell(e, HandedOver, UnitFeed(d.Lead))
		l.removed(e)
	case dispatch.Urged:
		l.tell(e, Urged, l.worker())
	case dispatch.Appended:
		l.appended(e)
	case dispatch.Attached:
		l.attached(e)
	case dispatch.MoreAsked:
		l.asked(e)
	case dispatch.Rated:
		l.rated(e)
	case dispatch.Merged:
		l.tell(e, Merged, l.handlers()...)
	case dispatch.Unmerged:
		l.tell(e, Unmerged, l.handlers()...)
	case dispatch.SealedMarked, dispatch.RecusedMarked, dispatch.UnsealAsked, dispatch.UnsealDecided:
		l.sealing(e)
	case dispatch.Closed, dispatch.Terminated, dispatch.Declined, dispatch.Answered, dispatch.Transferred:
		l.ended(e)
	case dispatch.FailedOver:
		l.failover(e)
	case dispatch.Inspected:
		l.inspected(e)
	case dispatch.UpReturnDecided:
		l.upstreamSaid(e)
	case dispatch.UpMoved:
		l.tell(e, UpstreamDue, l.handlers()...)
	case dispatch.DeemedTaken:
		l.tell(e, Deemed, UnitFeed(d.Unit))
	case dispatch.ConferenceNeeded, dispatch.ConferenceSet, dispatch.ConferenceAnswered, dispatch.ConferenceBegun,
		dispatch.ConferenceCancelled, dispatch.ConferenceConcluded:
		l.conference(e)
	default: // the others change nothing that somebody has to do
	}
}

// dispatched tells the new lead and co-handlers, and those who had the ticket
// and have it no more.
func (l *letter) dispatched(e dispatch.Event) {
	l.tell(e, Dispatched, UnitFeed(e.Data.Lead))
	for _, co := range e.Data.CoUnits {
		l.tell(e, CoDispatched, UnitFeed(co))
	}
	l.removed(e)
}

// returnDecided tells the unit that asked. An approved return takes the ticket
// from the co-handlers too and brings it back to triage.
func (l *letter) returnDecided(e dispatch.Event) {
	l.tell(e, ReturnDecided, UnitFeed(e.Data.Unit))
	if !e.Data.Yes {
		return
	}
	l.removed(e)
	if e.Data.Reason == dispatch.Timeout {
		l.tell(e, ReturnTimeout, RoleFeed(dispatch.RoleSupervisor))
	}
	if l.after.State == dispatch.StateRegistered {
		l.tell(e, Triage, RoleFeed(dispatch.RoleDispatcher))
	}
}

// assist tells the hotline of a call for help, the co-handlers that they were
// sent, and the lead what became of it.
func (l *letter) assist(e dispatch.Event) {
	switch {
	case e.Kind == dispatch.AssistAsked:
		l.tell(e, AssistAsked, RoleFeed(dispatch.RoleDispatcher), RoleFeed(dispatch.RoleSupervisor))
	case e.Kind == dispatch.Assisted:
		for _, co := range e.Data.CoUnits {
			l.tell(e, CoDispatched, UnitFeed(co))
		}
		l.tell(e, Assisted, l.worker())
	case !e.Data.Yes:
		l.tell(e, AssistRefused, l.worker())
	}
}

// resumed tells the units that their clocks run on, and of a suspension whose
// review date came (挂账到期) the supervisor too, who has to look at it again.
func (l *letter) resumed(e dispatch.Event) {
	if e.Actor.Role != dispatch.RoleSystem {
		l.tell(e, Resumed, l.handlers()...)
		return
	}
	l.tell(e, Lapsed, append(l.handlers(), RoleFeed(dispatch.RoleSupervisor))...)
}

// removed tells every unit that lost the ticket by this write, unless the event
// has told it already.
func (l *letter) removed(e dispatch.Event) {
	for _, u := range units(l.before) {
		if !l.after.Handles(u) {
			l.tell(e, Removed, UnitFeed(u))
		}
	}
}

// reviewed sends a passed reply to the call-back, a failed one to the unit.
func (l *letter) reviewed(e dispatch.Event) {
	switch {
	case l.after.State == dispatch.StateReviewed:
		l.tell(e, Reviewed, RoleFeed(dispatch.RoleAgent))
	case e.Kind == dispatch.Reviewed && !e.Data.Yes:
		l.tell(e, ReviewedBack, l.worker())
	}
}

// step tells of a reminder by a person, or of the highest step that a clock
// fired in this write: the steps of one clock follow each other upwards.
func (l *letter) step(i int, e dispatch.Event) {
	for _, later := range l.events[i+1:] {
		if e.Data.Step != "" && clockOf(later) == clockOf(e) {
			return
		}
	}
	kind := map[dispatch.Kind]string{dispatch.Reminded: Reminded, dispatch.Overdue: Overdue, dispatch.Escalated: Escalated}[e.Kind]
	to := l.worker()
	if e.Data.Unit != "" {
		to = UnitFeed(e.Data.Unit)
	}
	if kind != Escalated || !l.written(e.Data.Unit) {
		l.tell(e, kind, to)
	}
	if kind != Reminded {
		l.tell(e, kind, RoleFeed(dispatch.RoleSupervisor))
	}
}

// clockOf is the place of the clock whose step the event tells of ("2/due" is
// of the third clock).
func clockOf(e dispatch.Event) string {
	place, _, _ := strings.Cut(e.Data.Step, "/")
	return place
}

// worker is who has to act: the lead, or the dispatchers as long as there is none.
func (l *letter) worker() string {
	if l.after.Lead == "" {
		return RoleFeed(dispatch.RoleDispatcher)
	}
	return UnitFeed(l.after.Lead)
}

// handlers are the feeds of all units on the ticket.
func (l *letter) handlers() []string {
	var out []string
	for _, u := range units(l.after) {
		out = append(out, UnitFeed(u))
	}
	return out
}

func units(t dispatch.Ticket) []string {
	if t.Lead == "" {
		return nil
	}
	return append([]string{t.Lead}, t.CoUnits...)
}

// tell adds the notice for each recipient that the event has not reached yet.
func (l *letter) tell(e dispatch.Event, kind string, recipients ...string) {
	for _, to := range recipients {
		key := fmt.Sprintf("%s/%d/%s", l.after.No, e.Seq, to)
		if slices.ContainsFunc(l.out, func(n dispatch.Notice) bool { return n.Key == key }) {
			continue
		}
		unit := cmp.Or(e.Data.Unit, l.after.Lead)
		if kind == HandedOver {
			unit = e.Data.Lead
		}
		if kind == Removed {
			unit = strings.TrimPrefix(to, UnitFeed(""))
		}
		l.out = append(l.out, dispatch.Notice{Key: key, Recipient: to, Kind: kind, No: l.after.No, Version: l.after.Version,
			State: l.after.State, Urgency: l.after.Urgency, Title: Title(l.after), At: e.At, Unit: unit,
			Level: e.Data.Level, Clock: e.Data.Clock, Text: say(kind, l.words(e, kind)), Hide: l.hidden()})
	}
}

func (l *letter) words(e dispatch.Event, kind string) words {
	d := e.Data
	return words{Letter: string(d.LetterKind), State: string(l.after.State), Urgency: string(l.after.Urgency), Clock: string(d.Clock),
		Level: d.Level, Days: d.Days, Post: string(d.Post), Rule: ruleOf(e), Count: d.Count, Yes: d.Yes || d.Designated, Due: local(l.due(e, kind))}
}

// due is the deadline a notice names: that of the clock whose step fired, else
// that of the clock that the recipient now works against.
func (l *letter) due(e dispatch.Event, kind string) time.Time {
	if i, err := strconv.Atoi(clockOf(e)); err == nil && i >= 0 && i < len(l.after.Clocks) {
		return l.after.Clocks[i].Due
	}
	if kind == ConferenceCalled {
		return e.Data.At
	}
	runs, ok := map[string]sla.ClockKind{Triage: sla.DispatchClock, Dispatched: sla.AcceptClock, Failover: sla.AcceptClock, NoStandIn: sla.AcceptClock, Redo: sla.ResolveClock, Reviewed: sla.CallbackClock}[kind]
	if !ok {
		return e.Data.Due
	}
	c, i := l.after.Clock(runs)
	if i < 0 || !c.Open() {
		return time.Time{}
	}
	return c.Due
}
