package classify

import (
	"context"
	"fmt"
	"math"
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
