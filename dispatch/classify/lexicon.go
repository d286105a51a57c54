package classify

import (
	_ "embed"
	"slices"
	"strings"
)

// Lexicon maps concepts to the words that speak of them, for example the
// entries of a dispatch catalogue to their keywords. It lets rare words share
// what was learnt from frequent ones.
type Lexicon []Concept

// Concept is one thing with its words. A concept may have several names, from
// the widest to the narrowest.
type Concept struct {
	Names []string
	Words []string
}

// thesaurus is a lexicon ready to be looked up in one walk over a text.
type thesaurus struct {
	heads map[[2]rune][]int32
	words [][]rune
	names [][]uint64 // of each word: hashes of the concepts it speaks of
}

func newThesaurus(l Lexicon) *thesaurus {
	t := &thesaurus{heads: map[[2]rune][]int32{}}
	known := map[string]int32{}
	for _, c := range l {
		for _, w := range c.Words {
			rs := normal(w, maxTitle)
			if len(rs) < 2 {
				continue
			}
			id, ok := known[string(rs)]
			if !ok {
				id = int32(len(t.words))
				known[string(rs)] = id
				t.words, t.names = append(t.words, rs), append(t.names, nil)
				head := [2]rune{rs[0], rs[1]}
				t.heads[head] = append(t.heads[head], id)
			}
			for _, n := range c.Names {
				if h := hash([]rune("#" + n)...); !slices.Contains(t.names[id], h) {
					t.names[id] = append(t.names[id], h)
				}
			}
		}
	}
	return t
}

// find appends the concepts that a text speaks of, one for each different word.
func (t *thesaurus) find(rs []rune, to []uint64) []uint64 {
	var seen []int32
	for i := 0; i+1 < len(rs); i++ {
		for _, id := range t.heads[[2]rune{rs[i], rs[i+1]}] {
			w := t.words[id]
			if i+len(w) <= len(rs) && !slices.Contains(seen, id) && slices.Equal(rs[i:i+len(w)], w) {
				seen = append(seen, id)
				to = append(to, t.names[id]...)
			}
		}
	}
	return to
}

// concepts gives the distinct concepts of a text, as cut does for n-grams. What
// the body speaks of counts half.
func (t *thesaurus) concepts(x Text) []gram {
	if len(t.words) == 0 {
		return nil
	}
	count := map[uint64]gram{}
	for _, h := range t.find(normal(x.Title, maxTitle), nil) {
		g := count[h]
		g.hash, g.title = h, g.title+1
		count[h] = g
	}
	for _, h := range t.find(normal(x.Body, maxBody), nil) {
		g := count[h]
		g.hash, g.body = h, g.body+0.5
		count[h] = g
	}
	out := make([]gram, 0, len(count))
	for _, g := range count {
		out = append(out, g)
	}
	slices.SortFunc(out, func(a, b gram) int {
		if a.hash < b.hash {
			return -1
		}
		return 1
	})
	return out
}

//go:embed duties.txt
var duties string

// Duties (职能词表) is what public departments answer for and how people speak
// of it, in general words: what a model knows before it has seen any text. Its
// concepts have a wide name and a narrow one.
func Duties() Lexicon {
	var out Lexicon
	for line := range strings.Lines(duties) {
		name, words, ok := strings.Cut(strings.TrimSpace(line), "：")
		area, part, two := strings.Cut(name, " ")
		if !ok || !two || strings.HasPrefix(line, "#") {
			continue
		}
		out = append(out, Concept{Names: []string{area, area + part}, Words: strings.Fields(words)})
	}
	return out
}
