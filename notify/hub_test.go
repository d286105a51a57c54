package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// feeds is an outbox and its feeds in memory, with faults to order.
type feeds struct {
	mu      sync.Mutex
	waiting []dispatch.Notice
	kept    map[string][]dispatch.Frame
	last    map[string]int64
	reads   int
	fault   error
}

func newFeeds() *feeds {
	return &feeds{kept: map[string][]dispatch.Frame{}, last: map[string]int64{}}
}

// write puts n notices for a recipient into the outbox.
func (f *feeds) write(recipient string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for range n {
		f.waiting = append(f.waiting, dispatch.Notice{Recipient: recipient, Kind: Dispatched, No: "20261123-0001", Title: "路灯不亮"})
	}
}

func (f *feeds) Relay(ctx context.Context, limit int) ([]dispatch.Frame, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fault != nil {
		return nil, f.fault
	}
	var out []dispatch.Frame
	for _, n := range f.waiting[:min(limit, len(f.waiting))] {
		f.last[n.Recipient]++
		frame := dispatch.Frame{ID: f.last[n.Recipient], Notice: n}
		f.kept[n.Recipient] = append(f.kept[n.Recipient], frame)
		out = append(out, frame)
	}
	f.waiting = f.waiting[len(out):]
	return out, ctx.Err()
}

func (f *feeds) Feed(ctx context.Context, recipient string, after int64, limit int) ([]dispatch.Frame, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.reads++
	var out []dispatch.Frame
	for _, x := range f.kept[recipient] {
		if x.ID > after && len(out) < limit {
			out = append(out, x)
		}
	}
	return out, errors.Join(f.fault, ctx.Err())
}

func (f *feeds) FeedSpan(ctx context.Context, recipient string) (first, last int64, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if k := f.kept[recipient]; len(k) > 0 {
		first = k[0].ID
	}
	return first, f.last[recipient], errors.Join(f.fault, ctx.Err())
}

// trim drops a recipient's frames up to id.
func (f *feeds) trim(recipient string, id int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k := f.kept[recipient]
	for len(k) > 0 && k[0].ID <= id {
		k = k[1:]
	}
	f.kept[recipient] = k
}

func (f *feeds) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fault = err
}

// push writes and relays n notices.
func push(t testing.TB, f *feeds, h *Hub, recipient string, n int) {
	f.write(recipient, n)
	for {
		frames, err := f.Relay(t.Context(), 100)
		require.NoError(t, err)
		if len(frames) == 0 {
			return
		}
		h.Publish(frames)
	}
}

func subscribe(t testing.TB, h *Hub, recipient string, after int64) *Subscriber {
	s, err := h.Subscribe(t.Context(), recipient, after)
	require.NoError(t, err)
	t.Cleanup(s.Close)
	return s
}

// drain takes everything there is and lists the ids; a resync is its negative.
func drain(t testing.TB, s *Subscriber, limit int) []int64 {
	var ids []int64
	for {
		b, err := s.Take(t.Context(), limit)
		require.NoError(t, err)
		switch {
		case b.Empty():
			return ids
		case b.Resync:
			ids = append(ids, -b.Last)
		}
		for _, f := range b.Frames {
			ids = append(ids, f.ID)
		}
	}
}

func span(from, to int64) []int64 {
	var ids []int64
	for id := from; id <= to; id++ {
		ids = append(ids, id)
	}
	return ids
}

