package files_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/files"
	"hotline/server/files/filestest"
)

func TestDisk(t *testing.T) {
	filestest.Run(t, func(t *testing.T) files.Vault {
		d, err := files.NewDisk(t.TempDir())
		require.NoError(t, err)
		return d
	})
}

// What a killed server left half written is never found and goes at the next
// start; what is being written now stays.
func TestDiskHalf(t *testing.T) {
	dir := t.TempDir()
	d, err := files.NewDisk(dir)
	require.NoError(t, err)
	key := strings.Repeat("ab", 16)
	require.NoError(t, d.Put(t.Context(), key, []byte("whole")))
	old, young := filepath.Join(dir, "tmp", "put-1"), filepath.Join(dir, "tmp", "put-2")
	for _, half := range []string{old, young} {
		require.NoError(t, os.WriteFile(half, []byte("hal"), 0o600))
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	require.NoError(t, os.Chtimes(old, yesterday, yesterday))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "ab", "readme"), nil, 0o600))
	d, err = files.NewDisk(dir)
	require.NoError(t, err)
	require.NoFileExists(t, old)
	require.FileExists(t, young)
	var keys []string
	require.NoError(t, d.List(t.Context(), func(i files.Item) error { keys = append(keys, i.Key); return nil }))
	require.Equal(t, []string{key}, keys)
	require.FileExists(t, filepath.Join(dir, "ab", "ab", key))
	info, err := os.Stat(filepath.Join(dir, "ab", "ab", key))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
}

// A file that was cut off on the disk is written anew when it comes again.
func TestDiskMends(t *testing.T) {
	dir := t.TempDir()
	d, err := files.NewDisk(dir)
	require.NoError(t, err)
	key := strings.Repeat("cd", 16)
	require.NoError(t, d.Put(t.Context(), key, []byte("whole")))
	require.NoError(t, os.Truncate(filepath.Join(dir, "cd", "cd", key), 2))
	require.NoError(t, d.Put(t.Context(), key, []byte("whole")))
	b, err := d.Get(t.Context(), key, 99)
	require.NoError(t, err)
	require.Equal(t, "whole", string(b))
}

func TestDiskGone(t *testing.T) {
	dir := t.TempDir()
	d, err := files.NewDisk(filepath.Join(dir, "files"))
	require.NoError(t, err)
	require.NoError(t, os.RemoveAll(filepath.Join(dir, "files")))
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(d.Ping(t.Context())))
	_, err = files.NewDisk("/dev/null/x")
	require.Error(t, err)
}
