package app

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
)

// TestBackupUnderLoad copies a store that four clients write to, restores the
// copy into both kinds of stores and finds every chain whole, with everything
// that was acknowledged before.
func TestBackupUnderLoad(t *testing.T) {
	for name, dsn := range stores(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := Default()
			c.Store, c.SecretFile = dsn, filepath.Join(dir, "secret.key")
			t.Setenv("HOTLINE_SECRET_FILE", c.SecretFile)
			a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
			require.NoError(t, err)
			log := func(i int) string {
				tk, err := a.Service.Log(context.Background(), dispatch.Intake{
					Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: fmt.Sprint("路灯不亮", i)},
					Person: dispatch.Person{Name: "欧阳甲", Phone: "13912345678"}}, nil, dispatch.Action{}, demoAgent)
				require.NoError(t, err)
				return tk.No
			}
			before := []string{log(-1), log(-2)}
			for _, r := range carried {
				_, err := a.Store.PutRecord(t.Context(), r)
				require.NoError(t, err)
			}
			stop := make(chan struct{})
			var clients sync.WaitGroup
			for i := range 4 {
				clients.Go(func() {
					for range 8 { // a copy is done before that
						_, err := a.Service.Act(context.Background(), log(i), dispatch.Action{Kind: dispatch.DoNote, Text: "一"}, demoAgent)
						require.NoError(t, err)
						select {
						case <-stop:
							return
						default:
						}
					}
				})
			}
			file := filepath.Join(dir, "copy.db")
			code, out, errs := outcome("backup", file, "--store", dsn)
			close(stop)
			clients.Wait()
			require.NoError(t, a.Stop(context.Background()))
			require.Zero(t, code, errs)
			require.Contains(t, out, `"sha256":"`)
			require.NotContains(t, out, "13912345678")
			entries, err := filepath.Glob(filepath.Join(dir, ".copy*"))
			require.NoError(t, err)
			require.Empty(t, entries)

			for kind, target := range stores(t) {
				if targets := stores(t); len(targets) > 1 && kind == name {
					continue // from one kind into the other
				}
				code, out, errs := outcome("restore", file, "--store", target)
				require.Zero(t, code, "%s: %s", kind, errs)
				digest := out[strings.Index(out, "digest "):strings.Index(out, "\n")]
				code, out, errs = outcome("verify", "--store", target)
				require.Zero(t, code, "%s: %s", kind, errs)
				require.Contains(t, out, digest)
				code, _, errs = outcome("migrate", "--from", target, "--to", "file:"+filepath.Join(t.TempDir(), "next.db"))
				require.Zero(t, code, "nobody holds a restored store: %s", errs)
				restored := mover(t, target, c.identityKeyFile())
				for _, no := range before {
					_, err := restored.Person(t.Context(), no)
					require.NoError(t, err)
				}
				known(t, restored)
				carries(t, restored)
			}
		})
	}
}

// known: every ticket's registration has its frame.
func known(t *testing.T, m store.Mover) {
	told := map[string]bool{}
	frames, err := m.Feed(t.Context(), "role:dispatcher", 0, 100_000)
	require.NoError(t, err)
	for _, f := range frames {
		told[f.No] = true
	}
	tickets := 0
	require.NoError(t, m.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		tickets++
		require.True(t, told[tk.No], tk.No)
		return nil
	}))
	require.Greater(t, tickets, 1)
}

func TestRestoreRefuses(t *testing.T) {
	path, run := stored(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	code, _, errs := run("backup", file)
	require.Zero(t, code, errs)
	code, _, errs = run("backup", file)
	require.Equal(t, 2, code)
	require.Contains(t, errs, "exists already")
	right, err := os.ReadFile(file)
	require.NoError(t, err)
	note, err := os.ReadFile(manifestOf(file))
	require.NoError(t, err)
	keys := filepath.Join(filepath.Dir(path), "identity.key")
	ring, err := os.ReadFile(keys)
	require.NoError(t, err)
	middle := strings.Index(string(right), "路灯不亮")
	require.Positive(t, middle)
	flipped := append([]byte{}, right...)
	flipped[middle]++
	page := append([]byte{}, right...)
	copy(page[4096:], make([]byte, 4096))

	for _, c := range []struct {
		name     string
		file     []byte
		manifest bool
		keys     string
		code     int
		want     string
	}{
		{"cut off", right[:len(right)/2], true, string(ring), 2, "it was cut off or changed"},
		{"cut off, no manifest", right[:len(right)/2], false, string(ring), -1, "malformed"},
		{"changed", flipped, true, string(ring), 2, "is not the file its manifest describes"},
		{"changed, no manifest", flipped, false, string(ring), 1, "not what was written"},
		{"an empty page", page, false, string(ring), -1, "malformed"},
		{"no database", []byte("hello, this is a file of text\n"), false, string(ring), 2, "not a database"},
		{"another key", right, true, strings.Fields(string(ring))[0] + " " + strings.Repeat("00", 32) + "\n", 2, "identity_key_file"},
		{"no key", right, true, "", 2, "identity_key_file"},
		{"a newer program", newer(t, right), false, string(ring), 2, "written by a newer version"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			file, target := filepath.Join(dir, "copy.db"), filepath.Join(dir, "data", "hotline.db")
			require.NoError(t, os.WriteFile(file, c.file, 0o600))
			if c.manifest {
				require.NoError(t, os.WriteFile(manifestOf(file), note, 0o600))
			}
			t.Setenv("HOTLINE_IDENTITY_KEY_FILE", filepath.Join(dir, "identity.key"))
			if c.keys != "" {
				require.NoError(t, os.WriteFile(filepath.Join(dir, "identity.key"), []byte(c.keys), 0o600))
			}
			code, out, errs := outcome("restore", file, "--store", "file:"+target)
			if c.code > 0 {
				require.Equal(t, c.code, code, errs)
			}
			require.NotZero(t, code)
			require.Contains(t, out+errs, c.want)
			left, err := filepath.Glob(filepath.Join(dir, "data", "*"))
			require.NoError(t, err)
			require.Empty(t, left, "nothing half")
			left, err = filepath.Glob(filepath.Join(dir, "data", ".*"))
			require.NoError(t, err)
			require.Empty(t, left)
		})
	}
	code, _, errs = outcome("restore", filepath.Join(dir, "none.db"), "--store", "file:"+filepath.Join(dir, "x.db"))
	require.Equal(t, 2, code)
	require.Contains(t, errs, "none.db")
	code, _, errs = run("restore", file)
	require.Equal(t, 2, code)
	require.Contains(t, errs, "only where there is no store")
}

// newer is the file as a later program would leave it.
func newer(t *testing.T, file []byte) []byte {
	path := filepath.Join(t.TempDir(), "newer.db")
	require.NoError(t, os.WriteFile(path, file, 0o600))
	db, err := sql.Open("sqlite", path)
	require.NoError(t, err)
	_, err = db.Exec(`PRAGMA journal_mode = DELETE; INSERT INTO migrations VALUES (9999, 'later', 0)`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return b
}
