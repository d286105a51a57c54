package paper

import (
	"fmt"
	"strings"
)

// The letters of the paper by their names on Windows, which Word and WPS have;
// another program takes the nearest of its own.
const (
	song  = "SimSun"
	fang  = "FangSong"
	hei   = "SimHei"
	kai   = "KaiTi"
	roman = "Times New Roman" // numbers and Latin letters
	arial = "Arial"
)

// The styles of the document.
const (
	styleBody         = "BodyText"
	styleOrg          = "Org"
	styleMasthead     = "Masthead"
	styleIssue        = "Issue"
	styleIssuer       = "Issuer"
	styleDraft        = "DraftMark"
	styleCorrection   = "Correction"
	styleTitle        = "Title"
	styleHeading1     = "Heading1"
	styleHeading2     = "Heading2"
	styleCaption      = "Caption"
	styleNote         = "Note"
	styleTableCaption = "TableCaption"
	styleHead         = "TableHead"
	styleCell         = "TableCell"
	styleTail         = "Tail"
	styleTailFirst    = "TailFirst"
	styleFooter       = "Footer"
	styleFigure       = "Figure"
	styleGap          = "Gap"
	charBold          = "Strong"
	charLead          = "Lead"
	red               = "C8161D"
)

// style is one style of paragraphs; sizes are in half points, distances in
// twentieths of a point.
type style struct {
	id, name, base string
	font           string
	size           int
	bold           bool
	paragraph, run string // further properties
}

// paragraphStyles are the styles by name. Lines of text are one and a half times
// as far apart as the letters are high, whatever the font says of itself.
func paragraphStyles() []style {
	const near = `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>`
	const tail = `<w:tabs><w:tab w:val="right" w:pos="9468"/></w:tabs>`
	rule := func(side string, size int, color string) string {
		return fmt.Sprintf(`<w:%s w:val="single" w:sz="%d" w:space="2" w:color="%s"/>`, side, size, color)
	}
	centre := `<w:jc w:val="center"/>`
	return []style{
		{styleBody, "Body Text", "Normal", "", 0, false, `<w:spacing w:line="315" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="420"/><w:jc w:val="both"/>`, ""},
		{styleOrg, "Org", "Normal", song, 30, true, `<w:keepNext/>` + near + centre, `<w:color w:val="` + red + `"/><w:spacing w:val="36"/>`},
		{styleMasthead, "Masthead", "Normal", song, 66, true, `<w:keepNext/><w:spacing w:before="40" w:after="60" w:line="240" w:lineRule="auto"/>` + centre, `<w:color w:val="` + red + `"/><w:spacing w:val="240"/>`},
		{styleIssue, "Issue", "Normal", "", 22, false, near + centre, ""},
		{styleIssuer, "Issuer", "Normal", "", 22, false, `<w:pBdr>` + rule("bottom", 16, red) + `</w:pBdr><w:tabs><w:tab w:val="right" w:pos="9468"/></w:tabs><w:spacing w:before="100" w:after="200" w:line="240" w:lineRule="auto"/>`, ""},
		{styleDraft, "Draft Mark", "Normal", hei, 18, false, `<w:pBdr><w:top w:val="dashed" w:sz="4" w:space="1" w:color="000000"/><w:left w:val="dashed" w:sz="4" w:space="1" w:color="000000"/><w:bottom w:val="dashed" w:sz="4" w:space="1" w:color="000000"/><w:right w:val="dashed" w:sz="4" w:space="1" w:color="000000"/></w:pBdr><w:spacing w:before="0" w:after="160" w:line="240" w:lineRule="auto"/><w:ind w:left="50" w:right="50"/>` + centre, ""},
		{styleCorrection, "Correction", "Normal", fang, 22, true, `<w:spacing w:before="0" w:after="140" w:line="240" w:lineRule="auto"/>` + centre, ""},
		{styleTitle, "Title", "Normal", song, 34, true, `<w:keepNext/><w:spacing w:before="0" w:after="120" w:line="280" w:lineRule="auto"/>` + centre, ""},
		{styleHeading1, "heading 1", "Normal", hei, 24, false, `<w:keepNext/><w:keepLines/><w:spacing w:before="85" w:after="17" w:line="350" w:lineRule="exact"/><w:outlineLvl w:val="0"/>`, ""},
		{styleHeading2, "heading 2", "Normal", hei, 18, false, `<w:keepNext/><w:keepLines/><w:spacing w:before="120" w:after="40" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="1"/>`, ""},
		{styleCaption, "caption", "Normal", hei, 18, false, `<w:keepNext/><w:spacing w:before="80" w:after="30" w:line="240" w:lineRule="auto"/>`, ""},
		{styleTableCaption, "Table Caption", styleCaption, "", 0, false, `<w:ind w:left="-68"/>`, ""},
		{styleNote, "Note", "Normal", "", 17, false, `<w:spacing w:before="40" w:after="0" w:line="246" w:lineRule="exact"/><w:jc w:val="both"/>`, ""},
		{styleHead, "Table Head", "Normal", hei, 17, false, `<w:keepNext/><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>`, ""},
		{styleCell, "Table Cell", "Normal", "", 18, false, `<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>`, ""},
		{styleTail, "Tail", "Normal", "", 19, false, `<w:keepLines/><w:pBdr>` + rule("top", 4, "000000") + rule("bottom", 8, "000000") + `</w:pBdr>` + tail + near, ""},
		{styleTailFirst, "Tail First", "Normal", "", 19, false, `<w:keepNext/><w:keepLines/><w:pBdr>` + rule("top", 8, "000000") + rule("bottom", 4, "000000") + `</w:pBdr>` + tail + `<w:spacing w:before="320" w:after="0" w:line="240" w:lineRule="auto"/>`, ""},
		{styleFooter, "footer", "Normal", song, 21, false, near, ""},
		{styleFigure, "Figure", "Normal", "", 0, false, near, ""},
		{styleGap, "Gap", "Normal", "", 4, false, `<w:spacing w:before="0" w:after="0" w:line="80" w:lineRule="exact"/>`, ""},
	}
}

