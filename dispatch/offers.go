package dispatch

import "hotline/sla"

// offered tells, for an action whose role and state fit, whether the ticket's
// overlays leave it open. It keeps buttons off the page that could only fail;
// the guards themselves are with the actions.
func offered(t Ticket, kind ActionKind, by Actor) bool {
	leads := by.Unit == t.Lead
	switch kind {
	case DoAccept:
		return (leads && t.State == StateDispatched) || (!leads && by.Role == RoleLiaison && t.partLane(by.Unit) == "to_accept")
	case DoContact:
		return leads
	case DoReply:
		return t.Return == nil && (t.State == StateContacted || t.ContactWaived())
	case DoReturn:
		return t.Return == nil && !t.Designated && !t.Deemed && len(t.Returns) < MaxReturns
	case DoConfer:
		return t.Conference.State() != ConferenceCalled
	case DoAttend, DoConclude, DoCancelConference:
		return t.Conference.State() == ConferenceCalled
	case DoReturnUp:
		return t.Upstream != nil && !t.Upstream.Return.Waiting()
	case DoDecideUp:
		return t.Upstream != nil && t.Upstream.Return.Waiting()
	case DoMoveUp:
		return t.Upstream != nil
	case DoDecideReturn:
		return t.Return != nil && t.Return.By != by.ID
	case DoExtend:
		c, i := t.Clock(sla.ResolveClock)
		return i >= 0 && c.Open() && !c.Overdue && mostDays(c) > 0 && !c.Capped && t.Extension == nil && t.Extended == 0 && t.Suspended.IsZero()
	case DoDecideExtension:
		return t.Extension != nil && t.Extension.By != by.ID
	case DoDispatch:
		return t.Dispatches < 2 && !t.Conference.pending()
	case DoDesignate:
		return t.Dispatches >= 2 || t.Difficult
	case DoMerge:
		return t.Return == nil && t.Extension == nil && !t.Conference.pending()
	case DoPart:
		return t.partOpen(by.Unit)
	case DoReveal:
		return !t.IsSealed() // of a sealed one the page offers it while it is granted
	case DoSeal:
		return !t.IsSealed() && len(t.Children) == 0
	case DoRecuse:
		return CanKnow(t, by) && len(t.Children) == 0
	case DoUnseal:
		return isFew(t, by) && t.request() == nil && !t.grantedEver(by.ID)
	case DoDecideUnseal:
		return isFew(t, by) && t.request() != nil && t.request().By != by.ID
	case DoCallback:
		return !t.IsSealed() || isFew(t, by)
	case DoSupervise:
		return t.Lead != ""
	case DoSuperviseResult, DoReceiveLetter, DoAnswerLetter, DoCloseLetter:
		return false // offered with the letter or the act of supervision itself
	case DoSuspend:
		return t.Suspended.IsZero()
	case DoResume:
		return !t.Suspended.IsZero()
	case DoAssist:
		return t.Suspended.IsZero() && len(t.CoUnits) < MaxCoUnits
	case DoAskAssist:
		return t.Assist == nil && t.Suspended.IsZero() && len(t.CoUnits) < MaxCoUnits
	case DoDecideAssist:
		return t.Assist != nil && t.Assist.By != by.ID
	case DoDifficult:
		return !t.Difficult
	case DoExclude:
		return t.Excluded == ""
	case DoFollow:
		return t.MayFollow(TextMessage)
	case DoRate:
		return !t.Rated()
	case DoAsk:
		return !t.AskOpen() && (t.Asks < MaxAsks || by.Role == RoleSupervisor)
	case DoSpotCheck:
		return t.Spot == SpotDue && (t.Reply == nil || t.Reply.Reviewer != by.ID)
	case DoKeepClosed:
		return t.reopenAsked()
	case DoAdopt, DoRelease, DoView:
		return false // made by merge and unmerge, and by opening the page
	default:
		return true
	}
}

func (t Ticket) partOpen(unit string) bool {
	for _, p := range t.Parts {
		if p.Unit == unit {
			return p.Done.IsZero()
		}
	}
	return false
}
