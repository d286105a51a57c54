package insight

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

var towns = []string{"城关街道", "新华街道", "柳林镇", "青石镇"}

func counted(d *district, w Window) *Counter {
	c := NewCounter(w, towns, sla.CN())
	for _, it := range d.items {
		if !it.At.After(friday) {
			c.Count(it)
		}
	}
	return c
}

func TestMatrix(t *testing.T) {
	d, w := sampled()
	tr := counted(d, w).Trends()
	m := tr.Matrix
	require.Equal(t, append(append([]string{}, towns...), ""), m.Towns)
	require.Equal(t, len(d.in(w)), m.Total)
	require.Equal(t, tr.Intake, m.Total)
	columns := make([]int, len(m.Towns))
	for i, r := range m.Rows {
		sum := 0
		for k, c := range r.Cells {
			sum += c.Count
			columns[k] += c.Count
		}
		require.Equal(t, r.Total, sum)
		require.True(t, i == 0 || r.Category == "" || m.Rows[i-1].Total >= r.Total, "by total")
	}
	require.Equal(t, m.Totals, columns)
	for _, r := range m.Rows {
		for k, c := range r.Cells {
			at := r.Category + "/" + m.Towns[k]
			require.Equal(t, at == "0101/柳林镇", c.Hot, "%s: %d, usual %.1f", at, c.Count, c.Usual)
		}
	}
	require.Contains(t, tr.Units, UnitCount{"heat", 30, 1})
	require.Equal(t, len(d.in(w.Previous())), tr.Previous)
}

// TestOtherRows: more categories than rows make a last row of all others, and a
// township nobody knows is the last column.
func TestOtherRows(t *testing.T) {
	w := LastDays(1, friday)
	c := NewCounter(w, towns, sla.CN())
	for i := range 20 {
		for range 20 - i {
			c.Count(Item{At: w.From, Category: "0" + string(rune('a'+i)) + "01", Town: "柳林镇"})
		}
	}
	c.Count(Item{At: w.From, Town: "nowhere"})
	m := c.Trends().Matrix
	require.Len(t, m.Rows, matrixRows+1)
	last := m.Rows[matrixRows]
	require.Empty(t, last.Category)
	require.Equal(t, 8+7+6+5+4+3+2+1+1, last.Total)
	require.Equal(t, 1, last.Cells[len(towns)].Count)
}

func yearOf(count func(time.Time) int) Year {
	var days []Day
	for d := time.Date(2026, 1, 1, 0, 0, 0, 0, sla.Zone); d.Before(friday); d = d.AddDate(0, 0, 1) {
		days = append(days, Day{Day: d, Count: count(d)})
	}
	return NewYear(days, sla.CN())
}

func weekly(d time.Time) int {
	if sla.CN().Workday(d) {
		return 110
	}
	return 77
}

func TestYear(t *testing.T) {
	peak := time.Date(2026, 7, 15, 0, 0, 0, 0, sla.Zone)
	y := yearOf(func(d time.Time) int {
		switch {
		case d.Before(time.Date(2026, 2, 1, 0, 0, 0, 0, sla.Zone)):
			return 0 // not yet begun
		case d.Equal(peak), d.Equal(peak.AddDate(0, 0, 1)):
			return 168
		}
		return weekly(d)
	})
	require.Equal(t, 2026, y.Year)
	require.Len(t, y.Days, 324)
	require.Equal(t, 168, y.Max.Count)
	require.Equal(t, 77, y.Min.Count, "days before the beginning are not the least")
	require.Len(t, y.Steps, shades)
	require.True(t, y.Steps[0] >= 70 && y.Steps[3] <= 170, "%v", y.Steps)
	peaks := y.Peaks(4)
	require.Len(t, peaks, 1, "two days in a row are one peak")
	require.Equal(t, peak, peaks[0].Day)
	labels := map[string]string{}
	for _, e := range y.Events {
		labels[e.Label] = e.Day.Format(time.DateOnly)
	}
	require.Equal(t, "2026-10-01", labels["国庆节"])
	require.True(t, y.Days[0].Off, "New Year's Day")
}

func TestNotes(t *testing.T) {
	d, w := sampled()
	c := counted(d, w)
	h, tr := d.find(w), c.Trends()
	names := Names{Category: func(code string) string { return map[string]string{"0901": "噪声"}[code] }, Unit: func(code string) string { return "区" + code }}
	notes := Notes(tr, h, yearOf(weekly), c.Hours(), names)
	require.Len(t, notes, 3)
	require.Equal(t, "柳林镇：柳林新苑暖气不热", notes[0].Title)
	require.Contains(t, notes[0].Evidence, "近 7 天 30 件")
	require.Contains(t, notes[0].Advice, "区heat")
	for _, n := range notes {
		require.NotEmpty(t, n.Title)
		require.NotEmpty(t, n.Evidence)
		require.NotEmpty(t, n.Advice)
	}
	off, ok := daysOff(yearOf(weekly))
	require.True(t, ok)
	require.Equal(t, "休息日约为工作日七成", off.Title)
	require.Contains(t, off.Evidence, "110.00")
	_, ok = daysOff(yearOf(func(time.Time) int { return 50 }))
	require.False(t, ok, "no difference, no finding")
	_, ok = busyDays(yearOf(weekly))
	require.False(t, ok)
	high, ok := busyDays(yearOf(func(d time.Time) int {
		if d.Month() == 10 && d.Day() >= 21 && d.Day() <= 23 {
			return 200
		}
		return weekly(d)
	}))
	require.True(t, ok)
	require.Equal(t, "10月21日至23日高峰", high.Title)
	require.Contains(t, high.Evidence, "600 件")
}

func TestWindow(t *testing.T) {
	for _, tc := range []struct {
		w    Window
		days int
		base string
		long bool
	}{
		{LastDays(1, friday), 1, "2026-10-24", false},
		{LastDays(7, friday), 7, "2026-10-24", false},
		{LastDays(30, friday), 30, "2026-07-24", false},
		{Between(friday.AddDate(0, -6, 0), friday, friday), 185, "2026-05-20", true},
		{Between(friday.AddDate(0, 0, -9), friday.AddDate(0, 0, -3), friday), 7, "2026-10-21", false},
	} {
		require.Equal(t, tc.days, tc.w.Days())
		require.Equal(t, tc.base, tc.w.Base().Format(time.DateOnly))
		require.Equal(t, tc.long, tc.w.Long())
		require.Equal(t, tc.w.To.Sub(tc.w.From), tc.w.Previous().To.Sub(tc.w.Previous().From))
		require.Equal(t, tc.w.From.Weekday(), tc.w.LastYear().From.Weekday())
	}
}
