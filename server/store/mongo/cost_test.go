package mongo

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/server/store/storetest"
)

// TestCost counts the commands of each call: what a ticket costs the database
// is what the capacity plan rests on.
func TestCost(t *testing.T) {
	p := openPair(t, "HOTLINE_TEST_MONGO", "cost")
	s, ctx := p.watcher, t.Context()
	cost := func(what string, most int) {
		n, kinds := p.wire.total()
		t.Logf("%s: %d commands %v", what, n, kinds)
		require.LessOrEqual(t, n, most, "%s %v", what, kinds)
		require.Positive(t, n)
	}
	_, _ = p.wire.total()

	no := storetest.Register(t, s, "路灯不亮")
	cost("create: a number, the ticket", 2)
	storetest.Accept(t, s, no)
	cost("update: read, write", 2)

	_, err := s.Relay(ctx, 500) // the feeds are there by now
	require.NoError(t, err)
	const tickets = 15
	for range tickets {
		storetest.Register(t, s, "路灯不亮")
	}
	_, _ = p.wire.total()
	frames, err := s.Relay(ctx, 500)
	require.NoError(t, err)
	require.Greater(t, len(frames), tickets)
	cost("relay, however many frames", 5)
	again, err := s.Relay(ctx, 500)
	require.NoError(t, err)
	require.Empty(t, again)
	cost("relay of nothing", 1)

	feed := frames[0].Recipient
	require.NoError(t, s.Ack(ctx, feed, 1))
	cost("acknowledgement of a feed", 4)
	_, err = s.Ticket(ctx, no)
	require.NoError(t, err)
	cost("ticket page", 1)
	_, err = s.Counts(ctx, []string{"hotline/open"})
	require.NoError(t, err)
	cost("counting for the first time", 11)
	_, err = s.Counts(ctx, []string{"hotline/open"})
	require.NoError(t, err)
	cost("counts that stand", 3)
}
