package api

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/phone"
	"hotline/sla"
)

// keptDay are the figures of a day that is over, so that a month of a big city is
// not counted call by call each time, and a year outlasts its calls. Events that
// come later make it stale.
type keptDay struct {
	Hours phone.Hours `json:"hours"`
	Stale bool        `json:"stale,omitempty"`
}

const (
	daySettles = 6 * time.Hour // after its end, nearly all that is told of a day was told
	dayKeep    = 800 * 24 * time.Hour
)

func settled(day, now time.Time) bool { return !now.Before(day.AddDate(0, 0, 1).Add(daySettles)) }

// CountCalls gives the figures of whole local days from from on (话务指标).
func CountCalls(ctx context.Context, st dispatch.Store, from time.Time, days int, now time.Time) (phone.Figures, error) {
	from = midnight(from)
	all := make([]phone.Hours, days)
	for d := range all {
		var err error
		if all[d], err = dayOfCalls(ctx, st, from.AddDate(0, 0, d), now); err != nil {
			return phone.Figures{}, err
		}
	}
	return phone.Sum(from, all), nil
}

// midnight is the begin of a moment's day.
func midnight(at time.Time) time.Time {
	at = at.In(sla.Zone)
	return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, sla.Zone)
}

// dayOfCalls takes the figures of a day from where they are kept, or counts them.
// It keeps what it counted unless an event came meanwhile.
func dayOfCalls(ctx context.Context, st dispatch.Store, day, now time.Time) (phone.Hours, error) {
	if day.After(now) {
		return phone.Hours{}, nil
	}
	id := day.Format(time.DateOnly)
	kept, version, err := load[keptDay](ctx, st, dispatch.KindCallDay, id)
	if err != nil && !isNotFound(err) {
		return phone.Hours{}, err
	}
	if err == nil && !kept.Stale {
		return kept.Hours, nil
	}
	hours, err := phone.CountDay(day, now, func(count func(phone.Call)) error {
		// A call is filed by what was heard of it first, which may have been its end.
		return eachCall(ctx, st, day, day.AddDate(0, 0, 1).Add(daySettles), "", func(r dispatch.Record) (bool, error) {
			var d callDoc
			err := json.Unmarshal(r.Body, &d)
			count(d.Call)
			return true, err
		})
	})
	if err != nil || !settled(day, now) {
		return hours, err
	}
	body, err := json.Marshal(keptDay{Hours: hours})
	if err != nil {
		return hours, err
	}
	_, err = st.PutRecord(ctx, dispatch.Record{Kind: dispatch.KindCallDay, ID: id, Version: version, Body: body, At: now, Expires: now.Add(dayKeep)})
	if c := dispatch.CodeOf(err); c == dispatch.Conflict || c == dispatch.Exists {
		err = nil // an event came, or somebody else counted
	}
	return hours, err
}

// recount has the days counted anew on which a call changed that was over.
func (s *server) recount(ctx context.Context, calls ...phone.Call) error {
	for _, c := range calls {
		day := midnight(c.Started)
		if c.Started.IsZero() || !settled(day, s.now()) {
			continue
		}
		_, err := amend(ctx, s, dispatch.KindCallDay, day.Format(time.DateOnly), dayKeep, func(keptDay, bool) (keptDay, bool, error) {
			return keptDay{Stale: true}, true, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// boardCalls are the telephone's figures on the board; nil where no telephone
// system tells of calls.
type boardCalls struct {
	Today     figureRow `json:"today"`
	Yesterday figureRow `json:"yesterday"`
	Target    float64   `json:"target"`
	Prompt    float64   `json:"prompt_target"`
	Waiting   int       `json:"to_call_back"`
}

// boardCallsFresh is how long they are shown before the day is counted again.
const boardCallsFresh = 15 * time.Second

// callsNow remembers them.
type callsNow struct {
	mu   sync.Mutex
	at   time.Time
	last *boardCalls
}

func (s *server) boardCalls(ctx context.Context, now time.Time) (*boardCalls, error) {
	m := &s.callsNow
	m.mu.Lock()
	defer m.mu.Unlock()
	if age := now.Sub(m.at); !m.at.IsZero() && age >= 0 && age < boardCallsFresh {
		return m.last, nil
	}
	f, err := CountCalls(ctx, s.store, now.AddDate(0, 0, -1), 2, now)
	if err != nil {
		return nil, err
	}
	waiting, err := s.missedOpen(ctx)
	if err != nil {
		return nil, err
	}
	m.at, m.last = now, nil
	if f.Total.Offered+f.Total.Left+waiting > 0 {
		m.last = &boardCalls{figureRowOf(f.Days[1].Row), figureRowOf(f.Days[0].Row), phone.TargetAnswered * 100, phone.TargetPrompt * 100, waiting}
	}
	return m.last, nil
}
