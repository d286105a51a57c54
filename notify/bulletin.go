package notify

import (
	"fmt"
	"time"

	"hotline/dispatch"
)

// Bulletin is the kind of the notice that a bulletin was sent to a unit. Its
// number is that of the bulletin, not of a ticket.
const Bulletin = "bulletin"

// Issued tells a unit of a bulletin.
func Issued(b dispatch.Bulletin, unit string, now time.Time) dispatch.Notice {
	to := UnitFeed(unit)
	return dispatch.Notice{Key: fmt.Sprintf("%s/%s", b.ID(), to), Recipient: to, Kind: Bulletin, No: b.ID(), Title: b.Title, At: now.UTC(), Unit: unit,
		Text: say(Bulletin, words{})}
}
