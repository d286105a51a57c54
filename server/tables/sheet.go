package tables

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"time"

	"hotline/dispatch"
)

// errEnough ends a reading that has what it wants.
var errEnough = errors.New("enough")

// bookLines calls fn for every row of a sheet that has cells.
func (f *File) bookLines(s Sheet, m *merges, fn func(line, float64) error) error {
	if err := f.book.load(); err != nil {
		return readable(err)
	}
	r, err := f.book.part(s.part, maxPart)
	if err != nil {
		return err
	}
	defer r.Close()
	in := &counting{r: r, size: int64(f.book.parts[lower(s.part)].UncompressedSize64)} //nolint:gosec // bounded by part
	read := sheetReader{d: xml.NewDecoder(in), book: f.book}
	for {
		l, err := read.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return readable(err)
		}
		m.fill(&l)
		if err := fn(l, in.share()); err != nil {
			return err
		}
	}
}

// sheetReader reads the rows of a sheet, one at a time.
type sheetReader struct {
	d    *xml.Decoder
	book *book
	row  int
}

// next gives the next row; io.EOF behind the last.
func (r *sheetReader) next() (line, error) {
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return line{}, err
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "row" {
				continue
			}
			r.row++
			if n, err := strconv.Atoi(attr(e, "r")); err == nil && n >= r.row && n <= MaxRows {
				r.row = n
			}
			if r.row > MaxRows {
				return line{}, dispatch.FieldError("file", "table_rows", MaxRows)
			}
			hidden := attr(e, "hidden")
			return r.cells(line{n: r.row, hidden: hidden == "1" || hidden == "true"})
		case xml.EndElement:
			if e.Name.Local == "sheetData" {
				return line{}, io.EOF
			}
		}
	}
}

// cells reads the cells up to the end of the row.
func (r *sheetReader) cells(l line) (line, error) {
	at := 0
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return l, errors.Join(err, io.ErrUnexpectedEOF)
		}
		switch e := t.(type) {
		case xml.StartElement:
			if e.Name.Local != "c" {
				continue
			}
			at++
			if c, _, ok := place(attr(e, "r")); ok && c >= at {
				at = c
			}
			text, err := r.cell(e)
			if err != nil {
				return l, err
			}
			if text == "" || at > MaxColumns {
				continue
			}
			for len(l.cells) < at {
				l.cells = append(l.cells, "")
			}
			l.cells[at-1] = text
		case xml.EndElement:
			if e.Name.Local == "row" {
				return l, nil
			}
		}
	}
}

// cell reads a cell as it is seen; of a formula, the value that was computed last.
func (r *sheetReader) cell(e xml.StartElement) (string, error) {
	kind, style := attr(e, "t"), attr(e, "s")
	value, inline, in := "", "", false
	for {
		t, err := r.d.RawToken()
		if err != nil {
			return "", errors.Join(err, io.ErrUnexpectedEOF)
		}
		switch x := t.(type) {
		case xml.StartElement:
			if x.Name.Local == "is" {
				if inline, err = richText(r.d, "is"); err != nil {
					return "", err
				}
			}
			in = x.Name.Local == "v"
		case xml.EndElement:
			if x.Name.Local == "c" {
				return r.shown(kind, style, value, inline)
			}
			in = false
		case xml.CharData:
			if in && len(value) < maxCell {
				value += string(x)
			}
		}
	}
}

func (r *sheetReader) shown(kind, style, value, inline string) (string, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(value)
		if err != nil {
			return "", nil
		}
		return r.book.texts.at(n)
	case "inlineStr":
		return cleanCell(inline), nil
	case "str":
		return cleanCell(value), nil
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[value], nil
	case "e": // a formula that failed
		return "", nil
	case "d":
		return value, nil
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return cleanCell(value), nil
	}
	if i, err := strconv.Atoi(style); err == nil && i >= 0 && i < len(r.book.dates) && r.book.dates[i] {
		return serial(n, r.book.epoch), nil
	}
	return plain(n, value), nil
}

// plain writes a number as people do: a telephone number is not 1.38E+10.
func plain(n float64, value string) string {
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	if len(value) > 15 { // 0.1 that came through a computation
		return strconv.FormatFloat(n, 'g', 15, 64)
	}
	return value
}

// serial writes the days of a spreadsheet's calendar as a moment, which has no
// zone: the reader knows which.
func serial(n float64, epoch int) string {
	if n < 0 || n > 2_958_466 { // 9999-12-31
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if epoch == 1904 {
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	if n < 1 && epoch != 1904 { // a time of day
		return start.Add(time.Duration(math.Round(n*86400)) * time.Second).Format("15:04:05")
	}
	if epoch != 1904 && n < 60 { // before the 29th of February 1900 that never was
		n++
	}
	days, part := math.Modf(n)
	at := start.AddDate(0, 0, int(days)).Add(time.Duration(math.Round(part*86400)) * time.Second)
	if part == 0 {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.DateTime)
}
