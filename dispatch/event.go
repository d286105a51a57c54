package dispatch

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"hotline/sla"
)

// Kind names what happened.
type Kind string

// Mark tells whether an event only notes who has got or seen the ticket. It
// changes nothing that anybody's next step rests on.
func (k Kind) Mark() bool {
	return k == Delivered || k == Viewed || k == Revealed || k == FailedOver
}

// The kinds of events.
const (
	Registered       Kind = "registered"
	Dispatched       Kind = "dispatched"
	Delivered        Kind = "delivered"
	Viewed           Kind = "viewed"
	Accepted         Kind = "accepted"
	Contacted        Kind = "contacted"
	Noted            Kind = "noted"
	Parted           Kind = "parted"
	Replied          Kind = "replied"
	Reviewed         Kind = "reviewed"
	CalledBack       Kind = "called_back"
	Closed           Kind = "closed"
	ReturnAsked      Kind = "returned"
	ReturnDecided    Kind = "return_decided"
	ExtensionAsked   Kind = "extended"
	ExtensionDecided Kind = "extension_decided"
	Reminded         Kind = "reminded"
	Overdue          Kind = "overdue"
	Escalated        Kind = "escalated"
	Supervised       Kind = "supervised"
	Appended         Kind = "appended"
	Urged            Kind = "urged"
	Merged           Kind = "merged"
	Unmerged         Kind = "unmerged"
	ChildMerged      Kind = "child_merged"
	ChildUnmerged    Kind = "child_unmerged"
	Inherited        Kind = "inherited" // a merged ticket got its master's reply
	Redone           Kind = "redone"
	Terminated       Kind = "terminated"
	Answered         Kind = "answered"
	Declined         Kind = "declined"
	Transferred      Kind = "transferred"
	Reopened         Kind = "reopened"
	Revealed         Kind = "revealed"
	Rated            Kind = "rated"
	DifficultMarked  Kind = "difficult_marked"
	ExcludedMarked   Kind = "excluded"
	SuspendedMarked  Kind = "suspended"
	Resumed          Kind = "resumed"
	Recomputed       Kind = "recomputed" // deadlines moved by a new calendar or policy
	LetterSent       Kind = "letter_issued"
	LetterTaken      Kind = "letter_received"
	LetterReplied    Kind = "letter_answered"
	LetterOverdue    Kind = "letter_late"
	LetterEnded      Kind = "letter_closed"
	OversightResult  Kind = "supervise_result"
	FailedOver       Kind = "failover"  // the first post was silent (AB岗)
	Inspected        Kind = "inspected" // an inspection found it (电子监察)
	Assisted         Kind = "assisted"  // co-handlers were added under way
	AssistAsked      Kind = "assist_asked"
	AssistDecided    Kind = "assist_decided"
	HandedOver       Kind = "handed_over" // from a dissolved unit to its successor
	SealedMarked     Kind = "sealed"
	RecusedMarked    Kind = "recused"
	UnsealAsked      Kind = "unseal_asked"
	UnsealDecided    Kind = "unseal_decided"

	DeemedTaken         Kind = "deemed" // neither accepted nor returned in time (视同受理)
	ConferenceNeeded    Kind = "conference_needed"
	ConferenceSet       Kind = "conference_called"
	ConferenceAnswered  Kind = "conference_answered"
	ConferenceBegun     Kind = "conference_begun" // its hour has come
	ConferenceCancelled Kind = "conference_cancelled"
	ConferenceConcluded Kind = "conference_concluded"
	MoreAsked           Kind = "asked"        // the citizen was told in one go what is missing
	SpotChecked         Kind = "spot_checked" // a second look at a closed anonymous ticket
	KeptClosed          Kind = "kept_closed"  // a bad rating after the end was looked at and changes nothing
	Attached            Kind = "attached"     // files beside the steps (附件)
	Followed            Kind = "followed"     // the citizen asks to be told of the progress, or no more

	UpReturnAsked   Kind = "upstream_returned"       // 申请退回上级
	UpReturnDecided Kind = "upstream_return_decided" // what the platform said to it
	UpMoved         Kind = "upstream_due"            // the platform set another deadline
)

// EventKinds lists the kinds that a program outside may follow: all but the marks.
func EventKinds() []Kind {
	return []Kind{Registered, Dispatched, Accepted, Contacted, Noted, Parted, Replied, Reviewed, CalledBack, Closed, ReturnAsked, ReturnDecided,
		ExtensionAsked, ExtensionDecided, Reminded, Overdue, Escalated, Supervised, Appended, Urged, Merged, Unmerged, ChildMerged, ChildUnmerged,
		Inherited, Redone, Terminated, Answered, Declined, Transferred, Reopened, Rated, DifficultMarked, ExcludedMarked, SuspendedMarked, Resumed,
		Recomputed, LetterSent, LetterTaken, LetterReplied, LetterOverdue, LetterEnded, OversightResult, Inspected, Assisted, AssistAsked,
		AssistDecided, HandedOver, SealedMarked, RecusedMarked, DeemedTaken, ConferenceNeeded, ConferenceSet, ConferenceAnswered, ConferenceBegun,
		ConferenceCancelled, ConferenceConcluded, MoreAsked, SpotChecked, KeptClosed, Attached, Followed, UpReturnAsked, UpReturnDecided, UpMoved}
}

