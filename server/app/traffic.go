package app

import (
	"context"
	"math/rand/v2"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/sla"
)

// traffic lets the sample district live: a call now and then, units that take
// the next step on older tickets. What a visitor is working on is left alone for
// a while.
func (a *App) traffic(ctx context.Context) error {
	rng := rand.New(rand.NewPCG(uint64(a.Clock.Now().UnixNano()), 8890))
	gen := seed.NewGenerator(rng)
	duty := map[string]string{} // whose the calls of this run are
	tick := time.NewTicker(12 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		if rng.IntN(2) == 0 {
			now := a.Clock.Now().In(sla.Zone)
			s := gen.Now(now, a.Directory.Rules().Calendar.Workday(now))
			t, err := a.Service.Log(ctx, a.call(rng, s, 5000+rng.IntN(5000)), nil, dispatch.Action{}, demoAgent)
			if err != nil && ctx.Err() == nil {
				a.log.Warn("demo traffic", "err", err)
			}
			duty[t.No] = s.Unit
		}
		for range 3 {
			a.nudge(ctx, rng, duty)
		}
	}
}

// nudge takes the next step on one open ticket.
func (a *App) nudge(ctx context.Context, rng *rand.Rand, duty map[string]string) {
	page, _, err := a.Store.Tickets(ctx, dispatch.Filter{Queue: "hotline/open"}, dispatch.Page{Limit: 60})
	if err != nil || len(page) == 0 {
		return
	}
	t := page[rng.IntN(len(page))]
	if a.Clock.Now().Sub(t.UpdatedAt) < 5*time.Minute {
		return
	}
	act, by := a.sendBack(t, duty[t.No])
	if act.Kind == "" {
		act, by = nextStep(t, rng)
	}
	if act.Kind == "" {
		return
	}
	if _, err := a.Service.Act(ctx, t.No, act, by); err != nil && ctx.Err() == nil {
		a.log.Debug("demo traffic", "ticket", t.No, "err", err)
	}
}

// sendBack is what happens to a ticket that lies with the wrong unit: it is sent
// back, and if no visitor decides within half an hour, approved and sent on.
func (a *App) sendBack(t dispatch.Ticket, duty string) (dispatch.Action, dispatch.Actor) {
	switch {
	case duty == "" || duty == t.Lead:
	case t.Return != nil && a.Clock.Now().Sub(t.Return.At) > 30*time.Minute:
		return dispatch.Action{Kind: dispatch.DoDecideReturn, Approve: true, Reason: "对照派单目录和三定方案裁定"}, demoDispatcher
	case t.State == dispatch.StateRegistered && len(t.Returns) > 0:
		return dispatch.Action{Kind: dispatch.DoDispatch, Lead: duty, Reason: "退单属实，改派"}, demoDispatcher
	case t.State == dispatch.StateDispatched && t.Return == nil && len(t.Returns) == 0:
		units := a.Directory.Rules().Units
		reason, basis := returnGround(units[t.Lead], units[duty])
		return dispatch.Action{Kind: dispatch.DoReturn, Reason: reason, Basis: basis, Suggested: duty}, liaison(t.Lead)
	}
	return dispatch.Action{}, dispatch.Actor{}
}

// nextStep is what somebody would do next with a ticket.
func nextStep(t dispatch.Ticket, rng *rand.Rand) (dispatch.Action, dispatch.Actor) {
	switch t.State {
	case dispatch.StateDispatched:
		if t.Return != nil {
			break
		}
		return dispatch.Action{Kind: dispatch.DoAccept}, liaison(t.Lead)
	case dispatch.StateAccepted:
		if t.ContactWaived() {
			break
		}
		return dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true, Text: "已与来电人通话，约定办理时间"}, liaison(t.Lead)
	case dispatch.StateContacted:
		if c, i := t.Clock(sla.ResolveClock); i >= 0 && rng.IntN(3) == 0 && c.Open() {
			return dispatch.Action{Kind: dispatch.DoReply, Resolved: true, Text: seed.Reply(rng, t.Category, t.Title), Evidence: evidence(t)}, liaison(t.Lead)
		}
	case dispatch.StateReplied:
		return dispatch.Action{Kind: dispatch.DoReview, Pass: true}, demoDispatcher
	case dispatch.StateReviewed:
		return dispatch.Action{Kind: dispatch.DoCallback, Reached: true, Contacted: true, Resolved: true, Satisfied: true}, demoAgent
	default:
	}
	return dispatch.Action{}, dispatch.Actor{}
}
