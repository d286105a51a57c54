package dispatch

import (
	"encoding/json"
	"time"

	"hotline/sla"
)

// Account is what reports need of a ticket (考核要素), and nothing that anybody
// said. A store keeps it beside the ticket, so that a month is read without
// reading the tickets.
type Account struct {
	Records []sla.Record `json:"records,omitempty"`
	Letters []Sent       `json:"letters,omitempty"`
	Caller  string       `json:"caller,omitempty"` // Contact.PhoneHash; empty of anonymous callers

	// What the signals look at besides: nothing of it is scored.
	Limit    sla.Limit         `json:"limit,omitzero"` // of the lead's acceptance
	Calls    []sla.Call        `json:"calls,omitempty"`
	GaveBack []sla.ReturnAsked `json:"gave_back,omitempty"`
	// At is when the ticket last changed in anything that it says, or later: since
	// then it says what it said.
	At time.Time `json:"at,omitzero"`
}

// Sent is a letter that went out (督办文书).
type Sent struct {
	Unit     string     `json:"unit"`
	Kind     LetterKind `json:"kind"`
	At       time.Time  `json:"at"`
	Answered time.Time  `json:"answered,omitzero"` // or nobody waits for it any more
}

// Account is what reports need of the ticket.
func (t Ticket) Account() Account {
	a := Account{Records: t.Records()}
	if !t.Contact.Anonymous {
		a.Caller = t.Contact.PhoneHash
	}
	if c, ok := t.firstClock(sla.AcceptClock, t.Lead); ok {
		a.Limit = c.Limit
	}
	for _, x := range t.Attempts {
		a.Calls = append(a.Calls, sla.Call{At: x.At, Phone: x.Method == "phone", Reached: x.Reached})
	}
	for _, r := range t.Returns {
		g := sla.ReturnAsked{Unit: r.Unit, At: r.Asked}
		if c, ok := t.firstClock(sla.ResolveClock, r.Unit); ok {
			g.Start, g.Due = c.Start, c.Due
		}
		a.GaveBack = append(a.GaveBack, g)
	}
	for _, l := range t.Letters {
		if l.Withdrawn {
			continue
		}
		s := Sent{Unit: l.Unit, Kind: l.Kind, At: l.At, Answered: l.AnsweredAt}
		if s.Answered.IsZero() {
			s.Answered = l.ClosedAt
		}
		a.Letters = append(a.Letters, s)
	}
	return a
}

func (t Ticket) firstClock(kind sla.ClockKind, unit string) (sla.Clock, bool) {
	for _, c := range t.Clocks {
		if c.Kind == kind && c.Unit == unit {
			return c, true
		}
	}
	return sla.Clock{}, false
}

// Trace is what the signals of a month look at in an account that counts: how the
// lead took it on, contacted and answered, and who gave it back.
func (a Account) Trace() sla.Trace {
	r := a.Records[0]
	t := sla.Trace{No: r.No, Category: r.Category, Caller: a.Caller, Registered: r.Registered, AcceptLimit: a.Limit, Calls: a.Calls, GaveBack: a.GaveBack}
	if r.Dispatched.IsZero() { // given back, and with nobody now
		return t
	}
	t.Unit, t.Closed, t.Replied, t.Accept = r.Unit, r.Closed, r.RepliedAt, r.Accept
	t.CallbackAt, t.Contacted, t.Satisfied, t.Resolved = r.CallbackAt, r.Contacted, r.Satisfied, r.Resolved
	return t
}

// Until is the last instant anything in it counts for: no period that begins
// later is any different for it.
func (a Account) Until() time.Time {
	var last time.Time
	for i := range a.Records {
		last = later(last, a.Records[i].Until())
	}
	for _, l := range a.Letters {
		last = later(later(last, l.At), l.Answered)
	}
	return last
}

// In tells whether it counts in a period: registered before to, and counting
// from from on.
func (a Account) In(from, to time.Time) bool {
	if len(a.Records) == 0 || !a.Records[0].Registered.Before(to) {
		return false
	}
	return !a.Until().Before(from)
}

// ReadAccount reads a stored account, or makes it of the whole ticket where the
// store has none yet.
func ReadAccount(account, ticket []byte) (Account, error) {
	var a Account
	if account != nil {
		return a, json.Unmarshal(account, &a)
	}
	var t Ticket
	err := json.Unmarshal(ticket, &t)
	a = t.Account()
	a.At = t.UpdatedAt
	return a, err
}
