package classify

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestPredictIsADistribution(t *testing.T) {
	m := train(t, 400)
	for _, e := range matters(50, 3) {
		sum := 0.0
		guesses := m.Predict(e.Text)
		require.Len(t, guesses, 4)
		for i, g := range guesses {
			sum += g.P
			require.False(t, i > 0 && g.P > guesses[i-1].P)
		}
		require.InDelta(t, 1, sum, 1e-6)
	}
}

func TestUnseenTextsAreJudgedWell(t *testing.T) {
	m := train(t, 800)
	right := 0
	test := matters(400, 5)
	for _, e := range test {
		if m.Predict(e.Text)[0].Label == e.Label {
			right++
		}
	}
	require.Greater(t, right, 340, "of 400, a twentieth of which is sorted by chance")
	require.InDelta(t, float64(right)/400, m.Report().Accuracy, 0.05)
	require.Equal(t, 800, m.Report().Examples)
	require.Len(t, m.Report().Labels, 4)
}

func TestTooLittleToLearnFrom(t *testing.T) {
	for name, ex := range map[string][]Example{
		"nothing":   nil,
		"one label": make([]Example, 100),
		"few":       matters(10, 1),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Train(context.Background(), ex, Options{})
			require.ErrorIs(t, err, ErrTooFew)
		})
	}
}

func TestTrainingStopsWhenAsked(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Train(ctx, matters(400, 1), Options{Progress: func(string, float64) { cancel() }})
	require.ErrorIs(t, err, context.Canceled)
}

// hostile is what people and programs send.
var hostile = map[string]Text{
	"empty":       {},
	"spaces":      {Title: "   \n\t", Body: "　　"},
	"one rune":    {Title: "水"},
	"repeated":    {Title: strings.Repeat("水", 100_000), Body: strings.Repeat("水", 100_000)},
	"long":        {Body: strings.Repeat("小区停水三天了没有人管，", 10_000)},
	"emoji":       {Title: "😡😡😡", Body: strings.Repeat("🔥", 5000)},
	"scripts":     {Title: "Ж ب א ไ 한", Body: "Ünïcödé Ελληνικά"},
	"control":     {Title: "\x00\x01\x02", Body: "\u202e\u200b\ufeff"},
	"broken utf8": {Title: "\xff\xfe暖气\xc3", Body: "\xed\xa0\x80"},
	"numbers":     {Title: strings.Repeat("9", 50_000), Body: "1.2.3.4"},
}

func TestHostileText(t *testing.T) {
	m := train(t, 200)
	for name, x := range hostile {
		t.Run(name, func(t *testing.T) {
			sum := 0.0
			for _, g := range m.Predict(x) {
				require.False(t, math.IsNaN(g.P))
				sum += g.P
			}
			require.InDelta(t, 1, sum, 1e-6)
			m.Why(x, "heat", 5)
			m.Learn(x, "heat", true)
			require.GreaterOrEqual(t, m.Unknown(x), 0.0)
		})
	}
	ex := matters(40, 2)
	for _, x := range hostile {
		ex = append(ex, Example{Text: x, Label: "odd"})
	}
	_, err := Train(context.Background(), ex, Options{Lexicon: Duties()})
	require.NoError(t, err)
}

func FuzzPredict(f *testing.F) {
	m := train(f, 200)
	for _, x := range hostile {
		f.Add(x.Title, x.Body[:min(len(x.Body), 2000)])
	}
	f.Fuzz(func(t *testing.T, title, body string) {
		x := Text{title, body}
		g := m.Predict(x)
		require.False(t, math.IsNaN(g[0].P))
		require.LessOrEqual(t, len(m.Why(x, g[0].Label, 3)), 3)
	})
}

func TestServingWhileLearningAndTraining(t *testing.T) {
	m := train(t, 200)
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			for i, e := range matters(100, uint64(w)) {
				require.NotEmpty(t, m.Predict(e.Text))
				if i%5 == 0 {
					m.Learn(e.Text, e.Label, i%2 == 0)
				}
			}
		})
	}
	wg.Go(func() {
		_, err := m.MarshalBinary()
		require.NoError(t, err)
	})
	wg.Go(func() { train(t, 200) })
	wg.Wait()
	require.Equal(t, 80, m.Learnt())
}

func TestOtherLabelSets(t *testing.T) {
	var ex []Example
	for i, e := range matters(600, 4) {
		e.Label = fmt.Sprintf("unit-%02d", i%3*10+map[string]int{"heat": 0, "noise": 1, "road": 2, "wage": 3}[e.Label])
		ex = append(ex, e)
	}
	m, err := Train(context.Background(), ex, Options{})
	require.NoError(t, err)
	require.Len(t, m.Labels(), 12)
	require.Greater(t, m.Report().Top3, 0.8, "three units share a kind of matter, and nothing tells them apart")
	require.Less(t, m.Report().Accuracy, 0.6)
}

func TestDutiesAreReadable(t *testing.T) {
	l := Duties()
	require.Greater(t, len(l), 30)
	for _, c := range l {
		require.Len(t, c.Names, 2)
		require.NotEmpty(t, c.Words)
	}
}

// petitions reads the labelled petitions, which the repository may not hold.
func petitions(t testing.TB) []Example {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "petitions-train.jsonl"))
	if err != nil {
		t.Skipf("the petitions are not here, so nothing was learnt from them: %v", err)
	}
	defer f.Close()
	var out []Example
	for sc := bufio.NewReader(f); ; {
		line, err := sc.ReadBytes('\n')
		if err != nil {
			return out
		}
		var row struct{ Label, Title, Text string }
		require.NoError(t, json.Unmarshal(line, &row))
		out = append(out, Example{Text: Text{row.Title, row.Text}, Label: row.Label})
	}
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
