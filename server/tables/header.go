package tables

import (
	"fmt"
	"slices"
	"strings"
)

// line is one line of a sheet before it is known what its cells are.
type line struct {
	n     int
	cells []string
	bad   string
}

// heading finds the line that names the columns among the first ones: titles,
// dates and notes above a table fill a cell or two, the names fill it.
func heading(lines []line, merges *merges) (h Head) {
	widest := 0
	for _, l := range lines {
		widest = max(widest, apart(l.cells))
	}
	at := slices.IndexFunc(lines, func(l line) bool { return l.bad == "" && apart(l.cells)*5 >= widest*3 })
	if at < 0 {
		return h
	}
	if at > 0 {
		h.Notes = append(h.Notes, NoteTitle)
	}
	names := slices.Clone(lines[at].cells)
	h.first = lines[at].n + 1
	below := line{}
	if at+1 < len(lines) {
		below = lines[at+1]
	}
	last := merges.bottom(lines[at].n, below)
	for _, l := range lines[at+1:] {
		if l.n > last {
			break
		}
		h.first = l.n + 1
		names = joined(names, l.cells)
		h.Notes = append(h.Notes, NoteHeads)
	}
	h.Columns, h.Notes = named(names, h.Notes)
	return h
}

// apart counts the cells of a line that say something: a word that is merged over
// many cells is one, but the same name may head two columns.
func apart(cells []string) (n int) {
	for i, c := range cells {
		if c != "" && (i == 0 || cells[i-1] != c) {
			n++
		}
	}
	return n
}

// distinct counts the different words of a line: one that is merged over many
// cells is one.
func distinct(cells []string) int {
	seen := map[string]bool{}
	for _, c := range cells {
		if c != "" {
			seen[c] = true
		}
	}
	return len(seen)
}

// joined puts the second line of names under the first.
func joined(upper, lower []string) []string {
	out := make([]string, max(len(upper), len(lower)))
	for i := range out {
		a, b := cell(upper, i), cell(lower, i)
		switch {
		case b == "" || a == b:
			out[i] = a
		case a == "":
			out[i] = b
		default:
			out[i] = a + "/" + b
		}
	}
	return out
}

func cell(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// named gives every column a name of its own. Trailing columns without one are
// none.
func named(names []string, notes []string) ([]string, []string) {
	for len(names) > 0 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	names = names[:min(len(names), MaxColumns)]
	seen := map[string]int{}
	out := make([]string, len(names))
	for i, n := range names {
		n = strings.Join(strings.Fields(n), " ")
		if n == "" {
			n = "[" + letters(i) + "]"
			if !slices.Contains(notes, NoteNames) {
				notes = append(notes, NoteNames)
			}
		}
		if r := []rune(n); len(r) > 100 {
			n = string(r[:100])
		}
		name := n
		for seen[name] > 0 {
			seen[n]++
			name = fmt.Sprintf("%s (%d)", n, seen[n])
		}
		seen[name]++
		out[i] = name
	}
	return out, notes
}

// letters is the name a spreadsheet gives a column.
func letters(i int) string {
	s := ""
	for i++; i > 0; i = (i - 1) / 26 {
		s = string(rune('A'+(i-1)%26)) + s
	}
	return s
}

// row makes a row of a line below the names. Cells beyond them are a row gone
// astray, mostly over a separator within a text.
func (h Head) row(l line) Row {
	r := Row{Line: l.n, Bad: l.bad, Fields: make(map[string]string, len(h.Columns))}
	for i, c := range l.cells {
		switch {
		case c == "":
		case i < len(h.Columns):
			r.Fields[h.Columns[i]] = c
		case r.Bad == "":
			r.Bad = "row_ragged"
		}
	}
	return r
}

// repeats tells whether a row is that of the names again, as on every page of a list
// that was made to be printed.
func (h Head) repeats(r Row) bool {
	if r.Bad != "" || len(r.Fields) < 2 {
		return false
	}
	for name, v := range r.Fields {
		if v != name && !strings.HasSuffix(name, "/"+v) && !strings.HasPrefix(name, v+"/") {
			return false
		}
	}
	return true
}

func (r Row) empty() bool { return r.Bad == "" && len(r.Fields) == 0 }

// ends tells whether a line only says how many were taken out.
func (l line) ends() bool { return end.MatchString(cell(l.cells, 0)) && distinct(l.cells) == 1 }
