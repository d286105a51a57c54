package api

import (
	"context"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// The bodies of the actions. Each may carry the version the page has seen.

type seen struct {
	Version int `json:"version"`
}

type emptyForm struct{ seen }

type reasonForm struct {
	seen
	Reason string `json:"reason"`
}

type textForm struct {
	seen
	Text        string   `json:"text"`
	Attachments []string `json:"attachments"`
}

type attachForm struct {
	seen
	Attachments []string `json:"attachments"`
	Note        string   `json:"note"`
}

type dispatchForm struct {
	seen
	choiceForm
	Tasks []dispatch.Task `json:"tasks"`
}

type askAssistForm struct {
	seen
	Units  []string `json:"units"`
	Reason string   `json:"reason"`
}

type decideAssistForm struct {
	decisionForm
	Tasks []dispatch.Task `json:"tasks"`
}

type contactForm struct {
	seen
	Method      string   `json:"method"`
	Reached     bool     `json:"reached"`
	Note        string   `json:"note"`
	About       string   `json:"about"`
	Attachments []string `json:"attachments"`
}

type replyForm struct {
	seen
	Text        string   `json:"text"`
	Resolved    bool     `json:"resolved"`
	Attachments []string `json:"attachments"`
	Override    string   `json:"override"`
	Evidence    string   `json:"evidence"`
}

type reviewForm struct {
	seen
	Pass   bool   `json:"pass"`
	Reason string `json:"reason"`
}

type returnForm struct {
	seen
	Reason      string   `json:"reason"`
	Basis       string   `json:"basis"`
	Suggested   string   `json:"suggested"`
	Attachments []string `json:"attachments"`
}

type returnUpForm struct {
	seen
	Reason string `json:"reason" need:"true"`
	Basis  string `json:"basis" need:"true"`
}

type decisionForm struct {
	seen
	Approve bool   `json:"approve"`
	Reason  string `json:"reason"`
}

type extendForm struct {
	seen
	Days        int      `json:"days"`
	Reason      string   `json:"reason"`
	Basis       string   `json:"basis"`
	Attachments []string `json:"attachments"`
}

type mergeForm struct {
	seen
	Into   string `json:"into"`
	Reason string `json:"reason"`
}

type suspendForm struct {
	seen
	Until    string `json:"until"`
	Reason   string `json:"reason"`
	Measures string `json:"measures"`
}

type declineForm struct {
	seen
	Reason string `json:"reason"`
	Route  string `json:"route"`
}

type transferForm struct {
	seen
	Number string `json:"number"`
	Reason string `json:"reason"`
}

func (f emptyForm) action() (dispatch.Action, error) { return dispatch.Action{Version: f.Version}, nil }
func (f reasonForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Reason: f.Reason}, nil
}
func (f textForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Text: f.Text, Attachments: sent(f.Attachments)}, nil
}
func (f attachForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Text: f.Note, Attachments: sent(f.Attachments)}, nil
}
func (f dispatchForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Lead: f.Lead, CoUnits: f.CoUnits, Tasks: f.Tasks, Reason: f.Reason}, nil
}
func (f askAssistForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Units: f.Units, Reason: f.Reason}, nil
}
func (f decideAssistForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Approve: f.Approve, Reason: f.Reason, Tasks: f.Tasks}, nil
}
func (f contactForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Method: f.Method, Reached: f.Reached, Text: f.Note, About: f.About, Attachments: sent(f.Attachments)}, nil
}
func (f replyForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Attachments: sent(f.Attachments), Text: f.Text, Resolved: f.Resolved, Override: f.Override, Evidence: f.Evidence}, nil
}
func (f reviewForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Pass: f.Pass, Reason: f.Reason}, nil
}
func (f returnForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Reason: f.Reason, Basis: f.Basis, Suggested: f.Suggested, Attachments: sent(f.Attachments)}, nil
}
func (f returnUpForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Reason: f.Reason, Basis: f.Basis}, nil
}
func (f decisionForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Approve: f.Approve, Reason: f.Reason}, nil
}
func (f extendForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Days: f.Days, Reason: f.Reason, Basis: f.Basis, Attachments: sent(f.Attachments)}, nil
}
func (f mergeForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Into: f.Into, Reason: f.Reason}, nil
}
func (f suspendForm) action() (dispatch.Action, error) {
	until, err := moment("until", f.Until)
	return dispatch.Action{Version: f.Version, Until: until, Reason: f.Reason, Text: f.Measures}, err
}
func (f declineForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Reason: f.Reason, Route: f.Route}, nil
}
func (f transferForm) action() (dispatch.Action, error) {
	return dispatch.Action{Version: f.Version, Reason: f.Reason, Route: f.Number}, nil
}

