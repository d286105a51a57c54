package notify_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/store/sqlite"
)

const secret = "S3CRET-KEY-31337"

// line is a receiver in a bubble: it takes what comes as its mood is.
type line struct {
	mu   sync.Mutex
	mood func(m notify.Message) error // nil takes everything
	hang bool
	got  []notify.Message
	all  int // attempts
}

func (l *line) Send(ctx context.Context, m notify.Message) (notify.Receipt, error) {
	l.mu.Lock()
	l.all++
	hang, mood := l.hang, l.mood
	l.mu.Unlock()
	if hang {
		<-ctx.Done()
		return notify.Receipt{}, &notify.Failure{Reason: "timeout"}
	}
	if mood != nil {
		if err := mood(m); err != nil {
			return notify.Receipt{}, err
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.got = append(l.got, m)
	return notify.Receipt{Status: 200}, nil
}

func (l *line) turn(mood func(notify.Message) error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mood = mood
}

func (l *line) stall(hang bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hang = hang
}

func (l *line) messages() []notify.Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.got)
}

func (l *line) titles() (out []string) {
	for _, m := range l.messages() {
		out = append(out, m.Title)
	}
	return out
}

func (l *line) attempts() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all
}

func down(notify.Message) error { return &notify.Failure{Reason: "status_500", Status: 500} }

// exchange is a server's channels in a bubble, over a real store.
type exchange struct {
	*testing.T
	store  dispatch.Store
	lines  map[dispatch.OutletKind]*line
	roster *dispatch.Roster
	log    bytes.Buffer
	age    time.Duration
	every  time.Duration // how often the store is looked at
	next   map[string]int
	stop   func()
}

func openExchange(t *testing.T) *exchange {
	st, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "h.db"), sqlite.Options{Now: time.Now})
	require.NoError(t, err)
	x := &exchange{T: t, store: st, lines: map[dispatch.OutletKind]*line{}, next: map[string]int{}, age: 24 * time.Hour, every: time.Second}
	for _, k := range append([]dispatch.OutletKind{dispatch.WebPush}, dispatch.OutletKinds...) {
		x.lines[k] = &line{}
	}
	return x
}

func unseal(_, sealed string, v any) error { return json.Unmarshal([]byte(sealed), v) }
func seal(_ string, v any) (string, error) { b, err := json.Marshal(v); return string(b), err }

// run starts planner and courier; stop ends them and the store.
func (x *exchange) run(couriers ...dispatch.Store) {
	if len(couriers) == 0 {
		couriers = []dispatch.Store{x.store}
	}
	ctx, cancel := context.WithCancel(x.Context())
	var loops sync.WaitGroup
	log := slog.New(slog.NewTextHandler(&x.log, nil))
	for i, st := range couriers {
		book := notify.NewBook(st, unseal, seal, time.Now)
		senders := map[dispatch.OutletKind]notify.Sender{}
		for k, l := range x.lines {
			senders[k] = l
		}
		c := &notify.Courier{Store: st, Book: book, Senders: senders, Wording: notify.Wording{Name: "热线", Base: "https://h.example.com"}, Log: log, Now: time.Now,
			MaxAge: x.age, Every: x.every, Jitter: func(d time.Duration) time.Duration { return d }}
		p := &notify.Planner{Store: st, Book: book, Rules: func() dispatch.Rules { return dispatch.Rules{Failover: dispatch.DefaultFailover(), Roster: x.roster} }, Log: log, Now: time.Now,
			Hold: func(context.Context, string, time.Duration) (bool, error) { return i == 0, nil }, Wake: c.Wake, Every: x.every}
		loops.Go(func() { _ = c.Run(ctx) })
		loops.Go(func() { _ = p.Run(ctx) })
	}
	synctest.Wait()
	time.Sleep(2 * x.every) // the first look at the feeds
	x.stop = func() {       // also after a test that failed
		cancel()
		loops.Wait()
		require.NoError(x, x.store.Close())
	}
}

func (x *exchange) channel(o dispatch.Outlet) {
	x.Helper()
	o.Active = true
	if o.Kind.ByURL() {
		o.Sealed = `{"url":"https://example.com/` + secret + `"}`
	}
	x.put(dispatch.KindChannel, o.ID, o)
}

func (x *exchange) person(user string, r dispatch.Reach) {
	x.Helper()
	sealed, err := seal("", r)
	require.NoError(x, err)
	x.put(dispatch.KindContact, user, notify.SealedReach{Sealed: sealed})
}

func (x *exchange) put(kind, id string, v any) {
	x.Helper()
	body, err := json.Marshal(v)
	require.NoError(x, err)
	_, err = x.store.PutRecord(x.Context(), dispatch.Record{Kind: kind, ID: id, Body: body, At: time.Now()})
	require.NoError(x, err)
}

