package api

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// inspectionView is everything the page of the inspection can change: the rules
// and their times, and the thresholds of lights and fail-over.
type inspectionView struct {
	dispatch.Inspection
	dispatch.Thresholds
}

func (s *server) getInspection(c *fiber.Ctx) error {
	in, err := s.Service.Inspection(c.UserContext())
	if err != nil {
		return err
	}
	r := s.Service.Rules()
	return c.JSON(inspectionView{in, dispatch.Thresholds{Lights: r.Lights, Failover: r.Failover}})
}

// putInspection keeps rules, times and thresholds (监察规则).
func (s *server) putInspection(c *fiber.Ctx) error {
	v, err := decode[inspectionView](c)
	if err != nil {
		return err
	}
	for _, err := range []error{v.Inspection.Validate(), v.Lights.Validate(), v.Failover.Validate()} {
		if err != nil {
			return err
		}
	}
	if err := s.replaceSetting(c, dispatch.SettingInspection, v.Inspection); err != nil {
		return err
	}
	if err := s.replaceSetting(c, dispatch.SettingThresholds, v.Thresholds); err != nil {
		return err
	}
	return c.JSON(v)
}

// replaceSetting keeps a setting, whether there was one or not.
func (s *server) replaceSetting(c *fiber.Ctx, id string, v any) error {
	r, err := s.store.Record(c.UserContext(), dispatch.KindSetting, id)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	return s.keep(c, dispatch.KindSetting, id, r.Version, v)
}

type trialForm struct {
	Rules []dispatch.InspectionRule `json:"rules"`
}

// tryInspection says what rules would find today, and keeps nothing (试算).
func (s *server) tryInspection(c *fiber.Ctx) error {
	f, err := decode[trialForm](c)
	if err != nil {
		return err
	}
	if err := (dispatch.Inspection{Rules: f.Rules, Times: []string{"08:30"}}).Validate(); err != nil {
		return err
	}
	run, err := s.Service.Inspect(c.UserContext(), f.Rules)
	if err != nil {
		return err
	}
	for i := range run.Findings {
		run.Findings[i].Nos = run.Findings[i].Nos[:min(5, len(run.Findings[i].Nos))]
	}
	return c.JSON(run)
}

// listInspections gives the runs of a local day, oldest first; without a day the
// last one.
func (s *server) listInspections(c *fiber.Ctx) error {
	day, err := moment("day", c.Query("day"))
	if err != nil {
		return err
	}
	if !day.IsZero() {
		runs, err := s.Service.Runs(c.UserContext(), day, day.Add(24*time.Hour))
		if err != nil {
			return err
		}
		return c.JSON(itemsView[dispatch.InspectionRun]{runs})
	}
	run, err := s.Service.LastRun(c.UserContext(), s.now())
	if err != nil {
		return err
	}
	v := itemsView[dispatch.InspectionRun]{Items: []dispatch.InspectionRun{}}
	if run.ID != "" {
		v.Items = append(v.Items, run)
	}
	return c.JSON(v)
}

// runInspection runs the inspection now.
func (s *server) runInspection(c *fiber.Ctx) error {
	if err := s.runNow(c, "inspection"); err != nil {
		return err
	}
	s.staleBoard()
	return s.listInspections(c)
}

// findingOf finds the finding of a run by its rule.
func (s *server) findingOf(c *fiber.Ctx, id, rule string) (run dispatch.InspectionRun, version, at int, err error) {
	run, version, err = load[dispatch.InspectionRun](c.UserContext(), s.store, dispatch.KindInspected, id)
	if err != nil {
		return run, 0, 0, err
	}
	at = slices.IndexFunc(run.Findings, func(f dispatch.InspectionFinding) bool { return f.Rule == rule })
	if at < 0 {
		return run, 0, 0, dispatch.Errorf(dispatch.NotFound, "finding_unknown")
	}
	return run, version, at, nil
}

type handledForm struct {
	Note string `json:"note"`
}

// handleFinding notes that a supervisor has seen to a finding (已处置).
func (s *server) handleFinding(c *fiber.Ctx) error {
	f, err := decode[handledForm](c)
	if err != nil {
		return err
	}
	if err := checkName("note", f.Note, 500); err != nil {
		return err
	}
	run, version, at, err := s.findingOf(c, c.Params("id"), c.Params("rule"))
	if err != nil {
		return err
	}
	by, now := actorOf(c), s.now().UTC()
	run.Findings[at].Handled = &dispatch.Handled{By: by.Name, At: now.Truncate(time.Second), Note: f.Note}
	if err := s.keepRun(c, run, version); err != nil {
		return err
	}
	s.audit(c.UserContext(), by, "finding_handled", run.ID+"/"+c.Params("rule"), "")
	s.staleBoard()
	return c.JSON(run)
}

// keepRun writes a run again.
func (s *server) keepRun(c *fiber.Ctx, run dispatch.InspectionRun, version int) error {
	r, err := run.Record()
	if err != nil {
		return err
	}
	r.Version = version
	_, err = s.store.PutRecord(c.UserContext(), r)
	return err
}

// findingTickets lists exactly the tickets of one finding: finding=<run>/<rule>.
// A liaison gets those of the own unit.
func (s *server) findingTickets(c *fiber.Ctx) error {
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	id, rule, _ := strings.Cut(c.Query("finding"), "/")
	run, _, at, err := s.findingOf(c, clip(id, 40), clip(rule, 40))
	if err != nil {
		return err
	}
	nos := run.Findings[at].Nos
	if c.QueryBool("new") {
		nos = run.Findings[at].New
	}
	if i := slices.Index(nos, p.After); i >= 0 {
		nos = nos[i+1:]
	}
	rows, next, by := []ticketRow{}, "", actorOf(c)
	for _, no := range nos {
		if len(rows) == p.Limit {
			next = rows[len(rows)-1].No
			break
		}
		t, err := s.store.Ticket(c.UserContext(), no)
		if err != nil {
			return err
		}
		if dispatch.CanSee(t, by) {
			rows = append(rows, s.row(t, by))
		}
	}
	return c.JSON(page(rows, next))
}

// findingsOf are what the board shows of the last run.
func findingsOf(c dispatch.InspectionRun) []findingView {
	out := []findingView{}
	for _, f := range c.Findings {
		if f.Count == 0 && len(f.Gone) == 0 {
			continue
		}
		out = append(out, findingView{Run: c.ID, Rule: f.Rule, Count: f.Count, Units: orEmpty(f.Units), New: len(f.New), Gone: len(f.Gone), Handled: f.Handled, At: c.At})
	}
	return out
}
