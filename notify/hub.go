package notify

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"hotline/dispatch"
)

// ErrClosed tells a console that the hub is shutting down.
var ErrClosed = errors.New("hub closed")

// Feeds is where frames are kept; dispatch.Store is one.
type Feeds interface {
	Feed(ctx context.Context, recipient string, after int64, limit int) ([]dispatch.Frame, error)
	FeedSpan(ctx context.Context, recipient string) (first, last int64, err error)
}

// Hub hands feeds to consoles. It keeps the newest frames of each feed in
// memory; what is older is read from the store. A console costs a cursor: there
// is no queue that a slow one could fill, and nobody waits for it.
type Hub struct {
	feeds  Feeds
	closed chan struct{}
	once   sync.Once

	mu     sync.RWMutex
	topics map[string]*topic

	consoles atomic.Int64
	frames   atomic.Int64
	resyncs  atomic.Int64
}

// NewHub makes a hub over the feeds of a store.
func NewHub(feeds Feeds) *Hub {
	return &Hub{feeds: feeds, closed: make(chan struct{}), topics: map[string]*topic{}}
}

// Stats is what the hub counts for the metrics.
type Stats struct {
	Consoles int64 // connected now
	Frames   int64 // published by this server since its start
	Resyncs  int64 // consoles that had to read everything anew
}

// Stats gives the present counts.
func (h *Hub) Stats() Stats {
	return Stats{Consoles: h.consoles.Load(), Frames: h.frames.Load(), Resyncs: h.resyncs.Load()}
}

// Publish gives new frames to the consoles of their recipients. It waits for
// none of them. Frames known already are passed over.
func (h *Hub) Publish(frames []dispatch.Frame) {
	h.frames.Add(int64(len(frames)))
	h.spread(frames)
}

// spread gives each topic its frames at once, so that consoles wake once.
func (h *Hub) spread(frames []dispatch.Frame) {
	news := map[*topic][]Frame{}
	for _, f := range frames {
		if t := h.topic(f.Recipient); t != nil {
			news[t] = append(news[t], encode(f))
		}
	}
	for t, fs := range news {
		t.add(fs)
	}
}

// CloseAll ends every console and refuses new ones: their Done is closed and
// Take gives ErrClosed.
func (h *Hub) CloseAll() { h.once.Do(func() { close(h.closed) }) }

func (h *Hub) topic(recipient string) *topic {
	h.mu.RLock()
	defer h.mu.RUnlock()
	return h.topics[recipient]
}

// open gives the recipient's topic, read from the store the first time. The
// topic is in the map before it is read, so that no frame published meanwhile
// is missed. Topics stay: there are as many as units and roles.
func (h *Hub) open(ctx context.Context, recipient string) (*topic, error) {
	t := h.topic(recipient)
	if t == nil {
		h.mu.Lock()
		if t = h.topics[recipient]; t == nil {
			t = &topic{recipient: recipient, changed: make(chan struct{})}
			h.topics[recipient] = t
		}
		h.mu.Unlock()
	}
	return t, t.load(ctx, h.feeds, 0)
}
