package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestErrors: why a write failed is told apart, so that an operator learns what
// to do.
func TestErrors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.db")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(t.Context(), `CREATE TABLE a (b BLOB); PRAGMA max_page_count = 2`)
	require.NoError(t, err)
	locked, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	require.NoError(t, err)
	defer locked.Close()
	_, full := db.ExecContext(t.Context(), `INSERT INTO a VALUES (zeroblob(100000))`)
	_, readOnly := locked.ExecContext(t.Context(), `INSERT INTO a VALUES (1)`)
	for want, err := range map[string]error{"store_full": full, "store_read_only": readOnly, "store_unavailable": errors.New("gone")} {
		var e *dispatch.Error
		require.ErrorAs(t, translate(err), &e)
		require.Equal(t, want, e.Key)
		require.Equal(t, dispatch.Unavailable, e.Code)
	}
	require.NoError(t, translate(nil))
}
