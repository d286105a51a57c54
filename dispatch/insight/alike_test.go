package insight

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// alikes are so many tickets of the last month in nearly the same words: some
// matters at some places, each with numbers of its own, as a campaign or a
// machine writes them.
func alikes(n, matters, places int) []Item {
	w := LastDays(30, friday)
	step := w.To.Sub(w.From) / time.Duration(n+1)
	items := make([]Item, n)
	for i := range items {
		e := everyday[i%matters]
		place := fmt.Sprintf("%s%d号", []string{"建设路", "人民东路", "滨河大道", "学府街", "湖滨花园", "幸福里小区", "新港村", "金桥苑", "科技路"}[i/7%places], 1+i/3%400)
		at := w.From.Add(step * time.Duration(i))
		items[i] = Item{
			No: dispatch.FormatNo(dispatch.Day(at), i+1), At: at, Caller: fmt.Sprint("caller ", i), Category: e.category, Town: towns[i/7%places%len(towns)], Address: place,
			Title: fmt.Sprintf(e.title+" L%d", place, i), Text: fmt.Sprintf("来电人反映：%s，%s请有关部门尽快处理并回复。记录号 %d。", place, e.text, i),
		}
	}
	return items
}

// TestAlikesFewNeighbours: where joined groups keep but few neighbours, what is
// said of the same matter still comes together, and nothing else.
func TestAlikesFewNeighbours(t *testing.T) {
	items := alikes(600, 8, 9)
	c, docs := readCorpus(items)
	found := map[string]int{}
	for _, g := range cluster(items, docs, c.idf, 5) {
		for _, m := range g.members {
			require.Equal(t, items[g.members[0]].Category, items[m].Category)
		}
		if g.n >= 6 {
			found[items[g.members[0]].Category] += g.n
		}
	}
	require.Len(t, found, 8)
	for category, n := range found {
		require.Greater(t, n, 50, "%s, of 75", category)
	}
}

// BenchmarkAlikes is the whole way from items to issues.
func BenchmarkAlikes(b *testing.B) {
	for _, n := range []int{5000, 20_000} {
		for _, kind := range []struct {
			name            string
			matters, places int
		}{{"one text", 1, 1}, {"many texts", 8, 9}} {
			items := alikes(n, kind.matters, kind.places)
			b.Run(fmt.Sprintf("%s/%d", kind.name, n), func(b *testing.B) {
				for b.Loop() {
					Find(LastDays(30, friday), items, sla.CN()).Hot()
				}
			})
		}
	}
}
