package api

import (
	"context"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type placeForm struct {
	Address string  `json:"address"`
	Town    string  `json:"town"`
	Lon     float64 `json:"lon"`
	Lat     float64 `json:"lat"`
}

type callerForm struct {
	Name         string `json:"name"`
	Phone        string `json:"phone"`
	Address      string `json:"address"`
	Anonymous    bool   `json:"anonymous"`
	Confidential bool   `json:"confidential"`
	WantsReply   bool   `json:"wants_reply"`
	Publish      bool   `json:"publish"`
}

type upstreamForm struct {
	Platform string `json:"platform"`
	No       string `json:"no"`
	Due      string `json:"due"`
}

type choiceForm struct {
	Lead    string   `json:"lead"`
	CoUnits []string `json:"co_units"`
	Reason  string   `json:"reason"`
}

type outcomeForm struct {
	Kind   string `json:"kind"`
	Text   string `json:"text"`
	Reason string `json:"reason"`
	Route  string `json:"route"`
	Number string `json:"number"`
}

// intakeForm is POST /tickets.
type intakeForm struct {
	Type        dispatch.Type    `json:"type"`
	Channel     dispatch.Channel `json:"channel"`
	Urgency     dispatch.Urgency `json:"urgency"`
	Title       string           `json:"title"`
	Text        string           `json:"text"`
	Category    string           `json:"category"`
	Place       placeForm        `json:"place"`
	Caller      callerForm       `json:"caller"`
	CallID      string           `json:"call_id"`
	Upstream    *upstreamForm    `json:"upstream"`
	Dispatch    *choiceForm      `json:"dispatch"`
	Outcome     *outcomeForm     `json:"outcome"`
	Report      *reportForm      `json:"report"`
	Attachments []string         `json:"attachments"`
}

func (f intakeForm) intake() (dispatch.Intake, error) {
	in := dispatch.Intake{
		Matter: dispatch.Matter{Type: f.Type, Channel: f.Channel, Urgency: f.Urgency, Title: titleOrProposal(f.Title, f.Text), Text: f.Text,
			Category: f.Category, Place: dispatch.Place(f.Place)},
		Person:    dispatch.Person{Name: f.Caller.Name, Phone: f.Caller.Phone, Address: f.Caller.Address},
		Anonymous: f.Caller.Anonymous, Confidential: f.Caller.Confidential, WantsReply: f.Caller.WantsReply, CallID: f.CallID,
		Public: f.Caller.Publish, Report: f.Report.facts(),
	}
	if u := f.Upstream; u != nil {
		due, err := moment("upstream.due", u.Due)
		if err != nil {
			return in, err
		}
		in.Upstream = &dispatch.Upstream{Platform: u.Platform, No: u.No, Due: due}
	}
	return in, nil
}

// titleOrProposal proposes a title where none was given. Pictures a citizen
// typed into the text do not belong into it.
func titleOrProposal(title, text string) string {
	if strings.TrimSpace(title) != "" {
		return title
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.So, r) || unicode.Is(unicode.Sk, r) || unicode.IsControl(r) || r == 0x200D || r == 0xFE0F {
			return -1
		}
		return r
	}, dispatch.ProposeTitle(text))
}

// action is how the call ended on the line; zero when it did not.
func (f *outcomeForm) action() (dispatch.Action, error) {
	if f == nil {
		return dispatch.Action{}, nil
	}
	switch kind := dispatch.ActionKind(f.Kind); kind {
	case dispatch.DoAnswer:
		return dispatch.Action{Kind: kind, Text: f.Text}, nil
	case dispatch.DoDecline:
		return dispatch.Action{Kind: kind, Reason: f.Reason, Route: f.Route}, nil
	case dispatch.DoTransfer:
		return dispatch.Action{Kind: kind, Reason: f.Reason, Route: f.Number}, nil
	}
	return dispatch.Action{}, dispatch.FieldError("outcome.kind", "unknown_value")
}

func (f *choiceForm) choice() *dispatch.Choice {
	if f == nil {
		return nil
	}
	return &dispatch.Choice{Lead: f.Lead, CoUnits: f.CoUnits, Reason: f.Reason}
}

// logTicket registers a demand (登记). Repeated with the same Idempotency-Key it
// answers with the ticket of the first time.
func (s *server) logTicket(c *fiber.Ctx) error {
	f, err := decode[intakeForm](c)
	if err != nil {
		return err
	}
	in, err := f.intake()
	if err != nil {
		return err
	}
	if f.Category != "" && s.categoryName(f.Category) == "" {
		return dispatch.FieldError("category", "unknown_value")
	}
	first, err := f.Outcome.action()
	if err != nil {
		return err
	}
	if in.IdemKey, err = idempotencyKey(c, "tickets"); err != nil {
		return err
	}
	if in.Attachments, err = s.claim(c.UserContext(), sent(f.Attachments), actorOf(c)); err != nil {
		return err
	}
	t, err := s.log(c.UserContext(), in, f.Dispatch.choice(), first, actorOf(c))
	if err != nil {
		return err
	}
	s.noteTicket(c.UserContext(), t)
	c.Location("/api/v1/tickets/" + t.No)
	c.Set(fiber.HeaderETag, etag(t))
	return c.Status(fiber.StatusCreated).JSON(s.view(t, in.Person, actorOf(c), false))
}

