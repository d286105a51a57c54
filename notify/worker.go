package notify

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"hotline/dispatch"
)

// Outbox is where the notices of committed writes wait; dispatch.Store is one.
type Outbox interface {
	Relay(ctx context.Context, limit int) ([]dispatch.Frame, error)
}

const (
	tick     = 250 * time.Millisecond // what a crash or another server left waits no longer
	glance   = time.Second            // how often the feeds are looked at for frames of other servers
	batch    = 500
	patience = 5 * time.Second // the longest pause while the store is ill
)

// Worker moves notices from the outbox into the feeds and gives the new frames
// to the hub.
type Worker struct {
	outbox Outbox
	hub    *Hub
	log    *slog.Logger
	wake   chan struct{}

	// Relayed is told of the frames once the consoles can have them; nil: nobody is.
	Relayed func([]dispatch.Frame)
}

// NewWorker makes a worker; Run starts it.
func NewWorker(o Outbox, h *Hub, log *slog.Logger) *Worker {
	return &Worker{outbox: o, hub: h, log: log, wake: make(chan struct{}, 1)}
}

// Wake tells the worker that a commit has notices. It never blocks, and many
// calls are one.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Run relays until ctx ends, then returns nil. While the store fails it tries
// again with growing pauses: the notices wait in the outbox.
func (w *Worker) Run(ctx context.Context) error {
	var following sync.WaitGroup
	following.Go(func() { w.hub.follow(ctx, glance) })
	defer following.Wait()
	pause := tick
	for {
		err := w.drain(ctx)
		if ctx.Err() != nil {
			return nil
		}
		wake := w.wake
		if err == nil {
			pause = tick
		} else {
			w.log.Error("relay notices", "error", err, "again_in", pause)
			wake = nil // new commits do not hurry a store that is ill
		}
		timer := time.NewTimer(pause)
		select {
		case <-ctx.Done():
		case <-wake:
		case <-timer.C:
		}
		timer.Stop()
		if err != nil {
			pause = min(2*pause, patience)
		}
	}
}

// drain relays batch after batch until the outbox is empty. Frames returned
// beside an error are in their feeds, so they are published too.
func (w *Worker) drain(ctx context.Context) error {
	for {
		frames, err := w.outbox.Relay(ctx, batch)
		w.hub.Publish(frames)
		if w.Relayed != nil {
			w.Relayed(frames)
		}
		if err != nil || len(frames) == 0 {
			return err
		}
	}
}
