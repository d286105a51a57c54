package dispatch

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// with changes a good action.
func with(kind ActionKind, change func(*Action)) Action {
	a := good(kind)
	change(&a)
	return a
}

// Every guard has its own message key, and the plain action passes it.
func TestGuards(t *testing.T) {
	long := strings.Repeat("长", MaxText+1)
	at := func(s State) func(testing.TB) *life { return func(t testing.TB) *life { return at(t, s) } }
	type prepare func(testing.TB) *life
	returned := func(t testing.TB) *life { return at(StateDispatched)(t).do(good(DoReturn), leader) }
	extended := func(t testing.TB) *life { return at(StateAccepted)(t).do(good(DoExtend), leader) }
	again := func(l *life) *life { // given back and dispatched once more
		return l.do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	}
	cases := []struct {
		name  string
		from  prepare
		a     Action
		by    Actor
		key   string
		field string
	}{
		{"no lead", at(StateRegistered), with(DoDispatch, func(a *Action) { a.Lead = "" }), dispatcher, "required", "lead"},
		{"unknown lead", at(StateRegistered), with(DoDispatch, func(a *Action) { a.Lead = "nobody" }), dispatcher, "unit_unknown", "lead"},
		{"inactive lead", at(StateRegistered), with(DoDispatch, func(a *Action) { a.Lead = "gone" }), dispatcher, "unit_unknown", "lead"},
		{"inactive co-unit", at(StateRegistered), with(DoDispatch, func(a *Action) { a.CoUnits = []string{"gone"} }), dispatcher, "unit_unknown", "co_units"},
		{"co-unit leads", at(StateRegistered), with(DoDispatch, func(a *Action) { a.CoUnits = []string{"zhujian"} }), dispatcher, "unit_twice", "co_units"},
		{"co-unit twice", at(StateRegistered), with(DoDispatch, func(a *Action) { a.CoUnits = []string{"ranqi", "ranqi"} }), dispatcher, "unit_twice", "co_units"},
		{"many co-units", at(StateRegistered), with(DoDispatch, func(a *Action) { a.CoUnits = strings.Split("abcdefghijk", "") }), dispatcher, "too_many", "co_units"},
		{"township barred", func(t testing.TB) *life { return born(t, func(in *Intake) { in.Category = "010102" }) },
			with(DoDispatch, func(a *Action) { a.Lead = "xingfu" }), dispatcher, "town_barred", "lead"},
		{"designation too early", at(StateRegistered), good(DoDesignate), supervisor, "designation_early", ""},
		{"third dispatch", func(t testing.TB) *life {
			l := again(at(StateDispatched)(t)).do(with(DoDispatch, func(a *Action) { a.Lead = "shuiwu" }), dispatcher)
			return l.do(with(DoReturn, func(a *Action) { a.Suggested = "xingfu" }), stranger).do(good(DoDecideReturn), dispatcher)
		}, good(DoDispatch), dispatcher, "designation_needed", ""},
		{"designation without reason", func(t testing.TB) *life { return at(StateRegistered)(t).do(good(DoDifficult), dispatcher) },
			with(DoDesignate, func(a *Action) { a.Reason = "" }), supervisor, "required", "reason"},
		{"empty answer", at(StateRegistered), with(DoAnswer, func(a *Action) { a.Text = " 。" }), agent, "required", "text"},
		{"answer too long", at(StateRegistered), with(DoAnswer, func(a *Action) { a.Text = long }), agent, "too_long", "text"},
		{"answer with markup", at(StateRegistered), with(DoAnswer, func(a *Action) { a.Text = "看<script>这里" }), agent, "no_markup", "text"},
		{"answer with a bell", at(StateRegistered), with(DoAnswer, func(a *Action) { a.Text = "看\a这里" }), agent, "control_characters", "text"},
		{"decline without a way", at(StateRegistered), with(DoDecline, func(a *Action) { a.Route = "" }), agent, "required", "route"},
		{"decline without reason", at(StateRegistered), with(DoDecline, func(a *Action) { a.Reason = "" }), agent, "required", "reason"},
		{"transfer elsewhere", at(StateRegistered), with(DoTransfer, func(a *Action) { a.Route = "10086" }), agent, "emergency_number", "number"},
		{"terminate without reason", at(StateDispatched), with(DoTerminate, func(a *Action) { a.Reason = "" }), supervisor, "required", "reason"},
		{"contact by pigeon", at(StateAccepted), with(DoContact, func(a *Action) { a.Method = "pigeon" }), leader, "unknown_value", "method"},
		{"reply before contact", at(StateAccepted), good(DoReply), leader, "contact_first", ""},
		{"reply with a return open", func(t testing.TB) *life {
			return at(StateDispatched)(t).do(good(DoReturn), leader).do(good(DoAccept), leader).do(good(DoContact), leader)
		}, good(DoReply), leader, "return_pending", ""},
		{"short reply", at(StateContacted), with(DoReply, func(a *Action) { a.Text, a.Override = "已办。", "" }), leader, "reply_short", "text"},
		{"perfunctory reply", at(StateContacted), with(DoReply, func(a *Action) { a.Text, a.Override = "已转相关单位处理，请耐心等待！", "" }), leader, "reply_perfunctory", "text"},
		{"reply without the shares", at(StateContacted), with(DoReply, func(a *Action) { a.Override = "" }), leader, "parts_missing", ""},
		{"empty share", at(StateAccepted), with(DoPart, func(a *Action) { a.Text = "" }), helper, "required", "text"},
		{"refuse a reply without reason", at(StateReplied), with(DoReview, func(a *Action) { a.Pass, a.Reason = false, "" }), dispatcher, "required", "reason"},
		{"dissatisfied without reason", at(StateReviewed), with(DoCallback, func(a *Action) { a.Satisfied, a.Code, a.Reason = false, "slow", "" }), agent, "required", "reason"},
		{"dissatisfied without saying whose fault", at(StateReviewed), with(DoCallback, func(a *Action) { a.Satisfied = false }), agent, "required", "code"},
		{"dissatisfied for an unknown reason", at(StateReviewed), with(DoCallback, func(a *Action) { a.Satisfied, a.Code = false, "mood" }), agent, "unknown_value", "code"},
		{"whose fault said twice, and not alike", at(StateReviewed), with(DoCallback, func(a *Action) { a.Satisfied, a.Code, a.Subjective = false, "outside", new(true) }), agent, "code_disagrees", "subjective"},
		{"objective without an explanation", at(StateReviewed), with(DoCallback, func(a *Action) { a.Satisfied, a.Code, a.Reason = false, "outside", " " }), agent, "required", "reason"},
		{"ask for nothing", at(StateContacted), with(DoAsk, func(a *Action) { a.Items = []string{" "} }), leader, "required", "items"},
		{"ask for too much", at(StateContacted), with(DoAsk, func(a *Action) { a.Items = strings.Split("一二三四五六七八九十甲", "") }), leader, "too_many", "items"},
		{"ask while an ask is open", func(t testing.TB) *life { return at(StateContacted)(t).do(good(DoAsk), leader) }, good(DoAsk), agent, "ask_open", ""},
		{"ask again without saying why", func(t testing.TB) *life {
			return at(StateContacted)(t).do(good(DoAsk), leader).do(good(DoAppend), citizen)
		}, with(DoAsk, func(a *Action) { a.Reason = "" }), leader, "required", "reason"},
		{"spot-check what is not drawn", at(StateClosed), good(DoSpotCheck), dispatcher, "spot_none", ""},
		{"keep closed what nobody complained of", at(StateClosed), good(DoKeepClosed), dispatcher, "rating_settled", ""},
		{"return with an own reason", at(StateDispatched), with(DoReturn, func(a *Action) { a.Reason = "busy" }), leader, "unknown_value", "reason"},
		{"return without basis", at(StateDispatched), with(DoReturn, func(a *Action) { a.Basis = "" }), leader, "required", "basis"},
		{"return to oneself", at(StateDispatched), with(DoReturn, func(a *Action) { a.Suggested = "zhujian" }), leader, "unit_unknown", "suggested"},
		{"return twice at once", returned, good(DoReturn), leader, "return_pending", ""},
		{"third return", func(t testing.TB) *life {
			l := at(StateDispatched)(t)
			for range 2 {
				l.do(good(DoReturn), leader).do(with(DoDecideReturn, func(a *Action) { a.Approve = false }), dispatcher)
			}
			return l
		}, good(DoReturn), leader, "return_limit", ""},
		{"return of a designated ticket", func(t testing.TB) *life {
			return at(StateRegistered)(t).do(good(DoDifficult), dispatcher).do(good(DoDesignate), supervisor)
		}, good(DoReturn), leader, "return_designated", ""},
		{"return after the window", func(t testing.TB) *life {
			l := at(StateDispatched)(t)
			l.now = time.Date(2026, 11, 24, 17, 30, 0, 0, sla.Zone) // close of the working day after
			return l
		}, good(DoReturn), leader, "return_window", ""},
		{"decide no return", at(StateDispatched), good(DoDecideReturn), dispatcher, "return_none", ""},
		{"decide one's own return", returned, good(DoDecideReturn), Actor{ID: leader.ID, Role: RoleDispatcher}, "own_request", ""},
		{"refuse a return without reason", returned, with(DoDecideReturn, func(a *Action) { a.Approve, a.Reason = false, "" }), dispatcher, "required", "reason"},
		{"extend twice at once", extended, good(DoExtend), leader, "extension_pending", ""},
		{"extend again", func(t testing.TB) *life { return extended(t).do(good(DoDecideExtension), supervisor) }, good(DoExtend), leader, "extension_once", ""},
		{"extend for long", at(StateAccepted), with(DoExtend, func(a *Action) { a.Days = 6 }), leader, "out_of_range", "days"},
		{"extend for nothing", at(StateAccepted), with(DoExtend, func(a *Action) { a.Days = 0 }), leader, "out_of_range", "days"},
		{"extend without reason", at(StateAccepted), with(DoExtend, func(a *Action) { a.Reason = "" }), leader, "required", "reason"},
		{"extend too late", func(t testing.TB) *life {
			l := at(StateContacted)(t)
			l.now = monday.AddDate(0, 0, 8)
			return l
		}, good(DoExtend), leader, "extension_late", ""},
		{"extend praise", func(t testing.TB) *life {
			return born(t, func(in *Intake) { in.Type = Praise }).do(good(DoDispatch), dispatcher)
		}, good(DoExtend), leader, "extension_no_clock", ""},
		{"decide no extension", at(StateAccepted), good(DoDecideExtension), supervisor, "extension_none", ""},
		{"decide one's own extension", extended, good(DoDecideExtension), Actor{ID: leader.ID, Role: RoleSupervisor}, "own_request", ""},
		{"refuse an extension without reason", extended, with(DoDecideExtension, func(a *Action) { a.Approve, a.Reason = false, "" }), supervisor, "required", "reason"},
		{"remind without reason", at(StateAccepted), with(DoRemind, func(a *Action) { a.Reason = "" }), supervisor, "required", "reason"},
		{"level seven", at(StateAccepted), with(DoSupervise, func(a *Action) { a.Level = 7 }), supervisor, "out_of_range", "level"},
		{"level again", func(t testing.TB) *life { return at(StateAccepted)(t).do(good(DoSupervise), supervisor) }, good(DoSupervise), supervisor, "level_reached", ""},
		{"citizen urges again at once", func(t testing.TB) *life { return at(StateAccepted)(t).do(good(DoUrge), citizen) }, good(DoUrge), citizen, "urged_lately", ""},
		{"rate twice", func(t testing.TB) *life { return at(StateClosed)(t).do(good(DoRate), citizen) }, good(DoRate), citizen, "rated_before", ""},
		{"reveal a sealed caller to an agent", func(t testing.TB) *life { return born(t, func(in *Intake) { in.Confidential = true }) }, good(DoReveal), agent, "sealed", ""},
		{"reveal who reports to the unit", func(t testing.TB) *life {
			return born(t, func(in *Intake) { in.Type = Report }).do(good(DoDispatch), dispatcher)
		}, good(DoReveal), leader, "sealed", ""},
		{"reveal without reason", at(StateAccepted), with(DoReveal, func(a *Action) { a.Reason = "" }), dispatcher, "required", "reason"},
		{"merge into itself", at(StateRegistered), with(DoMerge, func(a *Action) { a.Into = "20261123-0001" }), agent, "unknown_value", "into"},
		{"merge a master", func(t testing.TB) *life { return at(StateRegistered)(t).do(good(DoAdopt), agent) }, with(DoMerge, func(a *Action) { a.Into = "20261123-0003" }), agent, "merge_master", ""},
		{"merge with a return open", returned, good(DoMerge), agent, "request_pending", ""},
		{"adopt itself", at(StateRegistered), with(DoAdopt, func(a *Action) { a.Into = "20261123-0001" }), agent, "unknown_value", "into"},
		{"suspend twice", func(t testing.TB) *life { return at(StateContacted)(t).do(good(DoSuspend), supervisor) }, good(DoSuspend), supervisor, "already_suspended", ""},
		{"suspend into the past", at(StateContacted), with(DoSuspend, func(a *Action) { a.Until = monday }), supervisor, "out_of_range", "until"},
		{"suspend for years", at(StateContacted), with(DoSuspend, func(a *Action) { a.Until = monday.AddDate(3, 0, 0) }), supervisor, "out_of_range", "until"},
		{"resume what runs", at(StateContacted), good(DoResume), supervisor, "not_suspended", ""},
		{"reopen without reason", at(StateClosed), with(DoReopen, func(a *Action) { a.Reason = "" }), supervisor, "required", "reason"},
		{"exclude without reason", at(StateClosed), with(DoExclude, func(a *Action) { a.Reason = "" }), supervisor, "required", "reason"},
		{"unknown action", at(StateClosed), Action{Kind: "explode"}, supervisor, "action_unknown", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			l := c.from(t)
			before := l.ticket
			err := l.try(c.a, c.by)
			require.Error(t, err)
			require.Equal(t, c.key, keyOf(err))
			require.Equal(t, c.field, err.(*Error).Field)
			require.Equal(t, before, l.ticket, "a refused action changes nothing")
		})
	}
}

