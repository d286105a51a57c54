package api

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// takesOver lets the office work by the catalogue that was published last.
func (o *office) takesOver(version string) {
	r, err := o.store.Record(o.Context(), dispatch.KindCatalogue, version)
	require.NoError(o, err)
	o.desk.catalogue, err = dispatch.ParseCatalogue(r.Body)
	require.NoError(o, err)
}

var giveBack = object{"reason": "not_duty", "basis": "三定规定第三条", "suggested": "cgj"}

// later lets time pass; everybody signs in anew.
func (o *office) later(d time.Duration) {
	o.clock.advance(d)
	o.pass = map[string]pass{}
}

// confer is a call for tomorrow.
func confer() object {
	return object{"units": []string{"rl", "cgj"}, "at": monday.AddDate(0, 0, 1).Format(time.RFC3339), "place": "三楼会议室", "reason": "权属不清"}
}

// Two people decide the same return at once: one wins, the other is told so.
func TestTwoDecideOneReturn(t *testing.T) {
	for round := range 4 {
		o := openOffice(t)
		no := o.dispatched()
		require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/return", giveBack).status)
		who := []string{"dispatcher", "supervisor"}
		for _, w := range who {
			o.as(w)
		}
		answers := make([]answer, 2)
		var wg sync.WaitGroup
		for i, w := range who {
			wg.Go(func() {
				answers[i] = o.post(w, "/tickets/"+no+"/decide-return", object{"approve": (i+round)%2 == 0, "reason": "已核对职责"})
			})
		}
		wg.Wait()
		got := []int{answers[0].status, answers[1].status}
		slices.Sort(got)
		require.Equal(t, []int{200, 409}, got, "%s\n%s", answers[0].body, answers[1].body)
		loser := answers[0]
		if loser.status == 200 {
			loser = answers[1]
		}
		require.Contains(t, []string{"没有等待决定的退单申请", "工单现在是“待派”，不能决定退单"}, loser.text("detail"))
		tk, err := o.store.Ticket(t.Context(), no)
		require.NoError(t, err)
		require.Len(t, tk.Returns, 1)
	}
}

// Acceptance and return in the same instant both hold, in either order.
func TestAcceptAndReturnAtOnce(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	o.as("liaison-rl")
	var wg sync.WaitGroup
	for _, step := range []struct {
		kind string
		body object
	}{{"accept", nil}, {"return", giveBack}} {
		wg.Go(func() {
			require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/"+step.kind, step.body).status, step.kind)
		})
	}
	wg.Wait()
	tk, err := o.store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, dispatch.StateAccepted, tk.State)
	require.NotNil(t, tk.Return)
	events, err := o.store.Events(t.Context(), no)
	require.NoError(t, err)
	require.NoError(t, dispatch.Sound(tk, events))
}

// What nobody does in time happens once, also when the server was down: the
// ticket is deemed taken, the return approved.
func TestTimeDecidesOnce(t *testing.T) {
	o := openOffice(t)
	silent, asked := o.dispatched(), o.dispatched()
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+asked+"/return", giveBack).status)
	o.later(20 * 24 * time.Hour)
	for range 3 {
		_, err := o.Service.Sweep(t.Context(), 100)
		require.NoError(t, err)
	}
	count := func(no string, kind dispatch.Kind) (n int) {
		events, err := o.store.Events(t.Context(), no)
		require.NoError(t, err)
		for _, e := range events {
			if e.Kind == kind {
				n++
			}
		}
		return n
	}
	require.Equal(t, []int{1, 0}, []int{count(silent, dispatch.DeemedTaken), count(asked, dispatch.DeemedTaken)})
	require.Equal(t, []int{0, 1}, []int{count(silent, dispatch.ReturnDecided), count(asked, dispatch.ReturnDecided)})
	v := o.get("liaison-rl", "/tickets/"+silent).value()
	require.Equal(t, true, v["overlays"].(map[string]any)["deemed"])
	require.NotContains(t, v["actions"], "return")
	v = o.get("dispatcher", "/tickets/"+asked).value()
	require.Equal(t, "registered", v["state"])
	back := v["returns_list"].([]any)[0].(map[string]any)
	require.Equal(t, []any{"rl", "热力公司", true, true, "not_duty"}, []any{back["unit"], back["unit_name"], back["approved"], back["by_timeout"], back["reason"]})
}

