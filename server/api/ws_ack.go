package api

import (
	"context"
	"maps"
	"strings"
	"sync"
	"time"

	"hotline/notify"
)

// acks collects acknowledgements: of each feed only the highest matters, so it
// stays small however many consoles speak at once.
type acks struct {
	mu      sync.Mutex
	highest map[string]int64 // not yet settled
	settled map[string]int64
	wake    chan struct{}
}

func newAcks() *acks {
	return &acks{highest: map[string]int64{}, settled: map[string]int64{}, wake: make(chan struct{}, 1)}
}

// put notes that a console of the feed has everything up to id.
func (a *acks) put(feed string, id int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if id <= a.highest[feed] || id <= a.settled[feed] {
		return
	}
	a.highest[feed] = id
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// waiting gives what is not settled yet.
func (a *acks) waiting() map[string]int64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return maps.Clone(a.highest)
}

// done notes that the feed is settled up to id.
func (a *acks) done(feed string, id int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.settled[feed] = id
	if a.highest[feed] <= id {
		delete(a.highest, feed)
	}
}

// Run settles the consoles' acknowledgements until ctx ends: the store
// remembers them, and dispatches that a unit has got are marked on the ticket
// (送达). One goroutine does it, so that a crowd of consoles is no crowd of
// writers.
func (s *Sockets) Run(ctx context.Context) error {
	for {
		var again <-chan time.Time
		for feed, id := range s.acks.waiting() {
			if err := s.settle(ctx, feed, id); err != nil && ctx.Err() == nil {
				s.log.Error("settle acknowledgement", "feed", feed, "error", err)
				again = time.After(time.Second)
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-s.acks.wake:
		case <-again:
		}
	}
}

// settle makes one feed's acknowledgement durable. The tickets are marked first:
// marking twice does nothing, and after a crash between the two the console
// acknowledges again.
func (s *Sockets) settle(ctx context.Context, feed string, id int64) error {
	if unit, ok := strings.CutPrefix(feed, notify.UnitFeed("")); ok {
		frames, err := s.service.Store.Unacked(ctx, feed, id)
		if err != nil {
			return err
		}
		if err := s.service.Delivered(ctx, unit, frames); err != nil {
			return err // tried again with the next round
		}
	}
	if err := s.service.Store.Ack(ctx, feed, id); err != nil {
		return err
	}
	s.acks.done(feed, id)
	return nil
}
