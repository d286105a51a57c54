package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"path/filepath"
)

// readonlyFault takes the right to write from the store's files under the open
// server. (A file system cannot be made read-only while files are open for
// writing, unless it is broken; an immutable file fails the same calls. The -shm
// file is left alone: it is memory that processes share, and one that cannot be
// written there is ended by the system, which is the fault kill.)
func readonlyFault() fault {
	return fault{name: "readonly", weight: 2, on: "disk", strike: func(ctx context.Context, c *chaos, r *rand.Rand) (string, error) {
		files := []string{filepath.Join(c.data, "hotline.db"), filepath.Join(c.data, "hotline.db-wal")}
		if err := shell(append([]string{"chattr", "+i"}, files...)...); err != nil {
			return "", errors.Join(err, shell(append([]string{"chattr", "-i"}, files...)...))
		}
		said, noticed := c.unready(ctx, r)
		if err := shell(append([]string{"chattr", "-i"}, files...)...); err != nil {
			return "", err
		}
		return c.recovered(ctx, "read-only", said, noticed)
	}}
}
