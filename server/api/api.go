// Package api speaks HTTP for the hotline: routes, sessions, translation between
// the wire and the domain, the static pages. It decides nothing about tickets
// (dispatch does), computes no scores (sla does) and knows no store but the
// dispatch.Store interface.
//
// A handler goes one way: decode → guard → service → encode. Who may call what
// stands in one list, see routes.go.
package api

import (
	"context"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"hotline/dispatch"
	"hotline/dispatch/insight"
	"hotline/server/exchange"
	"hotline/server/files"
	"hotline/server/imports"
	"hotline/server/paper"
	"hotline/server/signin"
	"hotline/server/wechat"
	"hotline/sla"
)

// Deps is what the server is made of.
type Deps struct {
	// Base ends when requests in flight must give up.
	Base      context.Context
	Service   dispatch.Service // with its Store and Now
	Directory Directory
	Reports   Reports
	Insight   Insight
	Jobs      Jobs
	Learner   Learner
	Outlets   Outlets
	Exchange  exchange.Client
	Files     *files.Keeper // nil: no attachments are taken
	Imports   *imports.Desk
	Provider  *signin.Provider // of identities; nil: there is none
	Phone     Phone
	Log       *slog.Logger
	Pages     fs.FS          // the built pages
	Printer   *paper.Printer // makes PDF; nil makes none
	Metrics   *prometheus.Registry
	Consoles  *Sockets // the push to the consoles; nil leaves it out
	// Faults is why the server cannot do its work now, field by field; nil asks only
	// whether the store answers.
	Faults func() dispatch.Faults
	// WeChatMedia fetches what somebody sent to an official account, by its name with
	// the platform; nil where no account has a key to it.
	WeChatMedia func(ctx context.Context, account, media string, most int64) ([]byte, error)
	Config      Config
}

// Config is what an operator can set.
type Config struct {
	Name           string        // of the installation; letters are signed with it
	SecureCookie   bool          // session cookies for HTTPS only
	TrustedProxies []string      // whose X-Real-IP is believed
	Timeout        time.Duration // of one request; zero: 15 s
	MetricsClosed  bool          // /metrics only for signed-in administrators
	FilesKeep      time.Duration // how long attachments stay after the end of their ticket; zero: for ever
	Limits         Limits
	Factors        []dispatch.Role           // whose accounts need a second factor
	WeChat         map[string]wechat.Account // official accounts by name
	Robots         *RobotCheck               // of the public form; nil asks for no proof
	MediaWait      time.Duration             // for the pictures that an Open311 request names; zero: 2 s
	Frames         []string                  // sites that may show the public form in a frame
	// Advance moves a test clock; nil, as in production, leaves the route out.
	Advance func(time.Duration)
}

// Limits are the rates that anonymous and sensitive requests are held to; zero
// takes the default, a negative number sets no limit.
type Limits struct {
	LoginPerMinute        int // sign-ins of one address; default 20
	LoginAccountPerMinute int // sign-ins into one account, from anywhere; default 20
	PublicPerMinute       int // writes and look-ups of one address; default 60
	CodesPerHour          int // wrong query codes for one ticket; default 20
	RevealPerHour         int // full callers for one user; default 60
	TokenPerMinute        int // requests of one API token; default 6000
	BadTokenPerMinute     int // unknown tokens from one address; default 30
	ExportPerDay          int // exports of one user; default 40
	ExportAddressPerHour  int // exports to one address; default 120
	Open311PerMinute      int // requests by Open311 from one address; default 600
	FilesPerHour          int // files sent by one user, or by citizens from one address; default 300
	PublicFilesMB         int // of citizens in a day that no ticket has yet, a sixteenth of it an hour from one address; default 4096
}

// Directory is the district's data in force, read from memory; Reload takes
// over what was just written to the store.
type Directory interface {
	Unit(code string) (dispatch.Unit, bool)
	Units() []dispatch.Unit
	Categories() []dispatch.Category
	Towns() []string
	Catalogue() *dispatch.Catalogue
	Scheme(name string) (sla.Scheme, bool)
	Schemes() []sla.Scheme
	SchemeFor(month string) (sla.Scheme, bool)
	SchemeVersions(name string) []sla.SchemeVersion
	Activations() sla.Activations
	Reload(ctx context.Context) error
}

