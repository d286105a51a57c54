package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
	"hotline/server/files"
	"hotline/server/imports"
	"hotline/server/phone"
	"hotline/server/store"
	"hotline/server/store/mongo"
	"hotline/server/store/sqlite"
	"hotline/server/wechat"
)

// Options are what a caller decides rather than an operator.
type Options struct {
	Log *slog.Logger
	// TestClock lets a request move the clock: demo servers under test only.
	TestClock bool
	// Ahead is where the clock starts, counted from now.
	Ahead time.Duration
	// Demo marks a sample district on the pages.
	Demo bool
	// Crowd lets any number of accounts sign in: demo servers under load only.
	Crowd bool
}

// App is a running server. New opens and wires everything, Start listens, Stop
// ends it in the reverse order and loses nothing.
type App struct {
	cfg       Config
	opts      Options
	log       *slog.Logger
	Clock     *Clock
	Store     dispatch.Store
	keys      *keyFile
	Directory *Directory
	Service   dispatch.Service
	Hub       *notify.Hub
	Jobs      *jobs
	learner   *learner
	insight   *insights
	outlets   *outlets
	files     *files.Keeper
	stock     stock
	album     album // of the sample district
	telephone api.Phone
	imports   *imports.Desk
	hear      func(context.Context, []phone.Event) error // what telephone systems tell
	callBack  func(context.Context) (int, error)         // finds calls whose end nobody told
	compare   func(context.Context) (string, error)      // with the platforms above
	media     func(context.Context) (string, error)      // asks again for pictures of Open311
	sockets   *api.Sockets
	web       *fiber.App
	meters    *meters
	ready     *readiness
	listener  net.Listener
	epoch     string // this life of the store
	wechat    map[string]wechat.Account
	secret    []byte // of the phone hashes and what is signed
	leases    *leases

	base     context.Context
	cancel   context.CancelFunc
	loops    sync.WaitGroup
	failed   chan error
	cleanups []cleanup
	stopOnce sync.Once
	stopErr  error
}

type cleanup struct {
	name string
	fn   func(context.Context) error
}

// New opens the store and wires the services. On an error everything opened so
// far is closed again.
func New(ctx context.Context, cfg Config, opts Options) (a *App, err error) {
	base, cancel := context.WithCancel(context.Background())
	a = &App{cfg: cfg, opts: opts, log: opts.Log, Clock: newClock(opts.Ahead), base: base, cancel: cancel, meters: newMeters(), failed: make(chan error, 8)}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Stop(context.Background()))
		}
	}()
	key, err := secret(cfg.SecretFile)
	if err != nil {
		return a, err
	}
	a.secret = key
	if a.wechat, err = cfg.accounts(); err != nil {
		return a, err
	}
	if a.keys, err = openKeyFile(cfg.identityKeyFile()); err != nil {
		return a, err
	}
	if a.Store, err = openStore(ctx, cfg.Store, a.keys, a.Clock.Now, a.meters.store()); err != nil {
		return a, err
	}
	a.onStop("store", func(context.Context) error { return a.Store.Close() })
	if err = half(ctx, a.Store); err != nil {
		return a, err
	}
	if err = a.keys.make(a.Clock.Now()); err != nil {
		return a, err
	}
	if a.Directory, err = newDirectory(ctx, a.Store, a.Clock.Now); err != nil {
		return a, err
	}
	if a.files, err = cfg.openFiles(a.meters.attachments()); err != nil {
		return a, err
	}
	if a.files != nil {
		a.onStop("files", func(context.Context) error { return a.files.Close() })
	}
	if a.telephone, err = cfg.telephone(); err != nil {
		return a, err
	}
	a.insight = newInsights(base, a.Store, a.Directory, a.Clock.Now, &a.loops)
	a.learner = newLearner(a.Store, a.Directory, a.Clock.Now, a.trainNow)
	if opts.Demo {
		a.learner.most = demoMost
	}
	a.Hub = notify.NewHub(a.Store)
	worker := notify.NewWorker(a.Store, a.Hub, a.log.With("component", "push"))
	a.Service = dispatch.Service{
		Store: a.Store, Rules: a.rules, Route: a.Directory.Route, Notices: a.notices,
		Wake: worker.Wake, Heard: a.learner.heard, Now: a.Clock.Now, Code: queryCode, HashPhone: hashPhone(key, cfg.Phone.AreaCode),
	}
	worker.Relayed = a.meters.relayed(a.Clock.Now)
	a.loop("push", worker.Run)
	host, _ := os.Hostname()
	server := fmt.Sprintf("%s/%d", host, os.Getpid())
	a.ready = newReadiness(a.Store, server, a.Clock.Now, cfg.dataDir(), int64(cfg.MinFree))
	a.meters.listen(a.ready.heard)
	ls := newLeases(a.Store, server, time.Now)
	a.leases = ls
	a.onStop("leases", func(ctx context.Context) error { ls.release(ctx); return nil })
	if a.outlets, err = a.newOutlets(ls); err != nil {
		return a, err
	}
	a.imports = a.newImports(server)
	a.onStop("imports", func(context.Context) error { return a.imports.Close() })
	if a.Jobs, err = newJobs(base, a.Store, ls, a.Clock.Now, a.log.With("component", "jobs"), server, a.table()); err != nil {
		return a, err
	}
	a.Jobs.due = map[string]func(context.Context) (bool, error){"inspection": a.inspectionDue, monthlyScore: a.monthsDue}
	a.Jobs.ran = a.meters.ran
	a.onStop("jobs", a.Jobs.stop)
	if a.epoch, err = epoch(ctx, a.Store, a.Clock.Now()); err != nil {
		return a, err
	}
	provider, err := a.provider()
	if err != nil {
		return a, err
	}
	a.web = a.newWeb(provider)
	return a, nil
}

