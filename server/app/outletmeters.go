package app

import (
	"cmp"
	"maps"
	"slices"

	"github.com/prometheus/client_golang/prometheus"

	"hotline/notify"
)

// outletMeter counts the attempts over channels by this server; what waits in
// the store is among the vitals.
type outletMeter struct {
	courier *notify.Courier
	desc    *prometheus.Desc
}

func newOutletMeter(c *notify.Courier) outletMeter {
	return outletMeter{c, prometheus.NewDesc("hotline_channel_attempts_total",
		"Attempts to send over channels by this server, by kind: sent, failed (tried again), dead, gone.", []string{"kind", "result"}, nil)}
}

// Describe names the figure.
func (m outletMeter) Describe(out chan<- *prometheus.Desc) { out <- m.desc }

// Collect gives the counts.
func (m outletMeter) Collect(out chan<- prometheus.Metric) {
	tally := m.courier.Tally()
	for _, o := range slices.SortedFunc(maps.Keys(tally), func(a, b notify.Outcome) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Result, b.Result))
	}) {
		out <- prometheus.MustNewConstMetric(m.desc, prometheus.CounterValue, float64(tally[o]), string(o.Kind), o.Result)
	}
}
