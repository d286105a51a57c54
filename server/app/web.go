package app

import (
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"hotline/frontend"
	"hotline/notify"
	"hotline/server/api"
	"hotline/server/paper"
)

// newWeb builds the HTTP side over the services. The consoles' sockets outlive
// an HTTP shutdown, so they are closed before it (see Start).
func (a *App) newWeb() *fiber.App {
	a.sockets = api.NewSockets(a.Hub, a.Service, a.log.With("component", "consoles"))
	a.loop("acknowledgements", a.sockets.Run)
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for name, value := range map[string]func(notify.Stats) float64{
		"hotline_consoles":             func(s notify.Stats) float64 { return float64(s.Consoles) },
		"hotline_console_frames_total": func(s notify.Stats) float64 { return float64(s.Frames) },
		"hotline_console_resyncs":      func(s notify.Stats) float64 { return float64(s.Resyncs) },
	} {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name}, func() float64 { return value(a.Hub.Stats()) }))
	}
	d := api.Deps{
		Base: a.base, Service: a.Service, Directory: a.Directory, Reports: a.reports(), Insight: a.insight, Jobs: a.Jobs, Learner: a.learner,
		Log: a.log.With("component", "http"), Pages: frontend.FS(), Metrics: reg, WS: a.sockets.Handler(), Printer: paper.NewPrinter(a.cfg.PDFProgram),
		Config: api.Config{Name: a.cfg.Name, SecureCookie: a.cfg.SecureCookie, TrustedProxies: a.cfg.TrustedProxies,
			Timeout: a.cfg.RequestTimeout.Duration, MetricsClosed: !a.cfg.MetricsOpen},
	}
	if a.opts.Crowd {
		d.Config.Limits.LoginPerMinute = -1
	}
	if a.opts.TestClock {
		d.Config.Advance = func(by time.Duration) { a.Clock.Advance(by) }
	}
	return api.New(d)
}
