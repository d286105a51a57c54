package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/sla"
)

// monthParam reads a month like 2026-10 from the route.
func monthParam(c *fiber.Ctx) (string, error) {
	month := strings.TrimSuffix(c.Params("month"), paperKind(c.Params("month")))
	return month, checkMonth("month", month)
}

// score gives the month's scores (月度考核); a unit sees its own row only.
func (s *server) score(c *fiber.Ctx) error {
	if strings.HasSuffix(c.Params("month"), ".xlsx") {
		return s.sendBook(c, bookScores)
	}
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	m, err := s.Reports.Score(c.UserContext(), month)
	if err != nil {
		return err
	}
	l, err := s.Reports.Life(c.UserContext(), month)
	if err != nil {
		return err
	}
	return s.monthView(c, m, l)
}

func onlyUnit(m sla.Month, unit string) sla.Month {
	own := func(rows []sla.Row) []sla.Row {
		return slices.DeleteFunc(slices.Clone(rows), func(r sla.Row) bool { return r.Unit != unit })
	}
	groups := []sla.Group{}
	for _, g := range m.Groups {
		g.Ranked, g.Observed, g.None = orEmpty(own(g.Ranked)), orEmpty(own(g.Observed)), orEmpty(own(g.None))
		if len(g.Ranked)+len(g.Observed)+len(g.None) > 0 {
			groups = append(groups, g)
		}
	}
	m.Groups = groups
	return m
}

// brief gives the month's brief (工作简报), as a value or laid out for paper.
func (s *server) brief(c *fiber.Ctx) error {
	if strings.HasSuffix(c.Params("month"), ".xlsx") {
		return s.sendBook(c, bookBrief)
	}
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	b, public, err := s.edition(c, month)
	if err != nil {
		return err
	}
	kind := paperKind(c.Params("month"))
	if kind == "" {
		return s.sendBrief(c, b, month, public)
	}
	return s.sendPaper(c, b, kind, "brief-"+month, public)
}
