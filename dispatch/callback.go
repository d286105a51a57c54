package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// The reasons for which a citizen is not satisfied (不满意原因). The first four are
// the unit's fault (主观), the last two are not (客观).
var (
	SubjectiveCodes = []string{"attitude", "slow", "result", "procedure"}
	ObjectiveCodes  = []string{"unreasonable", "outside"}
)

// MaxMissed is after how many calls nobody answered a ticket may close as
// unreachable, if they fell in two parts of the day.
const MaxMissed = 3

// Miss is a call-back nobody answered, and the part of the day it fell in.
type Miss struct {
	At   time.Time
	Part string // morning, afternoon or evening
}

// callParts are the hours in which citizens are called back.
var callParts = []struct {
	name        string
	start, till int
}{{"morning", 9, 12}, {"afternoon", 14, 18}, {"evening", 18, 20}}

// PartOf names the part of a local day a moment falls in.
func PartOf(at time.Time) string { return dayPart(at)[len(time.DateOnly):] }

// Missed lists the calls of this round that nobody answered: those before a redo
// were about another answer.
func (t Ticket) Missed() []Miss {
	var out []Miss
	for _, c := range t.Callbacks {
		if !c.Reached && c.Round == t.Redo {
			out = append(out, Miss{At: c.At, Part: PartOf(c.At)})
		}
	}
	return out
}

// NextCall is from when the citizen is to be tried again (再次回访), and in which
// part of the day: another one than last time. Zero when no call was missed.
func (t Ticket) NextCall() (after time.Time, part string) {
	missed := t.Missed()
	if t.State != StateReviewed || len(missed) == 0 {
		return time.Time{}, ""
	}
	l := missed[len(missed)-1].At.In(sla.Zone)
	last := slices.IndexFunc(callParts, func(p struct {
		name        string
		start, till int
	}) bool {
		return p.name == PartOf(l)
	})
	next, day := last+1, l.Day()
	if next == len(callParts) {
		next, day = 0, day+1
	}
	return time.Date(l.Year(), l.Month(), day, callParts[next].start, 0, 0, 0, sla.Zone).UTC(), callParts[next].name
}

// callFrom orders the call list (回访队列): since when the citizen may be called,
// so that those who may be called now come before those who are to be tried
// later. Who rated the answer badly is called first.
func (t Ticket) callFrom() time.Time {
	if t.Unhappy() {
		return t.Rating.At.AddDate(-10, 0, 0)
	}
	if after, _ := t.NextCall(); !after.IsZero() {
		return after
	}
	c, i := t.Clock(sla.CallbackClock)
	if i < 0 {
		return t.UpdatedAt
	}
	return c.Start
}

// callback records what the citizen says (回访). Satisfied closes; dissatisfied
// by the unit's fault means redo 重办; for outside reasons it closes with what
// was explained.
func (r Rules) callback(t Ticket, a Action, now time.Time) ([]draft, error) {
	if err := optional("reason", a.Reason); err != nil {
		return nil, err
	}
	if !a.Reached {
		return r.missedCall(t, a, now), nil
	}
	d := Data{Reached: true, Reason: a.Reason, Contacted: a.Contacted, Resolved: a.Resolved, Satisfied: a.Satisfied,
		Clocks: t.change(openOf(sla.CallbackClock), r.meet(now))}
	if a.Satisfied {
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "satisfied"}}}, nil
	}
	subjective, err := a.fault()
	if err != nil {
		return nil, err
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	d.Code = a.Code
	if !subjective {
		return []draft{{CalledBack, d}, {Closed, Data{Reason: "explained"}}}, nil
	}
	redo := r.startAgain(t, d.Clocks, now)[len(d.Clocks):]
	return []draft{{CalledBack, d}, {Redone, Data{Code: a.Code, Reason: a.Reason, Clocks: redo}}}, nil
}

// missedCall records a call nobody answered. The third one closes the ticket as
// unreachable, unless all of them fell in the same part of the day.
func (r Rules) missedCall(t Ticket, a Action, now time.Time) []draft {
	d := Data{Reason: a.Reason}
	parts := map[string]bool{dayPart(now): true}
	missed := t.Missed()
	for _, m := range missed {
		parts[dayPart(m.At)] = true
	}
	if len(missed)+1 < MaxMissed || len(parts) < 2 {
		return []draft{{CalledBack, d}}
	}
	d.Clocks = t.change(openOf(sla.CallbackClock), r.meet(now))
	return []draft{{CalledBack, d}, {Closed, Data{Reason: "unreachable"}}}
}

// fault tells whose fault the dissatisfaction is: by the code, and by the word of
// who called, which must say the same where both are given.
func (a Action) fault() (subjective bool, err error) {
	byCode := slices.Contains(SubjectiveCodes, a.Code)
	switch {
	case a.Code == "" && a.Subjective == nil:
		return false, FieldError("code", "required")
	case a.Code == "":
		return *a.Subjective, nil
	case !byCode && !slices.Contains(ObjectiveCodes, a.Code):
		return false, FieldError("code", "unknown_value")
	case a.Subjective != nil && *a.Subjective != byCode:
		return false, FieldError("subjective", "code_disagrees")
	}
	return byCode, nil
}

// voice is what the citizen said of this round's answer: on the telephone, else
// on the public page. ok is false while nothing was said.
func (t Ticket) voice() (satisfied, ok bool) {
	if r := t.Rating; r != nil && r.Round == t.Redo {
		satisfied, ok = r.Satisfied, true
	}
	for _, c := range t.Callbacks {
		if c.Reached && c.Round == t.Redo {
			satisfied, ok = c.Satisfied, true
		}
	}
	return satisfied, ok
}

// TwiceUnhappy tells whether the citizen was dissatisfied with two answers in a
// row (连续两次不满意): the supervisor looks at it.
func (t Ticket) TwiceUnhappy() bool { return t.UnhappyRounds >= 2 && t.State.Open() }

// startAgain starts the clock of a second round: the unit's, or the hotline's
// for a ticket that never had a unit.
func (r Rules) startAgain(t Ticket, cs []ClockChange, now time.Time) []ClockChange {
	if t.Lead == "" || t.recusesUnit(t.Lead) {
		return r.startNext(t, cs, sla.DispatchClock, "", now, r.limits(t).Dispatch)
	}
	return r.startNext(t, cs, sla.ResolveClock, t.Lead, now, r.limits(t).Redo)
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
	out := r.successions(t)
	for _, d := range out {
		t.handedOver(Event{Data: d.data})
	}
	cs := t.change(openOf(sla.CallbackClock), r.meet(now))
	return append(out, draft{kind, Data{Reason: a.Reason, Clocks: r.startAgain(t, cs, now)}}), nil
}

// calledBack folds a call-back.
func (t *Ticket) calledBack(e Event) {
	d := e.Data
	t.Callbacks = append(slices.Clone(t.Callbacks), Callback{At: e.At, Round: t.Redo, Reached: d.Reached, Contacted: d.Contacted,
		Resolved: d.Resolved, Satisfied: d.Satisfied, Code: d.Code, Reason: d.Reason})
}

// again folds a redo and a reopening: the next round.
func (t *Ticket) again(Event) {
	if satisfied, ok := t.voice(); ok && !satisfied {
		t.UnhappyRounds++
	} else if ok {
		t.UnhappyRounds = 0
	}
	t.ClosedAt = time.Time{}
	t.Redo++
	t.Attention = "redo"
	t.State = StateContacted
	t.dismiss()
	if t.Lead == "" {
		t.State = StateRegistered
	}
}
