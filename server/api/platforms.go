package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

// platformView is an upstream platform (上级平台) with its tables of codes.
type platformView struct {
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	Host    string       `json:"host"`
	URL     string       `json:"url,omitempty"` // for administrators
	Active  bool         `json:"active"`
	Created time.Time    `json:"created_at"`
	By      string       `json:"by"`
	Waiting int          `json:"waiting"`
	Dead    int          `json:"dead"`
	Last    *sendingView `json:"last,omitempty"`
	platformTables
	Secret string `json:"secret,omitempty"` // shown once
}

// platformTables lead from their codes to ours; statuses from our milestones to
// their codes.
type platformTables struct {
	Categories map[string]string             `json:"categories"`
	Units      map[string]string             `json:"units"`
	Types      map[string]dispatch.Type      `json:"types"`
	Urgencies  map[string]dispatch.Urgency   `json:"urgencies"`
	Statuses   map[dispatch.Milestone]string `json:"statuses"`
	Skip       []dispatch.Milestone          `json:"skip"`
}

// platformForm is a new platform or, with the fields that are given, a change.
type platformForm struct {
	Code       *string                        `json:"code"`
	Name       *string                        `json:"name"`
	URL        *string                        `json:"url"`
	Secret     *string                        `json:"secret"`
	Active     *bool                          `json:"active"`
	Categories *map[string]string             `json:"categories"`
	Units      *map[string]string             `json:"units"`
	Types      *map[string]dispatch.Type      `json:"types"`
	Urgencies  *map[string]dispatch.Urgency   `json:"urgencies"`
	Statuses   *map[dispatch.Milestone]string `json:"statuses"`
	Skip       *[]dispatch.Milestone          `json:"skip"`
}

func (f platformForm) onto(o dispatch.Outlet) dispatch.Outlet {
	p := *o.Platform
	set(&o.Name, f.Name)
	set(&o.Active, f.Active)
	set(&p.Categories, f.Categories)
	set(&p.Units, f.Units)
	set(&p.Types, f.Types)
	set(&p.Urgencies, f.Urgencies)
	set(&p.Statuses, f.Statuses)
	set(&p.Skip, f.Skip)
	o.Platform = &p
	return o
}

type platformsView struct {
	Items      []platformView       `json:"items"`
	Milestones []dispatch.Milestone `json:"milestones"`
}

func (s *server) listPlatforms(c *fiber.Ctx) error {
	v := platformsView{Items: []platformView{}, Milestones: dispatch.Milestones}
	ps, err := s.platforms(c.UserContext())
	for _, p := range ps {
		if err == nil {
			var pv platformView
			pv, err = s.platformViewOf(c, p)
			v.Items = append(v.Items, pv)
		}
	}
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// platforms are all upstream platforms.
func (s *server) platforms(ctx context.Context) (out []dispatch.Outlet, err error) {
	return out, dispatch.EachRecord(ctx, s.store, dispatch.KindChannel, func(r dispatch.Record) error {
		o, err := notify.ReadOutlet(r)
		if err == nil && o.Platform != nil {
			out = append(out, o)
		}
		return err
	})
}

func (s *server) platformViewOf(c *fiber.Ctx, o dispatch.Outlet) (platformView, error) {
	cv, err := s.channelViewOf(c.UserContext(), o)
	if err != nil {
		return platformView{}, err
	}
	p := o.Platform
	v := platformView{Code: p.Code, Name: o.Name, Host: o.Host, Active: o.Active, Created: o.Created, By: o.By, Waiting: cv.Waiting, Dead: cv.Dead, Last: cv.Last,
		platformTables: platformTables{mapped(p.Categories), mapped(p.Units), mapped(p.Types), mapped(p.Urgencies), mapped(p.Statuses), orEmpty(p.Skip)}}
	if actorOf(c).Role == dispatch.RoleAdmin {
		var e dispatch.Endpoint
		err = s.Outlets.Open(o.ID, o.Sealed, &e)
		v.URL = e.URL
	}
	return v, err
}

// mapped is a map that is never null on the wire.
func mapped[K comparable, V any](m map[K]V) map[K]V {
	if m == nil {
		return map[K]V{}
	}
	return m
}

// addPlatform makes a platform. Without a secret of its own it gets one, which is
// shown this once.
func (s *server) addPlatform(c *fiber.Ctx) error {
	f, err := decode[platformForm](c)
	if err != nil {
		return err
	}
	code, shown := "", ""
	set(&code, f.Code)
	if err := checkCode("code", code); err != nil {
		return err
	}
	if f.Secret == nil || *f.Secret == "" {
		shown = newID(24)
		f.Secret = &shown
	}
	o := dispatch.Outlet{ID: dispatch.PlatformID(code), Kind: dispatch.PlatformLink, Scope: dispatch.PlatformFeed(code), Always: true, Active: true,
		Platform: &dispatch.Platform{Code: code}, Created: s.now().UTC(), By: actorOf(c).ID}
	return s.keepPlatform(c, f, o, 0, shown)
}

func (s *server) changePlatform(c *fiber.Ctx) error {
	f, err := decode[platformForm](c)
	if err != nil {
		return err
	}
	o, version, err := load[dispatch.Outlet](c.UserContext(), s.store, dispatch.KindChannel, dispatch.PlatformID(c.Params("code")))
	if err != nil {
		return err
	}
	if f.Code != nil && *f.Code != o.Platform.Code {
		return dispatch.FieldError("code", "code_fixed")
	}
	return s.keepPlatform(c, f, o, version, "")
}

func (s *server) keepPlatform(c *fiber.Ctx, f platformForm, o dispatch.Outlet, version int, shown string) error {
	o = f.onto(o)
	if err := checkName("name", o.Name, 50); err != nil {
		return err
	}
	if err := o.Platform.Validate(); err != nil {
		return err
	}
	if err := s.checkTables(*o.Platform); err != nil {
		return err
	}
	o, err := s.keepOutlet(c, o, f.URL, f.Secret, version)
	if err != nil {
		return err
	}
	v, err := s.platformViewOf(c, o)
	if err != nil {
		return err
	}
	v.Secret = shown
	status := fiber.StatusOK
	if version == 0 {
		status = fiber.StatusCreated
	}
	return c.Status(status).JSON(v)
}

// checkTables wants units and categories that there are.
func (s *server) checkTables(p dispatch.Platform) error {
	for _, u := range p.Units {
		if _, ok := s.Directory.Unit(u); !ok {
			return dispatch.FieldError("units", "unit_unknown", clip(u, 40))
		}
	}
	for _, ours := range p.Categories {
		if s.categoryName(ours) == "" {
			return dispatch.FieldError("categories", "unknown_value")
		}
	}
	return nil
}