func TestSubscribe(t *testing.T) {
	tests := []struct {
		name    string
		before  int   // frames relayed before the server started
		trimmed int64 // of them dropped
		after   int64
		live    int // frames published after the console came
		want    []int64
	}{
		{"nothing yet", 0, 0, -1, 0, nil},
		{"first frames", 0, 0, -1, 3, span(1, 3)},
		{"fresh console starts at the end", 10, 0, -1, 2, span(11, 12)},
		{"resumes", 10, 0, 4, 2, span(5, 12)},
		{"has everything", 10, 0, 10, 0, nil},
		{"from the first", 10, 0, 0, 0, span(1, 10)},
		{"beyond the memory", 600, 0, 20, 1, span(21, 601)},
		{"far behind", 1500, 0, 20, 1, []int64{-1501}},
		{"dropped meanwhile", 50, 30, 20, 1, []int64{-51}},
		{"just not dropped", 50, 30, 30, 1, span(31, 51)},
		{"all dropped", 50, 50, 20, 0, []int64{-50}},
		{"of another life of the store", 5, 0, 99, 1, []int64{-6}},
		{"more than the memory at once", 5, 0, 5, 700, span(6, 705)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := newFeeds()
			push(t, f, NewHub(f), "unit:zjj", tt.before)
			f.trim("unit:zjj", tt.trimmed)
			h := NewHub(f)
			s := subscribe(t, h, "unit:zjj", tt.after)
			push(t, f, h, "unit:zjj", tt.live)
			push(t, f, h, "unit:cgj", 3)
			require.Equal(t, tt.want, drain(t, s, 64))
		})
	}
}

// TestFrameJSON fixes the wire form.
func TestFrameJSON(t *testing.T) {
	at := time.Date(2026, 11, 23, 1, 2, 3, 0, time.UTC)
	f := encode(dispatch.Frame{ID: 58, Notice: dispatch.Notice{Key: "k", Recipient: "unit:zjj", Kind: Escalated, No: "20261123-0001", Version: 3,
		State: dispatch.StateDispatched, Urgency: dispatch.Life, Title: "路灯不亮", At: at, Unit: "zjj", Level: 1, Clock: "accept", Text: "超时"}})
	require.JSONEq(t, `{"type":"frame","id":58,"kind":"escalated","no":"20261123-0001","version":3,"state":"dispatched","urgency":"life",
		"title":"路灯不亮","at":"2026-11-23T01:02:03Z","unit":"zjj","level":1,"clock":"accept","text":"超时"}`, string(f.JSON))
}

// TestHubReadsStoreOnce checks that a crowd that comes back after a restart is
// served from memory.
func TestHubReadsStoreOnce(t *testing.T) {
	f := newFeeds()
	push(t, f, NewHub(f), "unit:zjj", 200)
	h := NewHub(f)
	for i := range 500 {
		require.Equal(t, span(int64(i%200)+1, 200), drain(t, subscribe(t, h, "unit:zjj", int64(i%200)), 64))
	}
	require.Equal(t, 1, f.reads)
	require.Equal(t, int64(500), h.Stats().Consoles)
}

// TestHubFaults checks that a store that fails costs neither frames nor the hub.
func TestHubFaults(t *testing.T) {
	f, down := newFeeds(), dispatch.Errorf(dispatch.Unavailable, "store_down")
	push(t, f, NewHub(f), "unit:zjj", 600)
	h := NewHub(f)
	f.fail(down)
	_, err := h.Subscribe(t.Context(), "unit:zjj", 0)
	require.ErrorIs(t, err, down)
	require.Zero(t, h.Stats().Consoles)
	f.fail(nil)
	s := subscribe(t, h, "unit:zjj", 0)
	f.fail(down)
	_, err = s.Take(t.Context(), 64)
	require.ErrorIs(t, err, down, "frame 1 is no longer in memory")
	f.fail(nil)
	require.Equal(t, span(1, 600), drain(t, s, 64))
}

// TestHubFollow checks that a server sees what another one relays.
func TestHubFollow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFeeds()
		mine, other := NewHub(f), NewHub(f)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			mine.follow(ctx, 500*time.Millisecond)
		}()
		s := subscribe(t, mine, "unit:zjj", -1)
		push(t, f, other, "unit:zjj", 3)
		require.Empty(t, drain(t, s, 64))
		pass(time.Second)
		require.Equal(t, span(1, 3), drain(t, s, 64))

		// A console that comes from the other server is ahead of this one.
		push(t, f, other, "unit:zjj", 2)
		require.Empty(t, drain(t, subscribe(t, mine, "unit:zjj", 5), 64))

		// Frames of both servers, and one seen twice.
		push(t, f, other, "unit:zjj", 1)
		push(t, f, mine, "unit:zjj", 1)
		pass(time.Second)
		require.Equal(t, span(4, 7), drain(t, s, 64))
		f.fail(errors.New("down"))
		pass(time.Second)
		stop()
		<-done
	})
}

