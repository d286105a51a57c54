package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// lives lets tickets live at random and then counts everything by hand.
func lives(w *world) {
	r := rand.New(rand.NewPCG(12345, 1))
	names := map[string]bool{}
	kinds := map[dispatch.ActionKind]bool{}
	for range 20 {
		in := intake("随机")
		in.Urgency, in.Channel = dispatch.Urgencies[r.IntN(3)], dispatch.Channels[r.IntN(4)]
		in.WantsReply = r.IntN(3) > 0
		w.log(in)
	}
	for range 260 {
		no := dispatch.FormatNo(today, 1+r.IntN(20))
		t := w.ticket(no)
		remember(names, t)
		a, by, ok := choose(r, t)
		if !ok {
			continue
		}
		if _, err := w.tryAct(w.s, no, a, by); err == nil {
			kinds[a.Kind] = true
		}
		w.clock.Advance(time.Duration(r.IntN(180)) * time.Minute)
	}
	require.Greater(w, len(kinds), 15, "the lives must be full: %v", kinds)
	recount(w, names)
}

func remember(names map[string]bool, t dispatch.Ticket) {
	for _, n := range append(t.Queues(), t.Tallies()...) {
		names[n] = true
	}
}

// choose picks somebody and one of the actions offered.
func choose(r *rand.Rand, t dispatch.Ticket) (dispatch.Action, dispatch.Actor, bool) {
	actors := []dispatch.Actor{dispatcher, supervisor, dispatch.System(), agent}
	for _, u := range []string{t.Lead, t.Lead, t.Lead, units[r.IntN(len(units))]} {
		if u != "" {
			actors = append(actors, liaison(u))
		}
	}
	by := actors[r.IntN(len(actors))]
	offers := dispatch.Offers(t, by)
	rare := []dispatch.ActionKind{dispatch.DoTerminate, dispatch.DoDecline, dispatch.DoAnswer, dispatch.DoTransfer, dispatch.DoMerge}
	offers = slices.DeleteFunc(offers, func(k dispatch.ActionKind) bool { return slices.Contains(rare, k) && r.IntN(4) > 0 })
	if len(offers) == 0 {
		return dispatch.Action{}, by, false
	}
	lead := r.Perm(len(units))
	return dispatch.Action{
		Kind: offers[r.IntN(len(offers))], Lead: units[lead[0]], CoUnits: []string{units[lead[1]]}[:r.IntN(2)], Unit: t.Lead,
		Reason: dispatch.ReturnReasons[r.IntN(len(dispatch.ReturnReasons))], Basis: "三定方案", Items: []string{"购房合同"}, Evidence: "工作人员到现场处理完毕，物业经理在场见证签字。", Text: "已经处理完毕", Method: "phone", Route: "110",
		Override: []string{"", "有理由"}[r.IntN(2)], Reached: r.IntN(3) > 0, Pass: r.IntN(3) > 0, Approve: r.IntN(2) > 0, Resolved: true,
		Satisfied: r.IntN(2) > 0, Subjective: new(r.IntN(2) > 0), Days: 1 + r.IntN(2), Level: 1 + r.IntN(6),
		Until: t.UpdatedAt.Add(60 * 24 * time.Hour), Into: dispatch.FormatNo(today, 1),
	}, by, true
}

// recount compares everything a store keeps with what the tickets say.
func recount(w *world, names map[string]bool) {
	w.Helper()
	want, queues := map[string]int{}, map[string][]dispatch.Ticket{}
	var timers []dispatch.Ticket
	require.NoError(w, w.s.Each(w.ctx, dispatch.Filter{}, func(t dispatch.Ticket) error {
		remember(names, t)
		for _, n := range slices.Compact(slices.Sorted(slices.Values(append(t.Queues(), t.Tallies()...)))) {
			want[n]++
		}
		for _, q := range t.Queues() {
			queues[q] = append(queues[q], t)
		}
		if !t.NextAt().IsZero() {
			timers = append(timers, t)
		}
		return nil
	}))
	list := []string{}
	for n := range names {
		list = append(list, n)
		want[n] += 0
	}
	got, err := w.s.Counts(w.ctx, list)
	require.NoError(w, err)
	require.Equal(w, want, got)
	for name, ts := range queues {
		slices.SortFunc(ts, bySort)
		require.Equal(w, nos(ts), nos(w.list(dispatch.Filter{Queue: name}, 11)), name)
	}
	accounts(w)
	slices.SortFunc(timers, func(a, b dispatch.Ticket) int { return a.NextAt().Compare(b.NextAt()) })
	due, err := w.s.Due(w.ctx, w.clock.Now().AddDate(1, 0, 0), 1000)
	require.NoError(w, err)
	require.ElementsMatch(w, nos(timers), due)
	for _, no := range due {
		events := w.events(no)
		require.Zero(w, dispatch.Verify(events), no)
		w.same(dispatch.Replay(events), w.ticket(no))
	}
}

func due(w *world) {
	for i := range 6 {
		in := intake(fmt.Sprint("第", i))
		in.Urgency = []dispatch.Urgency{dispatch.General, dispatch.Life}[i%2]
		w.log(in)
		w.clock.Advance(time.Minute)
	}
	done := w.log(intake("直接答复"))
	w.act(done.No, dispatch.Action{Kind: dispatch.DoAnswer, Text: "如此"}, agent)
	all := w.list(dispatch.Filter{Queue: "hotline/open"}, 50)
	slices.SortFunc(all, func(a, b dispatch.Ticket) int { return a.NextAt().Compare(b.NextAt()) })
	get := func(at time.Time, limit int) []string {
		list, err := w.s.Due(w.ctx, at, limit)
		require.NoError(w, err)
		return append([]string{}, list...)
	}
	require.Empty(w, get(all[0].NextAt().Add(-time.Millisecond), 10))
	require.Equal(w, nos(all[:1]), get(all[0].NextAt(), 1))
	require.Equal(w, nos(all), get(all[5].NextAt().In(time.FixedZone("odd", 3600)), 10))
	require.Equal(w, nos(all[:4]), get(all[5].NextAt(), 4))

	w.clock.Advance(all[0].NextAt().Sub(w.clock.Now()))
	fired := w.act(all[0].No, dispatch.Action{Kind: dispatch.DoEscalate}, dispatch.System())
	require.NotContains(w, get(all[0].NextAt(), 10), fired.No)
	require.Contains(w, get(fired.NextAt(), 10), fired.No)
}
