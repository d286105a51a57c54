package api

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// takenOut asks for a list and fetches its file.
func (o *office) takenOut(who, list, format string, filter object) []byte {
	o.Helper()
	begun := o.do(who, "POST", "/api/v1/exports", object{"list": list, "format": format, "filter": filter})
	require.Equal(o, 202, begun.status, string(begun.body))
	require.Equal(o, exportReady, o.until(who, begun.text("id"))["state"], list)
	return o.get(who, "/exports/"+begun.text("id")+"/file").body
}

// TestListsAreTakenOut: every list that can be taken out is that of the screen,
// begins with its watermark, and is on record.
func TestListsAreTakenOut(t *testing.T) {
	o := openOffice(t)
	a := o.do("admin", "POST", "/api/v1/platforms", object{"code": "city", "name": "市平台", "url": "https://city.example/hotline"})
	require.Equal(t, 201, a.status, string(a.body))
	bulletin := o.post("supervisor", "/bulletins", object{"kind": "weekly", "period": "2026-W46"})
	given := map[string]string{"month": "2026-10", "metric": "accept", "platform": "city", "scheme": "default", "user": "agent", "article": o.article(object{}), "bulletin": bulletin.text("id")}
	for name, list := range exportLists() {
		filter := object{}
		for _, param := range list.params {
			if v := given[param]; v != "" {
				filter[param] = v
			}
			if strings.Contains(list.path, "{unit}") {
				filter["unit"] = "rl"
			}
		}
		who := "admin"
		if _, rule := ruleLists()[name]; rule && name != "user_sessions" && name != "open311" { // two share what one may take out a day
			who = "supervisor"
		}
		if name == "missed_calls" { // who calls back
			who = "agent"
		}
		file := o.takenOut(who, name, "csv", filter)
		lines := strings.Split(strings.TrimPrefix(string(file), "\uFEFF"), "\r\n")
		require.GreaterOrEqual(t, len(lines), 7, name)
		require.Contains(t, lines[0], list.title)
		require.NotContains(t, string(file), "导出中断", name)
		require.True(t, strings.HasPrefix(lines[4], exportMark+","), name)
		require.Len(t, strings.Split(lines[5], ","), len(list.cols()), name)
	}
	book, err := excelize.OpenReader(bytes.NewReader(o.takenOut("admin", "units", "xlsx", object{})))
	require.NoError(t, err)
	rows, err := book.GetRows("承办单位")
	require.NoError(t, err)
	require.Contains(t, strings.Join(rows[6], ","), o.get("admin", "/units").value()["items"].([]any)[0].(map[string]any)["name"])
	limits := string(o.takenOut("supervisor", "limits", "csv", object{}))
	require.Contains(t, limits, "民生保障", "codes are words")
	require.Contains(t, limits, "个工作日", "and so are limits")
	require.Contains(t, string(o.takenOut("supervisor", "calendar", "csv", object{})), "放假通知")
	require.Contains(t, string(o.takenOut("supervisor", "letters", "csv", object{"kind": "urge", "state": "late"})), "状态=逾期未复、方式=催办通知书", "what was asked for is said in the list's own words")
	require.Equal(t, 202, o.do("supervisor", "POST", "/api/v1/exports", object{"list": "tickets", "format": "gb18030"}).status)
	require.Equal(t, 403, o.do("supervisor", "POST", "/api/v1/exports", object{"list": "user_sessions", "format": "csv", "filter": object{"user": "agent"}}).status)
	require.Equal(t, 403, o.do("agent", "POST", "/api/v1/exports", object{"list": "audit", "format": "csv"}).status, "who may not read a list does not take it out")
	require.Equal(t, 422, o.do("admin", "POST", "/api/v1/exports", object{"list": "audit", "format": "csv", "filter": object{"password": "x"}}).status)
	require.Equal(t, 422, o.do("admin", "POST", "/api/v1/exports", object{"list": "tickets", "format": "csv", "filter": object{"state": "nonsense"}}).status)
}

