package app

import (
	"sync/atomic"
	"time"
)

// Clock is the server's time. Its offset is only ever moved by the test clock
// of a demo server, so that a test can live through days without waiting.
type Clock struct{ offset atomic.Int64 }

func newClock(ahead time.Duration) *Clock {
	c := &Clock{}
	c.Advance(ahead)
	return c
}

// Now is the present.
func (c *Clock) Now() time.Time { return time.Now().Add(time.Duration(c.offset.Load())) }

// Advance moves the present, back by less than zero.
func (c *Clock) Advance(d time.Duration) { c.offset.Add(int64(d)) }
