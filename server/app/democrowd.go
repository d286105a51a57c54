package app

import (
	"context"
	"errors"
	"sync"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/server/api"
)

// planters is how many records are planted side by side, so that they share
// their commits.
const planters = 32

// plantCrowd adds departments with an account each, for load tests. The password
// is the public one, so its hash need not be dear: two thousand consoles sign
// in before a measurement begins.
func (a *App) plantCrowd(ctx context.Context, n int, now time.Time) error {
	units, users := seed.Crowd(n)
	hash := api.PublicHash(demoPassword)
	errs := make([]error, planters)
	var work sync.WaitGroup
	for p := range planters {
		work.Go(func() {
			for i := p; i < len(units) && errs[p] == nil; i += planters {
				user := users[i]
				user.Hash = hash
				errs[p] = errors.Join(put(ctx, a.Store, dispatch.KindUnit, units[i].Code, units[i], now),
					put(ctx, a.Store, dispatch.KindUser, user.Username, user, now))
			}
		})
	}
	work.Wait()
	return errors.Join(errs...)
}
