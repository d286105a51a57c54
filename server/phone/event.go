package phone

import (
	"fmt"
	"strings"
	"time"
)

// EventKind is what happened to a call.
type EventKind string

// The kinds of events.
const (
	Offered     EventKind = "offered"     // 来电: it came in, perhaps only to a menu
	Queued      EventKind = "queued"      // 排队: the caller asked for a person
	Ringing     EventKind = "ringing"     // 振铃: an extension rings
	Answered    EventKind = "answered"    // 接听: by an extension
	Transferred EventKind = "transferred" // 转接: to another extension, which answered
	Abandoned   EventKind = "abandoned"   // 放弃: the caller hung up before anybody answered
	Ended       EventKind = "ended"       // 挂机
	Recorded    EventKind = "recording"   // 录音: where it lies
)

// Kinds lists all kinds.
var Kinds = []EventKind{Offered, Queued, Ringing, Answered, Transferred, Abandoned, Ended, Recorded}

// Event is one thing a telephone system told of one call.
type Event struct {
	Call      string // the system's own name of the call
	Kind      EventKind
	At        time.Time // zero: now
	Number    string    // the citizen's
	Line      string    // the number of the hotline that was called
	Extension string
	Queue     string
	Recording string
	Out       bool // the hotline called
}

// The bounds of an event's words.
const (
	mostCall      = 200
	mostNumber    = 64
	mostExtension = 32
	mostQueue     = 64
	mostRecording = 500
)

// Fault is why an event cannot be taken. It names the field and never repeats a
// value, which may be a number.
type Fault struct {
	Index int    `json:"index"`
	Field string `json:"field"`
	Code  string `json:"code"` // missing, unknown_value, too_long, malformed
}

func (f Fault) Error() string { return fmt.Sprintf("event %d: %s %s", f.Index, f.Field, f.Code) }

// fault finds what is wrong with an event; nil: nothing.
func (e Event) fault() *Fault {
	known := false
	for _, k := range Kinds {
		known = known || k == e.Kind
	}
	switch {
	case e.Call == "":
		return &Fault{Field: "call_id", Code: "missing"}
	case !known:
		return &Fault{Field: "event", Code: "unknown_value"}
	case e.Kind == Recorded && e.Recording == "":
		return &Fault{Field: "recording", Code: "missing"}
	case (e.Kind == Ringing || e.Kind == Transferred) && e.Extension == "":
		return &Fault{Field: "extension", Code: "missing"}
	}
	for _, f := range []struct {
		name, value string
		most        int
	}{{"call_id", e.Call, mostCall}, {"from", e.Number, mostNumber}, {"to", e.Line, mostNumber}, {"extension", e.Extension, mostExtension},
		{"queue", e.Queue, mostQueue}, {"recording", e.Recording, mostRecording}} {
		if len(f.value) > f.most {
			return &Fault{Field: f.name, Code: "too_long"}
		}
		if strings.ContainsFunc(f.value, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\uFFFD' }) {
			return &Fault{Field: f.name, Code: "malformed"}
		}
	}
	return nil
}

// Reading is what a message of a telephone system came to: the events in order,
// how many things in it concern no call, and what could not be taken.
type Reading struct {
	Events  []Event
	Ignored int
	Faults  []Fault
}

func (r *Reading) take(i int, e Event) {
	if f := e.fault(); f != nil {
		f.Index = i
		r.Faults = append(r.Faults, *f)
		return
	}
	r.Events = append(r.Events, e)
}

// Format is a telephone system's way to speak.
type Format string

// The formats.
const (
	Generic    Format = "generic"
	Asterisk   Format = "asterisk"   // events of the manager interface (AMI)
	FreeSWITCH Format = "freeswitch" // events of the event socket
)

// Formats lists all formats.
var Formats = []Format{Generic, Asterisk, FreeSWITCH}

// MostEvents is how many things one message may tell.
const MostEvents = 500

// Read reads a message. The error is of the whole message: nothing of it was
// taken.
func Read(format Format, body []byte) (Reading, error) {
	switch format {
	case Generic:
		return readGeneric(body)
	case Asterisk:
		return readWith(body, asterisk)
	case FreeSWITCH:
		return readWith(body, freeswitch)
	}
	return Reading{}, ErrFormat
}
