package sla

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// honest is a ticket on which nothing is to be seen: taken on halfway, called
// after ten minutes, answered in the middle of the month, solved.
func honest(unit string, i int) Trace {
	at := time.Date(2026, 10, 3, 9, 0, 0, 0, Zone).Add(time.Duration(i) * 37 * time.Minute)
	accepted := at.Add(10 * time.Minute)
	return Trace{
		No: fmt.Sprintf("%s-%02d", unit, i), Unit: unit, Category: "heating", Caller: fmt.Sprint(unit, i), Registered: at,
		Accept: Mark{Applies: true, Due: at.Add(30 * time.Minute), Met: accepted}, AcceptLimit: Limit{N: 30},
		Calls:    []Call{{At: accepted.Add(10 * time.Minute), Phone: true, Reached: true}},
		GaveBack: []ReturnAsked{{Unit: unit, At: at.Add(time.Hour), Start: at, Due: at.Add(100 * time.Hour)}},
		Replied:  at.AddDate(0, 0, 2), Closed: at.AddDate(0, 0, 4), CallbackAt: at.AddDate(0, 0, 3), Contacted: Yes, Satisfied: Yes, Resolved: Yes,
	}
}

func signalUnits() []ScoredUnit {
	var units []ScoredUnit
	for _, code := range []string{"a", "b", "c", "d", "e"} {
		units = append(units, ScoredUnit{Code: code, Name: code, Group: "bureau"})
	}
	return units
}

// planted are honest tickets of five units, some of those of unit "a" changed.
func planted(n, changed int, change func(i int, t *Trace)) []Trace {
	var out []Trace
	for _, u := range signalUnits() {
		for i := range n {
			trace := honest(u.Code, i)
			if u.Code == "a" && i < changed {
				change(i, &trace)
			}
			out = append(out, trace)
		}
	}
	return out
}

// A pattern that is there is found, with its tickets, and nothing is said of
// anybody else.
func TestSignals(t *testing.T) {
	minute := time.Date(2026, 10, 9, 9, 0, 0, 0, Zone)
	for _, tc := range []struct {
		name   string
		kind   SignalKind
		change func(i int, t *Trace)
	}{
		{"taken on in the last minute of thirty", SignalLateAccept, func(_ int, t *Trace) { t.Accept.Met = t.Accept.Due.Add(-time.Minute) }},
		{"called as soon as taken on", SignalNoCall, func(_ int, t *Trace) { t.Calls[0].At = t.Accept.Met.Add(5 * time.Second) }},
		{"many calls in one minute", SignalNoCall, func(i int, t *Trace) { t.Calls[0].At = minute.Add(time.Duration(i) * time.Second) }},
		{"the caller says nobody called", SignalNoCall, func(_ int, t *Trace) { t.Contacted = No }},
		{"satisfied and not solved", SignalGap, func(_ int, t *Trace) { t.Resolved = No }},
		{"answered on the last day", SignalMonthEnd, func(_ int, t *Trace) { t.Replied = time.Date(2026, 10, 31, 17, 0, 0, 0, Zone) }},
		{"given back just before due", SignalLateReturns, func(_ int, t *Trace) { t.GaveBack[0].At = t.GaveBack[0].Due.Add(-time.Hour) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			found := Signals("2026-10", signalUnits(), planted(12, 8, tc.change))
			require.Len(t, found, 1)
			s := found[0]
			require.Equal(t, []any{"a", tc.kind, 8, 12, 4}, []any{s.Unit, s.Kind, s.Count, s.Of, s.Others})
			require.Equal(t, []string{"66.67", "0.00"}, []string{s.Share.String(), s.Usual.String()})
			require.Len(t, s.Nos, 8)
			require.Contains(t, s.Text, "提示，不是结论")
			require.NotContains(t, s.Text, "{")

			require.Empty(t, Signals("2026-10", signalUnits(), planted(12, 2, tc.change)), "two are an accident")
			if tc.name != "many calls in one minute" {
				require.Empty(t, Signals("2026-10", signalUnits(), planted(6, 6, tc.change)), "six tickets are too few to say")
			}
			require.Empty(t, Signals("2026-11", signalUnits(), planted(12, 8, tc.change)), "another month")
		})
	}
}

// A caller who comes again with the same matter within thirty days of the end.
func TestSignalRepeated(t *testing.T) {
	with := func(category string, after time.Duration) []Trace {
		traces := planted(12, 0, nil)
		for i := range 6 {
			t := honest("a", i)
			traces = append(traces, Trace{No: fmt.Sprint("again", i), Unit: "b", Category: category, Caller: t.Caller, Registered: t.Closed.Add(after)})
		}
		return traces
	}
	found := Signals("2026-10", signalUnits(), with("heating", 20*24*time.Hour))
	require.Len(t, found, 1)
	require.Equal(t, []any{"a", SignalRepeated, 6}, []any{found[0].Unit, found[0].Kind, found[0].Count})
	require.True(t, strings.HasPrefix(found[0].Nos[0], "a-"), "the ticket that had ended")
	require.Empty(t, Signals("2026-10", signalUnits(), with("heating", 31*24*time.Hour)), "too long after")
	require.Empty(t, Signals("2026-10", signalUnits(), with("noise", 24*time.Hour)), "another matter")

	hidden := with("heating", 24*time.Hour)
	for i := range hidden {
		hidden[i].Caller = ""
	}
	require.Empty(t, Signals("2026-10", signalUnits(), hidden), "anonymous callers are nobody's repeats")
}

// What all do is usual, and no signal for one.
func TestSignalUsual(t *testing.T) {
	var traces []Trace
	for _, u := range signalUnits() {
		for i := range 20 {
			trace := honest(u.Code, i)
			if i < 8 {
				trace.Resolved = No
			}
			traces = append(traces, trace)
		}
	}
	require.Empty(t, Signals("2026-10", signalUnits(), traces))
}

// Honest calls, answers and limits give nothing.
func TestSignalHonest(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(i int, t *Trace)
	}{
		{"nothing", func(int, *Trace) {}},
		{"late is scored, not a signal", func(_ int, t *Trace) { t.Accept.Met = t.Accept.Due.Add(time.Minute) }},
		{"a visit at once", func(_ int, t *Trace) { t.Calls[0] = Call{At: t.Accept.Met, Reached: true} }},
		{"nobody reached", func(_ int, t *Trace) { t.Calls[0] = Call{At: t.Accept.Met, Phone: true} }},
		{"told before the button was pressed", func(_ int, t *Trace) { t.Calls[0].At = t.Accept.Met.Add(-time.Minute) }},
		{"two minutes before the limit", func(_ int, t *Trace) { t.Accept.Met = t.Accept.Due.Add(-2 * time.Minute) }},
		{"one morning of work after a night", func(_ int, t *Trace) {
			t.Accept.Due, t.AcceptLimit = t.Registered.Add(17*time.Hour), Limit{N: 60, Unit: WorkMinutes}
			t.Accept.Met = t.Accept.Due.Add(-10 * time.Minute)
		}},
		{"neither satisfied nor solved", func(_ int, t *Trace) { t.Satisfied, t.Resolved = No, No }},
	} {
		require.Empty(t, Signals("2026-10", signalUnits(), planted(12, 12, tc.change)), tc.name)
	}
}
