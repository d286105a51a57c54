package sla

import (
	"fmt"
	"strconv"
)

// mainTable is table 1: the headline figures with the counts behind every rate.
func (v *view) mainTable() []Block {
	before, year := v.in.Previous, v.in.LastYear
	t := Table{Key: "main", Caption: v.caption(1, v.word("table.main")), Columns: []Column{
		{Title: v.word("column.metric")}, {Title: fmt.Sprintf("%d月", v.month.Month()), Right: true, Bold: true},
		{Title: v.word("column.fraction"), Right: true},
	}}
	if before != nil {
		last := v.month.AddDate(0, -1, 0)
		t.Columns = append(t.Columns, Column{Title: fmt.Sprintf("%d月", last.Month()), Right: true},
			Column{Title: v.word("column.change"), Right: true})
	}
	if year != nil {
		t.Columns = append(t.Columns, Column{Title: fmt.Sprintf("去年%d月", v.month.Month()), Right: true})
	}
	now := v.in.Month.Totals.Registered
	intake := []string{v.word("row.registered"), comma(now), "—"}
	if before != nil {
		n, change := before.Totals.Registered, "—"
		if n > 0 {
			change = signed(versus(now, n)) + "%"
		}
		intake = append(intake, comma(n), change)
	}
	if year != nil {
		intake = append(intake, comma(year.Totals.Registered))
	}
	t.Rows = append(t.Rows, TableRow{Cells: intake})
	for _, key := range Metrics() {
		if r := v.in.Month.rate(key); r.Den > 0 && key != MetricImproperReturn {
			t.Rows = append(t.Rows, TableRow{Cells: v.rateCells(r)})
		}
	}
	return []Block{{Kind: BlockTable, Table: &t}}
}

func (v *view) rateCells(r Rate) []string {
	cells := []string{v.metricName(r.Key), share(r.Rate), fraction(r.Num, r.Den)}
	if v.in.Previous != nil {
		before, change := v.in.Previous.rate(r.Key), "—"
		if before.Rate != nil {
			change = signed(*r.Rate-*before.Rate) + " 个百分点"
		}
		cells = append(cells, share(before.Rate), change)
	}
	if v.in.LastYear != nil {
		cells = append(cells, share(v.in.LastYear.rate(r.Key).Rate))
	}
	return cells
}

func (v *view) caption(n int, text string) string { return fmt.Sprintf("表%d　%s", n, text) }

// charts are the intake of the last months and the most frequent categories.
func (v *view) charts() []Block {
	var blocks []Block
	figure := func(c Chart) {
		c.Caption = fmt.Sprintf("图%d　%s", len(blocks)+1, c.Caption)
		blocks = append(blocks, Block{Kind: BlockChart, Chart: &c})
	}
	if len(v.in.Series) > 1 {
		c := Chart{Key: "series", Kind: ChartBar, Caption: fmt.Sprintf("近 %d 个月受理量（件）", len(v.in.Series))}
		for _, p := range v.in.Series {
			c.Points = append(c.Points, Point{Label: p.Key, Value: p.Count, Strong: p.Key == v.in.Month.Month})
		}
		figure(c)
	}
	c := Chart{Key: "categories", Kind: ChartLying, Caption: "类别件数"}
	for _, t := range v.in.Month.Intake.Categories {
		if t.Key == "" || len(c.Points) == 9 {
			continue
		}
		p := Point{Label: v.label("category", t.Key), Value: t.Count}
		if before, ok := v.countBefore(t.Key); ok {
			p.Before = &before
			c.Caption = "类别件数（竖线为上月）"
		}
		c.Points = append(c.Points, p)
	}
	if len(c.Points) > 0 {
		figure(c)
	}
	return blocks
}

// groupTables ranks the towns whole and of the others the first four and the last
// three; a fold never cuts a tie.
func (v *view) groupTables() []Block {
	var blocks []Block
	for _, g := range v.in.Month.Groups {
		if len(g.Ranked) == 0 {
			continue
		}
		n := len(g.Ranked) + len(g.Observed) + len(g.None)
		text := fmt.Sprintf("%s（%d 家）", g.Name, n)
		if n != len(g.Ranked) {
			text = fmt.Sprintf("%s（%d 家，参加排名 %d 家）", g.Name, n, len(g.Ranked))
		}
		t := Table{Key: g.Key, Caption: v.caption(len(blocks)+2, text), Halves: g.Key == "town", Columns: v.rankColumns()}
		head, tail := len(g.Ranked), len(g.Ranked)
		if g.Key != "town" {
			head, tail = fold(g.Ranked)
		}
		for i, r := range g.Ranked {
			switch {
			case i < head || i >= tail:
				t.Rows = append(t.Rows, v.rankRow(r))
			case i == head:
				t.Rows = append(t.Rows, foldRow(g.Ranked[head:tail]))
			}
		}
		blocks = append(blocks, Block{Kind: BlockTable, Table: &t})
	}
	return blocks
}

// fold says which rows a table leaves out: from head up to tail.
func fold(rows []Row) (head, tail int) {
	head, tail = min(4, len(rows)), max(0, len(rows)-3)
	for head < len(rows) && rows[head].Total == rows[head-1].Total {
		head++
	}
	for tail > 0 && tail < len(rows) && rows[tail].Total == rows[tail-1].Total {
		tail--
	}
	if tail-head < 2 {
		return len(rows), len(rows)
	}
	return head, tail
}

