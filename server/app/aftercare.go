package app

import (
	"context"

	"hotline/dispatch"
)

// evidence is what a sample unit says of how an anonymous matter was handled
// (办理佐证); nothing where the citizen can be asked.
func evidence(t dispatch.Ticket) string {
	if !t.Contact.Anonymous {
		return ""
	}
	return "工作人员两人到现场处理，留存前后对比照片，社区网格员在场见证并签字确认。"
}

// plantAftercare lets citizens of the sample district say what they think of
// answers, miss calls, and be asked for what is missing.
func (a *App) plantAftercare(ctx context.Context) error {
	citizen := dispatch.Actor{ID: "citizen", Role: dispatch.RoleCitizen}
	bad := func(words string) func(dispatch.Ticket) dispatch.Action {
		return func(dispatch.Ticket) dispatch.Action { return dispatch.Action{Kind: dispatch.DoRate, Text: words} }
	}
	missed := func(dispatch.Ticket) dispatch.Action { return dispatch.Action{Kind: dispatch.DoCallback} }
	ask := func(items ...string) func(dispatch.Ticket) dispatch.Action {
		return func(dispatch.Ticket) dispatch.Action {
			return dispatch.Action{Kind: dispatch.DoAsk, Items: items, Text: "请一次补齐，收到后接着办理。"}
		}
	}
	lead := func(t dispatch.Ticket) dispatch.Actor { return liaison(t.Lead) }
	by := func(who dispatch.Actor) func(dispatch.Ticket) dispatch.Actor {
		return func(dispatch.Ticket) dispatch.Actor { return who }
	}
	for _, p := range []struct {
		from dispatch.Filter
		by   func(dispatch.Ticket) dispatch.Actor
		acts []func(dispatch.Ticket) dispatch.Action
	}{
		{dispatch.Filter{Queue: "hotline/callback"}, by(citizen), []func(dispatch.Ticket) dispatch.Action{bad("只来看了一眼，问题还在。"), bad("打了三次电话才有人来，态度也不好。")}},
		{dispatch.Filter{Queue: "hotline/callback"}, by(demoAgent), []func(dispatch.Ticket) dispatch.Action{nil, nil, nil, missed, missed}},
		{dispatch.Filter{States: []dispatch.State{dispatch.StateClosed}}, by(citizen), []func(dispatch.Ticket) dispatch.Action{bad("当时好了，第二天又坏了。"), bad("说修好了，其实没有人来过。")}},
		{dispatch.Filter{States: []dispatch.State{dispatch.StateContacted}}, lead, []func(dispatch.Ticket) dispatch.Action{
			ask("现场照片（能看清门牌号）", "从哪天开始、一天里什么时候"), ask("楼号和单元号"), ask("方便上门查看的时间", "以前找过哪些单位、怎么答复的", "现场照片")}},
	} {
		page, _, err := a.Store.Tickets(ctx, p.from, dispatch.Page{Limit: 40})
		if err != nil {
			return err
		}
		if err := a.actOnEach(ctx, page, p.by, p.acts); err != nil {
			return err
		}
	}
	return nil
}

// actOnEach takes one action after the other, each on the next ticket that
// allows it; nil passes a ticket over.
func (a *App) actOnEach(ctx context.Context, page []dispatch.Ticket, by func(dispatch.Ticket) dispatch.Actor, acts []func(dispatch.Ticket) dispatch.Action) error {
	for _, t := range page {
		if len(acts) == 0 {
			return nil
		}
		if acts[0] == nil {
			acts = acts[1:]
			continue
		}
		switch _, err := a.Service.Act(ctx, t.No, acts[0](t), by(t)); {
		case err == nil:
			acts = acts[1:]
		case dispatch.CodeOf(err) != dispatch.Conflict && dispatch.CodeOf(err) != dispatch.Invalid && dispatch.CodeOf(err) != dispatch.Forbidden:
			return err
		}
	}
	return nil
}
