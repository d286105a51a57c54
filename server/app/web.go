package app

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/frontend"
	"hotline/server/api"
	"hotline/server/exchange"
	"hotline/server/paper"
	"hotline/server/phone"
	"hotline/server/signin"
)

// newWeb builds the HTTP side over the services. The consoles' sockets outlive
// an HTTP shutdown, so they are closed before it (see Start).
func (a *App) newWeb(provider *signin.Provider) *fiber.App {
	a.sockets = api.NewSockets(a.Hub, a.Service, a.log.With("component", "consoles"))
	a.sockets.Epoch = a.epoch
	a.loop("acknowledgements", a.sockets.Run)
	a.meters.consoles(a.Hub)
	a.sockets.Register(a.meters.registry)
	a.meters.registry.MustRegister(newVitals(a), newOutletMeter(a.outlets.courier))
	d := a.webDeps(provider)
	a.hear = func(ctx context.Context, events []phone.Event) error { return api.Hear(ctx, d, events) }
	a.callBack = func(ctx context.Context) (int, error) { return api.CallBackLost(ctx, d) }
	a.compare = func(ctx context.Context) (string, error) { return api.ReconcileAll(ctx, d) }
	a.media = func(ctx context.Context) (string, error) { return api.FetchMedia(ctx, d) }
	web := api.New(d)
	a.loop("rights", a.sockets.Rights)
	return web
}

// webDeps is what the HTTP side is made of.
func (a *App) webDeps(provider *signin.Provider) api.Deps {
	d := api.Deps{
		Base: a.base, Service: a.Service, Directory: a.Directory, Reports: a.reports(), Insight: a.insight, Jobs: a.Jobs, Learner: a.learner, Outlets: a.outlets, Exchange: exchange.Client{HTTP: a.outlets.client, Now: a.Clock.Now}, Provider: provider, Files: a.files, Phone: a.telephone,
		Imports: a.imports,
		Log:     a.log.With("component", "http"), Pages: frontend.FS(), Metrics: a.meters.registry, Faults: a.ready.why, Consoles: a.sockets, Printer: paper.NewPrinter(a.cfg.PDFProgram),
		Config: api.Config{Name: a.cfg.Name, SecureCookie: a.cfg.SecureCookie, TrustedProxies: a.cfg.TrustedProxies,
			Timeout: a.cfg.RequestTimeout.Duration, MetricsClosed: !a.cfg.MetricsOpen, FilesKeep: a.cfg.filesKeep(), Limits: a.cfg.Limits.api(), Factors: a.cfg.TOTPRequired,
			WeChat: a.wechat, Robots: a.cfg.robotCheck(a.secret), Frames: a.cfg.Public.Frames},
	}
	if a.outlets.wechat != nil {
		d.WeChatMedia = func(ctx context.Context, account, media string, most int64) ([]byte, error) {
			return a.outlets.wechat.Media(ctx, account, media, most, a.Clock.Now())
		}
	}
	if a.opts.Crowd {
		d.Config.Limits.LoginPerMinute = -1
	}
	if a.opts.TestClock {
		d.Config.Advance = func(by time.Duration) { a.Clock.Advance(by) }
	}
	return d
}
