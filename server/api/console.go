package api

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/gorilla/websocket"

	"hotline/notify"
)

// window is how many frames are sent before the console must show that it has
// read them. It keeps what is under way well below any socket's buffer, so that
// a console that stalls can still be told why it is closed.
const window = 64

// line carries messages to one console: a websocket or a stream of events.
type line interface {
	// send writes messages, all in one go.
	send(messages []saying) error
	// settle waits until the console has read what was sent, where the line can
	// tell.
	settle(ctx context.Context, closed <-chan struct{}) error
	// beat writes a sign of life.
	beat(m saying) error
	// farewell says why the connection ends.
	farewell(b bye)
	// read takes what the console says until the connection ends.
	read(heard func(said []byte))
}

// saying is one thing to tell: its kind, its JSON, and of a frame its number.
type saying struct {
	kind string
	id   int64
	body []byte
}

// sayingOf makes a saying of a value that always encodes.
func sayingOf(kind string, v any) saying {
	b, err := json.Marshal(v)
	if err != nil {
		b = []byte("{}")
	}
	return saying{kind: kind, body: b}
}

// console is one connection: a cursor that writes to a line.
type console struct {
	sockets *Sockets
	seat    *seat
	line    line
	sub     *notify.Subscriber
	feed    string
	beat    time.Duration
}

// hello is the first message.
type hello struct {
	Type      string    `json:"type" words:"hello"`
	Recipient string    `json:"recipient"`
	Last      int64     `json:"last"`
	Now       time.Time `json:"now"`
	Retry     [2]int64  `json:"retry_ms"`
	Epoch     string    `json:"epoch,omitempty"` // to say on return, beside after
}

// resync tells the page to read its lists anew.
type resync struct {
	Type string `json:"type" words:"resync"`
	Last int64  `json:"last"`
}

// beat is a sign of life. Pages cannot see pings; a page that hears nothing for
// long knows that its link is dead, and one that is behind last has missed
// something.
type beat struct {
	Type string `json:"type" words:"beat"`
	Last int64  `json:"last"`
}

// heard takes what the console said. What is no acknowledgement, or of more than
// was sent, is passed over: a newer page may say things this server does not
// know.
func (k *console) heard(said []byte) {
	var m struct {
		Ack int64 `json:"ack"`
	}
	if json.Unmarshal(said, &m) == nil && m.Ack > 0 && m.Ack <= k.sub.Cursor() {
		k.sockets.acks.put(k.feed, m.Ack)
	}
}

// write tells the console what its feed says, until either ends, and returns
// the code to close with. A fresh console starts where the feed ends.
func (k *console) write(ctx context.Context, fresh bool) int {
	last := k.sub.Last()
	if fresh {
		last = k.sub.Cursor()
	}
	if err := k.line.send([]saying{sayingOf("hello", hello{"hello", k.feed, last, k.sockets.service.Now().UTC(), k.sockets.retry(), k.sockets.Epoch})}); err != nil {
		return closeCode(err)
	}
	ticker := time.NewTicker(k.beat)
	defer ticker.Stop()
	for sent := 0; ; {
		changed := k.sub.Changed()
		batch, err := k.sub.Take(ctx, window-sent)
		if err == nil && !batch.Empty() {
			err = k.line.send(sayings(batch, k.seat.who.ID))
		}
		if sent += len(batch.Frames); err == nil && sent >= window {
			err = k.line.settle(ctx, k.sub.Done())
			sent = 0
		}
		if err != nil {
			return closeCode(err)
		}
		if !batch.Empty() && !k.reviewed() {
			continue
		}
		select {
		case <-changed:
			continue
		case <-k.sub.Done():
			continue // Take tells
		case <-ctx.Done():
			return websocket.CloseNormalClosure
		case <-ticker.C:
			err = k.line.beat(sayingOf("beat", beat{"beat", k.sub.Cursor()}))
		case <-k.seat.review:
		case m := <-k.seat.calls:
			if err = k.line.send([]saying{m}); err == nil {
				continue
			}
		}
		if code, ok := k.sockets.admits(ctx, k.seat.who); !ok {
			return code
		}
		if err != nil {
			return closeCode(err)
		}
	}
}

// reviewed tells whether the rights must be looked at before more is told.
func (k *console) reviewed() bool { return len(k.seat.review) > 0 }

// sayings are what a batch says to a person.
func sayings(b notify.Batch, user string) []saying {
	if b.Resync {
		return []saying{sayingOf("resync", resync{"resync", b.Last})}
	}
	out := make([]saying, len(b.Frames))
	for i, f := range b.Frames {
		out[i] = saying{kind: "frame", id: f.ID, body: f.For(user)}
	}
	return out
}

var errSlow = errors.New("console does not read")

// closeCode is the reason as the console sees it. A store that fails is a
// reason to come back later: the frames wait.
func closeCode(err error) int {
	switch {
	case errors.Is(err, notify.ErrClosed):
		return websocket.CloseServiceRestart
	case errors.Is(err, errSlow) || isTimeout(err):
		return closeSlow
	case errors.Is(err, context.Canceled):
		return websocket.CloseNormalClosure
	}
	return websocket.CloseTryAgainLater
}
