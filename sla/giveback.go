package sla

import "slices"

// GiveBack is what would have come back had a ticket, or all tickets of a part,
// been right (还分): the points, and the total and the rank with them.
type GiveBack struct {
	Points Dec `json:"points"`
	Total  Dec `json:"total"`
	Rank   int `json:"rank,omitempty"`
}

// right is the record had the part's duty been done in time and well. The clock
// counts as met at the last moment that is in time.
func (r Record) right(key string) Record {
	meet := func(m *Mark) {
		if m.Late() {
			m.Met = m.Due
		}
	}
	yes := func(a *Answer) {
		if *a == No {
			*a = Yes
		}
	}
	switch key {
	case MetricAccept:
		meet(&r.Accept)
	case MetricContact:
		meet(&r.Contact)
	case MetricResolve:
		meet(&r.Resolve)
	case MetricSatisfaction:
		yes(&r.Satisfied)
	case MetricResolution:
		yes(&r.Resolved)
	case MetricResponse:
		yes(&r.Contacted)
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
	case FindingSupervise2, FindingSupervise3:
		r.SuperviseLevel = 0
	}
	return r
}

// Rescored is the month with these tickets of a unit right in one part: what
// GiveBack foretells, scored from all records.
func Rescored(s Scheme, month string, units []ScoredUnit, recs []Record, unit, key string, nos ...string) Month {
	again := slices.Clone(recs)
	for i := range again {
		if again[i].Unit == unit && slices.Contains(nos, again[i].No) {
			again[i] = again[i].right(key)
		}
	}
	return Score(s, month, units, again)
}

// regain scores one row again with what its tickets would have counted, without
// reading any other ticket.
type regain struct {
	weigher
	scheme Scheme
	row    Row
	ranked []Row
	behind map[string][]Record // the unit's records by ticket
}

// of is what these tickets right in a part would give back.
func (g regain) of(key string, nos ...string) *GiveBack {
	counts := g.row.counts()
	for _, no := range nos {
		for _, r := range g.behind[no] {
			before, after := g.weigh(r), g.weigh(r.right(key))
			for k, n := range counts {
				n.num += after.counts[k].num - before.counts[k].num
				n.den += after.counts[k].den - before.counts[k].den
			}
		}
	}
	again := g.scheme.assemble(counts)
	back := &GiveBack{Points: again.Total - g.row.Total, Total: again.Total}
	if g.row.Rank > 0 {
		back.Rank = rankAt(again.Total, g.row.Unit, g.ranked, g.scheme.Tie)
	}
	return back
}

// counts are the numbers that a row was put together from.
func (r Row) counts() map[string]*count {
	counts := newTally(ScoredUnit{}).counts
	for _, p := range slices.Concat(r.Parts, r.Extras) {
		if n := counts[p.Key]; n != nil {
			n.num, n.den = p.Num, p.Den
		}
	}
	return counts
}
