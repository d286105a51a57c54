package dispatch

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func parse(t testing.TB, s string) *Catalogue {
	t.Helper()
	c, err := ParseCatalogue([]byte(s))
	require.NoError(t, err)
	return c
}

func TestParseCatalogueRefuses(t *testing.T) {
	deep := strings.Repeat(`{"id":"a","name":"a","children":[`, 20) + strings.Repeat(`]}`, 20)
	for name, s := range map[string]string{
		"nothing":       ``,
		"no object":     `[]`,
		"no root":       `{"version":"1"}`,
		"unknown field": `{"version":"1","root":{"id":"a","name":"a","keywords":["x"]}}`,
		"null child":    `{"version":"1","root":{"id":"a","name":"a","children":[null]}}`,
		"more after it": `{"version":"1","root":{"id":"a","name":"a"}} {}`,
		"too deep":      `{"version":"1","root":` + deep + `}`,
	} {
		_, err := ParseCatalogue([]byte(s))
		require.Error(t, err, name)
		require.Equal(t, Invalid, CodeOf(err), name)
	}
}

// Validate names each fault with the entry, and all of them at once.
func TestValidateListsEveryFault(t *testing.T) {
	_, units := testCatalogue(t)
	head := `{"version":"1","department_only":["01"],"towns":[{"name":"幸福镇","unit":"xingfu","places":["阳光花园"]}],"root":{"id":"ZZ","name":"其他","children":[`
	cases := []struct{ name, doc, want string }{
		{"version", `{"root":{"id":"ZZ","name":"其他"}}`, "catalogue: version is missing"},
		{"threshold", `{"version":"1","threshold":2,"root":{"id":"ZZ","name":"其他"}}`, "catalogue: threshold is not between 0 and 1"},
		{"root", `{"version":"1","root":{"id":"ZZ","name":"其他","any":["水"]}}`, "ZZ: the root does not catch all: it has words, towns or types"},
		{"town unit", `{"version":"1","towns":[{"name":"幸福镇","unit":"zhujian"}],"root":{"id":"ZZ","name":"其他"}}`, `town 幸福镇: unit "zhujian" is no township`},
		{"id missing", head + `{"name":"无号","any":["水"],"lead":"shuiwu"}]}}`, "entry 无号: id is missing"},
		{"id twice", head + `{"id":"A","name":"甲","any":["水"],"lead":"shuiwu"},{"id":"A","name":"乙","any":["火"],"lead":"shuiwu"}]}}`, "A: id is given twice"},
		{"name missing", head + `{"id":"A","any":["水"],"lead":"shuiwu"}]}}`, "A: name is missing"},
		{"lead missing", head + `{"id":"A","name":"甲","any":["水"]}]}}`, "A: lead is missing"},
		{"unknown lead", head + `{"id":"A","name":"甲","any":["水"],"lead":"nobody"}]}}`, `A: unit "nobody" is unknown`},
		{"inactive lead", head + `{"id":"A","name":"甲","any":["水"],"lead":"gone"}]}}`, `A: unit "gone" is not active`},
		{"unknown co-unit", head + `{"id":"A","name":"甲","any":["水"],"lead":"shuiwu","co_units":["nobody"]}]}}`, `A: unit "nobody" is unknown`},
		{"lead helps itself", head + `{"id":"A","name":"甲","any":["水"],"lead":"shuiwu","co_units":["shuiwu"]}]}}`, `A: unit "shuiwu" is named twice`},
		{"town leads for departments", head + `{"id":"A","name":"甲","category":"0101","any":["水"],"lead":"xingfu"}]}}`, "A: a township leads 0101, which is only for departments"},
		{"@town leads for departments", head + `{"id":"B","name":"章","category":"0101","lead":"@town","children":[{"id":"A","name":"甲","any":["水"]}]}]}}`, "A: a township leads 0101, which is only for departments"},
		{"unknown town", head + `{"id":"A","name":"甲","any":["水"],"towns":["月球"],"lead":"shuiwu"}]}}`, `A: town "月球" is neither a town nor a place of one`},
		{"unknown type", head + `{"id":"A","name":"甲","any":["水"],"types":["gossip"],"lead":"shuiwu"}]}}`, `A: type "gossip" is unknown`},
		{"unknown urgency", head + `{"id":"A","name":"甲","any":["水"],"urgency":"soon","lead":"shuiwu"}]}}`, `A: urgency "soon" is unknown`},
		{"confidence", head + `{"id":"A","name":"甲","any":["水"],"confidence":1.5,"lead":"shuiwu"}]}}`, "A: confidence is not between 0 and 1"},
		{"empty word", head + `{"id":"A","name":"甲","any":["水","，"],"lead":"shuiwu"}]}}`, `A: word "，" is empty`},
		{"fits nothing", head + `{"id":"A","name":"甲","lead":"shuiwu"}]}}`, "A: dead: nothing says when it fits"},
		{"contradicts itself", head + `{"id":"A","name":"甲","any":["停水"],"none":["水"],"lead":"shuiwu"}]}}`, `A: dead: "停水" is wanted and "水" is not`},
		{"taken by an earlier one", head + `{"id":"A","name":"甲","any":["水"],"lead":"shuiwu"},{"id":"B","name":"乙","any":["停水","水管"],"lead":"shuiwu"}]}}`, "B: dead: A takes all of it"},
		{"taken, with more words", head + `{"id":"A","name":"甲","all":["水"],"lead":"shuiwu"},{"id":"B","name":"乙","all":["停水"],"any":["夜里"],"towns":["幸福镇"],"lead":"shuiwu"}]}}`, "B: dead: A takes all of it"},
		{"alarm number", `{"version":"1","emergencies":[{"id":"J","name":"火","number":"911","any":["火"],"say":"跑","route":"119"}],"root":{"id":"ZZ","name":"其他"}}`, `J: number "911" is not 110, 119, 120 or 122`},
		{"alarm without words", `{"version":"1","emergencies":[{"id":"J","name":"火","number":"119","say":"跑","route":"119"}],"root":{"id":"ZZ","name":"其他"}}`, "J: there are no words"},
		{"refusal without a way", `{"version":"1","not_accepted":[{"id":"B","name":"诉讼","any":["法院"],"say":"不能受理"}],"root":{"id":"ZZ","name":"其他"}}`, "B: what to say or the right route is missing"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, err := range parse(t, c.doc).Validate(units) {
				got = append(got, err.Error())
			}
			require.Contains(t, got, c.want)
		})
	}
	all := head + `{"id":"A","name":"","any":["，"],"towns":["月球"],"types":["gossip"],"lead":"nobody","confidence":7}]}}`
	require.Len(t, parse(t, all).Validate(units), 6)
}

