package open311

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// The statuses of FixMyStreet's dialect that are used here.
const (
	Open        = "OPEN"
	InProgress  = "IN_PROGRESS"
	Scheduled   = "ACTION_SCHEDULED"
	Fixed       = "FIXED"
	Closed      = "CLOSED"
	Duplicate   = "DUPLICATE"
	NotOurs     = "NOT_COUNCILS_RESPONSIBILITY"
	NoAction    = "NO_FURTHER_ACTION"
	Referral    = "INTERNAL_REFERRAL"
	Triage      = "FOR_TRIAGE"
	Cancelled   = "CANCELLED"
	Reopened    = "REOPEN"
	investigate = "INVESTIGATING"
)

// statuses are all that a client may send.
var statuses = []string{Open, InProgress, Scheduled, investigate, Fixed, Closed, Duplicate, NotOurs, NoAction, Referral, Triage, Cancelled, Reopened}

// Remark is an update as a client makes it: what a citizen said there.
type Remark struct {
	ID      string
	Request string
	Status  string
	About   string
	At      time.Time
	Media   []string
	// Who said it, so that the words can be kept from telling it.
	Name, Phone, Email string
}

// ReadRemark reads a form and adds everything that is wrong with it.
func ReadRemark(v url.Values, f *Faults) Remark {
	checkForm(v, f)
	get := func(name string) string { return strings.TrimSpace(v.Get(name)) }
	r := Remark{ID: get("update_id"), Request: get("service_request_id"), About: get("description"), Name: fullName(get("first_name"), get("last_name")),
		Phone: get("phone"), Email: get("email"), Media: mediaOf(v, f)}
	for _, name := range []string{"service_request_id", "update_id", "updated_datetime", "status"} {
		if get(name) == "" {
			f.Bad("%s is required", name)
		}
	}
	r.At = momentOf(v, "updated_datetime", f)
	r.Status = strings.ReplaceAll(strings.ToUpper(get("status")), " ", "_")
	if r.Status != "" && !slices.Contains(statuses, r.Status) {
		f.Bad("status %q is not known", clip(get("status")))
	}
	return r
}

// Claims tells whether the citizen says that the matter is settled.
func (r Remark) Claims() bool { return r.Status == Fixed || r.Status == Closed }

// updateSpan is how far updates are looked for when no window is given.
const updateSpan = 24 * time.Hour

// ReadUpdateWindow reads the window of GET servicerequestupdates: both ends or
// neither.
func ReadUpdateWindow(q url.Values, now time.Time, f *Faults) (from, to time.Time) {
	from, to = momentOf(q, "start_date", f), momentOf(q, "end_date", f)
	switch start, end := q.Get("start_date") != "", q.Get("end_date") != ""; {
	case start != end:
		f.Bad("start_date and end_date belong together")
	case !start:
		return now.Add(-updateSpan), now
	case from.After(to):
		f.Bad("start_date lies after end_date")
	case to.Sub(from) > MostSpan+24*time.Hour:
		f.Bad("start_date and end_date may lie 90 days apart")
	}
	return from, to
}

// Within compares as clients do: stamps, by the string.
func Within(stamp string, from, to time.Time) bool { return stamp >= Stamp(from) && stamp <= Stamp(to) }
