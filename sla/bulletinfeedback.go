package sla

import (
	"fmt"
	"time"
)

// FeedbackFigures are the numbers of a unit's monthly feedback (月反馈).
type FeedbackFigures struct {
	Month      int           `json:"month"`
	Group      string        `json:"group"`
	Of         int           `json:"of"`
	Rank       int           `json:"rank,omitempty"`
	Before     int           `json:"before_rank,omitempty"`
	Total      Dec           `json:"total"`
	Average    *Dec          `json:"average,omitempty"` // of the ranked units of the group
	TotalOld   *Dec          `json:"total_before,omitempty"`
	Change     *Dec          `json:"change,omitempty"`
	Dispatched int           `json:"dispatched"`
	Due        int           `json:"due"`
	Late       int           `json:"late"`
	Lost       Dec           `json:"lost"`
	MinDue     int           `json:"min_due"`
	Parts      []LostPart    `json:"parts"` // where points were lost
	Compare    []ComparePart `json:"compare"`
	Gap        Gap           `json:"gap"`
	Tickets    int           `json:"tickets"`
	By         string        `json:"by"`
	Few        bool          `json:"few"`
}

// LostPart is a part of the score that lost points.
type LostPart struct {
	Name    string      `json:"name"`
	Key     string      `json:"key"`
	Num     int         `json:"num"`
	Den     int         `json:"den"`
	Rate    *Dec        `json:"rate,omitempty"`
	FullAt  Dec         `json:"full_at"`
	Max     Dec         `json:"max"`
	Points  Dec         `json:"points"`
	Lost    Dec         `json:"lost"`
	Tickets []TicketRow `json:"-"`
	Nos     []string    `json:"nos"`
}

// ComparePart is a rate beside that of last month and of the group.
type ComparePart struct {
	Name   string `json:"name"`
	Rate   *Dec   `json:"rate,omitempty"`
	Before *Dec   `json:"before,omitempty"`
	Group  *Dec   `json:"group,omitempty"`
}

// namedTickets bounds the tickets a feedback names for one part.
const namedTickets = 12

func (p *pen) feedbackFigures() (FeedbackFigures, error) {
	m := p.in.Month
	e, ok := m.Explain(p.in.Scheme, p.in.Unit, p.in.Records)
	if !ok {
		return FeedbackFigures{}, fmt.Errorf("unit %q has no score in %s", p.in.Unit, m.Month)
	}
	f := FeedbackFigures{Month: int(p.from.Month()), Of: e.Of, Rank: e.Row.Rank, Total: e.Row.Total, Dispatched: e.Row.Dispatched, Due: e.Row.Due,
		Late: e.Row.Late, Gap: e.Gap, MinDue: p.in.Scheme.MinVolume, By: p.by(5), Few: e.Row.Note == NoteFewDue}
	var peers []Row
	for _, g := range m.Groups {
		if g.Key == e.Group {
			f.Group, f.Average, peers = g.Name, average(g.Ranked), g.all()
		}
	}
	var old *Row
	for _, r := range p.before(e.Group) {
		if r.Unit == p.in.Unit && r.Due > 0 {
			old = &r
			change := f.Total - r.Total
			f.Before, f.TotalOld, f.Change = r.Rank, &r.Total, &change
		}
	}
	for _, d := range e.Parts {
		p.compare(&f, d, old, peers)
	}
	return f, nil
}

// compare puts a part among the rates and, where it lost points, the losses.
func (p *pen) compare(f *FeedbackFigures, d Detail, old *Row, peers []Row) {
	if d.Rate != nil && d.Per == PerPoint {
		c := ComparePart{Name: d.Name, Rate: d.Rate, Group: rateOrNone(rateOver(peers, d.Key))}
		if old != nil {
			c.Before = old.part(d.Key).Rate
		}
		f.Compare = append(f.Compare, c)
	}
	if d.Lost <= 0 {
		return
	}
	part := LostPart{Name: d.Name, Key: d.Key, Num: d.Num, Den: d.Den, Rate: d.Rate, FullAt: d.FullAt, Max: d.Max, Points: d.Points, Lost: d.Lost,
		Tickets: d.Tickets, Nos: d.Nos}
	f.Lost += d.Lost
	f.Tickets += len(d.Nos)
	f.Parts = append(f.Parts, part)
}

// average is the mean total of ranked units, rounded half up.
func average(rows []Row) *Dec {
	if len(rows) == 0 {
		return nil
	}
	sum := 0
	for _, r := range rows {
		sum += int(r.Total)
	}
	mean := Dec(floorDiv(2*sum+len(rows), 2*len(rows)))
	return &mean
}

func (p *pen) feedback(f FeedbackFigures) []BulletinSection {
	lost, tickets, compare := p.section("lost", f), p.section("tickets", f), p.section("compare", f)
	if len(f.Parts) > 0 {
		lost.Table = p.lostTable(f)
	}
	if f.Tickets > 0 {
		tickets.Table = p.ticketTable(f)
	}
	if len(f.Compare) > 0 {
		compare.Table = p.compareTable(f.Compare)
	}
	return []BulletinSection{p.section("score", f), lost, tickets, compare, p.section("gain", f), p.section("requests", f)}
}

func (p *pen) lostTable(f FeedbackFigures) *Table {
	t := &Table{Key: "lost", Caption: p.word("table.lost"), Columns: p.columns("metric", "counts", "rate", "max", "points", "lost")}
	for _, l := range f.Parts {
		counts := comma(l.Num)
		if l.Den > 0 {
			counts = fraction(l.Num, l.Den)
		}
		t.Rows = append(t.Rows, TableRow{Cells: []string{l.Name, counts, share(l.Rate), l.Max.String(), l.Points.String(), l.Lost.String()}})
	}
	t.Rows = append(t.Rows, TableRow{Cells: []string{p.word("total"), "", "", "", "", f.Lost.String()}})
	return t
}

// ticketTable names tickets by number alone: what they say stays in the ticket.
func (p *pen) ticketTable(f FeedbackFigures) *Table {
	t := &Table{Key: "tickets", Caption: p.word("table.tickets"), Columns: p.columns("metric", "no", "due", "met")}
	for i := range t.Columns {
		t.Columns[i].Right = false
	}
	clocked := map[string]bool{MetricAccept: true, MetricContact: true, MetricResolve: true}
	for _, l := range f.Parts {
		for i, ticket := range l.Tickets {
			if i == namedTickets {
				t.Rows = append(t.Rows, TableRow{Fold: true, Cells: []string{fmt.Sprintf(p.word("more"), l.Name, len(l.Tickets)-namedTickets)}})
				break
			}
			cells := []string{l.Name, ticket.No, "—", "—"}
			if clocked[l.Key] {
				cells[2], cells[3] = p.moment(ticket.Due), p.moment(ticket.Met)
			}
			t.Rows = append(t.Rows, TableRow{Cells: cells})
		}
	}
	return t
}

func (p *pen) moment(t time.Time) string {
	if t.IsZero() {
		return p.word("unmet")
	}
	return t.In(Zone).Format("01-02 15:04")
}

func (p *pen) compareTable(list []ComparePart) *Table {
	t := &Table{Key: "compare", Caption: p.word("table.compare"), Columns: p.columns("metric", "now", "before.feedback", "group_rate")}
	for _, c := range list {
		t.Rows = append(t.Rows, TableRow{Cells: []string{c.Name, share(c.Rate), share(c.Before), share(c.Group)}})
	}
	return t
}
