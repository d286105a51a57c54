package dispatch

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

var (
	come   = Action{Kind: DoAttend, Approve: true}
	refuse = Action{Kind: DoAttend, Text: "当天有防汛会议"}
)

// called is a ticket in triage with a conference called for the day after
// tomorrow.
func called(t testing.TB, s State) *life { return at(t, s).do(good(DoConfer), supervisor) }

func TestConferenceGuards(t *testing.T) {
	conf := func(fn func(*Action)) Action { return with(DoConfer, fn) }
	min := func(fn func(*Action)) Action { return with(DoConclude, fn) }
	none := func(t testing.TB) *life { return at(t, StateRegistered) }
	set := func(t testing.TB) *life { return called(t, StateRegistered) }
	entry := func(e EntryDraft) Action { return min(func(a *Action) { a.Entry = &e }) }
	tests := []struct {
		name       string
		make       func(testing.TB) *life
		act        Action
		by         Actor
		key, field string
	}{
		{"nobody invited", none, conf(func(a *Action) { a.Units = nil }), supervisor, "required", "units"},
		{"everybody invited", none, conf(func(a *Action) { a.Units = strings.Split(strings.Repeat("a ", 21), " ") }), supervisor, "too_many", "units"},
		{"a unit that is gone", none, conf(func(a *Action) { a.Units = []string{"gone"} }), supervisor, "unit_unknown", "units"},
		{"a unit twice", none, conf(func(a *Action) { a.Units = []string{"shuiwu", "shuiwu"} }), supervisor, "unit_twice", "units"},
		{"in the past", none, conf(func(a *Action) { a.At = monday }), supervisor, "out_of_range", "at"},
		{"no time", none, conf(func(a *Action) { a.At = time.Time{} }), supervisor, "out_of_range", "at"},
		{"next year", none, conf(func(a *Action) { a.At = monday.AddDate(1, 0, 0) }), supervisor, "out_of_range", "at"},
		{"nowhere", none, conf(func(a *Action) { a.Place = " " }), supervisor, "required", "place"},
		{"no reason", none, conf(func(a *Action) { a.Reason = "" }), supervisor, "required", "reason"},
		{"called already", set, good(DoConfer), supervisor, "conference_called", ""},
		{"answer to none", none, come, stranger, "not_your_unit", ""},
		{"answer of who is not asked", set, come, helper, "not_your_unit", ""},
		{"stays away without a word", set, Action{Kind: DoAttend}, stranger, "required", "text"},
		{"minutes of none", none, good(DoConclude), supervisor, "conference_none", ""},
		{"cancels none", none, good(DoCancelConference), supervisor, "conference_none", ""},
		{"cancels without a word", set, Action{Kind: DoCancelConference}, supervisor, "required", "reason"},
		{"nobody leads", set, min(func(a *Action) { a.Lead = "" }), supervisor, "required", "lead"},
		{"who is gone leads", set, min(func(a *Action) { a.Lead = "gone" }), supervisor, "unit_unknown", "lead"},
		{"lead helps itself", set, min(func(a *Action) { a.CoUnits = []string{"zhujian"} }), supervisor, "unit_twice", "co_units"},
		{"a task for a stranger", set, min(func(a *Action) { a.Tasks = []Task{{Unit: "xingfu", Text: "到场"}} }), supervisor, "unit_unknown", "tasks"},
		{"empty minutes", set, min(func(a *Action) { a.Text = " " }), supervisor, "required", "text"},
		{"nobody came", set, min(func(a *Action) { a.Attended = nil }), supervisor, "required", "attended"},
		{"who was not asked came", set, min(func(a *Action) { a.Attended = []string{"xingfu"} }), supervisor, "unit_uninvited", "attended"},
		{"came twice", set, min(func(a *Action) { a.Attended = []string{"shuiwu", "shuiwu"} }), supervisor, "unit_twice", "attended"},
		{"done yesterday", set, min(func(a *Action) { a.Due = monday }), supervisor, "out_of_range", "due"},
		{"entry without a name", set, entry(EntryDraft{Words: []string{"充电桩"}}), supervisor, "required", "entry.name"},
		{"entry without words", set, entry(EntryDraft{Name: "充电桩"}), supervisor, "required", "entry.words"},
		{"entry of one letter", set, entry(EntryDraft{Name: "充电桩", Words: []string{"桩"}}), supervisor, "word_short", "entry.words"},
		{"a word twice", set, entry(EntryDraft{Name: "充电桩", Words: []string{"充电桩", "充电桩"}}), supervisor, "word_twice", "entry.words"},
		{"a word with markup", set, entry(EntryDraft{Name: "充电桩", Words: []string{"<script>"}}), supervisor, "no_markup", "entry.words"},
		{"dispatch meanwhile", set, good(DoDispatch), dispatcher, "conference_pending", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.make(t).try(tt.act, tt.by)
			require.Equal(t, tt.key, keyOf(err))
			require.Equal(t, tt.field, err.(*Error).Field)
		})
	}
}

