package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// storeFault harms the connection to MongoDB: cut, slow, or half open, where
// bytes go out and nothing comes back.
func storeFault() fault {
	return fault{name: "store", weight: 2, on: "mongo", strike: func(ctx context.Context, c *chaos, r *rand.Rand) (string, error) {
		switch r.IntN(3) {
		case 0:
			span := between(r, 200*time.Millisecond, 4*time.Second)
			c.proxy.cut()
			err := pass(ctx, span)
			_, said := c.readyz(ctx)
			c.proxy.mend()
			return c.mended(ctx, fmt.Sprintf("cut for %s; readyz: %s", span.Round(time.Millisecond), said), err)
		case 1:
			c.proxy.stall()
			err := pass(ctx, 5*time.Second)
			_, said := c.readyz(ctx)
			c.proxy.mend()
			return c.mended(ctx, "stalled for 5s; readyz: "+said, err)
		default:
			c.proxy.halfOpen()
			err := pass(ctx, between(r, time.Second, 4*time.Second))
			_, said := c.readyz(ctx)
			c.proxy.cut() // the dead connections are found out at last
			c.proxy.mend()
			return c.mended(ctx, "half open; readyz: "+said, err)
		}
	}}
}

// mended waits until the server is ready again.
func (c *chaos) mended(ctx context.Context, what string, err error) (string, error) {
	if err != nil {
		return "", err
	}
	return c.recovered(ctx, what, "", true)
}
