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
	mu      sync.Mutex // held while members join
	members []*member
	readers sync.WaitGroup
}

// dials is how many consoles connect at once outside a storm.
const dials = 64

// open adds n consoles of one account and waits until they are connected; with
// may change each before it connects, and is told its number.
func (c *crowd) open(ctx context.Context, client *wire.Client, unit string, n int, follow *intake, with ...func(*member, int)) error {
	slots := make(chan struct{}, dials)
	failed := make(chan error, n)
	var fresh []*member
	for i := range n {
		m := &member{client: client, unit: unit, follow: follow, acks: i == 0 && follow != nil}
		for _, f := range with {
			f(m, i)
		}
		fresh = append(fresh, m)
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
	c.mu.Lock()
	c.members = append(c.members, fresh...)
	c.mu.Unlock()
	if err != nil {
		return fmt.Errorf("open consoles: %w", err)
	}
	for _, m := range fresh {
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

// settle waits until every console has its tickets, or nothing comes for some
// time; then a moment more, for frames that should not come.
func (c *crowd) settle(ctx context.Context, expected map[string]int, wait time.Duration) {
	last, since := int64(-1), time.Now()
	for ctx.Err() == nil && !c.complete(expected) && time.Since(since) < wait {
		if n := c.frames(); n != last {
			last, since = n, time.Now()
		}
		time.Sleep(50 * time.Millisecond)
	}
	time.Sleep(500 * time.Millisecond)
	c.mark(expected)
}

// frames is how many have come to all consoles.
func (c *crowd) frames() (n int64) {
	for _, m := range c.members {
		m.mu.Lock()
		n += m.seq.Frames
		m.mu.Unlock()
	}
	return n
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

// totals are the counts of all consoles.
type totals struct {
	frames, lost, doubled      int64
	short, resyncs, reconnects int
	slow                       int
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
		t.slow += m.slow
		t.took = append(t.took, m.took...)
		if m.short != nil {
			t.short++
			t.example = m.short
		}
		m.mu.Unlock()
	}
	return t
}
