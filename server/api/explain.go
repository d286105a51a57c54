package api

import (
	"context"
	"fmt"
	"slices"
	"strconv"
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
	side := c.Query("side", sla.SideAll)
	if !slices.Contains([]string{sla.SideAll, sla.SideNum, sla.SideLost}, side) {
		return dispatch.FieldError("side", "unknown_value")
	}
	metric, file := strings.CutSuffix(c.Params("metric"), ".csv")
	if file {
		return s.exportCounted(c, month, unit, metric, side)
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

// exportCounted writes the whole list as a table that is on record like every
// other that leaves the system. It holds nothing of the callers.
func (s *server) exportCounted(c *fiber.Ctx, month, unit, metric, side string) error {
	first, err := s.Reports.Counted(c.UserContext(), month, unit, metric, side, "", exportPage)
	if err != nil {
		return err
	}
	l, err := s.exported(c, []string{"list"}, []string{"side"})
	if err != nil {
		return err
	}
	return s.sendTable(c, exportScore, l, func(ctx context.Context, t *table) error {
		title := fmt.Sprintf(exportScoreTitle, month, first.Name, t.word("metric", metric), t.word("side", side), first.Total, first.Num, first.Den)
		if err := t.head(title, l, s.unitName(l.Unit), scoreColumns); err != nil {
			return err
		}
		for list := first; ; {
			for _, k := range list.Items {
				if err := t.counted(k); err != nil {
					return err
				}
			}
			if err := t.send(); err != nil {
				return err
			}
			if list.Next == "" {
				return t.row(fmt.Sprintf(exportLines, t.rows))
			}
			var err error
			if list, err = s.Reports.Counted(ctx, month, unit, metric, side, list.Next, exportPage); err != nil {
				return err
			}
		}
	})
}

// counted writes a ticket of such a list.
func (t *table) counted(k sla.TicketRow) error {
	t.rows++
	late, seq, kind, at := "", "", "", ""
	if k.LateMinutes > 0 {
		late = strconv.Itoa(k.LateMinutes)
	}
	if k.Event != nil {
		seq, kind, at = strconv.Itoa(k.Event.Seq), t.word("event", k.Event.Kind), clockTime(k.Event.At)
	}
	return t.row(k.No, k.Title, t.word("counted", k.Counted), clockTime(k.Due), clockTime(k.Met), late, seq, kind, at)
}
