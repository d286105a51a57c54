package phone

import (
	"errors"
	"slices"
	"time"
)

// Missed is a number that is to be called back (漏接电话回拨): all its missed calls
// until somebody talked to it. It holds no number: the server keeps that sealed.
type Missed struct {
	ID       string     `json:"id"`
	First    time.Time  `json:"first"`
	Last     time.Time  `json:"last"`
	Due      time.Time  `json:"due"`
	Calls    []string   `json:"calls"` // the newest ones, oldest first
	Times    int        `json:"times"`
	Queue    string     `json:"queue,omitempty"`
	Claimed  string     `json:"claimed,omitempty"` // who calls back now
	Name     string     `json:"name,omitempty"`    // of that person
	Until    time.Time  `json:"until,omitzero"`    // the claim holds
	Attempts []Attempt  `json:"attempts,omitempty"`
	Settled  time.Time  `json:"settled,omitzero"`
	How      Settlement `json:"how,omitempty"`
}

// Attempt is one try to call back.
type Attempt struct {
	At   time.Time `json:"at"`
	User string    `json:"user"`
	Note string    `json:"note,omitempty"`
}

// Settlement is how a call-back was settled.
type Settlement string

// The outcomes.
const (
	CalledBack  Settlement = "called_back" // 已回拨
	CalledAgain Settlement = "called_in"   // 群众再次来电并已接听
	NotReached  Settlement = "unreached"   // 多次未接通
)

// Outcomes lists all.
var Outcomes = []Settlement{CalledBack, CalledAgain, NotReached}

// The rules of calling back.
const (
	ClaimHolds  = 15 * time.Minute // then another may
	MostTries   = 3
	keptCalls   = 20
	keptAttempt = 10
)

// The faults of what somebody does to a call-back.
var (
	ErrClaimed = errors.New("somebody else calls back")
	ErrSettled = errors.New("settled already")
	ErrNotMine = errors.New("not claimed by this person")
)

// Open tells whether the number still waits for a call.
func (m Missed) Open() bool { return m.Settled.IsZero() }

// Add counts a missed call. One that comes when the number was settled begins
// anew, a repeated one or one from before the settling changes nothing.
func (m Missed) Add(id, call, queue string, at time.Time, within time.Duration) (Missed, bool) {
	if slices.Contains(m.Calls, call) || (!m.Open() && !at.After(m.Settled)) {
		return m, false
	}
	if !m.Open() || m.Times == 0 {
		m = Missed{ID: id, First: at, Due: at.Add(within), Calls: m.Calls}
	}
	m.Calls = append(slices.Clone(m.Calls), call)
	m.Calls = m.Calls[max(0, len(m.Calls)-keptCalls):]
	m.Times++
	if at.Before(m.First) {
		m.First, m.Due = at, at.Add(within)
	}
	if !at.Before(m.Last) {
		m.Last, m.Queue = at, queue
	}
	return m, true
}

// holder is who has claimed it, while the claim holds.
func (m Missed) holder(now time.Time) string {
	if m.Claimed == "" || !now.Before(m.Until) {
		return ""
	}
	return m.Claimed
}

// Held is m without a claim that has run out.
func (m Missed) Held(now time.Time) Missed {
	if m.holder(now) == "" {
		m.Claimed, m.Name, m.Until = "", "", time.Time{}
	}
	return m
}

// Claim takes the call-back, so that no two call.
func (m Missed) Claim(user, name string, now time.Time) (Missed, error) {
	switch h := m.holder(now); {
	case !m.Open():
		return m, ErrSettled
	case h != "" && h != user:
		return m, ErrClaimed
	}
	m.Claimed, m.Name, m.Until = user, name, now.Add(ClaimHolds)
	return m, nil
}

// Release gives it back.
func (m Missed) Release(user string, now time.Time) (Missed, error) {
	if m.holder(now) != user {
		return m, ErrNotMine
	}
	m.Claimed = ""
	return m.Held(now), nil
}

// Done records the try of who has claimed it. After a few in vain it is settled
// too.
func (m Missed) Done(user string, reached bool, note string, now time.Time) (Missed, error) {
	switch {
	case !m.Open():
		return m, ErrSettled
	case m.Claimed != user: // a claim that ran out while they talked still holds if nobody took it
		return m, ErrNotMine
	}
	m.Attempts = append(slices.Clone(m.Attempts), Attempt{now, user, note})
	m.Attempts = m.Attempts[max(0, len(m.Attempts)-keptAttempt):]
	m.Claimed = ""
	m = m.Held(now)
	switch {
	case reached:
		m.Settled, m.How = now, CalledBack
	case len(m.Attempts) >= MostTries:
		m.Settled, m.How = now, NotReached
	}
	return m, nil
}

// Answered settles it by a call of the number that somebody answered later.
func (m Missed) Answered(at time.Time, out bool) (Missed, bool) {
	if !m.Open() || at.Before(m.Last) {
		return m, false
	}
	m.Claimed = ""
	m = m.Held(at)
	m.Settled, m.How = at, CalledAgain
	if out {
		m.How = CalledBack
	}
	return m, true
}
