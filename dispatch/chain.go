package dispatch

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Break is where the history of a ticket is not what was written (断链): the
// first link at fault, what it says happened, and what is wrong with it.
type Break struct {
	No   string
	Seq  int
	Kind Kind // "" where the event itself is gone
	What string
}

// Error is the line an operator reads.
func (b *Break) Error() string {
	kind := string(b.Kind)
	if kind == "" {
		kind = "missing"
	}
	return fmt.Sprintf("ticket %s, event %d (%s): %s", b.No, b.Seq, kind, b.What)
}

// Inspect compares a stored ticket with its history: every link, their numbers,
// and that the ticket is what the events make of it. nil is a whole one.
func Inspect(t Ticket, events []Event) *Break {
	if b := firstBreak(t.No, events); b != nil {
		if b.Kind != "" {
			if fields := differing(t, Replay(events)); len(fields) > 0 && len(events) == t.Version {
				b.What += "; against the stored ticket differ: " + strings.Join(fields, ", ")
			}
		}
		return b
	}
	n := len(events)
	switch {
	case n < t.Version:
		return &Break{t.No, n + 1, "", fmt.Sprintf("the ticket has version %d, its history ends at %d", t.Version, n)}
	case n > t.Version:
		return &Break{t.No, t.Version + 1, events[t.Version].Kind, fmt.Sprintf("the ticket has version %d, its history goes on to %d", t.Version, n)}
	}
	made := Replay(events)
	if fields := differing(t, made); len(fields) > 0 {
		return &Break{t.No, n, events[n-1].Kind, "the history is whole, the stored ticket is not what it makes; different: " + strings.Join(fields, ", ")}
	}
	if err := Sound(made, events); err != nil {
		return &Break{t.No, n, events[n-1].Kind, "no life of a ticket leads here: " + err.Error()}
	}
	return nil
}

// grown is a ticket that an older program stored, with the fields that were not
// known then as its events make them: their absence is no change to what happened.
func (t Ticket) grown(made Ticket) Ticket {
	if t.Changed == 0 {
		t.Changed = made.Changed
	}
	t.FirstUnit = or(t.FirstUnit, made.FirstUnit)
	return t
}

// firstBreak walks the links.
func firstBreak(no string, events []Event) *Break {
	prev := ""
	for i, e := range events {
		fault := ""
		switch {
		case e.Seq != i+1:
			return &Break{no, i + 1, "", fmt.Sprintf("number %d stands in its place", e.Seq)}
		case e.Ticket != no:
			fault = "belongs to ticket " + e.Ticket
		case e.Prev != prev:
			fault = "continues another event than the one before it, which was replaced"
		case e.Hash != e.Sum():
			fault = fmt.Sprintf("what happened, when or by whom was changed: its seal is %.12s, its content gives %.12s", e.Hash, e.Sum())
		}
		if fault != "" {
			return &Break{no, e.Seq, e.Kind, fault}
		}
		prev = e.Hash
	}
	return nil
}

// differing names the fields in which a ticket as it is stored differs from what
// its events make.
func differing(t, made Ticket) []string {
	fa, fb := storedFields(t.grown(made)), storedFields(made)
	names := map[string]bool{}
	for name, v := range fa {
		if string(fb[name]) != string(v) {
			names[name] = true
		}
	}
	for name := range fb {
		if _, ok := fa[name]; !ok {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func storedFields(t Ticket) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	if doc, err := json.Marshal(t); err == nil {
		_ = json.Unmarshal(doc, &fields) // of what was just written
	}
	return fields
}
