package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Conference is a dispute conference (会商) on a difficult ticket: wanted, called
// or held. Its minutes are the dispatch.
type Conference struct {
	Reason   string    `json:"reason,omitempty"`
	CalledAt time.Time `json:"called_at,omitzero"`
	CalledBy string    `json:"called_by,omitempty"`
	At       time.Time `json:"at,omitzero"`
	Place    string    `json:"place,omitempty"`
	Units    []Invited `json:"units,omitempty"`
	Begun    bool      `json:"begun,omitempty"` // its hour has come

	HeldAt   time.Time   `json:"held_at,omitzero"`
	HeldBy   string      `json:"held_by,omitempty"`
	Minutes  string      `json:"minutes,omitempty"`
	Lead     string      `json:"lead,omitempty"`
	CoUnits  []string    `json:"co_units,omitempty"`
	Tasks    []Task      `json:"tasks,omitempty"`
	Due      time.Time   `json:"due,omitzero"`
	Attended []string    `json:"attended,omitempty"`
	Entry    *EntryDraft `json:"entry,omitempty"`
}

// Invited is a unit that is asked to come, and what it said.
type Invited struct {
	Unit   string `json:"unit"`
	Answer string `json:"answer,omitempty"` // yes, no
	Text   string `json:"text,omitempty"`
}

// The states of a conference.
const (
	ConferenceWanted = "needed"
	ConferenceCalled = "called"
	ConferenceHeld   = "held"
)

// PingPong is why a conference is needed without anybody asking: two units name
// each other (互相推诿).
const PingPong = "ping_pong"

// Bounds of a conference.
const (
	maxInvited = 20
	maxAhead   = 60 * 24 * time.Hour
	maxPlace   = 200
)

// State is how far the conference is; "" when there is none.
func (c *Conference) State() string {
	switch {
	case c == nil:
		return ""
	case !c.HeldAt.IsZero():
		return ConferenceHeld
	case !c.CalledAt.IsZero():
		return ConferenceCalled
	}
	return ConferenceWanted
}

// pending tells whether the conference has still to be held.
func (c *Conference) pending() bool {
	return c.State() == ConferenceWanted || c.State() == ConferenceCalled
}

// awaited tells whether the conference is called and its hour not come.
func (c *Conference) awaited() bool { return c.State() == ConferenceCalled && !c.Begun }

// Invites tells whether the unit is asked to come to a conference on the ticket,
// or was.
func (t Ticket) Invites(unit string) bool {
	return unit != "" && t.Conference != nil && slices.ContainsFunc(t.Conference.Units, func(i Invited) bool { return i.Unit == unit })
}

// meetingAt is when the hour of the conference comes; zero when none is awaited.
func (t Ticket) meetingAt() time.Time {
	if !t.Conference.awaited() || (t.State != StateRegistered && !t.State.WithUnit()) {
		return time.Time{}
	}
	return t.Conference.At
}

// conferenceQueues are the tickets whose owner a conference has to find, for the
// hotline, and the invitations for the units.
func (t Ticket) conferenceQueues() []string {
	if t.State != StateRegistered && !t.State.WithUnit() {
		return nil
	}
	var q []string
	if t.Conference.pending() || (t.Difficult && t.Conference == nil && !t.Designated) {
		q = append(q, "hotline/conference")
	}
	if t.Conference.State() == ConferenceCalled {
		for _, i := range t.Conference.Units {
			q = append(q, "unit:"+i.Unit+"/conference")
		}
	}
	return q
}

// conference decides on the actions around a conference.
func (r Rules) conference(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if a.Kind == DoConfer {
		return r.confer(t, a, now)
	}
	if t.Conference.State() != ConferenceCalled {
		return nil, Errorf(Conflict, "conference_none")
	}
	switch a.Kind {
	case DoAttend:
		return attend(t, a, by)
	case DoConclude:
		return r.conclude(t, a, now)
	default:
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
		return []draft{{ConferenceCancelled, Data{Reason: a.Reason, Clocks: r.resumeDispatch(t, now)}}}, nil
	}
}