// tell puts a notice of a ticket into the feed of a unit.
func (x *exchange) tell(unit, no string, change ...func(*dispatch.Notice)) {
	x.Helper()
	x.next[unit]++
	n := dispatch.Notice{Key: fmt.Sprintf("%s/%d", unit, x.next[unit]), Recipient: "unit:" + unit, Kind: notify.Dispatched, No: no, State: dispatch.StateDispatched,
		Urgency: dispatch.General, Title: "暖气不热", Text: fmt.Sprintf("第%d条", x.next[unit]), At: time.Now()}
	for _, fn := range change {
		fn(&n)
	}
	require.NoError(x, x.store.Post(x.Context(), []dispatch.Notice{n}))
}

func life(n *dispatch.Notice) { n.Urgency = dispatch.Life }

// after lets time go by and everybody finish.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// states counts the deliveries by "state reason".
func (x *exchange) states() map[string]int {
	x.Helper()
	out := map[string]int{}
	for at := ""; ; {
		ds, next, err := x.store.Deliveries(x.Context(), dispatch.DeliveryFilter{}, dispatch.Page{Limit: 500, After: at})
		require.NoError(x, err)
		for _, d := range ds {
			out[strings.TrimSpace(string(d.State)+" "+d.Reason)]++
			doc, err := json.Marshal(d)
			require.NoError(x, err)
			require.NotContains(x, string(doc), secret)
			require.NotContains(x, string(doc), "@example.com")
		}
		if at = next; next == "" {
			require.NotContains(x, x.log.String(), secret)
			return out
		}
	}
}

// bubble runs a test with the exchange in virtual time.
func bubble(t *testing.T, fn func(x *exchange)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		x := openExchange(t)
		x.stop = func() { require.NoError(t, x.store.Close()) }
		defer func() { x.stop() }()
		fn(x)
	})
}

func TestUnacknowledgedGoesOut(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.tell("rl", "20000101-0001") // before the first start: nobody wants to hear of it
		x.channel(dispatch.Outlet{ID: "group", Kind: dispatch.WeCom, Scope: "unit:rl"})
		x.channel(dispatch.Outlet{ID: "all", Kind: dispatch.Webhook, Always: true})
		x.channel(dispatch.Outlet{ID: "other", Kind: dispatch.DingTalk, Scope: "unit:zjj"})
		x.run()
		x.tell("rl", "20000101-0002")
		x.tell("rl", "20000101-0003", life)
		x.tell("new", "20000101-0004") // a feed nobody has seen yet
		after(2 * time.Second)
		require.Len(x, x.lines[dispatch.Webhook].messages(), 3, "who gets everything gets it at once")
		require.Empty(x, x.lines[dispatch.WeCom].messages())
		after(15 * time.Second)
		require.Equal(x, []string{"【紧急】热线：第3条"}, x.lines[dispatch.WeCom].titles(), "a quarter of a minute where life is in danger")
		after(30 * time.Second)
		require.Len(x, x.lines[dispatch.WeCom].messages(), 1)
		after(20 * time.Second)
		require.Equal(x, []string{"【紧急】热线：第3条", "热线：第2条"}, x.lines[dispatch.WeCom].titles(), "after a minute, and once")

		x.tell("rl", "20000101-0005")
		require.NoError(x, x.store.Ack(x.Context(), "unit:rl", 4))
		after(5 * time.Minute)
		require.Len(x, x.lines[dispatch.WeCom].messages(), 2, "a console has it")
		require.Len(x, x.lines[dispatch.Webhook].messages(), 4)
		require.Empty(x, x.lines[dispatch.DingTalk].messages())
		require.Equal(x, map[string]int{"sent": 6}, x.states())
	})
}

// TestPeers16 (zammad#6308): a receiver that hangs or fails holds up no other
// channel, and not the next frame.
func TestPeers16ReceiverThatHangsHoldsUpNobody(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.channel(dispatch.Outlet{ID: "mail", Kind: dispatch.EMail, Addresses: []string{"a@example.com", "b@example.com"}})
		x.channel(dispatch.Outlet{ID: "hook", Kind: dispatch.Webhook, Always: true})
		x.channel(dispatch.Outlet{ID: "group", Kind: dispatch.Feishu})
		x.lines[dispatch.EMail].stall(true)
		x.lines[dispatch.Feishu].turn(down)
		x.run()
		for i := range 20 {
			x.tell("rl", fmt.Sprintf("20000101-%04d", i))
			after(2 * time.Second)
			require.Len(x, x.lines[dispatch.Webhook].messages(), i+1, "at once, whatever the mail server does")
		}
		after(10 * time.Minute)
		tries := x.lines[dispatch.EMail].attempts()
		require.Greater(x, tries, 3, "it keeps trying")
		require.Less(x, tries, 40, "and does not hammer")
		x.lines[dispatch.EMail].stall(false)
		x.lines[dispatch.Feishu].turn(nil)
		after(15 * time.Minute)
		require.Equal(x, 80, x.states()["sent"]+x.states()["sent grouped"])
		require.Less(x, len(x.lines[dispatch.EMail].messages())+len(x.lines[dispatch.Feishu].messages()), 8, "what is late goes out together")
	})
}

