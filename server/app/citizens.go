package app

import (
	"context"

	"hotline/dispatch"
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
	if to = p.Phone; kind == dispatch.WeChatMessage {
		to = p.WeChat
	}
	return to, to != "", nil
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
