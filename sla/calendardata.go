package sla

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// CalendarData is a calendar as it is stored, sent and edited.
type CalendarData struct {
	Version string              `json:"version"`
	Hours   map[string][]string `json:"hours"` // "mon": ["08:30-12:00", "13:30-17:30"]
	Years   []YearData          `json:"years"`
	Local   []LocalDay          `json:"local,omitempty"`
}

// YearData holds what the notices for one year say. A notice may change days of
// the December before, so a later year wins over an earlier one.
type YearData struct {
	Year   int      `json:"year"`
	Notice []string `json:"notice,omitempty"`
	Off    []Days   `json:"off"`
	Work   []Days   `json:"work"`
}

// Days is one day, or all days up to and including To, with the festival's name.
type Days struct {
	From string `json:"from"`
	To   string `json:"to,omitempty"`
	Name string `json:"name,omitempty"`
}

// LocalDay is a local decision about one day; it wins over every notice.
type LocalDay struct {
	Day  string `json:"day"`
	Off  bool   `json:"off"`
	Note string `json:"note,omitempty"`
}

// Data is a copy of the calendar in its stored form.
func (c *Calendar) Data() CalendarData {
	d := c.data
	d.Hours = maps.Clone(d.Hours)
	for k, v := range d.Hours {
		d.Hours[k] = slices.Clone(v)
	}
	d.Years = slices.Clone(d.Years)
	for i, y := range d.Years {
		d.Years[i].Notice = slices.Clone(y.Notice)
		d.Years[i].Off, d.Years[i].Work = slices.Clone(y.Off), slices.Clone(y.Work)
	}
	d.Local = slices.Clone(d.Local)
	return d
}

// ParseCalendar reads the stored form. Its error lists every fault.
func ParseCalendar(data []byte) (*Calendar, error) {
	var d CalendarData
	if err := decode(data, &d); err != nil {
		return nil, Faults{"calendar: " + err.Error()}
	}
	return NewCalendar(d)
}

// NewCalendar builds a calendar from its stored form. Its error lists every fault.
func NewCalendar(d CalendarData) (*Calendar, error) {
	b := builder{c: &Calendar{
		Version: d.Version, data: d, days: map[int]change{}, years: map[int]bool{},
	}}
	b.c.data = b.c.Data() // the caller keeps its slices
	if d.Version == "" {
		b.fault("version is missing")
	}
	b.hours(d.Hours)
	b.years(d.Years)
	for _, l := range d.Local {
		if day, ok := b.day("local", l.Day); ok {
			b.c.days[day] = change{off: l.Off, name: l.Note, local: true}
		}
	}
	if err := b.faults.err(); err != nil {
		return nil, err
	}
	return b.c, nil
}

// builder gathers the faults while a calendar is put together.
type builder struct {
	c      *Calendar
	faults Faults
}

func (b *builder) fault(format string, args ...any) {
	b.faults = append(b.faults, fmt.Sprintf(format, args...))
}

// weekdays in the order of the working week; a make-up workday keeps the hours of
// the first of them that works.
func weekdays() []string { return []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} }

func (b *builder) hours(hours map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(hours)) {
		if !slices.Contains(weekdays(), name) {
			b.fault("hours.%s: weekdays are mon, tue, wed, thu, fri, sat and sun", name)
		}
	}
	for i, name := range weekdays() {
		spans := b.spans(name, hours[name])
		b.c.week[(i+1)%7] = spans
		if len(b.c.makeup) == 0 {
			b.c.makeup = spans
		}
	}
	if len(b.c.makeup) == 0 && len(b.faults) == 0 {
		b.fault("hours: the calendar has no working day")
	}
}

func (b *builder) spans(weekday string, texts []string) []Span {
	var spans []Span
	for _, text := range texts {
		s, err := parseSpan(text)
		if err != nil {
			b.fault("hours.%s: %v", weekday, err)
			continue
		}
		spans = append(spans, s)
	}
	slices.SortFunc(spans, func(x, y Span) int { return x.From - y.From })
	for i := 1; i < len(spans); i++ {
		if spans[i].From < spans[i-1].To {
			b.fault("hours.%s: %s overlaps %s", weekday, spans[i], spans[i-1])
		}
	}
	return spans
}