// actionForm is a body that becomes an action.
type actionForm interface {
	action() (dispatch.Action, error)
}

func read[F actionForm](c *fiber.Ctx) (dispatch.Action, error) {
	f, err := decode[F](c)
	if err != nil {
		return dispatch.Action{}, err
	}
	return f.action()
}

// actionBody is what an action takes: a value of the form, and how it is read.
type actionBody struct {
	form actionForm
	read func(c *fiber.Ctx) (dispatch.Action, error)
}

func body[F actionForm]() (actionBody, bool) {
	var form F
	return actionBody{form, read[F]}, true
}

// bodyOf is what the action named in the route takes. Actions that only timers,
// citizens or other tickets take are not there for anybody.
func bodyOf(kind dispatch.ActionKind) (actionBody, bool) {
	switch kind {
	case dispatch.DoAccept, dispatch.DoView:
		return body[emptyForm]()
	case dispatch.DoPart, dispatch.DoAppend, dispatch.DoUrge, dispatch.DoNote, dispatch.DoAnswer:
		return body[textForm]()
	case dispatch.DoRemind, dispatch.DoUnmerge, dispatch.DoRedo, dispatch.DoTerminate, dispatch.DoClose, dispatch.DoReopen, dispatch.DoReveal, dispatch.DoKeepClosed,
		dispatch.DoDifficult, dispatch.DoExclude, dispatch.DoResume:
		return body[reasonForm]()
	case dispatch.DoDispatch, dispatch.DoDesignate, dispatch.DoAssist:
		return body[dispatchForm]()
	case dispatch.DoAttach:
		return body[attachForm]()
	case dispatch.DoReturnUp:
		return body[returnUpForm]()
	case dispatch.DoSeal:
		return body[sealForm]()
	case dispatch.DoRecuse:
		return body[recuseForm]()
	case dispatch.DoUnseal:
		return body[reasonForm]()
	case dispatch.DoDecideUnseal:
		return body[decisionForm]()
	case dispatch.DoContact:
		return body[contactForm]()
	case dispatch.DoReply:
		return body[replyForm]()
	case dispatch.DoReview:
		return body[reviewForm]()
	case dispatch.DoCallback:
		return body[callbackForm]()
	case dispatch.DoSpotCheck:
		return body[reviewForm]()
	case dispatch.DoAsk:
		return body[askForm]()
	case dispatch.DoReturn:
		return body[returnForm]()
	case dispatch.DoDecideReturn, dispatch.DoDecideExtension:
		return body[decisionForm]()
	case dispatch.DoAskAssist:
		return body[askAssistForm]()
	case dispatch.DoDecideAssist:
		return body[decideAssistForm]()
	case dispatch.DoExtend:
		return body[extendForm]()
	case dispatch.DoSupervise:
		return body[superviseForm]()
	case dispatch.DoSuperviseResult:
		return body[resultForm]()
	case dispatch.DoReceiveLetter, dispatch.DoAnswerLetter, dispatch.DoCloseLetter:
		return body[letterForm]()
	case dispatch.DoMerge:
		return body[mergeForm]()
	case dispatch.DoSuspend:
		return body[suspendForm]()
	case dispatch.DoDecline:
		return body[declineForm]()
	case dispatch.DoTransfer:
		return body[transferForm]()
	case dispatch.DoConfer:
		return body[conferForm]()
	case dispatch.DoAttend:
		return body[attendForm]()
	case dispatch.DoConclude:
		return body[concludeForm]()
	case dispatch.DoCancelConference:
		return body[reasonForm]()
	default:
		return actionBody{}, false
	}
}

