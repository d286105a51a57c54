package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/load/wire"
	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
	"hotline/server/store/mongo"
)

// asServer makes the test program a server, so that tests can kill real ones.
const asServer = "HOTLINE_TEST_SERVER"

func TestMain(m *testing.M) {
	if os.Getenv(asServer) != "" {
		os.Exit(Main(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// drill is load, consoles and deadlines on servers that come and go.
type drill struct {
	*testing.T
	dsn   string
	store *mongo.Store
	run   int // tells the demands of this drill from those of others
	units []string

	mu      sync.Mutex
	servers []*wire.Process
	posted  map[int]string    // the ticket of each demand, as it was promised
	begun   map[int]time.Time // when it was sent, and where
	where   map[int]string
	delays  map[bool][]time.Duration // from sending to another server's console, or to the same one's
	faults  []string
	shown   []shown
}

// shown is how far a console has got.
type shown struct {
	unit string
	last *atomic.Int64
}

// openDrill fills a database with the sample district's directory.
func openDrill(t *testing.T, variable string, planted int) *drill {
	uri := os.Getenv(variable)
	if uri == "" {
		t.Skip(variable + " names no server; see deploy/testmongo")
	}
	base, query, _ := strings.Cut(uri, "?")
	d := &drill{T: t, dsn: fmt.Sprintf("%s/drill_%d?%s", strings.TrimSuffix(base, "/"), time.Now().UnixNano(), query), run: rand.IntN(1000),
		posted: map[int]string{}, begun: map[int]time.Time{}, where: map[int]string{}, delays: map[bool][]time.Duration{}}
	dir := t.TempDir()
	for key, value := range map[string]string{"SECRET_FILE": filepath.Join(dir, "secret.key"), "LOG_LEVEL": "error", "MIN_FREE": "0"} {
		t.Setenv("HOTLINE_"+key, value)
	}
	c := Default()
	c.Store, c.SecretFile = d.dsn, filepath.Join(dir, "secret.key")
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error"), Demo: true})
	require.NoError(t, err)
	d.plant(a, "chengguanju", "zhujian")
	d.plantDue(a, planted)
	require.NoError(t, a.Stop(t.Context()))
	d.store, err = mongo.Open(t.Context(), d.dsn, mongo.Options{Keys: a.keys.ring})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, d.store.Close()) })
	return d
}

// plant stores a directory of a few units, whose people and an agent can sign in.
func (d *drill) plant(a *App, units ...string) {
	now, hash := a.Clock.Now(), api.HashPassword(demoPassword)
	for _, u := range seed.Units() {
		if slices.Contains(units, u.Code) {
			require.NoError(d, put(d.Context(), a.Store, dispatch.KindUnit, u.Code, u, now))
		}
	}
	for _, u := range seed.Users() {
		if u.Username == "agent" || slices.Contains(units, u.Unit) {
			u.Hash = hash
			require.NoError(d, put(d.Context(), a.Store, dispatch.KindUser, u.Username, u, now))
		}
	}
	require.NoError(d, a.Directory.Reload(d.Context()))
	d.units = units
}

// plantDue stores tickets that become overdue one after another from now on.
func (d *drill) plantDue(a *App, n int) {
	rules := a.Directory.Rules()
	rules.Failover = dispatch.FailoverRules{}
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.Life, Title: "楼道有燃气味", Text: "楼道有燃气味"}, Anonymous: true}
	now := a.Clock.Now()
	var ws []dispatch.Write
	for i := range n {
		at := now.Add(-15*time.Minute + time.Duration(2*i)*time.Second)
		day := dispatch.Day(at)
		serial, err := a.Store.NextSerial(d.Context(), day, 1)
		require.NoError(d, err)
		t, events, err := rules.Register(in, dispatch.FormatNo(day, serial), "ABCDEF", "", &dispatch.Routing{}, dispatch.System(), at)
		require.NoError(d, err)
		t, more, err := rules.Apply(t, dispatch.Action{Kind: dispatch.DoDispatch, Lead: d.units[0]}, dispatch.System(), at)
		require.NoError(d, err)
		ws = append(ws, dispatch.Write{Ticket: t, Events: append(events, more...), Person: &dispatch.Person{}})
	}
	_, err := a.Store.Import(d.Context(), ws)
	require.NoError(d, err)
}

