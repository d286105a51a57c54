package dispatch

import (
	"bytes"
	"compress/flate"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hotline/dispatch/classify"
)

// Experience (派单经验) is what a deployment has learnt from its own history: the
// text models of units and of categories, the record of each unit, and the
// promise about precision that held-out history allows. Its models and its
// record learn on while they serve; everything else is fixed. A nil Experience
// knows nothing, and the catalogue decides alone.
type Experience struct {
	Report TrainingReport

	units      *classify.Model // nil: not enough kept tickets
	categories *classify.Model
	promise    *Promise // nil: not enough judged tickets
	history    *History

	threshold float64   // the probability that keeps the target; above 1: none does
	now       time.Time // the moment it is read at
	told      *told     // what to say of one text, where training knows it
}

// told is what models say of a text that they have not seen.
type told struct{ units, categories []classify.Guess }

// TrainingReport (训练报告) is what the supervisor reads of a training.
type TrainingReport struct {
	Seed       uint64  `json:"seed"`
	Judged     int     `json:"judged"`      // tickets whose dispatch is known right or wrong
	Examples   int     `json:"examples"`    // that the model was trained on
	Labels     string  `json:"labels"`      // unit or category: what the model names
	LabelCount int     `json:"label_count"` // of these
	Accuracy   float64 `json:"accuracy"`
	MacroF1    float64 `json:"macro_f1"`
	Top3       float64 `json:"top3"`
	HeldOut    int     `json:"held_out"` // tickets behind the promise
	Spread     Spread  `json:"spread"`   // of the probabilities promised for them
}

// NewExperience is the experience of a deployment that has just begun.
func NewExperience() *Experience { return &Experience{history: newHistory()} }

// At is the experience as it is read at a moment.
func (e *Experience) At(now time.Time) *Experience {
	if e == nil {
		return nil
	}
	at := *e
	at.now = now
	return &at
}

// Aim is the experience with the threshold that keeps a target precision
// (目标准确率).
func (e *Experience) Aim(target float64) *Experience {
	at := *e
	if at.promise != nil {
		at.threshold = 2 // nothing is sure enough
		if pt, ok := at.promise.At(target); ok {
			at.threshold = pt.Threshold
		}
	}
	return &at
}

// Promise is nil until there is history enough.
func (e *Experience) Promise() *Promise {
	if e == nil {
		return nil
	}
	return e.promise
}

// Threshold is the probability that automatic dispatch needs; false while the
// catalogue's own stands.
func (e *Experience) Threshold() (float64, bool) {
	if e == nil || e.promise == nil {
		return 0, false
	}
	return e.threshold, true
}

// Trained tells whether there is a model to ask.
func (e *Experience) Trained() bool { return e != nil && (e.units != nil || e.categories != nil) }

// modelled tells whether the unit model has a say, and weight how much.
func (e *Experience) modelled() bool { return e != nil && e.units != nil }

func (e *Experience) weight() float64 {
	if pr := e.Promise(); pr != nil {
		return pr.Weight
	}
	return evenWeight
}

// evenWeight is the say of the model before history tells.
const evenWeight = 0.5

// track is the unit's record as it stands now.
func (e *Experience) track(unit, category string) Track {
	if e == nil || e.history == nil {
		return Track{}
	}
	return e.history.Track(unit, category, e.now)
}

func (e *Experience) heirs(unit, category string) []heir {
	if e == nil || e.history == nil {
		return nil
	}
	return e.history.heirs(unit, category)
}

// Worst lists the units that keep returning a kind of ticket.
func (e *Experience) Worst(n int) []Pair {
	if e == nil || e.history == nil {
		return nil
	}
	return e.history.Worst(n, e.now)
}

// How much of a text is read, and how many guesses are looked at.
const (
	maxLearnt  = 600
	maxGuesses = 5
	leastGuess = 0.03
)

// textOf is the words the category is guessed from.
func textOf(m Matter) classify.Text {
	return classify.Text{Title: m.Title, Body: clipped(m.Text, maxLearnt)}
}

// placed is the words the unit is guessed from: where it is counts as much.
func placed(m Matter, town string) classify.Text {
	where := strings.TrimSpace(or(m.Place.Town, town) + " " + m.Place.Address)
	return classify.Text{Title: m.Title, Body: where + "\n" + clipped(m.Text, maxLearnt)}
}

func clipped(s string, most int) string {
	n := 0
	for i := range s {
		if n == most {
			return s[:i]
		}
		n++
	}
	return s
}

// Units guesses who would keep the ticket, the likeliest first (at most five).
func (e *Experience) Units(f Facts, town string) []classify.Guess {
	switch {
	case e == nil || e.units == nil:
		return nil
	case e.told != nil && e.told.units != nil:
		return e.told.units
	}
	return likely(e.units.Predict(placed(f.Matter, town)))
}

// Categories guesses the class of the matter, the likeliest first (at most five).
func (e *Experience) Categories(f Facts) []classify.Guess {
	switch {
	case e == nil || e.categories == nil:
		return nil
	case e.told != nil && e.told.categories != nil:
		return e.told.categories
	}
	return likely(e.categories.Predict(textOf(f.Matter)))
}

