package notify

import "hotline/dispatch"

// conference tells of a dispute conference (会商): the units what they are asked
// to, the supervisors what became of it.
func (l *letter) conference(e dispatch.Event) {
	supervisor := RoleFeed(dispatch.RoleSupervisor)
	switch e.Kind {
	case dispatch.ConferenceNeeded:
		l.tell(e, ConferenceNeeded, supervisor)
	case dispatch.ConferenceSet:
		l.tell(e, ConferenceCalled, unitFeeds(e.Data.Units)...)
	case dispatch.ConferenceAnswered:
		l.tell(e, ConferenceAnswered, supervisor)
	case dispatch.ConferenceBegun:
		l.tell(e, ConferenceBegun, supervisor)
	case dispatch.ConferenceConcluded:
		l.tell(e, ConferenceConcluded, unitFeeds(invited(l.after))...)
		for _, co := range l.after.CoUnits { // the lead stays: nobody was dispatched anew
			if l.after.Lead == l.before.Lead && !l.before.Handles(co) {
				l.tell(e, CoDispatched, UnitFeed(co))
			}
		}
		l.removed(e)
	default:
	}
}

// disinvited tells the units that a conference they were called to is off, with
// the last event of the write: it was cancelled, or the ticket needs none.
func (l *letter) disinvited() {
	called := l.before.Conference.State() == dispatch.ConferenceCalled
	now := l.after.Conference.State()
	if !called || len(l.events) == 0 || now == dispatch.ConferenceCalled || now == dispatch.ConferenceHeld {
		return
	}
	l.tell(l.events[len(l.events)-1], ConferenceCancelled, unitFeeds(invited(l.before))...)
}

func invited(t dispatch.Ticket) []string {
	if t.Conference == nil {
		return nil
	}
	var out []string
	for _, i := range t.Conference.Units {
		out = append(out, i.Unit)
	}
	return out
}

func unitFeeds(units []string) []string {
	var out []string
	for _, u := range units {
		out = append(out, UnitFeed(u))
	}
	return out
}
