package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// scoredUnit reads month and unit from the route; a unit sees its own only.
func scoredUnit(c *fiber.Ctx) (month, unit string, err error) {
	if month, err = monthParam(c); err != nil {
		return "", "", err
	}
	unit = c.Params("unit")
	if by := actorOf(c); !by.Role.Hotline() && by.Unit != unit {
		return "", "", dispatch.Errorf(dispatch.Forbidden, "not_your_score")
	}
	return month, unit, nil
}

// unitScore explains every point of one unit with the tickets behind it. Until
// the month is published a unit is not told who stands before it.
func (s *server) unitScore(c *fiber.Ctx) error {
	month, unit, err := scoredUnit(c)
	if err != nil {
		return err
	}
	v, err := s.Reports.UnitScore(c.UserContext(), month, unit)
	if err != nil {
		return err
	}
	if !actorOf(c).Role.Hotline() && v.PublishedAt.IsZero() {
		v.Gap.NextUnit, v.Gap.NextName = "", ""
	}
	return c.JSON(v)
}

// scoreTickets lists the tickets behind one number of a unit's month, so that the
// unit can do the sum itself; ".csv" takes the list out.
func (s *server) scoreTickets(c *fiber.Ctx) error {
	month, unit, err := scoredUnit(c)
	if err != nil {
		return err
	}
	side := sla.Side(c.Query("side", string(sla.SideAll)))
	if !slices.Contains(sla.Sides(), side) {
		return dispatch.FieldError("side", "unknown_value")
	}
	metric, file := strings.CutSuffix(c.Params("metric"), ".csv")
	if file {
		return s.sendList(c, "scored", map[string]string{"month": month, "unit": unit, "metric": metric, "side": string(side)})
	}
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	list, err := s.Reports.Counted(c.UserContext(), month, unit, metric, side, p.After, p.Limit)
	if err != nil {
		return err
	}
	list.Items = orEmpty(list.Items)
	return c.JSON(list)
}
