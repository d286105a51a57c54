package app

import (
	"context"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/sla"
)

// life plays one ticket of the sample district through its days: who acts,
// how long they take, what goes wrong. It uses the same rules as a real ticket.
type life struct {
	rng    *rand.Rand
	rules  dispatch.Rules
	now    time.Time // nothing happens after it
	ticket dispatch.Ticket
	events []dispatch.Event
	over   bool // the present is reached, or an action was refused
}

// do lets the due steps fire, then acts at the moment given.
func (l *life) do(at time.Time, a dispatch.Action, by dispatch.Actor) bool {
	if l.over {
		return false
	}
	if at.After(l.now) {
		l.fire(l.now)
		l.over = true
		return false
	}
	l.fire(at)
	return l.apply(at, a, by)
}

func (l *life) apply(at time.Time, a dispatch.Action, by dispatch.Actor) bool {
	t, events, err := l.rules.Apply(l.ticket, a, by, at)
	if err != nil {
		return false
	}
	l.ticket, l.events = t, append(l.events, events...)
	return true
}

// fire lets every step due before a moment happen when it was due.
func (l *life) fire(before time.Time) {
	for range 50 {
		next := l.ticket.NextAt()
		if next.IsZero() || next.After(before) || !l.apply(next, dispatch.Action{Kind: dispatch.DoEscalate}, dispatch.System()) {
			return
		}
	}
}

// within is a moment at a share of a clock's time, in office hours unless the
// clock runs day and night.
func (l *life) within(kind sla.ClockKind, share float64) time.Time {
	c, i := l.ticket.Clock(kind)
	if i < 0 {
		return l.ticket.UpdatedAt.Add(time.Hour)
	}
	from := c.Start
	at := from.Add(time.Duration(share * float64(c.Due.Sub(from))))
	if l.ticket.Urgency == dispatch.General {
		at = l.rules.Calendar.AddWorkMinutes(from, max(1, int(share*float64(l.rules.Calendar.WorkMinutes(from, c.Due)))))
	}
	if !at.After(l.ticket.UpdatedAt) {
		at = l.ticket.UpdatedAt.Add(time.Duration(3+l.rng.IntN(30)) * time.Minute)
	}
	return at.Truncate(time.Second)
}

// share draws how much of its time a unit takes: nearly always within it, past
// it as often as the unit is slack.
func (l *life) share(slack float64) float64 {
	if l.rng.Float64() < slack {
		return 1.02 + 0.9*l.rng.Float64()
	}
	return 0.05 + 0.8*l.rng.Float64()*l.rng.Float64()
}

// slack is a unit's own bad habit, the same every day: most have hardly any, a
// few are often late.
func slack(unit string) float64 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(unit))
	s := float64(h.Sum32()%1000) / 1000
	return 0.004 + 0.05*s*s*s
}

// people of the sample hotline.
var (
	demoAgent      = dispatch.Actor{ID: "agent", Name: "话务员 0817", Role: dispatch.RoleAgent}
	demoDispatcher = dispatch.Actor{ID: "dispatcher", Name: "派单员 李**", Role: dispatch.RoleDispatcher}
	demoSupervisor = dispatch.Actor{ID: "supervisor", Name: "督办 周**", Role: dispatch.RoleSupervisor}
)

func liaison(unit string) dispatch.Actor {
	return dispatch.Actor{ID: "liaison-" + unit, Name: "A 岗", Role: dispatch.RoleLiaison, Unit: unit}
}

// live plays the whole life as far as the present allows.
func (l *life) live() {
	if l.ticket.State == dispatch.StateRegistered {
		l.assign()
	}
	slack := slack(l.ticket.Lead)
	if l.rng.Float64() < 0.02 && l.returned() {
		slack = 0.01
	}
	lead := liaison(l.ticket.Lead)
	l.do(l.within(sla.AcceptClock, l.share(slack)), dispatch.Action{Kind: dispatch.DoAccept}, lead)
	if !l.ticket.Contact.Anonymous && l.ticket.Contact.WantsReply {
		l.do(l.within(sla.ContactClock, l.share(slack)), dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true, Text: "已与来电人通话，约定办理时间"}, lead)
	}
	for _, co := range l.ticket.CoUnits {
		l.do(l.within(sla.ResolveClock, 0.3+0.2*l.rng.Float64()), dispatch.Action{Kind: dispatch.DoPart, Text: "协办事项已到场办理，结果已告主办单位"}, liaison(co))
	}
	l.reply(slack)
	l.closing(slack)
	if !l.over {
		l.fire(l.now)
	}
}

