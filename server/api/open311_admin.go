package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
)

// Open311Setting is where the settings of the interface are kept.
const Open311Setting = civicID

// Open311Key is the record of an API key, for a sample district whose key is as
// public as its passwords.
func Open311Key(name, secret string, at time.Time) any {
	return tokenDoc{Name: name, Role: dispatch.RoleAgent, Scopes: []string{scopeOpen311}, Hash: digest(secret), Created: at.UTC(), By: "demo"}
}

// getCivic gives the settings of the Open311 interface.
func (s *server) getCivic(c *fiber.Ctx) error {
	v, _, err := s.civicSettings(c.UserContext())
	if err != nil {
		return err
	}
	return c.JSON(v.Whole())
}

// putCivic changes them. A service that was published once can be withdrawn, but
// not be removed: requests made under it keep its name.
func (s *server) putCivic(c *fiber.Ctx) error {
	v, err := decode[open311.Settings](c)
	if err != nil {
		return err
	}
	if w := v.Check(civicDemands()); w != nil {
		return dispatch.FieldError(w.Field, w.Key)
	}
	before, version, err := s.civicSettings(c.UserContext())
	if err != nil {
		return err
	}
	for _, r := range v.Services {
		if s.categoryName(r.Category) == "" {
			return dispatch.FieldError("services."+r.Code+".category", "unknown_value")
		}
	}
	for _, r := range before.Services {
		if _, kept := v.Rule(r.Code); !kept {
			return dispatch.FieldError("services."+r.Code, "open311_gone")
		}
	}
	v.Changed = s.now().UTC()
	if err := s.keep(c, dispatch.KindSetting, civicID, version, v); err != nil {
		return err
	}
	return s.getCivic(c)
}

// civicDemands are the kinds of demand a service may be; reports are sealed and
// have a way of their own.
func civicDemands() []string {
	var out []string
	for _, t := range dispatch.Types {
		if t != dispatch.Report {
			out = append(out, string(t))
		}
	}
	return out
}
