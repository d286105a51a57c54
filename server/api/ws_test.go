package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

func TestSocket(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.push("u1", 3)
	p.waitFeed("u1", 3)

	c := p.join("u1", -1)
	require.Equal(t, int64(3), c.cursor, "a fresh console starts at the end")
	ticket := p.log("u1")
	m, err := c.next()
	require.NoError(t, err)
	require.Equal(t, wire{Type: "frame", ID: 4, Kind: notify.Dispatched, No: ticket.No, Title: "路灯不亮"}, m)

	// Nonsense and acknowledgements of what was never sent change nothing.
	for _, s := range []string{"nonsense", `{"ack":99}`, `{"ack":-1}`, `{"other":1}`, `{"ack":4}`, `{"ack":4}`} {
		require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(s)))
	}
	p.delivered(ticket.No)

	require.NoError(t, p.join("u1", 1).upTo(4), "it resumes")
	other := p.join("u2", -1)
	p.push("u1", 1)
	p.push("u2", 1)
	require.NoError(t, other.upTo(1), "and hears of nobody else's tickets")

	require.NoError(t, c.conn.WriteMessage(websocket.TextMessage, []byte(`{"ack":`+strings.Repeat("1", 5<<10)+`}`)))
	require.Equal(t, websocket.CloseMessageTooBig, c.code())
}

// TestSocketAckRetried checks that an acknowledgement outlives a store that
// fails for a while.
func TestSocketAckRetried(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	sick := &faulty{Store: p.store}
	sick.down.Store(true)
	service := p.service
	service.Store = sick
	again := NewSockets(p.hub, service, slog.New(slog.NewTextHandler(io.Discard, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	var loop sync.WaitGroup
	loop.Go(func() { _ = again.Run(ctx) })
	defer loop.Wait()
	defer cancel()
	ticket := p.log("u1")
	p.waitFeed("u1", 1)
	again.acks.put("unit:u1", 1)
	require.Eventually(t, func() bool { return len(again.acks.waiting()) == 1 }, 20*time.Second, time.Millisecond)
	sick.down.Store(false)
	p.delivered(ticket.No)
	require.Eventually(t, func() bool { return len(again.acks.waiting()) == 0 }, 20*time.Second, time.Millisecond)
}

// TestSocketAckCrash lets the server die after a console acknowledged and before
// the tickets were marked: the console resumes, and they are.
func TestSocketAckCrash(t *testing.T) {
	dir := t.TempDir()
	p := openPost(t, dir, Pace{})
	sick := &faulty{Store: p.store}
	sick.full.Store(true)
	service := p.service
	service.Store = sick
	dying := NewSockets(p.hub, service, slog.New(slog.NewTextHandler(io.Discard, nil)))
	ctx, cancel := context.WithCancel(t.Context())
	var loop sync.WaitGroup
	loop.Go(func() { _ = dying.Run(ctx) })
	ticket := p.log("u1")
	p.waitFeed("u1", 1)
	dying.acks.put("unit:u1", 1)
	require.Eventually(t, func() bool { return sick.refused.Load() > 0 }, 20*time.Second, time.Millisecond)
	cancel()
	loop.Wait()
	p.stop()

	p = openPost(t, dir, Pace{})
	p.join("u1", 1)
	p.delivered(ticket.No)
}

func TestSocketRefuses(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	upgrade := map[string]string{"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "X-Test-Role": "dispatcher"}
	tests := []struct {
		name   string
		query  string
		header map[string]string
		status int
		body   string
	}{
		{"same origin", "", map[string]string{"Origin": "http://" + p.addr}, 101, ""},
		{"no page", "", nil, 101, ""},
		{"foreign page", "", map[string]string{"Origin": "https://evil.example"}, 418, "forbidden"},
		{"page without address", "", map[string]string{"Origin": "null"}, 418, "forbidden"},
		{"plain request", "", map[string]string{"Upgrade": ""}, 426, ""},
		{"wrong version", "", map[string]string{"Sec-WebSocket-Version": "8"}, 400, ""},
		{"no key", "", map[string]string{"Sec-WebSocket-Key": ""}, 400, ""},
		{"no role", "", map[string]string{"X-Test-Role": "citizen"}, 418, "forbidden"},
		{"liaison without unit", "", map[string]string{"X-Test-Role": "liaison"}, 418, "forbidden"},
		{"cursor is no number", "?after=x", nil, 418, "invalid"},
		{"cursor below zero", "?after=-2", nil, 418, "invalid"},
		{"cursor too large", "?after=99999999999999999999", nil, 418, "invalid"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.addr+"/api/v1/ws"+tt.query, nil)
			require.NoError(t, err)
			for _, h := range []map[string]string{upgrade, tt.header} {
				for k, v := range h {
					req.Header.Set(k, v)
				}
			}
			res, err := p.web.RoundTrip(req)
			require.NoError(t, err)
			defer res.Body.Close()
			require.Equal(t, tt.status, res.StatusCode)
			if tt.body != "" {
				b, err := io.ReadAll(res.Body)
				require.NoError(t, err)
				require.Equal(t, tt.body, string(b))
			}
		})
	}
}

// TestSocketSignedOut checks that an ended session and a user who moved lose
// their consoles, and nobody else does.
func TestSocketSignedOut(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: 20 * time.Millisecond})
	for _, u := range []string{"u1", "u2", "u3"} {
		p.sign(dispatch.RoleLiaison, u)
	}
	out, moved, stays := p.join("u1", -1), p.join("u2", -1), p.join("u3", -1)
	require.NoError(t, p.store.DeleteRecord(t.Context(), dispatch.KindSession, "session-liaisonu1"))
	require.Equal(t, closeSignedOut, out.code())

	body, err := json.Marshal(dispatch.User{Username: "user-liaisonu2", Role: dispatch.RoleLiaison, Unit: "u9", Active: true})
	require.NoError(t, err)
	_, err = p.store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindUser, ID: "user-liaisonu2", Version: 1, Body: body, At: time.Now()})
	require.NoError(t, err)
	require.Equal(t, closeMoved, moved.code())

	p.push("u3", 1)
	require.NoError(t, stays.upTo(1))
	p.consoles(1)
}

