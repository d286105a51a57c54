package dispatch

import (
	"time"

	"hotline/sla"
)

// Lamp is the light of a ticket (红黄灯) and why it burns.
type Lamp struct {
	Colour string // "red", "yellow" or ""
	Why    string
}

// The colours.
const (
	Red    = "red"
	Yellow = "yellow"
)

// The reasons of a light.
const (
	WhyLate         = "late"         // a clock of the unit is late
	WhyNoResponse   = "no_response"  // not accepted for too long
	WhyDissatisfied = "dissatisfied" // the citizen was not satisfied again and again
	WhyNear         = "near"         // a clock is near its due time
	WhyNoProgress   = "no_progress"  // nothing done for too long
)

// LightRules are the thresholds of the lights. Those with Work hold where the
// clock counts working time, the others where it runs by day and night.
type LightRules struct {
	NoResponse     sla.Limit `json:"no_response"`
	NoResponseWork sla.Limit `json:"no_response_work"`
	NoProgress     sla.Limit `json:"no_progress"`
	NoProgressWork sla.Limit `json:"no_progress_work"`
	Dissatisfied   int       `json:"dissatisfied"` // in a row; 0: never
}

// DefaultLights are those of domain §6: no response for 24 hours is red, no
// progress for three days yellow, two dissatisfied answers in a row red.
func DefaultLights() LightRules {
	return LightRules{
		NoResponse: sla.Limit{N: 24 * 60}, NoResponseWork: sla.Limit{N: 1, Unit: sla.Workdays},
		NoProgress: sla.Limit{N: 3 * 24 * 60}, NoProgressWork: sla.Limit{N: 3, Unit: sla.Workdays}, Dissatisfied: 2,
	}
}

// Validate finds what is wrong with the rules.
func (l LightRules) Validate() error {
	for field, limit := range map[string]sla.Limit{"no_response": l.NoResponse, "no_response_work": l.NoResponseWork,
		"no_progress": l.NoProgress, "no_progress_work": l.NoProgressWork} {
		if limit.IsZero() {
			return FieldError(field, "required")
		}
	}
	if l.Dissatisfied < 0 || l.Dissatisfied > 10 {
		return FieldError("dissatisfied", "out_of_range", 0, 10)
	}
	return nil
}

// Light is the light of a ticket now. It is the lead's: the hotline's own clocks
// light nothing, and nothing burns while the ticket is not with the unit or is
// suspended (挂账), but for a citizen who is not satisfied again.
func Light(t Ticket, cal *sla.Calendar, now time.Time, rules LightRules) Lamp {
	switch {
	case !t.State.Open() || t.Lead == "":
		return Lamp{}
	case rules.Dissatisfied > 0 && t.dissatisfied() >= rules.Dissatisfied:
		return Lamp{Red, WhyDissatisfied}
	case !t.State.WithUnit() || !t.Suspended.IsZero():
		return Lamp{}
	}
	near := false
	for _, c := range t.Clocks {
		if c.Unit != t.Lead || !c.Open() || c.Due.IsZero() || c.State() == sla.Paused {
			continue
		}
		if c.Overdue || c.Due.Before(now) {
			return Lamp{Red, WhyLate}
		}
		near = near || c.Steps > 0
	}
	switch {
	case t.State == StateDispatched && t.past(sla.AcceptClock, t.DispatchedAt, rules.NoResponse, rules.NoResponseWork, cal).Before(now):
		return Lamp{Red, WhyNoResponse}
	case near:
		return Lamp{Yellow, WhyNear}
	case t.silentFrom(rules, cal).Before(now):
		return Lamp{Yellow, WhyNoProgress}
	}
	return Lamp{}
}

