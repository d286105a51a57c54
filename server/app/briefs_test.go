//go:build !race

package app

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/paper"
	"hotline/server/phone"
	"hotline/sla"
)

// TestBriefCorrected: scores corrected after the brief went out are said on it, and
// a corrected brief takes its place with the edition in its masthead; the one
// before stays readable, and units read that until the correction is out.
func TestBriefCorrected(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-18 10:00")
	supervisor, office := signIn(t, a, "supervisor"), signIn(t, a, "dispatcher")
	supervisor.post("/scores/2026-10/draft", map[string]any{}, http.StatusOK)
	b, err := a.reports().basis(t.Context(), "2026-10")
	require.NoError(t, err)
	unit, no, ok := lostTicket(b.month, sla.MetricAccept, map[string]bool{})
	require.True(t, ok)
	reader := signIn(t, a, "liaison-"+unit)
	asked := office.post("/exclusions", map[string]any{"month": "2026-10", "unit": unit, "no": no, "code": "force_majeure", "reason": "暴雨", "evidence": "预警记录"}, http.StatusCreated)
	supervisor.post("/scores/2026-10/close", map[string]any{"reason": "提前发布"}, http.StatusOK)
	first := supervisor.post("/briefs/2026-10/publish", map[string]any{"version": 0}, http.StatusOK)
	require.NotContains(t, first, "outdated")
	supervisor.post("/briefs/2026-10/correct", map[string]any{"version": 1}, http.StatusConflict)
	reader.post("/briefs/2026-10/receipt", map[string]any{}, http.StatusOK)

	supervisor.post("/exclusions/"+asked["id"].(string)+"/decide", map[string]any{"approve": true, "reason": "记录属实"}, http.StatusOK)
	supervisor.post("/scores/2026-10/correct", map[string]any{"reason": "剔除成立"}, http.StatusOK)
	seen := reader.get("/briefs/2026-10")
	require.Equal(t, first["hash"], seen["hash"], "what was issued stands")
	late := seen["outdated"].(map[string]any)
	require.Equal(t, []any{float64(1), float64(2), "剔除成立"}, []any{late["edition"], late["newest"], late["reason"]})
	require.Equal(t, true, supervisor.get("/briefs")["items"].([]any)[0].(map[string]any)["outdated"])

	office.post("/briefs/2026-10/correct", map[string]any{"version": 2}, http.StatusForbidden)
	supervisor.post("/briefs/2026-10/correct", map[string]any{"version": 1}, http.StatusConflict)
	composing := supervisor.post("/briefs/2026-10/correct", map[string]any{"version": 2}, http.StatusOK)
	require.Equal(t, "correcting", composing["stage"])
	require.Contains(t, composing["correction"], "第 2 版")
	require.Equal(t, seen["issue"], composing["issue"], "the same issue")
	version := composing["editing"].(map[string]any)["version"]
	require.Equal(t, first["hash"], sum(t, reader.get("/briefs/2026-10")), "units read the old one")
	office.post("/briefs/2026-10/correct/cancel", map[string]any{"version": version}, http.StatusForbidden)
	supervisor.post("/briefs/2026-10/correct/cancel", map[string]any{"version": 2}, http.StatusConflict)
	given := supervisor.post("/briefs/2026-10/correct/cancel", map[string]any{"version": version}, http.StatusOK)
	require.Equal(t, []any{"published", first["hash"]}, []any{given["stage"], sum(t, given)}, "as if none had been begun")
	require.Contains(t, given, "outdated")
	version = given["editing"].(map[string]any)["version"]
	supervisor.post("/briefs/2026-10/correct/cancel", map[string]any{"version": version}, http.StatusConflict)
	composing = supervisor.post("/briefs/2026-10/correct", map[string]any{"version": version}, http.StatusOK)
	version = composing["editing"].(map[string]any)["version"]
	second := supervisor.post("/briefs/2026-10/publish", map[string]any{"version": version}, http.StatusOK)

	require.NotEqual(t, first["hash"], second["hash"])
	require.Contains(t, second["correction"], "2026年10月考核第 2 版")
	require.NotContains(t, second, "outdated")
	now := reader.get("/briefs/2026-10")
	require.NotContains(t, now, "read_at", "the correction is to be read too")
	require.Len(t, now["earlier"], 1)
	require.EqualValues(t, 1, now["earlier"].([]any)[0].(map[string]any)["receipts"])
	old := reader.get("/briefs/2026-10?n=1")
	require.Equal(t, first["hash"], sum(t, old))
	require.NotContains(t, old, "correction")
	require.Contains(t, old, "read_at")
	supervisor.post("/briefs/2026-10/correct", map[string]any{"version": 6}, http.StatusConflict)

	frames, err := a.Store.Feed(t.Context(), notify.UnitFeed(unit), 0, 100)
	require.NoError(t, err)
	var texts []string
	for _, f := range frames {
		if f.Kind == notify.Brief {
			texts = append(texts, f.Text)
		}
	}
	require.Len(t, texts, 2)
	require.Contains(t, texts[1], "更正")
	e, err := a.reports().edition(t.Context(), docketOf(t, a, "2026-10"), 2)
	require.NoError(t, err)
	require.Contains(t, wordsOf(t, *e.Brief), no, "the new edition's brief lists what it excludes")
	book, err := a.reports().Workbook(t.Context(), "2026-10", false)
	require.NoError(t, err)
	var file bytes.Buffer
	require.NoError(t, paper.XLSX(t.Context(), &file, book, func(int, int) {}))
	sheets, err := excelize.OpenReader(&file)
	require.NoError(t, err)
	rows, err := sheets.GetRows("剔除")
	require.NoError(t, err)
	i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 5 && row[0] == no })
	require.GreaterOrEqual(t, i, 1)
	require.Equal(t, []string{"批准人", "supervisor"}, []string{rows[0][5], rows[i][5]})
}

