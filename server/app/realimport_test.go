//go:build !race

package app

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/realdata"
	"hotline/dispatch"
	"hotline/dispatch/insight"
	"hotline/sla"
)

// TestImportRequests: the on-time rate of every agency equals a direct count
// over the file, for every year and for a month.
func TestImportRequests(t *testing.T) {
	path := realdata.Path(t, "service-requests-2018.jsonl")
	dir := t.TempDir()
	code, out, errs := run(t, dir, "import", path, "--report", filepath.Join(dir, "rejected.tsv"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "10000 rows: 10000 new tickets, 0 known before, 0 rejected")
	all := requests(t, path)
	for _, period := range []string{"2014", "2015", "2016", "2017", "2018", "2019", "2018-05"} {
		code, out, errs := run(t, dir, "score", period, "--json")
		require.Zero(t, code, errs)
		var m sla.Month
		require.NoError(t, json.Unmarshal([]byte(out), &m))
		want := map[string][2]int{}
		for _, r := range all {
			if r.Due == "" || !strings.HasPrefix(r.Due, period) {
				continue
			}
			n := want[r.Agency]
			n[1]++
			if r.Closed != "" && r.Closed <= r.Due {
				n[0]++
			}
			want[r.Agency] = n
		}
		require.Equal(t, want, onTimeByUnit(m), period)
		fromFile(t, dir, path, period, m)
	}
	code, out, _ = run(t, dir, "brief", "2018-05", "-o", filepath.Join(dir, "brief.html"))
	require.Zero(t, code)
	require.Contains(t, out, "brief.html")
	html, err := os.ReadFile(filepath.Join(dir, "brief.html"))
	require.NoError(t, err)
	require.Contains(t, string(html), "Solid Waste")
}

// TestImportMessages: every real message becomes a closed ticket with its true
// times; importing again brings nothing twice.
func TestImportMessages(t *testing.T) {
	path := realdata.Path(t, "messages-replies.jsonl")
	dir := t.TempDir()
	report := filepath.Join(dir, "rejected.tsv")
	code, out, errs := run(t, dir, "import", path, "--report", report)
	require.Zero(t, code, errs)
	require.Contains(t, out, "2816 rows: 2816 new tickets, 0 known before, 0 rejected")
	require.Contains(t, errs, "100%", "progress is shown")
	require.NoFileExists(t, report)

	a := open(t, dir)
	first := map[string]any{}
	line, _, _ := strings.Cut(string(must(os.ReadFile(path))), "\n")
	require.NoError(t, json.Unmarshal([]byte(line), &first))
	n := 0
	require.NoError(t, a.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		require.Equal(t, dispatch.StateClosed, tk.State)
		if tk.Upstream.No == first["id"] {
			require.Equal(t, first["time"], tk.RegisteredAt.In(sla.Zone).Format(time.DateTime))
			require.Equal(t, first["reply_time"], tk.ClosedAt.In(sla.Zone).Format(time.DateTime))
			require.Equal(t, strings.TrimSpace(first["reply"].(string)), tk.Reply.Text)
		}
		if n%100 == 0 {
			events, err := a.Store.Events(t.Context(), tk.No)
			require.NoError(t, err)
			require.Zero(t, dispatch.Verify(events))
			require.Equal(t, tk, dispatch.Replay(events))
		}
		n++
		return nil
	}))
	require.Equal(t, 2816, n)
	require.NoError(t, a.Stop(context.Background()))

	code, out, _ = run(t, dir, "import", path, "--report", report)
	require.Zero(t, code)
	require.Contains(t, out, "2816 new tickets, 0 known before", "a finished file is known as a whole")
	copied := filepath.Join(dir, "copy.jsonl")
	require.NoError(t, os.WriteFile(copied, append(must(os.ReadFile(path)), '\n'), 0o600))
	code, out, _ = run(t, dir, "import", copied, "--report", report)
	require.Zero(t, code)
	require.Contains(t, out, "2816 rows: 0 new tickets, 2816 known before")
}

// TestInsightOfMessages: the real messages of a city as they stand, over the
// store.
func TestInsightOfMessages(t *testing.T) {
	path := realdata.Path(t, "messages-hot.jsonl")
	dir := t.TempDir()
	code, out, errs := run(t, dir, "import", path, "--report", filepath.Join(dir, "rejected.tsv"))
	require.Zero(t, code, errs)
	require.Contains(t, out, "4326 rows: 4326 new tickets, 0 known before, 0 rejected")
	a := open(t, dir)
	day := func(s string) time.Time { at, _ := time.ParseInLocation(time.DateOnly, s, sla.Zone); return at }
	r, err := a.insight.Insight(t.Context(), insight.Between(day("2019-01-01"), day("2020-01-31"), a.Clock.Now()))
	require.NoError(t, err)
	require.Equal(t, 4322, r.Hot.Intake)
	require.Equal(t, r.Hot.Intake, r.Trends.Matrix.Total)
	titles := ""
	for _, is := range r.Hot.Issues[:10] {
		titles += is.Title + "\n"
	}
	for _, word := range []string{"车位", "搅拌", "58车贷", "人才", "公积金", "五矿万境", "高压线"} {
		require.Contains(t, titles, word)
	}
	require.Equal(t, 2020, r.Year.Year)
}
