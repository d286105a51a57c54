package dispatch

import (
	"strconv"
	"time"
)

// escalate fires every step of every clock that is due. A step fires once: the
// clock counts them, and the ticket's version changes with it.
func (r Rules) escalate(t Ticket, now time.Time) []draft {
	if !t.Suspended.IsZero() && !t.Suspended.After(now) {
		return r.lapse(t) // steps that fall due by it come with the next sweep
	}
	out := r.extensionTimeout(t, now)
	for _, d := range out {
		t.setClocks(d.data.Clocks)
	}
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
	out = append(out, r.failover(t, out, now)...)
	out = append(out, r.lapses(t.after(out, now), now)...)
	return append(append(out, t.lateLetters(now)...), r.letters(t.after(out, now), out, now)...)
}

// supervise reminds the unit (催办), raises the ticket to a rung of the ladder
// (督办 1–6), which sends the rung's letter, or records another form of
// supervision, with or without a rung. Levels from the third on are always a
// person's decision.
func (r Rules) supervise(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if a.Kind == DoRemind {
		return []draft{{Reminded, Data{Reason: a.Reason, Unit: t.Lead}}}, nil
	}
	if a.Form == "" {
		a.Form = FormLetter
	}
	if t.Lead == "" {
		return nil, Errorf(Conflict, "letter_no_unit")
	}
	if err := checkForm(a, now); err != nil {
		return nil, err
	}
	d := Data{Reason: a.Reason, Level: a.Level, Unit: t.Lead, Code: a.Code, Override: a.Override, LetterKind: a.LetterKind}
	if a.Form != FormLetter {
		d.Form, d.At, d.Place, d.Who, d.Text = a.Form, stamp(a.At), a.Place, a.Who, a.Text
	}
	if a.Level == 0 && a.Form != FormLetter {
		return []draft{{Supervised, d}}, nil
	}
	g, ok := rung(a.Level, a.LetterKind)
	switch {
	case a.Level < 1 || a.Level > MaxLevel:
		return nil, FieldError("level", "out_of_range", 1, MaxLevel)
	case !ok:
		return nil, FieldError("letter_kind", "unknown_value")
	case !a.Due.IsZero() && (!a.Due.After(now) || a.Due.After(now.Add(maxLetterDelay))):
		return nil, FieldError("due", "out_of_range", "now", "+90d")
	}
	if err := g.climbable(t, a, by); err != nil {
		return nil, err
	}
	d.LetterKind = g.Kind
	return []draft{{Supervised, d}, r.draftLetter(g, t.Lead, a, now)}, Plain("demand", a.Demand, maxLetterText)
}

// overlay sets an overlay: difficult 疑难, excluded from the score 剔除.
func overlay(a Action) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	d := Data{Reason: a.Reason}
	switch a.Kind {
	case DoDifficult:
		return []draft{{DifficultMarked, d}}, nil
	case DoExclude:
		return []draft{{ExcludedMarked, d}}, nil
	default:
		return nil, Errorf(Invalid, "action_unknown", string(a.Kind))
	}
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
	window := r.windowLater(t)
	if len(cs) == 0 && window.IsZero() {
		return nil
	}
	return []draft{{Recomputed, Data{Calendar: r.Calendar.Version, Clocks: cs, Window: window}}}
}
