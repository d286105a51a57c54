package notify

import (
	"context"
	"sync"
	"sync/atomic"

	"hotline/dispatch"
)

// ringSize is how many of the newest frames a topic keeps in memory.
const ringSize = 256

// topic is the newest part of one recipient's feed.
type topic struct {
	recipient string
	consoles  atomic.Int64
	told      atomic.Int64 // the newest frame the store has told of (see follow)

	loading sync.Mutex // held while the store is read, never together with a wait for consoles

	mu      sync.Mutex
	loaded  bool
	last    int64         // the newest frame known
	ring    []Frame       // ends with last, ids without a gap
	changed chan struct{} // closed, and made anew, when a frame comes: wakes every console at once
}

// load reads span and newest frames from the store, once, or again when asked.
func (t *topic) load(ctx context.Context, feeds Feeds, again bool) error {
	t.loading.Lock()
	defer t.loading.Unlock()
	if t.isLoaded() && !again {
		return nil
	}
	first, last, err := feeds.FeedSpan(ctx, t.recipient)
	if err != nil {
		return err
	}
	kept, err := feeds.Feed(ctx, t.recipient, max(first-1, last-ringSize, 0), ringSize)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	came := t.ring // published while the store was read, or before
	t.loaded, t.last, t.ring = true, 0, nil
	for _, f := range kept {
		t.append(encode(f))
	}
	t.last = max(t.last, last)
	for _, f := range came {
		t.append(f)
	}
	t.wake()
	return nil
}

func (t *topic) isLoaded() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.loaded
}

// newest is the last frame known.
func (t *topic) newest() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last
}

// add takes published frames and wakes the consoles if any is new.
func (t *topic) add(fs []Frame) {
	t.mu.Lock()
	defer t.mu.Unlock()
	last := t.last
	for _, f := range fs {
		t.append(f)
	}
	if t.last != last {
		t.wake()
	}
}

// append keeps the ring whole: a frame known already is passed over, and one
// behind a gap starts the ring anew, so that what lies in the gap is read from
// the store.
func (t *topic) append(f Frame) {
	if f.ID <= t.last {
		return
	}
	if f.ID != t.last+1 {
		t.ring = nil
	}
	if len(t.ring) == ringSize {
		// A new array: consoles still read slices of the old one.
		t.ring = append(make([]Frame, 0, 2*ringSize), t.ring[ringSize/2:]...)
	}
	t.ring = append(t.ring, f)
	t.last = f.ID
}

func (t *topic) wake() {
	close(t.changed)
	t.changed = make(chan struct{})
}

// after gives up to limit frames behind the cursor that are in memory. found is
// false when the store has to be asked.
func (t *topic) after(cursor int64, limit int) (frames []Frame, found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if cursor == t.last {
		return nil, true
	}
	skip := int64(len(t.ring)) - (t.last - cursor)
	if skip < 0 || cursor > t.last {
		return nil, false
	}
	from := t.ring[skip:]
	return from[:min(len(from), limit):min(len(from), limit)], true
}

// read gives the frames that follow the cursor from the store; none means that
// the next one was dropped long ago.
func (t *topic) read(ctx context.Context, feeds Feeds, cursor int64, limit int) ([]Frame, error) {
	kept, err := feeds.Feed(ctx, t.recipient, cursor, limit)
	if err != nil {
		return nil, err
	}
	return whole(kept, cursor), nil
}

// whole encodes the frames that follow the cursor one by one.
func whole(kept []dispatch.Frame, cursor int64) []Frame {
	var out []Frame
	for _, f := range kept {
		if f.ID != cursor+int64(len(out))+1 {
			break
		}
		out = append(out, encode(f))
	}
	return out
}