// assign is the dispatcher's choice where the rules were not sure.
func (l *life) assign() {
	lead, co := l.ticket.Routing.Chosen()
	if lead == "" {
		l.do(l.within(sla.DispatchClock, 0.3), dispatch.Action{Kind: dispatch.DoAnswer, Text: "已按知识库当场答复来电人"}, demoAgent)
		return
	}
	share := 0.1 + 0.7*l.rng.Float64()
	if l.rng.Float64() < 0.02 {
		share = 1.3
	}
	at := l.ticket.RegisteredAt.Add(time.Duration(share * float64(90*time.Minute)))
	if !l.do(at, dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead, CoUnits: co, Reason: "按目录派单"}, demoDispatcher) && !l.over {
		l.do(at, dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead, Reason: "按目录派单"}, demoDispatcher)
	}
}

// returned lets the lead say that it is not its duty; half of it is right.
func (l *life) returned() bool {
	was := l.ticket.Lead
	at := l.within(sla.AcceptClock, 0.3)
	if !l.do(at, dispatch.Action{Kind: dispatch.DoReturn, Reason: "not_duty", Basis: "三定方案未列此项职责"}, liaison(was)) {
		return false
	}
	right := l.rng.Float64() < 0.5
	if !l.do(at.Add(time.Duration(20+l.rng.IntN(90))*time.Minute), dispatch.Action{Kind: dispatch.DoDecideReturn, Approve: right, Reason: "对照派单目录裁定"}, demoDispatcher) || !right {
		return false
	}
	for code, u := range l.rules.Units {
		if u.Active && code != was && u.Group == dispatch.Bureau && l.rng.IntN(3) == 0 {
			return l.do(l.ticket.UpdatedAt.Add(15*time.Minute), dispatch.Action{Kind: dispatch.DoDispatch, Lead: code, Reason: "改派"}, demoDispatcher)
		}
	}
	return false
}

// reply hands in the result, sometimes after an extension, and has it reviewed.
func (l *life) reply(slack float64) {
	lead := liaison(l.ticket.Lead)
	share := l.share(slack * 1.5)
	if share > 0.75 && l.rng.Float64() < 0.3 && l.ticket.Urgency == dispatch.General {
		at := l.within(sla.ResolveClock, 0.7)
		if l.do(at, dispatch.Action{Kind: dispatch.DoExtend, Days: 1 + l.rng.IntN(5), Reason: "配件未到货，已告知来电人新的期限"}, lead) {
			l.do(at.Add(40*time.Minute), dispatch.Action{Kind: dispatch.DoDecideExtension, Approve: true, Reason: "情况属实"}, demoSupervisor)
		}
	}
	if l.ticket.State == dispatch.StateAccepted && !l.ticket.ContactWaived() {
		return // never contacted: no reply can be handed in
	}
	l.do(l.within(sla.ResolveClock, share), dispatch.Action{Kind: dispatch.DoReply, Resolved: true, Text: seed.Reply(l.rng)}, lead)
	at := l.ticket.UpdatedAt.Add(time.Duration(10+l.rng.IntN(160)) * time.Minute)
	if l.rng.Float64() < 0.01 {
		if l.do(at, dispatch.Action{Kind: dispatch.DoReview, Reason: "未说明办理措施和完成时间"}, demoDispatcher) {
			l.do(at.Add(3*time.Hour), dispatch.Action{Kind: dispatch.DoReply, Resolved: true, Text: seed.Reply(l.rng)}, lead)
			at = at.Add(4 * time.Hour)
		}
	}
	l.do(at, dispatch.Action{Kind: dispatch.DoReview, Pass: true}, demoDispatcher)
}

// closing calls the citizen back: most are satisfied, some are not, a few want
// it done again.
func (l *life) closing(slack float64) {
	for range 3 {
		at := l.within(sla.CallbackClock, 0.1+0.6*l.rng.Float64())
		if at.Before(l.ticket.UpdatedAt) {
			at = l.ticket.UpdatedAt.Add(2 * time.Hour)
		}
		if l.ticket.State != dispatch.StateReviewed || l.over {
			return
		}
		a := dispatch.Action{Kind: dispatch.DoCallback, Reached: l.rng.Float64() < 0.86}
		if a.Reached {
			happy := 0.96 - slack
			a.Contacted, a.Resolved = true, l.rng.Float64() < happy-0.05
			a.Satisfied = l.rng.Float64() < happy
			a.Subjective = !a.Satisfied && l.rng.Float64() < 0.3
			if !a.Satisfied {
				a.Reason = "对办理结果有不同意见"
			}
		}
		if !l.do(at, a, demoAgent) {
			return
		}
		if l.ticket.State == dispatch.StateContacted { // redo
			l.do(l.within(sla.ResolveClock, l.share(slack)), dispatch.Action{Kind: dispatch.DoReply, Resolved: true, Text: seed.Reply(l.rng)}, liaison(l.ticket.Lead))
			l.do(l.ticket.UpdatedAt.Add(time.Hour), dispatch.Action{Kind: dispatch.DoReview, Pass: true}, demoDispatcher)
		}
	}
}

