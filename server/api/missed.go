package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/phone"
)

// missedDoc is a number to call back as it is stored.
type missedDoc struct {
	phone.Missed
	Sealed string `json:"sealed,omitempty"`
	Key    string `json:"key"`
}

// missedKeep is how long a call-back that was settled is remembered.
const missedKeep = 30 * 24 * time.Hour

func missedID(key string) string { return digest("missed/" + key)[:24] }

// MissedSeal is what the number of a call-back is bound to.
func MissedSeal(id string) string { return "missed/" + id }

// settleMissed keeps the list of those to call back in step with a call: one
// that nobody answered puts its number on it, one in which somebody talked to the
// citizen takes it off. That the agent's own telephone answered when the hotline
// calls is not that (phone.Call.TalkedAt).
func (s *server) settleMissed(ctx context.Context, d callDoc, missed bool) (changed bool, err error) {
	talked := d.TalkedAt()
	if d.Key == "" || !missed && talked.IsZero() {
		return false, nil
	}
	if missed {
		if later, err := s.answeredSince(ctx, d); err != nil || later {
			return false, err
		}
	}
	id := missedID(d.Key)
	_, err = amend(ctx, s, dispatch.KindMissed, id, missedKeep, func(m missedDoc, found bool) (missedDoc, bool, error) {
		if !missed {
			m.Missed, changed = m.Missed.Answered(talked, d.Out)
			return m, found && changed, nil
		}
		if m.Missed, changed = m.Missed.Add(id, d.ID, d.Queue.Text, d.Started, s.Phone.within()); !changed {
			return m, false, nil
		}
		m.Key = d.Key
		if m.Sealed != "" {
			return m, true, nil
		}
		var err error
		m.Sealed, err = s.Outlets.Seal(MissedSeal(id), d.Number.Text)
		return m, true, err
	})
	s.missedCount.forget()
	return changed, err
}

// answeredSince tells whether somebody talked to the number after the call: its
// events came late.
func (s *server) answeredSince(ctx context.Context, d callDoc) (bool, error) {
	calls, err := s.callsOfNumber(ctx, d.Key, 10)
	return slices.ContainsFunc(calls, func(o callDoc) bool { return o.ID != d.ID && o.TalkedAt().After(d.Started) }), err
}

// lostWithin is how long a call of which nobody told the end is looked at.
const lostWithin = 2 * time.Hour

// CallBackLost puts callers on the list whose call's end was never told (失联来电):
// their telephone rang, or they waited, longer than anybody does, and nothing was
// heard of it for a while. When an answer is told after all they leave it.
func CallBackLost(ctx context.Context, d Deps) (found int, err error) {
	s := &server{Deps: d, store: d.Service.Store}
	now := s.now()
	err = eachCall(ctx, s.store, now.Add(-lostWithin), now.Add(clockSkew), "", func(r dispatch.Record) (bool, error) {
		var c callDoc
		if err := json.Unmarshal(r.Body, &c); err != nil || now.Sub(r.At) <= phone.LongestRing || !c.Lost(now) {
			return true, err
		}
		c, err := s.readCall(r)
		if err != nil {
			return true, err
		}
		added, err := s.settleMissed(ctx, c, true)
		if added {
			found++
		}
		return true, err
	})
	return found, err
}

// missedCount remembers for a moment how many wait to be called back: every page
// asks.
type missedCount struct {
	mu sync.Mutex
	at time.Time
	n  int
}

func (m *missedCount) forget() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at = time.Time{}
}

func (s *server) missedOpen(ctx context.Context) (int, error) {
	now := s.now()
	m := &s.missedCount
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.at.IsZero() && now.Sub(m.at) < 5*time.Second && !now.Before(m.at) {
		return m.n, nil
	}
	n := 0
	err := s.eachMissed(ctx, func(d missedDoc) error {
		if d.Open() {
			n++
		}
		return nil
	})
	if err == nil {
		m.at, m.n = now, n
	}
	return n, err
}

func (s *server) eachMissed(ctx context.Context, fn func(missedDoc) error) error {
	return dispatch.EachRecord(ctx, s.store, dispatch.KindMissed, func(r dispatch.Record) error {
		var d missedDoc
		if err := json.Unmarshal(r.Body, &d); err != nil {
			return err
		}
		return fn(d)
	})
}

type missedView struct {
	ID       string           `json:"id"`
	Number   string           `json:"number"` // masked
	First    time.Time        `json:"first"`
	Last     time.Time        `json:"last"`
	Due      time.Time        `json:"due"`
	Times    int              `json:"times"`
	Queue    string           `json:"queue,omitempty"`
	Claimed  string           `json:"claimed_by,omitempty"`
	Name     string           `json:"claimed_name,omitempty"`
	Until    *time.Time       `json:"claimed_until,omitempty"`
	Mine     bool             `json:"mine,omitempty"`
	Tries    int              `json:"tries"`
	LastTry  *time.Time       `json:"last_try,omitempty"`
	Note     string           `json:"note,omitempty"` // of the last try
	Settled  *time.Time       `json:"settled,omitempty"`
	How      phone.Settlement `json:"how,omitempty"`
	Dialling string           `json:"full_number,omitempty"` // to who has claimed it
}

