package sqlite

import (
	"context"
	"database/sql"
	"maps"
	"slices"

	"hotline/dispatch"
)

// batch is one transaction of the writer. What several operations add to the
// same rows, and the search index, which writes itself out at every savepoint,
// is collected in tail and written once, before the commit.
type batch struct {
	w    *writer
	tail tail             // of the operations that succeeded
	op   tail             // of the operation that runs
	told []dispatch.Frame // those that Relay finds in memory once they are committed
}

type tail struct {
	counts map[string]int
	terms  []terms
	frames []frame
}

// terms are the search index's terms of one ticket.
type terms struct {
	key  int64
	text string
}

// frame is a notice on its way into its recipient's feed.
type frame struct {
	notice dispatch.Notice
	doc    []byte
}

func newBatch(w *writer) *batch {
	return &batch{w: w, tail: tail{counts: map[string]int{}}}
}

func (b *batch) count(delta map[string]int) {
	if b.op.counts == nil {
		b.op.counts = make(map[string]int, len(delta))
	}
	for name, n := range delta {
		b.op.counts[name] += n
	}
}

// number takes the serials of all new tickets of the batch, one row for a day.
func (b *batch) number(ops []*op) error {
	wanted := map[string]int{}
	for _, o := range ops {
		if o.day != "" {
			wanted[o.day]++
		}
	}
	for day, n := range wanted {
		last, err := b.serial(day, n)
		if err != nil {
			return err
		}
		next := last - n + 1
		for _, o := range ops {
			if o.day == day {
				o.serial = next
				next++
			}
		}
	}
	return nil
}

// serial reserves n numbers of a day and gives the last.
func (b *batch) serial(day string, n int) (last int, err error) {
	err = b.row(`INSERT INTO serials VALUES (?, ?) ON CONFLICT (day) DO UPDATE SET n = n + excluded.n RETURNING n`, []any{day, n}, &last)
	return last, err
}

// bare runs one operation; if it fails, the whole try has failed.
func (b *batch) bare(o *op) error {
	b.op = tail{}
	if guard(func() error { return o.run(b) }) != nil {
		return errAgain
	}
	b.tail.add(b.op)
	return nil
}

// savepoint runs one operation; if it fails, what it wrote is taken back. The
// error it returns is one after which nothing can go on.
func (b *batch) savepoint(o *op) error {
	if err := b.exec(`SAVEPOINT op`); err != nil {
		return err
	}
	b.op = tail{}
	if err := guard(func() error { return o.run(b) }); err != nil {
		o.err = translate(err)
		if err := b.exec(`ROLLBACK TO op`); err != nil {
			return err
		}
	} else {
		b.tail.add(b.op)
	}
	return b.exec(`RELEASE op`)
}

func (t *tail) add(o tail) {
	for name, n := range o.counts {
		t.counts[name] += n
	}
	t.terms = append(t.terms, o.terms...)
	t.frames = append(t.frames, o.frames...)
}

// flush writes the tail.
func (b *batch) flush() error {
	for _, name := range slices.Sorted(maps.Keys(b.tail.counts)) {
		n := b.tail.counts[name]
		if n == 0 {
			continue
		}
		if err := b.exec(`INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n`, name, n); err != nil {
			return err
		}
	}
	for _, t := range b.tail.terms {
		if err := b.exec(`INSERT INTO search (rowid, terms) VALUES (?, ?)`, t.key, t.text); err != nil {
			return err
		}
	}
	return b.push(b.tail.frames)
}

// exec runs a statement, prepared at its first use. The context is never one
// that ends: a write under way is finished.
func (b *batch) exec(query string, args ...any) error {
	_, err := b.affect(query, args...)
	return err
}

// affect runs a statement and tells how many rows it changed.
func (b *batch) affect(query string, args ...any) (int64, error) {
	stmt, err := b.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := stmt.ExecContext(context.Background(), args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// row reads the one row of a query, else sql.ErrNoRows.
func (b *batch) row(query string, args []any, into ...any) error {
	stmt, err := b.stmt(query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(context.Background(), args...).Scan(into...)
}

func (b *batch) stmt(query string) (*sql.Stmt, error) {
	if s, ok := b.w.stmts[query]; ok {
		return s, nil
	}
	s, err := b.w.conn.PrepareContext(context.Background(), query)
	if err == nil {
		b.w.stmts[query] = s
	}
	return s, err
}
