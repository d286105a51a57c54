package app

import (
	"context"
	"math/rand/v2"
	"time"

	"hotline/deploy/pbx/play"
	"hotline/server/phone"
)

// demoDesks are the extensions of the sample district, from 8001 on.
const demoDesks = 3

// plantCalls gives the sample district the calls of its last hours: most were
// answered, some are to be called back.
func (a *App) plantCalls(ctx context.Context) error {
	const calls = 30
	now := a.Clock.Now()
	day := play.Day(play.Options{Calls: calls, Agents: demoDesks, Seed: 12345, Start: now, Span: 4 * time.Hour})
	return a.hear(ctx, play.Until(day, now.Add(-10*time.Minute)))
}

// callTraffic lets the telephones of the sample district ring: who signs in at
// 8001 to 8003 sees calls come up. Some callers give up, and some of those call
// again.
func (a *App) callTraffic(ctx context.Context) error {
	rng := rand.New(rand.NewPCG(uint64(a.Clock.Now().UnixNano()), 12345))
	var to ringing
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if err := a.hear(ctx, to.due(rng, a.Clock.Now())); err != nil && ctx.Err() == nil {
			a.log.Warn("demo calls", "err", err)
		}
	}
}

// ringing are the calls that are being played.
type ringing struct {
	events []phone.Event // what is still to happen, in order
	next   time.Time     // when somebody calls
}

// due gives what has happened by now, and lets somebody call now and then.
func (r *ringing) due(rng *rand.Rand, now time.Time) (told []phone.Event) {
	if !now.Before(r.next) {
		// Of a few dozen numbers, so that some call again.
		call := play.Day(play.Options{Calls: 1, Agents: demoDesks, Seed: 1 + rng.Uint64N(40), Start: now})
		for i := range call {
			call[i].Call = now.UTC().Format("0102-150405.000")
		}
		r.events = append(r.events, call...)
		r.next = now.Add(time.Duration(20+rng.IntN(60)) * time.Second)
	}
	var later []phone.Event
	for _, e := range r.events {
		if e.At.After(now) {
			later = append(later, e)
		} else {
			told = append(told, e)
		}
	}
	r.events = later
	return told
}
