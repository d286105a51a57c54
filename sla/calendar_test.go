package sla

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// local reads "2026-02-13 16:00" or "2026-02-13 16:00:30" in Zone.
func local(t testing.TB, s string) time.Time {
	t.Helper()
	layout := "2006-01-02 15:04:05"
	at, err := time.ParseInLocation(layout[:len(s)], s, Zone)
	require.NoError(t, err)
	return at
}

func show(t time.Time) string { return t.In(Zone).Format("2006-01-02 15:04") }

func calendarWith(t testing.TB, change func(*CalendarData)) *Calendar {
	t.Helper()
	d := CN().Data()
	change(&d)
	c, err := NewCalendar(d)
	require.NoError(t, err)
	return c
}

func TestBuiltInCalendar(t *testing.T) {
	days := func(year int) (n int) {
		for d := local(t, "2018-01-01 00:00").AddDate(year-2018, 0, 0); d.Year() == year; d = d.AddDate(0, 0, 1) {
			if CN().Workday(d) {
				n++
			}
		}
		return n
	}
	require.Equal(t, 251, days(2024))
	require.Equal(t, 248, days(2025))
	require.Equal(t, 248, days(2026))
	for day, want := range map[string]bool{
		"2026-02-14": true, "2026-02-15": false, "2026-02-23": false, "2026-02-24": true, "2026-02-28": true,
		"2026-05-09": true, "2026-09-20": true, "2026-10-07": false, "2026-10-10": true, "2026-10-11": false,
		"2018-12-29": true, "2018-12-31": false, // by the notice for 2019
		"2022-12-31": false,
	} {
		require.Equal(t, want, CN().Workday(local(t, day+" 23:59")), day)
	}
	require.False(t, CN().Provisional(local(t, "2026-12-31 23:59")))
	require.True(t, CN().Provisional(local(t, "2027-01-01 00:00")))
	require.True(t, CN().Provisional(local(t, "2017-12-31 23:59")))
}

func TestCalendarDataRoundTrip(t *testing.T) {
	data, err := json.Marshal(CN().Data())
	require.NoError(t, err)
	again, err := ParseCalendar(data)
	require.NoError(t, err)
	require.Equal(t, CN().Data(), again.Data())

	d := CN().Data()
	d.Hours["mon"][0] = "spoilt"
	d.Years[8].Off[0].Name = "spoilt"
	require.NotEqual(t, d, CN().Data(), "Data must be a copy")
}

func TestWithOverride(t *testing.T) {
	c := CN().WithOverride("2026-11-20", true, "local-1")
	require.Equal(t, "local-1", c.Version)
	require.False(t, c.Workday(local(t, "2026-11-20 10:00")))
	require.True(t, CN().Workday(local(t, "2026-11-20 10:00")), "the original stays")
	back, err := NewCalendar(c.Data())
	require.NoError(t, err)
	require.False(t, back.Workday(local(t, "2026-11-20 10:00")), "the override is part of the data")

	sat := c.WithOverride("2026-11-21", false, "local-2")
	require.Equal(t, 450, sat.WorkMinutes(local(t, "2026-11-21 00:00"), local(t, "2026-11-22 00:00")))
}

func TestParseCalendarListsAllFaults(t *testing.T) {
	_, err := ParseCalendar([]byte(`{
		"hours": {"mon": ["08:30-12:00", "11:00-17:00", "9-10"], "someday": []},
		"years": [
			{"year": 2026, "off": [{"from": "2026-13-01"}, {"from": "2026-05-01", "to": "2026-04-01"}, {"from": "2024-01-01"}], "work": []},
			{"year": 2026, "off": [{"from": "2026-10-01"}], "work": [{"from": "2026-10-01"}]}],
		"local": [{"day": "tomorrow", "off": true}]}`))
	var faults Faults
	require.ErrorAs(t, err, &faults)
	for i, want := range []string{
		"version", "hours.someday", `"9-10"`, "overlaps", `"2026-13-01"`, "not a stretch", "another year",
		"2026 is given twice", "2026-10-01 is given twice", `"tomorrow"`,
	} {
		require.Contains(t, faults[i], want)
	}
	require.Len(t, faults, 10)

	for name, data := range map[string]string{
		"no working day": `{"version":"x","hours":{"mon":[]},"years":[]}`,
		"unknown field":  `{"version":"x","hourz":{}}`,
		"two values":     `{"version":"x","hours":{"mon":["08:00-09:00"]},"years":[]} {}`,
		"reversed":       `{"version":"x","hours":{"mon":["12:00-08:00"]},"years":[]}`,
		"past midnight":  `{"version":"x","hours":{"mon":["12:00-24:01"]},"years":[]}`,
	} {
		_, err := ParseCalendar([]byte(data))
		require.Error(t, err, name)
	}
}

