package api

import (
	"context"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/dispatch/classify"
)

// Learner is what routing has learnt (派单模型) and how it learns. The experience is
// that of now; versions and settings are those of all servers.
type Learner interface {
	Experience() *dispatch.Experience
	Settings(ctx context.Context) (active string, target float64, err error)
	Versions(ctx context.Context) ([]ModelVersion, error)
	Training() Training
	Train() error // starts it; Conflict while one runs
	Activate(ctx context.Context, version string) error
	SetTarget(ctx context.Context, target float64) error
}

// ModelVersion is a trained model with its report on what it had not seen.
type ModelVersion struct {
	Version     string    `json:"version"`
	TrainedAt   time.Time `json:"trained_at"`
	Labels      string    `json:"labels"`
	Examples    int       `json:"examples"`
	LabelCount  int       `json:"label_count"`
	Accuracy    float64   `json:"accuracy"`
	MacroF1     float64   `json:"macro_f1"`
	Top3        float64   `json:"top3"`
	TrainMillis int64     `json:"train_ms"`
	HeldOut     int       `json:"held_out"`
	Active      bool      `json:"active,omitempty"`
}

// Training is how far a training is, or how the last one ended.
type Training struct {
	Running   bool
	StartedAt time.Time
	Progress  float64
	Stage     string
	Err       error
}

// The target may lie between these.
const (
	leastTarget = 0.90
	mostTarget  = 0.999
)

type pointView struct {
	Threshold float64 `json:"threshold"`
	Precision float64 `json:"precision"`
	Share     float64 `json:"share"`
}

type decileView struct {
	From      float64 `json:"from"`
	To        float64 `json:"to"`
	Rows      int     `json:"rows"`
	Predicted float64 `json:"predicted"`
	Observed  float64 `json:"observed"`
}

type trainingView struct {
	Running   bool      `json:"running"`
	StartedAt time.Time `json:"started_at,omitzero"`
	Progress  float64   `json:"progress"`
	Stage     string    `json:"stage,omitempty"`
	Error     string    `json:"error,omitempty"`
}

type namedView struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

type worstView struct {
	Unit     string    `json:"unit"`
	UnitName string    `json:"unit_name"`
	Category namedView `json:"category"`
	Kept     int       `json:"kept"`
	Returned int       `json:"returned"`
}

type modelView struct {
	Target    float64        `json:"target"`
	Threshold float64        `json:"threshold"`
	Ready     bool           `json:"ready"`
	Active    *ModelVersion  `json:"active"`
	Curve     []pointView    `json:"curve"`
	AtTarget  *pointView     `json:"at_target"`
	Deciles   []decileView   `json:"deciles"`
	Worst     []worstView    `json:"worst"`
	Training  trainingView   `json:"training"`
	Versions  []ModelVersion `json:"versions"`
	modelFigures
}

// curvePoints and worstPairs bound what a page is given.
const (
	curvePoints = 60
	worstPairs  = 10
)

// getModel shows what the routing promises and what came of it.
func (s *server) getModel(c *fiber.Ctx) error {
	ctx, e := c.UserContext(), s.Learner.Experience()
	active, target, err := s.Learner.Settings(ctx)
	if err != nil {
		return err
	}
	v := modelView{Target: target, Threshold: s.threshold(), Curve: []pointView{}, Deciles: []decileView{}, Worst: []worstView{},
		Training: training(s.Learner.Training(), language(c.Get(fiber.HeaderAcceptLanguage)))}
	if v.Versions, err = s.Learner.Versions(ctx); err != nil {
		return err
	}
	for i := range v.Versions {
		if v.Versions[i].Version == active && e.Promise() != nil {
			v.Versions[i].Active = true
			v.Active = &v.Versions[i]
		}
	}
	if p := e.Promise(); p != nil {
		v.Ready = true
		v.promise(p, target)
	}
	for _, w := range e.Worst(worstPairs) {
		v.Worst = append(v.Worst, worstView{w.Unit, s.unitName(w.Unit), namedView{w.Category, s.categoryName(w.Category)}, w.Kept, w.Returned})
	}
	if v.modelFigures, err = s.modelFigures(ctx, v.Active); err != nil {
		return err
	}
	return c.JSON(v)
}

func (v *modelView) promise(p *dispatch.Promise, target float64) {
	for _, pt := range p.Curve(curvePoints) {
		v.Curve = append(v.Curve, pointView(pt))
	}
	if pt, ok := p.At(target); ok {
		v.AtTarget = (*pointView)(&pt)
	}
	for _, d := range p.Deciles() {
		v.Deciles = append(v.Deciles, decileView(d))
	}
}

func training(t Training, lang string) trainingView {
	v := trainingView{Running: t.Running, StartedAt: t.StartedAt, Progress: t.Progress, Stage: t.Stage}
	if t.Err != nil {
		v.Error = problemOf(t.Err, lang).Detail
	}
	return v
}

type targetForm struct {
	Target float64 `json:"target"`
}

