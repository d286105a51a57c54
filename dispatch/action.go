package dispatch

import (
	"slices"
	"strconv"
	"time"

	"hotline/sla"
)

// ClockPart is a co-handler's clock for its share.
const ClockPart sla.ClockKind = "part"

// Rules is what Apply decides by: versioned data, never a store.
type Rules struct {
	Calendar *sla.Calendar
	Policy   sla.Policy
	Units    map[string]Unit
	// DepartmentOnly are category prefixes no township may lead (domain §14.2-8).
	DepartmentOnly   []string
	CatalogueVersion string
	MinReply         int      // shortest reply, in characters
	Perfunctory      []string // phrases that alone are no answer (敷衍用语)
}

// Action is what somebody wants; each kind uses a few of the fields.
type Action struct {
	Kind    ActionKind
	Version int    // refuse unless the ticket has it; 0: any
	Key     string // idempotency key: an action seen before changes nothing

	Lead    string
	CoUnits []string
	Unit    string
	Routing *Routing

	Reason     string
	Basis      string
	Suggested  string
	Text       string
	Method     string
	Route      string
	Override   string
	Reached    bool
	Pass       bool // review
	Approve    bool // decisions
	Resolved   bool
	Contacted  bool
	Satisfied  bool
	Subjective bool // dissatisfied by the unit's fault (主观原因)
	Days       int
	Level      int
	Until      time.Time
	Into       string // the master of a merge, or the child for adopt and release
}

// Apply is the pure heart: it checks who, version, state and guards, and
// returns the ticket after the action with the new events. The ticket given is
// not changed. No events means the action was done before (idempotent).
func (r Rules) Apply(t Ticket, a Action, by Actor, now time.Time) (Ticket, []Event, error) {
	if err := May(t, a.Kind, by); err != nil {
		return t, nil, err
	}
	if a.Key != "" && slices.Contains(t.Keys, a.Key) {
		return t, nil, nil
	}
	if a.Version != 0 && a.Version != t.Version {
		return t, nil, Errorf(Conflict, "stale_version", t.Version)
	}
	if ru, _ := ruleOf(a.Kind); !hasState(ru.from, t.State) {
		if alreadyDone(t, a) {
			return t, nil, nil
		}
		return t, nil, Errorf(Conflict, "wrong_state", string(a.Kind), string(t.State))
	}
	d, err := r.decide(t, a, by, stamp(now))
	if err != nil {
		return t, nil, err
	}
	return record(t, d, a.Key, by, stamp(now))
}

// alreadyDone tells whether the ticket is past an action that is safe to
// repeat: a second acceptance, a second delivery mark.
func alreadyDone(t Ticket, a Action) bool {
	return a.Kind == DoAccept && (t.State == StateReplied || t.State == StateReviewed)
}

// draft is an event without actor, time and link.
type draft struct {
	kind Kind
	data Data
}

// record folds drafts into the ticket and links them to its chain.
func record(t Ticket, ds []draft, key string, by Actor, now time.Time) (Ticket, []Event, error) {
	events := make([]Event, 0, len(ds))
	for i, d := range ds {
		e := Event{Ticket: t.No, Seq: t.Version + 1, Kind: d.kind, At: now, Actor: by, Data: d.data, Prev: t.Head}
		if i == 0 {
			e.Data.Key = key
		}
		e.Hash = e.Sum()
		t = fold(t, e)
		events = append(events, e)
	}
	return t, events, nil
}

