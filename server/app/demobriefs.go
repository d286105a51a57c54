package app

import (
	"context"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// plantBrief publishes the brief of the last month whose scores are out, an hour
// after them; of seven units six have confirmed that they read it.
func (a *App) plantBrief(ctx context.Context) error {
	r, month := a.reports(), sla.MonthOf(a.Clock.Now())
	for range plantedMonths {
		month = before(month)
		d, _, err := r.docket(ctx, month)
		if err != nil {
			return err
		}
		if d.Stage(r.now()) == sla.StagePublished {
			return a.plantBriefOf(ctx, month, d.Editions[0].At.Add(time.Hour))
		}
	}
	return nil
}

func (a *App) plantBriefOf(ctx context.Context, month string, at time.Time) error {
	kept, version, err := api.LoadBrief(ctx, a.Store, month)
	if err != nil || version > 0 || at.After(a.Clock.Now()) {
		return err
	}
	generated, err := a.reports().GeneratedBrief(ctx, month)
	if err != nil {
		return err
	}
	kept, err = api.PublishBrief(ctx, a.Store, kept, version, generated, a.Directory.Units(), demoSupervisor, at)
	if err != nil {
		return err
	}
	for i, unit := range kept.Recipients {
		read := at.Add(time.Duration(1+i*7%30) * time.Hour)
		if i%7 == 6 || read.After(a.Clock.Now()) {
			continue
		}
		if kept, _, err = kept.Receive(liaison(unit), read); err != nil {
			return err
		}
	}
	_, version, err = api.LoadBrief(ctx, a.Store, month)
	if err != nil {
		return err
	}
	err = api.PutBrief(ctx, a.Store, kept, version, at)
	if dispatch.CodeOf(err) == dispatch.Conflict { // a unit was faster
		return nil
	}
	return err
}
