package classify

import (
	"cmp"
	"math"
	"slices"
	"sync"
)

// Guess is a label with the probability that it is right.
type Guess struct {
	Label string
	P     float64
}

// recipe says how a linear learner weighs the blocks of a text, and how
// strongly its counts are smoothed.
type recipe struct {
	joint, title, concept float32
	smooth                float64
}

// recipes are the linear learners: chosen by cross-validation on citizens'
// petitions, see CONTRIBUTING.md.
var recipes = [...]recipe{
	{joint: 1, title: 0.5, smooth: 3},
	{joint: 1, title: 0.7, concept: 0.5, smooth: 1},
	{title: 1, concept: 0.5, smooth: 1},
}

// near is the recipe by which nearness is measured.
var near = recipe{joint: 1, title: 0.5}

// learners is how many opinions the pool adds: the linear ones and the vote.
const learners = len(recipes) + 1

// Model is a trained classifier. It is safe for concurrent use; only Learn
// changes it.
type Model struct {
	names  []string
	lex    Lexicon
	words  *thesaurus
	joint  *space
	titles *space
	ideas  *space
	linear [len(recipes)]*linear
	near   *neighbours
	pool   *pool
	sure   Calibration // of the best label's probability
	report Report

	memory sync.Pool // *[]float32, for nearness

	mu     sync.RWMutex
	fixes  map[fix]float32
	learnt int
}

// fix is a correction learnt online: a feature and a label.
type fix struct{ id, label int32 }

// Report returns what training found out about the model.
func (m *Model) Report() Report { return m.report }

// Labels lists the labels the model knows.
func (m *Model) Labels() []string { return slices.Clone(m.names) }

// parts are the blocks of one text, each of unit length.
type parts struct {
	joint, title, concept []feature
	shape                 int
}

func (m *Model) parts(grams, ideas []gram, shape int) parts {
	return parts{
		joint:   m.joint.vector(grams, block{joint, 1}, 0, nil),
		title:   m.titles.vector(grams, block{inTitle, 1}, 0, nil),
		concept: m.ideas.vector(ideas, block{anywhere, 1}, 0, nil),
		shape:   shape,
	}
}

// features joins the blocks as a recipe says; every block it uses has a range
// of ids of its own.
func (m *Model) features(p parts, r recipe, to []feature) []feature {
	base := int32(0)
	add := func(block []feature, s *space, weight float32) {
		if weight == 0 {
			return
		}
		for _, f := range block {
			to = append(to, feature{base + f.id, f.v * weight})
		}
		base += int32(len(s.idf))
	}
	add(p.joint, m.joint, r.joint)
	add(p.title, m.titles, r.title)
	add(p.concept, m.ideas, r.concept)
	return to
}

// dims is how many features a recipe has.
func (m *Model) dims(r recipe) int {
	n := 0
	for _, b := range []struct {
		s      *space
		weight float32
	}{{m.joint, r.joint}, {m.titles, r.title}, {m.ideas, r.concept}} {
		if b.weight != 0 {
			n += len(b.s.idf)
		}
	}
	return n
}

// read cuts a text into its blocks.
func (m *Model) read(t Text) parts { return m.parts(cut(t), m.words.concepts(t), shapeOf(t)) }

// opinion asks every learner.
func (m *Model) opinion(p parts) opinion {
	k := len(m.names)
	o := opinion{scores: make([]float32, learners*k), shape: p.shape}
	buf := make([]feature, 0, len(p.joint)+len(p.title)+len(p.concept))
	for l, r := range recipes {
		m.linear[l].score(m.features(p, r, buf[:0]), o.scores[l*k:(l+1)*k])
	}
	memory, ok := m.memory.Get().(*[]float32)
	if !ok || len(*memory) != len(m.near.ys) {
		fresh := make([]float32, len(m.near.ys))
		memory = &fresh
	}
	m.near.score(m.features(p, near, buf[:0]), *memory, o.scores[len(recipes)*k:])
	m.memory.Put(memory)
	return o
}

// Predict gives every label with its probability, the best first; the
// probabilities add up to 1.
func (m *Model) Predict(t Text) []Guess {
	p := m.read(t)
	probs := make([]float64, len(m.names))
	m.judge(p, probs)
	return ranked(m.names, probs)
}

// ranked lists labels with their probabilities, the best first.
func ranked(names []string, probs []float64) []Guess {
	out := make([]Guess, len(probs))
	for k, v := range probs {
		out[k] = Guess{names[k], v}
	}
	slices.SortFunc(out, func(a, b Guess) int { return cmp.Or(cmp.Compare(b.P, a.P), cmp.Compare(a.Label, b.Label)) })
	return out
}

// judge mixes the opinions and what was learnt since.
func (m *Model) judge(p parts, probs []float64) {
	m.pool.logits(m.opinion(p), probs)
	m.mu.RLock()
	if len(m.fixes) > 0 {
		for _, f := range m.features(p, near, nil) {
			for k := range probs {
				probs[k] += float64(m.fixes[fix{f.id, int32(k)}] * f.v)
			}
		}
	}
	m.mu.RUnlock()
	softmax(probs)
	m.sure.adjust(probs)
}

// How far one correction moves the logit of the same text, and how many are
// kept before the model wants to be trained anew.
const (
	fixStep  = 1.5
	maxFixes = 5000
)

// Learn corrects the model online: the text was kept by the label, or came back
// from it. A text the model already judges well moves it little.
func (m *Model) Learn(t Text, label string, kept bool) {
	k := slices.Index(m.names, label)
	if k < 0 {
		return
	}
	p := m.read(t)
	probs := make([]float64, len(m.names))
	m.judge(p, probs)
	step := fixStep * (1 - probs[k])
	if !kept {
		step = -fixStep * max(probs[k], 0.3)
	}
	x := m.features(p, near, nil)
	norm := 0.0
	for _, f := range x {
		norm += float64(f.v) * float64(f.v)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.learnt++; norm == 0 || m.learnt > maxFixes {
		return
	}
	if m.fixes == nil {
		m.fixes = map[fix]float32{}
	}
	for _, f := range x {
		m.fixes[fix{f.id, int32(k)}] += float32(step/norm) * f.v
	}
}

// Learnt is how many corrections came since the model was trained.
func (m *Model) Learnt() int {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.learnt
}

// Unknown is the share of a text's pairs of characters that the model never
// saw: a sign that people speak of new things.
func (m *Model) Unknown(t Text) float64 {
	grams := cut(t)
	if len(grams) == 0 {
		return 0
	}
	unknown := 0
	for _, g := range grams {
		if _, ok := m.joint.ids[g.hash]; !ok {
			unknown++
		}
	}
	return float64(unknown) / float64(len(grams))
}

func softmax(logits []float64) {
	top := math.Inf(-1)
	for _, v := range logits {
		top = max(top, v)
	}
	sum := 0.0
	for k, v := range logits {
		logits[k] = math.Exp(v - top)
		sum += logits[k]
	}
	for k := range logits {
		logits[k] /= sum
	}
}
