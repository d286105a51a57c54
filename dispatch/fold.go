package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Replay folds a whole history into the ticket it makes.
func Replay(events []Event) Ticket {
	var t Ticket
	for _, e := range events {
		t = fold(t, e)
	}
	return t
}

// fold is the only place that changes a ticket: what an event means.
func fold(t Ticket, e Event) Ticket {
	d := e.Data
	t.Version, t.Head, t.UpdatedAt = e.Seq, e.Hash, e.At
	if !e.Kind.Mark() {
		t.Changed = e.Seq
	}
	if d.Key != "" {
		t.Keys = append(slices.Clone(t.Keys), d.Key)
		t.Keys = t.Keys[max(0, len(t.Keys)-8):]
	}
	t.setClocks(d.Clocks)
	t.attached(e)
	t.above(e)
	switch e.Kind {
	case Registered:
		t.register(e)
	case Dispatched:
		t.dispatched(e)
	case Delivered:
		t.delivered(e)
	case Viewed:
		t.Seen = append(slices.Clone(t.Seen), d.Unit)
		t.heardOf(d.Unit)
	case Accepted:
		if d.Unit == t.Lead {
			t.State = StateAccepted
			t.heardOf(d.Unit)
		} else {
			t.setPart(d.Unit, func(p *Part) { p.Accepted = e.At })
		}
	case Contacted:
		t.contacted(e)
	case Parted:
		t.setPart(d.Unit, func(p *Part) {
			p.Done, p.Text = e.At, d.Text
			if p.Accepted.IsZero() {
				p.Accepted = e.At
			}
		})
	case Replied:
		t.State, t.Attention = StateReplied, ""
		t.Extension, t.Assist = nil, nil
		t.resumed(e)
		t.unconferred()
		t.partsOverridden(d.Override)
		t.Reply = &Reply{Text: d.Text, Resolved: d.Yes, At: e.At, By: e.Actor.ID, Unit: d.Unit, Override: d.Override, Check: d.Check, Evidence: d.Evidence}
	case Reviewed:
		if d.Yes {
			t.State = StateReviewed
			t.reviewed(e)
		} else {
			t.State, t.Attention = StateContacted, "review"
			t.Findings++
		}
	case CalledBack:
		t.calledBack(e)
	case Redone, Reopened:
		t.again(e)
	case Closed, Answered, Declined, Transferred, Terminated:
		t.end(e)
	case SealedMarked, UnsealAsked, UnsealDecided:
		t.sealing(e)
	case RecusedMarked:
		t.recused(e)
	case Merged, Unmerged, ChildMerged, ChildUnmerged, Inherited:
		t.merge(e)
	default:
		t.overlay(e)
	}
	t.progress(e)
	return t
}

func (t *Ticket) setClocks(cs []ClockChange) {
	if len(cs) == 0 {
		return
	}
	t.Clocks = slices.Clone(t.Clocks)
	for _, c := range cs {
		if c.I < len(t.Clocks) {
			t.Clocks[c.I] = c.Clock
		} else {
			t.Clocks = append(t.Clocks, c.Clock)
		}
	}
}

func (t *Ticket) setPart(unit string, fn func(*Part)) {
	t.Parts = slices.Clone(t.Parts)
	for i := range t.Parts {
		if t.Parts[i].Unit == unit {
			fn(&t.Parts[i])
		}
	}
}

func (t *Ticket) register(e Event) {
	d := e.Data
	t.No, t.Code, t.CallID, t.IdemKey = e.Ticket, d.Code, d.CallID, d.IdemKey
	t.State, t.RegisteredAt = StateRegistered, e.At
	if d.Matter != nil {
		t.Matter = *d.Matter
	}
	if d.Contact != nil {
		t.Contact = *d.Contact
	}
	t.Upstream, t.Routing = d.Upstream, d.Routing
	t.PolicyVersion, t.CalendarVersion, t.CatalogueVersion = d.Policy, d.Calendar, d.Catalogue
}

func (t *Ticket) dispatched(e Event) {
	d := e.Data
	t.State, t.DispatchedAt = StateDispatched, e.At
	t.Lead, t.CoUnits = d.Lead, nil
	t.Parts, t.DeliveredAt, t.Attention, t.Seen = nil, time.Time{}, "", nil
	t.FailoverAt, t.FailedOver, t.StandIn = d.SilentAt, time.Time{}, ""
	t.joined(d.CoUnits, d.Tasks)
	t.Task, t.FirstUnit = taskOf(d.Tasks, d.Lead), or(t.FirstUnit, d.Lead)
	t.Attempts, t.Extension, t.Assist = nil, nil, nil
	t.resumed(e)
	t.Dispatches++
	t.Designated, t.ReturnUntil, t.Deemed = d.Designated, d.Window, false
	t.unconferred()
	if d.Routing != nil {
		t.Routing = d.Routing
	}
	t.PolicyVersion, t.CalendarVersion, t.CatalogueVersion = d.Policy, d.Calendar, d.Catalogue
}

