package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// MaxExtension is the longest extension in days.
const MaxExtension = 10

// AboutExtension as the matter of a contact says that the citizen was told of
// the new deadline.
const AboutExtension = "extension"

// Extension is an extension (延期) from its request to the citizen's knowing: To
// is zero when it was refused, ToldAt until the citizen was told.
type Extension struct {
	AskedAt   time.Time `json:"asked_at"`
	By        string    `json:"by"`
	Unit      string    `json:"unit"`
	Days      int       `json:"days"`
	Reason    string    `json:"reason"`
	Basis     string    `json:"basis,omitempty"`
	Approved  bool      `json:"approved,omitempty"`
	DecidedBy string    `json:"decided_by"`
	DecidedAt time.Time `json:"decided_at"`
	Answer    string    `json:"answer,omitempty"` // what the decision said
	ByTime    bool      `json:"by_time,omitempty"`
	From      time.Time `json:"from,omitzero"`
	To        time.Time `json:"to,omitzero"`
	ToldAt    time.Time `json:"told_at,omitzero"`
}

// Tell names what the citizen is still to be told: "extension" after one was
// granted, "" for nothing. Who is anonymous or wants no reply is not called for
// it, and a reply says more than a new date.
func (t Ticket) Tell() string {
	if n := len(t.Extensions); n == 0 || !t.Extensions[n-1].Approved || !t.Extensions[n-1].ToldAt.IsZero() {
		return ""
	}
	if t.Contact.Anonymous || !t.Contact.WantsReply || !t.State.WithUnit() {
		return ""
	}
	return AboutExtension
}

// extensionLimit is an extension of so many days: working days where the limit
// counts them, else days by the clock, as urgent limits know no holidays.
func extensionLimit(c sla.Clock, days int) sla.Limit {
	if c.Limit.Unit == sla.Minutes {
		return sla.Limit{N: days * 24 * 60, Unit: sla.Minutes}
	}
	return sla.Limit{N: days, Unit: sla.Workdays}
}

// mostDays is the longest extension of a clock in days: ten, and no longer than
// the original limit. Zero when it cannot be extended by a day.
func mostDays(c sla.Clock) int {
	const officeDay = 8 * 60
	n := c.Limit.N
	switch c.Limit.Unit {
	case sla.Minutes:
		n /= 24 * 60
	case sla.WorkMinutes:
		n /= officeDay
	case sla.Workdays:
	}
	return min(MaxExtension, n)
}

// askExtension asks for more time to resolve (延期): before it is due, once, at
// most ten working days and no longer than the original limit.
func (r Rules) askExtension(t Ticket, a Action, now time.Time) ([]draft, error) {
	c, i := t.Clock(sla.ResolveClock)
	switch {
	case i < 0 || !c.Open() || c.Due.IsZero() || mostDays(c) < 1:
		return nil, Errorf(Conflict, "extension_no_clock")
	case t.Extension != nil:
		return nil, Errorf(Conflict, "extension_pending")
	case t.Extended > 0:
		return nil, Errorf(Conflict, "extension_once")
	case !t.Suspended.IsZero():
		return nil, Errorf(Conflict, "suspended_now")
	case now.After(c.Due):
		return nil, Errorf(Conflict, "extension_late", c.Due)
	case a.Days < 1 || a.Days > mostDays(c):
		return nil, FieldError("days", "out_of_range", 1, mostDays(c))
	case !c.Extend(extensionLimit(c, a.Days), r.Calendar, r.Policy.Ladder).Due.After(c.Due):
		return nil, Errorf(Conflict, "extension_capped", c.Due)
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if err := optional("basis", a.Basis); err != nil {
		return nil, err
	}
	cs := r.startNext(t, nil, sla.ReturnClock, "", now, r.limits(t).ReturnAnswer)
	return []draft{{ExtensionAsked, Data{Unit: t.Lead, Reason: a.Reason, Basis: a.Basis, Days: a.Days, Due: dueOf(cs, now), Clocks: cs}}}, nil
}

// decideExtension grants or refuses it; the old deadline stays in the history.
// Nothing is granted after the deadline: the request is refused by time.
func (r Rules) decideExtension(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if t.Extension == nil {
		return nil, Errorf(Conflict, "extension_none")
	}
	if err := t.Extension.decidable(a, by); err != nil {
		return nil, err
	}
	d := Data{Yes: a.Approve, Reason: a.Reason, Unit: t.Lead, Days: t.Extension.Days}
	d.Clocks = t.change(t.waitsFor(*t.Extension), r.meet(now))
	if c, i := t.Clock(sla.ResolveClock); a.Approve && i >= 0 && c.Open() {
		if t.Suspended.IsZero() && now.After(c.Due) {
			return nil, Errorf(Conflict, "extension_late", c.Due)
		}
		d.From = c.Due
		c = c.Extend(extensionLimit(c, t.Extension.Days), r.Calendar, r.Policy.Ladder)
		d.Clocks = append(d.Clocks, ClockChange{I: i, Clock: c})
		d.Due = c.Due
	}
	return []draft{{ExtensionDecided, d}}, nil
}

// waitsFor chooses the hotline's clock that was started for the request.
func (t Ticket) waitsFor(q Request) func(sla.Clock) bool {
	return func(c sla.Clock) bool { return c.Open() && c.Kind == sla.ReturnClock && c.Start.Equal(q.At) }
}

// extensionTimeout refuses a request that nobody answered before the deadline it
// was to move (逾期未批), so that a late clock is late and nothing hangs over it.
func (r Rules) extensionTimeout(t Ticket, now time.Time) []draft {
	c, i := t.Clock(sla.ResolveClock)
	if t.Extension == nil || i < 0 || !c.Open() || !t.Suspended.IsZero() || c.Due.After(now) {
		return nil
	}
	return []draft{{ExtensionDecided, Data{Reason: Timeout, Unit: t.Lead, Days: t.Extension.Days, Clocks: t.change(t.waitsFor(*t.Extension), r.meet(now))}}}
}

// Timeout as the reason of a decision says that time decided it.
const Timeout = "timeout"

// extensionDecided keeps the decided request with what it changed.
func (t *Ticket) extensionDecided(e Event) {
	d, q := e.Data, t.Extension
	t.Extension = nil
	if q == nil {
		return
	}
	t.Extensions = append(slices.Clone(t.Extensions), Extension{AskedAt: q.At, By: q.By, Unit: q.Unit, Days: q.Days, Reason: q.Reason, Basis: q.Basis,
		Approved: d.Yes, DecidedBy: or(e.Actor.Name, e.Actor.ID), DecidedAt: e.At, Answer: d.Reason, ByTime: e.Actor.Role == RoleSystem, From: d.From, To: d.Due})
	if d.Yes {
		t.Extended++
	}
}

// told keeps that the citizen knows of the extension.
func (t *Ticket) told(e Event) {
	if e.Data.About != AboutExtension || len(t.Extensions) == 0 {
		return
	}
	t.Extensions = slices.Clone(t.Extensions)
	if last := &t.Extensions[len(t.Extensions)-1]; last.ToldAt.IsZero() && (e.Data.Reached || t.triedEnough()) {
		last.ToldAt = e.At
	}
}
