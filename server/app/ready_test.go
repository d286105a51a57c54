package app

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store"
	"hotline/server/store/sqlite"
)

// refusing is a store that takes no writes of records for a reason.
type refusing struct {
	dispatch.Store
	err    error
	most   int // bytes of a record; zero: as many as one likes
	schema int
	writes int
}

func (s *refusing) PutRecord(ctx context.Context, r dispatch.Record) (int, error) {
	s.writes++
	if s.err != nil {
		return 0, s.err
	}
	if s.most > 0 && len(r.Body) > s.most {
		return 0, store.Full(io.ErrShortWrite)
	}
	return s.Store.PutRecord(ctx, r)
}

func (s *refusing) Schema(context.Context) (have, known int, err error) { return s.schema, 6, nil }

// TestReadiness: a server says what keeps it from its work, writes few probes,
// and is ready again when the reason is gone.
func TestReadiness(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: clock})
	require.NoError(t, err)
	defer st.Close()
	ill := &refusing{Store: st, schema: 6}
	r := newReadiness(ill, "one", clock, t.TempDir(), 1)
	r.now = clock
	r.wrote.Store(now.UnixNano())
	look := func(after time.Duration) []string {
		now = now.Add(after)
		r.look(t.Context())
		return faultKeys(r.why())
	}
	require.Empty(t, look(0))
	require.Equal(t, 1, ill.writes, "it leaves its mark")
	r.heard(nil)
	require.Empty(t, look(time.Second))
	require.Equal(t, 1, ill.writes, "what others wrote is proof enough")
	require.Empty(t, look(3*time.Second))
	require.Equal(t, 2, ill.writes)
	n, err := r.servers(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)

	ill.err = store.Full(io.ErrShortWrite)
	require.Equal(t, []string{"write: store_full"}, look(3*time.Second))
	ill.err = store.ReadOnly(io.ErrShortWrite)
	require.Equal(t, []string{"write: store_read_only"}, look(3*time.Second))
	ill.err = store.Unavailable(io.ErrShortWrite)
	require.Equal(t, []string{"write: store_unavailable"}, look(3*time.Second))
	ill.err, ill.schema = nil, 7
	require.Equal(t, []string{"schema: store_newer"}, look(3*time.Second))
	ill.schema, r.minFree = 6, 1<<62
	require.Equal(t, []string{"disk: disk_low"}, look(3*time.Second))
	r.minFree = 1
	require.Empty(t, look(3*time.Second))
	now = now.Add(6 * time.Second) // the look itself hangs
	require.Equal(t, "store_silent", r.why()[0].Key)
	r.stopping.Store(true)
	require.Equal(t, "server_stopping", r.why()[0].Key)
}

// TestRefusedWrite: a server says so at once when a write was refused, and does
// not take the small ones that still go through for proof that it is over.
func TestRefusedWrite(t *testing.T) {
	now := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: clock})
	require.NoError(t, err)
	defer st.Close()
	for key, refusal := range map[string]error{"store_full": store.Full(io.ErrShortWrite), "store_read_only": store.ReadOnly(io.ErrShortWrite),
		"store_failing": store.Failing(io.ErrShortWrite)} {
		small := &refusing{Store: st, most: 1000}
		r := newReadiness(small, key, clock, "", 0)
		r.now = clock
		look := func(after time.Duration) []string {
			now = now.Add(after)
			r.look(t.Context())
			return faultKeys(r.why())
		}
		require.Empty(t, look(0))
		r.heard(store.Unavailable(io.ErrShortWrite)) // one that may be over already
		require.Empty(t, faultKeys(r.why()))
		r.heard(refusal)
		require.Equal(t, []string{"write: " + key}, faultKeys(r.why()), "at once")
		r.heard(nil)
		require.Equal(t, []string{"write: " + key}, faultKeys(r.why()), "a small one went through")
		require.Equal(t, []string{"write: store_full"}, look(time.Second), "a large one does not")
		small.most = 0
		require.Empty(t, look(time.Second))
		require.Empty(t, faultKeys(r.why()))
		rec, err := st.Record(t.Context(), dispatch.KindServer, key)
		require.NoError(t, err)
		require.Less(t, len(rec.Body), 100, "the large one is not left behind")
	}
}

func faultKeys(faults dispatch.Faults) (keys []string) {
	for _, f := range faults {
		keys = append(keys, f.Field+": "+f.Key)
	}
	return keys
}

// bare starts a server on an empty store.
func bare(t *testing.T, change func(*Config)) *App {
	t.Helper()
	c := Default()
	dir := t.TempDir()
	c.Store, c.SecretFile, c.Listen = "file:"+filepath.Join(dir, "hotline.db"), filepath.Join(dir, "secret.key"), "127.0.0.1:0"
	change(&c)
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	require.NoError(t, a.Start(t.Context()))
	return a
}

// ask reads a page of a server as anybody can.
func ask(t *testing.T, a *App, path string) (status int, body string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+a.Addr()+path, nil)
	require.NoError(t, err)
	r.Header.Set("Accept-Language", "en")
	resp, err := http.DefaultClient.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(b)
}

// TestReadyz: the reason is in the answer, and a server that is not ready lives.
func TestReadyz(t *testing.T) {
	a := bare(t, func(*Config) {})
	status, body := ask(t, a, "/readyz")
	require.Equal(t, http.StatusOK, status, body)
	require.Equal(t, "ready\n", body)
	a.ready.stopping.Store(true)
	status, body = ask(t, a, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, body, "the server is stopping")
	status, _ = ask(t, a, "/healthz")
	require.Equal(t, http.StatusOK, status)

	a = bare(t, func(c *Config) { c.MinFree = 1 << 50 })
	require.Eventually(t, func() bool { return len(a.ready.why()) > 0 }, 5*time.Second, time.Millisecond)
	status, body = ask(t, a, "/readyz")
	require.Equal(t, http.StatusServiceUnavailable, status)
	require.Contains(t, body, "MB of disk left, less than 1073741824 MB")
	require.Contains(t, body, `"field":"disk"`)
}
