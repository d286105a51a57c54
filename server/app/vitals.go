package app

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"hotline/dispatch"
	"hotline/server/store"
	"hotline/sla"
)

const (
	// vitalsKeep is how long what was read is good enough, so that several
	// collectors do not ask the store several times.
	vitalsKeep = 3 * time.Second
	vitalsTime = 5 * time.Second
)

// vitals are the figures that are read when they are asked for, from kept
// numbers and indexes: no number of tickets makes them slow. A part that cannot
// be read is left out, and hotline_vitals_failed says so.
type vitals struct {
	app *App

	mu   sync.Mutex
	at   time.Time
	last []prometheus.Metric
}

func newVitals(a *App) *vitals { return &vitals{app: a} }

// Describe names nothing: which figures there are hangs on the store.
func (v *vitals) Describe(chan<- *prometheus.Desc) {}

// Collect gives the figures.
func (v *vitals) Collect(out chan<- prometheus.Metric) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if time.Since(v.at) > vitalsKeep {
		v.read()
	}
	for _, m := range v.last {
		out <- m
	}
}

func (v *vitals) read() {
	ctx, cancel := context.WithTimeout(v.app.base, vitalsTime)
	defer cancel()
	v.last = nil
	failed := 0
	for _, part := range []func(context.Context) error{v.queues, v.sweep, v.jobs, v.store, v.feeds, v.deliveries, v.servers, v.files} {
		if err := part(ctx); err != nil {
			failed++
		}
	}
	v.readiness()
	v.gauge("hotline_vitals_failed", "Parts of these figures that could not be read.", float64(failed), "")
	v.at = time.Now()
}

// gauge adds a figure; values alternate with the label's one name.
func (v *vitals) gauge(name, help string, value float64, label string, values ...string) {
	v.add(prometheus.GaugeValue, name, help, value, label, values...)
}

func (v *vitals) add(kind prometheus.ValueType, name, help string, value float64, label string, values ...string) {
	var labels []string
	if label != "" {
		labels = []string{label}
	}
	v.last = append(v.last, prometheus.MustNewConstMetric(prometheus.NewDesc(name, help, labels, nil), kind, value, values...))
}

// watchedQueues are the queues of the hotline whose lengths are figures, and
// watchedClocks the clocks whose late tickets are.
var (
	watchedQueues = []string{"open", "triage", "returns", "extensions", "assists", "suspended", "difficult", "conference", "review", "callback",
		"spot", "reopen", "unhappy", "near", "late"}
	watchedClocks = []sla.ClockKind{sla.DispatchClock, sla.AcceptClock, sla.ContactClock, sla.ResolveClock, sla.ReviewClock, sla.CallbackClock, sla.ReturnClock}
)

// queues reads the kept counters.
func (v *vitals) queues(ctx context.Context) error {
	today := "day/" + dispatch.Day(v.app.Clock.Now()) + "/intake"
	names := []string{today}
	for _, q := range watchedQueues {
		names = append(names, "hotline/"+q)
	}
	for _, c := range watchedClocks {
		names = append(names, "hotline/late/"+string(c))
	}
	for level := range 7 {
		names = append(names, "hotline/level/"+strconv.Itoa(level))
	}
	n, err := v.app.Store.Counts(ctx, names)
	if err != nil {
		return err
	}
	for _, q := range watchedQueues {
		v.gauge("hotline_tickets", "Tickets in a queue of the hotline.", float64(n["hotline/"+q]), "queue", q)
	}
	for _, c := range watchedClocks {
		v.gauge("hotline_tickets_late", "Tickets with a late clock, by clock.", float64(n["hotline/late/"+string(c)]), "clock", string(c))
	}
	for level := range 7 {
		l := strconv.Itoa(level)
		v.gauge("hotline_tickets_supervised", "Late tickets by level of supervision.", float64(n["hotline/level/"+l]), "level", l)
	}
	v.gauge("hotline_tickets_today", "Tickets registered on this local day, by all servers.", float64(n[today]), "")
	return nil
}

// sweep looks how long the oldest due step has been waiting.
func (v *vitals) sweep(ctx context.Context) error {
	now := v.app.Clock.Now()
	due, err := v.app.Store.Due(ctx, now, 1)
	if err != nil {
		return err
	}
	lag := 0.0
	if len(due) > 0 {
		t, err := v.app.Store.Ticket(ctx, due[0])
		if err != nil {
			return err
		}
		if next := t.NextAt(); !next.IsZero() && next.Before(now) { // else it was fired meanwhile
			lag = now.Sub(next).Seconds()
		}
	}
	v.gauge("hotline_sweep_lag_seconds", "How long the oldest step that is due has not been fired.", lag, "")
	return nil
}

// jobs tells when each job began last and, if its last run ended well, that
// time again: what any server recorded, or this one did.
func (v *vitals) jobs(ctx context.Context) error {
	list, err := v.app.Jobs.List(ctx)
	if err != nil {
		return err
	}
	for _, j := range list {
		if j.Start.IsZero() {
			continue
		}
		v.gauge("hotline_job_last_start_timestamp_seconds", "When a job last began.", unix(j.Start), "job", j.Name)
		if j.Error == "" {
			v.gauge("hotline_job_last_success_timestamp_seconds", "When a job last began that ended well; absent after a failure.", unix(j.Start), "job", j.Name)
		}
	}
	return nil
}

