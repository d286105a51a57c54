package api

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// switchboard gives the office a telephone system: consoles, extensions 8001 and
// 8002 with the agent and the dispatcher at them, and a token.
func switchboard(t *testing.T, change ...func(*Deps)) (o *office, token []string) {
	o = openOffice(t, append([]func(*Deps){func(d *Deps) {
		d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log)
	}}, change...)...)
	for who, ext := range map[string]string{"agent": "8001", "dispatcher": "8002"} {
		require.Equal(t, 200, o.do(who, "PUT", "/api/v1/me/extension", object{"extension": ext}).status)
	}
	a := o.post("admin", "/tokens", object{"name": "pbx", "scopes": []string{"phone"}})
	require.Equal(t, 201, a.status, string(a.body))
	return o, []string{"Authorization", "Bearer " + a.text("token")}
}

// ringUp tells events as the telephone system does.
func (o *office) ringUp(token []string, events ...object) answer {
	o.Helper()
	a := o.do("", "POST", "/api/v1/cti/events", object{"events": events}, token...)
	require.Equal(o, 200, a.status, string(a.body))
	return a
}

func (o *office) current(who string) map[string]any {
	o.Helper()
	v, _ := o.get(who, "/calls/current").value()["call"].(map[string]any)
	return v
}

func TestPeers21(t *testing.T) {
	o, token := switchboard(t)
	at := o.clock.now().UTC()
	a := o.ringUp(token,
		object{"event": "offered", "call_id": "c1", "at": at, "from": "+86 138-0000-1234", "to": "12345"},
		object{"event": "ringing", "call_id": "c1", "at": at, "extension": "8001"})
	require.EqualValues(t, 2, a.value()["taken"])
	mine := o.current("agent")
	require.Equal(t, "ringing", mine["state"])
	require.Equal(t, "13800001234", mine["full_number"])
	require.Equal(t, "138****1234", mine["number"])
	require.Nil(t, o.current("dispatcher"), "another desk hears nothing")
	frames, err := o.store.Feed(t.Context(), "servers", 0, 10)
	require.NoError(t, err)
	require.Len(t, frames, 1)
	require.Equal(t, []string{"agent"}, frames[0].Only)
	require.NotContains(t, fmt.Sprint(frames), "1380000")

	// Every way to write the number finds the one ticket it is on.
	no := o.logged()
	for _, number := range []string{"13800001234", "0086 13800001234", "138/0000/1234", "013800001234", "8613800001234", "17951 13800001234", "１３８００００１２３４ 转 8"} {
		v := o.post("agent", "/callers/lookup", object{"phone": number}).value()
		items, _ := v["items"].([]any)
		require.Len(t, items, 1, number)
		require.Equal(t, no, items[0].(map[string]any)["no"])
	}
	require.NotContains(t, o.lines.String(), "13800001234")
}

func TestCallPassedOn(t *testing.T) {
	o, token := switchboard(t)
	tell := func(event, ext string) {
		o.clock.advance(time.Second)
		o.ringUp(token, object{"event": event, "call_id": "c1", "at": o.clock.now(), "from": "13800001234", "extension": ext})
	}
	tell("ringing", "8001")
	tell("ringing", "8002")
	require.NotNil(t, o.current("dispatcher"))
	tell("answered", "8001")
	require.Nil(t, o.current("dispatcher"), "somebody else has it")
	require.Equal(t, "talking", o.current("agent")["state"])
	tell("transferred", "8002")
	require.Equal(t, "talking", o.current("dispatcher")["state"])
	tell("ended", "")
	require.Equal(t, "over", o.current("dispatcher")["state"])
	require.EqualValues(t, 1, o.current("dispatcher")["transfers"])
	o.clock.advance(wrapUp)
	require.Nil(t, o.current("dispatcher"))
}

