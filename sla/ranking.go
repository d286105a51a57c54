package sla

import (
	"cmp"
	"slices"
)

// What can decide between units of the same total, where a scheme declares it.
const (
	TieSatisfaction = "satisfaction" // the better satisfaction (满意率)
	TieVolume       = "volume"       // more due tickets
	TieOnTime       = "on_time"      // the better on-time rate (按时办结率)
	TieName         = "name"         // orders the list and never decides a rank
)

// TieKeys lists what may decide between equal totals.
func TieKeys() []string { return []string{TieSatisfaction, TieVolume, TieOnTime, TieName} }

// order puts the better row first. What the scheme declares for equal totals
// comes before the volume and the code, which only make the order certain.
func (s Scheme) order(a, b Row) int {
	by := cmp.Or(cmp.Compare(b.Total, a.Total), s.decide(a, b))
	if slices.Contains(s.Ties, TieName) {
		by = cmp.Or(by, cmp.Compare(a.Name, b.Name))
	}
	return cmp.Or(by, cmp.Compare(b.Due, a.Due), cmp.Compare(a.Unit, b.Unit))
}

// decide compares rows of the same total by the declared keys that may make the
// ranks differ; zero leaves them tied.
func (s Scheme) decide(a, b Row) int {
	by := 0
	for _, key := range s.Ties {
		switch key {
		case TieSatisfaction:
			by = cmp.Or(by, cmp.Compare(b.rateOf(MetricSatisfaction), a.rateOf(MetricSatisfaction)))
		case TieOnTime:
			by = cmp.Or(by, cmp.Compare(b.rateOf(MetricResolve), a.rateOf(MetricResolve)))
		case TieVolume:
			by = cmp.Or(by, cmp.Compare(b.Due, a.Due))
		}
	}
	return by
}

// rateOf is the rate of a row's part; a rate without counts is below any other.
func (r Row) rateOf(key string) Dec {
	i := slices.IndexFunc(r.Parts, func(p Part) bool { return p.Key == key })
	if i < 0 || r.Parts[i].Rate == nil {
		return -1
	}
	return *r.Parts[i].Rate
}

// Tie is how the ranks behind a shared one count on.
type Tie string

// The ways to count on.
const (
	TieGap   Tie = "1224" // past every unit that shares it
	TieDense Tie = "1223" // with the next rank
)

// Ties lists the ways.
func Ties() []Tie { return []Tie{TieGap, TieDense} }

// rank numbers sorted rows; equals share a rank, and what comes after them counts
// every unit before it ("1224") or every rank ("1223").
func (s Scheme) rank(rows []Row) {
	for i := range rows {
		switch {
		case i > 0 && rows[i].Total == rows[i-1].Total && s.decide(rows[i-1], rows[i]) == 0:
			rows[i].Rank = rows[i-1].Rank
		case i > 0 && s.Tie == TieDense:
			rows[i].Rank = rows[i-1].Rank + 1
		default:
			rows[i].Rank = i + 1
		}
	}
}

// Lists (红黑榜) are how many units of the top and of the bottom are named. The
// bottom is that of each group, or of all ranked units together.
type Lists struct {
	Red     int     `json:"red"`
	Black   int     `json:"black"`
	BlackOf BlackOf `json:"black_of,omitempty"`
}

// BlackOf is what the bottom is taken of; an empty one is each group.
type BlackOf string

// What the bottom can be taken of.
const (
	BlackOfGroup BlackOf = "group"
	BlackOfAll   BlackOf = "all"
)

// BlackOfs lists it.
func BlackOfs() []BlackOf { return []BlackOf{"", BlackOfGroup, BlackOfAll} }

// MonthLists are a month's red and black list, best first.
type MonthLists struct {
	Red   []Listed `json:"red"`
	Black []Listed `json:"black"`
}

// Listed is a unit on a list.
type Listed struct {
	Group string `json:"group"`
	Unit  string `json:"unit"`
	Name  string `json:"name"`
	Rank  int    `json:"rank"` // in its group
	Total Dec    `json:"total"`
}

// lists names the top and the bottom. Units tied with the last one named are
// named too, and nobody stands on both lists or at the bottom with full points.
func (s Scheme) lists(groups []Group) *MonthLists {
	if s.Lists == nil {
		return nil
	}
	out := &MonthLists{Red: []Listed{}, Black: []Listed{}}
	red := map[string]bool{}
	var rest [][]Listed
	for _, g := range groups {
		var named []Listed
		for _, r := range g.Ranked {
			l := Listed{Group: g.Key, Unit: r.Unit, Name: r.Name, Rank: r.Rank, Total: r.Total}
			if s.Lists.Red > 0 && r.Rank <= g.Ranked[min(s.Lists.Red, len(g.Ranked))-1].Rank {
				out.Red = append(out.Red, l)
				red[r.Unit] = true
			}
			named = append(named, l)
		}
		rest = append(rest, named)
	}
	same := func(a, b Listed) bool { return a.Rank == b.Rank }
	if s.Lists.BlackOf == BlackOfAll {
		rest = [][]Listed{slices.Concat(rest...)}
		slices.SortStableFunc(rest[0], func(a, b Listed) int { return cmp.Compare(b.Total, a.Total) })
		same = func(a, b Listed) bool { return a.Total == b.Total }
	}
	for _, rows := range rest {
		for _, l := range bottom(rows, s.Lists.Black, same) {
			if !red[l.Unit] && l.Total < s.Base {
				out.Black = append(out.Black, l)
			}
		}
	}
	return out
}

// bottom is the last n of sorted rows and whoever is tied with the first of them.
func bottom(rows []Listed, n int, same func(a, b Listed) bool) []Listed {
	if n <= 0 || len(rows) == 0 {
		return nil
	}
	from := max(0, len(rows)-n)
	for from > 0 && same(rows[from-1], rows[from]) {
		from--
	}
	return rows[from:]
}
