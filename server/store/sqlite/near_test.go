package sqlite_test

import (
	"database/sql"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store/storetest"
)

// TestOldTicketsGetTheirMarks opens a file of a program that knew no marks: its
// tickets are found by them soon after, without anybody waiting for it.
func TestOldTicketsGetTheirMarks(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hotline.db")
	s := open(t, path, time.Now)
	storetest.Fill(t, s, 4, 100, func(string) {})
	some, _, err := s.Tickets(t.Context(), dispatch.Filter{}, dispatch.Page{Limit: 1})
	require.NoError(t, err)
	require.NoError(t, s.Close())

	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	for _, undo := range []string{`INSERT INTO search (search) VALUES ('delete-all')`, `DROP TABLE unmarked`, `DROP TABLE accounts`, `DROP TABLE deliveries`, `DELETE FROM migrations WHERE version >= 4`} {
		_, err = db.Exec(undo)
		require.NoError(t, err, undo)
	}
	require.NoError(t, db.Close())

	s = open(t, path, time.Now)
	defer s.Close()
	question := dispatch.Nearness{Marks: some[0].Marks(), Limit: 1000}
	require.Eventually(t, func() bool {
		found, err := s.Near(t.Context(), question)
		return err == nil && len(found[0]) > 0 && found[0][0].No == some[0].No
	}, 20*time.Second, 10*time.Millisecond)
	require.NoError(t, s.Close())
	again := open(t, path, time.Now)
	defer again.Close()
	found, err := again.Near(t.Context(), question)
	require.NoError(t, err)
	require.Equal(t, some[0].No, found[0][0].No)
}

// TestTidy lets the search index grow into many segments and merges them:
// everything is found as before.
func TestTidy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hotline.db")
	s := open(t, path, time.Now)
	defer s.Close()
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	defer db.Close()
	segments := func() (n int) {
		require.NoError(t, db.QueryRow(`SELECT count(DISTINCT segid) FROM search_idx`).Scan(&n))
		return n
	}
	for segments() < 8 {
		storetest.Fill(t, s, 1, 11, func(string) {})
	}
	all, _, err := s.Tickets(t.Context(), dispatch.Filter{}, dispatch.Page{Limit: 1000})
	require.NoError(t, err)
	_, err = s.Sweep(t.Context(), time.Now())
	require.NoError(t, err)
	require.Equal(t, 1, segments())
	storetest.Audit(t, s)
	for _, tk := range all {
		found, err := s.Near(t.Context(), dispatch.Nearness{Marks: tk.Marks(), Limit: 1000})
		require.NoError(t, err)
		require.True(t, slices.ContainsFunc(found[0], func(f dispatch.Ticket) bool { return f.No == tk.No }), tk.No)
		words, _, err := s.Tickets(t.Context(), dispatch.Filter{Q: tk.No}, dispatch.Page{Limit: 1})
		require.NoError(t, err)
		require.Equal(t, tk.No, words[0].No)
	}
}
