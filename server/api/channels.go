package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

// Outlets is what the channels need beyond the store (外部通道).
type Outlets interface {
	// Seal hides what belongs to a record; Open is its reverse.
	Seal(id string, v any) (string, error)
	Open(id, sealed string, v any) error
	// Ready tells whether this server can send over a kind.
	Ready(kind dispatch.OutletKind) bool
	// Test sends one message to all of a channel and tells what came of it.
	Test(ctx context.Context, o dispatch.Outlet) dispatch.Sending
	// TestOwn sends one message to a person over one kind of their own channels.
	TestOwn(ctx context.Context, r dispatch.Reach, kind dispatch.OutletKind) dispatch.Sending
	// PushKey is the public key of web push; "" without.
	PushKey() string
	// Wake lets what is due go out.
	Wake()
}

type quietView struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Urgent *bool  `json:"urgent"`
}

func quietViewOf(q dispatch.Quiet) quietView {
	urgent := !q.Strict
	return quietView{q.From, q.To, &urgent}
}

func (v quietView) quiet() dispatch.Quiet {
	return dispatch.Quiet{From: v.From, To: v.To, Strict: v.Urgent != nil && !*v.Urgent}
}

type channelView struct {
	ID        string              `json:"id"`
	Name      string              `json:"name"`
	Kind      dispatch.OutletKind `json:"kind"`
	Scope     string              `json:"scope"`
	UnitName  string              `json:"unit_name,omitempty"`
	Host      string              `json:"host,omitempty"`
	Hint      string              `json:"hint,omitempty"`
	Secret    bool                `json:"secret"`
	Addresses []string            `json:"addresses"`
	Events    []string            `json:"events"`
	Always    bool                `json:"always"`
	Quiet     quietView           `json:"quiet"`
	Group     int                 `json:"group"`
	Active    bool                `json:"active"`
	Created   time.Time           `json:"created_at"`
	By        string              `json:"by"`
	Waiting   int                 `json:"waiting"`
	Dead      int                 `json:"dead"`
	Last      *sendingView        `json:"last,omitempty"` // what came of the newest attempt
}

// channelForm is a new channel or, with the fields that are given, a change of one.
type channelForm struct {
	Name      *string              `json:"name"`
	Kind      *dispatch.OutletKind `json:"kind"`
	Scope     *string              `json:"scope"`
	URL       *string              `json:"url"`
	Secret    *string              `json:"secret"`
	Addresses *[]string            `json:"addresses"`
	Events    *[]string            `json:"events"`
	Always    *bool                `json:"always"`
	Quiet     *quietView           `json:"quiet"`
	Group     *int                 `json:"group"`
	Active    *bool                `json:"active"`
}

func (f channelForm) onto(o dispatch.Outlet) dispatch.Outlet {
	set(&o.Name, f.Name)
	set(&o.Scope, f.Scope)
	set(&o.Events, f.Events)
	set(&o.Always, f.Always)
	set(&o.Group, f.Group)
	set(&o.Active, f.Active)
	if !o.Kind.ByURL() {
		set(&o.Addresses, f.Addresses)
	}
	if f.Quiet != nil {
		o.Quiet = f.Quiet.quiet()
	}
	return o
}

type kindView struct {
	Kind  dispatch.OutletKind `json:"kind"`
	Ready bool                `json:"ready"`
}

type channelsView struct {
	Items  []channelView `json:"items"`
	Kinds  []kindView    `json:"kinds"`
	Events []string      `json:"events"`
}

