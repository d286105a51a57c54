package insight

import (
	"slices"
	"time"
)

// groupIndex finds the group an item belongs to by the terms they share.
type groupIndex struct {
	groups []*group
	post   [][]int32 // groups by term
	hits   []int
}

// indexed are the terms of a group that find it, the heaviest of each kind.
const indexed = 60

func newGroupIndex(groups []*group, terms int) *groupIndex {
	x := &groupIndex{groups: groups, post: make([][]int32, terms), hits: make([]int, len(groups))}
	for i, g := range groups {
		for _, v := range []part{g.matter, g.spot, g.town, g.kind} {
			for _, t := range slices.Clone(v.sum).heaviest(indexed) {
				x.post[t.id] = append(x.post[t.id], int32(i))
			}
		}
	}
	return x
}

// closest is the group an item is most alike, if it is alike enough; -1 if none.
func (x *groupIndex) closest(d doc, at time.Time) int {
	var seen []int32
	for _, v := range []vector{d.matter, d.spot, d.town, d.kind} {
		for _, t := range v {
			for _, i := range x.post[t.id] {
				if x.hits[i]++; x.hits[i] == 2 {
					seen = append(seen, i)
				}
			}
		}
	}
	clear(x.hits)
	best, found := enough, -1
	one := groupOf(d, at, 0)
	slices.Sort(seen)
	for _, i := range seen {
		g := *x.groups[i]
		g.at = one.at * float64(g.n) // another time is no other matter here
		if like := likeness(one, &g); like >= best {
			best, found = like, int(i)
		}
	}
	return found
}
