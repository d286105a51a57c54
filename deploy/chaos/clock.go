package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

// clockFault lets the server's clock jump by up to six hours, back or forward,
// and after some work right again, as a wrong time server does.
func clockFault() fault {
	return fault{name: "clock", weight: 3, on: "file", strike: func(ctx context.Context, c *chaos, r *rand.Rand) (string, error) {
		by := between(r, time.Second, 6*time.Hour).Round(time.Second)
		if r.IntN(2) == 0 {
			by = -by
		}
		if err := c.advance(ctx, by); err != nil {
			return "", err
		}
		if err := pass(ctx, between(r, 300*time.Millisecond, 1500*time.Millisecond)); err != nil {
			return "", err
		}
		return fmt.Sprintf("clock %+.0f min and back", by.Minutes()), c.advance(ctx, -by)
	}}
}
