package notify

import (
	"context"
	"fmt"
	"time"

	"hotline/dispatch"
)

// TestOwn sends one message to a person over one kind of their own channels
// (我的通知), switched on or not, and gives the first failure.
func (c *Courier) TestOwn(ctx context.Context, r dispatch.Reach, kind dispatch.OutletKind) dispatch.Sending {
	if kind != dispatch.WebPush {
		return c.Test(ctx, dispatch.Outlet{ID: "own", Kind: kind, Addresses: r.Addresses(kind)})
	}
	now := c.Now()
	out := dispatch.Sending{At: now}
	sender := c.Senders[kind]
	if sender == nil {
		out.Reason = NotConfigured
		return out
	}
	for _, browser := range r.Push {
		ctx, cancel := context.WithTimeout(ctx, courierTest)
		receipt, err := sender.Send(ctx, Message{ID: "test-" + dispatch.TargetMark(browser.Endpoint+now.String()), At: now, Words: c.Wording.Trial(now), Browser: browser})
		cancel()
		if out.Status = receipt.Status; err != nil {
			f := failure(err)
			out.Reason, out.Status = f.Reason, f.Status
			break
		}
	}
	out.Millis = c.Now().Sub(now).Milliseconds()
	return out
}

// Test sends one message to every target of a channel and gives the first failure.
func (c *Courier) Test(ctx context.Context, o dispatch.Outlet) dispatch.Sending {
	now := c.Now()
	out := dispatch.Sending{At: now}
	sender := c.Senders[o.Kind]
	if sender == nil {
		out.Reason = NotConfigured
		return out
	}
	targets := o.Addresses
	m := Message{ID: "test-" + dispatch.TargetMark(o.ID+now.String()), At: now, Words: c.Wording.Trial(now),
		Frame: dispatch.Frame{Notice: dispatch.Notice{Kind: "test", Recipient: o.Scope, At: now.UTC()}}}
	if o.Kind.ByURL() {
		if err := c.Book.open(o.ID, o.Sealed, &m.Endpoint); err != nil {
			out.Reason = "unreadable"
			return out
		}
		targets = []string{""}
	}
	if o.ForPrograms() {
		m.Body = fmt.Appendf(nil, `{"id":%q,"event":"test","at":%q}`, m.ID, now.UTC().Format(time.RFC3339))
	}
	for _, m.To = range targets {
		ctx, cancel := context.WithTimeout(ctx, courierTest)
		receipt, err := sender.Send(ctx, m)
		cancel()
		if out.Status = receipt.Status; err != nil {
			f := failure(err)
			out.Reason, out.Status = f.Reason, f.Status
			break
		}
	}
	out.Millis = c.Now().Sub(now).Milliseconds()
	return out
}

// courierTest is how long a person waits for a test.
const courierTest = 10 * time.Second

// NotConfigured is the reason where no gateway was set up.
const NotConfigured = "not_configured"