// listChannels gives all channels, to a liaison those of the own unit.
func (s *server) listChannels(c *fiber.Ctx) error {
	v := channelsView{Items: []channelView{}, Events: notify.Kinds()}
	for _, k := range dispatch.OutletKinds {
		v.Kinds = append(v.Kinds, kindView{k, s.Outlets.Ready(k)})
	}
	by := actorOf(c)
	err := dispatch.EachRecord(c.UserContext(), s.store, dispatch.KindChannel, func(r dispatch.Record) error {
		o, err := notify.ReadOutlet(r)
		if err != nil || o.ForPrograms() || !mayEdit(o, by) {
			return err
		}
		cv, err := s.channelViewOf(c.UserContext(), o)
		v.Items = append(v.Items, cv)
		return err
	})
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// mayEdit tells whose channel it is: a liaison's are those of the own unit.
func mayEdit(o dispatch.Outlet, by dispatch.Actor) bool {
	return by.Role == dispatch.RoleAdmin || (by.Unit != "" && o.Scope == notify.UnitFeed(by.Unit))
}

// countMost bounds what the list of channels counts of each.
const countMost = 100

func (s *server) channelViewOf(ctx context.Context, o dispatch.Outlet) (channelView, error) {
	v := channelView{ID: o.ID, Name: o.Name, Kind: o.Kind, Scope: o.Scope, Host: o.Host, Hint: o.Hint, Secret: o.Keyed, Addresses: listed(o.Addresses),
		Events: listed(o.Events), Always: o.Always, Quiet: quietViewOf(o.Quiet), Group: o.Group, Active: o.Active, Created: o.Created, By: o.By}
	v.UnitName = s.shortNameOf(strings.TrimPrefix(o.Scope, notify.UnitFeed("")))
	for state, n := range map[dispatch.DeliveryState]*int{dispatch.DeliveryWaiting: &v.Waiting, dispatch.DeliveryDead: &v.Dead} {
		ds, _, err := s.store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: o.ID, State: state}, dispatch.Page{Limit: countMost})
		if err != nil {
			return v, err
		}
		*n = len(ds)
	}
	var err error
	v.Last, err = s.lastSending(ctx, o.ID)
	return v, err
}

// lastLook bounds how far back the newest attempt of a channel is looked for.
const lastLook = 50

// lastSending is what came of the newest attempt over a channel; nil without one.
func (s *server) lastSending(ctx context.Context, channel string) (*sendingView, error) {
	ds, _, err := s.store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: channel}, dispatch.Page{Limit: lastLook})
	var last dispatch.Sending
	for _, d := range ds {
		if d.Last.At.After(last.At) {
			last = d.Last
		}
	}
	return sendingViewOf(last), err
}

// listed is a list that is never null on the wire.
func listed(list []string) []string { return append([]string{}, list...) }

// shortNameOf is the short name of a unit; "" for none.
func (s *server) shortNameOf(code string) string {
	if u, ok := s.Directory.Unit(code); ok {
		return u.ShortName()
	}
	return ""
}

// channel reads one that the person may edit. One of somebody else is not there.
func (s *server) channel(c *fiber.Ctx) (o dispatch.Outlet, version int, err error) {
	o, version, err = load[dispatch.Outlet](c.UserContext(), s.store, dispatch.KindChannel, c.Params("id"))
	if err == nil && (o.ForPrograms() || !mayEdit(o, actorOf(c))) {
		err = dispatch.Errorf(dispatch.NotFound, "record_unknown", dispatch.KindChannel, clip(c.Params("id"), 40))
	}
	return o, version, err
}

func (s *server) addChannel(c *fiber.Ctx) error {
	f, err := decode[channelForm](c)
	if err != nil {
		return err
	}
	o := dispatch.Outlet{ID: newID(8), Active: true, Created: s.now().UTC(), By: actorOf(c).ID}
	set(&o.Kind, f.Kind)
	if o, err = s.checked(c, f.onto(o), f); err != nil {
		return err
	}
	return s.keepChannel(c, o, 0, fiber.StatusCreated)
}

func (s *server) changeChannel(c *fiber.Ctx) error {
	f, err := decode[channelForm](c)
	if err != nil {
		return err
	}
	o, version, err := s.channel(c)
	if err != nil {
		return err
	}
	if f.Kind != nil && *f.Kind != o.Kind {
		return dispatch.FieldError("kind", "code_fixed")
	}
	if o, err = s.checked(c, f.onto(o), f); err != nil {
		return err
	}
	return s.keepChannel(c, o, version, fiber.StatusOK)
}

