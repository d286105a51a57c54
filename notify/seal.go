package notify

import "hotline/dispatch"

// sealing tells of sealing, unsealing and recusal. Who asks for an unsealing and
// what becomes of it is told to the few it concerns: the feeds are those of whole
// roles, so the notice names who may read it.
func (l *letter) sealing(e dispatch.Event) {
	supervisor, dispatcher := RoleFeed(dispatch.RoleSupervisor), RoleFeed(dispatch.RoleDispatcher)
	switch e.Kind {
	case dispatch.SealedMarked:
		if len(l.before.No) > 0 { // not at registration
			l.tell(e, SealedNow, l.handlers()...)
		}
	case dispatch.RecusedMarked:
		l.removed(e)
		if l.before.Lead != "" && l.after.State == dispatch.StateRegistered {
			l.tell(e, Triage, dispatcher)
		}
	case dispatch.UnsealAsked:
		if s := l.after.Seal; s != nil && len(s.Named) == 0 {
			l.tell(e, UnsealAsked, supervisor)
		} else if s != nil {
			l.tellOnly(e, UnsealAsked, s.Named, supervisor, dispatcher)
		}
	case dispatch.UnsealDecided:
		l.tellOnly(e, UnsealDecided, e.Data.Users, supervisor, dispatcher)
	}
}

// tellOnly tells some of those who listen to the feeds.
func (l *letter) tellOnly(e dispatch.Event, kind string, users []string, recipients ...string) {
	from := len(l.out)
	l.tell(e, kind, recipients...)
	for i := range l.out[from:] {
		l.out[from+i].Only = users
	}
}

// hidden are the people that must not be told of the ticket (回避).
func (l *letter) hidden() []string {
	if l.after.Recusal == nil {
		return nil
	}
	return l.after.Recusal.Users
}
