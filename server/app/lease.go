package app

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"hotline/dispatch"
)

// leases keep a job to one server at a time. A lease is a record that expires;
// taking and renewing it is a compare-and-swap, so two servers cannot both hold
// it. Renewal is lazy: a held lease is written again only in its last half.
type leases struct {
	store  dispatch.Store
	holder string
	now    func() time.Time

	mu   sync.Mutex
	held map[string]lease
}

type lease struct {
	version int
	until   time.Time
}

func newLeases(st dispatch.Store, holder string, now func() time.Time) *leases {
	return &leases{store: st, holder: holder, now: now, held: map[string]lease{}}
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
	if !ok || !now.Before(have.until) {
		have.version = 0
	}
	body, err := json.Marshal(map[string]string{"holder": l.holder})
	if err != nil {
		return false, err
	}
	until := now.Add(ttl)
	v, err := l.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindLease, ID: name, Version: have.version, Body: body, At: now, Expires: until})
	switch dispatch.CodeOf(err) {
	case dispatch.Conflict, dispatch.Exists:
		if err != nil {
			delete(l.held, name)
			return false, nil
		}
	}
	if err != nil {
		return false, err
	}
	l.held[name] = lease{version: v, until: until}
	return true, nil
}

// release gives all leases back at a graceful stop.
func (l *leases) release(ctx context.Context) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range l.held {
		_ = l.store.DeleteRecord(ctx, dispatch.KindLease, name) // it expires by itself
	}
	l.held = map[string]lease{}
}
