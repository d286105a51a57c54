package api

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/exchange"
)

// sentView is a milestone on its way up (回传).
type sentView struct {
	ID        string                 `json:"id"`
	Platform  string                 `json:"platform"`
	Milestone string                 `json:"milestone"`
	No        string                 `json:"no"` // the platform's number
	Ticket    string                 `json:"ticket"`
	At        time.Time              `json:"at"`
	State     dispatch.DeliveryState `json:"state"`
	Reason    string                 `json:"reason,omitempty"`
	Attempts  int                    `json:"attempts"`
	Due       time.Time              `json:"due"`
	Last      *sendingView           `json:"last,omitempty"`
}

type exchangeView struct {
	Received []ExchangedLine                `json:"received"`
	Sent     []sentView                     `json:"sent"`
	Next     string                         `json:"next,omitempty"`
	Counts   map[dispatch.DeliveryState]int `json:"counts"` // at most a hundred of each
}

// listExchange gives what came in from a platform (side=in) or went out to it
// (side=out), newest first.
func (s *server) listExchange(c *fiber.Ctx) error {
	p, err := s.platform(c.UserContext(), c.Query("platform"))
	if err != nil {
		return err
	}
	after, err := query(c, "after", 60)
	if err != nil {
		return err
	}
	state := dispatch.DeliveryState(c.Query("state"))
	if state != "" && !slices.Contains(append([]dispatch.DeliveryState{"refused"}, dispatch.DeliveryStates...), state) {
		return dispatch.FieldError("state", "unknown_value")
	}
	v := exchangeView{Received: []ExchangedLine{}, Sent: []sentView{}, Counts: map[dispatch.DeliveryState]int{}}
	cv, err := s.channelViewOf(c.UserContext(), p.Outlet)
	if err != nil {
		return err
	}
	v.Counts[dispatch.DeliveryWaiting], v.Counts[dispatch.DeliveryDead] = cv.Waiting, cv.Dead
	if c.Query("side", "out") == "in" {
		v.Received, v.Next, err = s.received(c.UserContext(), p, after, state == "refused")
	} else {
		v.Sent, v.Next, err = s.sentUp(c.UserContext(), p, after, state)
	}
	if err != nil {
		return err
	}
	return c.JSON(v)
}

const (
	exchangePage = 50
	exchangeScan = 5_000 // how far one request looks back
)

// received lists what came in, newest first.
func (s *server) received(ctx context.Context, p platform, after string, refused bool) (out []ExchangedLine, next string, err error) {
	out = []ExchangedLine{}
	for scanned := 0; scanned < exchangeScan; {
		rs, err := s.store.Records(ctx, dispatch.KindExchanged, after, 200)
		if err != nil || len(rs) == 0 {
			return out, "", err
		}
		for _, r := range rs {
			var l ExchangedLine
			if err := json.Unmarshal(r.Body, &l); err != nil {
				return out, "", err
			}
			scanned, after = scanned+1, r.ID
			if l.Platform != p.code() || (refused && l.Refused == "") {
				continue
			}
			if out = append(out, l); len(out) == exchangePage {
				return out, after, nil
			}
		}
	}
	return out, after, nil
}

// sentUp lists what went up, newest first.
func (s *server) sentUp(ctx context.Context, p platform, after string, state dispatch.DeliveryState) ([]sentView, string, error) {
	ds, next, err := s.store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: p.ID, State: state}, dispatch.Page{Limit: exchangePage, After: after})
	out := []sentView{}
	for _, d := range ds {
		n := d.Frame.Notice
		out = append(out, sentView{ID: d.ID, Platform: p.code(), Milestone: n.Kind, No: n.Text, Ticket: n.No, At: n.At, State: d.State, Reason: d.Reason,
			Attempts: d.Attempts, Due: d.Due, Last: sendingViewOf(d.Last)})
	}
	return out, next, err
}

// reconcileView is what the last comparison with a platform found (对账).
type reconcileView struct {
	Platform    string           `json:"platform"`
	At          *time.Time       `json:"at,omitempty"`
	Since       *time.Time       `json:"since,omitempty"`
	By          string           `json:"by,omitempty"`
	Theirs      int              `json:"theirs"`
	Ours        int              `json:"ours"`
	Differences []differenceView `json:"differences"`
}

// differenceView is a difference; Waiting tells that what would mend it is still
// on its way.
type differenceView struct {
	exchange.Difference
	Waiting bool           `json:"waiting,omitempty"`
	State   dispatch.State `json:"state,omitempty"`
}

