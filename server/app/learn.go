package app

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
)

// learner keeps the routing's experience (派单经验): it trains it beside the
// serving, stores every version, and takes over the one in force, also when
// another server trained it.
type learner struct {
	store dispatch.Store
	dir   *Directory
	now   func() time.Time
	// begin runs the training job, which one server does at a time.
	begin func() error
	most  int // examples of a training; zero: as many as are good

	reloading sync.Mutex // guards what is loaded here
	version   string
	target    float64

	mu     sync.Mutex
	status api.Training
}

// What training reads: the newest tickets of a year, as many as fit into memory.
const (
	learnFrom  = 365 * 24 * time.Hour
	maxLessons = 60_000
	learnSeed  = 12345
	demoLeast  = 500   // closed tickets for a sample district to train by itself
	demoMost   = 6_000 // examples, so that looking around is not slow meanwhile
)

func newLearner(st dispatch.Store, dir *Directory, now func() time.Time, begin func() error) *learner {
	return &learner{store: st, dir: dir, now: now, begin: begin, target: dispatch.DefaultTarget}
}

// Experience is what routing has learnt, as of now.
func (l *learner) Experience() *dispatch.Experience { return l.dir.experience.Load().At(l.now()) }

// heard passes on what became of a ticket.
func (l *learner) heard(before, after dispatch.Ticket) {
	l.dir.experience.Load().Heard(before, after, l.now())
}

// train is the job: it learns from the history, stores the new version and takes
// it over. The old one serves meanwhile.
func (l *learner) train(ctx context.Context) (string, error) {
	start := l.now()
	if !l.started(start) {
		return "", dispatch.Errorf(dispatch.Conflict, "model_training")
	}
	v, err := l.learn(ctx, start)
	l.ended(err)
	if errors.Is(err, dispatch.ErrTooFew) {
		return "", nil // no failure: the catalogue decides alone
	}
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %d tickets, accuracy %.3f", v.Version, v.Examples, v.Accuracy), nil
}

func (l *learner) learn(ctx context.Context, start time.Time) (v api.ModelVersion, err error) {
	lessons, err := l.lessons(ctx, start)
	if err != nil {
		return v, err
	}
	began := time.Now()
	e, err := dispatch.Course{Catalogue: l.dir.Catalogue(), Units: l.dir.Rules().Units, Categories: l.dir.Categories(), Lessons: lessons,
		Now: start, Seed: learnSeed, MostExamples: l.most, Workers: max(1, runtime.NumCPU()/2), Progress: l.progress}.Train(ctx)
	if err != nil {
		return v, err
	}
	l.progress("save", 1)
	if v, err = l.save(ctx, e, start, time.Since(began)); err != nil {
		return v, err
	}
	return v, l.reload(ctx)
}

// lessons are the judged ones of the newest tickets, the oldest first.
func (l *learner) lessons(ctx context.Context, now time.Time) ([]dispatch.Lesson, error) {
	var out []dispatch.Lesson
	f := dispatch.Filter{From: now.Add(-learnFrom)}
	for page := (dispatch.Page{Limit: 500}); len(out) < maxLessons; {
		list, next, err := l.store.Tickets(ctx, f, page)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			if lesson, ok := dispatch.LessonOf(t, now); ok {
				out = append(out, lesson)
			}
		}
		if next == "" {
			break
		}
		page.After = next
		l.progress("read", 0)
	}
	slices.Reverse(out)
	return out, nil
}

// Train starts a training in the background.
func (l *learner) Train() error {
	if l.Training().Running {
		return dispatch.Errorf(dispatch.Conflict, "model_training")
	}
	return l.begin()
}

// Training is how far the training here is.
func (l *learner) Training() api.Training {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.status
}

func (l *learner) started(at time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.status.Running {
		return false
	}
	l.status = api.Training{Running: true, StartedAt: at.UTC(), Stage: "read"}
	return true
}

func (l *learner) progress(stage string, share float64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Stage, l.status.Progress = stage, share
}

func (l *learner) ended(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.status.Running, l.status.Err = false, err
	if err == nil {
		l.status.Progress = 1
	}
}

// reload takes over what the settings say: another version, another target. A
// version that cannot be read, of another program perhaps, is told of once; what
// served before serves on.
func (l *learner) reload(ctx context.Context) error {
	l.reloading.Lock()
	defer l.reloading.Unlock()
	active, target, err := l.settings(ctx)
	if err != nil {
		return err
	}
	if active == l.version && target == l.target {
		return nil
	}
	e := l.dir.experience.Load()
	if active != l.version {
		fresh, failed := l.load(ctx, active)
		switch code := dispatch.CodeOf(failed); {
		case failed == nil:
			e = fresh
		case code != dispatch.Invalid && code != dispatch.NotFound:
			return failed
		default:
			err = failed
		}
	}
	fresh := active != l.version
	l.dir.experience.Store(e.Aim(target))
	l.version, l.target = active, target
	if fresh {
		debug.FreeOSMemory() // reading and training leave several times behind what serves
	}
	return err
}

// load reads a version and tells it what happened since it was trained.
func (l *learner) load(ctx context.Context, version string) (*dispatch.Experience, error) {
	v, e, err := l.open(ctx, version)
	if err != nil {
		return nil, err
	}
	now := l.now()
	f := dispatch.Filter{From: v.TrainedAt.Add(-recallFrom)}
	for page := (dispatch.Page{Limit: 500}); ; {
		list, next, err := l.store.Tickets(ctx, f, page)
		if err != nil {
			return nil, err
		}
		for _, t := range list {
			e.Recall(t, v.TrainedAt, now)
		}
		if page.After = next; next == "" {
			return e, nil
		}
	}
}

// recallFrom is how long before a training a ticket may have come that was
// judged after it.
const recallFrom = 7 * 24 * time.Hour

// begun is the loop of a starting server: the version in force is read beside
// the serving, and a sample district without one trains its first.
func (a *App) begun(ctx context.Context) error {
	if err := a.learner.reload(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("experience", "err", err)
	}
	if !a.opts.Demo || a.learner.Experience().Trained() {
		return nil
	}
	page, _, err := a.Store.Tickets(ctx, dispatch.Filter{States: []dispatch.State{dispatch.StateClosed}}, dispatch.Page{Limit: demoLeast})
	if err == nil && len(page) == demoLeast {
		err = a.learner.Train()
	}
	if err != nil && ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		a.log.Error("first training", "err", err)
	}
	return nil
}

// trainNow runs the job at once, off the request.
func (a *App) trainNow() error {
	a.loops.Go(func() {
		if _, err := a.Jobs.Run(a.base, "learn"); err != nil && a.base.Err() == nil {
			a.learner.ended(err)
		}
	})
	return nil
}
