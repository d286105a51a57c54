package imports

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// written are the ways in which dates are written here: 2026-11-23 09:42:00,
// 2026/1/5 9:05, 2026.01.05, 2026年1月5日 9时5分, 2026/1/5 星期一 下午 3:05, 20260105.
var written = regexp.MustCompile(`^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?\s*(?:(?:星期|周)[一二三四五六日天])?(?:[ T]*(上午|下午|AM|PM|am|pm)?\s*(\d{1,2})[:：时点](?:(\d{1,2})(?:[:：分](?:(\d{1,2})(?:\.\d+)?秒?)?)?)?\s*(AM|PM|am|pm)?)?$`)

var compact = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})(?:[ T]?(\d{2}):?(\d{2})(?::?(\d{2}))?)?$`)

// days are those of a spreadsheet's calendar, where a cell lost its format.
var days = regexp.MustCompile(`^[2-8]\d{4}(\.\d+)?$`)

// Moment reads a moment in the hotline's zone, by the layout if there is one
// (yyyy-MM-dd HH:mm:ss), else as dates are written here.
func Moment(field, s, layout string) (time.Time, error) {
	s = strings.TrimSpace(s)
	at, ok := momentOf(s, layout)
	if !ok {
		return time.Time{}, dispatch.FieldError(field, "moment_form")
	}
	if at.Year() < 2000 || at.Year() > 2100 {
		return time.Time{}, dispatch.FieldError(field, "date_range")
	}
	return at.UTC(), nil
}

func momentOf(s, layout string) (time.Time, bool) {
	if layout != "" {
		at, err := time.ParseInLocation(goLayout(layout), s, sla.Zone)
		if err == nil || strings.HasPrefix(layout, "y") && strings.IndexByte(layout, 'd') < strings.IndexByte(layout, 'M') {
			return at, err == nil
		} // in a column of texts some cells are real moments, which come with the year first
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04:05.999Z0700"} {
		if at, err := time.Parse(form, s); err == nil {
			return at, true
		}
	}
	if m := written.FindStringSubmatch(s); m != nil {
		return assemble(m[4]+m[8], m[1], m[2], m[3], m[5], m[6], m[7])
	}
	if m := compact.FindStringSubmatch(s); m != nil {
		return assemble("", m[1:]...)
	}
	if !days.MatchString(s) {
		return time.Time{}, false
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return time.Time{}, false
	}
	whole := int(n)
	part := time.Duration((n-float64(whole))*86400+0.5) * time.Second
	return time.Date(1899, 12, 30+whole, 0, 0, 0, 0, sla.Zone).Add(part), true
}

// assemble makes a moment of its numbers, if there is such a one; half is of the day.
func assemble(half string, parts ...string) (time.Time, bool) {
	var n [6]int
	for i, p := range parts {
		n[i], _ = strconv.Atoi(p) // digits, or nothing
	}
	switch half {
	case "下午", "PM", "pm":
		if n[3] < 12 {
			n[3] += 12
		}
	case "上午", "AM", "am":
		if n[3] == 12 {
			n[3] = 0
		}
	}
	at := time.Date(n[0], time.Month(n[1]), n[2], n[3], n[4], n[5], 0, sla.Zone)
	same := at.Year() == n[0] && int(at.Month()) == n[1] && at.Day() == n[2] && at.Hour() == n[3] && at.Minute() == n[4] && at.Second() == n[5]
	return at, same
}

// goLayout translates the letters of a date format.
func goLayout(layout string) string {
	return strings.NewReplacer("yyyy", "2006", "yy", "06", "MM", "01", "M", "1", "dd", "02", "d", "2", "HH", "15", "H", "15", "mm", "04", "m", "4", "ss", "05", "s", "5").Replace(layout)
}