func (s style) xml() string {
	return `<w:style w:type="paragraph" w:styleId="` + s.id + `"><w:name w:val="` + s.name + `"/><w:basedOn w:val="` + s.base + `"/><w:qFormat/>` +
		`<w:pPr>` + s.paragraph + `</w:pPr><w:rPr>` + letters(s.font, s.size, s.bold, s.run) + `</w:rPr></w:style>`
}

// letters are the properties of a run, in the order the schema asks for.
func letters(font string, size int, bold bool, more string) string {
	var out strings.Builder
	if font != "" {
		latin := roman
		if font == hei {
			latin = arial
		}
		fmt.Fprintf(&out, `<w:rFonts w:ascii="%s" w:hAnsi="%s" w:eastAsia="%s" w:cs="%s"/>`, latin, latin, font, latin)
	}
	if bold {
		out.WriteString(`<w:b/><w:bCs/>`)
	}
	out.WriteString(more)
	if size > 0 {
		fmt.Fprintf(&out, `<w:sz w:val="%d"/><w:szCs w:val="%d"/>`, size, size)
	}
	return out.String()
}

// styleSheet is the part of the styles: what all share, then each by name.
func styleSheet() string {
	var out strings.Builder
	out.WriteString(`<w:styles ` + wordSpace + `><w:docDefaults><w:rPrDefault><w:rPr>` + letters(fang, 0, false, "") +
		`<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="68" w:type="dxa"/><w:right w:w="68" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
		`<w:style w:type="character" w:styleId="` + charBold + `"><w:name w:val="Strong"/><w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr></w:style>` +
		`<w:style w:type="character" w:styleId="` + charLead + `"><w:name w:val="Lead"/><w:qFormat/><w:rPr>` + letters(kai, 0, true, "") + `</w:rPr></w:style>`)
	for _, s := range paragraphStyles() {
		out.WriteString(s.xml())
	}
	out.WriteString(`</w:styles>`)
	return out.String()
}

// fontTable says what each font may be replaced with where it is not installed.
const fontTable = `<w:fonts ` + wordSpace + `>` +
	`<w:font w:name="` + fang + `"><w:altName w:val="FangSong_GB2312;STFangsong;Noto Serif CJK SC"/><w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font>` +
	`<w:font w:name="` + hei + `"><w:altName w:val="STHeiti;Noto Sans CJK SC"/><w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font>` +
	`<w:font w:name="` + kai + `"><w:altName w:val="KaiTi_GB2312;STKaiti;Noto Serif CJK SC"/><w:charset w:val="86"/><w:family w:val="modern"/><w:pitch w:val="fixed"/></w:font>` +
	`<w:font w:name="` + song + `"><w:altName w:val="STSong;Noto Serif CJK SC"/><w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font></w:fonts>`
