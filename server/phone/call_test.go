package phone_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/phone"
)

var nine = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func at(s int) time.Time { return nine.Add(time.Duration(s) * time.Second) }

func TestStates(t *testing.T) {
	ev := func(k phone.EventKind, s int, ext string) phone.Event {
		return phone.Event{Call: "c", Kind: k, At: at(s), Extension: ext, Number: "13800001234"}
	}
	for name, tc := range map[string]struct {
		events []phone.Event
		state  phone.CallState
		wait   int
	}{
		"in the menu":              {[]phone.Event{ev(phone.Offered, 0, "")}, phone.InMenu, 0},
		"hung up in the menu":      {[]phone.Event{ev(phone.Offered, 0, ""), ev(phone.Ended, 9, "")}, phone.LeftInMenu, 9},
		"waits":                    {[]phone.Event{ev(phone.Offered, 0, ""), ev(phone.Queued, 5, "")}, phone.Waiting, 0},
		"gave up waiting":          {[]phone.Event{ev(phone.Queued, 5, ""), ev(phone.Abandoned, 25, ""), ev(phone.Ended, 26, "")}, phone.GivenUp, 20},
		"ended while waiting":      {[]phone.Event{ev(phone.Queued, 5, ""), ev(phone.Ended, 26, "")}, phone.GivenUp, 21},
		"rings":                    {[]phone.Event{ev(phone.Queued, 5, ""), ev(phone.Ringing, 6, "8001")}, phone.Rings, 0},
		"nobody answered":          {[]phone.Event{ev(phone.Ringing, 6, "8001"), ev(phone.Ended, 36, "")}, phone.Unanswered, 30},
		"talks":                    {[]phone.Event{ev(phone.Ringing, 6, "8001"), ev(phone.Answered, 16, "8001")}, phone.Talking, 10},
		"was talked":               {[]phone.Event{ev(phone.Ringing, 6, "8001"), ev(phone.Answered, 16, "8001"), ev(phone.Ended, 99, "")}, phone.Over, 10},
		"answered, told after end": {[]phone.Event{ev(phone.Ended, 99, ""), ev(phone.Answered, 16, "8001"), ev(phone.Ringing, 6, "8001")}, phone.Over, 10},
		"only the answer was told": {[]phone.Event{ev(phone.Answered, 16, "8001")}, phone.Talking, 0},
		"the hotline in vain":      {[]phone.Event{{Call: "c", Kind: phone.Ringing, At: at(0), Extension: "8001", Out: true}, ev(phone.Ended, 30, "")}, phone.NobodyThere, 30},
	} {
		var c phone.Call
		for _, e := range tc.events {
			c = c.Apply(e)
		}
		require.Equal(t, tc.state, c.State(), name)
		require.Equal(t, time.Duration(tc.wait)*time.Second, c.Wait(), name)
	}
}

// A call that was passed on and came back is with whom it came back to.
func TestPassedBack(t *testing.T) {
	c := phone.Call{}
	for i, e := range []phone.Event{{Kind: phone.Answered, Extension: "8001"}, {Kind: phone.Transferred, Extension: "8002"}, {Kind: phone.Transferred, Extension: "8001"}} {
		e.At = at(10 * i)
		c = c.Apply(e)
		desk, _ := c.Desk()
		require.Equal(t, e.Extension, desk.Extension)
	}
	require.Equal(t, at(0), c.AnsweredAt())
}

// Whatever order events come in, and however often, the call is the same.
func TestOrderDoesNotMatter(t *testing.T) {
	events := []phone.Event{
		{Kind: phone.Offered, At: at(0), Number: "13800001234", Line: "12345"},
		{Kind: phone.Queued, At: at(3), Number: "13800001234", Queue: "民生"}, {Kind: phone.Queued, At: at(8), Queue: "综合"},
		{Kind: phone.Ringing, At: at(9), Extension: "8001"}, {Kind: phone.Ringing, At: at(9), Extension: "8002"},
		{Kind: phone.Answered, At: at(14), Extension: "8002"}, {Kind: phone.Transferred, At: at(60), Extension: "8001"},
		{Kind: phone.Transferred, At: at(70), Extension: "8002"}, {Kind: phone.Transferred, At: at(80), Extension: "8001"},
		{Kind: phone.Recorded, At: at(90), Recording: "a.wav"}, {Kind: phone.Recorded, At: at(91), Recording: "b.wav"},
		{Kind: phone.Ended, At: at(90)}, {Kind: phone.Ended, At: at(92)},
	}
	fold := func(events []phone.Event) (c phone.Call) {
		for _, e := range events {
			c = c.Apply(e)
		}
		return c
	}
	want := fold(events)
	require.Equal(t, phone.Over, want.State())
	desk, _ := want.Desk()
	require.Equal(t, "8001", desk.Extension)
	require.Equal(t, []string{"8001", "8002"}, want.Extensions())
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		mixed := append([]phone.Event{}, events...)
		for range r.IntN(6) {
			mixed = append(mixed, events[r.IntN(len(events))])
		}
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		got := fold(mixed)
		require.Equal(t, want, got)
		require.True(t, got.Holds(got.Apply(mixed[0])), "told once more, nothing changes")
	}
	require.False(t, want.Holds(want.Apply(phone.Event{Kind: phone.Answered, At: at(61), Extension: "8003"})))
}

