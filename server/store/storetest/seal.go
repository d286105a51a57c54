package storetest

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
)

// ring is a ring of keys, each made of its name: the same name is the same key.
func ring(t *testing.T, ids ...string) *store.Keyring {
	t.Helper()
	r, err := store.NewKeyring(nil, keysOf(ids...)...)
	require.NoError(t, err)
	return r
}

func keysOf(ids ...string) []store.IdentityKey {
	keys := make([]store.IdentityKey, len(ids))
	for i, id := range ids {
		keys[i] = store.IdentityKey{ID: id, Secret: bytes.Repeat([]byte(id), 32)[:32]}
	}
	return keys
}

// marked is somebody whose data stands nowhere else.
func marked(i int) dispatch.Person {
	return dispatch.Person{Name: fmt.Sprintf("欧阳标%d", i), Phone: fmt.Sprintf("139123%05d", i), Address: fmt.Sprintf("暗记路%d号", i)}
}

func (w *world) logMarked(n int) {
	w.Helper()
	for i := range n {
		in := intake(fmt.Sprint("第", i))
		in.Person = marked(i)
		w.log(in, "water")
	}
}

// nothingReadable looks for marked persons in everything that was written.
func (w *world) nothingReadable(n int) {
	w.Helper()
	raw := w.raw(w.T, w.dir)
	require.Contains(w, string(raw), "water", "it looks at the right place")
	for i := range n {
		p := marked(i)
		for _, v := range []string{p.Name, p.Phone, p.Address} {
			require.False(w, bytes.Contains(raw, []byte(v)), "%s is readable", v)
		}
	}
}

func (w *world) everybody(n int) {
	w.Helper()
	for i := range n {
		p, err := w.s.Person(w.ctx, dispatch.FormatNo(today, i+1))
		require.NoError(w, err)
		require.Equal(w, marked(i), p)
	}
}

// again closes the store and opens it with other keys.
func (w *world) again(keys *store.Keyring) {
	w.Helper()
	require.NoError(w, w.s.Close())
	w.keys = keys
	w.s = w.handle()
}

// reseal goes through all persons, a few at a time, and tells how many were
// sealed anew.
func (w *world) reseal(limit int) (done int) {
	w.Helper()
	for after := ""; ; {
		next, n, err := w.s.Reseal(w.ctx, after, limit)
		require.NoError(w, err)
		done += n
		if after = next; after == "" {
			return done
		}
	}
}

func (w *world) seals(want map[string]int) {
	w.Helper()
	got, err := w.s.Seals(w.ctx)
	require.NoError(w, err)
	require.Equal(w, want, got)
}

// sealed: however a person comes into the store, nobody reads it from the disk.
func sealed(w *world) {
	w.seals(map[string]int{})
	w.logMarked(3)
	in := intake("导入")
	in.Person = marked(3)
	imported, err := w.write(dispatch.FormatNo(today, 4), in)
	require.NoError(w, err)
	_, err = w.s.Import(w.ctx, []dispatch.Write{imported})
	require.NoError(w, err)
	other := marked(4)
	_, err = w.s.Update(w.ctx, dispatch.FormatNo(today, 1), func(t dispatch.Ticket) (dispatch.Write, error) {
		after, events, err := w.rules.Apply(t, dispatch.Action{Kind: dispatch.DoNote, Text: "改"}, agent, w.clock.Now())
		return dispatch.Write{Ticket: after, Events: events, Person: &other}, err
	})
	require.NoError(w, err)
	p, err := w.s.Person(w.ctx, dispatch.FormatNo(today, 1))
	require.NoError(w, err)
	require.Equal(w, other, p)
	w.seals(map[string]int{"k1": 4})
	w.nothingReadable(5)
	require.NoError(w, w.s.ErasePerson(w.ctx, dispatch.FormatNo(today, 2)))
	require.NoError(w, w.s.Close())
	w.nothingReadable(5)
}

// wrongKey: without the right key the store is not opened, the error names the
// key, and with it everything is there.
func wrongKey(w *world) {
	w.logMarked(3)
	require.NoError(w, w.s.Close())
	impostor, err := store.NewKeyring(nil, store.IdentityKey{ID: "k1", Secret: bytes.Repeat([]byte{9}, 32)})
	require.NoError(w, err)
	for name, keys := range map[string]*store.Keyring{"none": nil, "empty": ring(w.T), "another": ring(w.T, "k2", "k3"), "of the same name": impostor} {
		_, err := w.open(w.T, w.dir, w.clock.Now, keys)
		require.ErrorContains(w, err, "k1", name)
		for i := range 3 {
			require.NotContains(w, err.Error(), marked(i).Phone)
		}
	}
	w.s = w.handle()
	w.everybody(3)
}

// rotated: a new key opens nothing of the old, so both are there until the last
// person is sealed anew.
func rotated(w *world) {
	const n = 7
	w.logMarked(n)
	w.again(ring(w.T, "k2", "k1"))
	w.everybody(n)
	w.log(intake("新"))
	w.seals(map[string]int{"k1": n, "k2": 1})
	next, done, err := w.s.Reseal(w.ctx, "", 3)
	require.NoError(w, err)
	require.Equal(w, 3, done)
	require.Equal(w, dispatch.FormatNo(today, 3), next)
	w.seals(map[string]int{"k1": n - 3, "k2": 4})
	require.Equal(w, n-3, w.reseal(2))
	require.Zero(w, w.reseal(2), "once")
	w.seals(map[string]int{"k2": n + 1})
	w.again(ring(w.T, "k2"))
	w.everybody(n)
	require.NoError(w, w.s.Close())
	_, err = w.open(w.T, w.dir, w.clock.Now, ring(w.T, "k1"))
	require.ErrorContains(w, err, "k2")
}

// rotatedUnderWrites: whoever calls, changes or goes while all are sealed anew is
// neither lost nor brought back.
func rotatedUnderWrites(w *world) {
	const n = 24
	w.logMarked(n)
	require.NoError(w, w.keys.Set(keysOf("k2", "k1")...))
	together(3, func(i int) {
		switch i {
		case 0:
			for after := ""; ; {
				next, _, err := w.s.Reseal(w.ctx, after, 2)
				if err != nil {
					w.Error(err)
				}
				if after = next; after == "" {
					return
				}
			}
		case 1:
			for k := range n {
				in := intake(fmt.Sprint("又", k))
				in.Person = marked(n + k)
				if _, err := w.try(w.s, in, "water"); err != nil {
					w.Error(err)
				}
			}
		default:
			for k := range n / 2 {
				if err := w.s.ErasePerson(w.ctx, dispatch.FormatNo(today, 2*k+1)); err != nil {
					w.Error(err)
				}
			}
		}
	})
	w.reseal(100)
	w.seals(map[string]int{"k2": n + n/2})
	for i := range 2 * n {
		p, err := w.s.Person(w.ctx, dispatch.FormatNo(today, i+1))
		if i < n && i%2 == 0 {
			w.code(err, dispatch.NotFound)
			continue
		}
		require.NoError(w, err)
		require.Equal(w, marked(i), p)
	}
}

// plain: what an older program stored as it is can be read, and is sealed by the
// next rotation without a trace.
func plain(w *world) {
	const n = 120
	w.again(nil)
	w.logMarked(n)
	w.seals(map[string]int{"": n})
	w.again(ring(w.T, "k1"))
	w.everybody(n)
	require.Equal(w, n, w.reseal(50))
	w.everybody(n)
	w.nothingReadable(n)
	require.NoError(w, w.s.Close())
	w.nothingReadable(n)
}
