package play

import (
	"fmt"

	"hotline/server/phone"
)

// Told are events in the words of a telephone system.
func Told(format string, events []phone.Event) map[string]any {
	say := map[string]func(phone.Event) []map[string]any{"asterisk": asterisk, "freeswitch": freeswitch}[format]
	if say == nil {
		say = generic
	}
	out := []map[string]any{}
	for _, e := range events {
		out = append(out, say(e)...)
	}
	return map[string]any{"events": out}
}

func generic(e phone.Event) []map[string]any {
	m := map[string]any{"event": e.Kind, "call_id": e.Call, "at": e.At.UTC(), "from": e.Number, "to": e.Line}
	for name, v := range map[string]string{"extension": e.Extension, "queue": e.Queue, "recording": e.Recording} {
		if v != "" {
			m[name] = v
		}
	}
	return []map[string]any{m}
}

func asterisk(e phone.Event) []map[string]any {
	m := map[string]any{"Timestamp": fmt.Sprintf("%.6f", float64(e.At.UnixMicro())/1e6), "Uniqueid": e.Call, "Linkedid": e.Call,
		"Channel": "PJSIP/trunk-" + e.Call, "CallerIDNum": e.Number, "Exten": e.Line, "Context": "from-pstn"}
	inner := func(state string) { // of the extension's own channel
		m["Uniqueid"], m["Channel"], m["ChannelStateDesc"] = e.Call+"."+e.Extension, "PJSIP/"+e.Extension+"-0001", state
	}
	switch e.Kind {
	case phone.Offered:
		m["Event"] = "Newchannel"
	case phone.Queued:
		m["Event"], m["Queue"] = "QueueCallerJoin", e.Queue
	case phone.Ringing:
		m["Event"] = "Newstate"
		inner("Ringing")
	case phone.Answered:
		m["Event"], m["Interface"] = "AgentConnect", "PJSIP/"+e.Extension
	case phone.Transferred:
		m["Event"], m["TransfererLinkedid"], m["Extension"] = "BlindTransfer", e.Call, e.Extension
	case phone.Abandoned:
		m["Event"] = "QueueCallerAbandon"
	case phone.Ended:
		m["Event"] = "Hangup"
	case phone.Recorded:
		m["Event"], m["Variable"], m["Value"] = "VarSet", "MIXMONITOR_FILENAME", e.Recording
	}
	return []map[string]any{m}
}

func freeswitch(e phone.Event) []map[string]any {
	m := map[string]any{"Event-Date-Timestamp": fmt.Sprint(e.At.UnixMicro()), "Unique-ID": e.Call, "Call-Direction": "inbound",
		"Caller-Caller-ID-Number": e.Number, "Caller-Destination-Number": e.Line}
	custom := func(action string) {
		m["Event-Name"], m["Event-Subclass"], m["CC-Action"], m["CC-Member-Session-UUID"], m["CC-Member-CID-Number"] = "CUSTOM", "callcenter::info", action, e.Call, e.Number
	}
	switch e.Kind {
	case phone.Offered:
		m["Event-Name"] = "CHANNEL_CREATE"
	case phone.Queued:
		custom("member-queue-start")
		m["CC-Queue"] = e.Queue
	case phone.Ringing, phone.Answered, phone.Transferred:
		m["Event-Name"] = "CHANNEL_PROGRESS"
		if e.Kind != phone.Ringing {
			m["Event-Name"] = "CHANNEL_ANSWER"
		}
		m["Unique-ID"], m["Call-Direction"], m["Other-Leg-Unique-ID"], m["Caller-Destination-Number"] = e.Call+"-"+e.Extension, "outbound", e.Call, e.Extension
	case phone.Abandoned:
		custom("member-queue-end")
		m["CC-Cause"] = "Cancel"
	case phone.Ended:
		m["Event-Name"] = "CHANNEL_HANGUP_COMPLETE"
	case phone.Recorded:
		m["Event-Name"], m["Record-File-Path"] = "RECORD_STOP", e.Recording
	}
	return []map[string]any{m}
}
