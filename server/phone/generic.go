package phone

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"
)

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
	list, err := objects(body)
	if err != nil {
		return r, err
	}
	for i, o := range list {
		g, field := genericOf(o)
		if field != "" {
			r.Faults = append(r.Faults, Fault{i, field, "malformed"})
			continue
		}
		r.take(i, g.event())
	}
	return r, nil
}

// genericOf reads one event, or names the field that is not what it should be.
// Fields that we do not know are the system's own affair.
func genericOf(o map[string]json.RawMessage) (g GenericEvent, field string) {
	for name, to := range map[string]any{"event": &g.Event, "call_id": &g.CallID, "at": &g.At, "from": &g.From, "to": &g.To,
		"extension": &g.Extension, "queue": &g.Queue, "recording": &g.Recording, "direction": &g.Direction} {
		v, ok := o[name]
		if !ok || name == "at" && string(v) == `""` {
			continue
		}
		if json.Unmarshal(v, to) != nil && (field == "" || name < field) {
			field = name
		}
	}
	if field == "" && g.Direction != "" && g.Direction != "in" && g.Direction != "out" {
		field = "direction"
	}
	return g, field
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