func likely(all []classify.Guess) []classify.Guess {
	n := 0
	for n < min(len(all), maxGuesses) && all[n].P >= leastGuess {
		n++
	}
	return all[:n]
}

// Unknown is the share of a text that training never saw.
func (e *Experience) Unknown(m Matter) float64 {
	switch {
	case e == nil:
		return 0
	case e.units != nil:
		return e.units.Unknown(textOf(m))
	case e.categories != nil:
		return e.categories.Unknown(textOf(m))
	}
	return 0
}

// Words tells which words speak for a unit, the most telling first.
func (e *Experience) Words(f Facts, town, unit string, n int) []classify.Word {
	if e == nil || e.units == nil {
		return nil
	}
	return e.units.Why(placed(f.Matter, town), unit, n)
}

// CategoryWords tells which words speak for a category.
func (e *Experience) CategoryWords(f Facts, category string, n int) []classify.Word {
	if e == nil || e.categories == nil {
		return nil
	}
	return e.categories.Why(textOf(f.Matter), category, n)
}

// Heard tells the experience of a change to a ticket (在线学习): what became of a
// dispatch goes into the record at once, and corrects the models where they were
// wrong. Words of sealed tickets are not learnt.
func (e *Experience) Heard(before, after Ticket, now time.Time) {
	if e == nil || e.history == nil {
		return
	}
	old, fresh := before.Judgements(now), after.Judgements(now)
	for _, j := range old {
		if !slices.Contains(fresh, j) {
			e.history.Drop(j)
		}
	}
	for _, j := range fresh {
		if !slices.Contains(old, j) {
			e.history.Add(j)
			e.correct(after, j)
		}
	}
}

// Recall tells the experience what became of a ticket after a moment, such as
// its training.
func (e *Experience) Recall(t Ticket, since, now time.Time) {
	for _, j := range t.Judgements(now) {
		if j.At.After(since) {
			e.history.Add(j)
			e.correct(t, j)
		}
	}
}

// correct teaches the unit model what it would have got wrong: a return, and a
// ticket that stayed with another unit than was proposed.
func (e *Experience) correct(t Ticket, j Judgement) {
	if e.units == nil || t.Contact.Confidential {
		return
	}
	proposed := ""
	if t.Routing != nil {
		proposed, _ = t.Routing.Chosen()
	}
	if !j.Kept || j.From != "" || j.Unit != proposed {
		e.units.Learn(placed(t.Matter, ""), j.Unit, j.Kept)
	}
}

// savedExperience is a model file.
type savedExperience struct {
	Format     int            `json:"format"`
	Report     TrainingReport `json:"report"`
	Units      []byte         `json:"units,omitempty"`
	Categories []byte         `json:"categories,omitempty"`
	Promise    *Promise       `json:"promise,omitempty"`
	History    []savedRecord  `json:"history"`
}

// fileFormat changes when an older program could not read a model file.
const fileFormat = 1

// maxModelFile bounds what a model file may unpack to.
const maxModelFile = 512 << 20

// MarshalBinary writes the model file: the same experience, the same bytes.
func (e *Experience) MarshalBinary() ([]byte, error) {
	s := savedExperience{Format: fileFormat, Report: e.Report, Promise: e.promise, History: e.history.save()}
	for _, m := range []struct {
		model *classify.Model
		into  *[]byte
	}{{e.units, &s.Units}, {e.categories, &s.Categories}} {
		if m.model == nil {
			continue
		}
		body, err := m.model.MarshalBinary()
		if err != nil {
			return nil, fmt.Errorf("model: %w", err)
		}
		*m.into = body
	}
	var out bytes.Buffer
	w, err := flate.NewWriter(&out, flate.BestSpeed)
	if err != nil {
		return nil, fmt.Errorf("model file: %w", err)
	}
	if err := json.NewEncoder(w).Encode(s); err != nil {
		return nil, fmt.Errorf("model file: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("model file: %w", err)
	}
	return out.Bytes(), nil
}

// UnmarshalBinary reads a model file, and refuses one it does not understand.
func (e *Experience) UnmarshalBinary(data []byte) error {
	var s savedExperience
	r := flate.NewReader(bytes.NewReader(data))
	if err := json.NewDecoder(io.LimitReader(r, maxModelFile)).Decode(&s); err != nil {
		return &Error{Code: Invalid, Key: "model_unreadable", Err: err}
	}
	if s.Format != fileFormat || (s.Promise != nil && (len(s.Promise.Rows) != steps+1 || len(s.Promise.Right) != steps+1)) {
		return Errorf(Invalid, "model_unreadable")
	}
	out := Experience{Report: s.Report, promise: s.Promise, history: loadHistory(s.History)}
	for _, m := range []struct {
		body []byte
		into **classify.Model
	}{{s.Units, &out.units}, {s.Categories, &out.categories}} {
		if len(m.body) == 0 {
			continue
		}
		*m.into = &classify.Model{}
		if err := (*m.into).UnmarshalBinary(m.body); err != nil {
			return &Error{Code: Invalid, Key: "model_unreadable", Err: err}
		}
	}
	*e = out
	return nil
}
