package api

import (
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// cared brings a citizen's own ticket to the state of a reviewed reply and gives
// its number and query code.
func (o *office) cared() (no, code string) {
	o.Helper()
	a := o.post("", "/public/tickets", object{"text": "路口的路灯坏了三天，请尽快维修", "place": object{"address": "解放路"}, "caller": object{"name": "赵某某", "phone": "13600009999"}})
	no, code = a.text("no"), a.text("code")
	if o.get("dispatcher", "/tickets/"+no).text("state") == "registered" {
		require.Equal(o, 200, o.post("dispatcher", "/tickets/"+no+"/dispatch", object{"lead": "rl"}).status)
	}
	require.Equal(o, 200, o.post("liaison-rl", "/tickets/"+no+"/accept", object{}).status)
	return no, code
}

func (o *office) replied(no string) {
	o.Helper()
	require.Equal(o, 200, o.post("liaison-rl", "/tickets/"+no+"/contact", object{"method": "phone", "reached": true}).status)
	require.Equal(o, 200, o.post("liaison-rl", "/tickets/"+no+"/reply", object{"text": lampReply, "resolved": true, "override": "已当面说明"}).status)
	require.Equal(o, 200, o.post("dispatcher", "/tickets/"+no+"/review", object{"pass": true}).status)
}

func TestCitizenIsAskedAnswersAndWithdraws(t *testing.T) {
	o := openOffice(t)
	no, code := o.cared()
	public := "/public/tickets/" + no
	track := func() map[string]any { return o.get("", public+"?code="+code).value() }
	require.Nil(t, track()["asked"])
	require.Equal(t, 422, o.post("agent", "/tickets/"+no+"/ask", object{"items": []string{}}).status)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/ask", object{"items": []string{"现场照片", "门牌号"}, "text": "请一次补齐"}).status)
	require.Equal(t, 409, o.post("agent", "/tickets/"+no+"/ask", object{"items": []string{"再来一张"}}).status, "one at a time")
	asked := track()["asked"].(map[string]any)
	require.Equal(t, []any{[]any{"现场照片", "门牌号"}, "请一次补齐", false}, []any{asked["items"], asked["text"], asked["answered"]})
	require.NotContains(t, string(o.get("", public+"?code="+code).body), "liaison-rl", "nobody inside is named")
	rows := o.get("dispatcher", "/tickets?queue=hotline/open").value()["items"].([]any)
	require.Equal(t, true, rows[0].(map[string]any)["asked"].(map[string]any)["open"])

	require.Equal(t, 404, o.post("", public+"/append", object{"code": "WRONG1", "text": "照片"}).status)
	require.Equal(t, 200, o.post("", public+"/append", object{"code": code, "text": "门牌号 12 号，照片已发"}).status)
	require.Equal(t, true, track()["asked"].(map[string]any)["answered"])

	require.Equal(t, true, track()["may_urge"])
	require.Equal(t, 200, o.post("", public+"/urge", object{"code": code}).status)
	require.Equal(t, false, track()["may_urge"])
	require.NotEmpty(t, track()["may_urge_at"])
	require.Equal(t, 429, o.post("", public+"/urge", object{"code": code}).status)

	require.Equal(t, true, track()["may_withdraw"])
	require.Equal(t, 404, o.post("", public+"/withdraw", object{"code": "WRONG1"}).status)
	gone := o.post("", public+"/withdraw", object{"code": code, "reason": "自己修好了"})
	require.Equal(t, 200, gone.status)
	steps := gone.value()["steps"].([]any)
	require.Equal(t, "withdrawn", steps[len(steps)-1].(map[string]any)["kind"])
	require.Equal(t, []any{false, false, false}, []any{gone.value()["may_withdraw"], gone.value()["may_append"], gone.value()["may_rate"]})
	require.Equal(t, 409, o.post("", public+"/withdraw", object{"code": code}).status)
	require.Equal(t, "terminated", o.get("dispatcher", "/tickets/"+no).text("state"))
}

func TestAppendsAreLimited(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.PublicPerMinute = -1 })
	no, code := o.cared()
	for range appendsPerHour {
		require.Equal(t, 200, o.post("", "/public/tickets/"+no+"/append", object{"code": code, "text": "又坏一盏"}).status)
	}
	require.Equal(t, 429, o.post("", "/public/tickets/"+no+"/append", object{"code": code, "text": "又坏一盏"}).status)
}

