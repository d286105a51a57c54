package tables

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// archive is a workbook of the parts that are given, and of the usual ones else.
func archive(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
	}
	for name, text := range parts {
		all[name] = text
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range all {
		if text == "" {
			continue
		}
		w, err := z.Create(name)
		require.NoError(t, err)
		_, err = w.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}

// sheetOf is a workbook of one sheet with these rows.
func sheetOf(t *testing.T, rows string) []byte {
	return archive(t, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + rows + `</sheetData></worksheet>`})
}

func fields(rows []Row) (out []map[string]string) {
	for _, r := range rows {
		out = append(out, r.Fields)
	}
	return out
}

// TestEncodingIsOfTheFile: 小学 in GB18030 is valid UTF-8 too, of Cyrillic letters; and
// one damaged line does not make a file of UTF-8 another.
func TestEncodingIsOfTheFile(t *testing.T) {
	text := "编号,地点,内容\r\n1,小学,路灯不亮\r\n2,小学,小学\r\n"
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	require.NoError(t, err)
	_, want := all(t, []byte(text), "")
	_, rows := all(t, []byte(gb), "")
	require.Equal(t, want, rows)

	_, rows = all(t, []byte("编号,内容\n1,路灯不亮\n2,水管漏水\n3,坏\xE4\xB8"), "")
	require.Equal(t, "路灯不亮", rows[0].Fields["内容"])
	require.Equal(t, []string{"", "", "not_utf8"}, []string{rows[0].Bad, rows[1].Bad, rows[2].Bad})

	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("编号\t内容\r\n1\t\"甲\n乙\"\r\n")
	require.NoError(t, err)
	_, rows = all(t, []byte(wide), "")
	require.Equal(t, []map[string]string{{"编号": "1", "内容": "甲\n乙"}}, fields(rows))
	wide, err = unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String("{\"编号\":1,\"内容\":\" 甲 \"}\r\n")
	require.NoError(t, err)
	_, rows = all(t, []byte(wide), "")
	require.Equal(t, []map[string]string{{"编号": "1", "内容": "甲"}}, fields(rows))
}

// TestKeptDigits: what systems write so that a spreadsheet keeps the digits.
func TestKeptDigits(t *testing.T) {
	_, rows := all(t, []byte("编号,电话,备注\n=\"20261123000000012\",'02212345678,=\"\"\n\"=\"\"7\"\"\",\t138,=1+1\n"), "")
	require.Equal(t, []map[string]string{{"编号": "20261123000000012", "电话": "02212345678"}, {"编号": "7", "电话": "138", "备注": "=1+1"}}, fields(rows))
}

// TestHeads: names that are there twice, names in two lines that are merged only
// across, and the same names again on every page.
func TestHeads(t *testing.T) {
	h, rows := all(t, []byte("姓名,电话,姓名,电话\n甲,1,乙,2\n姓名,电话,姓名,电话\n丙,3,丁,4\n"), "")
	require.Equal(t, []string{"姓名", "电话", "姓名 (2)", "电话 (2)"}, h.Columns)
	require.Len(t, rows, 3, "the names of the second pair are other columns'")
	h, rows = all(t, []byte("编号,内容\n1,甲\n编号,内容\n2,乙\n"), "")
	require.Equal(t, []string{"编号", "内容"}, h.Columns)
	require.Equal(t, []map[string]string{{"编号": "1", "内容": "甲"}, {"编号": "2", "内容": "乙"}}, fields(rows))

	b := workbook(t, func(f *excelize.File) {
		require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"编号", "来电人", nil, "内容"}))
		require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{nil, "姓名", "电话"}))
		require.NoError(t, f.MergeCell("Sheet1", "B1", "C1"))
		require.NoError(t, f.SetSheetRow("Sheet1", "A3", &[]any{"1", "甲", "138", "路灯"}))
	})
	h, rows = all(t, b, "")
	require.Equal(t, []string{"编号", "来电人/姓名", "来电人/电话", "内容"}, h.Columns)
	require.Contains(t, h.Notes, NoteHeads)
	require.Len(t, rows, 1)
	b = workbook(t, func(f *excelize.File) { // the same, and the first row is one
		require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"编号", "内容", nil}))
		require.NoError(t, f.MergeCell("Sheet1", "B1", "C1"))
		require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"1", "甲"}))
		require.NoError(t, f.SetSheetRow("Sheet1", "A3", &[]any{nil, "乙"}))
	})
	_, rows = all(t, b, "")
	require.Len(t, rows, 2)
}