// decide picks the action's own guard and effect.
func (r Rules) decide(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	switch a.Kind {
	case DoAnswer, DoDecline, DoTransfer, DoTerminate, DoWithdraw, DoClose:
		return r.end(t, a, now)
	case DoDispatch, DoDesignate:
		return r.dispatch(t, a, now)
	case DoDeliver:
		return deliver(t, a)
	case DoView:
		return view(t, by)
	case DoAccept:
		return accept(t, by, now)
	case DoContact:
		return contact(t, a, by, now)
	case DoReply:
		return r.reply(t, a, now)
	case DoPart:
		return part(t, a, by, now)
	case DoReview:
		return r.review(t, a, now)
	case DoCallback:
		return r.callback(t, a, now)
	case DoReturn:
		return r.askReturn(t, a, by, now)
	case DoDecideReturn:
		return r.decideReturn(t, a, by, now)
	case DoExtend:
		return r.askExtension(t, a, now)
	case DoDecideExtension:
		return r.decideExtension(t, a, by, now)
	case DoEscalate:
		return r.escalate(t, now), nil
	case DoRemind, DoSupervise:
		return supervise(t, a)
	case DoAppend, DoUrge, DoNote, DoReveal, DoRate:
		return speak(t, a, by, now)
	case DoMerge, DoUnmerge, DoAdopt, DoRelease, DoInherit:
		return r.merge(t, a, now)
	case DoRedo, DoReopen:
		return r.again(t, a, now)
	case DoDifficult, DoExclude, DoSuspend, DoResume:
		return r.mark(t, a, now)
	case DoRecompute:
		return r.recompute(t), nil
	default:
		return nil, Errorf(Invalid, "action_unknown", string(a.Kind))
	}
}

// end closes the way early or at last. Every end says why; a decline also says
// which way is right (domain §5.8).
func (r Rules) end(t Ticket, a Action, now time.Time) ([]draft, error) {
	kinds := map[ActionKind]Kind{DoAnswer: Answered, DoDecline: Declined, DoTransfer: Transferred, DoTerminate: Terminated, DoWithdraw: Terminated, DoClose: Closed}
	d := Data{Reason: a.Reason, Route: a.Route, Text: a.Text}
	switch a.Kind {
	case DoAnswer:
		if err := need("text", a.Text); err != nil {
			return nil, err
		}
	case DoDecline:
		if err := need("route", a.Route); err != nil {
			return nil, err
		}
	case DoTransfer:
		if !slices.Contains([]string{"110", "119", "120", "122"}, a.Route) {
			return nil, FieldError("number", "emergency_number")
		}
	case DoWithdraw:
		d.Reason = "withdrawn"
	default:
	}
	if a.Kind != DoAnswer && a.Kind != DoWithdraw {
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
	}
	if a.Kind != DoTerminate && a.Kind != DoWithdraw { // the hotline did its part
		d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Unit == "" }, meet(now))
	}
	return []draft{{kinds[a.Kind], d}}, nil
}

// change lists the new values of the clocks that are chosen.
func (t Ticket) change(which func(sla.Clock) bool, to func(sla.Clock) sla.Clock) []ClockChange {
	var out []ClockChange
	for i, c := range t.Clocks {
		if which(c) {
			out = append(out, ClockChange{I: i, Clock: to(c)})
		}
	}
	return out
}

// openOf chooses the open clocks of the kinds.
func openOf(kinds ...sla.ClockKind) func(sla.Clock) bool {
	return func(c sla.Clock) bool { return c.Open() && slices.Contains(kinds, c.Kind) }
}

func meet(now time.Time) func(sla.Clock) sla.Clock {
	return func(c sla.Clock) sla.Clock { return c.Meet(now) }
}

// need refuses an empty field, and one that is too long to be read.
func need(field, value string) error {
	switch n := len([]rune(value)); {
	case Fold(value) == "":
		return FieldError(field, "required")
	case n > MaxText:
		return FieldError(field, "too_long", MaxText)
	}
	return optional(field, value)
}

func (r Rules) limits(t Ticket) sla.Limits { return r.Policy.Limits(string(t.Urgency), string(t.Type)) }

// start makes a clock; an upstream deadline caps those of the unit.
func (r Rules) start(t Ticket, kind sla.ClockKind, unit string, from time.Time, l sla.Limit) sla.Clock {
	var ceiling time.Time
	if unit != "" && t.Upstream != nil {
		ceiling = t.Upstream.Due
	}
	return sla.StartClock(kind, unit, from, l, ceiling, r.Calendar, r.Policy.Ladder)
}

