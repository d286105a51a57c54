package api

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// reportCentreID is the setting in which the reporting centre is kept.
const reportCentreID = "report_centre"

type reportCategoryView struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Fixed  bool   `json:"fixed"`
	Active bool   `json:"active"`
}

// reportCentreView is the reporting centre (群众举报中心). Who is named is told to
// those who name them and those who supervise.
type reportCentreView struct {
	Categories []reportCategoryView `json:"categories"`
	Named      []string             `json:"named,omitempty"`
}

func categoriesOf(centre dispatch.ReportCentre, onlyActive bool) []reportCategoryView {
	out := []reportCategoryView{}
	for _, k := range centre.Categories {
		if k.Active || !onlyActive {
			out = append(out, reportCategoryView(k))
		}
	}
	return out
}

// getReportCentre gives the settings.
func (s *server) getReportCentre(c *fiber.Ctx) error {
	centre := s.Service.Rules().Centre
	v := reportCentreView{Categories: categoriesOf(centre, false)}
	if role := actorOf(c).Role; role == dispatch.RoleAdmin || role == dispatch.RoleSupervisor {
		v.Named = orEmpty(centre.Named)
	}
	return c.JSON(v)
}

// publicReportCentre gives a citizen the categories to choose from.
func (s *server) publicReportCentre(c *fiber.Ctx) error {
	if err := s.takePublic(c); err != nil {
		return err
	}
	return c.JSON(reportCentreView{Categories: categoriesOf(s.Service.Rules().Centre, true)})
}

// putReportCentre changes the settings. Tickets that are sealed already keep the
// few they have.
func (s *server) putReportCentre(c *fiber.Ctx) error {
	f, err := decode[reportCentreView](c)
	if err != nil {
		return err
	}
	centre := dispatch.ReportCentre{Named: slices.Clone(f.Named)}
	for _, k := range f.Categories {
		centre.Categories = append(centre.Categories, dispatch.ReportCategory(k))
	}
	if err := centre.Validate(); err != nil {
		return err
	}
	if err := s.knownUsers(c, "named", centre.Named, dispatch.RoleDispatcher, dispatch.RoleSupervisor); err != nil {
		return err
	}
	_, version, err := load[dispatch.ReportCentre](c.UserContext(), s.store, dispatch.KindSetting, reportCentreID)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	if err := s.keep(c, dispatch.KindSetting, reportCentreID, version, centre); err != nil {
		return err
	}
	return s.getReportCentre(c)
}
