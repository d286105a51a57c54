package sla

import (
	"slices"
	"strings"
)

// YearFigures are the numbers of an annual overall (年总评).
type YearFigures struct {
	Year       int         `json:"year"`
	From, To   string      `json:",omitempty"`
	Received   Pair        `json:"received"`
	Closed     int         `json:"closed"`
	Totals     Totals      `json:"totals"`
	Months     []Tally     `json:"months"`
	Peak       string      `json:"peak,omitempty"` // the month with most, if one has
	PeakCount  int         `json:"peak_count,omitempty"`
	Rates      []RatePair  `json:"rates"`
	Categories []Tally     `json:"categories"`
	Letters    int         `json:"letters"`
	Unanswered int         `json:"unanswered"`
	Kinds      []Tally     `json:"kinds"`
	RedoRate   *Dec        `json:"redo_rate,omitempty"`
	ReturnRate *Dec        `json:"return_rate,omitempty"` // improper among all returns
	Groups     []Group     `json:"groups"`
	Good       []UnitScore `json:"good"`
	Bad        []UnitScore `json:"bad"`
	By         string      `json:"by"`
	Hot        []HotIssue  `json:"hot"`
	Improper   []UnitCount `json:"improper"`
}

// UnitScore is a unit named for its score.
type UnitScore struct {
	Name  string `json:"name"`
	Group string `json:"group"`
	Rank  int    `json:"rank"`
	Total Dec    `json:"total"`
	Due   int    `json:"due"`
	Late  int    `json:"late"`
}

const namedCategories = 9

func (p *pen) yearFigures() YearFigures {
	m := p.in.Month
	f := YearFigures{Year: p.from.Year(), Received: Pair{Now: m.Totals.Registered}, Closed: p.closed(), Totals: m.Totals, Months: p.volumes(),
		Groups: m.Groups, By: p.by(10), Hot: p.hot(), RedoRate: m.rate(MetricRedo).Rate, ReturnRate: rateOrNone(m.Totals.ImproperReturns, m.Totals.Returns)}
	h := p.head()
	f.From, f.To = h["From"].(string), h["To"].(string)
	var before []Row
	if b := p.in.Previous; b != nil && b.Totals.Registered > 0 {
		f.Received.Before, before = &b.Totals.Registered, b.rows()
	}
	for _, key := range append(firsts(), MetricSatisfaction, MetricResolution) {
		if pair := pairOf(key, m.rows(), before); pair.Den > 0 {
			f.Rates = append(f.Rates, pair)
		}
	}
	for _, c := range m.Intake.Categories {
		if c.Key != "" && len(f.Categories) < namedCategories {
			f.Categories = append(f.Categories, Tally{Key: p.word("category." + c.Key), Count: c.Count})
		}
	}
	f.Kinds, f.Letters, f.Unanswered, _ = p.letterFigures()
	f.peak()
	for _, r := range m.rows() {
		if n := r.part(MetricImproperReturn).Num; n > 0 {
			f.Improper = append(f.Improper, UnitCount{Name: r.Name, Count: n})
		}
	}
	slices.SortStableFunc(f.Improper, func(a, b UnitCount) int { return b.Count - a.Count })
	f.named(m.Groups)
	return f
}

// volumes are the tickets of each month of the year so far, each ticket once.
func (p *pen) volumes() []Tally {
	counts, seen := map[string]int{}, map[string]bool{}
	for _, r := range p.in.Records {
		if !seen[r.No] && !r.Registered.Before(p.from) && r.Registered.Before(p.to) {
			seen[r.No] = true
			counts[MonthOf(r.Registered)]++
		}
	}
	var out []Tally
	for at := p.from; at.Before(p.to) && !at.After(p.in.SnapshotAt); at = at.AddDate(0, 1, 0) {
		out = append(out, Tally{Key: MonthOf(at), Count: counts[MonthOf(at)]})
	}
	return out
}

// peak is the month with most tickets; two with as many are none.
func (f *YearFigures) peak() {
	for _, m := range f.Months {
		switch {
		case m.Count > f.PeakCount:
			f.Peak, f.PeakCount = strings.TrimLeft(m.Key[5:], "0"), m.Count
		case m.Count == f.PeakCount:
			f.Peak = ""
		}
	}
}

// fewNamed is how many units that share a place may be named for it: a place
// that more of them share says nothing.
const fewNamed = 3

// named are the first and the last of each group that has both.
func (f *YearFigures) named(groups []Group) {
	for _, g := range groups {
		var first, last []UnitScore
		for _, r := range g.Ranked {
			u := UnitScore{r.Name, g.Name, r.Rank, r.Total, r.Due, r.Late}
			switch {
			case r.Rank == 1:
				first = append(first, u)
			case r.Total == g.Ranked[len(g.Ranked)-1].Total:
				last = append(last, u)
			}
		}
		if len(first) <= fewNamed && len(g.Ranked) > len(first) {
			f.Good = append(f.Good, first...)
		}
		if len(last) <= fewNamed {
			f.Bad = append(f.Bad, last...)
		}
	}
}

func (p *pen) year(f YearFigures) []BulletinSection {
	months, rates, hot := p.section("months", f), p.section("rates", f), p.section("hot", f)
	months.Chart = &Chart{Key: "months", Kind: ChartBar, Caption: p.word("chart.months")}
	for _, m := range f.Months {
		months.Chart.Points = append(months.Chart.Points, Point{Label: m.Key, Value: m.Count, Strong: m.Count == f.PeakCount && f.Peak != ""})
	}
	rates.Table = p.yearRates(f.Rates)
	if len(f.Categories) > 0 {
		hot.Chart = &Chart{Key: "categories", Kind: ChartLying, Caption: p.word("chart.categories")}
		for _, c := range f.Categories {
			hot.Chart.Points = append(hot.Chart.Points, Point{Label: c.Key, Value: c.Count})
		}
	}
	out := []BulletinSection{p.section("overall", f), months, rates}
	for _, g := range f.Groups {
		if len(g.Ranked) > 0 {
			out = append(out, p.ranking(g))
		}
	}
	return append(out, hot, p.section("ladder", f), p.section("returns", f), p.section("good", f), p.section("bad", f), p.section("next", f))
}

func (p *pen) ranking(g Group) BulletinSection {
	t := &Table{Key: "rank_" + g.Key, Caption: g.Name, Columns: p.columns("unit", "rank", "dispatched", "late", "satisfaction", "total"), Halves: len(g.Ranked) > 8}
	for _, r := range g.Ranked {
		t.Rows = append(t.Rows, TableRow{Unit: r.Unit, Cells: []string{r.Name, comma(r.Rank), comma(r.Dispatched), comma(r.Late), share(r.part(MetricSatisfaction).Rate), r.Total.String()}})
	}
	s := p.section("ranking", g)
	s.Key, s.Title, s.Table = "rank_"+g.Key, s.Title+g.Name, t
	return s
}

func (p *pen) yearRates(rates []RatePair) *Table {
	t := &Table{Key: "rates", Caption: p.word("table.year"), Columns: p.columns("metric", "rate", "counts", "before.annual")}
	for _, r := range rates {
		t.Rows = append(t.Rows, TableRow{Cells: []string{p.word("metric." + r.Key), share(r.Rate), fraction(r.Num, r.Den), share(r.Before)}})
	}
	return t
}
