package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/dispatch/insight"
	"hotline/sla"
)

// bring imports rows of messages with votes.
func bring(t *testing.T, a *App, rows string) *Import {
	t.Helper()
	path := filepath.Join(t.TempDir(), "messages.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(rows), 0o600))
	m := newImport(a, a.Store, io.Discard, io.Discard)
	require.NoError(t, m.File(t.Context(), path))
	return m
}

// forum writes messages of many people about one matter, and some of others, at a
// time.
func forum(at time.Time, n int) string {
	var b strings.Builder
	row := func(i int, title, text string) {
		fmt.Fprintf(&b, `{"id":"%d","user":"u%d","title":"%s","text":"%s","time":"%s","up":%d,"down":1}`+"\n",
			i, i, title, text, at.Add(time.Duration(i)*time.Second).In(sla.Zone).Format(time.DateTime), i%20)
	}
	for i := range n {
		row(i, "丽园新城旁搅拌站扰民", []string{"搅拌站夜里生产，噪音和粉尘很大。", "小区旁边建搅拌站，孩子没法开窗睡觉。"}[i%2])
	}
	for i, title := range []string{"咨询公交线路调整", "学校门口摆摊占道", "公园路灯不亮", "快递丢失没有赔偿", "办证大厅排队太久"} {
		row(100+i, title, title+"，没有人管。")
	}
	return b.String()
}

// TestImportVotes: a message nobody answered here is history that ended: nothing
// is open, nothing is late, its votes are kept and its writer only as a hash.
func TestImportVotes(t *testing.T) {
	a := open(t, t.TempDir())
	rows := `{"id":"1","user":"A1","title":"）","text":"路灯坏了三天没有人修","time":"2019-03-01 10:00:00","up":12,"down":2}
{"id":"2","user":"A1","title":"路灯还是不亮","text":"","time":"2019-03-02 10:00:00","up":0,"down":0}
{"id":"3","user":"A2","title":"另一个人","text":"也说路灯","time":"2019-3-2 10:00","up":"x","down":0}
{"id":"4","user":"A2","title":"公交太少","text":"等了一小时","time":"2019/3/3 10:00","up":1,"down":0}
`
	m := bring(t, a, rows)
	require.Equal(t, ImportResult{Rows: 4, New: 3, Rejected: 1}, m.Result)
	byNo := map[string]dispatch.Ticket{}
	require.NoError(t, a.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		byNo[tk.Upstream.No] = tk
		require.Equal(t, dispatch.StateTerminated, tk.State)
		require.Empty(t, tk.Lead)
		require.False(t, tk.Overdue())
		require.True(t, tk.NextAt().IsZero(), "no step waits")
		_, scored := tk.Record()
		require.False(t, scored)
		return nil
	}))
	require.Equal(t, "路灯坏了三天没有人修", byNo["1"].Title)
	require.Equal(t, 12, byNo["1"].Upstream.Up)
	require.Equal(t, 2, byNo["1"].Upstream.Down)
	require.Equal(t, byNo["1"].Contact.PhoneHash, byNo["2"].Contact.PhoneHash)
	require.NotEqual(t, byNo["1"].Contact.PhoneHash, byNo["4"].Contact.PhoneHash)
	require.NotContains(t, byNo["1"].Contact.PhoneHash, "A1")
	require.Equal(t, 10, insight.ItemOf(byNo["1"]).Votes)
}

// TestInsightIsKept: a window is computed once for all who ask within ten
// minutes, then anew; a failure is not kept, and nobody waits for ever.
func TestInsightIsKept(t *testing.T) {
	a := open(t, t.TempDir())
	yesterday := a.Clock.Now().AddDate(0, 0, -1)
	bring(t, a, forum(yesterday, 12))
	w := insight.LastDays(7, a.Clock.Now())
	first, err := a.insight.Insight(t.Context(), w)
	require.NoError(t, err)
	require.Equal(t, 17, first.Hot.Intake)
	require.Len(t, first.Hot.Issues, 1)
	require.Equal(t, "丽园新城旁搅拌站扰民", first.Hot.Issues[0].Title)
	require.Equal(t, 12, first.Hot.Issues[0].Count)
	_, found := first.Issue(first.Hot.Issues[0].Items[5].No)
	require.True(t, found, "any of its tickets names it")

	bring(t, a, strings.ReplaceAll(forum(yesterday, 1), `"id":"`, `"id":"new-`))
	again, err := a.insight.Insight(t.Context(), w)
	require.NoError(t, err)
	require.Equal(t, 17, again.Hot.Intake, "as it was a moment ago")
	month, err := a.insight.Insight(t.Context(), insight.LastDays(30, a.Clock.Now()))
	require.NoError(t, err)
	require.Equal(t, 23, month.Hot.Intake, "another window is computed")
	a.Clock.Advance(insightLife)
	a.insight.slot <- struct{}{} // another window is being computed
	last, err := a.insight.Insight(t.Context(), insight.LastDays(7, a.Clock.Now()))
	require.NoError(t, err)
	require.Equal(t, first.Hot.Window, last.Hot.Window, "what was there before, with its time")
	<-a.insight.slot
	later, err := a.insight.fresh(t.Context(), insight.LastDays(7, a.Clock.Now()))
	require.NoError(t, err)
	require.Equal(t, 23, later.Hot.Intake)
	a.Clock.Advance(insightLife)
	a.insight.store = failing{a.Store}
	_, err = a.insight.fresh(t.Context(), insight.LastDays(7, a.Clock.Now()))
	require.ErrorContains(t, err, "no such disk")
	a.insight.slot <- struct{}{}
	last, err = a.insight.Insight(t.Context(), insight.LastDays(7, a.Clock.Now()))
	require.NoError(t, err)
	require.Equal(t, 23, last.Hot.Intake, "a failure takes nothing away")
	<-a.insight.slot

	broken := &insights{base: t.Context(), store: failing{a.Store}, dir: a.Directory, now: a.Clock.Now, loops: &a.loops, slot: make(chan struct{}, 1), runs: map[string]*insightRun{}}
	_, err = broken.Insight(t.Context(), w)
	require.ErrorContains(t, err, "no such disk")
	require.Empty(t, broken.runs)
	broken.slot <- struct{}{} // another window is being computed
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = broken.Insight(gone, w)
	require.Equal(t, dispatch.Unavailable, dispatch.CodeOf(err))
	<-broken.slot
}

// failing is a store that cannot be read.
type failing struct{ dispatch.Store }

func (failing) Each(context.Context, dispatch.Filter, func(dispatch.Ticket) error) error {
	return errors.New("no such disk")
}

// TestHotIssuesInPrint: the brief of the month and the bulletin of the week tell
// of what many people raised.
func TestHotIssuesInPrint(t *testing.T) {
	a := open(t, t.TempDir())
	yesterday := a.Clock.Now().AddDate(0, 0, -1)
	bring(t, a, forum(yesterday, 12))
	b, err := a.reports().Brief(t.Context(), sla.MonthOf(yesterday))
	require.NoError(t, err)
	text, err := json.Marshal(b)
	require.NoError(t, err)
	require.Contains(t, string(text), "丽园新城旁搅拌站扰民")

	line, err := a.weekly(t.Context())
	require.NoError(t, err)
	require.Contains(t, line, ": draft")
	rs, err := a.Store.Records(t.Context(), dispatch.KindBulletin, "", 10)
	require.NoError(t, err)
	require.Len(t, rs, 1)
	line, err = a.weekly(t.Context())
	require.NoError(t, err)
	require.Contains(t, line, "was made before")
}
