package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"

	"hotline/dispatch"
	"hotline/notify"
)

// Some networks let no websocket through, and some hold back any answer that
// does not end. Their consoles get the same feed by event stream or long poll.

const (
	pollMost = 25 * time.Second // proxies give up on silent answers after thirty
	pollPage = 200
)

// feedView is the answer of a long poll: what the first message of a websocket
// says, and what followed.
type feedView struct {
	Recipient string    `json:"recipient"`
	Last      int64     `json:"last"`
	Now       time.Time `json:"now"`
	Retry     [2]int64  `json:"retry_ms"`
	Epoch     string    `json:"epoch,omitempty"`
	Resync    bool      `json:"resync,omitempty"`
	Frames    []frame   `json:"frames"`
	Call      *ringing  `json:"call,omitempty"`
	Bye       *bye      `json:"bye,omitempty"`
}

// frame is a notify.FrameMessage, encoded already.
type frame struct{ json.RawMessage }

// Poll is GET /api/v1/feed?after=N&wait=25: what the console has not seen, at
// once or as soon as there is something, else nothing after so many seconds.
// Without after it tells where the feed ends.
func (s *Sockets) Poll(c *fiber.Ctx) error {
	o, err := s.opening(c)
	if err != nil {
		return err
	}
	release, err := s.claim(o.who, fallbackPoll)
	if err != nil {
		return err
	}
	defer release()
	v := feedView{Recipient: o.feed, Now: s.service.Now().UTC(), Retry: s.retry(), Epoch: s.Epoch, Frames: []frame{}}
	seat, ok := s.enter(o.who)
	if !ok {
		return c.JSON(v.ended(s.bye(websocket.CloseServiceRestart)))
	}
	defer s.leave(seat)
	if o.moved {
		return c.JSON(v.ended(s.bye(closeMoved)))
	}
	wait := min(time.Duration(max(c.QueryInt("wait", 25), 0))*time.Second, pollMost)
	ctx, cancel := context.WithTimeout(context.Background(), pollMost+5*time.Second)
	defer cancel()
	sub, err := s.subscribe(ctx, o)
	if err != nil {
		return err
	}
	defer sub.Close()
	if o.after < 0 {
		wait = 0
	}
	known := int64(c.QueryInt("rung", -1))
	if v.Call = s.rungFor(o.who.ID, known); v.Call != nil {
		wait = 0
	}
	batch, code, err := s.await(ctx, seat, sub, wait)
	if err != nil {
		return err
	}
	for _, f := range batch.Frames {
		v.Frames = append(v.Frames, frame{f.For(o.who.ID)})
	}
	if v.Call == nil {
		v.Call = s.rungFor(o.who.ID, known)
	}
	v.Last, v.Resync, v.Now = sub.Last(), batch.Resync, s.service.Now().UTC()
	if batch.Resync || o.after < 0 {
		v.Last = sub.Cursor()
	}
	if code != 0 {
		return c.JSON(v.ended(s.bye(code)))
	}
	return c.JSON(v)
}

func (v feedView) ended(b bye) feedView {
	v.Bye = &b
	return v
}

// await takes the next frames, or waits for them; or gives the code that ends
// the console.
func (s *Sockets) await(ctx context.Context, k *seat, sub *notify.Subscriber, wait time.Duration) (notify.Batch, int, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		changed := sub.Changed()
		batch, err := sub.Take(ctx, pollPage)
		if err != nil {
			if code := closeCode(err); code == websocket.CloseServiceRestart {
				return batch, code, nil
			}
			return batch, 0, err
		}
		if !batch.Empty() {
			return batch, 0, nil
		}
		select {
		case <-changed:
		case <-sub.Done():
		case <-timer.C:
			return batch, 0, nil
		case <-k.calls:
			return batch, 0, nil
		case <-k.review:
			if code, ok := s.admits(ctx, k.who); !ok {
				return batch, code, nil
			}
		}
	}
}

type ackForm struct {
	Ack int64 `json:"ack" need:"true"`
}

// Ack is POST /api/v1/feed/ack {ack}: the console has everything up to it. Of
// what the feed does not have nobody can have seen it; that is passed over.
func (s *Sockets) Ack(c *fiber.Ctx) error {
	f, err := decode[ackForm](c)
	if err != nil {
		return err
	}
	feed, ok := notify.FeedOf(actorOf(c))
	if !ok {
		return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	if f.Ack <= 0 {
		return dispatch.FieldError("ack", "unknown_value")
	}
	known, err := s.hub.Known(c.UserContext(), feed, f.Ack)
	if err == nil && known {
		s.acks.put(feed, f.Ack)
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}
