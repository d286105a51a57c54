package dispatch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/sla"
)

// KindAppeal are the records that keep appeals and exclusions, by month.
const KindAppeal = "appeal"

// AppealState is how far an appeal is.
type AppealState string

// The states of an appeal.
const (
	AppealOpen      AppealState = "open"      // 待裁定
	AppealUpheld    AppealState = "upheld"    // 同意
	AppealRejected  AppealState = "rejected"  // 维持
	AppealWithdrawn AppealState = "withdrawn" // 已撤回
)

// AppealStates lists the states.
func AppealStates() []AppealState {
	return []AppealState{AppealOpen, AppealUpheld, AppealRejected, AppealWithdrawn}
}

// Appeal is what somebody asks about one ticket of a month: that a thing which cost
// the unit points shall not count (申诉), or that the ticket shall count nowhere
// (剔除). It is a value; each step gives the next one or an error.
type Appeal struct {
	Kind     sla.AdjustmentKind `json:"kind"`
	Month    string             `json:"month"`
	No       string             `json:"no"`
	Unit     string             `json:"unit"`
	Scope    string             `json:"scope"`
	Code     string             `json:"code,omitempty"` // of an exclusion
	Nth      int                `json:"nth"`            // tries about the same thing: one that was withdrawn may be made again
	Reason   string             `json:"reason"`
	Evidence string             `json:"evidence,omitempty"`
	Events   []int              `json:"events,omitempty"` // of the ticket, that prove it

	State     AppealState `json:"state"`
	AskedBy   string      `json:"asked_by"`
	AskedRole Role        `json:"asked_role"`
	AskedAt   time.Time   `json:"asked_at"`
	Until     time.Time   `json:"until,omitzero"` // to be decided by
	DecidedBy string      `json:"decided_by,omitempty"`
	DecidedAt time.Time   `json:"decided_at,omitzero"`
	Decision  string      `json:"decision,omitempty"` // why
	// Effect is what it did, from the decision on.
	Effect *sla.Effect `json:"effect,omitempty"`
}

// ID names the appeal: nobody can ask the same twice at once.
func (a Appeal) ID() string {
	return fmt.Sprintf("%s.%s.%s.%s.%s.%d", a.Month, a.No, a.Unit, a.Kind, a.Scope, a.Nth)
}

// Same tells whether two are about the same thing.
func (a Appeal) Same(b Appeal) bool {
	a.Nth, b.Nth = 0, 0
	return a.ID() == b.ID()
}

// Adjustment is what the appeal changes in the records of its month, if it is
// upheld.
func (a Appeal) Adjustment() sla.Adjustment {
	return sla.Adjustment{ID: a.ID(), No: a.No, Unit: a.Unit, Scope: a.Scope, Kind: a.Kind, Code: a.Code, Reason: a.Decision, By: a.DecidedBy, At: a.DecidedAt}
}

// AppealWindow is what a month allows at a moment.
type AppealWindow struct {
	Open        bool      // units may appeal (申诉期)
	Published   bool      // nothing more can be asked
	DecideUntil time.Time // decisions are due
}

// AppealGround is a month as appeals find it: the window and what was scored, with
// what was upheld before.
type AppealGround struct {
	Window  AppealWindow
	Month   sla.Month
	Scheme  sla.Scheme
	Units   []sla.ScoredUnit
	Records []sla.Record
}

// Effect is what the appeal would change.
func (g AppealGround) Effect(a Appeal) (sla.Effect, bool) {
	return sla.EffectOf(g.Scheme, g.Month.Month, g.Units, g.Records, a.Adjustment())
}

const (
	maxAppealReason   = 200
	maxAppealEvidence = 2000
	maxAppealEvents   = 10
)

// File checks and makes an appeal. others are those of the month; events are the
// ticket's.
func (g AppealGround) File(a Appeal, others []Appeal, events []Event, by Actor, now time.Time) (Appeal, error) {
	if err := g.mayAsk(&a, by); err != nil {
		return a, err
	}
	if err := a.checkWords(events); err != nil {
		return a, err
	}
	a.Nth = 1
	for _, o := range others {
		switch {
		case !o.Same(a):
		case o.State == AppealOpen:
			return a, Errorf(Conflict, "appeal_open", a.No)
		case o.State != AppealWithdrawn:
			return a, Errorf(Conflict, "appeal_settled", a.No)
		default:
			a.Nth++
		}
	}
	if err := g.counts(a); err != nil {
		return a, err
	}
	a.State, a.AskedBy, a.AskedRole, a.AskedAt, a.Until = AppealOpen, by.ID, by.Role, stamp(now), g.Window.DecideUntil
	return a, nil
}

// mayAsk is who may ask for what, and when. A liaison speaks for the own unit
// only; a dispatcher asks for exclusions of any.
func (g AppealGround) mayAsk(a *Appeal, by Actor) error {
	switch by.Role {
	case RoleLiaison:
		if a.Unit == "" {
			a.Unit = by.Unit
		}
		if by.Unit == "" || a.Unit != by.Unit {
			return Errorf(Forbidden, "not_your_unit")
		}
	case RoleDispatcher:
		if a.Kind != sla.AdjustExclusion {
			return Errorf(Forbidden, "role_may_not")
		}
		if a.Unit == "" {
			a.Unit = g.lead(a.No)
		}
	default:
		return Errorf(Forbidden, "role_may_not")
	}
	switch {
	case a.Kind == sla.AdjustAppeal && !g.Window.Open:
		return Errorf(Conflict, "appeal_window", a.Month)
	case a.Kind == sla.AdjustExclusion && g.Window.Published:
		return Errorf(Conflict, "month_closed", a.Month)
	}
	return nil
}