// startNext appends a clock behind the changes already made.
func (r Rules) startNext(t Ticket, cs []ClockChange, kind sla.ClockKind, unit string, from time.Time, l sla.Limit) []ClockChange {
	if l.IsZero() {
		return cs
	}
	n := len(t.Clocks)
	for _, c := range cs {
		n = max(n, c.I+1)
	}
	return append(cs, ClockChange{I: n, Clock: r.start(t, kind, unit, from, l)})
}

// dispatch gives the ticket to its lead and co-handlers (派单). All clocks of the
// unit start now, not at acceptance (domain §4.2). The third dispatch is a
// designation 指定 by the supervisor, and cannot be returned.
func (r Rules) dispatch(t Ticket, a Action, now time.Time) ([]draft, error) {
	if a.Kind == DoDispatch && t.Dispatches >= 2 {
		return nil, Errorf(Conflict, "designation_needed")
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
	l := r.limits(t)
	cs := t.change(openOf(sla.DispatchClock), meet(now))
	cs = r.startNext(t, cs, sla.AcceptClock, a.Lead, now, l.Accept)
	contact := len(cs)
	cs = r.startNext(t, cs, sla.ContactClock, a.Lead, now, l.Contact)
	if len(cs) > contact && (t.Contact.Anonymous || !t.Contact.WantsReply) {
		cs[contact].Clock = cs[contact].Clock.Waive()
	}
	cs = r.startNext(t, cs, sla.ResolveClock, a.Lead, now, l.Resolve)
	for _, co := range a.CoUnits {
		cs = r.startNext(t, cs, ClockPart, co, now, l.Resolve.Half(sla.Limit{N: 60, Unit: sla.Minutes}))
	}
	return []draft{{Dispatched, Data{Lead: a.Lead, CoUnits: a.CoUnits, Designated: a.Kind == DoDesignate, Reason: a.Reason,
		Routing: a.Routing, Clocks: cs, Policy: r.Policy.Version, Calendar: r.Calendar.Version, Catalogue: r.CatalogueVersion}}}, nil
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
	case len(co) > 10:
		return FieldError("co_units", "too_many", 10)
	}
	for i, c := range co {
		if cu, ok := r.Units[c]; !ok || !cu.Active {
			return FieldError("co_units", "unit_unknown", c)
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
func accept(t Ticket, by Actor, now time.Time) ([]draft, error) {
	if by.Unit == t.Lead {
		if t.State != StateDispatched {
			return nil, nil
		}
		return []draft{{Accepted, Data{Unit: by.Unit, Clocks: t.change(openOf(sla.AcceptClock), meet(now))}}}, nil
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
func contact(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if !slices.Contains(Methods, a.Method) {
		return nil, FieldError("method", "unknown_value")
	}
	if err := optional("note", a.Text); err != nil {
		return nil, err
	}
	d := Data{Unit: by.Unit, Method: a.Method, Reached: a.Reached, Text: a.Text}
	after := t
	after.Attempts = append(slices.Clone(t.Attempts), Attempt{At: now, Reached: a.Reached})
	if by.Unit == t.Lead && (a.Reached || after.triedEnough()) {
		d.Clocks = t.change(openOf(sla.ContactClock), meet(now))
	}
	return []draft{{Contacted, d}}, nil
}

// reply hands in the unit's answer (答复). It needs a contact record unless
// waived, every share in, and words enough; an override says why not.
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
	if Fold(a.Override) == "" {
		if err := r.replyFault(t, a.Text); err != nil {
			return nil, err
		}
	}
	cs := t.change(openOf(sla.ResolveClock, sla.ContactClock, ClockPart, sla.ReturnClock), func(c sla.Clock) sla.Clock {
		if c.Kind == sla.ResolveClock {
			return c.Meet(now)
		}
		return c.Waive() // nobody to contact, a share overridden, an extension not needed
	})
	cs = r.startNext(t, cs, sla.ReviewClock, "", now, r.limits(t).Review)
	return []draft{{Replied, Data{Unit: t.Lead, Text: a.Text, Yes: a.Resolved, Override: a.Override, Clocks: cs}}}, nil
}

// replyFault is what speaks against a reply; a reason overrides it.
func (r Rules) replyFault(t Ticket, text string) error {
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
	return nil
}

// part hands in a co-handler's share to the lead.
func part(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	if err := need("text", a.Text); err != nil {
		return nil, err
	}
	cs := t.change(func(c sla.Clock) bool { return c.Open() && c.Kind == ClockPart && c.Unit == by.Unit }, meet(now))
	return []draft{{Parted, Data{Unit: by.Unit, Text: a.Text, Clocks: cs}}}, nil
}

// review passes the unit's reply on to the call-back, or sends it back (审核).
// A caller who cannot or need not be called back closes the ticket here.
func (r Rules) review(t Ticket, a Action, now time.Time) ([]draft, error) {
	if !a.Pass {
		if err := need("reason", a.Reason); err != nil {
			return nil, err
		}
		cs := t.change(openOf(sla.ReviewClock), meet(now))
		if c, i := t.Clock(sla.ResolveClock); i >= 0 {
			cs = append(cs, ClockChange{I: i, Clock: r.reopen(c, now)})
		}
		return []draft{{Reviewed, Data{Reason: a.Reason, Clocks: cs}}}, nil
	}
	return r.toCallback(t, draft{Reviewed, Data{Yes: true, Reason: a.Reason, Clocks: t.change(openOf(sla.ReviewClock), meet(now))}}, now), nil
}

// toCallback starts the call-back clock, or closes when nobody waits for a call.
func (r Rules) toCallback(t Ticket, d draft, now time.Time) []draft {
	if t.Contact.Anonymous || !t.Contact.WantsReply {
		return []draft{d, {Closed, Data{Reason: "no_callback"}}}
	}
	d.data.Clocks = r.startNext(t, d.data.Clocks, sla.CallbackClock, "", now, r.limits(t).Callback)
	return []draft{d}
}

// reopen lets a met clock run on: the time between counts for nobody.
func (r Rules) reopen(c sla.Clock, now time.Time) sla.Clock {
	if c.MetAt.IsZero() {
		return c
	}
	at := c.MetAt
	c.MetAt = time.Time{}
	return c.Pause(at).Resume(now, r.Calendar, r.Policy.Ladder)
}

// callback records what the citizen says (回访). Satisfied closes; dissatisfied
// by the unit's fault means redo 重办; for outside reasons it closes with the
// reason. Three calls nobody answers close it too.
func (r Rules) callback(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := optional("reason", a.Reason); err != nil {
		return nil, err
	}
	d := Data{Reached: a.Reached, Reason: a.Reason}
	if !a.Reached {
		missed := 1
		for _, c := range t.Callbacks {
			if !c.Reached {
				missed++
			}
		}
		if missed < 3 {
			return []draft{{CalledBack, d}}, nil
		}
		d.Clocks = t.change(openOf(sla.CallbackClock), meet(now))
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "unreachable"}}}, nil
	}
	d.Contacted, d.Resolved, d.Satisfied = a.Contacted, a.Resolved, a.Satisfied
	d.Clocks = t.change(openOf(sla.CallbackClock), meet(now))
	if a.Satisfied {
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "satisfied"}}}, nil
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if !a.Subjective {
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "explained"}}}, nil
	}
	redo := r.startAgain(t, d.Clocks, now)[len(d.Clocks):]
	return []draft{{CalledBack, d}, {Redone, Data{Reason: a.Reason, Clocks: redo}}}, nil
}

