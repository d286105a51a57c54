package dispatch

import (
	"time"

	"hotline/sla"
)

// LateRating is how long after the end a bad rating makes the ticket a candidate
// for reopening (评价不满意待处理).
const LateRating = 7 * 24 * time.Hour

// rate takes the citizen's own two answers (评价), once for each answer of the
// unit. While the ticket waits for its call a good rating closes it; a bad one
// brings it to the top of the call list, and a person decides.
func (r Rules) rate(t Ticket, a Action, now time.Time) ([]draft, error) {
	if t.Rated() {
		return nil, Errorf(Conflict, "rated_before")
	}
	if err := optional("comment", a.Text); err != nil {
		return nil, err
	}
	d := Data{Resolved: a.Resolved, Satisfied: a.Satisfied, Text: a.Text}
	switch good := a.Resolved && a.Satisfied; {
	case t.State == StateReviewed && good:
		d.Clocks = t.change(openOf(sla.CallbackClock), r.meet(now))
		return []draft{{Rated, d}, {Closed, Data{Reason: "rated"}}}, nil
	case t.State == StateClosed && !good && now.Sub(t.ClosedAt) <= LateRating:
		d.Yes = true // to be looked at
	}
	return []draft{{Rated, d}}, nil
}

// keepClosed settles a bad rating that came after the end: the ticket stays
// closed (维持办结), and the reason says why.
func keepClosed(t Ticket, a Action) ([]draft, error) {
	if !t.reopenAsked() {
		return nil, Errorf(Conflict, "rating_settled")
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	return []draft{{KeptClosed, Data{Reason: a.Reason}}}, nil
}

// Rated tells whether the citizen has rated the answer that stands.
func (t Ticket) Rated() bool { return t.Rating != nil && t.Rating.Round == t.Redo }

// Unhappy tells whether the citizen waits for the call with a bad rating.
func (t Ticket) Unhappy() bool {
	return t.State == StateReviewed && t.Rated() && !(t.Rating.Resolved && t.Rating.Satisfied)
}

// reopenAsked tells whether a bad rating after the end waits to be looked at.
func (t Ticket) reopenAsked() bool {
	return t.State == StateClosed && t.Rated() && t.Rating.Waiting
}

// rated folds a rating, and what became of a late one.
func (t *Ticket) rated(e Event) {
	d := e.Data
	if e.Kind == KeptClosed {
		r := *t.Rating
		r.Waiting = false
		t.Rating = &r
		return
	}
	t.Rating = &Rating{At: e.At, Round: t.Redo, Resolved: d.Resolved, Satisfied: d.Satisfied, Text: d.Text, Waiting: d.Yes}
}
