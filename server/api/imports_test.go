package api

import (
	"archive/zip"
	"bytes"
	"fmt"
	"mime/multipart"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/imports"
)

// table sends a file in as the page does.
func (o *office) table(who, kind, name string, content []byte) answer {
	o.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	require.NoError(o, form.WriteField("kind", kind))
	part, err := form.CreateFormFile("file", name)
	require.NoError(o, err)
	_, err = part.Write(content)
	require.NoError(o, err)
	require.NoError(o, form.Close())
	return o.do(who, "POST", "/api/v1/imports", body.String(), "Content-Type", form.FormDataContentType())
}

// through waits for the end of a run.
func (o *office) through(who, id string) map[string]any {
	o.Helper()
	var v map[string]any
	require.Eventually(o, func() bool {
		v = o.get(who, "/imports/"+id).value()
		return v["state"] != "running" && v["state"] != "checking"
	}, 20*time.Second, 5*time.Millisecond)
	return v
}

func cityFile(rows int) []byte {
	var b strings.Builder
	b.WriteString("工单编号,诉求内容,联系电话\r\n")
	for i := range rows {
		fmt.Fprintf(&b, "K%d,第%d盏路灯三天不亮，请尽快维修,138%08d\r\n", i, i, i)
	}
	return []byte(b.String())
}

// TestImportRoutes: who may send what, and whose import it is.
func TestImportRoutes(t *testing.T) {
	o := openOffice(t)
	for who, want := range map[string]int{"agent": 403, "liaison-rl": 403, "supervisor": 403} {
		require.Equal(t, want, o.table(who, "tickets", "a.csv", cityFile(1)).status, who)
		require.Equal(t, want, o.get(who, "/imports").status, who)
	}
	require.Equal(t, 403, o.table("dispatcher", "users", "a.csv", cityFile(1)).status, "accounts are the administrator's")
	require.Equal(t, 422, o.table("admin", "nonsense", "a.csv", cityFile(1)).status)

	a := o.table("dispatcher", "tickets", "../../etc/<b>表.csv", append(cityFile(2), "K9,没有号码可拨的人,不是号码\r\n"...))
	require.Equal(t, 201, a.status, string(a.body))
	require.NotContains(t, a.text("name"), "/", "a name of a file is no path")
	id := a.text("id")
	mine := "/imports/" + id
	require.Equal(t, 200, o.get("admin", mine).status, "an administrator sees all")
	own := o.table("admin", "history", "h.csv", []byte("来电时间,诉求内容\r\n2026-01-05,路灯不亮\r\n")).text("id")
	for _, path := range []string{"", "/preview", "/rejected.csv"} {
		require.Equal(t, 404, o.get("dispatcher", "/imports/"+own+path).status, "another's import %s", path)
	}
	require.Equal(t, 404, o.post("dispatcher", "/imports/"+own+"/run", object{}).status)
	require.Equal(t, 403, o.do("dispatcher", "PATCH", "/api/v1"+mine, object{"kind": "users"}).status, "nor does it become one of accounts")
	require.Equal(t, 404, o.get("admin", "/imports/nothing").status)

	require.Equal(t, 202, o.post("dispatcher", mine+"/check", object{}).status)
	require.Equal(t, "checked", o.through("dispatcher", id)["state"])
	require.Empty(t, o.get("dispatcher", "/tickets").value()["items"], "a trial writes nothing")
	require.Equal(t, 202, o.post("dispatcher", mine+"/run", object{}).status)
	done := o.through("dispatcher", id)
	require.Equal(t, "done", done["state"], done)
	require.EqualValues(t, 2, done["result"].(map[string]any)["new"])
	require.Equal(t, 409, o.post("dispatcher", mine+"/run", object{}).status, "what is done is not done again")
	require.Equal(t, 200, o.post("dispatcher", mine+"/cancel", object{}).status, "there is nothing left to cancel")
	require.Equal(t, 200, o.post("dispatcher", mine+"/cancel", object{}).status)
	require.Equal(t, "done", o.get("dispatcher", mine).text("state"))

	left := string(o.get("dispatcher", mine+"/rejected.csv").body)
	require.Contains(t, left, "未导入原因,工单编号,诉求内容,联系电话")
	require.Contains(t, left, "第4行「联系电话」列")
	require.Contains(t, left, "不是号码")
	mended := strings.ReplaceAll(left, "不是号码", "+86 138 0013 8000")
	again := o.table("dispatcher", "tickets", "未导入的行.csv", []byte(mended)).text("id")
	require.Equal(t, 202, o.post("dispatcher", "/imports/"+again+"/run", object{}).status)
	require.EqualValues(t, 1, o.through("dispatcher", again)["result"].(map[string]any)["new"], "mended and sent again")
	trail := string(o.get("admin", "/access?kind=export").body)
	require.Contains(t, trail, exportRejected, "what was said of people is on record when it leaves")
	require.NotContains(t, trail, "138")
	require.Equal(t, 204, o.do("dispatcher", "DELETE", "/api/v1"+mine, nil).status)
	require.Equal(t, 404, o.get("dispatcher", mine).status)
}

