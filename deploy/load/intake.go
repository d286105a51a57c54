package main

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"hotline/deploy/load/wire"
)

// intake registers tickets at a rate, or as fast as its clients can.
type intake struct {
	agent *wire.Client
	units []wire.Unit
	o     options
	serie int // which run this is, so that its callers are new

	// sent is when each demand left, by serial, in nanoseconds of the Unix
	// clock; consoles read it while the frames come in.
	sent []atomic.Int64

	mu       sync.Mutex
	took     []time.Duration
	expected map[string]int // tickets by unit that consoles must have seen
	done     int
	failed   int
	err      error
	length   time.Duration
}

func newIntake(agent *wire.Client, units []wire.Unit, o options) *intake {
	most := o.rate * int(o.length/time.Second+1)
	if o.rate == 0 {
		most = wire.MaxDemands
	}
	return &intake{agent: agent, units: units, o: o, serie: int(time.Now().Unix()),
		sent: make([]atomic.Int64, min(most, wire.MaxDemands)), expected: map[string]int{}}
}

// run returns when every answer is in. At a rate, a demand's time runs from the
// moment it was due, so that a server that stalls cannot hide it by slowing the
// clients down.
func (in *intake) run(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, in.o.length)
	defer cancel()
	due := make(chan job) // unbuffered: a job waits with its due time running
	start := time.Now()
	var clients sync.WaitGroup
	for range in.o.clients {
		clients.Go(func() {
			for j := range due {
				in.register(j)
			}
		})
	}
	in.schedule(ctx, start, due)
	close(due)
	clients.Wait()
	in.length = time.Since(start)
}

type job struct {
	serial int
	due    time.Time
}

// schedule hands out the demands, one each interval; those that have become due
// while all clients were busy follow at once.
func (in *intake) schedule(ctx context.Context, start time.Time, due chan<- job) {
	for n := range in.sent {
		at := time.Now()
		if in.o.rate > 0 {
			at = start.Add(time.Duration(n) * time.Second / time.Duration(in.o.rate))
			if wait := time.Until(at); wait > 0 {
				select {
				case <-time.After(wait):
				case <-ctx.Done():
					return
				}
			}
		}
		select {
		case due <- job{n, at}:
		case <-ctx.Done():
			return
		}
	}
}

func (in *intake) register(j job) {
	d := wire.NewDemand(in.serie, j.serial)
	if !in.o.auto {
		d = d.For(in.units[j.serial%len(in.units)].Code)
	}
	now := time.Now()
	in.sent[j.serial].Store(now.UnixNano())
	if in.o.rate == 0 {
		j.due = now
	}
	var t wire.Ticket
	// Not the run's context: a demand that has left is waited for.
	err := in.agent.Post(context.Background(), "/tickets", "", d, &t)
	took := time.Since(j.due)
	in.mu.Lock()
	defer in.mu.Unlock()
	if err != nil {
		in.failed++
		in.err = err
		return
	}
	in.done++
	in.took = append(in.took, took)
	in.expected[t.Lead]++
}

// since is how long ago the demand of a frame's title left.
func (in *intake) since(title string, now time.Time) (time.Duration, bool) {
	n, ok := wire.Serial(title)
	if !ok || n >= len(in.sent) {
		return 0, false
	}
	sent := in.sent[n].Load()
	return time.Duration(now.UnixNano() - sent), sent > 0
}
