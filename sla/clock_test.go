package sla

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var never time.Time

func startAt(t testing.TB, start, limit string) Clock {
	t.Helper()
	return StartClock(ResolveClock, "u1", local(t, start), mustLimit(t, limit), never, CN(), DefaultLadder())
}

func names(fired []Fired) (ns []string) {
	for _, f := range fired {
		ns = append(ns, f.Step.Name)
	}
	return ns
}

func TestClockSteps(t *testing.T) {
	c := startAt(t, "2026-02-13 16:00", "1wd")
	require.Equal(t, "2026-02-14 17:30", show(c.Due))
	require.Equal(t, "2026-02-14 15:42", show(c.NextAt), "80 % of 540 working minutes")
	require.Equal(t, Running, c.State())

	ladder := DefaultLadder()
	c, fired := c.Fire(local(t, "2026-02-14 15:41"), CN(), ladder)
	require.Empty(t, fired)
	for _, want := range []struct{ at, step, state string }{
		{"2026-02-14 15:42", StepRemind, "running"},
		{"2026-02-14 17:30", StepDue, "late"},
		{"2026-02-24 17:30", StepUrge, "late"},
		{"2026-02-28 17:30", StepBulletin, "late"},
	} {
		require.Equal(t, want.at, show(c.NextAt))
		c, fired = c.Fire(local(t, want.at), CN(), ladder)
		require.Equal(t, []string{want.step}, names(fired))
		require.Equal(t, want.at, show(fired[0].At))
		require.Equal(t, ClockState(want.state), c.State())
		_, again := c.Fire(local(t, want.at), CN(), ladder)
		require.Empty(t, again)
	}
	require.True(t, c.NextAt.IsZero())
	require.True(t, c.Open())

	c = c.Meet(local(t, "2026-03-02 09:00"))
	require.Equal(t, Late, c.State())
	require.False(t, c.Open())
}

func TestClockWallSteps(t *testing.T) {
	c := startAt(t, "2026-10-01 00:05", "15m")
	require.Equal(t, "2026-10-01 00:17", show(c.NextAt))
	require.Equal(t, "2026-10-01 00:20", show(c.Due))
}

func TestClockMeet(t *testing.T) {
	c := startAt(t, "2026-11-16 10:00", "1wd")
	require.Equal(t, Met, c.Meet(c.Due).State(), "at the due instant is in time")
	require.Equal(t, Late, c.Meet(c.Due.Add(time.Second)).State(), "late even if no sweep saw it")

	swept, _ := c.Fire(c.Due, CN(), DefaultLadder())
	require.Equal(t, Late, swept.State())
	require.Equal(t, Met, swept.Meet(c.Due).State())

	first := c.Meet(local(t, "2026-11-16 11:00"))
	require.Equal(t, first, first.Meet(local(t, "2026-11-18 11:00")), "only the first time counts")
	require.True(t, first.NextAt.IsZero())
	_, fired := first.Fire(local(t, "2027-01-01 00:00"), CN(), DefaultLadder())
	require.Empty(t, fired)

	waived := c.Waive()
	require.Equal(t, Waived, waived.State())
	require.False(t, waived.Open())
	require.Equal(t, waived, waived.Meet(c.Due))
}

func TestClockWithoutLimit(t *testing.T) {
	c := startAt(t, "2026-11-16 10:00", "0")
	require.True(t, c.Due.IsZero())
	require.True(t, c.NextAt.IsZero())
	c, fired := c.Fire(local(t, "2030-01-01 00:00"), CN(), DefaultLadder())
	require.Empty(t, fired)
	require.Equal(t, Met, c.Meet(local(t, "2030-01-01 00:00")).State())
}