// At the exact end of the return window a return is in time.
func TestReturnAtTheExactEnd(t *testing.T) {
	l := at(t, StateDispatched)
	until, _ := sla.Deadline(l.ticket.DispatchedAt, l.r.limits(l.ticket).Return, l.r.Calendar)
	l.now = until.Add(-time.Minute) // do adds the minute
	l.do(good(DoReturn), leader)
}

// The third dispatch is a designation; it cannot be returned (domain §14.2-1).
func TestThirdDispatchIsDesignation(t *testing.T) {
	l := at(t, StateDispatched).do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	l.do(with(DoDispatch, func(a *Action) { a.Lead = "shuiwu" }), dispatcher)
	l.do(with(DoReturn, func(a *Action) { a.Suggested = "xingfu" }), stranger).do(good(DoDecideReturn), dispatcher)
	require.Equal(t, "designation_needed", keyOf(l.try(good(DoDispatch), dispatcher)))
	l.do(good(DoDesignate), supervisor)
	require.True(t, l.ticket.Designated)
	require.NotContains(t, Offers(l.ticket, leader), DoReturn)
	for _, r := range l.ticket.Returns {
		require.True(t, r.Approved, "approved returns leave the returner unharmed")
	}
}

// A reply needs no contact record when nobody can or wants to be contacted, or
// after three tries in two parts of the day (domain §14.2-4).
func TestContactWaived(t *testing.T) {
	for name, change := range map[string]func(*Intake){
		"anonymous":       func(in *Intake) { in.Anonymous, in.Person.Phone = true, "" },
		"no reply wanted": func(in *Intake) { in.WantsReply = false },
	} {
		t.Run(name, func(t *testing.T) {
			l := born(t, change).do(good(DoDispatch), dispatcher).do(good(DoAccept), leader)
			l.do(good(DoReply), leader).do(good(DoReview), dispatcher)
			require.Equal(t, StateClosed, l.ticket.State, "nobody is called back")
			c, _ := l.ticket.Clock(sla.ContactClock)
			require.Equal(t, sla.Waived, c.State())
		})
	}
	missed := with(DoContact, func(a *Action) { a.Reached = false })
	l := at(t, StateAccepted).do(missed, leader).do(missed, leader).do(missed, leader)
	require.Equal(t, StateAccepted, l.ticket.State, "three tries in one morning are not enough")
	require.Equal(t, "contact_first", keyOf(l.try(good(DoReply), leader)))
	l.now = l.now.Add(5 * time.Hour)
	l.do(missed, leader)
	require.Equal(t, StateContacted, l.ticket.State)
	c, _ := l.ticket.Clock(sla.ContactClock)
	require.Equal(t, sla.Met, c.State())
	l.do(good(DoReply), leader)
}

