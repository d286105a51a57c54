package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// Options are what Open may be told; the zero value is right for a server.
type Options struct {
	// Now is the clock by which records expire; nil is the real one.
	Now func() time.Time
	// Readers is the size of the read pool; 0 is 4.
	Readers int
	// Keys seal who called; without any, persons are stored as they are.
	Keys *store.Keyring
	// Meter is told of every commit.
	Meter store.Meter
}

// readerRest is how long a reader may be idle before it is closed with its cache;
// a new one is ready in a millisecond. The jobs of every minute keep none open.
const readerRest = 20 * time.Second

// Store is a dispatch.Store in one SQLite file.
type Store struct {
	now    func() time.Time
	keys   *store.Keyring
	reader *sql.DB
	writer *writer

	// What is asked for all the time is parsed once for each connection.
	sharing   *sql.Stmt // see Near
	oneTicket *sql.Stmt
	oneRecord *sql.Stmt

	stop    context.CancelFunc
	marking sync.WaitGroup
}

var _ dispatch.Store = (*Store)(nil)

// Open opens the file, making it and its directory if need be, and brings its
// schema up to date. path may be a DSN such as file:./data/hotline.db.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path = strings.TrimPrefix(path, "file:")
	if path == "" || strings.Contains(path, ":memory:") || strings.ContainsAny(path, "?#") {
		return nil, fmt.Errorf("sqlite: %q does not name a file", path)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Readers <= 0 {
		o.Readers = 4
	}
	if err := touch(path); err != nil {
		return nil, fmt.Errorf("sqlite: %w", err)
	}
	w, err := newWriter(ctx, path, o.Now(), o.Meter)
	if err != nil {
		return nil, fmt.Errorf("sqlite: %s: %w", path, err)
	}
	reader, err := sql.Open("sqlite", dsn(path, "cache_size(-8000)", "query_only(1)"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %w", err), w.close())
	}
	reader.SetMaxOpenConns(o.Readers)
	reader.SetMaxIdleConns(o.Readers)
	reader.SetConnMaxIdleTime(readerRest)
	s := &Store{now: o.Now, keys: o.Keys, reader: reader, writer: w}
	if err := errors.Join(s.probe(ctx), s.prepare(ctx)); err != nil {
		return nil, errors.Join(fmt.Errorf("sqlite: %w", err), s.Close())
	}
	return s, nil
}

// prepare readies the look for marks, and gives old tickets theirs meanwhile.
func (s *Store) prepare(ctx context.Context) (err error) {
	for _, p := range []struct {
		to    **sql.Stmt
		query string
	}{
		{&s.sharing, sharing}, {&s.oneTicket, `SELECT doc FROM docs WHERE key = ?`},
		{&s.oneRecord, `SELECT id, version, body, at, expires FROM records WHERE kind = ? AND id = ? AND ` + live},
	} {
		if *p.to, err = s.reader.PrepareContext(ctx, p.query); err != nil {
			return err
		}
	}
	old, err := s.unmarked(ctx)
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(context.Background())
	s.stop = stop
	if old {
		s.marking.Go(func() { s.markOld(background) })
	}
	s.marking.Go(func() { s.accountOld(background) })
	return nil
}

// touch makes the file readable by its owner only: it holds personal data.
func touch(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// dsn names the file with its pragmas; busy_timeout comes first because the
// others may already have to wait for a lock.
func dsn(path string, more ...string) string {
	q := url.Values{"_pragma": append([]string{"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "temp_store(memory)"}, more...)}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String()
}

// Ping tells whether the file can be read and the writer is at work.
func (s *Store) Ping(ctx context.Context) error {
	if err := s.reader.PingContext(ctx); err != nil {
		return store.Unavailable(err)
	}
	return s.write(ctx, func(*batch) error { return nil })
}

// Close waits for the writes under way, moves the log into the file and closes.
func (s *Store) Close() error {
	if s.stop != nil {
		s.stop()
	}
	s.marking.Wait()
	return errors.Join(s.reader.Close(), s.writer.close())
}

// Integrity looks for damaged pages (坏页).
func (s *Store) Integrity(ctx context.Context) error {
	var found string
	if err := s.reader.QueryRowContext(ctx, `PRAGMA quick_check(1)`).Scan(&found); err != nil {
		return fmt.Errorf("damaged: %w", err)
	}
	if found != "ok" {
		return fmt.Errorf("damaged: %s", found)
	}
	return nil
}

// Backup writes a complete, compact copy of the store to a new file while the
// store goes on working.
func (s *Store) Backup(ctx context.Context, path string) error {
	if _, err := os.Stat(path); err == nil {
		return dispatch.Errorf(dispatch.Exists, "file_exists", path)
	}
	// VACUUM INTO counts as a write for query_only, so it gets a connection of its own.
	db, err := sql.Open("sqlite", dsn(s.writer.path))
	if err != nil {
		return store.Unavailable(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return errors.Join(store.Unavailable(err), os.Remove(path))
	}
	return os.Chmod(path, 0o600)
}
