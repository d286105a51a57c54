package sla

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func drawRecord(t *rapid.T, i int) Record {
	hour := func(label string) time.Time {
		return time.Date(2026, 9, 20, rapid.IntRange(0, 60*24).Draw(t, label), 0, 0, 0, Zone)
	}
	dispatched := hour("dispatched")
	mark := func(label string) Mark {
		m := Mark{Applies: rapid.Bool().Draw(t, label), Due: dispatched.Add(time.Duration(rapid.IntRange(0, 900).Draw(t, label)) * time.Hour)}
		if rapid.Bool().Draw(t, label) {
			m.Met = hour(label)
		}
		return m
	}
	r := Record{
		No: fmt.Sprint("n", i), Unit: rapid.SampledFrom([]string{"a", "b", "c", "other"}).Draw(t, "unit"),
		Registered: dispatched, Dispatched: dispatched, CallbackAt: hour("callback"),
		Accept: mark("accept"), Contact: mark("contact"), Resolve: mark("resolve"),
		Satisfied: Answer(rapid.IntRange(0, 2).Draw(t, "satisfied")), Resolved: Answer(rapid.IntRange(0, 2).Draw(t, "resolved")),
		Redos: rapid.IntRange(0, 2).Draw(t, "redos"), Returns: rapid.IntRange(0, 2).Draw(t, "returns"),
		ReplyFindings: rapid.IntRange(0, 2).Draw(t, "reply"), SuperviseLevel: rapid.IntRange(0, 4).Draw(t, "level"),
		Praise: rapid.Bool().Draw(t, "praise"), Leak: rapid.IntRange(0, 9).Draw(t, "leak") == 0,
	}
	if rapid.IntRange(0, 9).Draw(t, "excluded") == 0 {
		r.Excluded = "approved"
	}
	if rapid.Bool().Draw(t, "snapshot") {
		r = r.AsOf(time.Date(2026, 10, 20, 0, 0, 0, 0, Zone))
	}
	return r
}

func testUnits() []ScoredUnit {
	return []ScoredUnit{{Code: "a", Name: "a", Group: "town"}, {Code: "b", Name: "b", Group: "town"}, {Code: "c", Name: "c", Group: "x"}}
}

// The order of tickets and of units changes nothing, under no scheme: neither the
// month nor how a unit's points are explained.
func TestOrderChangesNothing(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		recs, units := drawRecords(t), testUnits()
		first := Score(s, "2026-10", units, recs)
		shuffled := rapid.Permutation(recs).Draw(t, "tickets")
		turned := rapid.Permutation(units).Draw(t, "units")
		require.Equal(t, first, Score(s, "2026-10", units, shuffled))
		require.Equal(t, first, Score(s, "2026-10", turned, shuffled))
		for _, u := range units {
			want, listed := first.Explain(s, u.Code, recs)
			got, also := first.Explain(s, u.Code, shuffled)
			require.Equal(t, listed, also)
			require.Equal(t, want, got)
		}
	})
}

// A replay is the same to the bit, a month that was stored is read as it was, and
// the month's flow closes.
func TestScoreProperties(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		recs := drawRecords(t)
		first := Score(s, "2026-10", testUnits(), recs)
		want, err := json.Marshal(first)
		require.NoError(t, err)
		again, err := json.Marshal(Score(s, "2026-10", testUnits(), recs))
		require.NoError(t, err)
		require.Equal(t, string(want), string(again))
		sum := first.Totals
		require.Equal(t, sum.Due, sum.CarriedIn+sum.Dispatched-sum.Uncounted-sum.CarriedOut)
		require.Equal(t, sum.Due, sum.OnTime+sum.Late)
		due := 0
		for _, g := range first.Groups {
			for _, row := range slices.Concat(g.Ranked, g.Observed, g.None) {
				due += row.Due
			}
		}
		require.Equal(t, due, sum.Due)
		var back Month
		require.NoError(t, json.Unmarshal(want, &back))
		require.Equal(t, first, back)
	})
}

