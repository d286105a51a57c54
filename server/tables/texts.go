package tables

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"hotline/dispatch"
)

// textRoom is how much of a workbook's shared texts stays in memory; with more
// they go into a file that has no name.
const textRoom = 32 << 20

// texts are the shared texts of a workbook: cells name them by number.
type texts struct {
	ends  []int64
	bytes []byte
	file  *os.File
}

// load reads the shared texts, once.
func (b *book) load() error {
	if b.texts != nil {
		return nil
	}
	t := &texts{}
	b.texts = t
	name := b.kinds["sharedStrings"]
	if b.parts[lower(name)] == nil {
		return nil
	}
	r, err := b.part(name, maxPart)
	if err != nil {
		return err
	}
	defer r.Close()
	d := xml.NewDecoder(r)
	for {
		tok, err := d.RawToken()
		if err == io.EOF {
			return t.settle()
		}
		if err != nil {
			return err
		}
		if e, ok := tok.(xml.StartElement); ok && e.Name.Local == "si" {
			text, err := richText(d, "si")
			if err != nil {
				return err
			}
			if err := t.add(text); err != nil {
				return err
			}
		}
	}
}

// richText gathers the pieces of a text up to the end of an element. How it is
// spoken (拼音) is none of it.
func richText(d *xml.Decoder, end string) (string, error) {
	var out strings.Builder
	in, spoken := false, false
	for {
		tok, err := d.RawToken()
		if err != nil {
			return "", errors.Join(err, io.ErrUnexpectedEOF)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			in = e.Name.Local == "t"
			spoken = spoken || e.Name.Local == "rPh"
		case xml.EndElement:
			if e.Name.Local == end {
				return unescape(out.String()), nil
			}
			in = false
			if e.Name.Local == "rPh" {
				spoken = false
			}
		case xml.CharData:
			if in && !spoken && out.Len() < maxCell {
				out.Write(e)
			}
		}
	}
}

func (t *texts) add(s string) (err error) {
	s = cleanCell(s)
	end := int64(len(s))
	if n := len(t.ends); n > 0 {
		end += t.ends[n-1]
	}
	t.ends = append(t.ends, end)
	t.bytes = append(t.bytes, s...)
	if len(t.bytes) < textRoom {
		return nil
	}
	if t.file == nil {
		if t.file, err = os.CreateTemp("", "texts-*"); err != nil {
			return err
		}
		_ = os.Remove(t.file.Name()) // it lives as long as it is open; Close removes it elsewhere
	}
	return t.spill()
}

func (t *texts) spill() error {
	_, err := t.file.Write(t.bytes)
	t.bytes = t.bytes[:0]
	return err
}

func (t *texts) settle() error {
	if t.file == nil {
		return nil
	}
	return t.spill()
}

// escaped is a character that XML does not carry, as spreadsheets write it: _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape puts those characters back; but for line breaks and tabs nobody sees them.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, err := strconv.ParseUint(m[2:6], 16, 16)
		switch r := rune(n); {
		case err != nil:
			return m
		case r == '\r' || r == '\n' || r == '\t' || r >= ' ':
			return string(r)
		}
		return ""
	})
}

// at gives a text by its number.
func (t *texts) at(n int) (string, error) {
	if n < 0 || n >= len(t.ends) { // lost, which nobody should take for empty
		return "", dispatch.FieldError("file", "table_broken")
	}
	from := int64(0)
	if n > 0 {
		from = t.ends[n-1]
	}
	if t.file == nil {
		return string(t.bytes[from:t.ends[n]]), nil
	}
	b := make([]byte, t.ends[n]-from)
	_, err := t.file.ReadAt(b, from)
	return string(b), err
}

// Close gives back what reading needed.
func (f *File) Close() error {
	if f.book == nil || f.book.texts == nil || f.book.texts.file == nil {
		return nil
	}
	file := f.book.texts.file
	f.book.texts = nil
	err := file.Close()
	if gone := os.Remove(file.Name()); gone != nil && !errors.Is(gone, os.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
}