func (t *Ticket) delivered(e Event) {
	if e.Data.Unit == t.Lead {
		t.DeliveredAt = e.At
		t.heardOf(t.Lead)
		return
	}
	t.setPart(e.Data.Unit, func(p *Part) { p.Delivered = e.At })
}

func (t *Ticket) contacted(e Event) {
	if e.Data.Unit != t.Lead {
		return
	}
	t.Attempts = append(slices.Clone(t.Attempts), Attempt{At: e.At, Method: e.Data.Method, Reached: e.Data.Reached})
	t.told(e)
	if e.Data.Reached || t.triedEnough() {
		t.State = StateContacted
	}
}

func (t *Ticket) end(e Event) {
	states := map[Kind]State{Closed: StateClosed, Answered: StateAnswered, Declined: StateDeclined, Transferred: StateTransferred, Terminated: StateTerminated}
	t.State, t.ClosedAt, t.Attention = states[e.Kind], e.At, ""
	t.Outcome, t.Route = e.Data.Reason, e.Data.Route
	if e.Data.Sampled {
		t.Spot = SpotDue
	}
	t.Return, t.Extension, t.Assist = nil, nil, nil
	t.resumed(e)
	t.unconferred()
	// An ended ticket has no open clock, whatever was still running.
	t.setClocks(t.change(sla.Clock.Open, sla.Clock.Waive))
	if e.Kind == Answered {
		t.Reply = &Reply{Text: e.Data.Text, Resolved: true, At: e.At, By: e.Actor.ID}
	}
}

func (t *Ticket) merge(e Event) {
	switch other := e.Data.Other; e.Kind {
	case Merged:
		if t.State != StateMerged { // else it only moves to another master
			t.Before, t.Held, t.Suspended = t.State, t.Suspended, time.Time{}
		}
		t.MergedInto, t.State = other, StateMerged
	case Unmerged:
		t.State, t.Before, t.MergedInto = t.Before, "", ""
		t.Suspended, t.Held = e.Data.Until, time.Time{}
		t.windowMoved(e.Data)
		if t.Suspended.IsZero() {
			t.resumed(e)
		}
	case ChildMerged:
		t.Children = append(slices.Clone(t.Children), other)
	case ChildUnmerged:
		t.Children = slices.DeleteFunc(slices.Clone(t.Children), func(c string) bool { return c == other })
	default:
		t.State, t.Held, t.Assist = StateReviewed, time.Time{}, nil
		t.resumed(e)
		t.Reply = &Reply{Text: e.Data.Text, Resolved: e.Data.Yes, At: e.At, By: e.Actor.ID}
	}
}

// overlay folds the events that leave the state alone, and the return, which
// sends the ticket back to the start.
func (t *Ticket) overlay(e Event) {
	d := e.Data
	switch e.Kind {
	case ReturnAsked:
		t.heardOf(d.Unit)
		t.Return = &Request{At: e.At, By: e.Actor.ID, Unit: d.Unit, Reason: d.Reason, Basis: d.Basis, Suggested: d.Suggested, Due: d.Due}
	case ReturnDecided:
		t.returnDecided(e)
	case ExtensionAsked:
		t.Extension = &Request{At: e.At, By: e.Actor.ID, Unit: d.Unit, Reason: d.Reason, Basis: d.Basis, Days: d.Days, Due: d.Due}
	case ExtensionDecided:
		t.extensionDecided(e)
	case Escalated:
		t.Level = max(t.Level, d.Level)
	case Supervised, OversightResult:
		t.oversee(e)
	case LetterSent, LetterTaken, LetterReplied, LetterOverdue, LetterEnded:
		t.letter(e)
	case Appended:
		t.appended(e)
	case Urged:
		t.Urges++
		t.UrgedAt = e.At
	case Followed:
		t.Contact.Progress = OutletKind(d.Method)
	case Rated, KeptClosed:
		t.rated(e)
	case SpotChecked:
		t.spotChecked(e)
	case MoreAsked:
		t.asked(e)
	case DifficultMarked:
		t.Difficult = true
	case ExcludedMarked:
		t.Excluded = d.Reason
	case SuspendedMarked:
		t.suspended(e)
	case Resumed:
		t.resumed(e)
		t.windowMoved(d)
	case Assisted, AssistAsked, AssistDecided:
		t.foldAssist(e)
	case HandedOver:
		t.handedOver(e)
	case Recomputed:
		t.CalendarVersion = d.Calendar
		t.windowMoved(d)
	case FailedOver:
		t.FailoverAt, t.FailedOver, t.StandIn = time.Time{}, e.At, d.Post
	case DeemedTaken:
		t.Deemed = true
	case ConferenceNeeded, ConferenceSet, ConferenceAnswered, ConferenceBegun, ConferenceCancelled, ConferenceConcluded:
		t.conferred(e)
	default: // reminded, overdue, noted, revealed, routed: history only
	}
}