// A telephone system that was cut off tells its past at once: it takes nobody's
// call off the screen, and is not put down to who sat down since.
func TestCallsToldLate(t *testing.T) {
	o, token := switchboard(t)
	at := o.clock.now().UTC()
	o.ringUp(token, object{"event": "ringing", "call_id": "now", "from": "13800001234", "extension": "8001"})
	now := o.current("agent")
	for i := range 3 * seatCalls {
		id, begin := fmt.Sprint("past", i), at.Add(-time.Duration(3*seatCalls-i)*10*time.Minute)
		o.ringUp(token, object{"event": "ringing", "call_id": id, "at": begin, "from": "13900001234", "extension": "8001"},
			object{"event": "ringing", "call_id": id, "at": begin, "extension": "8002"})
		require.Equal(t, now["id"], o.current("agent")["id"], "the call that rings now stays")
		require.Nil(t, o.current("dispatcher"), "a call of the past rings nowhere")
		o.ringUp(token, object{"event": "answered", "call_id": id, "at": begin.Add(5 * time.Second), "extension": "8002"},
			object{"event": "ended", "call_id": id, "at": begin.Add(time.Minute)})
		require.Nil(t, o.current("dispatcher"))
	}
	require.Equal(t, now["id"], o.current("agent")["id"])
	items := o.get("supervisor", "/calls").value()["items"].([]any)
	require.Len(t, items, 1+3*seatCalls)
	for _, it := range items {
		require.NotContains(t, it, "agent", "nobody is known to have sat there then")
	}
	frames, err := o.store.Feed(t.Context(), "servers", 0, 100)
	require.NoError(t, err)
	require.Len(t, frames, 1, "nobody is told of the past")
}

// Nor does it come up at the desk of who did sit there then; the figures have it.
func TestRingToldLate(t *testing.T) {
	o, token := switchboard(t)
	at := o.clock.now().UTC()
	o.clock.advance(time.Hour)
	o.ringUp(token, object{"event": "ringing", "call_id": "c1", "at": at, "from": "13900001234", "extension": "8001"})
	require.Nil(t, o.current("agent"))
	o.ringUp(token, object{"event": "answered", "call_id": "c1", "at": at.Add(5 * time.Second), "extension": "8001"},
		object{"event": "ended", "call_id": "c1", "at": at.Add(time.Minute)})
	require.Nil(t, o.current("agent"))
	items := o.get("supervisor", "/calls").value()["items"].([]any)
	require.Len(t, items, 1)
	require.NotEmpty(t, items[0].(map[string]any)["agent"])
}

func TestPeers22(t *testing.T) {
	o, token := switchboard(t, func(d *Deps) { d.Phone.Recording = "https://pbx.example/rec/{recording}" })
	at := o.clock.now()
	for i, id := range []string{"c1", "c2"} {
		o.ringUp(token, object{"event": "ringing", "call_id": id, "at": at.Add(time.Duration(i) * time.Minute), "from": "013800001234", "extension": "8001"},
			object{"event": "answered", "call_id": id, "at": at.Add(time.Duration(i)*time.Minute + time.Second), "extension": "8001"},
			object{"event": "ended", "call_id": id, "at": at.Add(time.Duration(i)*time.Minute + 30*time.Second)},
			object{"event": "recording", "call_id": id, "recording": "2026/11/../23/" + id + " x.wav"})
	}
	o.clock.advance(2 * time.Minute)
	call := o.current("agent")
	no := o.logged(object{"call_id": call["id"]})
	v := o.get("agent", "/tickets/"+no+"/calls").value()["items"].([]any)
	require.Len(t, v, 2, "the earlier call is there at once")
	require.Equal(t, []any{no}, v[0].(map[string]any)["tickets"])
	require.NotContains(t, fmt.Sprint(v), "13800001234")
	require.Equal(t, 403, o.get("liaison-rl", "/tickets/"+no+"/calls").status)

	path := "/calls/" + call["id"].(string) + "/recording"
	require.Equal(t, 422, o.post("agent", path, object{}).status)
	a := o.post("agent", path, object{"reason": "核对门牌"})
	require.Equal(t, "https://pbx.example/rec/2026/11/23/c2%20x.wav", a.text("url"))
	o.trail.wait()
	lines := o.get("supervisor", "/access?kind=recording").value()["items"].([]any)
	require.Equal(t, "核对门牌", lines[0].(map[string]any)["reason"])
	require.Equal(t, no, lines[0].(map[string]any)["no"])
}

