package app

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"hotline/sla"
)

// row is one record of a file to import: its place in the file and its fields
// by name. bad says why it cannot be read at all.
type row struct {
	line   int
	fields map[string]string
	bad    string
}

// maxLine bounds one line of a JSONL file.
const maxLine = 1 << 20

// readRows calls fn for every row of a JSONL or XLSX file, with the share of the
// file that is behind it (0–1).
func readRows(path string, fn func(row, float64) error) error {
	if strings.EqualFold(filepath.Ext(path), ".xlsx") {
		return readSheet(path, fn)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return fmt.Errorf("%s is a directory", path)
	}
	return readLines(f, info.Size(), fn)
}

func readLines(r io.Reader, size int64, fn func(row, float64) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	done := int64(0)
	for line := 1; ; line++ {
		b, err := readLine(in)
		if err == io.EOF && len(b) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return err
		}
		done += int64(len(b))
		if text := bytes.TrimSpace(b); len(text) > 0 {
			if err := fn(parseLine(line, text), float64(done)/float64(max(size, 1))); err != nil {
				return err
			}
		}
		if err == io.EOF {
			return nil
		}
	}
}

// readLine reads to the end of a line, of which it keeps maxLine bytes and one.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		b, err := in.ReadSlice('\n')
		if room := maxLine + 1 - len(line); room > 0 {
			line = append(line, b[:min(room, len(b))]...)
		}
		if err != bufio.ErrBufferFull {
			return line, err
		}
	}
}

// parseLine reads one JSON object whose values are text, numbers or booleans.
func parseLine(line int, b []byte) row {
	r := row{line: line, fields: map[string]string{}}
	if len(b) > maxLine {
		r.bad = "longer than 1 MiB"
		return r
	}
	if !utf8.Valid(b) {
		r.bad = "not UTF-8"
		return r
	}
	var m map[string]any
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil {
		r.bad = "not a JSON object: " + err.Error()
		return r
	}
	for k, v := range m {
		switch v := v.(type) {
		case string:
			r.fields[k] = v
		case json.Number, bool:
			r.fields[k] = fmt.Sprint(v)
		case nil:
		default:
			r.bad = fmt.Sprintf("field %q is neither text nor a number", k)
			return r
		}
	}
	return r
}

// readSheet reads the first sheet of a workbook; its first row names the fields.
func readSheet(path string, fn func(row, float64) error) error {
	f, err := excelize.OpenFile(path, excelize.Options{UnzipSizeLimit: 512 << 20, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return fmt.Errorf("%s: not a workbook: %w", filepath.Base(path), err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if len(sheets) == 0 {
		return fmt.Errorf("%s: no sheet", filepath.Base(path))
	}
	total := 1
	if d, err := f.GetSheetDimension(sheets[0]); err == nil {
		if _, last, ok := strings.Cut(d, ":"); ok {
			if _, n, err := excelize.CellNameToCoordinates(last); err == nil {
				total = max(n, 1)
			}
		}
	}
	rows, err := f.Rows(sheets[0])
	if err != nil {
		return err
	}
	defer rows.Close()
	var names []string
	for line := 1; rows.Next(); line++ {
		cells, err := rows.Columns()
		if err != nil {
			return err
		}
		if names == nil {
			names = cells
			continue
		}
		r := row{line: line, fields: map[string]string{}}
		for i, c := range cells {
			if i < len(names) && c != "" {
				r.fields[strings.TrimSpace(names[i])] = c
			}
		}
		if len(r.fields) > 0 {
			if err := fn(r, float64(line)/float64(total)); err != nil {
				return err
			}
		}
	}
	return rows.Error()
}

// localTime reads the time formats of exports, in the hotline's zone.
func localTime(s string) (time.Time, error) {
	for _, f := range []string{time.DateTime, "2006-01-02T15:04:05", "2006/01/02 15:04:05", "2006/1/2 15:04:05", "2006/1/2 15:04", "2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(f, s, sla.Zone); err == nil {
			return inRange(t)
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		return inRange(t)
	}
	return time.Time{}, fmt.Errorf("%q is no date such as 2026-11-23 09:42:00", s)
}

func inRange(t time.Time) (time.Time, error) {
	if t.Year() < 2000 || t.Year() > 2100 {
		return t, fmt.Errorf("the year %d is not between 2000 and 2100", t.Year())
	}
	return t.UTC(), nil
}
