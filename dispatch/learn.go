package dispatch

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"hotline/dispatch/classify"
)

// Lesson is a ticket of the history as training reads it: what was said, and what
// became of its dispatches.
type Lesson struct {
	Matter
	At         time.Time
	Sealed     bool // its words are not learnt
	Judgements []Judgement
}

// LessonOf makes a lesson of a ticket; false while nothing is known of it.
func LessonOf(t Ticket, now time.Time) (Lesson, bool) {
	js := t.Judgements(now)
	m := Matter{Type: t.Type, Title: t.Title, Text: strings.Clone(clipped(t.Text, maxLearnt)), Category: t.Category, Place: t.Place}
	return Lesson{Matter: m, At: t.RegisteredAt, Sealed: t.IsSealed(), Judgements: js}, len(js) > 0
}

// keeper is the unit that kept it, empty when none has yet.
func (l Lesson) keeper() string {
	if j := l.Judgements[len(l.Judgements)-1]; j.Kept {
		return j.Unit
	}
	return ""
}

// right tells whether a unit is the one that keeps it; known is false when
// nobody tried.
func (l Lesson) right(unit string) (right, known bool) {
	if k := l.keeper(); k != "" {
		return unit == k, true
	}
	returned := slices.ContainsFunc(l.Judgements, func(j Judgement) bool { return j.Unit == unit })
	return false, returned
}

// Course (训练) is everything a training starts from. The same course gives the
// same experience.
type Course struct {
	Catalogue  *Catalogue
	Units      map[string]Unit
	Categories []Category
	Lessons    []Lesson // the oldest first
	Now        time.Time
	Seed       uint64
	Workers    int
	Progress   func(stage string, share float64)
	// LeastKept is how many kept tickets the unit model needs; zero: 500.
	LeastKept int
	// MostExamples bounds what a model is trained on; zero: 20,000. More teach
	// little and cost time and memory.
	MostExamples int

	lexicon classify.Lexicon
}

// LeastJudged is how many judged tickets a promise needs: below, the catalogue's
// own confidence stands.
const LeastJudged = 300

const (
	leastKept    = 500
	parts        = 5 // of the held-out tickets, for calibrating
	leastOfLabel = 5 // examples of a unit or category to learn it
	mostExamples = 20_000
	seedWeight   = 0.5 // of the catalogue's own words beside tickets
	hardWeight   = 2   // of tickets that somebody had to correct
)

// ErrTooFew is returned where the history is too short to learn from.
var ErrTooFew = &Error{Code: Conflict, Key: "model_too_few", Args: []any{LeastJudged}}

// Train learns from the history. What it promises is measured on tickets that
// the measured models had not seen, in the order in which they came.
func (c Course) Train(ctx context.Context) (*Experience, error) {
	if len(c.Lessons) < LeastJudged {
		return nil, ErrTooFew
	}
	c.LeastKept, c.MostExamples = or(c.LeastKept, leastKept), or(c.MostExamples, mostExamples)
	c.lexicon = append(classify.Duties(), c.Catalogue.Lexicon()...)
	e := &Experience{Report: TrainingReport{Seed: c.Seed, Judged: len(c.Lessons)}}
	said := make([]told, len(c.Lessons))
	var err error
	e.units, err = c.model(ctx, c.unitExamples(), 5, 0, 0.6, func(i int, g []classify.Guess) { said[i].units = g })
	if err != nil {
		return nil, err
	}
	e.categories, err = c.model(ctx, c.categoryExamples(), 3, 0.6, 0.95, func(i int, g []classify.Guess) { said[i].categories = g })
	if err != nil {
		return nil, err
	}
	e.Report.describe("category", e.categories)
	e.Report.describe("unit", e.units)
	trials, err := c.trials(ctx, e, said)
	if err != nil {
		return nil, err
	}
	e.promise = promised(trials, e.units != nil)
	e.history = c.record()
	e.Report.HeldOut = e.promise.HeldOut()
	for _, r := range e.promise.rows() {
		e.Report.Spread.Add(r.P)
	}
	return e.Aim(DefaultTarget), nil
}

