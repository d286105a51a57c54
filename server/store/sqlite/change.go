package sqlite

import (
	"encoding/json"
	"strings"

	"hotline/dispatch"
	"hotline/server/store"
)

// change is a write made ready: checked and encoded, away from the writer.
type change struct {
	key    int64
	before dispatch.Ticket // the zero ticket when it is new
	after  dispatch.Ticket
	doc    []byte
	until  int64  // of the account
	count  []byte // the account; nil where it is as before
	events [][]byte
	terms  string // of a new ticket, its marks among them; neither changes afterwards
	person []byte
	frames []frame
	was    lists // where it stood, nowhere when it is new
	is     lists
}

// lists are where a ticket stands.
type lists struct {
	units, queues, counted []string
	sort                   int64
}

func listsOf(t dispatch.Ticket) lists {
	if t.Version == 0 {
		return lists{}
	}
	queues, counted := store.Lists(t)
	return lists{store.Units(t), queues, counted, t.SortAt().UnixMilli()}
}

// encode makes a change of what fn returned.
func (s *Store) encode(before dispatch.Ticket, w dispatch.Write) (*change, error) {
	if err := store.Check(before, w); err != nil {
		return nil, err
	}
	key, err := store.Key(w.Ticket.No)
	if err != nil {
		return nil, err
	}
	c := &change{key: key, before: before, after: w.Ticket, events: make([][]byte, len(w.Events)), was: listsOf(before), is: listsOf(w.Ticket)}
	if c.doc, err = json.Marshal(w.Ticket); err != nil {
		return nil, err
	}
	if c.count, c.until, err = accountOf(before, w.Ticket); err != nil {
		return nil, err
	}
	for i, e := range w.Events {
		if c.events[i], err = json.Marshal(e); err != nil {
			return nil, err
		}
	}
	if before.Version == 0 {
		c.terms = strings.Join(append(dispatch.Grams(store.Text(w.Ticket)), words(w.Ticket)...), " ")
	}
	if w.Person != nil {
		if c.person, err = s.seal(w.Ticket.No, *w.Person); err != nil {
			return nil, err
		}
	}
	for _, n := range store.Notices(w) {
		doc, err := json.Marshal(n)
		if err != nil {
			return nil, err
		}
		c.frames = append(c.frames, frame{n, doc})
	}
	return c, nil
}

// maxEvents is how many events fit behind one ticket key in an event's id.
const maxEvents = 1 << 15

// eventID orders events by ticket and number in one integer: as the key of a
// plain table it keeps a ticket's events side by side without a second index.
func eventID(key int64, seq int) int64 { return key*maxEvents + int64(seq) }

// columns are the fields of the ticket's row that may change.
type columns struct {
	state, typ, urgency, category, town, parent string
	next                                        int64
}

func columnsOf(t dispatch.Ticket) columns {
	var next int64
	if at := t.NextAt(); !at.IsZero() {
		next = store.Ceil(at) // never due before its time
	}
	return columns{string(t.State), string(t.Type), string(t.Urgency), t.Category, t.Place.Town, t.MergedInto, next}
}

// null writes a zero value as NULL, which keeps it out of the partial indexes.
func null[T comparable](v T) any {
	var zero T
	if v == zero {
		return nil
	}
	return v
}

// insert writes a new ticket.
func (b *batch) insert(c *change) error {
	t, f := c.after, columnsOf(c.after)
	err := b.exec(`INSERT INTO tickets VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, c.key, f.state, f.typ, f.urgency, f.category, f.town,
		null(t.Contact.PhoneHash), null(f.parent), null(store.Upstream(t)), null(t.IdemKey), store.Milli(t.RegisteredAt), null(f.next))
	if err != nil {
		return err
	}
	if err := b.exec(`INSERT INTO docs VALUES (?, ?, ?)`, c.key, t.Version, c.doc); err != nil {
		return err
	}
	b.op.terms = append(b.op.terms, terms{c.key, c.terms})
	return b.rest(c)
}

// replace writes a changed ticket; ok is false when it is no longer the one the
// change was made from, and then nothing is written.
func (b *batch) replace(c *change) (ok bool, err error) {
	n, err := b.affect(`UPDATE docs SET version = ?, doc = ? WHERE key = ? AND version = ?`, c.after.Version, c.doc, c.key, c.before.Version)
	if err != nil || n == 0 {
		return false, err
	}
	if f := columnsOf(c.after); f != columnsOf(c.before) {
		err = b.exec(`UPDATE tickets SET state = ?, type = ?, urgency = ?, category = ?, town = ?, merged_into = ?, next_at = ? WHERE key = ?`,
			f.state, f.typ, f.urgency, f.category, f.town, null(f.parent), null(f.next), c.key)
		if err != nil {
			return false, err
		}
	}
	return true, b.rest(c)
}

// rest writes what new and changed tickets have in common: events, person, the
// difference of the lists they stand in, and the notices.
func (b *batch) rest(c *change) error {
	if c.after.Version >= maxEvents {
		return dispatch.Errorf(dispatch.Conflict, "too_many_events", maxEvents)
	}
	for i, doc := range c.events {
		if err := b.exec(`INSERT INTO events VALUES (?, ?)`, eventID(c.key, c.before.Version+1+i), doc); err != nil {
			return err
		}
	}
	if c.person != nil {
		if err := b.exec(`INSERT OR REPLACE INTO persons VALUES (?, ?)`, c.key, c.person); err != nil {
			return err
		}
	}
	if c.count != nil {
		if err := b.exec(`INSERT OR REPLACE INTO accounts VALUES (?, ?, ?)`, c.key, c.until, c.count); err != nil {
			return err
		}
	}
	if err := b.lists(c); err != nil {
		return err
	}
	b.op.frames = append(b.op.frames, c.frames...)
	return nil
}

// lists moves the ticket between units, queues and counters; rows that stay the
// same are not touched.
func (b *batch) lists(c *change) error {
	b.count(store.Delta(c.was.counted, c.is.counted))
	for _, u := range store.Without(c.was.units, c.is.units) {
		if err := b.exec(`DELETE FROM units WHERE unit = ? AND key = ?`, u, c.key); err != nil {
			return err
		}
	}
	for _, u := range store.Without(c.is.units, c.was.units) {
		if err := b.exec(`INSERT INTO units VALUES (?, ?)`, u, c.key); err != nil {
			return err
		}
	}
	left, entered := c.was.queues, c.is.queues
	if c.is.sort == c.was.sort {
		left, entered = store.Without(left, entered), store.Without(entered, left)
	}
	for _, q := range left {
		if err := b.exec(`DELETE FROM queues WHERE queue = ? AND sort = ? AND key = ?`, q, c.was.sort, c.key); err != nil {
			return err
		}
	}
	for _, q := range entered {
		if err := b.exec(`INSERT INTO queues VALUES (?, ?, ?)`, q, c.is.sort, c.key); err != nil {
			return err
		}
	}
	return nil
}
