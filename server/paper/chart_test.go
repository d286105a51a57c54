package paper

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

func TestAxis(t *testing.T) {
	for most, want := range map[int][]int{
		0: {0, 1}, 1: {0, 1}, 5: {0, 1, 2, 3, 4, 5}, 274: {0, 100, 200, 300}, 3842: {0, 1000, 2000, 3000, 4000}, 412: {0, 100, 200, 300, 400, 500},
	} {
		require.Equal(t, want, axis(most), most)
	}
	require.Equal(t, []string{"0", "999", "1,000", "-1,234,567"}, []string{comma(0), comma(999), comma(1000), comma(-1234567)})
}

// TestPictureStaysInItsFrame draws every kind of chart, empty ones too, and
// looks at where the marks stand.
func TestPictureStaysInItsFrame(t *testing.T) {
	before, rate, low := 61, sla.Dec(97_46), sla.Dec(52_00)
	points := []sla.Point{{Label: "2025-12", Value: 2986}, {Label: "2026-01", Value: 3842}, {Label: "2026-02", Value: 0, Strong: true}}
	for name, c := range map[string]sla.Chart{
		"bar": {Kind: sla.ChartBar, Points: points}, "none": {Kind: sla.ChartBar}, "no kind": {},
		"lying":      {Kind: sla.ChartLying, Points: []sla.Point{{Label: "一个名字很长很长很长的类别", Value: 274, Before: &before}}},
		"many":       {Kind: sla.ChartLying, Hundredths: true, Points: make([]sla.Point, 40)},
		"lines":      {Kind: sla.ChartLines, Labels: []string{"2026-01", "2026-02"}, Lines: []sla.ChartLine{{Label: "按时办结率", Values: []*sla.Dec{&rate, nil}}, {Label: "满意率", Values: []*sla.Dec{&low, &rate}}}},
		"no lines":   {Kind: sla.ChartLines},
		"heat":       {Kind: sla.ChartHeat, Labels: []string{"和平镇", "滨河街道"}, Cells: []sla.ChartRow{{Label: "供热", Counts: []int{3, 70}, Sum: 73}}},
		"empty heat": {Kind: sla.ChartHeat},
	} {
		p := draw(&c)
		for _, m := range p.marks {
			require.True(t, m.x >= -1 && m.x <= p.w+1 && m.y >= -1 && m.y <= p.h+1, "%s: %+v", name, m)
			if m.kind == markText {
				require.NotEmpty(t, m.text)
			}
		}
		require.NotContains(t, string(p.SVG()), "NaN", name)
		require.NotContains(t, string(p.SVG()), "Inf", name)
	}
}

func TestPartsStandBesideEachOther(t *testing.T) {
	table := func(key string, columns int, halves bool) sla.Block {
		return sla.Block{Kind: sla.BlockTable, Table: &sla.Table{Key: key, Halves: halves, Columns: make([]sla.Column, columns), Rows: make([]sla.TableRow, 5)}}
	}
	chart := sla.Block{Kind: sla.BlockChart, Chart: &sla.Chart{Kind: sla.ChartBar}}
	heat := sla.Block{Kind: sla.BlockChart, Chart: &sla.Chart{Kind: sla.ChartHeat}}
	text := sla.Block{Kind: sla.BlockParagraph}
	got := parts([]sla.Block{text, table("main", 6, false), table("town", 6, true), table("a", 6, false), table("b", 6, false), table("c", 6, false), text, chart, chart, chart, heat, chart})
	var shape [][2]int
	for _, p := range got {
		shape = append(shape, [2]int{len(p.Tables), len(p.Charts)})
	}
	require.Equal(t, [][2]int{{0, 0}, {1, 0}, {2, 0}, {2, 0}, {1, 0}, {0, 0}, {0, 2}, {0, 1}, {0, 1}, {0, 1}}, shape)
	require.Len(t, got[2].Tables[0].Rows, 3)
	require.Len(t, got[2].Tables[1].Rows, 2)
}
