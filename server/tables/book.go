package tables

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"hotline/dispatch"
)

// The bounds of what a workbook unpacks to. They hold for what the archive says
// and for what really comes.
const (
	maxParts   = 2_000
	maxPart    = 512 << 20 // one sheet, or the texts of all cells
	maxSmall   = 8 << 20   // the list of sheets, the styles
	maxRatio   = 250       // unpacked by packed, of a part of more than looseRatio
	looseRatio = 16 << 20
)

// book is a workbook: an archive of XML parts, of which only those that make up
// the tables are ever unpacked.
type book struct {
	parts  map[string]*zip.File
	sheets []Sheet
	texts  *texts
	dates  []bool // by style: the number is a moment
	epoch  int    // 1904 where the first Macintoshes counted from
}

// errBomb is a part that unpacks to more than it may.
var errBomb = dispatch.FieldError("file", "table_bomb")

// openBook reads what is small of a workbook.
func openBook(src io.ReaderAt, size int64) (*book, error) {
	z, err := zip.NewReader(src, size)
	if err != nil {
		return nil, dispatch.FieldError("file", "table_broken")
	}
	if len(z.File) > maxParts {
		return nil, errBomb
	}
	b := &book{parts: map[string]*zip.File{}}
	for _, p := range z.File {
		b.parts[strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(p.Name, `\`, "/")), "/"))] = p
	}
	if err := b.readWorkbook(); err != nil {
		return nil, readable(err)
	}
	if err := b.readStyles(); err != nil {
		return nil, readable(err)
	}
	return b, nil
}

// readable says of a part that cannot be read that the file is broken.
func readable(err error) error {
	var known *dispatch.Error
	if err == nil || errors.As(err, &known) || errors.Is(err, errEnough) {
		return err
	}
	return &dispatch.Error{Code: dispatch.Invalid, Key: "table_broken", Field: "file", Err: err}
}

// part opens a part of no more than most bytes.
func (b *book) part(name string, most int64) (io.ReadCloser, error) {
	p, ok := b.parts[strings.ToLower(name)]
	if !ok {
		return nil, dispatch.FieldError("file", "table_broken")
	}
	unpacked, packed := int64(p.UncompressedSize64), int64(p.CompressedSize64) //nolint:gosec // a size beyond int64 turns negative and is refused
	if unpacked < 0 || packed < 0 || unpacked > most || unpacked > looseRatio && unpacked > maxRatio*packed {
		return nil, errBomb
	}
	r, err := p.Open()
	if err != nil {
		return nil, err
	}
	return &bounded{ReadCloser: r, left: most}, nil
}

// bounded stops a part that unpacks to more than its archive says.
type bounded struct {
	io.ReadCloser
	left int64
}

func (r *bounded) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	if r.left -= int64(n); r.left < 0 {
		return 0, errBomb
	}
	return n, err
}

// tokens walks the XML of a part. What a document type declares is never looked
// at: an entity of its own is an error, nothing is fetched.
func (b *book) tokens(name string, most int64, fn func(d *xml.Decoder, start xml.StartElement) error) error {
	r, err := b.part(name, most)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if start, ok := t.(xml.StartElement); ok {
			if err := fn(d, start); err != nil {
				return err
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// readWorkbook lists the sheets with the parts they are in.
func (b *book) readWorkbook() error {
	targets := map[string]string{}
	err := b.tokens("xl/_rels/workbook.xml.rels", maxSmall, func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			to := attr(e, "Target")
			if !strings.HasPrefix(to, "/") {
				to = path.Join("xl", to)
			}
			targets[attr(e, "Id")] = strings.TrimPrefix(to, "/")
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.tokens("xl/workbook.xml", maxSmall, func(_ *xml.Decoder, e xml.StartElement) error {
		switch e.Name.Local {
		case "workbookPr":
			if v := attr(e, "date1904"); v == "1" || v == "true" {
				b.epoch = 1904
			}
		case "sheet":
			id := ""
			for _, a := range e.Attr { // r:id, beside sheetId
				if a.Name.Local == "id" && a.Name.Space != "" {
					id = a.Value
				}
			}
			if to := targets[id]; strings.Contains(to, "worksheets/") && len(b.sheets) < 100 {
				b.sheets = append(b.sheets, Sheet{Name: attr(e, "name"), Hidden: attr(e, "state") != "" && attr(e, "state") != "visible", part: to})
			}
		}
		return nil
	})
	if err == nil && len(b.sheets) == 0 {
		err = dispatch.FieldError("file", "table_empty")
	}
	return err
}

// readStyles learns which styles show a number as a moment.
func (b *book) readStyles() error {
	if b.parts["xl/styles.xml"] == nil {
		return nil
	}
	own, cells := map[string]bool{}, false
	r, err := b.part("xl/styles.xml", maxSmall)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch e := t.(type) {
		case xml.StartElement:
			switch {
			case e.Name.Local == "numFmt":
				own[attr(e, "numFmtId")] = isDateFormat(attr(e, "formatCode"))
			case e.Name.Local == "cellXfs":
				cells = true
			case e.Name.Local == "xf" && cells:
				id := attr(e, "numFmtId")
				date, known := own[id]
				b.dates = append(b.dates, date || !known && builtinDate(id))
			}
		case xml.EndElement:
			if e.Name.Local == "cellXfs" {
				cells = false
			}
		}
	}
}

// builtinDate tells whether a format every spreadsheet knows is one of moments.
func builtinDate(id string) bool {
	switch id {
	case "14", "15", "16", "17", "18", "19", "20", "21", "22", "27", "28", "29", "30", "31", "32", "33", "34", "35", "36",
		"45", "46", "47", "50", "51", "52", "53", "54", "55", "56", "57", "58":
		return true
	}
	return false
}

// isDateFormat tells whether a format has parts of a moment outside of what it
// quotes or brackets.
func isDateFormat(code string) bool {
	quoted, bracket := false, false
	for i := 0; i < len(code); i++ {
		switch c := code[i]; {
		case c == '\\' || c == '_':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[':
			bracket = true
		case c == ']':
			bracket = false
		case bracket:
		case strings.IndexByte("yYdDhHsS", c) >= 0:
			return true
		}
	}
	return false
}
