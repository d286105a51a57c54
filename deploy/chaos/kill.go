package main

import (
	"context"
	"math/rand/v2"
)

// killFault ends the process at once, kill -9, as a power cut would end its work.
func killFault() fault {
	return fault{name: "kill", weight: 4, on: "file", strike: func(_ context.Context, c *chaos, _ *rand.Rand) (string, error) {
		c.down = true
		return "killed", c.server.Kill()
	}}
}
