package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
)

// mover opens a store as the commands do.
func mover(t *testing.T, dsn, keyFile string) store.Mover {
	t.Helper()
	keys, err := openKeyFile(keyFile)
	require.NoError(t, err)
	st, err := openStore(t.Context(), dsn, keys, time.Now, store.Meter{})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, st.Close()) })
	return st.(store.Mover)
}

// content is everything a store would move.
func content(t *testing.T, m store.Mover) map[store.Section][]store.Piece {
	t.Helper()
	all := map[store.Section][]store.Piece{}
	for _, s := range store.Sections() {
		pieces, err := m.Pieces(t.Context(), s, "", 10_000)
		require.NoError(t, err)
		all[s] = append([]store.Piece{}, pieces...)
	}
	return all
}

// outcome is that of a command without a store of its own.
func outcome(args ...string) (code int, out, errs string) {
	var o, e bytes.Buffer
	code = Main(args, &o, &e)
	return code, o.String(), e.String()
}

// carried are settings, a platform, a webhook, an extension and an article as they
// are kept.
var carried = []dispatch.Record{
	{Kind: dispatch.KindSetting, ID: "a", Body: []byte(`{"a":1}`)},
	{Kind: dispatch.KindChannel, ID: dispatch.PlatformID("city"), Body: []byte(`{"name":"市平台","platform":{"code":"city"}}`)},
	{Kind: dispatch.KindChannel, ID: "hook", Body: []byte(`{"name":"外部程序"}`)},
	{Kind: dispatch.KindExtension, ID: "8001", Body: []byte(`{"user":"agent"}`)},
	{Kind: dispatch.KindArticle, ID: "1", Body: []byte(`{"title":"供暖"}`)},
}

// carries looks for all of them.
func carries(t *testing.T, m store.Mover) {
	for _, want := range carried {
		got, err := m.Record(t.Context(), want.Kind, want.ID)
		require.NoError(t, err, want.Kind)
		require.JSONEq(t, string(want.Body), string(got.Body))
	}
}

// TestMigrate goes there and back, and everything is as it was.
func TestMigrate(t *testing.T) {
	for name, there := range stores(t) {
		t.Run(name, func(t *testing.T) {
			path, run := stored(t)
			keys := filepath.Join(filepath.Dir(path), "identity.key")
			back := "file:" + filepath.Join(t.TempDir(), "back.db")
			from := mover(t, "file:"+path, keys)
			for _, r := range carried {
				_, err := from.PutRecord(t.Context(), r)
				require.NoError(t, err)
			}
			_, whole, _ := run("verify")
			digest := whole[strings.LastIndex(whole, " ")+1:]

			code, out, errs := outcome("migrate", "--from", "file:"+path, "--to", there)
			require.Zero(t, code, errs)
			require.Contains(t, out, "3 tickets")
			require.Contains(t, out, "9 events, digest "+digest)
			require.Contains(t, out, "store = ")
			require.Contains(t, errs, "copying tickets")
			code, _, errs = outcome("migrate", "--from", "file:"+path, "--to", there)
			require.Equal(t, 2, code)
			require.Contains(t, errs, "a store of its own now")

			code, out, errs = outcome("migrate", "--from", there, "--to", back)
			require.Zero(t, code, errs)
			require.Contains(t, out, digest)
			first, last := mover(t, "file:"+path, keys), mover(t, back, keys)
			require.Equal(t, content(t, first), content(t, last))
			require.Len(t, content(t, last)[store.SectionTickets], 3)
			require.NotEmpty(t, content(t, last)[store.SectionFrames])
			carries(t, last)
		})
	}
}

// tripping fails at its nth write, as a server that is killed does.
type tripping struct {
	store.Mover
	left *int
}

var errTripped = errors.New("cut off")

func (s tripping) trip() error {
	if *s.left--; *s.left < 0 {
		return errTripped
	}
	return nil
}

func (s tripping) PutPieces(ctx context.Context, section store.Section, pieces []store.Piece) error {
	if err := s.trip(); err != nil {
		return err
	}
	return errors.Join(s.Mover.PutPieces(ctx, section, pieces), s.trip())
}

func (s tripping) PutRecord(ctx context.Context, r dispatch.Record) (int, error) {
	if err := s.trip(); err != nil {
		return 0, err
	}
	n, err := s.Mover.PutRecord(ctx, r)
	return n, errors.Join(err, s.trip())
}