// Redo starts a new clock; the old overdue stays (design §4).
func TestRedoKeepsTheOldOverdue(t *testing.T) {
	l := at(t, StateContacted)
	l.now = l.now.AddDate(0, 0, 9)
	l.do(good(DoReply), leader).do(good(DoReview), dispatcher)
	l.do(with(DoCallback, func(a *Action) { a.Satisfied, a.Code = false, "result" }), agent)
	require.Equal(t, StateContacted, l.ticket.State)
	require.Equal(t, 1, l.ticket.Redo)
	var states []sla.ClockState
	for _, c := range l.ticket.Clocks {
		if c.Kind == sla.ResolveClock {
			states = append(states, c.State())
		}
	}
	require.Equal(t, []sla.ClockState{sla.Late, sla.Running}, states)
}

// Merging keeps each caller's call-back; unmerging gives the ticket its life
// back.
func TestMergeKeepsTheCallBack(t *testing.T) {
	l := at(t, StateAccepted)
	before := l.ticket
	l.do(good(DoMerge), agent)
	l.do(Action{Kind: DoInherit, Text: goodReply, Resolved: true}, System())
	require.Equal(t, StateReviewed, l.ticket.State)
	_, i := l.ticket.Clock(sla.CallbackClock)
	require.GreaterOrEqual(t, i, 0, "the merged caller is called back")

	u := at(t, StateAccepted)
	u.do(good(DoMerge), agent).do(good(DoUnmerge), agent)
	require.Equal(t, before.State, u.ticket.State)
	require.Equal(t, before.Lead, u.ticket.Lead)
	require.Empty(t, u.ticket.MergedInto)
	require.True(t, u.ticket.Clocks[len(u.ticket.Clocks)-1].Open())
}
