package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// Each rule finds what it says, from its threshold on and not before.
func TestInspectionRuleHits(t *testing.T) {
	friday := local("2026-11-20 17:30")
	late := func(kind sla.ClockKind) []sla.Clock {
		return []sla.Clock{{Kind: kind, Unit: "u", Due: friday, Overdue: true}}
	}
	with := func(change func(*Ticket)) Ticket {
		tk := Ticket{State: StateAccepted, Lead: "u", DispatchedAt: friday, ProgressAt: friday}
		change(&tk)
		return tk
	}
	for _, tc := range []struct {
		rule   string
		ticket Ticket
		n      int
		at     string
		want   bool
	}{
		{InspectUnaccepted, with(func(t *Ticket) { t.Clocks = late(sla.AcceptClock) }), 0, "2026-11-20 17:31", true},
		{InspectUnaccepted, with(func(t *Ticket) { t.Clocks = late(sla.AcceptClock) }), 1, "2026-11-23 09:00", false}, // a weekend is no working day
		{InspectUnaccepted, with(func(t *Ticket) { t.Clocks = late(sla.AcceptClock) }), 1, "2026-11-23 17:31", true},
		{InspectUncontacted, with(func(t *Ticket) { t.Clocks = late(sla.AcceptClock) }), 0, "2026-11-24 09:00", false}, // another clock
		{InspectUncontacted, with(func(t *Ticket) { t.Clocks = late(sla.ContactClock) }), 0, "2026-11-24 09:00", true},
		{InspectSilent, with(func(*Ticket) {}), 3, "2026-11-25 17:00", false},
		{InspectSilent, with(func(*Ticket) {}), 3, "2026-11-25 17:31", true},
		{InspectSilent, with(func(t *Ticket) { t.Suspended = friday.AddDate(0, 2, 0) }), 3, "2026-12-01 17:31", false},
		{InspectPerfunctory, with(func(t *Ticket) { t.State, t.Reply = StateReplied, &Reply{Override: "确需简短"} }), 1, "2026-11-23 09:00", true},
		{InspectPerfunctory, with(func(t *Ticket) { t.State, t.Reply = StateReplied, &Reply{Check: &ReplyMark{Weak: true}} }), 1, "2026-11-23 09:00", true},
		{InspectPerfunctory, with(func(t *Ticket) { t.State, t.Reply = StateReplied, &Reply{} }), 1, "2026-11-23 09:00", false},
		{InspectReturned, with(func(t *Ticket) { t.Returns = make([]Return, 1) }), 2, "2026-11-23 09:00", false},
		{InspectReturned, with(func(t *Ticket) { t.Returns = make([]Return, 2) }), 2, "2026-11-23 09:00", true},
		{InspectRepeated, with(func(t *Ticket) { t.Contact.PhoneHash = "often" }), 3, "2026-11-23 09:00", true},
		{InspectRepeated, with(func(t *Ticket) { t.Contact.PhoneHash = "often" }), 4, "2026-11-23 09:00", false},
		{InspectRepeated, with(func(*Ticket) {}), 2, "2026-11-23 09:00", false}, // nobody's number
		{InspectRedone, with(func(t *Ticket) { t.Redo = 1 }), 1, "2026-11-23 09:00", true},
		{InspectUrged, with(func(t *Ticket) { t.Urges = 1 }), 2, "2026-11-23 09:00", false},
		{InspectLetter, with(func(t *Ticket) { t.Letters = []Letter{{Kind: LetterUrge, Due: friday}} }), 0, "2026-11-23 09:00", true},
		{InspectLetter, with(func(t *Ticket) { t.Letters = []Letter{{Kind: LetterUrge, Due: friday, AnsweredAt: friday}} }), 0, "2026-11-23 09:00", false},
		{InspectSuspended, with(func(t *Ticket) { t.Suspended = friday }), 0, "2026-11-20 17:31", true},
		{InspectSuspended, with(func(*Ticket) {}), 0, "2026-11-23 09:00", false},
	} {
		for _, x := range inspections {
			if x.key == tc.rule {
				f := &inspectFacts{cal: sla.CN(), now: local(tc.at), calls: map[string]int{"often": 3}}
				require.Equal(t, tc.want, x.hit(tc.ticket, tc.n, f), "%s %d at %s", tc.rule, tc.n, tc.at)
			}
		}
	}
	require.NoError(t, DefaultInspection().Validate())
}

// The slot is the last time of the day that has come, yesterday's before the first.
func TestInspectionSlot(t *testing.T) {
	in := DefaultInspection()
	for now, want := range map[string]string{
		"2026-11-23 08:29": "2026-11-22 14:30", "2026-11-23 08:30": "2026-11-23 08:30",
		"2026-11-23 14:29": "2026-11-23 08:30", "2026-11-24 00:00": "2026-11-23 14:30",
	} {
		require.Equal(t, local(want).UTC(), in.Slot(local(now)).UTC(), now)
	}
	require.True(t, Inspection{}.Slot(monday).Equal(time.Time{}))
}
