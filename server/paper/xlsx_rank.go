package paper

import (
	"fmt"

	"hotline/sla"
)

// ties are the columns that decide between equal totals, where the scheme names
// some; a rate without counts is below any other.
func (r *ranking) ties() {
	for _, by := range r.Scheme.Ties {
		switch by {
		case sla.TieVolume:
			r.breakers = append(r.breakers, "den."+sla.MetricResolve)
		case sla.TieSatisfaction:
			r.breaker(sla.MetricSatisfaction, "同分比满意率")
		case sla.TieOnTime:
			r.breaker(sla.MetricResolve, "同分比按时率")
		}
	}
}

func (r *ranking) breaker(metric, head string) {
	key := "tie." + metric
	r.breakers = append(r.breakers, key)
	r.add(column{key: key, head: head, width: 12, cell: func(l line, row int) any {
		value, f := -1.0, "-1"
		if p := partOf(l.row, metric); p.Rate != nil {
			value = p.Rate.Float()
		}
		if r.place["rate."+metric] > 0 {
			f = fmt.Sprintf(`IF(%s=0,-1,%s)`, r.ref("den."+metric, row), r.ref("rate."+metric, row))
		}
		return formula(f, value, r.style.rate)
	}})
}

// rank is a unit's place among the ranked of its group: one more than the units
// that are better, by total and then by what breaks ties, or one more than the
// ranks above it. Equals share a place.
func (r *ranking) rank(l line, row int) any {
	var value any
	if l.row.Rank > 0 {
		value = l.row.Rank
	}
	if r.Only != "" {
		return number(value, r.style.rank)
	}
	keys := append([]string{"total"}, r.breakers...)
	better := ""
	for i := len(keys) - 1; i >= 0; i-- {
		all, own := r.all(keys[i]), r.ref(keys[i], row)
		if better == "" {
			better = fmt.Sprintf("(%s>%s)", all, own)
		} else {
			better = fmt.Sprintf("((%s>%s)+(%s=%s)*%s)", all, own, all, own, better)
		}
	}
	group, state := r.all("group"), r.all("state")
	f := fmt.Sprintf("SUMPRODUCT((%s=%s)*(%s=2)*%s)", group, r.ref("group", row), state, better)
	if r.Scheme.Tie == "1223" {
		equals := fmt.Sprintf("%s,%s,%s,%s", group, group, state, state)
		for _, key := range keys {
			equals += fmt.Sprintf(",%s,%s", r.all(key), r.all(key))
		}
		f = fmt.Sprintf("ROUND(SUMPRODUCT((%s=%s)*(%s=2)*%s/COUNTIFS(%s)),0)", group, r.ref("group", row), state, better, equals)
	}
	return formula(fmt.Sprintf(`IF(%s=2,1+%s,"")`, r.ref("state", row), f), value, r.style.rank)
}
