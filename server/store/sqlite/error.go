package sqlite

import (
	"errors"
	"strings"

	driver "modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"hotline/dispatch"
	"hotline/server/store"
)

// translate turns errors of the driver into those of the contract: a taken key
// is Exists, everything else (full, read-only, disk, lock, closed) Unavailable.
func translate(err error) error {
	var e *driver.Error
	if !errors.As(err, &e) {
		return store.Unavailable(err)
	}
	switch e.Code() & 0xff {
	case lib.SQLITE_CONSTRAINT:
	case lib.SQLITE_FULL:
		return store.Full(err)
	case lib.SQLITE_READONLY:
		return store.ReadOnly(err)
	case lib.SQLITE_IOERR:
		return store.Failing(err)
	default:
		return store.Unavailable(err)
	}
	key := "number_taken"
	switch {
	case strings.Contains(e.Error(), "tickets.upstream"):
		key = "upstream_taken"
	case strings.Contains(e.Error(), "tickets.idem"):
		key = "idem_taken"
	}
	return &dispatch.Error{Code: dispatch.Exists, Key: key, Err: err}
}
