//go:build !race

package app

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// TestHistory: the past of the sample district is whole, its units send back
// what is not theirs, and the last hours hold what a dispatcher may merge.
func TestHistory(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	now := time.Date(2026, 11, 20, 15, 42, 0, 0, sla.Zone)
	a.Clock.Advance(now.Sub(a.Clock.Now()))
	require.NoError(t, a.plantDays(t.Context(), now, 12, 0, func(int) error { return nil }))
	tickets := all(t, a)
	var returned, dispatched, closed, older, fresh int
	pairs := map[string]int{}
	for no, tk := range tickets {
		require.False(t, tk.RegisteredAt.After(now) || tk.UpdatedAt.After(a.Clock.Now()), no)
		require.Equal(t, dispatch.Day(tk.RegisteredAt), no[:8])
		if now.Sub(tk.RegisteredAt) > 8*24*time.Hour {
			older++
			require.NotEqual(t, dispatch.StateRegistered, tk.State, "%s is still with nobody", no)
			if !tk.State.Open() {
				closed++
			}
		}
		if now.Sub(tk.RegisteredAt) < 6*time.Hour {
			fresh++
		}
		if tk.Lead == "" {
			continue
		}
		dispatched++
		for _, r := range tk.Returns {
			if r.Approved {
				returned++
				pairs[tk.Lead]++
			}
		}
	}
	require.InDelta(t, 0.075, float64(returned)/float64(dispatched), 0.025)
	require.Greater(t, len(pairs), 10, "many units gain what others send back")
	require.Greater(t, float64(closed)/float64(older), 0.9)
	require.Greater(t, fresh, 20)
}

// TestOlderDaysGoOn: a district that is stopped while its past is made goes on
// where it was and makes nothing twice.
func TestOlderDaysGoOn(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	require.NoError(t, a.Jobs.stop(t.Context())) // a sweep would carry on what falls due meanwhile
	now := a.Clock.Now()
	day := func(ago int) string { return now.In(sla.Zone).AddDate(0, 0, -ago).Format(time.DateOnly) }
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindSetting, olderRecord, olderDays{From: day(9), To: day(5)}, now))
	ctx, cancel := context.WithCancel(t.Context())
	require.ErrorIs(t, a.plantDays(ctx, now, 5, 9, func(done int) error {
		if done == 2 {
			cancel()
			return ctx.Err()
		}
		return nil
	}), context.Canceled)
	half := all(t, a)
	require.NotEmpty(t, half)
	require.NoError(t, a.plantOlder(t.Context()))
	whole := all(t, a)
	require.Greater(t, len(whole), len(half)*3/2)
	days := map[string]bool{}
	for no, tk := range whole {
		days[no[:8]] = true
		if was, ok := half[no]; ok {
			require.Equal(t, was, tk)
		}
	}
	require.Len(t, days, 5)
	require.NoError(t, a.plantOlder(t.Context()), "done is done")
	require.Len(t, all(t, a), len(whole))
}

// TestDayIsTheSameWheneverMade but for what is drawn from no seed: the codes.
func TestDayIsTheSameWheneverMade(t *testing.T) {
	first := district(t, "file:"+filepath.Join(t.TempDir(), "a.db"))
	second := district(t, "file:"+filepath.Join(t.TempDir(), "b.db"))
	now := first.Clock.Now()
	lives := func(a *App, ago int) []dispatch.Write {
		ws, err := a.lives(t.Context(), now, now.AddDate(0, 0, -ago))
		require.NoError(t, err)
		return ws
	}
	lives(second, 3) // whatever was made before
	x, y := lives(first, 2), lives(second, 2)
	require.Equal(t, len(x), len(y))
	for i := range x {
		require.Equal(t, x[i].Ticket.Title+x[i].Ticket.Text+x[i].Ticket.Lead, y[i].Ticket.Title+y[i].Ticket.Text+y[i].Ticket.Lead)
		require.Equal(t, x[i].Ticket.UpdatedAt, y[i].Ticket.UpdatedAt)
	}
}
