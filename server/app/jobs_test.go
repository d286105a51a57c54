package app

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store/sqlite"
)

// TestJobsTwoServers: of two servers on one store one runs a job each time, the
// other takes over when the first is gone, and no run overlaps itself.
func TestJobsTwoServers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
		require.NoError(t, err)
		var runs, running, overlaps atomic.Int32
		table := []job{{"sweep", "* * * * * *", 15 * time.Second, func(context.Context) (string, error) {
			if running.Add(1) > 1 {
				overlaps.Add(1)
			}
			<-time.After(2500 * time.Millisecond) // of the bubble: virtual
			running.Add(-1)
			runs.Add(1)
			return "done", nil
		}}}
		start := func(name string) (*jobs, *leases) {
			ls := newLeases(st, name, time.Now)
			j, err := newJobs(t.Context(), st, ls, time.Now, newLogger(io.Discard, "error"), name, table)
			require.NoError(t, err)
			j.cron.Start()
			return j, ls
		}
		one, leaseOne := start("one")
		two, _ := start("two")
		pass(time.Minute)
		require.Zero(t, overlaps.Load())
		require.InDelta(t, 20, runs.Load(), 2, "every third second, by one of them")
		require.NoError(t, one.stop(t.Context()))
		leaseOne.release(t.Context())
		before := runs.Load()
		pass(30 * time.Second)
		require.Greater(t, runs.Load(), before+5, "the other took over")
		require.NoError(t, two.stop(t.Context()))
		require.Zero(t, overlaps.Load())
		list, err := two.List(t.Context())
		require.NoError(t, err)
		require.Equal(t, "two", list[0].Server)
		require.Equal(t, "done", list[0].Result)
		require.NoError(t, st.Close())
	})
}

// TestJobFails: a failing or panicking job is on the list with its error, and
// the next run comes.
func TestJobFails(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
	require.NoError(t, err)
	defer st.Close()
	j, err := newJobs(t.Context(), st, newLeases(st, "one", time.Now), time.Now, newLogger(io.Discard, "error"), "one",
		[]job{{"bad", "0 0 2 1 * *", time.Minute, func(context.Context) (string, error) { return "", errors.New("disk full") }}})
	require.NoError(t, err)
	require.ErrorContains(t, j.Run(t.Context(), "bad"), "disk full")
	list, err := j.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, "disk full", list[0].Error)
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(j.Run(t.Context(), "none")))
}

// TestLease: held by one at a time, renewed lazily, free after it expired.
func TestLease(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: clock})
	require.NoError(t, err)
	defer st.Close()
	a, b := newLeases(st, "a", clock), newLeases(st, "b", clock)
	hold := func(l *leases) bool {
		ok, err := l.hold(t.Context(), "sweep", 10*time.Second)
		require.NoError(t, err)
		return ok
	}
	require.True(t, hold(a))
	require.False(t, hold(b))
	now = now.Add(8 * time.Second)
	require.True(t, hold(a), "renewed in its last half")
	now = now.Add(8 * time.Second)
	require.False(t, hold(b), "the renewal counts")
	now = now.Add(3 * time.Second)
	require.True(t, hold(b), "a let it expire")
	require.False(t, hold(a))
}

// TestIdleRunShows: a run that found nothing to do is on the list, without a
// record being written for it.
func TestIdleRunShows(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
	require.NoError(t, err)
	defer st.Close()
	idle := job{"sweep", "* * * * * *", 15 * time.Second, func(context.Context) (string, error) { return "", nil }}
	j, err := newJobs(t.Context(), st, newLeases(st, "one", time.Now), time.Now, newLogger(io.Discard, "error"), "one", []job{idle})
	require.NoError(t, err)
	require.NoError(t, j.once(t.Context(), idle, false))
	list, err := j.List(t.Context())
	require.NoError(t, err)
	require.False(t, list[0].Start.IsZero())
	_, err = st.Record(t.Context(), dispatch.KindJob, "sweep")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
}
