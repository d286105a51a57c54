package dispatch

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestOutcomes(t *testing.T) {
	back := []Return{{Unit: "zhujian", Approved: true}}
	for _, c := range []struct {
		name    string
		ticket  Ticket
		unit    string
		outcome Outcome
		named   string
	}{
		{"handled to the end", Ticket{State: StateClosed, Lead: "zhujian", Reply: &Reply{}}, "zhujian", OutcomeKept, "zhujian"},
		{"reviewed", Ticket{State: StateReviewed, Lead: "zhujian", Reply: &Reply{}}, "zhujian", OutcomeKept, "zhujian"},
		{"in hand", Ticket{State: StateAccepted, Lead: "zhujian"}, "zhujian", OutcomeOpen, "zhujian"},
		{"in hand at another", Ticket{State: StateAccepted, Lead: "shuiwu"}, "zhujian", "", ""},
		{"gave it back", Ticket{State: StateRegistered, Returns: back}, "zhujian", OutcomeReturned, "zhujian"},
		{"gave it back, another has it", Ticket{State: StateClosed, Lead: "shuiwu", Reply: &Reply{}, Returns: back}, "zhujian", OutcomeRedispatched, "shuiwu"},
		{"the other handled it", Ticket{State: StateClosed, Lead: "shuiwu", Reply: &Reply{}, Returns: back}, "shuiwu", OutcomeKept, "shuiwu"},
		{"gave it back and got it again", Ticket{State: StateAccepted, Lead: "zhujian", Returns: back}, "zhujian", OutcomeOpen, "zhujian"},
		{"refused return", Ticket{State: StateClosed, Lead: "shuiwu", Reply: &Reply{}, Returns: []Return{{Unit: "zhujian"}}}, "zhujian", "", ""},
		{"terminated", Ticket{State: StateTerminated, Lead: "zhujian"}, "zhujian", "", ""},
		{"merged", Ticket{State: StateMerged, Lead: "zhujian"}, "zhujian", "", ""},
		{"answered on the line", Ticket{State: StateAnswered, Reply: &Reply{}}, "zhujian", "", ""},
	} {
		outcome, named := c.ticket.outcomeFor(c.unit)
		require.Equal(t, []any{c.outcome, c.named}, []any{outcome, named}, c.name)
	}
}

func TestEndings(t *testing.T) {
	matter := Matter{Type: Help, Category: "010101", Title: "阳光花园暖气不热", Text: "家里暖气从昨晚开始不热，室内只有十二度，老人受不了。"}
	ticket := func(no int, text string, s State) Ticket {
		tk := Ticket{No: FormatNo("20261101", no), State: s, Lead: "zhujian", RegisteredAt: monday.Add(-time.Hour), Matter: matter, Reply: &Reply{}}
		tk.Title, tk.Text = "求助", text
		return tk
	}
	nos := func(list []Earlier) []string {
		out := []string{}
		for _, e := range list {
			out = append(out, e.Ticket.No[9:])
		}
		return out
	}
	f := Facts{Matter: matter}
	r := Routing{Candidates: []Candidate{{Unit: "zhujian", Role: "lead"}, {Unit: "shuiwu", Role: "lead"}, {Unit: "ranqi", Role: "co"}}}
	got := endings(f, []Ticket{
		ticket(1, "整夜没有暖气，不热", StateClosed),
		ticket(2, "家里暖气从昨晚开始不热，只有十二度", StateAccepted),
		ticket(3, "家里暖气从昨晚开始不热，只有十三度", StateClosed),
		ticket(4, "暖气不热，室内只有十度", StateClosed),
		ticket(5, "暖气不热，室内只有十一度，老人受不了", StateClosed),
		ticket(6, "路灯不亮", StateClosed),
	}, r)
	require.Equal(t, []string{"0003", "0005", "0002"}, nos(got["zhujian"]), "the nearest three; one still open counts less")
	require.Empty(t, got["shuiwu"])
	require.NotContains(t, got, "ranqi", "only of those that may lead")
}