// record is what the judgements of the last days make.
func (c Course) record() *History {
	h := newHistory()
	for _, j := range c.judgements() {
		if c.Now.Sub(j.At) < trackSpan*24*time.Hour {
			h.Add(j)
		}
	}
	return h
}

// judgements of all lessons in the order they were made.
func (c Course) judgements() []Judgement {
	var out []Judgement
	for _, l := range c.Lessons {
		out = append(out, l.Judgements...)
	}
	slices.SortStableFunc(out, func(a, b Judgement) int { return a.At.Compare(b.At) })
	return out
}

// examples are what a model is trained on, and which lessons they are.
type examples struct {
	list    []classify.Example
	lessons []int
}

func (x *examples) add(lesson int, e classify.Example) {
	x.list, x.lessons = append(x.list, e), append(x.lessons, lesson)
}

// model trains one; nil where there is too little to learn. heldOut is told what
// it says of lessons when it has not seen them.
func (c Course) model(ctx context.Context, x examples, folds int, from, to float64, heldOut func(lesson int, g []classify.Guess)) (*classify.Model, error) {
	if len(x.list) == 0 {
		return nil, nil
	}
	m, err := classify.Train(ctx, x.list, classify.Options{Seed: c.Seed, Workers: c.Workers, Folds: folds, Lexicon: c.lexicon,
		Progress: func(_ string, share float64) { c.progress("train", from+(to-from)*share) },
		HeldOut: func(i int, g []classify.Guess) {
			if i < len(x.lessons) {
				heldOut(x.lessons[i], slices.Clone(likely(g)))
			}
		}})
	if errors.Is(err, classify.ErrTooFew) {
		return nil, nil
	}
	return m, err
}

func (r *TrainingReport) describe(labels string, m *classify.Model) {
	if m == nil {
		return
	}
	of := m.Report()
	r.Labels, r.Examples, r.LabelCount = labels, of.Examples, len(of.Labels)
	r.Accuracy, r.MacroF1, r.Top3 = of.Accuracy, of.MacroF1, of.Top3
}

func (c Course) progress(stage string, share float64) {
	if c.Progress != nil {
		c.Progress(stage, share)
	}
}

// unitExamples are the kept tickets; none while they are too few. Those that were
// given back before weigh more: there somebody had been wrong.
func (c Course) unitExamples() (x examples) {
	kept := 0
	for i, l := range c.Lessons {
		unit := l.keeper()
		if unit != "" {
			kept++
		}
		if u, known := c.Units[unit]; !known || !u.Active || l.Sealed {
			continue
		}
		e := classify.Example{Text: placed(l.Matter, ""), Label: unit}
		if len(l.Judgements) > 1 {
			e.Weight = hardWeight
		}
		x.add(i, e)
	}
	if kept < c.LeastKept {
		return examples{}
	}
	return x.frequent(c.MostExamples)
}

// categoryExamples are the classified tickets of the history, and what the
// catalogue itself says about each category. The model names the second level:
// the catalogue's words and places tell the rest.
func (c Course) categoryExamples() (x examples) {
	for i, l := range c.Lessons {
		if l.Category != "" && !l.Sealed {
			x.add(i, classify.Example{Text: textOf(l.Matter), Label: kindOf(l.Category)})
		}
	}
	x = x.frequent(c.MostExamples)
	x.list = append(x.list, c.Catalogue.examples(c.Categories)...)
	return x
}

// examples are the catalogue's own words for its categories.
func (c *Catalogue) examples(categories []Category) []classify.Example {
	names := map[string]string{}
	for _, k := range categories {
		names[k.Code] = k.Name
	}
	var out []classify.Example
	for _, e := range c.Entries() {
		if e.Category == "" {
			continue
		}
		words := slices.Concat(e.All, e.Any)
		out = append(out, classify.Example{Label: kindOf(e.Category), Weight: seedWeight,
			Text: classify.Text{Title: e.Name + " " + names[e.Category], Body: strings.Join(words[:min(len(words), 40)], "，")}})
	}
	return out
}

