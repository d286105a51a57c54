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
	main   string            // the part that lists the sheets
	kinds  map[string]string // other parts of the workbook by the end of their type
	sheets []Sheet
	texts  *texts
	styles []style // by number
	epoch  int     // 1904 where the first Macintoshes counted from
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
	if err := b.findMain(); err != nil {
		return nil, readable(err)
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

// findMain finds the part that lists the sheets: mostly xl/workbook.xml, but it is the
// archive that says so.
func (b *book) findMain() error {
	b.main = "xl/workbook.xml"
	if b.parts["_rels/.rels"] != nil {
		err := b.tokens("_rels/.rels", maxSmall, func(_ *xml.Decoder, e xml.StartElement) error {
			if e.Name.Local == "Relationship" && kindOf(e) == "officeDocument" {
				b.main = target("", e)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	if b.parts[lower(b.main)] == nil || strings.HasPrefix(b.main, "word/") || strings.HasPrefix(b.main, "ppt/") {
		return dispatch.FieldError("file", "table_unknown")
	}
	return nil
}

// kindOf is the last word of the type of a relationship, which the strict form of
// the standard spells under another address.
func kindOf(e xml.StartElement) string { return path.Base(attr(e, "Type")) }

// target is the part a relationship leads to, from the folder it stands in.
func target(folder string, e xml.StartElement) string {
	to := strings.ReplaceAll(attr(e, "Target"), `\`, "/")
	if !strings.HasPrefix(to, "/") {
		to = path.Join(folder, to)
	}
	return strings.TrimPrefix(path.Clean(to), "/")
}

// readWorkbook lists the sheets with the parts they are in.
func (b *book) readWorkbook() error {
	targets := map[string]string{}
	b.kinds = map[string]string{"sharedStrings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}
	folder, name := path.Split(b.main)
	err := b.tokens(folder+"_rels/"+name+".rels", maxSmall, func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		switch kind, to := kindOf(e), target(folder, e); {
		case kind == "worksheet", kind == "." && strings.Contains(to, "worksheets/"):
			targets[attr(e, "Id")] = to
		default:
			b.kinds[kind] = to
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.tokens(b.main, maxSmall, func(_ *xml.Decoder, e xml.StartElement) error {
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
			if to := targets[id]; to != "" && len(b.sheets) < 100 {
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
