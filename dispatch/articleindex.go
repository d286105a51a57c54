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
	terms map[string]int // by gram its list
	lists [][]posting    // ascending; may name documents that were replaced
	words []string       // the grams that are words of letters or digits
}

// posting is a document with a gram, shifted left, and whether the gram stands in
// its title or a keyword.
type posting uint32

const (
	inTitle posting = 1 << iota
	inKeyword
	postingShift = iota
)

func (p posting) doc() int32 { return int32(p >> postingShift) }

// articleDoc is an article as it is compared: folded, in simplified characters.
type articleDoc struct {
	article     Article
	title, text string
	keywords    []string
	gone        bool
}

// NewArticleIndex makes an empty index over a view of the articles.
func NewArticleIndex(view func(Article) (ArticleText, bool)) *ArticleIndex {
	return &ArticleIndex{view: view, byID: map[string]int32{}, terms: map[string]int{}}
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
	n := len(x.docs)
	x.docs, x.byID[a.ID] = append(x.docs, d), int32(n)
	heads := map[string]posting{}
	for _, g := range Grams(d.title) {
		heads[g] |= inTitle
	}
	for _, g := range Grams(strings.Join(d.keywords, " ")) {
		heads[g] |= inKeyword
	}
	for _, g := range Grams(d.text) {
		x.post(g, posting(n)<<postingShift|heads[g])
		delete(heads, g)
	}
	for g, where := range heads {
		x.post(g, posting(n)<<postingShift|where)
	}
	if len(x.docs) > 2*len(x.byID)+compactFrom {
		x.compact()
	}
}

func (x *ArticleIndex) post(gram string, p posting) {
	n, known := x.terms[gram]
	if !known {
		gram = strings.Clone(gram) // not a part of the text, which would stay for its sake
		if gram[0] < utf8.RuneSelf {
			x.words = append(x.words, gram)
		}
		n = len(x.lists)
		x.terms[gram], x.lists = n, append(x.lists, nil)
	}
	x.lists[n] = append(x.lists[n], p)
}

// having are the documents with a gram.
func (x *ArticleIndex) having(gram string) []posting {
	if n, ok := x.terms[gram]; ok {
		return x.lists[n]
	}
	return nil
}

// compactFrom is how many replaced documents are no matter.
const compactFrom = 200

// compact forgets the documents that were replaced.
func (x *ArticleIndex) compact() {
	old := x.docs
	*x = *NewArticleIndex(x.view)
	for i := range old {
		if !old[i].gone {
			x.Put(old[i].article)
		}
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

// Search lists the articles in which every word of the query stands, at most so
// many: those that have it in the title before those with it as a keyword or in the
// text. Where none has, a word may have a wrong character, and a sentence finds what
// fits it.
func (x *ArticleIndex) Search(q string, keep func(Article) bool, most int) []Article {
	words := strings.Fields(searchForm(q))
	if len(words) == 0 {
		return nil
	}
	var asked []queryWord
	for _, w := range words {
		asked = append(asked, queryWord{w, len(QueryGrams(w)) == 1})
	}
	top := x.best(most)
	for _, p := range x.candidates(strings.Join(words, " ")) {
		d := &x.docs[p.doc()]
		if d.gone {
			continue
		}
		if len(asked) > 1 || !asked[0].term {
			p |= inTitle | inKeyword // of several grams the document itself tells
		}
		if score := d.score(p, asked); score > 0 && keep(d.article) {
			top.add(articleHit{p.doc(), score})
		}
	}
	if len(top.hits) == 0 {
		x.mistyped(words, keep, top)
	}
	if len(top.hits) == 0 {
		return x.Fit(q, "", keep, min(most, fitMost))
	}
	return top.articles()
}

// candidates are the documents that have every pair of characters and every word
// of the query.
func (x *ArticleIndex) candidates(q string) []posting {
	var lists [][]posting
	for _, g := range QueryGrams(q) {
		if word, ok := strings.CutSuffix(g, "*"); ok {
			lists = append(lists, x.holding(word))
		} else {
			lists = append(lists, x.having(g))
		}
	}
	slices.SortFunc(lists, func(a, b []posting) int { return len(a) - len(b) })
	found := lists[0]
	for _, l := range lists[1:] {
		var both []posting
		for _, p := range found {
			if _, ok := slices.BinarySearchFunc(l, p, func(a, b posting) int { return cmp.Compare(a.doc(), b.doc()) }); ok {
				both = append(both, p)
			}
		}
		found = both
	}
	return found
}

// holding are the documents with a word of letters or digits that holds the part.
func (x *ArticleIndex) holding(part string) []posting {
	var lists [][]posting
	for _, w := range x.words {
		if strings.Contains(w, part) {
			lists = append(lists, x.having(w))
		}
	}
	if len(lists) == 1 {
		return lists[0]
	}
	out := slices.Concat(lists...)
	slices.Sort(out)
	return slices.CompactFunc(out, func(a, b posting) bool { return a.doc() == b.doc() })
}

// queryWord is a word of a query; term where it is one term of the index.
type queryWord struct {
	text string
	term bool
}

// score is zero unless every word of a candidate stands somewhere. A word that is
// one term of the index needs no look at the text: it made the candidate, and the
// posting says whether title and keywords are worth a look.
func (d *articleDoc) score(p posting, words []queryWord) float64 {
	sum := 0.0
	for _, word := range words {
		w := word.text
		switch {
		case p&inTitle != 0 && d.title == w:
			sum += 150
		case p&inTitle != 0 && strings.Contains(d.title, w):
			sum += 100
		case p&inKeyword != 0 && slices.Contains(d.keywords, w):
			sum += 60
		case p&inKeyword != 0 && slices.ContainsFunc(d.keywords, func(k string) bool { return strings.Contains(k, w) }):
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
	fitMost    = 10  // that a sentence finds
)

// Fit lists the articles that suit what somebody is saying (相关知识): that share
// rare pairs of characters with it, and whose keywords stand in it. Those of the
// category go first among equals.
func (x *ArticleIndex) Fit(text, category string, keep func(Article) bool, most int) []Article {
	said := searchForm(text)
	weights := map[int32]float64{}
	grams := x.telling(said)
	for g, w := range grams {
		for _, p := range x.having(g) {
			weights[p.doc()] += w
		}
	}
	near := x.best(fitWeighed)
	for n, w := range weights {
		if !x.docs[n].gone && keep(x.docs[n].article) {
			near.add(articleHit{n, w})
		}
	}
	top := x.best(most)
	for _, h := range near.hits {
		if score := x.docs[h.doc].fits(said, grams); score >= fitLeast {
			if c := x.docs[h.doc].article.Category; c != "" && c == category {
				score++
			}
			top.add(articleHit{h.doc, score + h.score/100})
		}
	}
	return top.articles()
}

// telling are the pairs and words of a text that not every article has, by weight.
func (x *ArticleIndex) telling(said string) map[string]float64 {
	out := map[string]float64{}
	all := float64(len(x.byID))
	for _, g := range Grams(said) {
		if n := float64(len(x.having(g))); len(g) > 3 && n > 0 && n <= all/5+2 {
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
