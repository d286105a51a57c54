package api

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// filter reads the query of a list and narrows it to what the reader may see.
func (s *server) filter(c *fiber.Ctx) (dispatch.Filter, error) {
	q := map[string]string{}
	for _, name := range []string{"queue", "unit", "q", "town", "category", "urgency", "type", "state", "phone", "clock", "from", "to"} {
		v, err := query(c, name, 100)
		if err != nil {
			return dispatch.Filter{}, err
		}
		q[name] = v
	}
	f := dispatch.Filter{Queue: q["queue"], Unit: q["unit"], Q: q["q"], Town: q["town"], Category: q["category"],
		Urgency: dispatch.Urgency(q["urgency"]), Type: dispatch.Type(q["type"])}
	if err := readKinds(&f, q["state"]); err != nil {
		return f, err
	}
	var err error
	if f.From, err = moment("from", q["from"]); err != nil {
		return f, err
	}
	if f.To, err = endMoment("to", q["to"]); err != nil {
		return f, err
	}
	if err := s.byPhone(&f, q["phone"], actorOf(c)); err != nil {
		return f, err
	}
	return narrow(f, q["clock"], c.QueryBool("late"), actorOf(c))
}

// readKinds checks the words that name a state, type or urgency.
func readKinds(f *dispatch.Filter, states string) error {
	for name := range strings.SplitSeq(states, ",") {
		if name == "" {
			continue
		}
		if !slices.Contains(dispatch.States, dispatch.State(name)) {
			return dispatch.FieldError("state", "unknown_value")
		}
		f.States = append(f.States, dispatch.State(name))
	}
	switch {
	case f.Type != "" && !slices.Contains(dispatch.Types, f.Type):
		return dispatch.FieldError("type", "unknown_value")
	case f.Urgency != "" && !slices.Contains(dispatch.Urgencies, f.Urgency):
		return dispatch.FieldError("urgency", "unknown_value")
	}
	return nil
}

// endMoment is moment, with a day meaning its end.
func endMoment(field, v string) (time.Time, error) {
	at, err := moment(field, v)
	if err == nil && len(v) == len(time.DateOnly) {
		at = at.AddDate(0, 0, 1)
	}
	return at, err
}

var mobile = regexp.MustCompile(`^1\d{10}$`)

// byPhone looks for a number, given as such or typed into the search box. Only
// the hotline may.
func (s *server) byPhone(f *dispatch.Filter, phone string, by dispatch.Actor) error {
	if phone == "" && mobile.MatchString(f.Q) && by.Role.Hotline() {
		phone, f.Q = f.Q, ""
	}
	if phone == "" {
		return nil
	}
	if !by.Role.Hotline() {
		return dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	number, ok := dispatch.NormalPhone(phone)
	if !ok {
		return dispatch.FieldError("phone", "phone")
	}
	f.PhoneHash = s.Service.HashPhone(number)
	return nil
}

// narrow keeps a liaison to the own unit and turns late into the queue of the
// late.
func narrow(f dispatch.Filter, clock string, late bool, by dispatch.Actor) (dispatch.Filter, error) {
	if by.Role.Hotline() {
		if late && f.Queue == "" {
			f.Queue = "hotline/late"
			if clock != "" {
				f.Queue += "/" + clock
			}
		}
		return f, nil
	}
	own := "unit:" + by.Unit + "/"
	if by.Unit == "" || (f.Unit != "" && f.Unit != by.Unit) || (f.Queue != "" && !strings.HasPrefix(f.Queue, own)) {
		return f, dispatch.Errorf(dispatch.Forbidden, "not_your_unit")
	}
	if f.Queue == "" {
		f.Unit = by.Unit
	}
	return f, nil
}
