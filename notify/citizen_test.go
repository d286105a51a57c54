package notify

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestCitizenNotices: who asked for it is told, nobody else, and never of what is
// sealed.
func TestCitizenNotices(t *testing.T) {
	at := time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC)
	told := func(after dispatch.Ticket, e dispatch.Event) []string {
		var kinds []string
		e.At = at
		for _, n := range For(dispatch.Ticket{}, after, []dispatch.Event{e}) {
			if n.Recipient == citizensFeed {
				kinds = append(kinds, n.Kind)
				require.Empty(t, n.Title, "nothing of the matter")
				require.NotEmpty(t, n.Text)
			}
		}
		return kinds
	}
	x := dispatch.Ticket{No: "20261123-0001", Lead: "u1", State: dispatch.StateAccepted, Contact: dispatch.Contact{Progress: dispatch.TextMessage, WantsReply: true}}
	accepted := dispatch.Event{Kind: dispatch.Accepted, Data: dispatch.Data{Unit: "u1"}}
	require.Equal(t, []string{CitizenAccepted}, told(x, accepted))
	require.Empty(t, told(x, dispatch.Event{Kind: dispatch.Accepted, Data: dispatch.Data{Unit: "u2"}}), "a co-handler")
	reviewed := x
	reviewed.State = dispatch.StateReviewed
	require.Equal(t, []string{CitizenReplied}, told(reviewed, dispatch.Event{Kind: dispatch.Reviewed, Data: dispatch.Data{Yes: true}}))
	require.Empty(t, told(x, dispatch.Event{Kind: dispatch.Reviewed}), "sent back to the unit")
	require.Equal(t, []string{CitizenRate}, told(reviewed, dispatch.Event{Kind: dispatch.CalledBack}))
	closed := x
	closed.State = dispatch.StateClosed
	require.Equal(t, []string{CitizenClosed}, told(closed, dispatch.Event{Kind: dispatch.Closed}))
	require.Empty(t, told(closed, dispatch.Event{Kind: dispatch.Closed, Actor: dispatch.Actor{Role: dispatch.RoleCitizen}}), "they closed it themselves")
	for what, change := range map[string]func(*dispatch.Ticket){
		"not asked for": func(x *dispatch.Ticket) { x.Contact.Progress = "" }, "a report": func(x *dispatch.Ticket) { x.Type = dispatch.Report },
		"confidential": func(x *dispatch.Ticket) { x.Contact.Confidential = true },
	} {
		y := x
		change(&y)
		require.Empty(t, told(y, accepted), what)
	}
}

// TestCitizenTexts are the messages as they arrive.
func TestCitizenTexts(t *testing.T) {
	g := Wording{Name: "示范区 12345 热线", Base: "https://hotline.example.gov.cn/"}
	var b strings.Builder
	for _, kind := range []string{CitizenAccepted, CitizenReplied, CitizenRate} {
		b.WriteString(g.ForCitizen(dispatch.Frame{Notice: dispatch.Notice{No: "20261123-0001", Text: say("channel_"+kind, words{})}}).Short(200) + "\n")
	}
	for _, state := range []dispatch.State{dispatch.StateClosed, dispatch.StateAnswered, dispatch.StateDeclined, dispatch.StateTransferred, dispatch.StateTerminated} {
		b.WriteString(say("channel_"+CitizenClosed, words{State: string(state)}) + "\n")
	}
	require.Equal(t, `【示范区 12345 热线】您反映的事（编号 20261123-0001）承办单位已接单，正在办理。查看：https://hotline.example.gov.cn/track
【示范区 12345 热线】您反映的事（编号 20261123-0001）已有答复，请凭编号和查询码查看并评价。查看：https://hotline.example.gov.cn/track
【示范区 12345 热线】您反映的事（编号 20261123-0001）已有答复；热线给您打过电话没有打通，请凭编号和查询码评价。查看：https://hotline.example.gov.cn/track
已办结，谢谢
已答复
不予受理，原因请凭编号和查询码查看
已转给负责的单位
已终止办理，原因请凭编号和查询码查看
`, b.String())
}
