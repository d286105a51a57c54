// Package insight finds what many people raise (热点): it groups the tickets of a
// window into issues, names them, compares them with the time before, and
// counts where and when demands come. It works on values alone and reads no
// clock.
package insight

import (
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// Item is a ticket as this package looks at it.
type Item struct {
	No       string
	Title    string
	Text     string
	At       time.Time
	Category string
	Town     string
	Address  string
	Unit     string   // that leads
	Helpers  []string // that help it
	Caller   string   // the keyed hash of the caller; "" when unknown
	Votes    int      // net votes of other citizens, where the source counts them
	State    dispatch.State
	Master   string // the ticket it was merged into
	Sealed   bool   // never quoted and never the title

	Accepted, Contacted, Resolved, Late bool
}

// ItemOf is a ticket as an item. A report or a confidential ticket is counted,
// and nobody reads its words here.
func ItemOf(t dispatch.Ticket) Item {
	it := Item{
		No: t.No, Title: t.OpenTitle(), Text: t.Text, At: t.RegisteredAt, Category: t.Category, Town: t.Place.Town, Address: t.Place.Address,
		Unit: t.Lead, Helpers: t.CoUnits, Caller: t.Contact.PhoneHash, State: t.State, Master: t.MergedInto,
		Sealed: t.IsSealed(),
	}
	if u := t.Upstream; u != nil {
		it.Votes = u.Up - u.Down
	}
	for _, c := range t.Clocks {
		switch met := !c.Waived && !c.MetAt.IsZero(); c.Kind {
		case sla.AcceptClock:
			it.Accepted = it.Accepted || met
		case sla.ContactClock:
			it.Contacted = it.Contacted || met
		case sla.ResolveClock:
			it.Resolved = it.Resolved || met
		}
		it.Late = it.Late || c.Unit != "" && c.Overdue && c.Open()
	}
	return it
}
