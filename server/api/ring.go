package api

import (
	"slices"
	"time"

	"hotline/notify"
	"hotline/server/phone"
)

// ringing says that a call came to the desk, or changed there. It names the call
// only, so that nothing of the caller passes a line that others could read.
type ringing struct {
	Type string      `json:"type" words:"call"`
	Call ringingCall `json:"call"`
	// Rung is for long polls: where the next one begins.
	Rung int64 `json:"rung"`
}

type ringingCall struct {
	ID    string          `json:"id"` // "": another took the seat
	State phone.CallState `json:"state,omitempty"`
}

// ring tells the consoles of some people, and no others, of a call (来电弹屏).
func (s *Sockets) ring(users []string, n notify.CallNews) {
	r := ringing{"call", ringingCall{n.ID, phone.CallState(n.State)}, n.At.UnixMilli()}
	m := sayingOf("call", r)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range users {
		s.rung[u] = r
		for k := range s.seats[u] {
			select {
			case k.calls <- m:
			default: // it does not read; when it does, the older ones make it ask too
			}
		}
	}
}

// rungLife is how long a poll that was not there hears of a call.
const rungLife = 2 * time.Minute

// rungFor is the last call of a person's desk behind the one a poll knows, which
// it may have missed between two questions; nil: none.
func (s *Sockets) rungFor(user string, known int64) *ringing {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.rung[user]
	if !ok || r.Rung <= known || s.service.Now().Sub(time.UnixMilli(r.Rung)) > rungLife {
		return nil
	}
	return &r
}

// tellsOfRights tells whether a batch of what servers tell one another is not of
// calls alone.
func tellsOfRights(b notify.Batch) bool {
	return b.Resync || slices.ContainsFunc(b.Frames, func(f notify.Frame) bool { _, call := f.Call(); return !call })
}
