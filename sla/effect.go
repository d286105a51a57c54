package sla

import "slices"

// Effect is what an adjustment does to the score of its unit, computed before
// anybody decides on it. The points are those of the part in question; of a whole
// ticket they are the total.
type Effect struct {
	PointsFrom Dec `json:"points_from"`
	PointsTo   Dec `json:"points_to"`
	TotalFrom  Dec `json:"total_from"`
	TotalTo    Dec `json:"total_to"`
	RankFrom   int `json:"rank_from,omitempty"` // zero: not ranked
	RankTo     int `json:"rank_to,omitempty"`
}

// EffectOf scores the unit's group with and without the adjustment; counted is
// false where it makes no difference to any count of the unit.
func EffectOf(s Scheme, month string, units []ScoredUnit, recs []Record, a Adjustment) (e Effect, counted bool) {
	units, recs = groupOnly(units, recs, a.Unit)
	before, after := Score(s, month, units, recs), Score(s, month, units, Adjust(recs, []Adjustment{a}))
	_, was, ok := before.Find(a.Unit)
	_, is, _ := after.Find(a.Unit)
	if !ok {
		return e, false
	}
	e = Effect{PointsFrom: was.points(a.Scope), PointsTo: is.points(a.Scope), TotalFrom: was.Total, TotalTo: is.Total, RankFrom: was.Rank, RankTo: is.Rank}
	return e, !sameCounts(was, is)
}

// groupOnly is the units that are ranked with one, and their records.
func groupOnly(units []ScoredUnit, recs []Record, unit string) ([]ScoredUnit, []Record) {
	group := ""
	for _, u := range units {
		if u.Code == unit {
			group = u.Group
		}
	}
	in := map[string]bool{}
	var near []ScoredUnit
	for _, u := range units {
		if u.Group == group {
			near, in[u.Code] = append(near, u), true
		}
	}
	var theirs []Record
	for i := range recs {
		if in[recs[i].Unit] {
			theirs = append(theirs, recs[i])
		}
	}
	return near, theirs
}

// points of a part; a penalty counts against the unit.
func (r Row) points(scope string) Dec {
	for _, p := range r.Parts {
		if p.Key == scope {
			return p.Points
		}
	}
	for _, p := range r.Extras {
		if p.Key == scope {
			return -p.Lost
		}
	}
	if scope == ScopeAll {
		return r.Total
	}
	return 0
}

func sameCounts(a, b Row) bool {
	same := func(x, y Part) bool { return x.Key == y.Key && x.Num == y.Num && x.Den == y.Den }
	return slices.EqualFunc(a.Parts, b.Parts, same) && slices.EqualFunc(a.Extras, b.Extras, same) && a.Dispatched == b.Dispatched
}

// Costs reports whether the ticket costs its unit points in a part; with
// ScopeAll, in any.
func (m Month) Costs(unit, no, scope string) bool {
	_, row, _ := m.Find(unit)
	return slices.ContainsFunc(slices.Concat(row.Parts, row.Extras), func(p Part) bool {
		return (scope == ScopeAll || scope == p.Key) && p.Lost > 0 && slices.Contains(p.Nos, no)
	})
}

// PartName is what the scheme calls a part of the score.
func (s Scheme) PartName(key string) string {
	for _, m := range s.Metrics {
		if m.Key == key {
			return m.Name
		}
	}
	for _, f := range s.Findings {
		if f.Key == key {
			return f.Name
		}
	}
	return key
}