func TestClockCap(t *testing.T) {
	start, ladder := local(t, "2026-11-16 10:00"), DefaultLadder()
	open := func(upstream string) Clock {
		return StartClock(ResolveClock, "u1", start, mustLimit(t, "5wd"), local(t, upstream), CN(), ladder)
	}
	c := open("2026-11-18 12:00")
	require.True(t, c.Capped)
	require.Equal(t, "2026-11-18 12:00", show(c.Due))
	require.True(t, CN().OfficeHours(c.NextAt))
	require.Contains(t, Explain(c.Why), "capped by the upstream deadline, else Mon 23 Nov 2026 17:30")

	require.False(t, open("2026-12-01 12:00").Capped)
	require.Equal(t, show(start), show(open("2026-11-15 12:00").Due), "past already: due at once")

	night := StartClock(ResolveClock, "u1", local(t, "2026-11-14 10:00"), mustLimit(t, "5wd"), local(t, "2026-11-14 20:00"), CN(), ladder)
	require.Equal(t, "2026-11-14 18:00", show(night.NextAt), "no working time in the window: wall clock")

	only := StartClock(ResolveClock, "u1", start, Limit{}, local(t, "2026-11-18 12:00"), CN(), ladder)
	require.Equal(t, "2026-11-18 12:00", show(only.Due))
	require.Contains(t, Explain(only.Why), "no limit; the upstream deadline counts")
}

func TestClockExtend(t *testing.T) {
	ladder := DefaultLadder()
	c := startAt(t, "2026-11-16 10:00", "1wd")
	require.Equal(t, "2026-11-17 17:30", show(c.Due))
	c, fired := c.Fire(local(t, "2026-11-17 16:00"), CN(), ladder)
	require.Equal(t, []string{StepRemind}, names(fired))

	longer := c.Extend(mustLimit(t, "5wd"), CN(), ladder)
	require.Equal(t, "2026-11-24 17:30", show(longer.Due))
	require.Equal(t, 0, longer.Steps, "a reminder for the new due time")
	require.Equal(t, "2026-11-17 17:30", show(c.Due), "the old value stays")
	require.Contains(t, Explain(longer.Why), "extended by 5 working days")
	_, again := longer.Fire(longer.NextAt, CN(), ladder)
	require.NotEqual(t, fired[0].Key, again[0].Key)

	late, _ := c.Fire(local(t, "2026-11-17 17:30"), CN(), ladder)
	require.True(t, late.Overdue)
	require.False(t, late.Extend(mustLimit(t, "5wd"), CN(), ladder).Overdue)
}

func TestClockJSON(t *testing.T) {
	c := startAt(t, "2026-02-13 16:00", "1wd").Pause(local(t, "2026-02-13 17:00"))
	data, err := json.Marshal(c)
	require.NoError(t, err)
	require.NotContains(t, string(data), "0001-01-01")
	var back Clock
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, c, back)
}

// Consumed and paused time is carried over when the urgency changes.
func TestPeers01_RelimitAfterPause(t *testing.T) {
	ladder := DefaultLadder()
	c := startAt(t, "2026-11-16 09:00", "24h")
	c = c.Pause(local(t, "2026-11-16 10:00"))
	require.Equal(t, Paused, c.State())
	_, fired := c.Fire(local(t, "2026-12-16 10:00"), CN(), ladder)
	require.Empty(t, fired)
	c = c.Resume(local(t, "2026-11-16 12:00"), CN(), ladder)
	require.Equal(t, "2026-11-17 11:00", show(c.Due))

	c = c.Relimit(mustLimit(t, "4h"), CN(), ladder)
	require.Equal(t, "2026-11-16 15:00", show(c.Due), "one hour used, two paused, three left at noon")
	require.Equal(t, "2026-11-16 14:12", show(c.NextAt), "80 % of four hours, around the pause")
	c = c.Relimit(mustLimit(t, "4wh"), CN(), ladder)
	require.Equal(t, "2026-11-16 16:30", show(c.Due))
	c = c.Relimit(mustLimit(t, "1wd"), CN(), ladder)
	require.Equal(t, "2026-11-17 17:30", show(c.Due), "no office closed during the pause")
}

func TestPeers02_StartOutsideHours(t *testing.T) {
	for _, tc := range []struct{ start, work, days string }{
		{"2026-11-21 10:00", "2026-11-23 09:30", "2026-11-23 17:30"}, // Saturday
		{"2026-10-03 10:00", "2026-10-08 09:30", "2026-10-08 17:30"}, // holiday
		{"2026-05-09 10:00", "2026-05-09 11:00", "2026-05-11 17:30"}, // make-up Saturday
		{"2026-11-20 17:30:00", "2026-11-23 09:30", "2026-11-23 17:30"},
		{"2026-11-20 16:30:00", "2026-11-20 17:30", "2026-11-23 17:30"}, // ends at the very close
		{"2026-11-20 12:00:00", "2026-11-20 14:30", "2026-11-23 17:30"},
	} {
		require.Equal(t, tc.work, show(startAt(t, tc.start, "1wh").Due), tc.start)
		require.Equal(t, tc.days, show(startAt(t, tc.start, "1wd").Due), tc.start)
	}
}

