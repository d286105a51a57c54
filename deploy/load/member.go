package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"hotline/deploy/load/wire"
)

// member is one console. It reconnects by id whenever its connection ends, as
// the pages do.
type member struct {
	client *wire.Client
	unit   string
	follow *intake // nil for a console that has nothing to show
	away   bool    // on another server than the tickets
	acks   bool    // one console of a unit says what has arrived
	jitter time.Duration
	stall  <-chan struct{} // it does not read before this is closed
	saw    func(wire.Frame, time.Time)

	mu         sync.Mutex
	console    *wire.Console
	closed     bool
	seq        wire.Sequence
	dispatched int
	took       []time.Duration
	resyncs    int
	reconnects int
	slow       int                  // times it was sent away because it did not read
	back       chan<- time.Duration // storm: tell when everything missed is here
	left       time.Time            // storm: when the connection was cut
	until      int64                // storm: the id that has to arrive
	short      error                // it has not what it should have
}

// connect dials and begins, or goes on, with what the feed holds.
func (m *member) connect(ctx context.Context, after int64) error {
	k, err := m.client.Console(ctx, after)
	if err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return k.Close()
	}
	if after < 0 {
		m.seq.Last = k.Hello.Last
	}
	m.console, m.until = k, k.Hello.Last
	m.caughtUp()
	return nil
}

// read follows the feed until the crowd is closed.
func (m *member) read(ctx context.Context) {
	if m.stall != nil {
		select {
		case <-m.stall:
		case <-ctx.Done():
		}
	}
	for {
		m.mu.Lock()
		k := m.console
		m.mu.Unlock()
		for {
			f, err := k.Read()
			if err != nil {
				m.sentAway(err)
				break
			}
			m.take(f, k, time.Now())
		}
		if !m.again(ctx, k) {
			return
		}
	}
}

// closeSlow is the code by which the server sends a console away that does not
// read.
const closeSlow = 4008

func (m *member) sentAway(err error) {
	var ce *websocket.CloseError
	if errors.As(err, &ce) && ce.Code == closeSlow {
		m.mu.Lock()
		m.slow++
		m.mu.Unlock()
	}
}

// again reconnects after the last frame seen, for a minute at most.
func (m *member) again(ctx context.Context, old *wire.Console) bool {
	_ = old.Close() // it has ended already
	if m.jitter > 0 {
		time.Sleep(m.jitter/2 + rand.N(m.jitter))
	}
	for until := time.Now().Add(time.Minute); ; {
		m.mu.Lock()
		closed, after := m.closed, m.seq.Last
		m.mu.Unlock()
		if closed || ctx.Err() != nil {
			return false
		}
		err := m.connect(ctx, after)
		over := time.Now().After(until)
		m.mu.Lock()
		if err == nil {
			m.reconnects++
		} else if over {
			m.short = err
		}
		m.mu.Unlock()
		if err == nil || over {
			return err == nil
		}
		time.Sleep(100 * time.Millisecond)
	}
}

func (m *member) take(f wire.Frame, k *wire.Console, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if f.Type == "resync" { // explicit: the page reads its lists anew
		m.resyncs++
		m.seq.Last = f.Last
		m.caughtUp()
		return
	}
	fresh := m.seq.Take(f.ID)
	if fresh && m.saw != nil {
		m.saw(f, now)
	}
	if fresh && f.Kind == "dispatched" && m.follow != nil {
		if took, ok := m.follow.since(f.Title, now); ok {
			m.dispatched++
			if m.stall == nil { // one that does not read says nothing of the server
				m.took = append(m.took, took)
			}
		}
	}
	m.caughtUp()
	if m.acks {
		_ = k.Ack(m.seq.Last) // a broken connection shows when reading
	}
}

// caughtUp tells a storm that this console has everything again.
func (m *member) caughtUp() {
	if m.back != nil && !m.left.IsZero() && m.seq.Last >= m.until {
		m.back <- time.Since(m.left)
		m.back = nil
	}
}

func (m *member) missing(expected map[string]int) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.follow == nil || m.resyncs > 0 {
		return 0
	}
	return expected[m.unit] - m.dispatched
}
