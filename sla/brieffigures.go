package sla

import (
	"cmp"
	"fmt"
	"slices"
)

// MonthRates are the rates of one month of a trend.
type MonthRates struct {
	Month string
	Rates []Rate
}

const (
	mostBars    = 20 // of one group; of a longer one the first and the last ten
	heatColumns = 8
)

// figures are the trend of the rates, the ranking by group as bars and the intake
// by township and category.
func (v *view) figures() []Block {
	var blocks []Block
	add := func(c *Chart) {
		if c != nil {
			c.Caption = "图0　" + c.Caption
			blocks = append(blocks, Block{Kind: BlockChart, Chart: c})
		}
	}
	add(v.trend())
	for _, g := range v.in.Month.Groups {
		add(v.rankBars(g))
	}
	add(v.heat())
	return blocks
}

// trend draws the headline rates of the months that are known.
func (v *view) trend() *Chart {
	c := &Chart{Key: "trend", Kind: ChartLines, Caption: fmt.Sprintf(v.word("chart.trend"), len(v.in.Trend))}
	if len(v.in.Trend) < 2 {
		return nil
	}
	for _, m := range v.in.Trend {
		c.Labels = append(c.Labels, m.Month)
	}
	for _, key := range []string{MetricAccept, MetricContact, MetricResolve, MetricSatisfaction} {
		line, known := ChartLine{Label: v.metricName(key)}, 0
		for _, m := range v.in.Trend {
			i := slices.IndexFunc(m.Rates, func(r Rate) bool { return r.Key == key })
			var rate *Dec
			if i >= 0 {
				rate = m.Rates[i].Rate
			}
			if rate != nil {
				known++
			}
			line.Values = append(line.Values, rate)
		}
		if known > 1 {
			c.Lines = append(c.Lines, line)
		}
	}
	if len(c.Lines) == 0 {
		return nil
	}
	return c
}

// rankBars draws the totals of one group, the lowest to stand out.
func (v *view) rankBars(g Group) *Chart {
	if len(g.Ranked) < 3 {
		return nil
	}
	rows, caption := g.Ranked, fmt.Sprintf(v.word("chart.rank"), g.Name)
	if len(rows) > mostBars {
		rows = slices.Concat(rows[:mostBars/2], rows[len(rows)-mostBars/2:])
		caption = fmt.Sprintf(v.word("chart.rank_ends"), g.Name, mostBars/2)
	}
	c := &Chart{Key: "rank." + g.Key, Kind: ChartLying, Caption: caption, Hundredths: true}
	low, high := rows[len(rows)-1].Total, rows[0].Total
	for _, r := range rows {
		c.Points = append(c.Points, Point{Label: r.Name, Value: int(r.Total), Strong: r.Total == low && low < high})
	}
	return c
}

// heat counts the month's tickets by township and category: the most frequent
// categories, the others together.
func (v *view) heat() *Chart {
	counts, towns, seen := map[[2]string]int{}, map[string]int{}, map[string]bool{}
	for _, r := range v.in.Records {
		if seen[r.No] || MonthOf(r.Registered) != v.in.Month.Month {
			continue
		}
		seen[r.No] = true
		counts[[2]string{r.Town, r.Category}]++
		towns[r.Town]++
	}
	if len(towns) < 2 {
		return nil
	}
	c := &Chart{Key: "heat", Kind: ChartHeat, Caption: v.word("chart.heat")}
	var categories []string
	for _, t := range v.in.Month.Intake.Categories {
		if t.Key != "" && len(categories) < heatColumns {
			categories = append(categories, t.Key)
			c.Labels = append(c.Labels, v.label("category", t.Key))
		}
	}
	c.Labels = append(c.Labels, v.word("others"))
	for _, town := range mostFirst(towns) {
		row := ChartRow{Label: v.label("town", town), Sum: towns[town]}
		rest := row.Sum
		for _, category := range categories {
			n := counts[[2]string{town, category}]
			row.Counts, rest = append(row.Counts, n), rest-n
		}
		row.Counts = append(row.Counts, rest)
		c.Cells = append(c.Cells, row)
	}
	return c
}

// mostFirst are the codes by their counts; what has no code comes last.
func mostFirst(counts map[string]int) []string {
	var keys []string
	for key := range counts {
		keys = append(keys, key)
	}
	slices.SortFunc(keys, func(a, b string) int {
		return cmp.Or(cmp.Compare(one(a == ""), one(b == "")), cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	return keys
}

// cause is the category that more than half of a unit's matching tickets have in
// common; silent where there is none or they are few.
func (v *view) cause(unit string, matches func(Record) bool) string {
	counts, sum := map[string]int{}, 0
	for _, r := range v.in.Records {
		if r.Unit == unit && r.Excluded == "" && matches(r) {
			counts[r.Category]++
			sum++
		}
	}
	if sum < 2 {
		return ""
	}
	most := mostFirst(counts)[0]
	if most == "" || counts[most]*2 <= sum {
		return ""
	}
	return fmt.Sprintf(v.word("cause"), v.label("category", most), counts[most])
}

// lateIn tells whether a clock of a record counts as late in the month.
func (v *view) lateIn(mark func(Record) Mark) func(Record) bool {
	return func(r Record) bool {
		m := mark(r)
		return m.Late() && MonthOf(m.Due) == v.in.Month.Month
	}
}

// praised and solved are the computed cases: units praised and units that solved
// difficult tickets, with the tickets.
func (v *view) goodCases() []Case {
	var list []Case
	for _, kind := range []struct {
		key, word string
		is        func(Record) bool
	}{
		{BonusPraise, "case.praise", func(r Record) bool { return r.Praise }},
		{BonusDifficult, "case.difficult", func(r Record) bool { return r.Difficult && r.Resolved != No && !r.Resolve.Late() }},
	} {
		rows := slices.DeleteFunc(slices.Clone(v.rows), func(r Row) bool { return r.part(kind.key).Num == 0 })
		slices.SortStableFunc(rows, func(a, b Row) int { return b.part(kind.key).Num - a.part(kind.key).Num })
		for _, r := range rows[:min(3, len(rows))] {
			list = append(list, Case{Unit: r.Name, Text: fmt.Sprintf(v.word(kind.word), r.part(kind.key).Num), No: v.firstTicket(r.Unit, kind.is)})
		}
	}
	return list
}

// firstTicket is the earliest closed ticket of a unit in the month that matches.
func (v *view) firstTicket(unit string, is func(Record) bool) string {
	best := Record{}
	for _, r := range v.in.Records {
		if r.Unit == unit && r.Excluded == "" && is(r) && MonthOf(r.Closed) == v.in.Month.Month && (best.No == "" || r.Closed.Before(best.Closed)) {
			best = r
		}
	}
	return best.No
}
