package files_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/files"
)

// A full disk says so, leaves nothing half, and takes files again when there is
// room.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	d, err := files.NewDisk(dir)
	require.NoError(t, err)
	k := files.NewKeeper(d, files.Options{})
	page := strings.Repeat("路灯不亮\n", 400_000)
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	// Far more than the log that the test program itself writes.
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 4 << 20, Max: before.Max}))
	_, err = k.Take(t.Context(), "a.txt", strings.NewReader(page))
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err), "%v", err)
	require.Contains(t, err.Error(), "files_full")
	left, err := os.ReadDir(filepath.Join(dir, "tmp"))
	require.NoError(t, err)
	require.Empty(t, left)
	require.NoError(t, d.List(t.Context(), func(i files.Item) error { t.Error(i.Key); return nil }))
	_, err = k.Take(t.Context(), "a.txt", strings.NewReader(page))
	require.NoError(t, err)
}
