package sla

import (
	"fmt"
	"strings"
	"time"
)

// The kinds of a Line.
const (
	LineStart       = "start"       // At
	LineLimit       = "limit"       // Note: the limit's text
	LineDayOff      = "day_off"     // Day, N days, Note: the festival
	LineWeekend     = "weekend"     // Day, N days
	LineMakeup      = "makeup"      // Day, N days: a weekend day that is worked
	LineWorkday     = "workday"     // an ordinary working day; never listed
	LineProvisional = "provisional" // Day: from here on no notice is known
	LineExtended    = "extended"    // Note: by which limit
	LinePaused      = "paused"      // At, N minutes
	LineCapped      = "capped"      // At: what the due time would have been
	LineDue         = "due"         // At
)

// Line is one step in the explanation of a deadline.
type Line struct {
	Kind string    `json:"kind"`
	Day  string    `json:"day,omitempty"`
	At   time.Time `json:"at,omitzero"`
	N    int       `json:"n,omitempty"`
	Note string    `json:"note,omitempty"`
}

// maxLines bounds the explanation, which is stored with the ticket.
const maxLines = 40

// Deadline is when a limit that starts at start ends, and why. No limit ends at
// once. A working-day limit does not count the day of start and ends at the close
// of office of its last day; a working-minute limit may end exactly at a close.
func Deadline(start time.Time, l Limit, c *Calendar) (due time.Time, why []Line) {
	switch l.Unit {
	case Workdays:
		due = c.AddWorkdays(start, l.N)
	case WorkMinutes:
		due = c.AddWorkMinutes(start, max(l.N, 0))
	case Minutes:
		due = start.Add(time.Duration(min(max(l.N, 0), maxMinutes)) * time.Minute)
	default:
		due = start
	}
	due = due.UTC()
	why = []Line{{Kind: LineStart, At: start.UTC()}, {Kind: LineLimit, Note: l.String()}}
	if l.Unit != Minutes {
		why = append(why, dayLines(start, due, l.Unit, c)...)
	}
	return due, append(why, Line{Kind: LineDue, At: due})
}

// dayLines names the days between start and due that are not ordinary working
// days, runs of like days together.
func dayLines(start, due time.Time, unit Unit, c *Calendar) []Line {
	var lines []Line
	first, last := dayOf(start), dayOf(due)
	if unit == Workdays {
		first++
	}
	known, run := true, false
	for day := first; day <= last && len(lines) < maxLines; day++ {
		if known && c.provisionalDay(day) {
			known, run = false, false
			lines = append(lines, Line{Kind: LineProvisional, Day: dayName(day)})
		}
		kind, note := c.kindOf(day)
		if kind == LineWorkday {
			run = false
			continue
		}
		if n := len(lines); run && lines[n-1].Kind == kind && lines[n-1].Note == note {
			lines[n-1].N++
			continue
		}
		lines, run = append(lines, Line{Kind: kind, Day: dayName(day), N: 1, Note: note}), true
	}
	return lines
}

// Explain writes the lines as one English sentence for logs and the command line;
// pages translate the lines themselves.
func Explain(lines []Line) string {
	var parts []string
	for _, l := range lines {
		if l.Kind == LineLimit && len(parts) > 0 {
			parts[len(parts)-1] += ", " + limitWords(l.Note)
			continue
		}
		parts = append(parts, l.words())
	}
	return strings.Join(parts, "; ")
}

func (l Line) words() string {
	switch l.Kind {
	case LineStart:
		return "from " + moment(l.At)
	case LineLimit:
		return limitWords(l.Note)
	case LineDayOff:
		return l.stretch() + " off" + parens(l.Note)
	case LineWeekend:
		return l.stretch() + " weekend"
	case LineMakeup:
		if l.N > 1 {
			return l.stretch() + " are make-up workdays" + parens(l.Note)
		}
		return l.stretch() + " is a make-up workday" + parens(l.Note)
	case LineProvisional:
		return "provisional from " + l.Day
	case LineExtended:
		return "extended by " + limitWords(l.Note)
	case LinePaused:
		return fmt.Sprintf("paused at %s for %d minutes", moment(l.At), l.N)
	case LineCapped:
		if l.At.IsZero() {
			return "the upstream deadline counts"
		}
		return "capped by the upstream deadline, else " + moment(l.At)
	case LineDue:
		return "due " + moment(l.At)
	}
	return l.Kind
}

// stretch is the line's first day, and its last where there are several.
func (l Line) stretch() string {
	day, err := parseDay(l.Day)
	if err != nil {
		return l.Day
	}
	first := at(day, 0).Format("Mon 2 Jan")
	if l.N > 1 {
		return first + " to " + at(day+l.N-1, 0).Format("Mon 2 Jan")
	}
	return first
}

func moment(t time.Time) string { return t.In(Zone).Format("Mon 2 Jan 2006 15:04") }

func parens(note string) string {
	if note == "" {
		return ""
	}
	return " (" + note + ")"
}

func limitWords(text string) string {
	l, err := ParseLimit(text)
	if err != nil {
		return text
	}
	n, unit := l.N, "minute"
	switch {
	case l.IsZero():
		return "no limit"
	case l.Unit == Workdays:
		unit = "working day"
	case l.Unit == WorkMinutes && n%60 == 0:
		n, unit = n/60, "working hour"
	case l.Unit == WorkMinutes:
		unit = "working minute"
	case n%60 == 0:
		n, unit = n/60, "hour"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
