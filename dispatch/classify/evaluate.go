package classify

import (
	"cmp"
	"math"
	"slices"
)

// Row is one judged prediction: how sure it was and whether it was right.
type Row struct {
	P     float64
	Right bool
}

// Point is a place on the curve of precision against share: of the texts whose
// best label has at least this probability, how many are right, and how many
// of all they are.
type Point struct {
	Threshold float64 `json:"threshold"`
	Precision float64 `json:"precision"`
	Share     float64 `json:"share"`
}

// Decile compares what was predicted with what happened.
type Decile struct {
	From      float64 `json:"from"`
	To        float64 `json:"to"`
	Rows      int     `json:"rows"`
	Predicted float64 `json:"predicted"`
	Observed  float64 `json:"observed"`
}

// Threshold is the lowest probability from which on precision is at least the
// target; false when there is none.
func Threshold(rows []Row, target float64) (Point, bool) {
	best, found := Point{}, false
	each(rows, func(p Point) {
		if p.Precision >= target {
			best, found = p, true
		}
	})
	return best, found
}

// NewCurve gives the curve at about so many thresholds, rising.
func NewCurve(rows []Row, points int) []Point {
	var all []Point
	each(rows, func(p Point) { all = append(all, p) })
	var out []Point
	for i := range min(points, len(all)) {
		p := all[(i+1)*len(all)/min(points, len(all))-1]
		if len(out) == 0 || out[len(out)-1].Threshold != p.Threshold {
			out = append(out, p)
		}
	}
	slices.Reverse(out)
	return out
}

// each walks the rows from the surest down, once for each different probability.
func each(rows []Row, fn func(Point)) {
	sorted := slices.Clone(rows)
	slices.SortFunc(sorted, func(a, b Row) int { return cmp.Compare(b.P, a.P) })
	right := 0
	for i, r := range sorted {
		if r.Right {
			right++
		}
		if i+1 == len(sorted) || sorted[i+1].P != r.P {
			fn(Point{Threshold: r.P, Precision: float64(right) / float64(i+1), Share: float64(i+1) / float64(len(sorted))})
		}
	}
}

// Deciles compares predicted with observed in ten equal ranges of probability;
// empty ranges are left out.
func Deciles(rows []Row) []Decile {
	var sum, right [10]float64
	var n [10]int
	for _, r := range rows {
		d := min(9, max(0, int(r.P*10)))
		n[d]++
		sum[d] += r.P
		if r.Right {
			right[d]++
		}
	}
	var out []Decile
	for d := range n {
		if n[d] > 0 {
			out = append(out, Decile{From: float64(d) / 10, To: float64(d+1) / 10, Rows: n[d], Predicted: sum[d] / float64(n[d]), Observed: right[d] / float64(n[d])})
		}
	}
	return out
}

// Calibration turns a score into a probability: rising steps fitted to what
// happened (isotonic regression by pooling adjacent violators), with straight
// lines between them. The zero value leaves scores as they are.
type Calibration struct {
	Scores []float64 `json:"scores,omitempty"`
	Probs  []float64 `json:"probs,omitempty"`
}

// leastStep is how many rows a step of a calibration rests on.
const leastStep = 40

// Calibrate fits a calibration; with too few rows it is the zero value.
func Calibrate(rows []Row) Calibration {
	if len(rows) < 2*leastStep {
		return Calibration{}
	}
	sorted := slices.Clone(rows)
	slices.SortStableFunc(sorted, func(a, b Row) int { return cmp.Compare(a.P, b.P) })
	type step struct{ score, right, n float64 }
	var steps []step
	for len(sorted) > 0 {
		size := leastStep
		if len(sorted) < 2*leastStep {
			size = len(sorted)
		}
		s := step{}
		for _, r := range sorted[:size] {
			s.score, s.n = s.score+r.P, s.n+1
			if r.Right {
				s.right++
			}
		}
		sorted = sorted[size:]
		steps = append(steps, s)
		for i := len(steps) - 1; i > 0 && steps[i].right/steps[i].n <= steps[i-1].right/steps[i-1].n; i-- {
			a, b := steps[i-1], steps[i]
			steps = append(steps[:i-1], step{a.score + b.score, a.right + b.right, a.n + b.n})
		}
	}
	var c Calibration
	for _, s := range steps {
		c.Scores, c.Probs = append(c.Scores, s.score/s.n), append(c.Probs, s.right/s.n)
	}
	return c
}

// P is the probability that a score stands for.
func (c Calibration) P(score float64) float64 {
	n := len(c.Scores)
	if n == 0 || math.IsNaN(score) {
		return score
	}
	i, _ := slices.BinarySearch(c.Scores, score)
	switch {
	case i == 0:
		return c.Probs[0]
	case i == n:
		return c.Probs[n-1]
	}
	a, b := c.Scores[i-1], c.Scores[i]
	return c.Probs[i-1] + (c.Probs[i]-c.Probs[i-1])*(score-a)/(b-a)
}

// adjust gives the best label its calibrated probability and the others what is
// left, in their proportion; their order stays.
func (c Calibration) adjust(probs []float64) {
	best := 0
	for k, v := range probs {
		if v > probs[best] {
			best = k
		}
	}
	top := probs[best]
	p := min(max(c.P(top), 1/float64(len(probs))), mostSure)
	if len(c.Scores) == 0 || top >= 1 {
		return
	}
	second := 0.0
	for k, v := range probs {
		if k != best {
			second = max(second, v)
		}
	}
	p = max(p, (1+1e-6)*second/(1-top+second)) // the best stays the best
	for k := range probs {
		if k == best {
			probs[k] = p
		} else {
			probs[k] *= (1 - p) / (1 - top)
		}
	}
}

// mostSure is the highest probability that is ever promised.
const mostSure = 0.9999

// MacroF1 is the mean over the labels of the harmonic mean of precision and
// recall.
func MacroF1(truth, got []string) float64 {
	type cell struct{ hit, wrong, missed float64 }
	by := map[string]cell{}
	for i, t := range truth {
		c := by[t]
		if got[i] == t {
			c.hit++
		} else {
			c.missed++
			o := by[got[i]]
			o.wrong++
			by[got[i]] = o
		}
		by[t] = c
	}
	labels, sum := 0.0, 0.0
	names := make([]string, 0, len(by))
	for n := range by {
		names = append(names, n)
	}
	slices.Sort(names) // one order of adding, so that the result is the same to the last bit
	for _, n := range names {
		if c := by[n]; c.hit+c.missed > 0 {
			labels++
			sum += 2 * c.hit / (2*c.hit + c.wrong + c.missed)
		}
	}
	return sum / max(1, labels)
}
