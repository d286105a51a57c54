package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store/sqlite"
	"hotline/sla"
)

// post is one server with its consoles over a real store and a real listener.
type post struct {
	testing.TB
	store   *sqlite.Store
	hub     *notify.Hub
	worker  *notify.Worker
	sockets *Sockets
	service dispatch.Service
	addr    string
	web     *http.Transport // for plain requests
	stop    func()
}

// faulty is a store whose acknowledgements can be made to fail.
type faulty struct {
	dispatch.Store
	down atomic.Bool
}

func (f *faulty) Ack(ctx context.Context, recipient string, id int64) ([]dispatch.Frame, error) {
	if f.down.Load() {
		return nil, dispatch.Errorf(dispatch.Unavailable, "store_down")
	}
	return f.Store.Ack(ctx, recipient, id)
}

// openPost starts a server on the store file of the directory; several in turn
// are restarts of one.
func openPost(tb testing.TB, dir string, pace Pace) *post {
	st, err := sqlite.Open(tb.Context(), "file:"+filepath.Join(dir, "hotline.db"), sqlite.Options{})
	require.NoError(tb, err)
	p := &post{TB: tb, store: st, hub: notify.NewHub(st), web: &http.Transport{}}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	p.worker = notify.NewWorker(st, p.hub, log)
	units := map[string]dispatch.Unit{}
	for i := range 10 {
		code := fmt.Sprint("u", i)
		units[code] = dispatch.Unit{Code: code, Name: code, Group: dispatch.Bureau, Active: true}
	}
	rules := dispatch.Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Units: units}
	p.service = dispatch.Service{
		Store: st, Rules: func() dispatch.Rules { return rules }, Notices: notify.For, Wake: p.worker.Wake, Now: time.Now,
		Route: func(context.Context, dispatch.Facts) dispatch.Routing {
			return dispatch.Routing{Decision: dispatch.Triage}
		},
		Code:      func() string { return "123456" },
		HashPhone: func(string) string { return "hash" },
	}
	p.sockets = NewSockets(p.hub, p.service, log)
	p.sockets.Pace = pace
	p.serve()
	return p
}

// serve listens and runs the loops; stop ends all of it as the app does.
func (p *post) serve() {
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		var web *fiber.Error
		if errors.As(err, &web) {
			return c.SendStatus(web.Code)
		}
		return c.Status(fiber.StatusTeapot).SendString(string(dispatch.CodeOf(err)))
	}})
	app.Get("/api/v1/ws", func(c *fiber.Ctx) error {
		who, unit := c.Get("X-Test-Role"), c.Get("X-Test-Unit")
		c.Locals(principalKey{}, principal{Actor: dispatch.Actor{ID: "user-" + who + unit, Role: dispatch.Role(who), Unit: unit}, session: "session-" + who + unit})
		return c.Next()
	}, p.sockets.Handler())
	app.Get("/echo", func(c *fiber.Ctx) error { return c.SendString(c.Query("say")) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(p, err)
	p.addr = ln.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	var loops sync.WaitGroup
	loops.Go(func() { _ = app.Listener(ln) })
	loops.Go(func() { _ = p.worker.Run(ctx) })
	loops.Go(func() { _ = p.sockets.Run(ctx) })
	end := sync.OnceValue(func() error {
		limit, done := context.WithTimeout(context.Background(), 20*time.Second)
		defer done()
		p.web.CloseIdleConnections() // fasthttp waits for connections that never asked anything
		err := errors.Join(p.sockets.Close(limit), app.ShutdownWithContext(limit))
		cancel()
		loops.Wait()
		return errors.Join(err, p.store.Close())
	})
	p.stop = func() { require.NoError(p, end()) }
	p.Cleanup(p.stop)
}

// sign writes the records of a user's session.
func (p *post) sign(role dispatch.Role, unit string) {
	id := string(role) + unit
	body, err := json.Marshal(dispatch.User{Username: "user-" + id, Role: role, Unit: unit, Active: true})
	require.NoError(p, err)
	for _, r := range []dispatch.Record{{Kind: dispatch.KindUser, ID: "user-" + id, Body: body}, {Kind: dispatch.KindSession, ID: "session-" + id, Body: []byte("{}")}} {
		r.At = time.Now()
		if _, err := p.store.PutRecord(p.Context(), r); err != nil {
			require.Equal(p, dispatch.Exists, dispatch.CodeOf(err))
		}
	}
}

var pushAgent = dispatch.Actor{ID: "a1", Role: dispatch.RoleAgent}

// log registers a ticket and gives it to the unit.
func (p *post) log(unit string) dispatch.Ticket {
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: "路灯不亮三天"},
		Person: dispatch.Person{Name: "张三", Phone: "13800001234"}, WantsReply: true}
	t, err := p.service.Log(p.Context(), in, &dispatch.Choice{Lead: unit, Reason: "职责"}, dispatch.Action{}, pushAgent)
	require.NoError(p, err)
	return t
}

