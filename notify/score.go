package notify

import (
	"fmt"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// Scored tells a recipient what became of a month (月度考核); what is one of the
// docket's news. The number of the notice is the month.
func Scored(d sla.Docket, what, recipient, unit string, now time.Time) dispatch.Notice {
	kind, _, _ := strings.Cut(what, "/")
	w := words{Due: local(d.Plan.Until)}
	if kind == sla.NewsDecide {
		w.Due = local(d.Plan.DecideBy)
	}
	return dispatch.Notice{Key: fmt.Sprintf("score/%s/%s/%s", d.Month, what, recipient), Recipient: recipient, Kind: kind, No: d.Month,
		Title: say("title_score", words{Period: d.Month}), At: now.UTC(), Unit: unit, Text: say(kind, w)}
}
