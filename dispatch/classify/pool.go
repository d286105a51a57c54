package classify

import (
	"context"
	"math"
)

// shapes of a text: the pool trusts its learners differently where there is no
// body, a short or a long one.
const shapes = 3

// shortBody is up to how many characters a body is short.
const shortBody = 200

func shapeOf(t Text) int {
	switch n := len([]rune(t.Body)); {
	case n == 0:
		return 0
	case n < shortBody:
		return 1
	}
	return 2
}

// pool adds the opinions of the learners: one weight for each learner and
// shape, one bias for each label and shape.
type pool struct {
	learners, labels int
	weights          []float64 // shape*learners + learner
	bias             []float64 // shape*labels + label
}

// opinion is what every learner says about one text: learner by learner.
type opinion struct {
	scores []float32
	shape  int
}

// logits adds the opinions up.
func (p *pool) logits(o opinion, out []float64) {
	for k := range out {
		s := p.bias[o.shape*p.labels+k]
		for l := range p.learners {
			s += p.weights[o.shape*p.learners+l] * float64(o.scores[l*p.labels+k])
		}
		out[k] = s
	}
}

// Fitting of the pool: Adam (D. Kingma, J. Ba 2015) on the log loss, with a
// little weight decay.
const (
	poolSteps = 200
	poolRate  = 0.05
	poolDecay = 1e-4
)

func fitPool(ctx context.Context, os []opinion, ys []int, learners, labels int) (*pool, error) {
	p := &pool{learners: learners, labels: labels, weights: make([]float64, shapes*learners), bias: make([]float64, shapes*labels)}
	for i := range p.weights {
		p.weights[i] = 1
	}
	params := [][]float64{p.weights, p.bias}
	grads := [][]float64{make([]float64, len(p.weights)), make([]float64, len(p.bias))}
	mean := [][]float64{make([]float64, len(p.weights)), make([]float64, len(p.bias))}
	square := [][]float64{make([]float64, len(p.weights)), make([]float64, len(p.bias))}
	probs := make([]float64, labels)
	for step := 1; step <= poolSteps && ctx.Err() == nil; step++ {
		for j, g := range grads {
			for i := range g {
				g[i] = poolDecay * params[j][i]
			}
		}
		for i, o := range os {
			p.logits(o, probs)
			softmax(probs)
			p.slope(o, ys[i], probs, 1/float64(len(os)), grads[0], grads[1])
		}
		a, b := 1-math.Pow(0.9, float64(step)), 1-math.Pow(0.999, float64(step))
		for j, g := range grads {
			for i, v := range g {
				mean[j][i] += 0.1 * (v - mean[j][i])
				square[j][i] += 0.001 * (v*v - square[j][i])
				params[j][i] -= poolRate * mean[j][i] / a / (math.Sqrt(square[j][i]/b) + 1e-8)
			}
		}
	}
	return p, ctx.Err()
}

// slope adds the gradient of the log loss of one text.
func (p *pool) slope(o opinion, y int, probs []float64, share float64, weights, bias []float64) {
	for k, e := range probs {
		if k == y {
			e--
		}
		e *= share
		bias[o.shape*p.labels+k] += e
		for l := range p.learners {
			weights[o.shape*p.learners+l] += e * float64(o.scores[l*p.labels+k])
		}
	}
}