func unix(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

// store reads what the store says of itself.
func (v *vitals) store(ctx context.Context) error {
	st, ok := v.app.Store.(interface {
		Vitals(context.Context) (store.Vitals, error)
	})
	if !ok {
		return nil
	}
	got, err := st.Vitals(ctx)
	if err != nil {
		return err
	}
	age := 0.0
	if !got.Oldest.IsZero() {
		age = max(0, v.app.Clock.Now().Sub(got.Oldest).Seconds())
	}
	v.gauge("hotline_outbox_notices", "Notices that wait to be relayed, counted up to 10,000; on MongoDB the tickets that have some.", float64(got.Outbox), "")
	v.gauge("hotline_outbox_oldest_age_seconds", "How long the oldest notice has been waiting.", age, "")
	v.gauge("hotline_store_write_queue", "Writes that wait for their turn.", float64(got.Waiting), "")
	v.each("hotline_store_file_bytes", "Size of the store's files.", "file", got.Bytes)
	v.each("hotline_store_pages", "Pages of the store's file.", "kind", got.Pages)
	v.each("hotline_store_connections", "Connections to the database server.", "state", got.Connections)
	return nil
}

// feeds adds the feeds up by whose they are: those of units, roles and users.
func (v *vitals) feeds(ctx context.Context) error {
	heads, err := v.app.Store.Heads(ctx)
	if err != nil {
		return err
	}
	type sum struct{ feeds, frames, unacked int64 }
	sums := map[string]*sum{"unit": {}, "role": {}, "user": {}}
	for _, h := range heads {
		of, _, _ := strings.Cut(h.Recipient, ":")
		if s := sums[of]; s != nil {
			s.feeds, s.frames, s.unacked = s.feeds+1, s.frames+h.Last, s.unacked+max(0, h.Last-h.Acked)
		}
	}
	for _, of := range slices.Sorted(maps.Keys(sums)) {
		s := sums[of]
		v.gauge("hotline_feeds", "Feeds by whose they are.", float64(s.feeds), "of", of)
		v.add(prometheus.CounterValue, "hotline_feed_frames_total", "Frames written to all feeds since the beginning.", float64(s.frames), "of", of)
		v.gauge("hotline_feed_unacked", "Frames that no console of their recipient has acknowledged.", float64(s.unacked), "of", of)
	}
	return nil
}

// deliveries are the messages over other channels that wait or have been given up.
func (v *vitals) deliveries(ctx context.Context) error {
	counts, err := v.app.Store.DeliveryCounts(ctx)
	if err != nil {
		return err
	}
	now, sums := v.app.Clock.Now(), map[dispatch.DeliveryState]int{dispatch.DeliveryWaiting: 0, dispatch.DeliveryDead: 0}
	age := 0.0
	for _, c := range counts {
		sums[c.State] += c.N
		if c.State == dispatch.DeliveryWaiting && !c.Oldest.IsZero() {
			age = max(age, now.Sub(c.Oldest).Seconds())
		}
	}
	for _, state := range slices.Sorted(maps.Keys(sums)) {
		v.gauge("hotline_deliveries", "Messages over other channels that wait, or were given up (dead).", float64(sums[state]), "state", string(state))
	}
	v.gauge("hotline_deliveries_oldest_age_seconds", "How long ago the frame of the oldest message that waits came.", age, "")
	return nil
}

func (v *vitals) each(name, help, label string, of map[string]int64) {
	for _, key := range slices.Sorted(maps.Keys(of)) {
		v.gauge(name, help, float64(of[key]), label, key)
	}
}

// servers counts the servers that have shown themselves lately: each leaves its
// mark in the store.
func (v *vitals) servers(ctx context.Context) error {
	n, err := v.app.ready.servers(ctx)
	if err == nil {
		v.gauge("hotline_servers", "Servers on this store that wrote their mark in the last minute.", float64(n), "")
	}
	return err
}

// readiness tells what /readyz does, and how much room there is.
func (v *vitals) readiness() {
	faults := v.app.ready.why()
	for _, check := range []string{"write", "store", "schema", "disk", "server"} {
		ok := 1.0
		if slices.ContainsFunc(faults, func(f *dispatch.Error) bool { return f.Field == check }) {
			ok = 0
		}
		v.gauge("hotline_ready", "Whether a check of /readyz holds.", ok, "check", check)
	}
	v.gauge("hotline_store_last_write_age_seconds", "Since when nothing was written; probes write every two seconds.", v.app.ready.silence().Seconds(), "")
	if free, size, err := diskSpace(v.app.cfg.dataDir()); err == nil {
		v.gauge("hotline_disk_free_bytes", "Free room on the disk of the data.", float64(free), "")
		v.gauge("hotline_disk_size_bytes", "Size of the disk of the data.", float64(size), "")
	}
}
