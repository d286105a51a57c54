package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBackupFolder: a folder gets a verified copy under the name of its moment,
// and loses the oldest, and nothing else.
func TestBackupFolder(t *testing.T) {
	a := bare(t, func(*Config) {})
	dir := t.TempDir()
	for _, name := range []string{"hotline-20260101-021000.db", "hotline-20260102-021000.db", "hotline-20260103-021000.db", "notes.txt", "hotline-old.db"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	require.NoError(t, os.WriteFile(manifestOf(filepath.Join(dir, "hotline-20260101-021000.db")), nil, 0o600))
	t.Setenv("HOTLINE_SECRET_FILE", a.cfg.SecretFile)
	var out, errs bytes.Buffer
	require.Equal(t, 0, Main([]string{"backup", dir, "--keep", "2", "--store", a.cfg.Store}, &out, &errs), errs.String())
	require.Contains(t, out.String(), "removed 2 older ones")
	left, err := filepath.Glob(filepath.Join(dir, "*"))
	require.NoError(t, err)
	require.Len(t, left, 6, "the new one with its manifest and attachments, one older, and what is no backup: %v", left)
	require.FileExists(t, filepath.Join(dir, "hotline-20260103-021000.db"))
	require.NoFileExists(t, filepath.Join(dir, "hotline-20260102-021000.db"))
	require.Equal(t, 2, Main([]string{"backup", filepath.Join(dir, "x.db"), "--keep", "2", "--store", a.cfg.Store}, &out, &errs))
}
