package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/server/api"
)

// demoKey is the Open311 key of the sample district, as public as its passwords.
const demoKey = "demo311.open311-demo"

// plantOpen311 publishes the services of the sample district and makes the key.
func (a *App) plantOpen311(ctx context.Context, now time.Time) error {
	if err := put(ctx, a.Store, dispatch.KindSetting, api.Open311Setting, json.RawMessage(seed.Open311JSON()), now); err != nil {
		return err
	}
	return put(ctx, a.Store, dispatch.KindToken, "demo311", api.Open311Key("示范应用", "open311-demo", now), now)
}

// appReport is what a citizen sent by an app, and how far it has come.
type appReport struct {
	category, text, address string
	lat, lon                float64
	hours                   int // ago
	steps                   int // of those of walk
	reply                   string
}

// appReports are those of the last days.
func appReports() []appReport {
	return []appReport{
		{"040102", "育才路东段三盏路灯连续多日不亮，夜间出行不便。", "育才路东段", 34.3416, 108.9398, 50, 6, "您反映的育才路东段路灯不亮一事，经现场排查为电缆故障，已更换电缆，三盏路灯恢复照明。"},
		{"040101", "幸福路公交站旁人行道塌陷，绊倒过路人。", "幸福路公交站", 34.3381, 108.9457, 44, 5, "您反映的幸福路公交站旁人行道塌陷一事，已设置围挡并回填夯实，重新铺装完毕，现已恢复通行。"},
		{"090101", "工地夜间十二点后仍有打桩声，影响休息。", "建设路北口", 34.3522, 108.9311, 30, 3, ""},
		{"040301", "菜市场后门垃圾桶满溢两天，气味难闻。", "和平菜市场后门", 34.3467, 108.9502, 27, 2, ""},
		{"020203", "非机动车道井盖破损，车轮容易陷进去。", "文化路与新华街路口", 34.3399, 108.9286, 6, 1, ""},
		{"090103", "小区广场晚间音响声音过大。", "锦绣小区", 34.3444, 108.9444, 3, 0, ""},
	}
}

// plantAppReports lets some matters come in by Open311, so that lists show some.
func (a *App) plantAppReports(ctx context.Context) error {
	now := a.Clock.Now()
	for i, r := range appReports() {
		s := a.Service
		s.Now = func() time.Time { return now.Add(-time.Duration(r.hours) * time.Hour) }
		m := dispatch.Matter{Type: dispatch.Complaint, Channel: dispatch.App, Title: dispatch.ProposeTitle(r.text), Text: r.text, Category: r.category,
			Place: dispatch.Place{Address: r.address, Lat: r.lat, Lon: r.lon}}
		who := dispatch.Person{Name: "示范市民", Phone: fmt.Sprintf("1390000%04d", i)}
		t, err := s.Log(ctx, dispatch.Intake{Matter: m, Person: who, WantsReply: true, Public: true, IdemKey: fmt.Sprintf("demo-open311-%d", i)}, nil, dispatch.Action{},
			dispatch.Actor{ID: "token:demo311", Name: "示范应用", Role: dispatch.RoleCitizen})
		if dispatch.CodeOf(err) == dispatch.Exists && err != nil {
			continue
		}
		if err != nil {
			return err
		}
		if err := a.walk(ctx, t, r); err != nil {
			return err
		}
	}
	return nil
}

// walk takes a report so many steps further, over the hours since it came in.
func (a *App) walk(ctx context.Context, t dispatch.Ticket, r appReport) error {
	lead := cmp.Or(t.Lead, "chengguanju")
	steps := []struct {
		act dispatch.Action
		by  dispatch.Actor
	}{
		{dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead, Reason: "职责范围"}, demoDispatcher},
		{dispatch.Action{Kind: dispatch.DoAccept}, liaison(lead)},
		{dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true}, liaison(lead)},
		{dispatch.Action{Kind: dispatch.DoReply, Resolved: true, Text: r.reply, Override: "已当面说明"}, liaison(lead)},
		{dispatch.Action{Kind: dispatch.DoReview, Pass: true}, demoDispatcher},
		{dispatch.Action{Kind: dispatch.DoCallback, Reached: true, Contacted: true, Resolved: true, Satisfied: true}, demoAgent},
	}
	s, between := a.Service, time.Duration(r.hours)*time.Hour/8
	for i, step := range steps[:r.steps] {
		s.Now = func() time.Time { return t.RegisteredAt.Add(time.Duration(i+1) * between) }
		if _, err := s.Act(ctx, t.No, step.act, step.by); err != nil && dispatch.CodeOf(err) != dispatch.Conflict && dispatch.CodeOf(err) != dispatch.Invalid {
			return err
		}
	}
	return nil
}