// TestMigrateGoesOn breaks a move off at every write, before and after it, with
// the source changing in between, and ends with the same.
func TestMigrateGoesOn(t *testing.T) {
	for name, there := range stores(t) {
		t.Run(name, func(t *testing.T) {
			path, _ := stored(t)
			keys := filepath.Join(filepath.Dir(path), "identity.key")
			from, to := mover(t, "file:"+path, keys), mover(t, there, keys)
			id, err := identity(t.Context(), from, time.Now())
			require.NoError(t, err)
			tried := 0
			for err = errTripped; errors.Is(err, errTripped); tried++ {
				require.Less(t, tried, 100)
				left := 1 + tried
				m := &move{from: from, to: tripping{to, &left}, name: "first", now: time.Now, progress: io.Discard}
				err = m.run(t.Context(), id)
				if tried == 4 {
					require.Error(t, half(t.Context(), to))
					tickets, _, err := from.Tickets(t.Context(), dispatch.Filter{}, dispatch.Page{})
					require.NoError(t, err)
					require.NoError(t, from.ErasePerson(t.Context(), tickets[2].No))
				}
			}
			require.NoError(t, err)
			require.Greater(t, tried, 4)
			require.Equal(t, content(t, from), content(t, to))
			other := &move{from: from, to: to, name: "second", now: time.Now, progress: io.Discard}
			require.ErrorContains(t, other.run(t.Context(), "another"), "begun from another store, first")
		})
	}
}

func TestMigrateRefuses(t *testing.T) {
	path, _ := stored(t)
	keys := filepath.Join(filepath.Dir(path), "identity.key")
	from, fresh := "file:"+path, "file:"+filepath.Join(t.TempDir(), "new.db")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--from", from}, "takes --from DSN and --to DSN"},
		{[]string{"--from", from, "--to", from}, "the same store"},
		{[]string{"--from", from, "--to", "postgres://x"}, "neither file:PATH nor mongodb"},
		{[]string{"--from", "file:" + filepath.Join(t.TempDir(), "none.db"), "--to", fresh}, "none.db"},
		{[]string{"--from", fresh, "--to", from}, "new.db"},
	} {
		code, _, errs := outcome(append([]string{"migrate"}, c.args...)...)
		require.Equal(t, 2, code, c.args)
		require.Contains(t, errs, c.want)
	}
	full, _ := stored(t)
	t.Setenv("HOTLINE_SECRET_FILE", filepath.Join(filepath.Dir(path), "secret.key"))
	require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(full), "identity.key"), []byte{}, 0o600))
	code, _, errs := outcome("migrate", "--from", from, "--to", "file:"+full)
	require.Equal(t, 2, code, "the keys of the source do not open the target")
	require.Contains(t, errs, "identity_key_file")
	empty := filepath.Join(t.TempDir(), "empty.db")
	other := mover(t, "file:"+empty, keys)
	_, err := other.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindSetting, ID: "a", Body: []byte("{}")})
	require.NoError(t, err)
	code, _, errs = outcome("migrate", "--from", from, "--to", "file:"+empty)
	require.Equal(t, 2, code)
	require.Contains(t, errs, "the target is not empty")

	source := mover(t, from, keys)
	_, err = source.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindLease, ID: "sweep", Body: []byte(`{"holder":"east/7","until":"2126-11-23T00:00:00Z"}`)})
	require.NoError(t, err)
	code, _, errs = outcome("migrate", "--from", from, "--to", fresh)
	require.Equal(t, 2, code)
	require.Contains(t, errs, "the source is at work: server east/7")
	code, out, errs := outcome("migrate", "--from", from, "--to", fresh, "--online")
	require.Zero(t, code, errs)
	require.Contains(t, out, "without --online")
	code, _, errs = outcome("serve", "--store", fresh)
	require.Equal(t, 2, code)
	require.Contains(t, errs, "has not ended")
	require.NoError(t, source.DeleteRecord(t.Context(), dispatch.KindLease, "sweep"))
	code, _, errs = outcome("migrate", "--from", from, "--to", fresh)
	require.Zero(t, code, errs)
	require.Equal(t, content(t, source), content(t, mover(t, fresh, keys)))
}
