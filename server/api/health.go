package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// healthy tells that the process answers: whoever starts it again asks this.
func (s *server) healthy(c *fiber.Ctx) error { return c.SendString("ok\n") }

// ready tells whether requests can be served, and in words why not: the store
// answers and takes writes, there is room, and the server is not about to stop.
// Whoever sends requests here asks this.
func (s *server) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	if s.Base.Err() != nil {
		return dispatch.Errorf(dispatch.Unavailable, "server_stopping")
	}
	if s.Faults != nil {
		if faults := s.Faults(); len(faults) > 0 {
			return faults
		}
	} else if err := s.store.Ping(ctx); err != nil {
		return dispatch.Errorf(dispatch.Unavailable, "store_unavailable")
	}
	return c.SendString("ready\n")
}

type advanceForm struct {
	Advance string `json:"advance"`
}

// advance moves the test clock of a demo server (POST /test/clock), also back, as
// a clock that is put right does. Sessions live on: the test did not really wait.
func (s *server) advance(c *fiber.Ctx) error {
	f, err := decode[advanceForm](c)
	if err != nil {
		return err
	}
	d, err := time.ParseDuration(f.Advance)
	if err != nil || d.Abs() > 60*24*time.Hour {
		return dispatch.FieldError("advance", "out_of_range", "-1440h", "1440h")
	}
	if err := s.sessions.prolong(c.UserContext(), d); err != nil {
		return err
	}
	s.Config.Advance(d)
	return c.JSON(timeView{s.now().UTC()})
}
