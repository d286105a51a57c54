package insight

import (
	"time"

	"hotline/sla"
)

// Window is the time that is looked at (时间窗): whole local days, the last of
// which may be under way at To.
type Window struct {
	From, To time.Time
}

const day = 24 * time.Hour

// long is the length in days beyond which a window is compared within itself:
// it holds its own seasons.
const long = 90

// LastDays is the window of so many local days that ends now.
func LastDays(n int, now time.Time) Window {
	return Window{From: midnight(now).AddDate(0, 0, 1-n), To: now}
}

// Between is the window of the local days of two moments; a day that is not over
// ends now.
func Between(first, last, now time.Time) Window {
	w := Window{From: midnight(first), To: midnight(last).AddDate(0, 0, 1)}
	if now.Before(w.To) {
		w.To = now
	}
	return w
}

func midnight(t time.Time) time.Time {
	l := t.In(sla.Zone)
	return time.Date(l.Year(), l.Month(), l.Day(), 0, 0, 0, 0, sla.Zone)
}

// Days is the number of local days, one that is under way included.
func (w Window) Days() int { return max(1, dayNumber(w.To.Add(-time.Millisecond))-dayNumber(w.From)+1) }

// Long tells whether the window is compared within itself.
func (w Window) Long() bool { return w.Days() > long }

// baseDays is how many days before the window say what is usual.
func (w Window) baseDays() int {
	if w.Long() {
		return 0
	}
	return max(columns-w.Days(), min(3*w.Days(), long))
}

// Base is where the days begin that say what is usual.
func (w Window) Base() time.Time { return w.From.AddDate(0, 0, -w.baseDays()) }

// Previous is the same length of time before the window.
func (w Window) Previous() Window {
	n := w.Days()
	return Window{From: w.From.AddDate(0, 0, -n), To: w.To.In(sla.Zone).AddDate(0, 0, -n)}
}

// LastYear is the same weekdays of the year before.
func (w Window) LastYear() Window {
	return Window{From: w.From.AddDate(0, 0, -364), To: w.To.In(sla.Zone).AddDate(0, 0, -364)}
}

// Holds tells whether a moment lies in the window.
func (w Window) Holds(t time.Time) bool { return !t.Before(w.From) && t.Before(w.To) }

// dayNumber counts local days.
func dayNumber(t time.Time) int {
	_, offset := t.In(sla.Zone).Zone()
	return int((t.Unix() + int64(offset)) / int64(day/time.Second))
}

// clockTime is how far the local day of a moment has gone.
func clockTime(t time.Time) time.Duration { return t.Sub(midnight(t)) }
