package app

import (
	"context"

	"hotline/dispatch"
	"hotline/sla"
)

// plantedMonths is how many months of a sample district have a docket.
const plantedMonths = 12

// plantDockets gives the months of a sample district the lives they would have
// had, the newest first: drafted, and published where that time has come.
func (a *App) plantDockets(ctx context.Context) error {
	if making, err := a.makingOlder(ctx); err != nil || making {
		return err
	}
	r, month := a.reports(), sla.MonthOf(a.Clock.Now())
	for range plantedMonths {
		month = before(month)
		if err := r.plantDocket(ctx, month); err != nil && dispatch.CodeOf(err) != dispatch.Conflict { // somebody was faster
			return err
		}
	}
	return nil
}

func (r *reports) plantDocket(ctx context.Context, month string) error {
	const by = "supervisor"
	d, version, err := r.unpublished(ctx, month)
	if err != nil || version > 0 {
		return err
	}
	p, err := r.planned(ctx, month)
	if err != nil || r.now().Before(p.DraftAt) {
		return err
	}
	if some, err := r.hasTickets(ctx, month); err != nil || !some {
		return err
	}
	if d, err = r.draft(ctx, d, by, p.DraftAt); err != nil {
		return err
	}
	d = d.Tell(sla.NewsDraft).Tell(sla.NewsClosing).Tell(sla.NewsPublished)
	if r.now().Before(p.PublishAt) {
		return r.keepDocket(ctx, d, version)
	}
	result, err := r.result(ctx, d)
	if err != nil {
		return err
	}
	d, e, err := d.Publish(result, 0, "", by, p.PublishAt)
	if err != nil {
		return err
	}
	if err := r.keepEdition(ctx, month, edition{Edition: e}); err != nil {
		return err
	}
	return r.keepDocket(ctx, d, version)
}
