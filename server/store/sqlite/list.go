package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"

	"hotline/dispatch"
	"hotline/server/store"
)

// query is a list being built. Its tables are joined with CROSS JOIN, which
// keeps SQLite to the order written here: first what is narrowest and already
// sorted (queue, search index, unit), last the documents.
type query struct {
	from  []string
	where []string
	args  []any
	key   string // the column that is the ticket's key
	sort  string // the column lists are sorted by before the key; "" for none
	text  string // words to check against the text
}

func (q *query) and(condition string, args ...any) {
	q.where = append(q.where, condition)
	q.args = append(q.args, args...)
}

// build translates a filter.
func build(f dispatch.Filter) *query {
	q := &query{key: "t.key", text: f.Q}
	match := matchOf(f.Q)
	switch {
	case f.Queue != "":
		q.from, q.key, q.sort = []string{"queues q"}, "q.key", "q.sort"
		q.and("q.queue = ?", f.Queue)
	case match != "":
		q.from, q.key = []string{"search s"}, "s.rowid"
		q.and("search MATCH ?", match)
	case f.Unit != "":
		q.from, q.key = []string{"units u"}, "u.key"
		q.and("u.unit = ?", f.Unit)
	}
	if match != "" && f.Queue != "" {
		q.and(q.key+" IN (SELECT rowid FROM search WHERE search MATCH ?)", match)
	}
	if f.Unit != "" && (f.Queue != "" || match != "") {
		q.and("EXISTS (SELECT 1 FROM units u WHERE u.unit = ? AND u.key = "+q.key+")", f.Unit)
	}
	if conditions, args := columnFilter(f); len(conditions) > 0 || q.from == nil {
		if q.from != nil {
			conditions = append(conditions, "t.key = "+q.key)
		}
		q.from = append(q.from, "tickets t")
		q.where, q.args = append(q.where, conditions...), append(q.args, args...)
	}
	low, high := store.Span(f.From, f.To)
	if low > 0 {
		q.and(q.key+" >= ?", low)
	}
	if high > 0 {
		q.and(q.key+" < ?", high)
	}
	q.from = append(q.from, "docs d")
	q.and("d.key = " + q.key)
	return q
}

// columnFilter is the part of a filter that looks at the ticket's own row.
func columnFilter(f dispatch.Filter) (where []string, args []any) {
	add := func(set bool, condition string, values ...any) {
		if set {
			where, args = append(where, condition), append(args, values...)
		}
	}
	states := make([]any, len(f.States))
	for i, s := range f.States {
		states[i] = string(s)
	}
	add(len(states) > 0, "t.state IN (?"+strings.Repeat(", ?", max(0, len(states)-1))+")", states...)
	add(f.Type != "", "t.type = ?", string(f.Type))
	add(f.Urgency != "", "t.urgency = ?", string(f.Urgency))
	add(f.Category != "", "substr(t.category, 1, length(?)) = ?", f.Category, f.Category)
	add(f.Town != "", "t.town = ?", store.Town(f))
	add(!f.From.IsZero(), "t.registered >= ?", store.Ceil(f.From))
	add(!f.To.IsZero(), "t.registered < ?", store.Ceil(f.To))
	add(f.PhoneHash != "", "t.phone_hash = ?", f.PhoneHash)
	add(f.Upstream != "", "t.upstream = ?", f.Upstream)
	add(f.Parent != "", "t.merged_into = ?", f.Parent)
	return where, args
}

// matchOf writes a search as FTS5 wants it: every term must be there.
func matchOf(q string) string {
	whole, prefixes := store.QueryTerms(q)
	var b strings.Builder
	term := func(s, after string) {
		if b.Len() > 0 {
			b.WriteString(" AND ")
		}
		b.WriteString(`"` + s + `"` + after)
	}
	for _, s := range whole {
		term(s, "")
	}
	for _, s := range prefixes {
		term(s, " *")
	}
	return b.String()
}

// sql writes the statement for rows behind a cursor: queues and Each go up,
// other lists come newest first.
func (q *query) sql(after store.Cursor, given, up bool, limit int) (string, []any) {
	sort, where, args := q.sort, q.where, q.args
	switch {
	case !given:
	case sort != "":
		where, args = append(where[:len(where):len(where)], "("+sort+", "+q.key+") > (?, ?)"), append(args[:len(args):len(args)], after.Sort, after.Key)
	case up:
		where, args = append(where[:len(where):len(where)], q.key+" > ?"), append(args[:len(args):len(args)], after.Key)
	default:
		where, args = append(where[:len(where):len(where)], q.key+" < ?"), append(args[:len(args):len(args)], after.Key)
	}
	order := q.key + " DESC"
	switch {
	case sort != "":
		order = sort + ", " + q.key
	case up:
		order = q.key
	}
	if sort == "" {
		sort = "0"
	}
	return "SELECT " + sort + ", " + q.key + ", d.doc FROM " + strings.Join(q.from, " CROSS JOIN ") + " WHERE " + strings.Join(where, " AND ") +
		" ORDER BY " + order + " LIMIT ?", append(args[:len(args):len(args)], limit)
}

