package api

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"
)

// Fiber's server is not net/http and cannot hand its connections to gorilla by
// itself. The bridge gives gorilla what it asks for: a copy of the request, and
// the connection to take over.

// handshake are the headers that take part in the upgrade. Only they are
// copied: the request of a console lives as long as the console.
var handshake = []string{"Connection", "Upgrade", "Origin", "Sec-Websocket-Key", "Sec-Websocket-Version", "Sec-Websocket-Protocol", "Sec-Websocket-Extensions"}

// upgradeRequest copies the request: Fiber reuses its memory.
func upgradeRequest(c *fiber.Ctx) *http.Request {
	r := &http.Request{Method: strings.Clone(c.Method()), Host: string(c.Context().Host()), Header: http.Header{}}
	for _, name := range handshake {
		for _, v := range c.Request().Header.PeekAll(name) {
			r.Header.Add(name, string(v))
		}
	}
	return r
}

// sameOrigin tells whether a page of this server asks; programs send no origin.
// The session cookie goes with every connection, so a foreign page that could
// connect would listen with the user's rights.
func sameOrigin(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// rawConn is the connection below fasthttp's wrapper. The wrapper is pooled: it
// belongs to another client once the handler has returned, and its Close does
// nothing.
func rawConn(c net.Conn) net.Conn {
	if w, ok := c.(interface{ UnsafeConn() net.Conn }); ok {
		return w.UnsafeConn()
	}
	return c
}

// responder is the http.ResponseWriter that gorilla upgrades, over a connection
// on which nothing has been answered yet.
type responder struct {
	conn   net.Conn
	header http.Header
	status int
}

// Hijack hands over the connection. The small buffers are thrown away: gorilla
// has its own, and a client that speaks before the answer is refused.
func (w *responder) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return w.conn, bufio.NewReadWriter(bufio.NewReaderSize(w.conn, 16), bufio.NewWriterSize(w.conn, 16)), nil
}

// Header gives the headers of a refusal.
func (w *responder) Header() http.Header {
	if w.header == nil {
		w.header = http.Header{}
	}
	return w.header
}

// WriteHeader starts a refusal; the connection ends after it.
func (w *responder) WriteHeader(status int) {
	if w.status != 0 {
		return
	}
	w.status = status
	w.Header().Set("Connection", "close")
	var b strings.Builder
	b.WriteString("HTTP/1.1 " + strconv.Itoa(status) + " " + http.StatusText(status) + "\r\n")
	_ = w.header.Write(&b) // a builder takes everything
	b.WriteString("\r\n")
	_, _ = w.conn.Write([]byte(b.String())) // the client may be gone; there is nobody else to tell
}

// Write sends the body of a refusal.
func (w *responder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.WriteHeader(http.StatusOK)
	}
	return w.conn.Write(p)
}

// hijack answers the request with fn, which owns the connection until it
// returns.
func hijack(c *fiber.Ctx, r *http.Request, up *websocket.Upgrader, fn func(*websocket.Conn)) {
	c.Status(fiber.StatusSwitchingProtocols) // for log and metrics: gorilla writes the answer
	ctx := c.Context()
	ctx.HijackSetNoResponse(true)
	ctx.Hijack(func(wrapped net.Conn) {
		conn, err := up.Upgrade(&responder{conn: rawConn(wrapped)}, r, nil)
		r = nil // not needed for as long as the console lives
		if err != nil {
			return // the responder has answered
		}
		fn(conn)
	})
}

// isTimeout tells whether a deadline ended the call.
func isTimeout(err error) bool {
	var ne net.Error
	return errors.As(err, &ne) && ne.Timeout()
}
