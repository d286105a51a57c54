package paper

import (
	"slices"

	"hotline/sla"
)

// part is what stands across the column in one piece: a paragraph or a note, a
// table or two beside each other, a chart or two beside each other.
type part struct {
	Text   *sla.Block
	Tables []sheet
	Charts []picture
}

// sheet is a table as it stands: whole, or a half of one.
type sheet struct {
	Caption string
	Columns []sla.Column
	Rows    []sla.TableRow
}

// pairColumns is the most columns of a table that has room in half a column.
const pairColumns = 6

// longTable is from how many rows on a table may be cut by the end of a page.
const longTable = 26

// Long tells whether the end of a page may cut the table.
func (s sheet) Long() bool { return len(s.Rows) >= longTable }

// Keep tells whether all tables of the part stay on one page.
func (p part) Keep() bool { return !slices.ContainsFunc(p.Tables, sheet.Long) }

// parts lays blocks out: a long table is cut in two halves, and what is small
// enough stands beside its neighbour.
func parts(blocks []sla.Block) []part {
	var out []part
	open := false // whether the part before has room for one more
	for _, b := range blocks {
		switch {
		case b.Table != nil:
			sheets := halves(b.Table)
			small := len(sheets) == 1 && len(b.Table.Columns) <= pairColumns && b.Table.Key != "main"
			if n := len(out) - 1; open && small && len(out[n].Tables) == 1 {
				out[n].Tables = append(out[n].Tables, sheets...)
				open = false
				continue
			}
			out, open = append(out, part{Tables: sheets}), small
		case b.Chart != nil:
			p := draw(b.Chart)
			if n := len(out) - 1; open && !p.Wide() && len(out[n].Charts) == 1 {
				out[n].Charts = append(out[n].Charts, p)
				open = false
				continue
			}
			out, open = append(out, part{Charts: []picture{p}}), !p.Wide()
		default:
			out, open = append(out, part{Text: &b}), false
		}
	}
	return out
}

// halves cuts the rows of a long table in two columns side by side; a table
// that is not to be cut is one half.
func halves(t *sla.Table) []sheet {
	if !t.Halves || len(t.Rows) < 2 {
		return []sheet{{t.Caption, t.Columns, t.Rows}}
	}
	half := (len(t.Rows) + 1) / 2
	return []sheet{{t.Caption, t.Columns, t.Rows[:half]}, {"", t.Columns, t.Rows[half:]}}
}

// annexed are the tables that follow the brief, on sheets of their own.
func annexed(b sla.Brief) []sla.Block {
	return slices.DeleteFunc(slices.Clone(b.Annex), func(x sla.Block) bool { return x.Table == nil })
}

// annexNotes are what stands under the brief about its annex.
func annexNotes(b sla.Brief) []sla.Block {
	return slices.DeleteFunc(slices.Clone(b.Annex), func(x sla.Block) bool { return x.Table != nil })
}
