package notify

import (
	"fmt"
	"time"

	"hotline/dispatch"
)

// The kinds of notices about an upstream platform (上级平台).
const (
	UpstreamDue     = "upstream_due"     // it set another deadline
	ExchangeDiffers = "exchange_differs" // the comparison with it found something new
)

// DifferencesFound tells the supervisors that the comparison with a platform found
// differences nobody was told of (对账差异). The number is the platform's code.
func DifferencesFound(code, name string, count int, now time.Time) dispatch.Notice {
	feed := RoleFeed(dispatch.RoleSupervisor)
	return dispatch.Notice{Key: fmt.Sprintf("exchange/%s/%d/%s", code, now.UnixMilli(), feed), Recipient: feed, Kind: ExchangeDiffers, No: code, Title: name,
		At: now.UTC(), Text: say(ExchangeDiffers, words{Count: count})}
}

// upstreamSaid tells the dispatcher that the upstream platform does not take a
// ticket back: it waits for dispatch again (退回上级未同意).
func (l *letter) upstreamSaid(e dispatch.Event) {
	if !e.Data.Yes {
		l.tell(e, Triage, RoleFeed(dispatch.RoleDispatcher))
	}
}
