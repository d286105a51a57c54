package api

import (
	"context"
	"slices"
	"time"

	"hotline/dispatch"
)

type candidateView struct {
	Unit     string        `json:"unit"`
	UnitName string        `json:"unit_name"`
	Score    float64       `json:"score"`
	Role     string        `json:"role" words:"lead co barred"`
	Reasons  []reasonView  `json:"reasons"`
	Similar  []similarView `json:"similar,omitempty"`
}

type reasonView struct {
	Kind string `json:"kind" words:"rule words history model guard area recused"`
	Text string `json:"text"`
	Ref  string `json:"ref,omitempty"`
}

type similarView struct {
	No           string           `json:"no"`
	Title        string           `json:"title"`
	Outcome      dispatch.Outcome `json:"outcome"`
	UnitName     string           `json:"unit_name"`
	RegisteredAt time.Time        `json:"registered_at"`
}

type adviceView struct {
	Kind   string `json:"kind" words:"emergency not_accepted"`
	Number string `json:"number,omitempty"`
	Say    string `json:"say"`
	Route  string `json:"route"`
}

type routingView struct {
	Decision         dispatch.Decision `json:"decision"`
	Category         string            `json:"category,omitempty"`
	Why              string            `json:"why,omitempty"`
	Rule             string            `json:"rule,omitempty"`
	CatalogueVersion string            `json:"catalogue_version,omitempty"`
	Threshold        float64           `json:"threshold,omitempty"`
	Candidates       []candidateView   `json:"candidates"`
	Advice           *adviceView       `json:"advice,omitempty"`
}