// TestPeers17 plays a server restart and a long absence: what was written while
// the console was away comes when it is back, or it is told to read anew.
func TestPeers17(t *testing.T) {
	dir := t.TempDir()
	p := openPost(t, dir, Pace{})
	c := p.join("u1", -1)
	p.push("u1", 5)
	require.NoError(t, c.upTo(5))
	p.stop()
	require.Equal(t, websocket.CloseServiceRestart, c.code())

	p = openPost(t, dir, Pace{})
	p.push("u1", 3) // while it is away
	p.waitFeed("u1", 8)
	c = p.join("u1", c.cursor)
	require.NoError(t, c.upTo(8))
	p.push("u1", 1)
	require.NoError(t, c.upTo(9))
	p.stop()

	p = openPost(t, dir, Pace{})
	p.push("u1", 2)
	p.waitFeed("u1", 11)
	require.Eventually(t, func() bool { // what is relayed may be dropped
		_, err := p.store.TrimFeed(t.Context(), time.Now().Add(time.Hour))
		require.NoError(t, err)
		first, _, err := p.store.FeedSpan(t.Context(), "unit:u1")
		return err == nil && first == 12
	}, 20*time.Second, 5*time.Millisecond)
	p.push("u1", 1)
	p.waitFeed("u1", 12)
	c = p.join("u1", c.cursor)
	m, err := c.next()
	require.NoError(t, err)
	require.Equal(t, wire{Type: "resync", Last: 12}, m)
	c.cursor = 12
	p.push("u1", 1)
	require.NoError(t, c.upTo(13))
}

// TestSocketSilence checks that a console whose link is dead is let go.
func TestSocketSilence(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: 20 * time.Millisecond, Silence: 200 * time.Millisecond})
	p.sign(dispatch.RoleLiaison, "u1")
	p.join("u1", -1) // reads no more, so it answers no ping
	p.consoles(1)
	p.consoles(0)
}

// TestPeers18 stalls one of two readers: the other gets everything, the stalled
// one is told why it is closed, and has lost nothing when it comes back.
func TestPeers18(t *testing.T) {
	const frames = 500
	p := openPost(t, t.TempDir(), Pace{Write: time.Second})
	stalled, reader := p.join("u1", -1), p.join("u1", -1)
	read := make(chan error, 1)
	go func() { read <- reader.upTo(frames) }()
	for range frames / 50 {
		p.push("u1", 50)
	}
	require.NoError(t, <-read)
	p.consoles(1)
	require.Equal(t, closeSlow, stalled.code())
	require.Equal(t, int64(window), stalled.cursor, "no more than a window is under way")
	require.NoError(t, p.join("u1", stalled.cursor).upTo(frames))
}