// frequent leaves out the labels that are too rare to be learnt, and the oldest
// examples of the commonest ones where there are too many in all.
func (x examples) frequent(limit int) (out examples) {
	n := map[string]int{}
	for _, e := range x.list {
		n[e.Label]++
	}
	total := func(most int) (sum int) {
		for _, k := range n {
			sum += min(k, most)
		}
		return sum
	}
	most := len(x.list)
	for most > leastOfLabel && total(most) > limit {
		most = most * 9 / 10
	}
	for i, e := range x.list {
		switch k := n[e.Label]; {
		case k > most:
			n[e.Label]--
		case k >= leastOfLabel:
			out.add(x.lessons[i], e)
		}
	}
	return out
}

// trial is a held-out ticket: what spoke for whom, and who was right.
type trial struct {
	stakes []stake
	lesson Lesson
	hard   bool // a hard rule leaves it to a person
	part   int  // it is counted with a calibration fitted on the other parts
}

// trials routes every lesson by what models say that had not seen it nor its
// like, and with the record as it stood when it came.
func (c Course) trials(ctx context.Context, e *Experience, said []told) ([]trial, error) {
	ex := make([]classify.Example, len(c.Lessons))
	for i, l := range c.Lessons {
		ex[i].Text = textOf(l.Matter)
	}
	part := make([]int, len(ex))
	for k, list := range classify.Folds(ex, parts, c.Seed) {
		for _, i := range list {
			part[i] = k
		}
	}
	past := *e
	past.history = newHistory()
	known := c.judgements()
	out := make([]trial, 0, len(c.Lessons))
	for i, l := range c.Lessons {
		for len(known) > 0 && known[0].At.Before(l.At) {
			past.history.Add(known[0])
			known = known[1:]
		}
		f := Facts{Matter: l.Matter}
		f.Category = ""
		then := past.At(l.At)
		then.told = &said[i]
		p := c.Catalogue.propose(f, c.Units, then)
		var halted Routing
		c.Catalogue.halt(p.r, &halted)
		out = append(out, trial{stakes: p.stakes(), lesson: l, hard: halted.Advice != nil || p.hard() != "" || p.category() == "", part: part[i]})
		if i%500 == 0 {
			c.progress("cross", 0.95+0.05*float64(i)/float64(len(c.Lessons)))
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// promised makes the promise of the trials: the best weight of the model, and
// what scores are worth. Scores are calibrated on four fifths of the tickets and
// counted on the last, so that the promise is not measured on what it was fitted
// to.
func promised(trials []trial, modelled bool) *Promise {
	weight, best := 0.0, math.Inf(-1)
	for _, w := range []float64{0, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 1} {
		if !modelled && w > 0 {
			break
		}
		if fit := fitness(trials, w, modelled); fit > best {
			weight, best = w, fit
		}
	}
	var scored, honest []classify.Row
	var of, others [parts][]classify.Row
	halted := 0
	for _, t := range trials {
		row, known := t.row(weight, modelled)
		switch {
		case t.hard:
			halted++
		case known:
			scored = append(scored, row)
			of[t.part] = append(of[t.part], row)
			for k := range others {
				if k != t.part {
					others[k] = append(others[k], row)
				}
			}
		}
	}
	for k, rows := range of {
		worth := classify.Calibrate(others[k])
		for _, r := range rows {
			honest = append(honest, classify.Row{P: worth.P(r.P), Right: r.Right})
		}
	}
	return newPromise(weight, honest, classify.Calibrate(scored), halted)
}

// row is the score of the first unit and whether it was right.
func (t trial) row(weight float64, modelled bool) (row classify.Row, known bool) {
	ranked := order(t.stakes, weight, modelled)
	if len(ranked) == 0 {
		return classify.Row{}, t.lesson.keeper() != ""
	}
	right, known := t.lesson.right(ranked[0].unit)
	return classify.Row{P: ranked[0].score, Right: right}, known
}

// fitness is the mean log score that a weight gives to the unit that was right.
func fitness(trials []trial, weight float64, modelled bool) float64 {
	sum := 0.0
	for _, t := range trials {
		keeper := t.lesson.keeper()
		if keeper == "" || t.hard {
			continue
		}
		share := 0.0
		for _, s := range order(t.stakes, weight, modelled) {
			if s.unit == keeper {
				share = s.score
			}
		}
		sum += math.Log(max(share, silence))
	}
	return sum
}
