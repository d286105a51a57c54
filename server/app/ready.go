package app

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

const (
	// probeEvery is how often the store is looked at; a write that went through
	// meanwhile is proof enough, so a busy server writes no probes.
	probeEvery = 2 * time.Second
	probeTime  = 2 * time.Second
	markEvery  = 20 * time.Second
	markLife   = time.Minute
	// probeStale is from when on an old proof is none.
	probeStale = 5 * time.Second
	// probeRoom is what the store must take at once before a refused write is
	// forgotten: a full batch of tickets. A full disk still has room for less.
	probeRoom = 1 << 20
)

// readiness knows whether the server can do its work and, in words, why not. It
// looks by itself, so that asking costs nothing and an ill store holds nobody up.
type readiness struct {
	store   dispatch.Store
	server  string
	clock   func() time.Time // that of the store, by which the mark expires
	dir     string           // whose disk is watched; empty: none
	minFree int64
	now     func() time.Time // the real one: a demo's clock jumps

	wrote atomic.Int64 // when the last write went through, Unix nanoseconds
	// refused is the last write that the store had no room for or may not do, until
	// it has taken a large one. Small ones go through on a full disk for a while.
	refused  atomic.Pointer[dispatch.Error]
	stopping atomic.Bool

	marked time.Time // when this server last left its mark

	mu     sync.Mutex
	faults dispatch.Faults // found by the last look, but for silence
}

func newReadiness(st dispatch.Store, server string, clock func() time.Time, dir string, minFree int64) *readiness {
	r := &readiness{store: st, server: server, clock: clock, dir: dir, minFree: minFree, now: time.Now}
	r.wrote.Store(r.now().UnixNano()) // opening the store wrote
	return r
}

// heard notes what came of a write.
func (r *readiness) heard(err error) {
	switch {
	case err == nil:
		r.wrote.Store(r.now().UnixNano())
	case store.Refused(err):
		r.refused.Store(fault("write", keyOf(err)))
	}
}

// run looks at the store and the disk until ctx ends.
func (r *readiness) run(ctx context.Context) error {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	for {
		r.look(ctx)
		select {
		case <-ctx.Done():
			r.unmark()
			return nil
		case <-ticker.C:
		}
	}
}

// look finds what is wrong now.
func (r *readiness) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	var faults dispatch.Faults
	for _, check := range []func(context.Context) *dispatch.Error{r.probe, r.schema, r.disk} {
		if fault := check(ctx); fault != nil {
			faults = append(faults, fault)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.faults = faults
}

// probe leaves this server's mark in the store (in KindServer) when nothing else
// was written lately, or the mark is about to be taken for that of a server gone.
// After a refused write it tries a large one.
func (r *readiness) probe(ctx context.Context) *dispatch.Error {
	refused := r.refused.Load()
	if refused == nil && r.silence() < probeEvery && r.now().Sub(r.marked) < markEvery {
		return nil
	}
	var err error
	if refused != nil {
		err = r.mark(ctx, probeRoom)
	}
	if err == nil {
		err = r.mark(ctx, 0)
	}
	if err == nil {
		r.marked = r.now()
		r.heard(nil)
		r.refused.CompareAndSwap(refused, nil) // unless one was refused meanwhile
		return nil
	}
	if store.Refused(err) {
		return fault("write", keyOf(err))
	}
	return fault("write", "store_unavailable")
}

// mark writes this server's mark, with so many bytes beside it.
func (r *readiness) mark(ctx context.Context, room int) error {
	rec, err := r.store.Record(ctx, dispatch.KindServer, r.server)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	body, err := json.Marshal(struct {
		Version string `json:"version"`
		Room    string `json:"room,omitempty"`
	}{Version, strings.Repeat("x", room)})
	if err != nil {
		return err
	}
	now := r.clock()
	_, err = r.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindServer, ID: r.server, Version: rec.Version, Body: body, At: now, Expires: now.Add(markLife)})
	return err
}

// unmark takes the mark away at a graceful stop, so that nobody waits for a
// server that is gone; else it expires.
func (r *readiness) unmark() {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	_ = r.store.DeleteRecord(ctx, dispatch.KindServer, r.server)
}

// servers counts the marks: the servers at work on this store.
func (r *readiness) servers(ctx context.Context) (int, error) {
	n := 0
	err := dispatch.EachRecord(ctx, r.store, dispatch.KindServer, func(dispatch.Record) error { n++; return nil })
	return n, err
}

// keyOf is the key of an error of the domain; "" of another.
func keyOf(err error) string {
	var e *dispatch.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// schema looks whether a newer program has changed the data beneath this one.
func (r *readiness) schema(ctx context.Context) *dispatch.Error {
	st, ok := r.store.(interface {
		Schema(context.Context) (have, known int, err error)
	})
	if !ok {
		return nil
	}
	have, known, err := st.Schema(ctx)
	if err != nil {
		return fault("store", "store_unavailable")
	}
	if have > known {
		return fault("schema", "store_newer", have, known)
	}
	return nil
}

// disk looks how much room is left.
func (r *readiness) disk(context.Context) *dispatch.Error {
	if r.dir == "" || r.minFree <= 0 {
		return nil
	}
	if free, _, err := diskSpace(r.dir); err == nil && free < r.minFree {
		return fault("disk", "disk_low", free>>20, r.minFree>>20)
	}
	return nil
}

func (r *readiness) silence() time.Duration { return r.now().Sub(time.Unix(0, r.wrote.Load())) }

// why is what keeps the server from its work; nothing when it is ready.
func (r *readiness) why() dispatch.Faults {
	if r.stopping.Load() {
		return dispatch.Faults{fault("server", "server_stopping")}
	}
	r.mu.Lock()
	faults := append(dispatch.Faults(nil), r.faults...)
	r.mu.Unlock()
	if refused := r.refused.Load(); refused != nil && !slices.ContainsFunc(faults, func(f *dispatch.Error) bool { return f.Field == "write" }) {
		faults = append(faults, refused)
	}
	if s := r.silence(); s > probeStale && len(faults) == 0 { // the look itself hangs
		faults = append(faults, fault("write", "store_silent", int(s/time.Second)))
	}
	return faults
}

func fault(check, key string, args ...any) *dispatch.Error {
	return &dispatch.Error{Code: dispatch.Unavailable, Field: check, Key: key, Args: args}
}
