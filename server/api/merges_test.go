package api

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// heat logs a call about cold flats at one place.
func (o *office) heat(phone, text string, change ...object) string {
	base := object{"title": "", "text": text, "place": object{"address": "柳林镇柳林新苑3号楼", "town": "柳林镇", "lon": 116.9, "lat": 38.9},
		"caller": object{"name": "王某", "phone": phone, "wants_reply": true}}
	a := o.post("agent", "/tickets", call(append([]object{base}, change...)...))
	require.Equal(o, 201, a.status, string(a.body))
	o.clock.advance(20 * time.Minute)
	return a.text("no")
}

// TestMergeSuggestions goes from two calls about one event to one master and
// back, and lets a person say that they are different matters.
func TestMergeSuggestions(t *testing.T) {
	o := openOffice(t)
	first := o.heat("13800000001", "家里暖气不热，室温只有十二度，老人受不了")
	second := o.heat("13800000002", "柳林新苑暖气一点不热，孩子都冻感冒了")
	secret := o.heat("13800000003", "家里暖气不热，室温只有十二度，老人受不了", object{"caller": object{"name": "赵某", "phone": "13800000003", "confidential": true, "wants_reply": true}})
	o.heat("13800000004", "路灯坏了三天没有人修", object{"place": object{"address": "河东路", "town": "河东镇"}})

	items := func() []any {
		o.clock.advance(clustersLife)
		a := o.get("dispatcher", "/merges")
		require.Equal(t, 200, a.status, string(a.body))
		require.NotContains(t, string(a.body), secret, "a sealed ticket is never suggested")
		return a.value()["items"].([]any)
	}
	list := items()
	require.Len(t, list, 1)
	group := list[0].(map[string]any)
	require.Equal(t, first, group["id"])
	member := group["tickets"].([]any)[0].(map[string]any)
	require.Equal(t, []any{second, 0.3, 0.0, false, "柳林新苑", "热力公司"},
		[]any{member["no"], member["hours"], member["distance_m"], member["same_caller"], member["place"], member["unit_name"]})
	require.Contains(t, group["reason"], "2 人在 1 小时内反映柳林新苑一带的供热问题")
	require.Equal(t, 403, o.get("liaison-rl", "/merges").status)

	require.Equal(t, 204, o.post("dispatcher", "/merges/"+first+"/dismiss", object{"tickets": []string{second}}).status)
	require.Empty(t, items(), "what a person told apart stays apart")
	require.Equal(t, 404, o.post("dispatcher", "/merges/"+first+"/dismiss", object{}).status)
	require.Equal(t, 422, o.post("dispatcher", "/merges/"+first+"/dismiss", object{"tickets": []string{"x"}}).status)
	require.Equal(t, 204, o.do("dispatcher", "DELETE", "/api/v1/merges/"+first+"/dismiss", nil).status)
	require.Len(t, items(), 1)
	require.Equal(t, 204, o.post("dispatcher", "/merges/"+first+"/dismiss", object{}).status)
	require.Empty(t, items())
	o.clock.advance(31 * 24 * time.Hour)
	delete(o.pass, "dispatcher")
	require.Empty(t, items(), "a week later it is no event any more")
}

func TestMergedGroupsGoAtOnce(t *testing.T) {
	o := openOffice(t)
	first := o.heat("13800000001", "家里暖气不热，室温只有十二度，老人受不了")
	second := o.heat("13800000002", "柳林新苑暖气一点不热，孩子都冻感冒了")
	require.Len(t, o.get("agent", "/merges").value()["items"], 1)
	require.Equal(t, 200, o.post("agent", "/tickets/"+second+"/merge", object{"into": first}).status)
	require.Empty(t, o.get("agent", "/merges").value()["items"])
	require.Equal(t, 200, o.post("agent", "/tickets/"+second+"/unmerge", object{}).status)
	require.Len(t, o.get("agent", "/merges").value()["items"], 1)
}

// TestSuggestTellsDuplicates checks what an agent sees while typing, and a
// dispatcher on a ticket that waits.
func TestSuggestTellsDuplicates(t *testing.T) {
	o := openOffice(t)
	master := o.heat("13800000001", "家里暖气不热，室温只有十二度，老人受不了")
	child := o.heat("13800000002", "柳林新苑暖气一点不热，孩子都冻感冒了")
	require.Equal(t, 200, o.post("agent", "/tickets/"+child+"/merge", object{"into": master}).status)
	ask := func(phone, text string) map[string]any {
		a := o.post("agent", "/suggest", object{"text": text, "place": object{"address": "柳林新苑5号楼", "town": "柳林镇"}, "caller": object{"phone": phone}})
		require.Equal(t, 200, a.status, string(a.body))
		list := a.value()["duplicates"].([]any)
		require.Len(t, list, 1, "a cluster is one row")
		return list[0].(map[string]any)
	}
	other := ask("13800000009", "暖气不热，冻得不行")
	require.Equal(t, []any{master, "same_event", "merge", 2.0, "柳林新苑", false}, []any{other["no"], other["kind"], other["action"], other["cluster"], other["place"], other["same_caller"]})
	same := ask("13800000002", "暖气还是不热")
	require.Equal(t, []any{master, "same_caller", "append"}, []any{same["no"], same["kind"], same["action"]}, "the caller's own ticket lies under it")

	for _, step := range []struct {
		who, action string
		body        object
	}{{"liaison-rl", "accept", object{}}, {"liaison-rl", "contact", object{"method": "phone", "reached": true}},
		{"liaison-rl", "reply", object{"text": "已上门测温并冲洗管道，室温恢复到二十度，已告知来电人。", "resolved": true, "override": "现场已恢复"}},
		{"dispatcher", "review", object{"pass": true}}} {
		a := o.post(step.who, "/tickets/"+master+"/"+step.action, step.body)
		require.Equal(t, 200, a.status, "%s: %s", step.action, a.body)
	}
	o.heat("13800000005", "家里暖气不热，冻得睡不着")
	similar := func(v map[string]any) string {
		list := v["candidates"].([]any)[0].(map[string]any)["similar"].([]any)
		out := ""
		for _, s := range list {
			out += s.(map[string]any)["outcome"].(string) + " " + s.(map[string]any)["unit_name"].(string) + ";"
		}
		return out
	}
	typed := o.post("agent", "/suggest", object{"text": "家里暖气不热，老人受不了", "place": object{"town": "柳林镇"}}).value()
	require.Regexp(t, "^kept 热力公司;", similar(typed), "one that ended teaches most")
	require.Contains(t, similar(typed), "open 热力公司;")

	waiting := o.logged(object{"title": "求助", "text": "家里暖气不热，老人受不了", "place": object{"address": "柳林新苑8号楼", "town": "柳林镇"}, "caller": object{"name": "孙某", "phone": "13800000007", "wants_reply": true}})
	page := o.get("dispatcher", "/tickets/"+waiting).value()
	require.Equal(t, "registered", page["state"])
	require.Regexp(t, "^kept 热力公司;", similar(page["routing"].(map[string]any)))
	require.NotEmpty(t, page["duplicates"])
	require.NotContains(t, fmt.Sprint(page["duplicates"]), waiting, "not itself")
}