// drawScheme is any valid scheme: the metrics, findings and bonuses it draws, with
// a constant part that makes up the base.
func drawScheme(t *rapid.T) Scheme {
	points := func(label string, most Dec) Dec { return Dec(rapid.IntRange(0, int(most)).Draw(t, label)) }
	s := Scheme{
		Name: "drawn", Version: "1", Base: 100_00, Groups: []GroupName{{Key: "town", Name: "town"}},
		BonusCap: points("bonus cap", 10_00), MinVolume: rapid.IntRange(0, 6).Draw(t, "minimum"),
		Tie: rapid.SampledFrom(Ties()).Draw(t, "tie"),
	}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(Metrics()), 1, 6, rapid.ID[string]).Draw(t, "metrics") {
		m := Metric{Key: key, Name: key, Weight: points("weight", 16_00), FullAt: points("full", 100_00), Slope: points("slope", 3_00),
			Direction: usualDirection(key), Denominator: rapid.SampledFrom(denominators(key)).Draw(t, "denominator"),
			Rounding: rapid.IntRange(0, 2).Draw(t, "rounding"), Per: "point"}
		m.Floor = points("floor", m.Weight)
		if m.Direction == "lower" && rapid.Bool().Draw(t, "each") {
			m.Per, m.FullAt = "each", 0
		}
		s.Metrics = append(s.Metrics, m)
	}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(findingKeys()), 0, 3, rapid.ID[string]).Draw(t, "findings") {
		s.Findings = append(s.Findings, Finding{Key: key, Name: key, Weight: points("own", 1_00), Per: points("per", 3_00), Cap: points("cap", 5_00)})
	}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom(bonusKeys()), 0, 2, rapid.ID[string]).Draw(t, "bonuses") {
		s.Bonuses = append(s.Bonuses, Bonus{Key: key, Name: key, Per: points("per", 1_00)})
	}
	s.Constants = []Constant{{Key: "rest", Name: "rest", Weight: s.Base - s.Weights()}}
	if rapid.Bool().Draw(t, "smooth") {
		s.Smoothing = &Smoothing{K: rapid.IntRange(1, 20).Draw(t, "k"), Toward: rapid.SampledFrom(Towards()).Draw(t, "toward")}
		s.Below = BelowSmooth
	}
	for _, key := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{TieVolume, TieName}), 0, 2, rapid.ID[string]).Draw(t, "ties") {
		s.Ties = append(s.Ties, key)
	}
	require.NoError(t, s.Validate())
	return s
}

// eachScheme checks a property on every built-in scheme and on any valid one.
func eachScheme(t *testing.T, holds func(*rapid.T, Scheme)) {
	t.Helper()
	for _, s := range Schemes() {
		t.Run(s.Name, func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { holds(t, s) }) })
	}
	t.Run("any", func(t *testing.T) { rapid.Check(t, func(t *rapid.T) { holds(t, drawScheme(t)) }) })
}

// A better rate of any metric never loses a point, all others staying as they are.
func TestBetterRateNeverLoses(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		rates, better := map[string]float64{}, map[string]float64{}
		for _, m := range s.Metrics {
			rates[m.Key] = float64(rapid.IntRange(0, 100_00).Draw(t, m.Key)) / 100
			better[m.Key] = rates[m.Key]
		}
		changed := rapid.IntRange(0, len(s.Metrics)-1).Draw(t, "changed")
		m := s.Metrics[changed]
		other := float64(rapid.IntRange(0, 100_00).Draw(t, "other")) / 100
		low, high := min(other, rates[m.Key]), max(other, rates[m.Key])
		if m.Direction == "lower" {
			low, high = high, low
		}
		rates[m.Key], better[m.Key] = low, high
		worse, err := s.Try(rates, nil)
		require.NoError(t, err)
		best, err := s.Try(better, nil)
		require.NoError(t, err)
		require.GreaterOrEqual(t, best.Total, worse.Total)
		require.LessOrEqual(t, best.Total, s.Base)
		for i := range best.Parts {
			require.GreaterOrEqual(t, best.Parts[i].Points, worse.Parts[i].Points)
			require.True(t, i == changed || best.Parts[i].Points == worse.Parts[i].Points)
		}
	})
}

// A finding more never gains a point, and a bonus more never loses one.
func TestFindingsAndBonusesAreMonotone(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		total := func(findings map[string]int) Dec {
			trial, err := s.Try(nil, findings)
			require.NoError(t, err)
			return trial.Total
		}
		counts := map[string]int{}
		for _, f := range s.Findings {
			counts[f.Key] = rapid.IntRange(0, 9).Draw(t, f.Key)
		}
		for _, b := range s.Bonuses {
			counts[b.Key] = rapid.IntRange(0, 9).Draw(t, b.Key)
		}
		before := total(counts)
		for _, f := range s.Findings {
			counts[f.Key]++
			require.LessOrEqual(t, total(counts), before)
			counts[f.Key]--
		}
		for _, b := range s.Bonuses {
			counts[b.Key]++
			require.GreaterOrEqual(t, total(counts), before)
			counts[b.Key]--
		}
	})
}

func drawRecords(t *rapid.T) []Record {
	var recs []Record
	for i := range rapid.IntRange(0, 40).Draw(t, "n") {
		recs = append(recs, drawRecord(t, i))
	}
	return recs
}

// A ticket that was late and is met in time, or an answer turned good, never
// takes a point from its unit; with smoothing neither.
func TestBetterRecordNeverLoses(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		recs := append(drawRecords(t), drawRecord(t, 99))
		before := Score(s, "2026-10", testUnits(), recs)
		last := &recs[len(recs)-1]
		for _, m := range []*Mark{&last.Accept, &last.Contact} {
			if m.Late() {
				m.Met = m.Due
			}
		}
		if last.Resolve.Late() && !last.Resolve.Met.IsZero() { // one never met is not among those closed
			last.Resolve.Met = last.Resolve.Due
		}
		for _, a := range []*Answer{&last.Satisfied, &last.Resolved, &last.Contacted} {
			if *a == No {
				*a = Yes
			}
		}
		last.Redos, last.ReplyFindings, last.Leak, last.SuperviseLevel = 0, 0, false, 0
		after := Score(s, "2026-10", testUnits(), recs)
		if row, ok := rowOf(before, last.Unit); ok {
			better, _ := rowOf(after, last.Unit)
			require.GreaterOrEqual(t, better.Total, row.Total)
		}
	})
}

