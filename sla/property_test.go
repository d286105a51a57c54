package sla

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
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

// The order of records changes nothing, a replay is the same to the bit, and the
// month's flow closes.
func TestScoreProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var recs []Record
		for i := range rapid.IntRange(0, 60).Draw(t, "n") {
			recs = append(recs, drawRecord(t, i))
		}
		first := Score(DefaultScheme(), "2026-10", testUnits(), recs)
		shuffled := slices.Clone(recs)
		r := rand.New(rand.NewPCG(1, 2))
		r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		want, err := json.Marshal(first)
		require.NoError(t, err)
		for _, other := range [][]Record{recs, shuffled} {
			got, err := json.Marshal(Score(DefaultScheme(), "2026-10", testUnits(), other))
			require.NoError(t, err)
			require.Equal(t, string(want), string(got))
		}
		sum := first.Totals
		require.Equal(t, sum.Due, sum.CarriedIn+sum.Dispatched-sum.Uncounted-sum.CarriedOut)
		require.Equal(t, sum.Due, sum.OnTime+sum.Late)
		due, parts := 0, Dec(0)
		for _, g := range first.Groups {
			for _, row := range slices.Concat(g.Ranked, g.Observed, g.None) {
				due += row.Due
				parts = row.Bonus - row.Penalty
				for _, p := range row.Parts {
					parts += p.Points
					require.Equal(t, p.Max, p.Points+p.Lost)
				}
				require.Equal(t, max(0, parts), row.Total)
			}
		}
		require.Equal(t, due, sum.Due)
		var back Month
		require.NoError(t, json.Unmarshal(want, &back))
		require.Equal(t, first, back)
	})
}

// A better rate or fewer findings never lose a point, in any scheme.
func TestBetterNeverLoses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(Schemes()).Draw(t, "scheme")
		rates, better := map[string]float64{}, map[string]float64{}
		for _, m := range s.Metrics {
			lo := rapid.IntRange(0, 100_00).Draw(t, "low")
			hi := rapid.IntRange(lo, 100_00).Draw(t, "high")
			if m.Direction == "lower" {
				lo, hi = hi, lo
			}
			rates[m.Key], better[m.Key] = float64(lo)/100, float64(hi)/100
		}
		findings := map[string]int{s.Findings[0].Key: rapid.IntRange(0, 20).Draw(t, "findings")}
		worse, err := s.Try(rates, findings)
		require.NoError(t, err)
		best, err := s.Try(better, nil)
		require.NoError(t, err)
		require.GreaterOrEqual(t, best.Total, worse.Total)
		require.LessOrEqual(t, best.Total, s.Base)
		for i := range best.Parts {
			require.GreaterOrEqual(t, best.Parts[i].Points, worse.Parts[i].Points)
		}
	})
}
