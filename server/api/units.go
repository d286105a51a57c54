package api

import (
	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type unitView struct {
	Code   string         `json:"code"`
	Name   string         `json:"name"`
	Short  string         `json:"short"`
	Group  dispatch.Group `json:"group"`
	Parent string         `json:"parent,omitempty"`
	Active bool           `json:"active"`
	Phone  string         `json:"phone,omitempty"`
	Areas  []string       `json:"areas,omitempty"`
	// Successor has the duties of a unit that was dissolved.
	Successor string `json:"successor,omitempty"`
}

type itemsView[T any] struct {
	Items []T `json:"items"`
}

// unitForm is a new unit or, with the fields that are given, a change of one.
type unitForm struct {
	Code   *string         `json:"code"`
	Name   *string         `json:"name"`
	Short  *string         `json:"short"`
	Group  *dispatch.Group `json:"group"`
	Parent *string         `json:"parent"`
	Active *bool           `json:"active"`
	Phone  *string         `json:"phone"`
	Areas  *[]string       `json:"areas"`
}

func set[T any](to *T, v *T) {
	if v != nil {
		*to = *v
	}
}

func (f unitForm) onto(u dispatch.Unit) dispatch.Unit {
	set(&u.Name, f.Name)
	set(&u.Short, f.Short)
	set(&u.Group, f.Group)
	set(&u.Parent, f.Parent)
	set(&u.Active, f.Active)
	set(&u.Phone, f.Phone)
	set(&u.Areas, f.Areas)
	return u
}

// listUnits gives all units (承办单位), those out of use too: old tickets name them.
func (s *server) listUnits(c *fiber.Ctx) error {
	v := itemsView[unitView]{Items: []unitView{}}
	for _, u := range s.Directory.Units() {
		v.Items = append(v.Items, unitViewOf(u))
	}
	return c.JSON(v)
}

func unitViewOf(u dispatch.Unit) unitView {
	v := unitView(u)
	if v.Short == "" {
		v.Short = v.Name
	}
	return v
}

func (s *server) addUnit(c *fiber.Ctx) error {
	f, err := decode[unitForm](c)
	if err != nil {
		return err
	}
	u := dispatch.Unit{Active: true}
	set(&u.Code, f.Code)
	if err := dispatch.CheckNewUnit(u.Code); err != nil {
		return err
	}
	u = f.onto(u)
	if err := u.Check(s.Directory.Unit); err != nil {
		return err
	}
	if err := s.keep(c, dispatch.KindUnit, u.Code, 0, u); err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(unitViewOf(u))
}

func (s *server) changeUnit(c *fiber.Ctx) error {
	f, err := decode[unitForm](c)
	if err != nil {
		return err
	}
	u, version, err := load[dispatch.Unit](c.UserContext(), s.store, dispatch.KindUnit, c.Params("code"))
	if err != nil {
		return err
	}
	if f.Code != nil && *f.Code != u.Code {
		return dispatch.FieldError("code", "code_fixed")
	}
	before := u
	u = f.onto(u)
	if err := u.Check(s.Directory.Unit); err != nil {
		return err
	}
	if u.Active {
		u.Successor = "" // back in use, it has its own duties
	} else if before.Active {
		if err := s.mayRetire(c.UserContext(), u.Code); err != nil {
			return err
		}
	}
	if err := s.keep(c, dispatch.KindUnit, u.Code, version, u); err != nil {
		return err
	}
	return c.JSON(unitViewOf(u))
}

func (s *server) listTowns(c *fiber.Ctx) error {
	return c.JSON(itemsView[string]{orEmpty(s.Directory.Towns())})
}

type categoryItem struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	Parent string `json:"parent,omitempty"`
}

type categoryForm struct {
	Code   *string `json:"code"`
	Name   *string `json:"name"`
	Parent *string `json:"parent"`
}

func (s *server) listCategories(c *fiber.Ctx) error {
	v := itemsView[categoryItem]{Items: []categoryItem{}}
	for _, k := range s.Directory.Categories() {
		v.Items = append(v.Items, categoryItem(k))
	}
	return c.JSON(v)
}

func (s *server) addCategory(c *fiber.Ctx) error {
	return s.keepCategory(c, "", 0, dispatch.Category{})
}

func (s *server) changeCategory(c *fiber.Ctx) error {
	k, version, err := load[dispatch.Category](c.UserContext(), s.store, dispatch.KindCategory, c.Params("code"))
	if err != nil {
		return err
	}
	return s.keepCategory(c, k.Code, version, k)
}

func (s *server) keepCategory(c *fiber.Ctx, code string, version int, k dispatch.Category) error {
	f, err := decode[categoryForm](c)
	if err != nil {
		return err
	}
	set(&k.Code, f.Code)
	set(&k.Name, f.Name)
	set(&k.Parent, f.Parent)
	if err := checkCode("code", k.Code); err != nil {
		return err
	}
	if code != "" && k.Code != code {
		return dispatch.FieldError("code", "code_fixed")
	}
	if err := checkName("name", k.Name, 50); err != nil {
		return err
	}
	if k.Parent != "" && (k.Parent == k.Code || s.categoryName(k.Parent) == "") {
		return dispatch.FieldError("parent", "unknown_value")
	}
	if err := s.keep(c, dispatch.KindCategory, k.Code, version, k); err != nil {
		return err
	}
	if version == 0 {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(categoryItem(k))
}
