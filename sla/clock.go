package sla

import (
	"fmt"
	"slices"
	"time"
)

// ClockKind names what a clock waits for.
type ClockKind string

const (
	DispatchClock ClockKind = "dispatch" // 派单, against the hotline
	AcceptClock   ClockKind = "accept"   // 接单
	ContactClock  ClockKind = "contact"  // 联系
	ResolveClock  ClockKind = "resolve"  // 办结
	ReviewClock   ClockKind = "review"   // 审核, against the hotline
	CallbackClock ClockKind = "callback" // 回访, against the hotline
	ReturnClock   ClockKind = "return"   // 退单答复, against the hotline
)

// ClockState is how a clock stands by what was recorded.
type ClockState string

const (
	Running ClockState = "running"
	Met     ClockState = "met"
	Late    ClockState = "late" // recorded overdue, or met after the due time
	Waived  ClockState = "waived"
	Paused  ClockState = "paused"
)

// ClockStates lists all.
var ClockStates = []ClockState{Running, Met, Late, Waived, Paused}

// Pause is a time that neither counts nor escalates; To is zero while it lasts.
type Pause struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to,omitzero"`
}

// Clock is one running limit of a ticket, against one unit or the hotline. Its
// methods return a changed copy. Start, Limit, Cap, Extended and Pauses are the
// facts; Due and Why follow from them and the calendar.
type Clock struct {
	Kind        ClockKind `json:"kind"`
	Unit        string    `json:"unit,omitempty"`
	Start       time.Time `json:"start"`
	Limit       Limit     `json:"limit"`
	Cap         time.Time `json:"cap,omitzero"` // the upstream platform's deadline
	Extended    []Limit   `json:"extended,omitempty"`
	Pauses      []Pause   `json:"pauses,omitempty"`
	Due         time.Time `json:"due,omitzero"` // zero: the clock has no limit
	MetAt       time.Time `json:"met_at,omitzero"`
	Waived      bool      `json:"waived,omitempty"`
	Overdue     bool      `json:"overdue,omitempty"`
	Capped      bool      `json:"capped,omitempty"`
	Provisional bool      `json:"provisional,omitempty"`
	Steps       int       `json:"steps,omitempty"`   // how many ladder steps have fired
	FiredAt     time.Time `json:"fired_at,omitzero"` // when the last of them did
	NextAt      time.Time `json:"next_at,omitzero"`  // when the next is due
	Why         []Line    `json:"why,omitempty"`
}

// Fired is a step whose time has come.
type Fired struct {
	Step  Step
	Index int
	At    time.Time // when it was due, not when it was noticed
	Key   string    // unique for this clock, step and due time
}

// StartClock starts a clock. An upstream deadline, zero for none, caps its due
// time; a deadline already past makes it due at once. Without a limit and a cap
// the clock is never due.
func StartClock(kind ClockKind, unit string, start time.Time, l Limit, upstream time.Time, cal *Calendar, ladder Ladder) Clock {
	c := Clock{Kind: kind, Unit: unit, Start: start.UTC(), Limit: l}
	if !upstream.IsZero() {
		c.Cap = upstream.UTC()
	}
	return c.plan(cal).arm(cal, ladder)
}

// State tells how the clock stands by what was recorded; it knows no present.
func (c Clock) State() ClockState {
	switch {
	case c.Waived:
		return Waived
	case c.Overdue, !c.MetAt.IsZero() && !c.Due.IsZero() && c.MetAt.After(c.Due):
		return Late
	case !c.MetAt.IsZero():
		return Met
	case c.paused():
		return Paused
	}
	return Running
}

// Open reports whether the clock still waits.
func (c Clock) Open() bool { return c.MetAt.IsZero() && !c.Waived }

// Meet records that the duty was done; only the first time counts. Done by the
// due time is not late, even if the due step fired in the same instant.
func (c Clock) Meet(at time.Time) Clock {
	if !c.Open() {
		return c
	}
	c.MetAt = at.UTC()
	c.Overdue = !c.Due.IsZero() && c.MetAt.After(c.Due)
	c.NextAt = time.Time{}
	return c
}

