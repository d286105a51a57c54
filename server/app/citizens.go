package app

import (
	"context"
	"encoding/json"

	"hotline/dispatch"
	"hotline/server/api"
)

// citizen opens who raised a matter, at the moment of writing to them (进展通知):
// the number or the person within an official account.
func (o *outlets) citizen(ctx context.Context, no string, kind dispatch.OutletKind) (to string, ok bool, err error) {
	p, err := o.app.Store.Person(ctx, no)
	if dispatch.CodeOf(err) == dispatch.NotFound && err != nil {
		return "", false, nil // erased meanwhile
	}
	if err != nil {
		return "", false, err
	}
	if kind != dispatch.WeChatMessage {
		return p.Phone, p.Phone != "", nil
	}
	if to, err = o.follower(ctx, no); err != nil || to != "" {
		return to, err == nil, err
	}
	return p.WeChat, p.WeChat != "", nil
}

// follower is who asked to be told by WeChat later than the matter was raised, or "".
func (o *outlets) follower(ctx context.Context, no string) (to string, err error) {
	id := api.FollowerID(no)
	rec, err := o.app.Store.Record(ctx, dispatch.KindTalk, id)
	if err != nil {
		if dispatch.CodeOf(err) == dispatch.NotFound {
			err = nil
		}
		return "", err
	}
	var doc struct {
		Sealed string `json:"sealed"`
	}
	if err := json.Unmarshal(rec.Body, &doc); err != nil {
		return "", err
	}
	err = o.Open(api.TalkSeal(id), doc.Sealed, &to)
	return to, err
}

// silent tells that a citizen must not be written to any more: the ticket was
// sealed meanwhile (保密件), or it is gone.
func (o *outlets) silent(ctx context.Context, d dispatch.Delivery) bool {
	t, err := o.app.Store.Ticket(ctx, d.Frame.No)
	if err != nil {
		return dispatch.CodeOf(err) == dispatch.NotFound
	}
	return t.Contact.Progress != d.Kind || t.IsSealed() || t.Type == dispatch.Report
}
