//go:build !race

package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/seed"
	"hotline/dispatch"
)

// TestPeers14: ten thousand deadlines in the same second are all fired by one
// sweep, each step once, and a sweep with nothing due moves nothing.
func TestPeers14(t *testing.T) {
	const n = 10_000
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	require.NoError(t, a.Jobs.stop(t.Context()))
	at := a.Clock.Now().Add(-time.Minute)
	day := dispatch.Day(at)
	serial, err := a.Store.NextSerial(t.Context(), day, n)
	require.NoError(t, err)
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.Life, Title: "楼道有燃气味", Text: "楼道有燃气味"}, Anonymous: true}
	rules, unit := a.Directory.Rules(), seed.Units()[0].Code
	rules.Failover = dispatch.FailoverRules{} // the storm is that of the clocks
	ws := make([]dispatch.Write, n)
	for i := range ws {
		tk, events, err := rules.Register(in, dispatch.FormatNo(day, serial+i), "ABCDEF", "", &dispatch.Routing{}, dispatch.System(), at)
		require.NoError(t, err)
		after, more, err := rules.Apply(tk, dispatch.Action{Kind: dispatch.DoDispatch, Lead: unit}, dispatch.System(), at)
		require.NoError(t, err)
		ws[i] = dispatch.Write{Ticket: after, Events: append(events, more...), Person: &dispatch.Person{}}
	}
	_, err = a.Store.Import(t.Context(), ws)
	require.NoError(t, err)
	result, err := a.sweep(t.Context())
	require.NoError(t, err)
	require.Empty(t, result, "nothing is due yet")
	a.Clock.Advance(16 * time.Minute)
	result, err = a.sweep(t.Context())
	require.NoError(t, err)
	require.Equal(t, "10000 tickets", result)
	counts, err := a.Store.Counts(t.Context(), []string{"hotline/late/accept"})
	require.NoError(t, err)
	require.Equal(t, n, counts["hotline/late/accept"])
	result, err = a.sweep(t.Context())
	require.NoError(t, err)
	require.Empty(t, result, "each step once")
}
