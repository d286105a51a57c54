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

type sendingView struct {
	At     time.Time `json:"at"`
	Status int       `json:"status,omitempty"`
	Reason string    `json:"reason,omitempty"`
	Millis int64     `json:"millis"`
}

type deliveryView struct {
	ID          string                 `json:"id"`
	Channel     string                 `json:"channel"`
	ChannelName string                 `json:"channel_name,omitempty"`
	Kind        dispatch.OutletKind    `json:"kind"`
	Recipient   string                 `json:"recipient"`
	Unit        string                 `json:"unit,omitempty"`
	UnitName    string                 `json:"unit_name,omitempty"`
	User        string                 `json:"user,omitempty"`
	Target      string                 `json:"target,omitempty"`
	No          string                 `json:"no,omitempty"`
	Title       string                 `json:"title,omitempty"`
	Text        string                 `json:"text,omitempty"`
	Notice      string                 `json:"notice"`
	Urgency     dispatch.Urgency       `json:"urgency,omitempty"`
	State       dispatch.DeliveryState `json:"state"`
	Reason      string                 `json:"reason,omitempty"`
	Attempts    int                    `json:"attempts"`
	Created     time.Time              `json:"created_at"`
	Due         time.Time              `json:"due"`
	Group       string                 `json:"group,omitempty"`
	Last        *sendingView           `json:"last,omitempty"`
}

type deliveriesView struct {
	Items  []deliveryView                 `json:"items"`
	Next   string                         `json:"next,omitempty"`
	Counts map[dispatch.DeliveryState]int `json:"counts,omitempty"`
}

// listDeliveries gives the log of what went out (送达日志), newest first. A liaison
// reads that of the own unit; nobody reads of tickets they must not know of.
func (s *server) listDeliveries(c *fiber.Ctx) error {
	f, err := s.deliveryFilter(deliveriesForm{State: dispatch.DeliveryState(c.Query("state")), Channel: c.Query("channel"), Unit: c.Query("unit"), No: c.Query("no")}, actorOf(c))
	if err != nil {
		return err
	}
	limit := c.QueryInt("limit", 50)
	if limit < 1 || limit > 200 {
		return dispatch.FieldError("limit", "out_of_range", 1, 200)
	}
	after, err := query(c, "after", 40)
	if err != nil {
		return err
	}
	ds, next, err := s.store.Deliveries(c.UserContext(), f, dispatch.Page{Limit: limit, After: after})
	if err != nil {
		return err
	}
	by, v := actorOf(c), deliveriesView{Items: []deliveryView{}, Next: next}
	names, err := s.outletsByID(c.UserContext())
	if err != nil {
		return err
	}
	for _, d := range ds {
		if d.ShownTo(by.ID) {
			v.Items = append(v.Items, s.deliveryViewOf(d, names))
		}
	}
	if by.Role == dispatch.RoleAdmin {
		if v.Counts, err = s.deliveryCounts(c.UserContext()); err != nil {
			return err
		}
	}
	return c.JSON(v)
}

func (s *server) deliveryCounts(ctx context.Context) (map[dispatch.DeliveryState]int, error) {
	counts, err := s.store.DeliveryCounts(ctx)
	sum := map[dispatch.DeliveryState]int{dispatch.DeliveryWaiting: 0, dispatch.DeliveryDead: 0}
	for _, n := range counts {
		sum[n.State] += n.N
	}
	return sum, err
}

// outletsByID are all channels, for their names and addresses.
func (s *server) outletsByID(ctx context.Context) (map[string]dispatch.Outlet, error) {
	out := map[string]dispatch.Outlet{}
	return out, dispatch.EachRecord(ctx, s.store, dispatch.KindChannel, func(r dispatch.Record) error {
		o, err := notify.ReadOutlet(r)
		out[o.ID] = o
		return err
	})
}

func (s *server) deliveryViewOf(d dispatch.Delivery, outlets map[string]dispatch.Outlet) deliveryView {
	n := d.Frame.Notice
	v := deliveryView{ID: d.ID, Channel: d.Channel, Kind: d.Kind, Recipient: n.Recipient, Unit: d.Unit(), UnitName: s.shortNameOf(d.Unit()), User: d.User(),
		No: n.No, Title: n.Title, Text: n.Text, Notice: n.Kind, Urgency: n.Urgency, State: d.State, Reason: d.Reason, Attempts: d.Attempts,
		Created: d.Created, Due: d.Due, Group: d.Group}
	if o, ok := outlets[d.Channel]; ok {
		v.ChannelName = o.Name
		if a, ok := dispatch.Address(o.Addresses, d.Target); ok {
			v.Target = maskAddress(a)
		}
	}
	v.Last = sendingViewOf(d.Last)
	return v
}

func sendingViewOf(s dispatch.Sending) *sendingView {
	if s.At.IsZero() {
		return nil
	}
	return &sendingView{s.At, s.Status, s.Reason, s.Millis}
}

// maskAddress shows enough of an address to know it again.
func maskAddress(a string) string {
	if name, host, ok := strings.Cut(a, "@"); ok {
		return string([]rune(name)[:1]) + "***@" + host
	}
	return dispatch.Person{Phone: a}.Mask().Phone
}

// deliveriesForm chooses deliveries, by their ids or by what they are.
type deliveriesForm struct {
	IDs     []string               `json:"ids"`
	State   dispatch.DeliveryState `json:"state"`
	Channel string                 `json:"channel"`
	Unit    string                 `json:"unit"`
	No      string                 `json:"no"`
}

