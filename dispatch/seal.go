package dispatch

import (
	"slices"
	"time"

	"hotline/sla"
)

// Seal (保密) keeps who called from everybody but a named few, and what was said
// from everybody who need not handle it. It is set at registration for reports
// (举报) and for callers who ask for secrecy, or later by a supervisor.
//
// Who sees what of a sealed ticket:
//
//	                                  row, state   title, text, place   seal, recusal   masked caller   full caller
//	named few                         yes          yes                  yes             yes             against a reason, while granted
//	dispatcher, supervisor, not named yes          yes                  yes             no              no
//	liaison of a handling unit        yes          yes                  no              no              no
//	agent, administrator              yes          举报件（内容保密）   no              no              no
//	citizen with number and code      yes          举报件（内容保密）   no              no              no
//	liaison of another unit           no           no                   no              no              no
//	recused unit or user              no           no                   no              no              no
//
// Nobody finds it by its words or by a telephone number, it stands beside no
// other ticket as a likeness, and boards, notices, letters and briefs call it
// 举报件（内容保密） whoever reads them. The agent who took the call is an agent like
// others once it is registered. A citizen with a role of the hotline sees by the
// role. When nobody is named, every supervisor is of the few.
type Seal struct {
	Category string         `json:"category,omitempty"` // of the reporting centre (群众举报中心)
	Named    []string       `json:"named,omitempty"`    // usernames; none: all supervisors
	Request  *UnsealRequest `json:"request,omitempty"`
	Grants   []Grant        `json:"grants,omitempty"`
}

// UnsealRequest is one of the few asking to be shown who called (申请解密).
type UnsealRequest struct {
	By     string    `json:"by"`
	At     time.Time `json:"at"`
	Reason string    `json:"reason"`
}

// Grant lets one person, and nobody else, reveal who called until a moment.
type Grant struct {
	To    string    `json:"to"`
	By    string    `json:"by"`
	Until time.Time `json:"until"`
}

// UnsealLife is how long a decided unsealing holds.
const UnsealLife = 24 * time.Hour

// IsSealed tells whether the ticket is kept apart from others (保密件): also one
// that was registered before seals were set.
func (t Ticket) IsSealed() bool { return t.Seal != nil || t.Contact.Confidential || t.Type == Report }

// CanSee tells whether the actor may know of the ticket at all: hotline people of
// all, liaisons of those their unit handles, and nobody who must stay away (回避).
func CanSee(t Ticket, by Actor) bool {
	if t.recuses(by) {
		return false
	}
	return by.Role.Hotline() || by.Role == RoleSystem || (by.Role == RoleLiaison && (t.Handles(by.Unit) || t.Invites(by.Unit)))
}

// CanRead tells whether the actor may read what was said: title, text and place.
func CanRead(t Ticket, by Actor) bool {
	if !CanSee(t, by) || !t.IsSealed() {
		return CanSee(t, by)
	}
	switch by.Role {
	case RoleDispatcher, RoleSupervisor, RoleLiaison, RoleSystem:
		return true
	}
	return isFew(t, by)
}

// CanKnow tells whether the actor may know who is recused and who is of the few:
// those who must decide on the ticket.
func CanKnow(t Ticket, by Actor) bool { return by.Role.Hotline() && CanRead(t, by) }

// Sealed tells whether the reader must learn nothing of the caller, not even
// masked.
func Sealed(t Ticket, by Actor) bool {
	if by.Role == RoleLiaison && !t.Handles(by.Unit) { // only asked to a conference
		return true
	}
	return t.IsSealed() && !isFew(t, by)
}

// isFew tells whether the actor is of the few who may learn who called.
func isFew(t Ticket, by Actor) bool {
	if !t.IsSealed() || t.recuses(by) || (by.Role != RoleDispatcher && by.Role != RoleSupervisor) {
		return false
	}
	if t.Seal == nil || len(t.Seal.Named) == 0 {
		return by.Role == RoleSupervisor
	}
	return slices.Contains(t.Seal.Named, by.ID)
}