// push writes n notices for the unit in one change.
func (p *post) push(unit string, n int) {
	now := time.Now()
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: "路灯不亮"},
		Person: dispatch.Person{Phone: "13800001234"}}.Normal()
	_, err := p.store.Create(p.Context(), dispatch.Day(now), func(no string) (dispatch.Write, error) {
		t, events, err := p.service.Rules().Register(in, no, "123456", "hash", nil, pushAgent, now)
		w := dispatch.Write{Ticket: t, Events: events}
		for i := range n {
			w.Notices = append(w.Notices, dispatch.Notice{Key: fmt.Sprintf("%s/%d/%s", no, i, unit), Recipient: notify.UnitFeed(unit), Kind: notify.Urged, No: no, Title: t.Title, At: events[0].At})
		}
		return w, err
	})
	require.NoError(p, err)
	p.worker.Wake()
}

// wire is any message of the server.
type wire struct {
	Type      string    `json:"type"`
	ID        int64     `json:"id"`
	Last      int64     `json:"last"`
	Recipient string    `json:"recipient"`
	Now       time.Time `json:"now"`
	Kind      string    `json:"kind"`
	No        string    `json:"no"`
	Title     string    `json:"title"`
}

// client is a console as a browser is one.
type client struct {
	conn   *websocket.Conn
	cursor int64 // the last frame seen, -1: none
}

// dial opens a console of the unit, resuming after the frame; below zero it is
// a fresh one.
func (p *post) dial(unit string, after int64) (*client, error) {
	url := "ws://" + p.addr + "/api/v1/ws"
	if after >= 0 {
		url += fmt.Sprint("?after=", after)
	}
	h := http.Header{"X-Test-Role": {string(dispatch.RoleLiaison)}, "X-Test-Unit": {unit}}
	conn, _, err := websocket.DefaultDialer.Dial(url, h)
	if err != nil {
		return nil, err
	}
	return &client{conn, after}, nil
}

// join opens a console and reads its hello.
func (p *post) join(unit string, after int64) *client {
	p.Helper()
	c, err := p.dial(unit, after)
	require.NoError(p, err)
	p.Cleanup(func() { _ = c.conn.Close() })
	m, err := c.next()
	require.NoError(p, err)
	require.Equal(p, "hello", m.Type)
	require.Equal(p, "unit:"+unit, m.Recipient)
	if after < 0 {
		c.cursor = m.Last
	}
	return c
}

func (c *client) next() (wire, error) {
	var m wire
	if err := c.conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		return m, err
	}
	return m, c.conn.ReadJSON(&m)
}

// upTo reads frames until the given one: each must be the next.
func (c *client) upTo(last int64) error {
	for c.cursor < last {
		m, err := c.next()
		if err != nil {
			return err
		}
		if m.Type != "frame" || m.ID != c.cursor+1 {
			return fmt.Errorf("%s %d after frame %d", m.Type, m.ID, c.cursor)
		}
		c.cursor = m.ID
	}
	return nil
}

// code reads on until the connection ends, and tells with which code.
func (c *client) code() int {
	for {
		m, err := c.next()
		var closed *websocket.CloseError
		switch {
		case errors.As(err, &closed):
			return closed.Code
		case err != nil:
			return 0
		case m.Type == "frame":
			c.cursor = m.ID
		}
	}
}