// deliveryFilter is the filter a person may ask with.
func (s *server) deliveryFilter(f deliveriesForm, by dispatch.Actor) (dispatch.DeliveryFilter, error) {
	out := dispatch.DeliveryFilter{State: f.State, Channel: clip(f.Channel, 80), No: f.No}
	if f.State != "" && !slices.Contains(dispatch.DeliveryStates, f.State) {
		return out, dispatch.FieldError("state", "unknown_value")
	}
	if f.No != "" && !isNo(f.No) {
		return out, dispatch.FieldError("no", "ticket_unknown", clip(f.No, 20))
	}
	if by.Role == dispatch.RoleLiaison {
		if f.Unit != "" && f.Unit != by.Unit {
			return out, dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
		}
		f.Unit = by.Unit
	}
	if f.Unit != "" {
		out.Recipient = notify.UnitFeed(clip(f.Unit, 40))
	}
	return out, nil
}

// delivery reads one that the person may know of.
func (s *server) delivery(ctx context.Context, id string, by dispatch.Actor) (dispatch.Delivery, error) {
	d, err := s.store.Delivery(ctx, id)
	if err == nil && (!d.ShownTo(by.ID) || (by.Role != dispatch.RoleAdmin && (by.Unit == "" || d.Unit() != by.Unit))) {
		err = dispatch.Errorf(dispatch.NotFound, "delivery_unknown", clip(id, 40))
	}
	return d, err
}

// changeDelivery moves one by hand and answers with it.
func (s *server) changeDelivery(c *fiber.Ctx, verb, detail string, change func(dispatch.Delivery) (dispatch.Delivery, error)) error {
	ctx, by := c.UserContext(), actorOf(c)
	d, err := s.delivery(ctx, c.Params("id"), by)
	if err != nil {
		return err
	}
	if d, err = change(d); err != nil {
		return err
	}
	if d, err = s.store.UpdateDelivery(ctx, d); err != nil {
		return err
	}
	s.audit(ctx, by, verb, d.ID, detail)
	names, err := s.outletsByID(ctx)
	if err != nil {
		return err
	}
	s.Outlets.Wake()
	return c.JSON(s.deliveryViewOf(d, names))
}

// retryDelivery sends a dead letter once more (重发).
func (s *server) retryDelivery(c *fiber.Ctx) error {
	return s.changeDelivery(c, "delivery_retried", "", func(d dispatch.Delivery) (dispatch.Delivery, error) {
		if d.State != dispatch.DeliveryDead && d.State != dispatch.DeliveryDropped {
			return d, dispatch.Errorf(dispatch.Conflict, "delivery_not_dead")
		}
		return d.Revive(s.now().UTC()), nil
	})
}

type dropForm struct {
	Reason string `json:"reason"`
}

// dropDelivery gives one up (不再发送).
func (s *server) dropDelivery(c *fiber.Ctx) error {
	f, err := decode[dropForm](c)
	if err != nil {
		return err
	}
	if err := dispatch.Plain("reason", f.Reason, 200); err != nil {
		return err
	}
	return s.changeDelivery(c, "delivery_dropped", f.Reason, func(d dispatch.Delivery) (dispatch.Delivery, error) {
		if d.State == dispatch.DeliverySent || d.State == dispatch.DeliveryDropped {
			return d, dispatch.Errorf(dispatch.Conflict, "delivery_not_dead")
		}
		return d.End(dispatch.DeliveryDropped, dispatch.ByHand), nil
	})
}

// retryMost is how many dead letters one request revives.
const retryMost = 500

type retriedView struct {
	Retried int  `json:"retried"`
	More    bool `json:"more"`
}

// retryDeliveries revives the dead letters named, or those of a filter.
func (s *server) retryDeliveries(c *fiber.Ctx) error {
	form, err := decode[deliveriesForm](c)
	if err != nil {
		return err
	}
	if len(form.IDs) > retryMost {
		return dispatch.FieldError("ids", "too_many", retryMost)
	}
	ctx, by := c.UserContext(), actorOf(c)
	ds, more, err := s.deadOnes(ctx, form, by)
	if err != nil {
		return err
	}
	v := retriedView{More: more}
	v.Retried, err = s.revive(ctx, slices.DeleteFunc(ds, func(d dispatch.Delivery) bool { return d.State != dispatch.DeliveryDead || !d.ShownTo(by.ID) }))
	if err != nil {
		return err
	}
	s.audit(ctx, by, "deliveries_retried", form.Channel, form.Unit)
	s.Outlets.Wake()
	return c.JSON(v)
}

// deadOnes are the deliveries a form chooses, of a filter only dead ones.
func (s *server) deadOnes(ctx context.Context, form deliveriesForm, by dispatch.Actor) (ds []dispatch.Delivery, more bool, err error) {
	if len(form.IDs) == 0 {
		form.State = dispatch.DeliveryDead
		f, err := s.deliveryFilter(form, by)
		if err != nil {
			return nil, false, err
		}
		ds, next, err := s.store.Deliveries(ctx, f, dispatch.Page{Limit: retryMost})
		return ds, next != "", err
	}
	for _, id := range form.IDs {
		d, err := s.delivery(ctx, clip(id, 40), by)
		if err != nil {
			return nil, false, err
		}
		ds = append(ds, d)
	}
	return ds, false, nil
}
