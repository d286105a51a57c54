package sla

import (
	"cmp"
	"slices"
	"time"
)

// The counts of a breakdown that have tickets behind them.
const (
	CountRegistered   = "registered"
	CountDispatched   = "dispatched"
	CountCarriedIn    = "carried_in"
	CountCarriedOut   = "carried_out"
	CountDue          = "due"
	CountOnTime       = "on_time"
	CountLate         = "late"
	CountClosed       = "closed"
	CountClosedOnTime = "closed_on_time"
	CountSatisfaction = "satisfaction"
	CountResolution   = "resolution"
)

// BreakdownCounts lists them in the order of a table.
func BreakdownCounts() []string {
	return []string{CountRegistered, CountDispatched, CountCarriedIn, CountCarriedOut, CountDue, CountOnTime, CountLate,
		CountClosed, CountClosedOnTime, CountSatisfaction, CountResolution}
}

func (f Figures) count(of string) int {
	switch of {
	case CountDispatched:
		return f.Dispatched
	case CountCarriedIn:
		return f.CarriedIn
	case CountCarriedOut:
		return f.CarriedOut
	case CountDue:
		return f.Due
	case CountOnTime:
		return f.Due - f.Late
	case CountLate:
		return f.Late
	case CountClosed:
		return f.ResolveClosed.Den
	case CountClosedOnTime:
		return f.ResolveClosed.Num
	case CountSatisfaction:
		return f.Satisfaction.Den
	case CountResolution:
		return f.Resolution.Den
	}
	return f.Registered
}

// Behind is a ticket behind a number of a breakdown.
type Behind struct {
	No    string    `json:"no"`
	Title string    `json:"title"`
	Unit  string    `json:"unit,omitempty"`
	Due   time.Time `json:"due,omitzero"`
	Met   time.Time `json:"met,omitzero"`
	Late  bool      `json:"late,omitempty"`
}

// BehindBreakdown lists the tickets behind one number of a breakdown, by their
// numbers; key is the slice. A ticket of two units stands there for each.
func BehindBreakdown(month string, by Dimension, unit, key, of string, units []ScoredUnit, recs []Record) []Behind {
	out := []Behind{}
	from, to, err := PeriodBounds(month)
	if err != nil {
		return out
	}
	put := func(r *Record) {
		out = append(out, Behind{No: r.No, Title: r.Title, Unit: r.Unit, Due: r.Resolve.Due, Met: r.Resolve.Met, Late: r.Resolve.Late()})
	}
	a := newApart(by, unit, from, to, units)
	if of == CountRegistered {
		for _, r := range a.leads(recs) {
			if a.home(r) == key {
				put(r)
			}
		}
	} else {
		for i := range recs {
			clear(a.slices)
			if a.add(&recs[i]); a.slices[key] != nil && a.slices[key].count(of) > 0 {
				put(&recs[i])
			}
		}
	}
	slices.SortFunc(out, func(x, y Behind) int { return cmp.Or(cmp.Compare(x.No, y.No), cmp.Compare(x.Unit, y.Unit)) })
	return out
}
