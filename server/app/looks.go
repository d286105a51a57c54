package app

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// plantLooks fills the sample district's trail of views (查看留痕) with a month in
// which people looked at callers' data as their work asks for, but for one day of
// one of them.
func (a *App) plantLooks(ctx context.Context, now time.Time) error {
	const days = 30
	looks := seed.SampleLooks()
	r := rand.New(rand.NewPCG(7, days))
	cal := a.Directory.Rules().Calendar
	var lines []api.AccessLine
	for _, u := range looks.Users {
		by, nos, err := a.looker(ctx, u.User)
		if err != nil {
			return err
		}
		if len(nos) == 0 {
			continue
		}
		for ago := range days {
			day := now.In(sla.Zone).AddDate(0, 0, -ago)
			n := r.IntN(u.Most + 1)
			if !cal.Workday(day) {
				n = 0
			}
			if u.User == looks.Peak.User && ago == looks.Peak.DaysAgo {
				n = looks.Peak.Looks
			}
			for range n {
				at := time.Date(day.Year(), day.Month(), day.Day(), 8, 30+r.IntN(9*60), r.IntN(60), 0, sla.Zone)
				if at.After(now) {
					continue
				}
				l := api.NewAccessLine(at, by, nos[r.IntN(len(nos))], api.SawReveal, []string{"name", "phone", "address"}, looks.Reasons[r.IntN(len(looks.Reasons))])
				l.IP = "10.12.0." + string(rune('1'+r.IntN(9)))
				lines = append(lines, l)
			}
		}
	}
	return a.keepLooks(ctx, lines)
}

// looker is somebody who looks, with tickets to look at.
func (a *App) looker(ctx context.Context, username string) (dispatch.Actor, []string, error) {
	var f dispatch.Filter
	by := dispatch.Actor{ID: username}
	for _, u := range seed.Users() {
		if u.Username == username {
			by, f.Unit = u.Actor(), u.Unit
		}
	}
	page, _, err := a.Store.Tickets(ctx, f, dispatch.Page{Limit: 60})
	var nos []string
	for _, t := range page {
		if !t.IsSealed() && !t.Contact.Anonymous {
			nos = append(nos, t.No)
		}
	}
	return by, nos, err
}

// keepLooks writes lines side by side, so that they share commits.
func (a *App) keepLooks(ctx context.Context, lines []api.AccessLine) error {
	const together = 16
	errs := make([]error, together)
	var work sync.WaitGroup
	for i := range together {
		work.Go(func() {
			for k := i; k < len(lines) && errs[i] == nil; k += together {
				errs[i] = api.KeepAccess(ctx, a.Store, lines[k])
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}