func TestMissedCalls(t *testing.T) {
	o, token := switchboard(t)
	miss := func(id, from string) {
		o.clock.advance(time.Minute)
		o.ringUp(token, object{"event": "offered", "call_id": id, "at": o.clock.now(), "from": from, "queue": "民生"},
			object{"event": "abandoned", "call_id": id, "at": o.clock.now().Add(20 * time.Second)})
	}
	list := func() []any { return o.get("agent", "/calls/missed").value()["items"].([]any) }
	miss("c1", "13800001234")
	miss("c2", "86 138 0000 1234")
	miss("c3", "anonymous")
	miss("c1", "13800001234") // told again
	require.Len(t, list(), 1)
	m := list()[0].(map[string]any)
	require.EqualValues(t, 2, m["times"])
	require.Equal(t, "138****1234", m["number"])
	require.EqualValues(t, 1, o.get("agent", "/queues").value()["queues"].(map[string]any)["hotline/missed_calls"])
	at := "/calls/missed/" + m["id"].(string)

	require.Equal(t, 409, o.post("dispatcher", at+"/done", object{"reached": true}).status, "not claimed")
	require.Equal(t, "13800001234", o.post("dispatcher", at+"/claim", object{}).text("full_number"))
	require.Equal(t, 409, o.post("agent", at+"/claim", object{}).status, "no two call")
	require.NotContains(t, string(o.get("agent", "/calls/missed").body), "13800001234")
	for range 2 {
		require.Equal(t, 200, o.post("dispatcher", at+"/done", object{"reached": false, "note": "无人接听"}).status)
		require.Equal(t, 200, o.post("dispatcher", at+"/claim", object{}).status)
	}
	o.ringUp(token, object{"event": "answered", "call_id": "c9", "at": o.clock.now(), "from": "13800001234", "extension": "8001"})
	require.Empty(t, list(), "they called again")
	require.Equal(t, 409, o.post("dispatcher", at+"/done", object{"reached": true}).status)
	miss("c10", "13800001234")
	require.EqualValues(t, 1, list()[0].(map[string]any)["times"], "it begins anew")
}

func TestFiguresOfCalls(t *testing.T) {
	o, token := switchboard(t)
	day := o.clock.now()
	for i := range 10 {
		at := day.Add(time.Duration(i) * time.Minute)
		id := fmt.Sprint("c", i)
		o.ringUp(token, object{"event": "ringing", "call_id": id, "at": at, "from": "13800001234", "extension": "8001"})
		if i < 8 {
			o.ringUp(token, object{"event": "answered", "call_id": id, "at": at.Add(time.Duration(10+i) * time.Second), "extension": "8001"})
		}
		o.ringUp(token, object{"event": "ended", "call_id": id, "at": at.Add(50 * time.Second)})
		o.clock.advance(time.Minute)
	}
	v := o.get("supervisor", "/calls/figures").value()
	total := v["total"].(map[string]any)
	require.EqualValues(t, 10, total["offered"])
	require.EqualValues(t, 80, total["rate"])
	require.EqualValues(t, 75, total["prompt_rate"], "six of eight within 15 s")
	require.EqualValues(t, 80, v["worst"].(map[string]any)["rate"])
	csv := string(o.get("supervisor", "/calls/figures.csv").body)
	require.Contains(t, csv, "2026-11-23,10,8,6,0,2,0,80.0%,75.0%")
	require.Equal(t, 422, o.get("supervisor", "/calls/figures?from=2026-01-01&to=2026-11-23").status)
	page := o.get("agent", "/calls?limit=4").value()
	require.Len(t, page["items"], 4)
	rest := o.get("agent", "/calls?limit=50&after="+page["next"].(string)).value()
	require.Len(t, rest["items"], 6)
	require.Nil(t, rest["next"])
	require.Len(t, o.get("agent", "/calls?state=missed").value()["items"], 2)
	require.NotContains(t, string(o.get("agent", "/calls").body), "13800001234")
}

