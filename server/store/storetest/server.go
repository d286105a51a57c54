package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// twoServers sweeps from two servers at once: every step fires once, and the
// numbers both give out are one row.
func twoServers(w *world) {
	second := w.handle()
	servers := []dispatch.Store{w.s, second}
	const n = 8
	together(n, func(i int) {
		if _, err := w.try(servers[i%2], intake(fmt.Sprint("第", i)), "water"); err != nil {
			w.Error(err)
		}
	})
	require.Len(w, w.list(dispatch.Filter{}, 50), n)
	for range 7 {
		now := w.clock.Advance(60 * time.Hour)
		together(4, func(i int) {
			s := servers[i%2]
			due, err := s.Due(w.ctx, now, 100)
			if err != nil {
				w.Error(err)
			}
			for _, no := range due {
				if _, err := w.tryAct(s, no, dispatch.Action{Kind: dispatch.DoEscalate}, dispatch.System()); err != nil && dispatch.CodeOf(err) != dispatch.Conflict {
					w.Error(err)
				}
			}
		})
		due, err := w.s.Due(w.ctx, now, 100)
		require.NoError(w, err)
		for _, no := range due { // what a conflict left
			w.act(no, dispatch.Action{Kind: dispatch.DoEscalate}, dispatch.System())
		}
	}
	steps, happened := 0, 0
	for i := range n {
		events := w.events(dispatch.FormatNo(today, i+1))
		require.Zero(w, dispatch.Verify(events))
		fired := map[string]bool{}
		for _, e := range events {
			if e.Data.Step == "" {
				continue
			}
			require.False(w, fired[e.Data.Step], "%s fired twice", e.Data.Step)
			fired[e.Data.Step] = true
			steps++
		}
		happened += len(events)
	}
	require.Equal(w, n*3*4, steps, "three clocks of four steps each")
	names := map[string]bool{}
	recount(w, names)
	keys := map[string]bool{}
	for _, f := range append(w.relayAll(w.s, 50), w.relayAll(second, 50)...) {
		require.False(w, keys[f.Key], f.Key)
		keys[f.Key] = true
	}
	require.Len(w, keys, 2*happened, "one notice of each event for each of the two who hear of it")
}

// wholeTickets gives up calls at any moment: whatever is there afterwards, seen
// by a server that starts anew, is whole.
func wholeTickets(w *world) {
	var mu sync.Mutex
	sure := map[string]bool{}
	together(24, func(i int) {
		r := rand.New(rand.NewPCG(uint64(i), 7))
		ctx, cancel := context.WithCancel(w.ctx)
		defer cancel()
		t, err := w.s.Create(ctx, today, func(no string) (dispatch.Write, error) {
			if r.IntN(3) == 0 {
				cancel()
			}
			return w.write(no, intake(fmt.Sprint("第", i)), "water")
		})
		if err == nil {
			mu.Lock()
			sure[t.No] = true
			mu.Unlock()
		} else if dispatch.CodeOf(err) != dispatch.Unavailable {
			w.Error(err)
		}
		if r.IntN(2) == 0 {
			cancel()
		}
		_, _ = w.s.Update(ctx, t.No, func(t dispatch.Ticket) (dispatch.Write, error) {
			after, events, err := w.rules.Apply(t, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water"), w.clock.Now())
			return dispatch.Write{Ticket: after, Events: events, Notices: notices(after, events)}, err
		})
	})
	require.NotEmpty(w, sure)
	require.NoError(w, w.s.Close())
	w.s = w.handle()
	for _, no := range Audit(w.T, w.s) {
		delete(sure, no)
	}
	require.Empty(w, sure, "acknowledged, but not there")
}

// Audit checks a whole store that was filled as Fill does, after whatever
// happened to it: every ticket has its events, its person and its notices, each
// once, and everything counted and listed is what the tickets say. It returns
// the numbers of the tickets.
func Audit(t *testing.T, s dispatch.Store) []string {
	w := &world{T: t, ctx: t.Context(), clock: &clock{now: monday}, s: s, rules: rules()}
	w.relayAll(w.s, 7)
	told := map[string]int{}
	for _, to := range []string{"role:dispatcher", "unit:water"} {
		for _, f := range w.feed(to, 0, 100_000) {
			told[f.Key]++
		}
	}
	var all []string
	for _, t := range w.list(dispatch.Filter{}, 100) {
		all = append(all, t.No)
		events := w.events(t.No)
		require.Len(w, events, t.Version)
		require.Zero(w, dispatch.Verify(events))
		w.same(dispatch.Replay(events), t)
		for _, n := range notices(t, events) {
			require.Equal(w, 1, told[n.Key], n.Key)
			delete(told, n.Key)
		}
		_, err := w.s.Person(w.ctx, t.No)
		require.NoError(w, err)
	}
	require.Empty(w, told, "told of tickets that are not there")
	recount(w, map[string]bool{})
	return all
}

// Fill registers tickets and lets the unit accept them, n from each of several
// goroutines, and calls done with every number that was acknowledged.
func Fill(t *testing.T, s dispatch.Store, goroutines, n int, done func(no string)) {
	w := &world{T: t, ctx: t.Context(), clock: &clock{now: monday}, s: s, rules: rules()}
	together(goroutines, func(i int) {
		for k := range n {
			made, err := w.try(s, intake(fmt.Sprint(i, "之", k)), "water")
			if err != nil {
				w.Error(err)
				return
			}
			done(made.No)
			if _, err := w.tryAct(s, made.No, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water")); err != nil {
				w.Error(err)
			}
			if _, err := s.Relay(w.ctx, 3); err != nil {
				w.Error(err)
			}
		}
	})
}

// Register registers one ticket for the unit that Fill's are for.
func Register(t *testing.T, s dispatch.Store, text string) (no string) {
	w := &world{T: t, ctx: t.Context(), clock: &clock{now: monday}, s: s, rules: rules()}
	return w.log(intake(text), "water").No
}

// Accept lets the unit accept a ticket of Register.
func Accept(t *testing.T, s dispatch.Store, no string) {
	w := &world{T: t, ctx: t.Context(), clock: &clock{now: monday}, s: s, rules: rules()}
	_, err := w.tryAct(s, no, dispatch.Action{Kind: dispatch.DoAccept}, liaison("water"))
	require.NoError(t, err)
}

func closedStore(w *world) {
	made := w.log(intake("一"))
	require.NoError(w, w.s.Close())
	_, err := w.try(w.s, intake("二"))
	w.code(err, dispatch.Unavailable)
	_, err = w.s.Ticket(w.ctx, made.No)
	w.code(err, dispatch.Unavailable)
	w.code(w.s.Ping(w.ctx), dispatch.Unavailable)
	require.False(w, strings.Contains(err.Error(), caller.Phone))
	w.s = w.handle()
	w.same(made, w.ticket(made.No))
}
