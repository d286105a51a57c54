package phone

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// CallState is where a call stands.
type CallState string

// The states of a call.
const (
	InMenu      CallState = "menu"      // 语音导航: nobody was asked for yet
	Waiting     CallState = "waiting"   // 排队
	Rings       CallState = "ringing"   // 振铃
	Talking     CallState = "talking"   // 通话中
	Over        CallState = "over"      // 已接听, and ended
	GivenUp     CallState = "abandoned" // 放弃: the caller hung up before anybody's telephone rang
	Unanswered  CallState = "missed"    // 漏接: telephones rang, nobody answered
	LeftInMenu  CallState = "left"      // 导航中挂机: the caller asked for nobody
	NobodyThere CallState = "unreached" // 未接通: the hotline called in vain
)

// States lists all states.
var States = []CallState{InMenu, Waiting, Rings, Talking, Over, GivenUp, Unanswered, LeftInMenu, NobodyThere}

// Leg is an extension's part in a call.
type Leg struct {
	Extension string    `json:"ext,omitempty"`
	At        time.Time `json:"at"`
	Passed    time.Time `json:"passed,omitzero"` // when the call was last passed on to it
	User      string    `json:"user,omitempty"`  // who sat there
}

// last is when the extension last got the call.
func (l Leg) last() time.Time {
	if l.Passed.IsZero() {
		return l.At
	}
	return l.Passed
}

// Said is a word of the telephone system with its time, by which one of several
// holds.
type Said struct {
	At   time.Time `json:"at,omitzero"`
	Text string    `json:"text,omitempty"`
}

