package app

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strings"
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
	truth  string // the unit whose duty the matter is
	album  album
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
		l.letters(earlier(l.ticket.NextAt(), before))
		next := l.ticket.NextAt()
		next = next.Add(time.Millisecond - 1).Truncate(time.Millisecond) // events know no less, and nothing fires before its time
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
	return dispatch.Actor{ID: "liaison-" + unit, Name: "A 岗", Role: dispatch.RoleLiaison, Unit: unit, Post: dispatch.PostA}
}

// live plays the whole life as far as the present allows.
func (l *life) live() {
	if l.ticket.State == dispatch.StateRegistered {
		l.assign()
	}
	l.deliver()
	if l.refuses() {
		l.returned()
	}
	slack := slack(l.ticket.Lead)
	lead := liaison(l.ticket.Lead)
	l.do(l.within(sla.AcceptClock, l.share(slack)), dispatch.Action{Kind: dispatch.DoAccept}, lead)
	if !l.ticket.Contact.Anonymous && l.ticket.Contact.WantsReply {
		l.do(l.within(sla.ContactClock, l.share(slack)), dispatch.Action{Kind: dispatch.DoContact, Method: "phone", Reached: true, Text: "已与来电人通话，约定办理时间"}, lead)
	}
	l.helped()
	for _, co := range l.ticket.CoUnits {
		l.do(l.within(sla.ResolveClock, 0.3+0.2*l.rng.Float64()), dispatch.Action{Kind: dispatch.DoPart, Text: "协办事项已到场办理，结果已告主办单位"}, liaison(co))
	}
	if !l.putAside() {
		l.reply(slack)
	}
	l.closing(slack)
	l.spotCheck()
	if !l.over {
		l.fire(l.now)
		l.supervised()
	}
}

// deliver lets a console of the unit get the ticket at once, where it is minded:
// one in nine is not, and goes to the other post (AB岗).
func (l *life) deliver() {
	h := fnv.New32a()
	_, _ = h.Write([]byte(l.ticket.No))
	if l.ticket.FailoverAt.IsZero() || h.Sum32()%9 == 0 {
		return
	}
	if at := l.ticket.DispatchedAt.Add(4 * time.Second); !at.After(l.now) {
		l.apply(at, dispatch.Action{Kind: dispatch.DoDeliver, Unit: l.ticket.Lead}, dispatch.System())
	}
}

// assign is the dispatcher's choice where the rules were not sure: mostly what
// they propose, at times what experience knows better.
func (l *life) assign() {
	proposed, co := l.ticket.Routing.Chosen()
	lead := proposed
	if l.truth != lead && (lead == "" || l.rng.Float64() < 0.25) {
		lead, co = l.truth, nil
	}
	if lead == "" {
		l.do(l.within(sla.DispatchClock, 0.3), dispatch.Action{Kind: dispatch.DoAnswer, Text: "已按知识库当场答复来电人"}, demoAgent)
		return
	}
	share := 0.1 + 0.7*l.rng.Float64()
	if l.rng.Float64() < 0.02 {
		share = 1.3
	}
	at := l.ticket.RegisteredAt.Add(time.Duration(share * float64(90*time.Minute)))
	for _, a := range []dispatch.Action{{Lead: lead, CoUnits: co}, {Lead: lead}, {Lead: l.truth}, {Lead: proposed}} { // what the rules allow
		a.Kind, a.Reason = dispatch.DoDispatch, "按目录派单"
		if l.do(at, a, demoDispatcher) || l.over {
			return
		}
	}
}

// wrong tells whether the ticket lies with a unit whose duty it is not.
func (l *life) wrong() bool {
	return l.truth != "" && l.ticket.Lead != l.truth && l.rules.Units[l.truth].Active
}

// refuses tells whether the lead sends the ticket back: nearly always what is
// not its duty, and now and then what is. A unit that lets it be and does
// another's work is the rest.
func (l *life) refuses() bool {
	if l.wrong() {
		return l.rng.Float64() < 0.86
	}
	return l.rng.Float64() < 0.015
}

// returned lets the lead say whose duty it is. What is right is approved; of the
// rest a little slips through and stays with a neighbour.
func (l *life) returned() {
	was, to := l.ticket.Lead, l.truth
	right := l.wrong()
	if !right {
		to, right = l.neighbour(), l.rng.Float64() < 0.25
	}
	reason, basis := returnGround(l.rules.Units[was], l.rules.Units[to])
	ask := dispatch.Action{Kind: dispatch.DoReturn, Reason: reason, Basis: basis, Suggested: to}
	at := l.within(sla.AcceptClock, 0.15+0.3*l.rng.Float64())
	if to == "" || to == was || !l.do(at, ask, liaison(was)) {
		return
	}
	at = at.Add(time.Duration(15+l.rng.IntN(90)) * time.Minute)
	l.do(at, dispatch.Action{Kind: dispatch.DoDecideReturn, Approve: right, Reason: "对照派单目录和三定方案裁定"}, demoDispatcher)
	if l.ticket.State != dispatch.StateRegistered { // refused, or not decided yet; time may have decided it before
		return
	}
	at = l.ticket.UpdatedAt.Add(time.Duration(5+l.rng.IntN(20)) * time.Minute)
	if l.do(at, dispatch.Action{Kind: dispatch.DoDispatch, Lead: to, Reason: "退单属实，改派"}, demoDispatcher) || l.over {
		return // else the rules do not let that unit lead
	}
	if l.do(at, dispatch.Action{Kind: dispatch.DoDifficult, Reason: "权属有争议"}, demoDispatcher) {
		l.do(at, dispatch.Action{Kind: dispatch.DoDesignate, Lead: was, Reason: "该类事项不下派镇街，仍由原单位承办"}, demoSupervisor)
	}
}

