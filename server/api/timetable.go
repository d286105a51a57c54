package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/sla"
)

// timetableView is the working days on which months move along, with the dates
// they give the months at hand.
type timetableView struct {
	sla.Timetable
	Months []sla.MonthPlan `json:"months"`
}

// timetableCheck is what a timetable would do, or what is wrong with it.
type timetableCheck struct {
	Faults []fieldFault    `json:"faults"`
	Months []sla.MonthPlan `json:"months"`
}

// getTimetable gives the working days on which months move along (考核日程).
func (s *server) getTimetable(c *fiber.Ctx) error {
	t, err := s.Reports.Timetable(c.UserContext())
	if err != nil {
		return err
	}
	return s.sendTimetable(c, t)
}

func (s *server) sendTimetable(c *fiber.Ctx, t sla.Timetable) error {
	months, err := s.Reports.Plans(c.UserContext(), t)
	if err != nil {
		return err
	}
	return c.JSON(timetableView{t, months})
}

// checkTimetable shows the dates of a timetable before it holds; nothing is kept.
func (s *server) checkTimetable(c *fiber.Ctx) error {
	t, err := decode[sla.Timetable](c)
	if err != nil {
		return err
	}
	v := timetableCheck{Faults: []fieldFault{}, Months: []sla.MonthPlan{}}
	for _, f := range schemeFaults(t.Check()) {
		v.Faults = append(v.Faults, fieldFault{f.Field, message(f, language(c.Get(fiber.HeaderAcceptLanguage)))})
	}
	if len(v.Faults) == 0 {
		if v.Months, err = s.Reports.Plans(c.UserContext(), t); err != nil {
			return err
		}
	}
	return c.JSON(v)
}

// putTimetable makes a timetable hold for the months that are not frozen.
func (s *server) putTimetable(c *fiber.Ctx) error {
	t, err := decode[sla.Timetable](c)
	if err != nil {
		return err
	}
	if faults := schemeFaults(t.Check()); len(faults) > 0 {
		return faults
	}
	if err := s.Reports.SetTimetable(c.UserContext(), t); err != nil {
		return err
	}
	s.audit(c.UserContext(), actorOf(c), "scores_settings", "scores", "")
	return s.sendTimetable(c, t)
}
