package sla

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// Every list is as long as the number it stands behind, for every unit and part,
// and one ticket right gives back what scoring the month anew gives.
func TestEveryNumberHasItsTickets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(Schemes()).Draw(t, "scheme")
		if rapid.Bool().Draw(t, "smooth") {
			s.Smoothing = &Smoothing{K: 5, Toward: rapid.SampledFrom(Towards()).Draw(t, "toward")}
		}
		if rapid.Bool().Draw(t, "keys") {
			s.Ties = []string{TieSatisfaction, TieVolume}
		}
		var recs []Record
		for i := range rapid.IntRange(0, 60).Draw(t, "n") {
			r := drawRecord(t, i)
			if rapid.IntRange(0, 4).Draw(t, "again") == 0 && i > 0 { // the same ticket came back to the unit
				r.No, r.Unit = recs[i-1].No, recs[i-1].Unit
			}
			r.ImproperReturns = rapid.IntRange(0, r.Returns).Draw(t, "improper")
			r.Difficult = rapid.Bool().Draw(t, "difficult")
			recs = append(recs, r)
		}
		month := Score(s, "2026-10", testUnits(), recs)
		for _, u := range testUnits() {
			own := slices.DeleteFunc(slices.Clone(recs), func(r Record) bool { return r.Unit != u.Code })
			e, ok := month.Explain(s, u.Code, own)
			require.True(t, ok)
			holdsLists(t, s, e, own)
			for _, p := range e.Parts {
				if p.GiveBack == nil {
					continue
				}
				_, row, _ := rescored(s, "2026-10", testUnits(), recs, u.Code, p.Key, p.Nos...).Find(u.Code)
				require.Equal(t, GiveBack{row.Total - e.Row.Total, row.Total, row.Rank}, *p.GiveBack, p.Key)
				for _, k := range p.Tickets {
					_, row, _ := rescored(s, "2026-10", testUnits(), recs, u.Code, p.Key, k.No).Find(u.Code)
					require.Equal(t, GiveBack{row.Total - e.Row.Total, row.Total, row.Rank}, *k.GiveBack, "%s of %s", k.No, p.Key)
				}
			}
		}
	})
}

// rescored is the month with these tickets of a unit right in one part: what
// GiveBack foretells, scored from all records.
func rescored(s Scheme, month string, units []ScoredUnit, recs []Record, unit, key string, nos ...string) Month {
	again := slices.Clone(recs)
	for i := range again {
		if again[i].Unit == unit && slices.Contains(nos, again[i].No) {
			again[i] = again[i].right(key)
		}
	}
	return Score(s, month, units, again)
}

// holdsLists compares each list of a unit with its number.
func holdsLists(t require.TestingT, s Scheme, e Explanation, own []Record) {
	count := func(key string, side Side) int { return len(Counted(s, e.Month, e.Row.Unit, key, side, own)) }
	for _, p := range e.Parts {
		if !s.Listed(p.Key) {
			continue
		}
		all := p.Den
		if p.Formula.Kind == FormulaFinding || p.Formula.Kind == FormulaBonus {
			all = p.Num
		}
		require.Equal(t, all, count(p.Key, SideAll), "all of %s", p.Key)
		require.Equal(t, p.Num, count(p.Key, SideNum), "numerator of %s", p.Key)
		if p.Formula.Kind == FormulaRate && !p.Formula.Lower {
			require.Equal(t, p.Den-p.Num, count(p.Key, SideLost), "lost of %s", p.Key)
		}
		require.Len(t, p.Tickets, len(p.Nos))
	}
	require.Equal(t, e.Row.Due, count(MetricResolve, SideAll))
	require.Equal(t, e.Row.Late, count(MetricResolve, SideLost))
	require.Equal(t, e.Row.Dispatched, count(FlowDispatched, SideAll))
	require.Equal(t, e.Row.CarriedIn, count(FlowCarriedIn, SideAll))
	require.Equal(t, e.Row.CarriedOut, count(FlowCarriedOut, SideAll))
}

func TestCounted(t *testing.T) {
	at := func(day, hour int) time.Time { return time.Date(2026, 10, day, hour, 0, 0, 0, Zone) }
	late := Record{No: "2", Unit: "a", Title: "路灯不亮", Dispatched: at(5, 9), Accept: Mark{Applies: true, Due: at(5, 17), Met: at(6, 9)},
		Redos: 2, Resolve: Mark{Applies: true, Due: at(9, 17), Met: at(8, 9)}, CallbackAt: at(12, 9), Satisfied: No, Returns: 2, ImproperReturns: 1, ReplyFindings: 2}
	good := Record{No: "1", Unit: "a", Dispatched: at(5, 9), Accept: Mark{Applies: true, Due: at(5, 17), Met: at(5, 10)}, Resolve: Mark{Applies: true, Due: at(9, 17), Met: at(9, 17)}, Praise: true}
	recs := []Record{late, good, {No: "3", Unit: "b", Dispatched: at(5, 9), Resolve: Mark{Applies: true, Due: at(9, 17)}}}
	for _, tc := range []struct {
		key  string
		side Side
		want string
	}{
		{MetricAccept, SideAll, "[1 num 1 2 lost 1]"},
		{MetricAccept, SideNum, "[1 num 1]"},
		{MetricAccept, SideLost, "[2 lost 1]"},
		{MetricRedo, SideAll, "[1 den 1 2 lost 1]"},
		{MetricRedo, SideNum, "[2 lost 1]"},
		{MetricSatisfaction, SideAll, "[2 lost 1]"},
		{MetricImproperReturn, SideAll, "[2 den 1 2 lost 1]"},
		{FindingReply, SideAll, "[2 lost 1 2 lost 2]"},
		{BonusPraise, SideLost, "[1 num 1]"},
		{FlowDispatched, SideAll, "[1 num 1 2 num 1]"},
	} {
		got := []string{}
		for _, k := range Counted(DefaultScheme(), "2026-10", "a", tc.key, tc.side, recs) {
			got = append(got, fmt.Sprint(k.No, " ", k.Counted, " ", k.Nth))
		}
		require.Equal(t, tc.want, fmt.Sprint(got), "%s %s", tc.key, tc.side)
	}
	row := Counted(DefaultScheme(), "2026-10", "a", MetricAccept, SideLost, recs)[0]
	require.Equal(t, TicketRow{No: "2", Title: "路灯不亮", Counted: CountedLost, Nth: 1, Due: at(5, 17), Met: at(6, 9), LateMinutes: 16 * 60}, row)
	require.Equal(t, at(12, 9), Counted(DefaultScheme(), "2026-10", "a", MetricSatisfaction, SideAll, recs)[0].At)
	require.Empty(t, Counted(DefaultScheme(), "2026-13", "a", MetricAccept, SideAll, recs))
}

