package classify

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
)

// ErrTooFew is that there is too little to learn from.
var ErrTooFew = errors.New("classify: at least 2 labels and 20 examples are needed")

// Options of a training. The zero value is good.
type Options struct {
	Seed    uint64
	Workers int // 0: one for each processor
	Folds   int // of the stacking; 0: 8
	Lexicon Lexicon
	// Progress is told what is being done and how far it is, 0–1.
	Progress func(stage string, share float64)
	// HeldOut is told what learners that had not seen an example made of it, the
	// best guess first, one example after the other.
	HeldOut func(i int, g []Guess)
}

// Bounds that keep a training in memory: weights of one block of a learner, and
// texts that vote.
const (
	maxWeights    = 4_000_000
	maxNeighbours = 12_000
	manyExamples  = 20_000 // from here on a feature must stand in two texts
)

// LabelCount is how many examples a label has.
type LabelCount struct {
	Label string `json:"label"`
	Count int    `json:"count"`
}

// Report is what training found out, on texts the learners had not seen.
type Report struct {
	Seed     uint64       `json:"seed"`
	Examples int          `json:"examples"`
	Labels   []LabelCount `json:"labels"`
	Accuracy float64      `json:"accuracy"`
	MacroF1  float64      `json:"macro_f1"`
	Top3     float64      `json:"top3"`
	Deciles  []Decile     `json:"deciles"`
	Curve    []Point      `json:"curve"`
}

// curvePoints is how finely a report's curve is drawn.
const curvePoints = 60

// trainer holds what all learners share.
type trainer struct {
	ctx     context.Context
	o       Options
	ex      []Example
	names   []string
	ys      []int
	weights []float64
	words   *thesaurus
	grams   [][]gram
	ideas   [][]gram
	shape   []int
}

// Train learns from the examples. The same examples, options and seed give the
// same model.
func Train(ctx context.Context, ex []Example, o Options) (*Model, error) {
	t, err := newTrainer(ctx, ex, o)
	if err != nil {
		return nil, err
	}
	opinions, ys, whole, err := t.unseen()
	if err != nil {
		return nil, err
	}
	t.progress("pool", 0.8)
	p, err := fitPool(ctx, opinions, ys, learners, len(t.names))
	if err != nil {
		return nil, err
	}
	t.progress("model", 0.85)
	all := make([]int, len(ex))
	for i := range all {
		all[i] = i
	}
	m, err := t.learn(all)
	if err != nil {
		return nil, err
	}
	m.pool, m.sure = p, t.calibrate(p, opinions[:whole], ys[:whole])
	m.report = t.report(m, opinions[:whole], ys[:whole])
	t.progress("done", 1)
	return m, nil
}

func newTrainer(ctx context.Context, ex []Example, o Options) (*trainer, error) {
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Folds == 0 {
		o.Folds = 8
	}
	t := &trainer{ctx: ctx, o: o, ex: ex, words: newThesaurus(o.Lexicon), ys: make([]int, len(ex)), weights: make([]float64, len(ex)),
		grams: make([][]gram, len(ex)), ideas: make([][]gram, len(ex)), shape: make([]int, len(ex))}
	for _, e := range ex {
		t.names = append(t.names, e.Label)
	}
	slices.Sort(t.names)
	t.names = slices.Compact(t.names)
	if len(t.names) < 2 || len(ex) < 20 {
		return nil, ErrTooFew
	}
	t.progress("texts", 0)
	spread(o.Workers, len(ex), func(i int) {
		e := ex[i]
		t.ys[i], _ = slices.BinarySearch(t.names, e.Label)
		if t.weights[i] = e.Weight; e.Weight <= 0 {
			t.weights[i] = 1
		}
		t.grams[i], t.ideas[i], t.shape[i] = cut(e.Text), t.words.concepts(e.Text), shapeOf(e.Text)
	})
	return t, ctx.Err()
}

func (t *trainer) progress(stage string, share float64) {
	if t.o.Progress != nil {
		t.o.Progress(stage, share)
	}
}

// aloneEach is of how many texts with a body one also teaches the pool by its
// title alone.
const aloneEach = 6

// unseen asks learners that were trained without a text about it. Some texts with
// a body are asked about once more by their title alone, so that the pool learns
// what to make of a call that has only begun; those come after the whole ones.
func (t *trainer) unseen() (opinions []opinion, ys []int, whole int, err error) {
	folds := Folds(t.ex, t.o.Folds, t.o.Seed)
	opinions, ys = make([]opinion, len(t.ex)), slices.Clone(t.ys)
	alone := make([]opinion, len(t.ex))
	asked := func(i int) bool { return t.shape[i] != 0 && i%aloneEach == 0 }
	for f, held := range folds {
		t.progress("folds", 0.05+0.75*float64(f)/float64(len(folds)))
		m, err := t.learn(without(len(t.ex), held))
		if err != nil {
			return nil, nil, 0, err
		}
		spread(t.o.Workers, len(held), func(j int) {
			i := held[j]
			opinions[i] = m.opinion(m.parts(t.grams[i], t.ideas[i], t.shape[i]))
			if asked(i) {
				alone[i] = m.opinion(m.read(Text{Title: t.ex[i].Title}))
			}
		})
	}
	for i, o := range alone {
		if asked(i) {
			opinions, ys = append(opinions, o), append(ys, t.ys[i])
		}
	}
	return opinions, ys, len(t.ex), t.ctx.Err()
}