// again makes the unit (or the hotline) do it once more: redo 重办 after a
// call-back, reopen 重启 of an ended ticket.
func (r Rules) again(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	kind := Redone
	if a.Kind == DoReopen {
		kind = Reopened
	}
	cs := t.change(openOf(sla.CallbackClock), meet(now))
	return []draft{{kind, Data{Reason: a.Reason, Clocks: r.startAgain(t, cs, now)}}}, nil
}

// startAgain starts the clock of a second round: the unit's, or the hotline's
// for a ticket that never had a unit.
func (r Rules) startAgain(t Ticket, cs []ClockChange, now time.Time) []ClockChange {
	if t.Lead == "" {
		return r.startNext(t, cs, sla.DispatchClock, "", now, r.limits(t).Dispatch)
	}
	return r.startNext(t, cs, sla.ResolveClock, t.Lead, now, r.limits(t).Redo)
}

// escalate fires every step of every clock that is due. A step fires once: the
// clock counts them, and the ticket's version changes with it.
func (r Rules) escalate(t Ticket, now time.Time) []draft {
	var out []draft
	for i, c := range t.Clocks {
		if !c.Open() || c.NextAt.IsZero() || c.NextAt.After(now) {
			continue
		}
		after, fired := c.Fire(now, r.Calendar, r.Policy.Ladder)
		for n, f := range fired {
			d := Data{Clock: c.Kind, Unit: c.Unit, Due: f.At, Step: strconv.Itoa(i) + "/" + f.Step.Name}
			kind := Reminded
			switch {
			case f.Step.Level > 0 && c.Unit != "":
				kind, d.Level = Escalated, f.Step.Level
			case f.Step.Percent == 0, f.Step.Percent == 100:
				kind = Overdue
			}
			if n == len(fired)-1 {
				d.Clocks = []ClockChange{{I: i, Clock: after}}
			}
			out = append(out, draft{kind, d})
		}
	}
	return out
}

