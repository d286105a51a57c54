package storetest

import (
	"fmt"
	"sync"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// relayAll calls Relay until nothing is left.
func (w *world) relayAll(s dispatch.Store, limit int) []dispatch.Frame {
	w.Helper()
	var all []dispatch.Frame
	for {
		frames, err := s.Relay(w.ctx, limit)
		require.NoError(w, err)
		require.LessOrEqual(w, len(frames), limit)
		if len(frames) == 0 {
			return all
		}
		all = append(all, frames...)
	}
}

func (w *world) feed(recipient string, after int64, limit int) []dispatch.Frame {
	w.Helper()
	frames, err := w.s.Feed(w.ctx, recipient, after, limit)
	require.NoError(w, err)
	return frames
}

func (w *world) span(recipient string, first, last int64) {
	w.Helper()
	f, l, err := w.s.FeedSpan(w.ctx, recipient)
	require.NoError(w, err)
	require.Equal(w, [2]int64{first, last}, [2]int64{f, l})
}

func relay(w *world) {
	w.span("role:dispatcher", 0, 0)
	var want []dispatch.Notice
	for i := range 5 {
		write := dispatch.Write{}
		_, err := w.s.Create(w.ctx, today, func(no string) (_ dispatch.Write, err error) {
			write, err = w.write(no, intake(fmt.Sprint("第", i)), "water")
			return write, err
		})
		require.NoError(w, err)
		want = append(want, write.Notices...)
	}
	frames := w.relayAll(w.s, 3)
	require.Len(w, frames, len(want))
	ids, byRecipient := map[string]int64{}, map[string][]dispatch.Frame{}
	for i, f := range frames {
		n := want[i]
		n.At = n.At.UTC()
		require.Equal(w, n, f.Notice)
		ids[f.Recipient]++
		require.Equal(w, ids[f.Recipient], f.ID)
		byRecipient[f.Recipient] = append(byRecipient[f.Recipient], f)
	}
	require.Len(w, byRecipient, 2)
	for to, list := range byRecipient {
		require.Equal(w, list, w.feed(to, 0, 100))
		require.Equal(w, list[3:5], w.feed(to, 3, 2))
		require.Empty(w, w.feed(to, 10, 5))
		w.span(to, 1, 10)
	}
	require.Empty(w, w.feed("unit:nobody", 0, 5))
	w.note(today+"-0001", "再一条")
	frames = w.relayAll(w.s, 100)
	require.Len(w, frames, 2)
	require.Equal(w, int64(11), frames[0].ID)

	twice := dispatch.Write{}
	_, err := w.s.Update(w.ctx, today+"-0001", func(t dispatch.Ticket) (_ dispatch.Write, err error) {
		twice.Ticket, twice.Events, err = w.rules.Apply(t, dispatch.Action{Kind: dispatch.DoNote, Text: "注"}, agent, w.clock.Now())
		n := notices(twice.Ticket, twice.Events)
		twice.Notices = append(n, n...)
		return twice, err
	})
	require.NoError(w, err)
	require.Len(w, w.relayAll(w.s, 100), 2, "a key is one frame")
}

// relayConcurrently lets several servers relay while tickets come in.
func relayConcurrently(w *world) {
	const writers, each = 4, 8
	second := w.handle()
	var mu sync.Mutex
	got := map[string]int{}
	collect := func(s dispatch.Store) int {
		frames, err := s.Relay(w.ctx, 5)
		if err != nil {
			w.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, f := range frames {
			got[f.Key]++
		}
		return len(frames)
	}
	together(writers+3, func(i int) {
		s := []dispatch.Store{w.s, second}[i%2]
		for n := range each {
			if i >= writers {
				collect(s)
			} else if _, err := w.try(s, intake(fmt.Sprint(i, "之", n)), "water"); err != nil {
				w.Error(err)
			}
		}
	})
	for collect(w.s)+collect(second) > 0 {
	}
	require.Len(w, got, writers*each*4)
	for key, n := range got {
		require.Equal(w, 1, n, key)
	}
	for _, to := range []string{"role:dispatcher", "unit:water"} {
		frames := w.feed(to, 0, 1000)
		require.Len(w, frames, writers*each*2)
		keys := map[string]bool{}
		for i, f := range frames {
			require.Equal(w, int64(i+1), f.ID)
			keys[f.Key] = true
		}
		require.Len(w, keys, writers*each*2)
	}
}

func ack(w *world) {
	for i := range 4 {
		w.log(intake(fmt.Sprint("第", i)), "water")
	}
	w.relayAll(w.s, 100)
	get := func(to string, id int64) []int64 {
		frames, err := w.s.Unacked(w.ctx, to, id)
		require.NoError(w, err)
		require.NoError(w, w.s.Ack(w.ctx, to, id))
		ids := []int64{}
		for _, f := range frames {
			require.Equal(w, to, f.Recipient)
			ids = append(ids, f.ID)
		}
		return ids
	}
	require.Equal(w, []int64{1, 2, 3}, get("unit:water", 3))
	require.Empty(w, get("unit:water", 3))
	require.Empty(w, get("unit:water", 2))
	require.Equal(w, []int64{4}, get("unit:water", 4))
	require.Equal(w, []int64{5, 6, 7, 8}, get("unit:water", 99), "what is not there yet cannot be acknowledged")
	require.Equal(w, []int64{1}, get("role:dispatcher", 1), "recipients are apart")
	require.Empty(w, get("unit:nobody", 5))
	w.note(today+"-0001", "新")
	w.relayAll(w.s, 100)
	require.Equal(w, []int64{9}, get("unit:water", 9))

	together(8, func(i int) {
		if err := w.s.Ack(w.ctx, "role:dispatcher", int64(2+i)); err != nil {
			w.Error(err)
		}
	})
	require.Empty(w, get("role:dispatcher", 9), "the highest stands")
}

func trim(w *world) {
	for i := range 4 {
		w.log(intake(fmt.Sprint("第", i)), "water")
		w.clock.Advance(time.Hour)
	}
	w.relayAll(w.s, 100)
	require.Zero(w, trimmed(w)(w.s.TrimFeed(w.ctx, monday.Add(-time.Hour))))
	w.span("unit:water", 1, 8)
	require.Equal(w, 8, trimmed(w)(w.s.TrimFeed(w.ctx, monday.Add(2*time.Hour))))
	w.span("unit:water", 5, 8)
	require.Len(w, w.feed("unit:water", 0, 10), 4)
	trimmed(w)(w.s.TrimFeed(w.ctx, monday.Add(50*time.Hour)))
	w.span("unit:water", 9, 8)
	w.span("role:dispatcher", 9, 8)
	w.note(today+"-0001", "新")
	frames := w.relayAll(w.s, 100)
	require.Len(w, frames, 2, "trimming must not lose what comes after")
	w.span("unit:water", 9, 9)
}

// post: notices of no ticket are frames of their recipients like any other.
func post(w *world) {
	at := w.clock.Now().UTC().Truncate(time.Millisecond)
	notices := []dispatch.Notice{
		{Key: "weekly-2026-W46/unit:water", Recipient: "unit:water", Kind: "bulletin", No: "weekly-2026-W46", Title: "通报", At: at},
		{Key: "weekly-2026-W46/unit:police", Recipient: "unit:police", Kind: "bulletin", No: "weekly-2026-W46", Title: "通报", At: at},
	}
	require.NoError(w, w.s.Post(w.ctx, notices))
	w.relayAll(w.s, 10)
	for _, n := range notices {
		frames := w.feed(n.Recipient, 0, 10)
		require.Len(w, frames, 1)
		require.Equal(w, dispatch.Frame{ID: 1, Notice: n}, frames[0])
		w.span(n.Recipient, 1, 1)
	}
	require.NoError(w, w.s.Ack(w.ctx, "unit:water", 1))
	left, err := w.s.Unacked(w.ctx, "unit:water", 1)
	require.NoError(w, err)
	require.Empty(w, left)
}

// trimmed asks that a trim succeeded and hands on how much it dropped.
func trimmed(w *world) func(int, error) int {
	return func(n int, err error) int {
		require.NoError(w, err)
		return n
	}
}
