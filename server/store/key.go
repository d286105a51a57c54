package store

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hotline/dispatch"
)

// perDay is how dispatch.NoKey puts day and serial into one integer.
const perDay = 10_000_000

// Key is the number by which a store sorts and finds a ticket. Anything that no
// store ever wrote, such as "20261123-00043", is NotFound.
func Key(no string) (int64, error) {
	key, ok := dispatch.NoKey(no)
	if !ok || No(key) != no {
		return 0, dispatch.Errorf(dispatch.NotFound, "ticket_unknown", no)
	}
	return key, nil
}

// No is the ticket number of a key.
func No(key int64) string { return dispatch.FormatNo(Split(key)) }

// Split gives day and serial of a key.
func Split(key int64) (day string, serial int) {
	return fmt.Sprintf("%08d", key/perDay), int(key % perDay)
}

// CheckDay refuses what is no day of ticket numbers.
func CheckDay(day string) error {
	if _, ok := dispatch.NoKey(dispatch.FormatNo(day, 1)); !ok {
		return dispatch.FieldError("day", "unknown_value")
	}
	return nil
}

// Span is the range of keys [low, high) that tickets registered in [from, to)
// have; zero times, and zero keys, are no bounds.
func Span(from, to time.Time) (low, high int64) {
	if !from.IsZero() {
		low = dayKey(from)
	}
	if !to.IsZero() {
		high = dayKey(to) + perDay
	}
	return low, high
}

func dayKey(t time.Time) int64 {
	key, _ := dispatch.NoKey(dispatch.FormatNo(dispatch.Day(t), 0))
	return key
}

// Cursor is a place in a list: the clock it sorts by and the key behind it.
type Cursor struct {
	Sort int64
	Key  int64
}

// String is the cursor as Page.After carries it.
func (c Cursor) String() string {
	return strconv.FormatInt(c.Sort, 36) + "." + strconv.FormatInt(c.Key, 36)
}

// ParseCursor reads what String wrote; "" is the start of the list.
func ParseCursor(s string) (c Cursor, given bool, err error) {
	if s == "" {
		return Cursor{}, false, nil
	}
	sort, key, ok := strings.Cut(s, ".")
	c.Sort, err = strconv.ParseInt(sort, 36, 64)
	if err == nil {
		c.Key, err = strconv.ParseInt(key, 36, 64)
	}
	if !ok || err != nil {
		return Cursor{}, false, dispatch.FieldError("after", "cursor")
	}
	return c, true, nil
}

// Bounds of one page.
const (
	defaultLimit = 50
	maxLimit     = 1000
)

// Limit is the number of rows a page asks for, kept within reason.
func Limit(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// Milli is a moment in the resolution stores keep; zero times are 0.
func Milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time is the moment Milli was given.
func Time(milli int64) time.Time {
	if milli == 0 {
		return time.Time{}
	}
	return time.UnixMilli(milli).UTC()
}

// Stamp brings a time into the form in which stores give it back.
func Stamp(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(time.Millisecond)
}

// Unavailable wraps a driver's error that is nobody's fault: the disk is full,
// the server is away, the time is up. An error with a code stays as it is.
func Unavailable(err error) error {
	var e *dispatch.Error
	if err == nil || errors.As(err, &e) {
		return err
	}
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "store_unavailable", Err: err}
}

// Ceil is the first millisecond not before t: a bound of a range of times that
// are kept in milliseconds.
func Ceil(t time.Time) int64 {
	m := t.UnixMilli()
	if t.After(time.UnixMilli(m)) {
		m++
	}
	return m
}
