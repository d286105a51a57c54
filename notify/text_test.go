package notify

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

var update = flag.Bool("update", false, "write the golden files")

// TestTexts compares the sentence of every kind, in each of its forms.
func TestTexts(t *testing.T) {
	forms := map[string][]words{
		Dispatched: {{}, {Due: "11-23 10:30"}, {Yes: true}}, ReturnDecided: {{}, {Yes: true}}, Closed: {{}, {State: string(dispatch.StateTerminated)}},
		ExtensionDecided: {{}, {Yes: true, Due: "11-27 17:30"}}, Triage: {{}, {Urgency: string(dispatch.Life), Due: "11-23 09:15"}},
		Redo: {{Due: "11-27 17:30"}}, Returned: {{Due: "11-24 17:30"}}, Extension: {{Days: 3, Due: "11-24 17:30"}}, Reviewed: {{Due: "11-26 17:30"}},
		Reminded: {{}}, Failover: {{Post: "B", Due: "11-23 10:30"}}, NoStandIn: {{}, {Due: "11-23 10:30"}},
		ConferenceCalled: {{Due: "11-25 14:30"}}, ConferenceAnswered: {{}, {Yes: true}}, ArticleDue: {{Count: 1}, {Count: 3}}, Brief: {{}, {Yes: true}},
		sla.NewsDraft: {{Due: "11-20 17:30"}}, sla.NewsClosing: {{Due: "11-20 17:30"}}, sla.NewsDecide: {{Due: "11-23 17:30"}},
	}
	for _, c := range []sla.ClockKind{sla.DispatchClock, sla.AcceptClock, sla.ContactClock, sla.ResolveClock, sla.ReviewClock, sla.CallbackClock, sla.ReturnClock, dispatch.ClockPart} {
		forms[Reminded] = append(forms[Reminded], words{Clock: string(c), Due: "11-23 10:30"})
		forms[Overdue] = append(forms[Overdue], words{Clock: string(c), Due: "11-23 10:30"})
	}
	for level := range 7 {
		forms[Supervised] = append(forms[Supervised], words{Level: level})
		forms[Escalated] = append(forms[Escalated], words{Level: level, Clock: string(sla.ResolveClock), Due: "11-23 10:30"})
	}
	for _, rule := range append(dispatch.InspectionKeys(), "new") {
		forms[Inspected] = append(forms[Inspected], words{Rule: rule, Count: 3})
	}
	for _, g := range dispatch.Ladder() {
		for _, kind := range []string{LetterIssued, LetterReceived, LetterAnswered, LetterLate, LetterClosed} {
			forms[kind] = append(forms[kind], words{Letter: string(g.Kind), Due: "11-23 10:30"})
		}
	}
	forms[UpstreamDue] = []words{{Due: "11-23 10:30"}, {}}
	forms[ExchangeDiffers] = []words{{Count: 3}}
	for _, kind := range []string{AppealDecided, ExclusionDecided} {
		forms[kind] = []words{{Yes: true}, {}}
	}
	var b strings.Builder
	for _, kind := range []string{Dispatched, CoDispatched, Removed, ReturnDecided, ExtensionDecided, ReviewedBack, Redo, Reminded, Overdue, Escalated,
		Supervised, Urged, Appended, Attached, Merged, Unmerged, Closed, Triage, Returned, Replied, Extension, Reviewed, Failover, NoStandIn, Inspected,
		Lapsed, Assisted, AssistAsked, AssistRefused, HandedOver,
		Deemed, ReturnTimeout, ConferenceNeeded, ConferenceCalled, ConferenceAnswered, ConferenceBegun, ConferenceCancelled, ConferenceConcluded,
		Asked, AskAnswered, RatedBadly, ReopenAsked, TwiceUnhappy, Withdrawn,
		LetterIssued, LetterReceived, LetterAnswered, LetterLate, LetterClosed, SuperviseDone, Bulletin, Brief,
		sla.NewsDraft, sla.NewsClosing, sla.NewsDecide, sla.NewsPublished, sla.NewsCorrected,
		AppealAsked, AppealDecided, ExclusionAsked, ExclusionDecided, ArticleDue, ArticleReview, ArticleReturned, ArticleUnhelpful,
		UpstreamDue, ExchangeDiffers} {
		if forms[kind] == nil {
			forms[kind] = []words{{}}
		}
		for _, w := range forms[kind] {
			text := say(kind, w)
			require.NotEmpty(t, text, kind)
			fmt.Fprintf(&b, "%s\t%s\n", kind, text)
		}
	}
	const golden = "testdata/texts.golden"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(b.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), b.String())
}