func docketOf(t *testing.T, a *App, month string) sla.Docket {
	d, _, err := a.reports().docket(t.Context(), month)
	require.NoError(t, err)
	return d
}

// sum is the hash that the brief of an answer carries.
func sum(t *testing.T, b map[string]any) any {
	require.Contains(t, b, "hash")
	return b["hash"]
}

// wordsOf is the brief as a page of HTML.
func wordsOf(t *testing.T, b sla.Brief) string {
	path := filepath.Join(t.TempDir(), "b.html")
	f, err := os.Create(path)
	require.NoError(t, err)
	require.NoError(t, layOut(t.Context(), "", f, ".html", b))
	require.NoError(t, f.Close())
	page, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(page)
}

// TestSampleBrief: the sample district has one published brief that most units have
// read, planted once.
func TestSampleBrief(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-12-02 10:00")
	require.NoError(t, a.plantBrief(t.Context()), "nothing is out yet")
	_, err := a.reports().Close(t.Context(), "2026-10", demoSupervisor, "到期")
	require.NoError(t, err)
	a.Clock.Advance(72 * time.Hour)
	for range 2 {
		require.NoError(t, a.plantBrief(t.Context()))
	}
	rows := signIn(t, a, "supervisor").get("/briefs")["items"].([]any)
	row := rows[len(rows)-1].(map[string]any)
	require.Equal(t, []any{"2026-10", "published"}, []any{row["month"], row["stage"]})
	require.Less(t, row["receipts"], row["recipients"])
	require.Greater(t, row["receipts"], row["recipients"].(float64)/2)
}

// TestBriefCommandPrintsWhatWasComposed: the command line writes the words that
// people wrote on the page, before and after it is published.
func TestBriefCommandPrintsWhatWasComposed(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-18 10:00")
	draft := func() string {
		b, err := a.reports().brief(t.Context(), "2026-10", "")
		require.NoError(t, err)
		return wordsOf(t, b)
	}
	require.NotContains(t, draft(), "接通率", "nobody called")
	at := time.Date(2026, 10, 14, 9, 0, 0, 0, sla.Zone)
	require.NoError(t, a.hear(t.Context(), []phone.Event{{Call: "c1", Kind: phone.Queued, At: at, Number: "13800001234"}, {Call: "c1", Kind: phone.Answered, At: at.Add(time.Second), Extension: "8001"},
		{Call: "c2", Kind: phone.Queued, At: at, Number: "13800005678"}, {Call: "c2", Kind: phone.Abandoned, At: at.Add(time.Minute)}}))
	require.Contains(t, draft(), "本区座席呼入 2 次，接通 1 次，接通率 50")
	supervisor := signIn(t, a, "supervisor")
	supervisor.call(http.MethodPatch, "/briefs/2026-10", map[string]any{"version": 0, "steps": []string{"供热单位昼夜值守。"},
		"sections": []map[string]any{{"key": "overall", "on": true, "order": 1, "text": "本月运行平稳。"}}}, http.StatusOK)
	written := func() string {
		path := filepath.Join(t.TempDir(), "brief.html")
		o := &options{stdout: io.Discard, stderr: io.Discard, out: path}
		require.NoError(t, o.writeBrief(t.Context(), a, "2026-10", ".html"))
		page, err := os.ReadFile(path)
		require.NoError(t, err)
		return string(page)
	}
	for _, words := range []string{"本月运行平稳。", "供热单位昼夜值守。"} {
		require.Contains(t, written(), words)
	}
	supervisor.post("/scores/2026-10/close", map[string]any{}, http.StatusOK)
	supervisor.post("/briefs/2026-10/publish", map[string]any{"version": 1}, http.StatusOK)
	happen(t, a)
	page := written()
	require.Contains(t, page, "本月运行平稳。")
	kept, err := a.reports().Brief(t.Context(), "2026-10")
	require.NoError(t, err)
	require.Equal(t, wordsOf(t, kept), page, "the published one, to the letter")
	by, err := a.reports().briefBy(t.Context(), "2026-10", "lianyungang-2022")
	require.NoError(t, err)
	require.NotContains(t, wordsOf(t, by), "本月运行平稳。", "by another scheme nothing was written")
	require.Equal(t, dispatch.BriefDigest(kept), signIn(t, a, "supervisor").get("/briefs/2026-10")["hash"])
}
