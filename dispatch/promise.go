package dispatch

import (
	"math"

	"hotline/dispatch/classify"
)

// Promise (派准承诺) is what training found out about the ranking on history it had
// not seen: how rules and model are pooled, what a pooled score is worth, and how
// many of the held-out tickets each probability would have sent right.
type Promise struct {
	// Weight of the model in the pool; the rules have the rest.
	Weight      float64              `json:"weight"`
	Calibration classify.Calibration `json:"calibration"`
	// Rows and Right count the held-out tickets by probability in thousandths.
	Rows  []int32 `json:"rows"`
	Right []int32 `json:"right"`
	// Halted tickets are those that a hard rule leaves to a person.
	Halted int `json:"halted"`
}

// DefaultTarget is the share of automatic dispatches that must be right unless
// the supervisor set another.
const DefaultTarget = 0.97

// steps is how finely probabilities are kept: in thousandths.
const steps = 1000

func newPromise(weight float64, rows []classify.Row, worth classify.Calibration, halted int) *Promise {
	p := &Promise{Weight: weight, Calibration: worth, Rows: make([]int32, steps+1), Right: make([]int32, steps+1), Halted: halted}
	for _, r := range rows {
		i := min(steps, max(0, int(r.P*steps)))
		p.Rows[i]++
		if r.Right {
			p.Right[i]++
		}
	}
	return p
}

// rows gives the held-out tickets back, each at its thousandth.
func (p *Promise) rows() []classify.Row {
	var out []classify.Row
	for i, n := range p.Rows {
		for k := range n {
			out = append(out, classify.Row{P: float64(i) / steps, Right: k < p.Right[i]})
		}
	}
	return out
}

// At is the lowest probability from which on the held-out tickets reach the
// target, with the share of all tickets that it sends without a person.
func (p *Promise) At(target float64) (classify.Point, bool) {
	rows := p.rows()
	pt, ok := classify.Threshold(rows, target)
	pt.Share *= p.eligible(len(rows))
	return pt, ok
}

// Curve is precision against the share dispatched automatically.
func (p *Promise) Curve(points int) []classify.Point {
	rows := p.rows()
	out := classify.NewCurve(rows, points)
	for i := range out {
		out[i].Share *= p.eligible(len(rows))
	}
	return out
}

// Deciles compare what was promised with what came of it.
func (p *Promise) Deciles() []classify.Decile { return classify.Deciles(p.rows()) }

// HeldOut is how many tickets the promise rests on.
func (p *Promise) HeldOut() int {
	n := 0
	for _, k := range p.Rows {
		n += int(k)
	}
	return n
}

// eligible is the share of tickets that no hard rule keeps from automatic
// dispatch.
func (p *Promise) eligible(rows int) float64 {
	if rows == 0 {
		return 0
	}
	return float64(rows) / float64(rows+p.Halted)
}

// stake is what speaks for one unit: the score of the rules, the probability of
// the model, and how its earlier tickets of the kind went.
type stake struct {
	unit     string
	rule     float64
	model    float64
	standing float64
	heirs    []heir // who kept what it gave back
}

// silence stands for what a source says nothing about.
const silence = 0.01

// pool joins the two opinions of each unit: a log-linear pool, normalised over
// the units named and the chance that it is another. Where the rules are silent
// the model speaks alone. Then each unit answers for its record.
func pool(stakes []stake, weight float64) []float64 {
	restRule, restModel, ruled := 1.0, 1.0, false
	for _, s := range stakes {
		restRule, restModel, ruled = restRule-s.rule, restModel-s.model, ruled || s.rule > 0
	}
	if !ruled {
		weight = 1
	}
	join := func(rule, model float64) float64 {
		return math.Pow(max(rule, silence), 1-weight) * math.Pow(max(model, silence), weight)
	}
	sum := join(restRule, restModel)
	out := make([]float64, len(stakes))
	for i, s := range stakes {
		out[i] = join(s.rule, s.model)
		sum += out[i]
	}
	for i, s := range stakes {
		out[i] *= s.standing / sum
	}
	return out
}
