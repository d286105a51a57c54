package dispatch

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// Bugs that other systems had, as regressions of ours; the numbers are those of
// the list in the project's notes on its peers.

// sweep fires what is due at a moment.
func (l *life) sweep(at time.Time) []Event {
	l.t.Helper()
	l.now = at
	ticket, events, err := l.r.Apply(l.ticket, Action{Kind: DoEscalate}, System(), at)
	require.NoError(l.t, err)
	l.ticket, l.events = ticket, append(l.events, events...)
	return events
}

func TestPeers05DueMovedIntoTheFutureClearsOverdue(t *testing.T) {
	l := at(t, StateContacted)
	c, _ := l.ticket.Clock(sla.ResolveClock)
	l.sweep(c.Due.Add(time.Minute))
	c, _ = l.ticket.Clock(sla.ResolveClock)
	require.True(t, c.Overdue && l.ticket.Overdue())
	require.Contains(t, l.ticket.Queues(), "hotline/late/resolve")

	day := c.Due.In(sla.Zone).Format(time.DateOnly)
	l.r.Calendar = l.r.Calendar.WithOverride(day, true, "storm")
	l.do(Action{Kind: DoRecompute}, System())
	moved, _ := l.ticket.Clock(sla.ResolveClock)
	require.True(t, moved.Due.After(l.now))
	require.False(t, moved.Overdue)
	require.NotContains(t, l.ticket.Queues(), "hotline/late/resolve")
	require.Equal(t, Recomputed, l.events[len(l.events)-1].Kind, "the change is in the history")
	version := l.ticket.Version
	l.do(Action{Kind: DoRecompute}, System())
	require.Equal(t, version, l.ticket.Version, "nothing more to move, nothing more to say")
}

func TestPeers07ReopenedTwiceClosedTimeCountsForNobody(t *testing.T) {
	l := at(t, StateClosed)
	for range 2 {
		l.now = l.now.AddDate(0, 1, 0)
		require.Empty(t, l.sweepIfOpen(), "a closed ticket is nobody's duty")
		l.do(good(DoReopen), supervisor)
		c, _ := l.ticket.Clock(sla.ResolveClock)
		require.True(t, c.Open())
		require.Equal(t, l.now.UTC(), c.Start, "the new limit starts at the reopening")
		require.True(t, c.Due.After(l.now))
		require.Empty(t, l.sweep(l.now.Add(time.Minute)), "nothing is due at once")
		l.do(good(DoReply), leader).do(good(DoReview), dispatcher).do(good(DoCallback), agent)
	}
	for _, c := range l.ticket.Clocks {
		require.NotEqual(t, sla.Late, c.State(), "%s", c.Kind)
	}
}

func (l *life) sweepIfOpen() []Event {
	if l.ticket.NextAt().IsZero() {
		return nil
	}
	return l.sweep(l.now)
}

func TestPeers08AnsweredAndSilentDoesNotEscalate(t *testing.T) {
	l := at(t, StateContacted).do(good(DoReply), leader).do(good(DoReview), dispatcher)
	for _, e := range l.sweep(l.now.AddDate(0, 2, 0)) {
		require.Empty(t, e.Data.Unit, "the unit did its part: only the hotline's clock runs")
	}
	require.Zero(t, l.ticket.Level)

	n := at(t, StateDispatched)
	before := n.ticket.Clocks
	n.do(good(DoNote), leader).do(good(DoView), leader)
	require.Equal(t, before, n.ticket.Clocks, "a note or a look stops no clock")
}

func TestPeers10MergedAndEndedTicketsStopEscalating(t *testing.T) {
	for _, s := range []State{StateMerged, StateClosed, StateTerminated, StateAnswered, StateDeclined, StateTransferred} {
		l := at(t, s)
		require.True(t, l.ticket.NextAt().IsZero(), "%s", s)
		_, _, err := l.r.Apply(l.ticket, Action{Kind: DoEscalate}, System(), l.now.AddDate(1, 0, 0))
		require.Equal(t, "wrong_state", keyOf(err), "%s", s)
		for _, q := range l.ticket.Queues() {
			require.False(t, strings.HasPrefix(q, "hotline/late") || strings.HasPrefix(q, "hotline/near"), "%s lies in %s", s, q)
		}
	}
}

func TestPeers11EveryStepOnceInOrderAfterDowntime(t *testing.T) {
	l := at(t, StateDispatched)
	steps := map[string][]string{} // by clock
	kinds := map[string]Kind{}
	sent := map[string]int{}
	for _, e := range l.sweep(l.now.AddDate(0, 2, 0)) {
		if e.Kind == LetterSent {
			sent[e.Data.Unit] += e.Data.Level
		}
		if e.Kind == FailedOver || e.Kind == LetterSent { // not a step of a clock
			continue
		}
		clock, step, _ := strings.Cut(e.Data.Step, "/")
		if e.Kind == DeemedTaken {
			continue // the window for a return has a test of its own
		}
		steps[clock] = append(steps[clock], step)
		kinds[step] = e.Kind
	}
	require.Len(t, steps, 4, "accept, contact, resolve and the co-handler's share")
	for clock, list := range steps {
		require.Equal(t, []string{sla.StepRemind, sla.StepDue, sla.StepUrge, sla.StepBulletin}, list, clock)
	}
	require.Equal(t, map[string]Kind{sla.StepRemind: Reminded, sla.StepDue: Overdue, sla.StepUrge: Escalated, sla.StepBulletin: Escalated}, kinds)
	require.Equal(t, 2, l.ticket.Level, "the highest of the missed levels")
	require.Equal(t, map[string]int{"zhujian": 2, "ranqi": 2}, sent, "one letter a unit, of the highest missed level")
	late := l.sweep(l.now.AddDate(0, 1, 0))
	require.Len(t, late, 2, "no step fires twice: only the letters nobody answered are late now")
	require.Empty(t, l.sweep(l.now.AddDate(0, 1, 0)), "and those once")
	require.True(t, l.ticket.NextAt().IsZero())
}

func TestPeers20UnitThatLosesTheTicketSeesItNoMore(t *testing.T) {
	l := at(t, StateDispatched)
	require.True(t, CanSee(l.ticket, leader) && CanSee(l.ticket, helper))
	require.False(t, CanSee(l.ticket, stranger))
	l.do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	require.False(t, CanSee(l.ticket, leader) || CanSee(l.ticket, helper))
	l.do(Action{Kind: DoDispatch, Lead: "shuiwu"}, dispatcher)
	require.True(t, CanSee(l.ticket, stranger))
	require.False(t, CanSee(l.ticket, leader))
	require.Equal(t, "not_your_unit", keyOf(l.try(good(DoAccept), leader)))
	for _, q := range l.ticket.Queues() {
		require.NotContains(t, q, "zhujian")
	}
}

// No role but those of the hotline and of the unit sees a ticket.
func TestPeers20CitizensAndPlatformsSeeNoTicketAsStaffDo(t *testing.T) {
	l := at(t, StateDispatched)
	for _, by := range []Actor{citizen, upstream, {Role: RoleLiaison}, {Role: "nobody"}} {
		require.False(t, CanSee(l.ticket, by), "%s", by.Role)
	}
}
