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
	Applies bool      `json:"applies,omitempty"`
	Due     time.Time `json:"due,omitzero"`
	Met     time.Time `json:"met,omitzero"`
	Pending bool      `json:"pending,omitempty"` // neither met nor due at the snapshot: not judged yet
	// Struck is a duty that an appeal took out: neither met nor late. The ticket
	// stays in the month by its due time, and in whatever else counts it.
	Struck bool `json:"struck,omitempty"`
}

// Late reports whether the duty was not done by the due time.
func (m Mark) Late() bool { return m.counts() && (m.Met.IsZero() || m.Met.After(m.Due)) }

// judged reports whether the time of the duty is over, or it is done.
func (m Mark) judged() bool { return m.Applies && !m.Pending && !m.Due.IsZero() }

func (m Mark) counts() bool { return m.judged() && !m.Struck }

// Record is what scoring knows of one ticket and its lead unit (主办单位). A ticket
// answered on the line has no unit.
type Record struct {
	No       string `json:"no"`
	Title    string `json:"title,omitempty"`
	Unit     string `json:"unit,omitempty"`
	Type     string `json:"type,omitempty"`
	Channel  string `json:"channel,omitempty"`
	Urgency  string `json:"urgency,omitempty"`
	Category string `json:"category,omitempty"`
	Town     string `json:"town,omitempty"`

	Registered time.Time `json:"registered,omitzero"`
	Dispatched time.Time `json:"dispatched,omitzero"`
	Closed     time.Time `json:"closed,omitzero"`
	RepliedAt  time.Time `json:"replied_at,omitzero"`
	CallbackAt time.Time `json:"callback_at,omitzero"`

	Accept  Mark `json:"accept,omitzero"`
	Contact Mark `json:"contact,omitzero"`
	Resolve Mark `json:"resolve,omitzero"`

	Satisfied Answer `json:"satisfied,omitempty"`
	Resolved  Answer `json:"resolved,omitempty"`
	Contacted Answer `json:"contacted,omitempty"`

	Redos           int    `json:"redos,omitempty"`
	Returns         int    `json:"returns,omitempty"`
	ImproperReturns int    `json:"improper_returns,omitempty"`
	ReplyFindings   int    `json:"reply_findings,omitempty"`
	SuperviseLevel  int    `json:"supervise_level,omitempty"`
	FalseCompletion bool   `json:"false_completion,omitempty"`
	Leak            bool   `json:"leak,omitempty"`
	Praise          bool   `json:"praise,omitempty"`
	Difficult       bool   `json:"difficult,omitempty"`
	DirectAnswer    bool   `json:"direct_answer,omitempty"`
	Excluded        string `json:"excluded,omitempty"` // 剔除: the approved reason, else empty
}

// Until is the last instant the record counts for: no month that begins later
// is any different for it.
func (r *Record) Until() time.Time {
	last := r.Registered
	for _, t := range []time.Time{r.Dispatched, r.Closed, r.CallbackAt, r.Accept.Due, r.Contact.Due, r.Resolve.Due, r.Resolve.Met} {
		if t.After(last) {
			last = t
		}
	}
	return last
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

	// What came later is left out where it is zero, so that a month frozen before
	// keeps its hash.
	ArticleUses    int `json:",omitzero"` // tickets others used its articles for
	ArticleUpdates int `json:",omitzero"` // its articles published this month
}
