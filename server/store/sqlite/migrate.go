package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"time"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the file to the newest schema: every step in a transaction of
// its own, recorded in the table migrations. A file of a newer program is
// refused.
func migrate(ctx context.Context, conn *sql.Conn, now time.Time) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL)`)
	if err != nil {
		return err
	}
	for {
		done, err := step(ctx, conn, names, now)
		if done || err != nil {
			return err
		}
	}
}

// step runs the first migration that is missing. It looks under the write lock,
// since a second server may be starting too.
func step(ctx context.Context, conn *sql.Conn, names []string, now time.Time) (done bool, err error) {
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE`); err != nil {
		return false, err
	}
	defer func() {
		if err != nil {
			_, _ = conn.ExecContext(ctx, `ROLLBACK`)
		}
	}()
	var have int
	if err := conn.QueryRowContext(ctx, `SELECT coalesce(max(version), 0) FROM migrations`).Scan(&have); err != nil {
		return false, err
	}
	switch {
	case have > len(names):
		return false, fmt.Errorf("the database has schema %d, this program knows %d: it was written by a newer version", have, len(names))
	case have == len(names):
		_, err = conn.ExecContext(ctx, `COMMIT`)
		return true, err
	}
	script, err := migrations.ReadFile(names[have])
	if err != nil {
		return false, err
	}
	if _, err := conn.ExecContext(ctx, string(script)); err != nil {
		return false, fmt.Errorf("%s: %w", names[have], err)
	}
	if _, err := conn.ExecContext(ctx, `INSERT INTO migrations VALUES (?, ?, ?)`, have+1, names[have], now.UnixMilli()); err != nil {
		return false, err
	}
	_, err = conn.ExecContext(ctx, `COMMIT`)
	return false, err
}