func TestPeers03_TwoSpansADay(t *testing.T) {
	c := startAt(t, "2026-11-16 11:00", "2wh")
	require.Equal(t, "2026-11-16 14:30", show(c.Due))
	require.Equal(t, "2026-11-16 11:30", show(CN().AddWorkMinutes(c.Due, -120).Add(30*time.Minute)))
	for _, tc := range []struct{ due, warn string }{
		{"2026-11-17 08:45", "2026-11-16 16:45"}, // across the night
		{"2026-11-16 13:45", "2026-11-16 11:15"}, // across lunch
		{"2026-11-23 08:30", "2026-11-20 16:30"}, // across the weekend
	} {
		require.Equal(t, tc.warn, show(CN().AddWorkMinutes(local(t, tc.due), -60)))
	}
}

func TestPeers04_CalendarEdited(t *testing.T) {
	ladder := DefaultLadder()
	edited := CN().WithOverride("2026-11-18", true, "local-1")
	open := startAt(t, "2026-11-16 10:00", "2wd")
	done := open.Meet(local(t, "2026-11-17 10:00"))
	require.Equal(t, "2026-11-19 17:30", show(open.Recompute(edited, ladder).Due))
	require.Equal(t, done, done.Recompute(edited, ladder), "a closed clock keeps its deadline")
	require.Equal(t, open, open.Recompute(CN(), ladder), "the same calendar changes nothing")
}

func TestPeers05_DueMovedClearsOverdue(t *testing.T) {
	ladder := DefaultLadder()
	c := startAt(t, "2026-11-16 10:00", "1wd")
	c, _ = c.Fire(local(t, "2026-11-17 17:31"), CN(), ladder)
	require.Equal(t, Late, c.State())
	edited := CN().WithOverride("2026-11-17", true, "local-1")
	moved := c.Recompute(edited, ladder)
	require.Equal(t, "2026-11-18 17:30", show(moved.Due))
	require.Equal(t, Running, moved.State())
	_, fired := moved.Fire(moved.Due, edited, ladder)
	require.Equal(t, []string{StepRemind, StepDue}, names(fired), "and it can become overdue again")

	require.Equal(t, Late, c.Recompute(CN(), ladder).State(), "still past: still overdue")
	off := c.Relimit(Limit{}, CN(), ladder)
	require.Equal(t, Running, off.State(), "without a limit the flag and the timers vanish")
	require.True(t, off.NextAt.IsZero())
}

func TestPeers06_GapsInTheWeek(t *testing.T) {
	tuesday := calendarWith(t, func(d *CalendarData) {
		d.Version = "tuesday"
		d.Hours = map[string][]string{"tue": {"09:00-11:00"}}
	})
	due, _ := Deadline(local(t, "2026-11-17 10:00"), mustLimit(t, "2wd"), tuesday)
	require.Equal(t, "2026-12-01 11:00", show(due))
	due, _ = Deadline(local(t, "2026-11-17 10:00"), mustLimit(t, "2wh"), tuesday)
	require.Equal(t, "2026-11-24 10:00", show(due))
	require.Equal(t, 120, tuesday.WorkMinutes(local(t, "2026-10-10 00:00"), local(t, "2026-10-10 23:00")), "a make-up workday has Tuesday's hours")

	_, err := ParseCalendar([]byte(`{"version":"x","hours":{},"years":[]}`))
	require.ErrorContains(t, err, "no working day")
}

func TestPeers07_ReopenedTwice(t *testing.T) {
	ladder := DefaultLadder()
	c := startAt(t, "2026-11-16 08:30", "8wh")
	for _, closed := range [][2]string{{"2026-11-16 10:30", "2026-11-17 08:30"}, {"2026-11-17 11:00", "2026-11-19 14:00"}} {
		c = c.Pause(local(t, closed[0])).Resume(local(t, closed[1]), CN(), ladder)
	}
	require.Equal(t, "2026-11-19 17:30", show(c.Due), "2 h, 2.5 h and 3.5 h")
	require.Len(t, c.Pauses, 2)
	require.Equal(t, "2026-11-19 15:54", show(c.NextAt), "80 % is 6 h 24 min of open time")

	days := startAt(t, "2026-11-16 08:30", "2wd")
	days = days.Pause(local(t, "2026-11-16 10:30")).Resume(local(t, "2026-11-19 08:30"), CN(), ladder)
	require.Equal(t, "2026-11-20 17:30", show(days.Due), "two offices closed meanwhile; the first day never counts")
}

