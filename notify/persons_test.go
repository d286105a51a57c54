package notify_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// broken is a store that cannot write the outcome of anything for a while.
type broken struct {
	dispatch.Store
	mu sync.Mutex
	on bool
}

func (b *broken) turn(on bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.on = on
}

func (b *broken) UpdateDelivery(ctx context.Context, d dispatch.Delivery) (dispatch.Delivery, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.on && !d.Taken {
		return d, dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
	}
	return b.Store.UpdateDelivery(ctx, d)
}

// TestCrashBetweenSendAndRecord: what was sent and not recorded goes out once
// more, with the same key, and says so.
func TestCrashBetweenSendAndRecord(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.channel(dispatch.Outlet{ID: "hook", Kind: dispatch.Webhook, Always: true})
		x.channel(dispatch.Outlet{ID: "group", Kind: dispatch.WeCom, Group: 10})
		st := &broken{Store: x.store, on: true}
		x.run(st)
		x.tell("rl", "20000101-0001")
		x.tell("rl", "20000101-0002")
		after(90 * time.Second)
		require.Len(x, x.lines[dispatch.Webhook].messages(), 2)
		require.Len(x, x.lines[dispatch.WeCom].messages(), 1)
		st.turn(false)
		after(10 * time.Minute)
		require.Equal(x, 4, x.states()["sent"]+x.states()["sent grouped"])
		keys := map[string]int{}
		for _, m := range x.lines[dispatch.Webhook].messages() {
			keys[m.ID]++
		}
		require.Len(x, keys, 2, "the receiver can tell")
		group := x.lines[dispatch.WeCom].messages()
		require.Len(x, group, 2)
		require.Equal(x, group[0].ID, group[1].ID, "the same two in one message")
		require.Equal(x, []bool{false, true}, []bool{group[0].Again, group[1].Again})
		require.Equal(x, "（可能重复）热线：您有 2 件待处理", group[1].Title)
	})
}

// TestTwoCouriers: of several servers each message is sent by one.
func TestTwoCouriers(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.channel(dispatch.Outlet{ID: "hook", Kind: dispatch.Webhook, Always: true})
		x.channel(dispatch.Outlet{ID: "group", Kind: dispatch.Feishu, Group: 5})
		x.run(x.store, x.store, x.store)
		for i := range 100 {
			x.tell("rl", fmt.Sprintf("20000101-%04d", i))
		}
		after(3 * time.Minute)
		require.Equal(x, 200, x.states()["sent"]+x.states()["sent grouped"])
		require.Len(x, x.lines[dispatch.Webhook].messages(), 100)
		told := 0
		for _, m := range x.lines[dispatch.Feishu].messages() {
			told += max(1, len(m.Lines))
		}
		require.LessOrEqual(x, told, 100)
	})
}

// TestPersonsOnDuty: a person's own channels hear of what is for them (AB岗), and
// of nothing they must not know.
func TestPersonsOnDuty(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.roster = dispatch.NewRoster(nil, []dispatch.Staff{
			{User: "a", Scope: "rl", Post: dispatch.PostA, Role: dispatch.RoleLiaison}, {User: "b", Scope: "rl", Post: dispatch.PostB, Role: dispatch.RoleLiaison},
			{User: "d1", Scope: dispatch.HotlineScope, Role: dispatch.RoleDispatcher}, {User: "d2", Scope: dispatch.HotlineScope, Role: dispatch.RoleDispatcher},
			{User: "s", Scope: dispatch.HotlineScope, Role: dispatch.RoleSupervisor}})
		for _, u := range []string{"a", "b", "d1", "d2", "s"} {
			x.person(u, dispatch.Reach{Email: u + "@example.com", On: []dispatch.OutletKind{dispatch.EMail}})
		}
		x.channel(dispatch.Outlet{ID: "group", Kind: dispatch.WeCom})
		x.run()
		mails := x.lines[dispatch.EMail]
		to := func() string {
			after(70 * time.Second)
			var out []string
			for _, m := range mails.messages() {
				out = append(out, strings.TrimSuffix(m.To, "@example.com"))
			}
			mails.mu.Lock()
			mails.got = nil
			mails.mu.Unlock()
			return strings.Join(out, " ")
		}
		x.tell("rl", "20000101-0001")
		require.Equal(x, "a", to(), "post A first")
		x.tell("rl", "20000101-0001", func(n *dispatch.Notice) { n.Kind = notify.Failover })
		require.Equal(x, "b", to(), "then who stands in")
		dispatcher := func(n *dispatch.Notice) { n.Recipient = "role:dispatcher" }
		x.tell("role", "20000101-0002", dispatcher)
		require.ElementsMatch(x, []string{"d1", "d2"}, strings.Fields(to()))
		require.Len(x, x.lines[dispatch.WeCom].messages(), 3)

		x.tell("role", "20000101-0003", dispatcher, func(n *dispatch.Notice) { n.Hide = []string{"d1"} })
		require.Equal(x, "d2", to(), "who must not know is not told")
		x.tell("role", "20000101-0004", dispatcher, func(n *dispatch.Notice) { n.Only = []string{"d1"} })
		require.Equal(x, "d1", to())
		require.Len(x, x.lines[dispatch.WeCom].messages(), 3, "nor does it go into a group")
		require.Equal(x, 2, x.states()["dropped private"])
	})
}

