package dispatch

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden explanations anew")

func testCatalogue(t testing.TB) (*Catalogue, map[string]Unit) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "catalogue.json"))
	require.NoError(t, err)
	c, err := ParseCatalogue(data)
	require.NoError(t, err)
	units := map[string]Unit{}
	for code, name := range map[string]string{"zhujian": "区住建局", "shuiwu": "区水务局", "huanbao": "区生态环境局", "chengguan": "区城管局", "jiaoyu": "区教育局"} {
		units[code] = Unit{Code: code, Name: name, Group: Bureau, Active: true}
	}
	for code, name := range map[string]string{"gongre": "示范供热公司", "ranqi": "示范燃气公司"} {
		units[code] = Unit{Code: code, Name: name, Group: Company, Active: true}
	}
	units["xingfu"] = Unit{Code: "xingfu", Name: "幸福镇人民政府", Group: Town, Active: true}
	units["xuefu"] = Unit{Code: "xuefu", Name: "学府街道办事处", Group: Town, Active: true}
	units["gone"] = Unit{Code: "gone", Name: "已撤销单位", Group: Bureau}
	return c, units
}

func facts(title, text, address string) Facts {
	return Facts{Matter: Matter{Type: Complaint, Urgency: General, Title: title, Text: text, Place: Place{Address: address}}}
}

// recorded is an experience of one unit's tickets of a category, the returns
// last.
func recorded(unit, category string, kept, returned int) *Experience {
	e := NewExperience()
	for i := range kept + returned {
		e.history.Add(Judgement{Unit: unit, Category: category, At: monday.AddDate(0, 0, -20).Add(time.Duration(i) * time.Hour), Kept: i < kept})
	}
	return e.At(monday)
}

// The whole explanation of each decision is golden: what a dispatcher reads is
// as much the contract as the unit.
func TestRouteGolden(t *testing.T) {
	c, units := testCatalogue(t)
	reportOf := func(f Facts) Facts { f.Type = Report; return f }
	category := func(f Facts, code string) Facts { f.Category = code; return f }
	cases := []struct {
		name     string
		f        Facts
		past     *Experience
		decision Decision
		lead     string
		rule     string
	}{
		{"automatic with co-units", facts("暖气不热，屋里12度", "老人在家。", "幸福镇阳光花园3号楼"), nil, Auto, "zhujian", "GR-1"},
		{"area picks the company", facts("暖气不热", "", "学府花园"), nil, Auto, "zhujian", "GR-1-1"},
		{"co-units taken away, township barred", facts("取暖费怎么收", "", "阳光花园"), nil, Auto, "zhujian", "GR-2"},
		{"only in the text", facts("请尽快处理", "家里暖气不热有一周了", "阳光花园"), nil, Triage, "zhujian", "GR-1"},
		{"emergency at a boundary", facts("楼道有燃气味", "", "幸福里12号楼"), nil, Emergency, "zhujian", "JJ-1"},
		{"boundary is in the title", facts("幸福里燃气味，咨询归谁管", "", ""), nil, Triage, "zhujian", "RQ-2"},
		{"other way", facts("法院判决以后不给钱", "", ""), nil, NotOurs, "", "BS-1"},
		{"other way needs more than one word of a text", facts("路灯不亮", "还有一件事，法院判决过。", ""), nil, Auto, "chengguan", "CG"},
		{"continue lists both", facts("清水河排口有黑水", "", ""), nil, Triage, "shuiwu", "HB-1"},
		{"type guard", reportOf(facts("夜里偷排", "", "")), nil, Auto, "huanbao", "HB-3"},
		{"type guard refuses", facts("夜里偷排", "", ""), nil, Triage, "", "ZZ"},
		{"township leads", facts("进村路坑洼", "", "幸福镇"), nil, Auto, "xingfu", "CW"},
		{"township unknown", facts("进村路坑洼", "", ""), nil, Triage, "", "CW"},
		{"keyword inside a place name", facts("学府路路灯不亮", "", ""), nil, Auto, "chengguan", "CG"},
		{"place name is not a school", facts("学府花园的事", "", ""), nil, Triage, "xuefu", "ZZ"},
		{"category given", category(facts("说不清楚", "", "阳光花园"), "010102"), nil, Triage, "zhujian", "GR-2"},
		{"category against the words", category(facts("路灯不亮", "", ""), "0701"), nil, Triage, "jiaoyu", "ST"},
		{"inactive unit", facts("旧事", "", ""), nil, Triage, "", "XQ"},
		{"returns of the past lower it", facts("路灯不亮", "", ""), recorded("chengguan", "0401", 8, 2), Triage, "chengguan", "CG"},
		{"nothing fits", facts("你好", "", ""), nil, Triage, "", "ZZ"},
	}
	golden := map[string]Routing{}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			r := c.Route(tc.f, units, tc.past)
			lead, _ := r.Chosen()
			require.Equal(t, []any{tc.decision, tc.lead, tc.rule}, []any{r.Decision, lead, r.Rule}, r.Why)
			for _, cand := range r.Candidates {
				require.True(t, cand.Score > 0 && cand.Score <= 1)
				require.NotEmpty(t, cand.Reasons, cand.Unit)
			}
			require.Equal(t, r.Decision == Auto, r.Why == "", "a decision that is not automatic says why")
			golden[tc.name] = r
		})
	}
	file := filepath.Join("testdata", "route.golden.json")
	got, err := json.MarshalIndent(golden, "", " ")
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.WriteFile(file, append(got, '\n'), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.JSONEq(t, string(want), string(got))
}

