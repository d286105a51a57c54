package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func byUrgency(u Urgency) func(*Intake) { return func(in *Intake) { in.Urgency = u } }

// kindsOf are the kinds of the events, in order.
func kindsOf(events []Event) []Kind {
	out := []Kind{}
	for _, e := range events {
		out = append(out, e.Kind)
	}
	return out
}

// dispute is a ticket that the first unit gave back, with approval, to the
// second.
func dispute(t testing.TB) *life {
	l := at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	return l.do(with(DoDispatch, func(a *Action) { a.Lead = "shuiwu" }), dispatcher)
}

var (
	blame    = with(DoReturn, func(a *Action) { a.Suggested = "zhujian" })
	refuseIt = with(DoDecideReturn, func(a *Action) { a.Approve = false })
)

// The window is set at dispatch by urgency, twice as long for a difficult ticket,
// and there is none for a designated one.
func TestReturnWindow(t *testing.T) {
	tests := []struct {
		name string
		make func(*life) *life
		in   []func(*Intake)
		want string
	}{
		{"danger", nil, []func(*Intake){byUrgency(Life)}, "2026-11-23 09:16"},
		{"utilities", nil, []func(*Intake){byUrgency(Utility)}, "2026-11-23 09:31"},
		{"general", nil, nil, "2026-11-24 17:30"},
		{"difficult", func(l *life) *life { l.now = monday; return l.do(good(DoDifficult), dispatcher) }, nil, "2026-11-25 17:30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := born(t, tt.in...)
			if tt.make != nil {
				tt.make(l)
			}
			l.do(good(DoDispatch), dispatcher)
			require.Equal(t, tt.want, l.ticket.ReturnUntil.In(sla.Zone).Format("2006-01-02 15:04"))
		})
	}
	l := born(t).do(good(DoDifficult), dispatcher).do(good(DoDesignate), supervisor)
	require.Zero(t, l.ticket.ReturnUntil)
	require.True(t, l.ticket.Designated)
}

func TestReturnGuards(t *testing.T) {
	dispatched := func(t testing.TB) *life { return at(t, StateDispatched) }
	tests := []struct {
		name string
		make func(testing.TB) *life
		act  Action
		by   Actor
		key  string
	}{
		{"not my duty without a unit", dispatched, with(DoReturn, func(a *Action) { a.Suggested = "" }), leader, "required"},
		{"not my area without a unit", dispatched, with(DoReturn, func(a *Action) { a.Reason, a.Suggested = "not_area", "" }), leader, "required"},
		{"a duplicate needs none", dispatched, with(DoReturn, func(a *Action) { a.Reason, a.Suggested = "duplicate", "" }), leader, ""},
		{"a unit that is gone", dispatched, with(DoReturn, func(a *Action) { a.Suggested = "gone" }), leader, "unit_unknown"},
		{"no unit of that name", dispatched, with(DoReturn, func(a *Action) { a.Suggested = "nobody" }), leader, "unit_unknown"},
		{"after it was deemed taken", func(t testing.TB) *life {
			l := at(t, StateDispatched)
			l.sweep(l.ticket.ReturnUntil.Add(time.Second))
			return l
		}, good(DoReturn), leader, "return_window"},
		{"accepted, and the window over", func(t testing.TB) *life {
			l := at(t, StateAccepted)
			l.now = l.ticket.ReturnUntil
			return l
		}, good(DoReturn), leader, "return_window"},
		{"back to who gave it back", func(t testing.TB) *life {
			return at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
		}, good(DoDispatch), dispatcher, "unit_gave_back"},
		{"dispatch while a conference is needed", func(t testing.TB) *life {
			return dispute(t).do(blame, stranger).do(good(DoDecideReturn), dispatcher)
		}, with(DoDispatch, func(a *Action) { a.Lead = "xingfu" }), dispatcher, "conference_pending"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { require.Equal(t, tt.key, keyOf(tt.make(t).try(tt.act, tt.by))) })
	}
}

