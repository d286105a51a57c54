package api

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// slicing is which part of a month is asked for: a unit asks for its own.
func slicing(c *fiber.Ctx) (month string, by sla.Dimension, unit string, err error) {
	if month, err = monthParam(c); err != nil {
		return
	}
	if by = sla.Dimension(c.Query("by", string(sla.ByGroup))); !slices.Contains(sla.Dimensions(), by) {
		return month, by, unit, dispatch.FieldError("by", "unknown_value")
	}
	if unit, err = query(c, "unit", 100); err != nil {
		return
	}
	if reader := actorOf(c); !reader.Role.Hotline() {
		if unit != "" && unit != reader.Unit || reader.Unit == "" {
			return month, by, unit, dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
		}
		unit = reader.Unit
	}
	return month, by, unit, nil
}

// breakdown takes a month apart (构成).
func (s *server) breakdown(c *fiber.Ctx) error {
	month, by, unit, err := slicing(c)
	if err != nil {
		return err
	}
	b, err := s.Reports.Breakdown(c.UserContext(), month, by, unit)
	if err != nil {
		return err
	}
	return c.JSON(b)
}

type behindView struct {
	Items []sla.Behind `json:"items"`
	Total int          `json:"total"`
	Next  string       `json:"next,omitempty"`
}

// behindBreakdown lists the tickets that one number of a breakdown counts.
func (s *server) behindBreakdown(c *fiber.Ctx) error {
	month, by, unit, err := slicing(c)
	if err != nil {
		return err
	}
	key, err := query(c, "key", 100)
	if err != nil {
		return err
	}
	of := c.Query("of", sla.CountDue)
	if !slices.Contains(sla.BreakdownCounts(), of) {
		return dispatch.FieldError("of", "unknown_value")
	}
	from, limit := c.QueryInt("after", 0), c.QueryInt("limit", 50)
	if from < 0 || limit < 1 || limit > 500 {
		return dispatch.FieldError("limit", "out_of_range", 1, 500)
	}
	all, err := s.Reports.BehindBreakdown(c.UserContext(), month, by, unit, key, of)
	if err != nil {
		return err
	}
	from = min(from, len(all))
	page := all[from:min(from+limit, len(all))]
	view := behindView{Items: page, Total: len(all)}
	if end := from + len(page); end < len(all) {
		view.Next = strconv.Itoa(end)
	}
	return c.JSON(view)
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
