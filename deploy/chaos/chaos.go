package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hotline/deploy/load/wire"
)

// Between two tickets of a client.
const (
	usualPace = 8 * time.Millisecond
	slowPace  = 30 * time.Millisecond
)

// chaos is one server and everything that is known of it.
type chaos struct {
	o      options
	name   string
	dir    string // of the test
	data   string // of the district
	store  string // "" for its file
	port   int
	log    io.Writer
	server *wire.Process
	down   bool // the fault ended the server
	disk   *disk
	proxy  *proxy
	pace   time.Duration
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
	refused    atomic.Int64    // requests answered 503
	slowest    time.Duration   // until it was ready again

	mu        sync.Mutex
	steps     map[string]int // escalation steps fired, by ticket
	delivered map[string]bool
}

func newChaos(o options, dir, name string) *chaos {
	return &chaos{o: o, name: name, dir: dir, data: filepath.Join(dir, name), pace: usualPace, series: name + fmt.Sprint(time.Now().UnixNano()), run: int(time.Now().Unix()),
		liaisons: map[string]*wire.Client{}, feeds: map[string]*feed{}, steps: map[string]int{}, delivered: map[string]bool{}}
}

// end stops the server; one that a broken run left behind is killed.
func (c *chaos) end(ok bool) error {
	if c.server == nil {
		return nil
	}
	if !ok {
		return c.server.Kill()
	}
	return c.server.Stop()
}

// boot starts the server on the same data and the same port.
func (c *chaos) boot(ctx context.Context) (err error) {
	args := []string{"demo", "--dir", c.data, "--days", "0", "--test-clock", "--listen", fmt.Sprintf("127.0.0.1:%d", c.port)}
	if c.store != "" {
		args = append(args, "--store", c.store)
	}
	c.server, err = wire.Start(ctx, c.log, c.o.start, args...)
	return err
}

// prepare makes the district, signs everybody in and opens the consoles.
func (c *chaos) prepare(ctx context.Context) error {
	// No watch over the room left: a full disk must show in the writes themselves.
	if err := os.Setenv("HOTLINE_MIN_FREE", "0"); err != nil {
		return err
	}
	var err error
	if c.log, err = os.OpenFile(filepath.Join(c.dir, c.name+".log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err != nil {
		return err
	}
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

// once is a run: load, harm, recovery, check.
func (c *chaos) once(ctx context.Context, f fault, r *rand.Rand) (row, error) {
	known, accepted, _ := c.journal.counts()
	first, refused, breaches := len(c.journal.all()), c.refused.Load(), len(c.journal.broken())
	began := time.Now()
	if err := c.advance(ctx, c.o.advance); err != nil {
		return row{}, err
	}
	stop, driven := make(chan struct{}), make(chan struct{})
	go func() { c.drive(stop); close(driven) }()
	c.down, c.slowest = false, 0
	err := pass(ctx, between(r, 50*time.Millisecond, 1500*time.Millisecond))
	var said string
	if err == nil {
		said, err = f.strike(ctx, c, r)
	}
	if err == nil && !c.down {
		err = pass(ctx, between(r, 100*time.Millisecond, 500*time.Millisecond)) // they work on
	}
	close(stop)
	<-driven
	if err != nil {
		return row{}, err
	}
	_, _, open := c.journal.counts()
	if c.down {
		c.readers.Wait()
		err = c.revive(ctx, f.name == "kill" && r.IntN(5) == 0)
		c.slowest = c.server.Ready
	} else {
		err = c.resume(ctx)
	}
	if err == nil {
		err = c.verify(ctx, c.journal.all()[first:])
	}
	t, a, _ := c.journal.counts()
	return row{said: f.name + ": " + said, tickets: t - known, accepted: a - accepted, open: open, refused: int(c.refused.Load() - refused),
		breaches: len(c.journal.broken()) - breaches, ready: c.slowest, took: time.Since(began)}, err
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

// resume lets everybody go on with a server that was not ended.
func (c *chaos) resume(ctx context.Context) error {
	if err := c.renew(ctx); err != nil {
		return err
	}
	if err := c.listen(ctx, false); err != nil {
		return err
	}
	return c.retry()
}

// readyz asks whether the server is ready, and in its own words why not.
func (c *chaos) readyz(ctx context.Context) (status int, said string) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.server.URL+"/readyz", nil)
	if err != nil {
		return 0, err.Error()
	}
	req.Header.Set("Accept-Language", "en")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err.Error()
	}
	defer resp.Body.Close()
	var p struct {
		Detail string `json:"detail"`
		Errors []struct {
			Message string `json:"message"`
		} `json:"errors"`
	}
	b, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if err != nil || json.Unmarshal(b, &p) != nil {
		return resp.StatusCode, strings.TrimSpace(string(b))
	}
	said = p.Detail
	for _, e := range p.Errors {
		if e.Message != p.Detail {
			said += "; " + e.Message
		}
	}
	return resp.StatusCode, fmt.Sprintf("%d %s", resp.StatusCode, said)
}

// conclude checks every ticket of all runs once more and sums up.
func (c *chaos) conclude(ctx context.Context, out io.Writer) error {
	time.Sleep(2 * time.Second) // sweeps under way
	entries := c.journal.all()
	if err := c.awaitMarks(ctx, entries); err != nil {
		return err
	}
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
	fmt.Fprintf(out, "%s: %d tickets and %d acceptances acknowledged, %d frames followed, %d escalation steps fired; %d breaches\n",
		c.name, tickets, accepted, frames, steps, len(broken))
	for i, b := range broken {
		if i == 20 {
			_, err := fmt.Fprintf(out, "  … and %d more\n", len(broken)-i)
			return err
		}
		fmt.Fprintln(out, "  "+b)
	}
	return nil
}