// confer calls a conference: units, an hour and a place. The hotline's dispatch
// clock stands still until that hour.
func (r Rules) confer(t Ticket, a Action, now time.Time) ([]draft, error) {
	if t.Conference.State() == ConferenceCalled {
		return nil, Errorf(Conflict, "conference_called")
	}
	if len(a.Units) == 0 {
		return nil, FieldError("units", "required")
	}
	if len(a.Units) > maxInvited {
		return nil, FieldError("units", "too_many", maxInvited)
	}
	for i, u := range a.Units {
		if unit, ok := r.Units[u]; !ok || !unit.Active {
			return nil, FieldError("units", "unit_unknown", u)
		}
		if r.Barred(t, u) {
			return nil, FieldError("units", "unit_barred", r.Units[u].Name)
		}
		if slices.Contains(a.Units[:i], u) {
			return nil, FieldError("units", "unit_twice", u)
		}
	}
	at := stamp(a.At)
	if !at.After(now) || at.Sub(now) > maxAhead {
		return nil, FieldError("at", "out_of_range", "now", "+60d")
	}
	if Fold(a.Place) == "" {
		return nil, FieldError("place", "required")
	}
	if err := Plain("place", a.Place, maxPlace); err != nil {
		return nil, err
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	cs := t.change(openOf(sla.DispatchClock), func(c sla.Clock) sla.Clock { return c.Pause(now) })
	return []draft{{ConferenceSet, Data{Units: slices.Clone(a.Units), At: at, Place: a.Place, Reason: a.Reason, Clocks: cs}}}, nil
}

// attend is an invited unit's answer; it may change its mind until the minutes
// are written. Who does not come says why.
func attend(t Ticket, a Action, by Actor) ([]draft, error) {
	check := optional
	if !a.Approve {
		check = need
	}
	if err := check("text", a.Text); err != nil {
		return nil, err
	}
	answer := Invited{Unit: by.Unit, Answer: answerOf(a.Approve), Text: a.Text}
	if slices.Contains(t.Conference.Units, answer) {
		return nil, nil
	}
	return []draft{{ConferenceAnswered, Data{Unit: by.Unit, Yes: a.Approve, Text: a.Text}}}, nil
}

func answerOf(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// openConference lets the dispatch clock run on from the hour of the conference,
// whenever that is noticed.
func (r Rules) openConference(t Ticket, at time.Time) draft {
	return draft{ConferenceBegun, Data{At: at, Clocks: r.resumeDispatch(t, at)}}
}

func (r Rules) resumeDispatch(t Ticket, at time.Time) []ClockChange {
	return t.change(func(c sla.Clock) bool { return c.Open() && c.Kind == sla.DispatchClock && len(c.Pauses) > 0 }, func(c sla.Clock) sla.Clock {
		return c.Resume(at, r.Calendar, r.Policy.Ladder)
	})
}

// ByConference is the reason of a return that the minutes decide.
const ByConference = "conference"

// conclude writes the minutes (会商纪要): who leads, who helps, what each does by
// when. They are the dispatch, which cannot be returned. A unit that has the
// ticket and keeps the lead goes on under its old clocks; a return that waits is
// decided by the minutes.
func (r Rules) conclude(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := r.minutesFault(t, a, now); err != nil {
		return nil, err
	}
	var out []draft
	if t.Return != nil {
		out = append(out, r.returnDecision(t, a.Lead != t.Lead, ByConference, now))
	}
	minutes := draft{ConferenceConcluded, Data{Text: a.Text, Lead: a.Lead, CoUnits: slices.Clone(a.CoUnits), Tasks: slices.Clone(a.Tasks),
		Units: slices.Clone(a.Attended), Due: stamp(a.Due), Entry: a.Entry.clone()}}
	if a.Due.IsZero() {
		minutes.data.Due = time.Time{}
	}
	was := t.after(out, now)
	if was.State.WithUnit() && was.Lead == a.Lead {
		minutes.data.Clocks = r.keepLead(was, a, now)
		return append(out, minutes), nil
	}
	minutes.data.Clocks = was.change(func(c sla.Clock) bool { return c.Open() && (c.Unit != "" || c.Kind == sla.ReturnClock) }, sla.Clock.Waive)
	out = append(out, minutes)
	given, err := r.dispatch(t.after(out, now), a, now)
	if err != nil {
		return nil, err
	}
	for i, cc := range given[0].data.Clocks {
		if c := cc.Clock; c.Kind == sla.ResolveClock && c.Open() && !a.Due.IsZero() {
			given[0].data.Clocks[i].Clock = r.start(t, c.Kind, c.Unit, now, until(now, a.Due))
		}
	}
	return append(out, given...), nil
}

// until is the limit that ends at a moment.
func until(from, to time.Time) sla.Limit { return sla.Limit{N: int(to.Sub(from) / time.Minute)} }

// keepLead changes the clocks where the lead stays: new co-handlers start, those
// who left are free, and the day that was agreed on counts unless it is late
// already.
func (r Rules) keepLead(t Ticket, a Action, now time.Time) []ClockChange {
	cs := t.change(func(c sla.Clock) bool { return c.Open() && c.Kind == ClockPart && !slices.Contains(a.CoUnits, c.Unit) }, sla.Clock.Waive)
	if c, i := t.Clock(sla.ResolveClock); i >= 0 && c.Open() && !c.Overdue && !a.Due.IsZero() && a.Due.After(c.Start) {
		cs = append(cs, ClockChange{I: i, Clock: c.Relimit(until(c.Start, a.Due), r.Calendar, r.Policy.Ladder)})
	}
	for _, co := range a.CoUnits {
		if t.coIndex(co) < 0 {
			cs = r.startNext(t, cs, ClockPart, co, now, partLimit(r.limits(t)))
		}
	}
	return cs
}

// minutesFault is what is missing in the minutes.
func (r Rules) minutesFault(t Ticket, a Action, now time.Time) error {
	if err := r.mayHandle(t, a.Lead, a.CoUnits); err != nil {
		return err
	}
	if err := checkTasks(a.Tasks, append([]string{a.Lead}, a.CoUnits...)); err != nil {
		return err
	}
	if err := need("text", a.Text); err != nil {
		return err
	}
	if len(a.Attended) == 0 {
		return FieldError("attended", "required")
	}
	for i, u := range a.Attended {
		if !t.Invites(u) {
			return FieldError("attended", "unit_uninvited", u)
		}
		if slices.Contains(a.Attended[:i], u) {
			return FieldError("attended", "unit_twice", u)
		}
	}
	if !a.Due.IsZero() && (a.Due.Sub(now) < time.Hour || a.Due.After(now.AddDate(1, 0, 0))) {
		return FieldError("due", "out_of_range", "now", "+1y")
	}
	return a.Entry.fault()
}

// conferred folds what happened to the conference into the ticket.
func (t *Ticket) conferred(e Event) {
	d := e.Data
	switch e.Kind {
	case ConferenceNeeded:
		t.Difficult, t.PingPong = true, d.Reason == PingPong
		t.Conference = &Conference{Reason: d.Reason}
	case ConferenceSet:
		t.Difficult = true
		t.Conference = &Conference{Reason: d.Reason, CalledAt: e.At, CalledBy: e.Actor.ID, At: d.At, Place: d.Place}
		for _, u := range d.Units {
			t.Conference.Units = append(t.Conference.Units, Invited{Unit: u})
		}
	case ConferenceCancelled:
		t.Conference = nil
		if t.PingPong {
			t.Conference = &Conference{Reason: PingPong}
		}
	default:
		c := *t.Conference
		c.Units = slices.Clone(c.Units)
		t.Conference = &c
		t.discussed(e)
	}
}

// discussed folds the answers, the hour and the minutes into a conference of the
// ticket's own.
func (t *Ticket) discussed(e Event) {
	c, d := t.Conference, e.Data
	switch e.Kind {
	case ConferenceAnswered:
		for i := range c.Units {
			if c.Units[i].Unit == d.Unit {
				c.Units[i].Answer, c.Units[i].Text = answerOf(d.Yes), d.Text
			}
		}
	case ConferenceBegun:
		c.Begun = true
	default:
		c.Begun, c.HeldAt, c.HeldBy, c.Minutes, c.Lead, c.Due = true, e.At, e.Actor.ID, d.Text, d.Lead, d.Due
		c.CoUnits, c.Tasks = slices.Clone(d.CoUnits), slices.Clone(d.Tasks)
		c.Attended, c.Entry = slices.Clone(d.Units), d.Entry.clone()
		t.PingPong = false
		if t.Lead == d.Lead { // it keeps what it has
			t.Designated, t.ReturnUntil, t.Task = true, time.Time{}, or(taskOf(d.Tasks, d.Lead), t.Task)
			t.regrouped(d)
		}
	}
}

// regrouped gives the lead the co-handlers of the minutes; those who stay keep
// what they have done.
func (t *Ticket) regrouped(d Data) {
	before := t.Parts
	t.CoUnits, t.Parts = slices.Clone(d.CoUnits), nil
	for _, u := range d.CoUnits {
		p := Part{Unit: u}
		if i := slices.IndexFunc(before, func(p Part) bool { return p.Unit == u }); i >= 0 {
			p = before[i]
		}
		p.Task = or(taskOf(d.Tasks, u), p.Task)
		t.Parts = append(t.Parts, p)
	}
}

// unconferred drops a conference that is not needed any more: the ticket has its
// answer, its end or its unit.
func (t *Ticket) unconferred() {
	if t.Conference.pending() {
		t.Conference = nil
	}
	t.PingPong = false
}
