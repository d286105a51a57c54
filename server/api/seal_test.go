package api

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// report is a call that accuses the urban management bureau.
func report(more ...object) object {
	return call(append([]object{{"type": "report", "title": "工地夜间偷排泥浆", "text": "本人王建国举报，工地夜间向河里偷排泥浆，13800001234。",
		"caller":   object{"name": "王建国", "phone": "13800001234", "wants_reply": true},
		"report":   object{"category": "environment", "accused_units": []string{"cgj"}, "accused_people": []string{"赵某"}},
		"dispatch": object{"lead": "zjj", "co_units": []string{}, "reason": "职责"}}}, more...)...)
}

// sealedHouse is an office with two supervisors and a dispatcher of the few.
func sealedHouse(t *testing.T) (*office, string) {
	o := openOffice(t)
	for name, role := range map[string]string{"supervisor2": "supervisor", "dispatcher2": "dispatcher"} {
		a := o.post("admin", "/users", object{"username": name, "name": name, "role": role, "password": testPassword})
		require.Equal(t, 201, a.status, string(a.body))
	}
	centre := o.get("admin", "/report-centre").value()
	require.Len(t, centre["categories"], 10)
	centre["named"] = []string{"supervisor", "supervisor2", "dispatcher2"}
	put := o.do("admin", "PUT", "/api/v1/report-centre", centre)
	require.Equal(t, 200, put.status, string(put.body))
	a := o.post("agent", "/tickets", report())
	require.Equal(t, 201, a.status, string(a.body))
	require.NotContains(t, string(a.body), "泥浆", "the agent who took the call reads no more than others")
	return o, a.text("no")
}

// What each role reads of a sealed ticket, place by place.
func TestSealedRolePlace(t *testing.T) {
	o, no := sealedHouse(t)
	for _, tc := range []struct {
		who                   string
		see, read, know, mask bool
	}{
		{"supervisor", true, true, true, true},
		{"dispatcher2", true, true, true, true},
		{"dispatcher", true, true, true, false},
		{"agent", true, false, false, false},
		{"admin", true, false, false, false},
		{"liaison-zjj", true, true, false, false},
		{"liaison-cgj", false, false, false, false},
		{"liaison-rl", false, false, false, false},
	} {
		for _, path := range []string{"/tickets/" + no, "/tickets/" + no + "/events", "/tickets", "/queues"} {
			a := o.get(tc.who, path)
			body := string(a.body)
			if !tc.see && strings.Contains(path, no) {
				require.Equal(t, 403, a.status, "%s %s", tc.who, path)
			}
			require.Equal(t, tc.read && path != "/queues" && !strings.HasSuffix(path, "/events"), strings.Contains(body, "泥浆"), "%s reads %s: %s", tc.who, path, body)
			for _, secret := range []string{"王建国", "13800001234", "赵某"} {
				require.NotContains(t, body, secret, "%s %s", tc.who, path)
			}
		}
		if !tc.see {
			continue
		}
		v := o.get(tc.who, "/tickets/"+no).value()
		require.Equal(t, tc.know, v["seal"] != nil, tc.who)
		require.Equal(t, true, v["overlays"].(map[string]any)["sealed"])
		require.Equal(t, tc.mask, v["caller"].(map[string]any)["phone"] != "", "%s sees the masked number", tc.who)
		if !tc.read {
			require.Equal(t, "举报件（内容保密）", v["title"])
		}
		events := string(o.get(tc.who, "/tickets/"+no+"/events").body)
		require.Equal(t, tc.know, strings.Contains(events, `"recusal"`), tc.who)
	}
}

// A stranger's search does not find it by its words, its place or the number.
func TestSealedIsNotFound(t *testing.T) {
	o, no := sealedHouse(t)
	for _, who := range []string{"agent", "admin", "liaison-rl", "liaison-cgj", "dispatcher", "supervisor"} {
		for _, q := range []string{"q=" + url.QueryEscape("泥浆"), "q=" + url.QueryEscape("王建国"), "phone=13800001234", "q=13800001234"} {
			require.NotContains(t, string(o.get(who, "/tickets?"+q).body), no, "%s %s", who, q)
		}
	}
	require.NotContains(t, string(o.get("agent", "/tickets?category=0101").body), no)
	found := o.post("agent", "/callers/lookup", object{"phone": "13800001234"}).value()
	require.Zero(t, found["calls_90d"])
	require.Empty(t, found["items"])
	suggest := o.post("agent", "/suggest", object{"type": "report", "text": "工地夜间向河里偷排泥浆", "caller": object{"phone": "13800001234"}})
	require.NotContains(t, string(suggest.body), no)
}

