package insight

import (
	"math"
	"time"
)

const (
	// enough is the likeness at which two groups are one.
	enough = 0.28
	// groupTerms are kept of a group; the lighter ones tell little.
	groupTerms = 240
	// unknownPlace and otherPlace stand for the likeness of two places when one
	// is not known, and when they have nothing in common.
	unknownPlace = 0.45
	otherPlace   = 0.05
	// kindShare is how much the classification tells beside the words.
	kindShare = 0.45
	// cohesion is how much of a group's inner difference is forgiven: at 0 groups
	// are compared by the average of all pairs, at 1 by their centres.
	cohesion = 0.7
	// apart is the distance in time that costs two groups an eighth of their
	// likeness.
	apart     = 180 * 24 * time.Hour
	apartCost = 0.125
)

// group is a set of items as the sums of their vectors.
type group struct {
	matter, place, kind vector
	n, placed, sorted   int     // members; with a place; with a category
	at                  float64 // sum of the members' times, in seconds
	members             []int32
}

func groupOf(d doc, at time.Time, member int32) *group {
	g := &group{matter: d.matter, place: d.place, kind: d.kind, n: 1, at: float64(at.Unix()), members: []int32{member}}
	if len(d.place) > 0 {
		g.placed = 1
	}
	if len(d.kind) > 0 {
		g.sorted = 1
	}
	return g
}

// with joins two groups.
func (g *group) with(o *group) *group {
	return &group{
		matter: g.matter.plus(o.matter, groupTerms), place: g.place.plus(o.place, groupTerms), kind: g.kind.plus(o.kind, groupTerms),
		n: g.n + o.n, placed: g.placed + o.placed, sorted: g.sorted + o.sorted, at: g.at + o.at,
		members: append(append(make([]int32, 0, g.n+o.n), g.members...), o.members...),
	}
}

// likeness compares two groups, 0–1, by what is said, where and when. Who is
// alike in words or in place alone is not alike: both count as factors.
func likeness(a, b *group) float64 {
	matter := average(a.matter, b.matter, a.n, b.n)
	if a.sorted > 0 && b.sorted > 0 {
		share := kindShare * float64(a.sorted*b.sorted) / float64(a.n*b.n)
		matter = (1-share)*matter + share*average(a.kind, b.kind, a.sorted, b.sorted)
	}
	if matter <= 0 {
		return 0
	}
	place := unknownPlace
	if a.placed > 0 && b.placed > 0 {
		share := float64(a.placed*b.placed) / float64(a.n*b.n)
		place = (1-share)*unknownPlace + share*(otherPlace+(1-otherPlace)*average(a.place, b.place, a.placed, b.placed))
	}
	between := math.Abs(a.at/float64(a.n) - b.at/float64(b.n))
	return math.Sqrt(matter*place) * (1 - apartCost*min(1, between/apart.Seconds()))
}

// average is the likeness of the members of two sums, between the average over
// all pairs and the likeness of the centres (see cohesion).
func average(a, b vector, n, m int) float64 {
	dot := a.dot(b)
	if dot <= 0 {
		return 0
	}
	if n == 1 && m == 1 {
		return dot
	}
	return dot / (math.Pow(a.dot(a)*b.dot(b), cohesion/2) * math.Pow(float64(n)*float64(m), 1-cohesion))
}
