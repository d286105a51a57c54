package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// The figures of a day that is over are kept, and counted anew when an event of
// that day comes after all.
func TestDaysOfCallsAreKept(t *testing.T) {
	o, token := switchboard(t)
	at := o.clock.now()
	require.NotContains(t, o.get("supervisor", "/board").value(), "calls", "no telephone system tells of calls")
	ring := func(id string, answered bool) {
		o.ringUp(token, object{"event": "ringing", "call_id": id, "at": at, "from": "1380000123" + id[1:], "extension": "8001"})
		if answered {
			o.ringUp(token, object{"event": "answered", "call_id": id, "at": at.Add(5 * time.Second), "extension": "8001"})
		}
		o.ringUp(token, object{"event": "ended", "call_id": id, "at": at.Add(50 * time.Second)})
	}
	ring("c1", true)
	ring("c2", false)
	total := func() map[string]any {
		return o.get("supervisor", "/calls/figures?from=2026-11-23&to=2026-11-23").value()["total"].(map[string]any)
	}
	kept := func() (v keptDay, err error) {
		v, _, err = load[keptDay](t.Context(), o.store, dispatch.KindCallDay, "2026-11-23")
		return v, err
	}
	o.clock.advance(time.Minute)
	require.EqualValues(t, 50, total()["rate"])
	_, err := kept()
	require.True(t, isNotFound(err), "the day goes on")
	board := o.get("agent", "/board").value()["calls"].(map[string]any)
	require.EqualValues(t, 50, board["today"].(map[string]any)["rate"])
	require.EqualValues(t, 1, board["to_call_back"])
	require.Nil(t, board["yesterday"].(map[string]any)["rate"])

	o.clock.advance(24 * time.Hour)
	o.pass = map[string]pass{} // they sign in again
	require.EqualValues(t, 50, total()["rate"])
	v, err := kept()
	require.NoError(t, err)
	require.Equal(t, 2, v.Hours[9].Offered)
	require.EqualValues(t, 50, o.get("agent", "/board").value()["calls"].(map[string]any)["yesterday"].(map[string]any)["rate"])
	require.NoError(t, o.store.DeleteRecord(t.Context(), dispatch.KindCall, o.someCall(t)))
	require.EqualValues(t, 2, total()["offered"], "it outlasts its calls")

	ring("c3", true) // told a day late
	v, err = kept()
	require.NoError(t, err)
	require.True(t, v.Stale)
	require.EqualValues(t, 2, total()["offered"], "of the two that are left")
	v, err = kept()
	require.NoError(t, err)
	require.False(t, v.Stale)
}

// someCall is the name of some call.
func (o *office) someCall(t *testing.T) string {
	rs, err := o.store.Records(t.Context(), dispatch.KindCall, "", 1)
	require.NoError(t, err)
	require.Len(t, rs, 1)
	return rs[0].ID
}
