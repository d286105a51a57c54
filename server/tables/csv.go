package tables

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// wideText is UTF-16, told by its mark.
type wideText struct{ enc encoding.Encoding }

func wideOf(start []byte) *wideText {
	switch {
	case bytes.HasPrefix(start, []byte("\xFF\xFE")):
		return &wideText{unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)}
	case bytes.HasPrefix(start, []byte("\xFE\xFF")):
		return &wideText{unicode.UTF16(unicode.BigEndian, unicode.UseBOM)}
	}
	return nil
}

func (w *wideText) decode(b []byte) []byte {
	if w == nil {
		return b
	}
	out, _ := w.enc.NewDecoder().Bytes(b) // the last character may be cut
	return out
}

// commas are the separators that are known.
const commas = ",;\t"

// commaOf finds what separates the cells: what the first lines have the same
// number of, and most of.
func commaOf(start []byte) byte {
	best, most := byte(','), 0
	for i := range len(commas) {
		comma := commas[i]
		s := splitter{in: bufio.NewReader(bytes.NewReader(start)), comma: comma}
		counts := map[int]int{}
		for range headRows {
			cells, _, _, err := s.next()
			if err != nil {
				break
			}
			if n := len(cells); n > 1 {
				counts[n]++
			}
		}
		for cells, lines := range counts {
			if score := lines*10 + cells; score > most {
				best, most = comma, score
			}
		}
	}
	return best
}

// splitter cuts a text into records. It works on bytes, which is right for
// GB18030 too: no separator, quote or line break is part of a character there.
type splitter struct {
	in    *bufio.Reader
	comma byte
	lines int // read so far
}

// next gives the cells of the next record and the line it begins in. A record
// that does not end within maxLine is bad: its quote was never closed.
func (s *splitter) next() (cells [][]byte, at int, bad string, err error) {
	at = s.lines + 1
	record, quoted, err := s.line(nil)
	if err != nil {
		return nil, at, "", err
	}
	for open := oddQuotes(record, s.comma); open; {
		if len(record) > maxLine {
			return nil, at, "quote_open", nil
		}
		var more bool
		record, more, err = s.line(record)
		if err == io.EOF {
			return s.split(record), at, "quote_open", nil
		}
		if err != nil {
			return nil, at, "", err
		}
		quoted = quoted || more
		open = oddQuotes(record, s.comma)
	}
	if len(record) > maxLine {
		return nil, at, "line_long", nil
	}
	return s.split(record), at, "", nil
}

// line appends the next line, of which it keeps little more than is allowed.
func (s *splitter) line(to []byte) (_ []byte, quoted bool, err error) {
	got := false
	for {
		b, err := s.in.ReadSlice('\n')
		got = got || len(b) > 0
		if room := maxLine + 2 - len(to); room > 0 {
			to = append(to, b[:min(room, len(b))]...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err == io.EOF && got {
			err = nil
		}
		s.lines++
		return to, bytes.IndexByte(to, '"') >= 0, err
	}
}

// oddQuotes tells whether a quoted cell is still open at the end of b.
func oddQuotes(b []byte, comma byte) bool {
	open, start := false, true // start: of a cell
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case open && c == '"' && i+1 < len(b) && b[i+1] == '"':
			i++
		case open && c == '"':
			open = false
		case open:
		case c == '"' && start:
			open, start = true, false
		case c == comma:
			start = true
		case c != ' ':
			start = false
		}
	}
	return open
}

// split cuts one record at its separators and takes the quotes off.
func (s *splitter) split(record []byte) [][]byte {
	record = bytes.TrimRight(record, "\r\n")
	var cells [][]byte
	for len(cells) <= MaxColumns {
		i := 0
		for i < len(record) && record[i] == ' ' {
			i++
		}
		if i < len(record) && record[i] == '"' {
			text, rest := unquote(record[i+1:], s.comma)
			cells = append(cells, text)
			if rest == nil {
				return cells
			}
			record = rest
			continue
		}
		end := bytes.IndexByte(record, s.comma)
		if end < 0 {
			return append(cells, record)
		}
		cells = append(cells, record[:end])
		record = record[end+1:]
	}
	return cells
}

// unquote reads a quoted cell; rest begins behind its separator, nil at the end.
func unquote(b []byte, comma byte) (text, rest []byte) {
	for i := 0; i < len(b); i++ {
		if b[i] != '"' {
			text = append(text, b[i])
			continue
		}
		if i+1 < len(b) && b[i+1] == '"' {
			text = append(text, '"')
			i++
			continue
		}
		end := bytes.IndexByte(b[i:], comma) // what stands behind a quote belongs to the cell
		if end < 0 {
			return append(text, b[i+1:]...), nil
		}
		return append(text, b[i+1:i+end]...), b[i+end+1:]
	}
	return text, nil
}

// mostlyGB tells whether more lines can only be GB18030 than only UTF-8. It is the
// file that has an encoding: many a Chinese word alone could be either.
func mostlyGB(start []byte) bool {
	if cut := bytes.LastIndexByte(start, '\n'); cut >= 0 {
		start = start[:cut]
	}
	balance := 0
	for line := range bytes.Lines(start) {
		switch {
		case !utf8.Valid(line):
			balance++
		case bytes.ContainsFunc(line, func(r rune) bool { return r >= utf8.RuneSelf }):
			balance--
		}
	}
	return balance > 0
}

// utf8Of reads text of a file as UTF-8 or as GB18030: as the file mostly is, or
// where it is not that, as the other.
func (f *File) utf8Of(b []byte) (string, bool) {
	valid := utf8.Valid(b)
	if valid && !f.gb {
		return string(b), true
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return string(b), valid
	}
	return string(out), true
}

// kept is a text that is written as a formula, or behind an apostrophe, so that a
// spreadsheet keeps its digits: ="13800138000".
var kept = regexp.MustCompile(`^(?:="([^"]*)"|'(\d+))$`)

// csvLines calls fn for every line of a CSV file.
func (f *File) csvLines(fn func(line, float64) error) error {
	count := f.reader()
	s := splitter{in: f.text(count), comma: f.comma}
	for {
		raw, at, bad, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		l := line{n: at, bad: bad, cells: make([]string, len(raw))}
		for i, c := range raw {
			text, ok := f.utf8Of(c)
			if !ok {
				l.bad = "not_utf8"
			}
			if m := kept.FindStringSubmatch(text); m != nil {
				text = m[1] + m[2]
			}
			l.cells[i] = cleanCell(text)
		}
		if err := fn(l, count.share()); err != nil {
			return err
		}
	}
}
