package app

import (
	"context"
	"fmt"
	"strings"
	"time"

	"hotline/dispatch"
)

// retention forgets what has been kept long enough (到期清理) and tells how much.
// Expired records are sessions, leases, marks of servers gone, views, inspections
// and lines of the audit trail, exports that nobody fetched: each kind carries its own time.
func (a *App) retention(ctx context.Context) (string, error) {
	now := a.Clock.Now()
	old := now.Add(-a.cfg.FeedKeep.Duration)
	var done []string
	for _, part := range []struct {
		what string
		drop func() (int, error)
	}{
		{"persons", func() (int, error) { return a.erasePersons(ctx, now) }},
		{"frames", func() (int, error) { return a.Store.TrimFeed(ctx, old) }},
		{"deliveries", func() (int, error) { return a.Store.TrimDeliveries(ctx, now.Add(-a.cfg.DeliveriesKeep.Duration)) }},
		{"attachments", func() (int, error) { return a.dropFiles(ctx, now) }},
		{"records", func() (int, error) { return a.Store.Sweep(ctx, now) }},
	} {
		n, err := part.drop()
		if err != nil {
			return "", fmt.Errorf("%s: %w", part.what, err)
		}
		done = append(done, fmt.Sprintf("%d %s", n, part.what))
	}
	return strings.Join(done, ", "), nil
}

// erasePersons forgets callers whose tickets closed long ago (保存期满).
func (a *App) erasePersons(ctx context.Context, now time.Time) (int, error) {
	keep := a.cfg.PersonKeep.Duration
	if keep == 0 {
		return 0, nil
	}
	n := 0
	err := a.Store.Each(ctx, dispatch.Filter{To: now.Add(-keep)}, func(t dispatch.Ticket) error {
		if t.State.Open() || t.ClosedAt.IsZero() || t.ClosedAt.After(now.Add(-keep)) {
			return nil
		}
		n++
		return a.Store.ErasePerson(ctx, t.No)
	})
	return n, err
}
