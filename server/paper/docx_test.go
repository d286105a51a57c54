package paper

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"io"
	"path"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// briefOfAll has a block of every kind, with what is awkward in a text.
func briefOfAll() sla.Brief {
	rate, low, before := sla.Dec(97_46), sla.Dec(81_05), 61
	ranks := func(key string, n int, halves bool) sla.Block {
		t := sla.Table{Key: key, Caption: "表 " + key, Halves: halves, Columns: []sla.Column{{Title: "名次"}, {Title: "单位"}, {Title: "派单", Right: true}, {Title: "得分", Right: true, Bold: true}}}
		for i := range n {
			t.Rows = append(t.Rows, sla.TableRow{Cells: []string{comma(i + 1), key + "第" + comma(i+1) + "单位", comma(1203 + i), sla.Dec(99_98 - i).String()}})
		}
		return sla.Block{Kind: sla.BlockTable, Table: &t}
	}
	fold := ranks("c", 3, false)
	fold.Table.Rows[1] = sla.TableRow{Cells: []string{"第 5 至 23 名 19 家见附件"}, Fold: true}
	say := func(kind, text string) sla.Block { return sla.Block{Kind: kind, Runs: []sla.Run{{Text: text}}} }
	chart := func(c sla.Chart) sla.Block { return sla.Block{Kind: sla.BlockChart, Chart: &c} }
	return sla.Brief{Month: "2026-10", Draft: true, Org: "示范区 12345·8890 政务服务便民热线", Name: "工作简报", Issue: "2026年第10期（总第118期）", Issuer: "示范区政务服务办公室",
		Date: "2026年11月24日", Title: "2026年10月热线工单办理和考核情况", To: "报：区委、区政府领导", CC: "发：各镇街、各委办局", Signer: "签发：", SnapshotAt: time.Date(2026, 11, 9, 16, 0, 0, 0, time.UTC),
		Summary: []sla.Block{{Kind: sla.BlockParagraph, Runs: []sla.Run{{Text: "受理诉求 3,164 件，"}, {Text: "惠民热力公司 7 件办结超时 <最多> & “突出”。", Style: "bold"}, {Text: "一是供热。", Style: "lead"}}}},
		Sections: []sla.Section{
			{Key: "overall", Heading: "一、总体情况", Blocks: []sla.Block{say(sla.BlockParagraph, "按时办结 2,879 件。"), ranks("main", 7, false)}},
			{Key: "composition", Heading: "二、诉求构成", Blocks: []sla.Block{
				chart(sla.Chart{Kind: sla.ChartBar, Caption: "图1　受理量（件）", Points: []sla.Point{{Label: "2026-09", Value: 2986}, {Label: "2026-10", Value: 3164, Strong: true}}}),
				chart(sla.Chart{Kind: sla.ChartLying, Caption: "图2　类别", Points: []sla.Point{{Label: "供热", Value: 274, Before: &before}}}),
				chart(sla.Chart{Kind: sla.ChartLines, Caption: "图3　走势", Labels: []string{"2026-09", "2026-10"}, Lines: []sla.ChartLine{{Label: "按时办结率", Values: []*sla.Dec{&low, &rate}}}}),
				chart(sla.Chart{Kind: sla.ChartHeat, Caption: "图4　分布", Labels: []string{"和平镇", "滨河街道"}, Cells: []sla.ChartRow{{Label: "供热", Counts: []int{3, 70}, Sum: 73}}})}},
			{Key: "ranking", Heading: "三、承办单位考核", Blocks: []sla.Block{ranks("town", 19, true), ranks("b", 8, false), fold, say(sla.BlockNote, "注：满意率为满意 ÷ 有效回访。")}},
		},
		Annex: []sla.Block{say(sla.BlockNote, "附件：1. 承办单位明细表"), ranks("annex", 40, false)},
	}
}

// unpack reads every part of a document.
func unpack(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		require.NoError(t, err)
		text, err := io.ReadAll(r)
		require.NoError(t, err)
		parts[f.Name] = string(text)
	}
	return parts
}

func unzipped(t testing.TB, b sla.Brief, o Options) map[string]string {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, DOCX(&out, b, o))
	return unpack(t, out.Bytes())
}

