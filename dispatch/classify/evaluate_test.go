package classify

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThresholdKeepsThePromise(t *testing.T) {
	rows := []Row{{0.99, true}, {0.98, true}, {0.9, true}, {0.8, false}, {0.7, true}, {0.6, false}}
	for _, c := range []struct {
		target, threshold, share float64
		found                    bool
	}{{1, 0.9, 0.5, true}, {0.75, 0.7, 5.0 / 6, true}, {0.5, 0.6, 1, true}} {
		p, ok := Threshold(rows, c.target)
		require.Equal(t, c.found, ok)
		require.InDelta(t, c.threshold, p.Threshold, 1e-9)
		require.InDelta(t, c.share, p.Share, 1e-9)
		require.GreaterOrEqual(t, p.Precision, c.target)
	}
	_, ok := Threshold([]Row{{0.9, false}}, 0.5)
	require.False(t, ok)
	_, ok = Threshold(nil, 0.5)
	require.False(t, ok)
	p, _ := Threshold([]Row{{0.9, true}, {0.9, false}, {0.9, true}}, 0.6)
	require.InDelta(t, 1, p.Share, 1e-9, "equal probabilities go together")
}

func TestCurveRisesInThreshold(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var rows []Row
	for range 1000 {
		p := rng.Float64()
		rows = append(rows, Row{p, rng.Float64() < p})
	}
	c := NewCurve(rows, 50)
	require.Len(t, c, 50)
	require.True(t, slices.IsSortedFunc(c, func(a, b Point) int {
		if a.Threshold < b.Threshold {
			return -1
		}
		return 1
	}))
	require.InDelta(t, 1, c[0].Share, 1e-9)
	require.Empty(t, NewCurve(nil, 50))
}

func TestCalibrateMendsAnOverconfidentScore(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	draw := func(n int) []Row {
		var rows []Row
		for range n {
			p := rng.Float64()
			rows = append(rows, Row{p, rng.Float64() < p*p}) // it is right less often than it says
		}
		return rows
	}
	c := Calibrate(draw(20_000))
	var mended []Row
	for _, r := range draw(20_000) {
		mended = append(mended, Row{c.P(r.P), r.Right})
	}
	for _, d := range Deciles(mended) {
		require.InDelta(t, d.Predicted, d.Observed, 0.03)
	}
	require.True(t, slices.IsSorted(c.Probs))
	require.Equal(t, 0.4, Calibration{}.P(0.4), "no history, no correction")
	require.Equal(t, Calibration{}, Calibrate(draw(10)))
}

func TestAdjustKeepsTheOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	c := Calibration{Scores: []float64{0.3, 0.9}, Probs: []float64{0.1, 0.5}}
	for range 1000 {
		probs := []float64{rng.Float64(), rng.Float64(), rng.Float64()}
		sum := probs[0] + probs[1] + probs[2]
		for k := range probs {
			probs[k] /= sum
		}
		best := slices.Index(probs, slices.Max(probs))
		c.adjust(probs)
		require.Equal(t, best, slices.Index(probs, slices.Max(probs)))
		require.InDelta(t, 1, probs[0]+probs[1]+probs[2], 1e-9)
	}
}

func TestFoldsKeepCopiesTogether(t *testing.T) {
	ex := matters(200, 6)
	for i := range 20 {
		ex = append(ex, Example{Text: Text{Title: "又一次", Body: ex[i].Body + "！！"}, Label: "heat"})
	}
	folds := Folds(ex, 5, 3)
	where := map[int]int{}
	for f, held := range folds {
		for _, i := range held {
			_, twice := where[i]
			require.False(t, twice)
			where[i] = f
		}
		require.InDelta(t, len(ex)/5, len(held), 8)
	}
	require.Len(t, where, len(ex))
	for i := range 20 {
		if len(letters(ex[i].Body)) >= leastSame {
			require.Equal(t, where[i], where[200+i])
		}
	}
	require.Equal(t, folds, Folds(ex, 5, 3))
	require.NotEqual(t, folds, Folds(ex, 5, 4))
}

func TestMacroF1(t *testing.T) {
	require.InDelta(t, 1, MacroF1([]string{"a", "b"}, []string{"a", "b"}), 1e-9)
	require.InDelta(t, (2.0/3+0.8)/2, MacroF1([]string{"a", "a", "b", "b"}, []string{"a", "b", "b", "b"}), 1e-9)
	require.Zero(t, MacroF1(nil, nil))
}
