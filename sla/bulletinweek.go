package sla

import (
	"fmt"
	"slices"
)

// WeekFigures are the numbers of a weekly bulletin (周通报).
type WeekFigures struct {
	From, To        string
	Received        Pair         `json:"received"`
	Closed          int          `json:"closed"`
	Late            Pair         `json:"late"`
	Groups          []GroupRates `json:"groups"`
	LateUnits       []UnitCount  `json:"late_units"`
	LateSum         int          `json:"late_sum"`
	Returns         int          `json:"returns"`
	ImproperReturns int          `json:"improper_returns"`
	Improper        []UnitCount  `json:"improper"`
	Letters         int          `json:"letters"`
	Unanswered      int          `json:"unanswered"`
	Waiting         []UnitCount  `json:"waiting"`
	Lamps           []Lamps      `json:"lamps"`
	Red             int          `json:"red"`
	Yellow          int          `json:"yellow"`
	Hot             []HotIssue   `json:"hot"`
	MinDue          int          `json:"min_due"`
	GoodCount       int          `json:"good_count"`
	Good            []UnitCount  `json:"good"` // with their due tickets
	Steps           []string     `json:"-"`
	By              string       `json:"by"`
}

const (
	namedLate = 6 // units in the table of late ones: a bulletin is one page
	namedGood = 6
	enoughDue = 3 // due tickets in a week from which a clean record says something
)

func (p *pen) weekFigures() WeekFigures {
	m := p.in.Month
	f := WeekFigures{From: p.from.Format("1月2日"), To: p.to.AddDate(0, 0, -1).Format("1月2日"), Received: Pair{Now: m.Totals.Registered},
		Late: Pair{Now: m.Totals.Late}, Closed: p.closed(), Groups: p.groupRates(), LateUnits: lateUnits(m.rows()), Returns: m.Totals.Returns,
		ImproperReturns: m.Totals.ImproperReturns, Lamps: p.in.Lamps, Hot: p.hot(), MinDue: enoughDue, By: p.by(5)}
	if b := p.in.Previous; b != nil {
		f.Received.Before, f.Late.Before = &b.Totals.Registered, &b.Totals.Late
	}
	f.LateSum = sumOf(f.LateUnits)
	for _, r := range m.rows() {
		if n := r.part(MetricImproperReturn).Num; n > 0 {
			f.Improper = append(f.Improper, UnitCount{Name: r.Name, Count: n})
		}
		late := r.Late + r.part(MetricAccept).Den - r.part(MetricAccept).Num + r.part(MetricContact).Den - r.part(MetricContact).Num
		if r.Due >= enoughDue && late == 0 && r.part(MetricImproperReturn).Num == 0 {
			f.Good = append(f.Good, UnitCount{Name: r.Name, Count: r.Due})
		}
	}
	slices.SortStableFunc(f.Good, func(a, b UnitCount) int { return b.Count - a.Count })
	f.GoodCount = len(f.Good)
	f.Good = f.Good[:min(namedGood, len(f.Good))]
	_, f.Letters, f.Unanswered, f.Waiting = p.letterFigures()
	for _, l := range f.Lamps {
		f.Red, f.Yellow = f.Red+l.Red, f.Yellow+l.Yellow
	}
	return f
}

func (p *pen) week(f WeekFigures) []BulletinSection {
	overall, rates, late, hot := p.section("overall", f), p.section("rates", f), p.section("late", f), p.section("hot", f)
	rates.Table = p.rateTable(f.Groups)
	if len(f.LateUnits) > 0 {
		late.Table = p.lateTable(f.LateUnits)
	}
	return []BulletinSection{overall, rates, late, p.section("returns", f), p.section("letters", f), p.section("lights", f),
		hot, p.section("good", f), p.section("next", f)}
}

// rateTable has a line a group: each first-time with the one of the week before.
func (p *pen) rateTable(groups []GroupRates) *Table {
	t := &Table{Key: "rates", Caption: p.word("table.rates"), Columns: []Column{{Title: p.word("column.group")}}}
	for _, key := range firsts() {
		t.Columns = append(t.Columns, Column{Title: p.word("metric." + key), Right: true, Bold: true}, Column{Title: p.word("column.counts"), Right: true},
			Column{Title: p.word("column.before." + string(p.in.Kind)), Right: true})
	}
	for _, g := range groups {
		row := TableRow{Cells: []string{g.Name}}
		for _, r := range g.Rates {
			row.Cells = append(row.Cells, share(r.Rate), fraction(r.Num, r.Den), share(r.Before))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// lateTable names those with most; what does not fit stands in one line, so that
// the lines still add up.
func (p *pen) lateTable(list []UnitCount) *Table {
	t := &Table{Key: "late", Caption: p.word("table.late"), Columns: p.columns("unit", "late_accept", "late_contact", "late_resolve", "sum")}
	add := func(u UnitCount) {
		t.Rows = append(t.Rows, TableRow{Cells: []string{u.Name, comma(u.Accept), comma(u.Contact), comma(u.Resolve), comma(u.Count)}})
	}
	total, rest, left := UnitCount{Name: p.word("total")}, UnitCount{}, 0
	for i, u := range list {
		total.add(u)
		if i < namedLate {
			add(u)
			continue
		}
		rest.add(u)
		left++
	}
	if left > 0 {
		rest.Name = fmt.Sprintf(p.word("others"), left)
		add(rest)
	}
	add(total)
	return t
}

func (u *UnitCount) add(o UnitCount) {
	u.Count, u.Accept, u.Contact, u.Resolve = u.Count+o.Count, u.Accept+o.Accept, u.Contact+o.Contact, u.Resolve+o.Resolve
}