// act takes one action on a ticket and gives the ticket as it is then.
func (s *server) act(c *fiber.Ctx) error {
	no, err := ticketNo(c)
	if err != nil {
		return err
	}
	kind, by := dispatch.ActionKind(c.Params("action")), actorOf(c)
	b, ok := bodyOf(kind)
	if !ok {
		return dispatch.Errorf(dispatch.NotFound, "action_unknown", clip(string(kind), 30))
	}
	a, err := b.read(c)
	if err != nil {
		return err
	}
	a.Kind = kind
	if a.Version, err = seenVersion(c, a.Version); err != nil {
		return err
	}
	if a.Key, err = idempotencyKey(c, string(kind)); err != nil {
		return err
	}
	if err := s.checkPeople(c, a); err != nil {
		return err
	}
	if a.Attachments, err = s.claim(c.UserContext(), a.Attachments, by); err != nil {
		return err
	}
	if kind == dispatch.DoReveal {
		if err := s.mayReveal(by); err != nil {
			return err
		}
	}
	if kind == dispatch.DoReply {
		if a.Earlier, err = s.earlierReplies(c.UserContext(), by.Unit, no); err != nil {
			return err
		}
	}
	t, err := s.Service.Act(c.UserContext(), no, a, by)
	if err != nil {
		return err
	}
	s.sawBy(c.UserContext(), t, a, by)
	v, err := s.pageOf(c.UserContext(), t, by, kind == dispatch.DoReveal)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderETag, etag(t))
	return c.JSON(v)
}

// sawBy puts what an action shows of a caller on record. Its reason stands in the
// trail without the number or name that somebody may have typed into it.
func (s *server) sawBy(ctx context.Context, t dispatch.Ticket, a dispatch.Action, by dispatch.Actor) {
	kind, fields := sawUnseal, []string(nil) // asked for or decided; nothing is shown yet
	switch a.Kind {
	case dispatch.DoReveal:
		kind, fields = SawReveal, []string{"name", "phone", "address"}
	case dispatch.DoUnseal, dispatch.DoDecideUnseal:
	default:
		return
	}
	reason := ""
	if p, err := s.person(ctx, t.No); err == nil { // else who looked stands without the reason, which the ticket's event has
		reason = dispatch.Scrub(a.Reason, p, t.IsSealed())
	}
	if kind == SawReveal {
		s.audit(ctx, by, "revealed", t.No, reason)
	}
	s.saw(ctx, by, t.No, kind, fields, reason)
}

// seenVersion is the version of the ticket that the caller has seen: that of the
// body, else that of If-Match. Zero asks for none.
func seenVersion(c *fiber.Ctx, body int) (int, error) {
	match := strings.TrimSpace(c.Get(fiber.HeaderIfMatch))
	if body != 0 || match == "" || match == "*" {
		return body, nil
	}
	n, err := strconv.Atoi(strings.Trim(strings.TrimPrefix(match, "W/"), `"`))
	if err != nil || n < 1 {
		return 0, dispatch.FieldError(fiber.HeaderIfMatch, "wrong_type", "int")
	}
	return n, nil
}

// mayReveal keeps reveals (查看完整信息) to a number an hour. Whose they may be
// is the domain's to say, and the reveal itself is an event of the ticket.
func (s *server) mayReveal(by dispatch.Actor) error {
	return s.limits.take("reveal", by.ID, s.Config.Limits.RevealPerHour, 60, time.Hour)
}
