package sqlite_test

import (
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
	"hotline/server/store/sqlite"
	"hotline/server/store/storetest"
)

// TestFullDisk lets the file grow no further: the store says so, keeps what it
// has, and goes on when there is room again.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "hotline.db")
	var told []bool
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Meter: store.Meter{Wrote: func(_ time.Duration, _ int, err error) { told = append(told, store.Refused(err)) }}})
	require.NoError(t, err)
	defer s.Close()
	storetest.Fill(t, s, 2, 2, func(string) {})
	var before syscall.Rlimit
	require.NoError(t, syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before))
	info, err := os.Stat(path + "-wal")
	require.NoError(t, err)
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: uint64(info.Size()), Max: before.Max}))
	_, err = s.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindBrief, ID: "big", Body: make([]byte, 1<<20)})
	require.NoError(t, syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before))
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err), "%v", err)
	require.True(t, told[len(told)-1], "whoever watches the writes hears of it")
	_, err = s.Record(t.Context(), dispatch.KindBrief, "big")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	storetest.Fill(t, s, 1, 1, func(string) {})
	require.Len(t, storetest.Audit(t, s), 5)
}
