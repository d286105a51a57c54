package notify

import (
	"context"
	"time"

	"hotline/dispatch"
)

// TestOwn sends one message to a person over one kind of their own channels
// (我的通知), switched on or not, and gives the first failure.
func (c *Courier) TestOwn(ctx context.Context, r dispatch.Reach, kind dispatch.OutletKind) dispatch.Sending {
	if kind != dispatch.WebPush {
		return c.Test(ctx, dispatch.Outlet{ID: "own", Kind: kind, Addresses: r.Addresses(kind)})
	}
	begun, now := time.Now(), c.Now()
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
	out.Millis = time.Since(begun).Milliseconds()
	return out
}
