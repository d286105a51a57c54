package storetest

import (
	"cmp"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// near compares what a store finds by marks with what counting finds.
func near(w *world) {
	texts := []string{"幸福里三号楼暖气不热，家里只有十二度", "幸福里五号楼暖气不热，老人冻得睡不着", "柳林路路灯坏了一个星期", "柳林路路灯不亮，晚上看不见路",
		"河边烧烤摊油烟呛人，半夜还在吵", "河边烧烤油烟大", "", "x", "电动车在楼道充电", "幸福里三号楼暖气不热，家里只有十二度"}
	for i, text := range texts {
		in := intake(cmp.Or(text, "求助"))
		in.Title, in.Place = string([]rune(text + "求")[:1]), dispatch.Place{}
		in.Category = []string{"0302", "0501", ""}[i%3]
		lead := [][]string{nil, {"water"}}[i%2]
		t := w.log(in, lead...)
		if i == 3 {
			w.act(t.No, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water"))
		}
		w.clock.Advance(36 * time.Hour)
	}
	w.clock.set(w.day("20261101"))
	write, err := w.write("20261101-0001", intake(texts[0]))
	require.NoError(w, err)
	_, err = w.s.Import(w.ctx, []dispatch.Write{write})
	require.NoError(w, err)
	all := w.list(dispatch.Filter{}, 50)
	require.Len(w, all, len(texts)+1)

	open := []dispatch.State{dispatch.StateRegistered, dispatch.StateAccepted}
	found := 0
	for _, t := range all {
		questions := []dispatch.Nearness{
			{Marks: t.Marks(), Limit: 50}, {Marks: t.Marks(), Limit: 2}, {Marks: t.Marks(), States: open, Limit: 3},
			{Marks: t.Marks(), From: monday.Add(4 * 24 * time.Hour), Limit: 50}, {Marks: t.Marks()[:1], Limit: 50}, {Marks: []dispatch.Mark{1, 2, 3}, Limit: 50}, {},
		}
		answers, err := w.s.Near(w.ctx, questions...)
		require.NoError(w, err)
		require.Len(w, answers, len(questions))
		for i, n := range questions {
			got := answers[i]
			want := sharing(all, n)
			require.Equal(w, nos(want), nos(got), "%+v", n)
			for i := range got {
				want[i].Clocks, want[i].Routing = nil, nil
				w.same(want[i], got[i])
			}
			found += len(got)
		}
	}
	require.Greater(w, found, 60, "the marks must find something")
}

// sharing is what Near means.
func sharing(all []dispatch.Ticket, n dispatch.Nearness) []dispatch.Ticket {
	count := map[string]int{}
	for _, t := range all {
		for _, m := range t.Marks() {
			if slices.Contains(n.Marks, m) {
				count[t.No]++
			}
		}
	}
	var out []dispatch.Ticket
	for _, t := range all {
		if count[t.No] > 0 && !t.RegisteredAt.Before(n.From) && (len(n.States) == 0 || slices.Contains(n.States, t.State)) {
			out = append(out, t)
		}
	}
	slices.SortFunc(out, func(a, b dispatch.Ticket) int { return cmp.Or(cmp.Compare(count[b.No], count[a.No]), newest(a, b)) })
	if n.Limit > 0 {
		out = out[:min(len(out), n.Limit)]
	}
	return out
}

// nearMany has more tickets with a mark than are looked at: the newest are found
// among them, and one that shares more comes first however old it is.
func nearMany(w *world) {
	const n = 450
	var ws []dispatch.Write
	for i := range n {
		in := intake("小区停水三天没人管")
		if i == 7 {
			in = intake("小区停水三天没人管，麒麟")
		}
		write, err := w.write(dispatch.FormatNo(today, i+1), in)
		require.NoError(w, err)
		ws = append(ws, write)
	}
	_, err := w.s.Import(w.ctx, ws)
	require.NoError(w, err)
	answers, err := w.s.Near(w.ctx, dispatch.Nearness{Marks: ws[0].Ticket.Marks(), Limit: 20})
	require.NoError(w, err)
	require.Len(w, answers[0], 20)
	require.Equal(w, dispatch.FormatNo(today, n), answers[0][0].No)
	rare := slices.DeleteFunc(ws[7].Ticket.Marks(), func(m dispatch.Mark) bool { return slices.Contains(ws[0].Ticket.Marks(), m) })
	require.NotEmpty(w, rare)
	answers, err = w.s.Near(w.ctx, dispatch.Nearness{Marks: rare, Limit: 1})
	require.NoError(w, err)
	require.Equal(w, []string{dispatch.FormatNo(today, 8)}, nos(answers[0]))
}
