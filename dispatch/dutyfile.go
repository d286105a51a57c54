package dispatch

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// MaxRosterLines bounds a roster file.
const MaxRosterLines = 500

// ParseRoster reads a roster file (值班表导入): person, post, from, to, kind, by
// commas. The person is an account or a name of the scope; to may be a time of
// day alone, the next day's when it is not behind from. Every line at fault is
// named, and then nothing is to be taken over.
func ParseRoster(text, scope string, staff []Staff) ([]Shift, Faults) {
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	in.FieldsPerRecord, in.TrimLeadingSpace = -1, true
	var out []Shift
	var faults Faults
	for line := 1; ; line++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, faults
		}
		if err != nil {
			return out, append(faults, FieldError(where(line, ""), "csv_line"))
		}
		n, _ := in.FieldPos(0)
		if line == 1 && slices.Contains(dutyHeads, strings.TrimSpace(cells[0])) {
			continue
		}
		if len(out) == MaxRosterLines {
			return out, append(faults, FieldError(where(n, ""), "too_many", MaxRosterLines))
		}
		s, err := parseShift(cells, scope, staff)
		var fault *Error
		if errors.As(err, &fault) {
			faults = append(faults, FieldError(where(n, fault.Field), fault.Key, fault.Args...))
			continue
		}
		out = append(out, s)
	}
}

// where names a place of the file as the field at fault.
func where(line int, field string) string {
	return strings.TrimSuffix(fmt.Sprintf("%d.%s", line, field), ".")
}

func parseShift(cells []string, scope string, staff []Staff) (Shift, error) {
	cell := func(i int) string {
		if i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	p, err := FindStaff(staff, cell(0))
	if err != nil {
		return Shift{}, err
	}
	s := Shift{Scope: scope, User: p.User, Name: p.Name, Post: Post(strings.ToUpper(cell(1)))}
	if s.From, err = dutyTime("from", cell(2), time.Time{}); err != nil {
		return s, err
	}
	if s.To, err = dutyTime("to", cell(3), s.From); err != nil {
		return s, err
	}
	kind, ok := dutyKinds[cell(4)]
	if !ok {
		return s, FieldError("kind", "unknown_value")
	}
	s.Weekly, s.Absent = kind == "weekly", kind == "leave"
	return s, s.Validate()
}

// FindStaff finds a person by account, or by a name that only one has.
func FindStaff(staff []Staff, who string) (Staff, error) {
	if who == "" {
		return Staff{}, FieldError("user", "required")
	}
	var found []Staff
	for _, p := range staff {
		if p.User == who {
			return p, nil
		}
		if p.Name == who {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		return Staff{}, FieldError("user", "staff_unknown", clipWord(who))
	}
	return found[0], nil
}

func clipWord(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20])
	}
	return s
}

// dutyTime reads a local time; with from, also a time of day behind it.
func dutyTime(field, s string, from time.Time) (time.Time, error) {
	for _, form := range []string{"2006-01-02 15:04", "2006-01-02T15:04", "2006/1/2 15:04"} {
		if at, err := time.ParseInLocation(form, s, sla.Zone); err == nil {
			if at.Year() < 2000 || at.Year() > 2100 {
				return at, FieldError(field, "date_range")
			}
			return at.UTC(), nil
		}
	}
	if clock, err := time.Parse("15:04", s); err == nil && !from.IsZero() {
		l := from.In(sla.Zone)
		at := time.Date(l.Year(), l.Month(), l.Day(), clock.Hour(), clock.Minute(), 0, 0, sla.Zone)
		if !at.After(from) {
			at = at.AddDate(0, 0, 1)
		}
		return at.UTC(), nil
	}
	if s == "" {
		return time.Time{}, FieldError(field, "required")
	}
	return time.Time{}, FieldError(field, "duty_time")
}
