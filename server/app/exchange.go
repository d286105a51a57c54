package app

import (
	"context"
	"encoding/json"
	"time"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/exchange"
)

// notices are what a write tells: people by what they have to do, programs
// outside by what happened (事件外送).
func (a *App) notices(before, after dispatch.Ticket, events []dispatch.Event) []dispatch.Notice {
	return append(notify.For(before, after, events), notify.Tail(before, after, events, a.outlets != nil && a.outlets.book.Programs())...)
}

// reconcile compares with the platforms above once a day (每日对账).
func (a *App) reconcile(ctx context.Context) (string, error) {
	return a.compare(ctx)
}

// compose makes what a program outside gets of a notice, from the event it tells
// of and the ticket as it stood then.
func (o *outlets) compose(ctx context.Context, c dispatch.Outlet, m *notify.Message) error {
	n := m.Frame.Notice
	events, err := o.app.Store.Events(ctx, n.No)
	if err != nil {
		return err
	}
	if n.Version < 1 || n.Version > len(events) {
		return dispatch.Errorf(dispatch.Internal, "broken_chain")
	}
	t, e := dispatch.Replay(events[:n.Version]), events[n.Version-1]
	var body any
	if c.Platform == nil {
		body = hookOf(m.ID, t, e)
	} else {
		body = exchange.MilestoneOf(ctx, *c.Platform, t, e, dispatch.Milestone(n.Kind), o.unitName, o.opener())
		m.Path, m.Platform = "/tickets/"+exchange.PathOf(n.Text)+"/milestones", c.Platform.Code
	}
	m.Body, err = json.Marshal(body)
	return err
}

func (o *outlets) unitName(code string) string {
	if u, ok := o.app.Directory.Unit(code); ok {
		return u.Name
	}
	return code
}

// opener reads attachments; nil where none are kept.
func (o *outlets) opener() func(context.Context, string) ([]byte, error) {
	if o.app.files == nil {
		return nil
	}
	return o.app.files.Open
}

// hook is what a webhook gets of an event (事件推送): what happened, and the ticket as
// it stood then, without a word of the caller.
type hook struct {
	ID     string        `json:"id"`
	Event  dispatch.Kind `json:"event"`
	No     string        `json:"no"`
	Seq    int           `json:"seq"`
	At     time.Time     `json:"at"`
	Role   dispatch.Role `json:"role"` // of who did it
	Ticket hookTicket    `json:"ticket"`
}

type hookTicket struct {
	State    dispatch.State   `json:"state"`
	Type     dispatch.Type    `json:"type"`
	Channel  dispatch.Channel `json:"channel"`
	Urgency  dispatch.Urgency `json:"urgency"`
	Title    string           `json:"title"`
	Category string           `json:"category,omitempty"`
	Town     string           `json:"town,omitempty"`
	Lead     string           `json:"lead,omitempty"`
	CoUnits  []string         `json:"co_units,omitempty"`
	Sealed   bool             `json:"sealed,omitempty"`
	Due      time.Time        `json:"due,omitzero"` // what runs first
	Upstream *hookUpstream    `json:"upstream,omitempty"`
	At       time.Time        `json:"registered_at"`
}

type hookUpstream struct {
	Platform string `json:"platform"`
	No       string `json:"no"`
}

func hookOf(id string, t dispatch.Ticket, e dispatch.Event) hook {
	v := hookTicket{State: t.State, Type: t.Type, Channel: t.Channel, Urgency: t.Urgency, Title: notify.Title(t), Sealed: t.IsSealed(),
		Lead: t.Lead, CoUnits: t.CoUnits, At: t.RegisteredAt}
	if !v.Sealed {
		v.Category, v.Town = t.Category, t.Place.Town
		if t.Upstream != nil {
			v.Upstream = &hookUpstream{t.Upstream.Platform, t.Upstream.No}
		}
	}
	if c, ok := t.Current(); ok {
		v.Due = c.Due
	}
	return hook{ID: id, Event: e.Kind, No: t.No, Seq: e.Seq, At: e.At, Role: e.Actor.Role, Ticket: v}
}
