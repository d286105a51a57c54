package api

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/sla"
)

// Catalogue, policy and calendar are documents that are published as new versions
// and never changed: old tickets name theirs. The one published last is in force.

type versionView struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at,omitzero"`
	Current bool      `json:"current"`
}

type versionsView struct {
	Items   []versionView `json:"items"`
	Current string        `json:"current"`
}

// inForce is the version of a kind that decides now.
func (s *server) inForce(kind string) string {
	rules := s.Service.Rules()
	switch kind {
	case dispatch.KindPolicy:
		return rules.Policy.Version
	case dispatch.KindCalendar:
		return rules.Calendar.Version
	default:
		return rules.CatalogueVersion
	}
}

// document is the version in force of a kind, as its authors write it.
func (s *server) document(kind string) any {
	rules := s.Service.Rules()
	switch kind {
	case dispatch.KindPolicy:
		return rules.Policy
	case dispatch.KindCalendar:
		return rules.Calendar.Data()
	default:
		return s.Directory.Catalogue()
	}
}

// builtin is the document a district starts with; old tickets may name it after
// another was published. There is no built-in catalogue.
func builtin(kind string) (id string, doc any) {
	switch kind {
	case dispatch.KindPolicy:
		p := sla.DefaultPolicy()
		return p.Version, p
	case dispatch.KindCalendar:
		c := sla.CN()
		return c.Version, c.Data()
	default:
		return "", nil
	}
}

// listVersions lists the published versions and the built-in one.
func (s *server) listVersions(kind string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		v := versionsView{Items: []versionView{}, Current: s.inForce(kind)}
		first, _ := builtin(kind)
		found := first == ""
		err := dispatch.EachRecord(c.UserContext(), s.store, kind, func(r dispatch.Record) error {
			found = found || r.ID == first
			v.Items = append(v.Items, versionView{r.ID, r.At, r.ID == v.Current})
			return nil
		})
		if err != nil {
			return err
		}
		if !found {
			v.Items = append(v.Items, versionView{ID: first, Current: first == v.Current})
		}
		return c.JSON(v)
	}
}

// getVersion gives one document; "current" is the one in force.
func (s *server) getVersion(kind string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		id := c.Params("id")
		if id == "current" || id == s.inForce(kind) {
			return c.JSON(s.document(kind))
		}
		r, err := s.store.Record(c.UserContext(), kind, id)
		if first, doc := builtin(kind); id == first && dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
			return c.JSON(doc)
		}
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
		return c.Send(r.Body)
	}
}

// getCatalogue gives the dispatch catalogue (派单目录) in force.
func (s *server) getCatalogue(c *fiber.Ctx) error { return c.JSON(s.Directory.Catalogue()) }

// publish takes a new version, if it has no fault.
func (s *server) publish(kind string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		var doc json.RawMessage
		if err := decodeInto(c.BodyRaw(), &doc); err != nil {
			return err
		}
		id, err := s.check(kind, doc)
		if err != nil {
			return ofDocument(err)
		}
		if err := checkVersionName(id); err != nil {
			return err
		}
		if err := s.keepBody(c, kind, id, 0, doc); err != nil {
			return err
		}
		return c.Status(fiber.StatusCreated).JSON(versionView{ID: id, At: s.now().UTC(), Current: s.inForce(kind) == id})
	}
}

// ofDocument names the document as the field at fault: it was read as JSON, so
// what is wrong is what it says.
func ofDocument(err error) error {
	var e *dispatch.Error
	if errors.As(err, &e) && e.Field == "" {
		named := *e
		named.Field = "document"
		return &named
	}
	return err
}

func checkVersionName(id string) error { return checkName("version", id, 60) }

// check reads a document with the parser that will read it later, and names it.
func (s *server) check(kind string, doc []byte) (id string, err error) {
	switch kind {
	case dispatch.KindPolicy:
		p, err := sla.ParsePolicy(doc)
		return p.Version, err
	case dispatch.KindCalendar:
		cal, err := sla.ParseCalendar(doc)
		if err != nil {
			return "", err
		}
		return cal.Version, nil
	default:
		return s.checkCatalogue(doc)
	}
}

// checkCatalogue lists every rule that makes no sense.
func (s *server) checkCatalogue(doc []byte) (string, error) {
	cat, err := dispatch.ParseCatalogue(doc)
	if err != nil {
		return "", err
	}
	if faults := cat.Validate(s.Service.Rules().Units); len(faults) > 0 {
		var list sla.Faults
		for _, f := range faults {
			list = append(list, f.Error())
		}
		return "", list
	}
	return cat.Version, nil
}
