package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// maxBatch is how many operations share a commit at most. Nothing waits for a
// batch to fill: it is whatever came while the last one was written.
const maxBatch = 64

// op is one operation for the writer. prepare is its part that needs no
// database: the operations of a batch are prepared side by side. run may be
// called a second time, after what it did the first time was taken back.
type op struct {
	ctx     context.Context
	day     string // takes a serial of this day
	prepare func(serial int) error
	run     func(*batch) error
	serial  int
	err     error
	done    chan struct{}
}

// writer owns the one connection that writes.
type writer struct {
	path  string
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	ops   chan *op
	ended chan struct{}
	fresh fresh // frames for Relay
	meter store.Meter

	mu     sync.RWMutex // held for reading while an operation is handed over
	closed bool
}

func newWriter(ctx context.Context, path string, now time.Time, meter store.Meter) (*writer, error) {
	db, err := sql.Open("sqlite", dsn(path, "cache_size(-32000)", "secure_delete(1)", "wal_autocheckpoint(4000)", "journal_size_limit(67108864)"))
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := migrate(ctx, conn, now); err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	w := &writer{path: path, db: db, conn: conn, stmts: map[string]*sql.Stmt{}, ops: make(chan *op, maxBatch), ended: make(chan struct{}), meter: meter}
	go w.loop()
	return w, nil
}

// do hands an operation over and waits until it is on disk.
func (w *writer) do(o *op) error {
	o.done = make(chan struct{})
	if err := w.hand(o); err != nil {
		return err
	}
	<-o.done
	return o.err
}

func (w *writer) hand(o *op) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return store.Unavailable(sql.ErrConnDone)
	}
	select {
	case w.ops <- o:
		return nil
	case <-o.ctx.Done():
		return store.Unavailable(o.ctx.Err())
	}
}

func (w *writer) loop() {
	defer close(w.ended)
	var ops []*op
	for o := range w.ops {
		ops = append(ops[:0], o)
		for more := true; more && len(ops) < maxBatch; {
			select {
			case o, more = <-w.ops:
				if more {
					ops = append(ops, o)
				}
			default:
				more = false
			}
		}
		w.commit(ops)
		for _, o := range ops {
			close(o.done)
		}
	}
}

// commit runs the operations as one transaction. One that fails leaves nothing
// behind and does not touch the others; if the commit fails, all have failed.
//
// Hardly any operation fails, so the first try takes no savepoints: under one,
// SQLite copies every page before its first change by each operation, and each
// costs two statements more. If an operation fails after all, everything is
// taken back and done again, with a savepoint around each.
func (w *writer) commit(ops []*op) {
	start := time.Now()
	err := w.transact(newBatch(w), ops, false)
	if errors.Is(err, errAgain) {
		_, _ = w.conn.ExecContext(context.Background(), `ROLLBACK`)
		err = w.transact(newBatch(w), ops, true)
	}
	w.meter.Write(time.Since(start), len(ops), told(ops, translate(err)))
	if err == nil {
		return
	}
	_, _ = w.conn.ExecContext(context.Background(), `ROLLBACK`)
	for _, o := range ops {
		if o.err == nil {
			o.err = translate(err)
		}
	}
}

// told is what the meter hears of a commit: also of the refusal of an operation
// when the others went through.
func told(ops []*op, err error) error {
	for _, o := range ops {
		if store.Refused(o.err) {
			return o.err
		}
	}
	return err
}

// errAgain ends a try without savepoints in which an operation failed.
var errAgain = errors.New("an operation failed")

// transact is one try. A second one numbers the tickets alike, since the first
// was taken back, and finds them prepared.
func (w *writer) transact(b *batch, ops []*op, again bool) error {
	if err := b.exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err := b.number(ops); err != nil {
		return err
	}
	run := b.savepoint
	if !again {
		prepare(ops)
		run = b.bare
	}
	for _, o := range ops {
		if o.err != nil {
			continue
		}
		if err := run(o); err != nil {
			return err
		}
	}
	if err := b.flush(); err != nil {
		return err
	}
	if err := b.exec(`COMMIT`); err != nil {
		return err
	}
	w.fresh.add(b.told)
	return nil
}

// prepare runs what needs no database on all processors.
func prepare(ops []*op) {
	var work sync.WaitGroup
	for _, o := range ops {
		if err := o.ctx.Err(); err != nil {
			o.err = store.Unavailable(err)
		}
		if o.prepare == nil || o.err != nil {
			continue
		}
		work.Go(func() { o.err = guard(func() error { return o.prepare(o.serial) }) })
	}
	work.Wait()
}

// guard turns a panic of a caller's function into its error, so that one bad
// ticket cannot take the writer down.
func guard(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &dispatch.Error{Code: dispatch.Internal, Key: "panic", Err: fmt.Errorf("%v", p)}
		}
	}()
	return fn()
}

// close lets the operations under way end and empties the log into the file.
func (w *writer) close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	w.mu.Unlock()
	close(w.ops)
	<-w.ended
	_, err := w.conn.ExecContext(context.Background(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	for _, s := range w.stmts {
		err = errors.Join(err, s.Close())
	}
	return errors.Join(err, w.conn.Close(), w.db.Close())
}

// write runs one operation in the next commit.
func (s *Store) write(ctx context.Context, run func(*batch) error) error {
	return s.writer.do(&op{ctx: ctx, run: run})
}