func TestCitizenRates(t *testing.T) {
	o := openOffice(t)
	no, code := o.cared()
	public := "/public/tickets/" + no
	o.replied(no)
	require.Equal(t, true, o.get("", public+"?code="+code).value()["may_rate"])
	bad := o.post("", public+"/rating", object{"code": code, "resolved": true, "satisfied": false, "comment": "等了太久"})
	require.Equal(t, 200, bad.status)
	again := o.post("", public+"/rating", object{"code": code, "resolved": true, "satisfied": true})
	require.Equal(t, 409, again.status)
	require.Contains(t, string(again.body), "已经评价过")
	call := func(body object) answer { return o.post("agent", "/tickets/"+no+"/callback", body) }
	first := o.get("agent", "/tickets?queue=hotline/callback").value()["items"].([]any)[0].(map[string]any)
	require.Equal(t, no, first["no"])
	require.Equal(t, "等了太久", first["rating"].(map[string]any)["text"])
	require.Equal(t, 422, call(object{"reached": true, "contacted": true, "code": "slow", "subjective": false, "reason": "慢"}).status)
	require.Equal(t, 200, call(object{"reached": false}).status)
	missed := o.get("agent", "/tickets/"+no).value()
	require.Len(t, missed["missed"], 1)
	require.NotEmpty(t, missed["next_call"].(map[string]any)["after"])
	redone := call(object{"reached": true, "contacted": true, "code": "slow", "reason": "等了太久"})
	require.Equal(t, "contacted", redone.text("state"))
	seen := o.get("", public+"?code="+code).value()
	require.Nil(t, seen["rating"], "the next answer may be rated anew")
	require.Nil(t, seen["reply"])

	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/reply", object{"text": lampReply, "resolved": true, "override": "已当面说明"}).status)
	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+no+"/review", object{"pass": true}).status)
	done := o.post("", public+"/rating", object{"code": code, "resolved": true, "satisfied": true})
	require.Equal(t, "closed", done.text("state"))
	require.Equal(t, 409, call(object{"reached": true, "satisfied": true}).status, "the call that lost the race")
}

func TestSpotCheckByTheOffice(t *testing.T) {
	share := 100
	o := openOffice(t, func(d *Deps) {
		rules := d.Service.Rules
		d.Service.Rules = func() dispatch.Rules { r := rules(); r.Policy.Spot = &share; return r }
	})
	a := o.post("agent", "/tickets", object{"type": "help", "channel": "phone", "urgency": "general", "text": "路口的路灯坏了三天，请尽快维修", "place": object{"address": "解放路"},
		"caller": object{"anonymous": true}, "dispatch": object{"lead": "rl"}})
	require.Equal(t, 201, a.status, string(a.body))
	no := a.text("no")
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/accept", object{}).status)
	reply := object{"text": lampReply, "resolved": true, "override": "已当面说明"}
	refused := o.post("liaison-rl", "/tickets/"+no+"/reply", reply)
	require.Equal(t, 422, refused.status)
	require.Contains(t, string(refused.body), "evidence")
	reply["evidence"] = "23日上午更换路灯三盏，社区网格员在场见证并签字。"
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/reply", reply).status)
	require.Equal(t, reply["evidence"], o.get("dispatcher", "/tickets/"+no).value()["reply"].(map[string]any)["evidence"])
	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+no+"/review", object{"pass": true}).status)
	require.EqualValues(t, 1, o.get("supervisor", "/queues").value()["queues"].(map[string]any)["hotline/spot"])
	check := func(who string) answer {
		return o.post(who, "/tickets/"+no+"/spot-check", object{"pass": false, "reason": "现场没有换灯"})
	}
	require.Equal(t, 403, check("dispatcher").status, "not by who reviewed it")
	require.Equal(t, 403, check("liaison-rl").status)
	require.Equal(t, "contacted", check("supervisor").text("state"))
	require.EqualValues(t, 0, o.get("supervisor", "/queues").value()["queues"].(map[string]any)["hotline/spot"])
}

// A rating and a call in the same instant: one of them closes the ticket, and the
// score hears the citizen once.
func TestRatingAndCallInTheSameInstant(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits = Limits{PublicPerMinute: -1} })
	for range 5 {
		no, code := o.cared()
		o.replied(no)
		var rated, called answer
		var both sync.WaitGroup
		both.Go(func() {
			rated = o.post("", "/public/tickets/"+no+"/rating", object{"code": code, "resolved": true, "satisfied": true})
		})
		both.Go(func() {
			called = o.post("agent", "/tickets/"+no+"/callback", object{"reached": true, "contacted": true, "resolved": true, "satisfied": true})
		})
		both.Wait()
		require.Equal(t, 200, rated.status, "a late rating is recorded too")
		require.Contains(t, []int{200, 409}, called.status)
		v := o.get("agent", "/tickets/"+no).value()
		require.Equal(t, "closed", v["state"])
		events := string(o.get("agent", "/tickets/"+no+"/events").body)
		require.Equal(t, 1, strings.Count(events, `"kind":"closed"`))
		require.Equal(t, called.status == 200, strings.Contains(events, `"kind":"called_back"`))
	}
}
