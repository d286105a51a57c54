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
	default:
		r = r.clear(key)
	}
	return r
}

// regain scores one unit of a group again with what its tickets would have
// counted, from the counts of the rows and without reading any other ticket.
type regain struct {
	weigher
	scheme Scheme
	row    Row
	group  Group
	units  []ScoredUnit        // of the group
	behind map[string][]Record // the unit's records by ticket
}

func newRegain(s Scheme, month string, g Group, row Row, recs []Record) (*regain, bool) {
	w, ok := newWeigher(s, month, row.Unit)
	again := &regain{weigher: w, scheme: s, row: row, group: g, behind: map[string][]Record{}}
	for i := range recs {
		if r := &recs[i]; r.Unit == row.Unit {
			again.behind[r.No] = append(again.behind[r.No], *r)
		}
	}
	for _, r := range slices.Concat(g.Ranked, g.Observed, g.None) {
		again.units = append(again.units, ScoredUnit{Code: r.Unit, Name: r.Name, Group: g.Key})
	}
	return again, ok
}

// of is what these tickets right in a part would give back.
func (g *regain) of(key string, nos ...string) *GiveBack {
	counts := g.row.counts()
	for _, no := range nos {
		g.mend(counts, key, no)
	}
	again := g.rescored(counts)
	return &GiveBack{Points: again.Total - g.row.Total, Total: again.Total, Rank: again.Rank}
}

// needed is how many of the tickets right suffice for a better rank, zero if all
// of them do not.
func (g *regain) needed(key string, nos []string) int {
	counts := g.row.counts()
	for i, no := range nos {
		g.mend(counts, key, no)
		if g.rescored(counts).Rank < g.row.Rank {
			return i + 1
		}
	}
	return 0
}

// mend changes counts to what they were with one ticket right.
func (g *regain) mend(counts map[string]*count, key, no string) {
	for _, r := range g.behind[no] {
		before, after := g.weigh(r), g.weigh(r.right(key))
		for k, n := range counts {
			n.num += after.counts[k].num - before.counts[k].num
			n.den += after.counts[k].den - before.counts[k].den
		}
	}
}

// rescored is the unit's row with other counts, ranked anew. The rows of the
// others move only where all are smoothed with what the group has in common.
func (g *regain) rescored(counts map[string]*count) Row {
	c := &counter{scheme: g.scheme, units: map[string]*tally{}}
	own := &tally{unit: ScoredUnit{Code: g.row.Unit, Name: g.row.Name}, counts: counts}
	others := slices.Clone(g.group.Ranked)
	var pool priors
	if how := g.scheme.Smoothing; how != nil {
		for _, r := range slices.Concat(g.group.Ranked, g.group.Observed, g.group.None) {
			c.units[r.Unit] = &tally{unit: ScoredUnit{Code: r.Unit, Name: r.Name}, counts: r.counts()}
		}
		c.units[g.row.Unit] = own
		pool = c.pool(GroupName{Key: g.group.Key}, g.units)
		for i, r := range others {
			others[i] = c.row(c.units[r.Unit], pool)
		}
	}
	again := c.row(own, pool)
	if g.row.Rank == 0 {
		return again
	}
	mine := func(r Row) bool { return r.Unit == again.Unit }
	others[slices.IndexFunc(others, mine)] = again
	slices.SortFunc(others, g.scheme.order)
	g.scheme.rank(others)
	return others[slices.IndexFunc(others, mine)]
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
