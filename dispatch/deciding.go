package dispatch

import (
	"time"

	"hotline/sla"
)

// Deciding finds in a ticket's history the event that decided how it counts in a
// part of a unit's score: the one that met a clock or, where it was never met,
// the one that found it late or set it; the answer, the redo, the finding. Nth is
// which of several of a kind, and what came after asOf is not looked at.
func Deciding(events []Event, unit, key string, row sla.TicketRow, asOf time.Time) (sla.EventRef, bool) {
	n := len(events)
	for n > 0 && events[n-1].At.After(asOf) {
		n--
	}
	events = events[:n]
	if kind, ok := clockOf(key); ok {
		return clockDecided(events, unit, kind, row)
	}
	var at *Event
	nth, asked := 0, "" // asked: who wants to give it back
	for i := range events {
		e := &events[i]
		if e.Kind == ReturnAsked {
			asked = e.Data.Unit
		}
		if e.decides(unit, key, row) && (e.Kind != ReturnDecided || asked == unit) {
			at = e
			if nth++; nth == row.Nth && key != sla.MetricRedo {
				break
			}
		}
	}
	return at.ref()
}

func (e *Event) ref() (sla.EventRef, bool) {
	if e == nil {
		return sla.EventRef{}, false
	}
	return sla.EventRef{Seq: e.Seq, Kind: string(e.Kind), At: e.At}, true
}

// clockOf is the clock that a part counts by.
func clockOf(key string) (sla.ClockKind, bool) {
	switch key {
	case sla.MetricAccept:
		return sla.AcceptClock, true
	case sla.MetricContact:
		return sla.ContactClock, true
	case sla.MetricResolve, sla.FlowCarriedIn, sla.FlowCarriedOut:
		return sla.ResolveClock, true
	}
	return "", false
}

// clockDecided is the event that met the unit's first clock of the kind, else the
// one that found it late, else the one that last moved it.
func clockDecided(events []Event, unit string, kind sla.ClockKind, row sla.TicketRow) (sla.EventRef, bool) {
	var met, late, set *Event
	for i := range events {
		e := &events[i]
		if e.Kind == Overdue && e.Data.Clock == kind && (e.Data.Unit == "" || e.Data.Unit == unit) {
			late = e
		}
		for _, c := range e.Data.Clocks {
			if c.Clock.Kind != kind || c.Clock.Unit != unit || !c.Clock.Due.Equal(row.Due) {
				continue
			}
			switch {
			case c.Clock.MetAt.IsZero() && e.Kind != Overdue:
				set = e
			case !row.Met.IsZero() && c.Clock.MetAt.Equal(row.Met) && met == nil:
				met = e
			}
		}
	}
	if met != nil || !row.Met.IsZero() {
		return met.ref()
	}
	if late != nil {
		return late.ref()
	}
	return set.ref()
}

// decides reports whether the event is of those that count in a part.
func (e *Event) decides(unit, key string, row sla.TicketRow) bool {
	switch key {
	case sla.MetricSatisfaction, sla.MetricResolution, sla.MetricResponse:
		return (e.Kind == CalledBack || e.Kind == Rated) && e.At.Equal(row.At)
	case sla.MetricRedo:
		if row.Counted == sla.CountedDen {
			return e.Kind == Replied
		}
		return e.Kind == Redone || e.Kind == Reopened
	case sla.MetricImproperReturn:
		return e.Kind == ReturnDecided && e.Data.Yes == (row.Counted == sla.CountedDen)
	case sla.FindingReply:
		return e.Kind == Reviewed && !e.Data.Yes
	case sla.FindingSupervise2:
		return e.supervises(2)
	case sla.FindingSupervise3:
		return e.supervises(3)
	case sla.BonusPraise:
		return e.Kind == Registered
	case sla.BonusDifficult:
		return e.Kind == DifficultMarked
	case sla.FlowDispatched:
		return e.Kind == Dispatched && e.Data.Lead == unit && e.At.Equal(row.At)
	}
	return false
}

func (e *Event) supervises(level int) bool {
	return (e.Kind == Supervised || e.Kind == Escalated) && e.Data.Level >= level
}
