package sla

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func schemeNamed(t testing.TB, name string) Scheme {
	t.Helper()
	for _, s := range Schemes() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no scheme %s", name)
	return Scheme{}
}

// Every fault is listed at its field.
func TestSchemeCheck(t *testing.T) {
	for _, tc := range []struct {
		name, field, code string
		spoil             func(*Scheme)
	}{
		{"name", "name", FaultRequired, func(s *Scheme) { s.Name = " " }},
		{"base", "base", FaultRange, func(s *Scheme) { s.Base = -1 }},
		{"tie", "tie", FaultOneOf, func(s *Scheme) { s.Tie = "1234" }},
		{"group twice", "groups.1.key", FaultTwice, func(s *Scheme) { s.Groups[1].Key = "town" }},
		{"group taken", "groups.0.of", FaultTwice, func(s *Scheme) { s.Groups[0].Of = []string{"x", "x"} }},
		{"metric", "metrics.0.key", FaultUnknown, func(s *Scheme) { s.Metrics[0].Key = "speed" }},
		{"metric twice", "metrics.1.key", FaultTwice, func(s *Scheme) { s.Metrics[1].Key = MetricAccept }},
		{"floor", "metrics.2.floor", FaultRange, func(s *Scheme) { s.Metrics[2].Floor = 25_01 }},
		{"full mark", "metrics.2.full_at", FaultRange, func(s *Scheme) { s.Metrics[2].FullAt = 100_01 }},
		{"denominator", "metrics.3.denominator", FaultOneOf, func(s *Scheme) { s.Metrics[3].Denominator = "due" }},
		{"late is better", "metrics.2.direction", FaultOneOf, func(s *Scheme) { s.Metrics[2].Direction = "lower" }},
		{"rounding", "metrics.0.rounding", FaultRange, func(s *Scheme) { s.Metrics[0].Rounding = 3 }},
		{"each", "metrics.0.per", FaultEach, func(s *Scheme) { s.Metrics[0].Per = "each" }},
		{"finding", "findings.0.key", FaultUnknown, func(s *Scheme) { s.Findings[0].Key = "mood" }},
		{"cap", "findings.1.cap", FaultRange, func(s *Scheme) { s.Findings[1].Cap = -1 }},
		{"bonus", "bonuses.0.per", FaultRange, func(s *Scheme) { s.Bonuses[0].Per = -1 }},
		{"weights", "weights", FaultSum, func(s *Scheme) { s.Constants[0].Weight++ }},
		{"below", "below", FaultNeeds, func(s *Scheme) { s.Below = BelowSmooth }},
		{"k", "smoothing.k", FaultRange, func(s *Scheme) { s.Smoothing = &Smoothing{Toward: TowardGroup} }},
		{"toward", "smoothing.toward", FaultOneOf, func(s *Scheme) { s.Smoothing = &Smoothing{K: 1} }},
		{"exclusion", "exclusions.0.name", FaultRequired, func(s *Scheme) { s.Exclusions = []Exclusion{{Code: "x"}} }},
		{"tie key", "ties.0", FaultOneOf, func(s *Scheme) { s.Ties = []string{"mood"} }},
		{"tie key twice", "ties.1", FaultTwice, func(s *Scheme) { s.Ties = []string{TieVolume, TieVolume} }},
		{"lists", "lists.black_of", FaultOneOf, func(s *Scheme) { s.Lists = &Lists{BlackOf: "x"} }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := DefaultScheme()
			tc.spoil(&s)
			faults := s.Check()
			require.True(t, slices.ContainsFunc(faults, func(f Fault) bool { return f.Field == tc.field && f.Code == tc.code }), "%v", faults)
			require.ErrorContains(t, s.Validate(), tc.field)
		})
	}
	s := schemeNamed(t, "three-rates")
	s.Ties = []string{TieOnTime}
	require.Equal(t, []Fault{{Field: "ties.0", Code: FaultNeeds, Args: []string{MetricResolve}}}, s.Check())
}

