package api

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
)

// The addresses of Open311 GeoReport v2. The test endpoint checks everything and
// registers nothing.
const (
	civicRoot = "/open311"
	civicBase = civicRoot + "/v2"
	civicTry  = civicRoot + "/test/v2"
)

// civicID is the setting in which the interface is kept.
const civicID = "open311"

// tryKey marks a request to the test endpoint.
type tryKey struct{}

// civic is one request by Open311: what the administrator has set, and how it is
// to be answered.
type civic struct {
	open311.Settings
	base       string // of this server as others reach it
	trial      bool
	categories map[string]dispatch.Category
}

// civicRoutes are the addresses of the standard: each with its ending or, for
// clients that say it in Accept, without.
func (s *server) civicRoutes() []route {
	const get, post = fiber.MethodGet, fiber.MethodPost
	var list []route
	add := func(method, path string, fn func(*fiber.Ctx, civic) error) {
		for _, ending := range []string{"", ".xml", ".json"} {
			list = append(list, route{method, path + ending, nil, "", s.civic(fn)})
		}
	}
	add(get, civicRoot+"/discovery", s.civicDiscovery)
	add(get, civicBase+"/discovery", s.civicDiscovery)
	add(get, civicBase+"/services", s.civicServices)
	add(get, civicBase+"/requests", s.civicRequests)
	add(post, civicBase+"/requests", s.civicPost)
	add(get, civicBase+"/servicerequestupdates", s.civicUpdates)
	add(post, civicBase+"/servicerequestupdates", s.civicRemark)
	return append(list,
		route{get, civicBase + "/services/:service_code", nil, "", s.civic(s.civicService)},
		route{get, civicBase + "/requests/:service_request_id", nil, "", s.civic(s.civicRequest)},
		route{get, civicBase + "/tokens/:token", nil, "", s.civic(s.civicToken)},
		route{get, civicBase + "/media/:no/:id", nil, "", s.civic(s.civicMedia)},
	)
}

// isCivic tells whether a path is answered in the words of the standard.
func isCivic(path string) bool { return path == civicRoot || strings.HasPrefix(path, civicRoot+"/") }

// civicPrefix comes before the routes: it lets pages of other sites use the
// interface, which asks for a key and never for a cookie, answers HEAD as GET, and
// sends the test endpoint the way of the other.
func (s *server) civicPrefix(c *fiber.Ctx) error {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	switch c.Method() {
	case fiber.MethodOptions:
		c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD, POST, OPTIONS")
		c.Set(fiber.HeaderAccessControlAllowHeaders, "Accept, Authorization, Content-Type, Idempotency-Key")
		c.Set(fiber.HeaderAccessControlMaxAge, "86400")
		return c.SendStatus(fiber.StatusNoContent)
	case fiber.MethodHead:
		c.Method(fiber.MethodGet)
	}
	path := civicPath(c.Path())
	if rest, ok := strings.CutPrefix(path, civicTry+"/"); ok {
		c.Locals(tryKey{}, true)
		path = civicBase + "/" + rest
	}
	c.Path(path)
	return c.Next()
}

// civicPath is the address as it was meant: some clients put a slash too many
// between their base and the rest, or the format behind a slash.
func civicPath(path string) string {
	for strings.Contains(path, "//") {
		path = strings.ReplaceAll(path, "//", "/")
	}
	for _, f := range []open311.Format{open311.XML, open311.JSON} {
		for _, list := range []string{"requests", "services"} {
			if rest, ok := strings.CutSuffix(path, "/"+list+"/"+string(f)); ok {
				return rest + "/" + list + "." + string(f)
			}
		}
	}
	return path
}

var hostForm = regexp.MustCompile(`^[A-Za-z0-9._:\[\]-]{0,255}$`)

// civicRate is how many requests an address may make in a minute by default:
// lists are polled.
const civicRate = 600

// civic wraps a handler with what holds for all of them.
func (s *server) civic(fn func(*fiber.Ctx, civic) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if err := s.limits.take("open311", limitAddress(c.IP()), s.Config.Limits.Open311PerMinute, civicRate, time.Minute); err != nil {
			return err
		}
		settings, _, err := s.civicSettings(c.UserContext())
		if err != nil {
			return err
		}
		if !settings.On {
			return open311.Faults{{Code: open311.NotFound, About: "Open311 is not offered here"}}
		}
		if !hostForm.MatchString(c.Hostname()) { // it would stand in our answers
			return open311.Faults{{Code: open311.BadRequest, About: "Host is not the name of a host"}}
		}
		o := civic{Settings: settings, base: cmp.Or(strings.TrimSuffix(settings.URL, "/"), c.BaseURL()), categories: map[string]dispatch.Category{}}
		for _, k := range s.Directory.Categories() {
			o.categories[k.Code] = k
		}
		o.trial, _ = c.Locals(tryKey{}).(bool)
		if c.Method() != fiber.MethodPost { // a form says its own
			var f open311.Faults
			if o.jurisdiction(c.Query("jurisdiction_id"), &f); f != nil {
				return f
			}
		}
		return fn(c, o)
	}
}

func (s *server) civicSettings(ctx context.Context) (open311.Settings, int, error) {
	v, version, err := load[open311.Settings](ctx, s.store, dispatch.KindSetting, civicID)
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		return open311.Settings{}, 0, nil
	}
	return v, version, err
}