func TestWorkMinutes(t *testing.T) {
	for _, tc := range []struct {
		from, to string
		want     int
	}{
		{"2026-11-16 08:30", "2026-11-16 17:30", 450},
		{"2026-11-16 00:00", "2026-11-16 23:59", 450},
		{"2026-11-16 12:00", "2026-11-16 13:30", 0},
		{"2026-11-16 11:59", "2026-11-16 13:31", 2},
		{"2026-11-20 17:00", "2026-11-23 09:00", 60},
		{"2026-02-13 16:00", "2026-02-14 17:30", 540},
		{"2026-09-30 17:00", "2026-10-08 09:00", 60},
		{"2026-11-16 09:00", "2026-11-16 08:30", -30},
	} {
		require.Equal(t, tc.want, CN().WorkMinutes(local(t, tc.from), local(t, tc.to)), tc)
	}
}

func TestAddWorkMinutes(t *testing.T) {
	for _, tc := range []struct {
		from string
		n    int
		want string
	}{
		{"2026-11-16 08:30", 210, "2026-11-16 12:00"}, // ends at the close
		{"2026-11-16 08:30", 211, "2026-11-16 13:31"},
		{"2026-11-16 12:30", 0, "2026-11-16 12:30"},
		{"2026-11-16 12:00", 1, "2026-11-16 13:31"},
		{"2026-11-20 17:30", 60, "2026-11-23 09:30"},
		{"2026-11-20 17:29", 1, "2026-11-20 17:30"},
		{"2026-11-23 09:30", -60, "2026-11-23 08:30"},
		{"2026-11-23 09:00", -60, "2026-11-20 17:00"},
		{"2026-11-16 14:00", -60, "2026-11-16 11:30"},
	} {
		require.Equal(t, tc.want, show(CN().AddWorkMinutes(local(t, tc.from), tc.n)), tc)
	}
}

func TestMonthBounds(t *testing.T) {
	from, to, err := MonthBounds("2026-10")
	require.NoError(t, err)
	require.Equal(t, "2026-09-30T16:00:00Z", from.UTC().Format(time.RFC3339))
	require.Equal(t, "2026-10-31T16:00:00Z", to.UTC().Format(time.RFC3339))
	require.Equal(t, "2026-10", MonthOf(from))
	require.Equal(t, "2026-09", MonthOf(from.Add(-time.Nanosecond)))
	_, to, err = MonthBounds("2026-12")
	require.NoError(t, err)
	require.Equal(t, "2027-01", MonthOf(to))
	from, to, err = MonthBounds("2026")
	require.NoError(t, err)
	require.Equal(t, "2026-01/2027-01", MonthOf(from)+"/"+MonthOf(to))
	for _, bad := range []string{"", "202x", "2026-13", "2026-1", "2026-10-01"} {
		_, _, err = MonthBounds(bad)
		require.Error(t, err, bad)
	}
}

func FuzzParseCalendar(f *testing.F) {
	f.Add([]byte(`{"version":"x","hours":{"tue":["08:00-09:00","00:00-00:01"]},"years":[{"year":2026,"off":[],"work":[{"from":"2026-01-04"}]}]}`))
	f.Add([]byte(`{"version":"x","hours":{"mon":["00:00-24:00"]},"local":[{"day":"2026-01-01","off":true}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := ParseCalendar(data)
		if err != nil {
			return
		}
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, Zone)
		due := c.AddWorkdays(start, 3)
		require.True(t, due.After(start))
		require.True(t, c.Workday(due.Add(-time.Minute)))
		again, err := NewCalendar(c.Data())
		require.NoError(t, err)
		require.True(t, due.Equal(again.AddWorkdays(start, 3)))
	})
}
