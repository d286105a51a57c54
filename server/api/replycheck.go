package api

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// replyDraft is POST /tickets/{no}/check-reply: what the unit has typed so far,
// in the shape in which it will be handed in.
type replyDraft struct {
	Text     string `json:"text"`
	Resolved bool   `json:"resolved"`
}

type replyFindingView struct {
	Key   dispatch.FindingKey `json:"key"`
	Level string              `json:"level" words:"warn info"` // warn, info
	Quote string              `json:"quote,omitempty"`
	Args  map[string]any      `json:"args,omitempty"`
}

type askedView struct {
	Text     string `json:"text"`
	Answered bool   `json:"answered"`
}

// replyMarkView is how a reply that was handed in reads.
type replyMarkView struct {
	Score    float64            `json:"score"`
	Findings []replyFindingView `json:"findings"`
}

type replyCheckView struct {
	replyMarkView
	Pass  bool                  `json:"pass"`
	Clear []dispatch.FindingKey `json:"clear"` // looked for and not found
	Asked []askedView           `json:"asked"`
}

// checkReply says how a reply that is still being typed reads against the
// ticket (答复质检). It writes nothing.
func (s *server) checkReply(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	f, err := decode[replyDraft](c)
	if err != nil {
		return err
	}
	if len([]rune(f.Text)) > dispatch.MaxText {
		return dispatch.FieldError("text", "too_long", dispatch.MaxText)
	}
	earlier, err := s.earlierReplies(c.UserContext(), t.Lead, t.No)
	if err != nil {
		return err
	}
	check := s.Service.Rules().CheckReply(t.Matter, f.Text, earlier)
	v := replyCheckView{replyMarkView{check.Score, replyFindings(check)}, !check.Weak(), orEmpty(check.Clear), []askedView{}}
	for _, a := range check.Asked {
		v.Asked = append(v.Asked, askedView(a))
	}
	return c.JSON(v)
}

func replyFindings(check dispatch.ReplyCheck) []replyFindingView {
	out := make([]replyFindingView, 0, len(check.Findings))
	for _, f := range check.Findings {
		v := replyFindingView{Key: f.Key, Level: levelOf(f.Key), Quote: f.Quote}
		switch {
		case f.Question != "":
			v.Args = map[string]any{"question": f.Question}
		case f.Count > 0:
			v.Args = map[string]any{"count": f.Count}
		}
		out = append(out, v)
	}
	return out
}

func levelOf(k dispatch.FindingKey) string {
	if k.Warns() {
		return "warn"
	}
	return "info"
}

// earlierShown is how many of a unit's last replies a new one is held beside.
const earlierShown = 20

// earlierReplies are the last replies of a unit to other tickets.
func (s *server) earlierReplies(ctx context.Context, unit, except string) ([]string, error) {
	if unit == "" {
		return nil, nil
	}
	list, _, err := s.store.Tickets(ctx, dispatch.Filter{Unit: unit, States: []dispatch.State{dispatch.StateReplied, dispatch.StateReviewed, dispatch.StateClosed}},
		dispatch.Page{Limit: earlierShown})
	if err != nil {
		return nil, err
	}
	var out []string
	for _, t := range list {
		if t.No != except && t.Lead == unit && t.Reply != nil {
			out = append(out, t.Reply.Text)
		}
	}
	return out, nil
}

// replyMark is the kept mark of a reply, for those who review it.
func replyMark(t dispatch.Ticket, by dispatch.Actor) *replyMarkView {
	if t.Reply == nil || t.Reply.Check == nil || !by.Role.Hotline() {
		return nil
	}
	v := &replyMarkView{Score: t.Reply.Check.Score, Findings: []replyFindingView{}}
	for _, k := range t.Reply.Check.Findings {
		v.Findings = append(v.Findings, replyFindingView{Key: k, Level: levelOf(k)})
	}
	return v
}

// quoted reads the reply again for the fragments its findings rest on. What
// counts is the mark of the time: findings it does not have are left out.
func (s *server) quoted(t dispatch.Ticket, v *replyMarkView) *replyMarkView {
	if v == nil {
		return nil
	}
	again := replyFindings(s.Service.Rules().CheckReply(t.Matter, t.Reply.Text, nil))
	out := &replyMarkView{Score: v.Score, Findings: []replyFindingView{}}
	for _, kept := range v.Findings {
		same := slices.DeleteFunc(slices.Clone(again), func(f replyFindingView) bool { return f.Key != kept.Key })
		if len(same) == 0 {
			same = []replyFindingView{kept}
		}
		out.Findings = append(out.Findings, same...)
	}
	return out
}
