package notify

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"hotline/dispatch"
)

const (
	// ringSize is how many of the newest frames a topic keeps in memory.
	ringSize = 256
	// pastLife is how long frames before the ring stay in memory once a console
	// needed them: as long as a crowd takes to come back.
	pastLife = 10 * time.Second
)

// topic is the newest part of one recipient's feed.
type topic struct {
	recipient string
	consoles  atomic.Int64
	told      atomic.Int64 // the newest frame the store has told of (see follow)

	loading sync.Mutex   // held while the store is read, never together with a wait for consoles
	begun   atomic.Int64 // readings of the newest frames that have begun

	mu      sync.Mutex
	loaded  int64         // the reading that succeeded last; 0: none yet
	last    int64         // the newest frame known
	ring    []Frame       // ends with last, ids without a gap
	past    []Frame       // older ones, read for consoles far behind; dropped after a while
	changed chan struct{} // closed, and made anew, when a frame comes: wakes every console at once
	resting bool          // consoles were woken a moment ago
	due     bool          // and frames came since
}

// load reads span and newest frames from the store, unless a reading later than
// the given one has succeeded: a crowd that waits shares one.
func (t *topic) load(ctx context.Context, feeds Feeds, since int64) error {
	t.loading.Lock()
	defer t.loading.Unlock()
	if t.reading() > since {
		return nil
	}
	number := t.begun.Add(1)
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
	t.loaded, t.last, t.ring, t.past = number, 0, nil, nil
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

// reading is the number of the reading that succeeded last.
func (t *topic) reading() int64 {
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
		t.announce()
	}
}

// announce wakes the consoles, or has them woken soon when they were a moment
// ago. Waking a crowd costs time in proportion to it, however few the frames: a
// short rest lets each console find several and write them at once. A feed that
// was quiet is told without delay.
func (t *topic) announce() {
	if t.resting {
		t.due = true
		return
	}
	t.wake()
	if rest := restOf(t.consoles.Load()); rest > 0 {
		t.resting = true
		time.AfterFunc(rest, t.rested)
	}
}

func (t *topic) rested() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.resting = false
	if t.due {
		t.due = false
		t.announce()
	}
}

// restOf is the rest after waking so many consoles: none for a unit's few, and
// never so long that a person could notice.
func restOf(consoles int64) time.Duration {
	if consoles < 16 {
		return 0
	}
	return min(time.Duration(consoles)*50*time.Microsecond, 20*time.Millisecond)
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

// after gives up to limit frames behind the cursor that are in the ring, and the
// newest there is. found is false when there are some, but older.
func (t *topic) after(cursor int64, limit int) (frames []Frame, last int64, found bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	behind := t.last - cursor
	if behind <= 0 {
		return nil, t.last, true
	}
	skip := int64(len(t.ring)) - behind
	if skip < 0 {
		return nil, t.last, false
	}
	from := t.ring[skip:]
	return from[:min(len(from), limit):min(len(from), limit)], t.last, true
}

// before gives up to limit frames behind the cursor that are older than the
// ring. The first console that needs them reads them from the store for all;
// none means that the next one was dropped long ago.
func (t *topic) before(ctx context.Context, feeds Feeds, cursor int64, limit int) ([]Frame, error) {
	t.loading.Lock()
	defer t.loading.Unlock()
	if frames := t.kept(cursor, limit); frames != nil {
		return frames, nil
	}
	read, err := feeds.Feed(ctx, t.recipient, min(cursor, max(t.newest()-replayMost, 0)), replayMost)
	if err != nil {
		return nil, err
	}
	t.mu.Lock()
	t.past = unbroken(read)
	t.mu.Unlock()
	time.AfterFunc(pastLife, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.past = nil
	})
	return t.kept(cursor, limit), nil
}

// kept gives what the past has behind the cursor.
func (t *topic) kept(cursor int64, limit int) []Frame {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.past) == 0 || cursor+1 < t.past[0].ID || cursor >= t.past[len(t.past)-1].ID {
		return nil
	}
	from := t.past[cursor+1-t.past[0].ID:]
	return from[:min(len(from), limit):min(len(from), limit)]
}

// unbroken encodes frames up to the first gap.
func unbroken(read []dispatch.Frame) []Frame {
	var out []Frame
	for _, f := range read {
		if f.ID != read[0].ID+int64(len(out)) {
			break
		}
		out = append(out, encode(f))
	}
	return out
}