func (s *server) keepChannel(c *fiber.Ctx, o dispatch.Outlet, version, status int) error {
	if err := s.keep(c, dispatch.KindChannel, o.ID, version, o); err != nil {
		return err
	}
	s.Outlets.Wake()
	v, err := s.channelViewOf(c.UserContext(), o)
	if err != nil {
		return err
	}
	return c.Status(status).JSON(v)
}

// checked finds what is wrong with a channel, and seals where it leads.
func (s *server) checked(c *fiber.Ctx, o dispatch.Outlet, f channelForm) (dispatch.Outlet, error) {
	by := actorOf(c)
	if by.Role == dispatch.RoleLiaison {
		o.Scope = notify.UnitFeed(by.Unit)
	}
	var e dispatch.Endpoint
	if o.Sealed != "" {
		if err := s.Outlets.Open(o.ID, o.Sealed, &e); err != nil {
			return o, err
		}
	}
	set(&e.URL, f.URL)
	set(&e.Secret, f.Secret)
	if err := checkName("name", o.Name, 50); err != nil {
		return o, err
	}
	if err := o.Validate(e); err != nil {
		return o, err
	}
	if err := s.checkScope(o); err != nil {
		return o, err
	}
	if !o.Kind.ByURL() || (f.URL == nil && f.Secret == nil && o.Sealed != "") {
		return o, nil
	}
	o.Host, o.Hint = e.ShownPart()
	o.Keyed = e.Secret != ""
	var err error
	o.Sealed, err = s.Outlets.Seal(o.ID, e)
	return o, err
}

// checkScope wants a feed and kinds of notices that there are.
func (s *server) checkScope(o dispatch.Outlet) error {
	for _, k := range o.Events {
		if !slices.Contains(notify.Kinds(), k) {
			return dispatch.FieldError("events", "unknown_value")
		}
	}
	if unit, ok := strings.CutPrefix(o.Scope, notify.UnitFeed("")); ok {
		if _, known := s.Directory.Unit(unit); !known {
			return dispatch.FieldError("scope", "unit_unknown", clip(unit, 40))
		}
		return nil
	}
	role := dispatch.Role(strings.TrimPrefix(o.Scope, "role:"))
	if o.Scope != "" && (!role.Hotline() || o.Scope != notify.RoleFeed(role)) {
		return dispatch.FieldError("scope", "unknown_value")
	}
	return nil
}

func (s *server) removeChannel(c *fiber.Ctx) error {
	o, _, err := s.channel(c)
	if err != nil {
		return err
	}
	return s.dropOutlet(c, o)
}

// dropOutlet removes what sends to others, of whatever kind.
func (s *server) dropOutlet(c *fiber.Ctx, o dispatch.Outlet) error {
	if err := s.store.DeleteRecord(c.UserContext(), dispatch.KindChannel, o.ID); err != nil {
		return err
	}
	s.Outlets.Wake()
	s.audit(c.UserContext(), actorOf(c), "channel_removed", o.ID, o.Name)
	return c.SendStatus(fiber.StatusNoContent)
}

type channelTest struct {
	OK     bool   `json:"ok"`
	Status int    `json:"status,omitempty"`
	Reason string `json:"reason,omitempty"`
	Millis int64  `json:"millis"`
}

// testsPerMinute bounds how often a person lets the server call out.
const testsPerMinute = 10

// testChannel sends one message over the channel, active or not.
func (s *server) testChannel(c *fiber.Ctx) error {
	o, _, err := s.channel(c)
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

// keepOutlet seals the address and keeps what sends to others.
func (s *server) keepOutlet(c *fiber.Ctx, o dispatch.Outlet, url, secret *string, version int) (dispatch.Outlet, error) {
	o, err := s.sealed(o, url, secret)
	if err != nil {
		return o, err
	}
	if err := s.keep(c, dispatch.KindChannel, o.ID, version, o); err != nil {
		return o, err
	}
	s.Outlets.Wake()
	return o, nil
}
