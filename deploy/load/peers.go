package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// burst is how long each of the peers' measurements goes on.
const burst = 6 * time.Second

// peers measures what was measured of another help desk, in the same order:
// creating, lists, search, reports, push, a reader that stalls, a storm of
// deadlines.
func (b *bench) peers(ctx context.Context) error {
	if info, err := os.Stat(b.o.start); err == nil {
		b.report.value("binary", float64(info.Size())/(1<<20), "MiB")
	}
	admin, err := b.signInAs(ctx, "admin")
	if err != nil {
		return err
	}
	token, err := admin.Token(ctx, "agent", "intake", "read")
	if err != nil {
		return err
	}
	for _, step := range []func() error{
		func() error { return b.creates(ctx, token) },
		func() error { return b.peerLists(ctx) },
		func() error { return b.pushes(ctx) },
		func() error { return b.stalledReader(ctx) },
		func() error { b.resident("memory, loaded"); return nil },
		func() error { b.o.rate, b.o.length, b.o.clients = 0, 5*time.Minute, 32; return b.monday(ctx) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// creates registers in closed loops of several widths.
func (b *bench) creates(ctx context.Context, token *wire.Client) error {
	for _, by := range []struct {
		name   string
		client *wire.Client
		known  bool
	}{
		{"new caller, session", b.agent, false}, {"new caller, API token", token, false}, {"known caller, session", b.agent, true}, {"known caller, API token", token, true},
	} {
		for _, c := range []int{1, 8, 32} {
			o := b.o
			o.rate, o.clients, o.length, o.known, o.consoles = 0, c, burst, by.known, 0
			in := newIntake(by.client, b.units, o)
			before := b.cpu()
			in.run(ctx)
			name := fmt.Sprintf("create, %s, c=%d", by.name, c)
			b.report.value(name, float64(len(in.nos))/in.length.Seconds(), fmt.Sprintf("/s, %.2f ms of the server's processor each", (b.cpu()-before).Seconds()*1000/float64(max(1, len(in.nos)))))
			b.report.spread(name, wire.Measure(in.took))
			if err := b.judge(ctx, in); err != nil {
				return err
			}
		}
	}
	return nil
}

// peerLists measures lists, one ticket, searches and reports on what is there.
func (b *bench) peerLists(ctx context.Context) error {
	supervisor, err := b.signInAs(ctx, "supervisor")
	if err != nil {
		return err
	}
	deep, page, err := walk(ctx, b.agent, "hotline/open", 30)
	if err != nil {
		return err
	}
	first := "/tickets?limit=30&queue=" + url.QueryEscape("hotline/open")
	var list struct {
		Items []wire.Ticket `json:"items"`
	}
	if err := b.agent.Get(ctx, first, &list); err != nil || len(list.Items) == 0 {
		return fmt.Errorf("the queue is empty: %w", err)
	}
	search := func(q string) string { return "/tickets?limit=30&q=" + url.QueryEscape(q) }
	for _, m := range []struct {
		name   string
		client *wire.Client
		path   string
		atOnce int
	}{
		{"list of 30, c=1", b.agent, first, 1}, {"list of 30, c=8", b.agent, first, 8},
		{fmt.Sprintf("list of 30, page %d", page), b.agent, first + "&after=" + url.QueryEscape(deep), 1},
		{"one ticket", b.agent, "/tickets/" + list.Items[0].No, 1},
		{"search, common word, c=4", b.agent, search("夜间行人"), 4}, {"search, nothing found, c=4", b.agent, search("鲲鹏展翅"), 4},
		{"search, two characters, c=4", b.agent, search("路灯"), 4},
		{"report, board, c=4", supervisor, "/board", 4}, {"report, trends, c=4", supervisor, "/insight/trends", 4},
		{"report, month's score, c=4", supervisor, "/scores/" + time.Now().Format("2006-01"), 4},
	} {
		if err := b.warm(ctx, m.name, m.client, m.path); err != nil {
			return err
		}
		s, err := repeatBy(ctx, m.atOnce, m.client, m.path)
		if err != nil {
			return err
		}
		b.report.spread(m.name, s)
	}
	return nil
}

// slow is what takes so long the first time that it is worth a line.
const slow = 500 * time.Millisecond

// warm waits until a report that is being computed is there, and says how long
// that took.
func (b *bench) warm(ctx context.Context, name string, c *wire.Client, path string) error {
	start := time.Now()
	err := c.Get(ctx, path, nil)
	for wire.Refused(err) == http.StatusServiceUnavailable && time.Since(start) < 3*time.Minute {
		time.Sleep(100 * time.Millisecond)
		err = c.Get(ctx, path, nil)
	}
	if took := time.Since(start); took > slow {
		b.report.value(name+", first time", took.Seconds()*1000, "ms")
	}
	return err
}

// repeatBy asks for the same again and again, so many at once.
func repeatBy(ctx context.Context, atOnce int, c *wire.Client, path string) (wire.Spread, error) {
	var mu sync.Mutex
	var took []time.Duration
	var failed error
	var work sync.WaitGroup
	for range atOnce {
		work.Go(func() {
			some, err := repeat(ctx, c, path)
			mu.Lock()
			defer mu.Unlock()
			took = append(took, some...)
			if err != nil {
				failed = err
			}
		})
	}
	work.Wait()
	return wire.Measure(took), failed
}

// pushes measures the way from a request to its frame on consoles of one unit.
func (b *bench) pushes(ctx context.Context) error {
	for _, p := range []struct {
		name     string
		consoles int
		rate     float64
		clients  int
	}{
		{"push, 1 socket, 20/s", 1, 20, 4}, {"push, 200 sockets, 20/s", 200, 20, 4}, {"push, 200 sockets, closed loop c=16", 200, 0, 16},
	} {
		if err := b.push(ctx, p.name+": ", func(o *options) { o.consoles, o.rate, o.clients = p.consoles, p.rate, p.clients }); err != nil {
			return err
		}
	}
	return nil
}

// push runs an intake for one unit alone, with consoles of its own.
func (b *bench) push(ctx context.Context, name string, set func(*options)) error {
	one := &bench{o: b.o, agent: b.agent, units: b.units[:1], liaisons: b.liaisons[:1], crowd: &crowd{}}
	one.o.length = burst
	set(&one.o)
	in := newIntake(one.agent, one.units, one.o)
	err := one.connect(ctx, in)
	if err == nil {
		err = one.load(ctx, in, name)
	}
	one.crowd.close()
	for _, x := range one.report.rows {
		b.report.put(x)
	}
	for _, f := range one.report.faults {
		b.report.fault("%s%s", name, f)
	}
	return err
}

// stalledReader is one console of two that reads nothing while 900 frames come,
// is sent away, and comes back.
func (b *bench) stalledReader(ctx context.Context) error {
	return b.push(ctx, "stalled reader: ", func(o *options) {
		o.consoles, o.stalled, o.rate, o.length = 2, 1, 45, 20*time.Second
	})
}
