package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func local(s string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", s, sla.Zone)
	if err != nil {
		panic(err)
	}
	return at
}

// lit is a ticket of an urgency, dispatched at a local time, with the actions done.
func lit(t *testing.T, u Urgency, at string, play ...func(l *life)) *life {
	l := bornAt(t, local(at).Add(-time.Minute), func(in *Intake) { in.Urgency = u })
	l.do(Action{Kind: DoDispatch, Lead: "zhujian", Reason: "职责"}, dispatcher)
	for _, p := range play {
		p(l)
	}
	return l
}

// The lights over weekends and holidays: 2026-10-01 to -07 are off, 2026-09-27 is
// worked on, and a life-saving ticket knows no holiday.
func TestLight(t *testing.T) {
	accept := func(at string) func(l *life) {
		return func(l *life) {
			l.now = local(at).Add(-time.Minute)
			l.do(Action{Kind: DoAccept}, leader)
			l.do(Action{Kind: DoContact, Method: "phone", Reached: true}, leader)
		}
	}
	sweep := func(at string) func(l *life) {
		return func(l *life) { l.sweep(local(at)) }
	}
	suspend := func(l *life) {
		l.do(Action{Kind: DoSuspend, Reason: "等检测", Text: "每周查看", Until: l.now.AddDate(0, 2, 0)}, supervisor)
	}
	for _, tc := range []struct {
		name string
		life *life
		at   string
		want Lamp
	}{
		{"fresh", lit(t, General, "2026-11-20 16:00"), "2026-11-20 16:30", Lamp{}},
		{"over the weekend nothing burns", lit(t, General, "2026-11-20 16:00"), "2026-11-22 16:30", Lamp{}},
		{"the next working day is over", lit(t, General, "2026-11-20 16:00"), "2026-11-23 17:31", Lamp{Red, WhyLate}},
		{"seven days off count as none", lit(t, General, "2026-09-30 16:00"), "2026-10-08 10:00", Lamp{}},
		{"the first day after the holiday", lit(t, General, "2026-09-30 16:00"), "2026-10-08 17:31", Lamp{Red, WhyLate}},
		{"life does not wait for the holiday's end", lit(t, Life, "2026-10-01 00:05"), "2026-10-01 00:21", Lamp{Red, WhyLate}},
		{"reminded is near", lit(t, General, "2026-11-23 09:00", sweep("2026-11-24 16:30")), "2026-11-24 16:30", Lamp{Yellow, WhyNear}},
		{"three working days without progress", lit(t, General, "2026-11-19 09:00", accept("2026-11-20 09:00")), "2026-11-25 17:31", Lamp{Yellow, WhyNoProgress}},
		{"a weekend is no silence", lit(t, General, "2026-11-19 09:00", accept("2026-11-20 09:00")), "2026-11-25 17:00", Lamp{}},
		{"a reminder is no progress", lit(t, General, "2026-11-19 09:00", accept("2026-11-20 09:00"), func(l *life) {
			l.now = local("2026-11-25 10:00")
			l.do(Action{Kind: DoRemind, Reason: "请抓紧"}, dispatcher)
		}), "2026-11-25 17:31", Lamp{Yellow, WhyNoProgress}},
		{"a note of the unit is", lit(t, General, "2026-11-19 09:00", accept("2026-11-20 09:00"), func(l *life) {
			l.now = local("2026-11-25 10:00")
			l.do(Action{Kind: DoNote, Text: "已进场"}, leader)
		}), "2026-11-25 17:31", Lamp{}},
		{"suspended burns not", lit(t, General, "2026-11-19 09:00", accept("2026-11-20 09:00"), suspend), "2026-12-25 17:00", Lamp{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			require.Equal(t, tc.want, Light(tc.life.ticket, sla.CN(), local(tc.at), DefaultLights()))
		})
	}
}

// Red when nobody responds although no clock is late: a policy that gives two
// days to accept does not change what the light says.
func TestLightNoResponse(t *testing.T) {
	l := bornAt(t, local("2026-11-20 15:59"))
	p := sla.DefaultPolicy()
	for i := range p.Rules {
		p.Rules[i].Accept, p.Rules[i].Contact = sla.Limit{N: 4, Unit: sla.Workdays}, sla.Limit{N: 4, Unit: sla.Workdays}
	}
	l.r.Policy = p
	l.do(Action{Kind: DoDispatch, Lead: "zhujian", Reason: "职责"}, dispatcher)
	require.Equal(t, Lamp{}, Light(l.ticket, sla.CN(), local("2026-11-23 17:00"), DefaultLights()))
	require.Equal(t, Lamp{Red, WhyNoResponse}, Light(l.ticket, sla.CN(), local("2026-11-23 17:31"), DefaultLights()))
}

func TestLightDissatisfied(t *testing.T) {
	call := func(satisfied bool) Callback { return Callback{Reached: true, Satisfied: satisfied} }
	for _, tc := range []struct {
		calls []Callback
		want  string
	}{
		{nil, ""},
		{[]Callback{call(false)}, ""},
		{[]Callback{call(false), call(false)}, Red},
		{[]Callback{call(false), {}, call(false)}, Red}, // a call that reached nobody is no answer
		{[]Callback{call(false), call(true), call(false)}, ""},
	} {
		ticket := Ticket{State: StateReplied, Lead: "zhujian", Callbacks: tc.calls}
		require.Equal(t, tc.want, Light(ticket, sla.CN(), monday, DefaultLights()).Colour, "%v", tc.calls)
	}
	ticket := Ticket{State: StateClosed, Lead: "zhujian", Callbacks: []Callback{call(false), call(false)}}
	require.Empty(t, Light(ticket, sla.CN(), monday, DefaultLights()), "an ended ticket has no light")
}

// Cards are counted from the record, each reason once, and only in their month.
func TestCards(t *testing.T) {
	l := lit(t, General, "2026-11-20 16:00")
	l.sweep(local("2026-11-23 17:35")) // reminded, late
	l.now = local("2026-11-24 08:59")
	l.do(Action{Kind: DoAccept}, leader)
	l.sweep(local("2026-11-28 09:00")) // contact late; three working days without a word
	november := func() map[string]CardCount {
		return Cards(l.events, local("2026-11-01 00:00"), local("2026-12-01 00:00"), sla.CN(), DefaultLights())
	}
	got := november()["zhujian"]
	require.Equal(t, 3, got.Red, "accepted, contacted, resolved late")
	require.Equal(t, 4, got.Yellow, "three reminders before the due time, one silence")
	require.Empty(t, Cards(l.events, local("2026-10-01 00:00"), local("2026-11-01 00:00"), sla.CN(), DefaultLights()))
	require.Equal(t, got, november()["zhujian"], "counting changes nothing")
	clean := lit(t, General, "2026-11-23 09:00", func(l *life) {
		l.do(Action{Kind: DoAccept}, leader)
		l.do(Action{Kind: DoContact, Method: "phone", Reached: true}, leader)
		l.do(good(DoReply), leader)
	})
	require.Empty(t, Cards(clean.events, local("2026-11-01 00:00"), local("2026-12-01 00:00"), sla.CN(), DefaultLights()), "无红黄牌")
}
