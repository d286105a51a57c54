package api

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

// mendForm names a ticket on which the two sides differ, by the platform's number;
// without one all dead letters of the platform are meant.
type mendForm struct {
	Platform string `json:"platform" need:"true"`
	No       string `json:"no"`
}

type mendView struct {
	Sent   int    `json:"sent"`             // milestones on their way again
	Ticket string `json:"ticket,omitempty"` // what was fetched, or sent again
	More   bool   `json:"more,omitempty"`   // dead letters are left
}

// mend repairs one difference (补齐): what is missing here is fetched, of what is
// here the milestones go up once more. A platform knows a milestone by its id.
func (s *server) mend(c *fiber.Ctx) error {
	f, err := decode[mendForm](c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	p, err := s.platform(ctx, f.Platform)
	if err != nil {
		return err
	}
	var v mendView
	if f.No == "" {
		v.Sent, v.More, err = s.reviveAll(ctx, p)
	} else {
		v, err = s.mendOne(ctx, p, f.No)
	}
	if err != nil {
		return err
	}
	s.Outlets.Wake()
	s.audit(ctx, actorOf(c), "exchange_mended", p.code(), v.Ticket)
	return c.JSON(v)
}

func (s *server) mendOne(ctx context.Context, p platform, no string) (v mendView, err error) {
	t, err := s.theirTicket(ctx, p, no)
	switch {
	case err == nil:
		v.Ticket = t.No
		v.Sent, err = s.resend(ctx, p, t)
	case dispatch.CodeOf(err) == dispatch.NotFound:
		v.Ticket, err = s.fetchDown(ctx, p, no)
	}
	return v, err
}

// fetchDown asks the platform for a ticket that never came, and registers it.
func (s *server) fetchDown(ctx context.Context, p platform, no string) (string, error) {
	f, err := s.Exchange.Ticket(ctx, p.code(), p.endpoint, no)
	if err != nil {
		return "", err
	}
	if f.No != no {
		return "", dispatch.Errorf(dispatch.NotFound, "upstream_unknown", clip(no, 60))
	}
	v, err := s.takeDown(ctx, p, f)
	s.exchanged(ctx, p, ExchangedLine{What: "ticket", No: clip(f.No, 100), Ticket: v.No, Known: v.Known, Notes: v.Notes}, err)
	return v.No, err
}

// reviveAll sends the dead letters of a platform on their way again, so many at a
// time (全部再发).
func (s *server) reviveAll(ctx context.Context, p platform) (n int, more bool, err error) {
	ds, next, err := s.store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: p.ID, State: dispatch.DeliveryDead}, dispatch.Page{Limit: retryMost})
	if err != nil {
		return 0, false, err
	}
	n, err = s.revive(ctx, ds)
	return n, next != "", err
}

func (s *server) revive(ctx context.Context, ds []dispatch.Delivery) (n int, err error) {
	for _, d := range ds {
		switch _, err := s.store.UpdateDelivery(ctx, d.Revive(s.now().UTC())); {
		case err == nil:
			n++
		case dispatch.CodeOf(err) != dispatch.Conflict: // somebody else revived it
			return n, err
		}
	}
	return n, nil
}

// resend puts milestones of a ticket on their way again, in their order: those
// that failed or never went out, and if there are none, all of them.
func (s *server) resend(ctx context.Context, p platform, t dispatch.Ticket) (int, error) {
	missing, known, err := s.milestonesSent(ctx, p, t)
	if err != nil {
		return 0, err
	}
	if err := s.store.PutDeliveries(ctx, missing); err != nil {
		return 0, err
	}
	failed := slices.DeleteFunc(slices.Clone(known), func(d dispatch.Delivery) bool {
		return d.State == dispatch.DeliverySent || d.State == dispatch.DeliveryWaiting
	})
	waits := slices.ContainsFunc(known, func(d dispatch.Delivery) bool { return d.State == dispatch.DeliveryWaiting })
	if len(missing)+len(failed) == 0 && !waits {
		failed = known
	}
	n, err := s.revive(ctx, failed)
	return n + len(missing), err
}

// milestonesSent are the milestones of a ticket that a platform wants to hear of: those
// that never were on their way, as new deliveries, and the deliveries of the others.
func (s *server) milestonesSent(ctx context.Context, p platform, t dispatch.Ticket) (missing, known []dispatch.Delivery, err error) {
	events, err := s.store.Events(ctx, t.No)
	if err != nil {
		return nil, nil, err
	}
	sent := map[int]dispatch.Delivery{} // by the event
	for page := (dispatch.Page{Limit: 200}); ; {
		ds, next, err := s.store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: p.ID, No: t.No}, page)
		if err != nil {
			return nil, nil, err
		}
		for _, d := range ds {
			sent[d.Frame.Version] = d
		}
		if page.After = next; next == "" {
			break
		}
	}
	now := s.now().UTC()
	dispatch.EachMilestone(events, func(t dispatch.Ticket, e dispatch.Event, m dispatch.Milestone) {
		if slices.Contains(p.Platform.Skip, m) {
			return
		}
		d, ok := sent[e.Seq]
		if ok {
			known = append(known, d)
			return
		}
		d = dispatch.NewDelivery(dispatch.Frame{ID: -int64(e.Seq), Notice: notify.Mile(t, e, m)}, p.ID, dispatch.PlatformLink, "", now)
		d.Always = true
		missing = append(missing, d)
	})
	return missing, known, nil
}
