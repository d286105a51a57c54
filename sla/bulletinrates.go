package sla

import (
	"cmp"
	"slices"
)

// Pair is a count and the one of the period before.
type Pair struct {
	Now    int  `json:"now"`
	Before *int `json:"before,omitempty"`
}

// RatePair is a rate with its counts, the one of the period before and how it
// moved.
type RatePair struct {
	Key    string `json:"key"`
	Num    int    `json:"num"`
	Den    int    `json:"den"`
	Rate   *Dec   `json:"rate,omitempty"`
	Before *Dec   `json:"before,omitempty"`
	Change *Dec   `json:"change,omitempty"`
}

// GroupRates are the rates of the units ranked together.
type GroupRates struct {
	Name  string     `json:"name"`
	Rates []RatePair `json:"rates"`
}

// UnitCount is a unit with counts, as a bulletin names it.
type UnitCount struct {
	Name    string `json:"name"`
	Count   int    `json:"count"`
	Accept  int    `json:"accept,omitempty"`
	Contact int    `json:"contact,omitempty"`
	Resolve int    `json:"resolve,omitempty"`
}

// firsts are the three first-times (首次三率): accepted, contacted, resolved.
func firsts() []string { return []string{MetricAccept, MetricContact, MetricResolve} }

func (m Month) rows() []Row {
	var out []Row
	for _, g := range m.Groups {
		out = append(out, g.all()...)
	}
	return out
}

func (g Group) all() []Row { return slices.Concat(g.Ranked, g.Observed, g.None) }

// rateOver is a metric over several units.
func rateOver(rows []Row, key string) (num, den int) {
	for _, r := range rows {
		part := r.part(key)
		num, den = num+part.Num, den+part.Den
	}
	return num, den
}

func pairOf(key string, rows, before []Row) RatePair {
	pair := RatePair{Key: key}
	pair.Num, pair.Den = rateOver(rows, key)
	pair.Rate = rateOrNone(pair.Num, pair.Den)
	pair.Before = rateOrNone(rateOver(before, key))
	if pair.Rate != nil && pair.Before != nil {
		change := *pair.Rate - *pair.Before
		pair.Change = &change
	}
	return pair
}

func rateOrNone(num, den int) *Dec {
	n := count{num: num, den: den}
	return n.rate(2)
}

// groupRates are the first-times by group, the last line over all.
func (p *pen) groupRates() []GroupRates {
	var out []GroupRates
	var before []Row
	for _, g := range p.in.Month.Groups {
		old := p.before(g.Key)
		before = append(before, old...)
		out = append(out, ratesOf(g.Name, g.all(), old))
	}
	return append(out, ratesOf(p.word("total"), p.in.Month.rows(), before))
}

func ratesOf(name string, rows, before []Row) GroupRates {
	g := GroupRates{Name: name}
	for _, key := range firsts() {
		g.Rates = append(g.Rates, pairOf(key, rows, before))
	}
	return g
}

// before are a group's rows of the period before.
func (p *pen) before(group string) []Row {
	if p.in.Previous != nil {
		for _, g := range p.in.Previous.Groups {
			if g.Key == group {
				return g.all()
			}
		}
	}
	return nil
}

// lateUnits are the units that missed a first time, most first.
func lateUnits(rows []Row) []UnitCount {
	var out []UnitCount
	for _, r := range rows {
		missed := func(key string) int { part := r.part(key); return part.Den - part.Num }
		u := UnitCount{Name: r.Name, Accept: missed(MetricAccept), Contact: missed(MetricContact), Resolve: missed(MetricResolve)}
		if u.Count = u.Accept + u.Contact + u.Resolve; u.Count > 0 {
			out = append(out, u)
		}
	}
	slices.SortStableFunc(out, func(a, b UnitCount) int { return b.Count - a.Count })
	return out
}

// perUnit counts names, most first.
func perUnit(names []string) []UnitCount {
	counts := map[string]int{}
	for _, name := range names {
		counts[name]++
	}
	var out []UnitCount
	for name, n := range counts {
		out = append(out, UnitCount{Name: name, Count: n})
	}
	slices.SortFunc(out, func(a, b UnitCount) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Name, b.Name)) })
	return out
}

func sumOf(list []UnitCount) int {
	n := 0
	for _, u := range list {
		n += u.Count
	}
	return n
}

// closed counts the tickets that ended in the period, each once.
func (p *pen) closed() int {
	seen := map[string]bool{}
	for _, r := range p.in.Records {
		main := !r.Dispatched.IsZero() || r.DirectAnswer // not what a unit gave back or handed over
		if main && !r.Closed.Before(p.from) && r.Closed.Before(p.to) {
			seen[r.No] = true
		}
	}
	return len(seen)
}

// letterFigures counts the letters issued in the period and those that had no
// answer by the snapshot.
func (p *pen) letterFigures() (kinds []Tally, issued, unanswered int, waiting []UnitCount) {
	counts, names := map[string]int{}, []string{}
	for _, l := range p.in.Letters {
		if l.At.Before(p.from) || !l.At.Before(p.to) {
			continue
		}
		issued++
		counts[l.Kind]++
		if l.AnsweredAt.IsZero() {
			unanswered++
			names = append(names, l.Unit)
		}
	}
	for kind, n := range counts {
		kinds = append(kinds, Tally{Key: kind, Count: n})
	}
	slices.SortFunc(kinds, func(a, b Tally) int { return cmp.Or(b.Count-a.Count, cmp.Compare(a.Key, b.Key)) })
	return kinds, issued, unanswered, perUnit(names)
}