// The last second of the window is in time, the second after is not, and what
// time decides comes behind it.
func TestReturnAtTheEndOfTheWindow(t *testing.T) {
	l := at(t, StateDispatched)
	until := l.ticket.ReturnUntil
	require.Empty(t, only(l.sweep(until), DeemedTaken))
	_, _, err := l.r.Apply(l.ticket, good(DoReturn), leader, until)
	require.NoError(t, err)
	_, _, err = l.r.Apply(l.ticket, good(DoReturn), leader, until.Add(time.Second))
	require.Equal(t, "return_window", keyOf(err))
}

func only(events []Event, kind Kind) []Event {
	var out []Event
	for _, e := range events {
		if e.Kind == kind {
			out = append(out, e)
		}
	}
	return out
}

// A ticket nobody accepts or returns is deemed taken, once, also after a
// downtime; it must still be accepted, and late is late.
func TestDeemedTaken(t *testing.T) {
	for name, late := range map[string]time.Duration{"at once": time.Second, "after a downtime": 30 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			l := at(t, StateDispatched)
			until := l.ticket.ReturnUntil
			require.False(t, l.ticket.NextAt().After(until.Add(time.Millisecond)), "the sweep hears of the end of the window")
			require.Len(t, only(l.sweep(until.Add(late)), DeemedTaken), 1)
			require.Equal(t, []any{StateDispatched, true}, []any{l.ticket.State, l.ticket.Deemed})
			require.Empty(t, only(l.sweep(l.now.Add(time.Hour)), DeemedTaken))
			l.do(good(DoAccept), leader)
			c, _ := l.ticket.Clock(sla.AcceptClock)
			require.Equal(t, sla.Late, c.State(), "the window is the accept clock's: who is deemed to have it is late")
		})
	}
	quiet := map[string]*life{"accepted": at(t, StateAccepted), "return asked": at(t, StateDispatched).do(good(DoReturn), leader),
		"designated": born(t).do(good(DoDifficult), dispatcher).do(good(DoDesignate), supervisor), "suspended": at(t, StateDispatched).do(good(DoSuspend), supervisor)}
	for name, l := range quiet {
		require.Empty(t, only(l.sweep(monday.AddDate(0, 0, 4)), DeemedTaken), name)
	}
}

// A return that the hotline leaves unanswered is approved by time: the unit is
// free, the hotline's clock is late, and routing learns nothing from it.
func TestReturnTimeout(t *testing.T) {
	l := at(t, StateDispatched).do(good(DoReturn), leader)
	due := l.ticket.Return.Due
	require.Empty(t, only(l.sweep(due), ReturnDecided), "to answer at the last moment is in time")
	require.NoError(t, func() error { _, _, err := l.r.Apply(l.ticket, good(DoDecideReturn), dispatcher, due); return err }())
	got := only(l.sweep(due.Add(time.Second)), ReturnDecided)
	require.Len(t, got, 1)
	require.Equal(t, []any{RoleSystem, Timeout, true}, []any{got[0].Actor.Role, got[0].Data.Reason, got[0].Data.Yes})
	require.Empty(t, only(l.sweep(due.AddDate(0, 1, 0)), ReturnDecided), "once")
	require.Equal(t, StateRegistered, l.ticket.State)
	require.Equal(t, Return{At: stamp(due.Add(time.Second)), Unit: "zhujian", Approved: true, Asked: l.ticket.Returns[0].Asked, Reason: "not_duty", ByTimeout: true}, l.ticket.Returns[0])
	c, _ := l.ticket.Clock(sla.ReturnClock)
	require.Equal(t, sla.Late, c.State())
	require.Empty(t, l.ticket.Judgements(l.now))
	late := at(t, StateDispatched).do(good(DoReturn), leader)
	require.Len(t, only(late.sweep(monday.AddDate(0, 2, 0)), ReturnDecided), 1, "after a downtime")
	refused := at(t, StateDispatched).do(good(DoReturn), leader).do(refuseIt, dispatcher)
	require.Empty(t, only(refused.sweep(monday.AddDate(0, 2, 0)), ReturnDecided), "what is decided stays decided")
}

