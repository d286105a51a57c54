package app

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestHealthcheck: 0 when ready, 1 with the reason when not.
func TestHealthcheck(t *testing.T) {
	a := bare(t, func(*Config) {})
	var out, errs bytes.Buffer
	require.Equal(t, 0, Main([]string{"healthcheck", "--listen", a.Addr()}, &out, &errs), errs.String())
	require.Equal(t, "ready\n", out.String())
	a.ready.stopping.Store(true)
	require.Equal(t, 1, Main([]string{"healthcheck", "--listen", a.Addr()}, &out, &errs))
	require.Contains(t, errs.String(), "the server is stopping")
	for listen, want := range map[string]string{"0.0.0.0:8890": "127.0.0.1:8890", "[::]:1": "127.0.0.1:1", ":2": "127.0.0.1:2", "192.0.2.1:3": "192.0.2.1:3"} {
		require.Equal(t, want, nearAddress(listen))
	}
}
