package dispatch

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

var appealTime = time.Date(2026, 11, 18, 9, 0, 0, 0, sla.Zone)

// objections is October with a late ticket and one in time of unit a, and a late
// one of unit b.
func objections() AppealGround {
	due := time.Date(2026, 10, 12, 9, 0, 0, 0, sla.Zone)
	rec := func(no, unit string, late time.Duration) sla.Record {
		m := sla.Mark{Applies: true, Due: due, Met: due.Add(late)}
		return sla.Record{No: no, Unit: unit, Registered: due.AddDate(0, 0, -5), Dispatched: due.AddDate(0, 0, -5), Accept: m, Resolve: sla.Mark{Applies: true, Due: due, Met: due}}
	}
	g := AppealGround{Scheme: sla.DefaultScheme(), Units: []sla.ScoredUnit{{Code: "a", Group: "town"}, {Code: "b", Group: "town"}},
		Records: []sla.Record{rec("late", "a", time.Hour), rec("met", "a", 0), rec("other", "b", time.Hour)},
		Window:  AppealWindow{Open: true, DecideUntil: appealTime.AddDate(0, 0, 3)}}
	g.Month = sla.Score(g.Scheme, "2026-10", g.Units, g.Records)
	return g
}

func liaisonOf(unit string) Actor { return Actor{ID: "liaison-" + unit, Role: RoleLiaison, Unit: unit} }

func appealOf(no, unit, scope string) Appeal {
	return Appeal{Kind: sla.AdjustAppeal, Month: "2026-10", No: no, Unit: unit, Scope: scope, Reason: "站内停电", Evidence: "附停电公告"}
}

func exclusionOf(no, unit, code string) Appeal {
	a := appealOf(no, unit, sla.ScopeAll)
	a.Kind, a.Code = sla.AdjustExclusion, code
	return a
}

func TestFileAppeal(t *testing.T) {
	dispatcher, supervisor := Actor{ID: "d", Role: RoleDispatcher}, Actor{ID: "s", Role: RoleSupervisor}
	open, rejected, withdrawn := appealOf("late", "a", "accept"), appealOf("late", "a", "accept"), appealOf("late", "a", "accept")
	open.State, rejected.State, withdrawn.State = AppealOpen, AppealRejected, AppealWithdrawn
	shut := AppealWindow{}
	for name, tc := range map[string]struct {
		appeal Appeal
		change func(*Appeal)
		by     Actor
		window *AppealWindow
		others []Appeal
		key    string
	}{
		"the unit its own":               {appeal: appealOf("late", "a", "accept"), by: liaisonOf("a")},
		"the unit need not be named":     {appeal: appealOf("late", "", "accept"), by: liaisonOf("a")},
		"another unit's":                 {appeal: appealOf("other", "b", "accept"), by: liaisonOf("a"), key: "not_your_unit"},
		"another's ticket as one's own":  {appeal: appealOf("other", "a", "accept"), by: liaisonOf("a"), key: "appeal_costs_nothing"},
		"a dispatcher does not appeal":   {appeal: appealOf("late", "a", "accept"), by: dispatcher, key: "role_may_not"},
		"nor does a supervisor":          {appeal: appealOf("late", "a", "accept"), by: supervisor, key: "role_may_not"},
		"the window is shut":             {appeal: appealOf("late", "a", "accept"), by: liaisonOf("a"), window: &shut, key: "appeal_window"},
		"what was met":                   {appeal: appealOf("met", "a", "accept"), by: liaisonOf("a"), key: "appeal_costs_nothing"},
		"another part of it":             {appeal: appealOf("late", "a", "resolve"), by: liaisonOf("a"), key: "appeal_costs_nothing"},
		"a whole ticket is excluded":     {appeal: appealOf("late", "a", "all"), by: liaisonOf("a"), key: "unknown_value"},
		"no reason":                      {appeal: appealOf("late", "a", "accept"), change: func(a *Appeal) { a.Reason = " " }, by: liaisonOf("a"), key: "required"},
		"no evidence":                    {appeal: appealOf("late", "a", "accept"), change: func(a *Appeal) { a.Evidence = "" }, by: liaisonOf("a"), key: "required"},
		"an event is evidence":           {appeal: appealOf("late", "a", "accept"), change: func(a *Appeal) { a.Evidence, a.Events = "", []int{2} }, by: liaisonOf("a")},
		"an event that is not there":     {appeal: appealOf("late", "a", "accept"), change: func(a *Appeal) { a.Events = []int{9} }, by: liaisonOf("a"), key: "unknown_value"},
		"too many words":                 {appeal: appealOf("late", "a", "accept"), change: func(a *Appeal) { a.Reason = strings.Repeat("长", 201) }, by: liaisonOf("a"), key: "too_long"},
		"one is open":                    {appeal: appealOf("late", "a", "accept"), by: liaisonOf("a"), others: []Appeal{open}, key: "appeal_open"},
		"it was decided":                 {appeal: appealOf("late", "a", "accept"), by: liaisonOf("a"), others: []Appeal{rejected}, key: "appeal_settled"},
		"it was withdrawn":               {appeal: appealOf("late", "a", "accept"), by: liaisonOf("a"), others: []Appeal{withdrawn}},
		"an exclusion of the own":        {appeal: exclusionOf("late", "a", "force_majeure"), by: liaisonOf("a"), window: &shut},
		"by the dispatcher, of any":      {appeal: exclusionOf("other", "", "legal_process"), by: dispatcher, window: &shut},
		"not once published":             {appeal: exclusionOf("late", "a", "force_majeure"), by: liaisonOf("a"), window: &AppealWindow{Published: true}, key: "month_closed"},
		"an unknown reason":              {appeal: exclusionOf("late", "a", "bad_weather"), by: liaisonOf("a"), key: "unknown_value"},
		"no excuse is needed":            {appeal: exclusionOf("met", "a", "force_majeure"), by: liaisonOf("a"), key: "exclusion_met"},
		"a duplicate counts for nobody":  {appeal: exclusionOf("met", "a", "duplicate"), by: dispatcher},
		"what counts nowhere":            {appeal: exclusionOf("unknown", "a", "duplicate"), by: dispatcher, key: "exclusion_counts_not"},
		"a supervisor asks for nothing":  {appeal: exclusionOf("late", "a", "duplicate"), by: supervisor, key: "role_may_not"},
		"an open appeal is another case": {appeal: exclusionOf("late", "a", "duplicate"), by: dispatcher, others: []Appeal{open}},
	} {
		g := objections()
		if tc.window != nil {
			g.Window = *tc.window
		}
		if tc.change != nil {
			tc.change(&tc.appeal)
		}
		got, err := g.File(tc.appeal, tc.others, []Event{{Seq: 1}, {Seq: 2}}, tc.by, appealTime)
		if tc.key != "" {
			var e *Error
			require.ErrorAs(t, err, &e, name)
			require.Equal(t, tc.key, e.Key, name)
			continue
		}
		require.NoError(t, err, name)
		require.Equal(t, AppealOpen, got.State, name)
		require.Equal(t, tc.by.ID, got.AskedBy, name)
		require.NotEmpty(t, got.Unit, name)
		for _, o := range tc.others {
			require.NotEqual(t, o.ID(), got.ID(), name)
		}
	}
}

