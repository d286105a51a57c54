package sqlite_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
	"hotline/server/store/sqlite"
	"hotline/server/store/storetest"
)

func TestSQLiteStore(t *testing.T) {
	storetest.Run(t, openIn, func(t *testing.T, dir string) (all []byte) {
		files, err := filepath.Glob(filepath.Join(dir, "hotline.db*"))
		require.NoError(t, err)
		for _, f := range files {
			b, err := os.ReadFile(f)
			require.NoError(t, err)
			all = append(all, b...)
		}
		return all
	})
}

// openIn opens the store of a directory.
func openIn(t *testing.T, dir string, now func() time.Time, keys *store.Keyring) (dispatch.Store, error) {
	s, err := sqlite.Open(context.Background(), "file:"+filepath.Join(dir, "hotline.db"), sqlite.Options{Now: now, Keys: keys})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func open(t testing.TB, path string, now func() time.Time) *sqlite.Store {
	s, err := sqlite.Open(context.Background(), "file:"+path, sqlite.Options{Now: now, Keys: ring(t)})
	require.NoError(t, err)
	return s
}

// ring is a key as a server has one, so that what is measured is what is served.
func ring(t testing.TB) *store.Keyring {
	r, err := store.NewKeyring(nil, store.IdentityKey{ID: "k1", Secret: make([]byte, 32)})
	require.NoError(t, err)
	return r
}

// childEnv names the file for the process that TestKill starts.
const childEnv = "HOTLINE_TEST_KILL"

// TestKill kills a process that writes, at no particular moment, again and
// again: what it said is stored is there, and everything is whole.
func TestKill(t *testing.T) {
	if path := os.Getenv(childEnv); path != "" {
		storetest.Fill(t, open(t, path, time.Now), 8, 1_000_000, func(no string) { fmt.Println("stored", no) })
		return
	}
	path := filepath.Join(t.TempDir(), "hotline.db")
	acknowledged := map[string]bool{}
	for round := range 4 {
		child := exec.Command(os.Args[0], "-test.run=^TestKill$")
		child.Env = append(os.Environ(), childEnv+"="+path)
		out, err := child.StdoutPipe()
		require.NoError(t, err)
		require.NoError(t, child.Start())
		lines := bufio.NewScanner(out)
		for n := 0; lines.Scan(); n++ {
			if no, ok := strings.CutPrefix(lines.Text(), "stored "); ok && len(no) == 13 {
				acknowledged[no] = true
			}
			if n == 20+17*round {
				require.NoError(t, child.Process.Kill())
			}
		}
		require.Error(t, child.Wait(), "killed")
	}
	s := open(t, path, time.Now)
	defer s.Close()
	require.Greater(t, len(acknowledged), 80)
	for _, no := range storetest.Audit(t, s) {
		delete(acknowledged, no)
	}
	require.Empty(t, acknowledged)
}

func TestNewerSchemaIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hotline.db")
	require.NoError(t, open(t, path, time.Now).Close())
	require.NoError(t, open(t, path, time.Now).Close(), "migrations run once")
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec(`INSERT INTO migrations VALUES (99, 'later', 0)`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	_, err = sqlite.Open(t.Context(), path, sqlite.Options{})
	require.ErrorContains(t, err, "newer version")
}

func TestOpen(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", "file:", ":memory:", "file:x.db?mode=ro", dir} {
		_, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		require.Error(t, err, path)
	}
	path := filepath.Join(dir, "新 目录", "100%.db")
	require.NoError(t, open(t, path, time.Now).Close())
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1, "the log is gone after Close")
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

func TestBackup(t *testing.T) {
	dir := t.TempDir()
	s := open(t, filepath.Join(dir, "hotline.db"), time.Now)
	defer s.Close()
	storetest.Fill(t, s, 4, 5, func(string) {})
	path := filepath.Join(dir, "copy.db")
	require.NoError(t, s.Backup(t.Context(), path))
	require.Equal(t, dispatch.Exists, dispatch.CodeOf(s.Backup(t.Context(), path)), "never over another file")
	storetest.Fill(t, s, 1, 1, func(string) {})
	second := open(t, path, time.Now)
	defer second.Close()
	require.Len(t, storetest.Audit(t, second), 20)
	require.Len(t, storetest.Audit(t, s), 21)
}

// TestPanic: a function of a caller that panics harms nobody else.
func TestPanic(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "hotline.db"), time.Now)
	defer s.Close()
	_, err := s.Create(t.Context(), "20261123", func(string) (dispatch.Write, error) { panic("bad ticket") })
	require.ErrorContains(t, err, "bad ticket")
	storetest.Fill(t, s, 1, 1, func(string) {})
	require.Len(t, storetest.Audit(t, s), 1)
}

func TestSQLiteLives(t *testing.T) { storetest.Lives(t, openIn, 200, 500, true) }
