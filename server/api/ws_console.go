package api

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"hotline/dispatch"
	"hotline/notify"
)

// The codes a console's connection is closed with, besides those of RFC 6455.
const (
	closeSlow      = 4008 // it does not read; it may come back and resume
	closeSignedOut = 4001
)

// window is how many frames are sent before the console must show that it has
// read them. It keeps what is under way well below any socket's buffer, so that
// a console that stalls can still be told why it is closed.
const window = 64

// console is one connection.
type console struct {
	sockets *Sockets
	pace    Pace
	conn    *websocket.Conn
	sub     *notify.Subscriber
	who     principal
	feed    string

	marks    int64         // pings sent; each is a mark in the stream
	answered atomic.Int64  // the newest mark the console has read up to
	heard    chan struct{} // a mark was answered

	mu     sync.Mutex // guards leaving, and with it the read deadline
	ending bool
}

// read takes what the console says until the connection ends.
func (k *console) read() {
	k.conn.SetReadLimit(4 << 10)
	k.patient()
	k.conn.SetPongHandler(func(mark string) error {
		k.patient()
		if n, err := strconv.ParseInt(mark, 10, 64); err == nil && n > k.answered.Load() {
			k.answered.Store(n)
			select {
			case k.heard <- struct{}{}:
			default:
			}
		}
		return nil
	})
	for {
		_, b, err := k.conn.ReadMessage()
		if err != nil {
			return
		}
		k.patient()
		var m struct {
			Ack int64 `json:"ack"`
		}
		// What is no acknowledgement, or of more than was sent, is passed over: a
		// newer page may say things this server does not know.
		if json.Unmarshal(b, &m) == nil && m.Ack > 0 && m.Ack <= k.sub.Cursor() {
			k.sockets.acks.put(k.feed, m.Ack)
		}
	}
}

// patient gives the console its time again, unless it is being sent away.
func (k *console) patient() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !k.ending {
		_ = k.conn.SetReadDeadline(time.Now().Add(k.pace.Silence)) // a dead connection fails the read
	}
}

// farewell says why the connection ends and leaves the console a second to
// answer: closing at once could overtake the reason.
func (k *console) farewell(code int) {
	_ = k.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ending = true
	_ = k.conn.SetReadDeadline(time.Now().Add(time.Second))
}

// hello is the first message.
type hello struct {
	Type      string    `json:"type"`
	Recipient string    `json:"recipient"`
	Last      int64     `json:"last"`
	Now       time.Time `json:"now"`
}

// resync tells the page to read its lists anew.
type resync struct {
	Type string `json:"type"`
	Last int64  `json:"last"`
}

// write tells the console what its feed says, until either ends, and returns
// the code to close with. A fresh console starts where the feed ends.
func (k *console) write(ctx context.Context, fresh bool) int {
	last := k.sub.Last()
	if fresh {
		last = k.sub.Cursor()
	}
	if err := k.say(hello{"hello", k.feed, last, k.sockets.service.Now().UTC()}); err != nil {
		return closeCode(err)
	}
	ping := time.NewTicker(k.pace.Ping)
	defer ping.Stop()
	sent := 0
	for {
		changed := k.sub.Changed()
		batch, err := k.sub.Take(ctx, window-sent)
		if err == nil {
			err = k.tell(batch)
		}
		sent += len(batch.Frames)
		if err == nil && sent >= window {
			err = k.confirm(ctx)
			sent = 0
		}
		if err != nil {
			return closeCode(err)
		}
		if !batch.Empty() {
			continue
		}
		select {
		case <-changed:
		case <-k.sub.Done():
		case <-ping.C:
			if err := k.ping(ctx); err != nil {
				return closeCode(err)
			}
		case <-ctx.Done():
			return websocket.CloseNormalClosure
		}
	}
}

var (
	errSlow      = errors.New("console does not read")
	errSignedOut = errors.New("session ended")
)

// closeCode is the reason as the console sees it. A store that fails is a
// reason to come back later: the frames wait.
func closeCode(err error) int {
	switch {
	case errors.Is(err, notify.ErrClosed):
		return websocket.CloseServiceRestart
	case errors.Is(err, errSlow) || isTimeout(err):
		return closeSlow
	case errors.Is(err, errSignedOut):
		return closeSignedOut
	case errors.Is(err, context.Canceled):
		return websocket.CloseNormalClosure
	}
	return websocket.CloseTryAgainLater
}

// tell writes a batch.
func (k *console) tell(b notify.Batch) error {
	if b.Resync {
		return k.say(resync{"resync", b.Last})
	}
	for _, f := range b.Frames {
		if err := k.send(f.For(k.who.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (k *console) say(v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return k.send(b)
}

func (k *console) send(b []byte) error {
	if err := k.conn.SetWriteDeadline(time.Now().Add(k.pace.Write)); err != nil {
		return err
	}
	return k.conn.WriteMessage(websocket.TextMessage, b)
}

// mark puts a ping into the stream; its answer means that everything before it
// was read.
func (k *console) mark() error {
	k.marks++
	return k.conn.WriteControl(websocket.PingMessage, strconv.AppendInt(nil, k.marks, 10), time.Now().Add(k.pace.Write))
}

// ping keeps the link alive and looks whether the session is.
func (k *console) ping(ctx context.Context) error {
	if !k.sockets.admits(ctx, k.who) {
		return errSignedOut
	}
	return k.mark()
}

// admits tells whether the session or token still holds and its user may still
// listen to this feed. A store that does not answer sends nobody away.
func (s *Sockets) admits(ctx context.Context, p principal) bool {
	st := s.service.Store
	if p.session == "" {
		_, err := st.Record(ctx, dispatch.KindToken, strings.TrimPrefix(p.ID, "token:"))
		return !isNotFound(err)
	}
	if _, err := st.Record(ctx, dispatch.KindSession, p.session); err != nil {
		return !isNotFound(err)
	}
	r, err := st.Record(ctx, dispatch.KindUser, p.ID)
	if err != nil {
		return !isNotFound(err)
	}
	var u dispatch.User
	return json.Unmarshal(r.Body, &u) == nil && u.Active && u.Role == p.Role && u.Unit == p.Unit
}

func isNotFound(err error) bool { return err != nil && dispatch.CodeOf(err) == dispatch.NotFound }

// confirm waits until the console has read what was sent.
func (k *console) confirm(ctx context.Context) error {
	if err := k.mark(); err != nil {
		return err
	}
	timer := time.NewTimer(k.pace.Write)
	defer timer.Stop()
	for k.answered.Load() < k.marks {
		select {
		case <-k.heard:
		case <-timer.C:
			return errSlow
		case <-k.sub.Done():
			return notify.ErrClosed
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
