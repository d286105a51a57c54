package sla

import (
	"fmt"
	"slices"
)

// points of a metric at a value: its rate, or its events in hundredths where it
// counts each. Rounded half up, as the published component scores are.
func (m Metric) points(value Dec) Dec {
	gap := m.FullAt - value
	if m.Direction == Lower {
		gap = -gap
	}
	if gap <= 0 {
		return m.Weight
	}
	return max(m.Floor, Dec(floorDiv(int(m.Weight)*100-int(m.Slope)*int(gap)+50, 100)))
}

// value of a metric by its counts and what they are smoothed with, if anything;
// without anything to divide by, nothing is lost.
func (m Metric) value(n *count, prior *Prior) (Dec, bool) {
	switch {
	case m.Per == PerEach:
		return Dec(n.num) * 100, true
	case n.den == 0:
		return 0, false
	case prior != nil:
		return prior.rate(n, m.Rounding), true
	}
	return percent(n.num, n.den, m.Rounding), true
}

// scored is the points of the metric for counts.
func (m Metric) scored(n *count, prior *Prior) Dec {
	if value, ok := m.value(n, prior); ok {
		return m.points(value)
	}
	return m.Weight
}

func (m Metric) lostKind() LostKind {
	switch m.Key {
	case MetricAccept, MetricContact, MetricResolve:
		return LostTime
	}
	return LostQuality
}

func (m Metric) part(points Dec) Part {
	p := Part{Key: m.Key, Name: m.Name, Max: m.Weight, Points: points, Lost: m.Weight - points}
	if p.Lost > 0 {
		p.LostKind = m.lostKind()
	}
	return p
}

// part of a finding: a segment of the base, or a penalty beside the total.
func (f Finding) part(events int) Part {
	lost := f.Per * Dec(events)
	if f.Cap > 0 {
		lost = min(lost, f.Cap)
	}
	if f.Weight > 0 {
		lost = min(lost, f.Weight)
	}
	p := Part{Key: f.Key, Name: f.Name, Max: f.Weight, Points: max(0, f.Weight-lost), Lost: lost, Num: events}
	if lost > 0 {
		p.LostKind = LostQuality
	}
	return p
}

// assemble puts a unit's counts together into its parts and total.
func (s Scheme) assemble(counts map[string]*count, pool priors) Row {
	row := Row{Parts: []Part{}}
	var raw Dec
	for _, m := range s.Metrics {
		n := counts[m.Key]
		p := m.part(m.scored(n, nil))
		if prior := pool[m.Key]; prior != nil && n.den > 0 {
			raw += p.Points
			p = m.part(m.scored(n, prior))
			raw -= p.Points
			smoothed := prior.rate(n, m.Rounding)
			p.Smoothed, p.Prior = &smoothed, prior
		}
		p.Num, p.Den, p.Rate, p.Nos = n.num, n.den, n.rate(m.Rounding), n.lost()
		row.Parts = append(row.Parts, p)
	}
	for _, f := range s.Findings {
		n := counts[f.Key]
		p := f.part(n.num)
		p.Nos = n.lost()
		row.addFinding(f, p)
	}
	for _, b := range s.Bonuses {
		n := counts[b.Key]
		row.addBonus(b, n.num, n.lost())
	}
	row.close(s)
	if s.Smoothing != nil {
		total := max(0, row.sum()+raw)
		row.RawTotal = &total
	}
	return row
}

func (r *Row) addFinding(f Finding, p Part) {
	switch {
	case f.Weight > 0:
		r.Parts = append(r.Parts, p)
	case p.Num > 0:
		r.Extras = append(r.Extras, p)
		r.Penalty += p.Lost
	}
}

func (r *Row) addBonus(b Bonus, events int, nos []string) {
	if events > 0 {
		p := Part{Key: b.Key, Name: b.Name, Points: b.Per * Dec(events), Num: events, Nos: nos}
		r.Extras = append(r.Extras, p)
		r.Bonus += p.Points
	}
}

// close adds the constant parts and the total, which is never negative.
func (r *Row) close(s Scheme) {
	for _, c := range s.Constants {
		r.Parts = append(r.Parts, Part{Key: c.Key, Name: c.Name, Max: c.Weight, Points: c.Weight})
	}
	r.Bonus = min(r.Bonus, s.BonusCap)
	r.Total = max(0, r.sum())
}

// sum is all points of a row before the rule that a total is never negative.
func (r *Row) sum() Dec {
	sum := r.Bonus - r.Penalty
	for _, p := range r.Parts {
		sum += p.Points
	}
	return sum
}

// Trial is the outcome of trying rates on a scheme.
type Trial struct {
	Total   Dec    `json:"total"`
	Bonus   Dec    `json:"bonus"`
	Penalty Dec    `json:"penalty"`
	Parts   []Part `json:"parts"`
	Extras  []Part `json:"extras,omitempty"`
}

// Try scores given rates in percent, by metric key, and counts of findings and
// bonuses. What is left out costs nothing; an unknown key is an error. A metric
// that counts each event takes its number from either map.
func (s Scheme) Try(rates map[string]float64, findings map[string]int) (Trial, error) {
	values, err := s.trialValues(rates, findings)
	if err != nil {
		return Trial{}, err
	}
	row := Row{Parts: []Part{}}
	for _, m := range s.Metrics {
		value, given := values[m.Key]
		if !given {
			row.Parts = append(row.Parts, m.part(m.Weight))
			continue
		}
		p := m.part(m.points(value))
		if m.Per == PerEach {
			p.Num = int(value / 100)
		} else {
			p.Rate = &value
		}
		row.Parts = append(row.Parts, p)
	}
	for _, f := range s.Findings {
		row.addFinding(f, f.part(findings[f.Key]))
	}
	for _, b := range s.Bonuses {
		row.addBonus(b, findings[b.Key], nil)
	}
	row.close(s)
	return Trial{Total: row.Total, Bonus: row.Bonus, Penalty: row.Penalty, Parts: row.Parts, Extras: row.Extras}, nil
}

// trialValues checks every key and number of a trial and rounds the rates.
func (s Scheme) trialValues(rates map[string]float64, findings map[string]int) (map[string]Dec, error) {
	var faults Faults
	values := map[string]Dec{}
	for key, f := range rates {
		i := slices.IndexFunc(s.Metrics, func(m Metric) bool { return m.Key == key })
		if i < 0 {
			faults = append(faults, fmt.Sprintf("rates.%s: the scheme has no such metric", key))
			continue
		}
		d, err := DecOf(f)
		if err != nil || d < 0 || d > 100_00 {
			faults = append(faults, fmt.Sprintf("rates.%s: a rate is 0 to 100", key))
			continue
		}
		values[key] = d.round(s.Metrics[i].Rounding)
	}
	for key, n := range findings {
		if n < 0 || n > 1_000_000 {
			faults = append(faults, fmt.Sprintf("findings.%s: a count is 0 to 1000000", key))
		}
		each := slices.ContainsFunc(s.Metrics, func(m Metric) bool { return m.Key == key && m.Per == PerEach })
		switch {
		case each:
			values[key] = Dec(n) * 100
		case slices.ContainsFunc(s.Findings, func(f Finding) bool { return f.Key == key }):
		case slices.ContainsFunc(s.Bonuses, func(b Bonus) bool { return b.Key == key }):
		default:
			faults = append(faults, fmt.Sprintf("findings.%s: the scheme has no such finding", key))
		}
	}
	slices.Sort(faults)
	return values, faults.err()
}
