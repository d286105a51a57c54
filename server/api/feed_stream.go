package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
)

// stream is the line of an event stream (text/event-stream).
type stream struct {
	conn   net.Conn
	pace   Pace
	broken bool
}

// Stream is GET /api/v1/feed.sse?after=N: the messages of a websocket as events
// of their types. The connection is taken over as a websocket's is, so that the
// server can end it, give each write its time, and notice when nobody is there.
func (s *Sockets) Stream(c *fiber.Ctx) error {
	o, err := s.opening(c)
	if err != nil {
		return err
	}
	release, err := s.claim(o.who, fallbackStream)
	if err != nil {
		return err
	}
	head := streamHead(c)
	ctx := c.Context()
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(func(wrapped net.Conn) {
		defer release()
		l := &stream{conn: rawConn(wrapped), pace: s.Pace.orDefault()}
		if l.write(head) != nil {
			return
		}
		s.serve(l, o, l.pace.Beat)
	})
	return nil
}

// streamHead is the head of the answer with the headers that every answer has. A
// body without a length ends with its connection. nginx does not buffer an
// answer that says so.
func streamHead(c *fiber.Ctx) []byte {
	c.Set(fiber.HeaderContentType, "text/event-stream; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store, no-transform")
	c.Set("X-Accel-Buffering", "no")
	c.Set(fiber.HeaderConnection, "close")
	c.Response().Header.SetContentLength(-2)
	c.Response().Header.Del(fiber.HeaderTransferEncoding) // "identity" is none any more, and clients refuse it
	return bytes.Clone(c.Response().Header.Header())
}

// send writes messages as events, with one call to the system.
func (l *stream) send(messages []saying) error {
	buf := outgoing.Get().(*[]byte)
	b := (*buf)[:0]
	for _, m := range messages {
		b = appendEvent(b, m)
	}
	err := l.write(b)
	*buf = b
	outgoing.Put(buf)
	return err
}

// appendEvent appends one event. JSON on one line needs no escaping.
func appendEvent(b []byte, m saying) []byte {
	b = append(append(b, "event: "...), m.kind...)
	if m.id > 0 {
		b = strconv.AppendInt(append(b, "\nid: "...), m.id, 10)
	}
	b = append(append(b, "\ndata: "...), m.body...)
	return append(b, "\n\n"...)
}

func (l *stream) write(b []byte) error {
	err := l.conn.SetWriteDeadline(time.Now().Add(l.pace.Write))
	if err == nil {
		_, err = l.conn.Write(b)
	}
	l.broken = l.broken || err != nil
	return err
}

// settle does not wait: nothing comes back on this line. A console that stalls
// fills its socket, and then a write fails.
func (l *stream) settle(context.Context, <-chan struct{}) error { return nil }

func (l *stream) beat(m saying) error { return l.send([]saying{m}) }

// farewell says why the stream ends and ends the reading.
func (l *stream) farewell(b bye) {
	if body, err := json.Marshal(b); err == nil && !l.broken {
		_ = l.send([]saying{{kind: "bye", body: body}})
	}
	_ = l.conn.SetReadDeadline(time.Unix(1, 0))
}

// read waits until the client is gone: it has nothing to say.
func (l *stream) read(func([]byte)) {
	var b [64]byte
	for {
		if _, err := l.conn.Read(b[:]); err != nil {
			return
		}
	}
}
