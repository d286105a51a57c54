package tables

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"
)

// jsonRows calls fn for every object of a file with one on each line.
func (f *File) jsonRows(fn func(Row, float64) error) error {
	count := f.reader()
	s := splitter{in: f.text(count)}
	for {
		b, _, err := s.line(nil)
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		b = bytes.TrimSpace(b)
		if len(b) == 0 {
			continue
		}
		if err := fn(f.object(s.lines, b), count.share()); err != nil {
			return err
		}
	}
}

// object reads one JSON object whose values are text, numbers or booleans.
func (f *File) object(at int, b []byte) Row {
	r := Row{Line: at, Fields: map[string]string{}}
	if len(b) > maxLine {
		r.Bad = "line_long"
		return r
	}
	if !utf8.Valid(b) {
		text, ok := f.utf8Of(b)
		if !ok {
			r.Bad = "not_utf8"
			return r
		}
		b = []byte(text)
	}
	var m map[string]any
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&m); err != nil || dec.More() { // two on one line, of which one would be lost
		r.Bad = "json_malformed"
		return r
	}
	for k, v := range m {
		switch v := v.(type) {
		case string:
			r.Fields[k] = cleanCell(v)
		case json.Number, bool:
			r.Fields[k] = fmt.Sprint(v)
		case nil:
		default:
			r.Bad = "json_nested"
			return r
		}
	}
	return r
}

// keysOf are the keys of an object in the order they stand in.
func keysOf(b []byte) (keys []string) {
	dec := json.NewDecoder(bytes.NewReader(b))
	if _, err := dec.Token(); err != nil {
		return nil
	}
	for dec.More() {
		k, err := dec.Token()
		if err != nil {
			return keys
		}
		if name, ok := k.(string); ok {
			keys = append(keys, name)
		}
		var skip json.RawMessage
		if dec.Decode(&skip) != nil {
			return keys
		}
	}
	return keys
}

// jsonHead names the columns by the keys of the first objects.
func (f *File) jsonHead() (Head, error) {
	h := Head{first: 1}
	s := splitter{in: f.text(f.reader())}
	for range 1000 {
		b, _, err := s.line(nil)
		if err == io.EOF {
			break
		}
		if err != nil {
			return h, err
		}
		for _, k := range keysOf(b) {
			if len(h.Columns) < MaxColumns && !slices.Contains(h.Columns, k) {
				h.Columns = append(h.Columns, k)
			}
		}
	}
	return h, nil
}