// setTarget moves the precision that automatic dispatch must keep (目标准确率).
func (s *server) setTarget(c *fiber.Ctx) error {
	f, err := decode[targetForm](c)
	if err != nil {
		return err
	}
	if !(f.Target >= leastTarget && f.Target <= mostTarget) {
		return dispatch.FieldError("target", "out_of_range", leastTarget, mostTarget)
	}
	_, was, err := s.Learner.Settings(c.UserContext())
	if err != nil {
		return err
	}
	if err := s.Learner.SetTarget(c.UserContext(), f.Target); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "model_target", fmt.Sprint(f.Target), fmt.Sprint(was))
	return s.getModel(c)
}

// trainModel starts a training in the background.
func (s *server) trainModel(c *fiber.Ctx) error {
	if _, err := decode[struct{}](c); err != nil {
		return err
	}
	if err := s.Learner.Train(); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "model_train", "", "")
	return c.Status(fiber.StatusAccepted).JSON(trainingView{Running: true})
}

type activateForm struct {
	Version string `json:"version"`
}

// activateModel puts another stored version in force.
func (s *server) activateModel(c *fiber.Ctx) error {
	f, err := decode[activateForm](c)
	if err != nil {
		return err
	}
	if err := checkName("version", f.Version, 60); err != nil {
		return err
	}
	if err := s.Learner.Activate(c.UserContext(), f.Version); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "model_activate", f.Version, "")
	return s.getModel(c)
}

type testForm struct {
	Title    string    `json:"title"`
	Text     string    `json:"text"`
	Category string    `json:"category"`
	Place    placeForm `json:"place"`
}

type guessView struct {
	Code string  `json:"code"`
	Name string  `json:"name"`
	P    float64 `json:"p"`
}

type unitGuessView struct {
	Unit     string  `json:"unit"`
	UnitName string  `json:"unit_name"`
	P        float64 `json:"p"`
}

type wordView struct {
	Word   string  `json:"word"`
	Weight float64 `json:"weight"`
}

type testView struct {
	Suggest suggestView `json:"suggest"`
	Model   struct {
		Ready      bool            `json:"ready"`
		Categories []guessView     `json:"categories"`
		Units      []unitGuessView `json:"units"`
		Words      []wordView      `json:"words"`
	} `json:"model"`
	Catalogue struct {
		Path  []entryView    `json:"path"`
		Scope dispatch.Scope `json:"scope"`
		Words []string       `json:"words"`
		Score float64        `json:"score"`
	} `json:"catalogue"`
	Millis float64 `json:"millis"`
}

type entryView struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// testWords is how many words of the model are shown.
const testWords = 12

// testModel shows what the rules and the model in force make of a text, and each
// of them alone (试一段文字). It writes nothing.
func (s *server) testModel(c *fiber.Ctx) error {
	f, err := decode[testForm](c)
	if err != nil {
		return err
	}
	facts, err := s.facts(suggestForm{Title: f.Title, Text: f.Text, Category: f.Category, Place: f.Place})
	if err != nil {
		return err
	}
	if facts.Title == "" { // judged as it will be registered
		facts.Title = dispatch.TitleFor(facts.Text, facts.Place)
	}
	start := time.Now()
	r := s.Service.Route(c.UserContext(), facts)
	v := testView{Millis: float64(time.Since(start).Microseconds()) / 1000}
	v.Suggest = s.suggestion(facts, dispatch.Hints{Routing: r, Title: facts.Title})
	s.rulesAlone(&v, facts)
	s.modelAlone(&v, facts, r)
	return c.JSON(v)
}

func (s *server) rulesAlone(v *testView, f dispatch.Facts) {
	cat := s.Directory.Catalogue()
	m := cat.Match(f)[0]
	v.Catalogue.Scope, v.Catalogue.Words, v.Catalogue.Score = m.Scope, orEmpty(m.Words), m.Confidence()
	names := map[string]string{}
	for _, e := range cat.Entries() {
		names[e.ID] = e.Name
	}
	v.Catalogue.Path = []entryView{}
	for _, id := range m.Path {
		v.Catalogue.Path = append(v.Catalogue.Path, entryView{id, names[id]})
	}
}

func (s *server) modelAlone(v *testView, f dispatch.Facts, r dispatch.Routing) {
	e := s.Learner.Experience()
	v.Model.Ready, v.Model.Categories, v.Model.Units, v.Model.Words = e.Trained(), []guessView{}, []unitGuessView{}, []wordView{}
	for _, g := range e.Categories(f) {
		v.Model.Categories = append(v.Model.Categories, guessView{g.Label, s.categoryName(g.Label), g.P})
	}
	for _, g := range e.Units(f, r.Town) {
		v.Model.Units = append(v.Model.Units, unitGuessView{g.Label, s.unitName(g.Label), g.P})
	}
	var words []classify.Word
	switch {
	case len(v.Model.Units) > 0:
		words = e.Words(f, r.Town, v.Model.Units[0].Unit, testWords)
	case len(v.Model.Categories) > 0:
		words = e.CategoryWords(f, v.Model.Categories[0].Code, testWords)
	}
	for _, w := range words {
		v.Model.Words = append(v.Model.Words, wordView(w))
	}
}
