package api

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store/sqlite"
)

// TestPeers17DeadLinkAndSleep lets a link die without a word: the server lets go
// of it, and what came meanwhile comes on return, frame by frame after a minute,
// as a resync after a night.
func TestPeers17DeadLinkAndSleep(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: 20 * time.Millisecond, Silence: 200 * time.Millisecond})
	p.sign(dispatch.RoleLiaison, "u1")
	dead := p.join("u1", -1) // reads no more, so it answers no ping
	p.consoles(0)
	p.push("u1", 70)
	p.waitFeed("u1", 70)
	patient := p.beside(p.store)
	patient.sockets.Pace = Pace{}
	back := patient.join("u1", dead.cursor)
	require.NoError(t, back.upTo(70))
	require.NoError(t, back.conn.Close())
	for range 11 {
		p.push("u1", 100)
	}
	p.waitFeed("u1", 1170)
	back = p.beside(p.store).join("u1", 70)
	m, err := back.next()
	require.NoError(t, err)
	require.Equal(t, wire{Type: "resync", Last: 1170}, m)
}

// TestPeers17RestoredBackup lets a console come back with a cursor that the feed
// has not reached: it is told to read anew, on every way, and hears what follows.
func TestPeers17RestoredBackup(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.push("u1", 5)
	p.waitFeed("u1", 5)
	c := p.join("u1", 90)
	m, err := c.next()
	require.NoError(t, err)
	require.Equal(t, wire{Type: "resync", Last: 5}, m)
	require.True(t, p.poll("after=90", "u1").Resync)
	p.push("u1", 1)
	c.cursor = 5
	require.NoError(t, c.upTo(6))
}

// TestPeers17RestoredAndOutgrown lets the feed of a restored backup grow beyond
// an old cursor: the console says of which life that is and is told to read
// anew, on every way; one that says nothing, or the same, goes on as before.
func TestPeers17RestoredAndOutgrown(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.sockets.Epoch = "second"
	p.push("u1", 5)
	p.waitFeed("u1", 5)
	require.True(t, p.poll("after=3&epoch=first", "u1").Resync)
	require.EqualValues(t, 5, p.poll("after=3&epoch=first", "u1").Last)
	p.sockets.acks.mu.Lock()
	require.Empty(t, p.sockets.acks.highest, "a cursor of another life acknowledges nothing")
	require.Empty(t, p.sockets.acks.settled)
	p.sockets.acks.mu.Unlock()
	for _, same := range []string{"after=3", "after=3&epoch=second"} {
		v := p.poll(same, "u1")
		require.False(t, v.Resync)
		require.Len(t, v.Frames, 2)
	}
	e := p.events("after=3&epoch=first", "u1")
	require.Equal(t, "hello", e.next().Type)
	require.Equal(t, wire{Type: "resync", Last: 5}, e.next())
	p.push("u1", 1)
	require.EqualValues(t, 6, e.next().ID)
}

// TestPeers17RollingUpgrade moves consoles from a server that stops to another
// one on the same store while tickets are logged at both: every frame comes once.
func TestPeers17RollingUpgrade(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	next := p.beside(p.store)
	c := p.join("u1", -1)
	p.push("u1", 20)
	require.NoError(t, c.upTo(20))
	next.push("u1", 10) // relayed by either
	gone := make(chan int, 1)
	go func() { gone <- c.code() }()
	limit, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	require.NoError(t, p.sockets.Close(limit))
	require.Equal(t, websocket.CloseServiceRestart, <-gone)
	require.Equal(t, websocket.CloseServiceRestart, c.bye.Code)
	require.Less(t, c.bye.Retry[0], c.bye.Retry[1], "a span, so that not all come at once")
	p.push("u1", 10) // a request that the old one still serves
	c = next.join("u1", c.cursor)
	require.NoError(t, c.upTo(40))
	next.push("u1", 5)
	require.NoError(t, c.upTo(45))
}

// counting is a store that counts the readings of feeds.
type counting struct {
	*sqlite.Store
	feeds atomic.Int64
}

func (c *counting) Feed(ctx context.Context, recipient string, after int64, limit int) ([]dispatch.Frame, error) {
	c.feeds.Add(1)
	return c.Store.Feed(ctx, recipient, after, limit)
}

