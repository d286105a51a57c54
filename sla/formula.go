package sla

import "slices"

// FormulaKind is how a Formula counts.
type FormulaKind string

// The kinds of a Formula.
const (
	FormulaRate     FormulaKind = "rate"     // points for a rate
	FormulaEach     FormulaKind = "each"     // points less for each event
	FormulaFinding  FormulaKind = "finding"  // points off for each finding
	FormulaBonus    FormulaKind = "bonus"    // points on top for each event
	FormulaConstant FormulaKind = "constant" // given in full
	FormulaNone     FormulaKind = "none"     // a rate with nothing to divide by: nothing is lost
)

// FormulaKinds lists the kinds.
func FormulaKinds() []FormulaKind {
	return []FormulaKind{FormulaRate, FormulaEach, FormulaFinding, FormulaBonus, FormulaConstant, FormulaNone}
}

// Formula is how a part's points come about, with every number in it, so that a
// unit can do the sum by hand.
type Formula struct {
	Kind     FormulaKind `json:"kind"`
	Num      int         `json:"num"`
	Den      int         `json:"den"`
	Places   int         `json:"places,omitempty"` // the rate is rounded to these before it scores
	Rate     *Dec        `json:"rate,omitempty"`
	Smoothed *Dec        `json:"smoothed,omitempty"` // the rate that scores, where rates are smoothed
	Prior    *Prior      `json:"prior,omitempty"`    // what it is smoothed with
	Max      Dec         `json:"max"`
	FullAt   Dec         `json:"full_at"`
	Away     Dec         `json:"away"`              // how far on the wrong side of FullAt
	Slope    Dec         `json:"slope"`             // points for each point of rate or each event
	Raw      Dec         `json:"raw"`               // before floor and cap
	Floor    Dec         `json:"floor"`             // never fewer points
	Cap      Dec         `json:"cap,omitempty"`     // never more points off or on
	Bounded  bool        `json:"bounded,omitempty"` // floor or cap decided
	Lower    bool        `json:"lower,omitempty"`   // low is good
	Points   Dec         `json:"points"`
}

// formula of a part as it stands in a row.
func (s Scheme) formula(p Part) Formula {
	f := Formula{Kind: FormulaConstant, Num: p.Num, Den: p.Den, Rate: p.Rate, Smoothed: p.Smoothed, Prior: p.Prior, Max: p.Max, Points: p.Points, Raw: p.Points}
	if m, ok := s.metric(p.Key); ok {
		return m.formula(f)
	}
	if i := slices.IndexFunc(s.Findings, func(x Finding) bool { return x.Key == p.Key }); i >= 0 {
		x := s.Findings[i]
		f.Kind, f.Slope, f.Cap = FormulaFinding, x.Per, x.Cap
		f.Raw = x.Weight - x.Per*Dec(p.Num)
		f.Bounded = p.Lost != x.Per*Dec(p.Num)
	}
	if i := slices.IndexFunc(s.Bonuses, func(b Bonus) bool { return b.Key == p.Key }); i >= 0 {
		f.Kind, f.Slope, f.Cap = FormulaBonus, s.Bonuses[i].Per, s.BonusCap
	}
	return f
}

func (m Metric) formula(f Formula) Formula {
	f.Kind, f.Places, f.FullAt, f.Slope, f.Floor, f.Lower = FormulaRate, m.Rounding, m.FullAt, m.Slope, m.Floor, m.Direction == Lower
	value, ok := m.value(&count{num: f.Num, den: f.Den}, f.Prior)
	switch {
	case m.Per == PerEach:
		f.Kind = FormulaEach
	case !ok:
		f.Kind = FormulaNone
		return f
	}
	f.Away = m.FullAt - value
	if f.Lower {
		f.Away = -f.Away
	}
	f.Away = max(0, f.Away)
	f.Raw = Dec(floorDiv(int(m.Weight)*100-int(m.Slope)*int(f.Away)+50, 100))
	f.Bounded = f.Raw < m.Floor
	return f
}