func TestSocket(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.push("u1", 3)
	p.waitFeed("u1", 3)

	c := p.join("u1", -1)
	require.Equal(t, int64(3), c.cursor, "a fresh console starts at the end")
	ticket := p.log("u1")
	m, err := c.next()
	require.NoError(t, err)
	require.Equal(t, wire{Type: "frame", ID: 4, Kind: notify.Dispatched, No: ticket.No, Title: "路灯不亮"}, m)

	// Nonsense and acknowledgements of what was never sent change nothing.
	for _, s := range []string{"nonsense", `{"ack":99}`, `{"ack":-1}`, `{"other":1}`, `{"ack":4}`, `{"ack":4}`} {
		require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(s)))
	}
	p.delivered(ticket.No)

	require.NoError(t, p.join("u1", 1).upTo(4), "it resumes")
	other := p.join("u2", -1)
	p.push("u1", 1)
	p.push("u2", 1)
	require.NoError(t, other.upTo(1), "and hears of nobody else's tickets")

	require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(`{"ack":`+strings.Repeat("1", 5<<10)+`}`)))
	require.Equal(t, websocket.CloseMessageTooBig, c.code())
}

// waitFeed waits until the worker has relayed up to the frame.
func (p *post) waitFeed(unit string, last int64) {
	p.Helper()
	require.Eventually(p, func() bool {
		_, l, err := p.store.FeedSpan(p.Context(), notify.UnitFeed(unit))
		return err == nil && l == last
	}, 20*time.Second, 5*time.Millisecond)
}

// delivered waits until the ticket is marked 送达.
func (p *post) delivered(no string) {
	p.Helper()
	require.Eventually(p, func() bool {
		t, err := p.store.Ticket(p.Context(), no)
		return err == nil && !t.DeliveredAt.IsZero()
	}, 20*time.Second, 5*time.Millisecond)
}

// consoles waits until so many are connected.
func (p *post) consoles(n int64) {
	p.Helper()
	require.Eventually(p, func() bool { return p.hub.Stats().Consoles == n }, 20*time.Second, 5*time.Millisecond)
}

// TestSocketAckRetried checks that an acknowledgement outlives a store that
// fails for a while.
func TestSocketAckRetried(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	sick := &faulty{Store: p.store}
	sick.down.Store(true)
	service := p.service
	service.Store = sick
	again := NewSockets(p.hub, service, slog.New(slog.NewTextHandler(io.Discard, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	var loop sync.WaitGroup
	loop.Go(func() { _ = again.Run(ctx) })
	defer loop.Wait()
	defer cancel()
	ticket := p.log("u1")
	p.waitFeed("u1", 1)
	again.acks.put("unit:u1", 1)
	require.Eventually(t, func() bool { return len(again.acks.waiting()) == 1 }, 20*time.Second, time.Millisecond)
	sick.down.Store(false)
	p.delivered(ticket.No)
	require.Eventually(t, func() bool { return len(again.acks.waiting()) == 0 }, 20*time.Second, time.Millisecond)
}

func TestSocketRefuses(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	upgrade := map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "X-Test-Role": "dispatcher"}
	tests := []struct {
		name   string
		query  string
		header map[string]string
		status int
		body   string
	}{
		{"same origin", "", map[string]string{"Origin": "http://" + p.addr}, 101, ""},
		{"no page", "", nil, 101, ""},
		{"foreign page", "", map[string]string{"Origin": "https://evil.example"}, 418, "forbidden"},
		{"page without address", "", map[string]string{"Origin": "null"}, 418, "forbidden"},
		{"plain request", "", map[string]string{"Upgrade": ""}, 426, ""},
		{"wrong version", "", map[string]string{"Sec-WebSocket-Version": "8"}, 400, ""},
		{"no key", "", map[string]string{"Sec-WebSocket-Key": ""}, 400, ""},
		{"no role", "", map[string]string{"X-Test-Role": "citizen"}, 418, "forbidden"},
		{"liaison without unit", "", map[string]string{"X-Test-Role": "liaison"}, 418, "forbidden"},
		{"cursor is no number", "?after=x", nil, 418, "invalid"},
		{"cursor below zero", "?after=-2", nil, 418, "invalid"},
		{"cursor too large", "?after=99999999999999999999", nil, 418, "invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.addr+"/api/v1/ws"+tt.query, nil)
			require.NoError(t, err)
			for _, h := range []map[string]string{upgrade, tt.header} {
				for k, v := range h {
					req.Header.Set(k, v)
				}
			}
			res, err := p.web.RoundTrip(req)
			require.NoError(t, err)
			defer res.Body.Close()
			require.Equal(t, tt.status, res.StatusCode)
			if tt.body != "" {
				b, err := io.ReadAll(res.Body)
				require.NoError(t, err)
				require.Equal(t, tt.body, string(b))
			}
		})
	}
}

// TestSocketSignedOut checks that an ended session and a user who moved lose
// their consoles, and nobody else does.
func TestSocketSignedOut(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: 20 * time.Millisecond})
	for _, u := range []string{"u1", "u2", "u3"} {
		p.sign(dispatch.RoleLiaison, u)
	}
	out, moved, stays := p.join("u1", -1), p.join("u2", -1), p.join("u3", -1)
	require.NoError(t, p.store.DeleteRecord(t.Context(), dispatch.KindSession, "session-liaisonu1"))
	require.Equal(t, closeSignedOut, out.code())

	body, err := json.Marshal(dispatch.User{Username: "user-liaisonu2", Role: dispatch.RoleLiaison, Unit: "u9", Active: true})
	require.NoError(t, err)
	_, err = p.store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindUser, ID: "user-liaisonu2", Version: 1, Body: body, At: time.Now()})
	require.NoError(t, err)
	require.Equal(t, closeSignedOut, moved.code())

	p.push("u3", 1)
	require.NoError(t, stays.upTo(1))
	p.consoles(1)
}

