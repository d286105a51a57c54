package api

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

// objecting are reports of an October in which the given tickets were accepted
// late by the heating company; what is decided counts at once.
type objecting struct {
	papers
	store  dispatch.Store
	window dispatch.AppealWindow
	nos    []string
}

func (r *objecting) AppealGround(ctx context.Context, month string) (dispatch.AppealGround, error) {
	due := time.Date(2026, 10, 12, 9, 0, 0, 0, sla.Zone)
	g := dispatch.AppealGround{Window: r.window, Scheme: sla.DefaultScheme(), Units: []sla.ScoredUnit{{Code: "rl", Group: "company"}, {Code: "cgj", Group: "bureau"}}}
	for _, no := range r.nos {
		g.Records = append(g.Records, sla.Record{No: no, Unit: "rl", Registered: due, Dispatched: due, Accept: sla.Mark{Applies: true, Due: due, Met: due.Add(time.Hour)},
			Resolve: sla.Mark{Applies: true, Due: due, Met: due}})
	}
	adjustments, err := Adjustments(ctx, r.store, month)
	g.Records = sla.Adjust(g.Records, adjustments)
	g.Month = sla.Score(g.Scheme, month, g.Units, g.Records)
	return g, err
}

// objections opens an office with n tickets that the heating company was late with.
func objections(t testing.TB, n int) (*office, *objecting) {
	r := &objecting{window: dispatch.AppealWindow{Open: true, DecideUntil: monday.AddDate(0, 0, 2)}}
	o := openOffice(t, func(d *Deps) { r.store, d.Reports = d.Service.Store, r })
	for range n {
		r.nos = append(r.nos, o.dispatched())
	}
	return o, r
}

func appealFor(no string, change ...object) object {
	o := object{"month": "2026-10", "no": no, "scope": "accept", "reason": "站内停电", "evidence": "附停电公告"}
	for _, c := range change {
		for k, v := range c {
			o[k] = v
		}
	}
	return o
}

func asked(a answer) (out []map[string]any) {
	for _, v := range a.value()["items"].([]any) {
		out = append(out, v.(map[string]any))
	}
	return out
}

// told is everything a feed was told.
func (o *office) told(name string) []dispatch.Frame {
	_, err := o.store.Relay(o.Context(), 1000)
	require.NoError(o, err)
	frames, err := o.store.Feed(o.Context(), name, 0, 1000)
	require.NoError(o, err)
	return frames
}

