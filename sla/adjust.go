package sla

import (
	"cmp"
	"slices"
	"time"
)

// AdjustmentKind is how far an adjustment goes.
type AdjustmentKind string

// The kinds of adjustment.
const (
	AdjustAppeal    AdjustmentKind = "appeal"    // 申诉: one thing that cost points does not count
	AdjustExclusion AdjustmentKind = "exclusion" // 剔除: the whole ticket counts nowhere
)

// AdjustmentKinds lists the kinds.
func AdjustmentKinds() []AdjustmentKind { return []AdjustmentKind{AdjustAppeal, AdjustExclusion} }

// ScopeAll is the whole ticket; every other scope is the key of a part.
const ScopeAll = "all"

// Adjustment is a decision in favour of a unit about one ticket of its month
// (裁定): an appeal that was upheld or an exclusion that was approved.
type Adjustment struct {
	ID     string         `json:"id"`
	No     string         `json:"no"`
	Unit   string         `json:"unit"`
	Scope  string         `json:"scope"`
	Kind   AdjustmentKind `json:"kind"`
	Code   string         `json:"code,omitempty"` // of an exclusion
	Reason string         `json:"reason,omitempty"`
	By     string         `json:"by,omitempty"`
	At     time.Time      `json:"at,omitzero"`
}

// Scopes are what a unit can appeal against.
func Scopes() []string {
	return slices.Concat(Metrics(), findingKeys())
}

// Adjust gives the records as they count with the adjustments: copies, the same
// in whatever order and however often they are applied. A ticket that an event
// took out already stays out for that reason.
func Adjust(recs []Record, adj []Adjustment) []Record {
	type key struct{ no, unit string }
	of := map[key][]Adjustment{}
	for _, a := range adj {
		of[key{a.No, a.Unit}] = append(of[key{a.No, a.Unit}], a)
	}
	for _, list := range of { // of two codes for one ticket the same always wins
		slices.SortFunc(list, func(a, b Adjustment) int { return cmp.Compare(a.code(), b.code()) })
	}
	out := slices.Clone(recs)
	for i := range out {
		for _, a := range of[key{out[i].No, out[i].Unit}] {
			out[i] = out[i].without(a)
		}
	}
	return out
}

func (a Adjustment) code() string { return cmp.Or(a.Code, string(a.Kind), string(AdjustExclusion)) }

// strike takes out a duty that was done late; one done in time stays, so that an
// appeal never costs the unit a point.
func (m Mark) strike() Mark {
	m.Struck = m.Struck || m.Late()
	return m
}

// strike takes out an answer against the unit.
func (a Answer) strike() Answer {
	if a == No {
		return NoAnswer
	}
	return a
}

// without is the record less what the adjustment strikes.
func (r Record) without(a Adjustment) Record {
	switch a.Scope {
	case ScopeAll:
		r.Excluded = cmp.Or(r.Excluded, a.code())
	case MetricAccept:
		r.Accept = r.Accept.strike()
	case MetricContact:
		r.Contact = r.Contact.strike()
	case MetricResolve:
		r.Resolve = r.Resolve.strike()
	case MetricSatisfaction:
		r.Satisfied = r.Satisfied.strike()
	case MetricResolution:
		r.Resolved = r.Resolved.strike()
	case MetricResponse:
		r.Contacted = r.Contacted.strike()
	default:
		r = r.clear(a.Scope)
	}
	return r
}

// clear is the record without the events of a part that costs for each of them.
func (r Record) clear(key string) Record {
	switch key {
	case MetricRedo:
		r.Redos = 0
	case MetricImproperReturn:
		r.ImproperReturns = 0
	case FindingReply:
		r.ReplyFindings = 0
	case FindingFalseCompletion:
		r.FalseCompletion = false
	case FindingLeak:
		r.Leak = false
	case superviseFinding(r.SuperviseLevel):
		r.SuperviseLevel = 0
	}
	return r
}

// superviseFinding is the finding that a level of supervision counts as.
func superviseFinding(level int) string {
	switch {
	case level >= 3:
		return FindingSupervise3
	case level == 2:
		return FindingSupervise2
	}
	return ""
}
