package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestTicketWay walks a ticket through the office, by HTTP as the pages do.
func TestTicketWay(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	require.Equal(t, "20261123-0001", no)
	long := "已到现场更换灯具，路灯恢复照明，已告知来电人。"
	for _, step := range []struct {
		who, action string
		body        object
		state       string
	}{
		{"liaison-rl", "view", object{}, "dispatched"},
		{"liaison-rl", "accept", object{}, "accepted"},
		{"liaison-rl", "contact", object{"method": "phone", "reached": true}, "contacted"},
		{"liaison-rl", "reply", object{"text": long, "resolved": true}, "replied"},
		{"dispatcher", "review", object{"pass": true}, "reviewed"},
		{"agent", "callback", object{"reached": true, "contacted": true, "resolved": true, "satisfied": true}, "closed"},
	} {
		offered := o.get(step.who, "/tickets/"+no).value()["actions"]
		if step.action != "view" {
			require.Contains(t, offered, step.action, "as %s", step.who)
		}
		a := o.post(step.who, "/tickets/"+no+"/"+step.action, step.body)
		require.Equal(t, 200, a.status, "%s: %s", step.action, a.body)
		require.Equal(t, step.state, a.text("state"), step.action)
	}
	events := o.get("agent", "/tickets/"+no+"/events").value()
	require.Equal(t, true, events["intact"])
	require.Len(t, events["items"], 9)
	require.NotContains(t, string(o.get("agent", "/tickets/"+no+"/events").body), "phone_hash")
}

func TestLogTicket(t *testing.T) {
	o := openOffice(t)
	a := o.post("agent", "/tickets", call(object{"title": "", "text": "家里暖气不热，室温十二度。😀"}))
	require.Equal(t, 201, a.status, string(a.body))
	v := a.value()
	require.Equal(t, "/api/v1/tickets/"+a.text("no"), a.header.Get("Location"))
	require.Equal(t, "dispatched", v["state"])
	require.Equal(t, "rl", v["lead"])
	require.Equal(t, "热力公司", v["lead_name"])
	require.Equal(t, []any{"zjj"}, v["co_units"])
	require.Equal(t, "供热", v["category_name"])
	require.Equal(t, "家里暖气不热，室温十二度", v["title"])
	require.Equal(t, "auto", v["routing"].(map[string]any)["decision"])
	require.Equal(t, "accept", v["current"])
	require.Equal(t, "CODE01", v["code"])

	triage := o.post("agent", "/tickets", call())
	require.Equal(t, "registered", triage.text("state"))
	require.NotEmpty(t, triage.text("why"), "triage says why it was not dispatched")

	answered := o.post("agent", "/tickets", call(object{"outcome": object{"kind": "answer", "text": "路灯管理所已排期，本周五检修。"}}))
	require.Equal(t, "answered", answered.text("state"), string(answered.body))
}

// TestPeers33_TicketAndFirstStepAreOneWrite logs with a fault in the second half of the request: the
// ticket and its first step are one write, so nothing half is left.
func TestPeers33TicketAndFirstStepAreOneWrite(t *testing.T) {
	o := openOffice(t)
	a := o.post("agent", "/tickets", call(object{"dispatch": object{"lead": "nowhere", "co_units": []string{}, "reason": ""}}))
	require.Equal(t, 422, a.status)
	require.Zero(t, o.tickets())
}

func TestIdempotency(t *testing.T) {
	o := openOffice(t)
	first := o.post("agent", "/tickets", call(), "Idempotency-Key", "k1")
	again := o.post("agent", "/tickets", call(), "Idempotency-Key", "k1")
	require.Equal(t, 201, again.status)
	require.Equal(t, first.text("no"), again.text("no"))
	require.NotEqual(t, first.text("no"), o.post("dispatcher", "/tickets", call(), "Idempotency-Key", "k1").text("no"), "a key is its user's own")
	require.Equal(t, 2, o.tickets())

	no := first.text("no")
	note := func(key string) float64 {
		a := o.post("agent", "/tickets/"+no+"/note", object{"text": "已核对地址"}, "Idempotency-Key", key)
		require.Equal(t, 200, a.status)
		return a.value()["version"].(float64)
	}
	require.Equal(t, note("a"), note("a"))
	require.Less(t, note("a"), note("b"))
	seen := o.post("agent", "/tickets/"+no+"/reveal", object{"reason": "核对号码"}, "Idempotency-Key", "a")
	require.Equal(t, "13800001234", seen.value()["caller"].(map[string]any)["phone"])
	require.Contains(t, string(o.get("agent", "/tickets/"+no+"/events").body), "revealed", "a key of another action does not hide a reveal")
}

