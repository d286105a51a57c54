package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"
)

// stopFault stops the process for seconds and lets it go on, as a machine that
// swaps or is moved to another host does: leases and connections are older than
// the server believes.
func stopFault() fault {
	return fault{name: "stop", weight: 3, on: "file", strike: func(ctx context.Context, c *chaos, r *rand.Rand) (string, error) {
		span := between(r, 500*time.Millisecond, 4*time.Second)
		if err := c.server.Signal(syscall.SIGSTOP); err != nil {
			return "", err
		}
		err := errors.Join(pass(ctx, span), c.server.Signal(syscall.SIGCONT))
		return c.mended(ctx, fmt.Sprintf("stopped for %s", span.Round(time.Millisecond)), err)
	}}
}
