// Load measures a running server: how fast it takes demands in, how soon the
// units' consoles show them, what consoles cost, how quickly lists come. It
// follows every feed id by id and fails if a frame was lost or told twice, or if
// a ticket that was promised cannot be found.
//
//	go run ./deploy/load --start bin/server --scenario beijing
//	go run ./deploy/load --start bin/server --rate 500 --consoles 200 --for 30s
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"hotline/deploy/load/wire"
)

// options are the command line.
type options struct {
	server   string
	second   string
	start    string
	store    string
	dir      string
	pid      int
	scenario string
	json     string
	rate     float64
	clients  int
	length   time.Duration
	consoles int
	units    int
	auto     bool
	idle     int
	storm    bool
	jitter   time.Duration
	stalled  int
	readers  int
	pages    bool
	wait     time.Duration

	// What only scenarios set.
	days  int                        // of history that a district of our own has
	clock bool                       // it has a clock that can be moved
	curve func(done float64) float64 // which share of the time has passed when a share of the tickets is due; nil: evenly
	known bool                       // one caller for all demands
}

func main() { wire.Main("load", parse, run) }

func parse(args []string) (options, error) {
	var o options
	fs := flag.NewFlagSet("load", flag.ContinueOnError)
	fs.StringVar(&o.scenario, "scenario", "", "a scenario by name, which sets the flags that are not given: "+strings.Join(scenarioNames(), ", "))
	fs.StringVar(&o.json, "json", "", "write the report to this file too")
	fs.StringVar(&o.server, "server", "http://127.0.0.1:8890", "the server to load; loopback only")
	fs.StringVar(&o.start, "start", "", "start this server binary on a sample district of its own instead")
	fs.StringVar(&o.second, "second", "", "another server of the same store, to which every other console connects")
	fs.StringVar(&o.store, "store", "", "with --start: start two servers on a database of their own of this MongoDB")
	fs.StringVar(&o.dir, "dir", "", "with --start: keep the district here (default: a temporary directory)")
	fs.IntVar(&o.pid, "pid", 0, "the server's process, to read its memory (known with --start)")
	fs.Float64Var(&o.rate, "rate", 500, "tickets a second; 0: as many as the clients can")
	fs.IntVar(&o.clients, "clients", 32, "requests at once")
	fs.DurationVar(&o.length, "for", 30*time.Second, "how long to register tickets; 0 registers none")
	fs.IntVar(&o.consoles, "consoles", 200, "consoles that follow the tickets")
	fs.IntVar(&o.units, "units", 12, "units the tickets go to; beyond 40 only with --start, which then makes a bigger district")
	fs.BoolVar(&o.auto, "auto", false, "let the server's rules choose the unit instead of the agent")
	fs.IntVar(&o.idle, "idle", 0, "more consoles that have nothing to show")
	fs.BoolVar(&o.storm, "storm", false, "let all consoles reconnect at once half-way")
	fs.DurationVar(&o.jitter, "jitter", 0, "how long a console waits before it reconnects, give or take half")
	fs.IntVar(&o.stalled, "stalled", 0, "so many of the consoles do not read until the tickets are registered")
	fs.IntVar(&o.readers, "readers", 0, "clerks who look through queues and search meanwhile, each four times a second")
	fs.BoolVar(&o.pages, "pages", false, "measure queue pages and searches afterwards")
	fs.DurationVar(&o.wait, "wait", 5*time.Second, "how long nothing has to come before what is missing counts as lost")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if err := o.play(fs); err != nil {
		return o, err
	}
	return o, o.bounds(fs.NArg())
}

// play sets what the scenario wants and the command line does not say.
func (o *options) play(fs *flag.FlagSet) error {
	if o.scenario == "" {
		return nil
	}
	s, ok := scenarioOf(o.scenario)
	if !ok {
		return fmt.Errorf("--scenario is one of %s", strings.Join(scenarioNames(), ", "))
	}
	wanted := options{rate: o.rate, clients: o.clients, length: o.length, consoles: o.consoles, units: o.units}
	s.set(&wanted)
	given := map[string]bool{}
	fs.Visit(func(f *flag.Flag) { given[f.Name] = true })
	put(given, "rate", &o.rate, wanted.rate)
	put(given, "clients", &o.clients, wanted.clients)
	put(given, "for", &o.length, wanted.length)
	put(given, "consoles", &o.consoles, wanted.consoles)
	put(given, "units", &o.units, wanted.units)
	put(given, "idle", &o.idle, wanted.idle)
	put(given, "storm", &o.storm, wanted.storm)
	put(given, "jitter", &o.jitter, wanted.jitter)
	put(given, "stalled", &o.stalled, wanted.stalled)
	put(given, "readers", &o.readers, wanted.readers)
	put(given, "pages", &o.pages, wanted.pages)
	o.days, o.clock, o.curve = wanted.days, wanted.clock, wanted.curve
	if o.clock && o.start == "" {
		return fmt.Errorf("scenario %s moves the server's clock: it needs --start", o.scenario)
	}
	return nil
}

