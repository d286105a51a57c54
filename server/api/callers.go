package api

import (
	"context"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type lookupForm struct {
	Phone string `json:"phone"`
}

type callerRecord struct {
	Calls90d int    `json:"calls_90d"`
	Name     string `json:"name,omitempty"` // masked
	// People are those who called from the number, the newest first.
	People []callerPerson `json:"people"`
	Items  []ticketRow    `json:"items"`
}

// callerPerson is one of those who called from a number, with their tickets.
type callerPerson struct {
	Name    string   `json:"name"` // masked
	Tickets []string `json:"tickets"`
}

// lookupCaller finds earlier tickets of a number (来电人历史). The number comes in
// the body, so that it stands in no address and no log.
func (s *server) lookupCaller(c *fiber.Ctx) error {
	f, err := decode[lookupForm](c)
	if err != nil {
		return err
	}
	return s.callerHistory(c, f.Phone)
}

// callersByQuery is the same for programs that must use GET.
func (s *server) callersByQuery(c *fiber.Ctx) error {
	phone, err := query(c, "phone", 40)
	if err != nil {
		return err
	}
	return s.callerHistory(c, phone)
}

func (s *server) callerHistory(c *fiber.Ctx, phone string) error {
	number, ok := dispatch.NormalPhone(phone)
	if !ok {
		return dispatch.FieldError("phone", "phone")
	}
	f := dispatch.Filter{PhoneHash: s.Service.HashPhone(number)}
	list, _, err := s.store.Tickets(c.UserContext(), f, dispatch.Page{Limit: maxCalls})
	if err != nil {
		return err
	}
	list = readable(list, f, actorOf(c)) // who called on a sealed ticket is not told by the number
	v := callerRecord{Items: []ticketRow{}, People: []callerPerson{}}
	since := s.now().Add(-callSpan)
	for i, t := range list {
		if !t.RegisteredAt.Before(since) {
			v.Calls90d++
		}
		if i < 20 {
			v.Items = append(v.Items, s.row(t, actorOf(c)))
		}
	}
	if len(list) > 0 {
		if v.People, err = s.peopleOf(c.UserContext(), list[:min(len(list), 20)]); err != nil {
			return err
		}
		v.Name = v.People[0].Name
		s.saw(c.UserContext(), actorOf(c), list[0].No, sawLookup, []string{"masked_name"}, "")
	}
	return c.JSON(v)
}

// peopleOf tells apart who called, the newest first: the same name is the same
// person.
func (s *server) peopleOf(ctx context.Context, list []dispatch.Ticket) ([]callerPerson, error) {
	var out []callerPerson
	at := map[string]int{}
	for _, t := range list {
		p, err := s.person(ctx, t.No)
		if err != nil {
			return nil, err
		}
		i, known := at[p.Name]
		if !known {
			i = len(out)
			at[p.Name] = i
			out = append(out, callerPerson{Name: p.Mask().Name})
		}
		out[i].Tickets = append(out[i].Tickets, t.No)
	}
	return out, nil
}

type timeView struct {
	Now time.Time `json:"now"`
}

// clock tells the server's time, so that a page's countdown does not hang on
// the clock of its machine.
func (s *server) clock(c *fiber.Ctx) error { return c.JSON(timeView{s.now().UTC()}) }
