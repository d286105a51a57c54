package api

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

type onView struct {
	Email   bool `json:"email"`
	SMS     bool `json:"sms"`
	WebPush bool `json:"webpush"`
}

type reachView struct {
	Channels onView    `json:"channels"`
	Quiet    quietView `json:"quiet"`
	Email    string    `json:"email"`
	Phone    string    `json:"phone"`
	Ready    onView    `json:"ready"`
	Browsers int       `json:"browsers"`
}

type reachForm struct {
	Channels onView    `json:"channels"`
	Quiet    quietView `json:"quiet"`
	Email    string    `json:"email"`
	Phone    string    `json:"phone"`
}

// reach reads how a person wants to be told.
func (s *server) reach(ctx context.Context, user string) (r dispatch.Reach, version int, err error) {
	doc, version, err := load[notify.SealedReach](ctx, s.store, dispatch.KindContact, user)
	if dispatch.CodeOf(err) == dispatch.NotFound {
		return r, 0, nil
	}
	if err == nil {
		err = s.Outlets.Open(dispatch.ReachSeal(user), doc.Sealed, &r)
	}
	return r, version, err
}

func (s *server) keepReach(ctx context.Context, user string, r dispatch.Reach, version int) error {
	sealed, err := s.Outlets.Seal(dispatch.ReachSeal(user), r)
	if err != nil {
		return err
	}
	body, err := json.Marshal(notify.SealedReach{Sealed: sealed})
	if err != nil {
		return err
	}
	_, err = s.store.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindContact, ID: user, Version: version, Body: body, At: s.now()})
	s.Outlets.Wake()
	return err
}

func (s *server) reachViewOf(r dispatch.Reach) reachView {
	on := func(k dispatch.OutletKind) bool { return slices.Contains(r.On, k) }
	return reachView{Channels: onView{on(dispatch.EMail), on(dispatch.TextMessage), on(dispatch.WebPush)}, Quiet: quietViewOf(r.Quiet),
		Email: r.Email, Phone: r.Phone, Browsers: len(r.Push),
		Ready: onView{s.Outlets.Ready(dispatch.EMail), s.Outlets.Ready(dispatch.TextMessage), s.Outlets.Ready(dispatch.WebPush)}}
}

// getReach gives a person's own settings (个人通知设置).
func (s *server) getReach(c *fiber.Ctx) error {
	r, _, err := s.reach(c.UserContext(), actorOf(c).ID)
	if err != nil {
		return err
	}
	return c.JSON(s.reachViewOf(r))
}

func (s *server) putReach(c *fiber.Ctx) error {
	f, err := decode[reachForm](c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	r, version, err := s.reach(ctx, by.ID)
	if err != nil {
		return err
	}
	r.Email, r.Phone, r.Quiet, r.On = f.Email, f.Phone, f.Quiet.quiet(), nil
	for _, k := range []struct {
		on   bool
		kind dispatch.OutletKind
	}{{f.Channels.Email, dispatch.EMail}, {f.Channels.SMS, dispatch.TextMessage}, {f.Channels.WebPush, dispatch.WebPush}} {
		if k.on {
			r.On = append(r.On, k.kind)
		}
	}
	if err := r.Validate(); err != nil {
		return err
	}
	if err := s.keepReach(ctx, by.ID, r, version); err != nil {
		return err
	}
	s.audit(ctx, by, "contact_changed", by.ID, "")
	return c.JSON(s.reachViewOf(r))
}

type pushKeyView struct {
	Key string `json:"key"`
}

// pushKey is what a browser subscribes with.
func (s *server) pushKey(c *fiber.Ctx) error { return c.JSON(pushKeyView{s.Outlets.PushKey()}) }

type subscriptionForm struct {
	Endpoint string `json:"endpoint"`
	Keys     struct {
		Auth   string `json:"auth"`
		P256dh string `json:"p256dh"`
	} `json:"keys"`
}

type browsersView struct {
	Browsers int `json:"browsers"`
}

// subscribe keeps the browser a person wants to be told in.
func (s *server) subscribe(c *fiber.Ctx) error {
	f, err := decode[subscriptionForm](c)
	if err != nil {
		return err
	}
	sub := dispatch.Subscription{Endpoint: f.Endpoint, Auth: f.Keys.Auth, P256dh: f.Keys.P256dh, Created: s.now().UTC()}
	if err := sub.Validate(); err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	r, version, err := s.reach(ctx, by.ID)
	if err != nil {
		return err
	}
	r = r.Subscribed(sub)
	if err := s.keepReach(ctx, by.ID, r, version); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(browsersView{len(r.Push)})
}

func (s *server) unsubscribe(c *fiber.Ctx) error {
	f, err := decode[subscriptionForm](c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	r, version, err := s.reach(ctx, by.ID)
	if err != nil {
		return err
	}
	if r, ok := r.Unsubscribed(dispatch.TargetMark(f.Endpoint)); ok {
		if err := s.keepReach(ctx, by.ID, r, version); err != nil {
			return err
		}
	}
	return c.SendStatus(fiber.StatusNoContent)
}