// An approved return harms the unit nowhere and counts against the dispatch; a
// refused one is improper.
func TestWhatAReturnCounts(t *testing.T) {
	approved := at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher).ticket
	rec := approved.Records()
	require.Len(t, rec, 1)
	require.Equal(t, []any{"zhujian", 1, 0}, []any{rec[0].Unit, rec[0].Returns, rec[0].ImproperReturns})
	require.Len(t, approved.Judgements(monday.Add(time.Hour)), 1)
	for _, c := range approved.Clocks {
		require.NotEqual(t, sla.Late, c.State())
	}
	refused := at(t, StateDispatched).do(good(DoReturn), leader).do(refuseIt, dispatcher).ticket
	rec = refused.Records()
	require.Equal(t, []any{"zhujian", 1, 1}, []any{rec[0].Unit, rec[0].Returns, rec[0].ImproperReturns})
	require.Equal(t, StateDispatched, refused.State)
}

// Accept and return in the same instant: whichever comes first, the ticket says
// the same of itself.
func TestAcceptAndReturnInTheSameInstant(t *testing.T) {
	orders := map[string][2]ActionKind{"accept first": {DoAccept, DoReturn}, "return first": {DoReturn, DoAccept}}
	for name, order := range orders {
		t.Run(name, func(t *testing.T) {
			l := at(t, StateDispatched)
			now := l.now
			for _, kind := range order {
				l.now = now.Add(-time.Minute) // do adds it
				l.do(good(kind), leader)
			}
			require.Equal(t, []any{StateAccepted, true}, []any{l.ticket.State, l.ticket.Return != nil})
			require.NoError(t, Sound(l.ticket, l.events))
			l.do(good(DoDecideReturn), dispatcher)
			require.Equal(t, StateRegistered, l.ticket.State)
			require.NoError(t, Sound(l.ticket, l.events))
		})
	}
}

// To name a unit that gave the ticket back is ping-pong: it is difficult at once,
// and approved, only a conference or a designation leads on.
func TestPingPong(t *testing.T) {
	l := dispute(t).do(blame, stranger)
	require.Equal(t, []any{true, true, ConferenceWanted}, []any{l.ticket.PingPong, l.ticket.Difficult, l.ticket.Conference.State()})
	require.Contains(t, l.ticket.Queues(), "hotline/conference")
	refused := dispute(t).do(blame, stranger).do(refuseIt, dispatcher)
	require.Equal(t, "", refused.ticket.Conference.State(), "the hotline has said whose it is")
	require.False(t, refused.ticket.PingPong)

	l.do(good(DoDecideReturn), dispatcher)
	require.Equal(t, ConferenceWanted, l.ticket.Conference.State())
	require.NotContains(t, Offers(l.ticket, dispatcher), DoDispatch)
	require.NotContains(t, Offers(l.ticket, dispatcher), DoMerge)
	require.Equal(t, "conference_pending", keyOf(l.try(good(DoMerge), agent)))
	l.do(good(DoDesignate), supervisor)
	require.Equal(t, []any{"", false, "zhujian", true}, []any{l.ticket.Conference.State(), l.ticket.PingPong, l.ticket.Lead, l.ticket.Designated})
	require.Equal(t, "return_designated", keyOf(l.try(good(DoReturn), leader)))
}

// A ticket that stood still while its window ended has the window once more; a
// new calendar can only lengthen it.
func TestWindowStandsStill(t *testing.T) {
	l := at(t, StateDispatched)
	until := l.ticket.ReturnUntil
	l.do(good(DoMerge), agent)
	l.now = until.AddDate(0, 0, 7)
	l.do(good(DoUnmerge), agent)
	require.Equal(t, l.r.window(l.ticket, l.now), l.ticket.ReturnUntil)
	l.do(good(DoReturn), leader)

	s := at(t, StateDispatched).do(good(DoSuspend), supervisor)
	s.sweep(s.ticket.Suspended.Add(time.Second))
	require.True(t, s.ticket.ReturnUntil.After(s.now.Add(-time.Minute)), "the window begins where the suspension ends")
	require.False(t, s.ticket.Deemed)

	c := at(t, StateDispatched)
	c.r.Calendar = c.r.Calendar.WithOverride("2026-11-24", true, "storm")
	c.do(Action{Kind: DoRecompute}, System())
	require.Equal(t, "2026-11-25 17:30", c.ticket.ReturnUntil.In(sla.Zone).Format("2006-01-02 15:04"))
}
