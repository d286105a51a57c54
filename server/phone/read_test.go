package phone_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/phone"
)

// heard reads a message and folds what it tells of its one call.
func heard(t *testing.T, f phone.Format, body string) (phone.Call, phone.Reading) {
	t.Helper()
	r, err := phone.Read(f, []byte(body))
	require.NoError(t, err)
	var c phone.Call
	for i, e := range r.Events {
		require.Equal(t, r.Events[0].Call, e.Call, "event %d is of another call", i)
		if e.At.IsZero() {
			e.At = at(i)
		}
		c = c.Apply(e)
	}
	return c, r
}

const asteriskCall = `Asterisk Call Manager/9.0.0
Event: Newchannel
Timestamp: 1795395600.100000
Channel: PJSIP/trunk-00000001
ChannelState: 4
CallerIDNum: +8613800001234
CallerIDName: <unknown>
Context: from-pstn
Exten: 12345
Uniqueid: 1795395600.1
Linkedid: 1795395600.1

Event: QueueCallerJoin
Timestamp: 1795395602.000000
Channel: PJSIP/trunk-00000001
CallerIDNum: +8613800001234
Queue: minsheng
Uniqueid: 1795395600.1
Linkedid: 1795395600.1

Event: Newstate
Timestamp: 1795395603.000000
Channel: PJSIP/8001-00000002
ChannelStateDesc: Ringing
Uniqueid: 1795395603.2
Linkedid: 1795395600.1

Event: ExtensionStatus
Exten: 8001
Status: 8

Event: AgentConnect
Timestamp: 1795395610.000000
Interface: PJSIP/8001
Queue: minsheng
Uniqueid: 1795395600.1
Linkedid: 1795395600.1

Event: VarSet
Timestamp: 1795395610.100000
Variable: MIXMONITOR_FILENAME
Value: /var/spool/asterisk/monitor/1795395600.1.wav
Uniqueid: 1795395600.1
Linkedid: 1795395600.1

Event: Hangup
Timestamp: 1795395650.000000
Channel: PJSIP/8001-00000002
Uniqueid: 1795395603.2
Linkedid: 1795395600.1

Event: Hangup
Timestamp: 1795395650.100000
Channel: PJSIP/trunk-00000001
Uniqueid: 1795395600.1
Linkedid: 1795395600.1
`

func TestAsterisk(t *testing.T) {
	c, r := heard(t, phone.Asterisk, strings.ReplaceAll(asteriskCall, "\n", "\r\n"))
	require.Equal(t, 2, r.Ignored, "an extension's status, and the end of its own channel")
	require.Empty(t, r.Faults)
	require.Equal(t, phone.Over, c.State())
	require.Equal(t, "+8613800001234", c.Number.Text)
	require.Equal(t, "minsheng", c.Queue.Text)
	require.Equal(t, "8001", c.Answers[0].Extension)
	require.Equal(t, 8*time.Second, c.Wait())
	require.Equal(t, "/var/spool/asterisk/monitor/1795395600.1.wav", c.Recording.Text)

	c, _ = heard(t, phone.Asterisk, `[{"Event":"QueueCallerJoin","Uniqueid":"1.1","Linkedid":"1.1","Queue":"q","CallerIDNum":"02288886666"},
		{"Event":"DialBegin","Linkedid":"1.1","DestUniqueid":"1.2","DestChannel":"Local/8002@agents-0001;2","DestLinkedid":"1.1","Uniqueid":"1.1"},
		{"Event":"QueueCallerAbandon","Uniqueid":"1.1","Linkedid":"1.1","HoldTime":20}]`)
	require.Equal(t, phone.Unanswered, c.State())
	require.Equal(t, "8002", c.Rang[0].Extension)

	c, _ = heard(t, phone.Asterisk, `{"events":[{"Event":"Newchannel","Channel":"PJSIP/8001-01","Context":"from-internal","CallerIDNum":"8001","Exten":"13800001234","Uniqueid":"2.1","Linkedid":"2.1"},
		{"Event":"BlindTransfer","TransfererLinkedid":"2.1","Extension":"8003"}]}`)
	require.True(t, c.Out)
	require.Equal(t, "13800001234", c.Number.Text)
	require.Equal(t, "8003", c.Answers[0].Extension)
}

