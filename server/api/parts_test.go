package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// several gives a ticket to two units, each with its task.
func (o *office) several() string {
	o.Helper()
	no := o.logged()
	a := o.post("dispatcher", "/tickets/"+no+"/dispatch", object{"lead": "rl", "co_units": []string{"zjj"},
		"tasks": []object{{"unit": "zjj", "text": "查明产权"}, {"unit": "rl", "text": "牵头答复"}}})
	require.Equal(o, 200, a.status, string(a.body))
	return no
}

func (a answer) parts() (out []map[string]any) {
	for _, p := range a.value()["parts"].([]any) {
		out = append(out, p.(map[string]any))
	}
	return out
}

func TestSeveralUnits(t *testing.T) {
	o := openOffice(t)
	no := o.several()
	at := "/tickets/" + no
	page := o.get("liaison-zjj", at)
	require.Equal(t, "rl", page.text("first_unit"))
	require.Equal(t, []any{"牵头答复", "查明产权"}, []any{page.parts()[0]["task"], page.parts()[1]["task"]})
	list := o.get("liaison-rl", "/tickets?queue=unit:rl/open")
	row := list.value()["items"].([]any)[0].(map[string]any)
	require.Equal(t, map[string]any{"unit": "zjj", "unit_name": "住建局", "role": "co", "state": "waiting"}, row["parts"].([]any)[1])

	ask := object{"units": []string{"cgj"}, "reason": "占道施工需城管到场"}
	for who, status := range map[string]int{"liaison-zjj": 403, "dispatcher": 403, "agent": 403, "liaison-rl": 200} {
		require.Equal(t, status, o.post(who, at+"/ask-assist", ask).status, who)
	}
	queue := o.get("dispatcher", "/tickets?queue=hotline/assists").value()["items"].([]any)[0].(map[string]any)
	require.Equal(t, "城管局", queue["assist"].(map[string]any)["units"].([]any)[0].(map[string]any)["unit_name"])
	require.Equal(t, 1.0, o.get("dispatcher", "/queues").value()["queues"].(map[string]any)["hotline/assists"])
	require.Equal(t, 403, o.post("liaison-rl", at+"/decide-assist", object{"approve": true}).status)
	require.Equal(t, 422, o.post("dispatcher", at+"/decide-assist", object{"approve": false}).status, "a refusal says why")
	require.Equal(t, 200, o.post("dispatcher", at+"/decide-assist", object{"approve": true, "tasks": []object{{"unit": "cgj", "text": "围挡"}}}).status)
	require.Equal(t, "围挡", o.get("liaison-cgj", at).parts()[2]["task"])

	require.Equal(t, 200, o.post("liaison-rl", at+"/accept", object{}).status)
	require.Equal(t, 200, o.post("liaison-rl", at+"/contact", object{"method": "phone", "reached": true}).status)
	reply := object{"text": "我单位已组织人员现场检修，路灯恢复照明。", "resolved": true}
	require.Contains(t, o.post("liaison-rl", at+"/reply", reply).text("detail"), "协办单位", "it waits for the shares")
	reply["override"] = "协办单位口头回复"
	done := o.post("liaison-rl", at+"/reply", reply)
	require.Equal(t, 200, done.status, string(done.body))
	require.Equal(t, []any{"overridden", "协办单位口头回复"}, []any{done.parts()[1]["state"], done.parts()[1]["overridden"]})
}

func TestExtensionOnTheWire(t *testing.T) {
	o := openOffice(t)
	at := "/tickets/" + o.inHand()
	require.Equal(t, 403, o.post("supervisor", at+"/extend", object{"days": 2, "reason": "等配件"}).status)
	require.Equal(t, 200, o.post("liaison-rl", at+"/extend", object{"days": 2, "reason": "等配件", "basis": "厂家排期"}).status)
	require.Equal(t, 403, o.post("dispatcher", at+"/decide-extension", object{"approve": true}).status)
	granted := o.post("supervisor", at+"/decide-extension", object{"approve": true})
	require.Equal(t, "extension", granted.value()["overlays"].(map[string]any)["tell"])
	x := granted.value()["extensions"].([]any)[0].(map[string]any)
	require.Equal(t, []any{"厂家排期", "丙", true}, []any{x["basis"], x["decided_by"], x["approved"]})
	require.Less(t, x["from"], x["to"])
	require.Equal(t, 422, o.post("liaison-rl", at+"/contact", object{"method": "phone", "reached": true, "about": "x"}).status)
	told := o.post("liaison-rl", at+"/contact", object{"method": "phone", "reached": true, "about": "extension"})
	require.NotContains(t, told.value()["overlays"], "tell")
	require.NotEmpty(t, told.value()["extensions"].([]any)[0].(map[string]any)["told_at"])
}

func TestSuspensionOnTheWire(t *testing.T) {
	o := openOffice(t)
	at := "/tickets/" + o.inHand()
	form := object{"until": o.clock.now().AddDate(0, 1, 0).Format(time.RFC3339), "reason": "管网改造未立项"}
	require.Equal(t, 422, o.post("supervisor", at+"/suspend", form).status, "measures are missing")
	form["measures"] = "已列入明年改造计划，先加装临时照明"
	for who, status := range map[string]int{"liaison-rl": 403, "dispatcher": 403, "supervisor": 200} {
		require.Equal(t, status, o.post(who, at+"/suspend", form).status, who)
	}
	require.Len(t, o.get("supervisor", "/tickets?queue=hotline/suspended").value()["items"], 1)
	require.Equal(t, 403, o.get("liaison-rl", "/tickets?queue=hotline/suspended").status)
	ended := o.post("supervisor", at+"/resume", object{"reason": "已立项"})
	s := ended.value()["suspensions"].([]any)[0].(map[string]any)
	require.Equal(t, []any{"已列入明年改造计划，先加装临时照明", "已立项"}, []any{s["measures"], s["end_reason"]})
}
