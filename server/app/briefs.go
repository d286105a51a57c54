package app

import (
	"context"
	"time"

	"hotline/server/api"
	"hotline/sla"
)

// Brief is the work brief of a month as it prints (工作简报): the published one,
// else the computed one as people composed it.
func (r *reports) Brief(ctx context.Context, month string) (sla.Brief, error) {
	kept, _, err := api.LoadBrief(ctx, r.store, month)
	if err != nil {
		return sla.Brief{}, err
	}
	if kept.Printed != nil {
		return *kept.Printed, nil
	}
	generated, err := r.GeneratedBrief(ctx, month)
	if err != nil {
		return sla.Brief{}, err
	}
	return api.Printed(ctx, r.store, kept, generated)
}

// briefBy is the brief as it prints, or, by another scheme than the month's own, as
// it is computed: what people wrote belongs to the figures they saw.
func (r *reports) briefBy(ctx context.Context, month, scheme string) (sla.Brief, error) {
	if scheme == "" {
		return r.Brief(ctx, month)
	}
	return r.brief(ctx, month, scheme)
}

// GeneratedBrief is the brief as it is computed: that of the published month, or
// a draft of the month as it stands.
func (r *reports) GeneratedBrief(ctx context.Context, month string) (sla.Brief, error) {
	p, ok, err := r.published(ctx, month)
	if err != nil {
		return sla.Brief{}, err
	}
	if ok && p.Brief != nil {
		return *p.Brief, nil
	}
	b, err := r.briefs.get(month, func() (sla.Brief, error) { return r.brief(ctx, month, "") })
	b.Draft = !ok
	return b, err
}

// calls are the figures of the hotline's own telephone in a month; none where no
// telephone system tells of calls.
func (r *reports) calls(ctx context.Context, from, to time.Time) (*sla.Calls, error) {
	f, err := api.CountCalls(ctx, r.store, from, int(to.Sub(from)/(24*time.Hour)), r.now())
	if err != nil || f.Total.Offered == 0 {
		return nil, err
	}
	return &sla.Calls{Received: f.Total.Offered, Answered: f.Total.Answered}, nil
}

// trendTickets is how many tickets may be scored again for the trend alone.
const trendTickets = 60_000

// trend adds to the brief the rates of the months before. Months that were never
// published are scored for it only while they are small.
func (r *reports) trend(ctx context.Context, in *sla.BriefInput) error {
	known := map[string]*sla.Month{in.Month.Month: &in.Month}
	for _, m := range []*sla.Month{in.Previous, in.LastYear} {
		if m != nil {
			known[m.Month] = m
		}
	}
	small := trendTickets
	for _, t := range in.Series {
		m := known[t.Key]
		if m == nil {
			p, ok, err := r.published(ctx, t.Key)
			if err != nil {
				return err
			}
			m = &p.Score
			if !ok {
				if small -= t.Count; small < 0 || t.Count == 0 {
					continue
				}
				scored, err := r.Score(ctx, t.Key)
				if err != nil {
					return err
				}
				m = &scored
			}
		}
		in.Trend = append(in.Trend, sla.MonthRates{Month: m.Month, Rates: m.Totals.Rates})
	}
	return nil
}