// supervise reminds the unit (催办) or raises the level (督办 1–6). Levels from
// the third on are always a person's decision.
func supervise(t Ticket, a Action) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	if a.Kind == DoRemind {
		return []draft{{Reminded, Data{Reason: a.Reason, Unit: t.Lead}}}, nil
	}
	if a.Level < 1 || a.Level > 6 {
		return nil, FieldError("level", "out_of_range", 1, 6)
	}
	if a.Level <= t.Level {
		return nil, Errorf(Conflict, "level_reached", t.Level)
	}
	return []draft{{Supervised, Data{Reason: a.Reason, Level: a.Level, Unit: t.Lead}}}, nil
}

// mark sets an overlay: difficult 疑难, excluded from the score 剔除, suspended 挂账.
func (r Rules) mark(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	d := Data{Reason: a.Reason}
	switch a.Kind {
	case DoDifficult:
		return []draft{{DifficultMarked, d}}, nil
	case DoExclude:
		return []draft{{ExcludedMarked, d}}, nil
	case DoSuspend:
		if !t.Suspended.IsZero() {
			return nil, Errorf(Conflict, "already_suspended")
		}
		if !a.Until.After(now) || a.Until.After(now.AddDate(1, 0, 0)) {
			return nil, FieldError("until", "out_of_range", "now", "+1y")
		}
		d.Until = stamp(a.Until)
		d.Clocks = t.change(func(c sla.Clock) bool { return c.Open() && c.Unit != "" }, func(c sla.Clock) sla.Clock { return c.Pause(now) })
		return []draft{{SuspendedMarked, d}}, nil
	default:
		if t.Suspended.IsZero() {
			return nil, Errorf(Conflict, "not_suspended")
		}
		d.Clocks = r.resumeAll(t, now)
		return []draft{{Resumed, d}}, nil
	}
}

func (r Rules) resumeAll(t Ticket, now time.Time) []ClockChange {
	return t.change(func(c sla.Clock) bool { return c.Open() && len(c.Pauses) > 0 }, func(c sla.Clock) sla.Clock {
		return c.Resume(now, r.Calendar, r.Policy.Ladder)
	})
}

// recompute moves open deadlines to a new calendar; ended clocks stay as they
// were. The change is an event, never silent.
func (r Rules) recompute(t Ticket) []draft {
	var cs []ClockChange
	for i, c := range t.Clocks {
		if !c.Open() {
			continue
		}
		if n := c.Recompute(r.Calendar, r.Policy.Ladder); !n.Due.Equal(c.Due) || n.Provisional != c.Provisional {
			cs = append(cs, ClockChange{I: i, Clock: n})
		}
	}
	if len(cs) == 0 {
		return nil
	}
	return []draft{{Recomputed, Data{Calendar: r.Calendar.Version, Clocks: cs}}}
}
