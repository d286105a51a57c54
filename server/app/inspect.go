package app

import (
	"context"
	"fmt"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// settleMerged does what a crash between the writes of a master and its merged
// tickets left undone.
func (a *App) settleMerged(ctx context.Context) error {
	return a.Store.Each(ctx, dispatch.Filter{States: []dispatch.State{dispatch.StateMerged}}, func(t dispatch.Ticket) error {
		settled, err := a.Service.SettleMerged(ctx, t.No)
		if settled {
			a.log.Warn("merged ticket settled late", "ticket", t.No, "master", t.MergedInto)
		}
		return err
	})
}

// inspectionDue tells whether a time of the inspection has come that it has not
// run for, also when the server was down then.
func (a *App) inspectionDue(ctx context.Context) (bool, error) {
	in, err := a.Service.Inspection(ctx)
	if err != nil {
		return false, err
	}
	now := a.Clock.Now()
	last, err := a.Service.LastRun(ctx, now)
	return last.At.Before(in.Slot(now)), err
}

// inspect looks at every open ticket (电子监察), keeps what the rules find, and
// tells units and supervisors what is new.
func (a *App) inspect(ctx context.Context) (string, error) {
	if err := a.settleMerged(ctx); err != nil {
		return "", err
	}
	in, err := a.Service.Inspection(ctx)
	if err != nil {
		return "", err
	}
	before, err := a.Service.LastRun(ctx, a.Clock.Now())
	if err != nil {
		return "", err
	}
	run, err := a.Service.Inspect(ctx, in.Rules)
	if err != nil {
		return "", err
	}
	run.Since(before)
	total := 0
	for _, f := range run.Findings {
		total += f.Count
	}
	if err := a.keepRun(ctx, run); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d findings by %d rules", total, len(run.Findings)), a.Service.Report(ctx, run)
}

func (a *App) keepRun(ctx context.Context, run dispatch.InspectionRun) error {
	r, err := run.Record()
	if err != nil {
		return err
	}
	_, err = a.Store.PutRecord(ctx, r)
	if dispatch.CodeOf(err) == dispatch.Exists { // twice in one second: the first stands
		return nil
	}
	return err
}

// lateDay is how many tickets were late at the close of a working day.
type lateDay struct {
	Day  string `json:"day"`
	Late int    `json:"late"`
	Open int    `json:"open"`
}

// snapshotLate keeps the number of late tickets of each working day at 17:30.
func (a *App) snapshotLate(ctx context.Context) (string, error) {
	now := a.Clock.Now()
	if !a.Directory.Rules().Calendar.Workday(now) {
		return "", nil
	}
	counts, err := a.Store.Counts(ctx, []string{"hotline/late", "hotline/open"})
	if err != nil {
		return "", err
	}
	d := lateDay{Day: now.In(sla.Zone).Format(time.DateOnly), Late: counts["hotline/late"], Open: counts["hotline/open"]}
	return fmt.Sprintf("%d late", d.Late), a.keepLate(ctx, d, now)
}

func (a *App) keepLate(ctx context.Context, d lateDay, now time.Time) error {
	return put(ctx, a.Store, dispatch.KindFinding, "late-"+d.Day, d, now)
}
