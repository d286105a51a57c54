package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var (
	chief  = Actor{ID: "s2", Role: RoleSupervisor}
	deputy = Actor{ID: "s3", Role: RoleSupervisor}
)

// reported is a report against the water bureau that s1, s2 and d1 may know of.
func reported(t testing.TB) *life {
	t.Helper()
	in := intake()
	in.Type, in.Report = Report, &ReportFacts{Category: "safety", AccusedUnits: []string{"shuiwu"}, AccusedPeople: []string{"赵某某"}}
	in = in.Normal()
	l := &life{t: t, r: testRules(), now: monday}
	l.r.Centre.Named = []string{"s1", "s2", "d1"}
	ticket, events, err := l.r.Register(in, "20261123-0001", "7Q4K2", "hash", nil, agent, l.now)
	require.NoError(t, err)
	l.ticket, l.events = ticket, events
	require.Equal(t, []string{"赵某某"}, in.Person.Accused, "the people are kept with the caller")
	return l
}

// The table of the doc comment, line by line.
func TestWhoSeesASealedTicket(t *testing.T) {
	l := reported(t)
	l.do(Action{Kind: DoDispatch, Lead: "zhujian", CoUnits: []string{"ranqi"}}, dispatcher)
	l.do(Action{Kind: DoRecuse, Users: []string{"s9"}, Reason: "亲属"}, supervisor)
	accused := Actor{ID: "l3", Role: RoleLiaison, Unit: "shuiwu"}
	for _, tc := range []struct {
		who                      string
		by                       Actor
		see, read, know, nothing bool
	}{
		{"of the few", supervisor, true, true, true, false},
		{"a dispatcher of the few", dispatcher, true, true, true, false},
		{"a dispatcher who is not named", Actor{ID: "d2", Role: RoleDispatcher}, true, true, true, true},
		{"a supervisor who is not named", deputy, true, true, true, true},
		{"an agent", agent, true, false, false, true},
		{"an agent of the name of one of the few", Actor{ID: "s1", Role: RoleAgent}, true, false, false, true},
		{"an administrator", admin, true, false, false, true},
		{"the lead", leader, true, true, false, true},
		{"a co-handler", helper, true, true, false, true},
		{"a unit that is not on it", Actor{ID: "l4", Role: RoleLiaison, Unit: "xingfu"}, false, false, false, true},
		{"the accused unit", accused, false, false, false, true},
		{"a recused supervisor", Actor{ID: "s9", Role: RoleSupervisor}, false, false, false, true},
		{"a citizen", citizen, false, false, false, true},
	} {
		require.Equal(t, tc.see, CanSee(l.ticket, tc.by), "%s: sees", tc.who)
		require.Equal(t, tc.read, CanRead(l.ticket, tc.by), "%s: reads", tc.who)
		require.Equal(t, tc.know, CanKnow(l.ticket, tc.by), "%s: knows of the seal", tc.who)
		require.Equal(t, tc.nothing, Sealed(l.ticket, tc.by), "%s: learns nothing of the caller", tc.who)
		require.False(t, MayReveal(l.ticket, tc.by, l.now), "%s: nobody reveals what two have not unsealed", tc.who)
		want := hiddenReport
		if tc.read {
			want = l.ticket.Title
		}
		require.Equal(t, want, l.ticket.TitleFor(tc.by), tc.who)
	}
	require.Equal(t, hiddenReport, l.ticket.OpenTitle())
	require.Empty(t, l.ticket.SearchText())
	require.Empty(t, l.ticket.Marks())
	require.Empty(t, l.ticket.Contact.PhoneHash)
	require.NotContains(t, marshal(l.events), "赵某某")
	rec, _ := l.ticket.Record()
	require.Equal(t, hiddenReport, rec.Title)
}

// Nobody named: every supervisor is of the few, and nobody else.
func TestWithoutNamedFewSupervisorsAreThem(t *testing.T) {
	l := born(t, func(in *Intake) { in.Confidential = true })
	require.False(t, Sealed(l.ticket, supervisor))
	require.True(t, Sealed(l.ticket, dispatcher))
	old := l.ticket
	old.Seal = nil // registered before there were seals
	require.False(t, Sealed(old, supervisor))
	require.True(t, Sealed(old, dispatcher))
	require.True(t, old.IsSealed())
}

