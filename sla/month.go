package sla

import (
	"fmt"
	"time"
	_ "time/tzdata" // the zone must load on a server without zone files
)

// Zone is the one zone of the country; days and months begin there.
var Zone = shanghai()

func shanghai() *time.Location {
	loc, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(fmt.Sprintf("sla: the embedded zone data lacks Asia/Shanghai: %v", err))
	}
	return loc
}

const (
	dayLayout   = "2006-01-02"
	monthLayout = "2006-01"
	yearLayout  = "2006"
)

// MonthOf names the month of t in Zone, like "2026-10".
func MonthOf(t time.Time) string { return t.In(Zone).Format(monthLayout) }

// MonthBounds gives the first instant of a month like "2026-10", or of a whole
// year like "2026" (年总评), and the first instant after it, both at midnight in
// Zone.
func MonthBounds(month string) (from, to time.Time, err error) {
	if len(month) == len(yearLayout) {
		if from, err = time.ParseInLocation(yearLayout, month, Zone); err == nil {
			return from, from.AddDate(1, 0, 0), nil
		}
	}
	from, err = time.ParseInLocation(monthLayout, month, Zone)
	if err != nil {
		return time.Time{}, time.Time{}, fmt.Errorf("month %q is not like 2026-10", month)
	}
	return from, from.AddDate(0, 1, 0), nil
}

// WeekOf names the ISO week of t in Zone, like "2026-W46".
func WeekOf(t time.Time) string {
	year, week := t.In(Zone).ISOWeek()
	return fmt.Sprintf("%d-W%02d", year, week)
}

// PeriodBounds is MonthBounds for weeks like "2026-W46" too: from Monday to
// Monday.
func PeriodBounds(period string) (from, to time.Time, err error) {
	var year, week int
	if n, err := fmt.Sscanf(period, "%4d-W%2d", &year, &week); n != 2 || err != nil {
		return MonthBounds(period)
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, Zone) // always in the first week
	from = fourth.AddDate(0, 0, 7*(week-1)-(int(fourth.Weekday())+6)%7)
	if WeekOf(from) != period {
		return time.Time{}, time.Time{}, fmt.Errorf("week %q is not like 2026-W46", period)
	}
	return from, from.AddDate(0, 0, 7), nil
}

// dayOf numbers the local day of t, counted from 1970-01-01.
func dayOf(t time.Time) int {
	_, offset := t.In(Zone).Zone()
	return floorDiv(int(t.Unix())+offset, 24*60*60)
}

// at is the instant of a minute of a numbered day.
func at(day, minute int) time.Time {
	return time.Date(1970, 1, 1+day, 0, minute, 0, 0, Zone)
}

func dayName(day int) string { return at(day, 0).Format(dayLayout) }

func weekdayOf(day int) time.Weekday {
	const thursday = 4 // 1970-01-01
	return time.Weekday(((day+thursday)%7 + 7) % 7)
}

func parseDay(s string) (int, error) {
	t, err := time.ParseInLocation(dayLayout, s, Zone)
	if err != nil {
		return 0, fmt.Errorf("day %q is not like 2026-10-01", s)
	}
	return dayOf(t), nil
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
