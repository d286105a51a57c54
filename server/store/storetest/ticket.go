package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

func createAndRead(w *world) {
	require.NoError(w, w.s.Ping(w.ctx))
	made := w.log(intake("停水三天"), "water", "housing")
	require.Equal(w, today+"-0001", made.No)
	require.Equal(w, 2, made.Version)
	w.same(made, w.ticket(made.No))
	events := w.events(made.No)
	require.Len(w, events, 2)
	w.same(made, dispatch.Replay(events))
	p, err := w.s.Person(w.ctx, made.No)
	require.NoError(w, err)
	require.Equal(w, caller, p)
}

func numbers(w *world) {
	const n = 64
	got := make([]string, n)
	together(n, func(i int) {
		t, err := w.try(w.s, intake(fmt.Sprint("第", i)))
		if err == nil {
			got[i] = t.No
		}
	})
	slices.Sort(got)
	for i, no := range got {
		require.Equal(w, dispatch.FormatNo(today, i+1), no)
	}
	last := got[n-1]
	for range 5 {
		t := w.log(intake("再来"))
		require.Greater(w, t.No, last)
		last = t.No
	}
}

func days(w *world) {
	w.log(intake("一"))
	w.clock.Advance(24 * time.Hour)
	require.Equal(w, "20261124-0001", w.log(intake("二")).No)
	_, err := w.s.Create(w.ctx, "today", func(no string) (dispatch.Write, error) { return w.write(no, intake("三")) })
	w.code(err, dispatch.Invalid)
}

func taken(w *world) {
	first := intake("漏水")
	first.IdemKey, first.Upstream = "k1", &dispatch.Upstream{Platform: "city", No: "A-1"}
	made := w.log(first)
	for _, in := range []dispatch.Intake{
		{IdemKey: "k1"},
		{Upstream: &dispatch.Upstream{Platform: "city", No: "A-1"}},
		{IdemKey: "k1", Upstream: &dispatch.Upstream{Platform: "city", No: "A-1"}},
	} {
		again := intake("别的")
		again.IdemKey, again.Upstream = in.IdemKey, in.Upstream
		other, err := w.try(w.s, again)
		w.code(err, dispatch.Exists)
		w.same(made, other)
	}
	for _, in := range []dispatch.Intake{{IdemKey: "k2"}, {Upstream: &dispatch.Upstream{Platform: "city", No: "A-2"}}, {Upstream: &dispatch.Upstream{Platform: "province", No: "A-1"}}, {}, {}} {
		next := intake("别的")
		next.IdemKey, next.Upstream = in.IdemKey, in.Upstream
		w.log(next)
	}
	require.Len(w, w.list(dispatch.Filter{}, 10), 6)
	for key, want := range map[string]int{dispatch.UpstreamKey("city", "A-1"): 1, dispatch.UpstreamKey("province", "A-1"): 1, dispatch.UpstreamKey("city", "A-2"): 1,
		dispatch.UpstreamKey("city", "A-"): 0, dispatch.UpstreamKey("cit", "yA-1"): 0, dispatch.UpstreamKey("city", "A-11"): 0} {
		found := w.list(dispatch.Filter{Upstream: key}, 10)
		require.Len(w, found, want, key)
		for _, t := range found {
			require.Equal(w, key, dispatch.UpstreamKey(t.Upstream.Platform, t.Upstream.No))
		}
	}
	same := intake("同时")
	same.IdemKey = "k3"
	stored, given := make([]dispatch.Ticket, 16), make([]error, 16)
	together(16, func(i int) { stored[i], given[i] = w.try(w.s, same) })
	made = dispatch.Ticket{}
	for i, err := range given {
		if err == nil {
			require.Empty(w, made.No, "only one may have the key")
			made = stored[i]
		}
	}
	for i, err := range given {
		w.same(made, stored[i])
		if err != nil {
			w.code(err, dispatch.Exists)
		}
	}
}

func refused(w *world) {
	no := errors.New("no")
	_, err := w.s.Create(w.ctx, today, func(string) (dispatch.Write, error) { return dispatch.Write{}, no })
	require.ErrorIs(w, err, no)
	require.Empty(w, w.list(dispatch.Filter{}, 10))
	frames, err := w.s.Relay(w.ctx, 10)
	require.NoError(w, err)
	require.Empty(w, frames)
	ended, cancel := context.WithCancel(w.ctx)
	cancel()
	_, err = w.s.Create(ended, today, func(no string) (dispatch.Write, error) { return w.write(no, intake("晚")) })
	w.code(err, dispatch.Unavailable)
	require.Empty(w, w.list(dispatch.Filter{}, 10))
	w.log(intake("好"))
	require.Len(w, w.list(dispatch.Filter{}, 10), 1)
}

