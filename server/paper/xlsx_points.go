package paper

import (
	"fmt"
	"slices"
	"strings"

	"hotline/sla"
)

// metric is a metric's columns: its counts, its rate and its points. Rates and
// points are worked out in whole hundredths, since halves of a cent are not
// exact in floating point (ROUND(96.145,2) may be either).
func (r *ranking) metric(m sla.Metric) {
	numKey, denKey, key := "num."+m.Key, "den."+m.Key, "points."+m.Key
	value := "100*{num}"
	if m.Per == "each" {
		r.count(m.Name, "件数", numKey)
	} else {
		r.count(m.Name, "分子", numKey)
		r.count(m.Name, "分母", denKey)
		r.rate(m)
		value = "ROUND(100*{rate},0)"
		if r.Scheme.Smoothing != nil {
			r.smoothed(m)
			value = "ROUND(100*{smoothed},0)"
		}
	}
	r.points = append(r.points, key)
	f := pointsFormula(m, value)
	r.add(column{key: key, over: m.Name, head: "得分", cell: func(l line, row int) any {
		return r.value(r.fill(f, m.Key, row), partOf(l.row, m.Key).Points)
	}})
}

// fill puts the cells of a metric in a row into a formula.
func (r *ranking) fill(f, key string, row int) string {
	words := []string{}
	for _, word := range []string{"num", "den", "rate", "smoothed", "prior_num", "prior_den"} {
		if r.place[word+"."+key] > 0 {
			words = append(words, "{"+word+"}", r.ref(word+"."+key, row))
		}
	}
	return strings.NewReplacer(words...).Replace(f)
}

// share is num of den in percent, rounded half up to the metric's places.
func share(num, den, key string) string {
	unit := "10^(2-" + key + "_places)"
	return fmt.Sprintf("MIN(10000,INT((%s*20000+%s*%s)/(2*%s*%s))*%s)/100", num, den, unit, den, unit, unit)
}

func (r *ranking) rate(m sla.Metric) {
	f := fmt.Sprintf(`IF({den}=0,"",%s)`, share("{num}", "{den}", m.Key))
	r.add(column{key: "rate." + m.Key, over: m.Name, head: "率%", cell: func(l line, row int) any {
		return formula(r.fill(f, m.Key, row), decOf(partOf(l.row, m.Key).Rate), r.style.rate)
	}})
}

// smoothed is the rate that is scored where the scheme smooths (小样本平滑), with
// the share it is drawn towards: of the whole group, or of the full-mark line. A
// unit's own workbook knows the group only as numbers.
func (r *ranking) smoothed(m sla.Metric) {
	prior := func(word, head, group string, of func(p sla.Prior) int) {
		r.add(column{key: word + "." + m.Key, over: m.Name, head: head, cell: func(l line, row int) any {
			now := of(r.prior(l.group, m))
			switch {
			case r.Scheme.Smoothing.Toward != sla.TowardGroup:
				return formula(group, now, r.style.count)
			case r.Only != "":
				return number(now, r.style.count)
			}
			return formula(fmt.Sprintf("SUMIFS(%s,%s,%s)", r.all(group+m.Key), r.all("group"), r.ref("group", row)), now, r.style.count)
		}})
	}
	if r.Scheme.Smoothing.Toward == sla.TowardGroup {
		prior("prior_num", "组分子", "num.", func(p sla.Prior) int { return p.Num })
		prior("prior_den", "组分母", "den.", func(p sla.Prior) int { return p.Den })
	} else {
		prior("prior_num", "趋向分子", "ROUND(100*"+m.Key+"_full,0)", func(p sla.Prior) int { return p.Num })
		prior("prior_den", "趋向分母", "10000", func(p sla.Prior) int { return p.Den })
	}
	f := fmt.Sprintf(`IF({den}=0,"",%s)`, share("({num}*{prior_den}+smoothing_k*{prior_num})", "(({den}+smoothing_k)*{prior_den})", m.Key))
	r.add(column{key: "smoothed." + m.Key, over: m.Name, head: "平滑率%", cell: func(l line, row int) any {
		return formula(r.fill(f, m.Key, row), decOf(partOf(l.row, m.Key).Smoothed), r.style.rate)
	}})
}

// prior is what a metric's rates are drawn towards in a group.
func (r *ranking) prior(group string, m sla.Metric) sla.Prior {
	if r.Scheme.Smoothing.Toward != sla.TowardGroup {
		return sla.Prior{Num: int(m.FullAt), Den: 100_00}
	}
	var sum sla.Prior
	for _, g := range r.Month.Groups {
		if g.Name != group {
			continue
		}
		for _, row := range slices.Concat(g.Ranked, g.Observed, g.None) {
			p := partOf(row, m.Key)
			sum.Num, sum.Den = sum.Num+p.Num, sum.Den+p.Den
		}
	}
	return sum
}

// decOf is the number, or nothing where there is none.
func decOf(d *sla.Dec) any {
	if d == nil {
		return nil
	}
	return d.Float()
}

func pointsFormula(m sla.Metric, value string) string {
	k := m.Key
	gap := fmt.Sprintf("MAX(0,%s_sign*(ROUND(100*%s_full,0)-%s))", k, k, value)
	points := fmt.Sprintf("INT((ROUND(10000*%s_w,0)-ROUND(100*%s_slope,0)*%s+50)/100)/100", k, k, gap)
	f := fmt.Sprintf("IF(%s=0,%s_w,MAX(%s_floor,%s))", gap, k, k, points)
	if m.Per == "each" {
		return f
	}
	return fmt.Sprintf("IF({den}=0,%s_w,%s)", k, f)
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
