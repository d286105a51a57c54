package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func (l *life) resolve() sla.Clock {
	c, _ := l.ticket.Clock(sla.ResolveClock)
	return c
}

// apply tries an action at a moment of its own.
func (l *life) applyAt(at time.Time, a Action, by Actor) error {
	l.t.Helper()
	ticket, events, err := l.r.Apply(l.ticket, a, by, at)
	if err == nil {
		l.now, l.ticket, l.events = at, ticket, append(l.events, events...)
	}
	return err
}

func TestExtensionIsAskedBeforeItIsDue(t *testing.T) {
	tests := []struct {
		name  string
		swept bool
		after time.Duration
		want  string
	}{
		{"a second before", false, -time.Second, ""},
		{"exactly due", false, 0, ""},
		{"exactly due, the step has fired", true, 0, ""},
		{"one second after", false, time.Second, "extension_late"},
		{"one second after, the step has fired", true, time.Second, "extension_late"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := at(t, StateContacted)
			due := l.resolve().Due
			if tt.swept {
				l.sweep(due)
				require.True(t, l.resolve().Overdue)
			}
			require.Equal(t, tt.want, keyOf(l.applyAt(due.Add(tt.after), good(DoExtend), leader)))
		})
	}
}

func TestExtensionIsBounded(t *testing.T) {
	days := func(n int) Action { a := good(DoExtend); a.Days = n; return a }
	l := at(t, StateContacted)
	require.Equal(t, "out_of_range", keyOf(l.try(days(6), leader)), "no longer than the five working days it had")
	require.Equal(t, "out_of_range", keyOf(l.try(days(0), leader)))
	l.do(days(5), leader)
	require.Equal(t, "extension_pending", keyOf(l.try(days(1), leader)))
	require.Equal(t, "role_may_not", keyOf(l.try(good(DoDecideExtension), leader)))

	urgent := born(t, func(in *Intake) { in.Urgency = Utility }).do(good(DoDispatch), dispatcher)
	require.Equal(t, "out_of_range", keyOf(urgent.try(days(2), leader)))
	due := urgent.resolve().Due
	urgent.do(days(1), leader).do(good(DoDecideExtension), supervisor)
	require.Equal(t, due.Add(24*time.Hour), urgent.resolve().Due, "an urgent limit knows no holidays")

	capped := born(t, func(in *Intake) {
		in.Upstream = &Upstream{Platform: "city", No: "T1", Due: monday.AddDate(0, 0, 1)}
	}).do(good(DoDispatch), dispatcher)
	require.Equal(t, "extension_capped", keyOf(capped.try(days(1), leader)))
	require.NotContains(t, Offers(capped.ticket, leader), DoExtend)

	held := at(t, StateContacted).do(good(DoSuspend), supervisor)
	require.Equal(t, "suspended_now", keyOf(held.try(days(1), leader)))
}

func TestExtensionKeepsItsHistoryAndTheCitizenIsTold(t *testing.T) {
	l := at(t, StateContacted)
	from := l.resolve().Due
	ask := good(DoExtend)
	ask.Basis = "检测机构排期"
	l.do(ask, leader).do(good(DoDecideExtension), supervisor)
	x := l.ticket.Extensions[0]
	require.Equal(t, from, x.From)
	require.Equal(t, l.resolve().Due, x.To)
	require.Equal(t, "检测机构排期", x.Basis)
	require.True(t, x.Approved && x.ToldAt.IsZero())
	require.Equal(t, AboutExtension, l.ticket.Tell())
	require.Equal(t, "extension_once", keyOf(l.try(good(DoExtend), leader)))

	l.do(good(DoContact), leader)
	require.Equal(t, AboutExtension, l.ticket.Tell(), "a contact about something else tells nothing")
	require.Equal(t, "unknown_value", keyOf(l.try(Action{Kind: DoContact, Method: "phone", About: "weather"}, leader)))
	l.do(Action{Kind: DoContact, Method: "phone", About: AboutExtension}, leader)
	require.Equal(t, AboutExtension, l.ticket.Tell(), "nobody answered")
	l.do(Action{Kind: DoContact, Method: "sms", Reached: true, About: AboutExtension}, leader)
	require.Empty(t, l.ticket.Tell())
	require.Equal(t, l.now.UTC(), l.ticket.Extensions[0].ToldAt)

	silent := born(t, func(in *Intake) { in.WantsReply = false }).do(good(DoDispatch), dispatcher)
	silent.do(good(DoExtend), leader).do(good(DoDecideExtension), supervisor)
	require.Empty(t, silent.ticket.Tell(), "who wants no reply is not called")
}

func TestExtensionNobodyAnsweredIsRefusedByTime(t *testing.T) {
	l := at(t, StateContacted).do(good(DoExtend), leader)
	due := l.resolve().Due
	require.Equal(t, "extension_late", keyOf(l.applyAt(due.Add(time.Second), good(DoDecideExtension), supervisor)), "nothing is granted after it is due")
	events := l.sweep(due.Add(time.Minute))
	require.Equal(t, ExtensionDecided, events[0].Kind)
	require.Nil(t, l.ticket.Extension)
	require.True(t, l.ticket.Extensions[0].ByTime)
	require.False(t, l.ticket.Extensions[0].Approved)
	require.True(t, l.resolve().Overdue, "the clock is late, and nothing hangs over it")
	require.NoError(t, Sound(l.ticket, l.events))
}

// Granting more time leaves the answer to a return request alone.
func TestExtensionAndReturnHaveClocksApart(t *testing.T) {
	l := at(t, StateDispatched).do(good(DoExtend), leader).do(good(DoReturn), leader)
	l.do(good(DoDecideExtension), supervisor)
	require.NotNil(t, l.ticket.Return)
	c, _ := l.ticket.Clock(sla.ReturnClock)
	require.True(t, c.Open())
}
