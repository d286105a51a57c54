package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Letter is one letter of the ladder on a ticket (督办文书). It holds what was
// decided and what became of it; its number and its words follow from the
// ticket's history, so that a ticket does not grow by them.
type Letter struct {
	Kind     LetterKind `json:"kind"`
	Level    int        `json:"level"`
	Form     Form       `json:"form,omitempty"`
	Unit     string     `json:"unit"`
	At       time.Time  `json:"at"`
	By       string     `json:"by,omitempty"` // empty: a timer
	Reason   string     `json:"reason,omitempty"`
	Demand   string     `json:"demand,omitempty"`
	Receiver string     `json:"receiver,omitempty"` // the body it goes to, outside the units
	Due      time.Time  `json:"due"`
	Seq      int        `json:"seq"` // the event that issued it

	ReceivedAt time.Time `json:"received_at,omitzero"`
	ReceivedBy string    `json:"received_by,omitempty"`
	AnsweredAt time.Time `json:"answered_at,omitzero"`
	AnsweredBy string    `json:"answered_by,omitempty"`
	Answer     string    `json:"answer,omitempty"`
	Late       bool      `json:"late,omitempty"` // was not answered in time
	ClosedAt   time.Time `json:"closed_at,omitzero"`
	ClosedBy   string    `json:"closed_by,omitempty"`
	Closing    string    `json:"closing,omitempty"` // why, in the supervisor's words or as a code
	Withdrawn  bool      `json:"withdrawn,omitempty"`
}

// LetterState is how far a letter is.
type LetterState string

// The states of a letter.
const (
	LetterIssued   LetterState = "issued"   // 待签收
	LetterReceived LetterState = "received" // 待回复
	LetterLate     LetterState = "late"     // 逾期未复
	LetterAnswered LetterState = "answered" // 已回复
	LetterClosed   LetterState = "closed"   // 已办结, or withdrawn 已撤回
)

// State is how far the letter is, by what was recorded.
func (l Letter) State() LetterState {
	switch {
	case !l.ClosedAt.IsZero():
		return LetterClosed
	case !l.AnsweredAt.IsZero():
		return LetterAnswered
	case l.Late:
		return LetterLate
	case !l.ReceivedAt.IsZero():
		return LetterReceived
	}
	return LetterIssued
}

// Waits tells whether the letter still wants its answer.
func (l Letter) Waits() bool { return l.ClosedAt.IsZero() && l.AnsweredAt.IsZero() }

// Outside tells whether the letter goes to a body that is none of the units.
func (l Letter) Outside() bool { return l.Kind == LetterTransfer }

// For tells whether the reader may see the letter: the hotline all, a unit those
// addressed to it.
func (l Letter) For(by Actor) bool {
	return by.Role.Hotline() || by.Role == RoleSystem || l.mine(by)
}

// LetterToOthers tells whether the event is about a letter that the reader may
// not see.
func LetterToOthers(e Event, by Actor) bool {
	switch e.Kind {
	case LetterSent, LetterTaken, LetterReplied, LetterOverdue, LetterEnded:
		return !Letter{Kind: e.Data.LetterKind, Unit: e.Data.Unit}.For(by)
	}
	return false
}

func (l Letter) mine(by Actor) bool {
	return by.Role == RoleLiaison && by.Unit == l.Unit && by.Unit != "" && !l.Outside()
}

// LetterOffers lists what the actor may do with the nth letter of the ticket.
func LetterOffers(t Ticket, n int, by Actor) []ActionKind {
	out, l := []ActionKind{}, t.Letters[n-1]
	for _, kind := range []ActionKind{DoReceiveLetter, DoAnswerLetter, DoCloseLetter} {
		own := l.mine(by) || l.Outside() && by.Role == RoleSupervisor
		switch {
		case May(t, kind, by) != nil || !l.ClosedAt.IsZero() || kind != DoCloseLetter && !own:
		case kind == DoReceiveLetter && !l.ReceivedAt.IsZero(), kind == DoAnswerLetter && !l.Waits():
		default:
			out = append(out, kind)
		}
	}
	return out
}

