package tables

import (
	"bufio"
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
)

// span is a merged range of cells (合并单元格), from 1.
type span struct{ left, top, right, bottom int }

// merges are the ranges of a sheet by the row they begin in, and the text of
// those that rows below still show.
type merges struct {
	from  map[int][]span
	open  []held
	lines int // rows of the sheet in which something stands
	found bool

	hiddenRows, hiddenColumns bool
}

type held struct {
	span
	text string
}

// maxMerges bounds the ranges that are followed.
const maxMerges = 100_000

// readMerges looks through a sheet for its merged ranges, which stand behind the rows,
// for rows in which something stands, and for what is hidden. It only looks at the
// beginnings of elements, which is quick.
func (b *book) readMerges(s Sheet) (*merges, error) {
	m := &merges{from: map[int][]span{}}
	r, err := b.part(s.part, maxPart)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	in, n, row := bufio.NewReaderSize(r, 64<<10), 0, ""
	for {
		piece, err := in.ReadSlice('<')
		switch name := elementOf(piece); {
		case name == "row":
			row = string(piece)
		case (name == "v" || name == "is") && row != "":
			m.lines++
			m.hiddenRows = m.hiddenRows || hides(row)
			row = ""
		case name == "col":
			m.hiddenColumns = m.hiddenColumns || hides(string(piece))
		case name == "mergeCell" && n < maxMerges:
			if sp, ok := spanOf(piece); ok {
				n++
				m.from[sp.top] = append(m.from[sp.top], sp)
			}
		}
		if err == io.EOF {
			return m, nil
		}
		if err != nil && err != bufio.ErrBufferFull {
			return nil, err
		}
	}
}

// elementOf is the name an element begins with, without that of its vocabulary.
func elementOf(piece []byte) string {
	end := bytes.IndexAny(piece, " />\r\n\t")
	if end < 0 {
		return ""
	}
	return string(piece[bytes.IndexByte(piece[:end], ':')+1 : end])
}

// hides tells whether an element says that what it stands for is hidden.
func hides(piece string) bool {
	_, rest, ok := strings.Cut(piece, ` hidden=`)
	return ok && (strings.HasPrefix(rest[min(1, len(rest)):], "1") || strings.HasPrefix(rest[min(1, len(rest)):], "true"))
}

func spanOf(piece []byte) (span, bool) {
	_, rest, ok := strings.Cut(strings.ReplaceAll(string(piece), "'", `"`), `ref="`)
	ref, _, closed := strings.Cut(rest, `"`)
	a, z, two := strings.Cut(ref, ":")
	left, top, ok1 := place(a)
	right, bottom, ok2 := place(z)
	return span{left, top, right, bottom}, ok && closed && two && ok1 && ok2 && left <= right && top <= bottom && right <= 16384
}

// place reads the name of a cell such as C12.
func place(ref string) (column, row int, ok bool) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		column = column*26 + int(c-'A'+1)
	}
	row, err := strconv.Atoi(ref[i:])
	return column, row, err == nil && column > 0 && row > 0
}

// bottom is the last row of the names of columns that begin in a row: that of the
// ranges that begin there, or the next one where it only has words below ranges that
// span columns.
func (m *merges) bottom(row int, below line) int {
	last := row
	if m == nil {
		return last
	}
	var wide []span
	for _, s := range m.from[row] {
		last = max(last, min(s.bottom, row+2))
		if s.right > s.left {
			wide = append(wide, s)
		}
	}
	if last == row && below.n == row+1 && under(wide, below.cells) {
		last = below.n
	}
	return last
}

// under tells whether all words of a line stand below ranges, more than one below
// one of them.
func under(wide []span, cells []string) bool {
	parts := map[int]map[string]bool{}
	for i, c := range cells {
		if c == "" {
			continue
		}
		at := slices.IndexFunc(wide, func(s span) bool { return i+1 >= s.left && i+1 <= s.right })
		if at < 0 {
			return false
		}
		if parts[at] == nil {
			parts[at] = map[string]bool{}
		}
		parts[at][c] = true
	}
	for _, words := range parts {
		if len(words) > 1 {
			return true
		}
	}
	return false
}

// fill puts the text of merged ranges into every cell they span.
func (m *merges) fill(l *line) {
	if m == nil || len(m.from) == 0 {
		return
	}
	still := m.open[:0]
	for _, h := range m.open {
		if l.n <= h.bottom {
			m.put(l, h)
			still = append(still, h)
		}
	}
	m.open = still
	for _, s := range m.from[l.n] {
		h := held{s, cell(l.cells, s.left-1)}
		if h.text == "" {
			continue
		}
		m.put(l, h)
		if s.bottom > l.n {
			m.open = append(m.open, h)
		}
	}
}

func (m *merges) put(l *line, h held) {
	for c := h.left - 1; c < h.right && c < MaxColumns; c++ {
		for len(l.cells) <= c {
			l.cells = append(l.cells, "")
		}
		if l.cells[c] == "" {
			l.cells[c], m.found = h.text, true
		}
	}
}
