package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// job is one line of the cron table. Run returns a short result for the job
// list. ttl is how long its lease lasts; zero means that every server runs it.
type job struct {
	name     string
	schedule string // cron with seconds, Asia/Shanghai
	ttl      time.Duration
	run      func(ctx context.Context) (string, error)
}

// jobRun is what the job list shows of the last run.
type jobRun struct {
	Start    time.Time `json:"start"`
	Millis   int64     `json:"millis"`
	Result   string    `json:"result,omitempty"`
	Error    string    `json:"error,omitempty"`
	Server   string    `json:"server"`
	Failures int       `json:"failures,omitempty"`
}

// table is every job of the server.
func (a *App) table() []job {
	return []job{
		{"sweep", "* * * * * *", 10 * time.Second, a.sweep},
		{"inspection", "0 * * * * *", 10 * time.Minute, a.inspect},
		{"late_snapshot", "0 30 17 * * *", 10 * time.Minute, a.snapshotLate},
		{"weekly_bulletin", "0 0 8 * * 1", 10 * time.Minute, a.weekly},
		{monthlyScore, "20 * * * * *", 10 * time.Minute, a.moveMonths},
		{"monthly_feedback", "0 30 3 * * *", 30 * time.Minute, a.feedbacks},
		{"annual_bulletin", "0 0 4 2 1 *", time.Hour, a.annual},
		{"learn", "0 40 2 * * *", 10 * time.Minute, a.learner.train},
		{recomputeJob, "*/10 * * * * *", time.Minute, a.recompute},
		{"article_reviews", "0 30 8 * * *", 10 * time.Minute, a.remindArticles},
		{"open311_media", "40 * * * * *", 10 * time.Minute, func(ctx context.Context) (string, error) { return a.media(ctx) }},
		{"lost_calls", "30 */2 * * * *", 2 * time.Minute, a.lostCalls},
		{"reconcile", "0 50 6 * * *", 10 * time.Minute, a.reconcile},
		{"retention", "0 15 3 * * *", time.Hour, a.retention},
		{importsJob, "*/10 * * * * *", 0, a.resumeImports},
		{"directory", "*/5 * * * * *", 0, a.reload},
	}
}

// jobs runs the table: one run of a job at a time here, one server at a time
// for those with a lease, every run on record.
type jobs struct {
	cron   *cron.Cron
	store  dispatch.Store
	leases *leases
	now    func() time.Time
	log    *slog.Logger
	server string
	table  map[string]job
	ids    map[string]cron.EntryID
	order  []string
	ctx    context.Context
	// due asks, for jobs whose times are data, whether one has come. A person may
	// run them at any time.
	due map[string]func(context.Context) (bool, error)
	// ran is told of every run; nil: nobody is.
	ran   func(name string, took time.Duration, err error)
	idle  sync.Map                 // name → jobRun: the last run here, also one that did nothing
	turns map[string]chan struct{} // of each job one run at a time
	work  sync.WaitGroup           // runs that were asked for
}

func newJobs(ctx context.Context, st dispatch.Store, ls *leases, now func() time.Time, log *slog.Logger, server string, table []job) (*jobs, error) {
	j := &jobs{store: st, leases: ls, now: now, log: log, server: server, ctx: ctx, table: map[string]job{}, ids: map[string]cron.EntryID{},
		turns: map[string]chan struct{}{}}
	logger := cron.PrintfLogger(slog.NewLogLogger(log.Handler(), slog.LevelError))
	j.cron = cron.New(cron.WithSeconds(), cron.WithLocation(sla.Zone), cron.WithChain(cron.Recover(logger)))
	chain := cron.NewChain(cron.SkipIfStillRunning(cron.DiscardLogger))
	if _, err := j.cron.AddJob(askedLook, chain.Then(cron.FuncJob(j.pick))); err != nil {
		return nil, err
	}
	for _, t := range table {
		j.turns[t.name] = make(chan struct{}, 1)
		id, err := j.cron.AddFunc(t.schedule, func() { _ = j.once(j.ctx, t) })
		if err != nil {
			return nil, fmt.Errorf("job %s: %w", t.name, err)
		}
		j.table[t.name], j.ids[t.name] = t, id
		j.order = append(j.order, t.name)
	}
	return j, nil
}

