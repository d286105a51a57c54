package notify

import "hotline/dispatch"

// The kinds of notices about what the citizen says and is asked for.
const (
	Asked        = "asked"
	AskAnswered  = "ask_answered"
	RatedBadly   = "rated_badly"
	ReopenAsked  = "reopen_asked"
	TwiceUnhappy = "twice_unhappy"
	Withdrawn    = "withdrawn"
)

// asked tells who works on the ticket that the citizen was asked for more, unless
// it asked itself.
func (l *letter) asked(e dispatch.Event) {
	own, _ := FeedOf(e.Actor)
	if to := l.worker(); to != own {
		l.tell(e, Asked, to)
	}
}

// appended tells of the citizen's words: as an answer, and to who asked too,
// where something was asked for.
func (l *letter) appended(e dispatch.Event) {
	if !l.before.AskOpen() {
		l.tell(e, Appended, l.worker())
		return
	}
	l.tell(e, AskAnswered, l.worker())
	if by := l.before.Asked.Role; by.Hotline() {
		l.tell(e, AskAnswered, RoleFeed(by))
	}
}

// attached tells who works on the matter of files that somebody else added.
func (l *letter) attached(e dispatch.Event) {
	if l.after.State.Open() && (e.Actor.Unit == "" || e.Actor.Unit != l.after.Lead) {
		l.tell(e, Attached, l.worker())
	}
}

// rated tells of a bad rating: those who call back, or after the end those who
// may reopen.
func (l *letter) rated(e dispatch.Event) {
	switch {
	case l.after.Unhappy():
		l.tell(e, RatedBadly, RoleFeed(dispatch.RoleAgent), RoleFeed(dispatch.RoleDispatcher))
	case e.Data.Yes:
		l.tell(e, ReopenAsked, RoleFeed(dispatch.RoleDispatcher))
	}
}

// again tells who does it once more; the supervisor too when the citizen was
// dissatisfied twice in a row.
func (l *letter) again(e dispatch.Event) {
	if l.after.Lead == "" {
		l.tell(e, Triage, RoleFeed(dispatch.RoleDispatcher))
	} else {
		l.tell(e, Redo, UnitFeed(l.after.Lead))
	}
	if l.after.TwiceUnhappy() && !l.before.TwiceUnhappy() {
		l.tell(e, TwiceUnhappy, RoleFeed(dispatch.RoleSupervisor))
	}
}

// ended tells the units on the ticket that it is over, and how.
func (l *letter) ended(e dispatch.Event) {
	kind := Closed
	if e.Kind == dispatch.Terminated && e.Data.Reason == dispatch.Withdrawn {
		kind = Withdrawn
	}
	l.tell(e, kind, l.handlers()...)
}