// What a small unit is shown as, by what the scheme says.
func TestSmallUnits(t *testing.T) {
	units := []ScoredUnit{{Code: "big", Name: "big", Group: "town"}, {Code: "small", Name: "small", Group: "town"}}
	recs := append(goods(t, 40, "big"), goods(t, 2, "small")...)
	recs[41].Resolve.Met = time.Time{} // one of two late
	score := func(change func(*Scheme)) (Group, Row) {
		s := DefaultScheme()
		change(&s)
		m := Score(s, "2026-10", units, recs)
		row, _ := rowOf(m, "small")
		return m.Groups[0], row
	}
	g, row := score(func(*Scheme) {})
	require.Len(t, g.Observed, 1)
	require.Equal(t, "75.00", row.Total.String(), "half of them late: nothing left of 25")

	g, row = score(func(s *Scheme) { s.Below = BelowRank })
	require.Empty(t, g.Observed)
	require.Equal(t, []any{2, NoteMinDue, "75.00"}, []any{row.Rank, row.Note, row.Total.String()})

	// 41 of 42 in the group: (1 + 10 × 41/42) / 12 = 89.68 %, so 8.32 points.
	_, row = score(func(s *Scheme) { s.Below, s.Smoothing = BelowSmooth, &Smoothing{K: 10, Toward: TowardGroup} })
	resolve := row.Parts[2]
	require.Equal(t, "89.68", resolve.Smoothed.String())
	require.Equal(t, "50.00", resolve.Rate.String(), "the rate stays what it is")
	require.Equal(t, "16.68", resolve.Points.String())
	require.Equal(t, "75.00", row.RawTotal.String())
	require.Equal(t, "91.68", row.Total.String())

	// Towards the full mark: (1 + 10 × 98 %) / 12 = 90 %.
	_, row = score(func(s *Scheme) { s.Below, s.Smoothing = BelowSmooth, &Smoothing{K: 10, Toward: TowardTarget} })
	require.Equal(t, "90.00", row.Parts[2].Smoothed.String())
	var back Row
	data, err := json.Marshal(row)
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, row, back)
}

func ranked(totals ...Dec) []Row {
	rows := make([]Row, len(totals))
	for i, total := range totals {
		rows[i] = Row{Unit: string(rune('a' + i)), Name: string(rune('z' - i)), Total: total, Due: 10}
	}
	return rows
}

// Declared keys decide between equal totals; the name only orders them.
func TestDeclaredTies(t *testing.T) {
	rows := ranked(90_00, 90_00, 90_00)
	rows[1].Due, rows[2].Due = 30, 30
	order := func(ties ...string) (text string, ranks []int) {
		s := Scheme{Tie: "1224", Ties: ties}
		list := slices.Clone(rows)
		slices.SortFunc(list, s.order)
		s.rank(list)
		for _, r := range list {
			text, ranks = text+r.Unit, append(ranks, r.Rank)
		}
		return text, ranks
	}
	text, ranks := order()
	require.Equal(t, []any{"bca", []int{1, 1, 1}}, []any{text, ranks})
	text, ranks = order(TieVolume)
	require.Equal(t, []any{"bca", []int{1, 1, 3}}, []any{text, ranks})
	text, ranks = order(TieVolume, TieName)
	require.Equal(t, []any{"cba", []int{1, 1, 3}}, []any{text, ranks})
	rate := Dec(95_00)
	rows[0].Parts = []Part{{Key: MetricSatisfaction, Rate: &rate}}
	text, ranks = order(TieSatisfaction, TieVolume)
	require.Equal(t, []any{"abc", []int{1, 2, 2}}, []any{text, ranks})
}

// The lists never cut a tie, and nobody is on both.
func TestRedAndBlackList(t *testing.T) {
	group := func(key string, totals ...Dec) Group {
		g := Group{Key: key, Ranked: ranked(totals...)}
		for i := range g.Ranked {
			g.Ranked[i].Unit = key + g.Ranked[i].Unit
		}
		Scheme{Tie: "1224"}.rank(g.Ranked)
		return g
	}
	named := func(list []Listed) (text string) {
		for _, l := range list {
			text += l.Unit + " "
		}
		return text
	}
	s := Scheme{Base: 100_00, Lists: &Lists{Red: 2, Black: 2}}
	towns := group("t", 100_00, 99_00, 99_00, 98_00, 90_00, 90_00, 90_00)
	bureaus := group("b", 100_00, 100_00, 100_00)
	m := s.lists([]Group{towns, bureaus})
	require.Equal(t, "ta tb tc ba bb bc ", named(m.Red))
	require.Equal(t, "te tf tg ", named(m.Black))
	s.Lists.BlackOf = BlackOfAll
	require.Equal(t, "te tf tg ", named(s.lists([]Group{bureaus, towns}).Black))
	require.Nil(t, DefaultScheme().lists([]Group{towns}))
	require.Empty(t, named(s.lists([]Group{group("x", 80_00)}).Black), "the only one is not the last one")
}

