package classify

import (
	"cmp"
	"math"
	"slices"
)

// feature is one dimension of a text with its value.
type feature struct {
	id int32
	v  float32
}

// block is one way to weigh the n-grams of a text; each has dimensions of its
// own and unit length, so that blocks can be balanced against each other.
type block struct {
	count  func(gram) float32
	weight float32
}

// title counts twice beside the body: it says what the matter is.
const titleTimes = 2

func joint(g gram) float32    { return titleTimes*g.title + g.body }
func inTitle(g gram) float32  { return g.title }
func anywhere(g gram) float32 { return g.title + g.body }

// space numbers the n-grams of one block and knows how rare each is.
type space struct {
	ids map[uint64]int32
	idf []float32
}

// newSpace takes the n-grams that stand in at least least of the texts, at most
// limit of them, the frequent ones first; ids follow the hashes, so that the
// same texts always give the same space.
func newSpace(texts [][]gram, count func(gram) float32, least, limit int) *space {
	df := map[uint64]int{}
	for _, t := range texts {
		for _, g := range t {
			if count(g) > 0 {
				df[g.hash]++
			}
		}
	}
	type entry struct {
		hash uint64
		n    int
	}
	all := make([]entry, 0, len(df))
	for h, n := range df {
		if n >= least {
			all = append(all, entry{h, n})
		}
	}
	if len(all) > limit {
		slices.SortFunc(all, func(a, b entry) int { return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(a.hash, b.hash)) })
		all = all[:limit]
	}
	slices.SortFunc(all, func(a, b entry) int { return cmp.Compare(a.hash, b.hash) })
	s := &space{ids: make(map[uint64]int32, len(all)), idf: make([]float32, len(all))}
	for i, e := range all {
		s.ids[e.hash] = int32(i)
		s.idf[i] = float32(math.Log(float64(len(texts)+1)/float64(e.n+1)) + 1)
	}
	return s
}

// vector appends the block's features of a text, scaled to length weight, with
// ids from base on.
func (s *space) vector(grams []gram, b block, base int32, to []feature) []feature {
	from, sum := len(to), 0.0
	for _, g := range grams {
		n := b.count(g)
		if n == 0 {
			continue
		}
		if id, ok := s.ids[g.hash]; ok {
			v := (1 + float32(math.Log(float64(n)))) * s.idf[id]
			to = append(to, feature{base + id, v})
			sum += float64(v) * float64(v)
		}
	}
	if sum > 0 {
		scale := b.weight / float32(math.Sqrt(sum))
		for i := from; i < len(to); i++ {
			to[i].v *= scale
		}
	}
	return to
}
