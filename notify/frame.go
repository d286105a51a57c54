package notify

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// Frame is one message of a feed as a console gets it: encoded once, whatever
// the number of consoles.
type Frame struct {
	ID   int64
	JSON []byte
	only []string
	hide []string
}

// For is the frame as a person of the feed may read it. Who must not know of it
// gets its number and nothing else, so that their feed has no gap.
func (f Frame) For(user string) []byte {
	if !slices.Contains(f.hide, user) && (len(f.only) == 0 || slices.Contains(f.only, user)) {
		return f.JSON
	}
	return []byte(`{"type":"frame","id":` + strconv.FormatInt(f.ID, 10) + `,"kind":"none","no":"","version":0}`)
}

// FrameMessage is the wire form of a frame. Key and recipient stay inside. One that its
// reader must not know of is of the kind "none" and has nothing but its number.
type FrameMessage struct {
	Type    string           `json:"type" words:"frame"`
	ID      int64            `json:"id"`
	Kind    string           `json:"kind"`
	No      string           `json:"no"`
	Version int              `json:"version"`
	State   dispatch.State   `json:"state,omitempty"`
	Urgency dispatch.Urgency `json:"urgency,omitempty"`
	Title   string           `json:"title,omitempty"`
	At      time.Time        `json:"at,omitzero"`
	Unit    string           `json:"unit,omitempty"`
	Level   int              `json:"level,omitempty"`
	Clock   sla.ClockKind    `json:"clock,omitempty"`
	Text    string           `json:"text,omitempty"`
}

func encode(f dispatch.Frame) Frame {
	n := f.Notice
	b, err := json.Marshal(FrameMessage{Type: "frame", ID: f.ID, Kind: n.Kind, No: n.No, Version: n.Version, State: n.State, Urgency: n.Urgency,
		Title: n.Title, At: n.At, Unit: n.Unit, Level: n.Level, Clock: n.Clock, Text: n.Text})
	if err != nil { // strings, numbers and a time of this millennium always encode
		b = []byte(`{"type":"frame"}`)
	}
	return Frame{ID: f.ID, JSON: b, only: n.Only, hide: n.Hide}
}