// TestNumbersAsSeen: long numbers, telephone numbers that a program wrote as
// computed, leading zeros of a format, percents.
func TestNumbersAsSeen(t *testing.T) {
	styles := `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="000000"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/><xf numFmtId="14"/></cellXfs></styleSheet>`
	row := `<row><c t="inlineStr"><is><t>甲</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row>`
	for value, want := range map[string]string{
		`<c><v>202611230000012345</v></c>`:            "202611230000012345",
		`<c><v>1.2345678901234501E+17</v></c>`:        "1.2345678901234501E+17",
		`<c><v>1234567890123450</v></c>`:              "1.23456789012345E+15",
		`<c><v>123456789012345</v></c>`:               "123456789012345",
		`<c><v>13800138000.0</v></c>`:                 "13800138000",
		`<c><v>1.3800138E10</v></c>`:                  "13800138000",
		`<c s="1"><v>12</v></c>`:                      "000012",
		`<c s="2"><v>0.855</v></c>`:                   "0.855",
		`<c s="3"><v>46349</v></c>`:                   "2026-11-23",
		`<c s="3"><v>0.5</v></c>`:                     "12:00:00",
		`<c t="d"><v>2026-11-23T09:42:00Z</v></c>`:    "2026-11-23T09:42:00",
		`<c t="e"><v>#N/A</v></c>`:                    "#N/A",
		`<c><f>A1</f></c>`:                            "#CALC!",
		`<c t="str"><f>A1</f><v></v></c>`:             "",
		`<c><f>A1</f><v>7</v></c>`:                    "7",
		`<c t="str"><v>甲_x000D_&#10;乙_x005F_</v></c>`: "甲\n乙_",
		`<c t="inlineStr"><is><r><t>路</t></r><r><t xml:space="preserve">灯 </t></r><rPh><t>lu</t></rPh></is></c>`: "路灯",
	} {
		b := archive(t, map[string]string{"xl/styles.xml": styles, "xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + row + `<row>` + value + `<c t="str"><v>.</v></c></row></sheetData></worksheet>`})
		_, rows := all(t, b, "")
		require.Equal(t, want, rows[0].Fields["甲"], value)
	}
	old := archive(t, map[string]string{"xl/styles.xml": styles, "xl/workbook.xml": `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": `<worksheet><sheetData>` + row + `<row><c s="3"><v>44887.5</v></c><c/></row></sheetData></worksheet>`})
	_, rows := all(t, old, "")
	require.Equal(t, "2026-11-23 12:00:00", rows[0].Fields["甲"])
}

// TestPartsAnywhere: the archive says where its parts are, absolutely, from a folder,
// with the strokes of Windows; the strict standard and prefixes are read alike.
func TestPartsAnywhere(t *testing.T) {
	sheet := `<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:cols><x:col min="1" max="1" hidden="1"/></x:cols><x:sheetData>` +
		`<x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c><x:c r="B1" t="s"><x:v>1</x:v></x:c></x:row><x:row r="2"><x:c r="A2"><x:v>7</x:v></x:c><x:c r="B2" t="s"><x:v>2</x:v></x:c></x:row>` +
		`<x:row r="3" hidden="1"><x:c r="A3"><x:v>8</x:v></x:c></x:row><x:row r="4"/><x:row r="1048576"><x:c r="A1048576" s="1"/></x:row></x:sheetData><x:mergeCells><x:mergeCell ref='B2:B3'/></x:mergeCells></x:worksheet>`
	texts := `<sst><si><t>编号</t></si><si><t>内容</t></si><si><r><t>路</t></r><r><t>灯</t></r><rPh><t>ludeng</t></rPh></si></sst>`
	strict := "http://purl.oclc.org/ooxml/officeDocument/relationships/"
	for _, to := range [][2]string{{"/book/tables/one.xml", "/book/words.xml"}, {"tables/one.xml", "words.xml"}, {`..\book\tables\one.xml`, "./words.xml"}} {
		b := archive(t, map[string]string{
			"xl/workbook.xml": "", "xl/_rels/workbook.xml.rels": "",
			"_rels/.rels":              `<Relationships><Relationship Id="1" Type="` + strict + `officeDocument" Target="/book/main.xml"/></Relationships>`,
			"book/main.xml":            `<workbook xmlns:r="` + strict[:len(strict)-1] + `"><sheets><sheet name="甲" sheetId="9" r:id="r9"/></sheets></workbook>`,
			"book/_rels/main.xml.rels": `<Relationships><Relationship Id="r9" Type="` + strict + `worksheet" Target="` + to[0] + `"/><Relationship Id="r2" Type="` + strict + `sharedStrings" Target="` + to[1] + `"/></Relationships>`,
			"book/tables/one.xml":      sheet, "book/words.xml": texts,
		})
		h, rows := all(t, b, "")
		require.Equal(t, []map[string]string{{"编号": "7", "内容": "路灯"}, {"编号": "8", "内容": "路灯"}}, fields(rows), to)
		require.ElementsMatch(t, []string{NoteMerged, NoteHidden, NoteHiddenColumns}, h.Notes)
		require.Equal(t, 2, h.Rows, "rows that only have a form are none")
	}
	lost := archive(t, map[string]string{"xl/sharedStrings.xml": `<sst><si><t>编号</t></si></sst>`, "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row></sheetData></worksheet>`})
	f, err := Open(bytes.NewReader(lost), int64(len(lost)))
	require.NoError(t, err)
	_, err = f.Head("")
	require.Equal(t, "table_broken", key(err), "a text that is lost is not an empty one")
}

// TestFirstSheet: an empty first sheet and a hidden one do not stand for the file.
func TestFirstSheet(t *testing.T) {
	b := workbook(t, func(f *excelize.File) {
		for _, name := range []string{"藏", "数据"} {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
			require.NoError(t, f.SetSheetRow(name, "A1", &[]any{"编号", name}))
		}
		require.NoError(t, f.SetSheetVisible("藏", false))
	})
	f, err := Open(bytes.NewReader(b), int64(len(b)))
	require.NoError(t, err)
	require.Equal(t, "数据", f.First())
}

// TestNoTables: what is called a table and is none is refused with a word that helps.
func TestNoTables(t *testing.T) {
	locked := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 200_000)...)
	for i, c := range "EncryptedPackage" {
		locked[150_000+2*i] = byte(c)
	}
	for want, list := range map[string][]string{
		"table_old":     {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"},
		"table_locked":  {string(locked)},
		"table_page":    {"<html><body><table><tr><td>编号</td></tr></table>", "\uFEFF <?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">", "<table border=1>"},
		"table_array":   {"[\n {\"编号\": 1}\n]"},
		"table_unknown": {"%PDF-1.7 x,y\n", string(archive(t, map[string]string{"xl/workbook.xml": "", "word/document.xml": "<a/>", "_rels/.rels": `<Relationships><Relationship Type="a/officeDocument" Target="word/document.xml"/></Relationships>`}))},
		"table_empty":   {"{}\n{}\n"},
	} {
		for _, text := range list {
			f, err := Open(strings.NewReader(text), int64(len(text)))
			if err == nil {
				_, err = f.Head("")
			}
			require.Equal(t, want, key(err), "%.40q", text)
		}
	}
	_, rows := all(t, []byte("{\"a\":1} {\"a\":2}\n"), "")
	require.Equal(t, "json_malformed", rows[0].Bad, "the second would be lost unseen")
}
