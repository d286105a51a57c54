package seed

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/deploy/realdata"
	"hotline/dispatch"
)

// message is a row of the files of real messages.
type message struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

// What people of a real city write finds an entry nearly always; few messages
// fall through to the root.
func TestRealMessagesFindAnEntry(t *testing.T) {
	c, units := Catalogue(), UnitMap()
	for _, name := range []string{"messages-replies.jsonl", "messages-hot.jsonl", "petitions-train.jsonl"} {
		t.Run(name, func(t *testing.T) {
			byScope := map[dispatch.Scope]int{}
			list := realdata.Rows[message](t, name)
			for i, m := range list {
				f := dispatch.Facts{Matter: dispatch.Matter{Title: m.Title, Text: m.Text, Type: dispatch.Help}}
				byScope[c.Match(f)[0].Scope]++
				if i%20 == 0 {
					require.NotEmpty(t, c.Route(f, units, nil).Decision)
				}
			}
			t.Logf("of %d: %v", len(list), byScope)
			require.Less(t, float64(byScope[dispatch.ByRoot])/float64(len(list)), 0.15)
		})
	}
}

func BenchmarkRoute(b *testing.B) {
	c, units, g := Catalogue(), UnitMap(), NewGenerator(rand.New(rand.NewPCG(1, 1)))
	var list []dispatch.Facts
	for range 1000 {
		list = append(list, dispatch.Facts{Matter: g.Next().Intake.Matter})
	}
	i := 0
	for b.Loop() {
		c.Route(list[i%len(list)], units, nil)
		i++
	}
}
