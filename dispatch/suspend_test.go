package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func TestSuspensionHasMeasuresAndAReviewDate(t *testing.T) {
	l := at(t, StateContacted)
	bare := good(DoSuspend)
	bare.Text = ""
	err := l.try(bare, supervisor)
	require.Equal(t, "measures", err.(*Error).Field)

	due := l.resolve().Due
	l.do(good(DoSuspend), supervisor)
	require.Contains(t, l.ticket.Queues(), "hotline/suspended")
	require.Equal(t, l.ticket.Suspended, l.ticket.SortAt(), "listed by its review date")
	require.Equal(t, sla.Paused, l.resolve().State())
	require.Equal(t, []string{"有必要", "补充说明"}, []string{l.ticket.Suspensions[0].Reason, l.ticket.Suspensions[0].Measures})

	until := l.ticket.Suspended
	l.sweep(until)
	require.True(t, l.ticket.Suspended.IsZero())
	require.True(t, l.ticket.Suspensions[0].Lapsed)
	require.True(t, l.resolve().Due.After(due))
	require.NotContains(t, l.ticket.Queues(), "hotline/suspended")
}

// Prolonging is a new decision: each stays in the history.
func TestSuspensionIsProlongedByANewDecision(t *testing.T) {
	l := at(t, StateContacted).do(good(DoSuspend), supervisor)
	require.Equal(t, "already_suspended", keyOf(l.try(good(DoSuspend), supervisor)))
	l.do(good(DoResume), supervisor).do(good(DoSuspend), supervisor)
	require.Len(t, l.ticket.Suspensions, 2)
	require.False(t, l.ticket.Suspensions[0].Lapsed)
	require.Equal(t, "s1", l.ticket.Suspensions[0].EndedBy)
	require.Len(t, l.resolve().Pauses, 2, "the intervals stay on the clock")

	l.do(good(DoReply), leader)
	require.False(t, l.ticket.Suspensions[1].EndedAt.IsZero(), "an answer ends it")
	require.False(t, l.ticket.Suspensions[1].Lapsed)
}
