package notify

import "hotline/dispatch"

// upstreamSaid tells the dispatcher that the upstream platform does not take a
// ticket back: it waits for dispatch again (退回上级未同意).
func (l *letter) upstreamSaid(e dispatch.Event) {
	if !e.Data.Yes {
		l.tell(e, Triage, RoleFeed(dispatch.RoleDispatcher))
	}
}
