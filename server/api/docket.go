package api

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// maxWhy bounds the reason of a publishing or a correction.
const maxWhy = 500

// monthView is a scored month with its life; a unit sees its own row and what
// editions changed for itself.
type monthView struct {
	sla.Month
	Life sla.Life `json:"life"`
}

func (s *server) monthView(c *fiber.Ctx, m sla.Month, l sla.Life) error {
	if by := actorOf(c); !by.Role.Hotline() {
		m, l = onlyUnit(m, by.Unit), l.Only(by.Unit)
	}
	return c.JSON(monthView{m, l})
}

// draftMonth freezes a month that has ended (生成草案).
func (s *server) draftMonth(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	l, err := s.Reports.Draft(c.UserContext(), month, actorOf(c))
	if err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "score_drafted", month, l.SnapshotHash)
	return s.scored(c, month, l)
}

// scored answers with the month as it stands after a step.
func (s *server) scored(c *fiber.Ctx, month string, l sla.Life) error {
	m, err := s.Reports.Score(c.UserContext(), month)
	if err != nil {
		return err
	}
	return s.monthView(c, m, l)
}

type whyForm struct {
	Reason string `json:"reason"`
}

// reasonOf reads a reason that may be left out, as may the whole body.
func reasonOf(c *fiber.Ctx) (string, error) {
	if len(c.Body()) == 0 {
		return "", nil
	}
	f, err := decode[whyForm](c)
	if err != nil {
		return "", err
	}
	reason := strings.TrimSpace(f.Reason)
	if len([]rune(reason)) > maxWhy {
		return "", dispatch.FieldError("reason", "too_long", maxWhy)
	}
	return reason, nil
}

// closeMonth publishes the month's scores (发布).
func (s *server) closeMonth(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	reason, err := reasonOf(c)
	if err != nil {
		return err
	}
	m, err := s.Reports.Close(c.UserContext(), month, actorOf(c), reason)
	if err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "score_closed", month, m.Scheme.Hash)
	l, err := s.Reports.Life(c.UserContext(), month)
	if err != nil {
		return err
	}
	return s.monthView(c, m, l)
}

// correctMonth publishes a further edition (更正).
func (s *server) correctMonth(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	reason, err := reasonOf(c)
	if err != nil {
		return err
	}
	l, err := s.Reports.Correct(c.UserContext(), month, actorOf(c), reason)
	if err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "score_corrected", month, l.Editions[len(l.Editions)-1].Hash)
	return s.scored(c, month, l)
}

// replayMonth makes a frozen month again from the events and compares (复算核验).
func (s *server) replayMonth(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	r, err := s.Reports.Replay(c.UserContext(), month)
	if err != nil {
		return err
	}
	return c.JSON(r)
}

// scoreEdition gives the month as an edition published it.
func (s *server) scoreEdition(c *fiber.Ctx) error {
	month, err := monthParam(c)
	if err != nil {
		return err
	}
	n, err := c.ParamsInt("n")
	if err != nil {
		return dispatch.Errorf(dispatch.NotFound, "edition_unknown", clip(c.Params("n"), 20))
	}
	m, err := s.Reports.Edition(c.UserContext(), month, n)
	if err != nil {
		return err
	}
	if by := actorOf(c); !by.Role.Hotline() {
		m = onlyUnit(m, by.Unit)
	}
	return c.JSON(m)
}
