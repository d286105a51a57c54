package dispatch

import "slices"

// follow is how the citizen wants to be told of the progress from now on (订阅、退订
// 进展通知): the kind of channel is the method, none ends it. To end it is always
// granted.
func follow(t Ticket, a Action) ([]draft, error) {
	kind := OutletKind(a.Method)
	switch {
	case kind == t.Contact.Progress:
		return nil, nil
	case kind != "" && !t.MayFollow(kind):
		return nil, Errorf(Conflict, "cannot_follow")
	}
	return []draft{{Followed, Data{Method: a.Method}}}, nil
}

// MayFollow tells whether the citizen may be written to over a kind of channel: who
// is known, of what is neither sealed nor at its end.
func (t Ticket) MayFollow(kind OutletKind) bool {
	if t.Contact.Anonymous || t.IsSealed() || t.Type == Report || slices.Contains(ended, t.State) {
		return false
	}
	return kind == WeChatMessage || (kind == TextMessage && t.Contact.PhoneHash != "")
}