// Waive ends the clock without a mark: nobody can be contacted, no reply is
// wanted, or the ticket left the unit.
func (c Clock) Waive() Clock {
	if !c.Open() {
		return c
	}
	c.Waived = true
	c.NextAt = time.Time{}
	return c
}

// Pause stops the clock; nothing fires until Resume.
func (c Clock) Pause(at time.Time) Clock {
	if !c.Open() || c.paused() {
		return c
	}
	c.Pauses = append(slices.Clip(c.Pauses), Pause{From: at.UTC()})
	c.NextAt = time.Time{}
	return c
}

// Resume lets the clock go on: the time of the pause is added to the due time
// unless it was past already.
func (c Clock) Resume(at time.Time, cal *Calendar, ladder Ladder) Clock {
	if !c.Open() || !c.paused() {
		return c
	}
	c.Pauses = slices.Clone(c.Pauses)
	last := &c.Pauses[len(c.Pauses)-1]
	last.To = later(at.UTC(), last.From)
	return c.replan(cal, ladder)
}

// Extend grants more time (延期), counted from the present due time.
func (c Clock) Extend(more Limit, cal *Calendar, ladder Ladder) Clock {
	if !c.Open() || more.IsZero() || c.Due.IsZero() {
		return c
	}
	c.Extended = append(slices.Clip(c.Extended), more)
	return c.replan(cal, ladder)
}

// Relimit gives the clock another limit, for a ticket whose urgency changed. The
// start and the pauses stay, so consumed time stays consumed; an extension was
// granted to the old limit and falls away.
func (c Clock) Relimit(l Limit, cal *Calendar, ladder Ladder) Clock {
	if !c.Open() {
		return c
	}
	c.Limit, c.Extended = l, nil
	return c.replan(cal, ladder)
}

// Recompute plans an open clock anew after the calendar, the ladder or Cap
// changed. If the due time moved into the future, the clock is overdue no more.
func (c Clock) Recompute(cal *Calendar, ladder Ladder) Clock {
	if !c.Open() {
		return c
	}
	return c.replan(cal, ladder)
}

// Fire returns every step due by now, in order, each once, and marks the clock
// overdue at the due step. It does not matter how late it is called.
func (c Clock) Fire(now time.Time, cal *Calendar, ladder Ladder) (Clock, []Fired) {
	var fired []Fired
	for !c.NextAt.IsZero() && !c.NextAt.After(now) && c.Steps < len(ladder) {
		step := ladder[c.Steps]
		fired = append(fired, Fired{Step: step, Index: c.Steps, At: c.NextAt, Key: c.key(step)})
		c.Steps++
		c.FiredAt = now.UTC()
		c = c.arm(cal, ladder)
	}
	return c, fired
}

func (c Clock) key(s Step) string {
	return fmt.Sprintf("%s:%s:%d:%s:%d", c.Kind, c.Unit, c.Start.Unix(), s.Name, c.Due.Unix())
}

func (c Clock) paused() bool {
	return len(c.Pauses) > 0 && c.Pauses[len(c.Pauses)-1].To.IsZero()
}

// plan derives the due time and its explanation from the facts.
func (c Clock) plan(cal *Calendar) Clock {
	c.Capped = false
	due, why := Deadline(c.Start, c.Limit, cal)
	why = why[:len(why)-1] // the due line comes last, after what follows
	for _, more := range c.Extended {
		var lines []Line
		due, lines = Deadline(due, more, cal)
		why = append(why, Line{Kind: LineExtended, Note: more.String()})
		why = append(why, lines[2:len(lines)-1]...)
	}
	for _, p := range c.Pauses {
		if !p.To.IsZero() && p.From.Before(due) {
			due = c.shift(due, p, cal)
			why = append(why, Line{Kind: LinePaused, At: p.From, N: int(p.To.Sub(p.From) / time.Minute)})
		}
	}
	if c.Limit.IsZero() {
		due = time.Time{}
	}
	if !c.Cap.IsZero() && (due.IsZero() || due.After(c.Cap)) {
		c.Capped = true
		why = append(why, Line{Kind: LineCapped, At: due})
		due = later(c.Cap, c.Start)
	}
	c.Due, c.Why = due, nil
	if !due.IsZero() {
		c.Why = append(why, Line{Kind: LineDue, At: due})
	}
	c.Provisional = slices.ContainsFunc(c.Why, func(l Line) bool { return l.Kind == LineProvisional })
	return c
}

