package api

import (
	"bufio"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hotline/dispatch"
	"hotline/server/paper"
	"hotline/sla"
)

// The bounds of one export.
const (
	maxExport    = 100_000 // tickets
	exportTime   = 5 * time.Minute
	exportPage   = 500
	exportPerDay = 40 // exports of one user
)

// table is a CSV file on its way out (导出): it begins with who takes it out, when,
// what was asked for and a number that finds the export in the trail.
type table struct {
	csv   *csv.Writer
	flush func() error
	words map[string]map[string]string
	rows  int
}

// newTable writes UTF-8 with the mark Excel wants, or GB18030.
func newTable(w *bufio.Writer, gb bool) *table {
	var out io.Writer = w
	if gb {
		out = encoding.ReplaceUnsupported(simplifiedchinese.GB18030.NewEncoder()).Writer(w)
	} else {
		_, _ = w.WriteString("\uFEFF") // its error is that of the first flush
	}
	t := &table{csv: csv.NewWriter(out), flush: w.Flush, words: exportWords()}
	t.csv.UseCRLF = true
	return t
}

// row writes cells that no spreadsheet takes for a formula.
func (t *table) row(cells ...string) error {
	for i, c := range cells {
		cells[i] = paper.Harmless(c)
	}
	return t.csv.Write(cells)
}

// send empties what was written into the connection.
func (t *table) send() error {
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return err
	}
	return t.flush()
}

func (t *table) word(of, code string) string {
	if w, ok := t.words[of][code]; ok {
		return w
	}
	return code
}

// head is the watermark above the columns.
func (t *table) head(title string, l AccessLine, unit, columns string) error {
	for _, line := range [][]string{{title}, {exportBy, whose(l, t.words), unit}, {exportAt, clockTime(l.At)}, {exportOf, l.Reason}, {exportMark, l.ID}} {
		if err := t.row(line...); err != nil {
			return err
		}
	}
	return t.row(strings.Split(columns, ",")...)
}

// whose says who takes something out.
func whose(l AccessLine, words map[string]map[string]string) string {
	if l.Name == "" {
		return l.User
	}
	return l.Name + "（" + l.User + "，" + words["role"][string(l.Role)] + "）"
}

// clockTime is a moment as it is read here.
func clockTime(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(sla.Zone).Format("2006-01-02 15:04:05")
}

// exported begins an export: it is on record before anything goes out, or
// nothing does.
func (s *server) exported(c *fiber.Ctx, fields []string, asked []string) (AccessLine, error) {
	words, what := exportWords()["filter"], []string{}
	for _, name := range asked {
		v, err := query(c, name, 100)
		switch {
		case err != nil:
			return AccessLine{}, err
		case v == "":
			continue
		case name == "phone", name == "q": // who is looked for may be a person
			v = exportHidden
		}
		what = append(what, words[name]+"="+v)
	}
	reason := strings.Join(what, exportList)
	if reason == "" {
		reason = exportAll
	}
	return s.takeOut(c, fields, reason)
}

// takeOut puts an export on record, within what one user may take out a day.
func (s *server) takeOut(c *fiber.Ctx, fields []string, reason string) (AccessLine, error) {
	by := actorOf(c)
	if err := s.mayExport(c, by); err != nil {
		return AccessLine{}, err
	}
	l := s.accessLine(c.UserContext(), by, "", sawExport, fields, reason)
	return l, s.trail.put(c.UserContext(), l)
}

