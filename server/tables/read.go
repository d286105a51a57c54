package tables

import (
	"errors"
	"strings"

	"hotline/dispatch"
)

func lower(s string) string { return strings.ToLower(s) }

// lines calls fn for every line of a sheet, whatever the format.
func (f *File) lines(s Sheet, m *merges, fn func(line, float64) error) error {
	if f.Format == XLSX {
		return f.bookLines(s, m, fn)
	}
	return f.csvLines(fn)
}

// Head finds the columns of a sheet and says what was done about its shape.
func (f *File) Head(sheet string) (Head, error) {
	h, _, err := f.head(sheet)
	return h, err
}

func (f *File) head(sheet string) (Head, *merges, error) {
	if f.Format == JSONL {
		h, err := f.jsonHead()
		if err == nil && len(h.Columns) == 0 {
			err = dispatch.FieldError("file", "table_empty")
		}
		return h, nil, err
	}
	s, err := f.sheet(sheet)
	if err != nil {
		return Head{}, nil, err
	}
	var m *merges
	if f.Format == XLSX {
		if m, err = f.book.readMerges(s); err != nil {
			return Head{}, nil, readable(err)
		}
	}
	var first []line
	err = f.lines(s, m, func(l line, _ float64) error {
		if distinct(l.cells) > 0 {
			first = append(first, l)
		}
		if len(first) == headRows {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return Head{}, nil, err
	}
	h := heading(first, m)
	if len(h.Columns) == 0 {
		return h, m, dispatch.FieldError("file", "table_empty")
	}
	if m != nil {
		above := 0
		for _, l := range first {
			if l.n < h.first {
				above++
			}
		}
		h.Rows = max(0, m.lines-above)
		if len(m.from) > 0 {
			h.Notes = append(h.Notes, NoteMerged)
		}
		if m.hiddenRows {
			h.Notes = append(h.Notes, NoteHidden)
		}
		if m.hiddenColumns {
			h.Notes = append(h.Notes, NoteHiddenColumns)
		}
		m.open, m.found = nil, false
	}
	return h, m, nil
}

// Rows calls fn for every row below the names of the columns that is not empty,
// with the share of the file that is behind it (0–1).
func (f *File) Rows(sheet string, fn func(Row, float64) error) error {
	if f.Format == JSONL {
		return f.jsonRows(fn)
	}
	h, m, err := f.head(sheet)
	if err != nil {
		return err
	}
	s, err := f.sheet(sheet)
	if err != nil {
		return err
	}
	return f.lines(s, m, func(l line, share float64) error {
		if l.n < h.first || l.ends() {
			return nil
		}
		r := h.row(l)
		if r.empty() || h.repeats(r) {
			return nil
		}
		return fn(r, share)
	})
}

// First is the sheet that is meant where none is named: the first that is not hidden
// and has a table.
func (f *File) First() string {
	for _, s := range f.Sheets {
		if s.Hidden || len(f.Sheets) == 1 {
			continue
		}
		if _, err := f.Head(s.Name); err == nil {
			return s.Name
		}
	}
	return ""
}

// Preview gives the columns and the first n rows.
func (f *File) Preview(sheet string, n int) (Head, []Row, error) {
	h, err := f.Head(sheet)
	if err != nil {
		return h, nil, err
	}
	rows := []Row{}
	err = f.Rows(sheet, func(r Row, _ float64) error {
		if len(rows) == n {
			return errEnough
		}
		rows = append(rows, r)
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return h, rows, err
}
