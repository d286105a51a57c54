package api

import (
	"sync"
	"time"

	"hotline/dispatch"
)

// limiter holds keys to a rate: each has a bucket of tokens that refills evenly.
type limiter struct {
	now func() time.Time

	mu      sync.Mutex
	buckets map[string]bucket
}

type bucket struct {
	tokens float64
	at     time.Time
	full   time.Time // when it will have refilled and may be forgotten
}

// maxBuckets is when full buckets are thrown out.
const maxBuckets = 10_000

func newLimiter(now func() time.Time) *limiter {
	return &limiter{now: now, buckets: map[string]bucket{}}
}

// take uses up one of n requests per span for the key, or refuses. Zero n takes
// the default; a negative one sets no limit.
func (l *limiter) take(key string, n, standard int, per time.Duration) error {
	if n == 0 {
		n = standard
	}
	if n < 0 {
		return nil
	}
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	b, ok := l.buckets[key]
	if !ok {
		l.trim(now)
		b = bucket{tokens: float64(n), at: now}
	}
	refill := float64(n) * max(0, now.Sub(b.at).Seconds()) / per.Seconds()
	b.tokens, b.at = min(float64(n), b.tokens+refill), now
	if b.tokens < 1 {
		wait := time.Duration((1 - b.tokens) / float64(n) * float64(per))
		return dispatch.Errorf(dispatch.TooMany, "too_fast", int(wait/time.Second)+1)
	}
	b.tokens--
	b.full = now.Add(per)
	l.buckets[key] = b
	return nil
}

// give takes back the last request of a key: it was none of those that count.
func (l *limiter) give(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if b, ok := l.buckets[key]; ok {
		b.tokens++
		l.buckets[key] = b
	}
}

// trim forgets full buckets, so that many addresses cannot fill the memory. If
// all are in use, the rate of everybody starts anew: forgetting is safer for an
// emergency line than refusing.
func (l *limiter) trim(now time.Time) {
	if len(l.buckets) < maxBuckets {
		return
	}
	for k, b := range l.buckets {
		if now.After(b.full) {
			delete(l.buckets, k)
		}
	}
	if len(l.buckets) >= maxBuckets {
		l.buckets = map[string]bucket{}
	}
}