func (s *server) missedView(d missedDoc, by dispatch.Actor) (missedView, error) {
	m := d.Held(s.now())
	number := ""
	if err := s.Outlets.Open(MissedSeal(m.ID), d.Sealed, &number); err != nil {
		return missedView{}, err
	}
	v := missedView{ID: m.ID, Number: maskedNumber(number), First: m.First, Last: m.Last, Due: m.Due, Times: m.Times, Queue: m.Queue,
		Claimed: m.Claimed, Name: m.Name, Until: instant(m.Until), Mine: m.Claimed != "" && m.Claimed == by.ID, Tries: len(m.Attempts), Settled: instant(m.Settled), How: m.How}
	if v.Mine && m.Open() {
		v.Dialling = number
	}
	if n := len(m.Attempts); n > 0 {
		v.LastTry, v.Note = instant(m.Attempts[n-1].At), m.Attempts[n-1].Note
	}
	return v, nil
}

// maskedNumber is a number as everybody may see it.
func maskedNumber(number string) string { return dispatch.Person{Phone: number}.Mask().Phone }

// instant is a time where there is one.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// place is where a call-back stands in its list: what is due first is on top, of
// those that are settled the newest.
func (d missedDoc) place() string {
	if d.Open() {
		return fmt.Sprintf("%016x-%s", d.Due.UnixMilli(), d.ID)
	}
	return descending(d.Settled) + "-" + d.ID
}

// listMissed is GET /calls/missed (待回拨), what is due first; ?settled=1 gives
// what was settled lately, newest first.
func (s *server) listMissed(c *fiber.Ctx) error {
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	settled := c.QueryBool("settled")
	var list []missedDoc
	err = s.eachMissed(c.UserContext(), func(d missedDoc) error {
		if d.Open() != settled && d.place() > p.After {
			list = append(list, d)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(list, func(a, b missedDoc) int { return strings.Compare(a.place(), b.place()) })
	items, next := []missedView{}, ""
	if len(list) > p.Limit {
		list = list[:p.Limit]
		next = list[p.Limit-1].place()
	}
	for _, d := range list {
		one, err := s.missedView(d, actorOf(c))
		if err != nil {
			return err
		}
		items = append(items, one)
	}
	return c.JSON(page(items, next))
}

type missedDone struct {
	Reached bool   `json:"reached"`
	Note    string `json:"note,omitempty"`
}

// claimMissed is POST /calls/missed/{id}/claim: who calls back is shown the
// number, which is on record.
func (s *server) claimMissed(c *fiber.Ctx) error {
	by := actorOf(c)
	err := s.changeMissed(c, func(m phone.Missed) (phone.Missed, error) { return m.Claim(by.ID, by.Name, s.now()) })
	if err == nil {
		s.saw(c.UserContext(), by, "", sawLookup, []string{"phone"}, "call_back")
	}
	return err
}

// releaseMissed is POST /calls/missed/{id}/release.
func (s *server) releaseMissed(c *fiber.Ctx) error {
	return s.changeMissed(c, func(m phone.Missed) (phone.Missed, error) { return m.Release(actorOf(c).ID, s.now()) })
}

// doneMissed is POST /calls/missed/{id}/done (回拨结果).
func (s *server) doneMissed(c *fiber.Ctx) error {
	f, err := decode[missedDone](c)
	if err != nil {
		return err
	}
	if err := dispatch.Plain("note", f.Note, 200); err != nil {
		return err
	}
	return s.changeMissed(c, func(m phone.Missed) (phone.Missed, error) { return m.Done(actorOf(c).ID, f.Reached, f.Note, s.now()) })
}

func (s *server) changeMissed(c *fiber.Ctx, fn func(phone.Missed) (phone.Missed, error)) error {
	d, err := amend(c.UserContext(), s, dispatch.KindMissed, c.Params("id"), missedKeep, func(d missedDoc, found bool) (missedDoc, bool, error) {
		if !found {
			return d, false, dispatch.Errorf(dispatch.NotFound, "call_unknown")
		}
		var err error
		d.Missed, err = fn(d.Missed)
		switch {
		case errors.Is(err, phone.ErrClaimed):
			err = dispatch.Errorf(dispatch.Conflict, "missed_claimed", d.Name)
		case errors.Is(err, phone.ErrSettled):
			err = dispatch.Errorf(dispatch.Conflict, "missed_settled")
		case errors.Is(err, phone.ErrNotMine):
			err = dispatch.Errorf(dispatch.Conflict, "missed_not_mine")
		}
		return d, true, err
	})
	if err != nil {
		return err
	}
	s.missedCount.forget()
	v, err := s.missedView(d, actorOf(c))
	if err != nil {
		return err
	}
	return c.JSON(v)
}