// The hotline's dispatch clock stands still from the call to the hour of the
// conference, and runs on then whether anybody concludes or not.
func TestConferenceStopsTheDispatchClock(t *testing.T) {
	l := called(t, StateRegistered)
	hour := l.ticket.Conference.At
	c, _ := l.ticket.Clock(sla.DispatchClock)
	require.Equal(t, sla.Paused, c.State())
	require.Equal(t, hour, l.ticket.NextAt())
	due := monday.Add(2 * time.Hour)
	require.Empty(t, l.sweep(hour.Add(-time.Second)))
	events := l.sweep(hour.Add(time.Minute))
	require.Equal(t, []Kind{ConferenceBegun}, kindsOf(events))
	c, _ = l.ticket.Clock(sla.DispatchClock)
	require.Equal(t, due.Add(hour.Sub(monday.Add(time.Minute))).UTC(), c.Due, "the time of the conference is added")
	require.NotContains(t, kindsOf(l.sweep(hour.Add(2*time.Minute))), ConferenceBegun, "once")
	require.Equal(t, ConferenceCalled, l.ticket.Conference.State())

	off := called(t, StateRegistered).do(good(DoCancelConference), supervisor)
	c, _ = off.ticket.Clock(sla.DispatchClock)
	require.Equal(t, sla.Running, c.State())
	require.Nil(t, off.ticket.Conference)
	pp := dispute(t).do(blame, stranger).do(good(DoDecideReturn), dispatcher).do(good(DoConfer), supervisor).do(good(DoCancelConference), supervisor)
	require.Equal(t, ConferenceWanted, pp.ticket.Conference.State(), "ping-pong needs it all the same")
}

// A return approved while a conference is awaited does not start the dispatch
// clock before the hour.
func TestReturnWhileAConferenceIsAwaited(t *testing.T) {
	l := at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoConfer), supervisor).do(good(DoDecideReturn), dispatcher)
	c, _ := l.ticket.Clock(sla.DispatchClock)
	require.Equal(t, []any{StateRegistered, sla.Paused}, []any{l.ticket.State, c.State()})
	late := at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoConfer), supervisor)
	require.Subset(t, kindsOf(late.sweep(late.ticket.Conference.At.Add(time.Hour))), []Kind{ReturnDecided, ConferenceBegun})
	c, _ = late.ticket.Clock(sla.DispatchClock)
	require.Equal(t, sla.Running, c.State())
	require.NoError(t, Sound(late.ticket, late.events))
}

// Invited units answer, may change their mind, read the ticket and never learn
// who called.
func TestInvitedUnits(t *testing.T) {
	l := called(t, StateRegistered)
	require.Contains(t, l.ticket.Queues(), "unit:shuiwu/conference")
	require.True(t, CanSee(l.ticket, stranger) && Sealed(l.ticket, stranger))
	require.False(t, CanSee(l.ticket, helper))
	require.False(t, MayReveal(l.ticket, stranger, l.now))
	require.Equal(t, []ActionKind{DoAttend}, Offers(l.ticket, stranger))
	l.do(refuse, stranger)
	require.Equal(t, Invited{"shuiwu", "no", refuse.Text}, l.ticket.Conference.Units[1])
	n := l.ticket.Version
	l.do(come, stranger).do(come, stranger)
	require.Equal(t, n+1, l.ticket.Version, "the same answer twice is one")
	require.Equal(t, Invited{Unit: "shuiwu", Answer: "yes"}, l.ticket.Conference.Units[1])
	l.do(good(DoCancelConference), supervisor)
	require.False(t, CanSee(l.ticket, stranger))
}

