package api

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

// takenOut asks for a list and fetches its file.
func (o *office) takenOut(who, list, format string) []byte {
	o.Helper()
	begun := o.do(who, "POST", "/api/v1/exports", object{"list": list, "format": format})
	require.Equal(o, 202, begun.status, string(begun.body))
	require.Equal(o, exportReady, o.until(who, begun.text("id"))["state"], list)
	return o.get(who, "/exports/"+begun.text("id")+"/file").body
}

// TestListsAreTakenOut: every list that can be taken out is that of the screen,
// begins with its watermark, and is on record.
func TestListsAreTakenOut(t *testing.T) {
	o := openOffice(t)
	for name, list := range exportLists() {
		if strings.Contains(list.path, "{") {
			continue
		}
		file := o.takenOut("admin", name, "csv")
		lines := strings.Split(strings.TrimPrefix(string(file), "\uFEFF"), "\r\n")
		require.GreaterOrEqual(t, len(lines), 7, name)
		require.Contains(t, lines[0], list.title)
		require.True(t, strings.HasPrefix(lines[4], exportMark+","), name)
		require.Len(t, strings.Split(lines[5], ","), len(list.cols()), name)
	}
	book, err := excelize.OpenReader(bytes.NewReader(o.takenOut("admin", "units", "xlsx")))
	require.NoError(t, err)
	rows, err := book.GetRows("承办单位")
	require.NoError(t, err)
	require.Contains(t, strings.Join(rows[6], ","), o.get("admin", "/units").value()["items"].([]any)[0].(map[string]any)["name"])
	require.Equal(t, 403, o.do("agent", "POST", "/api/v1/exports", object{"list": "audit", "format": "csv"}).status, "who may not read a list does not take it out")
	require.Equal(t, 422, o.do("admin", "POST", "/api/v1/exports", object{"list": "audit", "format": "csv", "filter": object{"password": "x"}}).status)
	require.Equal(t, 422, o.do("admin", "POST", "/api/v1/exports", object{"list": "tickets", "format": "csv", "filter": object{"state": "nonsense"}}).status)
}
