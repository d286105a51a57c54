package classify

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWhyNamesTheTellingWords(t *testing.T) {
	m := train(t, 400)
	text := Text{Title: "幸福里暖气不热", Body: "已经好几天了，打过电话没有人管。"}
	require.Equal(t, "heat", m.Predict(text)[0].Label)
	words := m.Why(text, "heat", 3)
	require.NotEmpty(t, words)
	require.Contains(t, words[0].Word, "暖")
	require.InDelta(t, 1, words[0].Weight, 1e-9)
	require.Empty(t, m.Why(text, "unknown label", 3))
	require.Empty(t, m.Why(Text{}, "heat", 3))
}

func TestLearningFromReturns(t *testing.T) {
	m := train(t, 400)
	text := Text{Title: "换热站半夜机器噪音大", Body: "换热站的水泵响一夜。"}
	before := probability(m, text, "heat")
	for range 4 {
		m.Learn(text, "heat", false)
		m.Learn(text, "noise", true)
	}
	require.Less(t, probability(m, text, "heat"), before)
	require.Equal(t, "noise", m.Predict(text)[0].Label)
	require.Equal(t, "heat", m.Predict(Text{Title: "暖气不热", Body: "供暖温度不够。"})[0].Label, "what is another matter stays")
	require.Equal(t, 8, m.Learnt())
	m.Learn(text, "no such label", true)
	require.Equal(t, 8, m.Learnt())
}

func probability(m *Model, t Text, label string) float64 {
	for _, g := range m.Predict(t) {
		if g.Label == label {
			return g.P
		}
	}
	return 0
}
