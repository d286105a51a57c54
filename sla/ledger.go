package sla

import (
	"cmp"
	"slices"
)

// Entry is one record with what it gave to the month of its unit (明细): the sums
// of a unit's entries are the counts its score was computed from.
type Entry struct {
	*Record
	Dispatched, CarriedIn, CarriedOut bool
	Excluded                          bool // taken out of this month (剔除): it gave nothing
	t                                 *tally
}

// Num is what the entry adds to the numerator of a metric, or its events of a
// finding or a bonus.
func (e Entry) Num(key string) int { return e.t.counts[key].num }

// Den is what the entry adds to the denominator of a metric.
func (e Entry) Den(key string) int { return e.t.counts[key].den }

// Ledger calls fn with every record that gave something to the month of a unit
// or was taken out of it, unit by unit and by number. The counting is that of
// Score. An entry is only good during the call.
func Ledger(s Scheme, month string, units []ScoredUnit, recs []Record, fn func(Entry) error) error {
	from, to, err := PeriodBounds(month)
	if err != nil {
		return err
	}
	place := map[string]int{}
	for i, u := range units {
		place[u.Code] = i
	}
	c := newCounter(s, from, to)
	for _, r := range inOrder(recs, place) {
		t := newTally(ScoredUnit{Code: r.Unit})
		c.units[r.Unit] = t
		c.add(r)
		e := Entry{Record: r, Dispatched: t.dispatched > 0, CarriedIn: t.carriedIn > 0, CarriedOut: t.carriedOut > 0, t: t}
		e.Excluded = r.Excluded != "" && c.in(r.anchor())
		if !e.counts() {
			continue
		}
		if err := fn(e); err != nil {
			return err
		}
	}
	return nil
}

// inOrder is the records of the given units, by unit and then by number.
func inOrder(recs []Record, place map[string]int) []*Record {
	var out []*Record
	for i := range recs {
		if _, ok := place[recs[i].Unit]; ok {
			out = append(out, &recs[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *Record) int {
		return cmp.Or(cmp.Compare(place[a.Unit], place[b.Unit]), cmp.Compare(a.No, b.No))
	})
	return out
}

// counts tells whether the entry gave anything.
func (e Entry) counts() bool {
	if e.Dispatched || e.CarriedIn || e.CarriedOut || e.Excluded {
		return true
	}
	for _, n := range e.t.counts {
		if n.num > 0 || n.den > 0 {
			return true
		}
	}
	return false
}