func brokenChain(w *world) {
	_, err := w.s.Create(w.ctx, today, func(no string) (dispatch.Write, error) {
		write, err := w.write(no, intake("没有历史"))
		write.Events = nil
		return write, err
	})
	w.code(err, dispatch.Internal)
	_, err = w.s.Create(w.ctx, "20261122", func(no string) (dispatch.Write, error) { return w.write(no, intake("昨天的号码")) })
	w.code(err, dispatch.Internal)
	made := w.log(intake("有历史"))
	_, err = w.s.Update(w.ctx, made.No, func(t dispatch.Ticket) (dispatch.Write, error) {
		after, events, err := w.rules.Apply(t, dispatch.Action{Kind: dispatch.DoNote, Text: "注"}, agent, w.clock.Now())
		events[0].Seq = 7
		return dispatch.Write{Ticket: after, Events: events}, err
	})
	w.code(err, dispatch.Internal)
	w.same(made, w.ticket(made.No))
}

func lostUpdates(w *world) {
	made := w.log(intake("热"))
	const n, rounds = 32, 2
	ok := make([]int, n)
	together(n, func(i int) {
		for range rounds {
			_, err := w.tryAct(w.s, made.No, dispatch.Action{Kind: dispatch.DoAppend, Text: "又来电"}, agent)
			if err == nil {
				ok[i]++
			} else if dispatch.CodeOf(err) != dispatch.Conflict {
				w.Error(err)
			}
		}
	})
	done := 0
	for _, c := range ok {
		done += c
	}
	t, events := w.ticket(made.No), w.events(made.No)
	require.Positive(w, done)
	require.Equal(w, done, t.Appends)
	require.Equal(w, 1+done, t.Version)
	require.Len(w, events, t.Version)
	require.Zero(w, dispatch.Verify(events))
}

func noEvents(w *world) {
	made := w.log(intake("静"))
	t, err := w.s.Update(w.ctx, made.No, func(t dispatch.Ticket) (dispatch.Write, error) {
		t.Title = "changed"
		return dispatch.Write{Ticket: t, Notices: notices(t, w.events(t.No))}, nil
	})
	require.NoError(w, err)
	w.same(made, t)
	w.same(made, w.ticket(made.No))
	frames, err := w.s.Relay(w.ctx, 10)
	require.NoError(w, err)
	require.Len(w, frames, 1, "only that of the registration")
}

func failedUpdate(w *world) {
	made := w.log(intake("静"))
	_, err := w.tryAct(w.s, made.No, dispatch.Action{Kind: dispatch.DoReview, Pass: true}, dispatcher)
	w.code(err, dispatch.Conflict)
	w.same(made, w.ticket(made.No))
	_, err = w.s.Update(w.ctx, today+"-0099", func(t dispatch.Ticket) (dispatch.Write, error) { return dispatch.Write{}, nil })
	w.code(err, dispatch.NotFound)
}

func times(w *world) {
	odd := time.Date(2026, 11, 23, 3, 4, 5, 678_912_345, time.FixedZone("odd", -5*3600-1800))
	w.clock.set(odd)
	in := intake("时差")
	in.Upstream = &dispatch.Upstream{Platform: "city", No: "1", Due: odd.Add(72 * time.Hour)}
	made := w.log(in, "water")
	got := w.ticket(made.No)
	w.same(made, got)
	want := odd.UTC().Truncate(time.Millisecond)
	require.Equal(w, want.Add(72*time.Hour), got.Upstream.Due)
	for _, at := range []time.Time{got.RegisteredAt, got.DispatchedAt, got.UpdatedAt, w.events(made.No)[0].At} {
		require.Equal(w, want, at)
	}
	frames, err := w.s.Relay(w.ctx, 1)
	require.NoError(w, err)
	require.Equal(w, want, frames[0].At)
	_, err = w.s.PutRecord(w.ctx, dispatch.Record{Kind: dispatch.KindJob, ID: "j", At: odd, Expires: odd.Add(time.Hour)})
	require.NoError(w, err)
	r, err := w.s.Record(w.ctx, dispatch.KindJob, "j")
	require.NoError(w, err)
	require.Equal(w, want, r.At)
	require.Equal(w, want.Add(time.Hour), r.Expires)
	for from, n := range map[time.Time]int{want: 1, want.Add(time.Millisecond): 0} {
		require.Len(w, w.list(dispatch.Filter{From: from.In(sla.Zone)}, 5), n)
		require.Len(w, w.list(dispatch.Filter{To: from.In(odd.Location())}, 5), 1-n)
	}
}

