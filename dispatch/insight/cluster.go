package insight

import (
	"container/heap"
	"slices"
)

const (
	// nearest are the candidates each item is compared with.
	nearest = 30
	// postings bounds how many items of one term are looked at.
	postings = 60
	// telling is how many of an item's terms, the rarest first, find candidates.
	telling = 60
	// linked is the likeness from which two groups are kept as neighbours.
	linked = enough / 2
	// compares bounds the work of joining: so many neighbours are kept of the
	// groups of a window altogether, but at least nearest of each.
	compares = 600_000
)

// cluster groups items, the most alike first, by the likeness of whole groups
// (average linkage), so that no chain of half-alike items makes one group. Groups
// only ever join neighbours, which are found by the rare terms they share; of a
// joined group at most so many are kept.
func cluster(items []Item, docs []doc, idf []float32, most int) []*group {
	c := &clustering{groups: make([]*group, len(docs), len(docs)+len(docs)/2), near: make([][]int32, len(docs), len(docs)+len(docs)/2), most: most}
	for i, d := range docs {
		c.groups[i] = groupOf(d, items[i].At, int32(i))
	}
	c.link(docs, idf)
	heap.Init(&c.queue)
	for c.queue.Len() > 0 {
		if p := heap.Pop(&c.queue).(pair); c.groups[p.a] != nil && c.groups[p.b] != nil {
			c.join(p.a, p.b)
		}
	}
	var out []*group
	for _, g := range c.groups {
		if g != nil {
			slices.Sort(g.members)
			out = append(out, g)
		}
	}
	return out
}

// neighbours is how many a joined group keeps in a window of so many items: in
// effect all, but where very many are in nearly the same words.
func neighbours(items int) int { return max(nearest, compares/max(1, items)) }

// clustering is the work under way: a joined group is nil.
type clustering struct {
	groups []*group
	near   [][]int32
	queue  pairHeap
	most   int // neighbours a joined group keeps
}

// join replaces two groups by one, with the neighbours of both that are most
// like it.
func (c *clustering) join(a, b int32) {
	g, id := c.groups[a].with(c.groups[b]), int32(len(c.groups))
	near := append(c.near[a], c.near[b]...)
	slices.Sort(near)
	near = slices.Compact(near)
	c.groups[a], c.groups[b], c.near[a], c.near[b] = nil, nil, nil, nil
	kept := make([]pair, 0, len(near))
	for _, j := range near {
		if c.groups[j] != nil {
			kept = append(kept, pair{likeness(g, c.groups[j]), j, id})
		}
	}
	if len(kept) > c.most {
		slices.SortFunc(kept, byLikeness)
		kept = kept[:c.most]
	}
	near = near[:0]
	for _, p := range kept {
		near = append(near, p.a)
		c.near[p.a] = append(c.near[p.a], id)
		if p.like >= enough {
			heap.Push(&c.queue, p)
		}
	}
	c.groups, c.near = append(c.groups, g), append(c.near, slices.Clip(near))
}

// link finds the neighbours of every item.
func (c *clustering) link(docs []doc, idf []float32) {
	index := newIndex(docs, idf)
	for i := range docs {
		for _, j := range index.candidates(int32(i), docs[i]) {
			like := likeness(c.groups[i], c.groups[j])
			if like < linked {
				continue
			}
			c.near[i], c.near[j] = append(c.near[i], j), append(c.near[j], int32(i))
			if like >= enough {
				c.queue = append(c.queue, pair{like, min(int32(i), j), max(int32(i), j)})
			}
		}
	}
}

// index finds items by their rare terms.
type index struct {
	idf   []float32
	items [][]int32 // by term, in the order of the items
	score []float32
	seen  []int32
}

func newIndex(docs []doc, idf []float32) *index {
	x := &index{idf: idf, items: make([][]int32, len(idf)), score: make([]float32, len(docs))}
	for i, d := range docs {
		for _, v := range []vector{d.matter, d.spot, d.town, d.kind} {
			for _, t := range v {
				x.items[t.id] = append(x.items[t.id], int32(i))
			}
		}
	}
	return x
}

// candidates are the items that share most of an item's rare terms. Of a common
// term only the last ones before the item are looked at.
func (x *index) candidates(i int32, d doc) []int32 {
	terms := slices.Concat(d.matter, d.spot, d.town, d.kind)
	slices.SortFunc(terms, func(a, b term) int { return len(x.items[a.id]) - len(x.items[b.id]) })
	x.seen = x.seen[:0]
	for _, t := range terms[:min(len(terms), telling)] {
		list := x.items[t.id]
		end, _ := slices.BinarySearch(list, i)
		for _, j := range list[max(0, end-postings):end] {
			if x.score[j] == 0 {
				x.seen = append(x.seen, j)
			}
			x.score[j] += t.w
		}
	}
	slices.SortFunc(x.seen, func(a, b int32) int {
		switch {
		case x.score[a] > x.score[b]:
			return -1
		case x.score[a] < x.score[b]:
			return 1
		}
		return int(b - a)
	})
	out := slices.Clone(x.seen[:min(len(x.seen), nearest)])
	for _, j := range x.seen {
		x.score[j] = 0
	}
	return out
}

// pair is two groups that may become one.
type pair struct {
	like float64
	a, b int32
}

// byLikeness orders pairs, the most alike first.
func byLikeness(p, q pair) int {
	switch {
	case p.like > q.like:
		return -1
	case p.like < q.like:
		return 1
	case p.a != q.a:
		return int(p.a) - int(q.a)
	}
	return int(p.b) - int(q.b)
}

// pairHeap is a heap of pairs, the most alike on top.
type pairHeap []pair

func (h pairHeap) Len() int           { return len(h) }
func (h pairHeap) Less(i, j int) bool { return byLikeness(h[i], h[j]) < 0 }
func (h pairHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *pairHeap) Push(x any)        { *h = append(*h, x.(pair)) }
func (h *pairHeap) Pop() any {
	last := len(*h) - 1
	p := (*h)[last]
	*h = (*h)[:last]
	return p
}