// TestPeers19StormReadsOnce lets five hundred consoles come back to a server
// just started, each at another place behind what memory holds: each feed is
// read twice, its end and what is older, however many come.
func TestPeers19StormReadsOnce(t *testing.T) {
	const consoles, units = 500, 10
	p := openPost(t, t.TempDir(), Pace{})
	for u := range units {
		for range 6 {
			p.push(fmt.Sprint("u", u), 100)
		}
	}
	for u := range units {
		p.waitFeed(fmt.Sprint("u", u), 600)
	}
	st := &counting{Store: p.store}
	next := p.beside(st)
	clients := make([]*client, consoles)
	each(t, clients, func(i int) (err error) {
		if clients[i], err = next.dial(fmt.Sprint("u", i%units), int64(i)/2); err != nil {
			return err
		}
		if _, err = clients[i].next(); err == nil {
			err = clients[i].upTo(int64(i)/2 + 3)
		}
		return err
	})
	for _, c := range clients {
		require.NoError(t, c.conn.Close())
	}
	// The server also looks once a second for frames of others, feed by feed.
	require.LessOrEqual(t, st.feeds.Load(), int64(2*units+5*units), "readings")
	require.Zero(t, next.hub.Stats().Resyncs)
}

// TestPeers20TransferTellsTheOldUnit takes a ticket from a unit: its console gets
// the removal, and nothing of the ticket after it.
func TestPeers20TransferTellsTheOldUnit(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	old, other := p.join("u1", -1), p.join("u2", -1)
	ticket := p.log("u1")
	m, err := old.next()
	require.NoError(t, err)
	require.Equal(t, notify.Dispatched, m.Kind)
	liaison := dispatch.Actor{ID: "l1", Role: dispatch.RoleLiaison, Unit: "u1"}
	dispatcher := dispatch.Actor{ID: "d1", Role: dispatch.RoleDispatcher}
	var was dispatch.Ticket
	for _, step := range []struct {
		by dispatch.Actor
		do dispatch.Action
	}{
		{liaison, dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: "三定规定第三条", Suggested: "u2"}},
		{dispatcher, dispatch.Action{Kind: dispatch.DoDecideReturn, Approve: true, Reason: "同意退回"}},
		{dispatcher, dispatch.Action{Kind: dispatch.DoDispatch, Lead: "u2", Reason: "职责", Basis: "三定方案"}},
	} {
		was, err = p.service.Act(t.Context(), ticket.No, step.do, step.by)
		require.NoError(t, err, step.do.Kind)
	}
	require.Equal(t, "u2", was.Lead)
	m, err = old.next()
	require.NoError(t, err)
	require.Equal(t, notify.ReturnDecided, m.Kind)
	require.Equal(t, ticket.No, m.No)
	m, err = other.next()
	require.NoError(t, err)
	require.Equal(t, notify.Dispatched, m.Kind)
	p.push("u1", 1)
	m, err = old.next()
	require.NoError(t, err)
	require.NotEqual(t, ticket.No, m.No, "nothing more of the ticket")
}

// TestPeers20RightsChangeAtOnce changes accounts through the API: who is moved or
// signed out loses the console at once.
func TestPeers20RightsChangeAtOnce(t *testing.T) {
	var consoles *Sockets
	o := openOffice(t, func(d *Deps) {
		consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log)
		d.Consoles = consoles
	})
	sit := func(who string) *seat {
		require.Equal(t, 200, o.get(who, "/session").status)
		p, err := o.sessions.byCookie(t.Context(), o.pass[who].cookie)
		require.NoError(t, err)
		k, ok := consoles.enter(p)
		require.True(t, ok)
		return k
	}
	told := func(k *seat) (int, bool) {
		select {
		case <-k.review:
		default:
			t.Fatal("not told to look again")
		}
		return consoles.admits(t.Context(), k.who)
	}
	moved, out, away := sit("liaison-rl"), sit("agent"), sit("liaison-cgj")
	require.Equal(t, 200, o.do("admin", "PATCH", "/api/v1/users/liaison-rl", object{"unit": "cgj"}).status)
	code, ok := told(moved)
	require.Equal(t, closeMoved, code)
	require.False(t, ok)
	require.Equal(t, 204, o.do("agent", "DELETE", "/api/v1/session", nil).status)
	code, ok = told(out)
	require.Equal(t, closeSignedOut, code)
	require.False(t, ok)
	require.Equal(t, 200, o.do("admin", "PATCH", "/api/v1/users/liaison-cgj", object{"active": false}).status)
	code, ok = told(away)
	require.Equal(t, closeSignedOut, code)
	require.False(t, ok)
}

// TestReturnIsSpread checks that the span grows with the consoles that will use
// it.
func TestReturnIsSpread(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	few := p.sockets.retry()
	require.Equal(t, [2]int64{500, 2000}, few)
	for range 1000 {
		s, err := p.hub.Subscribe(t.Context(), "unit:u1", -1)
		require.NoError(t, err)
		defer s.Close()
	}
	require.Equal(t, [2]int64{500, 2500}, p.sockets.retry())
	b, err := json.Marshal(p.sockets.bye(websocket.CloseServiceRestart))
	require.NoError(t, err)
	require.JSONEq(t, `{"type":"bye","code":1012,"retry_ms":[500,2500]}`, string(b))
}
