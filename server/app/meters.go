package app

import (
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store"
)

// meters are the figures that the server counts while it works; what can be
// asked for is read when they are (see vitals). Labels take one of a few words.
type meters struct {
	registry *prometheus.Registry
	// heard is told the outcome of every write, beside the figures.
	heard atomic.Pointer[func(err error)]

	commit     prometheus.Histogram
	operations prometheus.Histogram
	failures   *prometheus.CounterVec
	commands   *prometheus.CounterVec
	relay      prometheus.Histogram
	fired      prometheus.Counter
	jobSeconds *prometheus.HistogramVec
	jobRuns    *prometheus.CounterVec
}

// commandNames are the commands to a database server that are told apart.
const commandNames = " insert update delete find findAndModify aggregate getMore count ping hello "

func newMeters() *meters {
	seconds := []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5}
	m := &meters{
		registry: prometheus.NewRegistry(),
		commit: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "hotline_store_write_seconds",
			Help: "Time for a write to be durable: a commit of SQLite, a command of MongoDB.", Buckets: seconds}),
		operations: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "hotline_store_write_operations",
			Help: "Operations that shared a write.", Buckets: []float64{1, 2, 4, 8, 16, 32, 64, 128}}),
		failures: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_store_write_failures_total",
			Help: "Writes that failed: full, read_only, other."}, []string{"reason"}),
		commands: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_store_commands_total",
			Help: "Commands to the database server, by name."}, []string{"command"}),
		relay: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "hotline_relay_lag_seconds",
			Help: "Time from a change to its frame being handed to the consoles.", Buckets: append(seconds, 15, 60)}),
		fired: prometheus.NewCounter(prometheus.CounterOpts{Name: "hotline_sweep_tickets_total", Help: "Tickets whose due steps this server fired."}),
		jobSeconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "hotline_job_seconds", Help: "Time a run of a job took, by job.",
			Buckets: []float64{.001, .01, .1, 1, 10, 60, 600}}, []string{"job"}),
		jobRuns: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "hotline_job_runs_total", Help: "Runs of a job by this server: ok, failed."},
			[]string{"job", "result"}),
	}
	build := prometheus.NewGauge(prometheus.GaugeOpts{Name: "hotline_build_info", Help: "The program: always 1.",
		ConstLabels: prometheus.Labels{"version": Version, "go": runtime.Version()}})
	build.Set(1)
	for _, reason := range []string{"full", "read_only", "other"} {
		m.failures.WithLabelValues(reason)
	}
	m.registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), build,
		m.commit, m.operations, m.failures, m.commands, m.relay, m.fired, m.jobSeconds, m.jobRuns)
	return m
}

// store is what a store tells of its work.
func (m *meters) store() store.Meter {
	return store.Meter{
		Wrote: func(took time.Duration, operations int, err error) {
			if heard := m.heard.Load(); heard != nil {
				(*heard)(err)
			}
			if err != nil {
				m.failures.WithLabelValues(failureOf(err)).Inc()
				return
			}
			m.commit.Observe(took.Seconds())
			m.operations.Observe(float64(operations))
		},
		Asked: func(command string, _ time.Duration, _ bool) {
			if !strings.Contains(commandNames, " "+command+" ") {
				command = "other"
			}
			m.commands.WithLabelValues(command).Inc()
		},
	}
}

// listen names who is told the outcome of every write.
func (m *meters) listen(heard func(err error)) { m.heard.Store(&heard) }

// failureOf is why a write failed, in one of a few words.
func failureOf(err error) string {
	switch keyOf(err) {
	case "store_full":
		return "full"
	case "store_read_only":
		return "read_only"
	}
	return "other"
}

// relayed measures how late frames were.
func (m *meters) relayed(now func() time.Time) func([]dispatch.Frame) {
	return func(frames []dispatch.Frame) {
		at := now()
		for _, f := range frames {
			m.relay.Observe(max(0, at.Sub(f.At).Seconds()))
		}
	}
}

// ran counts a run of a job.
func (m *meters) ran(name string, took time.Duration, err error) {
	result := "ok"
	if err != nil {
		result = "failed"
	}
	m.jobRuns.WithLabelValues(name, result).Inc()
	m.jobSeconds.WithLabelValues(name).Observe(took.Seconds())
}

// consoles registers what the hub counts.
func (m *meters) consoles(h *notify.Hub) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "hotline_consoles", Help: "Consoles connected to this server."},
			func() float64 { return float64(h.Stats().Consoles) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "hotline_console_frames_total", Help: "Frames this server gave to its hub."},
			func() float64 { return float64(h.Stats().Frames) }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "hotline_console_resyncs_total", Help: "Consoles that had to read their lists anew."},
			func() float64 { return float64(h.Stats().Resyncs) }),
	)
}