// TestTokenTakesListsOut: a program with the scope takes out what its role may
// read, and one without does not.
func TestTokenTakesListsOut(t *testing.T) {
	o := openOffice(t)
	mine := o.logged()
	token := func(role string, scopes ...string) string {
		a := o.post("admin", "/tokens", object{"name": role + strings.Join(scopes, ""), "role": role, "scopes": scopes})
		require.Equal(t, 201, a.status, string(a.body))
		return a.text("token")
	}
	may, reads := token("supervisor", scopeExport), token("supervisor", scopeRead)
	begun := o.do("", "POST", "/api/v1/exports", object{"list": "tickets", "format": "csv"}, "Authorization", "Bearer "+may)
	require.Equal(t, 202, begun.status, string(begun.body))
	o.exports.work.Wait()
	require.Contains(t, string(o.do("", "GET", "/api/v1/exports/"+begun.text("id")+"/file", nil, "Authorization", "Bearer "+may).body), mine)
	require.Contains(t, string(o.do("", "GET", "/api/v1/export/tickets.csv", nil, "Authorization", "Bearer "+may).body), mine)
	require.Equal(t, 403, o.do("", "GET", "/api/v1/tickets", nil, "Authorization", "Bearer "+may).status, "to take lists out is not to read all else")
	require.Equal(t, 403, o.do("", "POST", "/api/v1/exports", object{"list": "access", "format": "csv"}, "Authorization", "Bearer "+may).status, "what no program reads none takes out")
	require.Equal(t, 403, o.do("", "POST", "/api/v1/exports", object{"list": "tickets", "format": "csv"}, "Authorization", "Bearer "+reads).status)
	require.Contains(t, string(o.get("admin", "/access?kind=export").body), "工单：全部", "it is on record")
}

// TestExportCancelled: who wants a file no more gets none, and nothing of it stays.
func TestExportCancelled(t *testing.T) {
	o := openOffice(t)
	begun := o.do("supervisor", "POST", "/api/v1/exports", object{"list": "tickets", "format": "xlsx"})
	require.Equal(t, 404, o.do("dispatcher", "DELETE", "/api/v1/exports/"+begun.text("id"), nil).status, "another's export")
	o.exports.work.Wait()
	require.Equal(t, 204, o.do("supervisor", "DELETE", "/api/v1/exports/"+begun.text("id"), nil).status)
	require.Equal(t, 404, o.get("supervisor", "/exports/"+begun.text("id")+"/file").status)
	require.Empty(t, o.left())
}

// TestListsHaveWords: a column of codes names a list of words that there is, or a
// way to write a cell; else its codes would leave the system as they are stored.
func TestListsHaveWords(t *testing.T) {
	words := exportWords()
	ways := map[string]bool{"": true, "time": true, "yes": true, "flag": true, "count": true, "percent": true, "unit": true, "units": true, "list": true, "none": true, "names": true, "share": true, "limit": true, "clock": true, "clock_kind": true}
	for name, list := range exportLists() {
		for _, col := range list.cols() {
			require.True(t, ways[col.how] || words[col.how] != nil, "%s: %s=%s:%s", name, col.head, col.field, col.how)
		}
	}
}

// TestRefusedExportIsNotOnRecord: the trail has what went out, and one more than
// somebody may have waiting did not.
func TestRefusedExportIsNotOnRecord(t *testing.T) {
	o := openOffice(t)
	for range exportsOwn {
		require.Equal(t, 202, o.do("supervisor", "POST", "/api/v1/exports", object{"list": "tickets", "format": "csv"}).status)
	}
	require.Equal(t, 429, o.do("supervisor", "POST", "/api/v1/exports", object{"list": "tickets", "format": "csv"}).status)
	require.Equal(t, 429, o.do("supervisor", "POST", "/api/v1/exports", object{"kind": "scores", "month": "2026-10"}).status)
	require.Len(t, o.trailOf("admin", "/access?kind=export"), exportsOwn)
}
