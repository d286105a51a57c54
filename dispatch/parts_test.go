package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// joint is a ticket that two units have, each with its task.
func joint(t testing.TB) *life {
	a := good(DoDispatch)
	a.Tasks = []Task{{Unit: "zhujian", Text: "牵头并答复"}, {Unit: "ranqi", Text: "查明管线归属"}}
	return born(t).do(a, dispatcher).do(good(DoAccept), leader).do(good(DoContact), leader)
}

func (l *life) partClock(unit string) sla.Clock {
	for i := len(l.ticket.Clocks) - 1; i >= 0; i-- {
		if c := l.ticket.Clocks[i]; c.Kind == ClockPart && c.Unit == unit {
			return c
		}
	}
	return sla.Clock{}
}

func TestTasksAtDispatch(t *testing.T) {
	l := joint(t)
	require.Equal(t, "牵头并答复", l.ticket.Task)
	require.Equal(t, "查明管线归属", l.ticket.Parts[0].Task)
	for name, tasks := range map[string][]Task{
		"of a stranger": {{Unit: "shuiwu", Text: "看看"}},
		"twice":         {{Unit: "ranqi", Text: "看看"}, {Unit: "ranqi", Text: "再看"}},
		"without words": {{Unit: "ranqi", Text: " "}},
	} {
		a := good(DoDispatch)
		a.Tasks = tasks
		err := born(t).try(a, dispatcher)
		require.Equal(t, "tasks", err.(*Error).Field, name)
	}
}

// The delay of a co-handler is its own: the lead's clocks stand where they stood.
func TestCoHandlersDelayIsItsOwn(t *testing.T) {
	l := joint(t)
	before, _ := l.ticket.Clock(sla.ResolveClock)
	l.sweep(l.partClock("ranqi").Due.AddDate(0, 0, 1))
	require.Equal(t, sla.Late, l.partClock("ranqi").State())
	after, _ := l.ticket.Clock(sla.ResolveClock)
	require.Equal(t, before.Due, after.Due)
	require.False(t, after.Overdue)
}

func TestReplyWaitsForPartsOrOverridesThem(t *testing.T) {
	l := joint(t)
	plain := Action{Kind: DoReply, Text: goodReply, Resolved: true}
	require.Equal(t, "parts_missing", keyOf(l.try(plain, leader)))
	l.do(good(DoReply), leader)
	require.Equal(t, "协办单位电话说明", l.ticket.Parts[0].Overridden)
	require.Equal(t, sla.Waived, l.partClock("ranqi").State(), "overridden in time is nobody's failure")

	// It comes back: the share is wanted again, and handed in it is done.
	l.do(Action{Kind: DoReview, Reason: "请补充协办意见"}, dispatcher)
	l.do(good(DoPart), helper).do(plain, leader)
	require.False(t, l.ticket.Parts[0].Done.IsZero())

	late := joint(t)
	late.sweep(late.partClock("ranqi").Due.AddDate(0, 0, 1))
	late.do(good(DoReply), leader)
	require.Equal(t, sla.Late, late.partClock("ranqi").State(), "what was late stays late")
}

func TestAssistAddsCoHandlersAndKeepsTheFirstReceiver(t *testing.T) {
	l := joint(t)
	before, _ := l.ticket.Clock(sla.ResolveClock)
	a := Action{Kind: DoAssist, CoUnits: []string{"xingfu"}, Tasks: []Task{{Unit: "xingfu", Text: "疏导围观"}}, Reason: "现场在镇区"}
	l.do(a, dispatcher)
	require.Equal(t, "zhujian", l.ticket.Lead)
	require.Equal(t, "zhujian", l.ticket.FirstUnit)
	require.Equal(t, []string{"ranqi", "xingfu"}, l.ticket.CoUnits)
	require.Equal(t, "疏导围观", l.ticket.Parts[1].Task)
	require.Equal(t, l.now.UTC(), l.partClock("xingfu").Start, "its own clock starts now")
	after, _ := l.ticket.Clock(sla.ResolveClock)
	require.Equal(t, before, after)

	for name, bad := range map[string][]string{"the lead": {"zhujian"}, "one that helps": {"ranqi"}, "a dissolved one": {"gone"}, "nobody": nil} {
		require.Error(t, l.try(Action{Kind: DoAssist, CoUnits: bad, Reason: "现场"}, dispatcher), name)
	}
	l.do(good(DoSuspend), supervisor)
	require.Equal(t, "suspended_now", keyOf(l.try(Action{Kind: DoAssist, CoUnits: []string{"shuiwu"}, Reason: "现场"}, dispatcher)))
}

// The first receiver leads until a return was approved or it was designated away.
func TestFirstReceiverStaysKnown(t *testing.T) {
	l := at(t, StateDispatched)
	l.do(good(DoReturn), leader).do(good(DoDecideReturn), dispatcher)
	l.do(Action{Kind: DoDispatch, Lead: "shuiwu"}, dispatcher)
	require.Equal(t, "shuiwu", l.ticket.Lead)
	require.Equal(t, "zhujian", l.ticket.FirstUnit)
}

func TestCallForHelp(t *testing.T) {
	l := joint(t)
	ask := Action{Kind: DoAskAssist, Units: []string{"xingfu"}, Reason: "需镇政府到场"}
	require.Equal(t, "not_your_unit", keyOf(l.try(ask, helper)), "only the lead calls")
	l.do(ask, leader)
	require.Contains(t, l.ticket.Queues(), "hotline/assists")
	require.Equal(t, "assist_pending", keyOf(l.try(ask, leader)))
	require.Equal(t, "required", keyOf(l.try(Action{Kind: DoDecideAssist}, dispatcher)), "a refusal says why")

	l.do(Action{Kind: DoDecideAssist, Reason: "电话商请即可"}, dispatcher)
	require.Nil(t, l.ticket.Assist)
	require.Equal(t, []string{"ranqi"}, l.ticket.CoUnits)

	l.do(ask, leader).do(Action{Kind: DoDecideAssist, Approve: true}, dispatcher)
	require.Equal(t, []string{"ranqi", "xingfu"}, l.ticket.CoUnits)
	require.Equal(t, []Kind{AssistDecided, Assisted}, []Kind{l.events[len(l.events)-2].Kind, l.events[len(l.events)-1].Kind})
	require.Equal(t, "assist_none", keyOf(l.try(Action{Kind: DoDecideAssist, Approve: true}, dispatcher)))
}

// A co-handler whose share is in has nothing more to do.
func TestShareInLeavesTheLane(t *testing.T) {
	l := joint(t)
	require.Contains(t, l.ticket.Queues(), "unit:ranqi/to_accept")
	l.do(good(DoPart), helper)
	require.NotContains(t, l.ticket.Queues(), "unit:ranqi/working")
	require.Contains(t, l.ticket.Queues(), "unit:ranqi/closed")
}
