package notify

import (
	"bytes"
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// runWorker starts a worker in a synctest bubble and returns what ends it.
func runWorker(t *testing.T, f *feeds, h *Hub, log *bytes.Buffer) (w *Worker, stop func()) {
	w = NewWorker(f, h, slog.New(slog.NewTextHandler(log, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.Run(ctx) }()
	synctest.Wait()
	return w, func() {
		cancel()
		require.NoError(t, <-done)
	}
}

func TestWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		f := newFeeds()
		h := NewHub(f)
		s := subscribe(t, h, "unit:zjj", -1)
		f.write("unit:zjj", 1200) // left by a crash: more than one batch
		w, stop := runWorker(t, f, h, &log)
		require.Equal(t, int64(1200), s.Last())

		start := time.Now()
		f.write("unit:zjj", 1)
		for range 100 {
			w.Wake()
		}
		synctest.Wait()
		require.Equal(t, int64(1201), s.Last())
		require.Zero(t, time.Since(start), "a wake is served at once")

		f.write("unit:zjj", 1) // of another server: nobody wakes
		pass(tick)
		require.Equal(t, int64(1202), s.Last())
		stop()
		require.Empty(t, log.String())
	})
}

// TestPeers16 checks that a notice survives a store that fails, and that the
// other recipients get theirs as soon as it is back.
func TestPeers16(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		f := newFeeds()
		h := NewHub(f)
		units := []*Subscriber{subscribe(t, h, "unit:zjj", -1), subscribe(t, h, "unit:cgj", -1)}
		w, stop := runWorker(t, f, h, &log)
		f.fail(dispatch.Errorf(dispatch.Unavailable, "store_down"))
		f.write("unit:zjj", 1)
		f.write("unit:cgj", 1)
		for range 600 { // ten minutes of work that wakes the worker each second
			w.Wake()
			pass(time.Second)
		}
		synctest.Wait()
		lines := bytes.Count(log.Bytes(), []byte("relay notices"))
		require.Greater(t, lines, 100, "it keeps trying")
		require.Less(t, lines, 150, "and does not hammer")
		f.fail(nil)
		pass(patience)
		for _, u := range units {
			require.Equal(t, span(1, 1), drain(t, u, 64))
		}
		require.NotContains(t, log.String(), "路灯")

		synctest.Wait()
		log.Reset()
		f.write("unit:zjj", 1)
		w.Wake()
		synctest.Wait()
		require.Equal(t, span(2, 2), drain(t, units[0], 64), "the pauses are forgotten")
		stop()
	})
}