// TestPeers17 plays a server restart and a long absence: what was written while
// the console was away comes when it is back, or it is told to read anew.
func TestPeers17(t *testing.T) {
	dir := t.TempDir()
	p := openPost(t, dir, Pace{})
	c := p.join("u1", -1)
	p.push("u1", 5)
	require.NoError(t, c.upTo(5))
	p.stop()
	require.Equal(t, websocket.CloseServiceRestart, c.code())

	p = openPost(t, dir, Pace{})
	p.push("u1", 3) // while it is away
	p.waitFeed("u1", 8)
	c = p.join("u1", c.cursor)
	require.NoError(t, c.upTo(8))
	p.push("u1", 1)
	require.NoError(t, c.upTo(9))
	p.stop()

	p = openPost(t, dir, Pace{})
	p.push("u1", 2)
	p.waitFeed("u1", 11)
	require.Eventually(t, func() bool { // what is relayed may be dropped
		require.NoError(t, p.store.TrimFeed(t.Context(), time.Now().Add(time.Hour)))
		first, _, err := p.store.FeedSpan(t.Context(), "unit:u1")
		return err == nil && first == 12
	}, 20*time.Second, 5*time.Millisecond)
	p.push("u1", 1)
	p.waitFeed("u1", 12)
	c = p.join("u1", c.cursor)
	m, err := c.next()
	require.NoError(t, err)
	require.Equal(t, wire{Type: "resync", Last: 12}, m)
	c.cursor = 12
	p.push("u1", 1)
	require.NoError(t, c.upTo(13))
}

// TestSocketSilence checks that a console whose link is dead is let go.
func TestSocketSilence(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: 20 * time.Millisecond, Silence: 200 * time.Millisecond})
	p.sign(dispatch.RoleLiaison, "u1")
	p.join("u1", -1) // reads no more, so it answers no ping
	p.consoles(1)
	p.consoles(0)
}

// TestPeers18 stalls one of two readers: the other gets everything, the stalled
// one is told why it is closed, and has lost nothing when it comes back.
func TestPeers18(t *testing.T) {
	const frames = 500
	p := openPost(t, t.TempDir(), Pace{Write: 200 * time.Millisecond})
	stalled, reader := p.join("u1", -1), p.join("u1", -1)
	for range frames / 50 {
		p.push("u1", 50)
	}
	require.NoError(t, reader.upTo(frames))
	p.consoles(1)
	require.Equal(t, closeSlow, stalled.code())
	require.Equal(t, int64(window), stalled.cursor, "no more than a window is under way")
	require.NoError(t, p.join("u1", stalled.cursor).upTo(frames))
}

// TestPeers19 restarts a server with 500 consoles, all of which come back at
// once while tickets keep coming: each gets every frame once and in order.
func TestPeers19(t *testing.T) {
	const consoles, units, frames = 500, 10, 100
	dir := t.TempDir()
	p := openPost(t, dir, Pace{})
	clients := make([]*client, consoles)
	for i := range clients {
		clients[i] = p.join(fmt.Sprint("u", i%units), -1)
	}
	for u := range units {
		p.push(fmt.Sprint("u", u), frames)
	}
	each(t, clients, func(i int) error { return clients[i].upTo(int64(1 + i%frames)) }) // not all are equally far
	p.stop()
	p = openPost(t, dir, Pace{})
	each(t, clients, func(i int) error {
		if code := clients[i].code(); code != websocket.CloseServiceRestart {
			return fmt.Errorf("closed with %d", code)
		}
		c, err := p.dial(fmt.Sprint("u", i%units), clients[i].cursor)
		if err != nil {
			return err
		}
		clients[i] = c
		m, err := c.next()
		if err == nil && m.Type != "hello" {
			err = errors.New("no hello")
		}
		return err
	})
	p.consoles(consoles)
	for u := range units {
		p.push(fmt.Sprint("u", u), 10)
	}
	each(t, clients, func(i int) error { return clients[i].upTo(frames + 10) })
	require.Zero(t, p.hub.Stats().Resyncs)
}

