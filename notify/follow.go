package notify

import (
	"context"
	"sync"
	"time"

	"hotline/dispatch"
)

// follow brings frames to the consoles that came into the feeds without
// Publish, until ctx ends: those that another server relayed, and those of a
// relay whose answer was lost. A store that tells (dispatch.Watcher) is only
// asked for the feeds that have grown; another one is asked for every feed that
// has consoles, at every interval.
func (h *Hub) follow(ctx context.Context, every time.Duration) {
	store, tells := h.feeds.(dispatch.Watcher)
	var watching sync.WaitGroup
	defer watching.Wait()
	if tells {
		watching.Go(func() {
			_ = store.Watch(ctx, func(last map[string]int64) { h.grown(ctx, last) }) // it fails only where the store does, which the worker reports
		})
	}
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		for _, t := range h.watched() {
			if tells {
				h.catchUp(ctx, t) // a read that failed when the store told of it
			} else {
				h.look(ctx, t)
			}
		}
	}
}

// grown takes what the store told. Feeds that nobody here has opened yet are
// read when somebody does.
func (h *Hub) grown(ctx context.Context, last map[string]int64) {
	for recipient, id := range last {
		t := h.topic(recipient)
		if t == nil {
			continue
		}
		for old := t.told.Load(); id > old && !t.told.CompareAndSwap(old, id); old = t.told.Load() {
		}
		if t.consoles.Load() > 0 {
			h.catchUp(ctx, t)
		}
	}
}

// catchUp reads a feed that the store has told more of than is known here.
func (h *Hub) catchUp(ctx context.Context, t *topic) {
	for newest := t.newest(); t.told.Load() > newest; newest = t.newest() {
		if h.look(ctx, t); t.newest() == newest {
			return
		}
	}
}

// look reads what is new in a feed. A failing store is the worker's to report;
// the next look repeats this one.
func (h *Hub) look(ctx context.Context, t *topic) {
	if frames, err := h.feeds.Feed(ctx, t.recipient, t.newest(), ringSize); err == nil {
		h.spread(frames)
	}
}

// watched are the topics that have consoles.
func (h *Hub) watched() []*topic {
	h.mu.RLock()
	defer h.mu.RUnlock()
	var out []*topic
	for _, t := range h.topics {
		if t.consoles.Load() > 0 {
			out = append(out, t)
		}
	}
	return out
}
