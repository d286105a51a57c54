package seed

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

func TestUnits(t *testing.T) {
	groups := map[dispatch.Group]int{}
	seen := map[string]bool{}
	for _, u := range Units() {
		groups[u.Group]++
		require.False(t, seen[u.Code] || seen[u.Name], u.Code)
		seen[u.Code], seen[u.Name] = true, true
		require.Regexp(t, regexp.MustCompile(`^[a-z0-9-]+$`), u.Code)
		require.True(t, u.Active && u.Short != "" && u.Name != "", u.Code)
	}
	require.Equal(t, map[dispatch.Group]int{dispatch.Town: 18, dispatch.Bureau: 40, dispatch.Company: 20}, groups)
	for _, u := range Units() {
		require.True(t, u.Parent == "" || seen[u.Parent], u.Parent)
	}
}

func TestCategories(t *testing.T) {
	known := map[string]bool{}
	for _, c := range Categories() {
		require.False(t, known[c.Code], c.Code)
		known[c.Code] = true
		require.NotEmpty(t, c.Name)
		if len(c.Code) > 2 {
			require.Equal(t, c.Code[:len(c.Code)-2], c.Parent)
			require.True(t, known[c.Parent], "%s comes before its parent", c.Code)
		}
	}
	for _, e := range Catalogue().Entries() {
		require.True(t, e.Category == "" || known[e.Category], "%s: category %s", e.ID, e.Category)
	}
}

func TestCatalogueHasNoFault(t *testing.T) {
	c := Catalogue()
	require.Empty(t, c.Validate(UnitMap()))
	require.GreaterOrEqual(t, len(c.Entries()), 200)
}

func TestUsers(t *testing.T) {
	seen := map[string]bool{}
	liaisons := 0
	for _, u := range Users() {
		require.False(t, seen[u.Username], u.Username)
		seen[u.Username] = true
		require.NotContains(t, u.Name, "{")
		if u.Role == dispatch.RoleLiaison {
			liaisons++
			want := map[dispatch.Post]string{dispatch.PostA: "liaison-" + u.Unit, dispatch.PostB: "liaison-" + u.Unit + "-b"}
			require.Equal(t, want[u.Post], u.Username)
		}
	}
	require.Equal(t, 2*len(Units()), liaisons, "an A and a B post each")
	for _, name := range []string{"agent", "dispatcher", "supervisor", "admin", "liaison-zhujian"} {
		require.True(t, seen[name], name)
	}
}

// The catalogue sends at least nine of ten demands to the unit they belong to,
// and hardly any of those it dispatches by itself to another; contested matters
// are those it gets wrong.
func TestTemplatesReachTheirUnit(t *testing.T) {
	c, units := Catalogue(), UnitMap()
	g := NewGenerator(rand.New(rand.NewPCG(1, 2)))
	require.GreaterOrEqual(t, len(Templates()), 450)
	type tally struct{ total, right, auto, wrongAuto float64 }
	var plain, contested tally
	for _, tpl := range Templates() {
		for range 5 {
			s := g.Of(tpl)
			require.Empty(t, s.Intake.Normal().Validate(), tpl.Title)
			require.NotContains(t, s.Intake.Title+s.Intake.Text, "{")
			if !tpl.Contested && s.Unit == tpl.Other {
				continue // the words do not tell
			}
			r := c.Route(dispatch.Facts{Matter: s.Intake.Matter}, units, nil)
			n := &plain
			if tpl.Contested {
				n = &contested
			}
			n.total++
			lead, _ := r.Chosen()
			if lead == s.Unit {
				n.right++
			} else if !tpl.Contested {
				t.Logf("%s: %s instead of %s (%s)", s.Intake.Title, lead, s.Unit, r.Rule)
			}
			if r.Decision == dispatch.Auto {
				n.auto++
				if lead != s.Unit {
					n.wrongAuto++
				}
			}
		}
	}
	t.Logf("plain %+v, contested %+v", plain, contested)
	require.GreaterOrEqual(t, plain.right/plain.total, 0.9)
	require.GreaterOrEqual(t, plain.auto/plain.total, 0.6)
	require.LessOrEqual(t, plain.wrongAuto/plain.auto, 0.03)
	require.LessOrEqual(t, contested.right/contested.total, 0.4)
}

func TestEveryCategoryHasAMatter(t *testing.T) {
	known, units := map[string]bool{}, UnitMap()
	for _, tpl := range Templates() {
		known[tpl.Category] = true
		for _, u := range []string{tpl.Unit, tpl.Other} {
			require.True(t, u == "" || u == dispatch.AtTown || units[u].Active, "%s: %s", tpl.Title, u)
		}
	}
	for _, c := range Categories() {
		require.True(t, len(c.Code) < 6 || known[c.Code], c.Name)
	}
}

func TestGeneratorIsReproducible(t *testing.T) {
	a, b := NewGenerator(rand.New(rand.NewPCG(7, 7))), NewGenerator(rand.New(rand.NewPCG(7, 7)))
	for range 200 {
		require.Equal(t, a.Next(), b.Next())
	}
}

// The demands of a month spread over the groups as they do in a district: the
// bureaus have most, and a few units have hardly any.
func TestGeneratorSharesDemandsAmongTheGroups(t *testing.T) {
	units, g := UnitMap(), NewGenerator(rand.New(rand.NewPCG(5, 5)))
	const n = 12_000
	groups, count := map[dispatch.Group]float64{}, map[string]int{}
	for range n {
		u := units[g.Next().Unit]
		require.NotEmpty(t, u.Code)
		groups[u.Group] += 1.0 / n
		count[u.Code]++
	}
	require.InDelta(t, 0.40, groups[dispatch.Bureau], 0.03)
	require.InDelta(t, 0.33, groups[dispatch.Town], 0.03)
	require.InDelta(t, 0.27, groups[dispatch.Company], 0.03)
	require.GreaterOrEqual(t, len(count), len(units)-4)
	for _, u := range units {
		require.True(t, u.Group != dispatch.Town || count[u.Code] > 30, u.Code)
	}
}

// A company that serves only some towns is called about from those.
func TestGeneratorKeepsToTheAreaOfAUnit(t *testing.T) {
	units, g := UnitMap(), NewGenerator(rand.New(rand.NewPCG(6, 6)))
	seen := 0
	for range 3000 {
		s := g.Next()
		if u := units[s.Unit]; u.Group == dispatch.Company && len(u.Areas) > 0 {
			seen++
			require.Contains(t, u.Areas, s.Intake.Place.Town, s.Intake.Title)
		}
	}
	require.Positive(t, seen)
}

func TestReply(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for range 50 {
		require.Greater(t, len([]rune(Reply(r, "010101", "暖气不热"))), 30)
	}
}

func TestNoSlotIsUnknown(t *testing.T) {
	known := strings.Join(slotNames[1:], "")
	for name, data := range map[string][]byte{"templates": templatesJSON, "phrases": phrasesJSON, "events": eventsJSON} {
		for _, s := range regexp.MustCompile(`\{[a-z]+\}`).FindAllString(string(data), -1) {
			require.Contains(t, known, s, name)
		}
	}
	for _, tpl := range Templates() {
		require.Positive(t, tpl.Weight, tpl.Title)
	}
}
