package tables

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// The formats that are written beside XLSX and CSV.
const GB18030 Format = "gb18030" // CSV for programs that know nothing newer

// Written tells whether a format is one that is written.
func (f Format) Written() bool { return f == XLSX || f == CSV || f == GB18030 }

// NewWriter begins a table; the name is that of the sheet.
func NewWriter(to io.Writer, f Format, name string) (*Writer, error) {
	if f == XLSX {
		return newXLSX(to, name)
	}
	return newCSV(to, f == GB18030), nil
}

// Writer writes a table row by row. A cell is text, a whole number or a number.
type Writer struct {
	row   func(cells []any) error
	send  func() error
	close func() error
}

// Row writes one row.
func (w *Writer) Row(cells ...any) error { return w.row(cells) }

// Send hands on what was written so far, where the format allows it.
func (w *Writer) Send() error { return w.send() }

// Close ends the file.
func (w *Writer) Close() error { return w.close() }

// newCSV writes UTF-8 with the mark Excel wants, or GB18030.
func newCSV(to io.Writer, gb bool) *Writer {
	buffered := bufio.NewWriter(to)
	var out io.Writer = buffered
	if gb {
		out = encoding.ReplaceUnsupported(simplifiedchinese.GB18030.NewEncoder()).Writer(buffered)
	} else {
		_, _ = buffered.Write(utf8Mark) // its error is that of the first flush
	}
	table := csv.NewWriter(out)
	table.UseCRLF = true
	w := &Writer{row: func(cells []any) error {
		line := make([]string, len(cells))
		for i, c := range cells {
			line[i] = text(c)
		}
		return table.Write(line)
	}}
	w.send = func() error {
		table.Flush()
		if err := table.Error(); err != nil {
			return err
		}
		return buffered.Flush()
	}
	w.close = w.send
	return w
}

func text(c any) string {
	switch v := c.(type) {
	case string:
		return Harmless(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case nil:
		return ""
	}
	return Harmless(fmt.Sprint(c))
}

// columnWidth suits times and short texts.
const columnWidth = 18

// newXLSX writes a workbook of one sheet. Text is never a formula. The rows go
// through a file of the system when they are many.
func newXLSX(to io.Writer, sheet string) (*Writer, error) {
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	stream, err := book.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	if err := stream.SetColWidth(1, 40, columnWidth); err != nil {
		return nil, err
	}
	n := 0
	return &Writer{
		row: func(cells []any) error {
			n++
			line := make([]any, len(cells))
			for i, c := range cells {
				line[i] = c
				if s, ok := c.(string); ok {
					line[i] = Harmless(s)
				}
			}
			return stream.SetRow("A"+strconv.Itoa(n), line)
		},
		send: func() error { return nil },
		close: func() error {
			defer book.Close()
			if err := stream.Flush(); err != nil {
				return err
			}
			_, err := book.WriteTo(to)
			return err
		},
	}, nil
}