// openStore opens the store a DSN names. One whose callers the keys do not open
// is refused.
func openStore(ctx context.Context, dsn string, keys *keyFile, now func() time.Time, meter store.Meter) (dispatch.Store, error) {
	var st dispatch.Store
	var err error
	path, file := strings.CutPrefix(dsn, "file:")
	if file {
		st, err = sqlite.Open(ctx, path, sqlite.Options{Now: now, Keys: keys.ring, Meter: meter})
	} else {
		st, err = mongo.Open(ctx, dsn, mongo.Options{Now: now, Keys: keys.ring, Meter: meter})
	}
	var e *dispatch.Error
	switch {
	case err == nil:
		return st, nil
	case errors.As(err, &e) && e.Key == "identity_key":
		return nil, usage{fmt.Sprintf("identity_key_file %s: %v", keys.path, e.Err)}
	case file: // a file that is no database, of a newer program, or out of reach
		return nil, usage{err.Error()}
	}
	return nil, err
}

// onStop puts a named step on the stack that Stop unwinds.
func (a *App) onStop(name string, fn func(context.Context) error) {
	a.cleanups = append(a.cleanups, cleanup{name, fn})
}

// loop runs fn until the server stops; a loop that fails stops the server.
func (a *App) loop(name string, fn func(context.Context) error) {
	a.loops.Add(1)
	go func() {
		defer a.loops.Done()
		if err := fn(a.base); err != nil && a.base.Err() == nil {
			a.failed <- fmt.Errorf("%s: %w", name, err)
		}
	}()
}

// Start listens, starts the jobs and serves.
func (a *App) Start(ctx context.Context) error {
	if err := a.alone(); err != nil {
		return err
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", a.cfg.Listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	a.listener = ln
	a.loop("http", func(context.Context) error { return a.web.Listener(ln) })
	a.onStop("http", a.stopWeb)
	a.onStop("consoles", a.sockets.Close)
	a.loop("readiness", a.ready.run)
	a.onStop("readiness", func(context.Context) error { a.ready.stopping.Store(true); return nil })
	a.Jobs.cron.Start()
	a.loop("channel plan", a.outlets.planner.Run)
	a.loop("citizen notices", a.outlets.herald.Run)
	a.loop("channels", a.outlets.courier.Run)
	a.loop("experience", a.begun)
	return nil
}

// stopWeb lets the requests under way end. A connection that a browser opened
// ahead and never used would hold it up, so it waits a few seconds at most.
func (a *App) stopWeb(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := a.web.ShutdownWithContext(ctx); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// Addr is the address the server really listens on.
func (a *App) Addr() string { return a.listener.Addr().String() }

// Run serves until ctx ends or something fails, then stops. ready is told the
// address.
func (a *App) Run(ctx context.Context, ready func(addr string)) error {
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.Stop(context.Background()))
	}
	ready(a.Addr())
	var err error
	select {
	case <-ctx.Done():
	case err = <-a.failed:
	}
	stop, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return errors.Join(err, a.Stop(stop))
}

// Stop unwinds everything in reverse order: consoles are told, requests under
// way end, jobs and the push finish, the store closes last. It may be called
// more than once.
func (a *App) Stop(ctx context.Context) error {
	a.stopOnce.Do(func() {
		var errs []error
		for i := len(a.cleanups) - 1; i >= 0; i-- {
			if a.cleanups[i].name == "store" {
				a.cancel()
				a.loops.Wait()
			}
			if err := a.cleanups[i].fn(ctx); err != nil {
				errs = append(errs, fmt.Errorf("stop %s: %w", a.cleanups[i].name, err))
			}
		}
		a.cancel()
		a.stopErr = errors.Join(errs...)
	})
	return a.stopErr
}