// TestPeers30 (libredesk drops when full): a receiver is down for an hour; all is
// queued, tried again, in order for each ticket, and what it refuses can be seen.
func TestPeers30ReceiverDownForAnHour(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.channel(dispatch.Outlet{ID: "hook", Kind: dispatch.Webhook, Always: true})
		hook := x.lines[dispatch.Webhook]
		hook.turn(down)
		x.every = 10 * time.Second
		x.run()
		for i := range 60 {
			x.tell("rl", fmt.Sprintf("20000101-%04d", i%6))
			after(time.Minute)
		}
		require.Less(x, hook.attempts(), 20, "pauses grow")
		require.Equal(x, map[string]int{"waiting": 60}, x.states())
		hook.turn(func(m notify.Message) error {
			if m.Frame.Text == "第7条" {
				return &notify.Failure{Reason: "status_422", Status: 422, Final: true}
			}
			return nil
		})
		after(35 * time.Minute)
		require.Equal(x, map[string]int{"sent": 59, "dead status_422": 1}, x.states())
		last, seen := map[string]int64{}, map[string]bool{}
		for _, m := range hook.messages() {
			require.Greater(x, m.Frame.ID, last[m.Frame.No], "in order for each ticket")
			require.False(x, seen[m.ID], "once")
			last[m.Frame.No], seen[m.ID] = m.Frame.ID, true
		}
		require.Contains(x, x.log.String(), "reason=status_500")

		hook.turn(nil)
		dead, _, err := x.store.Deliveries(x.Context(), dispatch.DeliveryFilter{State: dispatch.DeliveryDead}, dispatch.Page{})
		require.NoError(x, err)
		_, err = x.store.UpdateDelivery(x.Context(), dead[0].Revive(time.Now()))
		require.NoError(x, err)
		after(20 * time.Second)
		require.Equal(x, map[string]int{"sent": 60}, x.states())
	})
}

// TestTooOld: what no receiver took for as long as it is worth is a dead letter.
func TestTooOld(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.age, x.every = 2*time.Hour, 20*time.Second
		x.channel(dispatch.Outlet{ID: "hook", Kind: dispatch.Webhook, Always: true})
		x.lines[dispatch.Webhook].turn(func(notify.Message) error {
			return &notify.Failure{Reason: notify.RateLimited, Status: 429, After: 20 * time.Minute}
		})
		x.run()
		x.tell("rl", "20000101-0001")
		after(119 * time.Minute)
		require.Equal(x, map[string]int{"waiting": 1}, x.states())
		require.Equal(x, 6, x.lines[dispatch.Webhook].attempts(), "as often as it asks for")
		after(30 * time.Minute)
		require.Equal(x, map[string]int{"dead too_old": 1}, x.states())
	})
}

// TestPeers13 (zammad#4432, freescout#464): nothing goes out in the quiet hours
// but what is urgent, no burst at midnight, and one message in the morning.
func TestPeers13QuietHoursEndInOneMessage(t *testing.T) {
	bubble(t, func(x *exchange) { // it is 08:00
		x.channel(dispatch.Outlet{ID: "group", Kind: dispatch.WeCom, Quiet: dispatch.Quiet{From: "08:01", To: "08:45"}})
		x.run()
		group := x.lines[dispatch.WeCom]
		after(time.Minute)
		for i := range 12 {
			x.tell("rl", fmt.Sprintf("20000101-%04d", i))
			after(2 * time.Minute)
		}
		x.tell("rl", "20000102-0001", life)
		after(time.Minute)
		require.Equal(x, []string{"【紧急】热线：第13条"}, group.titles())
		require.NoError(x, x.store.Ack(x.Context(), "unit:rl", 2))
		after(15 * time.Minute)
		require.Equal(x, 12, x.states()["waiting quiet"])
		after(5 * time.Minute)
		require.Equal(x, []string{"【紧急】热线：第13条", "热线：您有 10 件待处理"}, group.titles())
		require.Len(x, group.messages()[1].Lines, 10)
		require.Equal(x, map[string]int{"sent": 2, "sent grouped": 9, "dropped acked": 2}, x.states())
	})
}

func TestGatheredNotices(t *testing.T) {
	bubble(t, func(x *exchange) {
		x.channel(dispatch.Outlet{ID: "sms", Kind: dispatch.TextMessage, Addresses: []string{"13800001234"}, Group: 60})
		x.run()
		for i := range 15 {
			x.tell("rl", fmt.Sprintf("20000101-%04d", i))
			after(4 * time.Second)
		}
		after(3 * time.Minute)
		sent := x.lines[dispatch.TextMessage].messages()
		require.Len(x, sent, 1)
		require.Equal(x, "13800001234", sent[0].To)
		require.Equal(x, "热线：您有 15 件待处理", sent[0].Title)
		require.Len(x, sent[0].Lines, 11, "ten, and how many more")
	})
}
