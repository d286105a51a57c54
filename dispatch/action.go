package dispatch

import (
	"slices"
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
	MinReply         int // shortest reply, in characters
	Centre           ReportCentre
	Perfunctory      []string // phrases that alone are no answer (敷衍用语)
	Failover         FailoverRules
	Lights           LightRules
	Roster           *Roster // who is on duty; nil: by the posts alone
	Files            FileRules
}

// Action is what somebody wants; each kind uses a few of the fields.
type Action struct {
	Kind    ActionKind
	Version int    // refuse unless the ticket has it; 0: any
	Key     string // idempotency key: an action seen before changes nothing

	Lead    string
	CoUnits []string
	Tasks   []Task   // what each unit has to do
	Units   []string // whom the lead calls for, or who is invited to a conference
	Unit    string
	Routing *Routing

	Reason     string
	Basis      string
	Suggested  string
	Text       string
	Method     string
	About      string // what a contact was about
	Route      string
	Override   string
	Earlier    []string // the unit's last replies to other tickets, beside which a reply is read
	Reached    bool
	Pass       bool // review
	Approve    bool // decisions
	Resolved   bool
	Contacted  bool
	Satisfied  bool
	Subjective *bool // dissatisfied by the unit's fault (主观原因); nil: the code says it
	Code       string
	Evidence   string
	Items      []string
	Days       int
	Level      int
	Until      time.Time
	Count      int // tickets of the unit, and of all, that an inspection found
	Total      int
	Attended   []string // who came to a conference
	Place      string
	At         time.Time
	Due        time.Time
	Entry      *EntryDraft
	LetterKind LetterKind // which letter, where a level has two
	Form       Form       // of supervision
	Demand     string     // what a letter asks for; empty: what its kind asks for
	Receiver   string     // the body a case is passed to (移送)
	Who        string     // on site, at the table, whose note, which medium
	Letter     int        // which letter of the ticket, from 1
	N          int        // which act of supervision, from 1
	Into       string     // the master of a merge, or the child for adopt and release
	Mark       string     // how the other ticket of a merge is sealed

	Category    string   // of the reporting centre
	Users       []string // that are named, or must stay away
	Attachments []Attachment
	Of          string  // the merged ticket whose citizen adds to its master
	Caller      *Person // whose name and number the words must not tell; never written down
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
	if a.Version != 0 && (a.Version < t.Changed || a.Version > t.Version) {
		return t, nil, Errorf(Conflict, "stale_version", t.Version)
	}
	if ru, _ := ruleOf(a.Kind); !hasState(ru.from, t.State) {
		if alreadyDone(t, a) {
			return t, nil, nil
		}
		return t, nil, Errorf(Conflict, "wrong_state", string(a.Kind), string(t.State))
	}
	now = t.notBefore(now)
	a = a.scrubbed(t.IsSealed() || t.Contact.Public || a.Kind == DoSeal)
	d, err := r.decide(t, a, by, now)
	if err == nil {
		d, err = r.attach(t, a, d)
	}
	if err != nil {
		return t, nil, err
	}
	after, events, err := record(t, d, a.Key, by, now)
	if err != nil {
		return t, nil, err
	}
	after, more, err := record(after, moot(t, after), "", System(), now)
	return after, append(events, more...), err
}

// notBefore is now, but never before the ticket's last event: a clock that was
// put back, or that of another server, does not turn its history round.
func (t Ticket) notBefore(now time.Time) time.Time {
	if now = stamp(now); now.Before(t.UpdatedAt) {
		return t.UpdatedAt
	}
	return now
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
		return r.accept(t, by, now)
	case DoContact:
		return r.contact(t, a, by, now)
	case DoReply:
		return r.reply(t, a, now)
	case DoPart:
		return r.part(t, a, by, now)
	case DoReview:
		return r.review(t, a, now)
	case DoCallback:
		return r.callback(t, a, now)
	case DoReturn:
		return r.askReturn(t, a, by, now)
	case DoDecideReturn:
		return r.decideReturn(t, a, by, now)
	case DoConfer, DoAttend, DoConclude, DoCancelConference:
		return r.conference(t, a, by, now)
	case DoExtend:
		return r.askExtension(t, a, now)
	case DoDecideExtension:
		return r.decideExtension(t, a, by, now)
	case DoEscalate:
		return r.escalate(t, now), nil
	case DoRemind, DoSupervise:
		return r.supervise(t, a, by, now)
	case DoSuperviseResult:
		return superviseResult(t, a)
	case DoReceiveLetter, DoAnswerLetter, DoCloseLetter:
		return correspond(t, a, by)
	case DoAppend, DoUrge, DoNote, DoReveal:
		return speak(t, a, by, now)
	case DoReturnUp:
		return returnUp(t, a)
	case DoDecideUp:
		return decideUp(t, a)
	case DoMoveUp:
		return r.moveUp(t, a)
	case DoAttach:
		return attachOnly(t, a, by)
	case DoFollow:
		return follow(t, a)
	case DoRate:
		return r.rate(t, a, now)
	case DoKeepClosed:
		return keepClosed(t, a)
	case DoSpotCheck:
		return r.spotCheck(t, a, by, now)
	case DoAsk:
		return askMore(t, a, by)
	case DoMerge, DoUnmerge, DoMove, DoAdopt, DoRelease, DoInherit:
		return r.merge(t, a, now)
	case DoRedo, DoReopen:
		return r.again(t, a, now)
	case DoDifficult, DoExclude:
		return overlay(a)
	case DoSuspend:
		return r.suspend(t, a, now)
	case DoResume:
		return r.resume(t, a, now)
	case DoAssist:
		return r.assist(t, a, now)
	case DoAskAssist:
		return r.askAssist(t, a)
	case DoDecideAssist:
		return r.decideAssist(t, a, by, now)
	case DoHandover:
		return r.handover(t, a, now)
	case DoSeal:
		return r.seal(t, a)
	case DoRecuse:
		return r.recuse(t, a, now)
	case DoUnseal, DoDecideUnseal:
		return unseal(t, a, by, now)
	case DoRecompute:
		return r.recompute(t), nil
	case DoInspect:
		return []draft{{Inspected, Data{Unit: t.Lead, Reason: a.Reason, Count: a.Count, Total: a.Total}}}, nil
	default:
		return nil, Errorf(Invalid, "action_unknown", string(a.Kind))
	}
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

// meet ends a clock as done. One that stood still runs up to now first, so that
// the time it stood is not held against anybody.
func (r Rules) meet(now time.Time) func(sla.Clock) sla.Clock {
	return func(c sla.Clock) sla.Clock { return c.Resume(now, r.Calendar, r.Policy.Ladder).Meet(now) }
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
