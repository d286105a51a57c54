package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"hotline/dispatch"
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
	require.Empty(t, o.left(), "nothing of it is left")

	for range exportsOwn {
		require.Equal(t, 202, o.do("supervisor", "POST", "/api/v1/exports", object{"kind": "brief", "month": "2026-10"}).status)
	}
	require.Equal(t, 429, o.do("supervisor", "POST", "/api/v1/exports", object{"kind": "scores", "month": "2026-10"}).status)
	for _, bad := range []object{{"kind": "tickets", "month": "2026-10"}, {"kind": "scores", "month": "October"}} {
		require.Equal(t, 422, o.do("agent", "POST", "/api/v1/exports", bad).status)
	}
	require.NoError(t, o.exports.close())
}

// left are the parts of files in the store.
func (o *office) left() []dispatch.Record {
	o.Helper()
	parts, err := o.store.Records(o.Context(), kindExportPart, "", 100)
	require.NoError(o, err)
	return parts
}

// filled fills an export with so many bytes, and fails in the end with err.
func filled(size int, err error) fillExport {
	return func(_ context.Context, w io.Writer, progress func(int, int)) error {
		progress(100, 200)
		for n := 0; n < size; n += 1000 {
			if _, werr := w.Write(bytes.Repeat([]byte{byte(n / 1000)}, min(1000, size-n))); werr != nil {
				return werr
			}
		}
		return err
	}
}

// TestExportElsewhere: what one server makes another tells of and gives out,
// once, also when the first is gone.
func TestExportElsewhere(t *testing.T) {
	o := openOffice(t)
	one, two := o.exports, newExports(o.store, o.clock.now)
	const size = 2*exportPart + 12_345
	begun, err := one.begin(t.Context(), "u", exportDoc{Name: "a.xlsx"}, filled(size, nil))
	require.NoError(t, err)
	one.work.Wait()
	require.NoError(t, one.close())
	doc, err := two.find(t.Context(), begun.ID, "u")
	require.NoError(t, err)
	require.Equal(t, exportView{ID: begun.ID, State: exportReady, Done: 100, Total: 200, Name: "a.xlsx"}, doc.view(begun.ID))
	_, err = two.find(t.Context(), begun.ID, "uu")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err), "another's export")
	require.Len(t, o.left(), 3)
	file, doc, err := two.take(t.Context(), begun.ID, "u")
	require.NoError(t, err)
	_, _, again := two.take(t.Context(), begun.ID, "u")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(again), "fetched once")
	got, err := io.ReadAll(file)
	require.NoError(t, err)
	require.Len(t, got, size)
	require.Equal(t, doc.Size, size)
	for n, b := range got {
		if want := byte(n / 1000); b != want {
			require.Equal(t, want, b, n)
		}
	}
	require.NoError(t, file.Close())
	require.Empty(t, o.left())
	require.NoError(t, two.close())
}

// TestExportFails: what failed, or whose server is gone, is said to have failed,
// leaves nothing behind and does not count against its user.
func TestExportFails(t *testing.T) {
	o := openOffice(t)
	e := o.exports
	for range exportsOwn {
		require.NoError(t, e.room(t.Context(), "u"))
		bad, err := e.begin(t.Context(), "u", exportDoc{Name: "a.xlsx"}, filled(exportPart+1, errors.New("no")))
		require.NoError(t, err)
		e.work.Wait()
		doc, err := e.find(t.Context(), bad.ID, "u")
		require.NoError(t, err)
		require.Equal(t, exportFailed, doc.State)
		_, _, err = e.take(t.Context(), bad.ID, "u")
		require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err))
	}
	require.Empty(t, o.left())
	killed := &exportJob{id: "k", user: "u", doc: exportDoc{Name: "k.xlsx", State: exportRunning}}
	require.NoError(t, e.put(t.Context(), killed))
	own, err := e.own(t.Context(), "u")
	require.NoError(t, err)
	require.Equal(t, 1, own)
	o.clock.advance(exportSilence + time.Second)
	doc, err := e.find(t.Context(), "k", "u")
	require.NoError(t, err)
	require.Equal(t, exportFailed, doc.State)
	own, err = e.own(t.Context(), "u")
	require.NoError(t, err)
	require.Zero(t, own)
	o.clock.advance(exportKeep)
	_, err = e.find(t.Context(), "k", "u")
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err), "forgotten in time")
	require.NoError(t, e.close())
}

// TestExportStopped: a server that stops says so of what it was making.
func TestExportStopped(t *testing.T) {
	o := openOffice(t)
	begun, err := o.exports.begin(t.Context(), "u", exportDoc{Name: "a.xlsx"}, func(ctx context.Context, _ io.Writer, _ func(int, int)) error {
		<-ctx.Done()
		return ctx.Err()
	})
	require.NoError(t, err)
	require.NoError(t, o.exports.close())
	doc, err := newExports(o.store, o.clock.now).find(t.Context(), begun.ID, "u")
	require.NoError(t, err)
	require.Equal(t, exportFailed, doc.State)
}