// each runs fn for all clients at once.
func each(t *testing.T, clients []*client, fn func(i int) error) {
	t.Helper()
	faults := make(chan error, len(clients))
	for i := range clients {
		go func() { faults <- fn(i) }()
	}
	for range clients {
		require.NoError(t, <-faults)
	}
}

// TestSocketsStayApart opens and ends consoles beside plain requests: no byte of
// one connection may reach another, although fasthttp pools its wrappers.
func TestSocketsStayApart(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	var wg sync.WaitGroup
	faults := make(chan error, 200)
	for n := range 4 {
		wg.Go(func() {
			for i := range 25 {
				unit := fmt.Sprint("u", n)
				c, err := p.dial(unit, -1)
				if err != nil {
					faults <- err
					return
				}
				if m, err := c.next(); err != nil || m.Recipient != "unit:"+unit {
					faults <- fmt.Errorf("console of %s was told %v, %w", unit, m, err)
				}
				_ = c.conn.Close()
				if err := p.echo(fmt.Sprint(n, "-", i)); err != nil {
					faults <- err
				}
			}
		})
		wg.Go(func() {
			for range 10 {
				p.push(fmt.Sprint("u", n), 5)
			}
		})
	}
	wg.Wait()
	close(faults)
	for err := range faults {
		require.NoError(t, err)
	}
	p.consoles(0)
}

// echo makes a plain request and compares the answer.
func (p *post) echo(say string) error {
	req, err := http.NewRequestWithContext(p.Context(), http.MethodGet, "http://"+p.addr+"/echo?say="+say, nil)
	if err != nil {
		return err
	}
	res, err := p.web.RoundTrip(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err == nil && string(b) != say {
		err = fmt.Errorf("echo %q of %q", b, say)
	}
	return err
}

// TestSocketsClose checks that nothing is left running, and that whoever comes
// too late is told to come back.
func TestSocketsClose(t *testing.T) {
	before := runtime.NumGoroutine()
	p := openPost(t, t.TempDir(), Pace{})
	clients := make([]*client, 50)
	for i := range clients {
		clients[i] = p.join("u1", -1)
	}
	require.NoError(t, p.sockets.Close(t.Context()))
	each(t, clients, func(i int) error {
		if code := clients[i].code(); code != websocket.CloseServiceRestart {
			return fmt.Errorf("closed with %d", code)
		}
		return clients[i].conn.Close()
	})
	late, err := p.dial("u1", -1)
	require.NoError(t, err)
	require.Equal(t, websocket.CloseServiceRestart, late.code())
	require.NoError(t, late.conn.Close())
	p.stop()
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+2 }, 20*time.Second, 10*time.Millisecond)
}

// BenchmarkIdleConsole reports the memory of a console that waits, both ends of
// its TCP connection included.
func BenchmarkIdleConsole(b *testing.B) {
	const consoles = 2000
	p := openPost(b, b.TempDir(), Pace{})
	for b.Loop() {
		before := inUse()
		conns := make([]net.Conn, consoles)
		for i := range conns {
			conns[i] = p.rawDial(b)
		}
		p.consoles(consoles)
		b.ReportMetric((inUse()-before)/consoles/1024, "KiB/console")
		for _, c := range conns {
			require.NoError(b, c.Close())
		}
		p.consoles(0)
	}
}

func inUse() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc + m.StackInuse)
}

// rawDial opens a console with no client library around it.
func (p *post) rawDial(tb testing.TB) net.Conn {
	c, err := net.Dial("tcp", p.addr)
	require.NoError(tb, err)
	_, err = io.WriteString(c, "GET /api/v1/ws HTTP/1.1\r\nHost: "+p.addr+"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Test-Role: dispatcher\r\n\r\n")
	require.NoError(tb, err)
	return c
}
