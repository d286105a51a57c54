package api

import (
	"slices"
	"time"

	"hotline/dispatch"
)

// The bodies of the actions around a dispute conference (会商).

type conferForm struct {
	seen
	Units  []string `json:"units"`
	At     string   `json:"at"`
	Place  string   `json:"place"`
	Reason string   `json:"reason"`
}

type attendForm struct {
	seen
	Yes  bool   `json:"yes"`
	Text string `json:"text"`
}

type entryForm struct {
	Name     string   `json:"name"`
	Category string   `json:"category"`
	Words    []string `json:"words"`
	Basis    string   `json:"basis"`
}

type concludeForm struct {
	seen
	Lead     string          `json:"lead"`
	CoUnits  []string        `json:"co_units"`
	Tasks    []dispatch.Task `json:"tasks"`
	Text     string          `json:"text"`
	Attended []string        `json:"attended"`
	Due      string          `json:"due"`
	Entry    *entryForm      `json:"entry"`
}

func (f conferForm) action() (dispatch.Action, error) {
	at, err := moment("at", f.At)
	return dispatch.Action{Version: f.Version, Units: f.Units, At: at, Place: f.Place, Reason: f.Reason}, err
}

func (f attendForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Approve: f.Yes, Text: f.Text}, nil
}

func (f concludeForm) action() (dispatch.Action, error) {
	a := dispatch.Action{Version: f.Version, Lead: f.Lead, CoUnits: f.CoUnits, Tasks: f.Tasks, Text: f.Text, Attended: f.Attended}
	if f.Entry != nil {
		entry := dispatch.EntryDraft(*f.Entry)
		a.Entry = &entry
	}
	var err error
	a.Due, err = endMoment("due", f.Due)
	return a, err
}

// returnView is an earlier return of the ticket (历次退单).
type returnView struct {
	Unit      string    `json:"unit"`
	UnitName  string    `json:"unit_name"`
	At        time.Time `json:"at,omitzero"`
	DecidedAt time.Time `json:"decided_at"`
	Approved  bool      `json:"approved"`
	Reason    string    `json:"reason,omitempty"`
	ByTimeout bool      `json:"by_timeout"`
}

func (s *server) returns(t dispatch.Ticket) []returnView {
	var out []returnView
	for _, r := range t.Returns {
		out = append(out, returnView{r.Unit, s.unitName(r.Unit), r.Asked, r.At, r.Approved, r.Reason, r.ByTimeout})
	}
	return out
}

// inTime leaves out what the hour no longer allows, so that no button is shown
// that could only fail.
func (s *server) inTime(t dispatch.Ticket, kinds []dispatch.ActionKind) []dispatch.ActionKind {
	if t.ReturnUntil.IsZero() || !t.Suspended.IsZero() || !s.now().After(t.ReturnUntil) {
		return kinds
	}
	return slices.DeleteFunc(kinds, func(k dispatch.ActionKind) bool { return k == dispatch.DoReturn })
}

type unitName struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
}

type invitedView struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	Answer   string `json:"answer" words:"- yes no"`
	Text     string `json:"text,omitempty"`
}

type conferenceView struct {
	State    string          `json:"state" words:"needed called held"`
	Reason   string          `json:"reason,omitempty"`
	CalledAt time.Time       `json:"called_at,omitzero"`
	CalledBy string          `json:"called_by,omitempty"`
	At       time.Time       `json:"at,omitzero"`
	Place    string          `json:"place,omitempty"`
	Begun    bool            `json:"begun"`
	Units    []invitedView   `json:"units"`
	HeldAt   time.Time       `json:"held_at,omitzero"`
	Minutes  string          `json:"minutes,omitempty"`
	Lead     string          `json:"lead,omitempty"`
	LeadName string          `json:"lead_name,omitempty"`
	CoUnits  []unitName      `json:"co_units"`
	Tasks    []dispatch.Task `json:"tasks"`
	Due      time.Time       `json:"due,omitzero"`
	Attended []string        `json:"attended"`
	Entry    *entryForm      `json:"entry,omitempty"`
}

func (s *server) conference(t dispatch.Ticket) *conferenceView {
	c := t.Conference
	if c == nil {
		return nil
	}
	v := &conferenceView{State: c.State(), Reason: c.Reason, CalledAt: c.CalledAt, CalledBy: c.CalledBy, At: c.At, Place: c.Place, Begun: c.Begun,
		Units: []invitedView{}, HeldAt: c.HeldAt, Minutes: c.Minutes, Lead: c.Lead, LeadName: s.unitName(c.Lead), Attended: orEmpty(c.Attended),
		CoUnits: []unitName{}, Tasks: orEmpty(c.Tasks), Due: c.Due}
	for _, u := range c.CoUnits {
		v.CoUnits = append(v.CoUnits, unitName{u, s.unitName(u)})
	}
	for _, u := range c.Units {
		v.Units = append(v.Units, invitedView{u.Unit, s.unitName(u.Unit), u.Answer, u.Text})
	}
	if c.Entry != nil {
		entry := entryForm(*c.Entry)
		v.Entry = &entry
	}
	return v
}
