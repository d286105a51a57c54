package app

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"hotline/dispatch"
	"hotline/dispatch/insight"
	"hotline/sla"
)

const (
	// insightLife is how long a window is shown again before it is computed anew.
	insightLife = 10 * time.Minute
	// insightPatience is how long a page waits for a window that is computed anew
	// before it is given what the window showed last.
	insightPatience = 500 * time.Millisecond
	// insightKept is how many windows are kept at once.
	insightKept = 8
	// insightMost bounds the tickets of a window, and so the memory it takes.
	insightMost = 120_000
	// insightText is how much of a text is read, in bytes: its beginning says what
	// it is about.
	insightText = 1800
	// yearlyDays is the longest window that is compared with the year before.
	yearlyDays = 31
)

// insights compute what many people raise (热点), one window at a time and beside
// the requests, so that a long window stops nobody.
type insights struct {
	base  context.Context // ends with the server
	store dispatch.Store
	dir   *Directory
	now   func() time.Time
	loops *sync.WaitGroup // what must end before the store closes

	slot chan struct{} // one computation at a time
	mu   sync.Mutex
	runs map[string]*insightRun
}

// insightRun is a window that is being computed or was.
type insightRun struct {
	at     time.Time
	done   chan struct{}
	report insight.Report
	err    error
	last   *insightRun // that was shown before this one; nil once this one is there
}

func newInsights(base context.Context, st dispatch.Store, dir *Directory, now func() time.Time, loops *sync.WaitGroup) *insights {
	return &insights{base: base, store: st, dir: dir, now: now, loops: loops, slot: make(chan struct{}, 1), runs: map[string]*insightRun{}}
}

// Insight gives the report of a window, as it was a few minutes ago: while it is
// computed anew, what it showed last (its To says when) if that takes long. Who
// cannot wait for the first one is told to come again.
func (s *insights) Insight(ctx context.Context, w insight.Window) (insight.Report, error) {
	run, last := s.start(w)
	if last == nil {
		return run.wait(ctx)
	}
	select {
	case <-run.done:
		return run.report, run.err
	case <-time.After(insightPatience):
		return last.report, nil
	}
}

// fresh waits until the window is computed: what is printed does not change any
// more.
func (s *insights) fresh(ctx context.Context, w insight.Window) (insight.Report, error) {
	run, _ := s.start(w)
	return run.wait(ctx)
}

func (r *insightRun) wait(ctx context.Context) (insight.Report, error) {
	select {
	case <-r.done:
		return r.report, r.err
	case <-ctx.Done():
		return insight.Report{}, dispatch.Errorf(dispatch.Unavailable, "insight_computing")
	}
}

// start gives the run of a window, a new one where there is none or it is old,
// and the one before it while the new one is under way.
func (s *insights) start(w insight.Window) (run, last *insightRun) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now, key := s.now(), dispatch.Day(w.From)+"-"+dispatch.Day(w.To.Add(-time.Millisecond))
	if run = s.runs[key]; run != nil && (!run.ended() || now.Sub(run.at) < insightLife && !now.Before(run.at)) {
		return run, run.last
	}
	run = &insightRun{at: now, done: make(chan struct{}), last: run}
	s.runs[key] = run
	s.forget()
	s.loops.Go(func() {
		s.slot <- struct{}{}
		defer func() { <-s.slot }()
		run.report, run.err = s.compute(s.base, w)
		s.settle(key, run)
	})
	return run, run.last
}

func (r *insightRun) ended() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// forget drops the oldest windows beyond those that are kept.
func (s *insights) forget() {
	for len(s.runs) > insightKept {
		oldest := ""
		for key, run := range s.runs {
			if oldest == "" || run.at.Before(s.runs[oldest].at) {
				oldest = key
			}
		}
		delete(s.runs, oldest)
	}
}

// settle ends a run. After a failure the next one tries again, and what was there
// before is shown meanwhile.
func (s *insights) settle(key string, run *insightRun) {
	s.mu.Lock()
	defer s.mu.Unlock()
	last := run.last
	run.last = nil
	defer close(run.done)
	switch {
	case run.err == nil || s.runs[key] != run:
	case last != nil:
		s.runs[key] = last
	default:
		delete(s.runs, key)
	}
}

// compute reads the window into memory, and what came before it one by one.
func (s *insights) compute(ctx context.Context, w insight.Window) (insight.Report, error) {
	cal := s.dir.Rules().Calendar
	counter := insight.NewCounter(w, s.dir.Towns(), cal)
	items, err := s.window(ctx, w, counter)
	if err != nil {
		return insight.Report{}, err
	}
	finder := insight.Find(w, items, cal)
	before := w.Base()
	if p := w.Previous().From; !w.Long() && p.Before(before) {
		before = p
	}
	err = s.each(ctx, before, w.From, func(it insight.Item) {
		counter.Count(it)
		finder.Earlier(it)
	})
	if err == nil && w.Days() <= yearlyDays {
		err = s.each(ctx, w.LastYear().From, w.LastYear().To, finder.YearAgo)
	}
	if err != nil {
		return insight.Report{}, err
	}
	r := insight.Report{Hot: finder.Hot(), Trends: counter.Trends()}
	if w.Long() {
		if err := s.longBefore(ctx, w, &r); err != nil {
			return r, err
		}
	}
	if r.Year, err = s.year(ctx, w.To.Add(-time.Millisecond)); err != nil {
		return r, err
	}
	r.Trends.Notes = insight.Notes(r.Trends, r.Hot, r.Year, counter.Hours(), insight.Names{Category: s.category, Unit: s.unit})
	return r, nil
}

