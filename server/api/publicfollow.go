package api

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/wechat"
)

type followForm struct {
	Code     string `json:"code"`
	Messages bool   `json:"messages"`
}

// publicFollow has the citizen told of the progress by text message, or no more
// (订阅、退订进展通知).
func (s *server) publicFollow(c *fiber.Ctx) error {
	f, err := decode[followForm](c)
	if err != nil {
		return err
	}
	a := dispatch.Action{Kind: dispatch.DoFollow}
	if f.Messages {
		a.Method = string(dispatch.TextMessage)
	}
	return s.publicAct(c, f.Code, a)
}

// FollowerID names the record of who follows a ticket by WeChat: bound to it later
// than it was made (绑定). It lies with the conversations and is sealed as they are.
func FollowerID(no string) string { return "follower-" + no }

// wechatFollow tells whoever writes of the progress of a ticket from now on, or no
// more. The address is written before the ticket says that there is one.
func (s *server) wechatFollow(ctx context.Context, a wechat.Account, m wechat.Message, turn wechat.Turn) (string, error) {
	if turn.Tell && !a.Tells {
		return wechat.Sentence("follow_off"), nil
	}
	t, err := s.coded(ctx, person(a, m), turn.Ticket.No, turn.Ticket.Code)
	act := dispatch.Action{Kind: dispatch.DoFollow}
	if err == nil && turn.Tell {
		act.Method = string(dispatch.WeChatMessage)
		if t.MayFollow(dispatch.WeChatMessage) {
			err = s.bind(ctx, t.No, a.Name+"/"+m.From)
		}
	}
	if err == nil {
		_, err = s.Service.Act(ctx, t.No, act, citizen())
	}
	say, refused := wechatRefused(err)
	switch {
	case err != nil && dispatch.CodeOf(err) == dispatch.Conflict:
		return wechat.Sentence("not_followable"), nil
	case refused:
		return say, nil
	case err != nil:
		return "", err
	case turn.Tell:
		return wechat.Sentence("followed", "", t.No), nil
	}
	return wechat.Sentence("unfollowed", "", t.No), nil
}

// bind notes who is written to about a ticket; who binds it last is.
func (s *server) bind(ctx context.Context, no, who string) error {
	id := FollowerID(no)
	sealed, err := s.Outlets.Seal(TalkSeal(id), who)
	if err != nil {
		return err
	}
	rec, err := s.store.Record(ctx, dispatch.KindTalk, id)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		return err
	}
	rec.Kind, rec.ID, rec.At, rec.Expires = dispatch.KindTalk, id, s.now(), s.now().Add(followKeep)
	if rec.Body, err = json.Marshal(sealedTalk{sealed}); err != nil {
		return err
	}
	_, err = s.store.PutRecord(ctx, rec)
	return err
}

// toldView is one message to the citizen of a ticket; nothing in it says who they are.
type toldView struct {
	Notice  string                 `json:"notice"`
	Kind    dispatch.OutletKind    `json:"kind"`
	State   dispatch.DeliveryState `json:"state"`
	Reason  string                 `json:"reason,omitempty"`
	Created time.Time              `json:"created_at"`
	Due     time.Time              `json:"due"`
	Last    *sendingView           `json:"last,omitempty"`
}

// mostTold bounds what is shown: a matter has a handful of milestones.
const mostTold = 50

// ticketTold lists what the citizen of a ticket was told of the progress (进展通知).
func (s *server) ticketTold(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	v := itemsView[toldView]{Items: []toldView{}}
	ds, _, err := s.store.Deliveries(c.UserContext(), dispatch.DeliveryFilter{No: t.No}, dispatch.Page{Limit: mostTold})
	if err != nil {
		return err
	}
	for _, d := range ds {
		if notify.ToCitizen(d) {
			v.Items = append(v.Items, toldView{d.Frame.Kind, d.Kind, d.State, d.Reason, d.Created.UTC(), d.Due.UTC(), sendingViewOf(d.Last)})
		}
	}
	return c.JSON(v)
}