// log registers, taking a repeated request for the first one.
func (s *server) log(ctx context.Context, in dispatch.Intake, choice *dispatch.Choice, first dispatch.Action, by dispatch.Actor) (dispatch.Ticket, error) {
	t, err := s.Service.Log(ctx, in, choice, first, by)
	if err == nil {
		s.metrics.intake.WithLabelValues(string(t.Channel)).Inc()
	}
	if err == nil || dispatch.CodeOf(err) != dispatch.Exists || t.No == "" {
		return t, err
	}
	if in.IdemKey != "" && t.IdemKey == in.IdemKey {
		return t, nil
	}
	return t, &dispatch.Error{Code: dispatch.Exists, Key: "upstream_exists", Field: "upstream.no", Args: []any{t.No}}
}

// getTicket gives one ticket as the reader may see it.
func (s *server) getTicket(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	v, err := s.pageOf(c.UserContext(), t, actorOf(c), false)
	if err != nil {
		return err
	}
	if fields := shown(v.Caller); t.IsSealed() && len(fields) > 0 && s.anew(actorOf(c), t.No) {
		s.saw(c.UserContext(), actorOf(c), t.No, sawPage, fields, "")
	}
	c.Set(fiber.HeaderETag, etag(t))
	return c.JSON(v)
}

// etag is the ticket's version as If-Match takes it.
func etag(t dispatch.Ticket) string { return strconv.Quote(strconv.Itoa(t.Version)) }

// visible reads the ticket of the route and refuses one of another unit.
func (s *server) visible(c *fiber.Ctx) (dispatch.Ticket, error) {
	no, err := ticketNo(c)
	if err != nil {
		return dispatch.Ticket{}, err
	}
	t, err := s.store.Ticket(c.UserContext(), no)
	if err != nil {
		return t, err
	}
	if !dispatch.CanSee(t, actorOf(c)) {
		return dispatch.Ticket{}, dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	return t, nil
}

type eventView struct {
	Seq   int            `json:"seq"`
	Kind  dispatch.Kind  `json:"kind"`
	At    time.Time      `json:"at"`
	Actor dispatch.Actor `json:"actor"`
	Data  dispatch.Data  `json:"data"`
	Hash  string         `json:"hash"`
}

type eventsView struct {
	Items  []eventView `json:"items"`
	Intact bool        `json:"intact"`
}

// ticketEvents gives the history and whether its chain is whole. What serves
// only to find a ticket stays here: the code, the keys, the hash of the number.
func (s *server) ticketEvents(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	events, err := s.store.Events(c.UserContext(), t.No)
	if err != nil {
		return err
	}
	v := eventsView{Items: make([]eventView, 0, len(events)), Intact: dispatch.Verify(events) == 0}
	for _, e := range events {
		if dispatch.LetterToOthers(e, actorOf(c)) {
			continue
		}
		e = e.For(t, actorOf(c))
		d := e.Data
		if e.Kind == dispatch.Registered { // elsewhere it is the code of a reason
			d.Code = ""
		}
		d.Key, d.IdemKey = "", ""
		if d.Routing != nil {
			r := *d.Routing
			r.Candidates = orEmpty(r.Candidates)
			d.Routing = &r
		}
		if d.Contact != nil {
			contact := *d.Contact
			contact.PhoneHash = ""
			d.Contact = &contact
		}
		if !actorOf(c).Role.Hotline() {
			d.Routing, d.Check = nil, nil
			if actorOf(c).Unit != d.Unit { // who holds the posts of another unit
				d.Users = nil
			}
		}
		v.Items = append(v.Items, eventView{e.Seq, e.Kind, e.At, e.Actor, d, e.Hash})
	}
	return c.JSON(v)
}

// listTickets gives a page of a queue or a search, as far as the reader may see.
func (s *server) listTickets(c *fiber.Ctx) error {
	if c.Query("issue") != "" {
		return s.issueTickets(c)
	}
	if c.Query("finding") != "" {
		return s.findingTickets(c)
	}
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	list, next, err := s.store.Tickets(c.UserContext(), f, p)
	if err != nil {
		return err
	}
	if f.PhoneHash != "" && p.After == "" {
		s.saw(c.UserContext(), actorOf(c), "", sawLookup, []string{"list"}, "")
	}
	late := c.QueryBool("late")
	rows := make([]ticketRow, 0, len(list))
	for _, t := range readable(list, f, actorOf(c)) {
		if !late || t.Overdue() {
			rows = append(rows, s.row(t, actorOf(c)))
		}
	}
	return c.JSON(page(rows, next))
}

func pageParams(c *fiber.Ctx) (dispatch.Page, error) {
	p := dispatch.Page{Limit: 50}
	if q := c.Query("limit"); q != "" {
		n, err := strconv.Atoi(q)
		if err != nil || n < 1 || n > 200 {
			return p, dispatch.FieldError("limit", "out_of_range", 1, 200)
		}
		p.Limit = n
	}
	var err error
	p.After, err = query(c, "after", 200)
	return p, err
}
