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
	// townShare is how much the township tells where it is known, and otherTown
	// what is left of the likeness of names when it is another.
	townShare = 0.44
	otherTown = 0.3
	// kindShare is how much the classification tells beside the words.
	kindShare = 0.45
	// spoken is the likeness of words from which the classification counts in full:
	// one category holds many matters.
	spoken = 0.12
	// cohesion is how much of a group's inner difference is forgiven: at 0 groups
	// are compared by the average of all pairs, at 1 by their centres.
	cohesion = 0.7
	// apart is the distance in time that costs two groups an eighth of their
	// likeness.
	apart     = 180 * 24 * time.Hour
	apartCost = 0.125
)

// part is one side of a group: the sum of its members' vectors, how many have one,
// and what a product with it is divided by (see cohesion).
type part struct {
	sum    vector
	n      int
	weight float64
}

// partOf is the part of one item; its vector has length 1 or nothing.
func partOf(v vector) part { return part{v, min(len(v), 1), 1} }

func (p part) with(o part) part {
	sum := p.sum.plus(o.sum, groupTerms)
	n := p.n + o.n
	return part{sum, n, math.Pow(sum.dot(sum), cohesion/2) * math.Pow(float64(n), 1-cohesion)}
}

// like is the likeness of the members of two parts, between the average over all
// pairs and the likeness of the centres.
func (p part) like(o part) float64 {
	if p.n == 0 || o.n == 0 {
		return 0
	}
	return p.sum.dot(o.sum) / (p.weight * o.weight)
}

// group is a set of items: what they say, where, and how they were classified.
type group struct {
	matter, spot, town, kind part
	n                        int
	at                       float64 // sum of the members' times, in seconds
	members                  []int32
}

func groupOf(d doc, at time.Time, member int32) *group {
	return &group{matter: partOf(d.matter), spot: partOf(d.spot), town: partOf(d.town), kind: partOf(d.kind), n: 1, at: float64(at.Unix()), members: []int32{member}}
}

// with joins two groups.
func (g *group) with(o *group) *group {
	return &group{
		matter: g.matter.with(o.matter), spot: g.spot.with(o.spot), town: g.town.with(o.town), kind: g.kind.with(o.kind),
		n: g.n + o.n, at: g.at + o.at, members: append(append(make([]int32, 0, g.n+o.n), g.members...), o.members...),
	}
}

// both is the share of pairs of two groups in which both have a part.
func both(a, b *group, n, m int) float64 {
	return float64(n) * float64(m) / (float64(a.n) * float64(b.n))
}

// likeness compares two groups, 0–1, by what is said, where and when. Who is
// alike in words or in place alone is not alike: both count as factors.
func likeness(a, b *group) float64 {
	matter := a.matter.like(b.matter)
	if share := kindShare * both(a, b, a.kind.n, b.kind.n); share > 0 {
		matter = (1-share)*matter + share*a.kind.like(b.kind)*min(1, matter/spoken)
	}
	if matter <= 0 {
		return 0
	}
	between := math.Abs(a.at/float64(a.n) - b.at/float64(b.n))
	return math.Sqrt(matter*placeLikeness(a, b)) * (1 - apartCost*min(1, between/apart.Seconds()))
}

// placeLikeness compares the names of places and the townships of two groups.
// Alike names in different townships are mostly names that are common.
func placeLikeness(a, b *group) float64 {
	share := both(a, b, a.spot.n, b.spot.n)
	spot := (1-share)*unknownPlace + share*a.spot.like(b.spot)
	if 2*a.town.n < a.n || 2*b.town.n < b.n {
		return otherPlace + (1-otherPlace)*spot
	}
	town := a.town.sum.dot(b.town.sum) / float64(a.town.n*b.town.n)
	mixed := (townShare*town + (1-townShare)*spot) * (otherTown + (1-otherTown)*max(town, spot))
	return otherPlace + (1-otherPlace)*mixed
}