// Unsealing needs two of the few, each by themselves; it is for the one who
// asked, and ends by itself.
func TestUnsealByTwo(t *testing.T) {
	l := reported(t)
	ask, yes, no := Action{Kind: DoUnseal, Reason: "核实线索"}, Action{Kind: DoDecideUnseal, Approve: true, Reason: "情况属实"}, Action{Kind: DoDecideUnseal, Reason: "理由不足"}
	reveal := Action{Kind: DoReveal, Reason: "联系举报人"}
	require.Equal(t, "not_named", keyOf(l.try(ask, deputy)))
	require.Equal(t, "unseal_none", keyOf(l.try(yes, chief)))
	require.Equal(t, "required", keyOf(l.try(Action{Kind: DoUnseal}, supervisor)))
	l.do(ask, supervisor)
	require.Equal(t, "unseal_pending", keyOf(l.try(ask, chief)))
	require.Equal(t, "own_request", keyOf(l.try(yes, supervisor)))
	require.Equal(t, "not_named", keyOf(l.try(yes, deputy)))
	require.Equal(t, "required", keyOf(l.try(Action{Kind: DoDecideUnseal, Approve: true}, chief)))
	l.do(no, chief)
	require.Equal(t, "sealed", keyOf(l.try(reveal, supervisor)), "refused")
	l.do(ask, supervisor).do(yes, dispatcher)
	granted := l.now
	require.Equal(t, "unseal_granted", keyOf(l.try(ask, supervisor)))
	for _, other := range []Actor{chief, dispatcher, deputy, agent, admin} {
		require.Equal(t, Forbidden, CodeOf(l.try(reveal, other)), "it is for the one who asked: %s", other.ID)
	}
	l.do(reveal, supervisor)
	l.now = granted.Add(UnsealLife).Add(-2 * time.Minute)
	l.do(reveal, supervisor)
	l.now = granted.Add(UnsealLife).Add(-time.Minute)
	require.Equal(t, "sealed", keyOf(l.try(reveal, supervisor)), "a day later it is over")
	l.do(ask, supervisor).do(yes, chief).do(reveal, supervisor)
	var trail []Kind
	for _, e := range l.events {
		if e.Kind != Registered && e.Kind != RecusedMarked && e.Kind != SealedMarked {
			trail = append(trail, e.Kind)
		}
	}
	require.Equal(t, []Kind{UnsealAsked, UnsealDecided, UnsealAsked, UnsealDecided, Revealed, Revealed, UnsealAsked, UnsealDecided, Revealed}, trail, "every step is written down")
	require.Len(t, l.ticket.Seal.Grants, 1, "what is over is dropped")
}

// Who must stay away neither asks nor decides, and what they asked lapses.
func TestRecusedDoNotUnseal(t *testing.T) {
	l := reported(t).do(Action{Kind: DoUnseal, Reason: "核实"}, supervisor)
	l.do(Action{Kind: DoRecuse, Users: []string{"s1"}, Reason: "与被举报人有亲属关系"}, dispatcher)
	require.Equal(t, "unseal_none", keyOf(l.try(Action{Kind: DoDecideUnseal, Approve: true, Reason: "同意"}, chief)))
	require.Equal(t, Forbidden, CodeOf(l.try(Action{Kind: DoUnseal, Reason: "核实"}, supervisor)))
	require.Empty(t, Offers(l.ticket, supervisor))
	l.do(Action{Kind: DoUnseal, Reason: "核实"}, chief)
	require.Equal(t, Forbidden, CodeOf(l.try(Action{Kind: DoDecideUnseal, Approve: true, Reason: "同意"}, supervisor)))
}

