package dispatch

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// house is a service over tickets in memory whose clock a test moves.
type house struct {
	t     *testing.T
	shelf *shelf
	s     Service
	now   time.Time
	told  []Notice
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, shelf: &shelf{tickets: map[string]Ticket{}}, now: monday}
	rules := testRules()
	h.s = Service{Store: h.shelf, Rules: func() Rules { return rules }, Now: func() time.Time { return h.now },
		Notices: func(before, after Ticket, events []Event) []Notice {
			for _, e := range events {
				h.told = append(h.told, Notice{No: after.No, Kind: string(e.Kind), Unit: after.Lead})
			}
			return nil
		}, Wake: func() {}}
	return h
}

// add registers a ticket, dispatched to a unit if one is given.
func (h *house) add(n int, lead string, change ...func(*Intake)) string {
	in := intake()
	for _, c := range change {
		c(&in)
	}
	no := FormatNo("20261123", n)
	t, _, err := h.s.Rules().Register(in, no, "7Q4K2", "hash", nil, agent, h.now)
	require.NoError(h.t, err)
	if lead != "" {
		t, _, err = h.s.Rules().Apply(t, Action{Kind: DoDispatch, Lead: lead}, dispatcher, h.now)
		require.NoError(h.t, err)
	}
	h.shelf.tickets[no] = t
	return no
}

func (h *house) do(no string, a Action, by Actor) Ticket {
	h.t.Helper()
	t, err := h.s.Act(context.Background(), no, a, by)
	require.NoError(h.t, err, "%s %s", a.Kind, no)
	return t
}

func (h *house) merge(no, into string) Ticket {
	h.t.Helper()
	return h.do(no, Action{Kind: DoMerge, Into: into}, agent)
}

func (h *house) refused(no, into string) string {
	h.t.Helper()
	_, err := h.s.Act(context.Background(), no, Action{Kind: DoMerge, Into: into}, agent)
	return keyOf(err)
}

func (h *house) at(no string) Ticket { return h.shelf.tickets[no] }

// whole checks that masters and children know each other.
func (h *house) whole() {
	h.t.Helper()
	for no, t := range h.shelf.tickets {
		if t.State == StateMerged {
			master := h.at(t.MergedInto)
			require.NotEqual(h.t, StateMerged, master.State, "%s lies two deep", no)
			require.Contains(h.t, master.Children, no)
			continue
		}
		for _, c := range t.Children {
			require.Equal(h.t, no, h.at(c).MergedInto, "%s counts %s", no, c)
		}
	}
}

// core is what unmerging must give back: everything but the history's own marks,
// and of clocks what they say, not that they stood still for no time.
func core(t Ticket) string {
	t.Version, t.Changed, t.Head, t.UpdatedAt, t.Keys = 0, 0, "", time.Time{}, nil
	clocks := ""
	for _, c := range t.Clocks {
		clocks += fmt.Sprint(c.Kind, c.Unit, c.Start, c.Due, c.MetAt, c.State(), c.NextAt, c.Steps, c.Capped, "\n")
	}
	t.Clocks = nil
	if len(t.Children) == 0 {
		t.Children = nil
	}
	return marshal(t) + clocks
}

func TestMergeIntoAMergedTicketGoesToItsMaster(t *testing.T) {
	h := newHouse(t)
	a, b, c := h.add(1, "zhujian"), h.add(2, ""), h.add(3, "")
	h.merge(b, a)
	require.Equal(t, a, h.merge(c, b).MergedInto)
	require.Equal(t, []any{[]string{b, c}, 3, 3}, []any{h.at(a).Children, h.at(a).Heat(), h.at(a).Cluster()})
	h.whole()
	require.Equal(t, "merge_under", h.refused(a, b), "not under its own child")
	require.Equal(t, "merge_under", h.refused(a, c))
	require.Equal(t, "unknown_value", h.refused(a, a))
	require.Equal(t, "ticket_unknown", h.refused(a, "20261123-0099"))
	h.whole()
}

func TestMergeMovesWhatLiesUnderATicket(t *testing.T) {
	h := newHouse(t)
	big, small := h.add(1, "zhujian"), h.add(2, "shuiwu")
	c1, c2, c3 := h.add(3, ""), h.add(4, ""), h.add(5, "")
	for _, c := range []string{c1, c2, c3} {
		h.merge(c, small)
	}
	before := map[string]string{}
	for _, no := range []string{big, small, c1, c2} {
		before[no] = core(h.at(no))
	}
	h.merge(small, big)
	h.whole()
	require.Equal(t, []string{small, c1, c2, c3}, h.at(big).Children)
	require.Equal(t, 5, h.at(big).Heat())
	require.Equal(t, StateRegistered, h.at(c1).Before, "a move does not change what it was")

	h.do(c3, Action{Kind: DoUnmerge}, agent)
	h.do(small, Action{Kind: DoUnmerge}, agent)
	h.whole()
	require.Equal(t, before[big], core(h.at(big)))
	require.Equal(t, before[c1], core(h.at(c1)))
	require.Equal(t, before[c2], core(h.at(c2)))
	require.Equal(t, []string{c1, c2}, h.at(small).Children, "what was taken out meanwhile stays out")
	require.Equal(t, StateRegistered, h.at(c3).State)
}

