package api

import (
	"net/netip"
	"sync"
	"time"

	"hotline/dispatch"
)

// limiter holds keys to a rate: each has a bucket of tokens that refills evenly.
// Every kind of request has buckets of its own, so that a flood of one cannot
// make another forget what it has counted.
type limiter struct {
	now     func() time.Time
	refused func(kind string)

	mu    sync.Mutex
	kinds map[string]*generations
}

// generations are the buckets of one kind: those used lately, and those used
// before them, which go when there are too many.
type generations struct{ young, old map[string]bucket }

type bucket struct {
	tokens float64
	at     time.Time
}

// maxBuckets is how many buckets a generation holds: who was counted among the
// last so many is remembered, and there are never more than twice as many.
const maxBuckets = 10_000

func newLimiter(now func() time.Time, refused func(kind string)) *limiter {
	return &limiter{now: now, refused: refused, kinds: map[string]*generations{}}
}

// take uses up one of n requests per span for the key, or refuses. Zero n takes
// the default; a negative one sets no limit.
func (l *limiter) take(kind, key string, n, standard int, per time.Duration) error {
	return l.spend(kind, key, n, standard, per, 1)
}

// spend uses up several of n per span at once: as many as what is asked for weighs.
func (l *limiter) spend(kind, key string, n, standard int, per time.Duration, weight int) error {
	if n == 0 {
		n = standard
	}
	if n < 0 {
		return nil
	}
	n = max(n, 1)
	wait, ok := l.draw(kind, key, n, per, min(weight, n))
	if ok {
		return nil
	}
	l.refused(kind)
	return dispatch.Errorf(dispatch.TooMany, "too_fast", int(wait/time.Second)+1)
}

// draw takes tokens out of the key's bucket, or tells when there will be enough.
func (l *limiter) draw(kind, key string, n int, per time.Duration, weight int) (wait time.Duration, ok bool) {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	g := l.kinds[kind]
	if g == nil {
		g = &generations{young: map[string]bucket{}}
		l.kinds[kind] = g
	}
	b, known := g.get(key)
	if !known {
		b = bucket{tokens: float64(n), at: now}
	}
	refill := float64(n) * max(0, now.Sub(b.at).Seconds()) / per.Seconds()
	b.tokens, b.at = min(float64(n), b.tokens+refill), now
	if b.tokens < float64(weight) {
		g.put(key, b)
		return time.Duration((float64(weight) - b.tokens) / float64(n) * float64(per)), false
	}
	b.tokens -= float64(weight)
	g.put(key, b)
	return 0, true
}

// give takes back what a key used: it was none of what counts.
func (l *limiter) give(kind, key string, weight int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	g := l.kinds[kind]
	if g == nil {
		return
	}
	if b, ok := g.get(key); ok {
		b.tokens += float64(weight)
		g.put(key, b)
	}
}

func (g *generations) get(key string) (bucket, bool) {
	if b, ok := g.young[key]; ok {
		return b, true
	}
	b, ok := g.old[key]
	return b, ok
}

func (g *generations) put(key string, b bucket) {
	if _, ok := g.young[key]; !ok && len(g.young) >= maxBuckets {
		g.young, g.old = make(map[string]bucket, maxBuckets), g.young
	}
	g.young[key] = b
}

// limitAddress is what an address is counted under: an IPv6 visitor has a whole
// /64 to choose from. What is no address, as a proxy may send, is one key.
func limitAddress(ip string) string {
	a, err := netip.ParseAddr(ip)
	if err != nil {
		return "?"
	}
	if a = a.Unmap(); a.Is6() {
		p, err := a.Prefix(64)
		if err != nil {
			return "?"
		}
		return p.String()
	}
	return a.String()
}
