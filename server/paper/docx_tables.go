package paper

import (
	"fmt"
	"math"
	"strings"

	"hotline/sla"
)

// Widths in twentieths of a point: the text of a sheet that stands and of one
// that lies, and the gap between two tables beside each other.
const (
	standWide = 9524
	landWide  = 15478
	gapWide   = 340
)

// The sizes of the letters of cells in half points.
const (
	cellText  = 18
	annexText = 14
)

// tables writes one table, or two beside each other as one with a gap, so that
// its head repeats and its rows stay one line each in every program.
func (d *document) tables(list []sheet) {
	if len(list) == 1 {
		d.paragraph(styleCaption, list[0].Caption)
	}
	d.table(list, cellText, standWide)
	d.gap()
}

func (d *document) table(list []sheet, size, room int) {
	grid := columnWidths(list, size, room)
	d.put(`<w:tbl><w:tblPr><w:tblW w:w="%d" w:type="dxa"/><w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="%d" w:type="dxa"/><w:right w:w="%d" w:type="dxa"/></w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid>`, room, cellPad(size), cellPad(size))
	rows := 0
	for i, s := range list {
		if i > 0 {
			d.put(`<w:gridCol w:w="%d"/>`, gapWide)
		}
		for _, w := range grid[i] {
			d.put(`<w:gridCol w:w="%d"/>`, w)
		}
		rows = max(rows, len(s.Rows))
	}
	d.put(`</w:tblGrid>`)
	if len(list) > 1 {
		d.captions(list, grid)
	}
	d.row(list, grid, true, func(i int) string { return d.headCells(list[i], grid[i], size) })
	for n := range rows {
		d.row(list, grid, false, func(i int) string { return d.cells(list[i], n, grid[i], size) })
	}
	d.put(`</w:tbl>`)
}

// row writes a row over all tables that stand beside each other.
func (d *document) row(list []sheet, grid [][]int, head bool, cells func(i int) string) {
	again := ""
	if head {
		again = `<w:tblHeader/>`
	}
	d.put(`<w:tr><w:trPr><w:cantSplit/>%s</w:trPr>`, again)
	for i := range list {
		if i > 0 {
			d.put("%s", cell(gapWide, 1, "", styleCell, "", ""))
		}
		d.put("%s", cells(i))
	}
	d.put(`</w:tr>`)
}

// captions is a first row without rules that names the tables under it.
func (d *document) captions(list []sheet, grid [][]int) {
	d.row(list, grid, true, func(i int) string {
		return cell(sum(grid[i]), len(grid[i]), "", styleTableCaption, words(list[i].Caption, ""), "")
	})
}

func (d *document) headCells(s sheet, grid []int, size int) string {
	var out strings.Builder
	for i, c := range s.Columns {
		out.WriteString(cell(grid[i], 1, `<w:top w:val="single" w:sz="8" w:color="000000"/><w:bottom w:val="single" w:sz="4" w:color="000000"/>`,
			styleHead, sized(c.Title, size-1, false), side(c)))
	}
	return out.String()
}

// cells writes the n-th row of a table; under a short one the place stays empty.
func (d *document) cells(s sheet, n int, grid []int, size int) string {
	if n >= len(s.Rows) {
		return cell(sum(grid), len(grid), "", styleCell, "", "")
	}
	rule := `<w:bottom w:val="single" w:sz="2" w:color="BBBBBB"/>`
	if n == len(s.Rows)-1 {
		rule = `<w:bottom w:val="single" w:sz="8" w:color="000000"/>`
	}
	row := s.Rows[n]
	if row.Fold {
		return cell(sum(grid), len(grid), rule, styleCell, sized(first(row.Cells), size-1, false), "center")
	}
	var out strings.Builder
	for i, c := range s.Columns {
		text := ""
		if i < len(row.Cells) {
			text = row.Cells[i]
		}
		out.WriteString(cell(grid[i], 1, rule, styleCell, sized(text, size, c.Bold), side(c)))
	}
	return out.String()
}

func cell(width, span int, borders, style, runs, align string) string {
	if borders != "" {
		borders = `<w:tcBorders>` + borders + `</w:tcBorders>`
	}
	merged := ""
	if span > 1 {
		merged = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, span)
	}
	if align != "" {
		align = `<w:jc w:val="` + align + `"/>`
	}
	return fmt.Sprintf(`<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s%s<w:vAlign w:val="center"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="%s"/>%s</w:pPr>%s</w:p></w:tc>`,
		width, merged, borders, style, align, runs)
}

// sized is a run of a cell.
func sized(text string, size int, bold bool) string {
	if text == "" {
		return ""
	}
	return `<w:r><w:rPr>` + letters("", size, bold, "") + `</w:rPr><w:t xml:space="preserve">` + escape(text) + `</w:t></w:r>`
}

func side(c sla.Column) string {
	if c.Right {
		return "right"
	}
	return ""
}

// cellPad is the room left and right in a cell.
func cellPad(size int) int {
	if size == annexText {
		return 34
	}
	return 68
}

// columnWidths share the room among the columns by what stands in them; the
// first column of words takes what is left over.
func columnWidths(list []sheet, size, room int) [][]int {
	each := (room - gapWide*(len(list)-1)) / len(list)
	grid := make([][]int, len(list))
	for i, s := range list {
		need, total := make([]float64, len(s.Columns)), 0.0
		for k, c := range s.Columns {
			most := math.Min(wide(c.Title), 8)
			for _, r := range s.Rows {
				if !r.Fold && k < len(r.Cells) {
					most = math.Max(most, wide(r.Cells[k]))
				}
			}
			need[k] = math.Min(most, 24)*float64(size)*10*1.12 + 2*float64(cellPad(size)) + 8
			total += need[k]
		}
		left := each
		for k := range need {
			w := int(need[k] * float64(each) / math.Max(total, 1))
			grid[i] = append(grid[i], w)
			left -= w
		}
		if len(grid[i]) > 0 {
			grid[i][0] += left
		}
	}
	return grid
}

func sum(list []int) int {
	total := 0
	for _, n := range list {
		total += n
	}
	return total
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}
