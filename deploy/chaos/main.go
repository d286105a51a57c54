// Chaos does the server harm at random moments under load and holds what comes
// back to a journal of its own: nothing acknowledged may be missing, no push lost
// or told twice, no escalation step fired twice, no repeated request done twice.
//
//	go run ./deploy/chaos --start bin/server --runs 200
//
// The faults are one file each: kill -9, SIGSTOP, a full disk, files that cannot
// be written, a clock that jumps, a bad connection to MongoDB, a torn log. It
// ends the process, not the machine: what the disk does at a power cut is the
// store's full synchronisation to answer for.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"hotline/deploy/load/wire"
)

type options struct {
	start   string
	dir     string
	runs    int
	clients int
	units   int
	advance time.Duration
	faults  []fault
	seed    uint64
	mongo   string
}

func main() { wire.Main("chaos", parse, torment) }

func parse(args []string) (options, error) {
	var o options
	fs := flag.NewFlagSet("chaos", flag.ContinueOnError)
	fs.StringVar(&o.start, "start", "bin/server", "the server binary")
	fs.StringVar(&o.dir, "dir", "", "the sample district, kept afterwards (default: a temporary one, kept only after a breach)")
	fs.IntVar(&o.runs, "runs", 50, "how often to do harm")
	fs.IntVar(&o.clients, "clients", 6, "clients at once")
	fs.IntVar(&o.units, "units", 6, "units that tickets are given to")
	fs.DurationVar(&o.advance, "advance", 30*time.Minute, "how far the clock moves in each run, so that limits pass")
	names := fs.String("faults", faultNames(), "the kinds of harm, drawn by weight")
	fs.Uint64Var(&o.seed, "seed", 0, "draw the same harm again (default: another each time)")
	fs.StringVar(&o.mongo, "mongo", "bin/testmongo", "for the fault store: the program that stands in for MongoDB")
	if err := fs.Parse(args); err != nil {
		return o, err
	}
	if o.seed == 0 {
		o.seed = rand.Uint64N(1 << 32)
	}
	var err error
	if o.faults, err = chosen(*names); err != nil {
		return o, err
	}
	switch {
	case fs.NArg() > 0:
		return o, errors.New("chaos takes no arguments, only flags; see --help")
	case o.runs < 1 || o.runs > 1000 || o.clients < 1 || o.clients > 64 || o.units < 1 || o.units > 16:
		return o, errors.New("--runs is from 1 to 1000, --clients to 64, --units to 16")
	case o.advance < 0 || o.advance > 6*time.Hour || time.Duration(o.runs)*o.advance > 6*24*time.Hour:
		return o, errors.New("--advance is at most 6h, and six days over all runs: frames are kept for seven")
	}
	return o, nil
}

// torment does all runs; ok is false after a breach.
func torment(ctx context.Context, o options, out io.Writer) (ok bool, err error) {
	dir := o.dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "hotline-chaos-"); err != nil {
			return false, err
		}
		defer func() {
			if ok && err == nil {
				err = os.RemoveAll(dir)
				return
			}
			fmt.Fprintln(out, "logs and what is left of the districts are in", dir)
		}()
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return false, err
	}
	fmt.Fprintf(out, "seed %d\n", o.seed)
	w := &worlds{o: o, dir: dir, out: out}
	defer func() { err = errors.Join(err, w.close(ok)) }()
	if err := w.open(ctx); err != nil {
		return false, err
	}
	if err := w.runs(ctx); err != nil {
		return false, err
	}
	ok = true
	for _, c := range w.all {
		if err := c.conclude(ctx, out); err != nil {
			return false, err
		}
		ok = ok && len(c.journal.broken()) == 0
	}
	return ok, nil
}

// runs does harm again and again and sums it up.
func (w *worlds) runs(ctx context.Context) error {
	r, t := rand.New(rand.NewPCG(w.o.seed, 0)), table{}
	defer t.print(w.out)
	for i := range w.o.runs {
		f := draw(r, w.faults)
		row, err := w.of(f).once(ctx, f, rand.New(rand.NewPCG(w.o.seed, uint64(i+1))))
		if err != nil {
			return fmt.Errorf("run %d (%s): %w", i+1, f.name, err)
		}
		t.add(f.name, row)
		fmt.Fprintf(w.out, "run %3d: %s\n", i+1, row)
		w.tell(row.breaches, f)
	}
	return nil
}

// tell names the newest breaches, up to five.
func (w *worlds) tell(n int, f fault) {
	all := w.of(f).journal.broken()
	for _, b := range all[len(all)-min(n, 5):] {
		fmt.Fprintln(w.out, "  "+b)
	}
}
