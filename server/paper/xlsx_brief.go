package paper

import (
	"strconv"
	"strings"

	"hotline/sla"
)

// blocks writes paragraphs, tables, and charts as the numbers they show.
func (k *book) blocks(s *worksheet, blocks []sla.Block) {
	for _, b := range blocks {
		switch {
		case b.Table != nil:
			k.table(s, *b.Table)
		case b.Chart != nil:
			s.put(text(b.Chart.Caption, k.style.over))
			for _, p := range b.Chart.Points {
				s.put(text(p.Label, 0), pointValue(*b.Chart, p))
			}
		default:
			var line strings.Builder
			for _, r := range b.Runs {
				line.WriteString(r.Text)
			}
			s.put(text(line.String(), 0))
		}
	}
}

func pointValue(c sla.Chart, p sla.Point) any {
	if c.Hundredths {
		return sla.Dec(p.Value).Float()
	}
	return p.Value
}

func (k *book) table(s *worksheet, t sla.Table) {
	s.put(text(t.Caption, k.style.over))
	head := make([]any, len(t.Columns))
	for i, c := range t.Columns {
		head[i] = text(c.Title, k.style.head)
	}
	s.put(head...)
	for _, r := range t.Rows {
		cells := make([]any, len(r.Cells))
		for i, c := range r.Cells {
			cells[i] = cellOf(c)
		}
		s.put(cells...)
	}
}

// cellOf is a number where the text is one, so that a reader can go on with it.
func cellOf(s string) any {
	if n, err := strconv.ParseFloat(strings.ReplaceAll(s, ",", ""), 64); err == nil {
		return n
	}
	return text(s, 0)
}
