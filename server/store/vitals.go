package store

import (
	"errors"
	"time"

	"hotline/dispatch"
)

// Meter is told what a store does, for the metrics; a nil function hears
// nothing. The functions are called while others wait: they must be quick.
type Meter struct {
	// Wrote is called after each write reached the disk, or did not: how long it
	// took and how many operations shared it.
	Wrote func(took time.Duration, operations int, err error)
	// Asked is called after each command to a database server, by its name.
	Asked func(command string, took time.Duration, failed bool)
}

// Write tells of a write.
func (m Meter) Write(took time.Duration, operations int, err error) {
	if m.Wrote != nil {
		m.Wrote(took, operations, err)
	}
}

// Vitals are how a store is doing. They are read from indexes and kept numbers.
type Vitals struct {
	// Outbox is how many notices wait to be relayed, counted up to MaxOutbox, and
	// Oldest since when the first of them does.
	Outbox int
	Oldest time.Time
	// Bytes are sizes of files by name: data, wal. Pages are those of the file by
	// name: total, free. Connections are those to a database server: open, in_use.
	Bytes, Pages, Connections map[string]int64
	// Waiting is how many writes wait for their turn.
	Waiting int
}

// MaxOutbox is up to which the notices of the outbox are counted.
const MaxOutbox = 10_000

// Full is the error of a store that has no room for a write; ReadOnly of one
// that may not write at all. Reading goes on.
func Full(err error) error {
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "store_full", Err: err}
}

// ReadOnly is the error of a store that may not write at all.
func ReadOnly(err error) error {
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "store_read_only", Err: err}
}

// Failing is the error of a store whose disk cannot read or write for another
// reason: broken, or over a quota.
func Failing(err error) error {
	return &dispatch.Error{Code: dispatch.Unavailable, Key: "store_failing", Err: err}
}

// Refused tells whether an error is of these: the next write will hardly fare
// better.
func Refused(err error) bool {
	var e *dispatch.Error
	return errors.As(err, &e) && (e.Key == "store_full" || e.Key == "store_read_only" || e.Key == "store_failing")
}