func TestAppeal(t *testing.T) {
	o, r := objections(t, 2)
	a := o.post("liaison-rl", "/appeals", appealFor(r.nos[0], object{"reason": "来电人 13800001234 当日停机"}))
	require.Equal(t, 201, a.status, string(a.body))
	v := a.value()
	require.Equal(t, []any{"open", "rl", "热力公司", "路灯不亮", "liaison-rl", false, true}, []any{v["state"], v["unit"], v["unit_name"], v["title"], v["asked_by"], v["may_decide"], v["may_withdraw"]})
	require.NotContains(t, string(a.body), "13800001234")
	effect := v["effect"].(map[string]any)
	require.Equal(t, []any{0.0, 0.0}, []any{effect["points_from"], effect["points_to"]}, "one of two late ones still leaves nothing")
	told := o.told(notify.RoleFeed(dispatch.RoleSupervisor))
	require.Equal(t, "appeal_asked", told[len(told)-1].Kind)

	require.Equal(t, 409, o.post("liaison-rl", "/appeals", appealFor(r.nos[0])).status, "one is open")
	second := o.post("liaison-rl", "/appeals", appealFor(r.nos[1]))
	require.Equal(t, 201, second.status)
	require.Len(t, asked(o.get("supervisor", "/appeals?month=2026-10")), 2)
	require.Len(t, asked(o.get("liaison-rl", "/appeals?month=2026-10&state=open")), 2)
	require.Empty(t, asked(o.get("liaison-cgj", "/appeals")), "another unit's")
	require.Empty(t, asked(o.get("supervisor", "/appeals?month=2026-09")))
	require.Equal(t, 404, o.post("liaison-cgj", "/appeals/"+v["id"].(string)+"/withdraw", nil).status)
	require.Equal(t, 404, o.post("supervisor", "/exclusions/"+v["id"].(string)+"/decide", object{"approve": true, "reason": "属实"}).status)

	path := "/appeals/" + v["id"].(string) + "/decide"
	require.Equal(t, 422, o.post("supervisor", path, object{"approve": true}).status, "a reason")
	require.Equal(t, 422, o.post("supervisor", path, object{"reason": "属实"}).status, "yes or no")
	a = o.post("supervisor", path, object{"approve": true, "reason": "公告属实"})
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, []any{"upheld", "supervisor", "公告属实"}, []any{a.value()["state"], a.value()["decided_by"], a.value()["decision"]})
	require.Equal(t, 409, o.post("supervisor", path, object{"approve": false, "reason": "再看"}).status)
	require.Equal(t, 409, o.post("liaison-rl", "/appeals", appealFor(r.nos[0])).status, "it was decided")
	told = o.told(notify.UnitFeed("rl"))
	require.Equal(t, "appeal_decided", told[len(told)-1].Kind)

	a = o.post("liaison-rl", "/appeals/"+second.text("id")+"/withdraw", nil)
	require.Equal(t, "withdrawn", a.text("state"))
	again := o.post("liaison-rl", "/appeals", appealFor(r.nos[1]))
	require.Equal(t, 201, again.status)
	require.NotEqual(t, second.text("id"), again.text("id"))
	effect = again.value()["effect"].(map[string]any)
	require.Equal(t, []any{0.0, 10.0}, []any{effect["points_from"], effect["points_to"]}, "with the first out")
	states := []string{}
	for _, i := range asked(o.get("supervisor", "/appeals")) {
		states = append(states, i["state"].(string))
	}
	require.Equal(t, "open", states[0], "what waits stands first")
	require.ElementsMatch(t, []string{"open", "withdrawn", "upheld"}, states)

	r.window.Open = false
	a = o.post("liaison-rl", "/appeals", appealFor(r.nos[0], object{"scope": "contact"}))
	require.Equal(t, 409, a.status)
	require.Contains(t, a.text("detail"), "不在申诉期内")
	trail := string(o.get("admin", "/audit").body)
	for _, kind := range []string{"appeal_asked", "appeal_decided", "appeal_withdrawn"} {
		require.Contains(t, trail, kind)
	}
}

func TestExclusion(t *testing.T) {
	o, r := objections(t, 1)
	r.window.Open = false
	form := appealFor(r.nos[0], object{"code": "force_majeure"})
	delete(form, "scope")
	require.Equal(t, 403, o.post("supervisor", "/exclusions", form).status)
	require.Equal(t, 403, o.post("liaison-cgj", "/exclusions", appealFor(r.nos[0], object{"code": "duplicate", "unit": "rl"})).status)
	require.Equal(t, 422, o.post("dispatcher", "/exclusions", appealFor(r.nos[0], object{"code": "weather"})).status)
	codes := o.get("dispatcher", "/exclusions?month=2026-10").value()["codes"].([]any)
	require.Len(t, codes, len(sla.UsualExclusions()), "what the dialog offers")
	for _, c := range codes {
		require.NotEmpty(t, c.(map[string]any)["name"])
	}
	require.NotContains(t, o.get("dispatcher", "/exclusions").value(), "codes", "of no month, of no scheme")
	require.Equal(t, 404, o.post("dispatcher", "/exclusions", appealFor("20260101-0001", object{"code": "duplicate"})).status)
	a := o.post("dispatcher", "/exclusions", form)
	require.Equal(t, 201, a.status, string(a.body))
	require.Equal(t, []any{"rl", "不可抗力", "all"}, []any{a.value()["unit"], a.value()["code_name"], a.value()["scope"]})
	require.Equal(t, 403, o.post("liaison-rl", "/exclusions/"+a.text("id")+"/withdraw", nil).status, "the dispatcher asked")
	require.Empty(t, asked(o.get("supervisor", "/appeals")), "it is no appeal")
	a = o.post("supervisor", "/exclusions/"+a.text("id")+"/decide", object{"approve": true, "reason": "气象证明属实"})
	require.Equal(t, "upheld", a.text("state"))
	for _, feed := range []string{notify.UnitFeed("rl"), notify.RoleFeed(dispatch.RoleDispatcher)} {
		told := o.told(feed)
		require.Equal(t, "exclusion_decided", told[len(told)-1].Kind)
	}
	list, err := Adjustments(t.Context(), o.store, "2026-10")
	require.NoError(t, err)
	require.Len(t, list, 1)
	require.Equal(t, []string{"force_majeure", sla.ScopeAll, "supervisor"}, []string{list[0].Code, list[0].Scope, list[0].By})
}

