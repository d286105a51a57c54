package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// ab gives the unit an A and a B post.
func ab(l *life) *life {
	l.r.Roster = NewRoster(nil, []Staff{{User: "l1", Scope: "zhujian", Post: PostA, Role: RoleLiaison}, {User: "l9", Scope: "zhujian", Post: PostB, Role: RoleLiaison}})
	return l
}

func failovers(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if e.Kind == FailedOver {
			out = append(out, e)
		}
	}
	return out
}

func TestFailoverOnSilence(t *testing.T) {
	for u, silence := range map[Urgency]time.Duration{General: time.Minute, Utility: time.Minute, Life: 15 * time.Second} {
		l := ab(lit(t, u, "2026-11-23 09:00"))
		at := l.ticket.DispatchedAt.Add(silence)
		require.Equal(t, at, l.ticket.NextAt(), "%s", u)
		require.Empty(t, failovers(l.sweep(at.Add(-time.Second))))
		got := failovers(l.sweep(at))
		require.Len(t, got, 1)
		require.Equal(t, Data{Unit: "zhujian", Post: PostB, Users: []string{"l9"}, Reason: NotDelivered}, got[0].Data)
		require.True(t, l.ticket.StandingIn())
		require.Contains(t, l.ticket.Queues(), "unit:zhujian/failover")
		l.do(Action{Kind: DoAccept}, Actor{ID: "l9", Role: RoleLiaison, Unit: "zhujian", Post: PostB})
		require.Equal(t, PostB, l.events[len(l.events)-1].Actor.Post, "who acted is on record")
		require.False(t, l.ticket.StandingIn())
		require.NotContains(t, l.ticket.Queues(), "unit:zhujian/failover")
		require.NoError(t, Sound(l.ticket, l.events))
	}
}

// Whatever tells that the unit has the ticket ends the wait; being silent until
// the accept clock reminds begins it again, once.
func TestFailoverOnceAndNotForNothing(t *testing.T) {
	for name, act := range map[string]func(l *life){
		"delivered": func(l *life) { l.do(Action{Kind: DoDeliver, Unit: "zhujian"}, System()) },
		"viewed":    func(l *life) { l.do(Action{Kind: DoView}, leader) },
	} {
		l := ab(lit(t, General, "2026-11-23 09:00"))
		l.now = l.ticket.DispatchedAt.Add(-50 * time.Second)
		act(l)
		require.True(t, l.ticket.FailoverAt.IsZero(), name)
		require.Empty(t, failovers(l.sweep(local("2026-11-23 12:00"))), name)
		got := failovers(l.sweep(local("2026-11-30 12:00")))
		require.Len(t, got, 1, "%s: once, whatever clocks did in the downtime", name)
		require.Equal(t, NotAccepted, got[0].Data.Reason)
	}
	l := ab(lit(t, General, "2026-11-23 09:00"))
	require.Len(t, failovers(l.sweep(local("2026-12-23 12:00"))), 1, "a month of downtime is one fail-over")
	require.Empty(t, l.sweep(local("2026-12-23 12:00")))

	asked := ab(lit(t, General, "2026-11-23 09:00"))
	asked.now = asked.ticket.DispatchedAt.Add(-50 * time.Second)
	asked.do(good(DoReturn), leader)
	require.Empty(t, failovers(asked.sweep(local("2026-11-23 09:10"))), "who asks for a return is there")

	off := born(t)
	off.r.Failover = FailoverRules{}
	off.do(good(DoDispatch), dispatcher)
	require.Empty(t, failovers(off.sweep(local("2026-11-30 12:00"))), "switched off")
}

// Rules that are switched off while a ticket waits leave no timer behind that
// every sweep would meet again.
func TestFailoverSwitchedOffUnderWay(t *testing.T) {
	l := ab(lit(t, General, "2026-11-23 09:00"))
	l.r.Failover = FailoverRules{}
	l.sweep(l.ticket.FailoverAt)
	require.True(t, l.ticket.FailoverAt.IsZero())
}

func TestFailoverWithoutB(t *testing.T) {
	l := lit(t, General, "2026-11-23 09:00")
	got := failovers(l.sweep(l.ticket.FailoverAt))
	require.Len(t, got, 1)
	require.Empty(t, got[0].Data.Post)
	require.False(t, l.ticket.StandingIn())
	require.False(t, l.ticket.FailedOver.IsZero())
}

func TestFailoverRulesValidate(t *testing.T) {
	require.NoError(t, DefaultFailover().Validate())
	require.Equal(t, "out_of_range", keyOf(FailoverRules{Silence: -1}.Validate()))
	require.Equal(t, "out_of_range", keyOf(FailoverRules{Life: 3601}.Validate()))
}
