package api

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/wechat"
)

const (
	// wechatSkew is how far a signature's time may be off.
	wechatSkew = 5 * time.Minute
	// wechatAgain is how long the platform sends the same again after no answer.
	wechatAgain = 30 * time.Second
	// wechatTime is how long an answer may take: the platform waits five seconds.
	wechatTime = 4 * time.Second
	// wechatKeep is how long a person's last ticket is remembered.
	wechatKeep = 90 * 24 * time.Hour
	// followKeep is how long it is known who follows a ticket.
	followKeep = 2 * wechatKeep
	// wechatPicture is how long a picture may take, so that the answer is in time.
	wechatPicture = 2500 * time.Millisecond
	// wechatPerMinute is how many messages one person may send.
	wechatPerMinute = 30
)

// account is the official account of the route, for a request that WeChat signed
// just now.
func (s *server) account(c *fiber.Ctx) (wechat.Account, error) {
	a, ok := s.Config.WeChat[c.Params("account")]
	if !ok {
		return a, dispatch.Errorf(dispatch.NotFound, "route_unknown")
	}
	at, err := strconv.ParseInt(c.Query("timestamp"), 10, 64)
	if err != nil || !a.Signed(c.Query("signature"), c.Query("timestamp"), c.Query("nonce")) {
		return a, dispatch.Errorf(dispatch.Forbidden, "wechat_signature")
	}
	if s.now().Sub(time.Unix(at, 0)).Abs() > wechatSkew {
		return a, dispatch.Errorf(dispatch.Forbidden, "wechat_old")
	}
	return a, nil
}

// wechatGreet answers the platform when the address is set up (接入验证).
func (s *server) wechatGreet(c *fiber.Ctx) error {
	if _, err := s.account(c); err != nil {
		return err
	}
	echo, err := query(c, "echostr", 200)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMETextPlainCharsetUTF8)
	return c.SendString(echo)
}

// wechatMessage takes a message or an event of somebody (公众号消息) and answers in
// the same breath. What it did it does once, however often the platform asks.
func (s *server) wechatMessage(c *fiber.Ctx) error {
	a, err := s.account(c)
	if err != nil {
		return err
	}
	m, err := wechatOpen(c, a)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), wechatTime)
	defer cancel()
	if err := s.unused(ctx, a, c.Query("timestamp")+"\n"+c.Query("nonce"), m); err != nil {
		return err
	}
	say, err := s.converse(ctx, a, m)
	if err != nil {
		return err
	}
	reply := wechat.Reply(m, say, s.now())
	if a.Key != nil && reply != wechat.Success {
		random := make([]byte, 16)
		rand.Read(random)
		if reply, err = a.Sealed(m, reply, newID(8), random, s.now()); err != nil {
			return err
		}
	}
	c.Set(fiber.HeaderContentType, "text/xml; charset=utf-8")
	if m.AsJSON {
		c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	}
	return c.SendString(reply)
}

// wechatOpen reads the message; that of an account with a key must be sealed.
func wechatOpen(c *fiber.Ctx, a wechat.Account) (wechat.Message, error) {
	bad := dispatch.Errorf(dispatch.Invalid, "wechat_message")
	m, err := wechat.Parse(c.BodyRaw())
	if err != nil {
		return m, bad
	}
	if a.Key == nil {
		if m.Sealed != "" {
			return m, bad
		}
		return m, nil
	}
	if m.Sealed == "" || !a.Signed(c.Query("msg_signature"), c.Query("timestamp"), c.Query("nonce"), m.Sealed) {
		return m, dispatch.Errorf(dispatch.Forbidden, "wechat_signature")
	}
	plain, err := a.Open(m.Sealed)
	if err != nil {
		return m, dispatch.Errorf(dispatch.Forbidden, "wechat_signature")
	}
	inner, err := wechat.Parse(plain)
	if err != nil || inner.Sealed != "" {
		return m, bad
	}
	return inner, nil
}

// unused refuses a signature that was used for another message, or for this one
// longer ago than the platform tries again: in plain mode it does not cover the
// message.
func (s *server) unused(ctx context.Context, a wechat.Account, stamp string, m wechat.Message) error {
	now := s.now()
	rec := dispatch.Record{Kind: dispatch.KindNonce, ID: "wechat-" + digest(a.Name + "\n" + stamp)[:32], Body: []byte(strconv.Quote(digest(m.Key() + "\n" + m.From + "\n" + m.Content))), At: now, Expires: now.Add(2 * wechatSkew)}
	_, err := s.store.PutRecord(ctx, rec)
	if code := dispatch.CodeOf(err); err == nil || (code != dispatch.Exists && code != dispatch.Conflict) {
		return err
	}
	first, err := s.store.Record(ctx, rec.Kind, rec.ID)
	if err != nil {
		return err
	}
	if string(first.Body) != string(rec.Body) || now.Sub(first.At) > wechatAgain {
		return dispatch.Errorf(dispatch.Forbidden, "wechat_again")
	}
	return nil
}

// converse goes one message further in the conversation with its sender and gives
// the answer. Two servers that hear the same message do it once: the talk is
// written where it was read, and the deed is known by the message.
func (s *server) converse(ctx context.Context, a wechat.Account, m wechat.Message) (say string, err error) {
	who := person(a, m)
	if err := s.limits.take("wechat", who, wechatPerMinute, wechatPerMinute, time.Minute); err != nil {
		return wechat.Sentence("too_fast"), nil
	}
	for tries := 0; ; tries++ {
		talk, rec, err := s.readTalk(ctx, who)
		if err != nil {
			return "", err
		}
		if say, ok := talk.Again(m); ok {
			return say, nil
		}
		next, turn := talk.Hear(m, s.now())
		say, next, err = s.perform(ctx, a, m, next, turn)
		if err != nil {
			return "", err
		}
		err = s.writeTalk(ctx, rec, next.Said(m, say))
		if code := dispatch.CodeOf(err); err == nil || tries > 2 || (code != dispatch.Conflict && code != dispatch.Exists) {
			return say, err
		}
	}
}

// person stands for who writes, within the account they write to.
func person(a wechat.Account, m wechat.Message) string {
	return digest("wechat\n" + a.Name + "\n" + m.From)[:32]
}

// sealedTalk is how a conversation lies in the store: it holds who somebody is.
type sealedTalk struct {
	Sealed string `json:"sealed"`
}

// TalkSeal is what a conversation is bound to when it is sealed.
func TalkSeal(id string) string { return "wechat/" + id }

func (s *server) readTalk(ctx context.Context, id string) (t wechat.Talk, rec dispatch.Record, err error) {
	rec, err = s.store.Record(ctx, dispatch.KindTalk, id)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
		return t, dispatch.Record{Kind: dispatch.KindTalk, ID: id}, nil
	}
	if err != nil {
		return t, rec, err
	}
	var doc sealedTalk
	if err := json.Unmarshal(rec.Body, &doc); err != nil {
		return t, rec, err
	}
	return t, rec, s.Outlets.Open(TalkSeal(id), doc.Sealed, &t)
}

func (s *server) writeTalk(ctx context.Context, rec dispatch.Record, t wechat.Talk) error {
	sealed, err := s.Outlets.Seal(TalkSeal(rec.ID), t)
	if err != nil {
		return err
	}
	if rec.Body, err = json.Marshal(sealedTalk{sealed}); err != nil {
		return err
	}
	rec.At, rec.Expires = s.now(), s.now().Add(wechatKeep)
	_, err = s.store.PutRecord(ctx, rec)
	return err
}
