package paper

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"hotline/sla"
)

// line is a unit's row of 单位得分.
type line struct {
	group  string
	row    sla.Row
	counts map[string]int // by the names that the columns of 明细 tie to
}

// The states of a unit in a month, as numbers that the format writes in words.
const (
	unitNone = iota
	unitObserved
	unitRanked
)

// lines lists the units as the ranking shows them.
func (k *book) lines() {
	for _, g := range k.Month.Groups {
		for _, rows := range [][]sla.Row{g.Ranked, g.Observed, g.None} {
			for _, r := range rows {
				if k.Only == "" || r.Unit == k.Only {
					k.rows = append(k.rows, line{group: g.Name, row: r, counts: k.counts(r)})
				}
			}
		}
	}
}

// counts are the numbers a row's points come from.
func (k *book) counts(r sla.Row) map[string]int {
	n := map[string]int{"dispatched": r.Dispatched, "carried_in": r.CarriedIn, "carried_out": r.CarriedOut,
		"num." + sla.MetricResolve: r.Due - r.Late, "den." + sla.MetricResolve: r.Due}
	for _, f := range k.Scheme.Findings {
		n["num."+f.Key] = 0
	}
	for _, b := range k.Scheme.Bonuses {
		n["num."+b.Key] = 0
	}
	for _, parts := range [][]sla.Part{r.Parts, r.Extras} {
		for _, p := range parts {
			n["num."+p.Key], n["den."+p.Key] = p.Num, p.Den
		}
	}
	return n
}

// state of a unit by its due tickets, as Score judges it.
func (k *book) state(r sla.Row) int {
	switch {
	case r.Due == 0:
		return unitNone
	case r.Due < k.Scheme.MinVolume && k.observes():
		return unitObserved
	}
	return unitRanked
}

// observes tells whether small units are named and not ranked.
func (k *book) observes() bool {
	return k.Scheme.Below == "" || k.Scheme.Below == sla.BelowObserve
}

// column is a column of 单位得分, known by its key to the formulas of others.
type column struct {
	key, over, head string
	width           float64
	cell            func(l line, row int) any
}

// ranking is 单位得分 while it is written.
type ranking struct {
	*book
	columns     []column
	place       map[string]int // column number by key
	points      []string       // keys of the columns that make the base
	bonus, less []string
	breakers    []string // keys of the columns that decide between equal totals
}

const scoresHead = 2

func (k *book) scores() error {
	r := &ranking{book: k, place: map[string]int{}}
	r.unitColumns()
	for _, m := range k.Scheme.Metrics {
		r.metric(m)
	}
	for _, f := range k.Scheme.Findings {
		r.finding(f)
	}
	for i, c := range k.Scheme.Constants {
		r.constant(i, c)
	}
	for _, b := range k.Scheme.Bonuses {
		r.bonusColumns(b)
	}
	r.totals()
	r.ties()
	widths, over, head := []float64{}, []any{}, []any{}
	for _, c := range r.columns {
		widths, over, head = append(widths, c.width), append(over, text(c.over, k.style.over)), append(head, text(c.head, k.style.head))
	}
	s := k.sheet(sheetScores, scoresHead, widths...)
	s.put(over...)
	s.put(head...)
	for i, l := range k.rows {
		cells := make([]any, len(r.columns))
		for j, c := range r.columns {
			cells[j] = c.cell(l, scoresHead+1+i)
		}
		s.put(cells...)
		k.step(1)
	}
	return s.flush()
}

func (r *ranking) add(c column) {
	if c.width == 0 {
		c.width = 9
	}
	r.columns = append(r.columns, c)
	r.place[c.key] = len(r.columns)
}

// ref is the cell of a column in a row.
func (r *ranking) ref(key string, row int) string {
	name, _ := excelize.CoordinatesToCellName(r.place[key], row) // the place is that of a column
	return name
}

// all is the whole column below the head.
func (r *ranking) all(key string) string {
	name, _ := excelize.ColumnNumberToName(r.place[key])
	return fmt.Sprintf("$%s$%d:$%s$%d", name, scoresHead+1, name, scoresHead+len(r.rows))
}

