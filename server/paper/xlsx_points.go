package paper

import (
	"fmt"

	"hotline/sla"
)

// metric is a metric's columns: its counts, its rate and its points. Rates and
// points are worked out in whole hundredths, since halves of a cent are not
// exact in floating point (ROUND(96.145,2) may be either).
func (r *ranking) metric(m sla.Metric) {
	numKey, denKey, rateKey, key := "num."+m.Key, "den."+m.Key, "rate."+m.Key, "points."+m.Key
	over := m.Name
	if m.Per == "each" {
		r.count(over, "件数", numKey)
	} else {
		r.count(over, "分子", numKey)
		r.count(over, "分母", denKey)
		r.add(column{key: rateKey, over: over, head: "率%", cell: func(l line, row int) any {
			var value any
			if p := partOf(l.row, m.Key); p.Rate != nil {
				value = p.Rate.Float()
			}
			n, d := r.ref(numKey, row), r.ref(denKey, row)
			f := fmt.Sprintf(`IF(%s=0,"",MIN(10000,INT((%s*20000+%s*10^(2-%s_places))/(2*%s*10^(2-%s_places)))*10^(2-%s_places))/100)`, d, n, d, m.Key, d, m.Key, m.Key)
			return formula(f, value, r.style.rate)
		}})
	}
	r.points = append(r.points, key)
	r.add(column{key: key, over: over, head: "得分", cell: func(l line, row int) any {
		return r.value(r.pointsFormula(m, row), partOf(l.row, m.Key).Points)
	}})
}

func (r *ranking) pointsFormula(m sla.Metric, row int) string {
	value := "100*" + r.ref("num."+m.Key, row)
	if m.Per != "each" {
		value = "ROUND(100*" + r.ref("rate."+m.Key, row) + ",0)"
	}
	k := m.Key
	gap := fmt.Sprintf("MAX(0,%s_sign*(ROUND(100*%s_full,0)-%s))", k, k, value)
	points := fmt.Sprintf("INT((ROUND(10000*%s_w,0)-ROUND(100*%s_slope,0)*%s+50)/100)/100", k, k, gap)
	f := fmt.Sprintf("IF(%s=0,%s_w,MAX(%s_floor,%s))", gap, k, k, points)
	if m.Per == "each" {
		return f
	}
	return fmt.Sprintf("IF(%s=0,%s_w,%s)", r.ref("den."+m.Key, row), k, f)
}

// finding is a finding's columns: a segment of the base, or a penalty.
func (r *ranking) finding(f sla.Finding) {
	n, key := "num."+f.Key, "points."+f.Key
	r.count(f.Name, "件数", n)
	lost := func(row int) string {
		all := fmt.Sprintf("%s*%s_per", r.ref(n, row), f.Key)
		return fmt.Sprintf("ROUND(IF(%s_cap>0,MIN(%s_cap,%s),%s),2)", f.Key, f.Key, all, all)
	}
	if f.Weight > 0 {
		r.points = append(r.points, key)
		r.add(column{key: key, over: f.Name, head: "得分", cell: func(l line, row int) any {
			return r.value(fmt.Sprintf("ROUND(MAX(0,%s_w-%s),2)", f.Key, lost(row)), partOf(l.row, f.Key).Points)
		}})
		return
	}
	r.less = append(r.less, key)
	r.add(column{key: key, over: f.Name, head: "扣分", cell: func(l line, row int) any { return r.value(lost(row), partOf(l.row, f.Key).Lost) }})
}

func (r *ranking) constant(i int, c sla.Constant) {
	key := "points." + constantName(i)
	r.points = append(r.points, key)
	r.add(column{key: key, over: c.Name, head: "得分", cell: func(l line, row int) any {
		return r.value(constantName(i)+"_w", partOf(l.row, c.Key).Points)
	}})
}

func (r *ranking) bonusColumns(b sla.Bonus) {
	n, key := "num."+b.Key, "points."+b.Key
	r.count(b.Name, "件数", n)
	r.bonus = append(r.bonus, key)
	r.add(column{key: key, over: b.Name, head: "加分", cell: func(l line, row int) any {
		return r.value(fmt.Sprintf("ROUND(%s*%s_per,2)", r.ref(n, row), b.Key), partOf(l.row, b.Key).Points)
	}})
}
