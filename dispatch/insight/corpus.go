package insight

import (
	"cmp"
	"math"
	"slices"

	"hotline/dispatch"
)

// limits bound what is read of each text; a large window is read more briefly,
// so that it stays within memory.
type limits struct {
	title, text, kept int // units of title and text, terms of the vector
}

// manyItems is where reading becomes brief.
const manyItems = 20_000

func limitsFor(n int) limits {
	if n > manyItems {
		return limits{title: 60, text: 120, kept: 48}
	}
	return limits{title: 60, text: 300, kept: 100}
}

// doc is an item as vectors of length 1, of which any may be empty: what is said,
// the names of places in it, its township, and how it was classified.
type doc struct {
	matter, spot, town, kind vector
}

// corpus turns items into vectors. A term weighs the more the fewer texts have
// it (TF-IDF).
type corpus struct {
	lex    *lexicon
	spots  *spotFinder
	polite phrases
	limits limits
	ids    map[uint64]int32
	idf    []float32
	own    float32 // weight of a term that no other text has
}

// ownShare is how much of its weight a word that no other text has takes from the
// others: a text of its own words is not alike what shares its last phrase.
const ownShare = 0.4

// The marks set terms of different kinds apart.
const (
	placeMark    uint64 = 1 << 63
	townMark     uint64 = 1<<63 | 1<<62
	categoryMark uint64 = 1 << 62
)

// titleWeight is how much more a title counts than the text.
const titleWeight = 3

// readCorpus reads the items twice: first it counts, then it weighs.
func readCorpus(items []Item) (*corpus, []doc) {
	c := &corpus{lex: newLexicon(), spots: newSpotFinder(), polite: newPhrases(manners), limits: limitsFor(len(items)), ids: map[uint64]int32{}}
	var df []int32
	for _, it := range items {
		raw := c.count(it)
		for _, list := range [][]termCount{raw.matter, raw.spot, raw.town, raw.kind} {
			for _, t := range list {
				id, ok := c.ids[t.key]
				if !ok {
					id = int32(len(df))
					c.ids[t.key] = id
					df = append(df, 0)
				}
				df[id]++
			}
		}
	}
	c.weigh(df, len(items))
	docs := make([]doc, len(items))
	for i, it := range items {
		docs[i] = c.doc(it)
	}
	return c, docs
}

// background is how many texts a window counts as at least, so that in a small
// one the words of its one event are not taken for everybody's.
const background = 300

// weigh gives each term its weight: none when one text alone has it.
func (c *corpus) weigh(df []int32, n int) {
	c.idf = make([]float32, len(df))
	c.own = ownShare * float32(math.Log(float64(max(n, background)+1)))
	for key, id := range c.ids {
		switch d := df[id]; {
		case key&categoryMark != 0: // towns and categories weigh alike
			c.idf[id] = 1
		case d >= 2:
			c.idf[id] = float32(math.Log(float64(max(n, background)+1) / float64(d)))
		}
	}
}

// doc makes the vectors of an item, of the terms the corpus knows.
func (c *corpus) doc(it Item) doc {
	raw := c.count(it)
	return doc{c.vector(raw.matter), c.vector(raw.spot), c.vector(raw.town), c.vector(raw.kind)}
}

// A classification is alike by its third level, and a little by its second; the
// squares of the shares add up to one.
const (
	leafShare   = 0.975
	branchShare = 0.222
)

func (c *corpus) vector(list []termCount) vector {
	v := make(vector, 0, len(list))
	alone := 0.0 // the square of what no other text has
	for _, t := range list {
		id, ok := c.ids[t.key]
		weight := t.n
		if t.key&categoryMark == 0 {
			weight = 1 + float32(math.Log(float64(t.n)))
		}
		if ok && c.idf[id] > 0 {
			v = append(v, term{id, weight * c.idf[id]})
		} else if weight *= c.own; t.key&placeMark == 0 {
			alone += float64(weight) * float64(weight)
		}
	}
	slices.SortFunc(v, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return v.heaviest(c.limits.kept).unitLength(alone)
}

// counts are the terms of one item before weighting, by key.
type counts struct {
	matter, spot, town, kind []termCount
}

type termCount struct {
	key uint64
	n   float32
}

// count reads an item: the pairs of its words, the pairs of the names of places
// in it, its township and its category.
func (c *corpus) count(it Item) counts {
	var out counts
	read := func(text string, most int, weight float32) {
		us := c.lex.units(text, most)
		for _, s := range c.spots.find(us) {
			out.spot = c.spots.pairs(us[s.from:s.to], out.spot, weight)
			clear(us[s.from:s.to])
		}
		c.polite.blank(us)
		out.matter = pairs(us, out.matter, weight, 0)
	}
	read(it.Title, c.limits.title, titleWeight)
	read(it.Text, c.limits.text, 1)
	if spot := c.spot(it); len(spot) > 0 {
		out.spot = c.spots.pairs(spot, out.spot, titleWeight)
	}
	out.matter, out.spot = summed(out.matter), summed(out.spot)
	if it.Town != "" {
		out.town = []termCount{{townMark | hash(it.Town), 1}}
	}
	if it.Category != "" {
		out.kind = []termCount{{categoryMark | hash(it.Category), leafShare}, {categoryMark | hash("/"+branch(it.Category)), branchShare}}
	}
	return out
}

// longestAddress bounds what is read of an address.
const longestAddress = 60

// spot is the telling part of an item's address, without its township.
func (c *corpus) spot(it Item) []unit {
	if it.Address == "" {
		return nil
	}
	us := c.lex.units(dispatch.Spot(dispatch.Place{Address: begin(it.Address, longestAddress), Town: it.Town}), 30)
	if found := c.spots.find(us); len(found) > 0 && found[0].from == 0 {
		return us[:found[0].to]
	}
	return us[:c.spots.trim(us, 0, len(us))]
}

// branch is the second level of a category.
func branch(category string) string { return category[:min(len(category), 4)] }

// hash leaves the marks free.
func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h >> 2
}

func pairs(us []unit, into []termCount, weight float32, mark uint64) []termCount {
	for i := 0; i+1 < len(us); i++ {
		if us[i] != gap && us[i+1] != gap {
			into = append(into, termCount{mark | uint64(us[i])<<31 | uint64(us[i+1]), weight})
		}
	}
	return into
}

// summed sorts terms by key and adds up equal ones.
func summed(list []termCount) []termCount {
	slices.SortFunc(list, func(a, b termCount) int { return cmp.Compare(a.key, b.key) })
	out := list[:0]
	for _, t := range list {
		if n := len(out); n > 0 && out[n-1].key == t.key {
			out[n-1].n += t.n
		} else {
			out = append(out, t)
		}
	}
	return out
}
