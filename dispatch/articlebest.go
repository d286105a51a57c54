package dispatch

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

type articleHit struct {
	doc   int32
	score float64
}

// bestArticles keeps the best hits, the newest first among equals.
type bestArticles struct {
	x    *ArticleIndex
	most int
	hits []articleHit
}

func (x *ArticleIndex) best(most int) *bestArticles { return &bestArticles{x: x, most: most} }

func (b *bestArticles) add(h articleHit) {
	if len(b.hits) == b.most {
		if b.most == 0 || b.compare(h, b.hits[b.most-1]) > 0 {
			return
		}
		b.hits = b.hits[:b.most-1]
	}
	at, _ := slices.BinarySearchFunc(b.hits, h, b.compare)
	b.hits = slices.Insert(b.hits, at, h)
}

func (b *bestArticles) compare(h, o articleHit) int {
	if c := cmp.Compare(o.score, h.score); c != 0 {
		return c
	}
	one, other := &b.x.docs[h.doc].article, &b.x.docs[o.doc].article
	return cmp.Or(other.LiveAt.Compare(one.LiveAt), cmp.Compare(one.ID, other.ID))
}

func (b *bestArticles) articles() []Article {
	out := make([]Article, len(b.hits))
	for i, h := range b.hits {
		out[i] = b.x.docs[h.doc].article
	}
	return out
}

// mistyped adds the articles in whose title or keywords the words stand but for one
// wrong character (错别字) in each; all but one word may stand in the text as well.
func (x *ArticleIndex) mistyped(words []string, keep func(Article) bool, top *bestArticles) {
	typed, rare := make([][]rune, len(words)), map[rune]float64{}
	for i, w := range words {
		typed[i] = []rune(w)
		for _, r := range typed[i] {
			if n := len(x.having(string(r))); n > 0 && n <= len(x.byID)/nearRare {
				rare[r] = math.Log(1+float64(len(x.byID))/float64(n)) / 10
			}
		}
	}
	seen := map[int32]bool{}
	for _, word := range typed {
		for _, n := range x.sharing(word, rare) {
			if d := &x.docs[n]; !seen[n] && !d.gone {
				seen[n] = true
				if score := d.nearly(words, typed, rare); score > 0 && keep(d.article) {
					top.add(articleHit{n, score})
				}
			}
		}
	}
}

const (
	nearRare  = 20 // a rare character stands in one of so many articles at most
	nearLook  = 2000
	nearWords = 40 // a longer word is a sentence
)

// sharing are the documents with all characters of a word but one in title or
// keywords, at most nearLook. One of two has to be rare, else it says nothing.
func (x *ArticleIndex) sharing(word []rune, rare map[rune]float64) []int32 {
	if len(word) < 2 || len(word) > nearWords {
		return nil
	}
	shared := map[int32]int{}
	for i, r := range word {
		if slices.Contains(word[:i], r) || len(word) == 2 && rare[r] == 0 {
			continue
		}
		for _, p := range x.having(string(r)) {
			if p&(inTitle|inKeyword) != 0 {
				shared[p.doc()]++
			}
		}
	}
	var out []int32
	for n, count := range shared {
		if count >= len(word)-1 {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	return out[:min(len(out), nearLook)]
}

// nearly is zero unless every word stands nearly in the title or a keyword.
func (d *articleDoc) nearly(words []string, typed [][]rune, rare map[rune]float64) float64 {
	sum := 0.0
	for i, w := range words {
		best := near(d.title, typed[i], rare)
		for _, k := range d.keywords {
			best = max(best, near(k, typed[i], rare))
		}
		if best == 0 && strings.Contains(d.text, w) {
			best = 0.5
		}
		if best == 0 {
			return 0
		}
		sum += best
	}
	return sum
}

// near compares a word with every stretch of its length in a text. One character
// may differ; of a word of two the other one has to be rare.
func near(text string, word []rune, rare map[rune]float64) float64 {
	n := len(word)
	if n < 2 || len(text) < n {
		return 0
	}
	best, runes := 0.0, []rune(text)
	for at := 0; at+n <= len(runes); at++ {
		wrong, told := 0, 0.0
		for i, r := range word {
			if runes[at+i] != r {
				wrong++
			} else {
				told += rare[r]
			}
		}
		if wrong == 0 || wrong == 1 && (n > 2 || told > 0) {
			best = max(best, float64(n-wrong)/float64(n)+told)
		}
	}
	return best
}
