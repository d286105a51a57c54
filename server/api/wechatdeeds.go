package api

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"hotline/dispatch"
	"hotline/server/wechat"
	"hotline/sla"
)

// perform does what a message asks for and finds the words of the answer.
func (s *server) perform(ctx context.Context, a wechat.Account, m wechat.Message, t wechat.Talk, turn wechat.Turn) (string, wechat.Talk, error) {
	switch turn.Do {
	case wechat.Keep:
		return s.wechatPhoto(ctx, a, m, t)
	case wechat.Log:
		return s.wechatLog(ctx, a, m, t, turn.Tell)
	case wechat.Progress:
		say, err := s.wechatProgress(ctx, person(a, m), turn.Ticket)
		return say, t, err
	case wechat.Follow:
		say, err := s.wechatFollow(ctx, a, m, turn)
		return say, t, err
	case wechat.Rate:
		say, err := s.wechatRate(ctx, a, m, turn)
		return say, t, err
	}
	if turn.Say == "" {
		return "", t, nil
	}
	if turn.Say == "confirm" && !a.Tells {
		turn.Say = "confirm_plain"
	}
	return t.Ask(turn.Say, s.Config.Name), t, nil
}

// wechatFile takes in a picture: from the platform by its name where the account
// has a key to it, else from the address it came with, through the guard of every
// address from outside.
func (s *server) wechatFile(ctx context.Context, a wechat.Account, m wechat.Message) (dispatch.Attachment, error) {
	ctx, cancel := context.WithTimeout(ctx, wechatPicture)
	defer cancel()
	if s.WeChatMedia != nil && m.Media != "" {
		body, err := s.WeChatMedia(ctx, a.Name, m.Media, s.Files.MaxSize())
		if err == nil {
			return s.Files.Take(ctx, "photo.jpg", bytes.NewReader(body))
		}
		s.Log.Warn("picture of wechat", "account", a.Name, "error", err)
	}
	return s.Files.Fetch(ctx, m.Picture)
}

// wechatPhoto keeps a picture with the conversation.
func (s *server) wechatPhoto(ctx context.Context, a wechat.Account, m wechat.Message, t wechat.Talk) (string, wechat.Talk, error) {
	if s.Files == nil {
		return wechat.Sentence("photo_failed"), t, nil
	}
	file, err := s.wechatFile(ctx, a, m)
	if err != nil {
		return wechat.Sentence("photo_failed"), t, nil //nolint:nilerr // whoever sent it is told
	}
	if !slices.ContainsFunc(t.Photos, func(p dispatch.Attachment) bool { return p.ID == file.ID }) {
		t.Photos = append(t.Photos, file)
	}
	say := t.Ask("photo_next", s.Config.Name)
	if t.Step == wechat.Idle {
		t.Step = wechat.AskText
		say += "\n" + wechat.Sentence("ask_text")
	}
	return say, t, nil
}

// wechatLog makes the ticket of a conversation. The same message again finds the
// ticket it made.
func (s *server) wechatLog(ctx context.Context, a wechat.Account, m wechat.Message, t wechat.Talk, tell bool) (string, wechat.Talk, error) {
	in := dispatch.Intake{
		Matter: dispatch.Matter{Channel: dispatch.WeChat, Title: titleOrProposal("", t.Text), Text: t.Text,
			Place: dispatch.Place{Address: cmp.Or(t.Address, wechat.Sentence("place")), Lon: t.Lon, Lat: t.Lat}},
		Person: dispatch.Person{Phone: t.Phone}, Anonymous: t.Anonymous, WantsReply: true, Attachments: t.Photos,
		IdemKey: digest("wechat\n" + a.Name + "\n" + m.From + "\n" + m.Key())[:32],
	}
	if tell && a.Tells {
		in.Progress, in.Person.WeChat = dispatch.WeChatMessage, a.Name+"/"+m.From
	}
	made, err := s.log(ctx, in, nil, dispatch.Action{}, citizen())
	if e, ok := refusal(err); ok {
		return wechat.Sentence("refused", "", message(e, "")), t, nil
	}
	if err != nil {
		return "", t, err
	}
	return wechat.Sentence("made", "", made.No, made.Code), t.Made(wechat.Ticket{No: made.No, Code: made.Code}), nil
}

// refusal is what is wrong with what somebody wrote, if that is why it failed.
func refusal(err error) (*dispatch.Error, bool) {
	var faults dispatch.Faults
	var one *dispatch.Error
	switch {
	case errors.As(err, &faults):
		return faults[0], true
	case errors.As(err, &one) && one.Code == dispatch.Invalid:
		return one, true
	}
	return nil, false
}

func (s *server) wechatProgress(ctx context.Context, who string, k wechat.Ticket) (string, error) {
	t, err := s.coded(ctx, who, k.No, k.Code)
	if say, ok := wechatRefused(err); ok {
		return say, nil
	}
	if err != nil {
		return "", err
	}
	v, err := s.track(ctx, t)
	if err != nil {
		return "", err
	}
	say := wechat.Sentence("progress", "", v.No, wechat.Stands(string(v.State)))
	if v.UnitName != "" {
		say += wechat.Sentence("line_unit", v.UnitName)
	}
	for _, step := range v.Steps {
		if !step.Done && step.Kind == "replied" && !step.Due.IsZero() {
			say += wechat.Sentence("line_due", step.Due.In(sla.Zone).Format(chineseMoment))
		}
	}
	if v.Reply != nil {
		say += wechat.Sentence("line_reply", strings.TrimSpace(v.Reply.Text))
	}
	if v.MayRate {
		say += wechat.Sentence("line_rate")
	}
	return say, nil
}

func (s *server) wechatRate(ctx context.Context, a wechat.Account, m wechat.Message, turn wechat.Turn) (string, error) {
	t, err := s.coded(ctx, person(a, m), turn.Ticket.No, turn.Ticket.Code)
	if err == nil {
		_, err = s.Service.Act(ctx, t.No, dispatch.Action{Kind: dispatch.DoRate, Resolved: turn.Resolved, Satisfied: turn.Satisfied,
			Key: digest("wechat rate\n" + a.Name + "\n" + m.From + "\n" + m.Key())[:32]}, citizen())
	}
	if say, ok := wechatRefused(err); ok {
		return say, nil
	}
	if err != nil {
		return "", err
	}
	return wechat.Sentence("rated"), nil
}

// wechatRefused are the errors that somebody can be told.
func wechatRefused(err error) (string, bool) {
	if err == nil {
		return "", false
	}
	switch dispatch.CodeOf(err) {
	case dispatch.NotFound:
		return wechat.Sentence("unknown"), true
	case dispatch.TooMany:
		return wechat.Sentence("too_fast"), true
	case dispatch.Conflict, dispatch.Forbidden, dispatch.Exists:
		return wechat.Sentence("not_ratable"), true
	}
	return "", false
}
