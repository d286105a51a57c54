package sla

import (
	"slices"
	"time"
)

// Explanation is why a unit has its score: each metric's formula with its
// numbers, the tickets behind every lost point, and what would gain the next rank.
type Explanation struct {
	Month  string    `json:"month"`
	Scheme SchemeRef `json:"scheme"`
	Group  string    `json:"group"`
	Of     int       `json:"of"` // ranked units in the group
	Row    Row       `json:"row"`
	Parts  []Detail  `json:"parts"`
	Gap    Gap       `json:"gap"`
}

// Detail is one part of the score with its formula and its tickets.
type Detail struct {
	Part
	FullAt    Dec         `json:"full_at,omitempty"`
	Slope     Dec         `json:"slope,omitempty"`
	Floor     Dec         `json:"floor,omitempty"`
	Direction string      `json:"direction,omitempty"`
	Per       string      `json:"per,omitempty"`
	Tickets   []TicketRow `json:"tickets"`
}

// TicketRow is a ticket that cost points. LateMinutes is how late the clock was
// met; zero with Met absent means that it has not been met.
type TicketRow struct {
	No          string    `json:"no"`
	Title       string    `json:"title"`
	Due         time.Time `json:"due,omitzero"`
	Met         time.Time `json:"met,omitzero"`
	LateMinutes int       `json:"late_minutes,omitempty"`
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
	LostKind string   `json:"lost_kind,omitempty"`
	Count    int      `json:"count,omitempty"`
	Lost     Dec      `json:"lost,omitempty"`
	Total    Dec      `json:"total,omitempty"`
	Rank     int      `json:"rank,omitempty"`
	Needed   int      `json:"needed,omitempty"`
}

// Explain explains one unit's row with the records of the tickets it names; it is
// false when the month has no such unit.
func (m Month) Explain(s Scheme, unit string, recs []Record) (Explanation, bool) {
	for _, g := range m.Groups {
		for _, rows := range [][]Row{g.Ranked, g.Observed, g.None} {
			i := slices.IndexFunc(rows, func(r Row) bool { return r.Unit == unit })
			if i < 0 {
				continue
			}
			row := rows[i]
			e := Explanation{Month: m.Month, Scheme: m.Scheme, Group: g.Key, Of: len(g.Ranked), Row: row}
			behind := map[string]*Record{}
			for j := range recs {
				if recs[j].Unit == unit {
					behind[recs[j].No] = &recs[j]
				}
			}
			for _, p := range slices.Concat(row.Parts, row.Extras) {
				e.Parts = append(e.Parts, detail(s, p, behind))
			}
			e.Gap = gap(s, row, g.Ranked)
			return e, true
		}
	}
	return Explanation{}, false
}

func detail(s Scheme, p Part, behind map[string]*Record) Detail {
	d := Detail{Part: p, Tickets: []TicketRow{}}
	if m, ok := s.metric(p.Key); ok {
		d.FullAt, d.Slope, d.Floor, d.Direction, d.Per = m.FullAt, m.Slope, m.Floor, m.Direction, m.Per
	}
	for _, no := range p.Nos {
		t := TicketRow{No: no}
		if r := behind[no]; r != nil {
			mark := r.mark(p.Key)
			t.Title, t.Due, t.Met = r.Title, mark.Due, mark.Met
			if t.Met.After(t.Due) {
				t.LateMinutes = int(t.Met.Sub(t.Due) / time.Minute)
			}
		}
		d.Tickets = append(d.Tickets, t)
	}
	return d
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

func gap(s Scheme, row Row, ranked []Row) Gap {
	g := Gap{Full: []string{}}
	var worst Part
	for _, p := range row.Parts {
		if p.Lost == 0 {
			g.Full = append(g.Full, p.Key)
		}
		if p.Lost > worst.Lost && len(p.Nos) > 0 {
			worst = p
		}
	}
	for _, r := range ranked {
		if r.Total > row.Total && row.Rank > 0 {
			g.NextRank, g.NextUnit, g.NextName, g.Behind = r.Rank, r.Unit, r.Name, r.Total-row.Total
		}
	}
	if worst.Lost == 0 {
		return g
	}
	g.Key, g.Name, g.LostKind, g.Lost, g.Count = worst.Key, worst.Name, worst.LostKind, worst.Lost, len(worst.Nos)
	g.Total = row.Total + worst.Lost
	if row.Rank == 0 {
		return g
	}
	g.Rank = rankAt(g.Total, row.Unit, ranked, s.Tie)
	for n := 1; n <= g.Count && g.Rank < row.Rank && g.Needed == 0; n++ {
		if total := row.Total + s.regained(worst, n); rankAt(total, row.Unit, ranked, s.Tie) < row.Rank {
			g.Needed = n
		}
	}
	return g
}

// rankAt is the rank a unit would have with another total.
func rankAt(total Dec, unit string, ranked []Row, tie string) int {
	rank, last := 1, Dec(-1)
	for _, r := range ranked {
		if r.Unit != unit && r.Total > total && (tie != "1223" || r.Total != last) {
			rank++
			last = r.Total
		}
	}
	return rank
}

// regained is the points that n of the part's tickets done right would bring.
func (s Scheme) regained(p Part, n int) Dec {
	if n >= len(p.Nos) {
		return p.Lost
	}
	m, ok := s.metric(p.Key)
	if !ok {
		return 0
	}
	better := count{num: p.Num + n, den: p.Den}
	if m.Direction == "lower" {
		better.num = p.Num - n
	}
	return m.scored(&better, p.Prior.with(better.num-p.Num)) - p.Points
}
