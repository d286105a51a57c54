package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// dispatch gives the ticket to its lead and co-handlers (派单). All clocks of the
// unit start now, not at acceptance (domain §4.2). The third dispatch is a
// designation 指定 by the supervisor, and cannot be returned.
func (r Rules) dispatch(t Ticket, a Action, now time.Time) ([]draft, error) {
	if a.Kind == DoDispatch {
		if err := r.mayDispatch(t, a.Lead); err != nil {
			return nil, err
		}
	}
	if a.Kind == DoDesignate {
		if t.Dispatches < 2 && !t.Difficult {
			return nil, Errorf(Conflict, "designation_early")
		}
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
	}
	if err := r.mayHandle(t, a.Lead, a.CoUnits); err != nil {
		return nil, err
	}
	if err := checkTasks(a.Tasks, append([]string{a.Lead}, a.CoUnits...)); err != nil {
		return nil, err
	}
	l := r.limits(t)
	cs := t.change(openOf(sla.DispatchClock), r.meet(now))
	cs = r.startNext(t, cs, sla.AcceptClock, a.Lead, now, l.Accept)
	contact := len(cs)
	cs = r.startNext(t, cs, sla.ContactClock, a.Lead, now, l.Contact)
	if len(cs) > contact && (t.Contact.Anonymous || !t.Contact.WantsReply || t.IsSealed()) {
		cs[contact].Clock = cs[contact].Clock.Waive()
	}
	cs = r.startNext(t, cs, sla.ResolveClock, a.Lead, now, l.Resolve)
	for _, co := range a.CoUnits {
		cs = r.startNext(t, cs, ClockPart, co, now, partLimit(l))
	}
	return []draft{{Dispatched, Data{Lead: a.Lead, CoUnits: a.CoUnits, Tasks: a.Tasks, Designated: a.Kind != DoDispatch, Reason: a.Reason, Window: r.windowFor(t, a, now),
		Routing: a.Routing, Clocks: cs, SilentAt: r.Failover.at(t.Urgency, now), Policy: r.Policy.Version, Calendar: r.Calendar.Version, Catalogue: r.CatalogueVersion}}}, nil
}

// mayHandle checks that lead and co-handlers are active units, that no unit is
// named twice, and that no township leads a department-only matter.
func (r Rules) mayHandle(t Ticket, leadCode string, co []string) error {
	u, ok := r.Units[leadCode]
	switch {
	case leadCode == "":
		return FieldError("lead", "required")
	case !ok || !u.Active:
		return FieldError("lead", "unit_unknown", leadCode)
	case r.TownBarred(u, t.Category):
		return FieldError("lead", "town_barred", u.Name)
	case r.Barred(t, leadCode):
		return FieldError("lead", "unit_barred", u.Name)
	case len(co) > MaxCoUnits:
		return FieldError("co_units", "too_many", MaxCoUnits)
	}
	for i, c := range co {
		if cu, ok := r.Units[c]; !ok || !cu.Active {
			return FieldError("co_units", "unit_unknown", c)
		}
		if r.Barred(t, c) {
			return FieldError("co_units", "unit_barred", r.Units[c].Name)
		}
		if c == leadCode || slices.Contains(co[:i], c) {
			return FieldError("co_units", "unit_twice", c)
		}
	}
	return nil
}

// TownBarred tells whether the unit is a township and the category one that
// departments must handle themselves.
func (r Rules) TownBarred(u Unit, category string) bool {
	return u.Group == Town && category != "" && slices.ContainsFunc(r.DepartmentOnly, func(p string) bool { return under(category, p) })
}

// under tells whether a category is the given one or below it ("0302" is below
// "03").
func under(category, prefix string) bool {
	return prefix != "" && len(category) >= len(prefix) && category[:len(prefix)] == prefix
}

// deliver notes that a console of the unit has the ticket (送达).
func deliver(t Ticket, a Action) ([]draft, error) {
	if a.Unit == t.Lead && a.Unit != "" && t.DeliveredAt.IsZero() {
		return []draft{{Delivered, Data{Unit: a.Unit}}}, nil
	}
	for _, p := range t.Parts {
		if p.Unit == a.Unit && p.Delivered.IsZero() {
			return []draft{{Delivered, Data{Unit: a.Unit}}}, nil
		}
	}
	return nil, nil
}

