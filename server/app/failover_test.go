package app

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store/sqlite"
	"hotline/sla"
)

// post is a hotline in a bubble: store, service, push and a sweep every second.
type post struct {
	*testing.T
	store   dispatch.Store
	service dispatch.Service
	hub     *notify.Hub
	jobs    *jobs
	stop    func()
}

func openPost(t *testing.T, staff ...dispatch.Staff) *post {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
	require.NoError(t, err)
	p := &post{T: t, store: st, hub: notify.NewHub(st)}
	log := newLogger(io.Discard, "error")
	worker := notify.NewWorker(st, p.hub, log)
	rules := dispatch.Rules{Calendar: sla.CN(), Policy: sla.DefaultPolicy(), Failover: dispatch.DefaultFailover(), Roster: dispatch.NewRoster(nil, staff),
		Units: map[string]dispatch.Unit{"zjj": {Code: "zjj", Name: "区住建局", Group: dispatch.Bureau, Active: true}}}
	p.service = dispatch.Service{Store: st, Rules: func() dispatch.Rules { return rules }, Notices: notify.For, Wake: worker.Wake, Now: time.Now,
		Route:     func(context.Context, dispatch.Facts) dispatch.Routing { return dispatch.Routing{} },
		Code:      func() string { return "123456" },
		HashPhone: func(s string) string { return s }}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- worker.Run(ctx) }()
	p.start()
	p.stop = func() {
		require.NoError(t, p.jobs.stop(t.Context()))
		cancel()
		require.NoError(t, <-done)
		require.NoError(t, st.Close())
	}
	return p
}

// start lets the sweep run.
func (p *post) start() {
	var err error
	sweep := func(ctx context.Context) (string, error) { _, err := p.service.Sweep(ctx, 500); return "", err }
	p.jobs, err = newJobs(p.Context(), p.store, newLeases(p.store, "one", time.Now), time.Now, newLogger(io.Discard, "error"), "one",
		[]job{{"sweep", "* * * * * *", 15 * time.Second, sweep}})
	require.NoError(p, err)
	p.jobs.cron.Start()
}

func (p *post) dispatched(u dispatch.Urgency) string {
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: u, Title: "楼道有燃气味", Text: "楼道有燃气味"},
		Person: dispatch.Person{Phone: "13800001234"}, WantsReply: true}
	t, err := p.service.Log(p.Context(), in, &dispatch.Choice{Lead: "zjj", Reason: "职责"}, dispatch.Action{}, demoAgent)
	require.NoError(p, err)
	return t.No
}

// kinds are the notices in a feed, with the text of the last.
func (p *post) kinds(feed string) (kinds []string, text string) {
	frames, err := p.store.Feed(p.Context(), feed, 0, 100)
	require.NoError(p, err)
	for _, f := range frames {
		kinds, text = append(kinds, f.Kind), f.Text
	}
	return kinds, text
}

var bothPosts = []dispatch.Staff{{User: "a", Scope: "zjj", Post: dispatch.PostA, Role: dispatch.RoleLiaison}, {User: "b", Scope: "zjj", Post: dispatch.PostB, Role: dispatch.RoleLiaison}}

// A console that is open but never acknowledges, and one that is not there at
// all, are the same: the ticket goes to the B post to the second, once.
func TestFailoverToTheSecond(t *testing.T) {
	for _, open := range []bool{false, true} {
		for urgency, silence := range map[dispatch.Urgency]time.Duration{dispatch.General: time.Minute, dispatch.Life: 15 * time.Second} {
			synctest.Test(t, func(t *testing.T) {
				p := openPost(t, bothPosts...)
				defer p.stop()
				if open {
					sub, err := p.hub.Subscribe(t.Context(), notify.UnitFeed("zjj"), -1)
					require.NoError(t, err)
					defer sub.Close()
				}
				no := p.dispatched(urgency)
				pass(silence - time.Second)
				kinds, _ := p.kinds(notify.UnitFeed("zjj"))
				require.Equal(t, []string{notify.Dispatched}, kinds)
				pass(2 * time.Second)
				kinds, text := p.kinds(notify.UnitFeed("zjj"))
				require.Equal(t, []string{notify.Dispatched, notify.Failover}, kinds)
				require.Contains(t, text, "B 岗")
				pass(5 * time.Minute)
				again, _ := p.kinds(notify.UnitFeed("zjj"))
				require.Equal(t, kinds, again, "once")
				tk, err := p.store.Ticket(t.Context(), no)
				require.NoError(t, err)
				require.Equal(t, dispatch.PostB, tk.StandIn)
			})
		}
	}
}

// A console that acknowledges in time keeps the ticket with A.
func TestNoFailoverWhenAcknowledged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := openPost(t, bothPosts...)
		defer p.stop()
		sub, err := p.hub.Subscribe(t.Context(), notify.UnitFeed("zjj"), -1)
		require.NoError(t, err)
		defer sub.Close()
		no := p.dispatched(dispatch.General)
		pass(time.Second)
		batch, err := sub.Take(t.Context(), 10)
		require.NoError(t, err)
		require.Len(t, batch.Frames, 1, "the console got it")
		frames, err := p.store.Unacked(t.Context(), notify.UnitFeed("zjj"), batch.Frames[0].ID)
		require.NoError(t, err)
		require.NoError(t, p.service.Delivered(t.Context(), "zjj", frames))
		pass(10 * time.Minute)
		kinds, _ := p.kinds(notify.UnitFeed("zjj"))
		require.Equal(t, []string{notify.Dispatched}, kinds)
		tk, err := p.store.Ticket(t.Context(), no)
		require.NoError(t, err)
		require.True(t, tk.FailedOver.IsZero())
		require.True(t, tk.NextAt().After(time.Now().Add(time.Hour)), "its timer is the clock's again")
	})
}

// What fell due while the server was down happens once when it is up, and with
// nobody on post B the dispatchers hear of it.
func TestFailoverAfterDowntime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := openPost(t, bothPosts[0])
		defer p.stop()
		p.dispatched(dispatch.General)
		require.NoError(t, p.jobs.stop(t.Context()))
		pass(30 * time.Minute)
		kinds, _ := p.kinds(notify.RoleFeed(dispatch.RoleDispatcher))
		require.Empty(t, kinds)
		p.start()
		pass(time.Minute)
		kinds, text := p.kinds(notify.RoleFeed(dispatch.RoleDispatcher))
		require.Equal(t, []string{notify.NoStandIn}, kinds)
		require.Contains(t, text, "请电话联系")
	})
}
