package dispatch

import "slices"

// State is where the ticket stands.
type State string

// The states on the way and the ends.
const (
	StateRegistered  State = "registered"  // 待派
	StateDispatched  State = "dispatched"  // 待接单
	StateAccepted    State = "accepted"    // 待联系
	StateContacted   State = "contacted"   // 办理中
	StateReplied     State = "replied"     // 待审核
	StateReviewed    State = "reviewed"    // 待回访
	StateClosed      State = "closed"      // 已办结
	StateAnswered    State = "answered"    // 直接答复
	StateDeclined    State = "declined"    // 不予受理
	StateTransferred State = "transferred" // 转紧急电话
	StateMerged      State = "merged"      // 已并单
	StateTerminated  State = "terminated"  // 终止办理
)

// States lists all, in the order of the way.
var States = []State{StateRegistered, StateDispatched, StateAccepted, StateContacted, StateReplied, StateReviewed,
	StateClosed, StateAnswered, StateDeclined, StateTransferred, StateMerged, StateTerminated}

// Open tells whether something is still to be done.
func (s State) Open() bool {
	switch s {
	case StateRegistered, StateDispatched, StateAccepted, StateContacted, StateReplied, StateReviewed:
		return true
	default:
		return false
	}
}

// WithUnit tells whether the unit has to act.
func (s State) WithUnit() bool {
	return s == StateDispatched || s == StateAccepted || s == StateContacted
}

// ActionKind names what somebody wants to do with a ticket.
type ActionKind string

// The actions of design §4.
const (
	DoAnswer          ActionKind = "answer"
	DoDecline         ActionKind = "decline"
	DoTransfer        ActionKind = "transfer"
	DoDispatch        ActionKind = "dispatch"
	DoDesignate       ActionKind = "designate"
	DoDeliver         ActionKind = "deliver"
	DoView            ActionKind = "view"
	DoAccept          ActionKind = "accept"
	DoContact         ActionKind = "contact"
	DoReply           ActionKind = "reply"
	DoPart            ActionKind = "part"
	DoReview          ActionKind = "review"
	DoCallback        ActionKind = "callback"
	DoReturn          ActionKind = "return"
	DoDecideReturn    ActionKind = "decide-return"
	DoExtend          ActionKind = "extend"
	DoDecideExtension ActionKind = "decide-extension"
	DoEscalate        ActionKind = "escalate" // timers
	DoRemind          ActionKind = "remind"
	DoSupervise       ActionKind = "supervise"
	DoAppend          ActionKind = "append"
	DoUrge            ActionKind = "urge"
	DoMerge           ActionKind = "merge"
	DoUnmerge         ActionKind = "unmerge"
	DoMove            ActionKind = "move"    // a child comes under its master's master
	DoAdopt           ActionKind = "adopt"   // the master's side of merge
	DoRelease         ActionKind = "release" // the master's side of unmerge
	DoInherit         ActionKind = "inherit" // a child gets its master's reply
	DoRedo            ActionKind = "redo"
	DoTerminate       ActionKind = "terminate"
	DoClose           ActionKind = "close"
	DoReopen          ActionKind = "reopen"
	DoNote            ActionKind = "note"
	DoReveal          ActionKind = "reveal"
	DoRate            ActionKind = "rate"
	DoDifficult       ActionKind = "difficult"
	DoExclude         ActionKind = "exclude"
	DoSuspend         ActionKind = "suspend"
	DoResume          ActionKind = "resume"
	DoWithdraw        ActionKind = "withdraw"
	DoRecompute       ActionKind = "recompute"
	DoSuperviseResult ActionKind = "supervise-result"
	DoReceiveLetter   ActionKind = "receive-letter"
	DoAnswerLetter    ActionKind = "answer-letter"
	DoCloseLetter     ActionKind = "close-letter"
	DoInspect         ActionKind = "inspect"       // an inspection found it
	DoAssist          ActionKind = "assist"        // 增派协办
	DoAskAssist       ActionKind = "ask-assist"    // 吹哨报到
	DoDecideAssist    ActionKind = "decide-assist" // the hotline answers
	DoHandover        ActionKind = "handover"      // 撤并移交
	DoSeal            ActionKind = "seal"
	DoRecuse          ActionKind = "recuse"
	DoUnseal          ActionKind = "unseal"        // asks to be shown who called
	DoDecideUnseal    ActionKind = "decide-unseal" // the second person

	DoConfer           ActionKind = "confer"
	DoAttend           ActionKind = "attend"
	DoConclude         ActionKind = "conclude"
	DoCancelConference ActionKind = "cancel-conference"
	DoAsk              ActionKind = "ask"         // 一次性告知
	DoSpotCheck        ActionKind = "spot-check"  // 抽查
	DoKeepClosed       ActionKind = "keep-closed" // 维持办结
	DoAttach           ActionKind = "attach"      // 补充附件
	DoFollow           ActionKind = "follow"      // 订阅、退订进展通知

	DoReturnUp ActionKind = "return-upstream" // 退回上级
	DoDecideUp ActionKind = "decide-upstream" // the platform takes it back, or not
	DoMoveUp   ActionKind = "due-upstream"    // the platform sets another deadline
)

