package notify

import (
	"fmt"
	"time"

	"hotline/dispatch"
)

// Brief is the kind of the notice that a brief (工作简报) was published. Its number
// is the month, not that of a ticket.
const Brief = "brief"

// BriefIssued tells a unit of a published brief.
func BriefIssued(b dispatch.Brief, unit string, now time.Time) dispatch.Notice {
	to := UnitFeed(unit)
	key := fmt.Sprintf("%s/%s", dispatch.BriefID(b.Month), to)
	if n := b.N(); n > 1 { // a correction is told of again
		key = fmt.Sprintf("%s/%d/%s", dispatch.BriefID(b.Month), n, to)
	}
	return dispatch.Notice{Key: key, Recipient: to, Kind: Brief, No: b.Month, Title: b.Printed.Title, At: now.UTC(), Unit: unit,
		Text: say(Brief, words{Yes: b.N() > 1})}
}
