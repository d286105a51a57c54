package api

import (
	"context"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/phone"
)

// callView is a call as the hotline's people see it; the number is masked.
type callView struct {
	ID         string          `json:"id"`
	State      phone.CallState `json:"state"`
	Out        bool            `json:"out,omitempty"`
	Number     string          `json:"number,omitempty"`
	Line       string          `json:"line,omitempty"`
	Queue      string          `json:"queue,omitempty"`
	StartedAt  time.Time       `json:"started_at"`
	AnsweredAt *time.Time      `json:"answered_at,omitempty"`
	EndedAt    *time.Time      `json:"ended_at,omitempty"`
	WaitS      int             `json:"wait_s"`
	TalkS      int             `json:"talk_s"`
	Extension  string          `json:"extension,omitempty"`
	Agent      string          `json:"agent,omitempty"`
	Transfers  int             `json:"transfers,omitempty"`
	Recorded   bool            `json:"recorded,omitempty"`
	Tickets    []string        `json:"tickets,omitempty"`
}

func (s *server) callView(ctx context.Context, d callDoc, names map[string]string) callView {
	v := callView{ID: d.ID, State: d.State(), Out: d.Out, Number: maskedNumber(d.Number.Text), Line: d.Line.Text, Queue: d.Queue.Text, StartedAt: d.Started,
		AnsweredAt: instant(d.AnsweredAt()), EndedAt: instant(d.Ended), WaitS: int(d.Wait().Seconds()), TalkS: int(d.Talk().Seconds()),
		Recorded: d.Recording.Text != "", Transfers: d.Transfers(), Tickets: s.openTickets(ctx, d.Tickets)}
	if _, ok := dispatch.NormalPhone(v.Line); ok && d.Out {
		v.Line = ""
	}
	if leg, ok := d.Desk(); ok {
		v.Extension = leg.Extension
		if leg.User != "" {
			if _, known := names[leg.User]; !known {
				names[leg.User] = s.userName(ctx, leg.User)
			}
			v.Agent = names[leg.User]
		}
	}
	return v
}

// openTickets leaves out those that must not be found by a number.
func (s *server) openTickets(ctx context.Context, nos []string) []string {
	return slices.DeleteFunc(slices.Clone(nos), func(no string) bool {
		t, err := s.store.Ticket(ctx, no)
		return err != nil || t.IsSealed()
	})
}

// currentView is what the desk shows of the call that rings or is talked there.
type currentView struct {
	Extension string       `json:"extension"`
	Call      *currentCall `json:"call"`
}

type currentCall struct {
	callView
	FullNumber string    `json:"full_number,omitempty"` // the telephone shows it too
	Now        time.Time `json:"now"`
}

// wrapUp is how long a call that ended is still the one of the desk.
const wrapUp = 30 * time.Minute

// currentCallOf is GET /calls/current (当前来电): of the asker's own extension.
func (s *server) currentCallOf(c *fiber.Ctx) error {
	ctx := c.UserContext()
	at, err := s.seatOf(ctx, actorOf(c).ID)
	if err != nil {
		return err
	}
	v := currentView{Extension: at.Extension}
	for _, id := range at.known() {
		d, err := s.loadCall(ctx, id)
		if isNotFound(err) {
			continue
		}
		if err != nil {
			return err
		}
		now := s.now().UTC()
		desk, answered := d.Desk()
		here := d.State().Live() && (!answered || desk.Extension == at.Extension) // not passed on
		if !at.shows(d.Call, now) || v.Call != nil && !here {
			continue
		}
		v.Call = &currentCall{s.callView(ctx, d, map[string]string{}), d.Number.Text, now}
		if here {
			break // it goes before one that ended, and the newer before the older
		}
	}
	return c.JSON(v)
}

// longestCall is how long a call is taken to go on whose end nobody told.
const longestCall = 4 * time.Hour

// shows tells whether the call is one of the desk: it rings or is talked there, or
// ended a moment ago.
func (at seatDoc) shows(c phone.Call, now time.Time) bool {
	if c.State() == phone.Rings && now.Sub(c.Rang[len(c.Rang)-1].At) > phone.LongestRing {
		return false
	}
	return at.had(c) && c.RingsAt(at.Extension) && (c.Ended.IsZero() || now.Sub(c.Ended) < wrapUp) && now.Sub(c.Started) < longestCall
}

// had tells whether the call came to the extension while who sits there did.
func (at seatDoc) had(c phone.Call) bool {
	return slices.ContainsFunc(slices.Concat(c.Rang, c.Answers), func(l phone.Leg) bool { return l.Extension == at.Extension && at.satAt(l.At) })
}