// Bureaus and companies are ranked together as the district's.
func TestThreeRates(t *testing.T) {
	units := []ScoredUnit{{Code: "b", Name: "b", Group: "bureau"}, {Code: "c", Name: "c", Group: "company"}, {Code: "t", Name: "t", Group: "town"}}
	recs := slices.Concat(goods(t, 10, "b"), goods(t, 10, "c"), goods(t, 10, "t"))
	for i := range 5 {
		recs[i].Contacted, recs[10+i].Satisfied = No, No
	}
	m := Score(schemeNamed(t, "three-rates"), "2026-10", units, recs)
	require.Len(t, m.Groups, 2)
	require.Equal(t, []string{"district", "town"}, []string{m.Groups[0].Key, m.Groups[1].Key})
	require.Equal(t, []Dec{90_00, 80_00}, []Dec{m.Groups[0].Ranked[0].Total, m.Groups[0].Ranked[1].Total})
	require.Equal(t, "b", m.Groups[0].Ranked[0].Unit)
}

func TestActivations(t *testing.T) {
	list := Activations{{Name: "a"}, {From: "2026-12", Name: "b"}, {From: "2026-11", Name: "c"}, {From: "2026-12", Name: "d"}}
	for month, want := range map[string]string{"2026-10": "a", "2026-11": "c", "2026-12": "d", "2027-03": "d"} {
		a, ok := list.In(month)
		require.True(t, ok)
		require.Equal(t, want, a.Name, month)
	}
	_, ok := Activations{{From: "2026-12"}}.In("2026-11")
	require.False(t, ok)
}

// The same month by another scheme: who moves, and which part moves them.
func TestCompare(t *testing.T) {
	units := []ScoredUnit{{Code: "a", Name: "a", Group: "town"}, {Code: "b", Name: "b", Group: "town"}}
	recs := append(goods(t, 20, "a"), goods(t, 20, "b")...)
	recs[0].Accept.Met = time.Time{} // a: 95 % accepted, 7.00 of 10
	for i := 20; i < 25; i++ {
		recs[i].Satisfied = No // b: 75 % satisfied, 10 of 20
	}
	was := DefaultScheme()
	is := DefaultScheme()
	is.Metrics[0].Slope, is.Metrics[3].Slope = 3_00, 0
	groups := Compare(Score(was, "2026-10", units, recs), Score(is, "2026-10", units, recs))
	require.Equal(t, []Moved{
		{Unit: "b", Name: "b", Before: Standing{2, 90_00}, After: Standing{1, 100_00}, Moved: 1, Why: []Shift{{MetricSatisfaction, "满意率", 10_00, 0}}},
		{Unit: "a", Name: "a", Before: Standing{1, 97_00}, After: Standing{2, 91_00}, Moved: -1, Why: []Shift{{MetricAccept, "按时接单率", 3_00, 9_00}}},
	}, groups[0].Rows)
}

// Whatever is read as a scheme is scored and hashed without a panic, and says the
// same after it was stored.
func FuzzParseScheme(f *testing.F) {
	for _, s := range Schemes() {
		data, err := json.Marshal(s)
		require.NoError(f, err)
		f.Add(data)
	}
	f.Add([]byte(`{"name":"x","base":1e3,"metrics":[{"weight":-0.5}],"smoothing":{"k":0},"lists":{}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := ParseScheme(data)
		if err != nil {
			return
		}
		stored, err := json.Marshal(s)
		require.NoError(t, err)
		again, err := ParseScheme(stored)
		require.NoError(t, err)
		require.Equal(t, s.Hash(), again.Hash())
		trial, err := s.Try(nil, nil)
		require.NoError(t, err)
		require.Equal(t, s.Base, trial.Total)
		Score(s, "2026-10", testUnits(), goods(t, 3, "a"))
	})
}