// wellFormed reads a part to its end as a strict reader does.
func wellFormed(t testing.TB, name, text string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		_, err := d.Token()
		if err == io.EOF {
			return
		}
		require.NoError(t, err, name)
	}
}

func TestDOCXIsWhole(t *testing.T) {
	parts := unzipped(t, briefOfAll(), Options{Draft: "草案", Watermark: "丙 supervisor <2026>"})
	for name, text := range parts {
		if !strings.HasSuffix(name, ".emf") {
			wellFormed(t, name, text)
		}
	}
	var types struct {
		Override []struct {
			PartName string `xml:",attr"`
		}
	}
	require.NoError(t, xml.Unmarshal([]byte(parts["[Content_Types].xml"]), &types))
	require.NotEmpty(t, types.Override)
	for _, o := range types.Override {
		require.Contains(t, parts, strings.TrimPrefix(o.PartName, "/"))
	}
	ids := map[string]string{}
	for from, dir := range map[string]string{"_rels/.rels": "", "word/_rels/document.xml.rels": "word"} {
		var list struct {
			Relationship []struct {
				ID     string `xml:"Id,attr"`
				Type   string `xml:"Type,attr"`
				Target string `xml:"Target,attr"`
			}
		}
		require.NoError(t, xml.Unmarshal([]byte(parts[from]), &list))
		for _, r := range list.Relationship {
			require.Contains(t, parts, path.Join(dir, r.Target))
			if dir != "" {
				ids[r.ID] = r.Type + " " + r.Target
			}
		}
	}
	body := parts["word/document.xml"]
	for i, want := range map[int]string{linkHeaderOdd: "header1.xml", linkHeaderEven: "header2.xml", linkFooterOdd: "footer1.xml", linkFooterEven: "footer2.xml", linkPicture: "image1.emf"} {
		require.Contains(t, ids["rId"+comma(i)], want)
		require.Contains(t, body, `"rId`+comma(i)+`"`)
	}
	require.Equal(t, 4, strings.Count(body, "<w:drawing>"))
	require.Contains(t, parts["word/styles.xml"], `<w:outlineLvl w:val="0"/>`)
	require.Contains(t, body, "草案")
	require.Contains(t, parts["docProps/core.xml"], "2026年10月热线工单办理和考核情况")
	require.NotContains(t, unzipped(t, briefOfAll(), Options{})["word/header1.xml"], "v:shape")
}

// TestDOCXSaysWhatTheBriefSays holds headings and cells of the document against
// the brief.
func TestDOCXSaysWhatTheBriefSays(t *testing.T) {
	b := briefOfAll()
	body := unzipped(t, b, Options{})["word/document.xml"]
	var doc struct {
		Paragraphs []paragraphXML `xml:"body>p"`
		Tables     []struct {
			Rows []struct {
				Head  *struct{} `xml:"trPr>tblHeader"`
				Cells []struct {
					Paragraphs []paragraphXML `xml:"p"`
				} `xml:"tc"`
			} `xml:"tr"`
		} `xml:"body>tbl"`
	}
	require.NoError(t, xml.Unmarshal([]byte(body), &doc))
	var headings []string
	for _, p := range doc.Paragraphs {
		if p.Style.Val == styleHeading1 {
			headings = append(headings, p.text())
		}
	}
	require.Equal(t, []string{"一、总体情况", "二、诉求构成", "三、承办单位考核"}, headings)
	var got []string
	for _, table := range doc.Tables {
		heads := 0
		for _, row := range table.Rows {
			if row.Head != nil {
				heads++
			}
			for _, c := range row.Cells {
				for _, p := range c.Paragraphs {
					if text := p.text(); text != "" && !strings.HasPrefix(text, "图") {
						got = append(got, text)
					}
				}
			}
		}
		if len(table.Rows) > 1 {
			require.Positive(t, heads, "the head of a table repeats on every page")
		}
	}
	var want []string
	for _, list := range [][]sla.Block{b.Sections[0].Blocks, b.Sections[2].Blocks, annexed(b)} {
		for _, p := range list {
			if p.Table == nil {
				continue
			}
			for _, r := range p.Table.Rows {
				want = append(want, r.Cells...)
			}
		}
	}
	for _, cell := range want {
		require.Contains(t, got, cell)
	}
}