type reconcileForm struct {
	Platform string `json:"platform" need:"true"`
	Since    string `json:"since"` // a day or a time; else thirty days back
}

const (
	reconcileSpan = 30 * 24 * time.Hour
	askMost       = 50 // tickets that one comparison asks for by their numbers
)

// getReconcile gives what the last comparison found.
func (s *server) getReconcile(c *fiber.Ctx) error {
	p, err := s.platform(c.UserContext(), c.Query("platform"))
	if err != nil {
		return err
	}
	v, _, err := load[reconcileView](c.UserContext(), s.store, dispatch.KindReconcile, p.code())
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		v, err = reconcileView{Platform: p.code(), Differences: []differenceView{}}, nil
	}
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// reconcile asks the platform what it has and compares (对账).
func (s *server) reconcile(c *fiber.Ctx) error {
	f, err := decode[reconcileForm](c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	p, err := s.platform(ctx, f.Platform)
	if err != nil {
		return err
	}
	since, err := moment("since", f.Since)
	if err != nil {
		return err
	}
	v, err := s.compare(ctx, p, since, actorOf(c))
	if err != nil {
		return err
	}
	return c.JSON(v)
}

// compare asks the platform what it has, compares and keeps what was found.
func (s *server) compare(ctx context.Context, p platform, since time.Time, by dispatch.Actor) (v reconcileView, err error) {
	now := s.now().UTC()
	if since.IsZero() {
		since = now.Add(-reconcileSpan)
	}
	theirs, err := s.Exchange.List(ctx, p.code(), p.endpoint, since.Add(-24*time.Hour))
	if err != nil {
		return v, err
	}
	v = reconcileView{Platform: p.code(), At: &now, Since: &since, By: by.ID, Theirs: len(theirs)}
	if v.Differences, v.Ours, err = s.differences(ctx, p, theirs, since); err != nil {
		return v, err
	}
	body, err := json.Marshal(v)
	if err != nil {
		return v, err
	}
	if err := s.putOver(ctx, dispatch.Record{Kind: dispatch.KindReconcile, ID: p.code(), Body: body, At: now}); err != nil {
		return v, err
	}
	s.audit(ctx, by, "exchange_reconciled", p.code(), "")
	return v, nil
}

// putOver writes a record in the place of what is there.
func (s *server) putOver(ctx context.Context, r dispatch.Record) error {
	for {
		known, err := s.store.Record(ctx, r.Kind, r.ID)
		if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
			return err
		}
		r.Version = known.Version
		if _, err = s.store.PutRecord(ctx, r); err == nil || (dispatch.CodeOf(err) != dispatch.Conflict && dispatch.CodeOf(err) != dispatch.Exists) {
			return err
		}
	}
}

// differences compares with what is here. What came before the span is looked at
// only to know it again.
func (s *server) differences(ctx context.Context, p platform, theirs []exchange.Theirs, since time.Time) (out []differenceView, n int, err error) {
	var ours []exchange.Ours
	states := map[string]dispatch.State{}
	err = s.store.Each(ctx, dispatch.Filter{From: since.Add(-48 * time.Hour)}, func(t dispatch.Ticket) error {
		if t.Upstream != nil && t.Upstream.Platform == p.code() {
			ours = append(ours, exchange.Ours{No: t.Upstream.No, Ticket: t.No, Open: t.State.Open() || t.State == dispatch.StateMerged, At: t.RegisteredAt})
			states[t.No] = t.State
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	out = []differenceView{}
	asked := 0
	for _, d := range exchange.Compare(theirs, ours) {
		if d.At.Before(since) && (d.Kind == exchange.MissingHere || d.Kind == exchange.MissingThere) {
			continue
		}
		if d.Kind == exchange.MissingThere && asked < askMost { // one that came late stands in an older list
			asked++
			has, err := s.Exchange.Has(ctx, p.code(), p.endpoint, d.No)
			if err != nil {
				return nil, 0, err
			}
			if has {
				continue
			}
		}
		v := differenceView{Difference: d, State: states[d.Ticket]}
		if d.Ticket != "" {
			waiting, _, err := s.store.Deliveries(ctx, dispatch.DeliveryFilter{Channel: p.ID, No: d.Ticket, State: dispatch.DeliveryWaiting}, dispatch.Page{Limit: 1})
			if err != nil {
				return nil, 0, err
			}
			v.Waiting = len(waiting) > 0
		}
		out = append(out, v)
	}
	return out, len(ours), nil
}