// A cluster ends with its master: every caller gets the reply and is called back.
func TestEveryCallerOfAClusterIsCalledBack(t *testing.T) {
	h := newHouse(t)
	big, small := h.add(1, "zhujian"), h.add(2, "")
	quiet := h.add(3, "", func(in *Intake) { in.Anonymous, in.Person = true, Person{} })
	h.merge(quiet, small)
	h.merge(small, big)
	h.do(big, Action{Kind: DoAccept}, leader)
	h.do(big, Action{Kind: DoContact, Method: "phone", Reached: true}, leader)
	h.do(big, Action{Kind: DoReply, Text: goodReply, Resolved: true}, leader)
	_, err := h.s.Act(context.Background(), small, Action{Kind: DoUnmerge, Key: "k"}, agent)
	require.NoError(t, err, "the master moved on: it is still possible")
	h.merge(small, big)
	h.do(big, Action{Kind: DoReview, Pass: true}, dispatcher)
	require.Equal(t, StateReviewed, h.at(small).State)
	require.Equal(t, goodReply, h.at(small).Reply.Text)
	require.Equal(t, StateClosed, h.at(quiet).State, "nobody to call")
	for _, no := range []string{small, quiet} {
		_, err := h.s.Act(context.Background(), no, Action{Kind: DoUnmerge}, agent)
		require.Equal(t, "wrong_state", keyOf(err), "it has its own call-back now")
	}
}

// When the master ends without a reply, a former master gets its own back.
func TestAClusterOutlivesItsMaster(t *testing.T) {
	h := newHouse(t)
	big, small, c := h.add(1, "zhujian"), h.add(2, "shuiwu"), h.add(3, "")
	h.merge(c, small)
	h.merge(small, big)
	h.do(big, Action{Kind: DoTerminate, Reason: "无理"}, supervisor)
	h.whole()
	require.Equal(t, []any{StateDispatched, "shuiwu", []string{c}}, []any{h.at(small).State, h.at(small).Lead, h.at(small).Children})
	require.Equal(t, small, h.at(c).MergedInto)
	require.Empty(t, h.at(big).Children)
}

func TestSealedAndOpenDoNotMix(t *testing.T) {
	h := newHouse(t)
	plain := h.add(1, "zhujian")
	secret := h.add(2, "", func(in *Intake) { in.Confidential = true })
	report := h.add(3, "", func(in *Intake) { in.Type = Report })
	child := h.add(4, "")
	h.merge(child, plain)
	for _, no := range []string{secret, report} {
		require.Equal(t, "merge_sealed", h.refused(no, plain))
		require.Equal(t, "merge_sealed", h.refused(no, child), "nor by way of a merged one")
		require.Equal(t, "merge_sealed", h.refused(plain, no))
	}
	h.whole()
}

// A key that comes twice does its work once, whatever happened in between.
func TestMergeTwiceWithOneKey(t *testing.T) {
	h := newHouse(t)
	a, b, c := h.add(1, "zhujian"), h.add(2, "zhujian"), h.add(3, "")
	merge := Action{Kind: DoMerge, Into: a, Key: "m"}
	h.do(c, merge, agent)
	h.do(c, merge, agent)
	h.do(c, Action{Kind: DoUnmerge, Key: "u"}, agent)
	h.do(c, Action{Kind: DoUnmerge, Key: "u"}, agent)
	h.merge(c, b)
	h.do(c, merge, agent)
	h.whole()
	require.Empty(t, h.at(a).Children)
	require.Equal(t, b, h.at(c).MergedInto)
}

// Merging a ticket a unit has, the unit is told, and told again when it is back.
func TestTheUnitHearsOfMerging(t *testing.T) {
	h := newHouse(t)
	a, b := h.add(1, "zhujian"), h.add(2, "shuiwu")
	h.merge(b, a)
	h.do(b, Action{Kind: DoUnmerge}, agent)
	require.Contains(t, h.told, Notice{No: b, Kind: string(Merged), Unit: "shuiwu"})
	require.Contains(t, h.told, Notice{No: b, Kind: string(Unmerged), Unit: "shuiwu"})
}

