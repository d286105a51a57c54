package dispatch

import "hotline/sla"

// Records is what scoring needs of a ticket: that of the lead, and one for each
// unit that gave it back with approval, which counts as a return and as nothing
// else.
func (t Ticket) Records() []sla.Record {
	var out []sla.Record
	rec, ok := t.Record()
	if ok {
		out = append(out, rec)
	}
	for _, r := range t.Returns {
		if r.Approved {
			out = append(out, sla.Record{No: t.No, Title: t.OpenTitle(), Unit: r.Unit, Type: rec.Type, Channel: rec.Channel, Urgency: rec.Urgency,
				Category: rec.Category, Town: rec.Town, Registered: t.RegisteredAt, Closed: r.At, Returns: 1, Excluded: t.Excluded})
		}
	}
	for _, h := range t.Handovers {
		if h.Lead {
			out = append(out, t.leftBehind(h))
		}
	}
	return out
}

// leftBehind is what a dissolved lead met or missed before its successor took
// over: the clocks that had ended. Those that ran on are the successor's.
func (t Ticket) leftBehind(h Handover) sla.Record {
	ended := func(kind sla.ClockKind) sla.Mark {
		for _, c := range t.Clocks {
			if c.Kind == kind && c.Unit == h.From {
				return sla.Mark{Applies: !c.Waived && t.MergedInto == "", Due: c.Due, Met: c.MetAt}
			}
		}
		return sla.Mark{}
	}
	return sla.Record{No: t.No, Title: t.OpenTitle(), Unit: h.From, Type: string(t.Type), Channel: string(t.Channel), Urgency: string(t.Urgency),
		Category: t.Category, Town: t.Place.Town, Registered: t.RegisteredAt, Closed: h.At, Excluded: t.Excluded,
		Accept: ended(sla.AcceptClock), Contact: ended(sla.ContactClock), Resolve: ended(sla.ResolveClock)}
}

// Record is what scoring needs of a ticket and its lead: its lead unit's three clocks and
// what the citizen answered. ok is false while no unit has or had it.
func (t Ticket) Record() (rec sla.Record, ok bool) {
	rec = sla.Record{
		No: t.No, Title: t.OpenTitle(), Unit: t.Lead, Type: string(t.Type), Channel: string(t.Channel), Urgency: string(t.Urgency),
		Category: t.Category, Town: t.Place.Town, Registered: t.RegisteredAt, Dispatched: t.DispatchedAt, Closed: t.ClosedAt,
		Redos: t.Redo, SuperviseLevel: t.Level, ReplyFindings: t.Findings, Difficult: t.Difficult && t.State == StateClosed,
		DirectAnswer: t.State == StateAnswered, Praise: t.Type == Praise, Excluded: t.Excluded,
		Accept: t.firstMark(sla.AcceptClock), Contact: t.firstMark(sla.ContactClock), Resolve: t.firstMark(sla.ResolveClock),
	}
	for _, r := range t.Returns {
		if r.Unit == t.Lead && !r.Approved {
			rec.Returns++
			rec.ImproperReturns++
		}
	}
	if t.Reply != nil {
		rec.RepliedAt = t.Reply.At
	}
	t.answers(&rec)
	return rec, t.Lead != "" || rec.DirectAnswer
}

// firstMark is the lead's first clock of the kind: a redo's new clock never
// resets the original.
func (t Ticket) firstMark(kind sla.ClockKind) sla.Mark {
	for _, c := range t.Clocks {
		if c.Kind == kind && c.Unit == t.Lead {
			return sla.Mark{Applies: !c.Waived && t.MergedInto == "", Due: c.Due, Met: c.MetAt}
		}
	}
	return sla.Mark{}
}

// answers takes what the citizen said of the last answer that anything was said
// of: on the telephone, else by the own rating. Never both: a rating counts only
// where no call reached the citizen in the same round or later. Anonymous
// callers count nowhere.
func (t Ticket) answers(rec *sla.Record) {
	if t.Contact.Anonymous {
		return
	}
	yes := func(b bool) sla.Answer {
		if b {
			return sla.Yes
		}
		return sla.No
	}
	if t.Rating != nil {
		rec.CallbackAt, rec.Resolved, rec.Satisfied = t.Rating.At, yes(t.Rating.Resolved), yes(t.Rating.Satisfied)
	}
	for _, c := range t.Callbacks {
		if c.Reached && (t.Rating == nil || c.Round >= t.Rating.Round) {
			rec.CallbackAt, rec.Contacted, rec.Resolved, rec.Satisfied = c.At, yes(c.Contacted), yes(c.Resolved), yes(c.Satisfied)
		}
	}
}
