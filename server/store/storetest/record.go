package storetest

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

func (w *world) put(r dispatch.Record, version int) {
	w.Helper()
	got, err := w.s.PutRecord(w.ctx, r)
	require.NoError(w, err)
	require.Equal(w, version, got)
}

func records(w *world) {
	r := dispatch.Record{Kind: dispatch.KindUnit, ID: "b", Body: []byte(`{"name":"水务"}`), At: monday.UTC()}
	_, err := w.s.Record(w.ctx, r.Kind, r.ID)
	w.code(err, dispatch.NotFound)
	w.put(r, 1)
	_, err = w.s.PutRecord(w.ctx, r)
	w.code(err, dispatch.Exists)
	r.Version = 1
	r.Body = []byte(`{"name":"水务局"}`)
	w.put(r, 2)
	_, err = w.s.PutRecord(w.ctx, r)
	w.code(err, dispatch.Conflict)
	r.Version = 2
	got, err := w.s.Record(w.ctx, r.Kind, r.ID)
	require.NoError(w, err)
	require.Equal(w, r, got)
	_, err = w.s.PutRecord(w.ctx, dispatch.Record{Kind: dispatch.KindUnit, ID: "none", Version: 3})
	w.code(err, dispatch.Conflict)

	for _, id := range []string{"c", "a", "单位", "a/b"} {
		w.put(dispatch.Record{Kind: dispatch.KindUnit, ID: id, Body: []byte(`1`)}, 1)
	}
	w.put(dispatch.Record{Kind: dispatch.KindUser, ID: "a", Body: []byte(`2`)}, 1)
	ids := func(after string, limit int) []string {
		list, err := w.s.Records(w.ctx, dispatch.KindUnit, after, limit)
		require.NoError(w, err)
		out := []string{}
		for _, r := range list {
			require.Equal(w, dispatch.KindUnit, r.Kind)
			require.NotZero(w, r.Version)
			require.NotEmpty(w, r.Body)
			require.Equal(w, monday.UTC(), r.At, "the store's clock where none is given")
			out = append(out, r.ID)
		}
		return out
	}
	require.Equal(w, []string{"a", "a/b", "b", "c", "单位"}, ids("", 10))
	require.Equal(w, []string{"b", "c"}, ids("a/b", 2))
	require.Empty(w, ids("单位", 2))
	require.NoError(w, w.s.DeleteRecord(w.ctx, dispatch.KindUnit, "a"))
	w.code(w.s.DeleteRecord(w.ctx, dispatch.KindUnit, "a"), dispatch.NotFound)
	_, err = w.s.Record(w.ctx, dispatch.KindUser, "a")
	require.NoError(w, err)
	w.put(dispatch.Record{Kind: dispatch.KindUnit, ID: "a", Body: []byte(`3`)}, 1)
}

func expiry(w *world) {
	hour := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Hour) }
	w.put(dispatch.Record{Kind: dispatch.KindSession, ID: "short", Expires: hour(1)}, 1)
	w.put(dispatch.Record{Kind: dispatch.KindSession, ID: "long", Expires: hour(5)}, 1)
	w.put(dispatch.Record{Kind: dispatch.KindSession, ID: "ever"}, 1)
	w.put(dispatch.Record{Kind: dispatch.KindSession, ID: "short", Version: 1, Expires: hour(2)}, 2)
	w.clock.Advance(2*time.Hour - time.Millisecond)
	_, err := w.s.Record(w.ctx, dispatch.KindSession, "short")
	require.NoError(w, err)
	w.clock.Advance(time.Millisecond)
	_, err = w.s.Record(w.ctx, dispatch.KindSession, "short")
	w.code(err, dispatch.NotFound)
	w.code(w.s.DeleteRecord(w.ctx, dispatch.KindSession, "short"), dispatch.NotFound)
	_, err = w.s.PutRecord(w.ctx, dispatch.Record{Kind: dispatch.KindSession, ID: "short", Version: 2})
	w.code(err, dispatch.Conflict)
	list, err := w.s.Records(w.ctx, dispatch.KindSession, "", 10)
	require.NoError(w, err)
	require.Len(w, list, 2)
	w.put(dispatch.Record{Kind: dispatch.KindSession, ID: "short", Expires: hour(3)}, 1)

	require.Equal(w, 1, trimmed(w)(w.s.Sweep(w.ctx, hour(3))))
	_, err = w.s.Record(w.ctx, dispatch.KindSession, "short")
	w.code(err, dispatch.NotFound)
	for _, id := range []string{"long", "ever"} {
		_, err = w.s.Record(w.ctx, dispatch.KindSession, id)
		require.NoError(w, err)
	}
}

// recordRace: of all who write against one version, one wins, here and on a
// second server.
func recordRace(w *world) {
	second := w.handle()
	for version := range 3 {
		var won atomic.Int32
		together(12, func(i int) {
			s := []dispatch.Store{w.s, second}[i%2]
			_, err := s.PutRecord(w.ctx, dispatch.Record{Kind: dispatch.KindLease, ID: "job", Version: version, Body: []byte(fmt.Sprint(i))})
			switch code := dispatch.CodeOf(err); {
			case err == nil:
				won.Add(1)
			case code != dispatch.Conflict && code != dispatch.Exists:
				w.Error(err)
			}
		})
		require.Equal(w, int32(1), won.Load())
	}
	w.put(dispatch.Record{Kind: dispatch.KindLease, ID: "job", Version: 3, Expires: monday.Add(time.Hour)}, 4)
	w.clock.Advance(time.Hour)
	var won atomic.Int32
	together(12, func(i int) {
		s := []dispatch.Store{w.s, second}[i%2]
		if _, err := s.PutRecord(w.ctx, dispatch.Record{Kind: dispatch.KindLease, ID: "job"}); err == nil {
			won.Add(1)
		}
	})
	require.Equal(w, int32(1), won.Load(), "one takes an expired lease")
}