// Who reviewed the ticket does not judge what was appealed about it, and is not
// offered to.
func TestAppealByReviewer(t *testing.T) {
	o, r := objections(t, 1)
	no := r.nos[0]
	for _, step := range []struct {
		who, kind string
		body      object
	}{{"liaison-rl", "accept", nil}, {"liaison-rl", "contact", object{"method": "phone", "reached": true, "note": "已联系来电人"}},
		{"liaison-rl", "reply", object{"text": "经查，人民路1号门口路灯灯头损坏，已于当日更换灯头并恢复照明，来电人表示知晓。", "resolved": true, "attachments": []string{}}},
		{"supervisor", "review", object{"pass": true, "reason": ""}}} {
		require.Equal(t, 200, o.post(step.who, "/tickets/"+no+"/"+step.kind, step.body).status, step.kind)
	}
	a := o.post("liaison-rl", "/appeals", appealFor(no))
	require.Equal(t, 201, a.status)
	require.Equal(t, false, asked(o.get("supervisor", "/appeals"))[0]["may_decide"])
	require.Equal(t, 403, o.post("supervisor", "/appeals/"+a.text("id")+"/decide", object{"approve": true, "reason": "属实"}).status)
}

// Two supervisors decide at once: one wins.
func TestTwoDecideOneAppeal(t *testing.T) {
	o, r := objections(t, 1)
	a := o.post("liaison-rl", "/appeals", appealFor(r.nos[0]))
	o.as("supervisor")
	var wg sync.WaitGroup
	got := make([]int, 4)
	for i := range got {
		wg.Go(func() {
			got[i] = o.post("supervisor", "/appeals/"+a.text("id")+"/decide", object{"approve": i%2 == 0, "reason": "已核对"}).status
		})
	}
	wg.Wait()
	slices.Sort(got)
	require.Equal(t, []int{200, 409, 409, 409}, got)
}

// Two ask for the same at once: one is kept.
func TestTwoFileOneAppeal(t *testing.T) {
	o, r := objections(t, 1)
	o.as("liaison-rl")
	var wg sync.WaitGroup
	got := make([]int, 4)
	for i := range got {
		wg.Go(func() { got[i] = o.post("liaison-rl", "/appeals", appealFor(r.nos[0])).status })
	}
	wg.Wait()
	slices.Sort(got)
	require.Equal(t, []int{201, 409, 409, 409}, got)
}

// Of a sealed ticket the title is masked; who need not know reads no words.
func TestAppealOfSealedTicket(t *testing.T) {
	o, r := objections(t, 0)
	no := o.dispatched(object{"type": "report", "title": "举报某站长收费"})
	r.nos = []string{no}
	a := o.post("liaison-rl", "/appeals", appealFor(no, object{"reason": "涉及举报内容"}))
	require.Equal(t, 201, a.status, string(a.body))
	admin := o.get("admin", "/appeals")
	require.NotContains(t, string(admin.body), "涉及举报内容")
	require.NotContains(t, string(admin.body), "站长收费")
	require.Contains(t, string(o.get("supervisor", "/appeals").body), "涉及举报内容")
	for _, f := range o.told(notify.RoleFeed(dispatch.RoleSupervisor)) {
		require.NotContains(t, f.Title, "站长")
	}
}
