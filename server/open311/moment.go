package open311

import (
	"strings"
	"time"
)

// Stamp writes a moment as every client reads it: UTC, whole seconds, a Z.
func Stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05Z") }

// momentForms are those of the W3C's note on dates, and what programs make of them
// without asking; one without a zone is UTC.
var momentForms = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05", "2006-01-02T15:04",
	time.DateTime, "2006-01-02 15:04:05Z07:00", time.DateOnly, "2006-01", "2006"}

// zoneless is the shortest that can stand before a zone.
const zoneless = "2006-01-02T15:04"

// ParseMoment reads a moment of our century. A plus sign that an address has
// turned into a space is one again.
//
// Phones write the zone by its name: GMT, or GMT+08:00.
func ParseMoment(s string) (time.Time, bool) {
	s = strings.TrimSpace(s)
	for _, name := range []string{"GMT", "UTC"} {
		if rest, ok := strings.CutSuffix(s, name); ok {
			s = strings.TrimSpace(rest) + "Z"
		}
		s = strings.Replace(s, name, "", 1)
	}
	if i := strings.LastIndexByte(s, ' '); i >= len(zoneless) {
		s = s[:i] + "+" + s[i+1:]
	}
	for _, form := range momentForms {
		if at, err := time.Parse(form, s); err == nil {
			return at.UTC(), at.Year() >= 2000 && at.Year() <= 2100
		}
	}
	return time.Time{}, false
}