// sendTable streams a table into the answer. What fails on the way is said in its
// last line, since the answer has begun.
func (s *server) sendTable(c *fiber.Ctx, file string, l AccessLine, fill func(ctx context.Context, t *table) error) error {
	gb := false
	switch c.Query("encoding") {
	case "gb18030":
		gb = true
		c.Set(fiber.HeaderContentType, "text/csv; charset=gb18030")
	case "", "utf-8":
		c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	default:
		return dispatch.FieldError("encoding", "unknown_value")
	}
	name := fmt.Sprintf("%s-%s-%s-%s.csv", file, l.At.In(sla.Zone).Format("20060102-1504"), l.User, l.ID[len(l.ID)-8:])
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="export-`+l.ID[len(l.ID)-8:]+`.csv"; filename*=UTF-8''`+url.PathEscape(name))
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(s.Base, exportTime)
		defer cancel()
		t := newTable(w, gb)
		err := fill(ctx, t)
		if err != nil {
			s.Log.Error("export", "actor", l.User, "rows", t.rows, "err", err)
			_ = t.row(fmt.Sprintf(exportCut, t.rows)) // the reader may be gone
		}
		_ = t.send()
	})
	return nil
}

// exportTickets is GET /export/tickets.csv: the list of the same filters, row by
// row as the list shows them, without anything of the caller.
func (s *server) exportTickets(c *fiber.Ctx) error {
	f, err := s.filter(c)
	if err != nil {
		return err
	}
	l, err := s.exported(c, []string{"list"}, []string{"queue", "state", "type", "urgency", "category", "town", "unit", "q", "phone", "from", "to", "late", "clock"})
	if err != nil {
		return err
	}
	by, late := actorOf(c), c.QueryBool("late")
	return s.sendTable(c, exportFile, l, func(ctx context.Context, t *table) error {
		if err := t.head(exportTitle, l, s.unitName(l.Unit), exportColumns); err != nil {
			return err
		}
		for after := ""; ; {
			list, next, err := s.store.Tickets(ctx, f, dispatch.Page{Limit: exportPage, After: after})
			if err != nil {
				return err
			}
			for _, tk := range readable(list, f, by) {
				if late && !tk.Overdue() {
					continue
				}
				if t.rows == maxExport {
					return t.row(fmt.Sprintf(exportMost, maxExport))
				}
				if err := t.ticket(s.row(tk, by), s.unitName); err != nil {
					return err
				}
			}
			if err := t.send(); err != nil {
				return err
			}
			if after = next; after == "" {
				return t.row(fmt.Sprintf(exportEnd, t.rows))
			}
		}
	})
}

// ticket writes a row of the list.
func (t *table) ticket(r ticketRow, unitName func(string) string) error {
	t.rows++
	co := make([]string, len(r.CoUnits))
	for i, u := range r.CoUnits {
		co[i] = unitName(u)
	}
	due := ""
	if i := slices.IndexFunc(r.Clocks, func(c clockView) bool { return c.Kind == r.Current }); i >= 0 && r.Current != "" {
		due = clockTime(r.Clocks[i].Due)
	}
	return t.row(r.No, t.word("state", string(r.State)), t.word("type", string(r.Type)), t.word("channel", string(r.Channel)), t.word("urgency", string(r.Urgency)),
		r.Title, r.CategoryName, r.Place.Town, r.Place.Address, r.LeadName, strings.Join(co, exportList), clockTime(r.RegisteredAt), clockTime(r.DispatchedAt),
		t.word("clock", string(r.Current)), due, yes(r.Overlays.Overdue), clockTime(r.ClosedAt), count(r.Overlays.Redo), count(r.Overlays.Urges), count(r.Overlays.Level),
		yes(r.Caller.Anonymous), yes(r.Caller.Confidential))
}

func yes(b bool) string {
	if b {
		return exportYes
	}
	return ""
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// exportAccess takes the trail of views out, which is on record itself.
func (s *server) exportAccess(c *fiber.Ctx) error {
	q, err := readAccess(c)
	if err != nil {
		return err
	}
	l, err := s.exported(c, []string{"trail"}, []string{"user", "no", "kind", "from", "to"})
	if err != nil {
		return err
	}
	s.trail.wait()
	q.limit, q.after = exportPage, ""
	return s.sendTable(c, exportLog, l, func(ctx context.Context, t *table) error {
		if err := t.head(exportTrail, l, s.unitName(l.Unit), trailColumns); err != nil {
			return err
		}
		for {
			lines, next, err := s.trail.lines(ctx, q)
			if err != nil {
				return err
			}
			for _, l := range lines {
				if err := t.line(l, s.unitName(l.Unit)); err != nil {
					return err
				}
			}
			if err := t.send(); err != nil {
				return err
			}
			if q.after = next; next == "" || t.rows >= maxExport {
				return t.row(fmt.Sprintf(exportLines, t.rows))
			}
		}
	})
}

func (t *table) line(l AccessLine, unit string) error {
	t.rows++
	fields := make([]string, len(l.Fields))
	for i, f := range l.Fields {
		fields[i] = t.word("field", f)
	}
	return t.row(clockTime(l.At), l.User, l.Name, t.word("role", string(l.Role)), unit, l.No, t.word("kind", l.Kind), strings.Join(fields, exportList), l.Reason, l.IP)
}

type printForm struct {
	Caller string `json:"caller"` // how the caller stood on the sheet: not at all, masked, full
}

// printed records that somebody printed a ticket's page (打印留痕).
func (s *server) printed(c *fiber.Ctx) error {
	t, err := s.visible(c)
	if err != nil {
		return err
	}
	f, err := decode[printForm](c)
	if err != nil {
		return err
	}
	fields := []string{"matter"}
	switch f.Caller {
	case "":
	case "masked":
		if dispatch.Sealed(t, actorOf(c)) {
			break
		}
		fields = append(fields, "masked_name", "masked_phone")
	case "full":
		fields = append(fields, "name", "phone", "address")
	default:
		return dispatch.FieldError("caller", "unknown_value")
	}
	s.saw(c.UserContext(), actorOf(c), t.No, sawPrint, fields, "")
	return c.SendStatus(fiber.StatusNoContent)
}
