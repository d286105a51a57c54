package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// fault is a way to do the server harm.
type fault struct {
	name   string
	weight int // how often it comes, beside the others
	// on is the store it needs: file, disk (a file on a disk of its own) or mongo.
	on string
	// strike does the harm while the clients work, and takes it away again; what
	// it says is shown. The server may be gone afterwards, which c.down tells.
	strike func(ctx context.Context, c *chaos, r *rand.Rand) (said string, err error)
}

// faults are all there are.
func faults() []fault {
	return []fault{killFault(), stopFault(), diskFault(), readonlyFault(), clockFault(), storeFault(), walFault()}
}

func faultNames() string {
	var names []string
	for _, f := range faults() {
		names = append(names, f.name)
	}
	return strings.Join(names, ",")
}

// chosen are the faults of a list of names.
func chosen(list string) ([]fault, error) {
	var out []fault
	for _, name := range strings.Split(list, ",") {
		i := slices.IndexFunc(faults(), func(f fault) bool { return f.name == name })
		if i < 0 {
			return nil, fmt.Errorf("--faults: no fault %q; there are %s", name, faultNames())
		}
		out = append(out, faults()[i])
	}
	return out, nil
}

// draw chooses by weight.
func draw(r *rand.Rand, from []fault) fault {
	sum := 0
	for _, f := range from {
		sum += f.weight
	}
	n := r.IntN(sum)
	for _, f := range from {
		if n -= f.weight; n < 0 {
			return f
		}
	}
	return from[0]
}

// between is a span of time, drawn evenly.
func between(r *rand.Rand, from, to time.Duration) time.Duration {
	return from + time.Duration(r.Int64N(int64(to-from)+1))
}

// pass waits, or until the test is broken off.
func pass(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
