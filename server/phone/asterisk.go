package phone

import "strings"

// asterisk reads an event of Asterisk's manager interface. A call is what shares
// a Linkedid; the caller's channel is the one whose Uniqueid that is, the others
// are those of extensions.
func asterisk(f fields) (Event, bool) {
	e := Event{Call: f.any("linkedid", "destlinkedid", "uniqueid"), At: seconds(f["timestamp"]), Queue: f.any("queue")}
	first := f["uniqueid"] == "" || f["uniqueid"] == e.Call
	switch strings.ToLower(f["event"]) {
	case "newchannel":
		if !first {
			return e, false
		}
		e.Kind = Offered
		return e.parties(f), true
	case "queuecallerjoin":
		e.Kind = Queued
		return e.parties(f), true
	case "queuecallerabandon":
		e.Kind = Abandoned
		return e, true
	case "agentcalled", "dialbegin":
		if number := f.dialled(); first && number != "" {
			e.Kind, e.Out, e.Number = Offered, true, number
			return e, e.Call != ""
		}
		return e.at(Ringing, f.extension("interface", "destchannel", "destcalleridnum"))
	case "newstate":
		if first {
			return e, false
		}
		switch strings.ToLower(f["channelstatedesc"]) {
		case "ringing":
			return e.at(Ringing, f.extension("channel"))
		case "up":
			return e.at(Answered, f.extension("channel"))
		}
	case "agentconnect":
		return e.at(Answered, f.extension("interface", "destchannel", "destcalleridnum"))
	case "dialend":
		if number := f.dialled(); first && number != "" {
			e.Kind, e.Out, e.Number = Answered, true, number
			return e, e.Call != "" && strings.EqualFold(f["dialstatus"], "answer")
		}
		if strings.EqualFold(f["dialstatus"], "answer") {
			return e.at(Answered, f.extension("destchannel", "destcalleridnum"))
		}
	case "bridgeenter":
		if !first {
			return e.at(Answered, f.extension("channel"))
		}
	}
	return asteriskEnd(e, f, first)
}

// asteriskEnd reads what comes later in a call.
func asteriskEnd(e Event, f fields, first bool) (Event, bool) {
	switch strings.ToLower(f["event"]) {
	case "blindtransfer":
		e.Call = f.any("transfererlinkedid", "linkedid")
		return e.at(Transferred, f.extension("extension"))
	case "attendedtransfer":
		e.Call = f.any("transfereelinkedid", "origtransfererlinkedid", "linkedid")
		return e.at(Transferred, f.extension("transfertargetchannel", "secondtransfererchannel"))
	case "hangup":
		e.Kind = Ended
		return e, first && e.Call != ""
	case "mixmonitorstart", "mixmonitorstop", "mixmonitor":
		e.Kind, e.Recording = Recorded, f.any("filename", "file", "mixmonitor_filename")
		return e, e.Recording != "" && e.Call != ""
	case "varset":
		if strings.EqualFold(f["variable"], "MIXMONITOR_FILENAME") {
			e.Kind, e.Recording = Recorded, f.any("value")
			return e, e.Recording != "" && e.Call != ""
		}
	}
	return e, false
}

// dialled is the number outside that the extension of the call's own channel
// dials; "": none. After Originate (点击拨号) that channel is the agent's, and the
// leg that is dialled the citizen's.
func (f fields) dialled() string {
	number := numberOf(f.any("destcalleridnum", "exten"))
	if !f.ofDesk() || len(number) < 7 {
		return ""
	}
	return number
}

// ofDesk tells whether the channel is that of an extension, and not of a trunk that
// is named by a number.
func (f fields) ofDesk() bool {
	n := len(extensionOf(f["channel"]))
	return n >= 2 && n <= 6
}

// parties tells who calls and whom: what begins inside goes out, and what was begun
// for an extension: a channel that calls in is never down.
func (e Event) parties(f fields) Event {
	e.Number, e.Line = numberOf(f.any("calleridnum")), numberOf(f.any("exten"))
	begun := (e.Line == "" || e.Line == "s") && f["channelstate"] == "0" && f.ofDesk()
	if e.Line == "s" {
		e.Line = ""
	}
	if begun || strings.Contains(f["context"], "internal") {
		e.Out, e.Extension = true, extensionOf(f["channel"])
		e.Number, e.Line = e.Line, ""
	}
	return e
}

// at is the event of an extension, if there is one.
func (e Event) at(kind EventKind, extension string) (Event, bool) {
	e.Kind, e.Extension = kind, extension
	return e, extension != "" && e.Call != ""
}

// extension is that of the first header that names one.
func (f fields) extension(names ...string) string {
	for _, n := range names {
		if x := extensionOf(f[n]); x != "" {
			return x
		}
	}
	return ""
}
