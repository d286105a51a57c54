package store

import (
	"fmt"
	"strings"

	"hotline/dispatch"
)

// Check makes sure that a write carries on the chain of events where the ticket
// stood, so that no version exists without its events, and that a new ticket
// has a number of the day it was registered on, by which lists of a span of time
// find their place. before is the zero ticket for a new one.
func Check(before dispatch.Ticket, w dispatch.Write) error {
	seq := before.Version
	for _, e := range w.Events {
		if seq++; e.Seq != seq || e.Ticket != w.Ticket.No {
			return broken("event %s/%d where %s/%d belongs", e.Ticket, e.Seq, w.Ticket.No, seq)
		}
	}
	if w.Ticket.Version != seq || seq == 0 {
		return broken("ticket %s has version %d after %d events", w.Ticket.No, w.Ticket.Version, seq)
	}
	if day, _, _ := strings.Cut(w.Ticket.No, "-"); before.Version == 0 && day != dispatch.Day(w.Ticket.RegisteredAt) {
		return broken("ticket %s was registered on another day, %s", w.Ticket.No, dispatch.Day(w.Ticket.RegisteredAt))
	}
	if before.No != "" && before.No != w.Ticket.No {
		return broken("ticket %s became %s", before.No, w.Ticket.No)
	}
	return nil
}

func broken(format string, args ...any) error {
	return &dispatch.Error{Code: dispatch.Internal, Key: "broken_chain", Err: fmt.Errorf(format, args...)}
}

// CheckVersion compares the version a record is written against with the one
// stored, 0 when there is none.
func CheckVersion(r dispatch.Record, stored int) error {
	switch {
	case r.Version == stored:
		return nil
	case r.Version == 0:
		return dispatch.Errorf(dispatch.Exists, "record_exists", r.Kind, r.ID)
	default:
		return dispatch.Errorf(dispatch.Conflict, "stale_version", stored)
	}
}