func TestConflicts(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	stale := o.post("liaison-rl", "/tickets/"+no+"/accept", object{"version": 1})
	require.Equal(t, 409, stale.status)
	require.Contains(t, stale.text("detail"), "现为第 2 版")
	require.Equal(t, "application/problem+json; charset=utf-8", stale.header.Get("Content-Type"))
	header := o.get("liaison-rl", "/tickets/"+no).header.Get("ETag")
	require.Equal(t, `"2"`, header)
	note := object{"text": "已看"}
	require.Equal(t, 409, o.post("liaison-rl", "/tickets/"+no+"/note", note, "If-Match", `"1"`).status)
	require.Equal(t, 422, o.post("liaison-rl", "/tickets/"+no+"/note", note, "If-Match", "newest").status)
	require.Equal(t, `"3"`, o.post("liaison-rl", "/tickets/"+no+"/note", note, "If-Match", header).header.Get("ETag"))
	early := o.post("agent", "/tickets/"+no+"/callback", object{"reached": true}, "Accept-Language", "en-GB,zh;q=0.5")
	require.Equal(t, 409, early.status)
	require.Equal(t, "the ticket is dispatched now; call back is not possible", early.text("detail"))
	require.Equal(t, 404, o.post("agent", "/tickets/"+no+"/escalate", object{}).status, "timers' actions are not for people")
	require.Equal(t, 404, o.get("agent", "/tickets/20261123-9999").status)
	require.Equal(t, 404, o.get("agent", "/tickets/abc").status)

	twice := call(object{"upstream": object{"platform": "city", "no": "C1"}})
	first := o.post("agent", "/tickets", twice)
	require.Equal(t, 201, first.status)
	second := o.post("agent", "/tickets", twice)
	require.Equal(t, 409, second.status)
	require.Equal(t, "exists", second.text("code"))
	require.Contains(t, second.text("detail"), first.text("no"))
}

// TestMasking checks who sees how much of the caller.
func TestMasking(t *testing.T) {
	o := openOffice(t)
	plain, sealed := o.dispatched(), o.dispatched(object{"caller": object{"name": "李某某", "phone": "13900005678", "confidential": true, "wants_reply": true}})
	report := o.dispatched(object{"type": "report"})
	caller := func(who, no string) map[string]any {
		a := o.get(who, "/tickets/"+no)
		require.Equal(t, 200, a.status, string(a.body))
		for _, secret := range []string{"13800001234", "13900005678", "某某", "2单元"} {
			require.NotContains(t, string(a.body), secret, "%s reading %s", who, no)
		}
		return a.value()["caller"].(map[string]any)
	}
	for _, who := range []string{"agent", "dispatcher", "supervisor", "admin", "liaison-rl"} {
		require.Equal(t, "王**", caller(who, plain)["name"], who)
		require.Equal(t, "138****1234", caller(who, plain)["phone"], who)
	}
	for _, no := range []string{sealed, report} {
		require.Empty(t, caller("liaison-rl", no)["name"], "a unit learns nothing of who reports")
		require.Empty(t, caller("liaison-rl", no)["phone"])
		require.Equal(t, 403, o.post("liaison-rl", "/tickets/"+no+"/reveal", object{"reason": "联系"}).status)
		require.NotContains(t, o.get("liaison-rl", "/tickets/"+no).value()["actions"], "reveal")
	}
	require.Equal(t, 403, o.post("agent", "/tickets/"+sealed+"/reveal", object{"reason": "联系"}).status)
	require.Equal(t, 422, o.post("liaison-rl", "/tickets/"+plain+"/reveal", object{}).status, "a reveal needs a reason")
	full := o.post("liaison-rl", "/tickets/"+plain+"/reveal", object{"reason": "联系"}).value()["caller"].(map[string]any)
	require.Equal(t, "王某某", full["name"])
	require.Equal(t, "人民路1号2单元", full["address"])
	require.Equal(t, false, full["masked"])
	require.Equal(t, "王**", caller("liaison-rl", plain)["name"], "a reveal is for once")
	require.NotContains(t, string(o.get("liaison-rl", "/tickets/"+plain+"/events").body), "13800001234")
	trail := string(o.get("admin", "/audit?kind=revealed").body)
	require.Contains(t, trail, plain)
	require.Contains(t, trail, "liaison-rl")
	require.Empty(t, o.get("liaison-rl", "/tickets/"+plain).value()["code"], "the query code is the citizen's and the hotline's")
}

func TestRevealRate(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.RevealPerHour = 2 })
	no := o.dispatched()
	reveal := func() int { return o.post("agent", "/tickets/"+no+"/reveal", object{"reason": "核对"}).status }
	require.Equal(t, []int{200, 200, 429}, []int{reveal(), reveal(), reveal()})
}

