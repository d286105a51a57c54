package main

import (
	"fmt"
	"sync"
	"sync/atomic"

	"hotline/deploy/load/wire"
)

// overlap is how many frames a console asks for again after a crash: they must
// be the same frames under the same ids.
const overlap = 20

// feed is everything one console has ever been told.
type feed struct {
	client *wire.Client
	name   string

	live atomic.Bool // a connection is read

	mu         sync.Mutex
	seen       map[int64]string // identity by id
	told       map[string]int64 // id by identity without the id
	dispatched map[string]int   // frames by ticket
	last       int64
	conn       wire.Sequence // of the present connection
	faults     []string
}

func newFeed(c *wire.Client, name string) *feed {
	return &feed{client: c, name: name, seen: map[int64]string{}, told: map[string]int64{}, dispatched: map[string]int{}}
}

// resume is where a new connection begins.
func (f *feed) resume() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	after := max(0, f.last-overlap)
	f.conn = wire.Sequence{Last: after}
	return after
}

// begin takes the end of the feed as the start, for the first connection.
func (f *feed) begin(last int64) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last, f.conn = last, wire.Sequence{Last: last}
}

// take notes a message of the present connection.
func (f *feed) take(m wire.Frame) {
	f.mu.Lock()
	defer f.mu.Unlock()
	bad := func(format string, args ...any) {
		f.faults = append(f.faults, f.name+": "+fmt.Sprintf(format, args...))
	}
	if m.Type != "frame" {
		bad("%s at %d instead of the frames after %d", m.Type, m.Last, f.conn.Last)
		return
	}
	if m.ID != f.conn.Last+1 {
		bad("frame %d came after %d", m.ID, f.conn.Last)
	}
	f.conn.Take(m.ID)
	if was, ok := f.seen[m.ID]; ok {
		if was != m.Identity() {
			bad("frame was %q and is now %q", was, m.Identity())
		}
		return
	}
	f.seen[m.ID] = m.Identity()
	f.last = max(f.last, m.ID)
	bare := m
	bare.ID = 0
	if id, ok := f.told[bare.Identity()]; ok {
		bad("frame %d tells again what %d told: %s", m.ID, id, m.Identity())
	}
	f.told[bare.Identity()] = m.ID
	if m.Kind == "dispatched" {
		f.dispatched[m.No]++
	}
}

// lacks lists up to three acknowledged tickets of this feed that it has not
// told of, and how many there are in all.
func (f *feed) lacks(nos []string) (some []string, n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, no := range nos {
		if f.dispatched[no] == 0 {
			if n++; n <= 3 {
				some = append(some, no)
			}
		}
	}
	return some, n
}

// troubles takes the faults found so far out of the feed.
func (f *feed) troubles() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	out := f.faults
	f.faults = nil
	return out
}

func (f *feed) frames() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.seen)
}
