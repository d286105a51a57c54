package notify

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"slices"
	"time"

	"hotline/dispatch"
)

// carry makes one attempt, unless there is none to make. more tells that others
// may be due now.
func (c *Courier) carry(ctx context.Context, d dispatch.Delivery, acked map[string]int64) (more bool, err error) {
	o, m, found, err := c.Book.target(ctx, d)
	if err != nil {
		return false, err
	}
	if settled, ok := c.settle(ctx, d, o, found, acked); ok {
		return true, c.store(ctx, settled)
	}
	again := d.Taken
	if d, err = c.claim(ctx, d, ""); err != nil {
		return false, passed(err)
	}
	group, err := c.gather(ctx, d, o, acked)
	if err != nil {
		return false, err
	}
	if ToCitizen(d) {
		if m.To, found, err = c.Book.Citizen(ctx, d.Frame.No, d.Kind); err != nil || !found {
			return !found, c.unsent(ctx, group, err)
		}
	}
	c.word(&m, group, again)
	m.At = c.Now()
	if c.Compose != nil && o.ForPrograms() {
		if err := c.Compose(ctx, o, &m); err != nil {
			return false, err // of the store: the claim runs out, and it is tried again
		}
	}
	sending, cancel := context.WithTimeout(ctx, courierTime)
	defer cancel()
	receipt, err := c.Senders[d.Kind].Send(sending, m)
	last := dispatch.Sending{At: m.At.UTC(), Status: receipt.Status, Millis: c.Now().Sub(m.At).Milliseconds()}
	if err != nil && ctx.Err() != nil {
		return false, nil // the server stops: what was claimed goes on later, as what may have arrived
	}
	return true, c.record(ctx, group, last, failure(err))
}

// unsent ends deliveries to a citizen who is not to be written to any more; with an
// error nothing is known, and the claim runs out.
func (c *Courier) unsent(ctx context.Context, group []dispatch.Delivery, err error) error {
	if err != nil {
		return err
	}
	var errs []error
	for _, d := range group {
		errs = append(errs, c.store(ctx, d.End(dispatch.DeliveryDropped, dispatch.IsRevoked)))
	}
	return errors.Join(errs...)
}

// passed forgives that another server was faster.
func passed(err error) error {
	if dispatch.CodeOf(err) == dispatch.Conflict {
		return nil
	}
	return err
}

// failure is the error of a sender as a failure; nil for none.
func failure(err error) *Failure {
	var f *Failure
	switch {
	case err == nil:
		return nil
	case errors.As(err, &f):
		return f
	}
	return &Failure{Reason: "unknown"}
}

// settle is what ends or defers a delivery without an attempt.
func (c *Courier) settle(ctx context.Context, d dispatch.Delivery, o dispatch.Outlet, found bool, acked map[string]int64) (_ dispatch.Delivery, ok bool) {
	now := c.Now()
	if leader, ok := c.led(ctx, d); ok {
		return leader, true
	}
	if !found && o.ForPrograms() && !o.Active { // nothing is lost or grows old while the link is off
		d.Due, d.Created, d.Reason, d.Taken = now.Add(pauseOff), now, dispatch.IsPaused, false
		return d, true
	}
	switch {
	case !found || c.Senders[d.Kind] == nil:
		return d.End(dispatch.DeliveryDropped, dispatch.IsRevoked), true
	case !d.Always && d.Reason != dispatch.ByHand && acked[d.Frame.Recipient] >= d.Frame.ID:
		return d.End(dispatch.DeliveryDropped, dispatch.WasAcked), true
	case now.Sub(d.Created) >= c.MaxAge:
		c.count(d, "dead")
		return d.End(dispatch.DeliveryDead, dispatch.IsTooOld), true
	case !d.Always && c.Stale != nil && c.Stale(ctx, d):
		return d.End(dispatch.DeliveryDropped, dispatch.IsRevoked), true
	}
	if end, quiet := o.Quiet.Until(now, d.Frame.Urgency); quiet && d.Reason != dispatch.ByHand {
		d.Due, d.Reason, d.Taken, d.Group = end, dispatch.InQuiet, false, ""
		return d, true
	}
	return d, false
}

