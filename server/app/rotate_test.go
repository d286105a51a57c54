package app

import (
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
)

func TestRotateKey(t *testing.T) {
	path, run := stored(t)
	keys := filepath.Join(filepath.Dir(path), "identity.key")
	info, err := os.Stat(keys)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	first := keyIDs(t, keys)
	require.Len(t, first, 1)

	code, out, errs := run("rotate-key")
	require.Zero(t, code, errs)
	require.Contains(t, out, "3 persons sealed anew")
	second := keyIDs(t, keys)
	require.Equal(t, first[0], second[1], "the old key stays, behind the new one")
	info, err = os.Stat(keys)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())

	code, _, errs = run("rotate-key", "--use", "nothing")
	require.Equal(t, 2, code)
	require.Contains(t, errs, "no key nothing")

	t.Run("without its key", func(t *testing.T) {
		right, err := os.ReadFile(keys)
		require.NoError(t, err)
		for name, wrong := range map[string]string{
			"the old key alone": strings.SplitN(string(right), "\n", 2)[1],
			"another key":       second[0] + " " + hex.EncodeToString(make([]byte, 32)) + "\n",
		} {
			require.NoError(t, os.WriteFile(keys, []byte(wrong), 0o600))
			code, _, errs := run("user", "list")
			require.Equal(t, 2, code, name)
			require.Contains(t, errs, second[0], name)
			require.Contains(t, errs, "identity.key", name)
		}
		require.NoError(t, os.Remove(keys))
		code, _, errs := run("user", "list")
		require.Equal(t, 2, code)
		require.Contains(t, errs, second[0])
		require.NoFileExists(t, keys, "no new key is made for a store that has one")
		require.NoError(t, os.WriteFile(keys, right, 0o600))
		code, out, errs := run("verify")
		require.Zero(t, code, errs)
		require.Contains(t, out, "whole: 3 tickets")
	})
}

func keyIDs(t *testing.T, path string) (ids []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	keys, err := parseKeys(text)
	require.NoError(t, err)
	for _, k := range keys {
		ids = append(ids, k.ID)
	}
	return ids
}

// TestRotationUnderWrites: a server with its own view of the key file takes calls
// while another program rotates, is broken off, and rotates on.
func TestRotationUnderWrites(t *testing.T) {
	for name, dsn := range stores(t) {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			c := Default()
			c.Store, c.SecretFile = dsn, filepath.Join(dir, "secret.key")
			serving, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
			require.NoError(t, err)
			defer func() { require.NoError(t, serving.Stop(context.Background())) }()
			call := func(i int) {
				_, err := serving.Service.Log(t.Context(), dispatch.Intake{
					Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "来电", Text: fmt.Sprint("第", i)},
					Person: dispatch.Person{Name: fmt.Sprint("甲", i), Phone: fmt.Sprintf("139%08d", i)}}, nil, dispatch.Action{}, dispatch.Actor{ID: "agent", Role: dispatch.RoleAgent})
				if err != nil {
					t.Error(err)
				}
			}
			for i := range 10 {
				call(i)
			}
			other, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
			require.NoError(t, err)
			defer func() { require.NoError(t, other.Stop(context.Background())) }()
			r := &rotation{store: brokenOff{other.Store}, keys: other.keys, now: other.Clock.Now, progress: io.Discard, settle: time.Millisecond}
			_, err = r.run(t.Context(), "")
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			key := other.keys.ring.Active()

			var work sync.WaitGroup
			work.Go(func() {
				for i := range 10 {
					call(10 + i)
				}
				if err := serving.keys.reload(); err != nil {
					t.Error(err)
				}
				for i := range 10 {
					call(20 + i)
				}
			})
			r.store = other.Store
			_, dropErr := r.drop(t.Context())
			require.ErrorContains(t, dropErr, "not dropped")
			_, err = r.run(t.Context(), "")
			work.Wait()
			if err == nil { // what was sealed with the old key behind its last look
				_, err = r.run(t.Context(), key)
			}
			require.NoError(t, err)
			require.Equal(t, key, other.keys.ring.Active(), "no third key was made")
			seals, err := other.Store.Seals(t.Context())
			require.NoError(t, err)
			require.Equal(t, map[string]int{key: 30}, seals)
			dropped, err := r.drop(t.Context())
			require.NoError(t, err)
			require.Len(t, dropped, 1)
			require.NoError(t, serving.keys.reload())
			require.NoError(t, serving.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
				p, err := serving.Store.Person(t.Context(), tk.No)
				require.NotEmpty(t, p.Phone)
				return err
			}))
		})
	}
}

// brokenOff is a store that goes away while persons are sealed anew.
type brokenOff struct{ dispatch.Store }

func (b brokenOff) Reseal(ctx context.Context, after string, _ int) (string, int, error) {
	if after != "" {
		return "", 0, io.ErrUnexpectedEOF
	}
	return b.Store.Reseal(ctx, after, 3)
}

func TestParseKeys(t *testing.T) {
	secret := strings.Repeat("ab", 32)
	for text, want := range map[string]string{
		"":                                "holds no key",
		"# nothing\n\n":                   "holds no key",
		"k1":                              "line 1",
		"k1 abcd":                         `key "k1" has not 64`,
		"k1 " + secret + "\nk1 " + secret: "a second key",
		"k1 " + secret + " x":             "line 1",
	} {
		_, err := parseKeys([]byte(text))
		require.ErrorContains(t, err, want, text)
		require.NotContains(t, err.Error(), secret)
	}
	keys, err := parseKeys([]byte("# active\nk2 " + secret + "\r\n\n  k1\t" + secret + "\n"))
	require.NoError(t, err)
	require.Len(t, keys, 2)
	require.Equal(t, "k2", keys[0].ID)
}

// FuzzParseKeys: whatever stands in the file, no key of it gets into an error
// and what is taken makes a ring.
func FuzzParseKeys(f *testing.F) {
	f.Add([]byte("k1 " + strings.Repeat("ab", 32)))
	f.Add([]byte("k1"))
	f.Fuzz(func(t *testing.T, text []byte) {
		keys, err := parseKeys(text)
		if err != nil {
			return
		}
		for _, k := range keys {
			require.Len(t, k.Secret, 32)
		}
		_, _ = store.NewKeyring(nil, keys...)
	})
}
