package app

import (
	"context"
	"fmt"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/sla"
)

// dutyHours are the hours of a shift of the sample district, from midnight.
type dutyHours struct{ from, to int }

// plantRoster puts the sample district's people on duty: the hotline by three
// shifts, the first units by day and evening. One unit has nobody at night, of
// another the first liaison is on leave.
func (a *App) plantRoster(ctx context.Context, now time.Time) error {
	monday := now.In(sla.Zone)
	monday = time.Date(monday.Year(), monday.Month(), monday.Day()-(int(monday.Weekday())+6)%7, 0, 0, 0, 0, sla.Zone)
	names := map[string]string{}
	for _, u := range seed.Users() {
		names[u.Username] = u.Name
	}
	n := 0
	keep := func(s dispatch.Shift) error {
		n++
		s.ID, s.Name = fmt.Sprintf("sample-%03d", n), names[s.User]
		return put(ctx, a.Store, dispatch.KindRoster, s.ID, s, now)
	}
	week := func(scope, user string, post dispatch.Post, days []int, h dutyHours) error {
		for _, d := range days {
			from := monday.AddDate(0, 0, d)
			if err := keep(dispatch.Shift{Scope: scope, User: user, Post: post, From: from.Add(time.Duration(h.from) * time.Hour).UTC(),
				To: from.Add(time.Duration(h.to) * time.Hour).UTC(), Weekly: true}); err != nil {
				return err
			}
		}
		return nil
	}
	all, office := []int{0, 1, 2, 3, 4, 5, 6}, []int{0, 1, 2, 3, 4}
	for user, h := range map[string]dutyHours{"agent": {8, 16}, "agent2": {16, 24}, "dispatcher": {8, 17}, "dispatcher2": {22, 32}} {
		if err := week(dispatch.HotlineScope, user, "", all, h); err != nil {
			return err
		}
	}
	units := seed.Units()
	for _, u := range units[:3] {
		if err := week(u.Code, "liaison-"+u.Code, dispatch.PostA, office, dutyHours{8, 18}); err != nil {
			return err
		}
		if err := week(u.Code, "liaison-"+u.Code+"-b", dispatch.PostB, all, dutyHours{18, 25}); err != nil {
			return err
		}
	}
	away := units[2].Code
	return keep(dispatch.Shift{Scope: away, User: "liaison-" + away, Post: dispatch.PostA, From: monday.UTC(), To: monday.AddDate(0, 0, 14).UTC(), Absent: true})
}

// plantInspections keeps the run of this morning and one of yesterday, which knew
// a few tickets more and a few less.
func (a *App) plantInspections(ctx context.Context) error {
	in, err := a.Service.Inspection(ctx)
	if err != nil {
		return err
	}
	run, err := a.Service.Inspect(ctx, in.Rules)
	if err != nil {
		return err
	}
	before := run
	before.At = in.Slot(run.At.Add(-24 * time.Hour))
	before.ID, before.Findings = dispatch.RunID(before.At), nil
	for _, f := range run.Findings {
		f.Nos = f.Nos[min(2, len(f.Nos)):]
		f.Count = len(f.Nos)
		before.Findings = append(before.Findings, f)
	}
	before.Since(dispatch.InspectionRun{})
	run.Since(before)
	if err := a.keepRun(ctx, before); err != nil {
		return err
	}
	return a.keepRun(ctx, run)
}
