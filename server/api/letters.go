package api

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

// letterView is a letter of the ladder (督办文书) as the reader may see it.
type letterView struct {
	N          int                  `json:"n"`
	ID         string               `json:"id"`
	Number     string               `json:"number"`
	No         string               `json:"no"`
	Version    int                  `json:"version"` // of the ticket
	Title      string               `json:"title"`
	Kind       dispatch.LetterKind  `json:"kind"`
	Level      int                  `json:"level"`
	Form       dispatch.Form        `json:"form,omitempty"`
	Unit       string               `json:"unit"`
	UnitName   string               `json:"unit_name"`
	IssuedAt   time.Time            `json:"issued_at"`
	IssuedBy   string               `json:"issued_by,omitempty"` // empty: a timer
	Due        time.Time            `json:"due"`
	Reason     string               `json:"reason,omitempty"`
	Demand     string               `json:"demand,omitempty"`
	Receiver   string               `json:"receiver,omitempty"`
	ReceivedAt time.Time            `json:"received_at,omitzero"`
	ReceivedBy string               `json:"received_by,omitempty"`
	AnsweredAt time.Time            `json:"answered_at,omitzero"`
	AnsweredBy string               `json:"answered_by,omitempty"`
	Answer     string               `json:"answer,omitempty"`
	Late       bool                 `json:"late"`
	ClosedAt   time.Time            `json:"closed_at,omitzero"`
	ClosedBy   string               `json:"closed_by,omitempty"`
	Closing    string               `json:"closing,omitempty"`
	Withdrawn  bool                 `json:"withdrawn,omitempty"`
	State      dispatch.LetterState `json:"state"`
	Actions    []offer              `json:"actions"`
}

// oversightView is an act of supervision other than a letter (督办形式).
type oversightView struct {
	N        int           `json:"n"`
	Form     dispatch.Form `json:"form"`
	By       string        `json:"by"`
	Recorded time.Time     `json:"recorded"`
	At       time.Time     `json:"at"`
	Place    string        `json:"place,omitempty"`
	Who      string        `json:"who,omitempty"`
	Text     string        `json:"text,omitempty"`
	Result   string        `json:"result,omitempty"`
	ResultAt time.Time     `json:"result_at,omitzero"`
	ResultBy string        `json:"result_by,omitempty"`
}

// letterPageView is a letter with the document it is.
type letterPageView struct {
	letterView
	Document dispatch.Document `json:"document"`
}

// previewView is the document that a supervision would send; nil when its form
// is none that sends one.
type previewView struct {
	Document *dispatch.Document `json:"document"`
	Due      time.Time          `json:"due,omitzero"`
}

// letterID is the name of a letter in addresses: its ticket and its place.
func letterID(no string, n int) string { return no + "-" + strconv.Itoa(n) }

func (s *server) letter(t dispatch.Ticket, n int, by dispatch.Actor) letterView {
	l := t.Letters[n-1]
	return letterView{N: n, ID: letterID(t.No, n), Number: dispatch.LetterNumber(l.Kind, t.No, n), No: t.No, Version: t.Version, Title: notify.Title(t),
		Kind: l.Kind, Level: l.Level, Form: l.Form, Unit: l.Unit, UnitName: s.unitName(l.Unit), IssuedAt: l.At, IssuedBy: l.By, Due: l.Due,
		Reason: l.Reason, Demand: l.Demand, Receiver: l.Receiver, ReceivedAt: l.ReceivedAt, ReceivedBy: l.ReceivedBy,
		AnsweredAt: l.AnsweredAt, AnsweredBy: l.AnsweredBy, Answer: l.Answer, Late: l.Late, ClosedAt: l.ClosedAt, ClosedBy: l.ClosedBy,
		Closing: l.Closing, Withdrawn: l.Withdrawn, State: l.State(), Actions: offersOf(dispatch.LetterOffers(t, n, by))}
}

// lettersOf are the letters of a ticket that the reader may see, in the order
// they went out. What a person wrote in them is for those who may read the ticket.
func (s *server) lettersOf(t dispatch.Ticket, by dispatch.Actor) []letterView {
	var out []letterView
	for i, l := range t.Letters {
		if dispatch.CanRead(t, by) && l.For(by) {
			out = append(out, s.letter(t, i+1, by))
		}
	}
	return out
}

func oversightsOf(t dispatch.Ticket, by dispatch.Actor) []oversightView {
	var out []oversightView
	if !dispatch.CanRead(t, by) {
		return nil
	}
	for i, o := range t.Oversights {
		out = append(out, oversightView{N: i + 1, Form: o.Form, By: o.By, Recorded: o.Recorded, At: o.At, Place: o.Place, Who: o.Who, Text: o.Text,
			Result: o.Result, ResultAt: o.ResultAt, ResultBy: o.ResultBy})
	}
	return out
}

// letterStretch is a queue of tickets, and which of their letters it stands for.
type letterStretch struct {
	queue string
	of    func(dispatch.Letter) bool
}