// Past the window the return is neither offered nor taken.
func TestReturnWindowOnThePage(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	v := o.get("liaison-rl", "/tickets/"+no).value()
	require.Contains(t, v["actions"], "return")
	until, err := time.Parse(time.RFC3339, v["overlays"].(map[string]any)["return_until"].(string))
	require.NoError(t, err)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+no+"/accept", nil).status)
	o.later(until.Sub(monday) + time.Second)
	require.NotContains(t, o.get("liaison-rl", "/tickets/"+no).value()["actions"], "return")
	late := o.post("liaison-rl", "/tickets/"+no+"/return", giveBack)
	require.Equal(t, []any{409, "退单期限 11月24日 17:30 已过"}, []any{late.status, late.text("detail")})
}

// A conference from the call to the minutes, by role; the invited see no caller.
func TestConference(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	path := "/tickets/" + no
	for who, want := range map[string]int{"": 401, "agent": 403, "dispatcher": 403, "liaison-rl": 403, "admin": 403} {
		require.Equal(t, want, o.post(who, path+"/confer", confer()).status, who)
	}
	require.Equal(t, 403, o.get("liaison-cgj", path).status)
	set := o.post("supervisor", path+"/confer", confer())
	require.Equal(t, 200, set.status, "%s", set.body)
	require.Equal(t, "called", set.value()["overlays"].(map[string]any)["conference"])

	seen := o.get("liaison-cgj", path).value()
	caller := seen["caller"].(map[string]any)
	require.Equal(t, []any{"", "", true}, []any{caller["name"], caller["phone"], caller["masked"]})
	require.Equal(t, []any{"attend"}, seen["actions"])
	require.Equal(t, 403, o.post("liaison-cgj", path+"/reveal", object{"reason": "想知道"}).status)
	require.Equal(t, 1.0, o.get("liaison-cgj", "/queues").value()["queues"].(map[string]any)["unit:cgj/conference"])
	rows := o.get("liaison-cgj", "/tickets?queue=unit:cgj/conference").value()["items"].([]any)
	require.Len(t, rows, 1)
	require.Equal(t, 403, o.get("liaison-zjj", "/tickets?queue=unit:cgj/conference").status)

	require.Equal(t, 422, o.post("liaison-cgj", path+"/attend", object{"yes": false}).status)
	require.Equal(t, 200, o.post("liaison-cgj", path+"/attend", object{"yes": true}).status)
	require.Equal(t, 403, o.post("liaison-zjj", path+"/attend", object{"yes": true}).status)

	minutes := object{"lead": "cgj", "co_units": []string{"rl"}, "text": "路面塌陷由城管局牵头修复。", "attended": []string{"cgj"},
		"tasks": []object{{"unit": "cgj", "text": "修复路面"}}, "due": "2026-12-04", "entry": object{"name": "路面塌陷", "words": []string{"塌陷"}, "basis": "会商纪要"}}
	require.Equal(t, 403, o.post("dispatcher", path+"/conclude", minutes).status)
	done := o.post("supervisor", path+"/conclude", minutes, "Idempotency-Key", "minutes-1")
	require.Equal(t, 200, done.status, "%s", done.body)
	require.Equal(t, 200, o.post("supervisor", path+"/conclude", minutes, "Idempotency-Key", "minutes-1").status)
	v := done.value()
	require.Equal(t, []any{"dispatched", "cgj", true}, []any{v["state"], v["lead"], v["overlays"].(map[string]any)["designated"]})
	held := v["conference"].(map[string]any)
	require.Equal(t, []any{"held", "路面塌陷由城管局牵头修复。", "城管局"}, []any{held["state"], held["minutes"], held["lead_name"]})
	require.Len(t, o.get("agent", "/catalogue/proposals").value()["items"], 1)
	require.Equal(t, 403, o.get("liaison-cgj", "/catalogue/proposals").status)
}

// concluded is a proposal that minutes have made.
func (o *office) concluded(entry object) (id string) {
	no := o.logged(object{"title": "路面塌陷", "text": "路面塌陷一米见方"})
	require.Equal(o, 200, o.post("supervisor", "/tickets/"+no+"/confer", confer()).status)
	a := o.post("supervisor", "/tickets/"+no+"/conclude", object{"lead": "cgj", "co_units": []string{"zjj"}, "text": "由城管局牵头", "attended": []string{"cgj"}, "entry": entry})
	require.Equal(o, 200, a.status, "%s", a.body)
	for _, p := range o.get("admin", "/catalogue/proposals").value()["items"].([]any) {
		if p := p.(map[string]any); p["no"] == no {
			return p["id"].(string)
		}
	}
	o.Fatal("no proposal")
	return ""
}