// view notes the first look of a unit; it is not acceptance.
func view(t Ticket, by Actor) ([]draft, error) {
	if slices.Contains(t.Seen, by.Unit) {
		return nil, nil
	}
	return []draft{{Viewed, Data{Unit: by.Unit}}}, nil
}

// accept takes the ticket on (接单): the lead meets its accept clock, a
// co-handler takes its share. Doing it again changes nothing.
func (r Rules) accept(t Ticket, by Actor, now time.Time) ([]draft, error) {
	if by.Unit == t.Lead {
		if t.State != StateDispatched {
			return nil, nil
		}
		return []draft{{Accepted, Data{Unit: by.Unit, Clocks: t.change(openOf(sla.AcceptClock), r.meet(now))}}}, nil
	}
	if t.partLane(by.Unit) == "working" {
		return nil, nil
	}
	return []draft{{Accepted, Data{Unit: by.Unit}}}, nil
}

// Methods are the ways to contact a citizen.
var Methods = []string{"phone", "visit", "sms", "wechat", "meeting"}

// contact records a try to reach the citizen (联系). The clock is met when
// reached, or at the third try if they fell in two parts of the day.
func (r Rules) contact(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if !slices.Contains(Methods, a.Method) {
		return nil, FieldError("method", "unknown_value")
	}
	if err := optional("note", a.Text); err != nil {
		return nil, err
	}
	if a.About != "" && a.About != AboutExtension {
		return nil, FieldError("about", "unknown_value")
	}
	d := Data{Unit: by.Unit, Method: a.Method, Reached: a.Reached, Text: a.Text, About: a.About}
	after := t
	after.Attempts = append(slices.Clone(t.Attempts), Attempt{At: now, Reached: a.Reached})
	if by.Unit == t.Lead && (a.Reached || after.triedEnough()) {
		d.Clocks = t.change(openOf(sla.ContactClock), r.meet(now))
	}
	return []draft{{Contacted, d}}, nil
}

// reply hands in the unit's answer (答复). It needs a contact record unless
// waived, every share in, and words that answer the matter; an override says why
// not.
func (r Rules) reply(t Ticket, a Action, now time.Time) ([]draft, error) {
	if t.State == StateAccepted && !t.ContactWaived() {
		return nil, Errorf(Conflict, "contact_first")
	}
	if t.Return != nil {
		return nil, Errorf(Conflict, "return_pending")
	}
	if err := need("text", a.Text); err != nil {
		return nil, err
	}
	if err := evidenceFault(t, a.Evidence); err != nil {
		return nil, err
	}
	check := r.CheckReply(t.Matter, a.Text, a.Earlier)
	if Fold(a.Override) == "" {
		if err := r.replyFault(t, a.Text, check); err != nil {
			return nil, err
		}
	}
	cs := t.change(openOf(sla.ResolveClock, sla.ContactClock, ClockPart, sla.ReturnClock), func(c sla.Clock) sla.Clock {
		switch c.Kind {
		case sla.ResolveClock:
			return r.meet(now)(c)
		case ClockPart:
			return r.overrule(now)(c)
		default:
			return c.Waive() // nobody to contact, an extension not needed
		}
	})
	cs = r.startNext(t, cs, sla.ReviewClock, "", now, r.limits(t).Review)
	return []draft{{Replied, Data{Unit: t.Lead, Text: a.Text, Yes: a.Resolved, Override: a.Override, Check: check.Mark(), Evidence: a.Evidence, Clocks: cs}}}, nil
}

// replyFault is what speaks against a reply; a reason overrides it.
func (r Rules) replyFault(t Ticket, text string, check ReplyCheck) error {
	if len([]rune(Fold(text))) < r.MinReply {
		return FieldError("text", "reply_short", r.MinReply)
	}
	for _, p := range r.Perfunctory {
		if Fold(text) == Fold(p) {
			return FieldError("text", "reply_perfunctory", p)
		}
	}
	for _, p := range t.Parts {
		if p.Done.IsZero() {
			return Errorf(Conflict, "parts_missing", p.Unit)
		}
	}
	for _, f := range check.Findings {
		if f.Key.Warns() {
			return FieldError("text", "reply_weak", string(f.Key))
		}
	}
	return nil
}
