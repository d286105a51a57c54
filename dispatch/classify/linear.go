package classify

import (
	"context"
	"math"
	"math/rand/v2"
	"sync"
)

// linear is one weight for each feature and label, feature by feature, so that
// one text touches few cache lines. The weights of a feature are kept as bytes
// of a common scale: a quarter of the memory, and a model is the same to the
// last bit when it comes back from its file.
type linear struct {
	labels  int
	scales  []float32
	weights []int8 // id*labels + label
}

// Training stops after this many passes, or when no step changes more than this.
const (
	maxPasses = 12
	stopAt    = 0.1
)

// cost is the price of an error of the linear models against large weights.
const cost = 1.0

// trainLinear fits one L2-loss support vector machine for each label against the
// rest, on features scaled by how much more often they stand with the label
// than without it; smooth is the count added to each.
func trainLinear(ctx context.Context, xs [][]feature, ys []int, weights []float64, labels, dims int, smooth float64, seed uint64, workers int) (*linear, error) {
	exact := make([]float32, dims*labels)
	counts, total := presence(xs, ys, weights, labels, dims)
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, workers) {
		wg.Go(func() {
			for k := range next {
				ratio := logRatio(counts, total, k, labels, dims, smooth)
				w := descend(ctx, xs, ys, weights, ratio, k, rand.New(rand.NewPCG(seed, uint64(k))))
				for i, v := range w {
					exact[i*labels+k] = v * ratio[i]
				}
			}
		})
	}
	for k := range labels {
		next <- k
	}
	close(next)
	wg.Wait()
	return round(exact, labels, dims), ctx.Err()
}

// round brings weights to bytes.
func round(exact []float32, labels, dims int) *linear {
	m := &linear{labels: labels, scales: make([]float32, dims), weights: make([]int8, dims*labels)}
	for id := range dims {
		row := exact[id*labels : (id+1)*labels]
		top := float32(0)
		for _, w := range row {
			top = max(top, w, -w)
		}
		if top == 0 {
			continue
		}
		m.scales[id] = top / math.MaxInt8
		for k, w := range row {
			m.weights[id*labels+k] = int8(math.Round(float64(w / m.scales[id])))
		}
	}
	return m
}

// presence counts in how many texts of each label a feature stands.
func presence(xs [][]feature, ys []int, weights []float64, labels, dims int) (counts []float32, total []float64) {
	counts, total = make([]float32, dims*labels), make([]float64, labels)
	for i, x := range xs {
		for _, f := range x {
			counts[int(f.id)*labels+ys[i]] += float32(weights[i])
		}
		total[ys[i]] += weights[i] * float64(len(x))
	}
	return counts, total
}

// logRatio is the log of how often a feature stands with label k over how often
// it stands without.
func logRatio(counts []float32, total []float64, k, labels, dims int, smooth float64) []float32 {
	with, without := total[k]+smooth*float64(dims), smooth*float64(dims)
	for j, t := range total {
		if j != k {
			without += t
		}
	}
	out := make([]float32, dims)
	for i := range out {
		row := counts[i*labels : (i+1)*labels]
		rest := -float64(row[k])
		for _, c := range row {
			rest += float64(c)
		}
		out[i] = float32(math.Log((float64(row[k])+smooth)/with) - math.Log((rest+smooth)/without))
	}
	return out
}

// descend is dual coordinate descent for one label. Texts that are well on their
// side are left out of later passes.
func descend(ctx context.Context, xs [][]feature, ys []int, weights []float64, ratio []float32, k int, rng *rand.Rand) []float32 {
	w := make([]float32, len(ratio))
	alpha, norm := make([]float64, len(xs)), make([]float64, len(xs))
	for i, x := range xs {
		for _, f := range x {
			v := f.v * ratio[f.id]
			norm[i] += float64(v) * float64(v)
		}
	}
	active := rng.Perm(len(xs))
	bound := math.Inf(1)
	for pass := 0; pass < maxPasses && ctx.Err() == nil; pass++ {
		rng.Shuffle(len(active), func(i, j int) { active[i], active[j] = active[j], active[i] })
		largest, keep := 0.0, active[:0]
		for _, i := range active {
			side, x := -1.0, xs[i]
			if ys[i] == k {
				side = 1
			}
			var score float32
			for _, f := range x {
				score += w[f.id] * f.v * ratio[f.id]
			}
			soft := 0.5 / (cost * weights[i])
			g := side*float64(score) - 1 + alpha[i]*soft
			if alpha[i] == 0 && g > bound && pass > 1 {
				continue
			}
			keep = append(keep, i)
			if alpha[i] == 0 && g > 0 {
				continue
			}
			largest = max(largest, math.Abs(g))
			old := alpha[i]
			alpha[i] = max(0, old-g/(norm[i]+soft))
			if step := float32((alpha[i] - old) * side); step != 0 {
				for _, f := range x {
					w[f.id] += step * f.v * ratio[f.id]
				}
			}
		}
		active, bound = keep, largest
		if largest < stopAt {
			break
		}
	}
	return w
}

// score adds the opinion of the model about each label to out.
func (m *linear) score(x []feature, out []float32) {
	for _, f := range x {
		v := m.scales[f.id] * f.v
		for k, w := range m.row(f.id) {
			out[k] += float32(w) * v
		}
	}
}

// row is what a feature says of each label, in units of its scale.
func (m *linear) row(id int32) []int8 {
	return m.weights[int(id)*m.labels : (int(id)+1)*m.labels]
}
