package main

import (
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"hotline/deploy/load/wire"
)

// report is the table printed in the end, and what was found wrong.
type report struct {
	mu     sync.Mutex
	rows   []row
	faults []string
}

// row is one line: a text, a number with its unit, or how long many things took.
type row struct {
	Name  string   `json:"name"`
	Text  string   `json:"text,omitempty"`
	Value *float64 `json:"value,omitempty"`
	Unit  string   `json:"unit,omitempty"`
	N     int      `json:"n,omitempty"`
	P50   *float64 `json:"p50_ms,omitempty"`
	P90   *float64 `json:"p90_ms,omitempty"`
	P99   *float64 `json:"p99_ms,omitempty"`
	Max   *float64 `json:"max_ms,omitempty"`
}

func (r *report) put(x row) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.rows = append(r.rows, x)
}

func (r *report) add(name, format string, args ...any) {
	r.put(row{Name: name, Text: fmt.Sprintf(format, args...)})
}

func (r *report) value(name string, v float64, unit string) {
	r.put(row{Name: name, Value: &v, Unit: unit})
}

func (r *report) spread(name string, s wire.Spread) {
	ms := func(d time.Duration) *float64 {
		v := float64(d.Microseconds()) / 1000
		return &v
	}
	r.put(row{Name: name, N: s.N, P50: ms(s.P50), P90: ms(s.P90), P99: ms(s.P99), Max: ms(s.Max)})
}

// fault notes what must not be: the program ends with 1.
func (r *report) fault(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (x row) String() string {
	switch {
	case x.P50 != nil:
		return fmt.Sprintf("p50 %.2f  p90 %.2f  p99 %.2f  max %.2f ms  (n=%d)", *x.P50, *x.P90, *x.P99, *x.Max, x.N)
	case x.Value != nil:
		return fmt.Sprintf("%.4g %s", *x.Value, x.Unit)
	}
	return x.Text
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d.Microseconds())/1000) }

func (r *report) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 3, ' ', 0)
	for _, x := range r.rows {
		fmt.Fprintf(w, "%s\t%s\n", x.Name, x) // a builder takes everything
	}
	for _, f := range r.faults {
		fmt.Fprintf(w, "WRONG\t%s\n", f)
	}
	_ = w.Flush()
	return b.String()
}

// save writes the report for programs.
func (r *report) save(path, scenario string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	b, err := json.MarshalIndent(struct {
		Scenario   string    `json:"scenario,omitempty"`
		At         time.Time `json:"at"`
		Processors int       `json:"processors"`
		OK         bool      `json:"ok"`
		Faults     []string  `json:"faults"`
		Rows       []row     `json:"rows"`
	}{scenario, time.Now().UTC(), runtime.NumCPU(), len(r.faults) == 0, append([]string{}, r.faults...), r.rows}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(b, '\n'), 0o600)
}