func foldRow(rows []Row) TableRow {
	first, last := rows[0], rows[len(rows)-1]
	text := fmt.Sprintf("第 %d 至 %d 名 %d 家见附件（%s 至 %s 分）", first.Rank, last.Rank, len(rows), first.Total, last.Total)
	if first.Rank == last.Rank {
		text = fmt.Sprintf("第 %d 名 %d 家见附件（%s 分）", first.Rank, len(rows), first.Total)
	}
	return TableRow{Cells: []string{text}, Fold: true}
}

func (v *view) rankColumns() []Column {
	return []Column{
		{Title: v.word("column.rank")}, {Title: v.word("column.unit")}, {Title: v.word("column.dispatched"), Right: true},
		{Title: v.word("column.late"), Right: true}, {Title: v.word("column.satisfaction"), Right: true},
		{Title: v.word("column.total"), Right: true, Bold: true},
	}
}

func (v *view) rankRow(r Row) TableRow {
	satisfied := "—"
	if p := r.part(MetricSatisfaction); p.Rate != nil {
		satisfied = p.Rate.String()
	}
	return TableRow{Unit: r.Unit, Cells: []string{
		rankText(r), r.Name, comma(r.Dispatched), comma(r.Late), satisfied, r.Total.String(),
	}}
}

func rankText(r Row) string {
	if r.Rank == 0 {
		return "—"
	}
	return strconv.Itoa(r.Rank)
}

// annexTables list every unit with all parts of its score.
func (v *view) annexTables() []Block {
	var blocks []Block
	for _, g := range v.in.Month.Groups {
		t := Table{Key: "annex." + g.Key, Caption: v.word("table.annex") + "　" + g.Name, Columns: v.annexColumns()}
		for _, rows := range [][]Row{g.Ranked, g.Observed, g.None} {
			for _, r := range rows {
				t.Rows = append(t.Rows, v.annexRow(r))
			}
		}
		if len(t.Rows) > 0 {
			blocks = append(blocks, Block{Kind: BlockTable, Table: &t})
		}
	}
	return blocks
}

func (v *view) annexColumns() []Column {
	cols := []Column{{Title: v.word("column.rank")}, {Title: v.word("column.unit")}}
	for _, key := range []string{"carried_in", "dispatched", "carried_out", "due", "late"} {
		cols = append(cols, Column{Title: v.word("column." + key), Right: true})
	}
	for _, m := range v.in.Scheme.Metrics {
		cols = append(cols, Column{Title: m.Name, Right: true})
	}
	for _, key := range []string{"bonus", "penalty", "total", "note"} {
		cols = append(cols, Column{Title: v.word("column." + key), Right: key != "note", Bold: key == "total"})
	}
	return cols
}

func (v *view) annexRow(r Row) TableRow {
	cells := []string{rankText(r), r.Name}
	for _, n := range []int{r.CarriedIn, r.Dispatched, r.CarriedOut, r.Due, r.Late} {
		cells = append(cells, comma(n))
	}
	for _, m := range v.in.Scheme.Metrics {
		p := r.part(m.Key)
		switch {
		case m.Per == PerEach:
			cells = append(cells, strconv.Itoa(p.Num))
		case p.Rate == nil:
			cells = append(cells, "—")
		default:
			cells = append(cells, fmt.Sprintf("%s%%（%s）", p.Rate, p.fraction()))
		}
	}
	note := ""
	if r.Note != "" {
		note = v.label("note", string(r.Note))
	}
	return TableRow{Unit: r.Unit, Cells: append(cells, r.Bonus.String(), r.Penalty.String(), r.Total.String(), note)}
}

// ranking is what the texts around the ranking tables and the annex need.
func (v *view) ranking() map[string]any {
	t, ref := v.in.Month.Totals, v.in.Month.Scheme
	d := map[string]any{
		"Units": t.Units, "Ranked": t.Ranked, "MinVolume": v.in.Scheme.MinVolume, "TieRule": v.word("tie." + string(v.in.Scheme.Tie)),
		"SchemeTitle": ref.Title, "SchemeVersion": ref.Version, "Fingerprint": Fingerprint(ref.Hash),
		"Snapshot": v.in.SnapshotAt.In(Zone).Format("2006年1月2日 15:04"),
	}
	if ref.Title == "" {
		d["SchemeTitle"] = ref.Name
	}
	groups, high, few := 0, 0, 0
	var observed, idle []string
	for _, g := range v.in.Month.Groups {
		if len(g.Ranked)+len(g.Observed)+len(g.None) > 0 {
			groups++
		}
		for _, r := range g.Ranked {
			high += one(r.Total >= 99_00)
			few += one(r.Note == NoteFewDue)
		}
		for _, r := range g.Observed {
			observed = append(observed, r.Name)
		}
		for _, r := range g.None {
			idle = append(idle, r.Name)
		}
	}
	d["GroupCount"], d["High"], d["Few"], d["Observed"], d["Idle"] = groups, high, few, observed, idle
	return d
}

// Fingerprint is the beginning of a hash as it is printed, like "9f3c·27ae·b104".
func Fingerprint(hash string) string {
	if len(hash) < 12 {
		return hash
	}
	return hash[:4] + "·" + hash[4:8] + "·" + hash[8:12]
}
