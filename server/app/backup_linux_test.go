package app

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBackupFullDisk lets no file grow: the command says so, and nothing half is
// left.
func TestBackupFullDisk(t *testing.T) {
	_, run := stored(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "copy.db")
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 64 << 10, Max: before.Max}))
	code, _, errs := run("backup", file)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
	require.Equal(t, 1, code)
	require.Contains(t, errs, "disk")
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
	code, _, errs = run("backup", file)
	require.Zero(t, code, errs)
}