// The codes of a closing that nobody had to decide.
const (
	ClosedDone     = "done" // the ticket is answered or over
	ClosedLeft     = "left" // the unit has the ticket no more
	maxLetterText  = 1000   // an answer, a demand
	maxLetterDelay = 90 * 24 * time.Hour
)

// draftLetter is a letter to a unit; its deadline is the given one, else that of
// the rung by the calendar.
func (r Rules) draftLetter(g Rung, unit string, a Action, now time.Time) draft {
	due := a.Due
	if due.IsZero() {
		due, _ = sla.Deadline(now, g.Answer, r.Calendar)
	}
	return draft{LetterSent, Data{LetterKind: g.Kind, Level: g.Level, Form: a.Form, Unit: unit, Code: a.Code, Reason: a.Reason, Demand: a.Demand,
		Receiver: a.Receiver, Due: stamp(due)}}
}

// letters is what the timers' steps write to each unit: one letter a unit, that
// of the highest step, however many clocks and steps a sweep found. A letter of
// that rung or a higher one that still wants its answer says it already. The
// ticket is as the steps have left it.
func (r Rules) letters(t Ticket, fired []draft, now time.Time) []draft {
	highest, order := map[string]int{}, []string{}
	for _, d := range fired {
		if d.kind != Escalated || !t.State.WithUnit() || !t.Handles(d.data.Unit) {
			continue
		}
		if _, ok := highest[d.data.Unit]; !ok {
			order = append(order, d.data.Unit)
		}
		highest[d.data.Unit] = max(highest[d.data.Unit], d.data.Level)
	}
	var out []draft
	for _, unit := range order {
		g, ok := rung(highest[unit], "")
		said := slices.ContainsFunc(t.Letters, func(l Letter) bool { return l.Unit == unit && l.Waits() && l.Level >= g.Level })
		if ok && !said && hasRole(g.By, RoleSystem) {
			out = append(out, r.draftLetter(g, unit, Action{}, now))
		}
	}
	return out
}

// lateLetters marks the letters whose answer is not there in time, each once.
func (t Ticket) lateLetters(now time.Time) []draft {
	var out []draft
	for i, l := range t.Letters {
		if at := l.timer(); !at.IsZero() && !at.After(now) {
			out = append(out, draft{LetterOverdue, Data{Letter: i + 1, LetterKind: l.Kind, Level: l.Level, Unit: l.Unit, Due: l.Due}})
		}
	}
	return out
}

// timer is when the letter becomes late; zero when it cannot any more.
func (l Letter) timer() time.Time {
	if !l.Waits() || l.Late {
		return time.Time{}
	}
	return l.Due
}