func (b *builder) years(years []YearData) {
	sorted := slices.SortedStableFunc(slices.Values(years), func(x, y YearData) int { return x.Year - y.Year })
	for i, y := range sorted {
		if y.Year < 1992 || y.Year > 9000 { // summer time ended in 1991
			b.fault("years: %d is out of range", y.Year)
			continue
		}
		if i > 0 && sorted[i-1].Year == y.Year {
			b.fault("years: %d is given twice", y.Year)
		}
		b.c.years[y.Year] = true
		seen := map[int]bool{}
		b.list(y.Year, "off", y.Off, true, seen)
		b.list(y.Year, "work", y.Work, false, seen)
	}
}

func (b *builder) list(year int, field string, list []Days, off bool, seen map[int]bool) {
	where := fmt.Sprintf("years.%d.%s", year, field)
	for _, d := range list {
		from, ok := b.day(where, d.From)
		to := from
		if ok && d.To != "" {
			to, ok = b.day(where, d.To)
		}
		if !ok {
			continue
		}
		if to < from || to-from > 60 {
			b.fault("%s: %s to %s is not a stretch of 1 to 60 days", where, d.From, d.To)
			continue
		}
		for day := from; day <= to; day++ {
			if y := at(day, 0).Year(); y != year && y != year-1 {
				b.fault("%s: %s belongs to another year", where, dayName(day))
			}
			if seen[day] {
				b.fault("%s: %s is given twice", where, dayName(day))
			}
			seen[day] = true
			b.c.days[day] = change{off: off, name: d.Name}
		}
	}
}

func (b *builder) day(where, s string) (int, bool) {
	day, err := parseDay(s)
	if err != nil {
		b.fault("%s: %v", where, err)
	}
	return day, err == nil
}

// String is the span as it is written, like "08:30-12:00".
func (s Span) String() string {
	return fmt.Sprintf("%02d:%02d-%02d:%02d", s.From/60, s.From%60, s.To/60, s.To%60)
}

func parseSpan(text string) (Span, error) {
	from, to, _ := strings.Cut(text, "-")
	s := Span{From: minuteOf(from), To: minuteOf(to)}
	if s.From < 0 || s.To < 0 || s.From >= s.To {
		return Span{}, fmt.Errorf("%q is not a span like 08:30-12:00", text)
	}
	return s, nil
}

// minuteOf reads "08:30" up to "24:00" as minutes from midnight, else -1.
func minuteOf(s string) int {
	if len(s) != 5 || s[2] != ':' {
		return -1
	}
	h, err1 := strconv.ParseUint(s[:2], 10, 8)
	m, err2 := strconv.ParseUint(s[3:], 10, 8)
	n := int(h)*60 + int(m)
	if err1 != nil || err2 != nil || m > 59 || n > 24*60 {
		return -1
	}
	return n
}

// decode reads exactly one JSON value and refuses fields it does not know, since
// a misspelt rule must not be passed over in silence.
func decode(data []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); err != io.EOF {
		return fmt.Errorf("unexpected text after the value")
	}
	return nil
}

// kindOf says why a numbered day differs from its weekday.
func (c *Calendar) kindOf(day int) (kind, note string) {
	ch, changed := c.days[day]
	working := len(c.spans(day)) > 0
	switch {
	case changed && ch.off:
		return LineDayOff, ch.name
	case changed && working && len(c.week[weekdayOf(day)]) == 0:
		return LineMakeup, ch.name
	case !working:
		return LineWeekend, ""
	}
	return LineWorkday, ""
}

func (c *Calendar) provisionalDay(day int) bool {
	return !c.years[time.Unix(int64(day)*24*60*60, 0).UTC().Year()]
}
