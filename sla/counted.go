package sla

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// CountedAs is how a ticket counts in a part.
type CountedAs string

// The ways to count.
const (
	CountedNum  CountedAs = "num"  // in the numerator (分子), to the unit's good
	CountedLost CountedAs = "lost" // it cost points (失分)
	CountedDen  CountedAs = "den"  // in the denominator (分母) only, and cost nothing
)

// WaysCounted lists the ways.
func WaysCounted() []CountedAs { return []CountedAs{CountedNum, CountedLost, CountedDen} }

// Side is a side of a part that can be listed.
type Side string

// The sides of a part.
const (
	SideAll  Side = "all"  // all that its denominator counts; events where there is none
	SideNum  Side = "num"  // its numerator
	SideLost Side = "lost" // what cost points
)

// Sides lists the sides.
func Sides() []Side { return []Side{SideAll, SideNum, SideLost} }

// The flow of a unit's month can be listed like a metric.
const (
	FlowDispatched = "dispatched"  // 派单
	FlowCarriedIn  = "carried_in"  // 上月结转
	FlowCarriedOut = "carried_out" // 结转下月
)

// EventRef names the event of a ticket's history that decided how it counts.
type EventRef struct {
	Seq  int       `json:"seq"`
	Kind string    `json:"kind"`
	At   time.Time `json:"at"`
}

// weigher tells what single records put into a unit's month, by the same rules
// that count the month as a whole.
type weigher struct {
	counter *counter
	unit    string
}

func newWeigher(s Scheme, month, unit string) (weigher, bool) {
	from, to, err := PeriodBounds(month)
	return weigher{newCounter(s, from, to), unit}, err == nil
}

// weigh gives the counts of a unit whose only ticket is this.
func (w weigher) weigh(r Record) *tally {
	t := newTally(ScoredUnit{Code: w.unit})
	w.counter.units[w.unit] = t
	w.counter.add(&r)
	return t
}

// count of a part or of the flow in a tally.
func (t *tally) count(key string) count {
	switch key {
	case FlowDispatched:
		return count{num: t.dispatched, den: t.dispatched}
	case FlowCarriedIn:
		return count{num: t.carriedIn, den: t.carriedIn}
	case FlowCarriedOut:
		return count{num: t.carriedOut, den: t.carriedOut}
	}
	if n := t.counts[key]; n != nil {
		return *n
	}
	return count{}
}

// Listed reports whether a part of the scheme, or the flow, has tickets to list.
func (s Scheme) Listed(key string) bool {
	is := func(k string) bool { return k == key }
	return slices.ContainsFunc(s.Metrics, func(m Metric) bool { return is(m.Key) }) ||
		slices.ContainsFunc(s.Findings, func(f Finding) bool { return is(f.Key) }) ||
		slices.ContainsFunc(s.Bonuses, func(b Bonus) bool { return is(b.Key) }) ||
		slices.ContainsFunc([]string{FlowDispatched, FlowCarriedIn, FlowCarriedOut}, is)
}

// Counted lists what a part of a unit's month counts, in the order of the ticket
// numbers: one row for each time that a ticket counts, so that the list is as
// long as the number shown. Only the unit's own records matter.
func Counted(s Scheme, month, unit, key string, side Side, recs []Record) []TicketRow {
	w, ok := newWeigher(s, month, unit)
	rows := []TicketRow{}
	if !ok {
		return rows
	}
	for i := range recs {
		if r := &recs[i]; r.Unit == unit {
			rows = append(rows, r.rows(key, side, w.weigh(*r).count(key))...)
		}
	}
	slices.SortStableFunc(rows, func(a, b TicketRow) int {
		return cmp.Or(cmp.Compare(a.No, b.No), a.Due.Compare(b.Due), cmp.Compare(a.Counted, b.Counted))
	})
	type counted struct {
		no string
		as CountedAs
	}
	seen := map[counted]int{}
	for i := range rows {
		of := counted{rows[i].No, rows[i].Counted}
		seen[of]++
		rows[i].Nth = seen[of]
	}
	return rows
}

// CountedPage is a page of such a list. Num and Den are the numbers that the lists
// of its sides are as long as.
type CountedPage struct {
	Month string      `json:"month"`
	Unit  string      `json:"unit"`
	Name  string      `json:"name"` // of the unit
	Key   string      `json:"key"`
	Side  Side        `json:"side"`
	Num   int         `json:"num"`
	Den   int         `json:"den"`
	Lost  int         `json:"lost"`
	Total int         `json:"total"` // of this side
	Items []TicketRow `json:"items"`
	Next  string      `json:"next,omitempty"`
}

// cursor names a row of a list for good, whatever comes before it.
func (t TicketRow) cursor() string { return t.No + "." + string(t.Counted) + "." + strconv.Itoa(t.Nth) }

// PageOf cuts a page out of a side's list: what stands behind the row that after
// names, at most limit rows. It is false when there is no such row.
func PageOf(rows []TicketRow, after string, limit int) (page []TicketRow, next string, ok bool) {
	if after != "" {
		i := slices.IndexFunc(rows, func(t TicketRow) bool { return t.cursor() == after })
		if i < 0 {
			return nil, "", false
		}
		rows = rows[i+1:]
	}
	if len(rows) > limit {
		return rows[:limit], rows[limit-1].cursor(), true
	}
	return rows, "", true
}

// rows of one record: as many as it counts on that side.
func (r *Record) rows(key string, side Side, n count) []TicketRow {
	total, bad := n.den, len(n.nos) > 0
	switch {
	case side == SideNum, side == SideAll && !slices.Contains(Metrics(), key) && n.den == 0:
		total = n.num
	case side == SideLost && bad:
		total = max(n.num, 1)
	case side == SideLost:
		total = 0
	}
	var out []TicketRow
	for i := range total {
		row := r.row(key)
		switch {
		case bonusKey(key), !bad && n.num > 0:
			row.Counted = CountedNum
		case bad && (n.num == 0 || i < n.num):
			row.Counted = CountedLost
		default:
			row.Counted = CountedDen
		}
		out = append(out, row)
	}
	return out
}

func bonusKey(key string) bool { return slices.Contains(bonusKeys(), key) }

// row is the ticket as a part shows it: with the clock that it counts by, or with
// the moment of the answer.
func (r *Record) row(key string) TicketRow {
	t := TicketRow{No: r.No, Title: r.Title}
	switch key {
	case MetricSatisfaction, MetricResolution, MetricResponse:
		t.At = r.CallbackAt
		return t
	case FlowDispatched:
		t.At = r.Dispatched
		return t
	}
	mark := r.mark(key)
	t.Due, t.Met = mark.Due, mark.Met
	if t.Met.After(t.Due) && !t.Due.IsZero() {
		t.LateMinutes = int(t.Met.Sub(t.Due) / time.Minute)
	}
	return t
}
