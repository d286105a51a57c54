package api

import (
	"bytes"
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/phone"
)

// heardView says what became of a message of a telephone system.
type heardView struct {
	Taken   int           `json:"taken"`   // events, those known already among them
	Ignored int           `json:"ignored"` // things that concern no call
	Faults  []phone.Fault `json:"faults"`  // what could not be taken
}

// clockSkew is how far the clock of a telephone system may be ahead of ours.
const clockSkew = 5 * time.Minute

// callEvents is POST /cti/events (话务事件): one event or many, repeated and in
// any order. What cannot be read is told, and holds up nothing else.
func (s *server) callEvents(c *fiber.Ctx) error {
	format := phone.Format(c.Query("format", string(phone.Generic)))
	pbx, err := query(c, "pbx", 40)
	if err != nil {
		return err
	}
	r, err := phone.Read(format, bytes.Clone(c.BodyRaw()))
	switch err {
	case nil:
	case phone.ErrFormat:
		return dispatch.FieldError("format", "unknown_value")
	case phone.ErrTooMany:
		return dispatch.FieldError("events", "too_many", phone.MostEvents)
	default:
		return dispatch.Errorf(dispatch.Invalid, "cti_malformed")
	}
	v, err := s.hearAll(c.UserContext(), pbx, r)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// hearAll takes what was read.
func (s *server) hearAll(ctx context.Context, pbx string, r phone.Reading) (heardView, error) {
	now := s.now().UTC()
	v := heardView{Ignored: r.Ignored, Faults: orEmpty(r.Faults)}
	for _, e := range r.Events {
		switch {
		case e.At.IsZero() || e.At.After(now.Add(clockSkew)):
			e.At = now // it does not say, or its clock is wrong
		case now.Sub(e.At) > s.Phone.keep():
			v.Ignored++
			continue
		}
		if err := s.hear(ctx, pbx, e); err != nil {
			return v, err
		}
		v.Taken++
	}
	return v, nil
}

// Hear takes events as the route does: a sample district has calls too.
func Hear(ctx context.Context, d Deps, events []phone.Event) error {
	s := &server{Deps: d, store: d.Service.Store}
	_, err := s.hearAll(ctx, "", phone.Reading{Events: events})
	return err
}
