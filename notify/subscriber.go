package notify

import (
	"context"
	"sync/atomic"
)

// replayMost is how far behind a console may come back and still be told frame
// by frame; beyond it reading the lists anew is cheaper and clearer.
const replayMost = 1000

// Subscriber is one console: a cursor over its recipient's feed. It is used by
// one goroutine, but for Cursor.
type Subscriber struct {
	hub    *Hub
	topic  *topic
	cursor atomic.Int64
	server bool // it is this server, no console
	anew   bool // the cursor is of another life of the store
	gone   bool
}

// Batch is what a console has to be told. Resync means that frames up to Last
// cannot be told one by one: the console must read its lists anew.
type Batch struct {
	Frames []Frame
	Resync bool
	Last   int64
}

// Empty tells whether there is nothing to say.
func (b Batch) Empty() bool { return !b.Resync && len(b.Frames) == 0 }

// Subscribe opens a console that has everything up to frame after; below zero
// it begins with the next frame. Close it in the end.
func (h *Hub) Subscribe(ctx context.Context, recipient string, after int64) (*Subscriber, error) {
	t, err := h.open(ctx, recipient)
	if err != nil {
		return nil, err
	}
	if err := h.reach(ctx, t, max(after, t.told.Load())); err != nil {
		return nil, err
	}
	if after < 0 {
		after = t.newest()
	}
	s := t.join(h, after, false)
	h.catchUp(ctx, t) // what came between reading the feed and being counted
	return s, nil
}

// Servers follows, from now on, what servers tell one another.
func (h *Hub) Servers(ctx context.Context) (*Subscriber, error) {
	t, err := h.open(ctx, serversFeed)
	if err == nil {
		err = h.reach(ctx, t, t.told.Load())
	}
	if err != nil {
		return nil, err
	}
	s := t.join(h, t.newest(), true)
	h.catchUp(ctx, t)
	return s, nil
}

func (t *topic) join(h *Hub, after int64, server bool) *Subscriber {
	s := &Subscriber{hub: h, topic: t, server: server}
	s.cursor.Store(after)
	t.consoles.Add(1)
	if !server {
		h.consoles.Add(1)
	}
	return s
}

// Known tells whether the recipient's feed has come as far as the frame.
func (h *Hub) Known(ctx context.Context, recipient string, id int64) (bool, error) {
	t, err := h.open(ctx, recipient)
	if err == nil {
		err = h.reach(ctx, t, id)
	}
	return err == nil && id <= t.newest(), err
}

// reach reads the store again for a console that has more than this server has
// seen yet: another one told it.
func (h *Hub) reach(ctx context.Context, t *topic, id int64) error {
	since := t.begun.Load()
	if id <= t.newest() {
		return nil
	}
	return t.load(ctx, h.feeds, since)
}

// Anew has the console read everything anew: what it resumes behind is of
// another life of the store, and numbers may mean other frames now.
func (s *Subscriber) Anew() { s.anew = true }

// Close ends the console.
func (s *Subscriber) Close() {
	if !s.gone {
		s.gone = true
		s.topic.consoles.Add(-1)
		if !s.server {
			s.hub.consoles.Add(-1)
		}
	}
}

// Cursor is the last frame that was taken.
func (s *Subscriber) Cursor() int64 { return s.cursor.Load() }

// Last is the newest frame of the feed.
func (s *Subscriber) Last() int64 { return s.topic.newest() }

// Changed is closed when there may be something to take. Get it before Take, so
// that no frame slips between.
func (s *Subscriber) Changed() <-chan struct{} {
	s.topic.mu.Lock()
	defer s.topic.mu.Unlock()
	return s.topic.changed
}

// Done is closed when the hub ends all consoles.
func (s *Subscriber) Done() <-chan struct{} { return s.hub.closed }

// Take gives the next frames, at most limit, and moves the cursor behind them;
// an empty batch when there are none. It reads the store only for a console
// that is far behind.
func (s *Subscriber) Take(ctx context.Context, limit int) (Batch, error) {
	select {
	case <-s.hub.closed:
		return Batch{}, ErrClosed
	default:
	}
	if s.anew {
		s.anew = false
		return s.resync(s.topic.newest()), nil
	}
	cursor := s.cursor.Load()
	frames, last, found := s.topic.after(cursor, limit)
	if cursor > last || last-cursor > replayMost { // ahead: of another life of the store
		return s.resync(last), nil
	}
	if !found {
		var err error
		if frames, err = s.topic.before(ctx, s.hub.feeds, cursor, limit); err != nil {
			return Batch{}, err
		}
		if len(frames) == 0 {
			return s.resync(last), nil
		}
	}
	s.cursor.Add(int64(len(frames)))
	return Batch{Frames: frames, Last: s.cursor.Load()}, nil
}

func (s *Subscriber) resync(last int64) Batch {
	s.hub.resyncs.Add(1)
	s.cursor.Store(last)
	return Batch{Resync: true, Last: last}
}