type paragraphXML struct {
	Style struct {
		Val string `xml:"val,attr"`
	} `xml:"pPr>pStyle"`
	Texts []string `xml:"r>t"`
}

func (p paragraphXML) text() string { return strings.Join(p.Texts, "") }

func TestDOCXIsTheSameEveryTime(t *testing.T) {
	var one, two bytes.Buffer
	require.NoError(t, DOCX(&one, briefOfAll(), Options{}))
	require.NoError(t, DOCX(&two, briefOfAll(), Options{}))
	require.Equal(t, one.Bytes(), two.Bytes())
}

func TestEmptyBriefIsADocument(t *testing.T) {
	for name, text := range unzipped(t, sla.Brief{}, Options{}) {
		wellFormed(t, name, text)
	}
	var out bytes.Buffer
	require.NoError(t, HTML(&out, sla.Brief{}, Options{}))
}

// TestEMF walks through the records of a picture: their sizes add up, the last
// one ends it, and the head says how much there is.
func TestEMF(t *testing.T) {
	for _, b := range briefOfAll().Sections[1].Blocks {
		data := draw(b.Chart).EMF()
		u := func(at int) int { return int(binary.LittleEndian.Uint32(data[at:])) }
		require.Equal(t, emrHeader, u(0))
		require.Equal(t, len(data), u(48))
		records, kind := 0, 0
		for at := 0; at < len(data); at += u(at + 4) {
			require.Zero(t, u(at+4)%4)
			require.GreaterOrEqual(t, u(at+4), 8)
			kind = u(at)
			records++
		}
		require.Equal(t, emrEOF, kind)
		require.Equal(t, records, u(52))
	}
}

// awkward are texts that have broken documents.
func awkward() []string {
	return []string{"供热", "a\x00b\x1f", "<script>alert(1)</script>", "]]>", "&amp;", "\u202e反", "\ufffe", "😀👨‍👩‍👧", "مرحبا", "\xff\xfe", "{{.}}", strings.Repeat("长", 4000), "-->", "'\"", "\ud7ff\ufffd"}
}

// TestAwkwardTexts stand at every place of a brief: the document stays XML that a
// strict reader takes, and the page has no markup of theirs.
func TestAwkwardTexts(t *testing.T) {
	for _, text := range awkward() {
		b := briefOfAll()
		b.Org, b.Name, b.Issue, b.Title, b.To, b.Signer = text, text, text, text, text, text
		b.Sections[0].Heading = text
		b.Sections[0].Blocks[0].Runs = []sla.Run{{Text: text, Style: text}, {Text: text, Style: "bold"}}
		b.Sections[0].Blocks[1].Table.Rows[0].Cells[1], b.Sections[0].Blocks[1].Table.Columns[0].Title = text, text
		for _, c := range b.Sections[1].Blocks {
			c.Chart.Caption = text
			for i := range c.Chart.Points {
				c.Chart.Points[i].Label = text
			}
		}
		for name, part := range unzipped(t, b, Options{Draft: text, Watermark: text}) {
			if !strings.HasSuffix(name, ".emf") {
				wellFormed(t, name, part)
			}
		}
		var page bytes.Buffer
		require.NoError(t, HTML(&page, b, Options{Draft: text, Watermark: text}))
		require.NotContains(t, page.String(), "<script")
	}
}

// FuzzText: whatever a text holds, a reader of the XML gets what can be shown of
// it and nothing else, in an element, an attribute and a picture.
func FuzzText(f *testing.F) {
	for _, text := range awkward() {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var got struct {
			Title string `xml:"title,attr"`
			Text  string `xml:",chardata"`
		}
		require.NoError(t, xml.Unmarshal([]byte(`<a title="`+escape(text)+`">`+escape(text)+`</a>`), &got))
		require.Equal(t, clean(text), got.Text)
		require.Equal(t, clean(text), got.Title)
		p := draw(&sla.Chart{Kind: sla.ChartLying, Caption: text, Points: []sla.Point{{Label: text, Value: 3}}})
		wellFormed(t, "svg", string(p.SVG()))
		require.LessOrEqual(t, wide(fit(text, 8)), 8.0)
		p.EMF()
	})
}
