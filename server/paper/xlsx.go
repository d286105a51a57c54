package paper

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/xuri/excelize/v2"

	"hotline/server/tables"
	"hotline/sla"
)

// Book is what the workbook of a month (考核表) is made of: the month as it was
// scored, and all that it was scored from, so that whoever opens it recomputes it.
type Book struct {
	Month   sla.Month
	Scheme  sla.Scheme
	Units   []sla.ScoredUnit
	Records []sla.Record
	At      time.Time // the moment the records stood so (快照时间)
	Stage   sla.Stage // empty where the month has none
	Mark    []string  // who took it out, when, and the number that finds that in the trail
	Only    string    // the one unit whose rows are shown; empty for all
	// Adjustments are the decisions that the records have taken in: they name who
	// approved what was left out.
	Adjustments []sla.Adjustment

	Brief *sla.Brief // its text and tables on a sheet of their own, if there is one
}

// tiedRows is up to how many rows of tickets the counts are formulas over those
// rows; more would keep a spreadsheet busy for minutes.
const tiedRows = 20_000

// maxRows is what one sheet of a workbook holds, less the rows above the table.
const maxRows = 1_048_576 - 16

// XLSX writes the workbook. Every figure of a score is a formula with its value
// beside it. progress hears how many rows of how many are written; nil is allowed.
func XLSX(ctx context.Context, w io.Writer, b Book, progress func(done, total int)) error {
	k, err := newBook(ctx, b, progress)
	if err != nil {
		return err
	}
	defer k.file.Close()
	for _, write := range []func() error{k.notes, k.scheme, k.scores, k.tickets, k.exclusions, k.brief} {
		if err := write(); err != nil {
			return err
		}
	}
	k.file.SetActiveSheet(2)
	if err := k.file.Write(w); err != nil {
		return fmt.Errorf("workbook: %w", err)
	}
	k.step(k.total - k.done)
	return nil
}

// book is a workbook being written.
type book struct {
	Book
	ctx         context.Context
	file        *excelize.File
	style       styles
	rows        []line
	ledger      int // rows of 明细
	tied        bool
	done, total int
	progress    func(done, total int)
}

func newBook(ctx context.Context, b Book, progress func(done, total int)) (*book, error) {
	k := &book{Book: b, ctx: ctx, file: excelize.NewFile(), progress: progress}
	if b.Only != "" {
		k.Units = nil
		for _, u := range b.Units {
			if u.Code == b.Only {
				k.Units = append(k.Units, u)
			}
		}
	}
	k.lines()
	if err := k.measure(); err != nil {
		return nil, err
	}
	k.total = len(k.rows) + k.ledger + 1
	if err := k.file.SetSheetName("Sheet1", sheetNotes); err != nil {
		return nil, err
	}
	for _, name := range []string{sheetScheme, sheetScores, sheetTickets, sheetExcluded} {
		if _, err := k.file.NewSheet(name); err != nil {
			return nil, err
		}
	}
	return k, k.style.make(k.file)
}

// measure counts the rows of tickets, and ties the counts to them if they add up
// to the counts of the month, as those of a month scored from other records
// would not.
func (k *book) measure() error {
	sums := map[string]map[string]int{}
	for _, l := range k.rows {
		sums[l.row.Unit] = map[string]int{}
	}
	err := sla.Ledger(k.Scheme, k.Month.Month, k.Units, k.Records, func(e sla.Entry) error {
		k.ledger++
		for _, c := range ticketColumns() {
			for _, t := range c.ties {
				sums[e.Unit][t.count] += t.of(e)
			}
		}
		return k.ctx.Err()
	})
	if err != nil {
		return err
	}
	if k.ledger > maxRows {
		return fmt.Errorf("workbook: %d rows of tickets are more than a sheet holds", k.ledger)
	}
	k.tied = k.ledger <= tiedRows
	for _, l := range k.rows {
		for count, n := range sums[l.row.Unit] {
			if want, ok := l.counts[count]; ok && want != n {
				k.tied = false
			}
		}
	}
	return nil
}

