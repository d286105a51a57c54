package tables

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"hotline/dispatch"
)

// Format is the kind of a file, known by its bytes and never by its name.
type Format string

// The formats that are read.
const (
	XLSX  Format = "xlsx"
	CSV   Format = "csv"
	JSONL Format = "jsonl"
)

// Formats lists the kinds.
var Formats = []Format{XLSX, CSV, JSONL}

// The bounds of one file.
const (
	MaxColumns = 300
	MaxRows    = 1 << 20
	maxCell    = 64 << 10 // bytes of one cell
	maxLine    = 1 << 20  // bytes of one line
	headRows   = 20       // looked at for the line that names the columns
)

// Row is a record of a file: where it stands and its cells by column. Bad says,
// as the key of a message, why it cannot be read at all.
type Row struct {
	Line   int
	Fields map[string]string
	Bad    string
}

// Sheet is a sheet of a workbook (工作表); other files are one sheet without a name.
type Sheet struct {
	Name   string `json:"name"`
	Hidden bool   `json:"hidden,omitempty"`
	part   string
}

// Notes of what was done to a sheet so that it reads as a table.
const (
	NoteTitle  = "title_rows"   // rows above the names of the columns were passed over
	NoteMerged = "merged_cells" // merged cells count in every row they span
	NoteHidden = "hidden_rows"  // rows that are hidden were read too
	// NoteHiddenColumns: and columns.
	NoteHiddenColumns = "hidden_columns"
	NoteHeads         = "merged_heads" // names in two lines were joined
	NoteNames         = "unnamed"      // columns without a name are called by their letter
)

// Head is what stands above the rows of a sheet.
type Head struct {
	Columns []string
	Notes   []string
	Rows    int // how many there seem to be
	first   int // line of the first row
}

// File is a table that is open for reading. It may be read many times.
type File struct {
	Format Format
	Sheets []Sheet
	src    io.ReaderAt
	size   int64
	comma  byte
	wide   *wideText // UTF-16, as some programs save "Unicode text"
	gb     bool      // the text is GB18030
	book   *book
}

// Open looks at a file and refuses what no table is, or too much of one.
func Open(src io.ReaderAt, size int64) (*File, error) {
	f := &File{src: src, size: size, Sheets: []Sheet{{}}}
	start := make([]byte, 64<<10)
	n, err := src.ReadAt(start, 0)
	if err != nil && err != io.EOF {
		return nil, err
	}
	start = start[:n]
	switch {
	case len(bytes.TrimSpace(start)) == 0:
		return nil, dispatch.FieldError("file", "table_empty")
	case bytes.HasPrefix(start, []byte("PK\x03\x04")):
		f.Format = XLSX
		f.book, err = openBook(src, size)
		if err == nil {
			f.Sheets = f.book.sheets
		}
		return f, err
	case bytes.HasPrefix(start, []byte("\xD0\xCF\x11\xE0")):
		return nil, dispatch.FieldError("file", oldOrLocked(src, size, start))
	}
	f.wide = wideOf(start)
	if f.wide == nil && bytes.IndexByte(start, 0) >= 0 || bytes.HasPrefix(start, []byte("%PDF")) {
		return nil, dispatch.FieldError("file", "table_unknown")
	}
	f.gb = f.wide == nil && mostlyGB(start)
	switch text := bytes.TrimSpace(bytes.TrimPrefix(f.wide.decode(start), utf8Mark)); {
	case bytes.HasPrefix(text, []byte("<")): // a page that is called .xls
		return nil, dispatch.FieldError("file", "table_page")
	case bytes.HasPrefix(text, []byte("[")) && bytes.HasPrefix(bytes.TrimSpace(text[1:]), []byte("{")):
		return nil, dispatch.FieldError("file", "table_array")
	case bytes.HasPrefix(text, []byte("{")):
		f.Format = JSONL
		return f, nil
	}
	f.Format = CSV
	f.comma = commaOf(f.wide.decode(start))
	return f, nil
}

// oldOrLocked tells a workbook that is locked with a password from one of the old
// form; both are archives of one kind, whose list of parts stands at either end.
func oldOrLocked(src io.ReaderAt, size int64, start []byte) string {
	tail := make([]byte, min(size, int64(len(start))+1))
	n, _ := src.ReadAt(tail, size-int64(len(tail))) // a part that cannot be read names nothing
	locked := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	if bytes.Contains(start, locked) || bytes.Contains(tail[:n], locked) {
		return "table_locked"
	}
	return "table_old"
}

var utf8Mark = []byte("\xEF\xBB\xBF")

// sheet finds a sheet by its name; "" is the first that is not hidden.
func (f *File) sheet(name string) (Sheet, error) {
	i := slices.IndexFunc(f.Sheets, func(s Sheet) bool { return s.Name == name || name == "" && !s.Hidden })
	if i < 0 && name == "" {
		i = 0
	}
	if i < 0 || len(f.Sheets) == 0 {
		return Sheet{}, dispatch.FieldError("sheet", "sheet_unknown")
	}
	return f.Sheets[i], nil
}

// reader reads the whole file from its beginning, counting how far it is.
func (f *File) reader() *counting {
	return &counting{r: io.NewSectionReader(f.src, 0, f.size), size: f.size}
}

// text reads the whole file as it is written, but for UTF-16, which becomes UTF-8, and
// without the mark at its beginning.
func (f *File) text(count *counting) *bufio.Reader {
	var in io.Reader = count
	if f.wide != nil {
		in = f.wide.enc.NewDecoder().Reader(in)
	}
	out := bufio.NewReaderSize(in, 64<<10)
	if b, _ := out.Peek(3); bytes.Equal(b, utf8Mark) {
		_, _ = out.Discard(3)
	}
	return out
}

// counting tells what share of a file is behind its reader.
type counting struct {
	r    io.Reader
	done int64
	size int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.done += int64(n)
	return n, err
}

func (c *counting) share() float64 { return min(1, float64(c.done)/float64(max(c.size, 1))) }

// cleanCell brings a cell into one form: no outer spaces, one kind of line break,
// no apostrophe that only kept it from being computed.
func cleanCell(s string) string {
	if len(s) > maxCell {
		s = s[:maxCell]
		for len(s) > 0 && !utf8.ValidString(s[len(s)-min(4, len(s)):]) {
			s = s[:len(s)-1]
		}
	}
	if strings.IndexByte(s, '\r') >= 0 {
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	return trim(meant(trim(s)))
}

func trim(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\t' || r == '\u00A0' || r == '\u3000' || r == '\uFEFF'
	})
}
