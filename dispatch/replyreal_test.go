//go:build !race

package dispatch

import (
	"hotline/deploy/realdata"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// published is a citizen's message with the unit's published reply.
type published struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	Reply string `json:"reply"`
}

// matter takes what the title says it is for the type.
func (p published) matter() Matter {
	m := Matter{Type: Help, Title: p.Title, Text: p.Text}
	switch {
	case strings.Contains(p.Title, "咨询"):
		m.Type = Consult
	case strings.Contains(p.Title, "建议"):
		m.Type = Suggestion
	}
	return m
}

// relevanceOf is how much of a message stands in a reply.
func relevanceOf(p published, reply string) float64 {
	w := wordsOfReplies()
	return readReply(w, p.matter(), reply).relevance(readTicket(w, p.matter()))
}

// curve is the share of pairs (true, false) in which the true one is rated
// higher: the area under the curve.
func curve(right, wrong []float64) float64 {
	slices.Sort(wrong)
	n := 0.0
	for _, v := range right {
		lo, _ := slices.BinarySearch(wrong, v)
		hi, _ := slices.BinarySearchFunc(wrong, v, func(a, b float64) int {
			if a <= b {
				return -1
			}
			return 1
		})
		n += float64(lo+hi) / 2
	}
	return n / float64(len(right)) / float64(len(wrong))
}

// sample is how the check reads true and stray replies.
type sample struct {
	right, wrong                   []float64 // relevance of replies that say something
	pairs, weak, straying          int
	asked, answered, strayAnswered int
	findings                       map[FindingKey]int
}

// readAll holds every message against its own reply and against a stray one.
func readAll(all []published) sample {
	rules, rng := Rules{MinReply: 20}, rand.New(rand.NewPCG(1, 2))
	s := sample{findings: map[FindingKey]int{}}
	for i, j := range rng.Perm(len(all)) {
		if i == j {
			continue
		}
		p, stray := all[i], all[j].Reply
		s.pairs++
		own, other := rules.CheckReply(p.matter(), p.Reply, nil), rules.CheckReply(p.matter(), stray, nil)
		for _, k := range own.Mark().Findings {
			s.findings[k]++
		}
		if own.Weak() {
			s.weak++
		}
		if !own.has(Perfunctory) {
			s.right = append(s.right, relevanceOf(p, p.Reply))
		}
		if !other.has(Perfunctory) {
			s.wrong = append(s.wrong, relevanceOf(p, stray))
		}
		if other.has(Irrelevant) {
			s.straying++
		}
		for i, a := range own.Asked {
			s.asked++
			s.answered += count(a.Answered)
			s.strayAnswered += count(other.Asked[i].Answered)
		}
	}
	return s
}

func (c ReplyCheck) has(k FindingKey) bool {
	return slices.ContainsFunc(c.Findings, func(f Finding) bool { return f.Key == k })
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// TestPublishedReplies holds the check against published replies: true ones are
// mostly found to belong, strays not, and few true ones are warned of. What is
// warned of are mostly mere receipts, of which the data has many.
func TestPublishedReplies(t *testing.T) {
	s := readAll(realdata.Rows[published](t, "messages-replies.jsonl"))
	area := curve(s.right, s.wrong)
	n := float64(s.pairs)
	false1 := float64(s.findings[Irrelevant]) / float64(len(s.right))
	caught := float64(s.straying) / float64(len(s.wrong))
	t.Logf("%d pairs; of replies that say something: AUC %.4f, at the cut %.2f %.1f %% of true ones called irrelevant, %.1f %% of strays",
		s.pairs, area, relevantFrom, 100*false1, 100*caught)
	t.Logf("true replies with a warning %.1f %%; findings %v", 100*float64(s.weak)/n, s.findings)
	t.Logf("%.2f questions a message, %.1f %% answered by the reply, %.1f %% by a stray", float64(s.asked)/n,
		100*float64(s.answered)/float64(s.asked), 100*float64(s.strayAnswered)/float64(s.asked))
	require.Greater(t, area, 0.96)
	require.Less(t, false1, 0.04)
	require.Greater(t, caught, 0.78)
	require.Less(t, float64(s.weak)/n, 0.125)
	require.Less(t, 5*s.strayAnswered, s.answered)
}