// rule is one line of the table: who may act, and in which states.
type rule struct {
	kind  ActionKind
	roles []Role
	from  []State
	own   ownership // what a liaison's unit must be on the ticket
}

type ownership int

const (
	lead    ownership = iota // the liaison's unit leads
	handles                  // leads or helps
	helps                    // is a co-handler
	invited                  // is asked to come to a conference
)

var (
	all      = States
	open     = []State{StateRegistered, StateDispatched, StateAccepted, StateContacted, StateReplied, StateReviewed}
	withUnit = []State{StateDispatched, StateAccepted, StateContacted}
	unmerged = slices.DeleteFunc(slices.Clone(States), func(s State) bool { return s == StateMerged })
	// undecided are the states in which a conference may still settle whose it is.
	undecided = []State{StateRegistered, StateDispatched, StateAccepted, StateContacted}
	ended     = []State{StateClosed, StateAnswered, StateDeclined, StateTransferred, StateTerminated}
)

// rules is the table of design §4: the one place that says who may do what
// and when. Guards that need more than role and state are with the action.
var rules = []rule{
	{DoAnswer, []Role{RoleAgent, RoleDispatcher}, []State{StateRegistered}, lead},
	{DoDecline, []Role{RoleAgent, RoleDispatcher}, []State{StateRegistered}, lead},
	{DoTransfer, []Role{RoleAgent, RoleDispatcher}, []State{StateRegistered}, lead},
	{DoDispatch, []Role{RoleSystem, RoleAgent, RoleDispatcher, RoleSupervisor}, []State{StateRegistered}, lead},
	{DoDesignate, []Role{RoleSupervisor}, []State{StateRegistered}, lead},
	{DoDeliver, []Role{RoleSystem}, all, lead},
	{DoView, []Role{RoleLiaison}, withUnit, handles},
	{DoAccept, []Role{RoleLiaison}, withUnit, handles},
	{DoContact, []Role{RoleLiaison}, []State{StateAccepted, StateContacted}, handles},
	{DoReply, []Role{RoleLiaison}, []State{StateAccepted, StateContacted}, lead},
	{DoPart, []Role{RoleLiaison}, withUnit, helps},
	{DoReview, []Role{RoleDispatcher, RoleSupervisor}, []State{StateReplied}, lead},
	{DoCallback, []Role{RoleAgent, RoleDispatcher, RoleUpstream}, []State{StateReviewed}, lead},
	{DoReturn, []Role{RoleLiaison}, []State{StateDispatched, StateAccepted}, lead},
	{DoDecideReturn, []Role{RoleSystem, RoleDispatcher, RoleSupervisor}, withUnit, lead},
	{DoExtend, []Role{RoleLiaison}, withUnit, lead},
	{DoDecideExtension, []Role{RoleSupervisor}, withUnit, lead},
	{DoEscalate, []Role{RoleSystem}, open, lead},
	{DoRemind, []Role{RoleDispatcher, RoleSupervisor}, open, lead},
	{DoSupervise, []Role{RoleSupervisor}, open, lead},
	{DoSuperviseResult, []Role{RoleSupervisor}, all, lead},
	{DoReceiveLetter, []Role{RoleSupervisor, RoleLiaison}, all, handles},
	{DoAnswerLetter, []Role{RoleSupervisor, RoleLiaison}, all, handles},
	{DoCloseLetter, []Role{RoleSupervisor}, all, lead},
	{DoAppend, []Role{RoleAgent, RoleDispatcher, RoleCitizen, RoleUpstream}, open, lead},
	{DoUrge, []Role{RoleAgent, RoleDispatcher, RoleCitizen, RoleUpstream}, open, lead},
	{DoMerge, []Role{RoleAgent, RoleDispatcher}, []State{StateRegistered, StateDispatched, StateAccepted, StateContacted}, lead},
	{DoUnmerge, []Role{RoleSystem, RoleAgent, RoleDispatcher}, []State{StateMerged}, lead},
	{DoMove, []Role{RoleSystem}, []State{StateMerged}, lead},
	{DoAdopt, []Role{RoleSystem, RoleAgent, RoleDispatcher}, open, lead},
	{DoRelease, []Role{RoleSystem, RoleAgent, RoleDispatcher}, all, lead},
	{DoInherit, []Role{RoleSystem}, []State{StateMerged}, lead},
	{DoRedo, []Role{RoleDispatcher, RoleSupervisor}, []State{StateReviewed}, lead},
	{DoTerminate, []Role{RoleSupervisor}, open, lead},
	{DoClose, []Role{RoleDispatcher, RoleSupervisor}, []State{StateReviewed}, lead},
	{DoReopen, []Role{RoleDispatcher, RoleSupervisor}, ended, lead},
	{DoNote, []Role{RoleSystem, RoleAgent, RoleDispatcher, RoleSupervisor, RoleLiaison}, all, handles},
	{DoReveal, []Role{RoleAgent, RoleDispatcher, RoleSupervisor, RoleLiaison}, all, handles},
	{DoRate, []Role{RoleCitizen}, []State{StateReviewed, StateClosed}, lead},
	{DoDifficult, []Role{RoleDispatcher, RoleSupervisor}, open, lead},
	{DoExclude, []Role{RoleSupervisor}, all, lead},
	{DoSuspend, []Role{RoleSupervisor}, withUnit, lead},
	{DoResume, []Role{RoleSupervisor}, withUnit, lead},
	{DoWithdraw, []Role{RoleCitizen, RoleUpstream}, []State{StateRegistered, StateDispatched, StateAccepted, StateContacted}, lead},
	{DoRecompute, []Role{RoleSystem}, open, lead},
	{DoInspect, []Role{RoleSystem}, open, lead},
	{DoAssist, []Role{RoleDispatcher, RoleSupervisor}, withUnit, lead},
	{DoAskAssist, []Role{RoleLiaison}, withUnit, lead},
	{DoDecideAssist, []Role{RoleDispatcher, RoleSupervisor}, withUnit, lead},
	{DoHandover, []Role{RoleSystem}, append([]State{StateMerged}, open...), lead},
	{DoSeal, []Role{RoleSupervisor}, unmerged, lead},
	{DoRecuse, []Role{RoleDispatcher, RoleSupervisor}, unmerged, lead},
	{DoUnseal, []Role{RoleDispatcher, RoleSupervisor}, all, lead},
	{DoDecideUnseal, []Role{RoleDispatcher, RoleSupervisor}, all, lead},
	{DoConfer, []Role{RoleSupervisor}, undecided, lead},
	{DoAttend, []Role{RoleLiaison}, undecided, invited},
	{DoConclude, []Role{RoleSupervisor}, undecided, lead},
	{DoCancelConference, []Role{RoleSupervisor}, undecided, lead},
	{DoAsk, []Role{RoleAgent, RoleDispatcher, RoleSupervisor, RoleLiaison}, []State{StateRegistered, StateDispatched, StateAccepted, StateContacted}, lead},
	{DoSpotCheck, []Role{RoleDispatcher, RoleSupervisor}, []State{StateClosed}, lead},
	{DoKeepClosed, []Role{RoleDispatcher, RoleSupervisor}, []State{StateClosed}, lead},
	{DoAttach, []Role{RoleSystem, RoleAgent, RoleDispatcher, RoleSupervisor, RoleLiaison, RoleUpstream}, all, handles},
	{DoFollow, []Role{RoleCitizen}, append([]State{StateMerged}, open...), lead},
	{DoReturnUp, []Role{RoleDispatcher, RoleSupervisor}, []State{StateRegistered}, lead},
	{DoDecideUp, []Role{RoleUpstream}, []State{StateRegistered}, lead},
	{DoMoveUp, []Role{RoleUpstream}, append([]State{StateMerged}, open...), lead},
}

