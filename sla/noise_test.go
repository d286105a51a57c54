package sla

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// monthOf scores units by their due tickets and how many of them were late.
func monthOf(counts map[string][2]int) (Month, []ScoredUnit, []Record) {
	at := time.Date(2026, 10, 5, 0, 0, 0, 0, Zone)
	var units []ScoredUnit
	var recs []Record
	for code, n := range counts {
		units = append(units, ScoredUnit{Code: code, Name: code, Group: "town"})
		for i := range n[0] {
			met := at.Add(time.Hour)
			if i < n[1] {
				met = at.Add(3 * time.Hour)
			}
			mark := Mark{Applies: true, Due: at.Add(2 * time.Hour), Met: met}
			recs = append(recs, Record{No: fmt.Sprint(code, i), Unit: code, Registered: at, Dispatched: at, Accept: mark, Contact: mark, Resolve: mark})
		}
	}
	return Score(DefaultScheme(), "2026-10", units, recs), units, recs
}

func noiseRow(n Noise, unit string) NoiseRow {
	for _, g := range n.Groups {
		for _, r := range g.Rows {
			if r.Unit == unit {
				return r
			}
		}
	}
	return NoiseRow{}
}

func TestNoise(t *testing.T) {
	m, _, _ := monthOf(map[string][2]int{"large": {400, 4}, "twin": {400, 5}, "small": {6, 0}, "poor": {400, 60}})
	n := Simulate(DefaultScheme(), m, NoiseRuns)
	require.Equal(t, n, Simulate(DefaultScheme(), m, NoiseRuns), "the same month gives the same answer")

	large, twin, small, poor := noiseRow(n, "large"), noiseRow(n, "twin"), noiseRow(n, "small"), noiseRow(n, "poor")
	require.Contains(t, large.TiedWith, "twin", "one late ticket of 400 is chance")
	require.Contains(t, twin.TiedWith, "large")
	require.NotContains(t, large.TiedWith, "poor", "60 late tickets are not")
	require.Equal(t, 4, poor.RankHigh)
	require.Greater(t, small.High-small.Low, large.High-large.Low, "few tickets say less")
	require.Equal(t, 1, small.Rank)
	require.Contains(t, small.TiedWith, "large", "six tickets on time do not beat 400")
	for _, r := range []NoiseRow{large, twin, small, poor} {
		require.LessOrEqual(t, r.Low, r.Total)
		require.LessOrEqual(t, r.Total, r.High)
		require.LessOrEqual(t, r.RankLow, r.Rank)
		require.LessOrEqual(t, r.Rank, r.RankHigh)
		require.Len(t, r.TiedWith, r.Tied)
	}
	var banded []string
	for _, band := range n.Groups[0].Bands {
		banded = append(banded, band...)
	}
	require.Len(t, banded, 4)
	require.Equal(t, []string{"poor"}, n.Groups[0].Bands[len(n.Groups[0].Bands)-1])
}

// Another month is another draw; the order of the units is not.
func TestNoiseSeed(t *testing.T) {
	m, units, recs := monthOf(map[string][2]int{"a": {50, 2}, "b": {50, 6}, "c": {20, 1}})
	slices.Reverse(units)
	slices.Reverse(recs)
	require.Equal(t, Simulate(DefaultScheme(), m, 200), Simulate(DefaultScheme(), Score(DefaultScheme(), "2026-10", units, recs), 200))
	other := m
	other.Month = "2026-11"
	require.NotEqual(t, m.seed(), other.seed())
}

func TestNoiseOnly(t *testing.T) {
	m, units, recs := monthOf(map[string][2]int{"a": {50, 2}, "b": {50, 2}})
	n := Simulate(DefaultScheme(), m, 200)
	n.Smoothing = Smooth(DefaultScheme(), "2026-10", units, recs)
	own := n.Only("a")
	require.Len(t, own.Groups, 1)
	require.Len(t, own.Groups[0].Rows, 1)
	require.Equal(t, 1, own.Groups[0].Rows[0].Tied)
	require.Empty(t, own.Groups[0].Rows[0].TiedWith)
	require.NotEmpty(t, noiseRow(n, "a").TiedWith, "the kept value is as it was")
}

// A unit with few tickets moves most, and the more the stronger the smoothing.
func TestSmooth(t *testing.T) {
	_, units, recs := monthOf(map[string][2]int{"large": {300, 30}, "small": {6, 0}, "unlucky": {5, 2}})
	steps := Smooth(DefaultScheme(), "2026-10", units, recs)
	require.Len(t, steps, len(SmoothingSteps()))
	last := map[string]Dec{}
	for i, s := range steps {
		require.Equal(t, SmoothingSteps()[i], s.K)
		with := DefaultScheme()
		with.Smoothing = &Smoothing{K: s.K, Toward: TowardGroup}
		scored := map[string]Standing{}
		for _, r := range Score(with, "2026-10", units, recs).Groups[0].Ranked {
			scored[r.Unit] = Standing{Total: r.Total, Rank: r.Rank}
		}
		require.NotEmpty(t, s.Rows)
		for _, r := range s.Rows {
			require.Equal(t, scored[r.Unit], r.After, "as if the scheme smoothed so")
			switch r.Unit {
			case "small":
				require.Less(t, r.After.Total, r.Before.Total)
				if i > 0 {
					require.Less(t, r.After.Total, last[r.Unit])
				}
			case "unlucky":
				require.Greater(t, r.After.Total, r.Before.Total)
			}
			last[r.Unit] = r.After.Total
		}
	}
}

func TestBinomial(t *testing.T) {
	require.InDeltaSlice(t, []float64{0.25, 0.75, 1}, binomial(2, 0.5), 1e-12)
	require.Equal(t, []float64{1, 1, 1}, binomial(2, 0))
	require.Equal(t, []float64{0, 0, 1}, binomial(2, 1))
	require.InDelta(t, 0.5, binomial(10_000, 0.5)[5000], 0.01, "no underflow in the middle")
	require.Equal(t, []int{0, 1, 2}, []int{drawn([]float64{0.2, 0.7, 1}, 0.2), drawn([]float64{0.2, 0.7, 1}, 0.5), drawn([]float64{0.2, 0.7, 1}, 0.99)})
}

// BenchmarkNoise draws 300 units a thousand times.
func BenchmarkNoise(b *testing.B) {
	counts := map[string][2]int{}
	for i := range 300 {
		counts[fmt.Sprint("u", i)] = [2]int{20 + i*2, i % 17}
	}
	m, _, _ := monthOf(counts)
	for b.Loop() {
		Simulate(DefaultScheme(), m, NoiseRuns)
	}
}
