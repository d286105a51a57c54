package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch/classify"
)

// evaluation is the last line of route-eval: how well the text model does on
// texts it has not seen.
type evaluation struct {
	Accuracy   float64 `json:"accuracy"`
	MacroF1    float64 `json:"macro_f1"`
	Coverage   float64 `json:"coverage_at_97"` // share whose precision together is at least 97 %
	Top3       float64 `json:"top3"`
	TrainS     float64 `json:"train_s"` // of one training; the longest where there were several
	PredictP99 float64 `json:"predict_ms_p99"`
	TitleOnly  float64 `json:"title_only_accuracy"`
	TitleF1    float64 `json:"title_only_macro_f1"`
	Rows       int     `json:"rows"`
}

const wantedPrecision = 0.97

func evalFlags(fs *flag.FlagSet, o *options) {
	fs.StringVar(&o.train, "train", "", "labelled texts to learn from (JSONL with label, title, text)")
	fs.StringVar(&o.test, "test", "", "labelled texts to judge by")
	fs.IntVar(&o.folds, "cv", 0, "judge by cross-validation with this many folds instead of --test")
	fs.Uint64Var(&o.seed, "seed", 1, "seed of folds and training")
}

// routeEval trains the text model and judges it (--train F --test F), or does so
// in folds of one file (--train F --cv 5); duplicates are kept in one fold.
func routeEval(ctx context.Context, o *options, args []string) error {
	if len(args) > 0 || o.train == "" || (o.test == "") == (o.folds == 0) {
		return usage{"route-eval wants --train FILE and either --test FILE or --cv FOLDS"}
	}
	if o.folds != 0 && (o.folds < 2 || o.folds > 20) {
		return usage{fmt.Sprintf("--cv %d: folds are 2 to 20", o.folds)}
	}
	train, err := readExamples(o.train)
	if err != nil {
		return err
	}
	j := &judge{out: o.stdout, seed: o.seed, lexicon: append(classify.Duties(), seed.Catalogue().Lexicon()...)}
	if o.folds > 0 {
		for i, held := range classify.Folds(train, o.folds, o.seed) {
			rest := make([]classify.Example, 0, len(train))
			for k, e := range train {
				if _, in := slices.BinarySearch(held, k); !in {
					rest = append(rest, e)
				}
			}
			if err := j.round(ctx, fmt.Sprintf("fold %d of %d", i+1, o.folds), rest, pick(train, held)); err != nil {
				return err
			}
		}
		return j.report()
	}
	test, err := readExamples(o.test)
	if err != nil {
		return err
	}
	if err := j.round(ctx, "test", train, test); err != nil {
		return err
	}
	return j.report()
}

func pick(ex []classify.Example, which []int) []classify.Example {
	out := make([]classify.Example, len(which))
	for i, k := range which {
		out[i] = ex[k]
	}
	return out
}

// readExamples reads labelled texts, one JSON object a line.
func readExamples(path string) ([]classify.Example, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, usage{err.Error()}
	}
	defer f.Close()
	var out []classify.Example
	lines := bufio.NewReaderSize(f, 1<<20)
	for n := 1; ; n++ {
		line, err := lines.ReadBytes('\n')
		if line = bytes.TrimSpace(line); len(line) > 0 {
			var row struct{ Label, Title, Text string }
			if jerr := json.Unmarshal(line, &row); jerr != nil {
				return nil, usage{fmt.Sprintf("%s line %d: %v", path, n, jerr)}
			}
			if row.Label == "" {
				return nil, usage{fmt.Sprintf("%s line %d: label is missing", path, n)}
			}
			out = append(out, classify.Example{Text: classify.Text{Title: row.Title, Body: row.Text}, Label: row.Label})
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", path, err)
		}
	}
	if len(out) == 0 {
		return nil, usage{path + ": there are no rows"}
	}
	return out, nil
}

// judge gathers what trained models say about texts they have not seen.
type judge struct {
	out     io.Writer
	seed    uint64
	lexicon classify.Lexicon

	truth, got, byTitle []string
	rows                []classify.Row
	top3                int
	train               time.Duration
	predict             []time.Duration
}

func (j *judge) round(ctx context.Context, name string, train, test []classify.Example) error {
	start := time.Now()
	m, err := classify.Train(ctx, train, classify.Options{Seed: j.seed, Lexicon: j.lexicon})
	if err != nil {
		return usage{err.Error()}
	}
	took := time.Since(start)
	j.train = max(j.train, took)
	right := 0
	for _, e := range test {
		at := time.Now()
		guesses := m.Predict(e.Text)
		j.predict = append(j.predict, time.Since(at))
		best := guesses[0]
		j.truth, j.got = append(j.truth, e.Label), append(j.got, best.Label)
		j.byTitle = append(j.byTitle, m.Predict(classify.Text{Title: e.Title})[0].Label)
		j.rows = append(j.rows, classify.Row{P: best.P, Right: best.Label == e.Label})
		if best.Label == e.Label {
			right++
		}
		if slices.ContainsFunc(guesses[:min(3, len(guesses))], func(g classify.Guess) bool { return g.Label == e.Label }) {
			j.top3++
		}
	}
	_, err = fmt.Fprintf(j.out, "%s: trained on %d in %.1f s, %d of %d right (%.4f)\n", name, len(train), took.Seconds(), right, len(test), float64(right)/float64(len(test)))
	return err
}

// report prints the figures for people, then the one line for programs.
func (j *judge) report() error {
	n := float64(len(j.rows))
	e := evaluation{MacroF1: classify.MacroF1(j.truth, j.got), TitleF1: classify.MacroF1(j.truth, j.byTitle),
		Top3: float64(j.top3) / n, TrainS: j.train.Seconds(), Rows: len(j.rows)}
	for i, t := range j.truth {
		if j.got[i] == t {
			e.Accuracy++
		}
		if j.byTitle[i] == t {
			e.TitleOnly++
		}
	}
	e.Accuracy, e.TitleOnly = e.Accuracy/n, e.TitleOnly/n
	if p, ok := classify.Threshold(j.rows, wantedPrecision); ok {
		e.Coverage = p.Share
	}
	slices.Sort(j.predict)
	e.PredictP99 = float64(j.predict[(len(j.predict)-1)*99/100].Microseconds()) / 1000
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-34s %8.4f\n%-34s %8.4f\n%-34s %8.4f\n%-34s %8.4f\n%-34s %8.4f\n%-34s %8.4f\n%-34s %7.1fs\n%-34s %6.2fms\n",
		"accuracy", e.Accuracy, "macro-F1", e.MacroF1, "share at 97 % precision", e.Coverage, "right among the first three", e.Top3,
		"accuracy by title alone", e.TitleOnly, "macro-F1 by title alone", e.TitleF1, "training, the longest", e.TrainS, "one prediction, p99", e.PredictP99)
	fmt.Fprintf(&b, "\n%-12s %6s %10s %10s\n", "probability", "rows", "predicted", "observed")
	for _, d := range classify.Deciles(j.rows) {
		fmt.Fprintf(&b, "%.1f – %.1f    %6d %10.3f %10.3f\n", d.From, d.To, d.Rows, d.Predicted, d.Observed)
	}
	line, err := json.Marshal(e)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(j.out, "%s\n%s\n", b.String(), line)
	return err
}
