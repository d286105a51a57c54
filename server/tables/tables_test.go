package tables

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hotline/dispatch"
)

// all reads a file with all its rows.
func all(t *testing.T, b []byte, sheet string) (Head, []Row) {
	t.Helper()
	f, err := Open(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	defer f.Close()
	h, err := f.Head(sheet)
	require.NoError(t, err)
	rows := []Row{}
	require.NoError(t, f.Rows(sheet, func(r Row, share float64) error {
		require.True(t, share >= 0 && share <= 1)
		rows = append(rows, r)
		return nil
	}))
	return h, rows
}

// workbook saves what fn writes on a first sheet.
func workbook(t *testing.T, fn func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	fn(f)
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.Bytes()
}

func TestCSVDialects(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("编号,内容\r\n1,\"路灯不亮，\"\"三天\"\"\n没人修\"\r\n")
	require.NoError(t, err)
	want := []Row{{Line: 2, Fields: map[string]string{"编号": "1", "内容": "路灯不亮，\"三天\"\n没人修"}}}
	for name, text := range map[string]string{
		"utf-8": "编号,内容\n1,\"路灯不亮，\"\"三天\"\"\n没人修\"\n", "mark": "\uFEFF编号,内容\n1,\"路灯不亮，\"\"三天\"\"\n没人修\"", "gb18030": gb,
		"semicolon": "编号;内容\r\n1;\"路灯不亮，\"\"三天\"\"\r\n没人修\"\r\n", "tab": "编号\t内容\r\n1\t\"路灯不亮，\"\"三天\"\"\n没人修\"\r\n",
	} {
		h, rows := all(t, []byte(text), "")
		require.Equal(t, []string{"编号", "内容"}, h.Columns, name)
		require.Equal(t, want, rows, name)
	}
}

// TestCSVRagged: short rows have empty cells, long ones are told apart, and a
// quote that is never closed does not eat the file unseen.
func TestCSVRagged(t *testing.T) {
	_, rows := all(t, []byte("市平台转办表,,\na,b,c\n1,2\n1,2,3,4\n\n1,2,3,,\n5,\"open,3\n6,7,8\n"), "")
	bad := []string{}
	for _, r := range rows {
		bad = append(bad, r.Bad)
	}
	require.Equal(t, []string{"", "row_ragged", "", "quote_open"}, bad)
}

// TestWorkbook: dates are dates, long numbers stay numbers, formulas have their
// values, merged cells count in every row, titles above the heads are passed over.
func TestWorkbook(t *testing.T) {
	b := workbook(t, func(f *excelize.File) {
		require.NoError(t, f.SetCellValue("Sheet1", "A1", "2026年11月转办工单"))
		require.NoError(t, f.MergeCell("Sheet1", "A1", "E1"))
		require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"镇街", "工单编号", "来电人", nil, "办理期限"}))
		require.NoError(t, f.SetSheetRow("Sheet1", "A3", &[]any{nil, nil, "姓名", "电话"}))
		for _, m := range [][2]string{{"A2", "A3"}, {"B2", "B3"}, {"C2", "D2"}, {"E2", "E3"}, {"A4", "A5"}} {
			require.NoError(t, f.MergeCell("Sheet1", m[0], m[1]))
		}
		require.NoError(t, f.SetSheetRow("Sheet1", "A4", &[]any{"和平镇", "C1", "张三", 13800138000, time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC)}))
		require.NoError(t, f.SetSheetRow("Sheet1", "B5", &[]any{"C2", "李四", 2212345678.0, time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)}))
		require.NoError(t, f.SetRowVisible("Sheet1", 5, false))
		_, err := f.NewSheet("说明")
		require.NoError(t, err)
	})
	h, rows := all(t, b, "")
	require.Equal(t, []string{"镇街", "工单编号", "来电人/姓名", "来电人/电话", "办理期限"}, h.Columns)
	require.ElementsMatch(t, []string{NoteTitle, NoteHeads, NoteMerged, NoteHidden}, h.Notes)
	require.Equal(t, []Row{
		{Line: 4, Fields: map[string]string{"镇街": "和平镇", "工单编号": "C1", "来电人/姓名": "张三", "来电人/电话": "13800138000", "办理期限": "2026-11-23 09:30:00"}},
		{Line: 5, Fields: map[string]string{"镇街": "和平镇", "工单编号": "C2", "来电人/姓名": "李四", "来电人/电话": "2212345678", "办理期限": "2026-11-24"}},
	}, rows)
}

