package app

import (
	"context"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"

	"hotline/dispatch"
)

// verifier walks all tickets of a store and looks for what was changed behind
// the server's back (核验): a broken chain of events, a ticket that is not what
// its events make of it, a caller that the keys do not open.
type verifier struct {
	store    dispatch.Store
	progress io.Writer
	report   io.Writer

	tickets, events, broken int
	heads                   hash.Hash
	newest                  dispatch.Event
	shown                   time.Time
}

// mostBreaks is how many broken tickets are named.
const mostBreaks = 100

func verify(ctx context.Context, o *options, args []string) error {
	return o.onExisting(ctx, "verify", args, func(a *App) error {
		v, err := whole(ctx, a.Store, o.stderr, o.stdout)
		if err != nil {
			return err
		}
		said, err := o.verifyFiles(ctx, a)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(o.stdout, "whole: %d tickets, %d events%s, digest %s\n", v.tickets, v.events, said, v.digest())
		return err
	})
}

// onExisting runs a command that takes no arguments on a store that is there
// already: a new SQLite file would be whole, and nobody is in it.
func (o *options) onExisting(ctx context.Context, command string, args []string, fn func(*App) error) error {
	if len(args) > 0 {
		return usage{command + " takes no arguments"}
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	if err := present(c.Store); err != nil {
		return err
	}
	return o.with(ctx, fn)
}

// run looks at every ticket. The digest is over the number and the last event's
// hash of each, in order, so that two copies of a store can be compared.
func (v *verifier) run(ctx context.Context) error {
	err := v.store.Each(ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		t, events, err := v.still(ctx, t)
		if err != nil {
			return err
		}
		v.tickets++
		v.events += len(events)
		if n := len(events); n > 0 && events[n-1].At.After(v.newest.At) {
			v.newest = events[n-1]
		}
		fmt.Fprintf(v.heads, "%s %s\n", t.No, t.Head)
		b := dispatch.Inspect(t, events)
		if b == nil {
			if b, err = v.caller(ctx, t.No); err != nil {
				return err
			}
		}
		if b != nil {
			v.tell(b)
		}
		v.bar(false)
		return nil
	})
	v.bar(true)
	return err
}

// still reads the history of a ticket, and the ticket again while a server at
// work carries it on between the two reads.
func (v *verifier) still(ctx context.Context, t dispatch.Ticket) (dispatch.Ticket, []dispatch.Event, error) {
	const tries = 5
	for try := 0; ; try++ {
		events, err := v.store.Events(ctx, t.No)
		if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
			return t, nil, err
		}
		if len(events) == t.Version || try == tries {
			return t, events, nil
		}
		if t, err = v.store.Ticket(ctx, t.No); err != nil {
			return t, nil, err
		}
	}
}

// caller tells whether the keys open who called; who was erased is no fault.
func (v *verifier) caller(ctx context.Context, no string) (*dispatch.Break, error) {
	_, err := v.store.Person(ctx, no)
	var e *dispatch.Error
	switch {
	case err == nil, dispatch.CodeOf(err) == dispatch.NotFound:
		return nil, nil
	case errors.As(err, &e) && e.Key == "identity_key":
		return &dispatch.Break{No: no, Seq: 1, Kind: dispatch.Registered, What: e.Err.Error()}, nil
	}
	return nil, err
}

func (v *verifier) tell(b *dispatch.Break) {
	if v.broken++; v.broken <= mostBreaks {
		fmt.Fprintf(v.progress, "\r")
		fmt.Fprintln(v.report, b.Error())
	}
}

// bar shows how far it is, a few times a second.
func (v *verifier) bar(end bool) {
	if now := time.Now(); end || now.Sub(v.shown) > 200*time.Millisecond {
		v.shown = now
		fmt.Fprintf(v.progress, "\r%d tickets, %d events, %d broken", v.tickets, v.events, v.broken)
	}
	if end {
		fmt.Fprintln(v.progress)
	}
}
