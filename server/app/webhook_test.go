package app

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/upstream/city"
	"hotline/notify/channel"
)

// TestPeers30ReceiverDownAnHour: a webhook's receiver is away for an hour. What
// happened meanwhile waits in the store, comes afterwards in the order of each
// ticket, signed, each event once, under an id that the attempts share, and
// without a word of the caller.
func TestPeers30ReceiverDownAnHour(t *testing.T) {
	x := newExchanging(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	var mu sync.Mutex
	away, tried, seqs, ids := true, map[string]int{}, map[string][]int{}, map[string]bool{}
	secret, bodies := "", ""
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		body, _ := io.ReadAll(r.Body)
		id := r.Header.Get("X-Hotline-Delivery")
		tried[id]++
		if away {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		var h hook
		if json.Unmarshal(body, &h) != nil || ids[id] || h.ID != id ||
			channel.Verify(secret, r.Header.Get("X-Hotline-Signature"), body, time.Now().Add(time.Duration(x.ahead.Load()))) != nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		ids[id], seqs[h.No], bodies = true, append(seqs[h.No], h.Seq), bodies+string(body)
	}))
	defer web.Close()
	made := signIn(t, x.app, "admin").post("/webhooks", map[string]any{"name": "大数据平台", "url": web.URL}, http.StatusCreated)
	secret = made["secret"].(string)
	x.until(func(city.Report) bool { return x.app.outlets.book.Programs() })
	for n := 1; n <= 3; n++ {
		c := city.Sample(time.Now(), n)
		c.Caller.Anonymous, c.Caller.Name, c.Caller.Phone = false, "王小明", "13800001234"
		x.city.Open(c)
		x.down(c.No)
		x.work(c.No)
	}
	for range 60 { // an hour
		x.pass(time.Minute)
	}
	mu.Lock()
	require.Empty(t, seqs)
	away = false
	mu.Unlock()
	x.until(func(city.Report) bool {
		mu.Lock()
		defer mu.Unlock()
		return len(seqs) == 3 && len(ids) >= 3*6
	})
	mu.Lock()
	defer mu.Unlock()
	for no, list := range seqs {
		require.True(t, slices.IsSorted(list), "%s: %v", no, list)
		require.Len(t, slices.Compact(slices.Clone(list)), len(list), "%s: none twice", no)
	}
	require.Greater(t, slices.Max(slices.Collect(maps.Values(tried))), 1, "an id is the same over the attempts")
	require.NotContains(t, bodies, "13800001234")
	require.NotContains(t, bodies, "王小明")
}