// neighbour is a unit that a ticket may be pushed on to: the one above, or the
// township of the place where it may lead.
func (l *life) neighbour() string {
	if up := l.rules.Units[l.ticket.Lead].Parent; up != "" {
		return up
	}
	departments := func(prefix string) bool { return strings.HasPrefix(l.ticket.Category, prefix) }
	if slices.ContainsFunc(l.rules.DepartmentOnly, departments) {
		return ""
	}
	for code, u := range l.rules.Units {
		if u.Group == dispatch.Town && slices.Contains(u.Areas, l.ticket.Place.Town) {
			return code
		}
	}
	return ""
}

// returnGround is what a unit writes when it sends a ticket to another.
func returnGround(from, to dispatch.Unit) (reason, basis string) {
	switch {
	case from.Group == dispatch.Company && to.Group == dispatch.Company:
		return "not_area", "经现场核查，设施产权和服务范围属" + to.Short
	case to.Group == dispatch.Town:
		return "not_duty", "属村居自治和属地管理事项，职责清单明确由" + to.Short + "承办"
	case to.Group == dispatch.Company:
		return "not_duty", "运行维护由" + to.Short + "负责，我单位负责行业监管"
	}
	return "not_duty", "三定方案未列此项职责，应由" + to.Short + "承办"
}

// reply hands in the result, sometimes after an extension, and has it reviewed.
func (l *life) reply(slack float64) {
	lead := liaison(l.ticket.Lead)
	share := l.share(slack * 1.5)
	if l.stuck() {
		return
	}
	if share > 0.75 && l.rng.Float64() < 0.3 && l.ticket.Urgency == dispatch.General {
		at := l.within(sla.ResolveClock, 0.7)
		if l.do(at, dispatch.Action{Kind: dispatch.DoExtend, Days: 1 + l.rng.IntN(5), Reason: "配件未到货，须等厂家发货"}, lead) {
			l.do(at.Add(40*time.Minute), dispatch.Action{Kind: dispatch.DoDecideExtension, Approve: true, Reason: "情况属实"}, demoSupervisor)
			l.told(at.Add(2 * time.Hour))
		}
	}
	if l.ticket.State == dispatch.StateAccepted && !l.ticket.ContactWaived() {
		return // never contacted: no reply can be handed in
	}
	l.answer(l.within(sla.ResolveClock, share))
	at := l.ticket.UpdatedAt.Add(time.Duration(10+l.rng.IntN(160)) * time.Minute)
	if l.rng.Float64() < 0.01 {
		if l.do(at, dispatch.Action{Kind: dispatch.DoReview, Reason: "未说明办理措施和完成时间"}, demoDispatcher) {
			l.answer(at.Add(3 * time.Hour))
			at = at.Add(4 * time.Hour)
		}
	}
	l.do(at, dispatch.Action{Kind: dispatch.DoReview, Pass: true}, demoDispatcher)
}

// answer hands in the lead's reply; one that says too little goes in with a
// reason. A share that is not in yet holds it up.
func (l *life) answer(at time.Time) {
	a := dispatch.Action{Kind: dispatch.DoReply, Resolved: true, Text: seed.Reply(l.rng, l.ticket.Category, l.ticket.Title), Evidence: evidence(l.ticket), Attachments: l.album.done(l.ticket.No, l.ticket.Title)}
	lead := liaison(l.ticket.Lead)
	late := func(p dispatch.Part) bool { return p.Done.IsZero() }
	if l.do(at, a, lead) || l.over || slices.ContainsFunc(l.ticket.Parts, late) {
		return
	}
	a.Override = "已当面向来电人说明，书面从简"
	l.do(at, a, lead)
}

// closing calls the citizen back: most are satisfied, some are not, a few want
// it done again.
func (l *life) closing(slack float64) {
	for range 5 {
		at := l.within(sla.CallbackClock, 0.1+0.6*l.rng.Float64())
		if at.Before(l.ticket.UpdatedAt) {
			at = l.ticket.UpdatedAt.Add(2 * time.Hour)
		}
		if after, _ := l.ticket.NextCall(); at.Before(after) {
			at = after.Add(time.Duration(5+l.rng.IntN(110)) * time.Minute)
		}
		if l.ticket.State != dispatch.StateReviewed || l.over {
			return
		}
		a := dispatch.Action{Kind: dispatch.DoCallback, Reached: l.rng.Float64() < 0.86}
		if a.Reached {
			happy := 0.96 - slack
			a.Contacted, a.Resolved = true, l.rng.Float64() < happy-0.05
			a.Satisfied = l.rng.Float64() < happy
			ours := l.rng.Float64() < 0.3
			if !a.Satisfied {
				a.Code = map[bool]string{true: "result", false: "unreasonable"}[ours]
				a.Reason = "对办理结果有不同意见"
			}
		}
		if !l.do(at, a, demoAgent) {
			return
		}
		if l.ticket.State == dispatch.StateContacted { // redo
			l.answer(l.within(sla.ResolveClock, l.share(slack)))
			l.do(l.ticket.UpdatedAt.Add(time.Hour), dispatch.Action{Kind: dispatch.DoReview, Pass: true}, demoDispatcher)
		}
	}
}

// spotCheck looks at the evidence of an anonymous ticket that was drawn (抽查).
func (l *life) spotCheck() {
	if l.ticket.Spot == dispatch.SpotDue {
		l.do(l.ticket.ClosedAt.Add(time.Duration(20+l.rng.IntN(50))*time.Hour), dispatch.Action{Kind: dispatch.DoSpotCheck, Pass: true}, demoSupervisor)
	}
}