type replyView struct {
	Text     string    `json:"text"`
	Resolved bool      `json:"resolved"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Override string    `json:"override,omitempty"`
	Evidence string    `json:"evidence,omitempty"`
}

type childView struct {
	No    string `json:"no"`
	Title string `json:"title"`
}

// ticketView is a ticket on its own page.
type ticketView struct {
	ticketRow
	Text        string           `json:"text"`
	Parts       []unitPartView   `json:"parts"`
	Extensions  []extensionView  `json:"extensions,omitempty"`
	Suspensions []suspensionView `json:"suspensions,omitempty"`
	Handovers   []handoverView   `json:"handovers,omitempty"`
	Routing     *routingView     `json:"routing,omitempty"`
	Reply       *replyView       `json:"reply,omitempty"`
	Callbacks   []callbackView   `json:"callbacks"`
	Children    []childView      `json:"children,omitempty"`
	Duplicates  []duplicateView  `json:"duplicates,omitempty"` // while it waits for dispatch
	Actions     []offer          `json:"actions"`
	Seal        *sealView        `json:"seal,omitempty"`
	Returns     []returnView     `json:"returns_list,omitempty"`
	Conference  *conferenceView  `json:"conference,omitempty"`
	Letters     []letterView     `json:"letters,omitempty"`
	Oversights  []oversightView  `json:"oversights,omitempty"`
	Attachments []fileView       `json:"attachments,omitempty"`
}

// offer is an action as it is offered to a person; what timers, citizens and the
// platform do is never among them.
type offer dispatch.ActionKind

// offers lists what a person can be offered.
func offers() (out []offer) {
	for _, kind := range dispatch.ActionKinds() {
		if _, ok := bodyOf(kind); ok {
			out = append(out, offer(kind))
		}
	}
	return out
}

func offersOf(kinds []dispatch.ActionKind) []offer {
	out := make([]offer, len(kinds))
	for i, kind := range kinds {
		out[i] = offer(kind)
	}
	return out
}

// view makes the page form of a ticket for a reader.
func (s *server) view(t dispatch.Ticket, p dispatch.Person, by dispatch.Actor, full bool) ticketView {
	v := ticketView{ticketRow: s.row(t, by), Text: t.Text, Parts: s.parts(t), Extensions: extensionsOf(t), Suspensions: suspensionsOf(t), Handovers: s.handoversOf(t), Callbacks: []callbackView{}}
	v.Caller, v.ReplyCheck = callerOf(t, p, by, full), s.quoted(t, v.ReplyCheck)
	if t.Routing != nil {
		r := s.routing(*t.Routing)
		if !by.Role.Hotline() { // a unit is told why it has the ticket, not how others were judged
			r.Candidates = slices.DeleteFunc(r.Candidates, func(c candidateView) bool { return c.Unit != by.Unit })
		}
		v.Routing = &r
	}
	if r := t.Reply; r != nil {
		v.Reply = &replyView{r.Text, r.Resolved, r.At, r.By, r.Override, r.Evidence}
	}
	v.Attachments = s.filesOf(t, by)
	v.Letters, v.Oversights = s.lettersOf(t, by), oversightsOf(t, by)
	v.Returns, v.Conference = s.returns(t), s.conference(t)
	for _, c := range t.Callbacks {
		v.Callbacks = append(v.Callbacks, callbackView(c))
	}
	v.Actions = offersOf(uncovered(s.inTime(t, dispatch.Offers(t, by)), t, by, s.now()))
	coverPage(&v, t, by)
	return v
}

func (s *server) routing(r dispatch.Routing) routingView {
	return routingView{Decision: r.Decision, Category: r.Category, Why: r.Why, Rule: r.Rule, CatalogueVersion: r.CatalogueVersion,
		Threshold: r.Threshold, Candidates: s.candidates(r, nil), Advice: advice(r)}
}

func advice(r dispatch.Routing) *adviceView {
	if r.Advice == nil {
		return nil
	}
	v := adviceView(*r.Advice)
	return &v
}

// candidates are the units that may get a ticket, with earlier tickets like it
// where they were looked up.
func (s *server) candidates(r dispatch.Routing, earlier map[string][]dispatch.Earlier) []candidateView {
	out := make([]candidateView, 0, len(r.Candidates))
	for _, c := range r.Candidates {
		v := candidateView{Unit: c.Unit, UnitName: s.unitName(c.Unit), Score: c.Score, Role: c.Role, Reasons: []reasonView{}}
		for _, x := range c.Reasons {
			v.Reasons = append(v.Reasons, reasonView(x))
		}
		for _, e := range earlier[c.Unit] {
			v.Similar = append(v.Similar, similarView{e.Ticket.No, e.Ticket.OpenTitle(), e.Outcome, s.unitName(e.Unit), e.Ticket.RegisteredAt})
		}
		out = append(out, v)
	}
	return out
}

// pageOf reads what a ticket's page needs beside the ticket: who called, how
// often, and what was merged into it.
func (s *server) pageOf(ctx context.Context, t dispatch.Ticket, by dispatch.Actor, full bool) (ticketView, error) {
	p, err := s.person(ctx, t.No)
	if err != nil {
		return ticketView{}, err
	}
	v := s.view(t, p, by, full)
	if err := s.nameUpstream(ctx, &v); err != nil {
		return v, err
	}
	if v.Seal = s.sealOf(t, by, s.userNames(ctx, t)); v.Seal != nil && full {
		v.Seal.AccusedPeople = p.Accused
	}
	if by.Role.Hotline() && t.Contact.PhoneHash != "" {
		if v.Caller.Calls90d, err = s.calls(ctx, t.Contact.PhoneHash, by); err != nil {
			return v, err
		}
	}
	if by.Role.Hotline() && t.State == dispatch.StateRegistered {
		if err := s.evidence(ctx, t, &v); err != nil {
			return v, err
		}
	}
	for _, no := range t.Children[:min(len(t.Children), 50)] {
		child, err := s.store.Ticket(ctx, no)
		if err != nil {
			return v, err
		}
		v.Children = append(v.Children, childView{no, child.TitleFor(by)})
	}
	return v, nil
}

// evidence is what helps to decide on a ticket that waits for dispatch: tickets
// that may be the same matter, and how earlier ones like it ended.
func (s *server) evidence(ctx context.Context, t dispatch.Ticket, v *ticketView) error {
	var routing dispatch.Routing
	if t.Routing != nil {
		routing = *t.Routing
	}
	e, err := s.Service.Evidence(ctx, dispatch.Facts{Matter: t.Matter, PhoneHash: t.Contact.PhoneHash}, t.No, routing)
	v.Duplicates = duplicatesOf(e.Duplicates)
	if v.Routing != nil {
		v.Routing.Candidates = s.candidates(routing, e.Earlier)
	}
	return err
}

// person is who called; nobody once the data was erased.
func (s *server) person(ctx context.Context, no string) (dispatch.Person, error) {
	p, err := s.store.Person(ctx, no)
	if err != nil && dispatch.CodeOf(err) == dispatch.NotFound {
		return dispatch.Person{}, nil
	}
	return p, err
}

// callSpan is how far back earlier calls of a number are counted, and maxCalls
// up to how many.
const (
	callSpan = 90 * 24 * time.Hour
	maxCalls = 100
)

func (s *server) calls(ctx context.Context, hash string, by dispatch.Actor) (int, error) {
	f := dispatch.Filter{PhoneHash: hash, From: s.now().Add(-callSpan)}
	items, _, err := s.store.Tickets(ctx, f, dispatch.Page{Limit: maxCalls})
	return len(readable(items, f, by)), err
}
