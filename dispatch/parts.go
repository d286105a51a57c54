package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Task is what one unit has to do (任务), in words.
type Task struct {
	Unit string `json:"unit"`
	Text string `json:"text"`
}

// MaxCoUnits is how many co-handlers a ticket can have.
const MaxCoUnits = 10

// AssistRequest is the lead's call for help (吹哨报到) that waits for an answer.
type AssistRequest struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Units  []string  `json:"units"`
	Reason string    `json:"reason"`
}

// checkTasks wants each task to name a unit that handles the ticket, once, and
// to say something.
func checkTasks(tasks []Task, units []string) error {
	for i, t := range tasks {
		twice := slices.ContainsFunc(tasks[:i], func(x Task) bool { return x.Unit == t.Unit })
		if twice || !slices.Contains(units, t.Unit) {
			return FieldError("tasks", "unit_unknown", t.Unit)
		}
		if err := need("tasks", t.Text); err != nil {
			return err
		}
	}
	return nil
}

func taskOf(tasks []Task, unit string) string {
	for _, t := range tasks {
		if t.Unit == unit {
			return t.Text
		}
	}
	return ""
}

// partLimit is how long a co-handler has: half of what the lead has, so that its
// share is in before the lead must answer.
func partLimit(l sla.Limits) sla.Limit { return l.Resolve.Half(sla.Limit{N: 60, Unit: sla.Minutes}) }

// assist adds co-handlers under way (增派协办), each with its task and a clock of
// its own. The lead stays who it is (首接负责), and so do its clocks.
func (r Rules) assist(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := r.mayHelp(t, "co_units", a.CoUnits); err != nil {
		return nil, err
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if err := checkTasks(a.Tasks, a.CoUnits); err != nil {
		return nil, err
	}
	d := Data{CoUnits: a.CoUnits, Tasks: a.Tasks, Reason: a.Reason, Unit: t.Lead}
	for _, co := range a.CoUnits {
		d.Clocks = r.startNext(t, d.Clocks, ClockPart, co, now, partLimit(r.limits(t)))
	}
	if t.Assist == nil {
		return []draft{{Assisted, d}}, nil
	}
	return []draft{{AssistDecided, Data{Yes: true, Unit: t.Lead, Units: t.Assist.Units}}, {Assisted, d}}, nil
}

// mayHelp checks that the units named can join the ticket.
func (r Rules) mayHelp(t Ticket, field string, units []string) error {
	switch {
	case len(units) == 0:
		return FieldError(field, "required")
	case len(t.CoUnits)+len(units) > MaxCoUnits:
		return FieldError(field, "too_many", MaxCoUnits)
	case !t.Suspended.IsZero():
		return Errorf(Conflict, "suspended_now")
	}
	for i, c := range units {
		if u, ok := r.Units[c]; !ok || !u.Active {
			return FieldError(field, "unit_unknown", c)
		}
		if r.Barred(t, c) {
			return FieldError(field, "unit_barred", r.Units[c].Name)
		}
		if t.Handles(c) || slices.Contains(units[:i], c) {
			return FieldError(field, "unit_twice", c)
		}
	}
	return nil
}

// askAssist is the lead's call for help (吹哨报到): it names who should come and
// why, and the hotline answers.
func (r Rules) askAssist(t Ticket, a Action) ([]draft, error) {
	if t.Assist != nil {
		return nil, Errorf(Conflict, "assist_pending")
	}
	if err := r.mayHelp(t, "units", a.Units); err != nil {
		return nil, err
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	return []draft{{AssistAsked, Data{Unit: t.Lead, Units: a.Units, Reason: a.Reason}}}, nil
}

// decideAssist sends the units the lead called for, or says why not.
func (r Rules) decideAssist(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	switch {
	case t.Assist == nil:
		return nil, Errorf(Conflict, "assist_none")
	case t.Assist.By == by.ID:
		return nil, Errorf(Forbidden, "own_request")
	case !a.Approve:
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
		return []draft{{AssistDecided, Data{Unit: t.Lead, Units: t.Assist.Units, Reason: a.Reason}}}, nil
	}
	return r.assist(t, Action{CoUnits: t.Assist.Units, Tasks: a.Tasks, Reason: or(a.Reason, t.Assist.Reason)}, now)
}

// part hands in a co-handler's share to the lead.
func (r Rules) part(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if err := need("text", a.Text); err != nil {
		return nil, err
	}
	cs := t.change(func(c sla.Clock) bool { return c.Open() && c.Kind == ClockPart && c.Unit == by.Unit }, r.meet(now))
	return []draft{{Parted, Data{Unit: by.Unit, Text: a.Text, Clocks: cs}}}, nil
}

// overrule ends the clock of a share the lead answers without. One that was late
// by then stays late: the lead's patience is not the co-handler's merit.
func (r Rules) overrule(now time.Time) func(sla.Clock) sla.Clock {
	return func(c sla.Clock) sla.Clock {
		if met := r.meet(now)(c); met.State() == sla.Late {
			return met
		}
		return c.Waive()
	}
}

// joined folds the co-handlers that an assist or a dispatch brings.
func (t *Ticket) joined(units []string, tasks []Task) {
	t.CoUnits, t.Parts = slices.Concat(t.CoUnits, units), slices.Clone(t.Parts)
	for _, c := range units {
		t.Parts = append(t.Parts, Part{Unit: c, Task: taskOf(tasks, c)})
	}
}

// partsOverridden marks the shares that a reply did not wait for.
func (t *Ticket) partsOverridden(reason string) {
	t.Parts = slices.Clone(t.Parts)
	for i := range t.Parts {
		if t.Parts[i].Done.IsZero() {
			t.Parts[i].Overridden = reason
		}
	}
}

// foldAssist folds the call for help and what became of it.
func (t *Ticket) foldAssist(e Event) {
	switch d := e.Data; e.Kind {
	case AssistAsked:
		t.Assist = &AssistRequest{At: e.At, By: e.Actor.ID, Units: slices.Clone(d.Units), Reason: d.Reason}
	case AssistDecided:
		t.Assist = nil
	default:
		t.Assist = nil
		t.joined(d.CoUnits, d.Tasks)
	}
}
