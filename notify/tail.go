package notify

import (
	"cmp"
	"fmt"
	"slices"

	"hotline/dispatch"
)

// Tail are the notices of a write for programs outside (事件外送): every event for
// webhooks, if there are any, and the milestones for the upstream platform that
// the ticket came from. They become durable with their events, and frames of a
// feed like every notice: none is lost, none comes twice, those of a ticket come in
// their order. They hold nothing of a caller; what a program gets of the ticket is
// looked up when it is sent.
func Tail(before, after dispatch.Ticket, events []dispatch.Event, programs bool) []dispatch.Notice {
	var out []dispatch.Notice
	for _, e := range events {
		if programs && slices.Contains(dispatch.EventKinds(), e.Kind) {
			out = append(out, tailed(before, after, e, dispatch.ProgramsFeed, string(e.Kind)))
		}
		if m, ok := after.Milestone(e); ok {
			out = append(out, Mile(after, e, m))
		}
	}
	return out
}

// Mile is the notice of a milestone for the ticket's upstream platform; its text is
// the number there.
func Mile(t dispatch.Ticket, e dispatch.Event, m dispatch.Milestone) dispatch.Notice {
	n := tailed(t, t, e, dispatch.PlatformFeed(t.Upstream.Platform), string(m))
	n.Text = t.Upstream.No
	return n
}

func tailed(before, after dispatch.Ticket, e dispatch.Event, feed, kind string) dispatch.Notice {
	return dispatch.Notice{Key: fmt.Sprintf("%s/%d/%s", after.No, e.Seq, feed), Recipient: feed, Kind: kind, No: after.No, Version: e.Seq,
		State: after.State, Urgency: after.Urgency, Type: after.Type, Title: Title(after), At: e.At,
		Unit: cmp.Or(e.Data.Unit, after.Lead, before.Lead)}
}
