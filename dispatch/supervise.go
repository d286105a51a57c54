package dispatch

import (
	"strconv"
	"time"

	"hotline/sla"
)

// escalate fires every step of every clock that is due. A step fires once: the
// clock counts them, and the ticket's version changes with it.
func (r Rules) escalate(t Ticket, now time.Time) []draft {
	if !t.Suspended.IsZero() && !t.Suspended.After(now) {
		return r.lapse(t) // steps that fall due by it come with the next sweep
	}
	var out []draft
	for i, c := range t.Clocks {
		if !c.Open() || c.NextAt.IsZero() || c.NextAt.After(now) {
			continue
		}
		after, fired := c.Fire(now, r.Calendar, r.Policy.Ladder)
		for n, f := range fired {
			d := Data{Clock: c.Kind, Unit: c.Unit, Due: f.At, Step: strconv.Itoa(i) + "/" + f.Step.Name}
			kind := Reminded
			switch {
			case f.Step.Level > 0 && c.Unit != "":
				kind, d.Level = Escalated, f.Step.Level
			case f.Step.Percent == 0, f.Step.Percent == 100:
				kind = Overdue
			}
			if n == len(fired)-1 {
				d.Clocks = []ClockChange{{I: i, Clock: after}}
			}
			out = append(out, draft{kind, d})
		}
	}
	return append(out, r.failover(t, out, now)...)
}

// lapse ends a suspension (挂账到期) whose date has come. The clocks run on from
// that date, whenever it is noticed.
func (r Rules) lapse(t Ticket) []draft {
	return []draft{{Resumed, Data{Unit: t.Lead, Until: t.Suspended, Clocks: r.resumeAll(t, t.Suspended)}}}
}

// supervise reminds the unit (催办) or raises the level (督办 1–6). Levels from
// the third on are always a person's decision.
func supervise(t Ticket, a Action) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if a.Kind == DoRemind {
		return []draft{{Reminded, Data{Reason: a.Reason, Unit: t.Lead}}}, nil
	}
	if a.Level < 1 || a.Level > 6 {
		return nil, FieldError("level", "out_of_range", 1, 6)
	}
	if a.Level <= t.Level {
		return nil, Errorf(Conflict, "level_reached", t.Level)
	}
	return []draft{{Supervised, Data{Reason: a.Reason, Level: a.Level, Unit: t.Lead}}}, nil
}

// mark sets an overlay: difficult 疑难, excluded from the score 剔除, suspended 挂账.
func (r Rules) mark(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	d := Data{Reason: a.Reason}
	switch a.Kind {
	case DoDifficult:
		return []draft{{DifficultMarked, d}}, nil
	case DoExclude:
		return []draft{{ExcludedMarked, d}}, nil
	case DoSuspend:
		if !t.Suspended.IsZero() {
			return nil, Errorf(Conflict, "already_suspended")
		}
		if !a.Until.After(now) || a.Until.After(now.AddDate(1, 0, 0)) {
			return nil, FieldError("until", "out_of_range", "now", "+1y")
		}
		d.Until = stamp(a.Until)
		d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Unit != "" }, func(c sla.Clock) sla.Clock { return c.Pause(now) })
		return []draft{{SuspendedMarked, d}}, nil
	default:
		if t.Suspended.IsZero() {
			return nil, Errorf(Conflict, "not_suspended")
		}
		d.Clocks = r.resumeAll(t, now)
		return []draft{{Resumed, d}}, nil
	}
}

func (r Rules) resumeAll(t Ticket, now time.Time) []ClockChange {
	return t.change(func(c sla.Clock) bool { return c.Open() && len(c.Pauses) > 0 }, func(c sla.Clock) sla.Clock {
		return c.Resume(now, r.Calendar, r.Policy.Ladder)
	})
}

// recompute moves open deadlines to a new calendar; ended clocks stay as they
// were. The change is an event, never silent.
func (r Rules) recompute(t Ticket) []draft {
	var cs []ClockChange
	for i, c := range t.Clocks {
		if !c.Open() {
			continue
		}
		if n := c.Recompute(r.Calendar, r.Policy.Ladder); !n.Due.Equal(c.Due) || n.Provisional != c.Provisional {
			cs = append(cs, ClockChange{I: i, Clock: n})
		}
	}
	if len(cs) == 0 {
		return nil
	}
	return []draft{{Recomputed, Data{Calendar: r.Calendar.Version, Clocks: cs}}}
}