func (r *ranking) unitColumns() {
	r.add(column{key: "group", head: "组", cell: func(l line, _ int) any { return text(l.group, 0) }})
	r.add(column{key: "rank", head: "名次", width: 7, cell: r.rank})
	r.add(column{key: "unit", head: "单位", width: 20, cell: func(l line, _ int) any { return text(l.row.Name, 0) }})
	r.add(column{key: "code", head: "单位代码", width: 14, cell: func(l line, _ int) any { return text(l.row.Unit, 0) }})
	r.add(column{key: "state", head: "状态", width: 11, cell: func(l line, row int) any {
		due, small := r.ref("den."+sla.MetricResolve, row), unitRanked
		if r.observes() {
			small = unitObserved
		}
		return formula(fmt.Sprintf("IF(%s=0,0,IF(%s<min_volume,%d,2))", due, due, small), r.state(l.row), r.style.status)
	}})
	r.count("", "派单", "dispatched")
	r.count("", "上月结转", "carried_in")
	r.count("", "结转下月", "carried_out")
	r.count("", "按时", "num."+sla.MetricResolve)
	r.count("", "应办结", "den."+sla.MetricResolve)
	r.add(column{key: "late", head: "超时", cell: func(l line, row int) any {
		return formula(r.ref("den."+sla.MetricResolve, row)+"-"+r.ref("num."+sla.MetricResolve, row), l.row.Late, r.style.count)
	}})
}

// count is a column of a number the score is made from: counted from 明细 where
// the workbook ties to it. A number that stands there already is not repeated.
func (r *ranking) count(over, head, key string) {
	if r.place[key] > 0 {
		return
	}
	f := r.tally(key)
	r.add(column{key: key, over: over, head: head, cell: func(l line, row int) any {
		if f == "" {
			return number(l.counts[key], r.style.count)
		}
		return formula(strings.ReplaceAll(f, "{unit}", r.ref("code", row)), l.counts[key], r.style.count)
	}})
}

// tally is the formula that counts a number over 明细; empty where it is given.
func (r *ranking) tally(key string) string {
	if !r.tied || r.ledger == 0 {
		return ""
	}
	whole := func(i int) string {
		name, _ := excelize.ColumnNumberToName(i + 1)
		return fmt.Sprintf("'%s'!$%s$%d:$%s$%d", sheetTickets, name, ticketsHead+1, name, ticketsHead+r.ledger)
	}
	for i, c := range ticketColumns() {
		for _, t := range c.ties {
			if t.count != key {
				continue
			}
			if len(t.words) == 0 {
				return fmt.Sprintf("SUMIFS(%s,%s,{unit})", whole(i), whole(1))
			}
			terms := make([]string, len(t.words))
			for j, word := range t.words {
				terms[j] = fmt.Sprintf(`COUNTIFS(%s,{unit},%s,"%s")`, whole(1), whole(i), word)
			}
			return strings.Join(terms, "+")
		}
	}
	return ""
}

// partOf finds a part of a row; a penalty or bonus that did not happen is empty.
func partOf(r sla.Row, key string) sla.Part {
	for _, parts := range [][]sla.Part{r.Parts, r.Extras} {
		for _, p := range parts {
			if p.Key == key {
				return p
			}
		}
	}
	return sla.Part{Key: key}
}

func (r *ranking) value(f string, d sla.Dec) any { return formula(f, d.Float(), r.style.points) }

// sum adds cells up and rounds to the cent, as floating point would not.
func (r *ranking) sum(keys []string, row int) string {
	if len(keys) == 0 {
		return "0"
	}
	cells := make([]string, len(keys))
	for i, key := range keys {
		cells[i] = r.ref(key, row)
	}
	return "ROUND(" + strings.Join(cells, "+") + ",2)"
}

// base is what the parts of a row add up to, before bonus and penalty.
func base(r sla.Row) sla.Dec {
	sum := sla.Dec(0)
	for _, p := range r.Parts {
		sum += p.Points
	}
	return sum
}

func (r *ranking) totals() {
	r.add(column{key: "base", head: "得分合计", width: 10, cell: func(l line, row int) any {
		return r.value(r.sum(r.points, row), base(l.row))
	}})
	r.add(column{key: "bonus_sum", head: "加分", cell: func(l line, row int) any {
		return r.value(fmt.Sprintf("MIN(bonus_cap,%s)", r.sum(r.bonus, row)), l.row.Bonus)
	}})
	r.add(column{key: "less", head: "扣分", cell: func(l line, row int) any { return r.value(r.sum(r.less, row), l.row.Penalty) }})
	r.add(column{key: "total", head: "总分", width: 10, cell: func(l line, row int) any {
		return r.value(fmt.Sprintf("ROUND(MAX(0,%s+%s-%s),2)", r.ref("base", row), r.ref("bonus_sum", row), r.ref("less", row)), l.row.Total)
	}})
}
