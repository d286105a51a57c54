package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type ownTestForm struct {
	Kind dispatch.OutletKind `json:"kind"`
}

// testOwn sends a person one message over one kind of their own channels, as the
// settings are stored.
func (s *server) testOwn(c *fiber.Ctx) error {
	f, err := decode[ownTestForm](c)
	if err != nil {
		return err
	}
	if f.Kind != dispatch.EMail && f.Kind != dispatch.TextMessage && f.Kind != dispatch.WebPush {
		return dispatch.FieldError("kind", "unknown_value")
	}
	ctx, by := c.UserContext(), actorOf(c)
	r, _, err := s.reach(ctx, by.ID)
	if err != nil {
		return err
	}
	switch {
	case f.Kind == dispatch.EMail && r.Email == "":
		return dispatch.FieldError("email", "required")
	case f.Kind == dispatch.TextMessage && r.Phone == "":
		return dispatch.FieldError("phone", "required")
	case f.Kind == dispatch.WebPush && len(r.Push) == 0:
		return dispatch.FieldError("kind", "required")
	}
	if err := s.limits.take("channel_test", by.ID, 0, testsPerMinute, time.Minute); err != nil {
		return err
	}
	t := s.Outlets.TestOwn(ctx, r, f.Kind)
	s.audit(ctx, by, "channel_tested", by.ID, t.Reason)
	return c.JSON(channelTest{t.Reason == "", t.Status, t.Reason, t.Millis})
}
