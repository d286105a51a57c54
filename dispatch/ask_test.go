package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Everything that is missing is told at once: one ask is open at a time, a second
// says why, the third is the supervisor's.
func TestAskOnce(t *testing.T) {
	l := at(t, StateContacted).do(good(DoAsk), leader)
	require.True(t, l.ticket.AskOpen())
	require.Equal(t, []string{"购房合同", "现场照片"}, l.ticket.Asked.Items)
	require.NotContains(t, Offers(l.ticket, agent), DoAsk)
	l.do(Action{Kind: DoNote, Text: "等材料"}, leader)
	require.True(t, l.ticket.AskOpen(), "a note is no answer")
	l.do(Action{Kind: DoAppend, Text: "合同已寄"}, citizen)
	require.False(t, l.ticket.AskOpen())
	require.Equal(t, l.now.UTC(), l.ticket.Asked.Answered)

	l.do(good(DoAsk), agent).do(good(DoAppend), citizen)
	require.Equal(t, "ask_limit", keyOf(l.try(good(DoAsk), leader)))
	require.NotContains(t, Offers(l.ticket, dispatcher), DoAsk)
	l.do(good(DoAsk), supervisor)
	require.Equal(t, 3, l.ticket.Asks)
	l.do(good(DoReply), leader)
	require.False(t, l.ticket.AskOpen(), "an answer was given without it")
}

func TestAskKeepsItemsOnce(t *testing.T) {
	a := good(DoAsk)
	a.Items = []string{"身份证明", " ", "身份证明", "照片"}
	l := at(t, StateRegistered).do(a, dispatcher)
	require.Equal(t, []string{"身份证明", "照片"}, l.ticket.Asked.Items)
	a.Items[0] = "changed"
	require.Equal(t, "身份证明", l.ticket.Asked.Items[0])
}