func TestCallers(t *testing.T) {
	o := openOffice(t)
	o.logged()
	o.logged()
	v := o.post("agent", "/callers/lookup", object{"phone": "+86 138-0000-1234"}).value()
	require.EqualValues(t, 2, v["calls_90d"])
	require.Equal(t, "王**", v["name"])
	require.Len(t, v["items"], 2)
	require.EqualValues(t, 0, o.post("agent", "/callers/lookup", object{"phone": "13700000000"}).value()["calls_90d"])
	require.Equal(t, 422, o.post("agent", "/callers/lookup", object{"phone": "abc"}).status)
	require.Len(t, o.get("agent", "/tickets?q=13800001234").value()["items"], 2, "a number typed into the search box")
}

func TestListTickets(t *testing.T) {
	o := openOffice(t)
	var nos []string
	for range 3 {
		nos = append(nos, o.logged())
	}
	o.dispatched()
	first := o.get("dispatcher", "/tickets?queue=hotline/triage&limit=2").value()
	require.Len(t, first["items"], 2)
	rest := o.get("dispatcher", "/tickets?queue=hotline/triage&limit=2&after="+first["next"].(string)).value()
	require.Len(t, rest["items"], 1)
	require.Nil(t, rest["next"])
	require.Len(t, o.get("agent", "/tickets?q=路灯&state=registered,dispatched").value()["items"], 4)
	require.Empty(t, o.get("agent", "/tickets?q=漏水").value()["items"])
	require.Len(t, o.get("agent", "/tickets?from=2026-11-23&to=2026-11-23").value()["items"], 4)
	require.Empty(t, o.get("agent", "/tickets?to=2026-11-22").value()["items"])
	for _, q := range []string{"limit=0", "limit=x", "state=nowhere", "type=x", "urgency=x", "from=1899-12-31", "from=yesterday", "phone=abc", "after=%zz", "q=" + strings.Repeat("a", 101), "q=%ff"} {
		require.Equal(t, 422, o.get("agent", "/tickets?"+q).status, q)
	}
	queues := o.get("dispatcher", "/queues").value()["queues"].(map[string]any)
	require.EqualValues(t, len(nos), queues["hotline/triage"])
	require.EqualValues(t, 1, o.get("liaison-rl", "/queues").value()["queues"].(map[string]any)["unit:rl/to_accept"])
}

// TestCoHandler checks that a co-handler sees the clock of its own share.
func TestCoHandler(t *testing.T) {
	o := openOffice(t)
	no := o.logged(object{"dispatch": object{"lead": "rl", "co_units": []string{"zjj"}, "reason": "职责"}})
	v := o.get("liaison-zjj", "/tickets/"+no).value()
	require.Equal(t, "resolve", v["current"])
	var own int
	for _, c := range v["clocks"].([]any) {
		if k := c.(map[string]any); k["kind"] == "resolve" {
			require.Equal(t, "zjj", k["unit"])
			own++
		}
	}
	require.Equal(t, 1, own)
	part := o.post("liaison-zjj", "/tickets/"+no+"/part", object{"text": "管网已排查"})
	require.Equal(t, 200, part.status, string(part.body))
	require.Equal(t, "done", part.value()["parts"].([]any)[1].(map[string]any)["state"])
}

func TestSuggest(t *testing.T) {
	o := openOffice(t)
	earlier := o.logged(object{"title": "暖气不热", "text": "家里暖气不热室温低", "dispatch": object{"lead": "rl", "co_units": []string{}, "reason": "x"}})
	before := o.tickets()
	v := o.post("agent", "/suggest", object{"title": "", "text": "家里暖气一直不热", "type": "help", "place": object{"address": "柳林路2号"}, "caller": object{"phone": "13800001234"}}).value()
	require.Equal(t, "0302", v["category"].(map[string]any)["code"])
	require.Equal(t, []any{"城乡建设", "供热"}, v["category"].(map[string]any)["path"])
	require.Equal(t, "柳林镇", v["town"])
	require.Equal(t, "rl", v["candidates"].([]any)[0].(map[string]any)["unit"])
	d := v["duplicates"].([]any)
	require.Len(t, d, 1)
	require.Equal(t, earlier, d[0].(map[string]any)["no"])
	require.Equal(t, true, d[0].(map[string]any)["same_caller"])
	require.Len(t, v["clocks"], 3)
	require.Equal(t, before, o.tickets())
	fire := o.post("agent", "/suggest", object{"text": "楼道着火了"}).value()
	require.Equal(t, "119", fire["advice"].(map[string]any)["number"])
}

