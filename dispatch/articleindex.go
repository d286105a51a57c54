package dispatch

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// ArticleIndex finds articles by words. It is in memory, since a district has
// some thousands of articles at most, and is not safe for concurrent use.
type ArticleIndex struct {
	view  func(Article) (ArticleText, bool) // what of an article is searched; false: nothing
	docs  []articleDoc
	byID  map[string]int32
	terms map[string][]int32 // by gram, ascending; may name documents that were replaced
	words []string           // the grams that are words of letters or digits
}

// articleDoc is an article as it is compared: folded, in simplified characters.
type articleDoc struct {
	article     Article
	title, text string
	keywords    []string
	gone        bool
}

// NewArticleIndex makes an empty index over a view of the articles.
func NewArticleIndex(view func(Article) (ArticleText, bool)) *ArticleIndex {
	return &ArticleIndex{view: view, byID: map[string]int32{}, terms: map[string][]int32{}}
}

// ForStaff is the published text, and that of an article never published.
func ForStaff(a Article) (ArticleText, bool) {
	if a.Live != nil {
		return *a.Live, true
	}
	return a.ArticleText, true
}

// ForPublic is what anybody may read: a search must not find by what it hides.
func ForPublic(a Article) (ArticleText, bool) {
	if a.Live == nil || a.Live.Public == "" {
		return ArticleText{}, false
	}
	t := *a.Live
	t.Text = t.Public
	return t, true
}

func searchForm(s string) string { return Simplify(Fold(s)) }

// Put takes an article in, in place of what it was before.
func (x *ArticleIndex) Put(a Article) {
	if old, ok := x.byID[a.ID]; ok {
		x.docs[old] = articleDoc{gone: true}
		delete(x.byID, a.ID)
	}
	t, ok := x.view(a)
	if !ok {
		return
	}
	d := articleDoc{article: a, title: searchForm(t.Title), text: searchForm(t.Text + "\n" + t.Public)}
	for _, w := range t.Keywords {
		d.keywords = append(d.keywords, searchForm(w))
	}
	n := int32(len(x.docs))
	x.docs, x.byID[a.ID] = append(x.docs, d), n
	for _, g := range Grams(d.title + " " + strings.Join(d.keywords, " ") + " " + d.text) {
		if x.terms[g] == nil && g[0] < utf8.RuneSelf {
			x.words = append(x.words, g)
		}
		x.terms[g] = append(x.terms[g], n)
	}
}

// Get is one article.
func (x *ArticleIndex) Get(id string) (Article, bool) {
	n, ok := x.byID[id]
	if !ok {
		return Article{}, false
	}
	return x.docs[n].article, true
}

// All calls fn for every article, in no order.
func (x *ArticleIndex) All(fn func(Article)) {
	for _, d := range x.docs {
		if !d.gone {
			fn(d.article)
		}
	}
}

type articleHit struct {
	doc   int32
	score float64
}

// Search lists the articles in which every word of the query stands, those that
// have it in the title before those with it as a keyword or in the text. Where none
// has, a sentence finds what fits it.
func (x *ArticleIndex) Search(q string, keep func(Article) bool) []Article {
	words := strings.Fields(searchForm(q))
	if len(words) == 0 {
		return nil
	}
	var asked []queryWord
	for _, w := range words {
		asked = append(asked, queryWord{w, len(QueryGrams(w)) == 1})
	}
	var hits []articleHit
	for _, n := range x.candidates(strings.Join(words, " ")) {
		d := &x.docs[n]
		if score := d.score(asked); score > 0 && !d.gone && keep(d.article) {
			hits = append(hits, articleHit{n, score})
		}
	}
	if len(hits) == 0 {
		return x.Fit(q, "", keep, 10)
	}
	return x.ranked(hits)
}

func (x *ArticleIndex) ranked(hits []articleHit) []Article {
	slices.SortFunc(hits, func(a, b articleHit) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(x.docs[a.doc].article.ID, x.docs[b.doc].article.ID))
	})
	out := make([]Article, len(hits))
	for i, h := range hits {
		out[i] = x.docs[h.doc].article
	}
	return out
}

