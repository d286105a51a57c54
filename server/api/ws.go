package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"

	"hotline/dispatch"
)

// Handler is GET /api/v1/ws?after=N, behind the guard that says who asks.
func (s *Sockets) Handler() fiber.Handler {
	up := &websocket.Upgrader{ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, WriteBufferPool: &s.pool, CheckOrigin: sameOrigin}
	return func(c *fiber.Ctx) error {
		r := upgradeRequest(c)
		if !websocket.IsWebSocketUpgrade(r) {
			return fiber.ErrUpgradeRequired
		}
		if !sameOrigin(r) {
			return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
		}
		o, err := s.opening(c)
		if err != nil {
			return err
		}
		hijack(c, r, up, func(conn *websocket.Conn) {
			l := &socket{conn: conn, pace: s.Pace.orDefault(), heard: make(chan struct{}, 1)}
			s.serve(l, o, l.pace.Ping)
		})
		return nil
	}
}

// serve runs one console: this goroutine reads, another writes and has ended
// when serve returns, since the connection is not ours after that.
func (s *Sockets) serve(l line, o opening, beat time.Duration) {
	seat, ok := s.enter(o.who)
	if !ok {
		l.farewell(s.bye(websocket.CloseServiceRestart))
		return
	}
	defer s.leave(seat)
	if o.moved {
		l.farewell(s.bye(closeMoved))
		return
	}
	ctx, leave := context.WithCancel(context.Background())
	defer leave()
	sub, err := s.subscribe(ctx, o)
	if err != nil {
		l.farewell(s.bye(websocket.CloseTryAgainLater))
		return
	}
	defer sub.Close()
	k := &console{sockets: s, seat: seat, line: l, sub: sub, feed: o.feed, beat: beat}
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.farewell(s.bye(k.write(ctx, o.after < 0)))
	}()
	l.read(k.heard)
	leave()
	<-done
}