// An adopted entry takes the next such ticket to the lead of the minutes.
func TestAdoptedEntryRoutes(t *testing.T) {
	o := openOffice(t)
	like := object{"title": "新华路路面塌陷", "text": "新华路人行道塌陷，行人绕行"}
	before, err := o.store.Ticket(t.Context(), o.logged(like))
	require.NoError(t, err)
	require.Equal(t, dispatch.StateRegistered, before.State)

	id := o.concluded(object{"name": "路面塌陷", "category": "03", "words": []string{"塌陷"}, "basis": "会商纪要"})
	path := "/catalogue/proposals/" + id
	for who, want := range map[string]int{"": 401, "agent": 403, "dispatcher": 403, "liaison-cgj": 403} {
		require.Equal(t, want, o.post(who, path+"/adopt", nil).status, who)
		require.Equal(t, want, o.post(who, path+"/drop", object{"reason": "重复"}).status, who)
	}
	a := o.post("supervisor", path+"/adopt", nil)
	require.Equal(t, []any{200, "adopted", "t1+1"}, []any{a.status, a.text("state"), a.text("catalogue")}, "%s", a.body)
	require.Equal(t, 409, o.post("admin", path+"/adopt", nil).status, "once")
	require.Equal(t, 409, o.post("admin", path+"/drop", object{"reason": "重复"}).status)
	o.takesOver("t1+1")
	after, err := o.store.Ticket(t.Context(), o.logged(like))
	require.NoError(t, err)
	require.Equal(t, []any{dispatch.StateDispatched, "cgj", []string{"zjj"}}, []any{after.State, after.Lead, after.CoUnits}, after.Routing.Why)

	second := o.concluded(object{"name": "井盖塌陷", "category": "03", "words": []string{"井盖沉降"}})
	require.Equal(t, "t1+2", o.post("admin", "/catalogue/proposals/"+second+"/adopt", nil).text("catalogue"))
}

// A proposal is dropped with a reason; one that makes no sense in the catalogue
// is refused with every fault.
func TestProposalsDroppedAndFaulty(t *testing.T) {
	o := openOffice(t)
	id := o.concluded(object{"name": "塌陷", "words": []string{"塌陷"}})
	require.Equal(t, 422, o.post("admin", "/catalogue/proposals/"+id+"/drop", object{"reason": " "}).status)
	require.Equal(t, 422, o.post("admin", "/catalogue/proposals/"+id+"/adopt", nil).status, "no category, nothing would be dispatched by itself")
	require.Equal(t, "dropped", o.post("admin", "/catalogue/proposals/"+id+"/drop", object{"reason": "已有条目"}).text("state"))
	require.Equal(t, 404, o.post("admin", "/catalogue/proposals/nothing/adopt", nil).status)

	id = o.concluded(object{"name": "供热", "category": "0302", "words": []string{"暖气", "供热"}})
	a := o.post("admin", "/catalogue/proposals/"+id+"/adopt", nil)
	require.Equal(t, 422, a.status)
	require.Contains(t, string(a.body), "takes all of it", "the entry that would be dead is named")
	items := o.get("admin", "/catalogue/proposals").value()["items"].([]any)
	require.Equal(t, []any{"open", "dropped"}, []any{items[0].(map[string]any)["state"], items[1].(map[string]any)["state"]}, "what waits stands first")
}

// Two who adopt at once publish one version.
func TestTwoAdoptAtOnce(t *testing.T) {
	o := openOffice(t)
	id := o.concluded(object{"name": "路面塌陷", "category": "03", "words": []string{"塌陷"}})
	who := []string{"admin", "supervisor"}
	for _, w := range who {
		o.as(w)
	}
	got := make([]int, 2)
	var wg sync.WaitGroup
	for i, w := range who {
		wg.Go(func() { got[i] = o.post(w, "/catalogue/proposals/"+id+"/adopt", nil).status })
	}
	wg.Wait()
	slices.Sort(got)
	require.Equal(t, []int{200, 409}, got)
}
