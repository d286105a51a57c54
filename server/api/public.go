package api

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// citizen acts for whoever has the number and the query code.
func citizen() dispatch.Actor { return dispatch.Actor{ID: "citizen", Role: dispatch.RoleCitizen} }

type publicForm struct {
	Type   dispatch.Type `json:"type"`
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	Place  placeForm     `json:"place"`
	Report *reportForm   `json:"report"`
	Caller struct {
		Name         string `json:"name"`
		Phone        string `json:"phone"`
		Anonymous    bool   `json:"anonymous"`
		Confidential bool   `json:"confidential"`
		WantsReply   *bool  `json:"wants_reply"` // yes unless said otherwise
	} `json:"caller"`
}

type publicTicket struct {
	No   string `json:"no"`
	Code string `json:"code"`
}

// publicLog takes a citizen's own form (网上诉求). A repeated form with the same
// key answers with the number of the first time; the key is bound to what was
// written, so that guessing keys finds nothing.
func (s *server) publicLog(c *fiber.Ctx) error {
	if err := s.takePublic(c); err != nil {
		return err
	}
	f, err := decode[publicForm](c)
	if err != nil {
		return err
	}
	in := dispatch.Intake{
		Matter:    dispatch.Matter{Type: f.Type, Channel: dispatch.Web, Title: titleOrProposal(f.Title, f.Text), Text: f.Text, Place: dispatch.Place(f.Place)},
		Person:    dispatch.Person{Name: f.Caller.Name, Phone: f.Caller.Phone},
		Anonymous: f.Caller.Anonymous, Confidential: f.Caller.Confidential, WantsReply: true, Report: f.Report.facts(),
	}
	set(&in.WantsReply, f.Caller.WantsReply)
	if in.IdemKey, err = idempotencyKey(c, "public\n"+f.Caller.Phone+"\n"+f.Text); err != nil {
		return err
	}
	t, err := s.log(c.UserContext(), in, nil, dispatch.Action{}, citizen())
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(publicTicket{t.No, t.Code})
}

// takePublic counts one anonymous request of an address.
func (s *server) takePublic(c *fiber.Ctx) error {
	return s.limits.take("public "+c.IP(), s.Config.Limits.PublicPerMinute, 60, time.Minute)
}

// tracked reads the ticket of the route for somebody who knows its query code
// (查询码). Wrong number and wrong code look alike, and codes cannot be tried out.
func (s *server) tracked(c *fiber.Ctx, code string) (dispatch.Ticket, error) {
	if err := s.takePublic(c); err != nil {
		return dispatch.Ticket{}, err
	}
	unknown := dispatch.Errorf(dispatch.NotFound, "track_unknown")
	no := c.Params("no")
	if !isNo(no) {
		return dispatch.Ticket{}, unknown
	}
	t, err := s.store.Ticket(c.UserContext(), no)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return t, err
	}
	if err := s.limits.take("code "+no, s.Config.Limits.CodesPerHour, 20, time.Hour); err != nil {
		return dispatch.Ticket{}, err
	}
	if err != nil || t.Code == "" || !same(strings.ToUpper(strings.TrimSpace(code)), t.Code) {
		return dispatch.Ticket{}, unknown
	}
	s.limits.give("code " + no) // only wrong codes are counted
	return t, nil
}

type stepView struct {
	Kind string    `json:"kind"`
	At   time.Time `json:"at,omitzero"`
	Text string    `json:"text"`
	Done bool      `json:"done"`
	Due  time.Time `json:"due,omitzero"`
}

type publicReply struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

type trackView struct {
	No           string         `json:"no"`
	State        dispatch.State `json:"state"`
	Title        string         `json:"title"`
	RegisteredAt time.Time      `json:"registered_at"`
	UnitName     string         `json:"unit_name,omitempty"`
	Steps        []stepView     `json:"steps"`
	Reply        *publicReply   `json:"reply,omitempty"`
	MayRate      bool           `json:"may_rate"`
	Rating       *ratingView    `json:"rating,omitempty"`
}

// publicTrack shows a citizen how far the matter is (办理进度).
func (s *server) publicTrack(c *fiber.Ctx) error {
	code, err := query(c, "code", 40)
	if err != nil {
		return err
	}
	t, err := s.tracked(c, code)
	if err != nil {
		return err
	}
	return s.sendTrack(c, t)
}