// past is the moment at which a limit that counts from a moment is over, in the
// kind of time that the ticket's clock counts in.
func (t Ticket) past(kind sla.ClockKind, from time.Time, wall, work sla.Limit, cal *sla.Calendar) time.Time {
	limit := wall
	if c, i := t.Clock(kind); i >= 0 && c.Limit.Unit != sla.Minutes {
		limit = work
	}
	switch limit.Unit { // not sla.Deadline: a list asks for each row, and nobody wants the reasons
	case sla.Workdays:
		return cal.AddWorkdays(from, limit.N)
	case sla.WorkMinutes:
		return cal.AddWorkMinutes(from, limit.N)
	default:
		return from.Add(time.Duration(limit.N) * time.Minute)
	}
}

// silentFrom is the moment from which the ticket counts as without progress.
func (t Ticket) silentFrom(rules LightRules, cal *sla.Calendar) time.Time {
	return t.past(sla.ResolveClock, later(t.ProgressAt, t.DispatchedAt), rules.NoProgress, rules.NoProgressWork, cal)
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// dissatisfied is how many answers in a row, the last ones, said that the citizen
// is not satisfied. Calls that reached nobody do not count.
func (t Ticket) dissatisfied() int {
	n := 0
	for i := len(t.Callbacks) - 1; i >= 0; i-- {
		if c := t.Callbacks[i]; c.Reached && c.Satisfied {
			break
		} else if c.Reached {
			n++
		}
	}
	return n
}

// progress notes when the unit did something, or was given something to do. What
// the system or the hotline writes on a ticket is no progress.
func (t *Ticket) progress(e Event) {
	switch e.Kind {
	case Dispatched, Redone, Reopened, Resumed, ReturnDecided, Reviewed:
		t.ProgressAt = e.At
	case Viewed, Revealed:
	default:
		if e.Actor.Role == RoleLiaison {
			t.ProgressAt = e.At
		}
	}
}

// CardCount is how many cards a unit got (红牌、黄牌).
type CardCount struct{ Red, Yellow int }

// Cards counts the red and yellow cards that one ticket's history gave its units
// from one moment to another, by what is on record: a red card for each clock
// that became late and for each repeated dissatisfaction, a yellow one for each
// reminder before the due time and for each stretch without progress.
func Cards(events []Event, from, to time.Time, cal *sla.Calendar, rules LightRules) map[string]CardCount {
	out := map[string]CardCount{}
	give := func(unit string, at time.Time, red, yellow int) {
		if unit == "" || at.Before(from) || !at.Before(to) {
			return
		}
		c := out[unit]
		out[unit] = CardCount{c.Red + red, c.Yellow + yellow}
	}
	var t Ticket
	silence := func(until time.Time) {
		if t.State.WithUnit() && t.Suspended.IsZero() {
			if at := t.silentFrom(rules, cal); at.Before(until) {
				give(t.Lead, at, 0, 1)
			}
		}
	}
	for _, e := range events {
		after := fold(t, e)
		if !after.ProgressAt.Equal(t.ProgressAt) || !after.State.WithUnit() || !after.Suspended.Equal(t.Suspended) {
			silence(e.At)
		}
		t = after
		switch d := e.Data; {
		case e.Kind == Overdue:
			give(d.Unit, e.At, 1, 0)
		case e.Kind == Reminded && d.Step != "":
			give(d.Unit, e.At, 0, 1)
		case e.Kind == CalledBack && d.Reached && rules.Dissatisfied > 0 && t.dissatisfied() >= rules.Dissatisfied:
			give(t.Lead, e.At, 1, 0)
		}
	}
	silence(to)
	return out
}

// Thresholds are those of the lights and of the fail-over, kept together as one
// setting.
type Thresholds struct {
	Lights   LightRules    `json:"lights"`
	Failover FailoverRules `json:"failover"`
}

// SettingThresholds is the ID of that setting.
const SettingThresholds = "thresholds"

// DefaultThresholds hold until others are kept.
func DefaultThresholds() Thresholds {
	return Thresholds{Lights: DefaultLights(), Failover: DefaultFailover()}
}
