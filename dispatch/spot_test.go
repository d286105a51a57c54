package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// anonymous is a ticket of somebody unknown, brought to its end; all of them are
// sampled unless the policy is changed.
func anonymous(t testing.TB, percent ...int) *life {
	l := born(t, func(in *Intake) { in.Anonymous, in.Person = true, Person{} })
	share := 100
	if len(percent) > 0 {
		share = percent[0]
	}
	l.r.Policy.Spot = &share
	return l.do(good(DoDispatch), dispatcher).do(good(DoAccept), leader).do(good(DoReply), leader).do(good(DoReview), dispatcher)
}

var other = Actor{ID: "d2", Role: RoleDispatcher}

func TestAnonymousReplyNeedsEvidence(t *testing.T) {
	for evidence, key := range map[string]string{"": "evidence_short", "已处理": "evidence_short", "　　　　　　　　　　　　　　　　　　　　　　　　　": "evidence_short",
		"23日上午更换灯具两盏，物业经理在场见证并签字。": ""} {
		l := born(t, func(in *Intake) { in.Anonymous, in.Person = true, Person{} }).do(good(DoDispatch), dispatcher).do(good(DoAccept), leader)
		a := good(DoReply) // with a reason for everything else that speaks against it
		a.Evidence = evidence
		require.Equal(t, key, keyOf(l.try(a, leader)), evidence)
		if key == "" {
			require.Equal(t, evidence, l.ticket.Reply.Evidence)
		}
	}
	plain := at(t, StateContacted)
	a := good(DoReply)
	a.Evidence = ""
	require.NoError(t, plain.try(a, leader), "who can be called is called")
}

func TestSpotCheck(t *testing.T) {
	l := anonymous(t)
	require.Equal(t, SpotDue, l.ticket.Spot)
	require.Contains(t, l.ticket.Queues(), "hotline/spot")
	require.Equal(t, "spot_own_review", keyOf(l.try(good(DoSpotCheck), dispatcher)), "not by who passed it")
	require.NotContains(t, Offers(l.ticket, dispatcher), DoSpotCheck)
	require.Equal(t, "required", keyOf(l.try(Action{Kind: DoSpotCheck}, other)))
	l.do(Action{Kind: DoSpotCheck, Pass: true}, other)
	require.Equal(t, SpotPassed, l.ticket.Spot)
	require.NotContains(t, l.ticket.Queues(), "hotline/spot")
	require.Equal(t, "spot_none", keyOf(l.try(good(DoSpotCheck), other)), "once")

	f := anonymous(t).do(Action{Kind: DoSpotCheck, Reason: "现场没有换灯"}, supervisor)
	require.Equal(t, StateContacted, f.ticket.State)
	require.Equal(t, 1, f.ticket.Findings)
	rec, _ := f.ticket.Record()
	require.Equal(t, 1, rec.ReplyFindings)
	c, _ := f.ticket.Clock(sla.ResolveClock)
	require.True(t, c.Open())
	f.do(good(DoReply), leader).do(good(DoReview), dispatcher)
	require.Equal(t, SpotDue, f.ticket.Spot, "the second answer is looked at too")

	require.Empty(t, anonymous(t, 0).ticket.Spot)
	require.Empty(t, at(t, StateClosed).ticket.Spot)
}

// The number alone decides, near the share that is asked for, and not in a row.
func TestSampled(t *testing.T) {
	now := monday
	hits, run, longest := 0, 0, 0
	const days, perDay = 50, 100
	for range days {
		for n := range perDay {
			if Sampled(FormatNo(Day(now), n+1), sla.DefaultPolicy().SpotShare()) {
				hits, run = hits+1, run+1
				longest = max(longest, run)
			} else {
				run = 0
			}
		}
		now = now.Add(24 * time.Hour)
	}
	require.InDelta(t, 0.2, float64(hits)/(days*perDay), 0.03)
	require.Less(t, longest, 12)
	for _, no := range []string{"20261123-0001", "20261123-0044"} {
		require.True(t, Sampled(no, 100))
		require.False(t, Sampled(no, 0))
		require.Equal(t, Sampled(no, 20), Sampled(no, 20))
	}
}