func TestMatchPath(t *testing.T) {
	c, _ := testCatalogue(t)
	m := c.Match(facts("幸福里楼道燃气味", "", ""))
	require.Len(t, m, 1)
	require.Equal(t, []string{"ZZ", "RQ", "RQ-1", "RQ-2"}, m[0].Path)
	require.Equal(t, ByTitle, m[0].Scope)
	require.Equal(t, []string{"幸福里", "燃气味"}, m[0].Words)
	require.Equal(t, "zhujian", m[0].Entry.Lead, "inherited")
	require.Equal(t, Life, m[0].Entry.Urgency, "inherited")
	require.True(t, m[0].Entry.ByHand)

	ids := []string{}
	for _, m := range c.Match(facts("河里黑水", "", "")) {
		ids = append(ids, m.Entry.ID)
	}
	require.Equal(t, []string{"HB-1", "HB-2"}, ids, "continue goes on to the next")
	require.Empty(t, c.Match(facts("河里黑水，停水", "", ""))[1:], "a word that must not be there")
}

func TestTownOf(t *testing.T) {
	c, _ := testCatalogue(t)
	for text, want := range map[string]string{"幸福镇阳光花园": "幸福镇", "阳光花园3号楼": "幸福镇", "学府花园": "学府街道", "月球": ""} {
		require.Equal(t, want, c.TownOf(facts("", "", text)), text)
	}
	require.Equal(t, "学府街道", c.TownOf(facts("学府路路灯", "阳光花园也有", "")), "the title goes before the text")
	f := facts("阳光花园", "", "")
	f.Place.Town = "学府街道"
	require.Equal(t, "学府街道", c.TownOf(f), "what is given stands")
	f.Place.Town = "邻区某镇"
	require.Equal(t, "邻区某镇", c.TownOf(f))
}

// Auto-dispatched lead and co-units always pass the guards of dispatch.
func TestAutoCanBeDispatched(t *testing.T) {
	c, units := testCatalogue(t)
	r := testRules()
	r.Units, r.DepartmentOnly = units, c.DepartmentOnly
	for _, f := range []Facts{facts("暖气不热", "", "阳光花园"), facts("取暖费", "", "学府花园"), facts("进村路", "", "幸福镇")} {
		routing := c.Route(f, units, nil)
		require.Equal(t, Auto, routing.Decision)
		lead, co := routing.Chosen()
		require.NoError(t, r.mayHandle(Ticket{Matter: Matter{Category: routing.Category}}, lead, co))
	}
}