func rowOf(m Month, unit string) (Row, bool) {
	for _, g := range m.Groups {
		for _, row := range slices.Concat(g.Ranked, g.Observed, g.None) {
			if row.Unit == unit {
				return row, true
			}
		}
	}
	return Row{}, false
}

// An excluded ticket changes its own unit, and of the others at most the rank,
// and that only in its group; it leaves the same as a ticket that never was.
func TestExcludedChangesOnlyItsUnit(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		recs := append(drawRecords(t), drawRecord(t, 99))
		before := Score(s, "2026-10", testUnits(), recs)
		without := Score(s, "2026-10", testUnits(), recs[:len(recs)-1])
		last := &recs[len(recs)-1]
		last.Excluded = "duplicate"
		after := Score(s, "2026-10", testUnits(), recs)
		pooled := s.Smoothing != nil && s.Smoothing.Toward == TowardGroup
		for _, u := range testUnits() {
			was, _ := rowOf(before, u.Code)
			is, _ := rowOf(after, u.Code)
			never, _ := rowOf(without, u.Code)
			require.Equal(t, never.Total, is.Total)
			require.Equal(t, never.Parts, is.Parts)
			require.Equal(t, never.Rank, is.Rank)
			if u.Code == last.Unit || pooled && groupIn(s, u.Code) == groupIn(s, last.Unit) {
				continue // a rate smoothed with its group's moves with the group
			}
			if groupIn(s, u.Code) == groupIn(s, last.Unit) {
				was.Rank, is.Rank = 0, 0
			}
			require.Equal(t, was, is)
		}
	})
}

// groupIn is the group that a scheme ranks a test unit in.
func groupIn(s Scheme, unit string) string {
	for _, u := range testUnits() {
		if u.Code != unit {
			continue
		}
		for _, g := range groupsOf(s, testUnits()) {
			if g.has(u.Group) {
				return g.Key
			}
		}
	}
	return "none"
}

// Parts, bonus and penalty add up to the total, which is never below zero; the
// raw total is what the same counts give without smoothing; ranks agree with the
// totals, and equals share theirs.
func TestTotalsAndRanks(t *testing.T) {
	eachScheme(t, func(t *rapid.T, s Scheme) {
		recs := drawRecords(t)
		m := Score(s, "2026-10", testUnits(), recs)
		plainly := s
		plainly.Smoothing, plainly.Below = nil, ""
		raw := Score(plainly, "2026-10", testUnits(), recs)
		for _, g := range m.Groups {
			for _, row := range slices.Concat(g.Ranked, g.Observed, g.None) {
				require.Equal(t, max(0, row.sum()), row.Total)
				require.LessOrEqual(t, row.Bonus, s.BonusCap)
				for _, p := range row.Parts {
					require.Equal(t, p.Max, p.Points+p.Lost)
				}
				unsmoothed, _ := rowOf(raw, row.Unit)
				if s.Smoothing == nil {
					require.Nil(t, row.RawTotal)
				} else {
					require.Equal(t, unsmoothed.Total, *row.RawTotal)
				}
			}
			for i, a := range g.Ranked {
				require.GreaterOrEqual(t, a.Due, 1)
				require.True(t, s.ranksSmall() || a.Due >= s.MinVolume)
				for _, b := range g.Ranked[i+1:] {
					require.LessOrEqual(t, a.Rank, b.Rank)
					same := a.Total == b.Total && s.decide(a, b) == 0
					require.Equal(t, same, a.Rank == b.Rank)
				}
			}
		}
	})
}

// Of two units with as many tickets the one with more of them right never gets
// the lower smoothed rate, and the same counts get the same.
func TestSmoothingKeepsEqualEvidence(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := &Prior{K: rapid.IntRange(1, 50).Draw(t, "k"), Den: rapid.IntRange(1, 1000).Draw(t, "den")}
		p.Num = rapid.IntRange(0, p.Den).Draw(t, "num")
		den := rapid.IntRange(1, 500).Draw(t, "tickets")
		low := rapid.IntRange(0, den).Draw(t, "low")
		high := rapid.IntRange(low, den).Draw(t, "high")
		places := rapid.IntRange(0, 2).Draw(t, "places")
		worse, better := p.rate(&count{num: low, den: den}, places), p.rate(&count{num: high, den: den}, places)
		require.GreaterOrEqual(t, better, worse)
		raw, towards := percent(low, den, places), percent(p.Num, p.Den, places)
		require.GreaterOrEqual(t, worse, min(raw, towards))
		require.LessOrEqual(t, worse, max(raw, towards))
	})
}
