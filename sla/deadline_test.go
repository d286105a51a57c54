package sla

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func mustLimit(t testing.TB, s string) Limit {
	t.Helper()
	l, err := ParseLimit(s)
	require.NoError(t, err)
	return l
}

// The deadline table of 2026, with its holidays, make-up workdays and both ends.
func TestDeadline2026(t *testing.T) {
	for _, tc := range []struct{ start, limit, due string }{
		{"2026-02-13 16:00", "1wd", "2026-02-14 17:30"}, // Saturday, make-up workday
		{"2026-02-14 09:00", "1wd", "2026-02-24 17:30"},
		{"2026-02-14 18:05", "1wd", "2026-02-24 17:30"}, // after close
		{"2026-02-13 16:00", "5wd", "2026-02-27 17:30"},
		{"2026-02-13 16:00", "4wh", "2026-02-14 11:00"},
		{"2026-02-14 17:30", "4wh", "2026-02-24 14:00"}, // exactly at close
		{"2026-02-20 11:00", "1wd", "2026-02-24 17:30"}, // on a holiday
		{"2026-02-20 11:00", "1wh", "2026-02-24 09:30"},
		{"2026-02-27 10:00", "1wd", "2026-02-28 17:30"}, // make-up after the festival
		{"2026-04-30 10:00", "2wd", "2026-05-07 17:30"},
		{"2026-05-08 17:00", "1wd", "2026-05-09 17:30"},
		{"2026-05-09 10:00", "1wd", "2026-05-11 17:30"},
		{"2026-09-18 10:00", "1wd", "2026-09-20 17:30"}, // Sunday, make-up workday
		{"2026-09-24 17:30", "1wd", "2026-09-28 17:30"},
		{"2026-09-30 09:00", "1wd", "2026-10-08 17:30"},
		{"2026-10-01 00:05", "15m", "2026-10-01 00:20"}, // life and property: wall clock
		{"2026-10-01 00:05", "24h", "2026-10-02 00:05"},
		{"2026-10-03 12:00", "3wd", "2026-10-10 17:30"},
		{"2026-10-09 10:00", "1wd", "2026-10-10 17:30"},
		{"2026-10-10 10:00", "1wd", "2026-10-12 17:30"},
		{"2026-11-20 07:00", "1wh", "2026-11-20 09:30"}, // before opening
		{"2026-11-20 12:30", "1wh", "2026-11-20 14:30"}, // at lunch
		{"2026-11-20 16:30", "1wh", "2026-11-20 17:30"}, // ends exactly at close
		{"2026-11-20 10:00", "0", "2026-11-20 10:00"},
		{"2026-12-31 16:00", "1wd", "2027-01-01 17:30"}, // no notice for 2027 yet
		{"2026-12-30 16:00", "5wd", "2027-01-06 17:30"},
	} {
		due, why := Deadline(local(t, tc.start), mustLimit(t, tc.limit), CN())
		require.Equal(t, tc.due, show(due), "%s + %s: %s", tc.start, tc.limit, Explain(why))
		require.Equal(t, time.UTC, due.Location())
	}
}

func TestDeadlineExplains(t *testing.T) {
	_, why := Deadline(local(t, "2026-02-13 16:00"), Limit{N: 1, Unit: Workdays}, CN())
	require.Equal(t, "from Fri 13 Feb 2026 16:00, 1 working day; Sat 14 Feb is a make-up workday (春节); "+
		"due Sat 14 Feb 2026 17:30", Explain(why))

	_, why = Deadline(local(t, "2026-02-14 18:00"), Limit{N: 5, Unit: Workdays}, CN())
	require.Equal(t, "from Sat 14 Feb 2026 18:00, 5 working days; Sun 15 Feb to Mon 23 Feb off (春节); "+
		"Sat 28 Feb is a make-up workday (春节); due Sat 28 Feb 2026 17:30", Explain(why))

	_, why = Deadline(local(t, "2026-12-31 16:00"), Limit{N: 2, Unit: Workdays}, CN())
	require.Equal(t, []string{LineStart, LineLimit, LineProvisional, LineWeekend, LineDue}, kinds(why))

	_, why = Deadline(local(t, "2026-10-01 00:05"), Limit{N: 15}, CN())
	require.Equal(t, "from Thu 1 Oct 2026 00:05, 15 minutes; due Thu 1 Oct 2026 00:20", Explain(why))
}

func kinds(lines []Line) (ks []string) {
	for _, l := range lines {
		ks = append(ks, l.Kind)
	}
	return ks
}

func FuzzDeadline(f *testing.F) {
	f.Add(int64(1770969600), 1, int8(2))
	f.Add(int64(1790000000), 240, int8(1))
	f.Add(int64(1798000000), 1<<40, int8(2))
	f.Add(int64(-1), -5, int8(7))
	f.Fuzz(func(t *testing.T, unix int64, n int, unit int8) {
		start := time.Unix(unix%(1<<32), 0)
		l := Limit{N: n, Unit: Unit(unit)}
		due, why := Deadline(start, l, CN())
		require.False(t, due.Before(start))
		require.NotEmpty(t, Explain(why))
		require.LessOrEqual(t, len(why), maxLines+4)
		if n > 0 && n < maxWorkdays-1 {
			next, _ := Deadline(start, Limit{N: n + 1, Unit: l.Unit}, CN())
			require.False(t, next.Before(due), "a longer limit never ends sooner")
			after, _ := Deadline(start.Add(time.Hour), l, CN())
			require.False(t, after.Before(due), "a later start never ends sooner")
		}
		if l.Unit == WorkMinutes && n > 0 && n < 100000 {
			require.Equal(t, n, CN().WorkMinutes(start, due))
			require.True(t, CN().OfficeHours(due))
		}
	})
}

func BenchmarkDeadline(b *testing.B) {
	start := local(b, "2026-09-28 16:00")
	for name, l := range map[string]Limit{
		"Minutes":     {N: 15},
		"WorkMinutes": {N: 240, Unit: WorkMinutes},
		"Workdays":    {N: 5, Unit: Workdays},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Deadline(start, l, CN())
			}
		})
	}
}

func BenchmarkStartClock(b *testing.B) {
	start, ladder := local(b, "2026-09-28 16:00"), DefaultLadder()
	b.ReportAllocs()
	for b.Loop() {
		StartClock(ResolveClock, "u1", start, Limit{N: 5, Unit: Workdays}, time.Time{}, CN(), ladder)
	}
}