// plantHistory fills the sample district with the days before now.
func (a *App) plantHistory(ctx context.Context, o *options) error {
	rng := rand.New(rand.NewPCG(20261123, 12345))
	gen := seed.NewGenerator(rng)
	now := a.Clock.Now()
	for day := o.days; day >= 0; day-- {
		fmt.Fprintf(o.stderr, "\rmaking the sample district: %3d%%", (o.days-day)*100/max(o.days, 1))
		if err := a.plantDay(ctx, rng, gen, now, now.AddDate(0, 0, -day)); err != nil {
			return err
		}
	}
	fmt.Fprintln(o.stderr)
	if o.days < 1 {
		return nil
	}
	return a.plantToday(ctx, now)
}

func (a *App) plantDay(ctx context.Context, rng *rand.Rand, gen *seed.Generator, now, day time.Time) error {
	local := day.In(sla.Zone)
	n := 113 + rng.IntN(28)
	if !a.Directory.Rules().Calendar.Workday(local) {
		n = 54 + rng.IntN(22)
	}
	var starts []time.Time
	for range n {
		minute := 7*60 + int(15*60*(rng.Float64()+rng.Float64())/2)
		at := time.Date(local.Year(), local.Month(), local.Day(), 0, minute, rng.IntN(60), 0, sla.Zone)
		if at.Before(now) {
			starts = append(starts, at)
		}
	}
	slices.SortFunc(starts, time.Time.Compare)
	serial, err := a.Store.NextSerial(ctx, dispatch.Day(day), len(starts))
	if err != nil || len(starts) == 0 {
		return err
	}
	ws := make([]dispatch.Write, 0, len(starts))
	for i, at := range starts {
		w, err := a.bear(ctx, rng, a.call(rng, gen, at), dispatch.FormatNo(dispatch.Day(day), serial+i), at, now)
		if err != nil {
			return err
		}
		ws = append(ws, w)
	}
	_, err = a.Store.Import(ctx, ws)
	return err
}

// call is what somebody says; most demands of a district come down from the
// city's platform, which sets a deadline of its own.
func (a *App) call(rng *rand.Rand, gen *seed.Generator, at time.Time) dispatch.Intake {
	in := gen.Next().Intake
	if rng.IntN(10) < 6 {
		in.Channel = dispatch.FromAbove
		in.Upstream = &dispatch.Upstream{Platform: "city", No: fmt.Sprintf("C%s%06d", dispatch.Day(at), rng.IntN(1_000_000)),
			Due: a.Directory.Rules().Calendar.AddWorkdays(at, 7)}
	}
	return in
}

// bear makes one ticket and its life up to now.
func (a *App) bear(ctx context.Context, rng *rand.Rand, in dispatch.Intake, no string, at, now time.Time) (dispatch.Write, error) {
	rules := a.Directory.Rules()
	hash := ""
	if in.Person.Phone != "" {
		hash = a.Service.HashPhone(in.Person.Phone)
	}
	routing := a.Directory.Route(ctx, dispatch.Facts{Matter: in.Matter})
	if in.Category == "" {
		in.Category = routing.Category
	}
	in.Urgency = routing.Urgency
	in = in.Normal()
	by := demoAgent
	if in.Channel == dispatch.FromAbove {
		by = dispatch.Actor{ID: "upstream", Role: dispatch.RoleUpstream}
	}
	t, events, err := rules.Register(in, no, queryCode(), hash, &routing, by, at)
	if err != nil {
		return dispatch.Write{}, err
	}
	l := &life{rng: rng, rules: rules, now: now, ticket: t, events: events}
	if lead, co := routing.Chosen(); routing.Decision == dispatch.Auto {
		l.apply(at, dispatch.Action{Kind: dispatch.DoDispatch, Lead: lead, CoUnits: co}, dispatch.System())
	}
	l.live()
	return dispatch.Write{Ticket: l.ticket, Events: l.events, Person: &in.Person}, nil
}
