package api

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"hotline/dispatch"
)

// metrics counts requests by route, method and status, and what came of those
// that matter. Labels hold the route's pattern or one of a few words, so that no
// number of tickets, users or addresses makes a new series.
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	signIns  *prometheus.CounterVec
	refused  *prometheus.CounterVec
	intake   *prometheus.CounterVec
	handle   fiber.Handler
}

func newMetrics(reg *prometheus.Registry) *metrics {
	if reg == nil {
		reg = prometheus.NewRegistry()
	}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_http_requests_total", Help: "Requests by method, route and status."},
			[]string{"method", "route", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "hotline_http_request_seconds", Help: "Time to answer by method and route.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 5}}, []string{"method", "route"}),
		signIns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_sign_ins_total", Help: "Sign-ins by what came of them: ok, wrong, locked, failed."},
			[]string{"result"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_rate_limited_total", Help: "Requests refused because they came too fast, by limit."},
			[]string{"limit"}),
		intake: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_tickets_registered_total", Help: "Tickets registered by this server, by channel."},
			[]string{"channel"}),
	}
	for _, result := range []string{"ok", "wrong", "locked", "failed"} {
		m.signIns.WithLabelValues(result)
	}
	for _, limit := range []string{"login", "login_account", "public", "code", "append", "files", "reveal", "token", "token_unknown", "export", "export_address"} {
		m.refused.WithLabelValues(limit)
	}
	for _, ch := range dispatch.Channels {
		m.intake.WithLabelValues(string(ch))
	}
	reg.MustRegister(m.requests, m.seconds, m.signIns, m.refused, m.intake)
	m.handle = adaptor.HTTPHandler(promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	return m
}

func (m *metrics) observe(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Inc()
	m.seconds.WithLabelValues(method, route).Observe(took.Seconds())
}

// limited counts a request that a rate refused.
func (m *metrics) limited(limit string) { m.refused.WithLabelValues(limit).Inc() }

// signedIn counts a sign-in by its error.
func (m *metrics) signedIn(err error) {
	result := "failed"
	switch {
	case err == nil:
		result = "ok"
	case dispatch.CodeOf(err) == dispatch.Unauthorized:
		result = "wrong"
	case dispatch.CodeOf(err) == dispatch.Locked:
		result = "locked"
	case dispatch.CodeOf(err) == dispatch.TOTPRequired:
		result = "code_missing"
	}
	m.signIns.WithLabelValues(result).Inc()
}