// MayReveal tells whether the actor may be shown who called, against a reason. Of
// a sealed ticket only who was granted it, as long as that holds.
func MayReveal(t Ticket, by Actor, now time.Time) bool {
	if !t.IsSealed() {
		return CanSee(t, by) && !Sealed(t, by)
	}
	return isFew(t, by) && !t.GrantedUntil(by.ID, now).IsZero()
}

// GrantedUntil is how long a person may reveal; zero: not, or no longer.
func (t Ticket) GrantedUntil(user string, now time.Time) time.Time {
	if t.Seal == nil {
		return time.Time{}
	}
	for _, g := range t.Seal.Grants {
		if g.To == user && now.Before(g.Until) {
			return g.Until
		}
	}
	return time.Time{}
}

// seals are the seal and the recusal of a fresh ticket.
func (r Rules) seals(in Intake) ([]draft, error) {
	if !in.sealed() {
		return nil, nil
	}
	s := Seal{Named: slices.Clone(r.Centre.Named)}
	out := []draft{{SealedMarked, Data{Seal: &s}}}
	if in.Type != Report || in.Report == nil {
		return out, nil
	}
	if s.Category = in.Report.Category; s.Category != "" && !r.Centre.has(s.Category) {
		return nil, FieldError("report.category", "unknown_value")
	}
	if len(in.Report.AccusedUnits) == 0 {
		return out, nil
	}
	rec, err := r.recusal("report.accused_units", in.Report.AccusedUnits, nil)
	return append(out, draft{RecusedMarked, Data{Recusal: rec}}), err
}

// MaxNamed is how many people may be named.
const MaxNamed = 20

// seal closes an open ticket (转为保密). What was written down of the caller in the
// words goes from the ticket; a clock that waits for a contact nobody can make
// ends.
func (r Rules) seal(t Ticket, a Action) ([]draft, error) {
	switch {
	case t.IsSealed():
		return nil, Errorf(Conflict, "sealed_already")
	case len(t.Children) > 0:
		return nil, Errorf(Conflict, "seal_merged")
	case a.Category != "" && !r.Centre.has(a.Category):
		return nil, FieldError("category", "unknown_value")
	case len(a.Users) > MaxNamed:
		return nil, FieldError("users", "too_many", MaxNamed)
	case len(a.Users) == 1: // nobody could decide on what the only one asks
		return nil, FieldError("users", "named_alone")
	}
	if err := need("reason", a.Reason); err != nil {
		return nil, err
	}
	s := Seal{Category: a.Category, Named: unique(a.Users)}
	if len(s.Named) == 0 {
		s.Named = slices.Clone(r.Centre.Named)
	}
	d := Data{Seal: &s, Reason: a.Reason, Clocks: t.change(openOf(sla.ContactClock), sla.Clock.Waive)}
	if m := a.Caller.scrubMatter(t.Matter, true); m.Title != t.Title || m.Text != t.Text || m.Place != t.Place {
		d.Matter = &m
	}
	return []draft{{SealedMarked, d}}, nil
}

// unseal asks to be shown who called, or decides on it (双人解密): two of the few,
// each by themselves.
func unseal(t Ticket, a Action, by Actor, now time.Time) ([]draft, error) {
	switch {
	case !t.IsSealed():
		return nil, Errorf(Conflict, "not_sealed")
	case !isFew(t, by):
		return nil, Errorf(Forbidden, "not_named")
	}
	asked := t.request()
	if a.Kind == DoUnseal {
		switch {
		case asked != nil:
			return nil, Errorf(Conflict, "unseal_pending")
		case !t.GrantedUntil(by.ID, now).IsZero():
			return nil, Errorf(Conflict, "unseal_granted")
		}
		return []draft{{UnsealAsked, Data{Reason: a.Reason}}}, need("reason", a.Reason)
	}
	switch {
	case asked == nil:
		return nil, Errorf(Conflict, "unseal_none")
	case asked.By == by.ID:
		return nil, Errorf(Forbidden, "own_request")
	}
	d := Data{Yes: a.Approve, Reason: a.Reason, Users: []string{asked.By}}
	if a.Approve {
		d.Until = stamp(now.Add(UnsealLife))
	}
	return []draft{{UnsealDecided, d}}, need("reason", a.Reason)
}

