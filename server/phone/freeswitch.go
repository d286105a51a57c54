package phone

import (
	"strconv"
	"strings"
	"time"
)

// freeswitch reads an event of FreeSWITCH's event socket. A call has the name of
// the caller's leg; that of an extension tells of it as its other leg.
func freeswitch(f fields) (Event, bool) {
	for k, v := range f {
		f[k] = plain(v)
	}
	own := f["unique-id"]
	e := Event{Call: f.any("variable_call_uuid", "channel-call-uuid", "other-leg-unique-id", "unique-id"), At: micros(f["event-date-timestamp"])}
	inner := strings.EqualFold(f["call-direction"], "outbound")
	if !inner && own != "" {
		e.Call = own
	}
	if e.Call == "" && f["event-subclass"] == "" {
		return e, false
	}
	e.Number, e.Line = numberOf(f.any("caller-caller-id-number", "caller-ani")), ""
	first := e.Call == own
	if inner && (first || strings.EqualFold(f["other-leg-direction"], "outbound")) {
		return originated(e, f, first)
	}
	switch strings.ToUpper(f["event-name"]) {
	case "CHANNEL_CREATE", "CHANNEL_PROGRESS", "CHANNEL_PROGRESS_MEDIA":
		if inner && !first {
			return e.at(Ringing, f.extension("caller-destination-number", "caller-callee-id-number"))
		}
		e.Kind, e.Line = Offered, numberOf(f["caller-destination-number"])
		return e, !inner && strings.EqualFold(f["event-name"], "CHANNEL_CREATE")
	case "CHANNEL_ANSWER":
		if inner && !first {
			return e.at(Answered, f.extension("caller-destination-number", "caller-callee-id-number"))
		}
	case "CHANNEL_BRIDGE":
		if first {
			return e.at(Answered, f.extension("other-leg-destination-number", "other-leg-callee-id-number"))
		}
	case "CHANNEL_HANGUP_COMPLETE":
		e.Kind = Ended
		return e, first
	case "RECORD_STOP":
		e.Kind, e.Recording = Recorded, f.any("record-file-path", "variable_record_file")
		return e, e.Recording != ""
	case "CUSTOM":
		return callcenter(e, f)
	}
	return e, false
}

// originated reads an event of a call that was begun here (originate): the first
// leg is the agent's, the other the citizen's. A bridge is no answer: with early
// media it stands while the other leg still rings.
func originated(e Event, f fields, first bool) (Event, bool) {
	e.Out, e.Number = true, ""
	if !first {
		e.Number = numberOf(f.any("caller-destination-number", "caller-callee-id-number"))
	}
	switch strings.ToUpper(f["event-name"]) {
	case "CHANNEL_CREATE":
		e.Kind = Offered
		return e, true
	case "CHANNEL_ANSWER":
		if first || len(e.Number) < 7 {
			return e.at(Answered, f.extension("caller-destination-number", "caller-callee-id-number"))
		}
		e.Kind = Answered
		return e, true
	case "CHANNEL_HANGUP_COMPLETE":
		e.Kind = Ended
		return e, first
	case "RECORD_STOP":
		e.Kind, e.Recording = Recorded, f.any("record-file-path", "variable_record_file")
		return e, e.Recording != ""
	}
	return e, false
}

// callcenter reads an event of the call centre module.
func callcenter(e Event, f fields) (Event, bool) {
	e.Call, e.Queue, e.Number = f.any("cc-member-session-uuid"), f["cc-queue"], numberOf(f.any("cc-member-cid-number"))
	if e.Call == "" || f["event-subclass"] != "callcenter::info" {
		return e, false
	}
	switch f["cc-action"] {
	case "member-queue-start":
		e.Kind = Queued
		return e, true
	case "agent-offering":
		return e.at(Ringing, f.extension("cc-agent"))
	case "bridge-agent-start":
		return e.at(Answered, f.extension("cc-agent"))
	case "member-queue-end":
		if strings.EqualFold(f["cc-cause"], "Cancel") {
			e.Kind = Abandoned
			return e, true
		}
	}
	return e, false
}

// micros reads a time in microseconds since 1970.
func micros(v string) time.Time {
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return seconds(strconv.FormatFloat(float64(n)/1e6, 'f', 6, 64))
}
