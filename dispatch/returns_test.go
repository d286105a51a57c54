package dispatch

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// book is a store of tickets that takes new ones.
type book struct {
	shelf
}

func (b *book) Create(_ context.Context, day string, fn func(string) (Write, error)) (Ticket, error) {
	w, err := fn(FormatNo(day, len(b.tickets)+1))
	if err == nil {
		b.tickets[w.Ticket.No] = w.Ticket
	}
	return w.Ticket, err
}

// story is a hotline in which units take, return and keep tickets.
type story struct {
	t testing.TB
	s Service
	e *Experience
}

func begin(t testing.TB, e *Experience) *story {
	c, units := testCatalogue(t)
	rules := testRules()
	rules.Units, rules.DepartmentOnly = units, c.DepartmentOnly
	now := monday
	st := &story{t: t, e: e}
	st.s = Service{Store: &book{shelf{tickets: map[string]Ticket{}}}, Rules: func() Rules { return rules },
		Now:     func() time.Time { now = now.Add(time.Minute); return now },
		Route:   func(_ context.Context, f Facts) Routing { return c.Route(f, units, st.e.At(now)) },
		Heard:   func(before, after Ticket) { st.e.Heard(before, after, now) },
		Notices: func(Ticket, Ticket, []Event) []Notice { return nil },
		Wake:    func() {}, Code: func() string { return "7Q4K2" }, HashPhone: func(string) string { return "hash" }}
	return st
}

func (s *story) call(title string) Ticket {
	s.t.Helper()
	in := intake()
	in.Title, in.Text = title, title+"，请处理。"
	tk, err := s.s.Log(context.Background(), in, nil, Action{}, agent)
	require.NoError(s.t, err)
	return tk
}

func (s *story) act(no string, a Action, by Actor) Ticket {
	s.t.Helper()
	tk, err := s.s.Act(context.Background(), no, a, by)
	require.NoError(s.t, err, a.Kind)
	return tk
}

func from(unit string) Actor { return Actor{ID: "l-" + unit, Role: RoleLiaison, Unit: unit} }

func (s *story) kept(no, unit string) {
	s.t.Helper()
	s.act(no, Action{Kind: DoAccept}, from(unit))
	s.act(no, Action{Kind: DoContact, Method: "phone", Reached: true}, from(unit))
}

// returned lets the unit give a ticket back, and the hotline decide.
func (s *story) returned(no, unit string, approve bool) {
	s.t.Helper()
	s.act(no, Action{Kind: DoReturn, Reason: "not_duty", Basis: "三定规定第三条", Suggested: "jiaoyu"}, from(unit))
	s.act(no, Action{Kind: DoDecideReturn, Approve: approve, Reason: "已核对职责"}, dispatcher)
}

// A refused return says nothing against the dispatch.
func TestImproperReturnsDoNotCount(t *testing.T) {
	s := begin(t, NewExperience())
	for range 6 {
		tk := s.call("幸福镇阳光花园路灯不亮")
		require.Equal(t, "chengguan", tk.Lead)
		s.returned(tk.No, "chengguan", false)
		s.kept(tk.No, "chengguan")
	}
	require.Equal(t, Track{Kept: 6, Last: 6}, s.e.At(monday).track("chengguan", "0401"))
}

func TestJudgements(t *testing.T) {
	l := at(t, StateDispatched)
	require.Empty(t, l.ticket.Judgements(l.now))
	l.do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	back := l.ticket.Judgements(l.now)
	require.Len(t, back, 1)
	require.False(t, back[0].Kept)
	l.do(Action{Kind: DoDispatch, Lead: "shuiwu"}, dispatcher).do(good(DoAccept), stranger)
	require.Len(t, l.ticket.Judgements(l.now), 1, "a return may still come")
	require.Len(t, l.ticket.Judgements(l.now.Add(settled+time.Hour)), 2, "its time is past")
	l.do(good(DoContact), stranger)
	got := l.ticket.Judgements(l.now)[1]
	require.Equal(t, []any{"shuiwu", true, "zhujian"}, []any{got.Unit, got.Kept, got.From})
	for _, s := range []State{StateRegistered, StateAnswered, StateDeclined, StateTransferred, StateMerged, StateTerminated} {
		require.Empty(t, at(t, s).ticket.Judgements(monday.AddDate(1, 0, 0)), s)
	}
}

// The record forgets after ninety days, forgives after twenty tickets, and takes
// back what no longer holds.
func TestHistory(t *testing.T) {
	h := newHistory()
	on := func(day int, kept bool) Judgement {
		return Judgement{Unit: "shuiwu", Category: "050101", At: monday.AddDate(0, 0, day), Kept: kept}
	}
	require.Equal(t, Track{}, h.Track("shuiwu", "0501", monday))
	for i := range 4 {
		h.Add(on(-60+i, false))
	}
	require.Equal(t, Track{Returned: 4, Last: 4, LastReturned: 4}, h.Track("shuiwu", "050199", monday), "one record for the second level")
	require.Equal(t, 0.5, h.Track("shuiwu", "0501", monday).standing())
	for range 20 {
		h.Add(on(-10, true))
	}
	require.Equal(t, Track{Kept: 20, Returned: 4, Last: 20}, h.Track("shuiwu", "0501", monday))
	require.Equal(t, 1.0, h.Track("shuiwu", "0501", monday).standing())
	require.Equal(t, Track{Kept: 20, Last: 20}, h.Track("shuiwu", "0501", monday.AddDate(0, 0, 50)))
	require.Equal(t, Track{}, h.Track("shuiwu", "0501", monday.AddDate(1, 0, 0)))
	h.Drop(on(-10, true))
	require.Equal(t, 19, h.Track("shuiwu", "0501", monday).Kept)
	h.Add(on(100, true))
	h.Add(on(-60, false))
	require.Equal(t, Track{Kept: 1, Last: 1}, h.Track("shuiwu", "0501", monday.AddDate(0, 0, 100)), "what is older than the record is no news")
	again := loadHistory(h.save())
	require.Equal(t, h.save(), again.save())
}

// What happened after a training is made up for, once.
func TestRecall(t *testing.T) {
	l := at(t, StateDispatched)
	l.do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	trained := l.now.Add(time.Minute)
	l.now = trained.Add(time.Minute)
	l.do(Action{Kind: DoDispatch, Lead: "shuiwu"}, dispatcher).do(good(DoAccept), stranger).do(good(DoContact), stranger)
	e := NewExperience()
	e.Recall(l.ticket, trained, l.now)
	e = e.At(l.now)
	require.Equal(t, Track{Kept: 1, Last: 1}, e.track("shuiwu", l.ticket.Category))
	require.Zero(t, e.track("zhujian", l.ticket.Category).Returned, "the training knew of it")
	require.Equal(t, []heir{{"shuiwu", 1}}, e.heirs("zhujian", l.ticket.Category))
}
