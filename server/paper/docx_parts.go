package paper

import (
	"fmt"
	"strings"
	"time"
)

// The heads of the parts and the names they speak of.
const (
	declared  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	office    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	wordSpace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="` + office + `"` +
		` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"` +
		` xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"` +
		` xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"`
	mime = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// filePart is one file inside the document.
type filePart struct{ name, text string }

// parts are all files of the document in their order.
func (d *document) parts() []filePart {
	list := []filePart{
		{"[Content_Types].xml", contentTypes},
		{"_rels/.rels", rels([][2]string{
			{"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument", "word/document.xml"},
			{"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"},
			{"http://schemas.openxmlformats.org/officeDocument/2006/relationships/extended-properties", "docProps/app.xml"},
		})},
		{"docProps/core.xml", d.core()},
		{"docProps/app.xml", declared + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Company>` + escape(d.of.Org) + `</Company></Properties>`},
		{"word/document.xml", declared + `<w:document ` + wordSpace + `><w:body>` + d.body.String() + `</w:body></w:document>`},
		{"word/styles.xml", declared + styleSheet()},
		{"word/fontTable.xml", declared + fontTable},
		{"word/settings.xml", declared + settings},
		{"word/header1.xml", d.header(1)}, {"word/header2.xml", d.header(2)},
		{"word/footer1.xml", footer("right")}, {"word/footer2.xml", footer("left")},
	}
	links := [][2]string{{office + "/styles", "styles.xml"}, {office + "/fontTable", "fontTable.xml"}, {office + "/settings", "settings.xml"},
		{office + "/header", "header1.xml"}, {office + "/header", "header2.xml"}, {office + "/footer", "footer1.xml"}, {office + "/footer", "footer2.xml"}}
	for i, p := range d.pictures {
		name := fmt.Sprintf("media/image%d.emf", i+1)
		links = append(links, [2]string{office + "/image", name})
		list = append(list, filePart{"word/" + name, string(p.EMF())})
	}
	return append(list, filePart{"word/_rels/document.xml.rels", rels(links)})
}

// The relations of the document's part by number, see parts.
const (
	linkHeaderOdd = iota + 4
	linkHeaderEven
	linkFooterOdd
	linkFooterEven
	linkPicture
)

// rels lists relations; they are named rId1, rId2, … in their order.
func rels(list [][2]string) string {
	var out strings.Builder
	out.WriteString(declared + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, l := range list {
		fmt.Fprintf(&out, `<Relationship Id="rId%d" Type="%s" Target="%s"/>`, i+1, l[0], l[1])
	}
	out.WriteString(`</Relationships>`)
	return out.String()
}

const contentTypes = declared + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/><Default Extension="emf" ContentType="image/x-emf"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + mime + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + mime + `styles+xml"/>` +
	`<Override PartName="/word/fontTable.xml" ContentType="` + mime + `fontTable+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + mime + `settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + mime + `header+xml"/><Override PartName="/word/header2.xml" ContentType="` + mime + `header+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + mime + `footer+xml"/><Override PartName="/word/footer2.xml" ContentType="` + mime + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>` +
	`<Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>`

// settings turn on even and odd sheets, so that the number stands outside.
const settings = `<w:settings ` + wordSpace + `><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:defaultTabStop w:val="420"/>` +
	`<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

// core are the properties of the file: title, who issued it, when it was made.
func (d *document) core() string {
	b := d.of
	at := b.SnapshotAt.UTC().Format(time.RFC3339)
	stamp := func(name string) string {
		if b.SnapshotAt.IsZero() {
			return ""
		}
		return `<dcterms:` + name + ` xsi:type="dcterms:W3CDTF">` + at + `</dcterms:` + name + `>`
	}
	return declared + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		`<dc:title>` + escape(b.Title) + `</dc:title><dc:subject>` + escape(b.Name+" "+b.Issue) + `</dc:subject><dc:creator>` + escape(b.Issuer) + `</dc:creator>` +
		stamp("created") + stamp("modified") + `<dc:language>zh-CN</dc:language></cp:coreProperties>`
}

// footer is the page number (— 1 —) on one side.
func footer(side string) string {
	return declared + `<w:ftr ` + wordSpace + `><w:p><w:pPr><w:pStyle w:val="` + styleFooter + `"/><w:jc w:val="` + side + `"/></w:pPr>` +
		`<w:r><w:t xml:space="preserve">— </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p></w:ftr>`
}

// header is empty, or the watermark (水印) across the sheet.
func (d *document) header(n int) string {
	mark := ""
	if text := clean(d.opts.Watermark); text != "" {
		across := min(520, wide(text)*14)
		mark = `<w:r><w:pict><v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">` +
			`<v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/>` +
			`<v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/><v:f eqn="mid @8 @5"/>` +
			`<v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas><v:path textpathok="t" o:connecttype="custom"/><v:textpath on="t" fitshape="t"/></v:shapetype>` +
			fmt.Sprintf(`<v:shape id="PowerPlusWaterMarkObject%d" o:spid="_x0000_s%d" type="#_x0000_t136" alt="%s" style="position:absolute;margin-left:0;margin-top:0;width:%.0fpt;height:%.0fpt;rotation:315;z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#bfbfbf" stroked="f">`,
				n, 2048+n, escape(text), across, across/wide(text)*1.15) +
			`<v:fill opacity=".5"/><v:textpath style="font-family:&quot;` + hei + `&quot;;font-size:1pt" string="` + escape(text) + `"/></v:shape></w:pict></w:r>`
	}
	return declared + `<w:hdr ` + wordSpace + `><w:p><w:pPr><w:pStyle w:val="` + styleGap + `"/></w:pPr>` + mark + `</w:p></w:hdr>`
}