// shift moves a due time by a pause before it: by its length on the wall clock,
// by its working time, or by the working days whose close fell into it.
func (c Clock) shift(due time.Time, p Pause, cal *Calendar) time.Time {
	switch c.Limit.Unit {
	case Workdays:
		if n := cal.closings(c.Start, p.From, p.To); n > 0 {
			return cal.AddWorkdays(due, n).UTC()
		}
		return due
	case WorkMinutes:
		return cal.advance(p.To, cal.work(p.From, due)).UTC()
	case Minutes:
	}
	return due.Add(p.To.Sub(p.From))
}

// replan plans anew and takes back the steps that the new due time has moved
// beyond the last moment anything fired, so that they may fire again in time.
func (c Clock) replan(cal *Calendar, ladder Ladder) Clock {
	c = c.plan(cal)
	steps := 0
	for steps < c.Steps && steps < len(ladder) {
		if due := c.stepAt(ladder[steps], cal); due.IsZero() || due.After(c.FiredAt) {
			break
		}
		steps++
	}
	c.Steps = steps
	if i := slices.IndexFunc(ladder, isDue); i < 0 || i >= c.Steps {
		c.Overdue = false
	}
	return c.arm(cal, ladder)
}

// arm sets the next step's time and the overdue mark.
func (c Clock) arm(cal *Calendar, ladder Ladder) Clock {
	c.NextAt = time.Time{}
	if c.Steps > 0 && c.Steps <= len(ladder) && isDue(ladder[c.Steps-1]) {
		c.Overdue = true
	}
	if c.Open() && !c.paused() && c.Steps < len(ladder) {
		c.NextAt = c.stepAt(ladder[c.Steps], cal)
	}
	return c
}

func isDue(s Step) bool { return s.Percent == 100 }

// stepAt is when a step is due; zero when the clock has no due time.
func (c Clock) stepAt(s Step, cal *Calendar) time.Time {
	switch {
	case c.Due.IsZero():
		return time.Time{}
	case s.Percent == 0:
		due, _ := Deadline(c.Due, s.After, cal)
		return due
	case s.Percent >= 100:
		return c.Due
	}
	return c.share(s.Percent, cal).UTC()
}

// share is the instant at which a percentage of the clock's window has passed. A
// limit in working time is measured in working time, so that the instant lies in
// office hours; a capped window without any falls back on the wall clock.
func (c Clock) share(percent int, cal *Calendar) time.Time {
	if c.Limit.Unit != Minutes && !c.Limit.IsZero() {
		if t, ok := c.walk(percent, cal.work, cal.advance); ok {
			return t
		}
	}
	t, _ := c.walk(percent, wall, time.Time.Add)
	return t
}

func wall(from, to time.Time) time.Duration { return max(0, to.Sub(from)) }

// walk goes through the window from pause to pause until the share is used up.
func (c Clock) walk(percent int, measure func(a, b time.Time) time.Duration, add func(time.Time, time.Duration) time.Time) (time.Time, bool) {
	type stretch struct{ from, to time.Time }
	var stretches []stretch
	from := c.Start
	for _, p := range c.Pauses {
		if !p.To.IsZero() && p.From.Before(c.Due) {
			stretches = append(stretches, stretch{from, p.From})
			from = p.To
		}
	}
	stretches = append(stretches, stretch{from, c.Due})
	var total time.Duration
	for _, s := range stretches {
		total += measure(s.from, s.to)
	}
	left := total / 100 * time.Duration(percent)
	for _, s := range stretches {
		d := measure(s.from, s.to)
		if left <= d {
			return add(s.from, left), total > 0
		}
		left -= d
	}
	return c.Due, total > 0
}