func TestFreeSWITCH(t *testing.T) {
	c, r := heard(t, phone.FreeSWITCH, `[
		{"Event-Name":"CHANNEL_CREATE","Unique-ID":"a","Call-Direction":"inbound","Caller-Caller-ID-Number":"%2B8613800001234","Caller-Destination-Number":"12345","Event-Date-Timestamp":"1795395600000000"},
		{"Event-Name":"CUSTOM","Event-Subclass":"callcenter%3A%3Ainfo","CC-Action":"member-queue-start","CC-Queue":"minsheng@default","CC-Member-Session-UUID":"a","Event-Date-Timestamp":"1795395602000000"},
		{"Event-Name":"CHANNEL_PROGRESS","Unique-ID":"b","Call-Direction":"outbound","Other-Leg-Unique-ID":"a","Caller-Destination-Number":"8001","Caller-Caller-ID-Number":"+8613800001234","Event-Date-Timestamp":"1795395603000000"},
		{"Event-Name":"CHANNEL_ANSWER","Unique-ID":"b","Call-Direction":"outbound","Other-Leg-Unique-ID":"a","Caller-Destination-Number":"8001","Event-Date-Timestamp":"1795395612000000"},
		{"Event-Name":"RECORD_STOP","Unique-ID":"a","Call-Direction":"inbound","Record-File-Path":"%2Frec%2Fa.wav","Event-Date-Timestamp":"1795395650000000"},
		{"Event-Name":"HEARTBEAT"},
		{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"b","Call-Direction":"outbound","Other-Leg-Unique-ID":"a"},
		{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"a","Call-Direction":"inbound","Hangup-Cause":"NORMAL_CLEARING","Event-Date-Timestamp":"1795395650000000"}]`)
	require.Equal(t, 2, r.Ignored)
	require.Equal(t, phone.Over, c.State())
	require.Equal(t, "+8613800001234", c.Number.Text)
	require.Equal(t, "/rec/a.wav", c.Recording.Text)
	require.Equal(t, 10*time.Second, c.Wait())
	c, _ = heard(t, phone.FreeSWITCH, "Event-Name: CHANNEL_CREATE\nUnique-ID: a\nCall-Direction: inbound\nCaller-Caller-ID-Number: 13800001234\n\nEvent-Name: CUSTOM\nEvent-Subclass: callcenter%3A%3Ainfo\nCC-Action: member-queue-end\nCC-Cause: Cancel\nCC-Member-Session-UUID: a\n\n")
	require.Equal(t, phone.GivenUp, c.State())
}

func TestGeneric(t *testing.T) {
	c, r := heard(t, phone.Generic, `[{"event":"offered","call_id":"1","from":"sip:13800001234@10.0.0.1","to":"12345","queue":"民生","more":{"a":1}},
		{"event":"missed","call_id":"1"},{"event":"ringing","call_id":"1"},{"event":"ended","call_id":"1","direction":"up"},{"event":"ended","call_id":"1","at":"yesterday"}]`)
	require.Equal(t, phone.GivenUp, c.State())
	require.Equal(t, "13800001234", c.Number.Text)
	require.Equal(t, []phone.Fault{{2, "extension", "missing"}, {3, "direction", "malformed"}, {4, "at", "malformed"}}, r.Faults)
	for _, body := range []string{"", "null", `"x"`, "[1]", "{", "\xff", `[{"event":"ended"},2]`} {
		_, err := phone.Read(phone.Generic, []byte(body))
		require.Error(t, err, body)
	}
	_, err := phone.Read(phone.Asterisk, []byte(strings.Repeat("Event: Hangup\n\n", 501)))
	require.ErrorIs(t, err, phone.ErrTooMany)
	_, err = phone.Read("pigeon", nil)
	require.ErrorIs(t, err, phone.ErrFormat)
}

// Whatever a telephone system sends, reading it neither fails nor lets through
// what the server could not keep.
func fuzz(f *testing.F, format phone.Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		r, err := phone.Read(format, body)
		if err != nil {
			require.Empty(t, r.Events)
			return
		}
		require.LessOrEqual(t, len(r.Events)+len(r.Faults)+r.Ignored, phone.MostEvents+1)
		var c phone.Call
		for _, e := range r.Events {
			require.NotEmpty(t, e.Call)
			require.Contains(t, phone.Kinds, e.Kind)
			require.LessOrEqual(t, len(e.Number), 64)
			require.True(t, e.At.IsZero() || e.At.Year() >= 1, e.At)
			next := c.Apply(e)
			require.True(t, next.Holds(next.Apply(e)), "told twice")
			require.Contains(t, phone.States, next.State())
			c = next
		}
	})
}

func FuzzAsterisk(f *testing.F) {
	fuzz(f, phone.Asterisk, asteriskCall, `[{"Event":"Newchannel","Uniqueid":"1.1","Linkedid":"1.1"}]`, "Event: Hangup\r\nUniqueid: 1\r\n\r\n", `{"Event":["a","Hangup"],"Uniqueid":1}`)
}

func FuzzFreeSWITCH(f *testing.F) {
	fuzz(f, phone.FreeSWITCH, `{"Event-Name":"CHANNEL_CREATE","Unique-ID":"a","Call-Direction":"inbound","Caller-Caller-ID-Number":"%2B86138"}`,
		"Event-Name: CUSTOM\nEvent-Subclass: callcenter%3A%3Ainfo\nCC-Action: agent-offering\nCC-Agent: 8001@x\nCC-Member-Session-UUID: a\n\n")
}

func FuzzGeneric(f *testing.F) {
	fuzz(f, phone.Generic, `{"event":"ringing","call_id":"1","extension":"8001","at":"2026-11-23T09:00:00+08:00"}`, `{"events":[{"event":"missed","call_id":"1"}]}`, `[{}]`)
}
