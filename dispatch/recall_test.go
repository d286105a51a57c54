//go:build !race

package dispatch

import (
	"cmp"
	"fmt"
	"hotline/deploy/realdata"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestMarksFindWhatIsAlike measures on real messages how many of the five most
// alike, found by comparing with all of them, are among the few that are read by
// their marks.
func TestMarksFindWhatIsAlike(t *testing.T) {
	all := realTickets(t)
	words, index := make([][]pair, len(all)), map[Mark][]int{}
	for i, tk := range all {
		words[i] = bigrams(tk.Title + "\n" + tk.Text)
		for _, m := range tk.Marks() {
			index[m] = append(index[m], i)
		}
	}
	for _, c := range []struct {
		name        string
		typed       func(i int) Facts
		near, alike float64 // least recall of what is 0.5 and 0.35 alike
	}{
		{"whole", func(i int) Facts { return Facts{Matter: all[i].Matter} }, 0.95, 0.9},
		{"half typed", func(i int) Facts {
			return Facts{Matter: Matter{Text: beginning(strings.TrimSpace(all[i].Text), 30+i%31)}}
		}, 0.95, 0.9},
	} {
		var near, alike, related, read recall
		for i := 0; i < len(all); i += 27 {
			f := c.typed(i)
			asked := bigrams(f.Title + "\n" + f.Text)
			found := sharingMost(index, f.wordMarks(), i)
			read.found += len(found)
			read.of++
			for j, score := range mostAlike(words, asked, i) {
				hit := slices.Contains(found, j)
				near.add(score >= 0.5, hit)
				alike.add(score >= 0.35, hit)
				related.add(score >= 0.25, hit)
			}
		}
		t.Logf("%s: recall@5 of texts at least 0.5 alike %s, 0.35 alike %s, 0.25 alike %s; %.1f tickets read", c.name, near, alike, related, float64(read.found)/float64(read.of))
		require.GreaterOrEqual(t, near.share(), c.near, c.name)
		require.GreaterOrEqual(t, alike.share(), c.alike, c.name)
	}
}

type recall struct{ found, of int }

func (r *recall) add(counts, hit bool) {
	if counts {
		r.of++
		if hit {
			r.found++
		}
	}
}

func (r recall) share() float64 { return float64(r.found) / float64(r.of) }

func (r recall) String() string { return fmt.Sprintf("%.3f (%d)", r.share(), r.of) }

// mostAlike are the five most alike of all texts, by comparing with each.
func mostAlike(words [][]pair, asked []pair, not int) map[int]float64 {
	scores := map[int]float64{}
	for j := range words {
		if s := overlap(asked, words[j]); j != not && s >= 0.25 {
			scores[j] = s
		}
	}
	best := slices.SortedFunc(maps.Keys(scores), func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), a-b) })
	for _, j := range best[min(5, len(best)):] {
		delete(scores, j)
	}
	return scores
}

// sharingMost is what a store finds by marks.
func sharingMost(index map[Mark][]int, marks []Mark, not int) []int {
	const perMark = 100
	count := map[int]int{}
	for _, m := range marks {
		list := index[m]
		for _, j := range list[max(0, len(list)-perMark):] {
			if j != not {
				count[j]++
			}
		}
	}
	found := slices.SortedFunc(maps.Keys(count), func(a, b int) int { return cmp.Or(count[b]-count[a], b-a) })
	return found[:min(len(found), wordsRead)]
}

// realTickets are the real messages of a city, as tickets.
func realTickets(t *testing.T) []Ticket {
	var out []Ticket
	for _, m := range realdata.Rows[struct{ User, Title, Text, Time string }](t, "messages-hot.jsonl") {
		at, err := time.Parse(time.DateTime, m.Time)
		require.NoError(t, err)
		out = append(out, Ticket{No: FormatNo(Day(at), len(out)+1), State: StateDispatched, RegisteredAt: at, Contact: Contact{PhoneHash: m.User},
			Matter: Matter{Type: Help, Title: m.Title, Text: m.Text}})
	}
	return out
}
