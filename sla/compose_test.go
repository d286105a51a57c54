package sla

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func sectionKeys(b Brief) (keys []string) {
	for _, s := range b.Sections {
		keys = append(keys, s.Key)
	}
	return keys
}

func TestComposeNothingChangesNothing(t *testing.T) {
	b := BuildBrief(briefInput(t))
	require.Equal(t, b, Compose(b, Composition{}))
}

func TestComposeGolden(t *testing.T) {
	b := BuildBrief(briefInput(t))
	c := Composition{
		Sections: []Choice{
			{Key: SectionSummary, Text: "10月，全区热线受理诉求 455 件。**供热是重点。**"},
			{Key: "problems", Title: "主要问题"},
			{Key: "own-1", Title: "供热保障", Text: "__值守。__各热力单位保持 3 班值守。\n惠民热力公司 7 件办结超时。"},
			{Key: "hot", Off: true}, {Key: SectionAnnex, Off: true},
			{Key: "overall"}, {Key: "unknown", Text: "不存在"},
		},
		To: "报：区委、区政府", Signer: "签发：王某某", Steps: []string{"先办群众反映三次以上的事。"},
		Cases: []Case{{Unit: "沙河镇", Text: "当日约齐三方商定停工时段。", No: "20261014-0038"}},
	}
	got := plain(Compose(b, c))
	if *update {
		require.NoError(t, os.WriteFile("testdata/composed.txt", []byte(got), 0o644))
	}
	want, err := os.ReadFile("testdata/composed.txt")
	require.NoError(t, err)
	require.Equal(t, string(want), got)
	require.NotContains(t, got, "不存在")
}

func TestComposeOrder(t *testing.T) {
	b := BuildBrief(briefInput(t))
	computed := sectionKeys(b)
	back := slices.Clone(computed)
	slices.Reverse(back)
	var c Composition
	for _, key := range back {
		c.Sections = append(c.Sections, Choice{Key: key})
	}
	require.Equal(t, back, sectionKeys(Compose(b, c)))
	require.True(t, strings.HasPrefix(Compose(b, c).Sections[0].Heading, "一、"))

	first := Composition{Sections: []Choice{{Key: "steps"}}}
	keys := sectionKeys(Compose(b, first))
	require.ElementsMatch(t, computed, keys)
	require.Equal(t, slices.DeleteFunc(slices.Clone(computed), func(k string) bool { return k == "steps" }),
		slices.DeleteFunc(keys, func(k string) bool { return k == "steps" }), "what nobody moved keeps its order")

	// A section that has nothing to say this time keeps its place for the next.
	without := b
	without.Sections = slices.DeleteFunc(slices.Clone(b.Sections), func(s Section) bool { return s.Key == "hot" })
	c = Composition{Sections: []Choice{{Key: "hot", Off: true}, {Key: "own-a", Text: "一段。"}}}
	require.NotContains(t, sectionKeys(Compose(without, c)), "hot")
	require.NotContains(t, sectionKeys(Compose(b, c)), "hot", "hidden stays hidden")
	require.Contains(t, sectionKeys(Compose(b, c)), "own-a")
}

// Whatever is edited, taking one section back to the computed text leaves the
// others as they were typed.
func TestComposeRegenerateKeepsOthers(t *testing.T) {
	b := BuildBrief(briefInput(t))
	c := Composition{Sections: []Choice{{Key: "problems", Text: "一。"}, {Key: "cases", Text: "二。"}}}
	c.Sections[0].Text = ""
	got := Compose(b, c)
	for _, s := range got.Sections {
		i := slices.IndexFunc(b.Sections, func(o Section) bool { return o.Key == s.Key })
		switch s.Key {
		case "cases":
			require.Equal(t, "二。", TextOf(s.Blocks))
		default:
			require.Equal(t, TextOf(b.Sections[i].Blocks), TextOf(s.Blocks), s.Key)
		}
	}
}

func TestComposeStates(t *testing.T) {
	b := BuildBrief(briefInput(t))
	c := Composition{
		Sections: []Choice{
			{Key: "overall", Text: "受理 455 件，办结超时 96 件，居全区最低。"},
			{Key: "own-1", Title: "说明", Text: "超时 10 件，剩 12345 件。"},
			{Key: "cases", Off: true},
		},
		Steps: []string{"12月31日前完成 20261014-0038。"},
	}
	states := map[string]SectionState{}
	for i, s := range c.States(b) {
		require.Equal(t, i, s.Order)
		states[s.Key] = s
	}
	require.Equal(t, []string{"96"}, states["overall"].Differs)
	require.Equal(t, []string{"全区最低"}, states["overall"].Claims)
	require.True(t, states["overall"].Edited)
	require.Contains(t, states["overall"].Generated, "__受理。__")
	require.Equal(t, []string{"12345"}, states["own-1"].Differs)
	require.False(t, states["cases"].On)
	require.Equal(t, []string{"31"}, states["steps"].Differs, "what was typed is checked, the number of a ticket counts nothing")
	require.Equal(t, []string{}, states["problems"].Differs)
	require.Equal(t, SectionSummary, c.States(b)[0].Key)
}

func TestEditedTextKeepsItsMarks(t *testing.T) {
	b := BuildBrief(briefInput(t))
	for _, s := range b.Sections {
		again := Choice{Key: s.Key, Text: TextOf(s.Blocks)}.apply(s)
		require.Equal(t, TextOf(s.Blocks), TextOf(again.Blocks), s.Key)
	}
	require.Equal(t, []Run{{Text: "只有 ** 一半"}}, paragraph("只有 ** 一半").Runs)
}

func FuzzParagraph(f *testing.F) {
	f.Add("**粗**体__楷__")
	f.Add("****____**")
	f.Fuzz(func(t *testing.T, line string) {
		text := ""
		for _, r := range paragraph(line).Runs {
			require.NotEmpty(t, r.Text)
			text += r.Text
		}
		require.LessOrEqual(t, len(text), len(line))
	})
}
