package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/phone"
)

// Whatever a telephone system gets wrong about time, order and repetition, the call
// is what it was.
func TestCallsTolerateTheirTellers(t *testing.T) {
	o, token := switchboard(t)
	at := o.clock.now().UTC()
	one := func(id string) map[string]any {
		for _, c := range o.get("agent", "/calls").value()["items"].([]any) {
			if c := c.(map[string]any); c["queue"] == id {
				return c
			}
		}
		require.Fail(t, "no such call", id)
		return nil
	}
	e := func(call, event string, s int, ext string) object {
		return object{"event": event, "call_id": call, "queue": call, "at": at.Add(time.Duration(s) * time.Second), "from": "13800001234", "extension": ext}
	}
	o.clock.advance(2 * time.Minute)
	o.ringUp(token, e("backwards", "ended", 90, ""), e("backwards", "answered", 12, "8001"), e("backwards", "ringing", 4, "8001"), e("backwards", "queued", 0, ""))
	require.Equal(t, "over", one("backwards")["state"])
	require.EqualValues(t, 12, one("backwards")["wait_s"])
	require.EqualValues(t, 78, one("backwards")["talk_s"])

	o.ringUp(token, e("two answers", "ringing", 4, "8001"), e("two answers", "answered", 9, "8001"), e("two answers", "answered", 9, "8002"), e("two answers", "ended", 60, ""))
	require.EqualValues(t, 1, one("two answers")["transfers"])
	require.EqualValues(t, 1, o.get("supervisor", "/calls/figures").value()["total"].(map[string]any)["prompt"].(float64)-1, "each is one call")

	frames := len(o.feed("servers"))
	for range 5 { // the same again
		a := o.ringUp(token, e("two answers", "answered", 9, "8002"), e("two answers", "ended", 60, ""))
		require.EqualValues(t, 2, a.value()["taken"])
	}
	require.Len(t, o.feed("servers"), frames, "nobody is told again")

	o.ringUp(token, object{"event": "queued", "call_id": "ahead", "queue": "ahead", "at": o.clock.now().Add(6 * time.Hour), "from": "13900005678"})
	began, err := time.Parse(time.RFC3339, one("ahead")["started_at"].(string))
	require.NoError(t, err)
	require.WithinDuration(t, o.clock.now(), began, time.Second, "its clock is ahead")
	a := o.ringUp(token, object{"event": "queued", "call_id": "long ago", "at": o.clock.now().AddDate(-1, 0, 0), "from": "13900005678"})
	require.EqualValues(t, 1, a.value()["ignored"])

	before := o.get("supervisor", "/calls/figures").value()["total"]
	o.ringUp(token, object{"event": "offered", "call_id": "inside", "from": "8001", "to": "8002"}, object{"event": "ringing", "call_id": "inside", "from": "8001", "extension": "8002"}, object{"event": "ended", "call_id": "inside"})
	require.Equal(t, before, o.get("supervisor", "/calls/figures").value()["total"], "one colleague asks another")
	require.Empty(t, o.get("agent", "/calls/missed").value()["items"])
}

// While one call is talked another rings at the desk and is not taken: the desk
// shows who is on the line again.
func TestSecondCallAtADesk(t *testing.T) {
	o, token := switchboard(t)
	tell := func(call, event, ext string) {
		o.clock.advance(time.Second)
		o.ringUp(token, object{"event": event, "call_id": call, "queue": call, "at": o.clock.now(), "from": "13800001234", "extension": ext})
	}
	tell("first", "answered", "8001")
	tell("second", "ringing", "8001")
	require.Equal(t, "second", o.current("agent")["queue"])
	tell("second", "answered", "8002")
	require.Equal(t, "first", o.current("agent")["queue"])
	tell("first", "ended", "")
	require.Equal(t, "over", o.current("agent")["state"])
	for i := range 5 {
		tell(fmt.Sprint("later", i), "ringing", "8001")
		tell(fmt.Sprint("later", i), "ended", "")
	}
	require.Equal(t, "first", o.current("agent")["queue"], "who talked last is still being written down")
	o.clock.advance(wrapUp)
	require.Nil(t, o.current("agent"), "it was long ago")
}

// However many calls ring at a desk while one is talked there, that one stays; and
// one that was passed on does not come back over the one that was talked since.
func TestTalkedCallStays(t *testing.T) {
	o, token := switchboard(t)
	tell := func(call, event, ext string) {
		o.clock.advance(time.Second)
		o.ringUp(token, object{"event": event, "call_id": call, "queue": call, "at": o.clock.now(), "from": "13800001234", "extension": ext})
	}
	tell("mine", "ringing", "8001")
	tell("mine", "answered", "8001")
	for i := range 2 * seatCalls {
		id := fmt.Sprint("theirs", i)
		tell(id, "ringing", "8001")
		tell(id, "answered", "8002")
	}
	require.Equal(t, "mine", o.current("agent")["queue"])
	tell("mine", "transferred", "8002")
	tell("next", "answered", "8001")
	tell("next", "ended", "")
	require.Equal(t, "next", o.current("agent")["queue"])
	require.Equal(t, "over", o.current("agent")["state"])
}