// led is a delivery that a crash left in the message of another one, as that one
// stands now; while it still waits, this one does.
func (c *Courier) led(ctx context.Context, d dispatch.Delivery) (dispatch.Delivery, bool) {
	if d.Group == "" || d.Group == d.ID {
		return d, false
	}
	leader, err := c.Store.Delivery(ctx, d.Group)
	switch {
	case err != nil:
		d.Group = ""
		return d, false
	case leader.State == dispatch.DeliveryWaiting && leader.Taken:
		d.Due = leader.Due.Add(time.Second)
		return d, true
	case leader.State == dispatch.DeliverySent:
		d.Last = leader.Last
		return d.End(dispatch.DeliverySent, dispatch.InGroup), true
	}
	d.Group = ""
	return d, false
}

// claim takes a delivery for an attempt. If this server dies, it is due again
// some minutes later, marked as what may have arrived.
func (c *Courier) claim(ctx context.Context, d dispatch.Delivery, group string) (dispatch.Delivery, error) {
	d.Taken, d.Group, d.Due = true, group, c.Now().Add(courierClaim).UTC()
	d.Attempts++
	return c.Store.UpdateDelivery(ctx, d)
}

// gather takes what goes out in the same message: what an earlier attempt took
// with it, and what else is due over the channel, when it gathers or the messages
// are late.
func (c *Courier) gather(ctx context.Context, d dispatch.Delivery, o dispatch.Outlet, acked map[string]int64) ([]dispatch.Delivery, error) {
	group := []dispatch.Delivery{d}
	if d.Kind == dispatch.Webhook || d.Kind == dispatch.PlatformLink {
		return group, nil
	}
	var others []dispatch.Delivery
	if d.Attempts > 1 {
		before, _, err := c.Store.Deliveries(ctx, dispatch.DeliveryFilter{Group: d.ID, State: dispatch.DeliveryWaiting}, dispatch.Page{Limit: groupMost})
		if err != nil {
			return nil, err
		}
		others = before
	}
	if late := c.Now().Sub(d.Frame.At) > staleAfter; o.Group > 0 || d.Reason == dispatch.InQuiet || late {
		waiting, _, err := c.Store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: d.Channel, State: dispatch.DeliveryWaiting}, dispatch.Page{Limit: groupMost})
		if err != nil {
			return nil, err
		}
		now := c.Now()
		others = append(others, slices.DeleteFunc(waiting, func(x dispatch.Delivery) bool {
			return x.Taken || x.Group != "" || (x.Due.After(now) && x.Reason != dispatch.InWindow)
		})...)
	}
	for _, other := range others {
		if other.ID == d.ID || other.Target != d.Target || other.Kind != d.Kind {
			continue
		}
		taken, err := c.join(ctx, other, d, o, acked)
		if err != nil {
			return nil, err
		}
		group = append(group, taken...)
	}
	return group, nil
}

// join claims a delivery for the message of another one; none when it is settled
// otherwise or another server has it.
func (c *Courier) join(ctx context.Context, other, d dispatch.Delivery, o dispatch.Outlet, acked map[string]int64) ([]dispatch.Delivery, error) {
	if other.Group == "" {
		if settled, ok := c.settle(ctx, other, o, true, acked); ok {
			return nil, c.store(ctx, settled)
		}
	}
	other, err := c.claim(ctx, other, d.ID)
	if err != nil {
		return nil, passed(err)
	}
	return []dispatch.Delivery{other}, nil
}

