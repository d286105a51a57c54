package app

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/upstream/city"
	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/exchange"
)

const citySecret = "0123456789abcdef-city"

// exchanging is a district that exchanges tickets with a city.
type exchanging struct {
	t     *testing.T
	dir   string
	store string
	app   *App
	city  *city.City
	url   string
	ahead atomic.Int64 // nanoseconds
}

func newExchanging(t *testing.T, store string) *exchanging {
	x := &exchanging{t: t, dir: t.TempDir(), store: store}
	x.city = city.New("city", citySecret, func() time.Time { return time.Now().Add(time.Duration(x.ahead.Load())) })
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	web := &http.Server{Handler: x.city.Handler()}
	go func() { _ = web.Serve(ln) }()
	t.Cleanup(func() { _ = web.Close() })
	x.url = "http://" + ln.Addr().String()
	x.start(true)
	t.Cleanup(func() { require.NoError(t, x.app.Stop(context.Background())) })
	staff := city.Staff{Server: "http://" + x.app.Addr(), Password: demoPassword}
	require.NoError(t, staff.Connect(t.Context(), x.city, x.url))
	return x
}

// start opens the server; one that was stopped goes on with its store.
func (x *exchanging) start(fresh bool) {
	c := Default()
	c.Store, c.SecretFile, c.Listen = x.store, filepath.Join(x.dir, "secret.key"), "127.0.0.1:0"
	c.Outbound.Allow = []string{"127.0.0.1/32"}
	a, err := New(x.t.Context(), c, Options{Log: newLogger(io.Discard, "error"), Demo: true, Ahead: time.Duration(x.ahead.Load())})
	require.NoError(x.t, err)
	if fresh {
		require.NoError(x.t, a.plant(x.t.Context(), &options{stderr: io.Discard, days: -1}))
	}
	a.outlets.planner.Every, a.outlets.courier.Every = 10*time.Millisecond, 10*time.Millisecond
	require.NoError(x.t, a.Start(x.t.Context()))
	x.app = a
}

func (x *exchanging) link() city.Link {
	return city.Link{City: x.city, Server: "http://" + x.app.Addr(), HTTP: &http.Client{Timeout: 10 * time.Second}}
}

// pass lets time go by on both sides.
func (x *exchanging) pass(d time.Duration) {
	x.ahead.Add(int64(d))
	x.app.Clock.Advance(d)
}

// down hands a ticket down until it is known to have arrived.
func (x *exchanging) down(no string) {
	for range 50 {
		if x.link().HandDown(x.t.Context(), no) == nil {
			return
		}
		x.pass(time.Second)
	}
	x.t.Fatalf("%s does not arrive", no)
}

// work takes a ticket the whole way.
func (x *exchanging) work(no string) {
	k, _ := x.city.Case(no)
	t, err := x.app.Store.Ticket(x.t.Context(), k.Ours)
	require.NoError(x.t, err)
	require.NotEmpty(x.t, t.Lead, "%s %s", no, t.State)
	unit := dispatch.Actor{ID: "l", Role: dispatch.RoleLiaison, Unit: t.Lead}
	for _, a := range []dispatch.Action{{Kind: dispatch.DoAccept}, {Kind: dispatch.DoContact, Method: "visit", Reached: true, Text: "已到现场"},
		{Kind: dispatch.DoReply, Text: "已派维修人员到现场处理完毕，并逐户回访，居民表示认可。", Resolved: true, Evidence: "23日上午现场处理，物业经理在场见证并签字。", Override: "协办单位电话说明"}} {
		_, err = x.app.Service.Act(x.t.Context(), t.No, a, unit)
		require.NoError(x.t, err, "%s", a.Kind)
	}
	_, err = x.app.Service.Act(x.t.Context(), t.No, dispatch.Action{Kind: dispatch.DoReview, Pass: true}, dispatch.Actor{ID: "d", Role: dispatch.RoleDispatcher})
	require.NoError(x.t, err)
}

// until waits for what the platform has to hear, while time goes by.
func (x *exchanging) until(done func(city.Report) bool) {
	x.t.Helper()
	deadline := time.Now().Add(90 * time.Second)
	for !done(x.city.Report()) {
		if time.Now().After(deadline) {
			x.t.Fatalf("does not come: %s", x.city.Report())
		}
		x.pass(2 * time.Second)
		select {
		case <-x.t.Context().Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// TestUpstreamDiffers: what only one side has, or has in another state, is found
// and mended with one request each.
func TestUpstreamDiffers(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			x := newExchanging(t, store)
			day := time.Now()
			for n := 1; n <= 2; n++ {
				x.city.Open(city.Sample(day, n))
			}
			here, missing := city.Sample(day, 1).No, city.Sample(day, 2).No
			x.down(here)
			require.NoError(t, x.link().Post(t.Context(), "/events", exchange.Word{ID: "e1", No: here, Kind: exchange.EventRemind, Text: "请加快"}, &struct{}{}))
			supervisor := signIn(t, x.app, "supervisor")
			admin := signIn(t, x.app, "admin")
			k, _ := x.city.Case(here)
			page := supervisor.get("/tickets/" + k.Ours)["upstream"].(map[string]any)
			require.Equal(t, admin.get("/platforms")["items"].([]any)[0].(map[string]any)["name"], page["name"])
			require.NotEmpty(t, page["name"])
			admin.call(http.MethodPatch, "/platforms/city", map[string]any{"skip": []string{"closed"}}, http.StatusOK)
			x.pass(10 * time.Second) // every server has heard of it
			x.work(here)
			x.until(func(r city.Report) bool { return r.Milestones[dispatch.MileReplied] == 1 })
			kinds := func() (out []string) {
				v := supervisor.post("/exchange/reconcile", map[string]any{"platform": "city"}, http.StatusOK)
				for _, d := range v["differences"].([]any) {
					out = append(out, fmt.Sprint(d.(map[string]any)["kind"]))
				}
				return out
			}
			told := func() (n int) {
				frames, err := x.app.Store.Feed(t.Context(), "role:supervisor", 0, 1000)
				require.NoError(t, err)
				for _, f := range frames {
					if f.Notice.Kind == notify.ExchangeDiffers {
						n++
					}
				}
				return n
			}
			for _, want := range []string{"city: 2 differ, 2 new", "city: 2 differ, 0 new"} { // day after day, told once
				result, err := x.app.reconcile(t.Context())
				require.NoError(t, err)
				require.Equal(t, want, result)
				require.Equal(t, 1, told())
			}
			require.Equal(t, []string{string(exchange.TheirsOpen), string(exchange.MissingHere)}, kinds())
			admin.call(http.MethodPatch, "/platforms/city", map[string]any{"skip": []string{}}, http.StatusOK)
			supervisor.post("/exchange/mend", map[string]any{"platform": "city", "no": missing}, http.StatusOK)
			supervisor.post("/exchange/mend", map[string]any{"platform": "city", "no": here}, http.StatusOK)
			x.until(func(r city.Report) bool { return r.Closed == 1 })
			require.Empty(t, kinds())
			in := supervisor.get("/exchange?platform=city&side=in")["received"].([]any)
			require.Len(t, in, 3)
		})
	}
}