// TestImportRefuses: what no table is, or too much of one, is refused with a word
// a clerk understands, and nothing of it stays.
func TestImportRefuses(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Imports.MaxSize = 256 << 10 })
	var bomb bytes.Buffer
	z := zip.NewWriter(&bomb)
	for name, text := range map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml":   "<worksheet><sheetData>" + strings.Repeat("<row><c><v>0</v></c></row>", 1<<20),
	} {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	for want, content := range map[string][]byte{
		"展开后过大": bomb.Bytes(), "不是 XLSX、CSV 或 JSONL": []byte("\x7fELF\x00\x01"), "没有表格": []byte("  \n"), "旧版 .xls": []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
		"已损坏": []byte("PK\x03\x04 and no more"), "MB": bytes.Repeat([]byte("a,b\n"), 65_600),
	} {
		a := o.table("dispatcher", "tickets", "a.xlsx", content)
		require.Equal(t, 422, a.status, "%s: %s", want, a.body)
		require.Contains(t, string(a.body), want)
	}
	for _, kind := range imports.Sealed {
		rs, err := o.store.Records(t.Context(), kind, "", 10)
		require.NoError(t, err)
		require.Empty(t, rs, kind)
	}
}

// TestImportCancelled: who cancels twice hears the same, what was written stays,
// and the same import goes on behind it, also on another server.
func TestImportCancelled(t *testing.T) {
	o := openOffice(t)
	id := o.table("dispatcher", "tickets", "a.csv", cityFile(1500)).text("id")
	require.Equal(t, 202, o.post("dispatcher", "/imports/"+id+"/run", object{}).status)
	require.Equal(t, 409, o.post("dispatcher", "/imports/"+id+"/run", object{}).status, "it runs")
	require.Equal(t, 409, o.do("dispatcher", "DELETE", "/api/v1/imports/"+id, nil).status)
	require.NoError(t, o.Imports.Close(), "the server stops in the middle")
	m, err := o.Imports.Find(t.Context(), id)
	require.NoError(t, err)
	if m.State == imports.Running {
		require.Empty(t, m.Server, "whoever is next goes on")
	}
	next := imports.NewDesk(o.Imports.Deps)
	o.Imports = next
	t.Cleanup(func() { require.NoError(t, next.Close()) })
	_, err = next.Resume(t.Context())
	require.NoError(t, err)
	for range 2 {
		require.Equal(t, 200, o.post("dispatcher", "/imports/"+id+"/cancel", object{}).status)
	}
	if o.through("dispatcher", id)["state"] == "cancelled" {
		require.Equal(t, 202, o.post("dispatcher", "/imports/"+id+"/run", object{}).status)
	}
	v := o.through("dispatcher", id)
	require.Equal(t, "done", v["state"], v)
	n := 0
	for after := ""; ; {
		a := o.get("dispatcher", "/tickets?limit=200&after="+after).value()
		n += len(a["items"].([]any))
		next, ok := a["next"].(string)
		if !ok {
			break
		}
		after = next
	}
	require.Equal(t, 1500, n, "nothing lost, nothing doubled")
}
