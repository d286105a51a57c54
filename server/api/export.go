package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/tables"
	"hotline/sla"
)

// The bounds of one export.
const (
	maxExport    = 100_000 // rows
	exportTime   = 5 * time.Minute
	exportPerDay = 40 // exports of one user
)

// heading is the watermark (水印) above the columns of every table that leaves:
// what it is, who took it out, when, what was asked for, and a number that finds
// that in the trail.
func (s *server) heading(t *tables.Writer, title string, l AccessLine, heads []any) error {
	for _, line := range [][]any{{title}, {exportBy, whose(l, exportWords()), s.unitName(l.Unit)}, {exportAt, clockTime(l.At)}, {exportOf, l.Reason}, {exportMark, l.ID}, heads} {
		if err := t.Row(line...); err != nil {
			return err
		}
	}
	return nil
}

// whose says who takes something out.
func whose(l AccessLine, words map[string]map[string]string) string {
	if l.Name == "" {
		return l.User
	}
	return l.Name + "（" + l.User + "，" + words["role"][string(l.Role)] + "）"
}

// clockTime is a moment as it is read here.
func clockTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(sla.Zone).Format("2006-01-02 15:04:05")
}

// takeOut puts an export on record before anything goes out, within what one user
// may take out a day.
func (s *server) takeOut(c *fiber.Ctx, fields []string, reason string) (AccessLine, error) {
	by := actorOf(c)
	if err := s.mayExport(c, by); err != nil {
		return AccessLine{}, err
	}
	l := s.accessLine(c.UserContext(), by, "", sawExport, fields, reason)
	return l, s.trail.put(c.UserContext(), l)
}

func yes(b bool) string {
	if b {
		return exportYes
	}
	return ""
}

type printForm struct {
	Caller string `json:"caller"` // how the caller stood on the sheet: not at all, masked, full
}

// printed records that somebody printed a ticket's page (打印留痕).
func (s *server) printed(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	f, err := decode[printForm](c)
	if err != nil {
		return err
	}
	fields := []string{"matter"}
	switch f.Caller {
	case "":
	case "masked":
		if dispatch.Sealed(t, actorOf(c)) {
			break
		}
		fields = append(fields, "masked_name", "masked_phone")
	case "full":
		fields = append(fields, "name", "phone", "address")
	default:
		return dispatch.FieldError("caller", "unknown_value")
	}
	s.saw(c.UserContext(), actorOf(c), t.No, sawPrint, fields, "")
	return c.SendStatus(fiber.StatusNoContent)
}
