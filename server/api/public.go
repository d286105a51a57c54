package api

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// citizen acts for whoever has the number and the query code.
func citizen() dispatch.Actor { return dispatch.Actor{ID: "citizen", Role: dispatch.RoleCitizen} }

type publicForm struct {
	Type        dispatch.Type `json:"type"`
	Title       string        `json:"title"`
	Text        string        `json:"text"`
	Place       placeForm     `json:"place"`
	Report      *reportForm   `json:"report"`
	Attachments []string      `json:"attachments"`
	// Website is a field that no person sees: what fills it in is a robot.
	Website string `json:"website"`
	Caller  struct {
		Name         string `json:"name"`
		Phone        string `json:"phone"`
		Anonymous    bool   `json:"anonymous"`
		Confidential bool   `json:"confidential"`
		WantsReply   *bool  `json:"wants_reply"` // yes unless said otherwise
		Progress     bool   `json:"progress"`    // be told of the progress by text message
		Publish      bool   `json:"publish"`     // agrees to see the matter published
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
	if f.Website != "" {
		return dispatch.Errorf(dispatch.Forbidden, "robot_suspected")
	}
	in := dispatch.Intake{
		Matter:    dispatch.Matter{Type: f.Type, Channel: dispatch.Web, Title: titleOrProposal(f.Title, f.Text), Text: f.Text, Place: dispatch.Place(f.Place)},
		Person:    dispatch.Person{Name: f.Caller.Name, Phone: f.Caller.Phone},
		Anonymous: f.Caller.Anonymous, Confidential: f.Caller.Confidential, WantsReply: true, Public: f.Caller.Publish, Report: f.Report.facts(),
	}
	set(&in.WantsReply, f.Caller.WantsReply)
	if f.Caller.Progress {
		in.Progress = dispatch.TextMessage
	}
	if in.IdemKey, err = idempotencyKey(c, "public\n"+f.Caller.Phone+"\n"+f.Text); err != nil {
		return err
	}
	if err := s.checkRobot(c, in.IdemKey); err != nil {
		return err
	}
	if in.Attachments, err = s.claim(c.UserContext(), sent(f.Attachments), citizen()); err != nil {
		return err
	}
	t, err := s.log(c.UserContext(), in, nil, dispatch.Action{}, citizen())
	if err != nil {
		return err
	}
	s.takenUp(in.Attachments)
	return c.Status(fiber.StatusCreated).JSON(publicTicket{t.No, t.Code})
}

// takePublic counts one anonymous request of an address.
func (s *server) takePublic(c *fiber.Ctx) error {
	return s.limits.take("public", limitAddress(c.IP()), s.Config.Limits.PublicPerMinute, 60, time.Minute)
}

// tracked reads the ticket of the route for somebody who knows its query code
// (查询码). Wrong number and wrong code look alike, and codes cannot be tried out.
func (s *server) tracked(c *fiber.Ctx, code string) (dispatch.Ticket, error) {
	if err := s.takePublic(c); err != nil {
		return dispatch.Ticket{}, err
	}
	return s.coded(c.UserContext(), limitAddress(c.IP()), c.Params("no"), code)
}

// strangers is how many times as many wrong codes all the world may try for a
// ticket as one network may: whoever tries locks out themselves, not the citizen.
const strangers = 10

// coded reads a ticket for somebody who names its number and its code; who is the
// network or the person they are counted as.
func (s *server) coded(ctx context.Context, who, no, code string) (dispatch.Ticket, error) {
	unknown := dispatch.Errorf(dispatch.NotFound, "track_unknown")
	if !isNo(no) {
		return dispatch.Ticket{}, unknown
	}
	t, err := s.store.Ticket(ctx, no)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return t, err
	}
	if err := s.limits.take("code", no+" "+who, s.Config.Limits.CodesPerHour, 20, time.Hour); err != nil {
		return dispatch.Ticket{}, err
	}
	if err := s.limits.take("codes", no, strangers*s.Config.Limits.CodesPerHour, strangers*20, time.Hour); err != nil {
		return dispatch.Ticket{}, err
	}
	if err != nil || t.Code == "" || !same(strings.ToUpper(strings.TrimSpace(code)), t.Code) {
		return dispatch.Ticket{}, unknown
	}
	s.limits.give("code", no+" "+who, 1) // only wrong codes are counted
	s.limits.give("codes", no, 1)
	return t, nil
}

type publicReply struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

type publicAsk struct {
	Items    []string  `json:"items"`
	Text     string    `json:"text,omitempty"`
	At       time.Time `json:"at"`
	Answered bool      `json:"answered"`
}

type publicExtension struct {
	Until  time.Time `json:"until"`
	Reason string    `json:"reason,omitempty"`
}

type trackView struct {
	No           string           `json:"no"`
	State        dispatch.State   `json:"state"`
	Title        string           `json:"title"`
	RegisteredAt time.Time        `json:"registered_at"`
	UnitName     string           `json:"unit_name,omitempty"`
	Steps        []stepView       `json:"steps"`
	Reply        *publicReply     `json:"reply,omitempty"`
	Asked        *publicAsk       `json:"asked,omitempty"`
	Extension    *publicExtension `json:"extension,omitempty"`
	Suspended    time.Time        `json:"suspended_until,omitzero"`
	Rating       *ratingView      `json:"rating,omitempty"`
	MayRate      bool             `json:"may_rate"`
	MayAppend    bool             `json:"may_append"`
	MayWithdraw  bool             `json:"may_withdraw"`
	MayUrge      bool             `json:"may_urge"`
	MayUrgeAt    time.Time        `json:"may_urge_at,omitzero"` // from when again, after urging
	// Told is how the citizen is told of the progress; MayFollow that a text message is
	// a way to.
	Told        dispatch.OutletKind `json:"told,omitempty"`
	MayFollow   bool                `json:"may_follow"`
	Attachments []publicFileView    `json:"attachments,omitempty"`
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
	v, err := s.track(c.UserContext(), t)
	if err != nil {
		return err
	}
	return c.JSON(v)
}

