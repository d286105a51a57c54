package dispatch

import (
	"hash/fnv"
	"time"
)

// MinEvidence is the least an anonymous ticket's reply says about how it was
// handled (办理佐证), in characters: nobody can be asked by telephone.
const MinEvidence = 20

// How a spot check of a closed anonymous ticket stands (抽查).
const (
	SpotDue    = "due"    // 待抽查
	SpotPassed = "passed" // 抽查通过
	SpotFailed = "failed" // 抽查未通过
)

// Sampled tells whether a ticket is among the share of anonymous ones that are
// spot-checked (抽查). The number alone decides, so that nobody can steer it.
func Sampled(no string, percent int) bool {
	h := fnv.New32a()
	h.Write([]byte(no))
	// The low bits of FNV follow the last character closely; the high ones do not.
	return int((h.Sum32()>>7)%100) < percent
}

// sample marks the end of an anonymous ticket for a spot check.
func (r Rules) sample(t Ticket) bool {
	return t.Contact.Anonymous && Sampled(t.No, r.Policy.SpotShare())
}

// evidenceFault is what an anonymous ticket's reply lacks. No reason overrides it.
func evidenceFault(t Ticket, evidence string) error {
	if !t.Contact.Anonymous {
		return optional("evidence", evidence)
	}
	if len([]rune(Fold(evidence))) < MinEvidence {
		return FieldError("evidence", "evidence_short", MinEvidence)
	}
	return need("evidence", evidence)
}

// spotCheck records what a second look at the evidence found (抽查). A failed one
// goes back to the unit and counts as a finding.
func (r Rules) spotCheck(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	switch {
	case t.Spot != SpotDue:
		return nil, Errorf(Conflict, "spot_none")
	case t.Reply != nil && t.Reply.Reviewer == by.ID:
		return nil, Errorf(Forbidden, "spot_own_review")
	case a.Pass:
		if err := optional("reason", a.Reason); err != nil {
			return nil, err
		}
		return []draft{{SpotChecked, Data{Yes: true, Reason: a.Reason, Unit: t.Lead}}}, nil
	}
	redo, err := r.again(t, Action{Kind: DoReopen, Reason: a.Reason}, now)
	return append([]draft{{SpotChecked, Data{Reason: a.Reason, Unit: t.Lead}}}, redo...), err
}

// spotChecked folds the outcome of a spot check.
func (t *Ticket) spotChecked(e Event) {
	t.Spot = SpotPassed
	if !e.Data.Yes {
		t.Spot = SpotFailed
		t.Findings++
	}
}

// reviewed folds who passed the reply: it is not that person's to spot-check.
func (t *Ticket) reviewed(e Event) {
	if t.Reply == nil {
		return
	}
	r := *t.Reply
	r.Reviewer = e.Actor.ID
	t.Reply = &r
}
