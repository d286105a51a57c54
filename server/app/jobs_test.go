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
	"hotline/server/api"
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
	_, err = j.Run(t.Context(), "bad")
	require.ErrorContains(t, err, "disk full")
	list, err := j.List(t.Context())
	require.NoError(t, err)
	require.Equal(t, "disk full", list[0].Error)
	_, err = j.Run(t.Context(), "none")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
}

// TestLease: held by one at a time, renewed lazily, taken ttl after its holder
// was last seen to renew it, whatever the servers' clocks say.
func TestLease(t *testing.T) {
	for name, skew := range map[string]time.Duration{"clocks agree": 0, "the other is ahead": 5 * time.Minute, "the other is behind": -5 * time.Minute} {
		t.Run(name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
			st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: func() time.Time { return now }})
			require.NoError(t, err)
			defer st.Close()
			a := newLeases(st, "a", func() time.Time { return now })
			b := newLeases(st, "b", func() time.Time { return now.Add(skew) })
			hold := func(l *leases) bool {
				ok, err := l.hold(t.Context(), "sweep", 10*time.Second)
				require.NoError(t, err)
				return ok
			}
			require.True(t, hold(a))
			require.False(t, hold(b))
			now = now.Add(8 * time.Second)
			require.True(t, hold(a), "renewed in its last half")
			require.False(t, hold(b), "the renewal counts")
			now = now.Add(9 * time.Second)
			require.False(t, hold(b), "a may still believe in it")
			now = now.Add(time.Second)
			require.True(t, hold(b), "a let it expire")
			require.False(t, hold(a))
			a.release(t.Context())
			require.True(t, hold(b), "what a lost it cannot give back")
			b.release(t.Context())
			require.True(t, hold(a), "given back, it is free at once")
			now = now.Add(time.Hour)
			require.True(t, hold(newLeases(st, "c", func() time.Time { return now })), "left from a run long past")
		})
	}
}

// TestLeaseIsKept: a job longer than its lease keeps it; one whose lease another
// server took is told to stop.
func TestLeaseIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
		require.NoError(t, err)
		defer st.Close()
		a, b := newLeases(st, "a", time.Now), newLeases(st, "b", time.Now)
		ok, err := a.hold(t.Context(), "retention", time.Minute)
		require.NoError(t, err)
		require.True(t, ok)
		running, done := a.keep(t.Context(), "retention", time.Minute)
		for range 10 {
			pass(time.Minute)
			ok, err := b.hold(t.Context(), "retention", time.Minute)
			require.NoError(t, err)
			require.False(t, ok)
		}
		require.NoError(t, running.Err())
		r, err := st.Record(t.Context(), dispatch.KindLease, "retention")
		require.NoError(t, err)
		_, err = st.PutRecord(t.Context(), r)
		require.NoError(t, err)
		pass(time.Minute)
		require.Error(t, running.Err())
		done()
	})
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
	require.NoError(t, j.once(t.Context(), idle))
	list, err := j.List(t.Context())
	require.NoError(t, err)
	require.False(t, list[0].Start.IsZero())
	_, err = st.Record(t.Context(), dispatch.KindJob, "sweep")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
}

// TestRunAskedElsewhere: a run that is asked for at a server that may not do it
// is done by the one that may, and the list says how it stands; one that the
// holder is killed over is done by its successor.
func TestRunAskedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
		require.NoError(t, err)
		var ran atomic.Int32
		table := []job{{"learn", "0 40 2 * * *", 10 * time.Second, func(context.Context) (string, error) {
			<-time.After(20 * time.Second) // of the bubble: virtual
			ran.Add(1)
			return "learnt", nil
		}}}
		start := func(name string) *jobs {
			j, err := newJobs(t.Context(), st, newLeases(st, name, time.Now), time.Now, newLogger(io.Discard, "error"), name, table)
			require.NoError(t, err)
			return j
		}
		stands := func(j *jobs) api.JobStatus {
			list, err := j.List(t.Context())
			require.NoError(t, err)
			return list[0]
		}
		ask := func(j *jobs, wait time.Duration) bool {
			ctx, cancel := context.WithTimeout(t.Context(), wait)
			defer cancel()
			done, err := j.Run(ctx, "learn")
			require.NoError(t, err)
			return done
		}
		one, two := start("one"), start("two")
		ok, err := one.leases.hold(t.Context(), "learn", 10*time.Second)
		require.NoError(t, err)
		require.True(t, ok)
		require.False(t, ask(two, time.Second), "one has the lease")
		require.False(t, stands(two).Asked.IsZero())
		require.True(t, stands(two).Running.IsZero())
		one.cron.Start()
		two.cron.Start()
		pass(2 * time.Second)
		require.Equal(t, "one", stands(two).RunningOn, "within two seconds")
		require.False(t, ask(two, time.Second), "asked once more while it runs: it is the same run")
		pass(30 * time.Second)
		require.EqualValues(t, 1, ran.Load())
		require.True(t, stands(two).Asked.IsZero(), "it is over")
		require.Equal(t, "one", stands(two).Server)

		require.False(t, ask(two, time.Second), "one keeps its lease a while")
		require.NoError(t, one.stop(t.Context()))
		pass(time.Minute)
		require.NotZero(t, ran.Load(), "whoever comes after does it")
		require.True(t, stands(two).Asked.IsZero())
		require.True(t, ask(two, time.Minute), "here it is waited for")
		require.NoError(t, two.stop(t.Context()))
		require.NoError(t, st.Close())
	})
}
