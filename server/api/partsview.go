package api

import (
	"time"

	"hotline/dispatch"
	"hotline/sla"
)

// partRow is one unit of a ticket in a list: who it is, and how far.
type partRow struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
	Role     string `json:"role" words:"lead co"`                           // lead, co
	State    string `json:"state" words:"waiting accepted done overridden"` // waiting, accepted, done, overridden
	Late     bool   `json:"late,omitempty"`
}

// unitPartView is a unit's share on the ticket's page.
type unitPartView struct {
	partRow
	Task        string     `json:"task,omitempty"`
	Text        string     `json:"text,omitempty"`
	Overridden  string     `json:"overridden,omitempty"` // why the lead answered without it
	At          time.Time  `json:"at,omitzero"`
	DeliveredAt time.Time  `json:"delivered_at,omitzero"`
	Clock       *clockView `json:"clock,omitempty"`
}

// assistView is the lead's call for help (吹哨报到) while it waits.
type assistView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Units  []unitRef `json:"units"`
	Reason string    `json:"reason"`
}

type unitRef struct {
	Unit     string `json:"unit"`
	UnitName string `json:"unit_name"`
}

type handoverView struct {
	At       time.Time `json:"at"`
	From     string    `json:"from"`
	FromName string    `json:"from_name"`
	To       string    `json:"to"`
	ToName   string    `json:"to_name"`
	Lead     bool      `json:"lead,omitempty"`
}

// parts are the units on the ticket and how far each is.
func (s *server) parts(t dispatch.Ticket) []unitPartView {
	if t.Lead == "" {
		return []unitPartView{}
	}
	out := []unitPartView{s.leadPart(t)}
	for _, p := range t.Parts {
		v := unitPartView{partRow: partRow{Unit: p.Unit, UnitName: s.unitName(p.Unit), Role: "co", State: "waiting"},
			Task: p.Task, Text: p.Text, Overridden: p.Overridden, At: p.Accepted, DeliveredAt: p.Delivered}
		switch {
		case !p.Done.IsZero():
			v.State, v.At = "done", p.Done
		case p.Overridden != "" && !t.State.WithUnit():
			v.State = "overridden"
		case !p.Accepted.IsZero():
			v.State = "accepted"
		}
		for _, c := range t.Clocks {
			if c.Kind == dispatch.ClockPart && c.Unit == p.Unit && !c.Due.IsZero() {
				k := clockOf(c, c.Kind)
				v.Clock, v.Late = &k, c.State() == sla.Late
			}
		}
		out = append(out, v)
	}
	return out
}

func (s *server) leadPart(t dispatch.Ticket) unitPartView {
	v := unitPartView{partRow: partRow{Unit: t.Lead, UnitName: s.unitName(t.Lead), Role: "lead", State: "accepted"}, Task: t.Task, DeliveredAt: t.DeliveredAt}
	switch {
	case t.Reply != nil && !t.State.WithUnit():
		v.State, v.At, v.Text = "done", t.Reply.At, t.Reply.Text
	case t.State == dispatch.StateDispatched:
		v.State = "waiting"
	}
	if c, i := t.Clock(sla.ResolveClock); i >= 0 {
		v.Late = c.State() == sla.Late
		if !c.Due.IsZero() { // a co-handler sees the lead's clock here, and its own elsewhere
			k := clockOf(c, c.Kind)
			v.Clock = &k
		}
	}
	return v
}

// partRows are the short form for lists; none while one unit has it alone.
func (s *server) partRows(t dispatch.Ticket) []partRow {
	if len(t.Parts) == 0 {
		return nil
	}
	var out []partRow
	for _, p := range s.parts(t) {
		out = append(out, p.partRow)
	}
	return out
}

func (s *server) assistOf(t dispatch.Ticket) *assistView {
	if t.Assist == nil {
		return nil
	}
	v := &assistView{At: t.Assist.At, By: t.Assist.By, Units: []unitRef{}, Reason: t.Assist.Reason}
	for _, u := range t.Assist.Units {
		v.Units = append(v.Units, unitRef{u, s.unitName(u)})
	}
	return v
}

func (s *server) handoversOf(t dispatch.Ticket) []handoverView {
	var out []handoverView
	for _, h := range t.Handovers {
		out = append(out, handoverView{h.At, h.From, s.unitName(h.From), h.To, s.unitName(h.To), h.Lead})
	}
	return out
}