func chain(w *world) {
	made := w.log(intake("长"), "water")
	w.act(made.No, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water"))
	for i := range 40 {
		w.clock.Advance(time.Minute)
		w.note(made.No, fmt.Sprint("第 ", i, " 次 <&> \u2028 “引号”"))
	}
	events := w.events(made.No)
	require.Len(w, events, 43)
	for i, e := range events {
		require.Equal(w, i+1, e.Seq)
	}
	require.Zero(w, dispatch.Verify(events))
	w.same(dispatch.Replay(events), w.ticket(made.No))
}

func person(w *world) {
	made := w.log(intake("改"))
	w.log(intake("别人"))
	_, err := w.s.Update(w.ctx, made.No, func(t dispatch.Ticket) (dispatch.Write, error) {
		after, events, err := w.rules.Apply(t, dispatch.Action{Kind: dispatch.DoNote, Text: "改号码"}, agent, w.clock.Now())
		return dispatch.Write{Ticket: after, Events: events, Person: &dispatch.Person{Phone: "13900001234"}}, err
	})
	require.NoError(w, err)
	w.note(made.No, "不动来电人")
	p, err := w.s.Person(w.ctx, made.No)
	require.NoError(w, err)
	require.Equal(w, dispatch.Person{Phone: "13900001234"}, p)

	before := w.ticket(made.No)
	for range 2 {
		require.NoError(w, w.s.ErasePerson(w.ctx, made.No))
		_, err = w.s.Person(w.ctx, made.No)
		w.code(err, dispatch.NotFound)
	}
	w.same(before, w.ticket(made.No))
	require.Zero(w, dispatch.Verify(w.events(made.No)))
	p, err = w.s.Person(w.ctx, today+"-0002")
	require.NoError(w, err)
	require.Equal(w, caller, p)
	w.note(made.No, "还能改")
	_, err = w.s.Person(w.ctx, made.No)
	w.code(err, dispatch.NotFound)
}

func imports(w *world) {
	w.log(intake("已有"))
	first, err := w.s.NextSerial(w.ctx, today, 3)
	require.NoError(w, err)
	require.Equal(w, 2, first)
	var ws []dispatch.Write
	for i := range 3 {
		in := intake("历史" + []string{"甲", "乙", "丙"}[i])
		in.Upstream = &dispatch.Upstream{Platform: "old", No: fmt.Sprint(i)}
		write, err := w.write(dispatch.FormatNo(today, first+i), in, "water")
		require.NoError(w, err)
		ws = append(ws, write)
	}
	for _, want := range []int{2, 0} {
		n, err := w.s.Import(w.ctx, ws[:2])
		require.NoError(w, err)
		require.Equal(w, want, n)
	}
	n, err := w.s.Import(w.ctx, ws)
	require.NoError(w, err)
	require.Equal(w, 1, n)
	w.same(ws[2].Ticket, w.ticket(ws[2].Ticket.No))
	require.Len(w, w.events(ws[2].Ticket.No), 2)
	require.Equal(w, []string{today + "-0004"}, nos(w.list(dispatch.Filter{Q: "历史丙"}, 5)))
	counts, err := w.s.Counts(w.ctx, []string{"unit:water/open"})
	require.NoError(w, err)
	require.Equal(w, 3, counts["unit:water/open"])
	require.Equal(w, today+"-0005", w.log(intake("之后")).No)
	frames, err := w.s.Relay(w.ctx, 100)
	require.NoError(w, err)
	require.Len(w, frames, 2, "an import tells nobody")

	clash, err := w.write(today+"-0001", intake("号码已用"))
	require.NoError(w, err)
	fresh, err := w.write(today+"-0077", intake("同一批"))
	require.NoError(w, err)
	_, err = w.s.Import(w.ctx, []dispatch.Write{clash})
	w.code(err, dispatch.Exists)
	n, err = w.s.Import(w.ctx, []dispatch.Write{fresh})
	require.NoError(w, err)
	require.Equal(w, 1, n)
	require.Equal(w, today+"-0078", w.log(intake("号码在后")).No)
}

func unknown(w *world) {
	made := w.log(intake("一"))
	for _, no := range []string{"", "x", today, today + "-0002", today + "-00001", "2026112-0001", today + "-1", made.No + " "} {
		_, err := w.s.Ticket(w.ctx, no)
		w.code(err, dispatch.NotFound)
		_, err = w.s.Events(w.ctx, no)
		w.code(err, dispatch.NotFound)
		_, err = w.s.Person(w.ctx, no)
		w.code(err, dispatch.NotFound)
		w.code(w.s.ErasePerson(w.ctx, no), dispatch.NotFound)
	}
	counts, err := w.s.Counts(w.ctx, []string{"nobody/knows"})
	require.NoError(w, err)
	require.Equal(w, map[string]int{"nobody/knows": 0}, counts)
	counts, err = w.s.Counts(w.ctx, nil)
	require.NoError(w, err)
	require.Empty(w, counts)
}
