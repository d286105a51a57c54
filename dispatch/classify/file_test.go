package classify

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// matters are made-up complaints of four kinds, some of them hard to tell.
func matters(n int, seed uint64) []Example {
	kinds := map[string][]string{
		"heat":  {"暖气不热", "供暖温度不够", "换热站停了", "暖气管漏水"},
		"road":  {"路面坑洼", "井盖丢失", "人行道破损", "路灯不亮"},
		"wage":  {"拖欠工资", "不签劳动合同", "社保没有缴", "加班费不给"},
		"noise": {"半夜施工", "广场舞太吵", "机器噪音大", "夜间装修"},
	}
	names := []string{"heat", "noise", "road", "wage"}
	filler := []string{"请尽快处理", "已经好几天了", "打过电话没有人管", "小区里老人多", "希望给个说法", "影响正常生活", "我住在幸福里", "联系不上物业"}
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([]Example, n)
	for i := range out {
		name := names[rng.IntN(len(names))]
		said := kinds[name]
		if rng.IntN(20) == 0 { // people also complain of one thing and are sorted under another
			said = kinds[names[rng.IntN(len(names))]]
		}
		title := said[rng.IntN(len(said))] + filler[rng.IntN(len(filler))]
		var body strings.Builder
		for range rng.IntN(5) {
			fmt.Fprintf(&body, "%s，%s%d天。", said[rng.IntN(len(said))], filler[rng.IntN(len(filler))], rng.IntN(1000))
		}
		out[i] = Example{Text: Text{Title: title, Body: body.String()}, Label: name}
	}
	return out
}

func train(t testing.TB, n int) *Model {
	t.Helper()
	m, err := Train(context.Background(), matters(n, 1), Options{Seed: 7, Lexicon: Lexicon{{Names: []string{"暖"}, Words: []string{"暖气", "供暖", "换热站"}}}})
	require.NoError(t, err)
	return m
}

func TestTrainingIsDeterministic(t *testing.T) {
	a, err := train(t, 400).MarshalBinary()
	require.NoError(t, err)
	b, err := train(t, 400).MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, a, b)
	m, err := Train(context.Background(), matters(400, 1), Options{Seed: 8, Workers: 1})
	require.NoError(t, err)
	c, err := m.MarshalBinary()
	require.NoError(t, err)
	require.NotEqual(t, a, c)
}

func TestFileKeepsTheModel(t *testing.T) {
	m := train(t, 400)
	data, err := m.MarshalBinary()
	require.NoError(t, err)
	var back Model
	require.NoError(t, back.UnmarshalBinary(data))
	require.Equal(t, m.Report(), back.Report())
	require.Equal(t, m.Labels(), back.Labels())
	for _, e := range matters(50, 9) {
		require.Equal(t, m.Predict(e.Text), back.Predict(e.Text))
	}
	again, err := back.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, data, again)

	for name, bad := range map[string][]byte{"empty": nil, "text": []byte("not a model"), "cut": data[:len(data)/2]} {
		t.Run(name, func(t *testing.T) { require.ErrorIs(t, new(Model).UnmarshalBinary(bad), ErrFile) })
	}
}

func FuzzUnmarshal(f *testing.F) {
	data, err := train(f, 60).MarshalBinary()
	require.NoError(f, err)
	f.Add(data)
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Model
		if m.UnmarshalBinary(data) == nil {
			m.Predict(Text{Title: "暖气不热"})
		}
	})
}
