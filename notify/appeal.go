package notify

import (
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// The kinds of notices about the score of a month: an appeal (申诉) or an exclusion
// (剔除) was asked for, or decided.
const (
	AppealAsked      = "appeal_asked"
	AppealDecided    = "appeal_decided"
	ExclusionAsked   = "exclusion_asked"
	ExclusionDecided = "exclusion_decided"
)

// OfAppeal tells the supervisors of what waits for them, and the unit of what was
// decided; who asked for an exclusion of another's ticket hears of it too. What
// was taken back nobody has to know.
func OfAppeal(a dispatch.Appeal, t dispatch.Ticket, now time.Time) []dispatch.Notice {
	asked, decided := AppealAsked, AppealDecided
	if a.Kind == sla.AdjustExclusion {
		asked, decided = ExclusionAsked, ExclusionDecided
	}
	var out []dispatch.Notice
	tell := func(kind string, w words, feeds ...string) {
		for _, to := range feeds {
			out = append(out, dispatch.Notice{Key: fmt.Sprintf("%s/%s/%s", a.ID(), kind, to), Recipient: to, Kind: kind, No: a.No, Title: Title(t), At: now.UTC(), Unit: a.Unit,
				Text: say(kind, w)})
		}
	}
	switch a.State {
	case dispatch.AppealOpen:
		tell(asked, words{}, RoleFeed(dispatch.RoleSupervisor))
	case dispatch.AppealUpheld, dispatch.AppealRejected:
		to := []string{UnitFeed(a.Unit)}
		if a.AskedRole == dispatch.RoleDispatcher {
			to = append(to, RoleFeed(dispatch.RoleDispatcher))
		}
		tell(decided, words{Yes: a.State == dispatch.AppealUpheld}, to...)
	case dispatch.AppealWithdrawn:
	}
	return out
}