// TestHubRace lets consoles come, read and go while frames are published: each
// sees every frame once and in order.
func TestHubRace(t *testing.T) {
	const frames, consoles = 2000, 20
	f := newFeeds()
	h := NewHub(f)
	var wg sync.WaitGroup
	faults := make(chan error, consoles)
	for n := range consoles {
		wg.Go(func() { faults <- follow(t.Context(), h, frames, n+1) })
	}
	for range frames / 10 {
		push(t, f, h, "unit:zjj", 10)
	}
	wg.Wait()
	for range consoles {
		require.NoError(t, <-faults)
	}
	require.Zero(t, h.Stats().Consoles)
	require.Equal(t, int64(frames), h.Stats().Frames)
}

// follow reads up to the given frame, leaving and coming back on the way.
func follow(ctx context.Context, h *Hub, to int64, step int) error {
	var seen int64
	for seen < to {
		s, err := h.Subscribe(ctx, "unit:zjj", seen)
		if err != nil {
			return err
		}
		for range step {
			changed := s.Changed()
			b, err := s.Take(ctx, 16)
			if err != nil {
				return err
			}
			for _, f := range b.Frames {
				if f.ID != seen+1 {
					return fmt.Errorf("frame %d after %d", f.ID, seen)
				}
				seen = f.ID
			}
			if b.Resync { // reads its lists anew
				seen = b.Last
			}
			if b.Empty() && seen < to {
				<-changed
			}
		}
		s.Close()
	}
	return nil
}

func TestHubCloseAll(t *testing.T) {
	f := newFeeds()
	h := NewHub(f)
	s := subscribe(t, h, "unit:zjj", -1)
	push(t, f, h, "unit:zjj", 1)
	h.CloseAll()
	h.CloseAll()
	<-s.Done()
	_, err := s.Take(t.Context(), 64)
	require.ErrorIs(t, err, ErrClosed)
	s.Close()
	s.Close()
	require.Zero(t, h.Stats().Consoles)

	// The frame is not lost: the next server has it.
	require.Equal(t, span(1, 1), drain(t, subscribe(t, NewHub(f), "unit:zjj", 0), 64))
}

// BenchmarkPublish gives one frame to N consoles of a unit, up to the moment
// the last of them has taken it.
func BenchmarkPublish(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			f := newFeeds()
			h := NewHub(f)
			ctx, stop := context.WithCancel(b.Context())
			var taken, ended sync.WaitGroup
			for range n {
				s, err := h.Subscribe(ctx, "unit:zjj", -1)
				require.NoError(b, err)
				ended.Go(func() { takeAll(ctx, s, &taken) })
			}
			notice := dispatch.Notice{Recipient: "unit:zjj", Kind: Dispatched, No: "20261123-0001", Title: "路灯不亮"}
			b.ReportAllocs()
			b.ResetTimer()
			for i := range b.N {
				taken.Add(n)
				h.Publish([]dispatch.Frame{{ID: int64(i + 1), Notice: notice}})
				taken.Wait()
			}
			b.StopTimer()
			stop()
			ended.Wait()
		})
	}
}

func takeAll(ctx context.Context, s *Subscriber, taken *sync.WaitGroup) {
	defer s.Close()
	for {
		changed := s.Changed()
		batch, err := s.Take(ctx, 64)
		if err != nil {
			return
		}
		for range batch.Frames {
			taken.Done()
		}
		if !batch.Empty() {
			continue
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return
		}
	}
}

// BenchmarkEncode is the cost of a frame's JSON, paid once for all consoles.
func BenchmarkEncode(b *testing.B) {
	f := dispatch.Frame{ID: 1, Notice: dispatch.Notice{Kind: Dispatched, No: "20261123-0001", Title: "路灯不亮"}}
	b.ReportAllocs()
	for b.Loop() {
		if !json.Valid(encode(f).JSON) {
			b.Fatal("no JSON")
		}
	}
}