// What a crash leaves between two writes is put right later.
func TestMergingAfterACrash(t *testing.T) {
	ctx := context.Background()
	h := newHouse(t)
	big, small, c := h.add(1, "zhujian"), h.add(2, ""), h.add(3, "")
	h.merge(c, small)
	_, err := h.s.apply(ctx, big, Action{Kind: DoAdopt, Into: small}, agent)
	require.NoError(t, err)
	_, err = h.s.apply(ctx, small, Action{Kind: DoMerge, Into: big, Version: h.at(small).Version}, agent)
	require.NoError(t, err) // and the server dies: c lies two deep
	settled, err := h.s.SettleMerged(ctx, c)
	require.NoError(t, err)
	require.False(t, settled)
	h.whole()

	_, err = h.s.apply(ctx, big, Action{Kind: DoRelease, Into: small}, System())
	require.NoError(t, err) // and the server dies: its master does not know it
	settled, err = h.s.SettleMerged(ctx, small)
	require.NoError(t, err)
	require.True(t, settled)
	h.whole()
	require.Equal(t, []string{c}, h.at(small).Children)
}

// A suspension outlasts a merge, unless it is over by then.
func TestSuspendedTicketIsMergedAndBack(t *testing.T) {
	for _, tt := range []struct {
		name string
		back time.Duration
		held bool
	}{{"in time", 24 * time.Hour, true}, {"too late", 60 * 24 * time.Hour, false}} {
		t.Run(tt.name, func(t *testing.T) {
			h := newHouse(t)
			a, b := h.add(1, "zhujian"), h.add(2, "zhujian")
			h.do(b, Action{Kind: DoSuspend, Reason: "待拆迁", Text: "已列入拆迁计划", Until: h.now.AddDate(0, 0, 28)}, supervisor)
			before := h.at(b)
			h.merge(b, a)
			require.Zero(t, h.at(b).NextAt(), "a merged ticket has no timer")
			h.now = h.now.Add(tt.back)
			h.do(b, Action{Kind: DoUnmerge}, agent)
			c, _ := h.at(b).Clock(sla.ResolveClock)
			if tt.held {
				require.Equal(t, core(before), core(h.at(b)))
				return
			}
			require.Zero(t, h.at(b).Suspended)
			require.Equal(t, sla.Running, c.State())
		})
	}
}

// Merging a ticket of any life and taking it out again leaves it and its master
// as they were.
func TestMergeAndBackOfRandomLives(t *testing.T) {
	merged, withChildren := map[State]int{}, 0
	for seed := range uint64(400) {
		rng := rand.New(rand.NewPCG(seed, 7))
		h := newHouse(t)
		master, no, child := h.add(1, "zhujian"), h.add(2, ""), h.add(3, "")
		for _, step := range []ActionKind{DoDispatch, DoAccept, DoContact}[:rng.IntN(4)] {
			by := leader
			if step == DoDispatch {
				by = dispatcher
			}
			h.now = h.now.Add(time.Minute)
			h.do(no, good(step), by)
		}
		for range rng.IntN(8) {
			h.now = h.now.Add(time.Duration(one(rng, 1, 7, 60, 600, 3000)) * time.Minute)
			kind, by := drawKind(rng, h.at(no))
			if kind == DoMerge || kind == DoAdopt || kind == DoInherit || kind == DoSeal || kind == DoRecuse {
				continue
			}
			_, _ = h.s.Act(context.Background(), no, drawAction(rng, kind, h.now), by)
		}
		if rng.IntN(2) == 0 && h.at(no).State.Open() {
			h.merge(child, no)
		}
		before, above, below := h.at(no), core(h.at(master)), core(h.at(child))
		if h.refused(no, master) != "" {
			continue
		}
		h.whole()
		merged[before.State]++
		withChildren += len(before.Children)
		require.Equal(t, 2+len(before.Children), h.at(master).Heat())
		h.do(no, Action{Kind: DoUnmerge}, agent)
		h.whole()
		require.Equal(t, core(before), core(h.at(no)), "seed %d", seed)
		require.Equal(t, above, core(h.at(master)), "seed %d", seed)
		require.Equal(t, below, core(h.at(child)), "seed %d", seed)
		require.Equal(t, before.Version+2, h.at(no).Version, "seed %d", seed)
	}
	for _, s := range []State{StateRegistered, StateDispatched, StateAccepted, StateContacted} {
		require.Greater(t, merged[s], 5, "%s: the lives must be full", s)
	}
	require.Greater(t, withChildren, 20)
}