// ClockChange is the new value of the ticket's Ith clock; I equal to the number
// of clocks adds one.
type ClockChange struct {
	I     int       `json:"i"`
	Clock sla.Clock `json:"clock"`
}

// Data is what an event carries. Each kind uses a few of the fields; none of
// them may hold a caller's name, phone or address.
type Data struct {
	Matter   *Matter   `json:"matter,omitempty"`
	Contact  *Contact  `json:"contact,omitempty"`
	Upstream *Upstream `json:"upstream,omitempty"`
	Code     string    `json:"code,omitempty"`
	CallID   string    `json:"call_id,omitempty"`
	IdemKey  string    `json:"idem_key,omitempty"`
	Routing  *Routing  `json:"routing,omitempty"`

	Lead       string   `json:"lead,omitempty"`
	CoUnits    []string `json:"co_units,omitempty"`
	Designated bool     `json:"designated,omitempty"`
	Unit       string   `json:"unit,omitempty"`
	Tasks      []Task   `json:"tasks,omitempty"`
	Units      []string `json:"units,omitempty"`

	Clocks []ClockChange `json:"clocks,omitempty"`

	Reason    string    `json:"reason,omitempty"`
	Basis     string    `json:"basis,omitempty"`
	Suggested string    `json:"suggested,omitempty"`
	Text      string    `json:"text,omitempty"`
	Method    string    `json:"method,omitempty"`
	About     string    `json:"about,omitempty"`
	Route     string    `json:"route,omitempty"`
	Override  string    `json:"override,omitempty"`
	Reached   bool      `json:"reached,omitempty"`
	Yes       bool      `json:"yes,omitempty"` // pass, approve, resolved by the unit
	Contacted bool      `json:"contacted,omitempty"`
	Resolved  bool      `json:"resolved,omitempty"`
	Satisfied bool      `json:"satisfied,omitempty"`
	Days      int       `json:"days,omitempty"`
	Level     int       `json:"level,omitempty"`
	Due       time.Time `json:"due,omitzero"`
	From      time.Time `json:"from,omitzero"`   // the deadline before
	Window    time.Time `json:"window,omitzero"` // until when the unit may give it back
	At        time.Time `json:"at,omitzero"`     // of a conference
	Place     string    `json:"place,omitempty"`
	Until     time.Time `json:"until,omitzero"`
	Other     string    `json:"other,omitempty"` // the other ticket of a merge
	Fields    []string  `json:"fields,omitempty"`
	Users     []string  `json:"users,omitempty"`
	Post      Post      `json:"post,omitempty"`     // the post that stands in
	SilentAt  time.Time `json:"silent_at,omitzero"` // until when a dispatch is to be acknowledged
	Count     int       `json:"count,omitempty"`    // tickets of the unit that an inspection found
	Total     int       `json:"total,omitempty"`    // tickets of all units that it found

	Letter     int        `json:"letter,omitempty"` // which letter of the ticket, from 1
	LetterKind LetterKind `json:"letter_kind,omitempty"`
	Form       Form       `json:"form,omitempty"` // of supervision
	Demand     string     `json:"demand,omitempty"`
	Receiver   string     `json:"receiver,omitempty"`
	Who        string     `json:"who,omitempty"`
	N          int        `json:"n,omitempty"`

	Clock sla.ClockKind `json:"clock,omitempty"`
	Step  string        `json:"step,omitempty"` // unique key of a fired step

	Policy    string `json:"policy,omitempty"`
	Calendar  string `json:"calendar,omitempty"`
	Catalogue string `json:"catalogue,omitempty"`

	Seal    *Seal    `json:"seal,omitempty"`
	Recusal *Recusal `json:"recusal,omitempty"`

	Check *ReplyMark `json:"check,omitempty"` // how a reply read when it was handed in

	Entry    *EntryDraft `json:"entry,omitempty"`    // proposed for the catalogue
	Items    []string    `json:"items,omitempty"`    // what the citizen is asked for
	Evidence string      `json:"evidence,omitempty"` // how an anonymous matter was handled, and who saw it
	Sampled  bool        `json:"sampled,omitempty"`  // this end is to be spot-checked

	Attachments []Attachment `json:"attachments,omitempty"`

	Key string `json:"key,omitempty"` // idempotency key of the action
}

// Event is one link of a ticket's history. Hash covers everything but itself,
// Prev among it, so that a changed record shows.
type Event struct {
	Ticket string    `json:"ticket"`
	Seq    int       `json:"seq"`
	Kind   Kind      `json:"kind"`
	At     time.Time `json:"at"`
	Actor  Actor     `json:"actor"`
	Data   Data      `json:"data,omitzero"`
	Prev   string    `json:"prev,omitempty"`
	Hash   string    `json:"hash,omitempty"`
}

// Sum computes the hash of the event.
func (e Event) Sum() string {
	e.Hash = ""
	b, err := json.Marshal(e)
	if err != nil { // only a NaN coordinate could do that, and Validate refuses it
		return ""
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// Verify walks a chain and names the first broken link (0: whole).
func Verify(events []Event) int {
	prev := ""
	for i, e := range events {
		if e.Seq != i+1 || e.Prev != prev || e.Hash == "" || e.Hash != e.Sum() {
			return i + 1
		}
		prev = e.Hash
	}
	return 0
}

// stamp fixes the resolution of time, so that a value read back from any store
// is the value written.
func stamp(now time.Time) time.Time { return now.UTC().Truncate(time.Millisecond) }
