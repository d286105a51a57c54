package notify

import (
	"encoding/json"
	"strings"
	"time"

	"hotline/dispatch"
)

// Call says to all servers that a call (来电) changed which rings, or is talked, at
// the desks of some people. It names the call and nobody who calls. key is unique
// to the change.
func Call(id, state, key string, at time.Time, users []string) dispatch.Notice {
	return dispatch.Notice{Key: "call/" + key, Recipient: serversFeed, Kind: "call", At: at, Text: id + " " + state, Only: users}
}

// CallNews is what servers tell of a call.
type CallNews struct {
	ID    string
	State string
	At    time.Time
}

// Call reads what one server told the others of a call; ok is false when the
// frame is of something else.
func (f Frame) Call() (n CallNews, ok bool) {
	var m FrameMessage
	if json.Unmarshal(f.JSON, &m) != nil || m.Kind != "call" {
		return n, false
	}
	n.ID, n.State, _ = strings.Cut(m.Text, " ")
	n.At = m.At
	return n, true
}
