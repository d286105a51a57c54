package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestClockBack: an action of a server whose clock is behind does not come before
// what it follows, and the life it leads to is one that verifies.
func TestClockBack(t *testing.T) {
	l := at(t, StateDispatched)
	last := l.ticket.UpdatedAt
	l.now = l.now.Add(-5 * time.Hour)
	l.do(Action{Kind: DoAccept}, leader)
	e := l.events[len(l.events)-1]
	require.Equal(t, Accepted, e.Kind)
	require.True(t, e.At.Equal(last), e.At)
	require.Nil(t, Inspect(l.ticket, l.events))
}
