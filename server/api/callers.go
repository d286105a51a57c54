package api

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

type lookupForm struct {
	Phone string `json:"phone"`
}

type callerRecord struct {
	Calls90d int         `json:"calls_90d"`
	Name     string      `json:"name,omitempty"` // masked
	Items    []ticketRow `json:"items"`
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
	v := callerRecord{Items: []ticketRow{}}
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
		p, err := s.person(c.UserContext(), list[0].No)
		if err != nil {
			return err
		}
		v.Name = p.Mask().Name
		s.saw(c.UserContext(), actorOf(c), list[0].No, sawLookup, []string{"masked_name"}, "")
	}
	return c.JSON(v)
}

type timeView struct {
	Now time.Time `json:"now"`
}

// clock tells the server's time, so that a page's countdown does not hang on
// the clock of its machine.
func (s *server) clock(c *fiber.Ctx) error { return c.JSON(timeView{s.now().UTC()}) }
