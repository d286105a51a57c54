package api

import (
	"context"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// appealView is an appeal or an exclusion as a reader may see it, with what it
// would change.
type appealView struct {
	ID        string               `json:"id"`
	Kind      sla.AdjustmentKind   `json:"kind"`
	Month     string               `json:"month"`
	Unit      string               `json:"unit"`
	UnitName  string               `json:"unit_name"`
	No        string               `json:"no"`
	Title     string               `json:"title"`
	Scope     string               `json:"scope"`
	ScopeName string               `json:"scope_name"`
	Code      string               `json:"code,omitempty"`
	CodeName  string               `json:"code_name,omitempty"`
	Reason    string               `json:"reason"`
	Evidence  string               `json:"evidence"`
	Events    []sla.EventRef       `json:"events"`
	AskedBy   string               `json:"asked_by"`
	AskedRole dispatch.Role        `json:"asked_role"`
	AskedAt   time.Time            `json:"asked_at"`
	Until     time.Time            `json:"until,omitzero"`
	State     dispatch.AppealState `json:"state"`
	DecidedBy string               `json:"decided_by,omitempty"`
	DecidedAt time.Time            `json:"decided_at,omitzero"`
	Decision  string               `json:"decision,omitempty"`
	Effect    *sla.Effect          `json:"effect,omitempty"`
	// MayDecide and MayWithdraw are what the reader can do about it.
	MayDecide   bool `json:"may_decide"`
	MayWithdraw bool `json:"may_withdraw"`
}

// appealDesk shows appeals to one reader; a month and a ticket are read once.
type appealDesk struct {
	*server
	ctx     context.Context
	by      dispatch.Actor
	grounds map[string]dispatch.AppealGround
	tickets map[string]behindAppeal
}

type behindAppeal struct {
	ticket dispatch.Ticket
	events []dispatch.Event
}

func (s *server) appealDesk(ctx context.Context, by dispatch.Actor) *appealDesk {
	return &appealDesk{server: s, ctx: ctx, by: by, grounds: map[string]dispatch.AppealGround{}, tickets: map[string]behindAppeal{}}
}

func (d *appealDesk) ground(month string) (dispatch.AppealGround, error) {
	g, ok := d.grounds[month]
	if ok {
		return g, nil
	}
	g, err := d.Reports.AppealGround(d.ctx, month)
	if err == nil {
		d.grounds[month] = g
	}
	return g, err
}

func (d *appealDesk) ticket(no string) (dispatch.Ticket, []dispatch.Event, error) {
	b, ok := d.tickets[no]
	if ok {
		return b.ticket, b.events, nil
	}
	t, err := d.store.Ticket(d.ctx, no)
	if err != nil {
		return t, nil, err
	}
	events, err := d.store.Events(d.ctx, no)
	if err == nil {
		d.tickets[no] = behindAppeal{t, events}
	}
	return t, events, err
}

// view shows one. Who may not read the ticket reads no words about it either.
func (d *appealDesk) view(a dispatch.Appeal) (appealView, error) {
	t, events, err := d.ticket(a.No)
	if err != nil {
		return appealView{}, err
	}
	g, err := d.ground(a.Month)
	if err != nil {
		return appealView{}, err
	}
	v := appealView{ID: a.ID(), Kind: a.Kind, Month: a.Month, Unit: a.Unit, UnitName: d.unitTitle(a.Unit), No: a.No, Title: t.OpenTitle(),
		Scope: a.Scope, ScopeName: g.Scheme.PartName(a.Scope), Code: a.Code, Events: []sla.EventRef{},
		AskedBy: a.AskedBy, AskedRole: a.AskedRole, AskedAt: a.AskedAt, Until: a.Until, State: a.State, DecidedBy: a.DecidedBy, DecidedAt: a.DecidedAt,
		Effect: a.Effect, MayDecide: a.MayDecide(t, events, d.by) == nil, MayWithdraw: a.MayWithdraw(d.by) == nil}
	if e, ok := g.Scheme.Exclusion(a.Code); ok {
		v.CodeName = e.Name
	}
	own := d.by.Role == dispatch.RoleLiaison && d.by.Unit == a.Unit && dispatch.CanSee(t, d.by)
	if own || dispatch.CanRead(t, d.by) || !t.IsSealed() && t.Recusal == nil {
		v.Reason, v.Evidence, v.Decision = a.Reason, a.Evidence, a.Decision
		for _, e := range events {
			if slices.Contains(a.Events, e.Seq) {
				v.Events = append(v.Events, sla.EventRef{Seq: e.Seq, Kind: string(e.Kind), At: e.At})
			}
		}
	}
	if a.State == dispatch.AppealOpen {
		effect, _ := g.Effect(a)
		v.Effect = &effect
	}
	return v, nil
}
