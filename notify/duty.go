package notify

import "hotline/dispatch"

// failover tells the unit which post stands in (代岗), or the dispatchers that
// nobody does: somebody has to telephone.
func (l *letter) failover(e dispatch.Event) {
	if e.Data.Post == "" {
		l.tell(e, NoStandIn, RoleFeed(dispatch.RoleDispatcher))
		return
	}
	l.tell(e, Failover, UnitFeed(e.Data.Unit))
}

// inspected tells a unit what an inspection (电子监察) found, and the supervisors.
// Only the first ticket of a finding carries a count, so that everybody hears
// once of each rule.
func (l *letter) inspected(e dispatch.Event) {
	if e.Data.Count > 0 && e.Data.Unit != "" {
		l.tell(e, Inspected, UnitFeed(e.Data.Unit))
	}
	if e.Data.Total > 0 {
		e.Data.Count = e.Data.Total
		l.tell(e, Inspected, RoleFeed(dispatch.RoleSupervisor))
	}
}

// ruleOf is the inspection rule an event tells of; nothing else that stands in
// its place is for a sentence.
func ruleOf(e dispatch.Event) string {
	if e.Kind != dispatch.Inspected {
		return ""
	}
	return e.Data.Reason
}
