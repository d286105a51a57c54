package api

import (
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

// secretLeast is the shortest secret by which messages are signed.
const secretLeast = 16

// webhookView is a program that is told of every ticket event (事件推送).
type webhookView struct {
	ID      string          `json:"id"`
	Name    string          `json:"name"`
	Host    string          `json:"host"`
	Hint    string          `json:"hint,omitempty"`
	Events  []string        `json:"events"`
	Units   []string        `json:"units"`
	Types   []dispatch.Type `json:"types"`
	Active  bool            `json:"active"`
	Created time.Time       `json:"created_at"`
	By      string          `json:"by"`
	Waiting int             `json:"waiting"`
	Dead    int             `json:"dead"`
	Last    *sendingView    `json:"last,omitempty"`
	Secret  string          `json:"secret,omitempty"` // shown once
}

// webhookForm is a new webhook or, with the fields that are given, a change.
type webhookForm struct {
	Name   *string          `json:"name"`
	URL    *string          `json:"url"`
	Secret *string          `json:"secret"`
	Events *[]string        `json:"events"`
	Units  *[]string        `json:"units"`
	Types  *[]dispatch.Type `json:"types"`
	Active *bool            `json:"active"`
}

func (f webhookForm) onto(o dispatch.Outlet) dispatch.Outlet {
	set(&o.Name, f.Name)
	set(&o.Events, f.Events)
	set(&o.Units, f.Units)
	set(&o.Types, f.Types)
	set(&o.Active, f.Active)
	return o
}

type webhooksView struct {
	Items  []webhookView   `json:"items"`
	Events []dispatch.Kind `json:"events"` // that can be chosen
}

func (s *server) listWebhooks(c *fiber.Ctx) error {
	v := webhooksView{Items: []webhookView{}, Events: dispatch.EventKinds()}
	err := dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindChannel, func(r dispatch.Record) error {
		o, err := notify.ReadOutlet(r)
		if err != nil || o.Scope != dispatch.ProgramsFeed {
			return err
		}
		w, err := s.webhookViewOf(c, o)
		v.Items = append(v.Items, w)
		return err
	})
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (s *server) webhookViewOf(c *fiber.Ctx, o dispatch.Outlet) (webhookView, error) {
	v, err := s.channelViewOf(c.UserContext(), o)
	return webhookView{ID: o.ID, Name: o.Name, Host: o.Host, Hint: o.Hint, Events: listed(o.Events), Units: listed(o.Units), Types: orEmpty(o.Types),
		Active: o.Active, Created: o.Created, By: o.By, Waiting: v.Waiting, Dead: v.Dead, Last: v.Last}, err
}

// webhook reads one of the route.
func (s *server) webhook(c *fiber.Ctx) (o dispatch.Outlet, version int, err error) {
	o, version, err = load[dispatch.Outlet](c.UserContext(), s.store, dispatch.KindChannel, c.Params("id"))
	if err == nil && o.Scope != dispatch.ProgramsFeed {
		err = dispatch.Errorf(dispatch.NotFound, "record_unknown", "webhook", clip(c.Params("id"), 40))
	}
	return o, version, err
}

// addWebhook makes one. Without a secret of its own it gets one, which is shown
// this once.
func (s *server) addWebhook(c *fiber.Ctx) error {
	f, err := decode[webhookForm](c)
	if err != nil {
		return err
	}
	shown := ""
	if f.Secret == nil || *f.Secret == "" {
		shown = newID(24)
		f.Secret = &shown
	}
	o := dispatch.Outlet{ID: newID(8), Kind: dispatch.Webhook, Scope: dispatch.ProgramsFeed, Always: true, Active: true, Created: s.now().UTC(), By: actorOf(c).ID}
	return s.keepWebhook(c, f, o, 0, shown)
}

func (s *server) changeWebhook(c *fiber.Ctx) error {
	f, err := decode[webhookForm](c)
	if err != nil {
		return err
	}
	o, version, err := s.webhook(c)
	if err != nil {
		return err
	}
	return s.keepWebhook(c, f, o, version, "")
}

func (s *server) keepWebhook(c *fiber.Ctx, f webhookForm, o dispatch.Outlet, version int, shown string) error {
	o = f.onto(o)
	if err := s.checkHook(o); err != nil {
		return err
	}
	o, err := s.keepOutlet(c, o, f.URL, f.Secret, version)
	if err != nil {
		return err
	}
	v, err := s.webhookViewOf(c, o)
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

// checkHook wants events, units and types that there are.
func (s *server) checkHook(o dispatch.Outlet) error {
	if err := checkName("name", o.Name, 50); err != nil {
		return err
	}
	for _, e := range o.Events {
		if !slices.Contains(dispatch.EventKinds(), dispatch.Kind(e)) {
			return dispatch.FieldError("events", "unknown_value")
		}
	}
	for _, u := range o.Units {
		if _, ok := s.Directory.Unit(u); !ok {
			return dispatch.FieldError("units", "unit_unknown", clip(u, 40))
		}
	}
	for _, t := range o.Types {
		if !slices.Contains(dispatch.Types, t) {
			return dispatch.FieldError("types", "unknown_value")
		}
	}
	return nil
}

// sealed hides address and secret of a program; those that are not given stay.
func (s *server) sealed(o dispatch.Outlet, url, secret *string) (dispatch.Outlet, error) {
	var e dispatch.Endpoint
	if o.Sealed != "" {
		if err := s.Outlets.Open(o.ID, o.Sealed, &e); err != nil {
			return o, err
		}
	}
	set(&e.URL, url)
	if secret != nil && *secret != "" {
		e.Secret = *secret
	}
	if len(e.Secret) < secretLeast {
		return o, dispatch.FieldError("secret", "platform_secret", secretLeast)
	}
	if err := o.Validate(e); err != nil {
		return o, err
	}
	var err error
	o.Host, o.Hint = e.ShownPart()
	o.Keyed = true
	o.Sealed, err = s.Outlets.Seal(o.ID, e)
	return o, err
}

func (s *server) removeWebhook(c *fiber.Ctx) error {
	o, _, err := s.webhook(c)
	if err != nil {
		return err
	}
	return s.dropOutlet(c, o)
}

// testWebhook sends one message to the program, active or not.
func (s *server) testWebhook(c *fiber.Ctx) error {
	o, _, err := s.webhook(c)
	if err != nil {
		return err
	}
	if err := s.limits.take("channel_test", actorOf(c).ID, 0, testsPerMinute, time.Minute); err != nil {
		return err
	}
	r := s.Outlets.Test(c.UserContext(), o)
	s.audit(c.UserContext(), actorOf(c), "channel_tested", o.ID, r.Reason)
	return c.JSON(channelTest{r.Reason == "", r.Status, r.Reason, r.Millis})
}
