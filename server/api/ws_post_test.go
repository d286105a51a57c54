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
	shared  bool // the store is another server's to close

	mu     sync.Mutex
	signed map[string]bool
}

// faulty is a store whose acknowledgements, or changes of tickets, can be made
// to fail.
type faulty struct {
	dispatch.Store
	down, full atomic.Bool
	refused    atomic.Int64 // changes that failed
}

func (f *faulty) Update(ctx context.Context, no string, fn func(dispatch.Ticket) (dispatch.Write, error)) (dispatch.Ticket, error) {
	if f.full.Load() {
		f.refused.Add(1)
		return dispatch.Ticket{}, dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
	}
	return f.Store.Update(ctx, no, fn)
}

func (f *faulty) Ack(ctx context.Context, recipient string, id int64) error {
	if f.down.Load() {
		return dispatch.Errorf(dispatch.Unavailable, "store_down")
	}
	return f.Store.Ack(ctx, recipient, id)
}

// openPost starts a server on the store file of the directory; several in turn
// are restarts of one.
func openPost(tb testing.TB, dir string, pace Pace) *post {
	st, err := sqlite.Open(tb.Context(), "file:"+filepath.Join(dir, "hotline.db"), sqlite.Options{})
	require.NoError(tb, err)
	p := &post{TB: tb, store: st, hub: notify.NewHub(st), web: &http.Transport{}, signed: map[string]bool{}}
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

// beside starts another server on the same store, as in a rolling upgrade.
func (p *post) beside(st dispatch.Store) *post {
	next := &post{TB: p.TB, store: p.store, hub: notify.NewHub(st), web: &http.Transport{}, shared: true, signed: map[string]bool{}}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	next.worker = notify.NewWorker(st, next.hub, log)
	next.service = p.service
	next.service.Store, next.service.Wake = st, next.worker.Wake
	next.sockets = NewSockets(next.hub, next.service, log)
	next.sockets.Pace = p.sockets.Pace
	next.serve()
	return next
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
	app.Use("/api/v1", func(c *fiber.Ctx) error {
		who, unit := c.Get("X-Test-Role"), c.Get("X-Test-Unit")
		p.signOnce(dispatch.Role(who), unit)
		c.Locals(principalKey{}, principal{Actor: dispatch.Actor{ID: "user-" + who + unit, Role: dispatch.Role(who), Unit: unit}, session: "session-" + who + unit})
		return c.Next()
	})
	app.Get("/api/v1/ws", p.sockets.Handler())
	app.Get("/api/v1/feed", p.sockets.Poll)
	app.Get("/api/v1/feed.sse", p.sockets.Stream)
	app.Post("/api/v1/feed/ack", p.sockets.Ack)
	app.Get("/echo", func(c *fiber.Ctx) error { return c.SendString(c.Query("say")) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(p, err)
	p.addr = ln.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	var loops sync.WaitGroup
	loops.Go(func() { _ = app.Listener(ln) })
	loops.Go(func() { _ = p.worker.Run(ctx) })
	loops.Go(func() { _ = p.sockets.Run(ctx) })
	loops.Go(func() { _ = p.sockets.Rights(ctx) })
	end := sync.OnceValue(func() error {
		limit, done := context.WithTimeout(context.Background(), 20*time.Second)
		defer done()
		p.web.CloseIdleConnections() // fasthttp waits for connections that never asked anything
		err := errors.Join(p.sockets.Close(limit), app.ShutdownWithContext(limit))
		cancel()
		loops.Wait()
		if p.shared {
			return err
		}
		return errors.Join(err, p.store.Close())
	})
	p.stop = func() { require.NoError(p, end()) }
	p.Cleanup(p.stop)
}

// signOnce signs in whoever asks for the first time: rights may be looked at any
// time. Who was signed out meanwhile stays so.
func (p *post) signOnce(role dispatch.Role, unit string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if id := string(role) + unit; !p.signed[id] {
		p.signed[id] = true
		p.sign(role, unit)
	}
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
	Code      int       `json:"code"`
	Retry     [2]int64  `json:"retry_ms"`
}

// client is a console as a browser is one.
type client struct {
	conn   *websocket.Conn
	cursor int64 // the last frame seen, -1: none
	bye    wire  // the last message, if the server said one
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
	return &client{conn: conn, cursor: after}, nil
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

// next is the next message but for signs of life.
func (c *client) next() (wire, error) {
	for {
		var m wire
		if err := c.conn.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
			return m, err
		}
		if err := c.conn.ReadJSON(&m); err != nil || m.Type != "beat" {
			return m, err
		}
	}
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
		case m.Type == "bye":
			c.bye = m
		}
	}
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
