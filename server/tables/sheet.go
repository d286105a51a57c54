package tables

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
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
			return r.cells(line{n: r.row})
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
	value, inline, in, formula := "", "", false, false
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
			formula = formula || x.Name.Local == "f"
		case xml.EndElement:
			if x.Name.Local == "c" {
				if formula && value == "" && kind != "str" { // a program wrote it, and nothing computed it
					return "#CALC!", nil
				}
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

func (r *sheetReader) shown(kind, number, value, inline string) (string, error) {
	switch kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil {
			return "", nil
		}
		return r.book.texts.at(n)
	case "inlineStr":
		return cleanCell(inline), nil
	case "str":
		return cleanCell(unescape(value)), nil
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[value], nil
	case "e": // a formula that failed, as it is seen: #N/A
		return cleanCell(value), nil
	case "d": // a moment without a zone, whatever stands behind it
		return strings.TrimSuffix(strings.TrimSpace(value), "Z"), nil
	}
	value = strings.TrimSpace(value)
	n, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return cleanCell(value), nil
	}
	var s style
	if i, err := strconv.Atoi(number); err == nil && i >= 0 && i < len(r.book.styles) {
		s = r.book.styles[i]
	}
	if s.date {
		return serial(n, r.book.epoch), nil
	}
	out := plain(n, value)
	for len(out) < s.zeros && !strings.ContainsAny(out, ".-E") {
		out = "0" + out
	}
	return out, nil
}

// sureDigits is how many digits of a number a spreadsheet keeps.
const sureDigits = 15

// plain writes a number as people do: a telephone number is not 1.38E+10. One that
// lost its last digits is written so that nobody takes it for whole: 1.23E+17.
func plain(n float64, value string) string {
	if digits := strings.TrimPrefix(value, "-"); len(digits) > sureDigits && strings.Trim(digits, "0123456789") == "" {
		if strings.Trim(digits[sureDigits:], "0") != "" { // a program wrote all of them
			return value
		}
		return strconv.FormatFloat(n, 'E', -1, 64)
	}
	if n == math.Trunc(n) && math.Abs(n) < 1e15 {
		return strconv.FormatInt(int64(n), 10)
	}
	if n == math.Trunc(n) {
		return strconv.FormatFloat(n, 'E', -1, 64)
	}
	if len(value) > sureDigits { // 0.1 that came through a computation
		return strconv.FormatFloat(n, 'g', sureDigits, 64)
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