// lead is the unit that the ticket counts for.
func (g AppealGround) lead(no string) string {
	for _, r := range g.Records {
		if r.No == no && !r.Dispatched.IsZero() {
			return r.Unit
		}
	}
	return ""
}

func (a *Appeal) checkWords(events []Event) error {
	a.Reason, a.Evidence = strings.TrimSpace(a.Reason), strings.TrimSpace(a.Evidence)
	if err := checkText("reason", a.Reason, maxAppealReason, true); err != nil {
		return err
	}
	if err := checkText("evidence", a.Evidence, maxAppealEvidence, len(a.Events) == 0); err != nil {
		return err
	}
	if len(a.Events) > maxAppealEvents {
		return FieldError("events", "too_many", maxAppealEvents)
	}
	for _, seq := range a.Events {
		if !slices.ContainsFunc(events, func(e Event) bool { return e.Seq == seq }) {
			return FieldError("events", "unknown_value")
		}
	}
	return nil
}

// generalReasons are about the demand itself, whatever the unit did: such a ticket
// counts for nobody, handled well or badly. The other reasons excuse something
// that went wrong, so that something has to have gone wrong: nobody takes out
// just what drags a rate, nor what was met to hide another number.
func generalReason(code string) bool { return code == "unreasonable" || code == "duplicate" }

// counts wants the ticket to have cost points, or an exclusion for a general
// reason to change anything.
func (g AppealGround) counts(a Appeal) error {
	if a.Kind == sla.AdjustAppeal {
		if !slices.Contains(sla.Scopes(), a.Scope) {
			return FieldError("scope", "unknown_value")
		}
		if !g.Month.Costs(a.Unit, a.No, a.Scope) {
			return Errorf(Conflict, "appeal_costs_nothing", a.No)
		}
		return nil
	}
	if _, ok := g.Scheme.Exclusion(a.Code); !ok || a.Scope != sla.ScopeAll {
		return FieldError("code", "unknown_value")
	}
	if _, counted := g.Effect(a); !counted {
		return Errorf(Conflict, "exclusion_counts_not", a.No)
	}
	if !generalReason(a.Code) && !g.Month.Costs(a.Unit, a.No, sla.ScopeAll) {
		return Errorf(Conflict, "exclusion_met", a.No)
	}
	return nil
}

// MayDecide wants a supervisor who neither asked nor decided on the ticket what is
// appealed against, and does not have to stay away (回避).
func (a Appeal) MayDecide(t Ticket, events []Event, by Actor) error {
	switch {
	case by.Role != RoleSupervisor:
		return Errorf(Forbidden, "role_may_not")
	case t.recuses(by):
		return Errorf(Forbidden, "appeal_recused")
	case by.ID == a.AskedBy:
		return Errorf(Forbidden, "appeal_own")
	case a.decidedBefore(events, by):
		return Errorf(Forbidden, "appeal_reviewer")
	case a.State != AppealOpen:
		return Errorf(Conflict, "appeal_decided")
	}
	return nil
}

// Decide upholds or rejects the appeal (裁定). A decision that comes late is one
// all the same.
func (a Appeal) Decide(approve bool, reason string, t Ticket, events []Event, effect sla.Effect, by Actor, now time.Time) (Appeal, error) {
	if err := a.MayDecide(t, events, by); err != nil {
		return a, err
	}
	reason = strings.TrimSpace(reason)
	if err := checkText("reason", reason, maxAppealReason, true); err != nil {
		return a, err
	}
	a.State = AppealRejected
	if approve {
		a.State = AppealUpheld
	}
	a.DecidedBy, a.DecidedAt, a.Decision, a.Effect = by.ID, stamp(now), reason, &effect
	return a, nil
}

// decidedBefore tells whether the person reviewed the ticket, or took the decision
// that is appealed against.
func (a Appeal) decidedBefore(events []Event, by Actor) bool {
	return slices.ContainsFunc(events, func(e Event) bool {
		if e.Actor.ID != by.ID {
			return false
		}
		switch e.Kind {
		case Reviewed:
			return true
		case ReturnDecided:
			return a.Scope == sla.MetricImproperReturn
		case Supervised:
			return a.Scope == sla.FindingSupervise2 || a.Scope == sla.FindingSupervise3
		}
		return false
	})
}

// MayWithdraw lets a unit take back its own, and a dispatcher what he asked for.
func (a Appeal) MayWithdraw(by Actor) error {
	own := by.Role == RoleLiaison && by.Unit != "" && by.Unit == a.Unit && a.AskedRole == RoleLiaison
	switch {
	case !own && (by.Role != RoleDispatcher || by.ID != a.AskedBy):
		return Errorf(Forbidden, "appeal_not_yours")
	case a.State != AppealOpen:
		return Errorf(Conflict, "appeal_decided")
	}
	return nil
}

// Withdraw takes an open appeal back (撤回).
func (a Appeal) Withdraw(by Actor, now time.Time) (Appeal, error) {
	if err := a.MayWithdraw(by); err != nil {
		return a, err
	}
	a.State, a.DecidedBy, a.DecidedAt = AppealWithdrawn, by.ID, stamp(now)
	return a, nil
}

// For tells whether the reader may see the appeal: the hotline all, a unit those
// about itself.
func (a Appeal) For(by Actor) bool {
	if by.Role == RoleLiaison {
		return by.Unit != "" && by.Unit == a.Unit
	}
	return by.Role.Hotline()
}
