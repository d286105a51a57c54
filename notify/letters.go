package notify

import (
	"slices"

	"hotline/dispatch"
)

// The kinds of notices about letters of the ladder (督办文书).
const (
	LetterIssued   = "letter_issued"
	LetterReceived = "letter_received"
	LetterAnswered = "letter_answered"
	LetterLate     = "letter_late"
	LetterClosed   = "letter_closed"
	SuperviseDone  = "supervise_result"
)

// correspondence tells the unit of a letter to it, and the supervisors of what
// the unit did with it. A letter that ends by itself is told by what ended it.
func (l *letter) correspondence(e dispatch.Event) {
	unit, supervisor := UnitFeed(e.Data.Unit), RoleFeed(dispatch.RoleSupervisor)
	switch e.Kind {
	case dispatch.LetterSent:
		if e.Data.LetterKind != dispatch.LetterTransfer {
			l.tell(e, LetterIssued, unit)
		}
	case dispatch.LetterTaken:
		l.tell(e, LetterReceived, supervisor)
	case dispatch.LetterReplied:
		l.tell(e, LetterAnswered, supervisor)
	case dispatch.LetterOverdue:
		l.tell(e, LetterLate, supervisor)
		if e.Data.LetterKind != dispatch.LetterTransfer {
			l.tell(e, LetterLate, unit)
		}
	default:
		if e.Actor.Role != dispatch.RoleSystem && e.Data.LetterKind != dispatch.LetterTransfer {
			l.tell(e, LetterClosed, unit)
		}
	}
}

// written tells whether this write sends the unit a letter that says what the
// event would say.
func (l *letter) written(unit string) bool {
	return slices.ContainsFunc(l.events, func(e dispatch.Event) bool {
		return e.Kind == dispatch.LetterSent && e.Data.Unit == unit && e.Data.LetterKind != dispatch.LetterTransfer
	})
}

// supervised tells the unit and the supervisors; the unit hears of it by the
// letter where there is one.
func (l *letter) supervised(e dispatch.Event) {
	if !l.written(e.Data.Unit) {
		l.tell(e, Supervised, l.worker())
	}
	l.tell(e, Supervised, RoleFeed(dispatch.RoleSupervisor))
}
