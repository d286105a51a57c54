package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// crowd is every console that this program holds open.
type crowd struct {
	members []*member
	readers sync.WaitGroup
}

// member is one console. It reconnects by id whenever its connection ends, as
// the pages do.
type member struct {
	client *wire.Client
	unit   string
	follow *intake // nil for a console that has nothing to show
	acks   bool    // one console of a unit says what has arrived

	mu         sync.Mutex
	console    *wire.Console
	closed     bool
	seq        wire.Sequence
	dispatched int
	took       []time.Duration
	resyncs    int
	reconnects int
	back       chan<- time.Duration // storm: tell when everything missed is here
	left       time.Time            // storm: when the connection was cut
	until      int64                // storm: the id that has to arrive
	short      error                // it has not what it should have
}

// dials is how many consoles connect at once outside a storm.
const dials = 64

// open adds n consoles of one account and waits until they are connected.
func (c *crowd) open(ctx context.Context, client *wire.Client, unit string, n int, follow *intake) error {
	slots := make(chan struct{}, dials)
	failed := make(chan error, n)
	for i := range n {
		m := &member{client: client, unit: unit, follow: follow, acks: i == 0 && follow != nil}
		c.members = append(c.members, m)
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			failed <- m.connect(ctx, -1)
		}()
	}
	var err error
	for range n {
		err = errors.Join(err, <-failed)
	}
	if err != nil {
		return fmt.Errorf("open consoles: %w", err)
	}
	for _, m := range c.members[len(c.members)-n:] {
		c.readers.Go(func() { m.read(ctx) })
	}
	return nil
}

func (c *crowd) close() {
	for _, m := range c.members {
		m.mu.Lock()
		m.closed = true
		if m.console != nil {
			_ = m.console.Close() // the reader notices
		}
		m.mu.Unlock()
	}
	c.readers.Wait()
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
	for {
		m.mu.Lock()
		k := m.console
		m.mu.Unlock()
		for {
			f, err := k.Read()
			if err != nil {
				break
			}
			m.take(f, k, time.Now())
		}
		if !m.again(ctx, k) {
			return
		}
	}
}

// again reconnects after the last frame seen, for a minute at most.
func (m *member) again(ctx context.Context, old *wire.Console) bool {
	_ = old.Close() // it has ended already
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
	if fresh && f.Kind == "dispatched" && m.follow != nil {
		if took, ok := m.follow.since(f.Title, now); ok {
			m.dispatched++
			m.took = append(m.took, took)
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

// storm cuts every connection at once and measures until each console has
// everything it missed.
func (c *crowd) storm(ctx context.Context) ([]time.Duration, error) {
	back := make(chan time.Duration, len(c.members))
	for _, m := range c.members {
		m.mu.Lock()
		m.back, m.left, m.until = back, time.Now(), 1<<62 // until the new hello says better
		_ = m.console.Close()                             // the reader reconnects
		m.mu.Unlock()
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	var took []time.Duration
	for range c.members {
		select {
		case d := <-back:
			took = append(took, d)
		case <-ctx.Done():
			return took, fmt.Errorf("%d of %d consoles did not come back", len(c.members)-len(took), len(c.members))
		}
	}
	return took, nil
}

// settle waits until every console has its tickets, or nothing comes for 5 s;
// then a moment more, for frames that should not come.
func (c *crowd) settle(ctx context.Context, expected map[string]int) {
	last, since := int64(-1), time.Now()
	for ctx.Err() == nil && !c.complete(expected) && time.Since(since) < 5*time.Second {
		if t := c.total(); t.frames != last {
			last, since = t.frames, time.Now()
		}
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond)
	c.mark(expected)
}

func (c *crowd) complete(expected map[string]int) bool {
	for _, m := range c.members {
		if m.missing(expected) > 0 {
			return false
		}
	}
	return true
}

// mark remembers which console has not exactly its tickets. After
// a resync the lists tell the rest, so there the count says nothing.
func (c *crowd) mark(expected map[string]int) {
	for _, m := range c.members {
		if n := m.missing(expected); n != 0 {
			m.mu.Lock()
			m.short = fmt.Errorf("console of %s: %d of %d tickets are missing", m.unit, n, expected[m.unit])
			m.mu.Unlock()
		}
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

// totals are the counts of all consoles.
type totals struct {
	frames, lost, doubled      int64
	short, resyncs, reconnects int
	took                       []time.Duration
	example                    error // of a console that is short
}

func (c *crowd) total() totals {
	var t totals
	for _, m := range c.members {
		m.mu.Lock()
		t.frames += m.seq.Frames
		t.lost += m.seq.Lost
		t.doubled += m.seq.Doubled
		t.resyncs += m.resyncs
		t.reconnects += m.reconnects
		t.took = append(t.took, m.took...)
		if m.short != nil {
			t.short++
			t.example = m.short
		}
		m.mu.Unlock()
	}
	return t
}

// whole tells whether no console lost or doubled anything.
func (c *crowd) whole() bool {
	t := c.total()
	return t.lost == 0 && t.doubled == 0 && t.short == 0
}
