package paper

import (
	"archive/zip"
	"fmt"
	"io"
	"strings"
	"time"

	"hotline/sla"
)

// DOCX lays the brief out as a document of Office Open XML: real headings,
// tables whose head repeats, vector pictures, page numbers on the outer side.
// The same brief gives the same bytes.
func DOCX(w io.Writer, b sla.Brief, o Options) error {
	d := newDocument(b, o)
	d.brief(b)
	return d.write(w)
}

// document is what goes into the file: the body as it grows and its pictures.
type document struct {
	of       sla.Brief
	opts     Options
	body     strings.Builder
	pictures []picture
}

func newDocument(b sla.Brief, o Options) *document { return &document{of: b, opts: o} }

// put writes markup; texts among the arguments are escaped before.
func (d *document) put(format string, args ...any) { fmt.Fprintf(&d.body, format, args...) }

// brief writes the whole body, the annex on sheets of its own that lie.
func (d *document) brief(b sla.Brief) {
	d.head(b)
	d.blocks(b.Summary)
	for _, s := range b.Sections {
		d.paragraph(styleHeading1, s.Heading)
		d.blocks(s.Blocks)
	}
	d.blocks(annexNotes(b))
	d.tail(b)
	if annex := annexed(b); len(annex) > 0 {
		d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr></w:p>`, styleGap, portrait())
		for _, block := range annex {
			if t := block.Table; t != nil {
				d.paragraph(styleHeading2, t.Caption)
				d.table([]sheet{{"", t.Columns, t.Rows}}, annexText, landWide)
				d.gap()
			}
		}
		d.put("%s", landscape())
		return
	}
	d.put("%s", portrait())
}

// head is the masthead (报头) with its red line, and the title.
func (d *document) head(b sla.Brief) {
	d.paragraph(styleOrg, b.Org)
	d.paragraph(styleMasthead, b.Name)
	d.paragraph(styleIssue, b.Issue)
	d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p>`, styleIssuer, words(b.Issuer, ""), words(b.Date, ""))
	if b.Correction != "" {
		d.paragraph(styleCorrection, b.Correction)
	}
	if mark := d.opts.mark(b); mark != "" {
		d.paragraph(styleDraft, mark)
	}
	d.paragraph(styleTitle, b.Title)
}

// tail says whom it goes to (报、发) and who signs.
func (d *document) tail(b sla.Brief) {
	lines := [][2]string{{b.To, ""}, {b.CC, b.Signer}}
	first := true
	for _, l := range lines {
		if l[0] == "" && l[1] == "" {
			continue
		}
		style := styleTail
		if first {
			style, first = styleTailFirst, false
		}
		d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>%s<w:r><w:tab/></w:r>%s</w:p>`, style, words(l[0], ""), words(l[1], ""))
	}
}

func (d *document) blocks(list []sla.Block) {
	for _, p := range parts(list) {
		switch {
		case p.Text != nil && p.Text.Kind == sla.BlockNote:
			d.runs(styleNote, p.Text.Runs)
		case p.Text != nil:
			d.runs(styleBody, p.Text.Runs)
		case len(p.Tables) > 0:
			d.tables(p.Tables)
		default:
			d.figures(p.Charts)
		}
	}
}

// paragraph writes one line of text in a style.
func (d *document) paragraph(style, text string) {
	if text != "" {
		d.runs(style, []sla.Run{{Text: text}})
	}
}

func (d *document) runs(style string, list []sla.Run) {
	d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr>`, style)
	for _, r := range list {
		d.put("%s", words(r.Text, map[string]string{"bold": charBold, "lead": charLead}[r.Style]))
	}
	d.put(`</w:p>`)
}

// gap keeps two tables apart, which a word processor would grow together.
func (d *document) gap() { d.put(`<w:p><w:pPr><w:pStyle w:val="%s"/></w:pPr></w:p>`, styleGap) }

// words is a run of text in a character style.
func words(text, style string) string {
	if text == "" {
		return ""
	}
	if style != "" {
		style = `<w:rPr><w:rStyle w:val="` + style + `"/></w:rPr>`
	}
	return `<w:r>` + style + `<w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`
}

// write packs the parts. Their order and times are always the same.
func (d *document) write(w io.Writer) error {
	packed := time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	z := zip.NewWriter(w)
	for _, p := range d.parts() {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return fmt.Errorf("document: %w", err)
		}
		if _, err := io.WriteString(f, p.text); err != nil {
			return fmt.Errorf("document: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("document: %w", err)
	}
	return nil
}