// window reads the tickets of the window.
func (s *insights) window(ctx context.Context, w insight.Window, counter *insight.Counter) ([]insight.Item, error) {
	var items []insight.Item
	tooMany := dispatch.Errorf(dispatch.Invalid, "insight_too_long", insightMost)
	err := s.store.Each(ctx, dispatch.Filter{From: w.From, To: w.To}, func(t dispatch.Ticket) error {
		if len(items) == insightMost {
			return tooMany
		}
		it := short(insight.ItemOf(t))
		counter.Count(it)
		items = append(items, it)
		return nil
	})
	return items, err
}

func (s *insights) each(ctx context.Context, from, to time.Time, fn func(insight.Item)) error {
	return s.store.Each(ctx, dispatch.Filter{From: from, To: to}, func(t dispatch.Ticket) error {
		fn(short(insight.ItemOf(t)))
		return nil
	})
}

// short keeps the beginning of the text and lets the rest go.
func short(it insight.Item) insight.Item {
	if end := insightText; len(it.Text) > end {
		for !utf8.RuneStart(it.Text[end]) {
			end--
		}
		it.Text = strings.Clone(it.Text[:end])
	}
	return it
}

// longBefore takes the intake before a long window from the kept day counts.
func (s *insights) longBefore(ctx context.Context, w insight.Window, r *insight.Report) error {
	p := w.Previous()
	days, err := s.days(ctx, p.From, w.From)
	if err != nil {
		return err
	}
	for _, d := range days {
		r.Hot.Previous += d.Count
	}
	r.Trends.Previous = r.Hot.Previous
	return nil
}

// days reads the kept intake of local days.
func (s *insights) days(ctx context.Context, from, to time.Time) ([]insight.Day, error) {
	var out []insight.Day
	var names []string
	for d := from.In(sla.Zone); d.Before(to); d = d.AddDate(0, 0, 1) {
		out = append(out, insight.Day{Day: d})
		names = append(names, "day/"+dispatch.Day(d)+"/intake")
	}
	counts := map[string]int{}
	for part := range slices.Chunk(names, 400) {
		n, err := s.store.Counts(ctx, part)
		if err != nil {
			return nil, err
		}
		for k, v := range n {
			counts[k] = v
		}
	}
	for i := range out {
		out[i].Count = counts[names[i]]
	}
	return out, nil
}

// peaks is how many days of the year get a word.
const peaks = 4

// year is the calendar of the year a moment lies in, until its day.
func (s *insights) year(ctx context.Context, at time.Time) (insight.Year, error) {
	l := at.In(sla.Zone)
	days, err := s.days(ctx, time.Date(l.Year(), 1, 1, 0, 0, 0, 0, sla.Zone), at)
	if err != nil {
		return insight.Year{}, err
	}
	y := insight.NewYear(days, s.dir.Rules().Calendar)
	for _, d := range y.Peaks(peaks) {
		label, err := s.mostOf(ctx, d.Day)
		if err != nil {
			return y, err
		}
		if label != "" {
			y.Events = append(y.Events, insight.Event{Day: d.Day, Label: label, Count: d.Count})
		}
	}
	slices.SortFunc(y.Events, func(a, b insight.Event) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(b.Count, a.Count)) })
	return y, nil
}

// mostOf names the second-level category most came about on a day.
func (s *insights) mostOf(ctx context.Context, day time.Time) (string, error) {
	n := map[string]int{}
	best := ""
	err := s.each(ctx, day, day.AddDate(0, 0, 1), func(it insight.Item) {
		if len(it.Category) < 4 {
			return
		}
		c := it.Category[:4]
		if n[c]++; n[c] > n[best] || n[c] == n[best] && c < best {
			best = c
		}
	})
	return s.category(best), err
}

func (s *insights) category(code string) string {
	for _, c := range s.dir.Categories() {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}

func (s *insights) unit(code string) string {
	if u, ok := s.dir.Unit(code); ok {
		return u.ShortName()
	}
	return code
}

// briefIssues is how many issues the brief tells of.
const briefIssues = 5

// hotIssues are the month's issues as the brief tells them (工作简报·热点问题).
func (s *insights) hotIssues(ctx context.Context, from, to time.Time) ([]sla.HotIssue, error) {
	r, err := s.fresh(ctx, insight.Between(from, to.Add(-time.Millisecond), s.now()))
	if err != nil {
		return nil, err
	}
	var out []sla.HotIssue
	for _, is := range r.Hot.Issues {
		if is.Title == "" || is.Count < r.Hot.Least || len(out) == briefIssues {
			continue
		}
		h := sla.HotIssue{Name: is.Title, Count: is.Count, Text: is.Sentence()}
		if is.Town != "" || is.Place != "" {
			h.Places = []string{is.Town + is.Place}
		}
		out = append(out, h)
	}
	return out, nil
}