// serve starts one more server.
func (d *drill) serve() *wire.Process {
	d.Setenv(asServer, "1")
	p, err := wire.Start(d.Context(), os.Stderr, os.Args[0], "serve", "--listen", "127.0.0.1:0", "--store", d.dsn)
	require.NoError(d, err)
	d.Cleanup(func() { _ = p.Kill() })
	d.mu.Lock()
	defer d.mu.Unlock()
	d.servers = append(d.servers, p)
	return p
}

// one is any of the servers that are up.
func (d *drill) one() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.servers[rand.IntN(len(d.servers))].URL
}

// gone takes a server off the list, as a balancer does.
func (d *drill) gone(p *wire.Process) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.servers = slices.DeleteFunc(d.servers, func(s *wire.Process) bool { return s == p })
}

func (d *drill) fault(format string, args ...any) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.faults = append(d.faults, fmt.Sprintf(format, args...))
}

// holder is the server that has the lease of the sweep.
func (d *drill) holder() *wire.Process {
	for {
		r, err := d.store.Record(d.Context(), dispatch.KindLease, "sweep")
		if err == nil {
			var doc leaseDoc
			require.NoError(d, json.Unmarshal(r.Body, &doc))
			d.mu.Lock()
			for _, p := range d.servers {
				if strings.Contains(doc.Holder, fmt.Sprintf("/%d", p.PID())) {
					d.mu.Unlock()
					return p
				}
			}
			d.mu.Unlock()
		}
		select {
		case <-d.Context().Done():
			d.Fatal("nobody sweeps")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// post sends one demand until a server promises a ticket, with the same key
// wherever it asks.
func (d *drill) post(agent *wire.Client, n int) {
	demand, key := wire.NewDemand(d.run, n).For(d.units[n%len(d.units)]), fmt.Sprintf("drill-%d", n)
	for d.Context().Err() == nil {
		server := d.one()
		d.mu.Lock()
		d.begun[n], d.where[n] = time.Now(), server
		d.mu.Unlock()
		var t wire.Ticket
		err := agent.At(server).Post(d.Context(), "/tickets", key, demand, &t)
		switch refused := wire.Refused(err); {
		case err == nil:
			d.mu.Lock()
			d.posted[n] = t.No
			d.mu.Unlock()
			return
		case refused >= 400 && refused < 500:
			d.fault("demand %d: %v", n, err)
			return
		}
	}
}

// console follows a feed at any server until done, frame by frame.
func (d *drill) console(who *wire.Client, server string, last *atomic.Int64, done <-chan struct{}) {
	for {
		k, err := who.At(server).Console(d.Context(), last.Load())
		if err == nil {
			closing := context.AfterFunc(d.Context(), func() { _ = k.Close() })
			go func() { <-done; _ = k.Close() }()
			err = d.follow(k, server, last)
			closing()
		}
		if wire.Refused(err) >= 400 && wire.Refused(err) < 500 {
			d.fault("console: %v", err)
			return
		}
		select {
		case <-done:
			return
		case <-time.After(20 * time.Millisecond):
			server = d.one()
		}
	}
}

func (d *drill) follow(k *wire.Console, server string, last *atomic.Int64) error {
	for {
		f, err := k.Read()
		if err != nil {
			return err
		}
		if f.Type == "resync" || f.ID != last.Load()+1 {
			d.fault("console at frame %d was told %s %d", last.Load(), f.Type, f.ID)
		}
		last.Store(f.ID)
		if n, ok := wire.Serial(f.Title); ok && f.Kind == notify.Dispatched {
			d.mu.Lock()
			away := d.where[n] != server
			d.delays[away] = append(d.delays[away], time.Since(d.begun[n]))
			d.mu.Unlock()
		}
		if err := k.Ack(f.ID); err != nil {
			return err
		}
	}
}

// rested tells whether everything that fell due was fired and every console
// has all of its feed.
func (d *drill) rested(planted int) bool {
	fired := 0
	err := d.store.Each(d.Context(), dispatch.Filter{Urgency: dispatch.Life}, func(t dispatch.Ticket) error {
		events, err := d.store.Events(d.Context(), t.No)
		if slices.ContainsFunc(events, func(e dispatch.Event) bool { return e.Kind == dispatch.Overdue }) {
			fired++
		}
		return err
	})
	for _, s := range d.shown {
		_, last, failed := d.store.FeedSpan(d.Context(), notify.UnitFeed(s.unit))
		if failed != nil || s.last.Load() < last {
			return false
		}
	}
	return err == nil && fired >= planted
}

// turn kills, stops or adds a server under load.
func (d *drill) turn(more func(int)) {
	d.mu.Lock()
	up, one := len(d.servers), d.servers[rand.IntN(len(d.servers))]
	d.mu.Unlock()
	switch {
	case up < 2:
		d.serve()
	case up < 4 && rand.IntN(2) == 0:
		d.serve()
	case rand.IntN(3) == 0:
		require.NoError(d, one.Stop())
		d.gone(one)
	default:
		require.NoError(d, one.Kill())
		d.gone(one)
	}
	more(10)
}

// check goes through everything the servers left behind.
func (d *drill) check(n, planted int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	require.Empty(d, d.faults)
	require.Len(d, d.posted, n, "each demand was promised a ticket")
	tickets := map[string]bool{}
	require.NoError(d, d.store.Each(d.Context(), dispatch.Filter{}, func(t dispatch.Ticket) error {
		require.False(d, tickets[t.No])
		tickets[t.No] = true
		events, err := d.store.Events(d.Context(), t.No)
		require.Zero(d, dispatch.Verify(events), t.No)
		steps := map[string]bool{}
		for _, e := range events {
			if e.Data.Step != "" {
				require.False(d, steps[e.Data.Step], "%s fired %s twice", t.No, e.Data.Step)
				steps[e.Data.Step] = true
			}
		}
		return err
	}))
	require.Len(d, tickets, n+planted, "no demand made two tickets, and none is lost")
	promised := slices.Compact(slices.Sorted(maps.Values(d.posted)))
	require.Len(d, promised, n, "no number was given twice")
	for _, no := range promised {
		require.True(d, tickets[no], no)
	}
	for i, unit := range d.units {
		frames, err := d.store.Feed(d.Context(), notify.UnitFeed(unit), 0, 10*n)
		require.NoError(d, err)
		told := map[string]int{}
		for at, f := range frames {
			require.EqualValues(d, at+1, f.ID, "no gap")
			if f.Kind == notify.Dispatched {
				told[f.No]++
			}
		}
		for demand, no := range d.posted {
			if demand%len(d.units) == i {
				require.Equal(d, 1, told[no], "%s is told once", no)
			}
		}
	}
}

// TestTwoServers: load, consoles and deadlines on two servers of which the one
// that sweeps is killed: nothing is lost, nothing comes twice, numbers are
// unique, each step fires once. HOTLINE_DRILL=2m kills, stops and adds servers
// for so long.
func TestTwoServers(t *testing.T) {
	const planted = 6
	d := openDrill(t, "HOTLINE_TEST_MONGO", planted)
	length, _ := time.ParseDuration(os.Getenv("HOTLINE_DRILL"))
	first, second := d.serve(), d.serve()
	outside, err := wire.New(first.URL, 8)
	require.NoError(t, err)
	agent, err := outside.SignIn(t.Context(), "agent")
	require.NoError(t, err)
	done := make(chan struct{})
	var consoles, posters sync.WaitGroup
	for _, unit := range d.units {
		who, err := outside.SignIn(t.Context(), "liaison-"+unit)
		require.NoError(t, err)
		for _, s := range []*wire.Process{first, second} {
			one := shown{unit, &atomic.Int64{}}
			d.shown = append(d.shown, one)
			consoles.Go(func() { d.console(who, s.URL, one.last, done) })
		}
	}
	demands := make(chan int)
	for range 4 {
		posters.Go(func() {
			for n := range demands {
				d.post(agent, n)
			}
		})
	}
	n := 0
	more := func(count int) {
		for range count {
			demands <- n
			n++
		}
	}
	more(12)
	victim := d.holder()
	require.NoError(t, victim.Kill())
	d.gone(victim)
	more(12)
	for end := time.Now().Add(length); time.Now().Before(end); {
		d.turn(more)
	}
	close(demands)
	posters.Wait()
	require.Eventually(t, func() bool { return d.rested(planted) }, time.Minute, 300*time.Millisecond, "another server takes over")
	close(done)
	consoles.Wait()
	for _, s := range d.servers {
		require.NoError(t, s.Stop())
	}
	d.check(n, planted)
	r, err := d.store.Record(t.Context(), dispatch.KindLease, "sweep")
	require.NoError(t, err)
	require.Contains(t, string(r.Body), `"holder":""`, "who stops gives its leases back")
	for away, took := range d.delays {
		t.Logf("from sending to a console, of another server %t: %+v", away, wire.Measure(took))
	}
}
