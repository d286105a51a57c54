package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"hotline/dispatch"
	"hotline/server/store"
)

// rotation gives the callers of a store a new key (换钥), in bites, while servers
// may be at work. How far it is stands in the store, so that one that was broken
// off goes on.
type rotation struct {
	store    dispatch.Store
	keys     *keyFile
	now      func() time.Time
	progress io.Writer
	// settle is how long servers take to notice a changed key file.
	settle time.Duration
}

// rotationMark is where a rotation stands.
type rotationMark struct {
	Key   string `json:"key"`
	After string `json:"after"` // ticket number; what lies behind it is to come
}

const (
	rotationID   = "rotation" // of its mark, a setting
	rotationBite = 500
	// keySettle is twice the interval at which servers read the file anew.
	keySettle = 11 * time.Second
)

func rotateKey(ctx context.Context, o *options, args []string) error {
	return o.onExisting(ctx, "rotate-key", args, func(a *App) error {
		r := &rotation{store: a.Store, keys: a.keys, now: a.Clock.Now, progress: o.stderr, settle: keySettle}
		n, err := r.run(ctx, o.key)
		if err != nil {
			return fmt.Errorf("rotate-key: %w (what was sealed so far stays; the same command goes on)", err)
		}
		fmt.Fprintf(o.stdout, "%d persons sealed anew; key %s is active in %s\n", n, a.keys.ring.Active(), a.keys.path)
		if !o.dropOld {
			return nil
		}
		dropped, err := r.drop(ctx)
		if err == nil && len(dropped) > 0 {
			fmt.Fprintf(o.stdout, "dropped: %s. Backups from before need them: keep a copy of the old key file with those.\n", strings.Join(dropped, ", "))
		}
		return err
	})
}

// run activates a key (a new one, that of the rotation that was broken off, or
// the one asked for) and seals everybody with it. It ends when nobody is sealed
// with another, those among them whom a server sealed meanwhile.
func (r *rotation) run(ctx context.Context, wanted string) (done int, err error) {
	mark, err := r.begin(ctx, wanted)
	if err != nil {
		return 0, err
	}
	for pass := 0; ; pass++ {
		n, err := r.pass(ctx, &mark)
		done += n
		if err != nil {
			return done, err
		}
		seals, err := r.store.Seals(ctx)
		if err != nil {
			return done, err
		}
		if left := others(seals, mark.Key); len(left) == 0 {
			break
		} else if pass == 5 {
			return done, fmt.Errorf("a server goes on sealing with %s: give it the same key file", strings.Join(left, ", "))
		}
		if err := r.pause(ctx); err != nil {
			return done, err
		}
	}
	n, err := r.records(ctx)
	if err != nil {
		return done + n, err
	}
	return done, r.end(ctx)
}

// begin finds the key and makes it the active one.
func (r *rotation) begin(ctx context.Context, wanted string) (mark rotationMark, err error) {
	keys, err := r.keys.read()
	if err != nil {
		return mark, err
	}
	rec, err := r.store.Record(ctx, dispatch.KindSetting, rotationID)
	switch {
	case err == nil:
		if err := json.Unmarshal(rec.Body, &mark); err != nil {
			return mark, fmt.Errorf("rotation: %w", err)
		}
	case dispatch.CodeOf(err) != dispatch.NotFound:
		return mark, err
	}
	active := r.keys.ring.Active()
	switch {
	case wanted == "" && mark.Key == active, wanted != "" && wanted == mark.Key && wanted == active:
		return mark, nil // it goes on
	case wanted == "":
		keys = append([]store.IdentityKey{newKey(r.now())}, keys...)
	default:
		i := slices.IndexFunc(keys, func(k store.IdentityKey) bool { return k.ID == wanted })
		if i < 0 {
			return mark, usage{fmt.Sprintf("there is no key %s in %s", wanted, r.keys.path)}
		}
		k := keys[i]
		keys = append([]store.IdentityKey{k}, slices.Delete(keys, i, i+1)...)
	}
	mark = rotationMark{Key: keys[0].ID}
	if err := r.keys.write(keys); err != nil {
		return mark, err
	}
	return mark, r.mark(ctx, mark)
}

func (r *rotation) mark(ctx context.Context, m rotationMark) error {
	return put(ctx, r.store, dispatch.KindSetting, rotationID, m, r.now())
}

// pass seals from where the mark stands to the end, and sets it back to the
// start.
func (r *rotation) pass(ctx context.Context, mark *rotationMark) (done int, err error) {
	for {
		next, n, err := r.store.Reseal(ctx, mark.After, rotationBite)
		done += n
		if err != nil {
			return done, err
		}
		fmt.Fprintf(r.progress, "\r%d persons sealed anew, at %s ", done, mark.After)
		mark.After = next
		if err := r.mark(ctx, *mark); err != nil {
			return done, err
		}
		if next == "" {
			fmt.Fprintln(r.progress)
			return done, nil
		}
	}
}

func (r *rotation) end(ctx context.Context) error {
	err := r.store.DeleteRecord(ctx, dispatch.KindSetting, rotationID)
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return nil
	}
	return err
}

// drop takes the old keys out of the file, unless one still seals somebody: a
// server that has not noticed yet gets its time to.
func (r *rotation) drop(ctx context.Context) (dropped []string, err error) {
	keys, err := r.keys.read()
	if err != nil || len(keys) < 2 {
		return nil, err
	}
	if err := r.pause(ctx); err != nil {
		return nil, err
	}
	if _, err := r.records(ctx); err != nil { // a channel that a server kept meanwhile
		return nil, err
	}
	seals, err := r.store.Seals(ctx)
	if err != nil {
		return nil, err
	}
	if used := others(seals, keys[0].ID); len(used) > 0 {
		return nil, fmt.Errorf("not dropped: %s still in use; server rotate-key --use %s goes on", strings.Join(used, ", "), keys[0].ID)
	}
	for _, k := range keys[1:] {
		dropped = append(dropped, k.ID)
	}
	return dropped, r.keys.write(keys[:1])
}

// others names the keys but one that seal somebody, with how many; those stored
// without any are among them.
func others(seals map[string]int, key string) []string {
	var out []string
	for id, n := range seals {
		switch {
		case id == key || n == 0:
		case id == "":
			out = append(out, fmt.Sprintf("no key (%d persons)", n))
		default:
			out = append(out, fmt.Sprintf("key %s (%d persons)", id, n))
		}
	}
	slices.Sort(out)
	return out
}

func (r *rotation) pause(ctx context.Context) error {
	t := time.NewTimer(r.settle)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
