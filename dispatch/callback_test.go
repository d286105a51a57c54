package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// call is an answered call-back of somebody who is not satisfied.
func unhappy(code string) Action {
	return Action{Kind: DoCallback, Reached: true, Contacted: true, Code: code, Reason: "灯还是不亮"}
}

var missedCall = Action{Kind: DoCallback}

// Three calls nobody answered close the ticket only if they fell in two parts of
// the day; the next try is offered in another part.
func TestMissedCalls(t *testing.T) {
	hour := func(day, h int) time.Time { return time.Date(2026, 11, day, h, 30, 0, 0, sla.Zone) }
	for _, c := range []struct {
		name  string
		at    []time.Time
		state State
		part  string
		after time.Time
	}{
		{"one in the morning", []time.Time{hour(24, 9)}, StateReviewed, "afternoon", time.Date(2026, 11, 24, 14, 0, 0, 0, sla.Zone)},
		{"one in the afternoon", []time.Time{hour(24, 15)}, StateReviewed, "evening", time.Date(2026, 11, 24, 18, 0, 0, 0, sla.Zone)},
		{"one in the evening of a month's last day", []time.Time{hour(30, 19)}, StateReviewed, "morning", time.Date(2026, 12, 1, 9, 0, 0, 0, sla.Zone)},
		{"three in one morning", []time.Time{hour(24, 9), hour(24, 10), hour(24, 11)}, StateReviewed, "afternoon", time.Date(2026, 11, 24, 14, 0, 0, 0, sla.Zone)},
		{"four, the last in the afternoon", []time.Time{hour(24, 9), hour(24, 10), hour(24, 11), hour(24, 14)}, StateClosed, "", time.Time{}},
		{"three in two parts", []time.Time{hour(24, 9), hour(24, 15), hour(24, 16)}, StateClosed, "", time.Time{}},
		{"three mornings", []time.Time{hour(24, 9), hour(25, 9), hour(26, 9)}, StateClosed, "", time.Time{}},
		{"two in two parts", []time.Time{hour(24, 9), hour(24, 15)}, StateReviewed, "evening", time.Date(2026, 11, 24, 18, 0, 0, 0, sla.Zone)},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := at(t, StateReviewed)
			for _, when := range c.at {
				l.now = when.Add(-time.Minute)
				l.do(missedCall, agent)
			}
			after, part := l.ticket.NextCall()
			require.Equal(t, c.state, l.ticket.State)
			require.Equal(t, c.part, part)
			require.True(t, c.after.Equal(after), after)
			if c.state == StateClosed {
				require.Equal(t, "unreachable", l.ticket.Outcome)
			}
		})
	}
}

// Misses of the answer before do not count against the one that stands.
func TestMissesCountForOneRound(t *testing.T) {
	l := at(t, StateReviewed).do(missedCall, agent)
	l.now = l.now.Add(5 * time.Hour)
	l.do(missedCall, agent).do(unhappy("result"), agent)
	l.do(good(DoReply), leader).do(good(DoReview), dispatcher)
	require.Empty(t, l.ticket.Missed())
	l.do(missedCall, agent)
	require.Equal(t, StateReviewed, l.ticket.State)
	require.Len(t, l.ticket.Missed(), 1)
}

// Whose fault it is decides between redo and explaining; the code says it, and
// the word of who called must agree.
func TestReasonsOfDissatisfaction(t *testing.T) {
	for _, code := range SubjectiveCodes {
		l := at(t, StateReviewed).do(unhappy(code), agent)
		require.Equal(t, StateContacted, l.ticket.State, code)
		require.Equal(t, code, l.ticket.Callbacks[0].Code)
		c, _ := l.ticket.Clock(sla.ResolveClock)
		require.Equal(t, sla.Limit{N: 3, Unit: sla.Workdays}, c.Limit, "the shorter clock of a redo")
	}
	for _, code := range ObjectiveCodes {
		l := at(t, StateReviewed).do(unhappy(code), agent)
		require.Equal(t, StateClosed, l.ticket.State, code)
		require.Equal(t, "explained", l.ticket.Outcome)
		require.False(t, l.ticket.Callbacks[0].Satisfied)
	}
	agreed := unhappy("slow")
	agreed.Subjective = new(true)
	require.NoError(t, at(t, StateReviewed).try(agreed, agent))
	agreed.Subjective = new(false)
	require.Equal(t, "code_disagrees", keyOf(at(t, StateReviewed).try(agreed, agent)))
	plain := Action{Kind: DoCallback, Reached: true, Subjective: new(false), Reason: "要求过高"}
	require.Equal(t, StateClosed, at(t, StateReviewed).do(plain, agent).ticket.State)
}

// Two answers in a row that the citizen is dissatisfied with alert the
// supervisor; a content one in between ends the row.
func TestTwiceUnhappy(t *testing.T) {
	again := func(l *life) *life { return l.do(good(DoReply), leader).do(good(DoReview), dispatcher) }
	l := at(t, StateReviewed).do(unhappy("result"), agent)
	require.False(t, l.ticket.TwiceUnhappy())
	again(l).do(unhappy("attitude"), agent)
	require.True(t, l.ticket.TwiceUnhappy())
	require.Contains(t, l.ticket.Queues(), "hotline/unhappy")

	n := again(at(t, StateReviewed).do(unhappy("result"), agent)).do(good(DoCallback), agent)
	require.Equal(t, StateClosed, n.ticket.State)
	n.do(good(DoReopen), supervisor)
	require.Zero(t, n.ticket.UnhappyRounds)
	again(n).do(unhappy("slow"), agent)
	require.False(t, n.ticket.TwiceUnhappy())

	r := at(t, StateReviewed).do(Action{Kind: DoRate}, citizen).do(good(DoRedo), supervisor)
	again(r).do(unhappy("slow"), agent)
	require.True(t, r.ticket.TwiceUnhappy(), "a bad rating is a word too")
}

// The call list has first who rated badly, then who may be called now, then who
// is to be tried later.
func TestCallListOrder(t *testing.T) {
	fresh, tried, sad := at(t, StateReviewed), at(t, StateReviewed), at(t, StateReviewed)
	tried.do(missedCall, agent)
	sad.do(Action{Kind: DoRate, Resolved: true, Text: "没人来看过"}, citizen)
	now := sad.now
	require.True(t, sad.ticket.SortAt().Before(fresh.ticket.SortAt()))
	require.True(t, fresh.ticket.SortAt().Before(now))
	require.True(t, tried.ticket.SortAt().After(now), "not before the afternoon")
	for _, l := range []*life{fresh, tried, sad} {
		require.Contains(t, l.ticket.Queues(), "hotline/callback")
	}
}
