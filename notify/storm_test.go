package notify

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// TestPeers19FarBehindReadOnce lets a crowd come back from beyond the memory, all
// at once and each from another place: one of them reads what is older, for all.
func TestPeers19FarBehindReadOnce(t *testing.T) {
	f := newFeeds()
	push(t, f, NewHub(f), "unit:zjj", 900)
	h := NewHub(f)
	var crowd sync.WaitGroup
	for i := range 300 {
		crowd.Go(func() {
			s, err := h.Subscribe(t.Context(), "unit:zjj", int64(i))
			if err != nil {
				return
			}
			defer s.Close()
			for b, err := s.Take(t.Context(), 64); err == nil && !b.Empty(); b, err = s.Take(t.Context(), 64) {
			}
		})
	}
	crowd.Wait()
	require.Equal(t, 2, f.reads, "the end of the feed, and what is older")
	require.Equal(t, span(1, 900), drain(t, subscribe(t, h, "unit:zjj", 0), 64))
	require.Equal(t, 2, f.reads)
}

// TestHubRestsBetweenWakes checks that a feed with many consoles wakes them at
// once for the first frame and then together for several, and that one with few
// does not wait.
func TestHubRestsBetweenWakes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeeds()
		h := NewHub(f)
		s := subscribe(t, h, "unit:zjj", -1)
		few := s.Changed()
		push(t, f, h, "unit:zjj", 1)
		<-few
		few = s.Changed()
		push(t, f, h, "unit:zjj", 1)
		<-few

		for range 200 {
			subscribe(t, h, "unit:zjj", -1)
		}
		first := s.Changed()
		start := time.Now()
		push(t, f, h, "unit:zjj", 1)
		<-first
		require.Zero(t, time.Since(start), "the first is told at once")
		second := s.Changed()
		push(t, f, h, "unit:zjj", 1)
		push(t, f, h, "unit:zjj", 1)
		<-second
		require.Equal(t, restOf(201), time.Since(start), "the next together")
		require.Equal(t, span(1, 5), drain(t, s, 64))
		pass(time.Second)
	})
}
