package api

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
)

func sheets(t *testing.T, a answer) *excelize.File {
	t.Helper()
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, typeXLSX, a.header.Get("Content-Type"))
	f, err := excelize.OpenReader(bytes.NewReader(a.body))
	require.NoError(t, err)
	return f
}

// column lists the cells of a column below its head.
func column(t *testing.T, f *excelize.File, sheet string, col, from int) []string {
	t.Helper()
	rows, err := f.GetRows(sheet)
	require.NoError(t, err)
	out := []string{}
	for _, r := range rows[from:] {
		if len(r) > col {
			out = append(out, r[col])
		}
	}
	return out
}

func TestWorkbookRoutes(t *testing.T) {
	o := openOffice(t)
	whole := sheets(t, o.get("supervisor", "/scores/2026-10.xlsx"))
	require.Equal(t, []string{"说明", "办法", "单位得分", "明细", "剔除"}, whole.GetSheetList())
	require.ElementsMatch(t, []string{"rl", "cgj"}, column(t, whole, "单位得分", 3, 2))
	require.Equal(t, []string{"rl", "rl", "cgj"}, column(t, whole, "明细", 1, 1))
	require.Equal(t, "'=路灯不亮", column(t, whole, "明细", 2, 1)[0], "no spreadsheet takes a title for a formula")
	require.Contains(t, column(t, whole, "说明", 0, 1)[0], "supervisor")

	brief := sheets(t, o.get("agent", "/briefs/2026-10.xlsx"))
	require.Contains(t, brief.GetSheetList(), "简报")

	own := sheets(t, o.get("liaison-rl", "/scores/2026-10.xlsx"))
	require.Equal(t, []string{"rl"}, column(t, own, "单位得分", 3, 2))
	require.Equal(t, []string{"rl", "rl"}, column(t, own, "明细", 1, 1))

	require.Equal(t, 422, o.get("supervisor", "/scores/2026-1x.xlsx").status)
	require.Len(t, o.get("supervisor", "/access?kind=export").value()["items"].([]any), 3, "each is on record")
}

// until asks for an export until it has ended.
func (o *office) until(who, id string) map[string]any {
	o.Helper()
	o.exports.work.Wait()
	a := o.get(who, "/exports/"+id)
	require.Equal(o, 200, a.status, string(a.body))
	return a.value()
}

func TestExportedWorkbook(t *testing.T) {
	o := openOffice(t)
	begun := o.do("liaison-rl", "POST", "/api/v1/exports", object{"kind": "scores", "month": "2026-10"})
	require.Equal(t, 202, begun.status, string(begun.body))
	id := begun.text("id")
	require.Equal(t, exportReady, o.until("liaison-rl", id)["state"])
	for _, path := range []string{"", "/file"} {
		require.Equal(t, 404, o.get("liaison-cgj", "/exports/"+id+path).status, "another's export")
	}
	f := sheets(t, o.get("liaison-rl", "/exports/"+id+"/file"))
	require.Equal(t, []string{"rl"}, column(t, f, "单位得分", 3, 2), "a unit's own rows")
	require.Equal(t, 404, o.get("liaison-rl", "/exports/"+id+"/file").status, "a file is fetched once")
	left, err := filepath.Glob(filepath.Join(o.exports.dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left)

	for range exportsOwn {
		require.Equal(t, 202, o.do("supervisor", "POST", "/api/v1/exports", object{"kind": "brief", "month": "2026-10"}).status)
	}
	require.Equal(t, 429, o.do("supervisor", "POST", "/api/v1/exports", object{"kind": "scores", "month": "2026-10"}).status)
	for _, bad := range []object{{"kind": "tickets", "month": "2026-10"}, {"kind": "scores", "month": "October"}} {
		require.Equal(t, 422, o.do("agent", "POST", "/api/v1/exports", bad).status)
	}
	dir := o.exports.dir
	require.NoError(t, o.exports.close())
	require.NoDirExists(t, dir)
}

// What failed or was not fetched in time leaves no file behind.
func TestExportsCleanUp(t *testing.T) {
	e := newExports()
	defer func() { require.NoError(t, e.close()) }()
	fill := func(err error) func(context.Context, *os.File, func(int, int)) error {
		return func(_ context.Context, f *os.File, progress func(int, int)) error {
			progress(100, 200)
			_, werr := f.WriteString("x")
			return errors.Join(err, werr)
		}
	}
	bad, _, err := e.begin(t.Context(), "u", "a.xlsx", fill(errors.New("no")))
	require.NoError(t, err)
	good, _, err := e.begin(t.Context(), "u", "b.xlsx", fill(nil))
	require.NoError(t, err)
	e.work.Wait()
	j, ok := e.find(bad.id, "u")
	require.True(t, ok)
	require.Equal(t, exportFailed, j.state)
	_, _, err = e.take(bad.id, "u")
	require.ErrorIs(t, err, os.ErrNotExist)
	j, _ = e.find(good.id, "u")
	require.Equal(t, exportView{ID: good.id, State: exportReady, Done: 100, Total: 200, Name: "b.xlsx"}, j.view())
	e.forget(good.id)
	_, ok = e.find(good.id, "u")
	require.False(t, ok)
	left, err := filepath.Glob(filepath.Join(e.dir, "*"))
	require.NoError(t, err)
	require.Empty(t, left)
}
