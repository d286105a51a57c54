package dispatch

import (
	"slices"

	"hotline/sla"
)

// LetterKind names what a letter of the ladder is (督办文书).
type LetterKind string

// The kinds of letters, from the lowest rung up.
const (
	LetterUrge      LetterKind = "urge"      // 催办通知书
	LetterSupervise LetterKind = "supervise" // 督办通知单, which is the written report 书面通报 too
	LetterList      LetterKind = "list"      // 挂牌督办通知书
	LetterTalk      LetterKind = "talk"      // 约谈通知书
	LetterRaise     LetterKind = "raise"     // 提级办理通知书, to the executive meeting 常务会议 too
	LetterTransfer  LetterKind = "transfer"  // 移送函, to a body of discipline
)

// LetterKinds lists all, from the lowest rung up.
var LetterKinds = []LetterKind{LetterUrge, LetterSupervise, LetterList, LetterTalk, LetterRaise, LetterTransfer}

// Rung is one rung of the supervision ladder (督办阶梯, domain §6): the letter it
// sends, who may set a ticket on it, and what must have come before.
type Rung struct {
	Kind   LetterKind `json:"kind"`
	Level  int        `json:"level"`
	By     []Role     `json:"by"`     // the system where a timer may
	Copies []string   `json:"copies"` // who gets a copy (抄送), as codes
	Answer sla.Limit  `json:"answer"` // how long the answer may take
	// After are the letters of which one must have gone to the unit before; one
	// of Codes stands in for them, and where Must holds one is always needed.
	After   []LetterKind `json:"after,omitempty"`
	Codes   []string     `json:"codes,omitempty"`
	Must    bool         `json:"must,omitempty"`
	Outside bool         `json:"outside,omitempty"` // goes to a body outside, which is named
}

// Ladder is the ladder from the lowest rung up. The mayor's executive meeting
// (level 5) has the same letter as the step to a higher body.
func Ladder() []Rung {
	days := func(n int) sla.Limit { return sla.Limit{N: n, Unit: sla.Workdays} }
	timer, person := []Role{RoleSystem, RoleSupervisor}, []Role{RoleSupervisor}
	return []Rung{
		{Kind: LetterUrge, Level: 1, By: timer, Copies: []string{"deputy", "group"}, Answer: days(1)},
		{Kind: LetterSupervise, Level: 2, By: timer, Copies: []string{"head", "group"}, Answer: days(2)},
		{Kind: LetterList, Level: 3, By: person, Copies: []string{"head", "group", "office"}, Answer: days(3),
			After: []LetterKind{LetterSupervise}, Codes: []string{"negative_effect", "repeated", "leader_note"}},
		{Kind: LetterTalk, Level: 3, By: person, Copies: []string{"head", "group", "office"}, Answer: days(3),
			After: []LetterKind{LetterList}, Codes: []string{"negative_effect"}},
		{Kind: LetterRaise, Level: 4, By: person, Copies: []string{"head", "group", "leader"}, Answer: days(3),
			After: []LetterKind{LetterList, LetterTalk}, Codes: []string{"beyond_unit", "overlap"}},
		{Kind: LetterRaise, Level: 5, By: person, Copies: []string{"head", "group", "leader"}, Answer: days(5),
			After: []LetterKind{LetterRaise}, Codes: []string{"long_unsolved"}},
		{Kind: LetterTransfer, Level: 6, By: person, Copies: []string{"group", "leader"}, Answer: days(10), Outside: true,
			Codes: []string{"shirking", "perfunctory", "faking", "leak", "retaliation"}, Must: true},
	}
}

// MaxLevel is the top of the ladder.
const MaxLevel = 6

// rung is the rung of a level; a level with two letters has that of the kind,
// else the first.
func rung(level int, kind LetterKind) (Rung, bool) {
	ladder := Ladder()
	i := slices.IndexFunc(ladder, func(r Rung) bool { return r.Level == level && (kind == "" || r.Kind == kind) })
	if i < 0 {
		return Rung{}, false
	}
	return ladder[i], true
}

// climbable checks that a person may set the ticket on the rung: nobody leaves
// out a level without saying why, and what must come before has come, or a code
// says why it need not.
func (g Rung) climbable(t Ticket, a Action, by Actor) error {
	switch {
	case !hasRole(g.By, by.Role):
		return Errorf(Forbidden, "role_may_not")
	case g.Level < t.letterLevel() || t.hasLetter(g.Kind, g.Level):
		return Errorf(Conflict, "level_reached", t.letterLevel())
	case a.Code != "" && !slices.Contains(g.Codes, a.Code):
		return FieldError("code", "unknown_value")
	case g.Must && a.Code == "":
		return FieldError("code", "required")
	case a.Code == "" && len(g.After) > 0 && !slices.ContainsFunc(g.After, func(k LetterKind) bool { return t.hasLetter(k, 0) }):
		return FieldError("code", "rung_early")
	case g.Level > t.Level+1 && a.Override == "":
		return FieldError("override", "level_jump", t.Level)
	}
	if err := optional("override", a.Override); err != nil {
		return err
	}
	if g.Outside {
		if err := need("receiver", a.Receiver); err != nil {
			return err
		}
	}
	return Plain("receiver", a.Receiver, 60)
}

// letterLevel is the highest rung the present lead had a letter of. A new lead
// starts below: it was told nothing yet.
func (t Ticket) letterLevel() int {
	most := 0
	for _, l := range t.Letters {
		if l.Unit == t.Lead {
			most = max(most, l.Level)
		}
	}
	return most
}

// hasLetter tells whether the present lead had a letter of the kind, and of the
// level unless that is 0.
func (t Ticket) hasLetter(kind LetterKind, level int) bool {
	return slices.ContainsFunc(t.Letters, func(l Letter) bool {
		return l.Kind == kind && l.Unit == t.Lead && (level == 0 || l.Level == level)
	})
}
