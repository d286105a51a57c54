package sla

import (
	"fmt"
	"slices"
)

// Policy is the limits of every clock by urgency and type of ticket, and the
// ladder that late ones climb. It is data with a version.
type Policy struct {
	Version string       `json:"version"`
	Ladder  Ladder       `json:"ladder"`
	Rules   []PolicyRule `json:"rules"`
	// Spot is the share of closed anonymous tickets that are spot-checked (抽查), in
	// percent; DefaultSpot where it is not given.
	Spot *int `json:"spot_percent,omitempty"`
}

// DefaultSpot is the share of anonymous tickets that are spot-checked unless the
// policy says otherwise, in percent.
const DefaultSpot = 20

// SpotShare is the share in force.
func (p Policy) SpotShare() int {
	if p.Spot == nil {
		return DefaultSpot
	}
	return *p.Spot
}

// PolicyRule gives the limits for one urgency; with a Kind it holds only for
// tickets of that type and goes before the rule without one.
type PolicyRule struct {
	Urgency string `json:"urgency"`
	Kind    string `json:"kind,omitempty"`
	Limits
	// RedoLeast makes the redo limit half the resolve limit but never less than
	// this; Redo is not given then.
	RedoLeast Limit `json:"redo_least,omitzero"`
}

// Limits are the limits of one ticket's clocks; a zero limit runs no clock. All
// but Dispatch and DispatchHard (registration), Review and Callback (reply) and
// ReturnAnswer (return request) count from dispatch.
type Limits struct {
	Dispatch     Limit `json:"dispatch,omitzero"`      // 派单
	DispatchHard Limit `json:"dispatch_hard,omitzero"` // 派单上限
	Accept       Limit `json:"accept,omitzero"`        // 接单
	Contact      Limit `json:"contact,omitzero"`       // 联系
	Resolve      Limit `json:"resolve,omitzero"`       // 办结
	Return       Limit `json:"return,omitzero"`        // 退单申请
	ReturnAnswer Limit `json:"return_answer,omitzero"` // 退单答复
	Review       Limit `json:"review,omitzero"`        // 审核
	Callback     Limit `json:"callback,omitzero"`      // 回访
	Redo         Limit `json:"redo,omitzero"`          // 重办
}

// The urgencies of a ticket, the most urgent first. Limits of the first two run
// by day and night.
const (
	UrgencyLife    = "life"    // 特急: danger to life or property
	UrgencyUtility = "utility" // 紧急: water, power, gas, heat, extreme weather
	UrgencyGeneral = "general" // 一般
)

// Limits finds the limits for a ticket: by urgency and kind, else by urgency,
// else those of general urgency.
func (p Policy) Limits(urgency, kind string) Limits {
	for _, want := range [][2]string{{urgency, kind}, {urgency, ""}, {UrgencyGeneral, kind}, {UrgencyGeneral, ""}} {
		for _, r := range p.Rules {
			if r.Urgency == want[0] && r.Kind == want[1] {
				return r.limits()
			}
		}
	}
	return Limits{}
}

func (r PolicyRule) limits() Limits {
	l := r.Limits
	if !r.RedoLeast.IsZero() {
		l.Redo = l.Resolve.Half(r.RedoLeast)
	}
	return l
}