// A shorter contact limit does not move the acceptance, nor the other way round.
func TestPeers09_ClocksDoNotOverride(t *testing.T) {
	l := DefaultPolicy().Limits(UrgencyGeneral, "complaint")
	l.Contact = mustLimit(t, "2h")
	start := local(t, "2026-11-16 10:00")
	accept := StartClock(AcceptClock, "u1", start, l.Accept, never, CN(), DefaultLadder())
	contact := StartClock(ContactClock, "u1", start, l.Contact, never, CN(), DefaultLadder())
	require.Equal(t, "2026-11-17 17:30", show(accept.Due))
	require.Equal(t, "2026-11-16 12:00", show(contact.Due))
	require.Equal(t, "2026-11-17 17:30", show(accept.Recompute(CN(), DefaultLadder()).Due))
}

func TestPeers11_ReplayAfterDowntime(t *testing.T) {
	c := startAt(t, "2026-11-16 10:00", "1wd")
	c, fired := c.Fire(local(t, "2026-12-16 03:00"), CN(), DefaultLadder())
	require.Equal(t, []string{StepRemind, StepDue, StepUrge, StepBulletin}, names(fired))
	for i, f := range fired {
		require.Equal(t, i, f.Index)
		require.False(t, f.At.After(local(t, "2026-12-16 03:00")))
		if i > 0 {
			require.True(t, f.At.After(fired[i-1].At), "in order")
			require.NotEqual(t, f.Key, fired[i-1].Key)
		}
	}
	require.Equal(t, 2, fired[3].Step.Level)
	_, again := c.Fire(local(t, "2027-12-16 03:00"), CN(), DefaultLadder())
	require.Empty(t, again)
}

func TestPeers12_LaddersApart(t *testing.T) {
	start, ladder := local(t, "2026-11-16 10:00"), DefaultLadder()
	accept := StartClock(AcceptClock, "u1", start, mustLimit(t, "1wd"), never, CN(), ladder)
	resolve := StartClock(ResolveClock, "u1", start, mustLimit(t, "1wd"), never, CN(), ladder)
	_, a := accept.Fire(accept.Due, CN(), ladder)
	_, r := resolve.Fire(resolve.Due, CN(), ladder)
	require.Equal(t, names(a), names(r))
	for i := range a {
		require.NotEqual(t, a[i].Key, r[i].Key)
	}
}

// Reminders of a clock in working time lie in office hours, wherever it starts.
func TestPeers13_RemindersInOfficeHours(t *testing.T) {
	ladder := DefaultLadder()
	for start := local(t, "2026-01-01 00:07"); start.Year() == 2026; start = start.Add(7*time.Hour + 13*time.Minute) {
		for _, limit := range []string{"1wh", "4wh", "1wd", "5wd"} {
			c := StartClock(ResolveClock, "u1", start, mustLimit(t, limit), never, CN(), ladder)
			c, fired := c.Fire(c.Due.AddDate(0, 2, 0), CN(), ladder)
			require.Len(t, fired, len(ladder))
			for _, f := range fired {
				require.True(t, CN().OfficeHours(f.At), "%s of %s from %s at %s", f.Step.Name, limit, show(start), show(f.At))
			}
			require.True(t, c.Overdue)
		}
	}
}

// A tick over clocks with nothing due does no calendar work at all.
func TestPeers14_NothingDueCostsNothing(t *testing.T) {
	c, ladder := startAt(t, "2026-11-16 10:00", "5wd"), DefaultLadder()
	now := local(t, "2026-11-16 10:01")
	require.Zero(t, testing.AllocsPerRun(100, func() {
		_, fired := c.Fire(now, nil, ladder)
		if fired != nil {
			panic("nothing is due")
		}
	}))
}

func BenchmarkFire10000(b *testing.B) {
	c, ladder := startAt(b, "2026-11-16 10:00", "1wd"), DefaultLadder()
	b.ReportAllocs()
	for b.Loop() {
		for range 10_000 {
			c.Fire(c.Due, CN(), ladder)
		}
	}
}
