package files

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

func TestSweep(t *testing.T) {
	k, _ := keeper(t)
	take := func(name string, b []byte) string {
		a, err := k.Take(t.Context(), name, bytes.NewReader(b))
		require.NoError(t, err)
		return a.ID
	}
	kept, gone := take("a.jpg", jpegOf(t, scene(40, 30))), take("b.jpg", jpegOf(t, scene(30, 40)))
	used := func(id string) bool { return id == kept }
	n, err := k.Sweep(t.Context(), time.Now().Add(-time.Hour), used)
	require.NoError(t, err)
	require.Zero(t, n, "what just came may still be attached")
	n, err = k.Sweep(t.Context(), time.Now().Add(time.Hour), used)
	require.NoError(t, err)
	require.Equal(t, 1, n)
	_, err = k.Open(t.Context(), kept)
	require.NoError(t, err)
	_, err = k.Thumb(t.Context(), kept)
	require.NoError(t, err)
	for _, get := range []func() ([]byte, error){func() ([]byte, error) { return k.Open(t.Context(), gone) }, func() ([]byte, error) { return k.Thumb(t.Context(), gone) }} {
		_, err = get()
		require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	}
}

func TestCopy(t *testing.T) {
	from, dir := keeper(t)
	to, _ := keeper(t)
	var ids []string
	for _, text := range []string{"一", "二", "三"} {
		a, err := from.Take(t.Context(), "a.txt", strings.NewReader(text))
		require.NoError(t, err)
		ids = append(ids, a.ID)
	}
	c, err := Copy(t.Context(), to.vault, from.vault, nil)
	require.NoError(t, err)
	require.Equal(t, Copied{Files: 3, New: 3, Bytes: 9}, c)
	c, err = Copy(t.Context(), to.vault, from.vault, nil)
	require.NoError(t, err)
	require.Zero(t, c.New, "again, only what is new")
	other, _ := keeper(t)
	require.NoError(t, os.WriteFile(filepath.Join(dir, ids[1][:2], ids[1][2:4], ids[1]), []byte("xyz"), 0o600))
	c, err = Copy(t.Context(), other.vault, from.vault, nil)
	require.ErrorContains(t, err, ids[1])
	require.Equal(t, 2, c.New, "the others are there")
	_, err = other.Open(t.Context(), ids[1])
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
}
