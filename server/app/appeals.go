package app

import (
	"context"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// adjustments are what was decided in favour of units about a month: appeals that
// were upheld (申诉) and exclusions that were approved (剔除).
func (r *reports) adjustments(ctx context.Context, month string) ([]sla.Adjustment, error) {
	return api.Adjustments(ctx, r.store, month)
}

// AppealGround is a month as appeals find it.
func (r *reports) AppealGround(ctx context.Context, month string) (dispatch.AppealGround, error) {
	b, err := r.basis(ctx, month)
	if err != nil {
		return dispatch.AppealGround{}, err
	}
	w, err := r.window(ctx, month)
	return dispatch.AppealGround{Window: w, Month: b.month, Scheme: b.scheme, Units: b.units, Records: b.records}, err
}

// window is what units may ask for now.
func (r *reports) window(ctx context.Context, month string) (dispatch.AppealWindow, error) {
	l, err := r.Life(ctx, month)
	w := dispatch.AppealWindow{Published: l.Stage == sla.StagePublished, DecideUntil: l.DecideUntil}
	w.Open = l.Objection != nil && l.Objection.Open
	return w, err
}

// countDecisions adds how the appeals of a month stand, and how many tickets are
// excluded.
func (r *reports) countDecisions(ctx context.Context, month string, l *sla.Life) error {
	appeals, err := api.Appeals(ctx, r.store, month)
	for _, a := range appeals {
		switch {
		case a.Kind == sla.AdjustExclusion && a.State == dispatch.AppealUpheld:
			l.Exclusions++
		case a.Kind == sla.AdjustExclusion:
		case a.State == dispatch.AppealOpen:
			l.Appeals.Open++
		case a.State == dispatch.AppealUpheld:
			l.Appeals.Upheld++
		case a.State == dispatch.AppealRejected:
			l.Appeals.Rejected++
		}
	}
	return err
}

// Adjusted forgets the month as it was before a decision.
func (r *reports) Adjusted(month string) {
	r.months.drop(month, time.Time{})
	r.briefs.drop(month, time.Time{})
}
