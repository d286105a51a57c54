package app

import (
	"context"
	"slices"
	"strconv"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// analyses are the dear views of a month, kept for a moment each.
type analyses struct {
	noise   *memo[sla.Noise]
	signals *memo[[]sla.Signal]
}

func newAnalyses(now func() time.Time) analyses {
	return analyses{noise: newMemo[sla.Noise](now), signals: newMemo[[]sla.Signal](now)}
}

// Breakdown takes a month apart (构成), beside the month before and the same month
// a year ago.
func (r *reports) Breakdown(ctx context.Context, month string, by sla.Dimension, unit string) (sla.Breakdown, error) {
	if by == sla.ByMonth {
		return r.twelve(ctx, month, unit)
	}
	now, err := r.apart(ctx, month, by, unit)
	if err != nil {
		return now, err
	}
	var earlier [2]*sla.Breakdown
	for i, other := range []string{before(month), yearBefore(month)} {
		then, err := r.apart(ctx, other, by, unit)
		if err != nil {
			return now, err
		}
		if t := then.Totals; t.Registered+t.Due > 0 {
			earlier[i] = &then
		}
	}
	now.Compare(earlier[0], earlier[1])
	return now, nil
}

// apart takes one month apart, with the names that are data.
func (r *reports) apart(ctx context.Context, month string, by sla.Dimension, unit string) (sla.Breakdown, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return sla.Breakdown{}, err
	}
	if unit != "" && !slices.ContainsFunc(b.units, func(u sla.ScoredUnit) bool { return u.Code == unit }) {
		return sla.Breakdown{}, dispatch.Errorf(dispatch.NotFound, "unit_unknown", unit)
	}
	out := sla.BreakDown(month, by, unit, b.units, b.records)
	names := r.sliceNames(by, b)
	for i := range out.Rows {
		if name := names[out.Rows[i].Key]; name != "" {
			out.Rows[i].Name = name
		}
	}
	return out, nil
}

// BehindBreakdown lists the tickets behind one number of a breakdown.
func (r *reports) BehindBreakdown(ctx context.Context, month string, by sla.Dimension, unit, key, of string) ([]sla.Behind, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return nil, err
	}
	return sla.BehindBreakdown(month, by, unit, key, of, b.units, b.records), nil
}

// sliceNames are the names of slices that the district gave; the others are words
// of the pages.
func (r *reports) sliceNames(by sla.Dimension, b basis) map[string]string {
	names := map[string]string{}
	switch by {
	case sla.ByGroup:
		for _, g := range b.scheme.Groups {
			names[g.Key] = g.Name
		}
	case sla.ByCategory:
		for _, c := range r.dir.Categories() {
			names[c.Code] = c.Name
		}
	}
	return names
}

// twelve sets twelve months side by side, each compared with the one before it.
// The clocks carried from one month to the next stand in both.
func (r *reports) twelve(ctx context.Context, month, unit string) (sla.Breakdown, error) {
	out := sla.Breakdown{Month: month, By: sla.ByMonth, Unit: unit, Rows: []sla.Slice{}}
	var last *sla.Breakdown
	for _, name := range sla.TwelveMonths(month) {
		b, err := r.apart(ctx, name, sla.ByMonth, unit)
		if err != nil {
			return out, err
		}
		b.Compare(last, nil)
		last = nil
		if b.Totals.Registered+b.Totals.Due > 0 {
			last = &b
		}
		row := b.Totals
		row.Key = name
		out.Rows = append(out.Rows, row)
	}
	out.Sum()
	return out, nil
}

// Noise says how much of a month's ranking is chance (排名可信度), and what
// smoothing would change.
func (r *reports) Noise(ctx context.Context, month string, runs int) (sla.Noise, error) {
	return r.analyses.noise.get(month+"/"+strconv.Itoa(runs), func() (sla.Noise, error) {
		b, err := r.basis(ctx, month)
		if err != nil {
			return sla.Noise{}, err
		}
		n := sla.Simulate(b.scheme, b.month, runs)
		n.Smoothing = sla.Smooth(b.scheme, month, b.units, b.records)
		return n, nil
	})
}

// traceOn is how long after a month a repeat of what ended in it may come.
const traceOn = 31 * 24 * time.Hour

// Signals are the patterns of a month for the supervisor to look at (异常提示). They
// rest on the tickets as they are now, not on the snapshot: they are not scored.
func (r *reports) Signals(ctx context.Context, month string) ([]sla.Signal, error) {
	return r.analyses.signals.get(month, func() ([]sla.Signal, error) {
		b, err := r.basis(ctx, month)
		if err != nil {
			return nil, err
		}
		from, to, err := period(month)
		if err != nil {
			return nil, err
		}
		var traces []sla.Trace
		err = r.store.Accounts(ctx, from, to.Add(traceOn), func(a dispatch.Account) error {
			traces = append(traces, a.Trace())
			return nil
		})
		return sla.Signals(month, b.units, traces), err
	})
}

// yearBefore is the same month a year ago.
func yearBefore(month string) string {
	from, _, err := sla.MonthBounds(month)
	if err != nil {
		return ""
	}
	return sla.MonthOf(from.In(sla.Zone).AddDate(-1, 0, 0))
}
