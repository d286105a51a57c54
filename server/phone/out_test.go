package phone_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/phone"
)

// Click-to-call rings the agent first: their answer is not the citizen's.
func TestOutgoingTalksWhenTheCitizenAnswers(t *testing.T) {
	const desk, trunk = `"Uniqueid":"1.1","Linkedid":"1.1","Channel":"PJSIP/8001-00000001","Context":"from-internal"`, `"Uniqueid":"1.2","Linkedid":"1.1","Channel":"PJSIP/trunk-00000002"`
	const dial = `"Channel":"PJSIP/8001-00000001","Uniqueid":"1.1","Linkedid":"1.1","Exten":"13800001234","DestChannel":"PJSIP/trunk-00000002","DestCallerIDNum":"13800001234","DestUniqueid":"1.2"`
	asterisk := func(more ...string) string {
		return told(append([]string{`"Event":"Newchannel","ChannelState":"0","CallerIDNum":"12345","Exten":"",` + desk, `"Event":"Newstate","ChannelState":"5","ChannelStateDesc":"Ringing",` + desk,
			`"Event":"Newstate","ChannelStateDesc":"Up",` + desk, `"Event":"OriginateResponse","Response":"Success","Uniqueid":"1.1","Channel":"PJSIP/8001-00000001"`,
			`"Event":"Newchannel","ChannelState":"0","CallerIDNum":"12345","Exten":"","Context":"from-pstn",` + trunk, `"Event":"DialBegin",` + dial,
			`"Event":"Newstate","ChannelStateDesc":"Ringing",` + trunk}, more...)...)
	}
	const a, b = `"Unique-ID":"a","Channel-Call-UUID":"a","Call-Direction":"outbound","Caller-Caller-ID-Number":"12345","Caller-Destination-Number":"8001"`, `"Unique-ID":"b","Channel-Call-UUID":"a","Call-Direction":"outbound","Other-Leg-Unique-ID":"a","Other-Leg-Direction":"outbound","Caller-Caller-ID-Number":"12345","Caller-Destination-Number":"13800001234"`
	freeswitch := func(more string) string {
		return `[{"Event-Name":"CHANNEL_CREATE",` + a + `},{"Event-Name":"CHANNEL_PROGRESS",` + a + `},{"Event-Name":"CHANNEL_ANSWER",` + a + `},
			{"Event-Name":"CHANNEL_CREATE",` + b + `},{"Event-Name":"CHANNEL_PROGRESS_MEDIA",` + b + `},
			{"Event-Name":"CHANNEL_BRIDGE",` + a + `,"Other-Leg-Unique-ID":"b","Other-Leg-Direction":"outbound","Other-Leg-Destination-Number":"13800001234"}` + more + `,
			{"Event-Name":"CHANNEL_HANGUP_COMPLETE",` + b + `},{"Event-Name":"CHANNEL_HANGUP_COMPLETE",` + a + `}]`
	}
	const generic = `[{"event":"offered","call_id":"1","direction":"out","from":"8001","to":"13800001234"},{"event":"ringing","call_id":"1","direction":"out","extension":"8001"},{"event":"answered","call_id":"1","direction":"out","extension":"8001"}`
	for name, tc := range map[string]struct {
		format phone.Format
		body   string
		talked bool
	}{
		"asterisk, in vain":        {phone.Asterisk, asterisk(`"Event":"DialEnd","DialStatus":"NOANSWER",`+dial, `"Event":"Hangup",`+desk), false},
		"asterisk, answered":       {phone.Asterisk, asterisk(`"Event":"DialEnd","DialStatus":"ANSWER",`+dial, `"Event":"BridgeEnter",`+desk, `"Event":"BridgeEnter",`+trunk, `"Event":"Hangup",`+desk), true},
		"freeswitch, early media":  {phone.FreeSWITCH, freeswitch(""), false},
		"freeswitch, answered":     {phone.FreeSWITCH, freeswitch(`,{"Event-Name":"CHANNEL_ANSWER",` + b + `}`), true},
		"generic, only the agent":  {phone.Generic, generic + `,{"event":"ended","call_id":"1"}]`, false},
		"generic, the citizen too": {phone.Generic, generic + `,{"event":"answered","call_id":"1","direction":"out","to":"13800001234"},{"event":"ended","call_id":"1"}]`, true},
	} {
		c, r := heard(t, tc.format, tc.body)
		require.Empty(t, r.Faults, name)
		require.True(t, c.Out, name)
		require.Equal(t, "13800001234", c.Number.Text, name)
		require.Equal(t, tc.talked, !c.TalkedAt().IsZero(), name)
		require.NotContains(t, c.Extensions(), "13800001234", name)
		require.False(t, c.State().Live(), name)
		require.Zero(t, c.Transfers(), name)
	}
	// An incoming call that a colleague outside takes is talked as any other.
	c, _ := heard(t, phone.Asterisk, told(`"Event":"Newchannel","ChannelState":"4","CallerIDNum":"057788123456","Exten":"s","Uniqueid":"1.1","Linkedid":"1.1","Channel":"DAHDI/17-1"`,
		`"Event":"DialEnd","DialStatus":"ANSWER","Channel":"DAHDI/17-1","DestCallerIDNum":"8001","DestChannel":"PJSIP/8001-2","Uniqueid":"1.1","Linkedid":"1.1"`))
	require.False(t, c.Out)
	require.Equal(t, "057788123456", c.Number.Text)
	require.False(t, c.TalkedAt().IsZero())
}

func TestLostCalls(t *testing.T) {
	ring := phone.Event{Kind: phone.Ringing, At: at(0), Extension: "8001"}
	rings, waits := phone.Call{}.Apply(ring), phone.Call{}.Apply(phone.Event{Kind: phone.Queued, At: at(0)})
	again := rings.Apply(phone.Event{Kind: phone.Ringing, At: at(200), Extension: "8002"})
	out := rings.Apply(phone.Event{Kind: phone.Offered, At: at(0), Out: true})
	long := at(0).Add(phone.LongestRing)
	for name, tc := range map[string]struct {
		c    phone.Call
		now  time.Time
		lost bool
	}{
		"rings":             {rings, long, false},
		"rang long":         {rings, long.Add(1), true},
		"rings elsewhere":   {again, long.Add(1), false},
		"waits":             {waits, long.Add(1), false},
		"waits for ever":    {waits, at(31 * 60), true},
		"answered":          {rings.Apply(phone.Event{Kind: phone.Answered, At: at(9), Extension: "8001"}), long.Add(1), false},
		"ended":             {rings.Apply(phone.Event{Kind: phone.Ended, At: at(9)}), long.Add(1), false},
		"the hotline calls": {out, long.Add(1), false},
	} {
		require.Equal(t, tc.lost, tc.c.Lost(tc.now), name)
	}
}