// Call is what is known of one call: the fold of its events. Each part is made by
// what does not depend on order or repetition (the earliest, the latest, a set),
// so that late and doubled events change nothing.
type Call struct {
	ID      string    `json:"id"`
	Started time.Time `json:"started"`
	Out     bool      `json:"out,omitempty"`
	Number  Said      `json:"-"` // kept sealed by the server
	Line    Said      `json:"line,omitzero"`
	Queue   Said      `json:"queue,omitzero"`
	// Asked is when the caller began to wait for a person.
	Asked     time.Time `json:"asked,omitzero"`
	Rang      []Leg     `json:"rang,omitempty"`
	Answers   []Leg     `json:"answers,omitempty"` // the first, and those it was passed on to
	Abandoned time.Time `json:"abandoned,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
	Recording Said      `json:"recording,omitzero"`
}

// mostLegs bounds the extensions of one call.
const mostLegs = 64

// Apply is the call with an event more.
func (c Call) Apply(e Event) Call {
	at := e.At.UTC().Truncate(time.Millisecond)
	c.Started = earliest(c.Started, at)
	c.Out = c.Out || e.Out
	c.Number = c.Number.first(at, e.Number)
	c.Line = c.Line.first(at, e.Line)
	c.Queue = c.Queue.last(at, e.Queue)
	switch e.Kind {
	case Queued:
		c.Asked = earliest(c.Asked, at)
	case Ringing:
		c.Asked = earliest(c.Asked, at)
		c.Rang = with(c.Rang, e.Extension, at)
	case Answered, Transferred:
		c.Answers = with(c.Answers, e.Extension, at)
		if i := slices.IndexFunc(c.Answers, func(l Leg) bool { return l.Extension == e.Extension }); e.Kind == Transferred && i >= 0 && at.After(c.Answers[i].Passed) {
			c.Answers[i].Passed = at
		}
	case Abandoned:
		c.Asked, c.Abandoned = earliest(c.Asked, at), earliest(c.Abandoned, at)
	case Ended:
		c.Ended = earliest(c.Ended, at)
	case Recorded:
		c.Recording = c.Recording.last(at, e.Recording)
	}
	return c
}

// Holds tells whether applying the event changed nothing.
func (c Call) Holds(after Call) bool {
	legs := func(a, b []Leg) bool {
		return slices.EqualFunc(a, b, func(x, y Leg) bool { return x.Extension == y.Extension && x.At.Equal(y.At) && x.Passed.Equal(y.Passed) })
	}
	times := func(c Call) [5]int64 {
		return [5]int64{c.Started.UnixMilli(), c.Asked.UnixMilli(), c.Abandoned.UnixMilli(), c.Ended.UnixMilli(), 0}
	}
	words := func(c Call) [4]string { return [4]string{c.Number.Text, c.Line.Text, c.Queue.Text, c.Recording.Text} }
	return times(c) == times(after) && words(c) == words(after) && c.Out == after.Out && legs(c.Rang, after.Rang) && legs(c.Answers, after.Answers)
}

func earliest(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}

func (s Said) first(at time.Time, text string) Said {
	if text == "" || s.Text != "" && cmp.Or(s.At.Compare(at), strings.Compare(s.Text, text)) <= 0 {
		return s
	}
	return Said{at, text}
}

func (s Said) last(at time.Time, text string) Said {
	if text == "" || s.Text != "" && cmp.Or(s.At.Compare(at), strings.Compare(s.Text, text)) >= 0 {
		return s
	}
	return Said{at, text}
}

// with is the list with an extension, each once with its earliest time, in order
// of time.
func with(legs []Leg, extension string, at time.Time) []Leg {
	legs = slices.Clone(legs)
	i := slices.IndexFunc(legs, func(l Leg) bool { return l.Extension == extension })
	switch {
	case i >= 0:
		legs[i].At = earliest(legs[i].At, at)
	case len(legs) < mostLegs:
		legs = append(legs, Leg{Extension: extension, At: at})
	}
	slices.SortFunc(legs, func(a, b Leg) int { return cmp.Or(a.At.Compare(b.At), strings.Compare(a.Extension, b.Extension)) })
	return legs
}

// State is where the call stands.
func (c Call) State() CallState {
	over := !c.Ended.IsZero() || !c.Abandoned.IsZero()
	switch {
	case len(c.Answers) > 0 && c.Ended.IsZero():
		return Talking
	case len(c.Answers) > 0:
		return Over
	case over && c.Out:
		return NobodyThere
	case over && len(c.Rang) > 0:
		return Unanswered
	case over && !c.Asked.IsZero():
		return GivenUp
	case over:
		return LeftInMenu
	case len(c.Rang) > 0:
		return Rings
	case !c.Asked.IsZero():
		return Waiting
	}
	return InMenu
}

// Live tells whether the call goes on.
func (s CallState) Live() bool { return s == InMenu || s == Waiting || s == Rings || s == Talking }

// Missed tells whether the caller waited for a person and none came.
func (s CallState) Missed() bool { return s == GivenUp || s == Unanswered }

// AnsweredAt is when the call was first answered.
func (c Call) AnsweredAt() time.Time {
	if len(c.Answers) == 0 {
		return time.Time{}
	}
	return c.Answers[0].At
}

// TalkedAt is when somebody of the hotline and the citizen first talked (接通).
//
// Who calls in talks to whoever answers. When the hotline calls (点击拨号), most
// telephone systems ring the agent first and the citizen when the agent has
// answered: there only an answer of the citizen's own leg counts, which is one of
// no extension. Asterisk tells of it by DialEnd, FreeSWITCH by CHANNEL_ANSWER of
// the other leg (its CHANNEL_BRIDGE may come while it still rings), a system that
// speaks the generic format by "answered" without an extension or with the
// citizen's number in its place. One that tells of the agent's answer only leaves
// it to the agent's own word.
func (c Call) TalkedAt() time.Time {
	if !c.Out {
		return c.AnsweredAt()
	}
	if i := slices.IndexFunc(c.Answers, func(l Leg) bool { return l.Extension == "" }); i >= 0 {
		return c.Answers[i].At
	}
	return time.Time{}
}

// LongestRing is how long a telephone is taken to ring: what is told later is past.
const LongestRing = 5 * time.Minute

// Lost tells whether a caller was let wait without anybody being told of the end:
// no telephone rings, and nobody waits, for so long.
func (c Call) Lost(now time.Time) bool {
	if c.Out {
		return false
	}
	switch c.State() {
	case Rings:
		return now.Sub(c.Rang[len(c.Rang)-1].At) > LongestRing
	case Waiting:
		return now.Sub(c.Asked) > stale
	}
	return false
}

// desks are the answers of extensions.
func (c Call) desks() []Leg {
	return slices.DeleteFunc(slices.Clone(c.Answers), func(l Leg) bool { return l.Extension == "" })
}

// Desk is the extension the caller talks to: the last one it was passed on to.
func (c Call) Desk() (Leg, bool) {
	desks := c.desks()
	if len(desks) == 0 {
		return Leg{}, false
	}
	return slices.MaxFunc(desks, func(a, b Leg) int { return a.last().Compare(b.last()) }), true
}

// Transfers is how many extensions it was passed on to.
func (c Call) Transfers() int { return max(len(c.desks())-1, 0) }

// Wait is how long the caller waited for a person: from asking for one, or from
// the call's begin where the system does not tell.
func (c Call) Wait() time.Duration {
	from, to := c.Started, earliestOf(c.AnsweredAt(), c.Abandoned, c.Ended)
	if !c.Asked.IsZero() {
		from = c.Asked
	}
	if to.IsZero() {
		return 0
	}
	return max(to.Sub(from), 0)
}

func earliestOf(ts ...time.Time) (first time.Time) {
	for _, t := range ts {
		if !t.IsZero() {
			return t
		}
	}
	return first
}

// Talk is how long was talked.
func (c Call) Talk() time.Duration {
	if len(c.Answers) == 0 || c.Ended.IsZero() {
		return 0
	}
	return max(c.Ended.Sub(c.AnsweredAt()), 0)
}

// RingsAt tells whether the extension is to be shown the call: it rings there,
// or is talked there.
func (c Call) RingsAt(extension string) bool {
	at := func(legs []Leg) bool {
		return slices.ContainsFunc(legs, func(l Leg) bool { return l.Extension == extension })
	}
	if len(c.Answers) > 0 {
		return at(c.Answers)
	}
	return c.State() == Rings && at(c.Rang)
}

// Extensions are all that have part in the call.
func (c Call) Extensions() []string {
	var out []string
	for _, l := range append(slices.Clone(c.Rang), c.Answers...) {
		if l.Extension != "" && !slices.Contains(out, l.Extension) {
			out = append(out, l.Extension)
		}
	}
	return out
}
