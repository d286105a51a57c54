package phone

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// passing are what happens within a call and changes nothing of it: hold, asking a
// colleague.
var passing = []EventKind{"held", "resumed", "consulted"}

// GenericEvent is an event in our own words, for systems that can be told what
// to send.
type GenericEvent struct {
	Event     EventKind `json:"event"`
	CallID    string    `json:"call_id"`
	At        time.Time `json:"at,omitzero"`
	From      string    `json:"from,omitempty"` // who calls
	To        string    `json:"to,omitempty"`   // who is called
	Extension string    `json:"extension,omitempty"`
	Queue     string    `json:"queue,omitempty"`
	Recording string    `json:"recording,omitempty"`
	Direction string    `json:"direction,omitempty"` // in (as without) or out
}

// readGeneric reads one event, an array of them, or {"events":[…]}.
func readGeneric(body []byte) (Reading, error) {
	var r Reading
	body = bytes.TrimSpace(body)
	if !utf8.Valid(body) || len(body) == 0 || (body[0] != '{' && body[0] != '[') {
		return r, ErrMalformed
	}
	list, err := objects[genericWords](body)
	if err != nil {
		return r, err
	}
	for i, o := range list {
		g, field := o.event()
		if field != "" {
			r.Faults = append(r.Faults, Fault{i, field, "malformed"})
			continue
		}
		if slices.Contains(passing, g.Event) {
			r.Ignored++
			continue
		}
		r.take(i, g.event())
	}
	return r, nil
}

// genericWords are an event's words before they are understood, so that one
// that is not what it should be is named. Fields that we do not know are the
// system's own affair.
type genericWords struct {
	Event     json.RawMessage `json:"event"`
	CallID    json.RawMessage `json:"call_id"`
	At        json.RawMessage `json:"at"`
	From      json.RawMessage `json:"from"`
	To        json.RawMessage `json:"to"`
	Extension json.RawMessage `json:"extension"`
	Queue     json.RawMessage `json:"queue"`
	Recording json.RawMessage `json:"recording"`
	Direction json.RawMessage `json:"direction"`
}

// event is what the words say, or the first field that is not what it should be.
func (w genericWords) event() (g GenericEvent, field string) {
	if string(w.At) == `""` {
		w.At = nil
	}
	for _, f := range []struct {
		name  string
		words json.RawMessage
		to    any
	}{{"at", w.At, &g.At}, {"call_id", w.CallID, &g.CallID}, {"direction", w.Direction, &g.Direction}, {"event", w.Event, &g.Event},
		{"extension", w.Extension, &g.Extension}, {"from", w.From, &g.From}, {"queue", w.Queue, &g.Queue},
		{"recording", w.Recording, &g.Recording}, {"to", w.To, &g.To}} {
		if len(f.words) > 0 && json.Unmarshal(f.words, f.to) != nil {
			return g, f.name
		}
	}
	if g.Direction != "" && g.Direction != "in" && g.Direction != "out" {
		return g, "direction"
	}
	return g, ""
}

func (g GenericEvent) event() Event {
	e := Event{Call: g.CallID, Kind: g.Event, At: g.At, Number: numberOf(g.From), Line: numberOf(g.To), Extension: strings.TrimSpace(g.Extension),
		Queue: g.Queue, Recording: g.Recording, Out: g.Direction == "out"}
	if e.Out {
		e.Number, e.Line = e.Line, e.Number
	}
	if e.Kind == "missed" {
		e.Kind = Abandoned
	}
	if e.Kind == Offered && e.Queue != "" {
		e.Kind = Queued
	}
	return e
}