// DefaultPolicy is the proposed rule-set: minutes and hours for danger and
// utilities, working days for the rest. The citizen of a general ticket is to be
// contacted one working day after the acceptance is due.
func DefaultPolicy() Policy {
	m := func(n int) Limit { return Limit{N: n} }
	wd := func(n int) Limit { return Limit{N: n, Unit: Workdays} }
	wh := func(n int) Limit { return Limit{N: n * 60, Unit: WorkMinutes} }
	return Policy{Version: "default-1", Ladder: DefaultLadder(), Rules: []PolicyRule{
		{Urgency: UrgencyLife, RedoLeast: m(60), Limits: Limits{
			Dispatch: m(15), DispatchHard: m(60), Accept: m(15), Contact: m(60), Resolve: m(24 * 60),
			Return: m(15), ReturnAnswer: m(15), Review: m(30), Callback: m(24 * 60),
		}},
		{Urgency: UrgencyUtility, RedoLeast: m(4 * 60), Limits: Limits{
			Dispatch: m(30), DispatchHard: m(120), Accept: m(30), Contact: m(120), Resolve: m(24 * 60),
			Return: m(30), ReturnAnswer: m(30), Review: m(120), Callback: wd(1),
		}},
		{Urgency: UrgencyGeneral, Limits: Limits{
			Dispatch: m(120), DispatchHard: m(24 * 60), Accept: wd(1), Contact: wd(2), Resolve: wd(5),
			Return: wd(1), ReturnAnswer: wh(4), Review: wd(1), Callback: wd(2), Redo: wd(3),
		}},
		{Urgency: UrgencyGeneral, Kind: "consult", Limits: Limits{ // call-backs are sampled
			Dispatch: m(120), DispatchHard: m(24 * 60), Accept: wd(1), Contact: wd(1), Resolve: wd(1),
			Return: wd(1), ReturnAnswer: wh(4), Review: wd(1), Redo: wd(1),
		}},
		{Urgency: UrgencyGeneral, Kind: "praise", Limits: Limits{ // nothing to handle
			Dispatch: m(120), DispatchHard: m(24 * 60), Accept: wd(1), Return: wd(1), ReturnAnswer: wh(4), Review: wd(1),
		}},
	}}
}

// ParsePolicy reads a policy and validates it.
func ParsePolicy(data []byte) (Policy, error) {
	var p Policy
	if err := decode(data, &p); err != nil {
		return Policy{}, Faults{"policy: " + err.Error()}
	}
	return p, p.Validate()
}

// Validate lists every fault of the policy.
func (p Policy) Validate() error {
	var faults Faults
	if p.Version == "" {
		faults = append(faults, "version is missing")
	}
	if s := p.SpotShare(); s < 0 || s > 100 {
		faults = append(faults, "spot_percent is not between 0 and 100")
	}
	faults = append(faults, p.Ladder.faults()...)
	seen := map[string]bool{}
	for i, r := range p.Rules {
		where := fmt.Sprintf("rules[%d] %s", i, r.name())
		if !slices.Contains([]string{UrgencyLife, UrgencyUtility, UrgencyGeneral}, r.Urgency) {
			faults = append(faults, where+": urgency is life, utility or general")
		}
		if seen[r.name()] {
			faults = append(faults, where+": given twice")
		}
		seen[r.name()] = true
		for _, f := range r.faults() {
			faults = append(faults, where+": "+f)
		}
	}
	for _, u := range []string{UrgencyLife, UrgencyUtility, UrgencyGeneral} {
		if !seen[u] {
			faults = append(faults, "rules: there is no rule for "+u)
		}
	}
	return faults.err()
}

func (r PolicyRule) name() string {
	if r.Kind == "" {
		return r.Urgency
	}
	return r.Urgency + "/" + r.Kind
}

func (r PolicyRule) faults() Faults {
	var faults Faults
	if r.Dispatch.IsZero() || r.Accept.IsZero() {
		faults = append(faults, "dispatch and accept need a limit")
	}
	if !r.RedoLeast.IsZero() && !r.Redo.IsZero() {
		faults = append(faults, "give either redo or redo_least")
	}
	longer := func(a, b Limit) bool { return a.Unit == b.Unit && !b.IsZero() && a.N > b.N }
	if longer(r.Dispatch, r.DispatchHard) {
		faults = append(faults, "dispatch is longer than dispatch_hard")
	}
	if longer(r.Accept, r.Contact) || longer(r.Accept, r.Resolve) {
		faults = append(faults, "accept is longer than contact or resolve")
	}
	if longer(r.Contact, r.Resolve) {
		faults = append(faults, "contact is longer than resolve")
	}
	return faults
}
