package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// Create numbers and stores a new ticket.
func (s *Store) Create(ctx context.Context, day string, fn func(no string) (dispatch.Write, error)) (dispatch.Ticket, error) {
	if err := store.CheckDay(day); err != nil {
		return dispatch.Ticket{}, err
	}
	var c *change
	err := s.writer.do(&op{ctx: ctx, day: day,
		prepare: func(serial int) error {
			w, err := fn(dispatch.FormatNo(day, serial))
			if err != nil {
				return err
			}
			c, err = s.encode(dispatch.Ticket{}, w)
			return err
		},
		run: func(b *batch) error { return b.insert(c) },
	})
	switch {
	case err == nil:
		return c.after, nil
	case c != nil && dispatch.CodeOf(err) == dispatch.Exists:
		t, other := s.holder(ctx, c.after)
		return t, errors.Join(err, other)
	default:
		return dispatch.Ticket{}, err
	}
}

// holder is the ticket that has the idempotency key or upstream number of t.
func (s *Store) holder(ctx context.Context, t dispatch.Ticket) (dispatch.Ticket, error) {
	for _, by := range []struct{ query, value string }{
		{`SELECT d.doc FROM tickets t JOIN docs d USING (key) WHERE t.idem = ?`, t.IdemKey},
		{`SELECT d.doc FROM tickets t JOIN docs d USING (key) WHERE t.upstream = ?`, store.Upstream(t)},
	} {
		if by.value == "" {
			continue
		}
		if t, err := decode(s.reader.QueryRowContext(ctx, by.query, by.value)); !errors.Is(err, sql.ErrNoRows) {
			return t, translate(err)
		}
	}
	return dispatch.Ticket{}, nil
}

// Update changes a ticket. The change is prepared from what a reader sees; if
// somebody was faster, the writer does it again, and nobody can be faster then.
func (s *Store) Update(ctx context.Context, no string, fn func(dispatch.Ticket) (dispatch.Write, error)) (dispatch.Ticket, error) {
	before, err := s.Ticket(ctx, no)
	if err != nil {
		return dispatch.Ticket{}, err
	}
	made, err := s.apply(before, fn)
	if err != nil || made == nil {
		return before, err
	}
	var c *change
	err = s.write(ctx, func(b *batch) error { // it may run twice, and begins anew then
		c = made
		ok, err := b.replace(c)
		if ok || err != nil {
			return err
		}
		if before, err = b.ticket(c.key); err != nil {
			return err
		}
		if c, err = s.apply(before, fn); err != nil || c == nil {
			return err
		}
		_, err = b.replace(c)
		return err
	})
	if err != nil || c == nil {
		return before, err
	}
	return c.after, nil
}

// apply runs fn; nil is a ticket that stays as it is.
func (s *Store) apply(before dispatch.Ticket, fn func(dispatch.Ticket) (dispatch.Write, error)) (*change, error) {
	w, err := fn(before)
	if err != nil || len(w.Events) == 0 {
		return nil, err
	}
	return s.encode(before, w)
}

// Import stores whole histories.
func (s *Store) Import(ctx context.Context, ws []dispatch.Write) (int, error) {
	changes, highest := make([]*change, 0, len(ws)), map[string]int{}
	for _, w := range ws {
		w.Notices = nil
		c, err := s.encode(dispatch.Ticket{}, w)
		if err != nil {
			return 0, err
		}
		changes = append(changes, c)
		day, serial := store.Split(c.key)
		highest[day] = max(highest[day], serial)
	}
	stored := 0
	err := s.write(ctx, func(b *batch) error {
		stored = 0
		for _, c := range changes {
			known, err := b.known(store.Upstream(c.after))
			if err != nil {
				return err
			}
			if known {
				continue
			}
			if err := b.insert(c); err != nil {
				return err
			}
			stored++
		}
		for day, n := range highest {
			if err := b.exec(`INSERT INTO serials VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET n = max(n, excluded.n)`, day, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return stored, nil
}

// known tells whether a ticket has the upstream number.
func (b *batch) known(upstream string) (bool, error) {
	if upstream == "" {
		return false, nil
	}
	var n int
	err := b.row(`SELECT count(*) FROM tickets WHERE upstream = ?`, []any{upstream}, &n)
	return n > 0, err
}

// NextSerial reserves numbers of a day.
func (s *Store) NextSerial(ctx context.Context, day string, n int) (int, error) {
	if err := store.CheckDay(day); err != nil {
		return 0, err
	}
	var last int
	err := s.write(ctx, func(b *batch) (err error) {
		last, err = b.serial(day, n)
		return err
	})
	return last - n + 1, err
}

// Ticket reads one ticket.
func (s *Store) Ticket(ctx context.Context, no string) (dispatch.Ticket, error) {
	key, err := store.Key(no)
	if err != nil {
		return dispatch.Ticket{}, err
	}
	t, err := decode(s.oneTicket.QueryRowContext(ctx, key))
	if errors.Is(err, sql.ErrNoRows) {
		return t, dispatch.Errorf(dispatch.NotFound, "ticket_unknown", no)
	}
	return t, translate(err)
}

// ticket reads a ticket as the transaction sees it.
func (b *batch) ticket(key int64) (t dispatch.Ticket, err error) {
	var doc []byte
	if err := b.row(`SELECT doc FROM docs WHERE key = ?`, []any{key}, &doc); err != nil {
		return t, err
	}
	return t, json.Unmarshal(doc, &t)
}

func decode(row *sql.Row) (t dispatch.Ticket, err error) {
	var doc []byte
	if err := row.Scan(&doc); err != nil {
		return t, err
	}
	return t, json.Unmarshal(doc, &t)
}

// Events reads the history of a ticket.
func (s *Store) Events(ctx context.Context, no string) ([]dispatch.Event, error) {
	key, err := store.Key(no)
	if err != nil {
		return nil, err
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT doc FROM events WHERE id >= ? AND id < ? ORDER BY id`, eventID(key, 0), eventID(key+1, 0))
	if err != nil {
		return nil, translate(err)
	}
	events, err := scan(rows, func(doc []byte) (e dispatch.Event, err error) {
		return e, json.Unmarshal(doc, &e)
	})
	if err == nil && len(events) == 0 {
		err = dispatch.Errorf(dispatch.NotFound, "ticket_unknown", no)
	}
	return events, err
}

// scan reads rows of one document each.
func scan[T any](rows *sql.Rows, read func(doc []byte) (T, error)) ([]T, error) {
	defer rows.Close()
	var out []T
	for rows.Next() {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return nil, translate(err)
		}
		v, err := read(doc)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, translate(rows.Err())
}

// Due lists tickets whose next step is due.
func (s *Store) Due(ctx context.Context, now time.Time, limit int) ([]string, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT key FROM tickets WHERE next_at <= ? ORDER BY next_at, key LIMIT ?`, now.UnixMilli(), limit)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var nos []string
	for rows.Next() {
		var key int64
		if err := rows.Scan(&key); err != nil {
			return nil, translate(err)
		}
		nos = append(nos, store.No(key))
	}
	return nos, translate(rows.Err())
}