// step reports rows written, and ends the work when nobody waits for it.
func (k *book) step(n int) {
	k.done += n
	if k.progress != nil {
		k.progress(k.done, k.total)
	}
}

// worksheet is one sheet written from top to bottom.
type worksheet struct {
	to   *excelize.StreamWriter
	row  int // the row written last
	err  error
	wide []float64
}

func (k *book) sheet(name string, freeze int, widths ...float64) *worksheet {
	to, err := k.file.NewStreamWriter(name)
	s := &worksheet{to: to, err: err}
	for i, w := range widths {
		s.try(func() error { return to.SetColWidth(i+1, i+1, w) })
	}
	if freeze > 0 {
		s.try(func() error {
			return to.SetPanes(&excelize.Panes{Freeze: true, YSplit: freeze, TopLeftCell: fmt.Sprintf("A%d", freeze+1), ActivePane: "bottomLeft"})
		})
	}
	return s
}

func (s *worksheet) try(f func() error) {
	if s.err == nil {
		s.err = f()
	}
}

// put writes the next row.
func (s *worksheet) put(cells ...any) {
	s.row++
	s.try(func() error { return s.to.SetRow(fmt.Sprintf("A%d", s.row), cells) })
}

func (s *worksheet) flush() error {
	s.try(func() error { return s.to.Flush() })
	return s.err
}

// text is a cell of text that no spreadsheet takes for a formula.
func text(s string, style int) any {
	if s == "" && style == 0 {
		return nil
	}
	return excelize.Cell{Value: tables.Harmless(s), StyleID: style}
}

func number(v any, style int) any { return excelize.Cell{Value: v, StyleID: style} }

// formula is a cell that is computed, with the value it has now; nil is empty.
func formula(f string, v any, style int) any {
	return excelize.Cell{Formula: f, Value: v, StyleID: style}
}

// moment is an instant as the clock on the wall here shows it, so that the sheet
// and the screen agree wherever they are opened.
func moment(t time.Time, style int) any {
	if t.IsZero() {
		return nil
	}
	_, offset := t.In(sla.Zone).Zone()
	const epoch = 25569 // 1970-01-01 in the days of a spreadsheet
	return excelize.Cell{Value: epoch + float64(t.Unix()+int64(offset))/86400, StyleID: style}
}

// styles are the looks of cells.
type styles struct{ title, head, over, wrap, day, points, rate, mark, count, status, rank int }

func (s *styles) make(f *excelize.File) error {
	grey := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8ECF0"}}
	line := []excelize.Border{{Type: "bottom", Color: "9AA5B1", Style: 1}}
	centre := &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}
	format := func(code string) *excelize.Style { return &excelize.Style{CustomNumFmt: &code} }
	for _, d := range []struct {
		id    *int
		style *excelize.Style
	}{
		{&s.title, &excelize.Style{Font: &excelize.Font{Bold: true, Size: 14}}},
		{&s.mark, &excelize.Style{Font: &excelize.Font{Color: "5A6672"}}},
		{&s.head, &excelize.Style{Font: &excelize.Font{Bold: true}, Fill: grey, Border: line, Alignment: centre}},
		{&s.over, &excelize.Style{Font: &excelize.Font{Bold: true}, Fill: grey, Alignment: centre}},
		{&s.wrap, &excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}}},
		{&s.day, format("yyyy-mm-dd hh:mm:ss")},
		{&s.points, format("0.00")},
		{&s.rate, format("0.00")},
		{&s.count, format("0")},
		{&s.status, format(statusFormat)},
		{&s.rank, &excelize.Style{NumFmt: 1, Font: &excelize.Font{Bold: true}}},
	} {
		id, err := f.NewStyle(d.style)
		if err != nil {
			return err
		}
		*d.id = id
	}
	return nil
}