func TestPageOf(t *testing.T) {
	rows := []TicketRow{{No: "1", Counted: "num", Nth: 1}, {No: "2", Counted: "den", Nth: 1}, {No: "2", Counted: "lost", Nth: 1}}
	got := []TicketRow{}
	after, ok := "", true
	for range 2 {
		var page []TicketRow
		page, after, ok = PageOf(rows, after, 2)
		require.True(t, ok)
		got = append(got, page...)
	}
	require.Equal(t, rows, got)
	require.Empty(t, after)
	_, _, ok = PageOf(rows, "9.num.1", 2)
	require.False(t, ok)
}

// The numbers of a formula give the points when done by hand.
func TestFormula(t *testing.T) {
	s := DefaultScheme()
	rate := Dec(96_15)
	f := s.formula(Part{Key: MetricAccept, Max: 10_00, Points: 8_15, Lost: 1_85, Rate: &rate, Num: 50, Den: 52})
	require.Equal(t, Formula{Kind: FormulaRate, Num: 50, Den: 52, Places: 2, Rate: &rate, Max: 10_00, FullAt: 98_00, Away: 1_85, Slope: 1_00, Raw: 8_15, Points: 8_15}, f)
	low := Dec(50_00)
	f = s.formula(Part{Key: MetricSatisfaction, Max: 20_00, Points: 10_00, Lost: 10_00, Rate: &low, Num: 1, Den: 2})
	require.Equal(t, []any{Dec(-2_50), Dec(10_00), true}, []any{f.Raw, f.Floor, f.Bounded})
	f = s.formula(Part{Key: MetricRedo, Max: 5_00, Points: 4_02, Num: 1, Den: 51})
	require.True(t, f.Lower)
	require.Equal(t, Dec(1_96), f.Away)
	require.Equal(t, FormulaEach, s.formula(Part{Key: MetricImproperReturn, Max: 5_00, Points: 4_00, Num: 1}).Kind)
	require.Equal(t, FormulaNone, s.formula(Part{Key: MetricAccept, Max: 10_00, Points: 10_00}).Kind)
	f = s.formula(Part{Key: FindingReply, Max: 5_00, Points: 0, Lost: 5_00, Num: 7})
	require.Equal(t, []any{FormulaFinding, Dec(-2_00), true}, []any{f.Kind, f.Raw, f.Bounded})
	require.Equal(t, FormulaBonus, s.formula(Part{Key: BonusPraise, Points: 20, Num: 1}).Kind)
	require.Equal(t, FormulaConstant, s.formula(Part{Key: "organisation", Max: 5_00, Points: 5_00}).Kind)
}

// fixmystreet#1957: a unit with one ticket leads no ranking, one without any is
// named as such, and units that tie share their rank.
func TestPeers27SmallUnitsDoNotLead(t *testing.T) {
	at := time.Date(2026, 10, 9, 17, 0, 0, 0, Zone)
	var recs []Record
	add := func(unit string, n, late int) {
		for i := range n {
			r := Record{No: fmt.Sprint(unit, i), Unit: unit, Dispatched: at.Add(-time.Hour), Resolve: Mark{Applies: true, Due: at, Met: at}}
			if i < late {
				r.Resolve.Met = at.Add(time.Hour)
			}
			recs = append(recs, r)
		}
	}
	add("one", 1, 0)
	add("a", 30, 3)
	add("b", 30, 3)
	add("c", 30, 9)
	units := []ScoredUnit{{Code: "one", Group: "town"}, {Code: "a", Group: "town"}, {Code: "b", Group: "town"}, {Code: "c", Group: "town"}, {Code: "idle", Group: "town"}}
	g := Score(DefaultScheme(), "2026-10", units, recs).Groups[0]
	ranks := map[string]int{}
	for _, r := range g.Ranked {
		ranks[r.Unit] = r.Rank
	}
	require.Equal(t, map[string]int{"a": 1, "b": 1, "c": 3}, ranks)
	require.Equal(t, []any{"one", NoteMinDue}, []any{g.Observed[0].Unit, g.Observed[0].Note})
	require.Equal(t, []any{"idle", NoteNoDue}, []any{g.None[0].Unit, g.None[0].Note})
	require.Zero(t, g.Observed[0].Rank+g.None[0].Rank)
}
