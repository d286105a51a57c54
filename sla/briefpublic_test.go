package sla

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// What is published to everybody names no person, no ticket, and a unit only
// where the law asks for it.
func TestPublicEdition(t *testing.T) {
	b := BuildBrief(briefInput(t))
	printed := Compose(b, Composition{
		Signer: "签发：王某某", To: "报：区委", Sections: []Choice{
			{Key: "hot", Text: "__一是供热。__惠民热力公司 93 件。噪声 174 件。联络员李某某已回访。"},
			{Key: "own-1", Title: "内部", Text: "内部说明。"},
		},
		Cases: []Case{{Unit: "沙河镇", Text: "当日解决", No: "20261014-0038"}, {Unit: "和平镇", Text: "联络员李某某上门。"}},
	})
	units := []string{"惠民热力公司", "沙河镇", "和平镇", "第1局", "第11局"}
	p := PublicEdition(printed, Withheld{Units: units, People: []string{"王某某", "李某某"}})
	require.Equal(t, []string{"overall", "composition", "hot", "completion", "cases"}, sectionKeys(p))
	text := plain(p)
	for _, never := range []string{"王某某", "李某某", "20261014", "工单 ", "内部", "挂牌督办", "报：", "最突出"} {
		require.NotContains(t, text, never)
	}
	require.Contains(t, text, "噪声 174 件。")
	require.Contains(t, text, "受理诉求 455 件")
	require.NotContains(t, TextOf(p.Sections[2].Blocks), "惠民")
	require.Contains(t, text, "沙河镇当日解决。")
	require.Contains(t, text, "惠民热力公司 | 93 | 86 | 92.47%")
	require.Equal(t, "四、承办单位办结情况", p.Sections[3].Heading)
	data, err := json.Marshal(p)
	require.NoError(t, err)
	require.NotContains(t, string(data), "annex.")
	require.NotNil(t, printed.Annex, "the brief itself keeps its annex")
}