// A recused unit gets the ticket by no way, and a unit's family is the unit.
func TestRecusedUnitIsBarredEverywhere(t *testing.T) {
	l := reported(t)
	l.r.Units["paishui"] = Unit{Code: "paishui", Name: "排水所", Parent: "shuiwu", Group: Bureau, Active: true}
	gas := l.r.Units["ranqi"]
	gas.Parent = "zhujian"
	l.r.Units["ranqi"] = gas
	dispatchTo := func(lead string, co ...string) Action {
		return Action{Kind: DoDispatch, Lead: lead, CoUnits: co, Reason: "职责"}
	}
	require.Equal(t, "unit_barred", keyOf(l.try(dispatchTo("shuiwu"), dispatcher)))
	require.Equal(t, "unit_barred", keyOf(l.try(dispatchTo("paishui"), dispatcher)), "below it, though it came later")
	require.Equal(t, "unit_barred", keyOf(l.try(dispatchTo("zhujian", "shuiwu"), dispatcher)))
	l.do(dispatchTo("zhujian", "ranqi"), dispatcher)
	l.ticket.Contact.Anonymous = false
	require.Equal(t, "unit_barred", keyOf(l.try(Action{Kind: DoReturn, Reason: "not_duty", Basis: "三定规定", Suggested: "shuiwu"}, leader)))
	require.Equal(t, "unit_barred", keyOf(l.try(Action{Kind: DoAssist, CoUnits: []string{"shuiwu"}, Reason: "协办"}, dispatcher)))

	l.do(Action{Kind: DoRecuse, Units: []string{"ranqi"}, Reason: "举报人补充"}, supervisor)
	require.ElementsMatch(t, []string{"paishui", "ranqi", "shuiwu", "zhujian"}, l.ticket.Recusal.Units)
	require.Equal(t, StateRegistered, l.ticket.State, "the parent led it")
	require.False(t, CanSee(l.ticket, leader))
	require.False(t, CanSee(l.ticket, helper))
	require.Equal(t, Forbidden, CodeOf(l.try(Action{Kind: DoNote, Text: "看一看"}, leader)))
	require.NoError(t, Sound(l.ticket, l.events))
}

// A co-handler that must go loses its part; the lead goes on.
func TestRecusedCoHandlerGoes(t *testing.T) {
	l := at(t, StateAccepted).do(Action{Kind: DoRecuse, Units: []string{"ranqi"}, Reason: "利害关系"}, dispatcher)
	require.Equal(t, StateAccepted, l.ticket.State)
	require.Empty(t, l.ticket.CoUnits)
	require.Empty(t, l.ticket.Parts)
	require.False(t, CanSee(l.ticket, helper))
	require.True(t, CanSee(l.ticket, leader))
	closed := at(t, StateClosed).do(Action{Kind: DoRecuse, Units: []string{"zhujian"}, Reason: "利害关系"}, dispatcher)
	require.Equal(t, "zhujian", closed.ticket.Lead, "what it did stays on its account")
	require.False(t, CanSee(closed.ticket, leader))
	closed.do(Action{Kind: DoReopen, Reason: "情况变化"}, dispatcher)
	require.Equal(t, StateRegistered, closed.ticket.State, "it does not get it back")
	require.NoError(t, Sound(closed.ticket, closed.events))
}

// Sealing later takes the words with it.
func TestSealLater(t *testing.T) {
	l := born(t, func(in *Intake) { in.Text = "张三反映，小区路灯不亮。" })
	l.do(good(DoDispatch), dispatcher).do(good(DoAccept), leader)
	require.Equal(t, "named_alone", keyOf(l.try(Action{Kind: DoSeal, Users: []string{"s1"}, Reason: "举报人有顾虑"}, supervisor)))
	require.Equal(t, "unknown_value", keyOf(l.try(Action{Kind: DoSeal, Category: "none", Reason: "举报人有顾虑"}, supervisor)))
	l.do(Action{Kind: DoSeal, Reason: "举报人有顾虑", Caller: &Person{Name: "张三", Phone: "13800001234"}}, supervisor)
	require.Equal(t, "〔来电人〕反映，小区路灯不亮。", l.ticket.Text)
	require.Empty(t, l.ticket.Contact.PhoneHash)
	require.True(t, l.ticket.ContactWaived(), "the unit cannot reach who is hidden from it")
	require.Equal(t, "sealed_already", keyOf(l.try(good(DoSeal), supervisor)))
	for _, e := range l.events {
		require.Nil(t, e.For(l.ticket, supervisor).Data.Matter, "the words of the registration are read by nobody")
	}
	parent := at(t, StateAccepted).do(Action{Kind: DoAdopt, Into: "20261123-0002"}, agent)
	require.Equal(t, "seal_merged", keyOf(parent.try(good(DoSeal), supervisor)))
	require.Equal(t, "seal_merged", keyOf(parent.try(good(DoRecuse), supervisor)))
}