// request is the unsealing that waits for a decision; nil when there is none, or
// who asked must stay away by now.
func (t Ticket) request() *UnsealRequest {
	if t.Seal == nil || t.Seal.Request == nil || t.recusesUser(t.Seal.Request.By) {
		return nil
	}
	return t.Seal.Request
}

// sealing folds what concerns the seal and the recusal.
func (t *Ticket) sealing(e Event) {
	d := e.Data
	s := Seal{}
	if t.Seal != nil {
		s = *t.Seal
	}
	switch e.Kind {
	case SealedMarked:
		if d.Seal != nil {
			s = *d.Seal
		}
		if d.Matter != nil {
			t.Matter = *d.Matter
		}
		t.Contact.PhoneHash = "" // nobody finds it by the number
	case UnsealAsked:
		s.Request = &UnsealRequest{By: e.Actor.ID, At: e.At, Reason: d.Reason}
	case UnsealDecided:
		s.Request = nil
		s.Grants = slices.DeleteFunc(slices.Clone(s.Grants), func(g Grant) bool { return !g.Until.After(e.At) || slices.Contains(d.Users, g.To) })
		for _, to := range d.Users {
			if d.Yes {
				s.Grants = append(s.Grants, Grant{To: to, By: e.Actor.ID, Until: d.Until})
			}
		}
	}
	t.Seal = &s
}

// sealMark is equal for tickets that may lie under one master: open ones, or
// those sealed and kept from the same people.
func (t Ticket) sealMark() string {
	if !t.IsSealed() && t.Recusal == nil {
		return ""
	}
	mark := "open"
	if t.IsSealed() {
		mark = "sealed"
		if t.Seal != nil {
			mark = listed(mark, t.Seal.Named)
		}
	}
	if r := t.Recusal; r != nil {
		mark = listed(listed(mark, r.Units), r.Users)
	}
	return mark
}

// grantedEver tells whether a grant of the person is still written down.
func (t Ticket) grantedEver(user string) bool {
	return t.Seal != nil && slices.ContainsFunc(t.Seal.Grants, func(g Grant) bool { return g.To == user })
}

// apart tells whether the ticket must not be shown beside others: it is sealed,
// or some must stay away from it.
func (t Ticket) apart() bool { return t.IsSealed() || t.Recusal != nil }

// OpenTitle is the title where anybody may read it: on boards, in lists of
// records, on paper.
func (t Ticket) OpenTitle() string {
	switch {
	case t.Type == Report:
		return hiddenReport
	case t.IsSealed():
		return hiddenTicket
	}
	return t.Title
}

// TitleFor is the title as a reader may see it.
func (t Ticket) TitleFor(by Actor) string {
	if CanRead(t, by) {
		return t.Title
	}
	return t.OpenTitle()
}

// For is the event as a reader of the ticket may see it. Of a sealed one nobody
// reads the words of the registration, which are the ticket's own by now, and who
// may not read the ticket learns what happened and when, not what was said. Who
// is named and who must stay away only those learn who decide.
func (e Event) For(t Ticket, by Actor) Event {
	if !t.apart() {
		return e
	}
	d := &e.Data
	if t.IsSealed() {
		d.Matter, d.CallID, d.Contact = nil, "", nil
		if !isFew(t, by) {
			d.Attachments = plainFiles(d.Attachments)
		}
	}
	if !CanRead(t, by) {
		*d = Data{Lead: d.Lead, CoUnits: d.CoUnits, Unit: d.Unit, Yes: d.Yes, Reached: d.Reached, Level: d.Level, Due: d.Due, Until: d.Until}
	}
	if !CanKnow(t, by) {
		d.Seal, d.Recusal, d.Users = nil, nil, nil
		switch e.Kind {
		case SealedMarked, RecusedMarked, UnsealAsked, UnsealDecided:
			*d = Data{}
		}
	}
	return e
}
