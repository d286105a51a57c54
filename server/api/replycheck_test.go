package api

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

const (
	hollowReply = "您好，您的留言已收悉，我单位高度重视，正在核实，感谢您的关注与支持！"
	lampReply   = "11月23日上午，我单位到人民路1号现场核查，路灯线路老化，已更换线路和灯具，路灯已恢复照明。"
)

// inHand brings a ticket of the heating company to where a reply is written.
func (o *office) inHand(change ...object) string {
	o.Helper()
	no := o.dispatched(change...)
	require.Equal(o, 200, o.post("liaison-rl", "/tickets/"+no+"/accept", object{}).status)
	require.Equal(o, 200, o.post("liaison-rl", "/tickets/"+no+"/contact", object{"method": "phone", "reached": true}).status)
	return no
}

func (a answer) findings(of map[string]any) (keys []string) {
	for _, f := range of["findings"].([]any) {
		keys = append(keys, f.(map[string]any)["key"].(string))
	}
	return keys
}

func TestCheckReply(t *testing.T) {
	o := openOffice(t)
	no := o.inHand(object{"text": "小区门口路灯三天不亮，什么时候能修好？"})
	path := "/tickets/" + no + "/check-reply"
	before := o.get("agent", "/tickets/"+no).value()["version"]

	a := o.post("liaison-rl", path, object{"text": hollowReply, "resolved": true})
	require.Equal(t, 200, a.status, string(a.body))
	v := a.value()
	require.Equal(t, false, v["pass"])
	require.Contains(t, a.findings(v), "perfunctory")
	first := v["findings"].([]any)[0].(map[string]any)
	require.Equal(t, "warn", first["level"])
	require.Contains(t, hollowReply, first["quote"])
	require.Equal(t, []any{map[string]any{"text": "什么时候能修好？", "answered": false}}, v["asked"])

	v = o.post("liaison-rl", path, object{"text": lampReply, "resolved": true}).value()
	require.Equal(t, true, v["pass"])
	require.Empty(t, v["findings"])
	require.Equal(t, true, v["asked"].([]any)[0].(map[string]any)["answered"])

	require.Equal(t, before, o.get("agent", "/tickets/"+no).value()["version"], "a check writes nothing")
	for _, who := range []string{"agent", "dispatcher", "supervisor"} {
		require.Equal(t, 200, o.post(who, path, object{"text": lampReply}).status, who)
	}
	require.Equal(t, 403, o.post("liaison-cgj", path, object{"text": lampReply}).status, "another unit's ticket")
	require.Equal(t, 403, o.post("admin", path, object{"text": lampReply}).status)
	require.Equal(t, 404, o.post("agent", "/tickets/20200101-0001/check-reply", object{"text": lampReply}).status)
	require.Equal(t, 422, o.post("liaison-rl", path, object{"text": strings.Repeat("长", dispatch.MaxText+1)}).status)
	require.Equal(t, 422, o.post("liaison-rl", path, object{"words": "x"}).status)
}

// TestWeakReply: a weak reply needs a reason, is kept with its mark, and comes
// first at the reviewer's, who alone sees the mark.
func TestWeakReply(t *testing.T) {
	o := openOffice(t)
	good, weak := o.inHand(), o.inHand()
	reply := func(no string, body object) answer { return o.post("liaison-rl", "/tickets/"+no+"/reply", body) }

	refused := reply(weak, object{"text": hollowReply, "resolved": true})
	require.Equal(t, 422, refused.status, string(refused.body))
	require.Contains(t, string(refused.body), "空话套话")
	require.Equal(t, 200, reply(weak, object{"text": hollowReply, "resolved": true, "override": "已当面答复"}).status)
	require.Equal(t, 200, reply(good, object{"text": lampReply, "resolved": true}).status)

	queues := o.get("dispatcher", "/queues").value()["queues"].(map[string]any)
	require.EqualValues(t, 2, queues["hotline/review"])
	require.EqualValues(t, 1, queues["hotline/review_weak"])
	rows := o.get("dispatcher", "/tickets?queue=hotline/review_weak").value()["items"].([]any)
	require.Len(t, rows, 1)
	row := rows[0].(map[string]any)
	require.Equal(t, weak, row["no"])
	mark := row["reply_check"].(map[string]any)
	require.Less(t, mark["score"], 0.5)

	page := o.get("dispatcher", "/tickets/"+weak)
	check := page.value()["reply_check"].(map[string]any)
	require.Contains(t, page.findings(check), "perfunctory")
	require.Contains(t, hollowReply, check["findings"].([]any)[0].(map[string]any)["quote"])
	require.Empty(t, o.get("dispatcher", "/tickets/"+good).value()["reply_check"].(map[string]any)["findings"])

	require.NotContains(t, o.get("liaison-rl", "/tickets/"+weak).value(), "reply_check")
	require.NotContains(t, string(o.get("liaison-rl", "/tickets/"+weak+"/events").body), `"check"`)
	events := string(o.get("dispatcher", "/tickets/"+weak+"/events").body)
	require.Contains(t, events, `"check":{"score":`)
	require.NotContains(t, events, `"quote"`, "only the score and the keys are kept")

	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+weak+"/review", object{"pass": true}).status)
	queues = o.get("dispatcher", "/queues").value()["queues"].(map[string]any)
	require.EqualValues(t, 0, queues["hotline/review_weak"])
}

// TestTemplateReply: the same words for every ticket show from the fourth on.
func TestTemplateReply(t *testing.T) {
	o := openOffice(t)
	for range 3 {
		require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+o.inHand()+"/reply", object{"text": lampReply, "resolved": true}).status)
	}
	no := o.inHand()
	a := o.post("liaison-rl", "/tickets/"+no+"/check-reply", object{"text": lampReply})
	require.Equal(t, []string{"template"}, a.findings(a.value()))
	require.Equal(t, true, a.value()["pass"], "a hint, no warning")
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/reply", object{"text": lampReply, "resolved": true}).status)
	require.Equal(t, []string{"template"}, a.findings(o.get("dispatcher", "/tickets/"+no).value()["reply_check"].(map[string]any)))
}
