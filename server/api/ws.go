package api

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"

	"hotline/dispatch"
	"hotline/notify"
)

// Sockets serves the websocket of the consoles.
type Sockets struct {
	Pace Pace

	hub     *notify.Hub
	service dispatch.Service
	log     *slog.Logger
	acks    *acks
	pool    sync.Pool // gorilla's write buffers

	mu       sync.Mutex // guards closed, and Add against Wait
	closed   bool
	consoles sync.WaitGroup
}

// NewSockets makes the websocket side of a hub. Run settles what the consoles
// acknowledge; Close sends them away.
func NewSockets(h *notify.Hub, service dispatch.Service, log *slog.Logger) *Sockets {
	return &Sockets{hub: h, service: service, log: log, acks: newAcks()}
}

// Pace is how long a console may be silent; zero takes the default.
type Pace struct {
	Ping    time.Duration // between pings; default 30 s
	Silence time.Duration // without a word or pong; default 75 s
	Write   time.Duration // for one write, or a window of frames to be read; default 10 s
}

func (p Pace) orDefault() Pace {
	pick := func(d, def time.Duration) time.Duration {
		if d == 0 {
			return def
		}
		return d
	}
	return Pace{Ping: pick(p.Ping, 30*time.Second), Silence: pick(p.Silence, 75*time.Second), Write: pick(p.Write, 10*time.Second)}
}

// Handler is GET /api/v1/ws?after=N, behind the guard that says who asks.
func (s *Sockets) Handler() fiber.Handler {
	up := &websocket.Upgrader{ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, WriteBufferPool: &s.pool, CheckOrigin: sameOrigin}
	return func(c *fiber.Ctx) error {
		r := upgradeRequest(c)
		if !websocket.IsWebSocketUpgrade(r) {
			return fiber.ErrUpgradeRequired
		}
		who := principalOf(c)
		feed, ok := notify.FeedOf(who.Actor)
		if !ok || !sameOrigin(r) {
			return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
		}
		after, err := cursorParam(c.Query("after"))
		if err != nil {
			return err
		}
		hijack(c, r, up, func(conn *websocket.Conn) { s.serve(conn, who, feed, after) })
		return nil
	}
}

// cursorParam reads after; without it a console begins with the next frame.
func cursorParam(q string) (int64, error) {
	if q == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(q, 10, 64)
	if err != nil || n < 0 {
		return 0, dispatch.FieldError("after", "unknown_value")
	}
	return n, nil
}

// enter counts a console in, unless the server is stopping.
func (s *Sockets) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.consoles.Add(1)
	}
	return !s.closed
}

// Close sends every console away (1012) and waits for them, at most until ctx
// ends. Shutting the HTTP server down does not touch them.
func (s *Sockets) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.hub.CloseAll()
	gone := make(chan struct{})
	go func() {
		s.consoles.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// serve runs one console: this goroutine reads, another writes and has ended
// when serve returns, since the connection is not ours after that.
func (s *Sockets) serve(conn *websocket.Conn, who principal, feed string, after int64) {
	k := &console{sockets: s, pace: s.Pace.orDefault(), conn: conn, who: who, feed: feed, heard: make(chan struct{}, 1)}
	if !s.enter() {
		k.farewell(websocket.CloseServiceRestart)
		return
	}
	defer s.consoles.Done()
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	sub, err := s.hub.Subscribe(ctx, feed, after)
	if err != nil {
		s.log.Error("open console", "feed", feed, "error", err)
		k.farewell(websocket.CloseTryAgainLater)
		return
	}
	defer sub.Close()
	k.sub = sub
	if after > 0 && after <= sub.Cursor() { // what it resumes behind, it has
		s.acks.put(feed, after)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		k.farewell(k.write(ctx, after < 0))
	}()
	k.read()
	leave()
	<-done
}
