package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func rating(resolved, satisfied bool) Action {
	return Action{Kind: DoRate, Resolved: resolved, Satisfied: satisfied, Text: "自己写的"}
}

func TestRatingBeforeTheCall(t *testing.T) {
	l := at(t, StateReviewed).do(rating(true, true), citizen)
	require.Equal(t, StateClosed, l.ticket.State)
	require.Equal(t, "rated", l.ticket.Outcome)
	c, _ := l.ticket.Clock(sla.CallbackClock)
	require.Equal(t, sla.Met, c.State(), "the citizen has spoken")
	require.Equal(t, "rated_before", keyOf(l.try(rating(true, true), citizen)))
	require.Equal(t, "wrong_state", keyOf(l.try(good(DoCallback), agent)), "the call that lost the race")

	for _, bad := range []Action{rating(true, false), rating(false, true), rating(false, false)} {
		l := at(t, StateReviewed).do(bad, citizen)
		require.Equal(t, StateReviewed, l.ticket.State, "a redo is a person's decision")
		require.True(t, l.ticket.Unhappy())
		require.NotContains(t, l.ticket.Queues(), "hotline/reopen")
		require.Equal(t, "rated_before", keyOf(l.try(rating(true, true), citizen)))
		l.do(good(DoCallback), agent)
		require.Equal(t, StateClosed, l.ticket.State)
	}
}

func TestRatingAfterTheEnd(t *testing.T) {
	late := func(days int, a Action) *life {
		l := at(t, StateClosed)
		l.now = l.now.AddDate(0, 0, days)
		return l.do(a, citizen)
	}
	require.NotContains(t, late(1, rating(true, true)).ticket.Queues(), "hotline/reopen")
	require.NotContains(t, late(8, rating(false, false)).ticket.Queues(), "hotline/reopen", "recorded, but too late")
	l := late(6, rating(true, false))
	require.Equal(t, StateClosed, l.ticket.State)
	require.Contains(t, l.ticket.Queues(), "hotline/reopen")
	require.Contains(t, Offers(l.ticket, dispatcher), DoKeepClosed)
	l.do(good(DoKeepClosed), dispatcher)
	require.NotContains(t, l.ticket.Queues(), "hotline/reopen")
	require.Equal(t, "rating_settled", keyOf(l.try(good(DoKeepClosed), dispatcher)))

	n := late(2, rating(false, false)).do(good(DoReopen), dispatcher)
	require.NotContains(t, n.ticket.Queues(), "hotline/reopen")
	n.do(good(DoReply), leader).do(good(DoReview), dispatcher)
	require.False(t, n.ticket.Rated(), "a new answer may be rated anew")
	n.do(good(DoCallback), agent)
	require.Equal(t, StateClosed, n.ticket.State)
	require.NotContains(t, n.ticket.Queues(), "hotline/reopen", "it was about the first answer")
	require.NotContains(t, Offers(n.ticket, dispatcher), DoKeepClosed)
}

// answersOf is what the score hears of the citizen.
func answersOf(t testing.TB, ticket Ticket) (satisfied sla.Answer) {
	rec, ok := ticket.Record()
	require.True(t, ok)
	require.Equal(t, rec.Satisfied == sla.NoAnswer, rec.CallbackAt.IsZero())
	return rec.Satisfied
}

// A rating and a call-back never count twice, in whatever order they come: one
// answer of the unit makes at most one answer of the citizen, and the call wins.
func TestRatingAndCallCountOnce(t *testing.T) {
	call := func(satisfied bool) Action {
		if satisfied {
			return good(DoCallback)
		}
		return unhappy("outside")
	}
	yes := map[bool]sla.Answer{true: sla.Yes, false: sla.No}
	for _, rated := range []bool{true, false} {
		for _, called := range []bool{true, false} {
			first := at(t, StateReviewed).do(rating(rated, rated), citizen)
			if err := first.try(call(called), agent); rated {
				require.Equal(t, "wrong_state", keyOf(err), "it was closed by the rating")
				require.Equal(t, sla.Yes, answersOf(t, first.ticket))
			} else {
				require.NoError(t, err)
				require.Equal(t, yes[called], answersOf(t, first.ticket), "the call wins")
			}
			last := at(t, StateReviewed).do(call(called), agent).do(rating(rated, rated), citizen)
			require.Equal(t, yes[called], answersOf(t, last.ticket), "the call wins")
			require.Len(t, last.ticket.Records(), 1)
		}
	}
	second := at(t, StateReviewed).do(unhappy("result"), agent).do(good(DoReply), leader).do(good(DoReview), dispatcher)
	require.Equal(t, sla.No, answersOf(t, second.ticket))
	second.do(rating(true, true), citizen)
	require.Equal(t, sla.Yes, answersOf(t, second.ticket), "what is said of the second answer stands for the first")
}

func TestAnonymousCountNowhere(t *testing.T) {
	l := anonymous(t)
	require.Equal(t, StateClosed, l.ticket.State)
	l.do(rating(false, false), citizen)
	require.Zero(t, answersOf(t, l.ticket))
}

// The citizen urges once an hour, and is told from when again.
func TestUrgeAgain(t *testing.T) {
	l := at(t, StateDispatched).do(good(DoUrge), citizen)
	err := l.try(good(DoUrge), citizen)
	require.Equal(t, TooMany, CodeOf(err))
	require.Equal(t, []any{l.ticket.MayUrgeAt()}, err.(*Error).Args)
	l.do(good(DoUrge), agent)
	l.now = l.ticket.MayUrgeAt().Add(-time.Minute)
	l.do(good(DoUrge), citizen)
	require.Equal(t, 3, l.ticket.Urges)
}

func TestWithdrawTellsWhy(t *testing.T) {
	l := at(t, StateContacted).do(Action{Kind: DoWithdraw, Reason: "已经自己修好"}, citizen)
	require.Equal(t, StateTerminated, l.ticket.State)
	require.Equal(t, Withdrawn, l.ticket.Outcome)
	require.Equal(t, "已经自己修好", l.events[len(l.events)-1].Data.Text)
	require.Equal(t, "wrong_state", keyOf(at(t, StateReplied).try(good(DoWithdraw), citizen)))
}