// without lists the numbers below n that are not in held, which is sorted.
func without(n int, held []int) []int {
	out := make([]int, 0, n-len(held))
	for i := range n {
		if _, in := slices.BinarySearch(held, i); !in {
			out = append(out, i)
		}
	}
	return out
}

// learn trains every learner on the chosen examples.
func (t *trainer) learn(chosen []int) (*Model, error) {
	least, limit := 1, maxWeights/len(t.names)
	if len(chosen) > manyExamples {
		least = 2
	}
	grams, ideas := make([][]gram, len(chosen)), make([][]gram, len(chosen))
	ys, weights := make([]int, len(chosen)), make([]float64, len(chosen))
	for j, i := range chosen {
		grams[j], ideas[j], ys[j], weights[j] = t.grams[i], t.ideas[i], t.ys[i], t.weights[i]
	}
	m := &Model{names: t.names, lex: t.o.Lexicon, words: t.words,
		joint: newSpace(grams, joint, least, limit), titles: newSpace(grams, inTitle, least, limit), ideas: newSpace(ideas, anywhere, least, limit)}
	cuts := make([]parts, len(chosen))
	spread(t.o.Workers, len(chosen), func(j int) { cuts[j] = m.parts(grams[j], ideas[j], t.shape[chosen[j]]) })
	for l, r := range recipes {
		xs := make([][]feature, len(chosen))
		spread(t.o.Workers, len(chosen), func(j int) { xs[j] = m.features(cuts[j], r, nil) })
		var err error
		if m.linear[l], err = trainLinear(t.ctx, xs, ys, weights, len(t.names), m.dims(r), r.smooth, t.o.Seed+uint64(l), t.o.Workers); err != nil {
			return nil, err
		}
	}
	newest := cuts[max(0, len(cuts)-maxNeighbours):]
	xs := make([][]feature, len(newest))
	for j, c := range newest {
		xs[j] = m.features(c, near, nil)
	}
	m.near = newNeighbours(xs, ys[len(ys)-len(newest):], len(t.names), m.dims(near))
	return m, nil
}

// calibrate makes the probability of the best label mean what it says.
func (t *trainer) calibrate(p *pool, opinions []opinion, ys []int) Calibration {
	rows := make([]Row, len(ys))
	probs := make([]float64, len(t.names))
	for i, o := range opinions {
		p.logits(o, probs)
		softmax(probs)
		best := 0
		for k, v := range probs {
			if v > probs[best] {
				best = k
			}
		}
		rows[i] = Row{P: probs[best], Right: best == ys[i]}
	}
	return Calibrate(rows)
}

// report judges the pool on whole texts the learners had not seen.
func (t *trainer) report(m *Model, opinions []opinion, ys []int) Report {
	r := Report{Seed: t.o.Seed, Examples: len(ys)}
	count := make([]int, len(t.names))
	truth, got := make([]string, len(ys)), make([]string, len(ys))
	rows := make([]Row, len(ys))
	probs := make([]float64, len(t.names))
	for i, o := range opinions {
		m.pool.logits(o, probs)
		softmax(probs)
		m.sure.adjust(probs)
		best, above := 0, 0
		for k, v := range probs {
			if v > probs[best] {
				best = k
			}
			if v > probs[ys[i]] {
				above++
			}
		}
		if t.o.HeldOut != nil {
			t.o.HeldOut(i, ranked(t.names, probs))
		}
		count[ys[i]]++
		truth[i], got[i] = t.names[ys[i]], t.names[best]
		rows[i] = Row{P: probs[best], Right: best == ys[i]}
		r.Accuracy += share(best == ys[i], len(ys))
		r.Top3 += share(above < 3, len(ys))
	}
	for k, n := range t.names {
		r.Labels = append(r.Labels, LabelCount{n, count[k]})
	}
	r.MacroF1, r.Deciles, r.Curve = MacroF1(truth, got), Deciles(rows), NewCurve(rows, curvePoints)
	return r
}

func share(is bool, of int) float64 {
	if is {
		return 1 / float64(of)
	}
	return 0
}

// spread runs fn for 0…n-1 on several workers.
func spread(workers, n int, fn func(i int)) {
	const bite = 64
	next := make(chan int)
	var wg sync.WaitGroup
	for range max(1, workers) {
		wg.Go(func() {
			for from := range next {
				for i := from; i < min(n, from+bite); i++ {
					fn(i)
				}
			}
		})
	}
	for from := 0; from < n; from += bite {
		next <- from
	}
	close(next)
	wg.Wait()
}