// candidates are the documents that have every pair of characters and every word
// of the query.
func (x *ArticleIndex) candidates(q string) []int32 {
	var lists [][]int32
	for _, g := range QueryGrams(q) {
		if word, ok := strings.CutSuffix(g, "*"); ok {
			lists = append(lists, x.having(word))
		} else {
			lists = append(lists, x.terms[g])
		}
	}
	slices.SortFunc(lists, func(a, b []int32) int { return len(a) - len(b) })
	found := lists[0]
	for _, l := range lists[1:] {
		var both []int32
		for _, n := range found {
			if _, ok := slices.BinarySearch(l, n); ok {
				both = append(both, n)
			}
		}
		found = both
	}
	return found
}

// having are the documents with a word of letters or digits that holds the part.
func (x *ArticleIndex) having(part string) []int32 {
	var out []int32
	for _, w := range x.words {
		if strings.Contains(w, part) {
			out = append(out, x.terms[w]...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// queryWord is a word of a query; term where it is one term of the index.
type queryWord struct {
	text string
	term bool
}

// score is zero unless every word of a candidate stands somewhere. A word that is
// one term of the index needs no look at the text: it made the candidate.
func (d *articleDoc) score(words []queryWord) float64 {
	sum := 0.0
	for _, word := range words {
		w := word.text
		switch {
		case d.title == w:
			sum += 150
		case strings.Contains(d.title, w):
			sum += 100
		case slices.Contains(d.keywords, w):
			sum += 60
		case slices.ContainsFunc(d.keywords, func(k string) bool { return strings.Contains(k, w) }):
			sum += 40
		case word.term || strings.Contains(d.text, w):
			sum += 10
		default:
			return 0
		}
	}
	return sum
}

const (
	fitWeighed = 60  // candidates that are looked at closely
	fitLeast   = 6.0 // below it an article only shares everyday words
)

// Fit lists the articles that suit what somebody is saying (相关知识): that share
// rare pairs of characters with it, and whose keywords stand in it. Those of the
// category go first among equals.
func (x *ArticleIndex) Fit(text, category string, keep func(Article) bool, most int) []Article {
	said := searchForm(text)
	weights := map[int32]float64{}
	grams := x.telling(said)
	for g, w := range grams {
		for _, n := range x.terms[g] {
			weights[n] += w
		}
	}
	hits := make([]articleHit, 0, len(weights))
	for n, w := range weights {
		if !x.docs[n].gone && keep(x.docs[n].article) {
			hits = append(hits, articleHit{n, w})
		}
	}
	slices.SortFunc(hits, func(a, b articleHit) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc)) })
	hits = hits[:min(len(hits), fitWeighed)]
	var close []articleHit
	for _, h := range hits {
		if score := x.docs[h.doc].fits(said, grams); score >= fitLeast {
			if c := x.docs[h.doc].article.Category; c != "" && c == category {
				score++
			}
			close = append(close, articleHit{h.doc, score + h.score/100})
		}
	}
	out := x.ranked(close)
	return out[:min(len(out), most)]
}

// telling are the pairs and words of a text that not every article has, by weight.
func (x *ArticleIndex) telling(said string) map[string]float64 {
	out := map[string]float64{}
	all := float64(len(x.byID))
	for _, g := range Grams(said) {
		if n := float64(len(x.terms[g])); len(g) > 3 && n > 0 && n <= all/5+2 {
			out[g] = 1 + math.Log(1+all/n)
		}
	}
	return out
}

// fits weighs title and keywords against what was said.
func (d *articleDoc) fits(said string, grams map[string]float64) float64 {
	sum := 0.0
	for g, w := range grams {
		if strings.Contains(d.title, g) {
			sum += w
		}
	}
	for _, k := range d.keywords {
		if len(k) > 3 && strings.Contains(said, k) {
			sum += 4 + float64(len(k))/3
		}
	}
	return sum
}

// Size is how many articles there are.
func (x *ArticleIndex) Size() int { return len(x.byID) }
