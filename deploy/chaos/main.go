// Chaos kills the server at random moments under load and holds what comes back
// to a journal of its own: nothing acknowledged may be missing, no push lost or
// told twice, no escalation step fired twice, no repeated request done twice.
//
//	go run ./deploy/chaos --start bin/server --runs 50
//
// It ends the process, not the machine: what the disk does at a power cut is
// the store's full synchronisation to answer for.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
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
}

func main() { wire.Main("chaos", parse, torment) }

func parse(args []string) (options, error) {
	var o options
	fs := flag.NewFlagSet("chaos", flag.ContinueOnError)
	fs.StringVar(&o.start, "start", "bin/server", "the server binary")
	fs.StringVar(&o.dir, "dir", "", "the sample district, kept afterwards (default: a temporary one, kept only after a breach)")
	fs.IntVar(&o.runs, "runs", 50, "how often to kill the server")
	fs.IntVar(&o.clients, "clients", 6, "clients at once")
	fs.IntVar(&o.units, "units", 6, "units that tickets are given to")
	fs.DurationVar(&o.advance, "advance", 30*time.Minute, "how far the clock moves in each run, so that limits pass")
	if err := fs.Parse(args); err != nil {
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

// chaos is one test over all its runs.
type chaos struct {
	o      options
	dir    string
	port   int
	log    io.Writer
	server *wire.Process
	ahead  time.Duration // how far the server's clock is moved
	series string
	run    int // makes the callers of this test new

	units      []wire.Unit
	agent      *wire.Client
	supervisor *wire.Client
	liaisons   map[string]*wire.Client
	feeds      map[string]*feed
	readers    sync.WaitGroup
	journal    journal
	before     map[string]bool // tickets of the sample district

	mu        sync.Mutex
	steps     map[string]int // escalation steps fired, by ticket
	delivered map[string]bool
}

// torment does all runs; ok is false after a breach.
func torment(ctx context.Context, o options, out io.Writer) (ok bool, err error) {
	c := &chaos{o: o, dir: o.dir, series: fmt.Sprint(time.Now().UnixNano()), run: int(time.Now().Unix()),
		liaisons: map[string]*wire.Client{}, feeds: map[string]*feed{}, steps: map[string]int{}, delivered: map[string]bool{}}
	if c.dir == "" {
		if c.dir, err = os.MkdirTemp("", "hotline-chaos-"); err != nil {
			return false, err
		}
		defer func() {
			if ok && err == nil {
				err = os.RemoveAll(c.dir)
				return
			}
			fmt.Fprintln(out, "the district and server.log are kept in", c.dir)
		}()
	}
	if err := os.MkdirAll(c.dir, 0o700); err != nil {
		return false, err
	}
	log, err := os.OpenFile(filepath.Join(c.dir, "server.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, log.Close()) }()
	c.log = log
	if err := c.prepare(ctx); err != nil {
		return false, errors.Join(err, c.kill())
	}
	for i := range o.runs {
		if err := c.once(ctx, i, out); err != nil {
			return false, errors.Join(fmt.Errorf("run %d: %w", i+1, err), c.kill())
		}
	}
	if err := c.conclude(ctx, out); err != nil {
		return false, errors.Join(err, c.kill())
	}
	return len(c.journal.broken()) == 0, c.server.Stop()
}

func (c *chaos) kill() error {
	if c.server == nil {
		return nil
	}
	return c.server.Kill()
}

// boot starts the server on the same data and the same port.
func (c *chaos) boot(ctx context.Context) (err error) {
	c.server, err = wire.Start(ctx, c.log, c.o.start, "demo", "--dir", c.dir, "--days", "0", "--test-clock", "--listen", fmt.Sprintf("127.0.0.1:%d", c.port))
	return err
}

// prepare makes the district, signs everybody in and opens the consoles.
func (c *chaos) prepare(ctx context.Context) error {
	var err error
	if c.port, err = wire.FreePort(); err != nil {
		return err
	}
	if err := c.boot(ctx); err != nil {
		return err
	}
	client, err := wire.New(c.server.URL, c.o.clients+8)
	if err != nil {
		return err
	}
	if c.agent, err = client.SignIn(ctx, "agent"); err != nil {
		return err
	}
	if c.supervisor, err = client.SignIn(ctx, "supervisor"); err != nil {
		return err
	}
	if c.units, err = c.agent.Units(ctx, c.o.units); err != nil {
		return err
	}
	c.feeds["supervisor"] = newFeed(c.supervisor, "supervisor")
	for _, u := range c.units {
		l, err := client.SignIn(ctx, "liaison-"+u.Code)
		if err != nil {
			return err
		}
		c.liaisons[u.Code], c.feeds[u.Code] = l, newFeed(l, u.Code)
	}
	if c.before, err = c.numbers(ctx); err != nil {
		return err
	}
	return c.listen(ctx, true)
}

// once is a run: load, kill, restart, check.
func (c *chaos) once(ctx context.Context, i int, out io.Writer) error {
	known, accepted, _ := c.journal.counts()
	first := len(c.journal.all())
	if err := c.advance(ctx, c.o.advance); err != nil {
		return err
	}
	stop, driven := make(chan struct{}), make(chan struct{})
	go func() { c.drive(stop); close(driven) }()
	after := time.Duration(50+rand.IntN(1450)) * time.Millisecond
	select {
	case <-time.After(after):
	case <-ctx.Done():
		return ctx.Err()
	}
	if err := c.server.Kill(); err != nil {
		return err
	}
	close(stop)
	<-driven
	c.readers.Wait()
	t, a, open := c.journal.counts()
	faults := len(c.journal.broken())
	if err := c.revive(ctx, i%5 == 4); err != nil {
		return err
	}
	if err := c.verify(ctx, c.journal.all()[first:]); err != nil {
		return err
	}
	verdict := "ok"
	if n := len(c.journal.broken()) - faults; n > 0 {
		verdict = fmt.Sprintf("%d BREACHES", n)
	}
	_, err := fmt.Fprintf(out, "run %2d: killed after %4d ms; %4d registered, %4d accepted, %d cut off; ready in %s; %s\n",
		i+1, after.Milliseconds(), t-known, a-accepted, open, c.server.Ready.Round(time.Millisecond), verdict)
	return err
}

// revive starts the server again, sometimes killing it once more while it does,
// and lets everybody go on where they were.
func (c *chaos) revive(ctx context.Context, twice bool) error {
	if twice {
		early, cancel := context.WithTimeout(ctx, time.Duration(rand.IntN(200))*time.Millisecond)
		err := c.boot(early) // killed when the time is over
		cancel()
		if err == nil {
			err = c.server.Kill()
		} else if ctx.Err() == nil {
			err = nil
		}
		if err != nil {
			return err
		}
	}
	if err := c.boot(ctx); err != nil {
		return err
	}
	if err := c.setClock(ctx, c.ahead); err != nil {
		return err
	}
	if err := c.renew(ctx); err != nil {
		return err
	}
	if err := c.listen(ctx, false); err != nil {
		return err
	}
	return c.retry()
}

// conclude checks every ticket of all runs once more and sums up.
func (c *chaos) conclude(ctx context.Context, out io.Writer) error {
	time.Sleep(2 * time.Second) // sweeps and delivery marks under way
	entries := c.journal.all()
	if err := c.verify(ctx, entries); err != nil {
		return err
	}
	now, err := c.numbers(ctx)
	if err != nil {
		return err
	}
	for _, s := range strangers(now, c.before, entries) {
		c.journal.fault("%s", s)
	}
	tickets, accepted, _ := c.journal.counts()
	frames, steps, undelivered := 0, 0, 0
	for _, f := range c.feeds {
		frames += f.frames()
	}
	for _, n := range c.steps {
		steps += n
	}
	for _, d := range c.delivered {
		if !d {
			undelivered++
		}
	}
	if undelivered > 0 {
		c.journal.fault("%d tickets whose frames were acknowledged lack their delivery mark", undelivered)
	}
	broken := c.journal.broken()
	fmt.Fprintf(out, "%d kills: %d tickets and %d acceptances acknowledged, %d frames followed, %d escalation steps fired; %d breaches\n",
		c.o.runs, tickets, accepted, frames, steps, len(broken))
	for i, b := range broken {
		if i == 20 {
			_, err := fmt.Fprintf(out, "  … and %d more\n", len(broken)-i)
			return err
		}
		fmt.Fprintln(out, "  "+b)
	}
	return nil
}
