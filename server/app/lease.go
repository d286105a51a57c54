package app

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"hotline/dispatch"
)

// maxSkew is how far the clocks of two servers may be apart without a lease
// being taken from its holder.
const maxSkew = 10 * time.Minute

// leases keep a job to one server at a time. A lease is a record whose version
// moves with every renewal; taking and renewing are a compare-and-swap on that
// version in the store, so of two servers one succeeds.
//
// No server trusts another's clock. The holder believes in its lease for ttl
// from before it wrote; another server takes it when it has itself seen the
// same version for ttl, which began later. Only a lease that ended maxSkew ago
// by its holder's clock is taken at first sight: it is left from a run long
// past. Renewal is lazy: a held lease is written again in its last half.
type leases struct {
	store  dispatch.Store
	holder string
	now    func() time.Time
	alone  bool // no other server can be at work on the store: what others hold is left behind

	mu   sync.Mutex
	held map[string]lease
	seen map[string]lease // of others: until is when it may be taken
}

type lease struct {
	version int
	until   time.Time
}

// leaseDoc is the record of a lease; one that was given back has no holder.
type leaseDoc struct {
	Holder string        `json:"holder"`
	TTL    time.Duration `json:"ttl"`
	Until  time.Time     `json:"until"` // by the holder's clock
}

func newLeases(st dispatch.Store, holder string, now func() time.Time) *leases {
	return &leases{store: st, holder: holder, now: now, held: map[string]lease{}, seen: map[string]lease{}}
}

// hold tells whether this server has the lease now, taking it when it is free.
func (l *leases) hold(ctx context.Context, name string, ttl time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	have, ok := l.held[name]
	if ok && now.Before(have.until.Add(-ttl/2)) {
		return true, nil
	}
	version := have.version
	if !ok {
		var free bool
		var err error
		if version, free, err = l.look(ctx, name, now); err != nil || !free {
			return false, err
		}
	}
	until := now.Add(ttl)
	v, err := l.write(ctx, name, version, leaseDoc{l.holder, ttl, until.UTC()}, now)
	if err == nil {
		l.held[name] = lease{version: v, until: until}
		delete(l.seen, name)
		return true, nil
	}
	if code := dispatch.CodeOf(err); code == dispatch.Conflict || code == dispatch.Exists {
		delete(l.held, name)
		return false, nil
	}
	return ok && now.Before(have.until), err
}

// look reads a lease of another server and tells whether it may be taken.
func (l *leases) look(ctx context.Context, name string, now time.Time) (version int, free bool, err error) {
	r, err := l.store.Record(ctx, dispatch.KindLease, name)
	if err != nil {
		if dispatch.CodeOf(err) == dispatch.NotFound {
			return 0, true, nil
		}
		return 0, false, err
	}
	var doc leaseDoc
	if err := json.Unmarshal(r.Body, &doc); err != nil {
		return 0, false, err
	}
	seen, ok := l.seen[name]
	if !ok || seen.version != r.Version {
		seen = lease{r.Version, now.Add(doc.TTL)}
		l.seen[name] = seen
	}
	free = l.alone || doc.Holder == "" || !now.Before(seen.until) || now.After(doc.Until.Add(maxSkew))
	return r.Version, free, nil
}

func (l *leases) write(ctx context.Context, name string, version int, doc leaseDoc, now time.Time) (int, error) {
	body, err := json.Marshal(doc)
	if err != nil {
		return 0, err
	}
	return l.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindLease, ID: name, Version: version, Body: body, At: now})
}

// keep renews a lease that is held while a job runs; the context it gives ends
// when the lease is lost. Call done in the end.
func (l *leases) keep(ctx context.Context, name string, ttl time.Duration) (running context.Context, done func()) {
	running, cancel := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	renewing.Go(func() {
		ticker := time.NewTicker(ttl / 3)
		defer ticker.Stop()
		for {
			select {
			case <-running.Done():
				return
			case <-ticker.C:
			}
			if ok, _ := l.hold(running, name, ttl); !ok {
				cancel()
			}
		}
	})
	return running, func() { cancel(); renewing.Wait() }
}

// release gives all leases back at a graceful stop, so that another server need
// not wait. A lease that was lost meanwhile has another version and stays.
func (l *leases) release(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name, have := range l.held {
		_, _ = l.write(ctx, name, have.version, leaseDoc{}, l.now()) // else it ends by itself
	}
	l.held = map[string]lease{}
}
