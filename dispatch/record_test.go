package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestRecordsOfReturns: a return that was approved counts for the unit that gave
// the ticket back, and harms it in nothing.
func TestRecordsOfReturns(t *testing.T) {
	at := time.Date(2026, 10, 8, 2, 0, 0, 0, time.UTC)
	tk := Ticket{No: "20261008-0001", Lead: "zjj", State: StateClosed, RegisteredAt: at, DispatchedAt: at,
		Returns: []Return{{At: at, Unit: "cgj", Approved: true}, {At: at, Unit: "zjj"}}}
	recs := tk.Records()
	require.Len(t, recs, 2)
	require.Equal(t, []any{"zjj", 1, 1}, []any{recs[0].Unit, recs[0].Returns, recs[0].ImproperReturns})
	require.Equal(t, []any{"cgj", 1, 0}, []any{recs[1].Unit, recs[1].Returns, recs[1].ImproperReturns})
	require.False(t, recs[1].Resolve.Applies)
	require.Empty(t, Ticket{State: StateRegistered}.Records())
}
