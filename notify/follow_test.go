package notify

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// shared are feeds that tell what other servers did.
type shared struct {
	*feeds
	tells chan map[string]int64
}

func (s shared) Watch(ctx context.Context, fn func(map[string]int64)) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case last := <-s.tells:
			fn(last)
		}
	}
}

// relay lets another server move n notices into a feed.
func (s shared) relay(t *testing.T, recipient string, n int) {
	s.write(recipient, n)
	_, err := s.Relay(t.Context(), n)
	require.NoError(t, err)
}

func (s shared) readCount() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reads
}

// A store that tells is asked for what has grown, at once and nothing else.
func TestHubFollowsWhatTheStoreTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := shared{newFeeds(), make(chan map[string]int64)}
		h := NewHub(f)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); h.follow(ctx, time.Second) }()
		defer func() { cancel(); <-done }()
		here, err := h.Subscribe(ctx, "unit:a", -1)
		require.NoError(t, err)
		defer here.Close()
		quiet, err := h.Subscribe(ctx, "unit:b", -1)
		require.NoError(t, err)
		defer quiet.Close()
		gone, err := h.Subscribe(ctx, "unit:c", -1)
		require.NoError(t, err)
		gone.Close()

		before := f.readCount()
		f.relay(t, "unit:a", 700)
		f.relay(t, "unit:c", 2)
		f.tells <- map[string]int64{"unit:a": 700, "unit:b": 0, "unit:c": 2, "unit:nobody": 9}
		synctest.Wait()
		require.EqualValues(t, 700, here.Last(), "all of it, however much")
		require.Equal(t, before+3, f.readCount(), "three bites of one feed")
		time.Sleep(10 * time.Second)
		require.Equal(t, before+3, f.readCount(), "nothing is asked for that nobody told of")

		back, err := h.Subscribe(ctx, "unit:c", -1)
		require.NoError(t, err)
		defer back.Close()
		require.EqualValues(t, 2, back.Cursor(), "what came while nobody looked is no news")

		f.relay(t, "unit:b", 3)
		f.fail(errors.New("away"))
		f.tells <- map[string]int64{"unit:b": 3}
		synctest.Wait()
		require.Zero(t, quiet.Last())
		f.fail(nil)
		time.Sleep(time.Second)
		synctest.Wait()
		require.EqualValues(t, 3, quiet.Last(), "a read that failed is made again")
	})
}