func TestDecideAppeal(t *testing.T) {
	g := objections()
	filed, err := g.File(appealOf("late", "a", "accept"), nil, nil, liaisonOf("a"), appealTime)
	require.NoError(t, err)
	effect, counted := g.Effect(filed)
	require.True(t, counted)
	require.Equal(t, "100.00", effect.TotalTo.String())
	require.Greater(t, effect.PointsTo, effect.PointsFrom)

	supervisor := Actor{ID: "s", Role: RoleSupervisor}
	reviewed := []Event{{Kind: Reviewed, Actor: supervisor}}
	away := Ticket{Recusal: &Recusal{Users: []string{"s"}}}
	own := filed
	own.AskedBy = "s"
	decided, err := filed.Decide(false, "公告与时间不符", Ticket{}, nil, effect, supervisor, appealTime)
	require.NoError(t, err)
	require.Equal(t, AppealRejected, decided.State)
	require.Equal(t, effect, *decided.Effect)
	for key, try := range map[string]func() error{
		"required": func() error {
			_, err := filed.Decide(true, "", Ticket{}, nil, effect, supervisor, appealTime)
			return err
		},
		"role_may_not":    func() error { return filed.MayDecide(Ticket{}, nil, liaisonOf("a")) },
		"appeal_own":      func() error { return own.MayDecide(Ticket{}, nil, supervisor) },
		"appeal_reviewer": func() error { return filed.MayDecide(Ticket{}, reviewed, supervisor) },
		"appeal_recused":  func() error { return filed.MayDecide(away, nil, supervisor) },
		"appeal_decided":  func() error { return decided.MayDecide(Ticket{}, nil, supervisor) },
		"appeal_not_yours": func() error {
			_, err := filed.Withdraw(liaisonOf("b"), appealTime)
			return err
		},
	} {
		var e *Error
		require.ErrorAs(t, try(), &e, key)
		require.Equal(t, key, e.Key)
	}
	_, err = decided.Withdraw(liaisonOf("a"), appealTime)
	require.ErrorContains(t, err, "appeal_decided")
	back, err := filed.Withdraw(liaisonOf("a"), appealTime)
	require.NoError(t, err)
	require.Equal(t, AppealWithdrawn, back.State)

	approved, err := filed.Decide(true, "公告属实", Ticket{}, nil, effect, supervisor, appealTime)
	require.NoError(t, err)
	after := sla.Score(g.Scheme, "2026-10", g.Units, sla.Adjust(g.Records, []sla.Adjustment{approved.Adjustment()}))
	_, row, _ := after.Find("a")
	require.Equal(t, effect.TotalTo, row.Total, "what was foretold is what happens")
	require.Equal(t, effect.RankTo, row.Rank)
}

// Whoever decided about the return or the supervision does not judge the appeal
// against it; about another thing of the ticket they may.
func TestAppealDecidedByAnother(t *testing.T) {
	by := Actor{ID: "s", Role: RoleSupervisor}
	for _, tc := range []struct {
		kind  Kind
		scope string
		may   bool
	}{
		{Reviewed, sla.MetricAccept, false}, {ReturnDecided, sla.MetricImproperReturn, false}, {ReturnDecided, sla.MetricAccept, true},
		{Supervised, sla.FindingSupervise3, false}, {Supervised, sla.MetricAccept, true}, {Dispatched, sla.MetricAccept, true},
	} {
		a := Appeal{State: AppealOpen, Scope: tc.scope, AskedBy: "u"}
		require.Equal(t, tc.may, a.MayDecide(Ticket{}, []Event{{Kind: tc.kind, Actor: by}}, by) == nil, "%s %s", tc.kind, tc.scope)
	}
}