func (s *server) track(ctx context.Context, t dispatch.Ticket) (trackView, error) {
	events, err := s.store.Events(ctx, t.No)
	if err != nil {
		return trackView{}, err
	}
	way, master := t, []dispatch.Event(nil)
	if follows(t) {
		if way, err = s.store.Ticket(ctx, t.MergedInto); err != nil {
			return trackView{}, err
		}
		if master, err = s.store.Events(ctx, way.No); err != nil {
			return trackView{}, err
		}
	}
	v := s.progress(t, way)
	v.Steps = append(past(events, master, s.unitName), v.Steps...)
	return v, nil
}

// follows tells whether the ticket goes the way of the one it is merged into.
func follows(t dispatch.Ticket) bool { return t.MergedInto != "" && t.Redo == 0 }

// progress is how the matter stands and what its citizen may do now; steps are
// those ahead.
func (s *server) progress(t, way dispatch.Ticket) trackView {
	state, ahead := t.State, coming(t, t)
	if state == dispatch.StateMerged {
		state, ahead = way.State, coming(t, way)
	}
	v := trackView{No: t.No, State: state, Title: t.TitleFor(citizen()), RegisteredAt: t.RegisteredAt, UnitName: s.unitName(way.Lead),
		Steps: ahead, Rating: ratingOf(t), Suspended: way.Suspended}
	if r := way.Reply; r != nil && told(way.State) {
		v.Reply = &publicReply{r.Text, r.At}
	}
	if a := t.Asked; a != nil && (t.AskOpen() || !a.Answered.IsZero()) {
		v.Asked = &publicAsk{a.Items, a.Text, a.At, !a.Answered.IsZero()}
	}
	if n := len(way.Extensions); n > 0 && way.Extensions[n-1].Approved && way.State.WithUnit() {
		v.Extension = &publicExtension{way.Extensions[n-1].To, way.Extensions[n-1].Reason}
	}
	v.Attachments = s.publicFiles(t, way)
	v.Told, v.MayFollow = t.Contact.Progress, t.MayFollow(dispatch.TextMessage) && s.Outlets.Ready(dispatch.TextMessage)
	mine, ways := dispatch.Offers(t, citizen()), dispatch.Offers(way, citizen())
	v.MayRate, v.MayWithdraw = slices.Contains(mine, dispatch.DoRate), slices.Contains(mine, dispatch.DoWithdraw)
	if v.Reply == nil && (t.State == dispatch.StateMerged || way.No == t.No) {
		v.MayAppend, v.MayUrge = slices.Contains(ways, dispatch.DoAppend), slices.Contains(ways, dispatch.DoUrge)
	}
	if again := way.MayUrgeAt(); v.MayUrge && again.After(s.now()) {
		v.MayUrge, v.MayUrgeAt = false, again
	}
	return v
}

// told tells whether the unit's reply has passed the review and may be shown.
func told(st dispatch.State) bool {
	return st == dispatch.StateReviewed || st == dispatch.StateClosed || st == dispatch.StateAnswered
}

type ratingForm struct {
	Code      string `json:"code"`
	Resolved  bool   `json:"resolved"`
	Satisfied bool   `json:"satisfied"`
	Comment   string `json:"comment"`
}

type codeForm struct {
	Code        string   `json:"code"`
	Text        string   `json:"text"`
	Attachments []string `json:"attachments"`
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

// appendsPerHour is how often the citizen of a ticket may add to it.
const appendsPerHour = 10

// publicAppend adds to what the citizen said (补充); it answers what was asked for.
func (s *server) publicAppend(c *fiber.Ctx) error {
	f, err := decode[codeForm](c)
	if err != nil {
		return err
	}
	return s.publicAct(c, f.Code, dispatch.Action{Kind: dispatch.DoAppend, Text: f.Text, Attachments: sent(f.Attachments)})
}

type withdrawForm struct {
	Code   string `json:"code"`
	Reason string `json:"reason"`
}

// publicWithdraw takes the matter back (撤诉).
func (s *server) publicWithdraw(c *fiber.Ctx) error {
	f, err := decode[withdrawForm](c)
	if err != nil {
		return err
	}
	return s.publicAct(c, f.Code, dispatch.Action{Kind: dispatch.DoWithdraw, Reason: f.Reason})
}

// publicAct takes a citizen's action. What is said about a merged ticket goes to
// the one that is worked on.
func (s *server) publicAct(c *fiber.Ctx, code string, a dispatch.Action) error {
	t, err := s.tracked(c, code)
	if err != nil {
		return err
	}
	if a.Key, err = idempotencyKey(c, "public "+string(a.Kind)); err != nil {
		return err
	}
	to := t.No
	if a.Kind == dispatch.DoAppend || a.Kind == dispatch.DoUrge {
		if t.State == dispatch.StateMerged {
			to, a.Of = t.MergedInto, t.No
		}
		if a.Kind == dispatch.DoAppend {
			if err := s.limits.take("append", t.No, appendsPerHour, appendsPerHour, time.Hour); err != nil {
				return err
			}
		}
	}
	if a.Attachments, err = s.claim(c.UserContext(), a.Attachments, citizen()); err != nil {
		return err
	}
	after, err := s.Service.Act(c.UserContext(), to, a, citizen())
	if err != nil {
		return err
	}
	s.takenUp(a.Attachments)
	if to != t.No {
		after = t
	}
	return s.sendTrack(c, after)
}