// listLetters gives a page of letters: the hotline's by what they need, the late
// ones first; a unit's own, those to answer first.
func (s *server) listLetters(c *fiber.Ctx) error {
	by := actorOf(c)
	unit, state, kind := c.Query("unit"), dispatch.LetterState(c.Query("state")), dispatch.LetterKind(c.Query("kind"))
	if by.Role == dispatch.RoleLiaison {
		unit = by.Unit
	}
	stages := dispatch.LetterStages()
	if state != "" && !slices.Contains(stages, state) {
		return dispatch.FieldError("state", "unknown_value")
	}
	if kind != "" && !slices.ContainsFunc(dispatch.Ladder(), func(g dispatch.Rung) bool { return g.Kind == kind }) {
		return dispatch.FieldError("kind", "unknown_value")
	}
	p, err := pageParams(c)
	if err != nil {
		return err
	}
	wanted := func(l dispatch.Letter) bool {
		return (state == "" || l.State() == state) && (kind == "" || l.Kind == kind) && l.For(by)
	}
	items, next, err := s.letterPage(c.UserContext(), letterStretches(unit, state, stages), p, wanted, by)
	if err != nil {
		return err
	}
	return c.JSON(page(orEmpty(items), next))
}

func letterStretches(unit string, state dispatch.LetterState, stages []dispatch.LetterState) []letterStretch {
	if unit != "" {
		lane := "unit:" + unit + "/letters"
		own := func(waits bool) func(dispatch.Letter) bool {
			return func(l dispatch.Letter) bool { return l.Unit == unit && !l.Outside() && l.Waits() == waits }
		}
		return []letterStretch{{lane, own(true)}, {lane + "/done", own(false)}}
	}
	var out []letterStretch
	for _, st := range stages {
		if state == "" || st == state {
			out = append(out, letterStretch{"hotline/letters/" + string(st), func(l dispatch.Letter) bool { return l.State() == st }})
		}
	}
	return out
}

// letterPage reads tickets until there are letters enough. The cursor is the
// stretch and the place in it.
func (s *server) letterPage(ctx context.Context, stretches []letterStretch, p dispatch.Page, wanted func(dispatch.Letter) bool, by dispatch.Actor) ([]letterView, string, error) {
	i := 0
	if p.After != "" {
		place, after, ok := strings.Cut(p.After, ":")
		n, err := strconv.Atoi(place)
		if !ok || err != nil || n < 0 || n >= len(stretches) {
			return nil, "", dispatch.FieldError("after", "cursor")
		}
		i, p.After = n, after
	}
	var out []letterView
	for ; i < len(stretches); i, p.After = i+1, "" {
		for {
			list, next, err := s.store.Tickets(ctx, dispatch.Filter{Queue: stretches[i].queue}, p)
			if err != nil {
				return nil, "", err
			}
			var some []letterView
			for _, t := range list {
				for n, l := range t.Letters {
					if dispatch.CanRead(t, by) && wanted(l) && stretches[i].of(l) {
						some = append(some, s.letter(t, n+1, by))
					}
				}
			}
			slices.SortStableFunc(some, func(a, b letterView) int { return a.Due.Compare(b.Due) })
			out = append(out, some...)
			if next != "" && len(out) >= p.Limit {
				return out, strconv.Itoa(i) + ":" + next, nil
			}
			if p.After = next; next == "" {
				break
			}
		}
		if i+1 < len(stretches) && len(out) >= p.Limit {
			return out, strconv.Itoa(i+1) + ":", nil
		}
	}
	return out, "", nil
}

// getLetter gives one letter as a document.
func (s *server) getLetter(c *fiber.Ctx) error {
	id, by := c.Params("id"), actorOf(c)
	cut := strings.LastIndex(id, "-")
	unknown := dispatch.Errorf(dispatch.NotFound, "letter_unknown", clip(id, 30))
	if cut < 0 || !isNo(id[:cut]) {
		return unknown
	}
	n, err := strconv.Atoi(id[cut+1:])
	if err != nil {
		return unknown
	}
	t, err := s.store.Ticket(c.UserContext(), id[:cut])
	if err != nil {
		return err
	}
	if !dispatch.CanRead(t, by) {
		return dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	if n < 1 || n > len(t.Letters) {
		return unknown
	}
	if !t.Letters[n-1].For(by) {
		return dispatch.Errorf(dispatch.Forbidden, "letter_not_yours")
	}
	events, err := s.store.Events(c.UserContext(), t.No)
	if err != nil {
		return err
	}
	d, err := s.naming(t).Letter(events, n)
	if err != nil {
		return err
	}
	return c.JSON(letterPageView{s.letter(t, n, by), d})
}

func (s *server) naming(t dispatch.Ticket) dispatch.Naming {
	return dispatch.Naming{Issuer: s.Config.Name, Title: notify.Title(t), Unit: s.unitName}
}

// previewLetter gives the letter that a supervision would send, as it would go
// out, and writes nothing. What would be refused is refused alike.
func (s *server) previewLetter(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	a, err := read[superviseForm](c)
	if err != nil {
		return err
	}
	a.Kind, a.Version = dispatch.DoSupervise, 0
	after, drafts, err := s.Service.Rules().Apply(t, a, actorOf(c), s.now())
	if err != nil {
		return err
	}
	if len(after.Letters) == len(t.Letters) {
		return c.JSON(previewView{})
	}
	events, err := s.store.Events(c.UserContext(), t.No)
	if err != nil {
		return err
	}
	d, err := s.naming(t).Letter(append(events, drafts...), len(after.Letters))
	if err != nil {
		return err
	}
	return c.JSON(previewView{&d, after.Letters[len(after.Letters)-1].Due})
}

// listRungs gives the ladder (督办阶梯): its letters, who may raise to them and
// what must come before.
func (s *server) listRungs(c *fiber.Ctx) error {
	return c.JSON(page(dispatch.Ladder(), ""))
}
