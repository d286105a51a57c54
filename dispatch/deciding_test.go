package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// The event behind each way a ticket can count.
func TestDeciding(t *testing.T) {
	l := at(t, StateDispatched)
	l.do(good(DoAccept), leader).do(good(DoContact), leader).do(good(DoReply), leader)
	bad := good(DoReview)
	bad.Pass = false
	l.do(bad, dispatcher).do(good(DoReply), leader).do(good(DoReview), dispatcher)
	unhappy := good(DoCallback)
	unhappy.Satisfied, unhappy.Resolved, unhappy.Code = false, false, "result"
	l.do(unhappy, agent)
	if l.ticket.Redo == 0 {
		l.do(good(DoRedo), dispatcher)
	}
	rec, ok := l.ticket.Record()
	require.True(t, ok)
	clock := func(m sla.Mark) sla.TicketRow { return sla.TicketRow{Due: m.Due, Met: m.Met, Nth: 1} }
	lost := sla.TicketRow{At: rec.CallbackAt, Counted: sla.CountedLost, Nth: 1}
	for _, tc := range []struct {
		key  string
		row  sla.TicketRow
		want Kind
	}{
		{sla.FlowDispatched, sla.TicketRow{At: rec.Dispatched, Nth: 1}, Dispatched},
		{sla.MetricAccept, clock(rec.Accept), Accepted},
		{sla.MetricContact, clock(rec.Contact), Contacted},
		{sla.MetricResolve, clock(rec.Resolve), Replied},
		{sla.FindingReply, lost, Reviewed},
		{sla.MetricSatisfaction, lost, CalledBack},
		{sla.MetricRedo, lost, Redone},
		{sla.BonusPraise, lost, Registered},
	} {
		ref, ok := Deciding(l.events, "zhujian", tc.key, tc.row, l.now)
		require.True(t, ok, tc.key)
		require.Equal(t, tc.want, Kind(ref.Kind), tc.key)
		require.Equal(t, l.events[ref.Seq-1].At, ref.At, tc.key)
	}
	_, ok = Deciding(l.events, "zhujian", sla.FindingLeak, lost, l.now)
	require.False(t, ok)
	_, ok = Deciding(l.events, "zhujian", sla.MetricSatisfaction, lost, rec.CallbackAt.Add(-time.Second))
	require.False(t, ok, "what came after the snapshot decided nothing in it")
}

// A clock nobody met: decided by the moment it ran out, before that by what set it.
func TestDecidingOfWhatWasNeverDone(t *testing.T) {
	l := at(t, StateDispatched)
	rec, _ := l.ticket.Record()
	row := sla.TicketRow{Due: rec.Accept.Due, Nth: 1, Counted: sla.CountedLost}
	ref, ok := Deciding(l.events, "zhujian", sla.MetricAccept, row, l.now)
	require.True(t, ok)
	require.Equal(t, string(Dispatched), ref.Kind)
	l.sweep(rec.Accept.Due.Add(time.Minute))
	ref, ok = Deciding(l.events, "zhujian", sla.MetricAccept, row, l.now)
	require.True(t, ok)
	require.Equal(t, string(Overdue), ref.Kind)
	_, ok = Deciding(l.events, "zhujian", sla.MetricAccept, sla.TicketRow{Due: rec.Accept.Due, Met: rec.Accept.Due}, l.now)
	require.False(t, ok, "no event met it then")
}
