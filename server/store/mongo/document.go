package mongo

import (
	"encoding/json"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// document is a ticket as it is stored.
type document struct {
	Key        int64    `bson:"_id"`
	Now        variable `bson:",inline"`
	Registered int64    `bson:"registered"`
	Phone      string   `bson:"phone"`
	Upstream   string   `bson:"upstream"`
	Idem       string   `bson:"idem"`
	Terms      []string `bson:"terms"`
	Marks      []int64  `bson:"marks"`   // of its fingerprint
	Events     []string `bson:"events"`  // JSON, so that their hashes hold
	Pending    []string `bson:"pending"` // notices on their way into a feed, JSON
	Counted    []string `bson:"counted"` // what the counters know the ticket by
	CountRev   int      `bson:"count_rev"`
}

// variable is what a change of the ticket sets anew.
type variable struct {
	Version  int      `bson:"version"`
	Doc      string   `bson:"doc"`
	State    string   `bson:"state"`
	Type     string   `bson:"type"`
	Urgency  string   `bson:"urgency"`
	Category string   `bson:"category"`
	Town     string   `bson:"town"`
	Parent   string   `bson:"parent"`
	Units    []string `bson:"units"`
	Queues   []string `bson:"queues"`
	Names    []string `bson:"names"` // of the counters
	Sort     int64    `bson:"sort"`
	Next     int64    `bson:"next"`    // 0: no step is to come
	Account  string   `bson:"account"` // what reports need of the ticket
	Until    int64    `bson:"until"`   // the account counts until then
	Dirty    bool     `bson:"dirty"`
	Person   string   `bson:"person,omitempty"`
	Waiting  int64    `bson:"waiting,omitempty"` // since when notices are pending
}

// change is a write made ready.
type change struct {
	key     int64
	after   dispatch.Ticket
	set     variable
	events  []string
	pending []string
}

func (s *Store) encode(before dispatch.Ticket, w dispatch.Write) (*change, error) {
	if err := store.Check(before, w); err != nil {
		return nil, err
	}
	key, err := store.Key(w.Ticket.No)
	if err != nil {
		return nil, err
	}
	c := &change{key: key, after: w.Ticket, events: []string{}, pending: []string{}}
	for _, e := range w.Events {
		if c.events, err = appendJSON(c.events, e); err != nil {
			return nil, err
		}
	}
	for _, n := range store.Notices(w) {
		if c.pending, err = appendJSON(c.pending, n); err != nil {
			return nil, err
		}
	}
	if c.set, err = variableOf(w, s.now(), len(c.pending) > 0); err == nil && w.Person != nil {
		c.set.Person, err = s.keys.Seal(w.Ticket.No, *w.Person)
	}
	return c, err
}

func variableOf(w dispatch.Write, now time.Time, told bool) (variable, error) {
	t := w.Ticket
	doc, err := json.Marshal(t)
	if err != nil {
		return variable{}, err
	}
	account, until, err := accountOf(t)
	if err != nil {
		return variable{}, err
	}
	v := variable{Version: t.Version, Doc: string(doc), State: string(t.State), Type: string(t.Type), Urgency: string(t.Urgency),
		Category: t.Category, Town: t.Place.Town, Parent: t.MergedInto, Units: list(store.Units(t)), Queues: list(store.Queues(t)),
		Names: list(store.Counted(t)), Sort: t.SortAt().UnixMilli(), Account: account, Until: until, Dirty: true}
	if at := t.NextAt(); !at.IsZero() {
		v.Next = store.Ceil(at) // never due before its time
	}
	if told {
		v.Waiting = now.UnixMilli()
	}
	return v, nil
}

// fresh is the document of a new ticket. A ticket without an upstream number or
// key gets a filler, since the unique indexes want a value of its own.
func (c *change) fresh() document {
	t := c.after
	d := document{Key: c.key, Now: c.set, Registered: store.Milli(t.RegisteredAt), Phone: t.Contact.PhoneHash, Upstream: "no:" + t.No,
		Idem: "no:" + t.No, Terms: list(terms(store.Text(t))), Marks: marks(t), Events: c.events, Pending: c.pending, Counted: []string{}}
	if u := upstreamKey(t); u != "" {
		d.Upstream = u
	}
	if k := idemKey(t); k != "" {
		d.Idem = k
	}
	return d
}

func upstreamKey(t dispatch.Ticket) string { return prefixed("key:", store.Upstream(t)) }
func idemKey(t dispatch.Ticket) string     { return prefixed("key:", t.IdemKey) }

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

// longest is how many characters of a word its prefixes are indexed to.
const longest = 24

// terms are the index terms of a text in the form queries use: whole Han terms,
// and every beginning of a word with a star behind it. So a search needs
// nothing but equality.
func terms(text string) []string {
	var out []string
	for _, g := range dispatch.Grams(text) {
		if q := dispatch.QueryGrams(g); len(q) == 1 && q[0] == g {
			out = append(out, g)
			continue
		}
		word := []rune(g)
		for n := 1; n <= min(len(word), longest); n++ {
			out = append(out, string(word[:n])+"*")
		}
	}
	return out
}

// queryTerms are the terms a text must have.
func queryTerms(q string) []string {
	whole, out := store.QueryTerms(q)
	for i, p := range out {
		if r := []rune(p); len(r) > longest {
			p = string(r[:longest])
		}
		out[i] = p + "*"
	}
	return append(out, whole...)
}

func appendJSON(to []string, v any) ([]string, error) {
	b, err := json.Marshal(v)
	return append(to, string(b)), err
}

// list is never nil, which would be stored as null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