// TestPeers19 restarts a server with 500 consoles, all of which come back at
// once while tickets keep coming: each gets every frame once and in order.
func TestPeers19(t *testing.T) {
	const consoles, units, frames = 500, 10, 100
	dir := t.TempDir()
	p := openPost(t, dir, Pace{})
	clients := make([]*client, consoles)
	for i := range clients {
		clients[i] = p.join(fmt.Sprint("u", i%units), -1)
	}
	for u := range units {
		p.push(fmt.Sprint("u", u), frames)
	}
	each(t, clients, func(i int) error { return clients[i].upTo(int64(1 + i%frames)) }) // not all are equally far
	p.stop()
	p = openPost(t, dir, Pace{})
	each(t, clients, func(i int) error {
		if code := clients[i].code(); code != websocket.CloseServiceRestart {
			return fmt.Errorf("closed with %d", code)
		}
		c, err := p.dial(fmt.Sprint("u", i%units), clients[i].cursor)
		if err != nil {
			return err
		}
		clients[i] = c
		m, err := c.next()
		if err == nil && m.Type != "hello" {
			err = errors.New("no hello")
		}
		return err
	})
	p.consoles(consoles)
	for u := range units {
		p.push(fmt.Sprint("u", u), 10)
	}
	each(t, clients, func(i int) error { return clients[i].upTo(frames + 10) })
	require.Zero(t, p.hub.Stats().Resyncs)
}

// each runs fn for all clients at once.
func each(t *testing.T, clients []*client, fn func(i int) error) {
	t.Helper()
	faults := make(chan error, len(clients))
	for i := range clients {
		go func() { faults <- fn(i) }()
	}
	for range clients {
		require.NoError(t, <-faults)
	}
}

// TestSocketsStayApart opens and ends consoles beside plain requests: no byte of
// one connection may reach another, although fasthttp pools its wrappers.
func TestSocketsStayApart(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	var wg sync.WaitGroup
	faults := make(chan error, 200)
	for n := range 4 {
		wg.Go(func() {
			for i := range 25 {
				unit := fmt.Sprint("u", n)
				c, err := p.dial(unit, -1)
				if err != nil {
					faults <- err
					return
				}
				if m, err := c.next(); err != nil || m.Recipient != "unit:"+unit {
					faults <- fmt.Errorf("console of %s was told %v, %w", unit, m, err)
				}
				_ = c.conn.Close()
				if err := p.echo(fmt.Sprint(n, "-", i)); err != nil {
					faults <- err
				}
			}
		})
		wg.Go(func() {
			for range 10 {
				p.push(fmt.Sprint("u", n), 5)
			}
		})
	}
	wg.Wait()
	close(faults)
	for err := range faults {
		require.NoError(t, err)
	}
	p.consoles(0)
}

// TestSocketsClose checks that nothing is left running, and that whoever comes
// too late is told to come back.
func TestSocketsClose(t *testing.T) {
	before := runtime.NumGoroutine()
	p := openPost(t, t.TempDir(), Pace{})
	clients := make([]*client, 50)
	for i := range clients {
		clients[i] = p.join("u1", -1)
	}
	require.NoError(t, p.sockets.Close(t.Context()))
	each(t, clients, func(i int) error {
		if code := clients[i].code(); code != websocket.CloseServiceRestart {
			return fmt.Errorf("closed with %d", code)
		}
		return clients[i].conn.Close()
	})
	late, err := p.dial("u1", -1)
	require.NoError(t, err)
	require.Equal(t, websocket.CloseServiceRestart, late.code())
	require.NoError(t, late.conn.Close())
	p.stop()
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+2 }, 20*time.Second, 10*time.Millisecond)
}

// BenchmarkIdleConsole reports the memory of a console that waits, both ends of
// its TCP connection included.
func BenchmarkIdleConsole(b *testing.B) {
	const consoles = 2000
	p := openPost(b, b.TempDir(), Pace{})
	for b.Loop() {
		before := inUse()
		conns := make([]net.Conn, consoles)
		for i := range conns {
			conns[i] = p.rawDial(b)
		}
		p.consoles(consoles)
		b.ReportMetric((inUse()-before)/consoles/1024, "KiB/console")
		for _, c := range conns {
			require.NoError(b, c.Close())
		}
		p.consoles(0)
	}
}

func inUse() float64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc + m.StackInuse)
}

// rawDial opens a console with no client library around it.
func (p *post) rawDial(tb testing.TB) net.Conn {
	c, err := net.Dial("tcp", p.addr)
	require.NoError(tb, err)
	_, err = io.WriteString(c, "GET /api/v1/ws HTTP/1.1\r\nHost: "+p.addr+"\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"+
		"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-Test-Role: dispatcher\r\n\r\n")
	require.NoError(tb, err)
	return c
}
