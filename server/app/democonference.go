package app

import (
	"context"
	"slices"
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// another is a bureau that a ticket may be pushed on to.
func (a *App) another(t dispatch.Ticket) string {
	units := a.Directory.Rules().Units
	if up := units[t.Lead].Parent; up != "" && units[up].Active {
		return up
	}
	var codes []string
	for code, u := range units {
		if u.Active && u.Group == dispatch.Bureau && code != t.Lead {
			codes = append(codes, code)
		}
	}
	slices.Sort(codes)
	if len(codes) == 0 {
		return ""
	}
	return codes[len(t.Title)%len(codes)]
}

// scene is a matter of the last hours that somebody disputes: each step comes a
// while after the one before.
type scene struct {
	service dispatch.Service
	at      time.Time
	step    time.Duration
	no      string
}

// begin registers the matter.
func (a *App) begin(ctx context.Context, from time.Time, step time.Duration, m dispatch.Matter, lead string) (*scene, error) {
	s := &scene{service: a.Service, at: from, step: step}
	s.service.Now = func() time.Time { return s.at }
	m.Type, m.Channel, m.Urgency = dispatch.Complaint, dispatch.Phone, dispatch.General
	t, err := s.service.Log(ctx, dispatch.Intake{Matter: m, Person: dispatch.Person{Name: "钱某某", Phone: "13900000021"}, WantsReply: true}, &dispatch.Choice{Lead: lead, Reason: "按目录派单"}, dispatch.Action{}, demoAgent)
	s.no = t.No
	return s, err
}

// play takes one step after the other; what the rules refuse ends the scene.
func (s *scene) play(ctx context.Context, steps ...part) error {
	for _, p := range steps {
		s.at = s.at.Add(s.step)
		if _, err := s.service.Act(ctx, s.no, p.act, p.by); err != nil {
			if code := dispatch.CodeOf(err); code == dispatch.Conflict || code == dispatch.Invalid {
				return nil
			}
			return err
		}
	}
	return nil
}

type part struct {
	by  dispatch.Actor
	act dispatch.Action
}

// plantConferences puts a ticket before a conference, one in and one behind it,
// so that the supervisor of the sample district finds each.
func (a *App) plantConferences(ctx context.Context, now time.Time) error {
	for _, stage := range []func(context.Context, time.Time) error{a.held, a.calledFor, a.quarrel} {
		if err := stage(ctx, now); err != nil {
			return err
		}
	}
	return nil
}

const meetingRoom = "热线中心三楼会议室"

// nextMeeting is half past two of a working day that lies ahead.
func (a *App) nextMeeting(now time.Time) time.Time {
	l := now.In(sla.Zone)
	d := time.Date(l.Year(), l.Month(), l.Day(), 14, 30, 0, 0, sla.Zone)
	for d.Sub(now) < 2*time.Hour || !a.Directory.Rules().Calendar.Workday(d) {
		d = d.AddDate(0, 0, 1)
	}
	return d
}

// held is a conference with its minutes and a proposal for the catalogue.
func (a *App) held(ctx context.Context, now time.Time) error {
	s, err := a.begin(ctx, now.Add(-7*time.Hour), time.Hour, dispatch.Matter{Title: "小区门口新装换电柜占了人行道", Category: "040201",
		Text:  "小区门口新装了一排电动车换电柜，占了人行道，夜里充电声音大，担心着火。问过几家单位都说不归他们管。",
		Place: dispatch.Place{Address: "新华路36号", Town: "新华街道"}}, "chengguanju")
	if err != nil {
		return err
	}
	units := []string{"chengguanju", "xiaofang", "fagai"}
	return s.play(ctx,
		part{demoSupervisor, dispatch.Action{Kind: dispatch.DoConfer, Units: units, At: s.at.Add(4 * time.Hour), Place: meetingRoom, Reason: "换电柜是新业态，占道、消防、能源几家职责交叉"}},
		part{liaison("chengguanju"), dispatch.Action{Kind: dispatch.DoAttend, Approve: true}},
		part{liaison("xiaofang"), dispatch.Action{Kind: dispatch.DoAttend, Approve: true}},
		part{dispatch.System(), dispatch.Action{Kind: dispatch.DoEscalate}},
		part{demoSupervisor, dispatch.Action{Kind: dispatch.DoConclude, Lead: "chengguanju", CoUnits: []string{"xiaofang"}, Attended: units[:2],
			Text:  "会商议定：换电柜占道由区城市管理局牵头处置，区消防救援支队负责消防检查，三个工作日内完成并答复来电人。",
			Tasks: []dispatch.Task{{Unit: "chengguanju", Text: "核查占道审批，责令移位"}, {Unit: "xiaofang", Text: "检查消防间距和灭火设施"}},
			Entry: &dispatch.EntryDraft{Name: "换电柜占道", Words: []string{"换电柜", "共享充电柜"}, Basis: "城市市容和环境卫生管理条例第十四条；疑难工单会商纪要"}}})
}

// calledFor is a conference that two of three units have answered.
func (a *App) calledFor(ctx context.Context, now time.Time) error {
	s, err := a.begin(ctx, now.Add(-3*time.Hour), 40*time.Minute, dispatch.Matter{Title: "青石桥下排口反味，分不清是雨水口还是污水口", Category: "090302",
		Text:  "青石桥下有个排口，一下雨就往河里流黑水，味道很大。水务说是工业污水，环保说是雨水管网，反映了三次没有结果。",
		Place: dispatch.Place{Address: "青石桥北侧", Town: "青石镇"}}, "shuiwu")
	if err != nil {
		return err
	}
	return s.play(ctx,
		part{demoSupervisor, dispatch.Action{Kind: dispatch.DoConfer, Units: []string{"shuiwu", "huanbao", "qingshi"}, At: a.nextMeeting(now), Place: meetingRoom, Reason: "排口性质和管养责任不清，两家单位意见不一"}},
		part{liaison("shuiwu"), dispatch.Action{Kind: dispatch.DoAttend, Approve: true}},
		part{liaison("huanbao"), dispatch.Action{Kind: dispatch.DoAttend, Text: "当天有执法检查，委派监测站参加"}})
}

// quarrel is a ticket that two units push to each other.
func (a *App) quarrel(ctx context.Context, now time.Time) error {
	s, err := a.begin(ctx, now.Add(-150*time.Minute), 25*time.Minute, dispatch.Matter{Title: "背街小巷路灯杆歪斜，没有单位认领", Category: "040102",
		Text:  "幸福里后巷的路灯杆歪了快一个月，底座锈穿，怕砸到人。城管说没有移交，住建说早就移交了。",
		Place: dispatch.Place{Address: "幸福里后巷", Town: "幸福镇"}}, "chengguanju")
	if err != nil {
		return err
	}
	return s.play(ctx,
		part{liaison("chengguanju"), dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: "该巷道路灯未办理移交，建设单位仍为区住建局，见老旧小区改造移交清单第七项", Suggested: "zhujian"}},
		part{demoDispatcher, dispatch.Action{Kind: dispatch.DoDecideReturn, Approve: true, Reason: "移交清单属实"}},
		part{demoDispatcher, dispatch.Action{Kind: dispatch.DoDispatch, Lead: "zhujian", Reason: "退单属实，改派"}},
		part{liaison("zhujian"), dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: "路灯已于今年三月完成实物移交，管养职责在区城市管理局，见三定规定第五条", Suggested: "chengguanju"}})
}
