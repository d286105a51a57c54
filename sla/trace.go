package sla

import "time"

// Trace is what the signals look at in one ticket, without anybody's name: Caller
// is the keyed hash of a number.
type Trace struct {
	No, Unit, Category, Caller  string
	Registered, Closed, Replied time.Time
	Accept                      Mark
	AcceptLimit                 Limit
	Calls                       []Call
	GaveBack                    []ReturnAsked
	CallbackAt                  time.Time
	Contacted                   Answer
	Satisfied, Resolved         Answer
}

// Call is one contact that the lead noted (联系记录).
type Call struct {
	At      time.Time `json:"at"`
	Phone   bool      `json:"phone,omitempty"` // said to be by telephone
	Reached bool      `json:"reached,omitempty"`
}

// ReturnAsked is one return that a unit asked for (退单), with the resolve limit it
// ran under.
type ReturnAsked struct {
	Unit  string    `json:"unit"`
	At    time.Time `json:"at"`
	Start time.Time `json:"start,omitzero"` // of the limit
	Due   time.Time `json:"due,omitzero"`
}

// nominal is about how long a limit is in hours that count; a working day has
// eight.
func (l Limit) nominal() time.Duration {
	if l.Unit == Workdays {
		return time.Duration(l.N) * 8 * time.Hour
	}
	return time.Duration(l.N) * time.Minute
}

// watch collects what a month's traces show, by kind of signal and unit.
type watch struct {
	from, to time.Time
	found    map[SignalKind]map[string]*cases
}

func (w *watch) in(t time.Time) bool { return !t.Before(w.from) && t.Before(w.to) }

func (w *watch) of(kind SignalKind, unit string) *cases {
	c := w.found[kind][unit]
	if c == nil {
		c = &cases{}
		w.found[kind][unit] = c
	}
	return c
}

func (w *watch) look(traces []Trace) {
	busy, calls := busyMinutes(traces), callsOf(traces)
	for i := range traces {
		t := &traces[i]
		for _, g := range t.GaveBack {
			if w.in(g.At) && g.Due.After(g.Start) {
				late := !g.At.Before(g.Due.Add(-g.Due.Sub(g.Start) / lastReturn))
				w.of(SignalLateReturns, g.Unit).add(t.No, late)
			}
		}
		if t.Unit == "" {
			continue
		}
		w.accepted(t)
		w.contacted(t, busy)
		w.answered(t)
		w.repeated(t, calls)
	}
}

// accepted looks at how near to the limit a unit took the ticket on. What was
// late is scored and no signal.
func (w *watch) accepted(t *Trace) {
	m := t.Accept
	if !m.Applies || m.Due.IsZero() || !w.in(m.Met) || m.Met.After(m.Due) {
		return
	}
	w.of(SignalLateAccept, t.Unit).add(t.No, m.Due.Sub(m.Met) <= t.AcceptLimit.nominal()/lastAccept)
}

// contacted looks at calls that were noted as made and reached.
func (w *watch) contacted(t *Trace, busy map[unitMinute]int) {
	for _, c := range t.Calls {
		if !c.Phone || !c.Reached || !w.in(c.At) {
			continue
		}
		soon := !t.Accept.Met.IsZero() && !c.At.Before(t.Accept.Met) && c.At.Sub(t.Accept.Met) < hasty
		many := busy[unitMinute{t.Unit, c.At.Truncate(time.Minute)}] >= batch
		w.of(SignalNoCall, t.Unit).add(t.No, soon || many || t.Contacted == No)
		return // the first counts: it stops the clock
	}
}

// answered looks at when a unit answered, and at what the caller said of it.
func (w *watch) answered(t *Trace) {
	if w.in(t.Replied) {
		w.of(SignalMonthEnd, t.Unit).add(t.No, !t.Replied.Before(w.to.In(Zone).AddDate(0, 0, -monthEndDays)))
	}
	if w.in(t.CallbackAt) && t.Satisfied != NoAnswer && t.Resolved != NoAnswer {
		w.of(SignalGap, t.Unit).add(t.No, t.Satisfied == Yes && t.Resolved == No)
	}
}

// repeated looks for the same caller with the same kind of matter soon after the
// end.
func (w *watch) repeated(t *Trace, calls map[matter][]time.Time) {
	if t.Caller == "" || !w.in(t.Closed) {
		return
	}
	came := false
	for _, at := range calls[matter{t.Caller, t.Category}] {
		came = came || at.After(t.Closed) && at.Sub(t.Closed) <= again
	}
	w.of(SignalRepeated, t.Unit).add(t.No, came)
}

// unitMinute is a minute of a unit.
type unitMinute struct {
	unit string
	at   time.Time
}

// busyMinutes counts the tickets whose caller a unit noted as reached by
// telephone in the same minute.
func busyMinutes(traces []Trace) map[unitMinute]int {
	busy := map[unitMinute]int{}
	for i := range traces {
		seen := map[time.Time]bool{}
		for _, c := range traces[i].Calls {
			if at := c.At.Truncate(time.Minute); c.Phone && c.Reached && !seen[at] {
				seen[at] = true
				busy[unitMinute{traces[i].Unit, at}]++
			}
		}
	}
	return busy
}

// matter is what one caller raised.
type matter struct{ caller, category string }

func callsOf(traces []Trace) map[matter][]time.Time {
	calls := map[matter][]time.Time{}
	for i := range traces {
		if t := &traces[i]; t.Caller != "" {
			key := matter{t.Caller, t.Category}
			calls[key] = append(calls[key], t.Registered)
		}
	}
	return calls
}
