package dispatch

import (
	"cmp"
	"context"
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
	earlierRead  = 40
	maxEarlier   = 3
	leastEarlier = 0.25 // nearness: shares the category and some words, or many words
	openPenalty  = 0.15 // an ended ticket teaches more than an open one as near
)

// Earlier finds for each lead candidate of a routing up to three earlier tickets
// that are nearest in words and category, with what became of them. no is the
// ticket the facts are of, if it is registered already. Sealed tickets (保密、举报)
// are never shown.
func (s Service) Earlier(ctx context.Context, f Facts, no string, r Routing) (map[string][]Earlier, error) {
	n := Nearness{Marks: f.wordMarks(), From: s.Now().Add(-earlierSpan), Limit: earlierRead}
	if f.Category != "" {
		n.Marks = append(n.Marks, mark(markCategory, secondLevel(f.Category)))
	}
	leads := slices.DeleteFunc(slices.Clone(r.Candidates), func(c Candidate) bool { return c.Role != "lead" })
	if len(n.Marks) == 0 || len(leads) == 0 {
		return nil, nil
	}
	found, err := s.Store.Near(ctx, n)
	if err != nil {
		return nil, err
	}
	found = slices.DeleteFunc(found, func(t Ticket) bool { return t.No == no || t.sealed() })
	words := bigrams(f.Title + "\n" + f.Text)
	near := make([]float64, len(found))
	for i, t := range found {
		near[i] = 0.8*overlap(words, bigrams(t.Title+"\n"+t.Text)) + 0.2*kinship(f.Category, t.Category)
	}
	out := map[string][]Earlier{}
	for _, c := range leads {
		var list []Earlier
		for i, t := range found {
			if outcome, unit := t.outcomeFor(c.Unit); outcome != "" && near[i] >= leastEarlier {
				list = append(list, Earlier{t, outcome, unit, near[i]})
			}
		}
		out[c.Unit] = nearest(list)
	}
	return out, nil
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

// sealed tells whether the ticket is kept apart from others: its caller asked for
// secrecy (保密), or reports somebody (举报).
func (t Ticket) sealed() bool { return t.Contact.Confidential || t.Type == Report }