// Tickets lists a page.
func (s *Store) Tickets(ctx context.Context, f dispatch.Filter, p dispatch.Page) ([]dispatch.Ticket, string, error) {
	after, given, err := store.ParseCursor(p.After)
	if err != nil {
		return nil, "", err
	}
	q, limit := build(f), store.Limit(p.Limit)
	items, at := make([]dispatch.Ticket, 0, limit), after
	for {
		statement, args := q.sql(after, given, false, limit+1)
		page, last, read, err := s.page(ctx, q, statement, args, limit+1)
		if err != nil {
			return nil, "", err
		}
		for _, r := range page {
			if len(items) == limit {
				return items, at.String(), nil
			}
			items, at = append(items, r.ticket), r.cursor
		}
		if read <= limit {
			return items, "", nil
		}
		after, given = last, true
	}
}

// row is a ticket with its place in the list.
type row struct {
	ticket dispatch.Ticket
	cursor store.Cursor
}

// page reads rows and keeps those in which every word is found; last and read
// are of all rows, kept or not. Decoding is most of the work: it is done when the
// connection is free for others, on all processors.
func (s *Store) page(ctx context.Context, q *query, statement string, args []any, limit int) (kept []row, last store.Cursor, read int, err error) {
	rows, err := s.reader.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, last, 0, translate(err)
	}
	defer rows.Close()
	found, docs := make([]row, 0, limit), make([][]byte, 0, limit)
	for ; rows.Next(); read++ {
		var doc []byte
		if err := rows.Scan(&last.Sort, &last.Key, &doc); err != nil {
			return nil, last, 0, translate(err)
		}
		found, docs = append(found, row{cursor: last}), append(docs, doc)
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return nil, last, 0, translate(err)
	}
	if err := decodeAll(found, docs); err != nil {
		return nil, last, 0, err
	}
	if q.text == "" {
		return found, last, read, nil
	}
	kept = found[:0]
	for i := range found {
		if dispatch.Found(store.Text(found[i].ticket), q.text) {
			kept = append(kept, found[i])
		}
	}
	return kept, last, read, nil
}

// decodeShare is how many tickets are worth a goroutine of their own.
const decodeShare = 8

// decodeAll decodes the documents into their rows. A report that goes through
// all tickets leaves the other processors to those who wait for a page.
func decodeAll(rows []row, docs [][]byte) error {
	hands := max(1, min(runtime.GOMAXPROCS(0), len(rows)/decodeShare))
	if len(rows) >= eachPage {
		hands = 1
	}
	errs := make([]error, hands)
	share := func(h int) {
		for i := h; i < len(rows) && errs[h] == nil; i += hands {
			errs[h] = json.Unmarshal(docs[i], &rows[i].ticket)
		}
	}
	var work sync.WaitGroup
	for h := 1; h < hands; h++ {
		work.Go(func() { share(h) })
	}
	share(0)
	work.Wait()
	return errors.Join(errs...)
}

// eachPage is how many tickets Each reads at a time: between pages it holds
// nothing, so the log can be moved into the file.
const eachPage = 500

// Each calls fn for every ticket of the filter.
func (s *Store) Each(ctx context.Context, f dispatch.Filter, fn func(dispatch.Ticket) error) error {
	q := build(f)
	q.sort = "" // number order, even within a queue
	var after store.Cursor
	for given := false; ; given = true {
		statement, args := q.sql(after, given, true, eachPage)
		page, last, read, err := s.page(ctx, q, statement, args, eachPage)
		if err != nil {
			return err
		}
		for _, r := range page {
			if err := fn(r.ticket); err != nil {
				return err
			}
		}
		if read < eachPage {
			return nil
		}
		after = last
	}
}

// Counts gives kept numbers.
func (s *Store) Counts(ctx context.Context, names []string) (map[string]int, error) {
	counts := make(map[string]int, len(names))
	if len(names) == 0 {
		return counts, nil
	}
	for _, n := range names {
		counts[n] = 0
	}
	list, err := json.Marshal(names)
	if err != nil {
		return nil, err
	}
	rows, err := s.reader.QueryContext(ctx, `SELECT name, n FROM counters WHERE name IN (SELECT value FROM json_each(?))`, string(list))
	if err != nil {
		return nil, translate(err)
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return nil, translate(err)
		}
		counts[name] = n
	}
	return counts, translate(rows.Err())
}