// Two of the few unseal, for the one who asked, for a day.
func TestUnsealOverHTTP(t *testing.T) {
	o, no := sealedHouse(t)
	act := func(who, action string, body object) answer { return o.post(who, "/tickets/"+no+"/"+action, body) }
	reveal := object{"reason": "联系举报人"}
	require.Equal(t, 403, act("supervisor", "reveal", reveal).status)
	require.Equal(t, 403, act("dispatcher", "unseal", object{"reason": "核实"}).status)
	require.Equal(t, 403, act("agent", "unseal", object{"reason": "核实"}).status)
	asked := act("supervisor", "unseal", object{"reason": "核实线索"})
	require.Equal(t, 200, asked.status, string(asked.body))
	require.Contains(t, o.get("supervisor2", "/tickets/"+no).value()["actions"], "decide-unseal")
	require.Equal(t, 403, act("supervisor", "decide-unseal", object{"approve": true, "reason": "同意"}).status)
	require.Equal(t, 200, act("supervisor2", "decide-unseal", object{"approve": true, "reason": "同意"}).status)
	page := o.get("supervisor", "/tickets/"+no).value()
	require.Contains(t, page["actions"], "reveal")
	require.NotEmpty(t, page["seal"].(map[string]any)["granted_until"])
	require.NotContains(t, o.get("supervisor2", "/tickets/"+no).value()["actions"], "reveal")
	shown := act("supervisor", "reveal", reveal)
	require.Equal(t, 200, shown.status, string(shown.body))
	require.Equal(t, "13800001234", shown.value()["caller"].(map[string]any)["phone"])
	require.Equal(t, []any{"赵某"}, shown.value()["seal"].(map[string]any)["accused_people"])
	require.Equal(t, 403, act("supervisor2", "reveal", reveal).status)
	o.clock.advance(25 * 60 * 60 * 1e9)
	for _, who := range []string{"supervisor", "supervisor2"} {
		delete(o.pass, who)
	}
	require.Equal(t, 403, act("supervisor", "reveal", reveal).status, "after a day it is over")
	require.Contains(t, o.get("supervisor", "/tickets/"+no).value()["actions"], "unseal")
}

// The accused get it by no way, and a recused user is told of nothing.
func TestRecusalOverHTTP(t *testing.T) {
	o := openOffice(t)
	a := o.post("agent", "/tickets", report(object{"dispatch": nil}))
	require.Equal(t, 201, a.status, string(a.body))
	no := a.text("no")
	require.Equal(t, 422, o.post("dispatcher", "/tickets/"+no+"/dispatch", object{"lead": "cgj", "co_units": []string{}, "reason": ""}).status)
	require.Equal(t, 201, o.post("admin", "/users", object{"username": "dispatcher2", "name": "乙", "role": "dispatcher", "password": testPassword}).status)
	require.Equal(t, 422, o.post("supervisor", "/tickets/"+no+"/recuse", object{"units": []string{}, "users": []string{"nobody"}, "reason": "亲属"}).status)
	require.Equal(t, 200, o.post("supervisor", "/tickets/"+no+"/recuse", object{"units": []string{}, "users": []string{"dispatcher2"}, "reason": "亲属"}).status)
	require.Equal(t, 403, o.get("dispatcher2", "/tickets/"+no).status)
	require.Equal(t, 403, o.post("dispatcher2", "/tickets/"+no+"/note", object{"text": "看看"}).status)
	require.NotContains(t, string(o.get("dispatcher2", "/tickets").body), no)
	require.Contains(t, string(o.get("dispatcher", "/tickets").body), no)
	require.Equal(t, 422, o.post("agent", "/tickets", report(object{"report": object{"category": "nothing", "accused_units": []string{}, "accused_people": []string{}}})).status)
	require.Equal(t, 422, o.post("agent", "/tickets", report(object{"report": object{"category": "safety", "accused_units": []string{"nowhere"}, "accused_people": []string{}}})).status)
}

// The settings: the fixed categories stay, who is named must be able to decide.
func TestReportCentreSettings(t *testing.T) {
	o := openOffice(t)
	put := func(change func(object)) answer {
		v := object(o.get("admin", "/report-centre").value())
		change(v)
		return o.do("admin", "PUT", "/api/v1/report-centre", v)
	}
	first := func(v object) map[string]any { return v["categories"].([]any)[0].(map[string]any) }
	require.Equal(t, 422, put(func(v object) { first(v)["name"] = "安全" }).status)
	require.Equal(t, 422, put(func(v object) { v["named"] = []string{"supervisor"} }).status)
	require.Equal(t, 422, put(func(v object) { v["named"] = []string{"supervisor", "agent"} }).status)
	renamed := put(func(v object) { v["categories"].([]any)[9].(map[string]any)["name"] = "校园安全" })
	require.Equal(t, 200, renamed.status, string(renamed.body))
	require.Contains(t, string(o.get("agent", "/report-centre").body), "校园安全")
	require.NotContains(t, string(o.get("agent", "/report-centre").body), "named", "who is named is not for agents")
	require.Contains(t, string(o.do("", "GET", "/api/v1/public/report-centre", nil).body), "校园安全")
}
