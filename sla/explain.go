package sla

import (
	"slices"
	"time"
)

// Explanation is why a unit has its score: each metric's formula with its
// numbers, the tickets behind every lost point, and what would gain the next rank.
type Explanation struct {
	Month     string    `json:"month"`
	Scheme    SchemeRef `json:"scheme"`
	Group     string    `json:"group"`
	Of        int       `json:"of"` // ranked units in the group
	MinVolume int       `json:"min_volume,omitempty"`
	Row       Row       `json:"row"`
	Parts     []Detail  `json:"parts"`
	Gap       Gap       `json:"gap"`
	// PublishedAt is when the month was closed for good; zero while it may change.
	PublishedAt time.Time `json:"published_at,omitzero"`
}

// Detail is one part of the score with its formula and its tickets. GiveBack is
// what they would give back together.
type Detail struct {
	Part
	FullAt    Dec         `json:"full_at,omitempty"`
	Slope     Dec         `json:"slope,omitempty"`
	Floor     Dec         `json:"floor,omitempty"`
	Direction Direction   `json:"direction,omitempty"`
	Per       Per         `json:"per,omitempty"`
	Formula   Formula     `json:"formula"`
	Tickets   []TicketRow `json:"tickets"`
	GiveBack  *GiveBack   `json:"give_back,omitempty"`
}

// TicketRow is a ticket as it counts in a part. LateMinutes is how late the clock
// was met; zero with Met absent means that it has not been met. At is the moment
// of the answer, or of what else counts without a clock.
type TicketRow struct {
	No          string    `json:"no"`
	Title       string    `json:"title"`
	Counted     CountedAs `json:"counted,omitempty"`
	Nth         int       `json:"nth,omitempty"`   // the how manieth row of its ticket
	Times       int       `json:"times,omitempty"` // how often it cost points, if more than once
	Due         time.Time `json:"due,omitzero"`
	Met         time.Time `json:"met,omitzero"`
	At          time.Time `json:"at,omitzero"`
	LateMinutes int       `json:"late_minutes,omitempty"`
	Event       *EventRef `json:"event,omitempty"`
	GiveBack    *GiveBack `json:"give_back,omitempty"`
	Appealable  bool      `json:"appealable,omitempty"`
}

// Gap is what separates a unit from the one ranked before it, and the part that
// costs it most: with Count tickets done right the total would be Total and the
// rank Rank; Needed of them suffice for a better rank, zero if none do.
type Gap struct {
	Full     []string `json:"full"` // parts with full points
	NextRank int      `json:"next_rank,omitempty"`
	NextUnit string   `json:"next_unit,omitempty"`
	NextName string   `json:"next_name,omitempty"`
	Behind   Dec      `json:"behind,omitempty"`
	Key      string   `json:"key,omitempty"`
	Name     string   `json:"name,omitempty"`
	LostKind LostKind `json:"lost_kind,omitempty"`
	Count    int      `json:"count,omitempty"`
	Lost     Dec      `json:"lost,omitempty"`
	Total    Dec      `json:"total,omitempty"`
	Rank     int      `json:"rank,omitempty"`
	Needed   int      `json:"needed,omitempty"`
}

// Find is a unit's row in the month and its group.
func (m Month) Find(unit string) (Group, Row, bool) {
	for _, g := range m.Groups {
		for _, rows := range [][]Row{g.Ranked, g.Observed, g.None} {
			if i := slices.IndexFunc(rows, func(r Row) bool { return r.Unit == unit }); i >= 0 {
				return g, rows[i], true
			}
		}
	}
	return Group{}, Row{}, false
}

// Explain explains one unit's row with the records of the tickets it names; it is
// false when the month has no such unit.
func (m Month) Explain(s Scheme, unit string, recs []Record) (Explanation, bool) {
	g, row, ok := m.Find(unit)
	if !ok {
		return Explanation{}, false
	}
	e := Explanation{Month: m.Month, Scheme: m.Scheme, Group: g.Key, Of: len(g.Ranked), MinVolume: s.MinVolume, Row: row, PublishedAt: m.PublishedAt}
	again, ok := newRegain(s, m.Month, g, row, recs)
	if !ok {
		return Explanation{}, false
	}
	for _, p := range slices.Concat(row.Parts, row.Extras) {
		e.Parts = append(e.Parts, again.detail(p))
	}
	e.Gap = again.gap()
	return e, true
}

func (g *regain) detail(p Part) Detail {
	d := Detail{Part: p, Formula: g.scheme.formula(p), Tickets: []TicketRow{}}
	if m, ok := g.scheme.metric(p.Key); ok {
		d.FullAt, d.Slope, d.Floor, d.Direction, d.Per = m.FullAt, m.Slope, m.Floor, m.Direction, m.Per
	}
	for _, no := range p.Nos {
		d.Tickets = append(d.Tickets, g.ticket(p.Key, no))
	}
	if len(p.Nos) > 0 && !bonusKey(p.Key) {
		d.GiveBack = g.of(p.Key, p.Nos...)
	}
	return d
}

// ticket is one that cost points or, of a bonus, gave them.
func (g *regain) ticket(key, no string) TicketRow {
	row, times := TicketRow{No: no, Counted: CountedLost}, 0
	for _, r := range g.behind[no] {
		if n := g.weigh(r).count(key); len(n.nos) > 0 {
			row, times = r.row(key), times+n.num
		}
	}
	row.Counted = CountedNum
	if times > 1 {
		row.Times = times
	}
	if !bonusKey(key) {
		row.Counted, row.Appealable, row.GiveBack = CountedLost, true, g.of(key, no)
	}
	return row
}

// mark is the clock behind a part; that of the resolution for all but two.
func (r *Record) mark(key string) Mark {
	switch key {
	case MetricAccept:
		return r.Accept
	case MetricContact:
		return r.Contact
	}
	return r.Resolve
}

func (s Scheme) metric(key string) (Metric, bool) {
	i := slices.IndexFunc(s.Metrics, func(m Metric) bool { return m.Key == key })
	if i < 0 {
		return Metric{}, false
	}
	return s.Metrics[i], true
}

func (g *regain) gap() Gap {
	row := g.row
	out := Gap{Full: []string{}}
	var worst Part
	for _, p := range row.Parts {
		if p.Lost == 0 {
			out.Full = append(out.Full, p.Key)
		}
		if p.Lost > worst.Lost && len(p.Nos) > 0 {
			worst = p
		}
	}
	for _, r := range g.group.Ranked {
		if r.Rank < row.Rank {
			out.NextRank, out.NextUnit, out.NextName, out.Behind = r.Rank, r.Unit, r.Name, r.Total-row.Total
		}
	}
	if worst.Lost == 0 {
		return out
	}
	all := g.of(worst.Key, worst.Nos...)
	out.Key, out.Name, out.LostKind, out.Lost, out.Count = worst.Key, worst.Name, worst.LostKind, worst.Lost, len(worst.Nos)
	out.Total, out.Rank = all.Total, all.Rank
	if row.Rank > 0 && all.Rank < row.Rank {
		out.Needed = g.needed(worst.Key, worst.Nos)
	}
	return out
}
