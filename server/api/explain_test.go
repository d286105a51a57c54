package api

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestScoreTickets(t *testing.T) {
	o := openOffice(t)
	at := "/scores/2026-10/rl/accept"
	list := o.get("liaison-rl", at+"?limit=1").value()
	require.EqualValues(t, 2, list["den"])
	require.EqualValues(t, 1, list["num"])
	require.Len(t, list["items"], 1)
	rest := o.get("liaison-rl", at+"?limit=1&after="+list["next"].(string)).value()
	require.Equal(t, "20261005-0002", rest["items"].([]any)[0].(map[string]any)["no"])
	require.NotContains(t, rest, "next")
	require.Len(t, o.get("supervisor", at+"?side=lost").value()["items"], 1)

	for want, path := range map[int]string{404: "/scores/2026-10/rl/luck", 422: at + "?side=up"} {
		require.Equal(t, want, o.get("supervisor", path).status, path)
	}
	for _, path := range []string{"/scores/2026-10/zjj", "/scores/2026-10/zjj/accept", "/scores/2026-10/zjj/accept.csv"} {
		require.Equal(t, 403, o.get("liaison-rl", path).status, path)
	}
}

// chatwoot#11057: what is taken out is what the page and the API show.
func TestPeers25ScoreListsAgree(t *testing.T) {
	o := openOffice(t)
	for _, side := range []string{"all", "num", "lost"} {
		items := o.get("supervisor", "/scores/2026-10/rl/accept?side="+side).value()["items"].([]any)
		file := o.get("supervisor", "/scores/2026-10/rl/accept.csv?side="+side)
		require.Equal(t, 200, file.status)
		require.Equal(t, "text/csv; charset=utf-8", file.header.Get("Content-Type"))
		in := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(file.body), "\uFEFF")))
		in.FieldsPerRecord = -1
		rows, err := in.ReadAll()
		require.NoError(t, err)
		require.Len(t, rows, 6+len(items)+1, "head, watermark, columns, tickets, their number")
		for i, item := range items {
			require.Equal(t, item.(map[string]any)["no"], rows[6+i][0])
		}
		require.Equal(t, "工单号,标题,计入,应在,实际,超时分钟,依据事件号,依据事件,事件时间", strings.Join(rows[5], ","))
		require.Contains(t, rows[0][0], "考核工单")
	}
	require.Contains(t, string(o.get("supervisor", "/scores/2026-10/rl/accept.csv").body), ",'=路灯不亮,计入分子,", "no spreadsheet takes a title for a formula")
	trail := o.get("supervisor", "/access?kind=export").value()["items"].([]any)
	require.Len(t, trail, 4, "each export is on record")
}