// Reports are the month's results. Score gives the published month if it was
// closed, else one computed now; Close publishes it.
type Reports interface {
	Months(ctx context.Context) ([]string, error) // months that have tickets, newest first
	Score(ctx context.Context, month string) (sla.Month, error)
	UnitScore(ctx context.Context, month, unit string) (sla.Explanation, error)
	Close(ctx context.Context, month string, by dispatch.Actor, reason string) (sla.Month, error)
	Brief(ctx context.Context, month string) (sla.Brief, error)
	// Bulletin computes a bulletin of a week, a month or a year (通报).
	Bulletin(ctx context.Context, kind sla.BulletinKind, period, unit string) (sla.Bulletin, error)
	// Counted lists the tickets behind one number of a unit's month; side is one
	// of those of sla.
	Counted(ctx context.Context, month, unit, key string, side sla.Side, after string, limit int) (sla.CountedPage, error)
	// GeneratedBrief is the brief of a month as it is computed; Brief as it prints.
	GeneratedBrief(ctx context.Context, month string) (sla.Brief, error)
	// CompareScheme scores a month by another scheme; SchemeFixed names the first
	// month from one on whose scheme can no longer change, if there is one.
	CompareScheme(ctx context.Context, month string, s sla.Scheme) (sla.Comparison, error)
	SchemeFixed(ctx context.Context, from string) (string, error)
	// Breakdown, Noise and Signals analyse a month (分析).
	Breakdown(ctx context.Context, month string, by sla.Dimension, unit string) (sla.Breakdown, error)
	BehindBreakdown(ctx context.Context, month string, by sla.Dimension, unit, key, of string) ([]sla.Behind, error)
	Noise(ctx context.Context, month string, runs int) (sla.Noise, error)
	Signals(ctx context.Context, month string) ([]sla.Signal, error)
	// Workbook is what the workbook of a month is made of, with its brief if asked.
	Workbook(ctx context.Context, month string, brief bool) (paper.Book, error)
	// Life is where a month stands; Draft freezes it, Correct publishes a further
	// edition, Replay makes it again from the events.
	Life(ctx context.Context, month string) (sla.Life, error)
	Draft(ctx context.Context, month string, by dispatch.Actor) (sla.Life, error)
	Correct(ctx context.Context, month string, by dispatch.Actor, reason string) (sla.Life, error)
	Replay(ctx context.Context, month string) (sla.Replay, error)
	Edition(ctx context.Context, month string, n int) (sla.Month, error)
	Timetable(ctx context.Context) (sla.Timetable, error)
	SetTimetable(ctx context.Context, t sla.Timetable) error
	Plans(ctx context.Context, t sla.Timetable) ([]sla.MonthPlan, error)
	// AppealGround is a month as appeals find it (申诉); Adjusted tells that one of
	// them was decided.
	AppealGround(ctx context.Context, month string) (dispatch.AppealGround, error)
	Adjusted(month string)
}

// Insight is what many people raise in a window (热点).
type Insight interface {
	Insight(ctx context.Context, w insight.Window) (insight.Report, error)
}

// Jobs is the table of scheduled jobs.
type Jobs interface {
	List(ctx context.Context) ([]JobStatus, error)
	// Run asks for a run and waits for it until ctx ends; done says whether it is
	// over.
	Run(ctx context.Context, name string) (done bool, err error)
}

// JobStatus is a line of the job list with its last run.
type JobStatus struct {
	Name     string
	Schedule string
	Next     time.Time
	Start    time.Time
	Millis   int64
	Result   string
	Error    string
	Server   string

	Asked     time.Time // a run somebody asked for, that is not over
	Running   time.Time // since when it runs; zero: it waits for the server that may
	RunningOn string
}

// maxBody bounds a request.
const maxBody = 1 << 20

// server carries the handlers.
type server struct {
	Deps
	store    dispatch.Store
	sessions *sessions
	limits   *limiter
	metrics  *metrics
	pages    *pages
	// loginSlot lets one password be checked at a time.
	loginSlot chan struct{}

	boardMu   sync.Mutex
	boardAt   time.Time
	boardLast boardView

	clusters   clusters
	lampCounts lampCounts
	trail      *trail
	exports    *exports
	web        *fiber.App // for reading lists as their readers do
	reference  func() (reference, error)
	crowd      *crowd
	bodies     *bodies

	missedCount missedCount
	callsNow    callsNow
	shelf       shelf
}

// New builds the server's Fiber application.
func New(d Deps) *fiber.App { return newServer(d).app() }

func newServer(d Deps) *server {
	if d.Config.Timeout == 0 {
		d.Config.Timeout = 15 * time.Second
	}
	m := newMetrics(d.Metrics)
	s := &server{Deps: d, store: d.Service.Store, sessions: newSessions(d.Service.Store, d.Service.Now, d.Config.Factors), metrics: m, limits: newLimiter(d.Service.Now, m.limited),
		pages: newPages(d.Pages), loginSlot: make(chan struct{}, 1), trail: newTrail(d.Service.Store), exports: newExports(d.Service.Store, d.Service.Now), crowd: newCrowd(), bodies: newBodies()}
	if d.Consoles != nil {
		d.Consoles.stale = s.sessions.forget
	}
	s.reference = sync.OnceValues(func() (reference, error) { return newReference(s.routes()) })
	return s
}

func (s *server) app() *fiber.App {
	trusted := s.Config.TrustedProxies
	app := fiber.New(fiber.Config{
		AppName: "hotline", Immutable: true, BodyLimit: mostBodies, StreamRequestBody: true, DisablePreParseMultipartForm: true, DisableStartupMessage: true,
		ReadTimeout: readTime, IdleTimeout: 2 * time.Minute, ReadBufferSize: 8 << 10,
		ErrorHandler: s.fail, ProxyHeader: proxyHeader(trusted), EnableTrustedProxyCheck: true, TrustedProxies: trusted,
	})
	s.web = app
	app.Server().Handler = cleared(app.Server().Handler)
	app.Use(s.observe, s.recoverPanic, s.secure, unpacked, s.gather, s.bound)
	app.Use(civicRoot, s.civicPrefix)
	for _, r := range s.routes() {
		app.Add(r.method, r.path, s.guard(r), r.handle)
	}
	app.Use("/api", func(*fiber.Ctx) error { return dispatch.Errorf(dispatch.NotFound, "route_unknown") })
	app.Use(civicRoot, s.civicUnknown)
	app.Get("/*", s.page)
	base, stop := context.WithCancel(s.Base)
	var stocking sync.WaitGroup
	app.Hooks().OnListen(func(fiber.ListenData) error {
		stocking.Go(func() { s.stock(base) })
		return nil
	})
	app.Hooks().OnShutdown(func() error {
		stop()
		stocking.Wait()
		s.trail.wait()
		return s.exports.close()
	})
	return app
}

func proxyHeader(trusted []string) string {
	if len(trusted) == 0 {
		return ""
	}
	return "X-Real-IP"
}

// now is the server's time.
func (s *server) now() time.Time { return s.Service.Now() }
