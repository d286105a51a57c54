package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Handover is the passing of a dissolved unit's place on the ticket to its
// successor (撤并移交).
type Handover struct {
	At   time.Time `json:"at"`
	From string    `json:"from"`
	To   string    `json:"to"`
	Lead bool      `json:"lead,omitempty"` // it led, else it helped
}

// handover gives what a dissolved unit has on the ticket to its successor. The
// running clocks pass on as they are, late or not: who takes over the duty takes
// it over as it stands, and the citizen waits no longer for it. Those that ended
// stay with the unit that met or missed them.
func (r Rules) handover(t Ticket, a Action, now time.Time) ([]draft, error) {
	if u, ok := r.Units[a.Lead]; !ok || !u.Active || a.Lead == a.Unit {
		return nil, FieldError("to", "unit_unknown", a.Lead)
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if !t.Handles(a.Unit) && !t.awaits(a.Unit) {
		return nil, nil // it was handed over before
	}
	if r.Barred(t, a.Lead) {
		return nil, FieldError("to", "unit_barred", r.Units[a.Lead].Name)
	}
	if r.Barred(t, a.Lead) { // the people of both will be the same: the hotline finds another
		return r.recuse(t, Action{Units: []string{a.Unit}, Reason: a.Reason}, now)
	}
	return []draft{t.passOn(a.Unit, a.Lead, a.Reason)}, nil
}

// awaits tells whether a conference that is called waits for the unit.
func (t Ticket) awaits(unit string) bool {
	return t.Conference.State() == ConferenceCalled && t.Invites(unit)
}

// passOn is the event that puts one unit in the place of another. A successor
// that is on the ticket already keeps its own part, or gives it up to lead: no
// unit stands on a ticket twice.
func (t Ticket) passOn(from, to, reason string) draft {
	leads, has := t.Lead == from, t.Handles(to)
	return draft{HandedOver, Data{Unit: from, Lead: to, Reason: reason, Clocks: t.change(sla.Clock.Open, func(c sla.Clock) sla.Clock {
		surplus := has && c.Kind == ClockPart && ((leads && c.Unit == to) || (!leads && c.Unit == from))
		switch {
		case surplus:
			return c.Waive()
		case c.Unit == from:
			c.Unit = to
		}
		return c
	})}}
}

// heir is the unit that has the duties of a dissolved one; the unit itself while
// it is in use, or when nobody took over.
func (r Rules) heir(code string) string {
	for range len(r.Units) {
		u := r.Units[code]
		if u.Active || u.Successor == "" {
			break
		}
		code = u.Successor
	}
	return code
}

// heirs are units with those that took over from them.
func (r Rules) heirs(units []string) []string {
	out := slices.Clone(units)
	for _, u := range units {
		out = append(out, r.heir(u))
	}
	return unique(out)
}

// successions hand a ticket that comes to life again on to the successors of
// units dissolved meanwhile.
func (r Rules) successions(t Ticket) []draft {
	var out []draft
	for _, unit := range t.units() {
		if to := r.heir(unit); to != unit && r.Units[to].Active {
			d := t.passOn(unit, to, Successor)
			out = append(out, d)
			t.handedOver(Event{Kind: HandedOver, Data: d.data})
		}
	}
	return out
}

// Successor as the reason of a handover says that the unit was dissolved before.
const Successor = "successor"

// handedOver folds the change of unit wherever the ticket names it.
func (t *Ticket) handedOver(e Event) {
	from, to := e.Data.Unit, e.Data.Lead
	t.Handovers = append(slices.Clone(t.Handovers), Handover{At: e.At, From: from, To: to, Lead: t.Lead == from})
	t.Parts = slices.Clone(t.Parts)
	switch {
	case t.Lead == from:
		t.Lead, t.DeliveredAt = to, time.Time{}
		t.dropPart(to)
	case t.Handles(to):
		t.dropPart(from)
	default:
		t.CoUnits = replaced(t.CoUnits, from, to)
		t.setPart(from, func(p *Part) { p.Unit, p.Delivered = to, time.Time{} })
	}
	t.reinvite(from, to)
	t.readdress(from, to)
	if t.FirstUnit == from {
		t.FirstUnit = to
	}
	for _, q := range []**Request{&t.Return, &t.Extension} {
		if *q != nil && (*q).Unit == from {
			moved := **q
			moved.Unit = to
			*q = &moved
		}
	}
	if t.Assist != nil {
		moved := *t.Assist
		moved.Units = slices.DeleteFunc(replaced(moved.Units, from, to), t.Handles)
		if t.Assist = &moved; len(moved.Units) == 0 {
			t.Assist = nil
		}
	}
}

// reinvite asks the successor to the conference instead, once.
func (t *Ticket) reinvite(from, to string) {
	if t.Conference == nil || !t.awaits(from) {
		return
	}
	c := *t.Conference
	twice := t.Invites(to)
	c.Units = slices.Clone(c.Units)
	c.Units = slices.DeleteFunc(c.Units, func(i Invited) bool { return twice && i.Unit == from })
	for i := range c.Units {
		if c.Units[i].Unit == from {
			c.Units[i] = Invited{Unit: to}
		}
	}
	t.Conference = &c
}

// readdress sends letters that still want something to the successor; what was
// answered before stays as it was.
func (t *Ticket) readdress(from, to string) {
	t.Letters = slices.Clone(t.Letters)
	for i := range t.Letters {
		if l := &t.Letters[i]; l.Unit == from && l.ClosedAt.IsZero() && !l.Outside() {
			l.Unit = to
		}
	}
}

func (t *Ticket) dropPart(unit string) {
	t.CoUnits = slices.DeleteFunc(slices.Clone(t.CoUnits), func(c string) bool { return c == unit })
	t.Parts = slices.DeleteFunc(t.Parts, func(p Part) bool { return p.Unit == unit })
}

// replaced is the list with one name for another, and none twice.
func replaced(list []string, from, to string) []string {
	out := slices.Clone(list)
	for i, s := range out {
		if s == from {
			out[i] = to
		}
	}
	return unique(out)
}
