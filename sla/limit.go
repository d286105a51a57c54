package sla

import (
	"fmt"
	"strconv"
	"strings"
)

// Unit is what a limit counts.
type Unit int8

const (
	Minutes     Unit = iota // wall clock, by day and night
	WorkMinutes             // only within office hours
	Workdays                // to the close of office of the nth working day
)

// Limits beyond these are refused by ParseLimit: about ten years.
const (
	maxMinutes     = 10 * 366 * 24 * 60
	maxWorkMinutes = 10 * 366 * 24 * 60
	maxWorkdays    = 10 * 261
)

// Limit is a time limit (时限). Its text is "15m", "2h", "4wh" (working hours),
// "90wm" (working minutes), "1wd" (working days) or "0", which means none.
type Limit struct {
	N    int
	Unit Unit
}

// IsZero reports whether there is no limit at all.
func (l Limit) IsZero() bool { return l.N == 0 }

// Half is half the limit, rounded up, but never less than least, which is
// compared only when it counts the same unit. No limit has no half.
func (l Limit) Half(least Limit) Limit {
	half := Limit{N: (l.N + 1) / 2, Unit: l.Unit}
	if !l.IsZero() && least.Unit == l.Unit {
		half.N = max(half.N, least.N)
	}
	return half
}

// String is the shortest text that ParseLimit reads back.
func (l Limit) String() string {
	if l.N == 0 {
		return "0"
	}
	switch l.Unit {
	case Workdays:
		return strconv.Itoa(l.N) + "wd"
	case WorkMinutes:
		if l.N%60 == 0 {
			return strconv.Itoa(l.N/60) + "wh"
		}
		return strconv.Itoa(l.N) + "wm"
	case Minutes:
	}
	if l.N%60 == 0 {
		return strconv.Itoa(l.N/60) + "h"
	}
	return strconv.Itoa(l.N) + "m"
}

// ParseLimit reads the text of a limit.
func ParseLimit(s string) (Limit, error) {
	if s == "0" {
		return Limit{}, nil
	}
	digits := strings.TrimRight(s, "mhwd")
	n, err := strconv.ParseUint(digits, 10, 31)
	if err != nil || n == 0 || digits[0] == '0' {
		return Limit{}, fmt.Errorf(`limit %q is not like "15m", "2h", "4wh", "1wd" or "0"`, s)
	}
	l, most := Limit{N: int(n)}, 0
	switch s[len(digits):] {
	case "m":
		most = maxMinutes
	case "h":
		l.N, most = l.N*60, maxMinutes
	case "wm":
		l.Unit, most = WorkMinutes, maxWorkMinutes
	case "wh":
		l.N, l.Unit, most = l.N*60, WorkMinutes, maxWorkMinutes
	case "wd":
		l.Unit, most = Workdays, maxWorkdays
	default:
		return Limit{}, fmt.Errorf("limit %q: the unit is m, h, wm, wh or wd", s)
	}
	if l.N > most {
		return Limit{}, fmt.Errorf("limit %q is longer than ten years", s)
	}
	return l, nil
}

// MarshalText writes the limit as String does.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads the limit as ParseLimit does.
func (l *Limit) UnmarshalText(text []byte) error {
	parsed, err := ParseLimit(string(text))
	if err == nil {
		*l = parsed
	}
	return err
}
