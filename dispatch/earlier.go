package dispatch

import (
	"cmp"
	"slices"
	"time"
)

// Outcome is what became of an earlier ticket that a unit had (办理结果).
type Outcome string

// The outcomes.
const (
	OutcomeKept         Outcome = "kept"         // the unit handled it to the end
	OutcomeReturned     Outcome = "returned"     // the unit gave it back, and no other has it yet
	OutcomeRedispatched Outcome = "redispatched" // the unit gave it back, and another got it
	OutcomeOpen         Outcome = "open"         // the unit has it
)

// Outcomes lists all.
var Outcomes = []Outcome{OutcomeKept, OutcomeReturned, OutcomeRedispatched, OutcomeOpen}

// Earlier is an earlier ticket like the one in question: evidence for or against
// a unit (相似工单).
type Earlier struct {
	Ticket  Ticket
	Outcome Outcome
	Unit    string // that handled it, gave it back or has it now
	near    float64
}

const (
	earlierSpan  = 365 * 24 * time.Hour
	maxEarlier   = 3
	leastEarlier = 0.25 // nearness: shares the category and some words, or many words
	openPenalty  = 0.15 // an ended ticket teaches more than an open one as near
)

// endings finds for each lead candidate of a routing up to three of the earlier
// tickets that are nearest in words and category, with what became of them.
func endings(f Facts, earlier []Ticket, r Routing) map[string][]Earlier {
	words := bigrams(f.Title + "\n" + f.Text)
	near := make([]float64, len(earlier))
	for i, t := range earlier {
		near[i] = 0.8*overlap(words, bigrams(t.Title+"\n"+t.Text)) + 0.2*kinship(f.Category, t.Category)
	}
	out := map[string][]Earlier{}
	for _, c := range r.Candidates {
		if c.Role != "lead" {
			continue
		}
		var list []Earlier
		for i, t := range earlier {
			if outcome, unit := t.outcomeFor(c.Unit); outcome != "" && near[i] >= leastEarlier {
				list = append(list, Earlier{t, outcome, unit, near[i]})
			}
		}
		out[c.Unit] = nearest(list)
	}
	return out
}

func nearest(list []Earlier) []Earlier {
	weight := func(e Earlier) float64 {
		if e.Outcome == OutcomeOpen {
			return e.near - openPenalty
		}
		return e.near
	}
	slices.SortStableFunc(list, func(a, b Earlier) int { return cmp.Compare(weight(b), weight(a)) })
	return list[:min(len(list), maxEarlier)]
}

// outcomeFor is what became of the ticket with a unit, and the unit to name with
// it; "" when the unit never led it, or nobody handled it.
func (t Ticket) outcomeFor(unit string) (Outcome, string) {
	switch {
	case t.State == StateMerged:
		return "", ""
	case t.Lead == unit && t.State.Open() && t.State != StateReviewed:
		return OutcomeOpen, unit
	case t.Lead == unit && t.Reply != nil:
		return OutcomeKept, unit
	case !slices.ContainsFunc(t.Returns, func(r Return) bool { return r.Unit == unit && r.Approved }):
		return "", ""
	case t.Lead == "":
		return OutcomeReturned, unit
	}
	return OutcomeRedispatched, t.Lead
}
