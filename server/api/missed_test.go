package api

import (
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/phone"
)

// missed tells of a caller whom nobody answered.
func (o *office) missed(token []string, id, from string) {
	o.Helper()
	o.clock.advance(time.Minute)
	o.ringUp(token, object{"event": "offered", "call_id": id, "at": o.clock.now(), "from": from, "queue": "民生"},
		object{"event": "abandoned", "call_id": id, "at": o.clock.now().Add(20 * time.Second)})
}

func (o *office) toCallBack() []any {
	o.Helper()
	return o.get("agent", "/calls/missed").value()["items"].([]any)
}

// In click-to-call the agent's own telephone answers first: the citizen is called
// back when they answer, or when the agent says so.
func TestOwnLegIsNoAnswer(t *testing.T) {
	o, token := switchboard(t)
	o.missed(token, "in", "13800001234")
	require.Len(t, o.toCallBack(), 1)
	out := func(call, event, ext string) {
		o.clock.advance(time.Second)
		o.ringUp(token, object{"event": event, "call_id": call, "direction": "out", "at": o.clock.now(), "from": "8001", "to": "13800001234", "extension": ext})
	}
	out("back", "ringing", "8001")
	out("back", "answered", "8001")
	require.Equal(t, "13800001234", o.current("agent")["full_number"])
	out("back", "ended", "")
	require.Len(t, o.toCallBack(), 1, "only the agent picked up")

	// As Asterisk tells of Originate: the number comes with the leg that is dialled.
	tell := func(body string) {
		r, err := phone.Read(phone.Asterisk, []byte(body))
		require.NoError(t, err)
		v, err := o.hearAll(t.Context(), "", r)
		require.NoError(t, err)
		require.Empty(t, v.Faults)
	}
	const dial = `"Channel":"PJSIP/8001-01","Uniqueid":"1.1","Linkedid":"1.1","DestChannel":"PJSIP/trunk-02","DestCallerIDNum":"13800001234"`
	o.clock.advance(time.Minute)
	tell(`[{"Event":"Newchannel","Context":"from-internal","ChannelState":"0","Channel":"PJSIP/8001-01","Uniqueid":"1.1","Linkedid":"1.1"},{"Event":"DialBegin",` + dial + `}]`)
	require.Len(t, o.toCallBack(), 1)
	tell(`[{"Event":"DialEnd","DialStatus":"ANSWER",` + dial + `}]`)
	require.Empty(t, o.toCallBack(), "the citizen answered")
	settled := o.get("agent", "/calls/missed?settled=1").value()["items"].([]any)
	require.Equal(t, "called_back", settled[0].(map[string]any)["how"])

	o.missed(token, "in again", "13800001234")
	out("back again", "answered", "8001")
	at := "/calls/missed/" + o.toCallBack()[0].(map[string]any)["id"].(string)
	require.Equal(t, 200, o.post("agent", at+"/claim", object{}).status)
	require.Equal(t, 200, o.post("agent", at+"/done", object{"reached": true}).status)
	require.Empty(t, o.toCallBack(), "the agent says so")
}

// The list is paged, open and settled ones, and nothing is cut from its export.
func TestMissedPages(t *testing.T) {
	o, token := switchboard(t)
	const many = 7
	for i := range many {
		o.missed(token, fmt.Sprint("c", i), fmt.Sprint("1380000120", i))
	}
	all := func(query string, limit int) (ids []string) {
		for after, n := "", 0; n == 0 || after != ""; n++ {
			v := o.get("agent", fmt.Sprintf("/calls/missed?limit=%d&after=%s%s", limit, after, query)).value()
			require.LessOrEqual(t, len(v["items"].([]any)), limit)
			for _, it := range v["items"].([]any) {
				ids = append(ids, it.(map[string]any)["id"].(string))
			}
			after, _ = v["next"].(string)
		}
		return ids
	}
	open := all("", 200)
	require.Len(t, open, many)
	require.Equal(t, open, all("", 3))
	for i := range many {
		o.clock.advance(time.Minute)
		o.ringUp(token, object{"event": "answered", "call_id": fmt.Sprint("again", i), "at": o.clock.now(), "from": fmt.Sprint("1380000120", i), "extension": "8001"})
	}
	require.Empty(t, all("", 3))
	settled := all("&settled=1", 200)
	require.Len(t, settled, many)
	require.Equal(t, open[0], settled[many-1], "the newest first")
	require.Equal(t, settled, all("&settled=1", 2))
}