func TestPublic(t *testing.T) {
	o := openOffice(t)
	form := object{"text": "井盖破损😀，有人摔倒", "place": object{"address": "解放路"}, "caller": object{"name": "赵某某", "phone": "13600009999"}}
	a := o.post("", "/public/tickets", form, "Idempotency-Key", "once")
	require.Equal(t, 201, a.status, string(a.body))
	require.Equal(t, a.body, o.post("", "/public/tickets", form, "Idempotency-Key", "once").body)
	no, code := a.text("no"), a.text("code")
	require.Equal(t, 422, o.post("", "/public/tickets", object{"text": "x", "caller": object{"phone": ""}}).status, "a number, or anonymous")
	quiet := o.post("", "/public/tickets", object{"text": "不必回电", "caller": object{"phone": "13600009999", "confidential": true, "wants_reply": false}})
	wishes := o.get("agent", "/tickets/"+quiet.text("no")).value()["caller"].(map[string]any)
	require.Equal(t, []any{true, false}, []any{wishes["confidential"], wishes["wants_reply"]})

	track := func(query string) answer { return o.get("", "/public/tickets/"+no+"?"+query) }
	wrong, unknown := track("code=WRONG1"), o.get("", "/public/tickets/20261123-0099?code="+code)
	require.Equal(t, 404, wrong.status)
	require.Equal(t, wrong.body, unknown.body, "a wrong code and an unknown number look alike")
	seen := track("code=" + strings.ToLower(code))
	require.Equal(t, 200, seen.status)
	require.NotContains(t, string(seen.body), "13600009999")
	require.NotContains(t, string(seen.body), "赵")
	kinds := []string{}
	for _, s := range seen.value()["steps"].([]any) {
		kinds = append(kinds, s.(map[string]any)["kind"].(string))
	}
	require.Equal(t, []string{"registered", "dispatched", "accepted", "contacted", "replied", "called"}, kinds)

	require.Equal(t, 200, o.post("", "/public/tickets/"+no+"/append", object{"code": code, "text": "又有人摔倒"}).status)
	require.Equal(t, 200, o.post("", "/public/tickets/"+no+"/urge", object{"code": code}).status)
	require.Equal(t, 429, o.post("", "/public/tickets/"+no+"/urge", object{"code": code}).status)
	require.Equal(t, 409, o.post("", "/public/tickets/"+no+"/rating", object{"code": code, "resolved": true, "satisfied": true}).status, "nothing to rate yet")
	require.Equal(t, 404, o.post("", "/public/tickets/"+no+"/rating", object{"code": "NO", "resolved": true}).status)
}

// TestCodesCannotBeTried checks that wrong codes for one ticket run out, and
// right ones do not count.
func TestCodesCannotBeTried(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits = Limits{CodesPerHour: 3, PublicPerMinute: -1} })
	a := o.post("", "/public/tickets", object{"text": "井盖破损", "caller": object{"anonymous": true}})
	path := "/public/tickets/" + a.text("no") + "?code="
	for range 10 {
		require.Equal(t, 200, o.get("", path+a.text("code")).status)
	}
	for range 3 {
		require.Equal(t, 404, o.get("", path+"AAAAAA").status)
	}
	require.Equal(t, 429, o.get("", path+"AAAAAB").status)
}

func TestPublicRate(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.PublicPerMinute = 2 })
	post := func() int {
		return o.post("", "/public/tickets", object{"text": "井盖破损", "caller": object{"anonymous": true}}).status
	}
	require.Equal(t, []int{201, 201, 429}, []int{post(), post(), post()})
}

// TestOfferedIsPossible checks that every action has a body to be read by, or is
// no person's.
func TestOfferedIsPossible(t *testing.T) {
	o := openOffice(t)
	no := o.logged()
	nobodys := []dispatch.ActionKind{dispatch.DoDeliver, dispatch.DoEscalate, dispatch.DoMove, dispatch.DoAdopt, dispatch.DoRelease, dispatch.DoInherit, dispatch.DoRate, dispatch.DoFollow, dispatch.DoWithdraw, dispatch.DoRecompute, dispatch.DoInspect, dispatch.DoHandover,
		dispatch.DoDecideUp, dispatch.DoMoveUp}
	for _, k := range dispatch.ActionKinds() {
		a := o.post("supervisor", "/tickets/"+no+"/"+string(k), object{"unheard_of": 1})
		if slices.Contains(nobodys, k) {
			require.Equal(t, 404, a.status, k)
			continue
		}
		require.Equal(t, 422, a.status, "%s: %s", k, a.body)
	}
}