// Rules that only look alike are not dead.
func TestValidateFindsNoFaultWhereThereIsNone(t *testing.T) {
	c, units := testCatalogue(t)
	units["gone"] = Unit{Code: "gone", Name: "已恢复单位", Group: Bureau, Active: true}
	require.Empty(t, c.Validate(units))
	head := `{"version":"1","towns":[{"name":"幸福镇","unit":"xingfu"}],"root":{"id":"ZZ","name":"其他","children":[`
	for name, pair := range map[string]string{
		"continue":          `{"id":"A","name":"甲","any":["水"],"lead":"shuiwu","continue":true},{"id":"B","name":"乙","any":["停水"],"lead":"shuiwu"}`,
		"other town":        `{"id":"A","name":"甲","any":["水"],"towns":["幸福镇"],"lead":"shuiwu"},{"id":"B","name":"乙","any":["停水"],"lead":"shuiwu"}`,
		"other type":        `{"id":"A","name":"甲","any":["水"],"types":["report"],"lead":"shuiwu"},{"id":"B","name":"乙","any":["停水"],"lead":"shuiwu"}`,
		"excluded word":     `{"id":"A","name":"甲","any":["水"],"none":["河"],"lead":"shuiwu"},{"id":"B","name":"乙","any":["停水"],"lead":"shuiwu"}`,
		"one word more":     `{"id":"A","name":"甲","any":["停水"],"lead":"shuiwu"},{"id":"B","name":"乙","any":["停水","断水"],"lead":"shuiwu"}`,
		"needs more":        `{"id":"A","name":"甲","any":["水"],"all":["夜里"],"lead":"shuiwu"},{"id":"B","name":"乙","any":["停水"],"lead":"shuiwu"}`,
		"by category alone": `{"id":"A","name":"甲","any":["水"],"lead":"shuiwu"},{"id":"B","name":"乙","category":"02","lead":"shuiwu"}`,
	} {
		require.Empty(t, parse(t, head+pair+`]}}`).Validate(units), name)
	}
}

func TestDiff(t *testing.T) {
	a := parse(t, `{"version":"1","root":{"id":"ZZ","name":"其他","children":[
		{"id":"GR","name":"供热","lead":"zhujian","children":[{"id":"GR-1","name":"不热","any":["不热"]},{"id":"GR-2","name":"收费","any":["取暖费"]}]}]}}`)
	b := parse(t, `{"version":"2","root":{"id":"ZZ","name":"其他","children":[
		{"id":"GR","name":"供热","lead":"gongre","children":[{"id":"GR-1","name":"不热","any":["不热","冰凉"]},{"id":"GR-3","name":"漏水","any":["漏水"]}]}]}}`)
	require.Empty(t, Diff(a, a))
	require.Equal(t, []Difference{
		{ID: "GR", Name: "供热", Kind: "changed", Fields: []string{"lead"}},
		{ID: "GR-1", Name: "不热", Kind: "changed", Fields: []string{"any", "lead"}},
		{ID: "GR-3", Name: "漏水", Kind: "added"},
		{ID: "GR-2", Name: "收费", Kind: "removed"},
	}, Diff(a, b), "what an entry inherits counts as its own")
}

// What was parsed and written again is the same catalogue.
func FuzzParseCatalogue(f *testing.F) {
	seed, err := os.ReadFile(filepath.Join("testdata", "catalogue.json"))
	require.NoError(f, err)
	f.Add(seed, "暖气不热，阳光花园")
	f.Add([]byte(`{"version":"1","root":{"id":"a","name":"a","children":[{"id":"b","any":[""],"lead":"@town","co_units":[]}]}}`), "")
	_, units := testCatalogue(f)
	f.Fuzz(func(t *testing.T, data []byte, title string) {
		c, err := ParseCatalogue(data)
		if err != nil {
			return
		}
		c.Validate(units)
		r := c.Route(facts(title, title, title), units, nil)
		for _, cand := range r.Candidates {
			require.True(t, cand.Score > 0 && cand.Score <= 1)
		}
		body, err := json.Marshal(c)
		require.NoError(t, err)
		again, err := ParseCatalogue(body)
		require.NoError(t, err)
		require.Empty(t, Diff(c, again))
		require.Equal(t, r, again.Route(facts(title, title, title), units, nil))
	})
}