// word fills the message of a group, the oldest notice first.
func (c *Courier) word(m *Message, group []dispatch.Delivery, again bool) {
	sorted := slices.Clone(group)
	slices.SortFunc(sorted, func(a, b dispatch.Delivery) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	sum := sha256.New()
	var frames []dispatch.Frame
	for _, d := range sorted {
		frames = append(frames, d.Frame)
		sum.Write([]byte(d.ID))
	}
	m.ID, m.Again, m.Frame = group[0].ID, again, group[0].Frame
	if len(group) > 1 {
		m.ID += "-" + hex.EncodeToString(sum.Sum(nil)[:4])
	}
	if m.Words = c.Wording.Of(frames, again); ToCitizen(group[0]) {
		m.Words = c.Wording.ForCitizen(frames[len(frames)-1])
	}
}

// record stores what came of an attempt.
func (c *Courier) record(ctx context.Context, group []dispatch.Delivery, last dispatch.Sending, f *Failure) error {
	ctx = context.WithoutCancel(ctx)
	lead := group[0]
	pause := c.after(lead, f)
	if f != nil {
		last.Reason, last.Status = f.Reason, f.Status
	}
	var errs []error
	for _, d := range group {
		d.Last, d.Taken = last, false
		if d.ID != lead.ID && f != nil {
			d.Group = ""
		}
		switch {
		case f == nil && d.ID == lead.ID:
			d = d.End(dispatch.DeliverySent, "")
		case f == nil:
			d = d.End(dispatch.DeliverySent, dispatch.InGroup)
		case f.Gone && d.Kind == dispatch.WebPush:
			d = d.End(dispatch.DeliveryDropped, f.Reason)
		case f.Final:
			d = d.End(dispatch.DeliveryDead, f.Reason)
		default:
			d.Due = c.Now().Add(pause).UTC()
		}
		c.count(d, result(f))
		errs = append(errs, c.store(ctx, d))
	}
	if f == nil {
		return errors.Join(errs...)
	}
	level := slog.LevelInfo
	if f.Final {
		level = slog.LevelWarn
	}
	c.Log.Log(ctx, level, "delivery failed", "delivery", lead.ID, "channel", lead.Channel, "kind", lead.Kind, "reason", f.Reason, "status", f.Status,
		"attempt", lead.Attempts, "dead", f.Final, "again_in", pause)
	if f.Gone {
		errs = append(errs, c.Book.strike(ctx, lead))
	}
	return errors.Join(errs...)
}

func result(f *Failure) string {
	switch {
	case f == nil:
		return "sent"
	case f.Gone:
		return "gone"
	case f.Final:
		return "dead"
	}
	return "failed"
}

// after notes in the lane how an attempt ended, and says how long to wait: 5 s,
// then twice as long each time to half an hour, and as long as the receiver asks.
func (c *Courier) after(d dispatch.Delivery, f *Failure) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lanes[d.Channel]
	if f == nil || f.Final {
		l.failed, l.until = 0, time.Time{}
		return 0
	}
	now := c.Now()
	if now.Before(l.until) { // it began with one that failed before: what cut both is one fault
		l.until = later(l.until, now.Add(f.After))
		return l.until.Sub(now)
	}
	l.failed++
	pause := max(c.Jitter(backOff(l.failed)), f.After)
	l.until = now.Add(pause)
	return pause
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Bounds of the pauses after failures.
const (
	pauseFirst = 5 * time.Second
	pauseMost  = 30 * time.Minute
	pauseOff   = time.Minute // between looks whether a link is on again
)

func backOff(failed int) time.Duration {
	return min(pauseFirst<<min(failed-1, 20), pauseMost)
}

func (c *Courier) count(d dispatch.Delivery, result string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tally[Outcome{d.Kind, result}]++
}

// store writes an outcome. That of an attempt must not be lost to a store that
// is away for a moment; if it stays away the claim runs out.
func (c *Courier) store(ctx context.Context, d dispatch.Delivery) error {
	var err error
	for pause := 100 * time.Millisecond; pause <= 2*time.Second; pause *= 2 {
		if _, err = c.Store.UpdateDelivery(ctx, d); dispatch.CodeOf(err) != dispatch.Unavailable || err == nil {
			return passed(err)
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
	return err
}
