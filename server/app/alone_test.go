package app

import (
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store/sqlite"
)

// TestPeers15OneFileOneServer: a second server on an SQLite file is refused with
// words; when the first is gone, the next finds its leases and takes them at once.
func TestPeers15OneFileOneServer(t *testing.T) {
	path := filepath.Join(t.TempDir(), "h.db")
	st, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	require.NoError(t, err)
	defer st.Close()
	server := func(name string) *App {
		return &App{cfg: Config{Store: "file:" + path}, log: newLogger(io.Discard, "error"), cancel: func() {}, leases: newLeases(st, name, time.Now)}
	}
	one, two := server("one"), server("two")
	require.NoError(t, one.alone())
	held, err := one.leases.hold(t.Context(), "sweep", time.Hour)
	require.NoError(t, err)
	require.True(t, held)
	var refused usage
	require.ErrorAs(t, two.alone(), &refused)
	require.Contains(t, refused.Error(), "another server serves")
	held, err = two.leases.hold(t.Context(), "sweep", time.Hour)
	require.NoError(t, err)
	require.False(t, held)
	require.NoError(t, one.Stop(t.Context())) // the lock goes as with the process, the lease stays
	require.NoError(t, two.alone())
	held, err = two.leases.hold(t.Context(), "sweep", time.Hour)
	require.NoError(t, err)
	require.True(t, held, "its holder is dead")
	require.NoError(t, two.Stop(t.Context()))
}

// TestEpoch: a store keeps its name from start to start; a restored copy has
// another.
func TestEpoch(t *testing.T) {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{})
	require.NoError(t, err)
	defer st.Close()
	first, err := epoch(t.Context(), st, time.Now())
	require.NoError(t, err)
	require.NotEmpty(t, first)
	again, err := epoch(t.Context(), st, time.Now())
	require.NoError(t, err)
	require.Equal(t, first, again)
	require.NoError(t, unheld(t.Context(), st))
	_, err = st.Record(t.Context(), dispatch.KindSetting, dispatch.SettingEpoch)
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	restored, err := epoch(t.Context(), st, time.Now())
	require.NoError(t, err)
	require.NotEqual(t, first, restored)
}