// pack makes a workbook of raw parts.
func pack(t *testing.T, sheet string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml":   sheet,
	} {
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

func key(err error) string {
	var e *dispatch.Error
	if errors.As(err, &e) {
		return e.Key
	}
	return ""
}

// TestBadFiles: what is dangerous or damaged is refused before it is unpacked.
func TestBadFiles(t *testing.T) {
	row := func(s string) string { return `<worksheet><sheetData>` + s + `</sheetData></worksheet>` }
	for want, b := range map[string][]byte{
		"table_bomb":    pack(t, row(strings.Repeat(`<row><c t="str"><v>`+strings.Repeat("0", 4000)+`</v></c></row>`, 1<<14))),
		"table_broken":  pack(t, `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>`+row(`<row><c t="str"><v>&e;</v></c><c t="str"><v>b</v></c></row>`)),
		"table_old":     []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"),
		"table_empty":   []byte(" \n"),
		"table_unknown": []byte("\x7FELF\x00\x01"),
	} {
		f, err := Open(bytes.NewReader(b), int64(len(b)))
		if err == nil {
			_, err = f.Head("")
		}
		require.Equal(t, want, key(err), "%v", err)
	}
}

// TestWritten: what is written is read back, and no cell is a formula.
func TestWritten(t *testing.T) {
	for _, format := range []Format{CSV, GB18030, XLSX} {
		var b bytes.Buffer
		w, err := NewWriter(&b, format, "表")
		require.NoError(t, err)
		require.NoError(t, w.Row("甲", "乙", "丙"))
		require.NoError(t, w.Row("=1+1", "＋86 138", 7))
		require.NoError(t, w.Row(End(1)))
		require.NoError(t, w.Close())
		_, rows := all(t, b.Bytes(), "")
		require.Equal(t, []Row{{Line: 2, Fields: map[string]string{"甲": "=1+1", "乙": "＋86 138", "丙": "7"}}}, rows, format)
		if format == CSV {
			require.Equal(t, "\uFEFF甲,乙,丙\r\n'=1+1,'＋86 138,7\r\n共 1 条\r\n", b.String())
		}
	}
}

// TestHarmless: what a spreadsheet would compute is not, and is read as it was.
func TestHarmless(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "路灯": "路灯", "=1": "'=1", "+86": "'+86", "-1": "'-1", "@a": "'@a", " =1": "' =1", "　＝1": "'　＝1", "＋1": "'＋1", "－1": "'－1", "＠": "'＠", "1=1": "1=1",
		"\t=1": "'\t=1", "\r=1": "'\r=1", "\tcmd": "'\tcmd", "\n1": "'\n1", "\"=1": "'\"=1", "“＝1": "'“＝1", "'=1": "''=1", "''": "''", "'a": "'a", "\uFEFF=1": "'\uFEFF=1",
	} {
		require.Equal(t, want, Harmless(in), "%q", in)
		require.Equal(t, in, meant(want), "%q", in)
	}
}

func FuzzCSV(f *testing.F) {
	f.Add([]byte("a,b\n1,\"2\n3\"\n"))
	f.Add([]byte("\xB1\xE0\xBA\xC5;x\r\n\"\"\";\"\t"))
	f.Fuzz(func(t *testing.T, b []byte) { walk(t, b) })
}

func FuzzXLSX(f *testing.F) {
	var b bytes.Buffer
	w, err := NewWriter(&b, XLSX, "a")
	require.NoError(f, err)
	require.NoError(f, w.Row("a", "b"))
	require.NoError(f, w.Row("1", 2))
	require.NoError(f, w.Close())
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) { walk(t, b) })
}

// FuzzSheet reads sheets of any content from a sound archive.
func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) { walk(t, pack(t, sheet)) })
}

// walk reads whatever can be read.
func walk(t *testing.T, b []byte) {
	t.Helper()
	file, err := Open(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return
	}
	defer file.Close()
	if _, _, err := file.Preview("", 5); err != nil {
		return
	}
	n := 0
	_ = file.Rows("", func(r Row, share float64) error {
		require.Positive(t, r.Line)
		if n++; n > 5000 {
			return errEnough
		}
		return nil
	})
}