// stop ends the table and waits for what is running.
func (j *jobs) stop(ctx context.Context) error {
	idle := make(chan struct{})
	go func() {
		<-j.cron.Stop().Done()
		j.work.Wait()
		close(idle)
	}()
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("jobs still running: %w", ctx.Err())
	}
}

// once runs a job whose time has come, if this server may and no run is under
// way here.
func (j *jobs) once(ctx context.Context, t job) error {
	select {
	case j.turns[t.name] <- struct{}{}:
		defer func() { <-j.turns[t.name] }()
	default:
		return nil
	}
	if t.ttl > 0 {
		if ok, err := j.leases.hold(ctx, t.name, t.ttl); err != nil || !ok {
			return err
		}
	}
	return j.do(ctx, t, false)
}

// do runs a job and records it, while its lease is kept. A run that did nothing
// is only remembered here, unless a person asked for it, so that an idle sweep
// costs no write.
func (j *jobs) do(ctx context.Context, t job, asked bool) error {
	if t.ttl > 0 {
		var done func()
		ctx, done = j.leases.keep(ctx, t.name, t.ttl)
		defer done()
	}
	if due, ok := j.due[t.name]; ok && !asked {
		if ready, err := due(ctx); err != nil || !ready {
			return err
		}
	}
	start := time.Now()
	run := jobRun{Start: j.now().UTC(), Server: j.server}
	result, err := t.run(ctx)
	took := time.Since(start)
	run.Millis, run.Result = took.Milliseconds(), result
	if j.ran != nil {
		j.ran(t.name, took, err)
	}
	if err != nil {
		run.Error = err.Error()
		j.log.Error("job failed", "job", t.name, "err", err)
	}
	j.idle.Store(t.name, run)
	if result == "" && err == nil && !asked {
		return nil
	}
	if perr := put(ctx, j.store, dispatch.KindJob, t.name, run, run.Start); perr != nil && err == nil {
		err = perr
	}
	return err
}

// List gives every job with its last run and its next time.
func (j *jobs) List(ctx context.Context) ([]api.JobStatus, error) {
	asked, err := j.asked(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]api.JobStatus, 0, len(j.order))
	for _, name := range j.order {
		s := api.JobStatus{Name: name, Schedule: j.table[name].schedule, Next: j.cron.Entry(j.ids[name]).Next}
		r, err := j.store.Record(ctx, dispatch.KindJob, name)
		if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
			return nil, err
		}
		if err == nil {
			var run jobRun
			if err := json.Unmarshal(r.Body, &run); err != nil {
				return nil, fmt.Errorf("job %s: %w", name, err)
			}
			s.Start, s.Millis, s.Result, s.Error, s.Server = run.Start, run.Millis, run.Result, run.Error, run.Server
		}
		if last, ok := j.idle.Load(name); ok && last.(jobRun).Start.After(s.Start) { // it found nothing to do
			s.Start, s.Millis = last.(jobRun).Start, last.(jobRun).Millis
		}
		s.Asked, s.Running, s.RunningOn = asked[name].At, asked[name].Started, asked[name].Server
		out = append(out, s)
	}
	return out, nil
}

// sweep fires what is due (逐级催办). It works in bites until nothing is left, so
// that a Monday-morning storm is over in one run.
func (a *App) sweep(ctx context.Context) (string, error) {
	const bite = 500
	total := 0
	for {
		n, err := a.Service.Sweep(ctx, bite)
		total += n
		a.meters.fired.Add(float64(n))
		if err != nil {
			return "", err
		}
		if n < bite {
			break
		}
	}
	if total == 0 {
		return "", nil
	}
	return fmt.Sprintf("%d tickets", total), nil
}

func (a *App) reload(ctx context.Context) (string, error) {
	return "", errors.Join(a.Directory.Reload(ctx), a.learner.reload(ctx), a.keys.reload())
}
