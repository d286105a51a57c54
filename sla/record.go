package sla

import "time"

// Answer is what a caller said in the call-back (回访).
type Answer int8

const (
	NoAnswer Answer = iota // not asked, not reached or no opinion: counts nowhere
	Yes
	No
)

// Mark is how one clock of a record ended. Met is zero while it has not; then it
// counts as late once the month of its due time is scored.
type Mark struct {
	Applies  bool
	Due, Met time.Time
	Pending  bool // neither met nor due at the snapshot: not judged yet
}

// Late reports whether the duty was not done by the due time.
func (m Mark) Late() bool { return m.counts() && (m.Met.IsZero() || m.Met.After(m.Due)) }

func (m Mark) counts() bool { return m.Applies && !m.Pending && !m.Due.IsZero() }

// Record is what scoring knows of one ticket and its lead unit (主办单位). A ticket
// answered on the line has no unit.
type Record struct {
	No, Title, Unit                                        string
	Type, Channel, Urgency, Category, Town                 string
	Registered, Dispatched, Closed, RepliedAt, CallbackAt  time.Time
	Accept, Contact, Resolve                               Mark
	Satisfied, Resolved, Contacted                         Answer
	Redos, Returns, ImproperReturns, ReplyFindings         int
	SuperviseLevel                                         int
	FalseCompletion, Leak, Praise, Difficult, DirectAnswer bool
	Excluded                                               string // 剔除: the approved reason, else empty
}

// AsOf is the record as it stood at the moment of a snapshot: what was recorded
// later is forgotten, and a clock neither met nor due by then is pending.
func (r Record) AsOf(t time.Time) Record {
	for _, at := range []*time.Time{&r.Closed, &r.RepliedAt, &r.CallbackAt} {
		if at.After(t) {
			*at = time.Time{}
		}
	}
	for _, m := range []*Mark{&r.Accept, &r.Contact, &r.Resolve} {
		if m.Met.After(t) {
			m.Met = time.Time{}
		}
		if m.Met.IsZero() && m.Due.After(t) {
			m.Pending = true
		}
	}
	if r.CallbackAt.IsZero() {
		r.Satisfied, r.Resolved, r.Contacted = NoAnswer, NoAnswer, NoAnswer
	}
	return r
}

// ScoredUnit is a handling unit (承办单位) and the group it is ranked in.
type ScoredUnit struct {
	Code, Name string
	Group      string // town 镇街, bureau 委办局, company 企业
	Catalogue  int    // its contributions to the dispatch catalogue this month
}
