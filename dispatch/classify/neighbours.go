package classify

import "math"

// neighbours are the training texts by feature: what lies nearest votes. The
// lists of all features lie behind each other, four bytes a place.
type neighbours struct {
	labels int
	ys     []int32
	ends   []int32  // where the list of each feature ends
	texts  []uint16 // who has the feature
	values []uint16 // and its value, in parts of fine
}

// fine is how finely the values of a unit vector are kept.
const fine = math.MaxUint16

// How many texts vote, how near they must be, and in which share of all texts a
// feature may stand before it says nothing about nearness.
const (
	voters     = 60
	nearEnough = 0.03
	tooCommon  = 3 // one in so many
	longest    = 1500
	minVote    = 0.01 // what an unheard label counts for
)

func newNeighbours(xs [][]feature, ys []int, labels, dims int) *neighbours {
	n := &neighbours{labels: labels, ys: make([]int32, len(ys)), ends: make([]int32, dims)}
	size := make([]int32, dims)
	for i, x := range xs {
		n.ys[i] = int32(ys[i])
		for _, f := range x {
			size[f.id]++
		}
	}
	limit := int32(min(max(20, len(xs)/tooCommon), longest))
	next, sum := make([]int32, dims), int32(0) // where the next place of each list is
	for id, s := range size {
		next[id] = sum
		if s > 1 && s <= limit {
			sum += s
		}
		n.ends[id] = sum
	}
	n.texts, n.values = make([]uint16, sum), make([]uint16, sum)
	for i, x := range xs {
		for _, f := range x {
			if at := next[f.id]; at < n.ends[f.id] {
				n.texts[at], n.values[at] = uint16(i), uint16(math.Round(float64(f.v)*fine))
				next[f.id]++
			}
		}
	}
	return n
}

// score gives the log share of the votes for each label. near is memory of the
// caller, as long as there are texts.
func (n *neighbours) score(x []feature, near []float32, out []float32) {
	clear(near)
	for _, f := range x {
		from, v := int32(0), f.v/fine
		if f.id > 0 {
			from = n.ends[f.id-1]
		}
		values := n.values[from:n.ends[f.id]]
		for j, t := range n.texts[from:n.ends[f.id]] {
			near[t] += v * float32(values[j])
		}
	}
	nearest := make([]feature, 0, voters)
	for i, v := range near {
		if v > nearEnough && (len(nearest) < voters || v > nearest[len(nearest)-1].v) {
			nearest = insert(nearest, feature{int32(i), v})
		}
	}
	votes, sum := make([]float64, n.labels), 0.0
	for _, c := range nearest {
		v := float64(c.v)
		votes[n.ys[c.id]] += v * v * v
		sum += v * v * v
	}
	for k := range votes {
		share := 0.0
		if sum > 0 {
			share = votes[k] / sum
		}
		out[k] = float32(math.Log(share + minVote))
	}
}

// insert keeps the list ordered from the nearest on, and no longer than voters.
func insert(list []feature, f feature) []feature {
	if len(list) < voters {
		list = append(list, f)
	}
	i := len(list) - 1
	for ; i > 0 && list[i-1].v < f.v; i-- {
		list[i] = list[i-1]
	}
	list[i] = f
	return list
}