func TestSeats(t *testing.T) {
	o, token := switchboard(t)
	a := o.do("supervisor", "PUT", "/api/v1/me/extension", object{"extension": "8001"})
	require.Equal(t, 409, a.status, "one person at a time")
	require.Equal(t, 200, o.do("supervisor", "PUT", "/api/v1/me/extension", object{"extension": "8001", "take": true}).status)
	require.Empty(t, o.get("agent", "/me/extension").text("extension"))
	require.Equal(t, 200, o.do("supervisor", "PUT", "/api/v1/me/extension", object{"extension": "8003"}).status)
	require.Equal(t, 200, o.do("agent", "PUT", "/api/v1/me/extension", object{"extension": "8001"}).status, "nobody sits at two")
	require.Equal(t, 422, o.do("agent", "PUT", "/api/v1/me/extension", object{"extension": "80x"}).status)
	require.Equal(t, 200, o.do("admin", "PUT", "/api/v1/users/agent/extension", object{"extension": "8009"}).status)
	require.Equal(t, "8009", o.get("agent", "/me/extension").text("extension"))
	o.ringUp(token, object{"event": "ringing", "call_id": "c1", "from": "13800001234", "extension": "8001"})
	require.Nil(t, o.current("agent"), "the seat was left")
	for name, tc := range map[string]struct {
		who    string
		status int
		header []string
	}{"an agent's page": {"agent", 403, nil}, "nobody": {"", 401, nil}, "another token": {"", 401, []string{"Authorization", "Bearer x.y"}}} {
		require.Equal(t, tc.status, o.do(tc.who, "POST", "/api/v1/cti/events", object{}, tc.header...).status, name)
	}
	require.Equal(t, 403, o.do("", "GET", "/api/v1/tickets", nil, token...).status, "the token does nothing else")
}

func TestDial(t *testing.T) {
	var dialled []string
	o, token := switchboard(t, func(d *Deps) {
		d.Phone.Dial = func(_ context.Context, ext, number string) error {
			dialled = append(dialled, ext+">"+number)
			return nil
		}
	})
	_ = token
	no := o.logged()
	require.Equal(t, 200, o.post("agent", "/calls/dial", object{"no": no}).status)
	require.Equal(t, []string{"8001>13800001234"}, dialled)
	require.Equal(t, "conflict", o.post("supervisor", "/calls/dial", object{"no": no}).text("code"), "no extension")
	require.Equal(t, 200, o.do("liaison-cgj", "PUT", "/api/v1/me/extension", object{"extension": "8010"}).status)
	require.Equal(t, 403, o.post("liaison-cgj", "/calls/dial", object{"no": no}).status, "not their ticket")
	plain := openOffice(t)
	require.Contains(t, plain.post("agent", "/calls/dial", object{"no": no}).text("detail"), "没有配置")
}

// A telephone system that does not say who called whom leaves no citizen's number
// open either.
func TestNumbersOfCallsAreSealed(t *testing.T) {
	o, token := switchboard(t)
	o.ringUp(token, object{"event": "answered", "call_id": "c1", "from": "8001", "to": "13800001234", "extension": "8001"},
		object{"event": "offered", "call_id": "c2", "from": "13900005678", "to": "13800001234"},
		object{"event": "abandoned", "call_id": "c2", "from": "13900005678"})
	calls := o.get("agent", "/calls").value()["items"].([]any)
	require.Len(t, calls, 2)
	for _, kind := range []string{dispatch.KindCall, dispatch.KindCallName, dispatch.KindCallOf, dispatch.KindMissed, dispatch.KindExtension} {
		rs, err := o.store.Records(t.Context(), kind, "", 100)
		require.NoError(t, err)
		require.NotEmpty(t, rs, kind)
		for _, r := range rs {
			require.NotContains(t, r.ID+string(r.Body), "00001234", kind)
			require.NotContains(t, r.ID+string(r.Body), "00005678", kind)
		}
	}
	require.Equal(t, true, o.current("agent")["out"])
	require.Equal(t, "13800001234", o.current("agent")["full_number"])
	require.NotContains(t, o.lines.String(), "00001234")
}

func TestBadEvents(t *testing.T) {
	o, token := switchboard(t)
	send := func(format string, body any) answer {
		return o.do("", "POST", "/api/v1/cti/events?format="+url.QueryEscape(format), body, token...)
	}
	require.Equal(t, 400, send("generic", "not json").status)
	require.Equal(t, 422, send("pigeon", "{}").status)
	many := make([]object, 501)
	for i := range many {
		many[i] = object{"event": "ended", "call_id": "x"}
	}
	require.Equal(t, 422, send("generic", object{"events": many}).status)
	a := send("generic", object{"events": []object{{"event": "ended", "call_id": ""}, {"event": "ringing", "call_id": "x"}, {"event": "ended", "call_id": "c1", "from": strings.Repeat("1", 99)}, {"event": "ended", "call_id": "c1"}}})
	require.EqualValues(t, 1, a.value()["taken"])
	require.Len(t, a.value()["faults"], 3)
	require.NotContains(t, string(a.body), "111")
	_, err := o.store.Records(t.Context(), dispatch.KindCall, "", 10)
	require.NoError(t, err)
}
