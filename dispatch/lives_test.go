package dispatch

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func one[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// drawAction makes some action of the kind, sensible or not.
func drawAction(r *rand.Rand, kind ActionKind, now time.Time) Action {
	yes := func() bool { return r.IntN(2) == 0 }
	a := good(kind)
	a.Lead = one(r, "zhujian", "zhujian", "zhujian", "shuiwu", "xingfu", "gone", "")
	a.CoUnits = one(r, nil, nil, []string{"ranqi"}, []string{"ranqi", "xingfu"}, []string{"zhujian"})
	a.Unit = one(r, "zhujian", "ranqi")
	a.Reached, a.Pass, a.Approve, a.Satisfied = yes(), yes(), yes(), yes()
	a.Code = one(r, "result", "slow", "outside", "unreasonable", "")
	a.Level, a.Days = r.IntN(8), r.IntN(7)
	a.Into = one(r, "20261123-0001", "20261123-0002", "20261123-0003")
	a.Letter, a.N, a.Form = 1+r.IntN(3), 1, one(r, Forms...)
	a.LetterKind = one(r, "", "", LetterTalk)
	a.Code, a.At = one(r, a.Code, "negative_effect", "shirking"), now
	if kind == DoInherit {
		a.Into = "" // from whichever master it has
	}
	if r.IntN(10) == 0 {
		a.Reason, a.Text, a.Override = "", "", ""
	}
	a.Units, a.Users = one(r, []string{"shuiwu"}, []string{"zhujian"}, []string{"ranqi"}, nil), one(r, nil, nil, nil, []string{"s1"}, []string{"d1", "s9"})
	a.Key = one(r, "", "", "", "", "k1", "k2", "k3")
	a.Until = now.Add(240 * time.Hour)
	a.Units = one(r, []string{"xingfu"}, []string{"shuiwu", "xingfu"}, []string{"ranqi"}, nil)
	a.About = one(r, "", "", AboutExtension)
	if kind == DoAssist && yes() {
		a.CoUnits = a.Units
	}
	a.Tasks = nil
	if len(a.CoUnits) > 0 && yes() {
		a.Tasks = []Task{{Unit: a.CoUnits[0], Text: "查明管线归属"}}
	}
	a.Suggested = one(r, "shuiwu", "zhujian", "xingfu", "")
	if kind == DoConfer {
		a.Units = one(r, []string{"zhujian", "shuiwu"}, []string{"shuiwu"}, []string{"shuiwu", "gone"})
	}
	a.Attachments = nil
	if slices.Contains(takesFiles, kind) {
		a.Attachments = one(r, nil, []Attachment{photo(1)}, []Attachment{photo(r.IntN(99)), photo(99)})
	}
	a.Attended = one(r, []string{"shuiwu"}, []string{"zhujian", "ranqi"})
	a.At, a.Due = now.Add(time.Duration(r.IntN(5000)-100)*time.Minute), one(r, time.Time{}, now.Add(100*time.Hour))
	return a
}

// drawKind prefers what an actor could do, and what leads on rather than out,
// or lives would be short.
func drawKind(r *rand.Rand, ticket Ticket) (ActionKind, Actor) {
	actors := []Actor{agent, dispatcher, supervisor, leader, helper, stranger, citizen, upstream, System()}
	ends := []ActionKind{DoAnswer, DoDecline, DoTransfer, DoTerminate, DoWithdraw, DoMerge}
	by := one(r, actors...)
	if r.IntN(4) == 0 {
		return one(r, ActionKinds()...), by
	}
	for range 20 {
		by = one(r, actors...)
		offers := Offers(ticket, by)
		if len(offers) == 0 {
			continue
		}
		if kind := one(r, offers...); !slices.Contains(ends, kind) || r.IntN(8) == 0 {
			return kind, by
		}
	}
	return DoEscalate, System()
}

// walkLife lives one random life and checks after each step what must always
// hold. It returns how far the ticket came.
func walkLife(t testing.TB, seed uint64) map[State]bool {
	r, rng := testRules(), rand.New(rand.NewPCG(seed, 1))
	in := intake()
	in.Urgency, in.Type = one(rng, Urgencies...), one(rng, Types...)
	if rng.IntN(3) == 0 {
		in.Upstream = &Upstream{Platform: "city", No: "C-1", Due: one(rng, time.Time{}, monday.Add(90*time.Hour))}
	}
	in.Anonymous, in.WantsReply = rng.IntN(8) == 0, rng.IntN(8) > 0
	in.Attachments, in.Progress = one(rng, nil, []Attachment{photo(1), photo(2)}), one(rng, "", TextMessage, WeChatMessage)
	in.Person.WeChat = "account/openid"
	in = in.Normal()
	now := monday
	ticket, events, err := r.Register(in, "20261123-0001", "code", "hash", nil, agent, now)
	require.NoError(t, err)
	seen := map[State]bool{}
	for range 60 {
		now = now.Add(time.Duration(one(rng, 0, 1, 7, 60, 600, 3000, 9000)) * time.Minute)
		kind, by := drawKind(rng, ticket)
		a := drawAction(rng, kind, now)
		frozen := marshal(ticket)
		after, more, err := r.Apply(ticket, a, by, now)
		what := fmt.Sprintf("seed %d: %s by %s in %s", seed, kind, by.Role, ticket.State)
		require.Equal(t, frozen, marshal(ticket), "the ticket given was changed: %s", what)
		if err != nil {
			require.Empty(t, more, what)
			require.Equal(t, frozen, marshal(after), "a refused action changed something: %s", what)
			require.NotEqual(t, Internal, CodeOf(err), what)
			continue
		}
		if len(more) > 0 {
			afterEnd(t, ticket, a, what)
		}
		if a.Key != "" {
			_, twice, err := r.Apply(after, a, by, now)
			require.True(t, err != nil || len(twice) == 0, "done twice: %s", what)
		}
		ticket, events = after, append(events, more...)
		seen[ticket.State] = true
		holds(t, ticket, events, what)
	}
	return seen
}

// afterEnd: what may still happen to a ticket that came to an end.
func afterEnd(t testing.TB, before Ticket, a Action, what string) {
	if before.State.Open() || before.State == StateMerged {
		return
	}
	allowed := []ActionKind{DoReopen, DoNote, DoReveal, DoRate, DoExclude, DoDeliver, DoRelease, DoSeal, DoRecuse, DoUnseal, DoDecideUnseal,
		DoSpotCheck, DoKeepClosed, DoReceiveLetter, DoAnswerLetter, DoCloseLetter, DoSuperviseResult, DoAttach}
	require.Contains(t, allowed, a.Kind, what)
}

// holds checks the invariants of a ticket and its history. What every life must
// keep stands in Sound.
func holds(t testing.TB, ticket Ticket, events []Event, what string) {
	require.NoError(t, Sound(ticket, events), what)
}

func marshal(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func FuzzApply(f *testing.F) {
	f.Add(uint64(1))
	f.Fuzz(func(t *testing.T, seed uint64) { walkLife(t, seed) })
}

// A changed, dropped or swapped event shows.
func TestVerifyFindsTheBrokenLink(t *testing.T) {
	l := at(t, StateReviewed)
	for i := range l.events {
		changed := slices.Clone(l.events)
		changed[i].Actor.ID = "somebody else"
		require.Equal(t, i+1, Verify(changed))
		dropped := slices.Delete(slices.Clone(l.events), i, i+1)
		if i < len(l.events)-1 {
			require.Equal(t, i+1, Verify(dropped))
		}
	}
}