// satAt tells whether who sits there did so at a time, as far as the clocks of the
// telephone system and of the hotline agree.
func (at seatDoc) satAt(t time.Time) bool {
	return at.User != "" && !t.Before(at.Since.Add(-clockSkew))
}

// listCalls is GET /calls?day= (通话记录), newest first.
func (s *server) listCalls(c *fiber.Ctx) error {
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	q := map[string]string{}
	for _, name := range []string{"day", "state", "extension"} {
		if q[name], err = query(c, name, 40); err != nil {
			return err
		}
	}
	if q["state"] != "" && !slices.Contains(phone.States, phone.CallState(q["state"])) {
		return dispatch.FieldError("state", "unknown_value")
	}
	from, to := time.Time{}, s.now().Add(time.Hour)
	if q["day"] != "" {
		if from, err = moment("day", q["day"]); err != nil {
			return err
		}
		to = from.AddDate(0, 0, 1)
	}
	items, next := []callView{}, ""
	names := map[string]string{}
	err = eachCall(c.UserContext(), s.store, from, to, p.After, func(r dispatch.Record) (bool, error) {
		d, err := s.readCall(r)
		if err != nil || q["state"] != "" && d.State() != phone.CallState(q["state"]) || q["extension"] != "" && !slices.Contains(d.Extensions(), q["extension"]) {
			return true, err
		}
		if len(items) == p.Limit {
			next = items[len(items)-1].ID
			return false, nil
		}
		items = append(items, s.callView(c.UserContext(), d, names))
		return true, nil
	})
	if err != nil {
		return err
	}
	return c.JSON(page(items, next))
}

// eachCall hands over the calls heard of from from on and before to, newest
// first, behind the one named, until fn has enough.
func eachCall(ctx context.Context, st dispatch.Store, from, to time.Time, after string, fn func(dispatch.Record) (more bool, err error)) error {
	first, last := descending(to)+"-~", "~"
	if !from.IsZero() {
		last = descending(from) + "-~"
	}
	for after = max(after, first); ; {
		rs, err := st.Records(ctx, dispatch.KindCall, after, 500)
		if err != nil || len(rs) == 0 {
			return err
		}
		for _, r := range rs {
			if r.ID > last {
				return nil
			}
			if more, err := fn(r); err != nil || !more {
				return err
			}
			after = r.ID
		}
	}
}

// ticketCalls is GET /tickets/{no}/calls: the call it was registered in, and
// those of the same number.
func (s *server) ticketCalls(c *fiber.Ctx) error {
	no, err := ticketNo(c)
	if err != nil {
		return err
	}
	ctx, by := c.UserContext(), actorOf(c)
	t, err := s.store.Ticket(ctx, no)
	if err != nil {
		return err
	}
	if !dispatch.CanSee(t, by) {
		return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	v := itemsView[callView]{Items: []callView{}}
	if dispatch.Sealed(t, by) {
		return c.JSON(v)
	}
	var list []callDoc
	if t.Contact.PhoneHash != "" {
		if list, err = s.callsOfNumber(ctx, t.Contact.PhoneHash, 20); err != nil {
			return err
		}
	}
	if t.CallID != "" && !slices.ContainsFunc(list, func(d callDoc) bool { return d.ID == t.CallID }) {
		switch d, err := s.callOf(ctx, t.CallID); {
		case err == nil && !slices.ContainsFunc(list, func(o callDoc) bool { return o.ID == d.ID }):
			list = append([]callDoc{d}, list...)
		case err != nil && !isNotFound(err):
			return err
		}
	}
	names := map[string]string{}
	for _, d := range list {
		v.Items = append(v.Items, s.callView(ctx, d, names))
	}
	return c.JSON(v)
}

// noteTicket writes on a call which ticket was registered in it. What came of the
// registration stands, so a failure is the operator's to know.
func (s *server) noteTicket(ctx context.Context, t dispatch.Ticket) {
	if t.CallID == "" {
		return
	}
	d, err := s.callOf(ctx, t.CallID)
	if err == nil {
		_, err = amend(ctx, s, dispatch.KindCall, d.ID, s.Phone.keep(), func(d callDoc, found bool) (callDoc, bool, error) {
			known := slices.Contains(d.Tickets, t.No)
			d.Tickets = append(d.Tickets, t.No)
			return d, found && !known, nil
		})
	}
	if err != nil && !isNotFound(err) {
		s.Log.Error("note a ticket on its call", "ticket", t.No, "err", err)
	}
}
