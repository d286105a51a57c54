package dispatch

import "hotline/sla"

// Trace is what the signals of a month look at in the ticket: how its lead took
// it on, contacted and answered, and who gave it back. Nothing of it is scored.
func (t Ticket) Trace() sla.Trace {
	rec, _ := t.Record()
	out := sla.Trace{
		No: t.No, Unit: t.Lead, Category: t.Category, Registered: t.RegisteredAt, Closed: rec.Closed, Replied: rec.RepliedAt,
		Accept: rec.Accept, CallbackAt: rec.CallbackAt, Contacted: rec.Contacted, Satisfied: rec.Satisfied, Resolved: rec.Resolved,
	}
	if !t.Contact.Anonymous {
		out.Caller = t.Contact.PhoneHash
	}
	if c, ok := t.firstClock(sla.AcceptClock, t.Lead); ok {
		out.AcceptLimit = c.Limit
	}
	for _, a := range t.Attempts {
		out.Calls = append(out.Calls, sla.Call{At: a.At, Phone: a.Method == "phone", Reached: a.Reached})
	}
	for _, r := range t.Returns {
		g := sla.ReturnAsked{Unit: r.Unit, At: r.Asked}
		if c, ok := t.firstClock(sla.ResolveClock, r.Unit); ok {
			g.Start, g.Due = c.Start, c.Due
		}
		out.GaveBack = append(out.GaveBack, g)
	}
	return out
}

func (t Ticket) firstClock(kind sla.ClockKind, unit string) (sla.Clock, bool) {
	for _, c := range t.Clocks {
		if c.Kind == kind && c.Unit == unit {
			return c, true
		}
	}
	return sla.Clock{}, false
}
