package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"hotline/server/store"
)

// Vitals tells how the store is doing.
func (s *Store) Vitals(ctx context.Context) (store.Vitals, error) {
	v := store.Vitals{Bytes: map[string]int64{}, Pages: map[string]int64{}, Waiting: len(s.writer.ops)}
	var oldest, total, free int64
	err := errors.Join(
		s.reader.QueryRowContext(ctx, `SELECT count(*), coalesce(min(at), 0) FROM (SELECT at FROM feed WHERE gid > (SELECT gid FROM relayed) ORDER BY gid LIMIT ?)`,
			store.MaxOutbox).Scan(&v.Outbox, &oldest),
		s.reader.QueryRowContext(ctx, `PRAGMA page_count`).Scan(&total),
		s.reader.QueryRowContext(ctx, `PRAGMA freelist_count`).Scan(&free),
	)
	if err != nil {
		return v, translate(err)
	}
	v.Oldest, v.Pages["total"], v.Pages["free"] = store.Time(oldest), total, free
	for name, path := range map[string]string{"data": s.writer.path, "wal": s.writer.path + "-wal"} {
		info, err := os.Stat(path)
		switch {
		case err == nil:
			v.Bytes[name] = info.Size()
		case errors.Is(err, fs.ErrNotExist):
			v.Bytes[name] = 0
		default:
			return v, store.Unavailable(err)
		}
	}
	return v, nil
}

// Schema is the version of the file and the one this program writes.
func (s *Store) Schema(ctx context.Context) (have, known int, err error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return 0, 0, err
	}
	err = s.reader.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM migrations`).Scan(&have)
	return have, len(names), translate(err)
}
