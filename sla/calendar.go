package sla

import (
	_ "embed"
	"maps"
	"sync"
	"time"
)

// Span is a stretch of office hours in minutes from local midnight; To is the
// first minute after it.
type Span struct{ From, To int }

// Calendar tells working time from the rest: the office hours of each weekday,
// the days off (法定节假日) and the make-up workdays (调休上班) of the notices, and
// local changes. It does not change after ParseCalendar and may be shared.
type Calendar struct {
	Version string

	data   CalendarData
	week   [7][]Span // by time.Weekday
	makeup []Span    // hours of a make-up workday on a weekday without any
	days   map[int]change
	years  map[int]bool // years a notice was published for
}

// change makes a day differ from its weekday.
type change struct {
	off   bool
	name  string
	local bool
}

// maxDays ends every walk over days, about a century, so that no limit and no
// calendar can keep a caller waiting.
const maxDays = 36525

//go:embed cn.json
var cnJSON []byte

var cn = sync.OnceValue(func() *Calendar {
	c, err := ParseCalendar(cnJSON)
	if err != nil {
		panic("sla: built-in calendar: " + err.Error())
	}
	return c
})

// CN is the built-in calendar of the State Council's notices, 2018 to 2026, with
// office hours 08:30-12:00 and 13:30-17:30 from Monday to Friday.
func CN() *Calendar { return cn() }

// Workday reports whether the local day of t has office hours.
func (c *Calendar) Workday(t time.Time) bool { return len(c.spans(dayOf(t))) > 0 }

// Provisional reports whether the year of t has no notice yet, so that only
// weekends are known to be off.
func (c *Calendar) Provisional(t time.Time) bool { return !c.years[t.In(Zone).Year()] }

// OfficeHours reports whether t lies in office hours; the closing instant does.
func (c *Calendar) OfficeHours(t time.Time) bool {
	day := dayOf(t)
	for _, s := range c.spans(day) {
		if !t.Before(at(day, s.From)) && !t.After(at(day, s.To)) {
			return true
		}
	}
	return false
}

// WithOverride is the calendar with one local day, like "2026-11-20", declared
// off or working; a new version names it.
func (c *Calendar) WithOverride(day string, off bool, version string) *Calendar {
	n, err := parseDay(day)
	if err != nil {
		return c
	}
	next := *c
	next.Version = version
	next.data = c.Data()
	next.data.Version = version
	next.data.Local = append(next.data.Local, LocalDay{Day: day, Off: off})
	next.days = maps.Clone(c.days)
	next.days[n] = change{off: off, local: true}
	return &next
}

// WorkMinutes counts the whole working minutes between two instants; it is
// negative when to lies before from.
func (c *Calendar) WorkMinutes(from, to time.Time) int {
	if to.Before(from) {
		return -c.WorkMinutes(to, from)
	}
	return int(c.work(from, to) / time.Minute)
}

// AddWorkMinutes is the instant n working minutes after t, or before it when n is
// negative. A count that ends with the office ends at its close, not at the next
// opening; no minutes leave t as it is.
func (c *Calendar) AddWorkMinutes(t time.Time, n int) time.Time {
	n = min(max(n, -maxWorkMinutes), maxWorkMinutes)
	if n < 0 {
		return c.retreat(t, time.Duration(-n)*time.Minute)
	}
	return c.advance(t, time.Duration(n)*time.Minute)
}

// AddWorkdays is the close of office of the nth working day after the day of t,
// which itself is not counted (Civil Code, article 201). No days leave t as it is.
func (c *Calendar) AddWorkdays(t time.Time, n int) time.Time {
	n = min(n, maxWorkdays)
	if n <= 0 {
		return t
	}
	day := dayOf(t)
	for range maxDays {
		day++
		if s := c.spans(day); len(s) > 0 {
			if n--; n == 0 {
				return at(day, s[len(s)-1].To)
			}
		}
	}
	return at(day, 0)
}

// spans are the office hours of a numbered day.
func (c *Calendar) spans(day int) []Span {
	own := c.week[weekdayOf(day)]
	ch, changed := c.days[day]
	switch {
	case !changed:
		return own
	case ch.off:
		return nil
	case len(own) == 0:
		return c.makeup
	}
	return own
}

// work is the working time between two instants.
func (c *Calendar) work(from, to time.Time) time.Duration {
	var sum time.Duration
	last := dayOf(to)
	for day := dayOf(from); day <= last && last-day < maxDays; day++ {
		for _, s := range c.spans(day) {
			open, shut := later(at(day, s.From), from), earlier(at(day, s.To), to)
			if open.Before(shut) {
				sum += shut.Sub(open)
			}
		}
	}
	return sum
}

// advance is the instant at which d of working time has passed since t.
func (c *Calendar) advance(t time.Time, d time.Duration) time.Time {
	if d <= 0 {
		return t
	}
	day := dayOf(t)
	for range maxDays {
		for _, s := range c.spans(day) {
			open, shut := later(at(day, s.From), t), at(day, s.To)
			if left := shut.Sub(open); left >= d {
				return open.Add(d)
			} else if left > 0 {
				d -= left
			}
		}
		day++
	}
	return at(day, 0)
}

// retreat is the instant from which d of working time passes until t.
func (c *Calendar) retreat(t time.Time, d time.Duration) time.Time {
	day := dayOf(t)
	for range maxDays {
		spans := c.spans(day)
		for i := len(spans) - 1; i >= 0; i-- {
			open, shut := at(day, spans[i].From), earlier(at(day, spans[i].To), t)
			if left := shut.Sub(open); left >= d {
				return shut.Add(-d)
			} else if left > 0 {
				d -= left
			}
		}
		day--
	}
	return at(day, 0)
}

// closings counts the working days after the day of start whose close of office
// fell after from and not after to.
func (c *Calendar) closings(start, from, to time.Time) int {
	n := 0
	last := dayOf(to)
	for day := max(dayOf(from), dayOf(start)+1); day <= last && last-day < maxDays; day++ {
		if s := c.spans(day); len(s) > 0 {
			if shut := at(day, s[len(s)-1].To); shut.After(from) && !shut.After(to) {
				n++
			}
		}
	}
	return n
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}