// A call of which nobody tells the end is not forgotten: its caller is called back,
// once, unless an answer is told after all.
func TestLostCallsAreCalledBack(t *testing.T) {
	o, token := switchboard(t)
	begin := o.clock.now()
	look := func() int {
		n, err := CallBackLost(t.Context(), o.Deps)
		require.NoError(t, err)
		return n
	}
	for _, c := range []string{"1", "2"} {
		o.ringUp(token, object{"event": "ringing", "call_id": "c" + c, "at": begin, "from": "1380000123" + c, "extension": "8001"})
	}
	o.clock.advance(phone.LongestRing)
	require.Zero(t, look(), "it may still ring")
	o.clock.advance(time.Second)
	require.Equal(t, 2, look())
	require.Len(t, o.toCallBack(), 2)
	require.Zero(t, look(), "once")
	require.EqualValues(t, 1, o.toCallBack()[0].(map[string]any)["times"])

	o.ringUp(token, object{"event": "answered", "call_id": "c1", "at": begin.Add(9 * time.Second), "extension": "8001"})
	require.Len(t, o.toCallBack(), 1, "somebody did talk")
	o.ringUp(token, object{"event": "ended", "call_id": "c2", "at": begin.Add(20 * time.Second)})
	require.EqualValues(t, 1, o.toCallBack()[0].(map[string]any)["times"], "it is the same call")
	at := "/calls/missed/" + o.toCallBack()[0].(map[string]any)["id"].(string)
	require.Equal(t, 200, o.post("agent", at+"/claim", object{}).status)
	require.Equal(t, 200, o.post("agent", at+"/done", object{"reached": true}).status)
	require.Zero(t, look(), "nor when it is settled")

	// What was just told of the past is still being told.
	o.ringUp(token, object{"event": "ringing", "call_id": "c3", "at": begin, "from": "13800001233", "extension": "8001"})
	require.Zero(t, look())
	o.clock.advance(phone.LongestRing + time.Second)
	require.Equal(t, 1, look())
}

// A long call of which the end is heard first counts in the day it began.
func TestLongCallHeardFromItsEnd(t *testing.T) {
	o, token := switchboard(t)
	begin := midnight(o.clock.now()).AddDate(0, 0, 1).Add(-10 * time.Minute)
	o.clock.advance(20 * time.Hour)
	o.ringUp(token, object{"event": "ended", "call_id": "long", "at": begin.Add(3 * time.Hour)},
		object{"event": "answered", "call_id": "long", "at": begin.Add(5 * time.Second), "extension": "8001"},
		object{"event": "ringing", "call_id": "long", "at": begin, "from": "13800001234", "extension": "8001"})
	f, err := CountCalls(t.Context(), o.store, begin, 1, o.clock.now())
	require.NoError(t, err)
	require.Equal(t, 1, f.Total.Answered)
	f, err = CountCalls(t.Context(), o.store, begin.AddDate(0, 0, 1), 1, o.clock.now())
	require.NoError(t, err)
	require.Zero(t, f.Total.Offered, "once")
}

// Who loses their seat is told, and nobody else.
func TestSeatLostIsTold(t *testing.T) {
	o, _ := switchboard(t)
	told := func() []string {
		frames, err := o.store.Feed(t.Context(), "servers", 0, 100)
		require.NoError(t, err)
		var who []string
		for _, f := range frames {
			who = append(who, f.Only...)
		}
		return who
	}
	require.Empty(t, told())
	require.Equal(t, 200, o.do("dispatcher", "PUT", "/api/v1/me/extension", object{"extension": "8002"}).status, "where they sit")
	require.Empty(t, told())
	require.Equal(t, 200, o.do("supervisor", "PUT", "/api/v1/me/extension", object{"extension": "8001", "take": true}).status)
	require.Equal(t, []string{"agent"}, told())
	require.Equal(t, 200, o.do("admin", "PUT", "/api/v1/users/dispatcher/extension", object{"extension": ""}).status)
	require.Equal(t, []string{"agent", "dispatcher"}, told())
	n, ok := notify.Frame{JSON: []byte(`{"kind":"call","text":" "}`)}.Call()
	require.True(t, ok)
	require.Empty(t, n.ID+n.State)
}

// A call stored before outside legs were told apart shows nobody's number.
func TestOldCallsHideNumbers(t *testing.T) {
	o, token := switchboard(t)
	o.ringUp(token, object{"event": "ringing", "call_id": "c1", "at": o.clock.now(), "from": "8001", "extension": "8001"},
		object{"event": "answered", "call_id": "c1", "at": o.clock.now(), "extension": "8001"})
	rs, err := o.store.Records(t.Context(), dispatch.KindCall, "", 1)
	require.NoError(t, err)
	var d map[string]any
	require.NoError(t, json.Unmarshal(rs[0].Body, &d))
	leg := func(ext string) any { return object{"ext": ext, "at": o.clock.now().Add(time.Second)} }
	d["rang"] = append(d["rang"].([]any), leg("13800001234"), leg("SIP/013800001234"))
	d["answers"] = append(d["answers"].([]any), leg("13800001234"), leg("+86 022 66668888"), leg("8002@10.20.30.40"))
	rs[0].Body, err = json.Marshal(d)
	require.NoError(t, err)
	_, err = o.store.PutRecord(t.Context(), rs[0])
	require.NoError(t, err)
	body := string(o.get("agent", "/calls").body)
	require.NotContains(t, body, "3800001234")
	require.NotContains(t, body, "66668888")
	require.Contains(t, body, `"transfers":1`, "of the desks that are known")
	require.Empty(t, o.get("agent", "/calls?extension=13800001234").value()["items"])
	c, err := o.loadCall(t.Context(), rs[0].ID)
	require.NoError(t, err)
	require.Equal(t, []string{"8001", "", "8002@10.20.30.40"}, []string{c.Answers[0].Extension, c.Answers[1].Extension, c.Answers[2].Extension})
	require.Len(t, c.Rang, 1)
}
