package notify

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"time"

	"hotline/dispatch"
)

const (
	courierTick  = time.Second
	courierBite  = 100
	courierClaim = 3 * time.Minute  // longer than an attempt can take
	courierTime  = 30 * time.Second // for one attempt
	groupMost    = 200
	// staleAfter is when several notices for people go out as one message, although
	// the channel does not gather: it was out of order, or the server was.
	staleAfter = 5 * time.Minute
)

// Courier brings deliveries on their way (投递). Every channel is a lane of its
// own with few attempts at a time: one that hangs or fails holds up nobody else,
// and pauses longer and longer. An attempt is claimed in the store before it
// begins, so that two servers do not send the same.
type Courier struct {
	Store   dispatch.Store
	Book    *Book
	Senders map[dispatch.OutletKind]Sender
	Wording Wording
	Log     *slog.Logger
	Now     func() time.Time
	// MaxAge is how long a message is tried before it is a dead letter.
	MaxAge time.Duration
	// Stale tells whether nobody needs a delivery any more; nil: all are needed.
	Stale func(ctx context.Context, d dispatch.Delivery) bool
	// Compose makes what a program outside is sent of a notice; see Message.Body.
	Compose func(ctx context.Context, o dispatch.Outlet, m *Message) error
	// Jitter spreads a pause, so that not all servers come back at once.
	Jitter func(time.Duration) time.Duration
	// Every is how often the store is looked at; 0: each second.
	Every time.Duration

	wake   chan struct{}
	once   sync.Once
	flying sync.WaitGroup

	mu    sync.Mutex
	lanes map[string]*lane
	busy  map[dispatch.OutletKind]int
	tally map[Outcome]int64
}

// lane is what this server knows of a channel.
type lane struct {
	flying int
	most   int // attempts at a time
	failed int // attempts in a row
	until  time.Time
}

// room is how many attempts may run at a time: after a failure one, to see
// whether the receiver is back.
func (l *lane) room() int {
	if l.failed > 0 {
		return 1
	}
	return l.most
}

// Outcome is what came of an attempt, for the metrics.
type Outcome struct {
	Kind   dispatch.OutletKind
	Result string // sent, failed, dead or gone
}

// atOnce is how many attempts of a kind run at a time over one channel and in all.
func atOnce(k dispatch.OutletKind) (channel, all int) {
	switch {
	case k == dispatch.Webhook, k == dispatch.PlatformLink, k == dispatch.WeChatMessage:
		return 8, 64
	case k.Robot():
		return 1, 16
	default:
		return 2, 16
	}
}

func (c *Courier) bell() chan struct{} {
	c.once.Do(func() {
		c.wake, c.lanes, c.busy, c.tally = make(chan struct{}, 1), map[string]*lane{}, map[dispatch.OutletKind]int{}, map[Outcome]int64{}
	})
	return c.wake
}

// Wake tells that there is something to send. It never blocks.
func (c *Courier) Wake() {
	select {
	case c.bell() <- struct{}{}:
	default:
	}
}

// Tally is how many attempts had which outcome since the start.
func (c *Courier) Tally() map[Outcome]int64 {
	c.bell()
	c.mu.Lock()
	defer c.mu.Unlock()
	out := make(map[Outcome]int64, len(c.tally))
	for k, n := range c.tally {
		out[k] = n
	}
	return out
}

// Run sends until ctx ends, waits for what is under way, and returns nil.
func (c *Courier) Run(ctx context.Context) error {
	bell := c.bell()
	ticker := time.NewTicker(cmp.Or(c.Every, courierTick))
	defer ticker.Stop()
	defer c.flying.Wait()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-bell:
		case <-ticker.C:
		}
		if err := c.step(ctx); err != nil && ctx.Err() == nil {
			c.Log.Error("send over channels", "error", err)
		}
	}
}

// step begins an attempt for everything that is due and has room in its lane.
func (c *Courier) step(ctx context.Context) error {
	except, err := c.full(ctx)
	if err != nil {
		return err
	}
	ds, err := c.Store.DueDeliveries(ctx, c.Now(), except, courierBite)
	if err != nil || len(ds) == 0 {
		return err
	}
	acked, err := c.acked(ctx)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if !c.enter(d) {
			continue
		}
		c.flying.Go(func() {
			again, err := c.carry(ctx, d, acked)
			c.leave(d)
			if err != nil && ctx.Err() == nil {
				c.Log.Error("delivery", "delivery", d.ID, "channel", d.Channel, "kind", d.Kind, "error", err)
			}
			if again {
				c.Wake()
			}
		})
	}
	return nil
}

// full are the channels that take nothing now: under way with all they may, in a
// pause after a failure, or of a kind that has its hands full.
func (c *Courier) full(ctx context.Context) ([]string, error) {
	var ids []string
	var kinds []dispatch.OutletKind
	c.mu.Lock()
	now := c.Now()
	for id, l := range c.lanes {
		switch {
		case l.flying >= l.room(), now.Before(l.until):
			ids = append(ids, id)
		case l.flying == 0 && l.failed == 0:
			delete(c.lanes, id) // as good as new
		}
	}
	for k, n := range c.busy {
		if _, all := atOnce(k); n >= all {
			kinds = append(kinds, k)
		}
	}
	c.mu.Unlock()
	for _, k := range kinds {
		more, err := c.Book.channelsOf(ctx, k)
		if err != nil {
			return nil, err
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// enter takes a place in the lane of a delivery.
func (c *Courier) enter(d dispatch.Delivery) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	most, all := atOnce(d.Kind)
	l := c.lanes[d.Channel]
	if l == nil {
		l = &lane{most: most}
		c.lanes[d.Channel] = l
	}
	if l.flying >= l.room() || c.busy[d.Kind] >= all || c.Now().Before(l.until) {
		return false
	}
	l.flying++
	c.busy[d.Kind]++
	return true
}

func (c *Courier) leave(d dispatch.Delivery) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lanes[d.Channel].flying--
	c.busy[d.Kind]--
}

// acked is how far each feed is acknowledged.
func (c *Courier) acked(ctx context.Context) (map[string]int64, error) {
	heads, err := c.Store.Heads(ctx)
	out := make(map[string]int64, len(heads))
	for _, h := range heads {
		out[h.Recipient] = h.Acked
	}
	return out, err
}
