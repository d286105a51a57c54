package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// live is the condition of a record that is not expired.
const live = `(expires = 0 OR expires > ?)`

// Record reads one record.
func (s *Store) Record(ctx context.Context, kind, id string) (dispatch.Record, error) {
	rows, err := s.oneRecord.QueryContext(ctx, kind, id, s.now().UnixMilli())
	if err != nil {
		return dispatch.Record{}, translate(err)
	}
	records, err := scanRecords(rows, kind)
	if err == nil && len(records) == 0 {
		err = dispatch.Errorf(dispatch.NotFound, "record_unknown", kind, id)
	}
	if err != nil {
		return dispatch.Record{}, err
	}
	return records[0], nil
}

// Records lists records of a kind.
func (s *Store) Records(ctx context.Context, kind, after string, limit int) ([]dispatch.Record, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT id, version, body, at, expires FROM records WHERE kind = ? AND id > ? AND `+live+` ORDER BY id LIMIT ?`,
		kind, after, s.now().UnixMilli(), limit)
	if err != nil {
		return nil, translate(err)
	}
	return scanRecords(rows, kind)
}

func scanRecords(rows *sql.Rows, kind string) ([]dispatch.Record, error) {
	defer rows.Close()
	var out []dispatch.Record
	for rows.Next() {
		r := dispatch.Record{Kind: kind}
		var at, expires int64
		if err := rows.Scan(&r.ID, &r.Version, &r.Body, &at, &expires); err != nil {
			return nil, translate(err)
		}
		r.At, r.Expires = store.Time(at), store.Time(expires)
		out = append(out, r)
	}
	return out, translate(rows.Err())
}

// PutRecord writes a record if its version is the stored one.
func (s *Store) PutRecord(ctx context.Context, r dispatch.Record) (int, error) {
	now := s.now()
	if r.At.IsZero() {
		r.At = now
	}
	if r.Body == nil {
		r.Body = []byte{}
	}
	err := s.write(ctx, func(b *batch) error {
		var version int
		var expires int64
		err := b.row(`SELECT version, expires FROM records WHERE kind = ? AND id = ?`, []any{r.Kind, r.ID}, &version, &expires)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if expires != 0 && expires <= now.UnixMilli() {
			version = 0
		}
		if err := store.CheckVersion(r, version); err != nil {
			return err
		}
		return b.exec(`INSERT INTO records VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (kind, id)
			DO UPDATE SET version = excluded.version, body = excluded.body, at = excluded.at, expires = excluded.expires`,
			r.Kind, r.ID, r.Version+1, r.Body, store.Milli(r.At), store.Milli(r.Expires))
	})
	if err != nil {
		return 0, err
	}
	return r.Version + 1, nil
}

// DeleteRecord removes a record.
func (s *Store) DeleteRecord(ctx context.Context, kind, id string) error {
	return s.write(ctx, func(b *batch) error {
		n, err := b.affect(`DELETE FROM records WHERE kind = ? AND id = ? AND `+live, kind, id, s.now().UnixMilli())
		if err == nil && n == 0 {
			err = dispatch.Errorf(dispatch.NotFound, "record_unknown", kind, id)
		}
		return err
	})
}

// Sweep drops expired records, puts the search index in order, empties the log
// and gives back what memory the writer has gathered.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	var gone int64
	err := s.write(ctx, func(b *batch) (err error) {
		gone, err = b.affect(`DELETE FROM records WHERE expires > 0 AND expires <= ?`, now.UnixMilli())
		return err
	})
	if err != nil {
		return 0, err
	}
	return int(gone), errors.Join(s.tidy(ctx), s.scrub(ctx), s.shrink(ctx))
}
