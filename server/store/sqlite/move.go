package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"hotline/dispatch"
	"hotline/server/store"
)

var _ store.Mover = (*Store)(nil)

// Pieces lists what is stored.
func (s *Store) Pieces(ctx context.Context, section store.Section, after string, limit int) ([]store.Piece, error) {
	switch section {
	case store.SectionTickets:
		return s.movedTickets(ctx, store.TicketAfter(after), limit)
	case store.SectionSerials:
		return list(ctx, s.reader, func(r *sql.Rows) (p store.MovedSerial, err error) { return p, r.Scan(&p.Day, &p.N) },
			`SELECT day, n FROM serials WHERE day > ? ORDER BY day LIMIT ?`, after, limit)
	case store.SectionFrames:
		to, id := store.FrameAfter(after)
		return list(ctx, s.reader, func(r *sql.Rows) (p store.MovedFrame, err error) {
			return p, r.Scan(&p.Recipient, &p.ID, &p.At, &p.Doc)
		},
			`SELECT recipient, id, at, doc FROM feed WHERE (recipient, id) > (?, ?) ORDER BY recipient, id LIMIT ?`, to, id, limit)
	case store.SectionHeads:
		return list(ctx, s.reader, func(r *sql.Rows) (p store.MovedHead, err error) { return p, r.Scan(&p.Recipient, &p.ID, &p.Acked) },
			`SELECT recipient, id, acked FROM heads WHERE recipient > ? ORDER BY recipient LIMIT ?`, after, limit)
	case store.SectionDeliveries:
		return list(ctx, s.reader, func(r *sql.Rows) (p store.MovedDelivery, err error) { return p, r.Scan(&p.ID, &p.Doc) },
			`SELECT id, doc FROM deliveries WHERE id > ? ORDER BY id LIMIT ?`, after, limit)
	case store.SectionRecords:
		kind, id := store.RecordAfter(after)
		return list(ctx, s.reader, func(r *sql.Rows) (p store.MovedRecord, err error) {
			return p, r.Scan(&p.Kind, &p.ID, &p.Version, &p.Body, &p.At, &p.Expires)
		}, `SELECT kind, id, version, body, at, expires FROM records WHERE (kind, id) > (?, ?) AND `+moving()+` AND `+live+` ORDER BY kind, id LIMIT ?`,
			kind, id, s.now().UnixMilli(), limit)
	}
	return nil, fmt.Errorf("sqlite: no section %q", section)
}

// moving is the condition of the records that are moved.
func moving() string { return `kind NOT IN ('` + strings.Join(store.Staying(), `', '`) + `')` }

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// list reads the rows of a query as pieces.
func list[P store.Piece](ctx context.Context, from querier, read func(*sql.Rows) (P, error), query string, args ...any) ([]store.Piece, error) {
	rows, err := from.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	var out []store.Piece
	for rows.Next() {
		p, err := read(rows)
		if err != nil {
			return nil, translate(err)
		}
		out = append(out, p)
	}
	return out, translate(rows.Err())
}

// movedTickets reads tickets, events and persons as they stood at one moment.
func (s *Store) movedTickets(ctx context.Context, after int64, limit int) ([]store.Piece, error) {
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, translate(err)
	}
	defer func() { _ = tx.Rollback() }() // it only reads
	pieces, err := list(ctx, tx, func(r *sql.Rows) (p store.MovedTicket, err error) { return p, r.Scan(&p.No, &p.Doc) },
		`SELECT key, doc FROM docs WHERE key > ? ORDER BY key LIMIT ?`, after, limit)
	if err != nil || len(pieces) == 0 {
		return nil, err
	}
	at := make(map[int64]int, len(pieces))
	tickets := make([]store.MovedTicket, len(pieces))
	for i, p := range pieces {
		tickets[i] = p.(store.MovedTicket)
		at[tickets[i].No] = i
	}
	first, last := tickets[0].No, tickets[len(tickets)-1].No
	each := func(query string, from, to int64, put func(t *store.MovedTicket, doc string), per int64) error {
		rows, err := tx.QueryContext(ctx, query, from, to)
		if err != nil {
			return translate(err)
		}
		defer rows.Close()
		for rows.Next() {
			var key int64
			var doc string
			if err := rows.Scan(&key, &doc); err != nil {
				return translate(err)
			}
			if i, ok := at[key/per]; ok {
				put(&tickets[i], doc)
			}
		}
		return translate(rows.Err())
	}
	err = errors.Join(
		each(`SELECT id, doc FROM events WHERE id >= ? AND id < ? ORDER BY id`, eventID(first, 0), eventID(last+1, 0),
			func(t *store.MovedTicket, doc string) { t.Events = append(t.Events, doc) }, maxEvents),
		each(`SELECT key, doc FROM persons WHERE key >= ? AND key < ?`, first, last+1,
			func(t *store.MovedTicket, doc string) { t.Person = doc }, 1))
	for i := range tickets {
		pieces[i] = tickets[i]
	}
	return pieces, err
}

