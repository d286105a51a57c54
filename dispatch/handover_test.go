package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func handOver(from, to string) Action {
	return Action{Kind: DoHandover, Unit: from, Lead: to, Reason: "机构改革"}
}

func TestHandoverOfTheLead(t *testing.T) {
	l := joint(t)
	due := l.resolve().Due
	l.do(handOver("zhujian", "shuiwu"), System())
	require.Equal(t, "shuiwu", l.ticket.Lead)
	require.Equal(t, "shuiwu", l.ticket.FirstUnit, "the duty passes with the unit")
	require.Equal(t, StateContacted, l.ticket.State)
	require.Equal(t, []Handover{{At: l.now.UTC(), From: "zhujian", To: "shuiwu", Lead: true}}, l.ticket.Handovers)
	require.Equal(t, "shuiwu", l.resolve().Unit)
	require.Equal(t, due, l.resolve().Due, "the citizen waits no longer for it")
	accept, _ := l.ticket.Clock(sla.AcceptClock)
	require.Equal(t, "zhujian", accept.Unit, "what was met stays with who met it")
	version := l.ticket.Version
	l.do(handOver("zhujian", "shuiwu"), System())
	require.Equal(t, version, l.ticket.Version, "handed over once")
	l.do(good(DoReply), stranger)
	require.NoError(t, Sound(l.ticket, l.events))
}

func TestHandoverWhereTheSuccessorIsThereAlready(t *testing.T) {
	l := joint(t).do(handOver("zhujian", "ranqi"), System()) // its co-handler takes over
	require.Equal(t, "ranqi", l.ticket.Lead)
	require.Empty(t, l.ticket.CoUnits)
	require.Equal(t, sla.Waived, l.partClock("ranqi").State())
	require.NoError(t, Sound(l.ticket, l.events))

	l = joint(t).do(handOver("ranqi", "zhujian"), System()) // a co-handler joins the lead
	require.Equal(t, "zhujian", l.ticket.Lead)
	require.Empty(t, l.ticket.CoUnits)
	require.Empty(t, l.ticket.Parts)
	l.do(Action{Kind: DoReply, Text: goodReply, Resolved: true}, leader)
	require.NoError(t, Sound(l.ticket, l.events))

	l = joint(t).do(good(DoAssist), dispatcher).do(handOver("ranqi", "xingfu"), System()) // two co-handlers become one
	require.Equal(t, []string{"xingfu"}, l.ticket.CoUnits)
	require.NoError(t, Sound(l.ticket, l.events))
}

func TestHandoverOfACoHandlersShareAndOfRequests(t *testing.T) {
	l := joint(t).do(good(DoExtend), leader).do(Action{Kind: DoAskAssist, Units: []string{"xingfu"}, Reason: "到场"}, leader)
	l.do(handOver("ranqi", "shuiwu"), System())
	require.Equal(t, "查明管线归属", l.ticket.Parts[0].Task)
	require.Equal(t, "shuiwu", l.partClock("shuiwu").Unit)
	l.do(handOver("zhujian", "xingfu"), System())
	require.Equal(t, "xingfu", l.ticket.Extension.Unit)
	require.Nil(t, l.ticket.Assist, "who was called for leads now")
	l.do(good(DoDecideExtension), supervisor)
	require.Equal(t, "xingfu", l.ticket.Extensions[0].Unit)
	require.NoError(t, Sound(l.ticket, l.events))
}

func TestHandoverNeedsAnActiveSuccessorAndAReason(t *testing.T) {
	for to, a := range map[string]Action{"gone": handOver("zhujian", "gone"), "itself": handOver("zhujian", "zhujian"), "nobody": handOver("zhujian", "")} {
		require.Equal(t, "to", joint(t).try(a, System()).(*Error).Field, to)
	}
	a := handOver("zhujian", "shuiwu")
	a.Reason = ""
	require.Equal(t, "required", keyOf(joint(t).try(a, System())))
}

// A ticket that ended before its unit was dissolved comes back to the successor.
func TestReopenedAfterItsUnitWasDissolved(t *testing.T) {
	l := at(t, StateClosed)
	old := l.r.Units["zhujian"]
	old.Active, old.Successor = false, "shuiwu"
	l.r.Units["zhujian"] = old
	l.do(good(DoReopen), supervisor)
	require.Equal(t, "shuiwu", l.ticket.Lead)
	require.Equal(t, "shuiwu", l.resolve().Unit)
	require.Equal(t, StateContacted, l.ticket.State)
	require.NoError(t, Sound(l.ticket, l.events))
}

// A successor that must stay away from a ticket does not get it by succession.
func TestHandoverRespectsRecusal(t *testing.T) {
	l := joint(t).do(Action{Kind: DoRecuse, Units: []string{"shuiwu"}, Reason: "被举报单位"}, supervisor)
	require.Equal(t, "unit_barred", keyOf(l.try(handOver("zhujian", "shuiwu"), System())))
	require.Equal(t, "unit_barred", keyOf(l.try(Action{Kind: DoAssist, CoUnits: []string{"shuiwu"}, Reason: "现场"}, dispatcher)))

	heir := joint(t).do(Action{Kind: DoRecuse, Units: []string{"xingfu"}, Reason: "被举报单位"}, supervisor)
	old := heir.r.Units["xingfu"]
	old.Active, old.Successor = false, "shuiwu"
	heir.r.Units["xingfu"] = old
	require.Equal(t, "unit_barred", keyOf(heir.try(handOver("zhujian", "shuiwu"), System())), "who took over from the accused is accused")
}

// An invitation to a conference passes too, once.
func TestHandoverOfAnInvitation(t *testing.T) {
	l := joint(t).do(Action{Kind: DoDifficult, Reason: "多头"}, supervisor)
	l.do(Action{Kind: DoConfer, Units: []string{"shuiwu", "xingfu"}, At: l.now.Add(48 * time.Hour), Place: "三楼会议室", Reason: "明确职责"}, supervisor)
	l.do(handOver("shuiwu", "ranqi"), System())
	require.True(t, l.ticket.Invites("ranqi") && !l.ticket.Invites("shuiwu"))
	l.do(handOver("xingfu", "ranqi"), System())
	require.Len(t, l.ticket.Conference.Units, 1)
	require.NoError(t, Sound(l.ticket, l.events))
}

// A letter that wants its answer wants it from the successor.
func TestHandoverOfALetter(t *testing.T) {
	l := joint(t).do(Action{Kind: DoSupervise, Level: 1, Reason: "久拖不决"}, supervisor)
	require.Len(t, l.ticket.Letters, 1)
	l.do(handOver("zhujian", "shuiwu"), System())
	require.Equal(t, "shuiwu", l.ticket.Letters[0].Unit)
	require.True(t, l.ticket.Letters[0].Waits())
	require.NoError(t, Sound(l.ticket, l.events))
}