// ActionKinds lists every action.
func ActionKinds() []ActionKind {
	out := make([]ActionKind, len(rules))
	for i, r := range rules {
		out[i] = r.kind
	}
	return out
}

// ActionRoles are who may take an action at all.
func ActionRoles(kind ActionKind) []Role {
	r, _ := ruleOf(kind)
	return slices.Clone(r.roles)
}

func ruleOf(kind ActionKind) (rule, bool) {
	for _, r := range rules {
		if r.kind == kind {
			return r, true
		}
	}
	return rule{}, false
}

// May tells whether the actor may ask for the action on this ticket at all:
// role first, then own unit. It says nothing of the state.
func May(t Ticket, kind ActionKind, by Actor) error {
	r, ok := ruleOf(kind)
	if !ok {
		return Errorf(Invalid, "action_unknown", string(kind))
	}
	if t.recuses(by) { // nobody is told that it is for a recusal
		return Errorf(Forbidden, "not_your_unit")
	}
	if !hasRole(r.roles, by.Role) && !(kind == DoCallback && isFew(t, by)) { // the few alone can call who is sealed
		return Errorf(Forbidden, "role_may_not")
	}
	if by.Role != RoleLiaison {
		return nil
	}
	ok = false
	switch r.own {
	case lead:
		ok = by.Unit != "" && t.Lead == by.Unit
	case handles:
		ok = t.Handles(by.Unit)
	case helps:
		ok = by.Unit != "" && t.coIndex(by.Unit) >= 0
	case invited:
		ok = t.Invites(by.Unit)
	}
	if !ok {
		return Errorf(Forbidden, "not_your_unit")
	}
	return nil
}

// Offers lists the actions the actor may take on the ticket as it stands.
func Offers(t Ticket, by Actor) []ActionKind {
	out := []ActionKind{}
	for _, r := range rules {
		if hasState(r.from, t.State) && May(t, r.kind, by) == nil && offered(t, r.kind, by) {
			out = append(out, r.kind)
		}
	}
	return out
}

func hasRole(list []Role, r Role) bool {
	for _, x := range list {
		if x == r {
			return true
		}
	}
	return false
}

func hasState(list []State, s State) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
