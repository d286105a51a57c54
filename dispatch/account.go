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
	Caller  string       `json:"caller,omitempty"` // Contact.PhoneHash
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
	a := Account{Records: t.Records(), Caller: t.Contact.PhoneHash}
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
