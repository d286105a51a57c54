package app

import (
	"context"
	"time"

	"hotline/dispatch"
	"hotline/server/api"
	"hotline/sla"
)

// demoAppeal is what a sample unit objects to and, unless it still waits, what was
// decided.
type demoAppeal struct {
	scope, reason, evidence string
	decision                string
	upheld                  bool
}

// demoAppeals are those of the sample month, by what is appealed against; the
// units are the first that lost points there.
var demoAppeals = []demoAppeal{
	{sla.MetricAccept, "站内停电，系统无法登录", "供电公司停电公告，10月20日 8:00 至 16:00。", "", false},
	{sla.MetricContact, "登记号码是空号", "三次拨打记录，分别在上午、下午和晚上；运营商提示空号。", "", false},
	{sla.MetricSatisfaction, "来电人要求超出法定补偿标准", "补偿协议和标准文件已在工单答复中列明。", "要求超出法定标准，答复依据充分", true},
	{sla.MetricSatisfaction, "回访录音听不清，评价有误", "请调取当日回访录音第二段。", "录音不能支持不满意的登记", true},
	{sla.MetricImproperReturn, "退单有清单依据", "职责清单第十二条。", "清单第十二条不适用本事项，维持原裁定", false},
	{sla.MetricResolution, "现场已经办结", "办结照片两张，附在答复中。", "照片早于来电时间，维持", false},
	{sla.MetricResolve, "等待上级批复", "请示件已报，批复尚未收到。", "未申请延期或挂账，维持", false},
}

// plantAppeals gives the sample month that awaits publication appeals in every
// state and two exclusions.
func (a *App) plantAppeals(ctx context.Context, month string) error {
	r := a.reports()
	d, _, err := r.docket(ctx, month)
	if err != nil || d.Stage(r.now()) != sla.StageObjection {
		return err
	}
	if there, err := api.Appeals(ctx, r.store, month); err != nil || len(there) > 0 {
		return err
	}
	ground, err := r.AppealGround(ctx, month)
	if err != nil {
		return err
	}
	ground.Window.Open, ground.Window.DecideUntil = true, d.Plan.DecideBy
	taken := map[string]bool{}
	for i, demo := range demoAppeals {
		at := d.Plan.From.Add(time.Duration(2+7*i) * time.Hour)
		if err := r.plantAppeal(ctx, ground, sla.AdjustAppeal, demo, taken, at); err != nil {
			return err
		}
	}
	storm := demoAppeal{sla.MetricResolve, "暴雨红色预警期间无法施工", "气象台预警信号发布记录。", "预警记录属实，同意剔除", true}
	if err := r.plantAppeal(ctx, ground, sla.AdjustExclusion, storm, taken, d.Plan.From.Add(5*time.Hour)); err != nil {
		return err
	}
	waits := demoAppeal{sla.MetricContact, "已进入诉讼程序", "法院受理通知书，案号已在工单附记。", "", false}
	return r.plantAppeal(ctx, ground, sla.AdjustExclusion, waits, taken, d.Plan.From.Add(30*time.Hour))
}

// plantAppeal files one for the first unit that lost points there and has none
// yet, and decides it a day later.
func (r *reports) plantAppeal(ctx context.Context, ground dispatch.AppealGround, kind sla.AdjustmentKind, demo demoAppeal, taken map[string]bool, at time.Time) error {
	unit, no, ok := lostTicket(ground.Month, demo.scope, taken)
	if !ok || at.After(r.now()) {
		return nil
	}
	taken[unit] = true
	a := dispatch.Appeal{Kind: kind, Month: ground.Month.Month, No: no, Unit: unit, Scope: demo.scope, Reason: demo.reason, Evidence: demo.evidence}
	if kind == sla.AdjustExclusion {
		a.Scope, a.Code = sla.ScopeAll, "force_majeure"
		if demo.decision == "" {
			a.Code = "legal_process"
		}
	}
	a, err := ground.File(a, nil, nil, liaison(unit), at)
	if err != nil {
		return err
	}
	if decided := at.Add(20 * time.Hour); demo.decision != "" && !decided.After(r.now()) {
		effect, _ := ground.Effect(a)
		if a, err = a.Decide(demo.upheld, demo.decision, dispatch.Ticket{}, nil, effect, demoSupervisor, decided); err != nil {
			return err
		}
	}
	return api.PutAppeal(ctx, r.store, a, 0, at)
}

// lostTicket is a ticket that cost a unit without an appeal points in a part. The
// ranked units come from the top, where a point moves the most.
func lostTicket(m sla.Month, scope string, taken map[string]bool) (unit, no string, ok bool) {
	for _, g := range m.Groups {
		for _, row := range g.Ranked {
			for _, p := range row.Parts {
				if p.Key == scope && p.Lost > 0 && len(p.Nos) > 0 && !taken[row.Unit] {
					return row.Unit, p.Nos[0], true
				}
			}
		}
	}
	return "", "", false
}