// jurisdiction refuses a place that is not this one.
func (o civic) jurisdiction(id string, f *open311.Faults) {
	if id != "" && o.Jurisdiction != "" && !strings.EqualFold(id, o.Jurisdiction) {
		f.Missing("jurisdiction_id was not found")
	}
}

// civicSend answers with a document in the format that was asked for.
func (s *server) civicSend(c *fiber.Ctx, root, item string, v any) error {
	f := open311.Wanted(c.Path(), c.Get(fiber.HeaderAccept))
	body, err := open311.Encode(f, root, item, v)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, f.MediaType())
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary(fiber.HeaderAccept)
	return c.Send(body)
}

// civicFail answers an error as the standard does, whatever went wrong.
func (s *server) civicFail(c *fiber.Ctx, err error) error {
	var faults open311.Faults
	if !errors.As(err, &faults) {
		faults = civicFaults(err, cmp.Or(c.Get(fiber.HeaderAcceptLanguage), english))
	}
	status := faults.Status()
	if status >= fiber.StatusInternalServerError {
		s.Log.Error("request failed", requestID, c.Locals(requestID), "route", c.Route().Path, "err", err)
	}
	if status == fiber.StatusTooManyRequests || status == fiber.StatusServiceUnavailable {
		c.Set(fiber.HeaderRetryAfter, retryAfter(err))
	}
	c.Status(status)
	return s.civicSend(c, "errors", "error", faults)
}

// civicFields are the names of our fields in the standard.
var civicFields = strings.NewReplacer("caller.name", "first_name", "caller.", "", "place.lat", "lat", "place.lon", "long", "place.address", "address_string",
	"attachments", "media_url", "file", "media", "text", "description", "title", "description")

// civicFaults translates an error of the hotline.
func civicFaults(err error, header string) open311.Faults {
	p := problemOf(err, language(header))
	code := p.Status
	if code == fiber.StatusUnprocessableEntity || code == fiber.StatusConflict {
		code = open311.BadRequest
	}
	if code == fiber.StatusUnauthorized {
		code = open311.Forbidden
	}
	var out open311.Faults
	for _, e := range p.Errors {
		one := open311.Fault{Code: code, About: civicFields.Replace(e.Field) + ": " + e.Message}
		if !slices.Contains(out, one) { // a title is made of the description
			out = append(out, one)
		}
	}
	if out == nil {
		out = open311.Faults{{Code: code, About: p.Detail}}
	}
	return out
}

// civicUnknown answers every other address under the prefix.
func (s *server) civicUnknown(*fiber.Ctx) error {
	return open311.Faults{{Code: open311.NotFound, About: "There is no such resource"}}
}

// civicDiscovery tells where the endpoints are.
func (s *server) civicDiscovery(c *fiber.Ctx, o civic) error {
	changed := o.Changed
	if changed.IsZero() {
		changed = civicBirth
	}
	d := open311.Discovery{Changeset: open311.Stamp(changed), Contact: cmp.Or(o.Contact, s.Config.Name, "12345"), KeyService: cmp.Or(o.KeyService, keyServiceText)}
	for kind, base := range map[string]string{"production": civicBase, "test": civicTry} {
		d.Endpoints = append(d.Endpoints, open311.Endpoint{Specification: open311.Specification, URL: o.base + base, Changeset: d.Changeset, Type: kind, Formats: open311.Formats()})
	}
	if d.Endpoints[0].Type != "production" {
		d.Endpoints[0], d.Endpoints[1] = d.Endpoints[1], d.Endpoints[0]
	}
	return s.civicSend(c, "discovery", "", d)
}

// civicBirth is when the interface came to be, for those who never changed it.
var civicBirth = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func (s *server) civicServices(c *fiber.Ctx, o civic) error {
	return s.civicSend(c, "services", "service", o.Published())
}

// civicService gives the questions of a service.
func (s *server) civicService(c *fiber.Ctx, o civic) error {
	code, _ := open311.Split(civicParam(c, "service_code"))
	r, ok := o.Rule(code)
	if !ok || !r.Published {
		return open311.Faults{{Code: open311.NotFound, About: "service_code was not found"}}
	}
	return s.civicSend(c, "service_definition", "", r.Definition())
}

// civicParam is a part of the path as it was meant.
func civicParam(c *fiber.Ctx, name string) string {
	v, err := url.PathUnescape(c.Params(name))
	if err != nil {
		return c.Params(name)
	}
	return v
}

// serviceOf is the service under which a ticket is published: that of its category
// or of the nearest one above. Where there is none the ticket is treated as
// sensitive.
func (o civic) serviceOf(category string) open311.Rule {
	for at, steps := category, 0; at != "" && steps < 8; steps++ {
		if r, ok := o.Of(at); ok {
			return r
		}
		at = o.categories[at].Parent
	}
	name := o.categories[category].Name
	if name == "" {
		return open311.Rule{Code: civicOther, Name: otherServiceText, Coarse: true}
	}
	return open311.Rule{Code: "c-" + category, Name: name, Coarse: true}
}

// civicOther is the service of what has no category.
const civicOther = "other"
