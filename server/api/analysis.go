package api

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// breakdown takes a month apart (构成); a unit may read what is its own.
func (s *server) breakdown(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	by := c.Query("by", sla.ByGroup)
	if !slices.Contains(sla.Dimensions(), by) {
		return dispatch.FieldError("by", "unknown_value")
	}
	unit, err := query(c, "unit", 100)
	if err != nil {
		return err
	}
	if reader := actorOf(c); !reader.Role.Hotline() {
		if unit != "" && unit != reader.Unit {
			return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
		}
		unit = reader.Unit
	}
	b, err := s.Reports.Breakdown(c.UserContext(), month, by, unit)
	if err != nil {
		return err
	}
	return c.JSON(b)
}

// noise says how much of the ranking is chance (排名可信度). A unit sees its own row,
// and which units it cannot be told apart from only by their number.
func (s *server) noise(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	runs := c.QueryInt("runs", sla.NoiseRuns)
	if runs < 100 || runs > sla.MostNoiseRuns {
		return dispatch.FieldError("runs", "out_of_range", 100, sla.MostNoiseRuns)
	}
	n, err := s.Reports.Noise(c.UserContext(), month, runs)
	if err != nil {
		return err
	}
	if reader := actorOf(c); !reader.Role.Hotline() {
		n = n.Only(reader.Unit)
	}
	return c.JSON(n)
}

type signalsView struct {
	Month string       `json:"month"`
	Items []sla.Signal `json:"items"`
}

// signals lists patterns for the supervisor to look at (异常提示); nothing of it is
// scored.
func (s *server) signals(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	found, err := s.Reports.Signals(c.UserContext(), month)
	if err != nil {
		return err
	}
	return c.JSON(signalsView{month, found})
}
