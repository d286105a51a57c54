package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// The rules of the electronic inspection (电子监察).
const (
	InspectUnaccepted  = "unaccepted"        // 逾期未接单
	InspectUncontacted = "uncontacted"       // 逾期未联系
	InspectSilent      = "silent"            // 长期无进展
	InspectPerfunctory = "perfunctory"       // 答复敷衍
	InspectReturned    = "returned_twice"    // 多次退单
	InspectRepeated    = "repeated_caller"   // 同一来电人反复来电
	InspectRedone      = "redone"            // 重办
	InspectUrged       = "urged"             // 多次催单
	InspectLetter      = "letter_unanswered" // 督办文书逾期未复
	InspectSuspended   = "suspended_past"    // 挂账超过复核期
)

// InspectionRule is one line of the inspection. Threshold counts in Unit: workdays
// past a deadline, times, or tickets of a caller in thirty days.
type InspectionRule struct {
	Key       string `json:"key"`
	Name      string `json:"name,omitempty"` // a name of the hotline's own
	Active    bool   `json:"active"`
	Threshold int    `json:"threshold"`
	Unit      string `json:"unit"`
}

// inspection is what a rule finds: Unit is what its threshold counts, least the
// smallest that makes sense.
type inspection struct {
	key, unit    string
	least, usual int
	hit          func(t Ticket, n int, f *inspectFacts) bool
}

// inspectFacts is what a rule may look at beside the ticket.
type inspectFacts struct {
	cal   *sla.Calendar
	now   time.Time
	calls map[string]int // tickets of a phone hash in the last thirty days
}

// lateFor tells whether n working days went by since a moment; none: any time.
func (f *inspectFacts) lateFor(at time.Time, n int) bool {
	return !at.IsZero() && f.cal.AddWorkdays(at, n).Before(f.now)
}

var inspections = []inspection{
	{InspectUnaccepted, "workday", 0, 0, func(t Ticket, n int, f *inspectFacts) bool { return t.lateClock(sla.AcceptClock, n, f) }},
	{InspectUncontacted, "workday", 0, 0, func(t Ticket, n int, f *inspectFacts) bool { return t.lateClock(sla.ContactClock, n, f) }},
	{InspectSilent, "workday", 1, 3, func(t Ticket, n int, f *inspectFacts) bool {
		return t.State.WithUnit() && t.Suspended.IsZero() && f.lateFor(later(t.ProgressAt, t.DispatchedAt), n)
	}},
	{InspectPerfunctory, "time", 1, 1, func(t Ticket, _ int, _ *inspectFacts) bool {
		return t.State == StateReplied && t.Reply != nil && (t.Reply.Override != "" || t.Reply.Check != nil && t.Reply.Check.Weak)
	}},
	{InspectReturned, "time", 1, 2, func(t Ticket, n int, _ *inspectFacts) bool { return len(t.Returns) >= n }},
	{InspectRepeated, "call", 2, 3, func(t Ticket, n int, f *inspectFacts) bool {
		return t.Contact.PhoneHash != "" && f.calls[t.Contact.PhoneHash] >= n
	}},
	{InspectRedone, "time", 1, 1, func(t Ticket, n int, _ *inspectFacts) bool { return t.Redo >= n }},
	{InspectUrged, "time", 1, 2, func(t Ticket, n int, _ *inspectFacts) bool { return t.Urges >= n }},
	{InspectLetter, "workday", 0, 0, func(t Ticket, n int, f *inspectFacts) bool {
		return slices.ContainsFunc(t.Letters, func(l Letter) bool { return l.Waits() && !l.Outside() && f.lateFor(l.Due, n) })
	}},
	{InspectSuspended, "workday", 0, 0, func(t Ticket, n int, f *inspectFacts) bool { return f.lateFor(t.Suspended, n) }},
}

func (t Ticket) lateClock(kind sla.ClockKind, n int, f *inspectFacts) bool {
	c, i := t.Clock(kind)
	return i >= 0 && c.Open() && c.Overdue && f.lateFor(c.Due, n)
}

// InspectionKeys lists the rules there are, in the order pages show them.
func InspectionKeys() []string {
	out := make([]string, len(inspections))
	for i, x := range inspections {
		out[i] = x.key
	}
	return out
}

// Inspection is the rules in force and the local times of the day, like "08:30",
// at which they run.
type Inspection struct {
	Rules []InspectionRule `json:"rules"`
	Times []string         `json:"times"`
}

// DefaultInspection is every rule, twice a day (日督查).
func DefaultInspection() Inspection {
	in := Inspection{Times: []string{"08:30", "14:30"}}
	for _, x := range inspections {
		in.Rules = append(in.Rules, InspectionRule{Key: x.key, Active: true, Threshold: x.usual, Unit: x.unit})
	}
	return in
}

// maxInspections is how often a day an inspection may run.
const maxInspections = 6

// Validate finds what is wrong; every rule stands once, with its own unit.
func (in Inspection) Validate() error {
	if len(in.Times) == 0 || len(in.Times) > maxInspections {
		return FieldError("times", "out_of_range", 1, maxInspections)
	}
	for i, at := range in.Times {
		if _, err := time.Parse("15:04", at); err != nil || len(at) != 5 || slices.Contains(in.Times[:i], at) {
			return FieldError("times", "day_time", at)
		}
	}
	for i, r := range in.Rules {
		at := slices.IndexFunc(inspections, func(x inspection) bool { return x.key == r.Key })
		if at < 0 || slices.ContainsFunc(in.Rules[:i], func(o InspectionRule) bool { return o.Key == r.Key }) {
			return FieldError("rules", "unknown_value")
		}
		if x := inspections[at]; r.Unit != x.unit {
			return FieldError("rules", "unknown_value")
		} else if r.Threshold < x.least || r.Threshold > 100 {
			return FieldError("rules", "out_of_range", x.least, 100)
		}
		if err := Plain("rules", r.Name, 30); err != nil {
			return err
		}
	}
	return nil
}

// Slot is the last moment at or before now at which the inspection is to run.
func (in Inspection) Slot(now time.Time) time.Time {
	var last time.Time
	local := now.In(sla.Zone)
	for _, day := range []time.Time{local.AddDate(0, 0, -1), local} {
		for _, at := range in.Times {
			t, err := time.Parse("15:04", at)
			if err != nil {
				continue
			}
			slot := time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, sla.Zone)
			if !slot.After(now) && slot.After(last) {
				last = slot
			}
		}
	}
	return last
}