// PutPieces stores what another store held, in one write.
func (s *Store) PutPieces(ctx context.Context, section store.Section, pieces []store.Piece) error {
	return s.write(ctx, func(b *batch) error {
		for _, p := range pieces {
			var err error
			switch p := p.(type) {
			case store.MovedTicket:
				err = b.putTicket(p)
			case store.MovedSerial:
				err = b.exec(`INSERT OR REPLACE INTO serials VALUES (?, ?)`, p.Day, p.N)
			case store.MovedFrame:
				err = b.putFrame(p)
			case store.MovedHead:
				err = b.exec(`INSERT OR REPLACE INTO heads VALUES (?, ?, ?)`, p.Recipient, p.ID, p.Acked)
			case store.MovedDelivery:
				err = b.putDelivery(p)
			case store.MovedRecord:
				err = b.exec(`INSERT INTO records VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id)
					DO UPDATE SET version = excluded.version, body = excluded.body, at = excluded.at, expires = excluded.expires`,
					p.Kind, p.ID, p.Version, []byte(p.Body), p.At, p.Expires)
			}
			if err != nil {
				return fmt.Errorf("%s %s: %w", section, p.Key(), err)
			}
		}
		return nil
	})
}

// putTicket writes a ticket as it came; one that is there is carried on to it.
func (b *batch) putTicket(p store.MovedTicket) error {
	after, err := p.Opened()
	if err != nil {
		return err
	}
	before, err := b.ticket(p.No)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	count, until, err := accountOf(dispatch.Ticket{}, after)
	if err != nil {
		return err
	}
	c := &change{key: p.No, before: before, after: after, doc: []byte(p.Doc), count: count, until: until, was: listsOf(before), is: listsOf(after)}
	c.terms = strings.Join(append(dispatch.Grams(store.Text(after)), words(after)...), " ")
	if p.Person != "" {
		c.person = []byte(p.Person)
	}
	if before.Version == 0 {
		err = b.insert(c)
	} else if err = errors.Join(b.exec(`DELETE FROM events WHERE id >= ? AND id < ?`, eventID(p.No, 0), eventID(p.No+1, 0)),
		b.exec(`DELETE FROM persons WHERE key = ?`, p.No)); err == nil {
		_, err = b.replace(c)
	}
	if err != nil {
		return err
	}
	for i, doc := range p.Events {
		if err := b.exec(`INSERT INTO events VALUES (?, ?)`, eventID(p.No, i+1), []byte(doc)); err != nil {
			return err
		}
	}
	return nil
}

// inAMilli is how many frames of one millisecond can be kept apart.
const inAMilli = 1 << 20

// putFrame writes a frame that was handed out already. TrimFeed wants frames in
// the order of time, and pieces come by recipient, so the place is made of the
// time; frames of later days go on behind the last.
func (b *batch) putFrame(p store.MovedFrame) error {
	if err := b.exec(`DELETE FROM feed WHERE recipient = ? AND id = ?`, p.Recipient, p.ID); err != nil {
		return err
	}
	var gid int64
	if err := b.row(`SELECT coalesce(max(gid) + 1, ?) FROM feed WHERE gid >= ? AND gid < ?`,
		[]any{p.At * inAMilli, p.At * inAMilli, (p.At + 1) * inAMilli}, &gid); err != nil {
		return err
	}
	if err := b.exec(`INSERT INTO feed VALUES (?, ?, ?, ?, ?)`, gid, p.Recipient, p.ID, p.At, []byte(p.Doc)); err != nil {
		return err
	}
	if err := b.exec(`INSERT INTO heads (recipient, id) VALUES (?, ?) ON CONFLICT (recipient) DO UPDATE SET id = max(id, excluded.id)`, p.Recipient, p.ID); err != nil {
		return err
	}
	return b.exec(`UPDATE relayed SET gid = max(gid, ?)`, gid)
}

func (b *batch) putDelivery(p store.MovedDelivery) error {
	d, err := store.ReadDelivery([]byte(p.Doc))
	if err != nil {
		return err
	}
	return b.exec(`INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		d.ID, d.Version, d.State, store.Milli(d.Due), d.Channel, d.Lane(), d.Frame.Recipient, d.Frame.No, d.Kind, d.Group, p.Doc)
}

// DropPieces removes frames and records that the source has not any more.
func (s *Store) DropPieces(ctx context.Context, section store.Section, pieces []store.Piece) error {
	return s.write(ctx, func(b *batch) error {
		for _, p := range pieces {
			var err error
			switch p := p.(type) {
			case store.MovedFrame:
				err = b.exec(`DELETE FROM feed WHERE recipient = ? AND id = ?`, p.Recipient, p.ID)
			case store.MovedDelivery:
				err = b.exec(`DELETE FROM deliveries WHERE id = ?`, p.ID)
			case store.MovedRecord:
				err = b.exec(`DELETE FROM records WHERE kind = ? AND id = ?`, p.Kind, p.ID)
			default:
				err = store.Undroppable(section, p)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Sizes counts the rows.
func (s *Store) Sizes(ctx context.Context) (map[store.Section]int, error) {
	out := map[store.Section]int{}
	for section, query := range map[store.Section]string{
		store.SectionTickets:    `SELECT count(*) FROM docs`,
		store.SectionSerials:    `SELECT count(*) FROM serials`,
		store.SectionFrames:     `SELECT count(*) FROM feed`,
		store.SectionHeads:      `SELECT count(*) FROM heads`,
		store.SectionDeliveries: `SELECT count(*) FROM deliveries`,
		store.SectionRecords:    fmt.Sprintf(`SELECT count(*) FROM records WHERE %s AND (expires = 0 OR expires > %d)`, moving(), s.now().UnixMilli()),
	} {
		var n int
		if err := s.reader.QueryRowContext(ctx, query).Scan(&n); err != nil {
			return nil, translate(err)
		}
		out[section] = n
	}
	return out, nil
}

// Settle has nothing to do: the outbox is the end of the feed.
func (s *Store) Settle(context.Context) error { return nil }
