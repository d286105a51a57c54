package storetest

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// queuePages goes through a queue in many pages while tickets before and behind
// the cursor come and go: whoever stayed is seen exactly once, in order.
func queuePages(w *world) {
	const n, limit = 80, 4
	for i := range n {
		if i%3 > 0 { // three tickets share a clock
			w.clock.Advance(0)
		} else {
			w.clock.Advance(time.Minute)
		}
		w.log(intake(fmt.Sprint("第", i)), "water")
	}
	queue := dispatch.Filter{Queue: "unit:water/to_accept"}
	require.Len(w, w.list(queue, 7), n)
	seen, gone, after := []dispatch.Ticket{}, map[string]bool{}, ""
	for page := 0; ; page++ {
		items, next, err := w.s.Tickets(w.ctx, queue, dispatch.Page{Limit: limit, After: after})
		require.NoError(w, err)
		seen = append(seen, items...)
		if next == "" {
			break
		}
		after = next
		for _, serial := range []int{1 + page*2, n - page*2} { // one far behind, one ahead
			no := dispatch.FormatNo(today, serial)
			if !gone[no] && serial > 0 && serial <= n {
				w.act(no, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water"))
				gone[no] = true
			}
		}
		w.note(items[0].No, "看过")
	}
	require.True(w, slices.IsSortedFunc(seen, bySort))
	count := map[string]int{}
	for _, t := range seen {
		count[t.No]++
		require.Equal(w, 1, count[t.No], "%s twice", t.No)
	}
	for i := range n {
		no := dispatch.FormatNo(today, i+1)
		require.True(w, gone[no] || count[no] == 1, "%s is missing", no)
	}
	for _, t := range w.list(queue, 50) {
		require.False(w, gone[t.No])
	}
}

func bySort(a, b dispatch.Ticket) int {
	ka, _ := dispatch.NoKey(a.No)
	kb, _ := dispatch.NoKey(b.No)
	return cmp.Or(cmp.Compare(a.SortAt().UnixMilli(), b.SortAt().UnixMilli()), cmp.Compare(ka, kb))
}

func newest(a, b dispatch.Ticket) int {
	ka, _ := dispatch.NoKey(a.No)
	kb, _ := dispatch.NoKey(b.No)
	return cmp.Compare(kb, ka)
}

// numberPages crosses the point where a day has more than four digits, and the
// end of the day.
func numberPages(w *world) {
	want := []string{"20261124-0001", today + "-10001", today + "-10000", today + "-9999", today + "-9998", "20261122-12345"}
	var ws []dispatch.Write
	for _, no := range want {
		w.clock.set(w.day(no[:8]))
		write, err := w.write(no, intake("很多"))
		require.NoError(w, err)
		ws = append(ws, write)
	}
	slices.Reverse(ws[1:4])
	w.clock.set(monday)
	_, err := w.s.Import(w.ctx, ws)
	require.NoError(w, err)
	for _, limit := range []int{1, 2, 3, 6, 7} {
		require.Equal(w, want, nos(w.list(dispatch.Filter{}, limit)))
		require.Equal(w, want, nos(w.list(dispatch.Filter{Q: "很多"}, limit)))
		require.Equal(w, want[1:5], nos(w.list(dispatch.Filter{From: w.day(today), To: w.day("20261124")}, limit)))
	}
	require.Equal(w, today+"-10002", w.log(intake("下一个")).No)
}

// day is the beginning of a local day.
func (w *world) day(s string) time.Time {
	at, err := time.ParseInLocation("20060102", s, sla.Zone)
	require.NoError(w, err)
	return at
}

// varied registers tickets that differ in everything a filter looks at.
func varied(w *world) []dispatch.Ticket {
	words := []string{"路灯不亮", "停水", "停水停电", "噪音扰民"}
	categories := []string{"03", "0302", "030201", "05"}
	for i := range 36 {
		in := intake(words[i%4] + fmt.Sprintf(" 第%d件", i))
		in.Type, in.Urgency = dispatch.Types[i%5], dispatch.Urgencies[i%3]
		in.Category, in.Place.Town = categories[i/2%4], []string{"东街", "西街", ""}[i/3%3]
		in.Person.Phone = []string{"13800001234", "13900001234", "01088886666"}[i/4%3]
		lead := [][]string{nil, {"water"}, {"police", "water"}, {"housing"}}[i/5%4]
		t := w.log(in, lead...)
		if i%4 == 1 && len(lead) > 0 {
			w.act(t.No, dispatch.Action{Kind: dispatch.DoAccept}, liaison(lead[0]))
		}
		w.clock.Advance(7 * time.Minute)
	}
	for i := range 3 { // three are merged into the first of their kind
		w.act(dispatch.FormatNo(today, 30+i), dispatch.Action{Kind: dispatch.DoMerge, Into: dispatch.FormatNo(today, 1+i%2)}, agent)
	}
	all := w.list(dispatch.Filter{}, 50)
	require.Len(w, all, 36)
	return all
}

// matches is what a filter means.
func matches(t dispatch.Ticket, f dispatch.Filter) bool {
	return (f.Queue == "" || slices.Contains(t.Queues(), f.Queue)) &&
		(len(f.States) == 0 || slices.Contains(f.States, t.State)) &&
		(f.Unit == "" || t.Handles(f.Unit)) &&
		(f.Type == "" || t.Type == f.Type) && (f.Urgency == "" || t.Urgency == f.Urgency) &&
		strings.HasPrefix(t.Category, f.Category) && (f.Town == "" || t.Place.Town == f.Town || f.Town == dispatch.NoTown && t.Place.Town == "") &&
		(f.From.IsZero() || !t.RegisteredAt.Before(f.From)) && (f.To.IsZero() || t.RegisteredAt.Before(f.To)) &&
		(f.PhoneHash == "" || t.Contact.PhoneHash == f.PhoneHash) && (f.Parent == "" || t.MergedInto == f.Parent) &&
		dispatch.Found(t.No+"\n"+t.SearchText(), f.Q)
}

func someFilters() []dispatch.Filter {
	noon := monday.Add(2 * time.Hour)
	one := []dispatch.Filter{
		{Queue: "unit:water/open"}, {Queue: "hotline/triage"}, {Queue: "hotline/open"}, {Queue: "unit:nobody/open"},
		{States: []dispatch.State{dispatch.StateRegistered}}, {States: []dispatch.State{dispatch.StateAccepted, dispatch.StateMerged}},
		{Unit: "water"}, {Unit: "housing"}, {Unit: "nobody"},
		{Q: "停水"}, {Q: "停"}, {Q: "停水停电"}, {Q: "路灯 不亮"}, {Q: "没有的词"}, {Q: "……"},
		{Type: dispatch.Help}, {Urgency: dispatch.Life}, {Category: "03"}, {Category: "0302"}, {Category: "9"}, {Town: "西街"}, {Town: dispatch.NoTown},
		{From: noon}, {To: noon}, {From: monday.Add(time.Hour), To: noon},
		{PhoneHash: hash("13900001234")}, {PhoneHash: "none"}, {Parent: today + "-0001"}, {Parent: today + "-0009"},
	}
	var two []dispatch.Filter
	for i, a := range one {
		for j, b := range one {
			if (i+j)%5 == 0 && i < j {
				two = append(two, both(a, b))
			}
		}
	}
	return append(append(one, dispatch.Filter{}), two...)
}

// both joins two filters; where both set a field, the first wins.
func both(a, b dispatch.Filter) dispatch.Filter {
	if len(a.States) == 0 {
		a.States = b.States
	}
	if a.From.IsZero() {
		a.From = b.From
	}
	if a.To.IsZero() {
		a.To = b.To
	}
	a.Queue, a.Unit, a.Q = cmp.Or(a.Queue, b.Queue), cmp.Or(a.Unit, b.Unit), cmp.Or(a.Q, b.Q)
	a.Type, a.Urgency = cmp.Or(a.Type, b.Type), cmp.Or(a.Urgency, b.Urgency)
	a.Category, a.Town = cmp.Or(a.Category, b.Category), cmp.Or(a.Town, b.Town)
	a.PhoneHash, a.Parent = cmp.Or(a.PhoneHash, b.PhoneHash), cmp.Or(a.Parent, b.Parent)
	return a
}

func filters(w *world) {
	all := varied(w)
	found := 0
	for _, f := range someFilters() {
		var want []dispatch.Ticket
		for _, t := range all {
			if matches(t, f) {
				want = append(want, t)
			}
		}
		slices.SortFunc(want, newest)
		if f.Queue != "" {
			slices.SortFunc(want, bySort)
		}
		found += len(want)
		require.Equal(w, nos(want), nos(w.list(f, 8)), "%+v", f)
	}
	require.Greater(w, found, 100, "the filters must find something")
}

func each(w *world) {
	all := varied(w)
	slices.Reverse(all)
	for _, f := range []dispatch.Filter{{}, {Queue: "hotline/open"}, {Unit: "water"}, {Q: "停水"}, {From: monday.Add(time.Hour)}} {
		var want []string
		for _, t := range all {
			if matches(t, f) {
				want = append(want, t.No)
			}
		}
		var got []string
		require.NoError(w, w.s.Each(w.ctx, f, func(t dispatch.Ticket) error {
			got = append(got, t.No)
			if len(got) == 3 { // a writer is not kept waiting
				w.note(t.No, "边读边写")
			}
			return nil
		}))
		require.Equal(w, want, got, "%+v", f)
	}
	stop := errors.New("enough")
	n := 0
	err := w.s.Each(w.ctx, dispatch.Filter{}, func(dispatch.Ticket) error { n++; return stop })
	require.ErrorIs(w, err, stop)
	require.Equal(w, 1, n)
}

func badCursors(w *world) {
	w.log(intake("一"))
	for _, after := range []string{"x", ".", "1", "a.b.c", "'; DROP TABLE tickets", "1.", ".1", "zzzzzzzzzzzzzzzzzzzz.1"} {
		_, _, err := w.s.Tickets(w.ctx, dispatch.Filter{}, dispatch.Page{Limit: 5, After: after})
		w.code(err, dispatch.Invalid)
	}
	items, _, err := w.s.Tickets(w.ctx, dispatch.Filter{}, dispatch.Page{})
	require.NoError(w, err)
	require.Len(w, items, 1, "no limit is a sensible one")
}
