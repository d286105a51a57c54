package dispatch

import "time"

// Published tells whether everybody may see the matter (公开), without who said
// it: its citizen agreed, nothing about it is sealed and nobody must stay away
// from it.
func (t Ticket) Published() bool { return t.Contact.Public && !t.apart() }

// publicQueues are by which published tickets are found: the day they came in, and
// the day something happened to them last. A list of some days is as cheap as
// those days are quiet, however many tickets there are.
func (t Ticket) publicQueues() []string {
	if !t.Published() {
		return nil
	}
	return []string{PublicDay(t.RegisteredAt), MovedDay(t.UpdatedAt)}
}

// PublicDay names the queue of what was published of a local day.
func PublicDay(at time.Time) string { return "public/" + Day(at) }

// MovedDay names the queue of the published tickets whose last event fell on a
// local day.
func MovedDay(at time.Time) string { return "public/moved/" + Day(at) }
