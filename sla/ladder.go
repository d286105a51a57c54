package sla

import "fmt"

// The names of the default ladder's steps.
const (
	StepRemind   = "remind"   // 到期提醒, before the due time
	StepDue      = "due"      // 超时, the due time itself
	StepUrge     = "urge"     // 催办, one working day late
	StepBulletin = "bulletin" // 书面通报, five working days late
)

// Step is one rung of the escalation ladder (督办阶梯). Either Percent places it
// within the clock's window, 100 being the due time, or After places it behind
// the due time. Level is the supervision level it raises the ticket to.
type Step struct {
	Name    string `json:"name"`
	Percent int    `json:"percent,omitempty"`
	After   Limit  `json:"after,omitzero"`
	Level   int    `json:"level"`
}

// Ladder is the steps a clock climbs, in order.
type Ladder []Step

// DefaultLadder reminds at 80 %, marks overdue at the due time, urges (催办) one
// working day later and reports in writing (书面通报) five working days later.
func DefaultLadder() Ladder {
	return Ladder{
		{Name: StepRemind, Percent: 80},
		{Name: StepDue, Percent: 100},
		{Name: StepUrge, After: Limit{N: 1, Unit: Workdays}, Level: 1},
		{Name: StepBulletin, After: Limit{N: 5, Unit: Workdays}, Level: 2},
	}
}

// faults lists what is wrong with the ladder.
func (l Ladder) faults() Faults {
	var faults Faults
	names, due, late := map[string]bool{}, 0, false
	percent := 0
	for i, s := range l {
		where := fmt.Sprintf("ladder[%d]", i)
		if s.Name == "" || names[s.Name] {
			faults = append(faults, where+": the name is missing or used twice")
		}
		names[s.Name] = true
		if s.Level < 0 || s.Level > 6 {
			faults = append(faults, where+": level is 0 to 6")
		}
		switch {
		case (s.Percent == 0) == s.After.IsZero():
			faults = append(faults, where+": give either percent or after")
		case s.Percent == 0:
			late = true
		case s.Percent < percent || s.Percent < 1 || s.Percent > 100 || late:
			faults = append(faults, where+": percents are 1 to 100, rising, before every after")
		}
		if s.Percent == 100 {
			due++
		}
		percent = max(percent, s.Percent)
	}
	if due != 1 {
		faults = append(faults, "ladder: exactly one step is at 100 percent")
	}
	return faults
}
