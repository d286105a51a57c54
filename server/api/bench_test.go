package api

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// BenchmarkIntake logs calls of new callers over a real connection with a token:
// routing, the write with full sync, the notices and the answer.
func BenchmarkIntake(b *testing.B) {
	o := openOffice(b, func(d *Deps) { d.Log = slog.New(slog.NewTextHandler(io.Discard, nil)) })
	token := o.post("admin", "/tokens", object{"name": "load", "scopes": []string{"intake"}}).text("token")
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	go func() { _ = o.web.Listener(ln) }()
	b.Cleanup(func() { _ = o.web.Shutdown() })
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	var n atomic.Int64
	b.SetParallelism(16)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			i := n.Add(1)
			body := fmt.Sprintf(`{"type":"help","channel":"phone","urgency":"general","title":"","text":"家里暖气不热，室温只有十二度，第%d次反映","place":{"address":"柳林小区%d号楼"},"caller":{"name":"测试","phone":"138%08d","wants_reply":true}}`, i, i%50, i)
			r, err := http.NewRequestWithContext(b.Context(), http.MethodPost, "http://"+ln.Addr().String()+"/api/v1/tickets", strings.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			r.Header.Set("Authorization", "Bearer "+token)
			r.Header.Set("Content-Type", "application/json")
			res, err := client.Do(r)
			if err != nil || res.StatusCode != http.StatusCreated {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
}

// BenchmarkRow makes the list form of a ticket, fifty of which are a page.
func BenchmarkRow(b *testing.B) {
	o := openOffice(b)
	t, err := o.store.Ticket(b.Context(), o.dispatched())
	require.NoError(b, err)
	for b.Loop() {
		o.row(t, dispatch.Actor{Role: dispatch.RoleAgent})
	}
}