// letterAt is when the next letter of the ticket becomes late. Nothing is timed
// on a ticket that is over; a late answer to it is late all the same.
func (t Ticket) letterAt() time.Time {
	var next time.Time
	if !t.State.Open() {
		return next
	}
	for _, l := range t.Letters {
		if at := l.timer(); !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	return next
}

// moot ends the letters that an action has made pointless: those of a unit that
// has the ticket no more are withdrawn, and a reminder (催办) is answered by the
// unit's reply or the end of the ticket. Higher letters still want their answer.
// Those of a merged ticket rest with it: it may come out again.
func moot(before, after Ticket) []draft {
	var out []draft
	for i, l := range after.Letters {
		d := Data{Letter: i + 1, LetterKind: l.Kind, Level: l.Level, Unit: l.Unit}
		gone := !l.Outside() && !after.Handles(l.Unit)
		switch {
		case !l.ClosedAt.IsZero():
			continue
		case gone && l.Waits():
			d.Code, d.Yes = ClosedLeft, true
		case gone, l.Kind == LetterUrge && before.State.WithUnit() && !after.State.WithUnit() && after.State != StateMerged:
			d.Code = ClosedDone
		default:
			continue
		}
		out = append(out, draft{LetterEnded, d})
	}
	return out
}

// correspond receives (签收), answers (回复) or closes a letter.
func correspond(t Ticket, a Action, by Actor) ([]draft, error) {
	if a.Letter < 1 || a.Letter > len(t.Letters) {
		return nil, Errorf(NotFound, "letter_unknown", a.Letter)
	}
	l := t.Letters[a.Letter-1]
	d := Data{Letter: a.Letter, LetterKind: l.Kind, Level: l.Level, Unit: l.Unit}
	if a.Kind != DoCloseLetter && !l.mine(by) && !(l.Outside() && by.Role == RoleSupervisor) {
		return nil, Errorf(Forbidden, "letter_not_yours")
	}
	if !l.ClosedAt.IsZero() {
		return nil, Errorf(Conflict, "letter_closed")
	}
	switch a.Kind {
	case DoReceiveLetter:
		if !l.ReceivedAt.IsZero() {
			return nil, nil
		}
		return []draft{{LetterTaken, d}}, nil
	case DoAnswerLetter:
		if !l.AnsweredAt.IsZero() {
			return nil, Errorf(Conflict, "letter_answered")
		}
		if err := need("text", a.Text); err != nil {
			return nil, err
		}
		d.Text = a.Text
		return []draft{{LetterReplied, d}}, Plain("text", a.Text, maxLetterText)
	default:
		d.Reason = a.Reason
		return []draft{{LetterEnded, d}}, need("reason", a.Reason)
	}
}

// letter folds what happened to a letter. An answer is a receipt too.
func (t *Ticket) letter(e Event) {
	d := e.Data
	t.Letters = slices.Clone(t.Letters)
	if e.Kind == LetterSent {
		l := Letter{Kind: d.LetterKind, Level: d.Level, Form: d.Form, Unit: d.Unit, At: e.At, Reason: d.Reason, Demand: d.Demand,
			Receiver: d.Receiver, Due: d.Due, Seq: e.Seq}
		if e.Actor.Role != RoleSystem {
			l.By = or(e.Actor.Name, e.Actor.ID)
		}
		t.Letters = append(t.Letters, l)
		return
	}
	if d.Letter < 1 || d.Letter > len(t.Letters) {
		return
	}
	l, who := &t.Letters[d.Letter-1], or(e.Actor.Name, e.Actor.ID)
	switch e.Kind {
	case LetterTaken:
		l.ReceivedAt, l.ReceivedBy = e.At, who
	case LetterReplied:
		l.AnsweredAt, l.AnsweredBy, l.Answer = e.At, who, d.Text
		l.Late = e.At.After(l.Due)
		if l.ReceivedAt.IsZero() {
			l.ReceivedAt, l.ReceivedBy = e.At, who
		}
	case LetterOverdue:
		l.Late = true
	default:
		l.ClosedAt, l.Closing, l.Withdrawn = e.At, or(d.Code, d.Reason), d.Yes
		if e.Actor.Role != RoleSystem {
			l.ClosedBy = who
		}
	}
}

// letterQueues are the letters' queues: those of the hotline by their states, and
// for each unit those with something to answer and those with something answered.
func (t Ticket) letterQueues() []string {
	if len(t.Letters) == 0 || t.State == StateMerged {
		return nil
	}
	var out []string
	for _, l := range t.Letters {
		state := l.State()
		if state != LetterClosed {
			out = append(out, "hotline/letters")
		}
		out = append(out, "hotline/letters/"+string(state))
		switch lane := "unit:" + l.Unit + "/letters"; {
		case l.Outside() || !t.Handles(l.Unit):
		case l.Waits():
			out = append(out, lane)
		default:
			out = append(out, lane+"/done")
		}
	}
	return unique(out)
}

// LetterStages lists the states by which the hotline's queues of letters go, the
// one that needs the supervisor most first.
func LetterStages() []LetterState {
	return []LetterState{LetterLate, LetterAnswered, LetterIssued, LetterReceived, LetterClosed}
}