func TestMissed(t *testing.T) {
	m, ok := phone.Missed{}.Add("m", "c1", "民生", at(0), 30*time.Minute)
	require.True(t, ok)
	_, ok = m.Add("m", "c1", "民生", at(0), 30*time.Minute)
	require.False(t, ok)
	m, _ = m.Add("m", "c2", "综合", at(60), 30*time.Minute)
	require.Equal(t, []any{2, at(0), at(60), at(1800), "综合"}, []any{m.Times, m.First, m.Last, m.Due, m.Queue})

	m, err := m.Claim("a", "甲", at(100))
	require.NoError(t, err)
	_, err = m.Claim("b", "乙", at(101))
	require.ErrorIs(t, err, phone.ErrClaimed)
	_, err = m.Claim("b", "乙", at(100).Add(phone.ClaimHolds))
	require.NoError(t, err, "a claim that was forgotten runs out")
	_, err = m.Done("b", true, "", at(101))
	require.ErrorIs(t, err, phone.ErrNotMine)
	long, err := m.Done("a", true, "", at(100).Add(2*phone.ClaimHolds))
	require.NoError(t, err, "they talked for long, and nobody else took it")
	require.Equal(t, phone.CalledBack, long.How)
	for i := range phone.MostTries {
		require.True(t, m.Open())
		m, err = m.Claim("a", "甲", at(200+i))
		require.NoError(t, err)
		m, err = m.Done("a", false, "无人接听", at(200+i))
		require.NoError(t, err)
	}
	require.Equal(t, phone.NotReached, m.How)
	_, ok = m.Add("m", "c0", "", at(150), time.Minute)
	require.False(t, ok, "from before it was settled")
	m, ok = m.Add("m", "c3", "", at(500), time.Minute)
	require.True(t, ok && m.Open() && m.Times == 1 && len(m.Attempts) == 0)
	_, ok = m.Answered(at(499), false)
	require.False(t, ok, "they called once more after that")
	m, ok = m.Answered(at(510), true)
	require.True(t, ok)
	require.Equal(t, phone.CalledBack, m.How)
}

func TestCount(t *testing.T) {
	call := func(s, wait int) phone.Call {
		c := phone.Call{}.Apply(phone.Event{Kind: phone.Ringing, At: at(s), Extension: "8001"})
		if wait >= 0 {
			c = c.Apply(phone.Event{Kind: phone.Answered, At: at(s + wait), Extension: "8001"})
		}
		return c.Apply(phone.Event{Kind: phone.Ended, At: at(s + 60)})
	}
	calls := []phone.Call{call(0, 15), call(60, 16), call(120, -1), call(-1, 5), call(26*3600, 3),
		phone.Call{}.Apply(phone.Event{Kind: phone.Offered, At: at(9)}).Apply(phone.Event{Kind: phone.Ended, At: at(12)}),
		phone.Call{}.Apply(phone.Event{Kind: phone.Queued, At: at(130)}).Apply(phone.Event{Kind: phone.Abandoned, At: at(140)}),
		phone.Call{}.Apply(phone.Event{Kind: phone.Ringing, At: at(150), Extension: "1"})} // its end was lost
	f := figures(t, nine, 2, at(200), calls...)
	require.Equal(t, phone.Row{Offered: 5, Answered: 3, Prompt: 2, Abandoned: 1, Missed: 1, Left: 1, WaitMS: 34_000, TalkMS: 146_000}, f.Total)
	require.Equal(t, 4, f.Days[0].Offered)
	require.Equal(t, "2026-11-24", f.Days[1].Day)
	require.Equal(t, 0.5, rate(t, f.Worst.Row))
	require.Equal(t, nine, f.Worst.From)
	later := figures(t, nine, 1, at(7200), calls[7])
	require.Equal(t, 1, later.Total.Missed)
	_, ok := later.Total.PromptRate()
	require.False(t, ok)
}

func figures(t *testing.T, from time.Time, days int, now time.Time, calls ...phone.Call) phone.Figures {
	all := make([]phone.Hours, days)
	for d := range all {
		var err error
		all[d], err = phone.CountDay(from.AddDate(0, 0, d), now, func(count func(phone.Call)) error {
			for _, c := range calls {
				count(c)
			}
			return nil
		})
		require.NoError(t, err)
	}
	return phone.Sum(from, all)
}

func rate(t *testing.T, r phone.Row) float64 {
	v, ok := r.Rate()
	require.True(t, ok)
	return v
}
