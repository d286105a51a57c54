package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// dueOf is the deadline of the clock just started.
func dueOf(cs []ClockChange, now time.Time) time.Time {
	if len(cs) == 0 {
		return now
	}
	return cs[len(cs)-1].Clock.Due
}

// decidable checks a decision on a request: nobody decides on their own, and a
// refusal says why.
func (q Request) decidable(a Action, by Actor) error {
	switch {
	case by.ID == q.By:
		return Errorf(Forbidden, "own_request")
	case !a.Approve:
		return need("reason", a.Reason)
	}
	return optional("reason", a.Reason)
}

// speak adds words that do not move the ticket: append 追加, urge 催单, note 备注,
// reveal 查看完整信息.
func speak(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	switch a.Kind {
	case DoUrge:
		if until := t.MayUrgeAt(); by.Role == RoleCitizen && now.Before(until) {
			return nil, Errorf(TooMany, "urged_lately", until)
		}
		if err := optional("text", a.Text); err != nil {
			return nil, err
		}
		return []draft{{Urged, Data{Text: a.Text, Unit: t.Lead}}}, nil
	case DoReveal:
		if !MayReveal(t, by, now) {
			return nil, Errorf(Forbidden, "sealed")
		}
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
		return []draft{{Revealed, Data{Reason: a.Reason, Fields: []string{"name", "phone", "address"}}}}, nil
	default:
		if err := need("text", a.Text); err != nil {
			return nil, err
		}
		kind := Noted
		if a.Kind == DoAppend {
			kind = Appended
		}
		return []draft{{kind, Data{Text: a.Text, Unit: by.Unit}}}, nil
	}
}

// merge puts a ticket under a master 并单, or takes it out again. A merged
// ticket's clocks stand still, so that it stops escalating; its caller is called
// back apart once the master's reply is reviewed (inherit).
func (r Rules) merge(t Ticket, a Action, now time.Time) ([]draft, error) {
	switch a.Kind {
	case DoMerge:
		switch {
		case a.Into == "" || a.Into == t.No:
			return nil, FieldError("into", "unknown_value")
		case a.Mark != t.sealMark():
			return nil, Errorf(Conflict, "merge_sealed")
		case slices.Contains(t.Children, a.Into):
			return nil, Errorf(Conflict, "merge_under", a.Into)
		case len(t.Children) > 0 && a.Version == 0: // only as it was seen, or two masters could go under each other
			return nil, Errorf(Conflict, "merge_master")
		case t.Return != nil || t.Extension != nil:
			return nil, Errorf(Conflict, "request_pending")
		case t.Conference.pending():
			return nil, Errorf(Conflict, "conference_pending")
		}
		cs := t.change(sla.Clock.Open, func(c sla.Clock) sla.Clock { return c.Pause(now) })
		return []draft{{Merged, Data{Other: a.Into, Reason: a.Reason, Clocks: cs}}}, nil
	case DoUnmerge:
		if a.Into != "" && a.Into != t.MergedInto {
			return nil, nil // it lies under another master by now
		}
		return []draft{{Unmerged, r.revive(t, a, now)}}, nil
	case DoMove:
		if a.Into == "" || a.Into == t.No {
			return nil, FieldError("into", "unknown_value")
		}
		return []draft{{Merged, Data{Other: a.Into}}}, nil
	case DoAdopt:
		if slices.Contains(t.Children, a.Into) {
			return nil, nil
		}
		switch {
		case a.Into == "" || a.Into == t.No:
			return nil, FieldError("into", "unknown_value")
		case a.Mark != t.sealMark():
			return nil, Errorf(Conflict, "merge_sealed")
		}
		return []draft{{ChildMerged, Data{Other: a.Into}}}, nil
	case DoRelease:
		if !slices.Contains(t.Children, a.Into) {
			return nil, nil
		}
		return []draft{{ChildUnmerged, Data{Other: a.Into}}}, nil
	default:
		if a.Into != "" && a.Into != t.MergedInto {
			return nil, nil
		}
		cs := t.change(sla.Clock.Open, sla.Clock.Waive)
		return r.toCallback(t, draft{Inherited, Data{Text: a.Text, Yes: a.Resolved, Other: t.MergedInto, Clocks: cs}}, now), nil
	}
}

// revive is what unmerging gives back: the clocks run on, and a suspension that
// is not over yet goes on, with the unit's clocks standing still as before.
func (r Rules) revive(t Ticket, a Action, now time.Time) Data {
	d := Data{Other: t.MergedInto, Reason: a.Reason}
	if !t.Held.After(now) {
		d.Clocks, d.Window = r.resumeAll(t, now), r.windowAnew(t, t.Before, now)
		return d
	}
	d.Until = t.Held
	d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Unit == "" && len(c.Pauses) > 0 }, func(c sla.Clock) sla.Clock {
		return c.Resume(now, r.Calendar, r.Policy.Ladder)
	})
	return d
}