func put[T any](given map[string]bool, name string, to *T, v T) {
	if !given[name] {
		*to = v
	}
}

// departments is how many units of a sample district may lead any matter.
const departments = 40

// bounds keeps a slip of the keyboard from filling the machine.
func (o options) bounds(rest int) error {
	within := func(name string, v, low, high int) error {
		if v < low || v > high {
			return fmt.Errorf("--%s is from %d to %d", name, low, high)
		}
		return nil
	}
	var extra error
	switch {
	case rest > 0:
		extra = errors.New("load takes no arguments, only flags; see --help")
	case o.store != "" && o.start == "":
		extra = errors.New("--store is where the servers of --start keep their data")
	}
	most := departments
	if o.start != "" {
		most = 3000
	}
	return errors.Join(extra,
		within("rate", int(o.rate), 0, 20_000), within("clients", o.clients, 1, 512), within("consoles", o.consoles, 0, 20_000),
		within("units", o.units, 1, most), within("idle", o.idle, 0, 20_000), within("for", int(o.length/time.Second), 0, 3600),
		within("stalled", o.stalled, 0, o.consoles), within("readers", o.readers, 0, 512), within("jitter", int(o.jitter/time.Second), 0, 60))
}

// run loads the server and reports; ok is false if anything was lost or doubled.
func run(ctx context.Context, o options, out io.Writer) (ok bool, err error) {
	b := &bench{o: o, crowd: &crowd{}}
	if o.start != "" {
		p, end, err := startServers(ctx, &b.o)
		if err != nil {
			return false, err
		}
		defer func() { err = errors.Join(err, end()) }()
		b.report.value("server ready", p.Ready.Seconds()*1000, "ms")
	}
	if err := b.play(ctx); err != nil {
		fmt.Fprint(out, b.report.String()) // what was measured before it broke off
		return false, err
	}
	fmt.Fprint(out, b.report.String())
	if o.json != "" {
		err = b.report.save(o.json, o.scenario)
	}
	return len(b.report.faults) == 0, err
}

// startServers runs the binary on a district of its own, twice where several
// servers can share it.
func startServers(ctx context.Context, o *options) (*wire.Process, func() error, error) {
	dir, temporary := o.dir, o.dir == ""
	if temporary {
		var err error
		if dir, err = os.MkdirTemp("", "hotline-load-"); err != nil {
			return nil, nil, err
		}
	}
	var up []*wire.Process
	end := func() error {
		var errs []error
		for _, p := range up {
			errs = append(errs, p.Stop())
		}
		if temporary {
			errs = append(errs, os.RemoveAll(dir))
		}
		return errors.Join(errs...)
	}
	args := []string{"demo", "--dir", dir, "--days", strconv.Itoa(o.days), "--listen", "127.0.0.1:0", "--units", strconv.Itoa(max(o.units-departments, 1))}
	if o.clock {
		args = append(args, "--test-clock")
	}
	// One token brings here what in earnest comes from many.
	if err := os.Setenv("HOTLINE_LIMITS_TOKEN_PER_MINUTE", "-1"); err != nil {
		return nil, nil, errors.Join(err, end())
	}
	if o.store != "" {
		dsn, err := ownDatabase(o.store)
		if err != nil {
			return nil, nil, errors.Join(err, end())
		}
		args = append(args, "--store", dsn)
	}
	for len(up) == 0 || o.store != "" && len(up) < 2 {
		p, err := wire.Start(ctx, os.Stderr, o.start, args...)
		if err != nil {
			return nil, nil, errors.Join(err, end())
		}
		up = append(up, p)
	}
	o.server, o.pid = up[0].URL, up[0].PID()
	if len(up) > 1 {
		o.second = up[1].URL
	}
	return up[0], end, nil
}
