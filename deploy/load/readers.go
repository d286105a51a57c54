package main

import (
	"context"
	"maps"
	"net/url"
	"slices"
	"sync"
	"time"

	"hotline/deploy/load/wire"
)

// readers are clerks who look at lists while tickets come in.
type readers struct {
	work sync.WaitGroup

	mu     sync.Mutex
	took   map[string][]time.Duration
	failed int
	err    error
}

// look is one request of a reader.
type look struct {
	name   string
	client *wire.Client
	path   string
}

// pause is how long a clerk looks at a list before asking for the next.
const pause = 250 * time.Millisecond

// read lets the readers begin; they end with ctx.
func (b *bench) read(ctx context.Context) *readers {
	r := &readers{took: map[string][]time.Duration{}}
	for i := range b.o.readers {
		unit := i % len(b.units)
		r.begin(ctx, pause, []look{
			{"unit queue meanwhile", b.liaisons[unit], listPath("unit:"+b.units[unit].Code+"/open", "", pageRows)},
			{"hotline's queue meanwhile", b.agent, listPath("hotline/open", "", pageRows)},
			{"search meanwhile", b.agent, "/tickets?limit=20&q=" + url.QueryEscape("路灯")},
		})
	}
	return r
}

// begin lets one reader take its looks in turn, with a pause after each.
func (r *readers) begin(ctx context.Context, pause time.Duration, looks []look) {
	r.work.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			l := looks[n%len(looks)]
			start := time.Now()
			err := l.client.Get(ctx, l.path, nil)
			r.note(ctx, l.name, time.Since(start), err)
			select {
			case <-ctx.Done():
			case <-time.After(pause):
			}
		}
	})
}

func (r *readers) note(ctx context.Context, name string, took time.Duration, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case err == nil:
		r.took[name] = append(r.took[name], took)
	case ctx.Err() == nil:
		r.failed++
		r.err = err
	}
}

// report waits for the readers and writes down what they saw.
func (r *readers) report(to *report) {
	r.work.Wait()
	for _, name := range slices.Sorted(maps.Keys(r.took)) {
		to.spread(name, wire.Measure(r.took[name]))
	}
	if r.failed > 0 {
		to.fault("%d requests of readers failed, the last: %v", r.failed, r.err)
	}
}
