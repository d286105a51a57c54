package main

import (
	"fmt"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"hotline/deploy/load/wire"
)

// report is the table printed in the end.
type report struct {
	mu   sync.Mutex
	rows [][2]string
}

func (r *report) add(name, format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, [2]string{name, fmt.Sprintf(format, args...)})
}

func (r *report) spread(name string, s wire.Spread) {
	r.add(name, "p50 %s  p90 %s  p99 %s  max %s  (n=%d)", millis(s.P50), millis(s.P90), millis(s.P99), millis(s.Max), s.N)
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func (r *report) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 3, ' ', 0)
	for _, row := range r.rows {
		fmt.Fprintf(w, "%s\t%s\n", row[0], row[1]) // a builder takes everything
	}
	_ = w.Flush()
	return b.String()
}