// sendTrack answers with the progress. A merged ticket shows that of its master:
// dates and unit, nothing another caller said. It has a state of its own again
// from the master's reply on, and goes its own way when it must be redone.
func (s *server) sendTrack(c *fiber.Ctx, t dispatch.Ticket) error {
	way := t
	if t.MergedInto != "" && t.Redo == 0 {
		master, err := s.store.Ticket(c.UserContext(), t.MergedInto)
		if err != nil {
			return err
		}
		way = master
	}
	state := t.State
	if state == dispatch.StateMerged {
		state = way.State
	}
	v := trackView{No: t.No, State: state, Title: t.TitleFor(citizen()), RegisteredAt: t.RegisteredAt, UnitName: s.unitName(way.Lead), Steps: steps(t, way)}
	if r := way.Reply; r != nil && told(way.State) {
		v.Reply = &publicReply{r.Text, r.At}
	}
	v.Rating = ratingOf(t)
	v.MayRate = slices.Contains(dispatch.Offers(t, citizen()), dispatch.DoRate)
	return c.JSON(v)
}

// told tells whether the unit's reply has passed the review and may be shown.
func told(st dispatch.State) bool {
	return st == dispatch.StateReviewed || st == dispatch.StateClosed || st == dispatch.StateAnswered
}

// steps are the stations of the way; the page has the words. An early end takes
// the place of what will not come, with the reason the hotline gave.
func steps(own, way dispatch.Ticket) []stepView {
	out := []stepView{{Kind: "registered", At: own.RegisteredAt, Done: true}}
	switch way.State {
	case dispatch.StateAnswered, dispatch.StateTerminated:
		return append(out, stepView{Kind: string(way.State), At: way.ClosedAt, Text: way.Outcome, Done: true})
	case dispatch.StateDeclined, dispatch.StateTransferred:
		return append(out, stepView{Kind: string(way.State), At: way.ClosedAt, Text: way.Route, Done: true})
	default:
	}
	out = append(out, stepView{Kind: "dispatched", At: way.DispatchedAt, Done: way.Lead != ""})
	for _, k := range []struct {
		kind  string
		clock int
	}{{"accepted", 1}, {"contacted", 2}, {"replied", 3}} {
		out = append(out, clockStep(way, k.kind, k.clock))
	}
	return append(out, stepView{Kind: "closed", At: way.ClosedAt, Done: way.State == dispatch.StateClosed})
}

// clockStep is a station that a clock of the unit waits for. Contact may be
// waived; then the state tells whether the way went past it.
func clockStep(t dispatch.Ticket, kind string, clock int) stepView {
	v := stepView{Kind: kind}
	if t.Lead == "" {
		return v
	}
	if c, i := t.Clock(clockOrder[clock]); i >= 0 && c.Unit == t.Lead && !c.Waived {
		v.At, v.Due, v.Done = c.MetAt, c.Due, !c.MetAt.IsZero()
	}
	switch kind {
	case "accepted":
		v.Done = v.Done || (t.State != dispatch.StateDispatched && t.State != dispatch.StateRegistered)
	case "contacted":
		v.Done = v.Done || !t.State.WithUnit() || t.State == dispatch.StateContacted
	case "replied":
		v.Done = told(t.State) || t.State == dispatch.StateReplied
		v.At = time.Time{}
		if t.Reply != nil && v.Done {
			v.At = t.Reply.At
		}
	}
	return v
}

type ratingForm struct {
	Code      string `json:"code"`
	Resolved  bool   `json:"resolved"`
	Satisfied bool   `json:"satisfied"`
	Comment   string `json:"comment"`
}

type codeForm struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// publicRate takes the citizen's two answers (评价), once.
func (s *server) publicRate(c *fiber.Ctx) error {
	f, err := decode[ratingForm](c)
	if err != nil {
		return err
	}
	return s.publicAct(c, f.Code, dispatch.Action{Kind: dispatch.DoRate, Resolved: f.Resolved, Satisfied: f.Satisfied, Text: f.Comment})
}

// publicUrge is the citizen asking how long it will take (催单).
func (s *server) publicUrge(c *fiber.Ctx) error {
	f, err := decode[codeForm](c)
	if err != nil {
		return err
	}
	return s.publicAct(c, f.Code, dispatch.Action{Kind: dispatch.DoUrge, Text: f.Text})
}

// publicAppend adds to what the citizen said (补充).
func (s *server) publicAppend(c *fiber.Ctx) error {
	f, err := decode[codeForm](c)
	if err != nil {
		return err
	}
	return s.publicAct(c, f.Code, dispatch.Action{Kind: dispatch.DoAppend, Text: f.Text})
}

func (s *server) publicAct(c *fiber.Ctx, code string, a dispatch.Action) error {
	t, err := s.tracked(c, code)
	if err != nil {
		return err
	}
	if a.Key, err = idempotencyKey(c, "public "+string(a.Kind)); err != nil {
		return err
	}
	after, err := s.Service.Act(c.UserContext(), t.No, a, citizen())
	if err != nil {
		return err
	}
	return s.sendTrack(c, after)
}