// TestBrowserGone: a browser whose subscription ended is struck off.
func TestBrowserGone(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.roster = dispatch.NewRoster(nil, []dispatch.Staff{{User: "a", Scope: "rl", Post: dispatch.PostA, Role: dispatch.RoleLiaison}})
		x.person("a", dispatch.Reach{On: []dispatch.OutletKind{dispatch.WebPush}, Push: []dispatch.Subscription{{Endpoint: "https://push/old"}, {Endpoint: "https://push/new"}}})
		x.lines[dispatch.WebPush].turn(func(m notify.Message) error {
			if m.Browser.Endpoint == "https://push/old" {
				return &notify.Failure{Reason: "gone", Status: 410, Final: true, Gone: true}
			}
			return nil
		})
		x.run()
		x.tell("rl", "20000101-0001")
		after(70 * time.Second)
		require.Equal(x, map[string]int{"sent": 1, "dropped gone": 1}, x.states())
		x.tell("rl", "20000101-0002")
		after(70 * time.Second)
		require.Equal(x, map[string]int{"sent": 2, "dropped gone": 1}, x.states(), "only the other is asked again")
	})
}

// TestChannelTakenAway: what waits for a channel that is off or gone is dropped.
func TestChannelTakenAway(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.channel(dispatch.Outlet{ID: "hook", Kind: dispatch.Webhook, Always: true})
		x.lines[dispatch.Webhook].turn(down)
		x.run()
		x.tell("rl", "20000101-0001")
		after(20 * time.Second)
		require.NoError(x, x.store.DeleteRecord(x.Context(), dispatch.KindChannel, "hook"))
		after(time.Minute)
		require.Equal(x, map[string]int{"dropped revoked": 1}, x.states())
	})
}

func TestWording(t *testing.T) {
	g := notify.Wording{Name: "热线", Base: "https://h.example.com/"}
	f := dispatch.Frame{Notice: dispatch.Notice{No: "20261123-0001", Title: "点[这里](http://evil) @all <@u> **急**\n# 换行", Text: "新工单，请接单"}}
	w := g.Of([]dispatch.Frame{f}, false)
	require.Equal(t, "热线：新工单，请接单", w.Title)
	require.Equal(t, "https://h.example.com/tickets/20261123-0001", w.Link)
	for _, bad := range []string{"@all", "](http://evil)", "<@u>", "**急**", "\n#"} {
		require.NotContains(t, w.Markdown(), bad)
		require.NotContains(t, w.Short(100), bad)
	}
	other := f
	other.No = "20261123-0002"
	require.Equal(t, "https://h.example.com/", g.Of([]dispatch.Frame{f, other}, false).Link)
	require.Len(t, []rune(w.Short(10)), 10)
	require.NotContains(t, notify.Kinds(), "channel_line")
	require.Contains(t, notify.Kinds(), notify.Dispatched)
	require.NotContains(t, notify.Kinds(), "clock")
}
