package phone_test

import (
	"fmt"
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

// told are events of Asterisk in JSON, each with the headers that all share.
func told(events ...string) string {
	var b strings.Builder
	for i, e := range events {
		fmt.Fprintf(&b, `%s{"Timestamp":"%d.5",%s}`, map[bool]string{true: "[", false: ","}[i == 0], at(i*4).Unix(), e)
	}
	return b.String() + "]"
}

// What happens in a call centre beside the plain call, as Asterisk tells of it.
func TestAsteriskSequences(t *testing.T) {
	const caller, one, two = `"Uniqueid":"1.1","Linkedid":"1.1","Channel":"PJSIP/trunk-1"`, `"Uniqueid":"1.2","Linkedid":"1.1","Channel":"PJSIP/8001-00000002"`, `"Uniqueid":"1.3","Linkedid":"1.1","Channel":"PJSIP/8002-00000003"`
	const come = `"Event":"Newchannel","CallerIDNum":"057788123456","Exten":"12345","Context":"from-pstn",` + caller
	const wait = `"Event":"QueueCallerJoin","Queue":"minsheng",` + caller
	for name, tc := range map[string]struct {
		events  []string
		state   phone.CallState
		rang    []string
		answers []string
		ignored int
	}{
		"all desks ring, one answers": {[]string{come, wait,
			`"Event":"AgentCalled","Interface":"PJSIP/8001","DestUniqueid":"1.2",` + caller, `"Event":"AgentCalled","Interface":"PJSIP/8002","DestUniqueid":"1.3",` + caller,
			`"Event":"Newstate","ChannelStateDesc":"Ringing",` + one, `"Event":"Newstate","ChannelStateDesc":"Ringing",` + two,
			`"Event":"AgentConnect","Interface":"PJSIP/8002","HoldTime":"12",` + caller, `"Event":"Newstate","ChannelStateDesc":"Up",` + two,
			`"Event":"AgentRingNoAnswer","Interface":"PJSIP/8001",` + caller, `"Event":"Hangup","Cause":"26","Cause-txt":"Answered elsewhere",` + one},
			phone.Talking, []string{"8001", "8002"}, []string{"8002"}, 2},
		"on hold and back": {[]string{come, wait, `"Event":"AgentConnect","Interface":"PJSIP/8001",` + caller, `"Event":"Hold",` + one, `"Event":"MusicOnHoldStart",` + caller,
			`"Event":"MusicOnHoldStop",` + caller, `"Event":"Unhold",` + one, `"Event":"Hangup",` + caller}, phone.Over, nil, []string{"8001"}, 4},
		"a colleague is asked, then takes over": {[]string{come, wait, `"Event":"AgentConnect","Interface":"PJSIP/8001",` + caller, `"Event":"Hold",` + one,
			`"Event":"AttendedTransfer","OrigTransfererLinkedid":"1.1","SecondTransfererLinkedid":"9.1","TransfereeLinkedid":"1.1","TransferTargetChannel":"PJSIP/8002-00000009"`,
			`"Event":"Hangup",` + one, `"Event":"Hangup",` + caller}, phone.Over, nil, []string{"8001", "8002"}, 2},
		"passed on blind": {[]string{come, wait, `"Event":"AgentConnect","Interface":"PJSIP/8001",` + caller,
			`"Event":"BlindTransfer","TransfererLinkedid":"1.1","Extension":"8003"`, `"Event":"Hangup",` + caller}, phone.Over, nil, []string{"8001", "8003"}, 0},
		"gave up in the queue": {[]string{come, wait, `"Event":"QueueCallerAbandon","Position":"1","HoldTime":"31",` + caller, `"Event":"QueueCallerLeave",` + caller, `"Event":"Hangup",` + caller},
			phone.GivenUp, nil, nil, 1},
		"rang out": {[]string{come, `"Event":"DialBegin","DestChannel":"PJSIP/8001-00000002","DestUniqueid":"1.2",` + caller, `"Event":"DialEnd","DialStatus":"NOANSWER","DestChannel":"PJSIP/8001-00000002",` + caller,
			`"Event":"Hangup",` + caller}, phone.Unanswered, []string{"8001"}, nil, 1},
		"the desk was busy": {[]string{come, `"Event":"DialEnd","DialStatus":"BUSY","DestChannel":"PJSIP/8001-00000002",` + caller, wait, `"Event":"Hangup",` + caller}, phone.GivenUp, nil, nil, 1},
	} {
		c, r := heard(t, phone.Asterisk, told(tc.events...))
		require.Empty(t, r.Faults, name)
		require.Equal(t, tc.ignored, r.Ignored, name)
		require.Equal(t, tc.state, c.State(), name)
		require.Equal(t, tc.rang, extensions(c.Rang), name)
		require.Equal(t, tc.answers, extensions(c.Answers), name)
		require.Equal(t, "057788123456", c.Number.Text, name)
	}
}

func extensions(legs []phone.Leg) (out []string) {
	for _, l := range legs {
		out = append(out, l.Extension)
	}
	return out
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

	// Held, passed on, and what a call centre tells of two desks in turn.
	const leg = `"Call-Direction":"outbound","Other-Leg-Unique-ID":"a"`
	c, r = heard(t, phone.FreeSWITCH, `[
		{"Event-Name":"CUSTOM","Event-Subclass":"callcenter::info","CC-Action":"member-queue-start","CC-Queue":"minsheng@default","CC-Member-Session-UUID":"a","CC-Member-CID-Number":"057788123456"},
		{"Event-Name":"CUSTOM","Event-Subclass":"callcenter::info","CC-Action":"agent-offering","CC-Agent":"8001@default","CC-Member-Session-UUID":"a"},
		{"Event-Name":"CUSTOM","Event-Subclass":"callcenter::info","CC-Action":"bridge-agent-fail","CC-Agent":"8001@default","CC-Member-Session-UUID":"a"},
		{"Event-Name":"CUSTOM","Event-Subclass":"callcenter::info","CC-Action":"agent-offering","CC-Agent":"8002@default","CC-Member-Session-UUID":"a"},
		{"Event-Name":"CUSTOM","Event-Subclass":"callcenter::info","CC-Action":"bridge-agent-start","CC-Agent":"8002@default","CC-Member-Session-UUID":"a"},
		{"Event-Name":"CHANNEL_HOLD","Unique-ID":"b",`+leg+`},{"Event-Name":"CHANNEL_UNHOLD","Unique-ID":"b",`+leg+`},
		{"Event-Name":"CHANNEL_BRIDGE","Unique-ID":"a","Call-Direction":"inbound","Other-Leg-Destination-Number":"8003"},
		{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"b",`+leg+`,"Hangup-Cause":"ATTENDED_TRANSFER"},
		{"Event-Name":"CHANNEL_HANGUP_COMPLETE","Unique-ID":"a","Call-Direction":"inbound"}]`)
	require.Empty(t, r.Faults)
	require.Equal(t, 4, r.Ignored)
	require.Equal(t, phone.Over, c.State())
	require.Equal(t, []string{"8001", "8002"}, extensions(c.Rang))
	require.Equal(t, []string{"8002", "8003"}, extensions(c.Answers))
}

func TestGeneric(t *testing.T) {
	c, r := heard(t, phone.Generic, `[{"event":"offered","call_id":"1","from":"sip:13800001234@10.0.0.1","to":"12345","queue":"民生","more":{"a":1}},
		{"event":"missed","call_id":"1"},{"event":"ringing","call_id":"1"},{"event":"ended","call_id":"1","direction":"up"},{"event":"ended","call_id":"1","at":"yesterday"}]`)
	require.Equal(t, phone.GivenUp, c.State())
	require.Equal(t, "13800001234", c.Number.Text)
	require.Equal(t, []phone.Fault{{2, "extension", "missing"}, {3, "direction", "malformed"}, {4, "at", "malformed"}}, r.Faults)
	_, r = heard(t, phone.Generic, `[{"event":"answered","call_id":"1","extension":"8001"},{"event":"held","call_id":"1"},{"event":"resumed","call_id":"1"},{"event":"consulted","call_id":"1","extension":"8002"}]`)
	require.Equal(t, []int{1, 3}, []int{len(r.Events), r.Ignored})
	for from, want := range map[string]string{`\"Wang\" <sip:057788123456@10.0.0.1;user=phone>`: "057788123456", "TEL:+86-138-0000-1234": "+86-138-0000-1234", "SIP:95588@x": "95588", "anonymous": "anonymous"} {
		c, _ = heard(t, phone.Generic, `{"event":"offered","call_id":"1","from":"`+from+`"}`)
		require.Equal(t, want, c.Number.Text)
	}
	for _, body := range []string{"", "null", `"x"`, "[1]", "{", "\xff", `[{"event":"ended"},2]`} {
		_, err := phone.Read(phone.Generic, []byte(body))
		require.Error(t, err, body)
	}
	_, err := phone.Read(phone.Asterisk, []byte(strings.Repeat("Event: Hangup\n\n", 501)))
	require.ErrorIs(t, err, phone.ErrTooMany)
	_, err = phone.Read("pigeon", nil)
	require.ErrorIs(t, err, phone.ErrFormat)
}

// However a message is made, reading it costs no more than what it may tell is
// worth: no telephone system, and nobody with its token, can keep the server busy.
func TestReadingIsCheap(t *testing.T) {
	for name, body := range map[string]string{
		"objects without end":  "[" + strings.Repeat("{},", 21_000) + "{}]",
		"lists in lists":       `{"event":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + "}",
		"one field repeatedly": "{" + strings.Repeat(`"event":"ended",`, 4000) + `"call_id":"1"}`,
		"lists of lists":       `{"events":` + strings.Repeat("[[],", 15_000) + "1]}",
		"a long number":        `{"event":"ended","call_id":"1","at":` + strings.Repeat("1", 65_000) + "}",
		"escapes":              `{"event":"ended","call_id":"1","from":"` + strings.Repeat(`\u00e9`, 10_000) + `"}`,
		"as many as may be":    "[" + strings.Repeat(`{"event":"ringing","call_id":"1","extension":"8001"},`, 499) + "{}]",
	} {
		made := testing.AllocsPerRun(1, func() { _, _ = phone.Read(phone.Generic, []byte(body)) })
		require.Less(t, made, 20_000., name)
	}
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
