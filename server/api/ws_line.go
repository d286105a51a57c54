package api

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// socket is the line of a websocket.
type socket struct {
	conn *websocket.Conn
	pace Pace

	marks    int64         // pings sent; each is a mark in the stream
	answered atomic.Int64  // the newest mark the console has read up to
	heard    chan struct{} // a mark was answered
	broken   bool          // a write failed, perhaps within a message: nothing more can be said

	mu     sync.Mutex // guards ending, and with it the read deadline
	ending bool
}

// outgoing holds the buffers of writes under way; a console that waits has none.
var outgoing = sync.Pool{New: func() any { return new([]byte) }}

// send writes all messages with one call to the system, which is most of what a
// frame costs: gorilla makes one for each. The messages go to the connection
// below gorilla, whole ones only, so that its pongs fall between them.
func (l *socket) send(messages []saying) error {
	buf := outgoing.Get().(*[]byte)
	b := (*buf)[:0]
	for _, m := range messages {
		b = appendText(b, m.body)
	}
	err := l.write(b)
	*buf = b
	outgoing.Put(buf)
	return err
}

func (l *socket) write(b []byte) error {
	conn := l.conn.NetConn()
	err := conn.SetWriteDeadline(time.Now().Add(l.pace.Write))
	if err == nil {
		_, err = conn.Write(b)
	}
	l.broken = l.broken || err != nil
	return err
}

// appendText appends a text message as a server sends it (RFC 6455 §5.2): final,
// not masked.
func appendText(b, body []byte) []byte {
	const finalText = 0x81
	switch n := len(body); {
	case n < 126:
		b = append(b, finalText, byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, finalText, 126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, finalText, 127), uint64(n))
	}
	return append(b, body...)
}

// mark puts a ping into the stream; its answer means that everything before it
// was read.
func (l *socket) mark() error {
	l.marks++
	return l.conn.WriteControl(websocket.PingMessage, strconv.AppendInt(nil, l.marks, 10), time.Now().Add(l.pace.Write))
}

// settle puts a mark behind what was sent and waits for its answer.
func (l *socket) settle(ctx context.Context, closed <-chan struct{}) error {
	if err := l.mark(); err != nil {
		return err
	}
	timer := time.NewTimer(l.pace.Write)
	defer timer.Stop()
	for l.answered.Load() < l.marks {
		select {
		case <-l.heard:
		case <-timer.C:
			return errSlow
		case <-closed:
			return nil // what comes next tells
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// beat says a word for the page and pings the browser below it.
func (l *socket) beat(m saying) error {
	if err := l.send([]saying{m}); err != nil {
		return err
	}
	return l.mark()
}

// read takes what the console says until the connection ends.
func (l *socket) read(heard func(said []byte)) {
	l.conn.SetReadLimit(4 << 10)
	l.patient()
	l.conn.SetPongHandler(func(mark string) error {
		l.patient()
		if n, err := strconv.ParseInt(mark, 10, 64); err == nil && n > l.answered.Load() {
			l.answered.Store(n)
			select {
			case l.heard <- struct{}{}:
			default:
			}
		}
		return nil
	})
	for {
		_, b, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		l.patient()
		heard(b)
	}
}

// patient gives the console its time again, unless it is being sent away.
func (l *socket) patient() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.ending {
		_ = l.conn.SetReadDeadline(time.Now().Add(l.pace.Silence)) // a dead connection fails the read
	}
}

// farewell says why the connection ends and leaves the console a second to
// answer: closing at once could overtake the reason.
func (l *socket) farewell(b bye) {
	if !l.broken {
		if body, err := json.Marshal(b); err == nil && b.Code == websocket.CloseServiceRestart {
			_ = l.send([]saying{{body: body}})
		}
		_ = l.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(b.Code, ""), time.Now().Add(time.Second))
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ending = true
	wait := time.Second
	if l.broken {
		wait = 0
	}
	_ = l.conn.SetReadDeadline(time.Now().Add(wait))
}
