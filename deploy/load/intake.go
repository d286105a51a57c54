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
	nos      []string       // of the tickets the server promised
	failed   int
	err      error
	length   time.Duration
}

func newIntake(agent *wire.Client, units []wire.Unit, o options) *intake {
	most := int(o.rate*o.length.Seconds()) + 1
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

// schedule hands out the demands when they are due; those that have become due
// while all clients were busy follow at once.
func (in *intake) schedule(ctx context.Context, start time.Time, due chan<- job) {
	for n := range in.sent {
		at := time.Now()
		if in.o.rate > 0 {
			at = start.Add(in.o.after(n))
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

// after is when the nth demand is due.
func (o options) after(n int) time.Duration {
	evenly := time.Duration(float64(n) / o.rate * float64(time.Second))
	if o.curve == nil {
		return evenly
	}
	return time.Duration(o.curve(float64(evenly)/float64(o.length)) * float64(o.length))
}

func (in *intake) register(j job) {
	d := wire.NewDemand(in.serie, j.serial)
	if in.o.known {
		d.Caller = wire.NewDemand(1, 1).Caller
	}
	if in.o.clock {
		d.Type, d.Urgency = "complaint", "general" // the same limits for all
	}
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
	in.took = append(in.took, took)
	in.nos = append(in.nos, t.No)
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