// The minutes are the dispatch: designated, with tasks, by the day agreed on.
func TestMinutesAreTheDispatch(t *testing.T) {
	l := called(t, StateRegistered)
	due := monday.AddDate(0, 0, 9)
	l.do(with(DoConclude, func(a *Action) {
		a.Lead, a.CoUnits, a.Due = "shuiwu", []string{"zhujian"}, due
		a.Tasks = []Task{{"shuiwu", "查明排口"}, {"zhujian", "配合开挖"}}
		a.Attended = []string{"shuiwu"}
	}), supervisor)
	tk := l.ticket
	require.Equal(t, []any{StateDispatched, "shuiwu", true, ConferenceHeld}, []any{tk.State, tk.Lead, tk.Designated, tk.Conference.State()})
	require.Equal(t, []Part{{Unit: "zhujian", Task: "配合开挖"}}, tk.Parts)
	require.Equal(t, []any{"查明排口", []string{"shuiwu"}}, []any{tk.Task, tk.Conference.Attended})
	c, _ := tk.Clock(sla.ResolveClock)
	require.WithinDuration(t, due, c.Due, time.Minute)
	c, _ = tk.Clock(sla.DispatchClock)
	require.Equal(t, sla.Met, c.State(), "the time of the conference is not held against the hotline")
	require.Equal(t, "return_designated", keyOf(l.try(good(DoReturn), stranger)))
	require.NoError(t, Sound(l.ticket, l.events))
}

// A unit that has the ticket and keeps the lead keeps its clocks; another takes
// it over, and the first is unharmed.
func TestMinutesWithAUnitAtWork(t *testing.T) {
	keep := called(t, StateContacted)
	before, _ := keep.ticket.Clock(sla.ResolveClock)
	keep.do(with(DoConclude, func(a *Action) { a.CoUnits = []string{"xingfu"} }), supervisor)
	after, _ := keep.ticket.Clock(sla.ResolveClock)
	require.Equal(t, before, after)
	require.Equal(t, []any{StateContacted, true, 1}, []any{keep.ticket.State, keep.ticket.Designated, keep.ticket.Dispatches})
	require.Equal(t, []string{"xingfu"}, keep.ticket.CoUnits)
	for _, c := range keep.ticket.Clocks {
		if c.Kind == ClockPart {
			require.Equal(t, c.Unit == "xingfu", c.Open(), c.Unit)
		}
	}
	require.NoError(t, Sound(keep.ticket, keep.events))

	move := called(t, StateContacted).do(with(DoConclude, func(a *Action) { a.Lead, a.CoUnits = "shuiwu", nil }), supervisor)
	require.Equal(t, []any{StateDispatched, "shuiwu", 2}, []any{move.ticket.State, move.ticket.Lead, move.ticket.Dispatches})
	for _, c := range move.ticket.Clocks {
		if c.Unit == "zhujian" {
			require.False(t, c.Open())
			require.NotEqual(t, sla.Late, c.State())
		}
	}
	require.Empty(t, move.ticket.Attempts)
	require.NoError(t, Sound(move.ticket, move.events))
}

// A return that waits is decided by the minutes.
func TestMinutesDecideAReturn(t *testing.T) {
	for lead, improper := range map[string]bool{"zhujian": true, "shuiwu": false} {
		l := at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoConfer), supervisor)
		l.do(with(DoConclude, func(a *Action) { a.Lead, a.CoUnits = lead, nil }), supervisor)
		require.Nil(t, l.ticket.Return)
		require.Equal(t, !improper, l.ticket.Returns[0].Approved, lead)
		require.Equal(t, lead, l.ticket.Lead)
		require.NoError(t, Sound(l.ticket, l.events))
	}
}

// A conference is off once the ticket has its answer, its end or its unit.
func TestConferenceIsOff(t *testing.T) {
	replied := called(t, StateContacted).do(good(DoReply), leader)
	require.Nil(t, replied.ticket.Conference)
	for _, a := range []struct {
		kind ActionKind
		by   Actor
	}{{DoAnswer, agent}, {DoTerminate, supervisor}, {DoDesignate, supervisor}} {
		l := called(t, StateRegistered).do(good(a.kind), a.by)
		require.Nil(t, l.ticket.Conference, a.kind)
		require.NoError(t, Sound(l.ticket, l.events))
	}
	held := called(t, StateRegistered).do(good(DoConclude), supervisor)
	held.do(good(DoAccept), leader)
	require.Equal(t, ConferenceHeld, held.ticket.Conference.State(), "what was held stays on record")
	held.do(good(DoConfer), supervisor)
	require.Equal(t, ConferenceCalled, held.ticket.Conference.State(), "and can be called again")
}