// Whatever way two tickets are brought together, they must be kept from the same
// people.
func TestMergeOnlyWhatIsSealedAlike(t *testing.T) {
	open := func(in *Intake) {}
	secret := func(in *Intake) { in.Confidential = true }
	for name, tc := range map[string]struct {
		a, b   func(*Intake)
		change func(h *house, a, b string)
		want   string
	}{
		"open under sealed": {open, secret, nil, "merge_sealed"},
		"sealed under open": {secret, open, nil, "merge_sealed"},
		"both for the same": {secret, secret, nil, ""},
		"sealed later":      {open, open, func(h *house, a, b string) { h.do(a, Action{Kind: DoSeal, Reason: "顾虑"}, supervisor) }, "merge_sealed"},
		"other named": {secret, open, func(h *house, a, b string) {
			h.do(b, Action{Kind: DoSeal, Users: []string{"s1", "s2"}, Reason: "顾虑"}, supervisor)
		}, "merge_sealed"},
		"one from a unit": {open, open, func(h *house, a, b string) {
			h.do(a, Action{Kind: DoRecuse, Units: []string{"shuiwu"}, Reason: "回避"}, supervisor)
		}, "merge_sealed"},
		"both from the unit": {open, open, func(h *house, a, b string) {
			for _, no := range []string{a, b} {
				h.do(no, Action{Kind: DoRecuse, Units: []string{"shuiwu"}, Reason: "回避"}, supervisor)
			}
		}, ""},
	} {
		h := newHouse(t)
		a, b := h.add(1, "", tc.a), h.add(2, "", tc.b)
		if tc.change != nil {
			tc.change(h, a, b)
		}
		require.Equal(t, tc.want, h.refused(a, b), name)
	}
}

// The settings keep their ten, the fixed ones as they are.
func TestReportCentreValidate(t *testing.T) {
	for name, tc := range map[string]struct {
		change func(*ReportCentre)
		want   string
	}{
		"as delivered":      {func(c *ReportCentre) {}, ""},
		"another name":      {func(c *ReportCentre) { c.Categories[9] = ReportCategory{"school", "校园安全", false, true} }, ""},
		"one out of use":    {func(c *ReportCentre) { c.Categories[4].Active = false }, ""},
		"nine":              {func(c *ReportCentre) { c.Categories = c.Categories[:9] }, "categories_ten"},
		"fixed renamed":     {func(c *ReportCentre) { c.Categories[0].Name = "安全" }, "category_fixed"},
		"fixed out of use":  {func(c *ReportCentre) { c.Categories[1].Active = false }, "category_fixed"},
		"fixed moved":       {func(c *ReportCentre) { c.Categories[0], c.Categories[1] = c.Categories[1], c.Categories[0] }, "category_fixed"},
		"another one fixed": {func(c *ReportCentre) { c.Categories[5].Fixed = true }, "category_fixed"},
		"a code twice":      {func(c *ReportCentre) { c.Categories[9].Code = "fire" }, "category_twice"},
		"no name":           {func(c *ReportCentre) { c.Categories[9].Name = " " }, "category_name"},
		"markup":            {func(c *ReportCentre) { c.Categories[9].Name = "<b>乱" }, "category_name"},
		"one named":         {func(c *ReportCentre) { c.Named = []string{"s1"} }, "named_alone"},
		"named twice":       {func(c *ReportCentre) { c.Named = []string{"s1", "s1"} }, "named_twice"},
		"two named":         {func(c *ReportCentre) { c.Named = []string{"s1", "s2"} }, ""},
	} {
		c := DefaultReportCentre()
		tc.change(&c)
		err := c.Validate()
		require.Equal(t, tc.want, keyOf(err), name)
	}
}
