//go:build !race

package classify

// Figures on much data: the race detector would make them ten times as slow and
// has nothing to find in them, so make test runs them without it.

import (
	"context"
	"hotline/deploy/realdata"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// petitions are the labelled ones.
func petitions(t testing.TB) []Example {
	t.Helper()
	var out []Example
	for _, row := range realdata.Rows[struct{ Label, Title, Text string }](t, "petitions-train.jsonl") {
		out = append(out, Example{Text: Text{row.Title, row.Text}, Label: row.Label})
	}
	return out
}

// calibrated tells that what was predicted happened: within three points in
// every tenth of the scale with at least a hundred rows, or within what chance
// alone moves so few rows (two standard errors).
func calibrated(t *testing.T, deciles []Decile) {
	t.Helper()
	judged := 0
	for _, d := range deciles {
		if d.Rows >= 100 {
			judged++
			chance := 2 * math.Sqrt(d.Predicted*(1-d.Predicted)/float64(d.Rows))
			require.InDelta(t, d.Predicted, d.Observed, max(0.03, chance), "from %.1f: %d rows", d.From, d.Rows)
		}
	}
	require.Positive(t, judged)
}

// judge asks about examples the model has not seen.
func judge(m *Model, ex []Example) (rows []Row, accuracy float64) {
	for _, e := range ex {
		g := m.Predict(e.Text)[0]
		rows = append(rows, Row{g.P, g.Label == e.Label})
		if g.Label == e.Label {
			accuracy += 1 / float64(len(ex))
		}
	}
	return rows, accuracy
}

// TestCalibrationOnMixedMatters judges texts that speak of several things at
// once, so that no probability on the whole scale is rare.
func TestCalibrationOnMixedMatters(t *testing.T) {
	mixed := func(n int, seed uint64) []Example {
		a, b := matters(n, seed), matters(n, seed+1)
		for i := range a {
			a[i].Title, a[i].Body = b[i].Title+a[i].Title, ""
			if i%3 == 0 {
				a[i].Label = b[i].Label
			}
		}
		return a
	}
	learn, seen := mixed(6000, 11), map[string]bool{}
	for _, e := range learn {
		seen[e.Title] = true
	}
	m, err := Train(context.Background(), learn, Options{Seed: 2})
	require.NoError(t, err)
	calibrated(t, m.Report().Deciles)
	rows, _ := judge(m, slices.DeleteFunc(mixed(12_000, 21), func(e Example) bool { return seen[e.Title] }))
	deciles := Deciles(rows)
	require.Greater(t, len(deciles), 4)
	calibrated(t, deciles)
}

// TestPetitions learns from some and asks about others.
func TestPetitions(t *testing.T) {
	ex := petitions(t)
	folds := Folds(ex, 5, 1)
	var learn, ask []Example
	for _, f := range folds[:3] {
		for _, i := range f {
			learn = append(learn, ex[i])
		}
	}
	for _, i := range folds[4] {
		ask = append(ask, ex[i])
	}
	m, err := Train(context.Background(), learn, Options{Seed: 1, Lexicon: Duties()})
	require.NoError(t, err)
	rows, accuracy := judge(m, ask)
	require.Greater(t, accuracy, 0.9)
	calibrated(t, Deciles(rows))
	p, ok := Threshold(rows, 0.97)
	require.True(t, ok)
	require.Greater(t, p.Share, 0.75)
}

func BenchmarkTrainPetitions(b *testing.B) {
	ex := petitions(b)
	b.ReportAllocs()
	for b.Loop() {
		_, err := Train(context.Background(), ex, Options{Seed: 1, Lexicon: Duties()})
		require.NoError(b, err)
	}
}

func BenchmarkPredictPetitions(b *testing.B) {
	ex := petitions(b)
	m, err := Train(context.Background(), ex, Options{Seed: 1, Lexicon: Duties()})
	require.NoError(b, err)
	i := 0
	for b.Loop() {
		m.Predict(ex[i%len(ex)].Text)
		i++
	}
}