// The leg of a call to a citizen is no extension: their number is not kept open as
// one.
func TestOutsideLegIsNoExtension(t *testing.T) {
	o, _ := switchboard(t)
	for _, event := range []object{{"Event": "DialBegin", "DestChannel": "PJSIP/trunk-01", "DestCallerIDNum": "13800001234"}, {"Event": "Newstate", "Uniqueid": "9.2", "ChannelStateDesc": "Up", "Channel": "Local/013800001234@out-1;1"},
		{"Event": "BlindTransfer", "TransfererLinkedid": "9.1", "Extension": "13800001234"}} {
		event["Linkedid"] = "9.1"
		body, err := json.Marshal(event)
		require.NoError(t, err)
		r, err := phone.Read(phone.Asterisk, body)
		require.NoError(t, err)
		v, err := o.hearAll(t.Context(), "", r)
		require.NoError(t, err)
		require.Equal(t, 1, v.Taken)
	}
	rs, err := o.store.Records(t.Context(), "call", "", 100)
	require.NoError(t, err)
	require.Len(t, rs, 1)
	require.NotContains(t, string(rs[0].Body), "3800001234")
	require.NotContains(t, string(o.get("agent", "/calls").body), "3800001234")
}

// Callers who show no number are counted, and nobody can call them back.
func TestWithheldNumbers(t *testing.T) {
	o, token := switchboard(t)
	for i, from := range []string{"", "anonymous", "unknown", "Private <sip:anonymous@anonymous.invalid>", "00000000"} {
		id := fmt.Sprint("w", i)
		o.ringUp(token, object{"event": "ringing", "call_id": id, "from": from, "extension": "8001"}, object{"event": "ended", "call_id": id})
	}
	require.Empty(t, o.get("agent", "/calls/missed").value()["items"])
	require.EqualValues(t, 5, o.get("supervisor", "/calls/figures").value()["total"].(map[string]any)["missed"])
	for _, c := range o.get("agent", "/calls").value()["items"].([]any) {
		require.NotContains(t, c, "number")
	}
}

// A dial that fails says so in words, and the number is in none of them.
func TestDialFails(t *testing.T) {
	var fault error
	o, _ := switchboard(t, func(d *Deps) {
		d.Phone.Dial = func(context.Context, string, string) error { return fault }
	})
	no := o.logged()
	for _, tc := range []struct {
		fault error
		says  string
	}{{errors.New("status 500"), "没有接受拨号"}, {fmt.Errorf("telephone system: %w", context.DeadlineExceeded), "没有及时应答"}} {
		fault = tc.fault
		a := o.post("agent", "/calls/dial", object{"no": no})
		require.Equal(t, 503, a.status)
		require.Contains(t, a.text("detail"), tc.says)
	}
	require.NotContains(t, o.lines.String(), "13800001234")
	require.Equal(t, 404, o.post("agent", "/calls/dial", object{"missed": "nobody"}).status)
}

// Who sits where is the administrator's to say: one person at an extension.
func TestSeatsOfOthers(t *testing.T) {
	o, _ := switchboard(t)
	put := func(who, user string, form object) answer {
		return o.do(who, "PUT", "/api/v1/users/"+user+"/extension", form)
	}
	require.Equal(t, 403, put("agent", "dispatcher", object{"extension": "8009"}).status)
	require.Equal(t, 403, put("supervisor", "agent", object{"extension": "8009"}).status)
	a := put("admin", "dispatcher", object{"extension": "8001"})
	require.Equal(t, 409, a.status, "the agent sits there")
	require.Contains(t, a.text("detail"), "agent")
	require.Equal(t, 404, put("admin", "nobody", object{"extension": "8009"}).status)
	require.Equal(t, 422, put("admin", "agent", object{"extension": "8001; drop"}).status)
	require.Equal(t, 200, put("admin", "dispatcher", object{"extension": "8001", "take": true}).status)
	require.Len(t, o.get("admin", "/extensions").value()["items"], 1, "they left the one before")
	require.Equal(t, 200, put("admin", "dispatcher", object{"extension": ""}).status)
	require.Empty(t, o.get("admin", "/extensions").value()["items"])
	require.Equal(t, 403, o.get("agent", "/extensions").status)
}
