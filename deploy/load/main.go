// Load measures a running server: how fast it takes demands in, how soon the
// units' consoles show them, what consoles cost, how quickly lists come. It
// follows every feed id by id and fails if a frame was lost or told twice.
//
//	go run ./deploy/load --start bin/server --rate 500 --consoles 200 --for 30s
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"hotline/deploy/load/wire"
)

// options are the command line.
type options struct {
	server   string
	start    string
	dir      string
	pid      int
	rate     int
	clients  int
	length   time.Duration
	consoles int
	units    int
	auto     bool
	idle     int
	storm    bool
	pages    bool
}

func main() { wire.Main("load", parse, run) }

func parse(args []string) (options, error) {
	var o options
	fs := flag.NewFlagSet("load", flag.ContinueOnError)
	fs.StringVar(&o.server, "server", "http://127.0.0.1:8890", "the server to load; loopback only")
	fs.StringVar(&o.start, "start", "", "start this server binary on a sample district of its own instead")
	fs.StringVar(&o.dir, "dir", "", "with --start: keep the district here (default: a temporary directory)")
	fs.IntVar(&o.pid, "pid", 0, "the server's process, to read its memory (known with --start)")
	fs.IntVar(&o.rate, "rate", 500, "tickets a second; 0: as many as the clients can")
	fs.IntVar(&o.clients, "clients", 32, "requests at once")
	fs.DurationVar(&o.length, "for", 30*time.Second, "how long to register tickets; 0 registers none")
	fs.IntVar(&o.consoles, "consoles", 200, "consoles that follow the tickets")
	fs.IntVar(&o.units, "units", 12, "units the tickets go to; the server lets 20 accounts a minute sign in")
	fs.BoolVar(&o.auto, "auto", false, "let the server's rules choose the unit instead of the agent")
	fs.IntVar(&o.idle, "idle", 0, "more consoles that have nothing to show")
	fs.BoolVar(&o.storm, "storm", false, "let all consoles reconnect at once half-way")
	fs.BoolVar(&o.pages, "pages", false, "measure queue pages and searches afterwards")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	return o, o.bounds(fs.NArg())
}

// bounds keeps a slip of the keyboard from filling the machine.
func (o options) bounds(rest int) error {
	within := func(name string, v, low, high int) error {
		if v < low || v > high {
			return fmt.Errorf("--%s is from %d to %d", name, low, high)
		}
		return nil
	}
	var extra error
	if rest > 0 {
		extra = errors.New("load takes no arguments, only flags; see --help")
	}
	return errors.Join(extra,
		within("rate", o.rate, 0, 20_000), within("clients", o.clients, 1, 512), within("consoles", o.consoles, 0, 20_000),
		within("units", o.units, 1, 60), within("idle", o.idle, 0, 20_000), within("for", int(o.length/time.Second), 0, 3600))
}

// run loads the server and reports; ok is false if a frame was lost or doubled.
func run(ctx context.Context, o options, out io.Writer) (ok bool, err error) {
	if o.start != "" {
		p, end, err := startServer(ctx, &o)
		if err != nil {
			return false, err
		}
		defer func() { err = errors.Join(err, end()) }()
		fmt.Fprintf(out, "server %s on %s, ready after %s\n", o.start, o.server, p.Ready.Round(time.Millisecond))
	}
	b, err := newBench(ctx, o)
	if err != nil {
		return false, err
	}
	defer b.crowd.close()
	if err := b.measure(ctx); err != nil {
		return false, err
	}
	fmt.Fprint(out, b.report.String())
	return b.crowd.whole() && b.intake.failed == 0, nil
}

// startServer runs the binary on a district without history.
func startServer(ctx context.Context, o *options) (*wire.Process, func() error, error) {
	dir, temporary := o.dir, o.dir == ""
	if temporary {
		var err error
		if dir, err = os.MkdirTemp("", "hotline-load-"); err != nil {
			return nil, nil, err
		}
	}
	clean := func() error {
		if temporary {
			return os.RemoveAll(dir)
		}
		return nil
	}
	p, err := wire.Start(ctx, os.Stderr, o.start, "demo", "--dir", dir, "--days", "0", "--listen", "127.0.0.1:0")
	if err != nil {
		return nil, nil, errors.Join(err, clean())
	}
	o.server, o.pid = p.URL, p.PID()
	return p, func() error { return errors.Join(p.Stop(), clean()) }, nil
}
