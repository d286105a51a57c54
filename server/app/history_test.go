package app

import (
	"io"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// all are the tickets of a store by number.
func all(t *testing.T, a *App) map[string]dispatch.Ticket {
	t.Helper()
	out := map[string]dispatch.Ticket{}
	require.NoError(t, a.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		out[tk.No] = tk
		return nil
	}))
	return out
}

// TestNothingOlderToMake: a server that is no sample district makes none.
func TestNothingOlderToMake(t *testing.T) {
	c := Default()
	c.Store, c.SecretFile, c.Listen = "file:"+filepath.Join(t.TempDir(), "hotline.db"), filepath.Join(t.TempDir(), "secret.key"), "127.0.0.1:0"
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	require.NoError(t, a.plantOlder(t.Context()))
	require.Empty(t, all(t, a))
	require.NoError(t, a.Stop(t.Context()))
}
