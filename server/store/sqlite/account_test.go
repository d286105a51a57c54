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

// TestAccountsOfOldTickets opens a file of a program that kept no accounts: what
// reports need is made of the tickets, and is the same.
func TestAccountsOfOldTickets(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hotline.db")
	s := open(t, path, time.Now)
	storetest.Fill(t, s, 4, 100, func(string) {})
	before := counted(t, s)
	require.NotEmpty(t, before)
	require.NoError(t, s.Close())

	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	for _, undo := range []string{`DROP TABLE accounts`, `DROP TABLE deliveries`, `DELETE FROM migrations WHERE version >= 5`} {
		_, err = db.Exec(undo)
		require.NoError(t, err, undo)
	}
	defer db.Close()

	s = open(t, path, time.Now)
	defer s.Close()
	require.Equal(t, before, counted(t, s))
	require.Eventually(t, func() bool {
		var left int
		require.NoError(t, db.QueryRow(`SELECT count(*) FROM accounts WHERE doc IS NULL`).Scan(&left))
		return left == 0
	}, 20*time.Second, 10*time.Millisecond)
	require.Equal(t, before, counted(t, s))
}

func counted(t *testing.T, s dispatch.Store) []string {
	var list []string
	require.NoError(t, s.Accounts(t.Context(), time.Time{}, time.Now().AddDate(10, 0, 0), func(a dispatch.Account) error {
		list = append(list, a.Records[0].No+" "+a.Until().String())
		return nil
	}))
	slices.Sort(list)
	return list
}
