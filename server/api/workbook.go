package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/paper"
	"hotline/server/tables"
	"hotline/sla"
)

// The workbooks that can be taken out.
const (
	bookScores = "scores" // 考核表
	bookBrief  = "brief"  // the same with the brief on a sheet
)

const typeXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

type exportForm struct {
	Kind  string `json:"kind" words:"scores brief"`
	Month string `json:"month"`
	// List is a list to take out, by the filters of its page.
	List   string            `json:"list"`
	Filter map[string]string `json:"filter"`
	Format string            `json:"format" words:"xlsx csv gb18030"`
}

// exportView is an export as it stands.
type exportView struct {
	ID    string `json:"id"`
	State string `json:"state" words:"waiting running ready failed"`
	Done  int    `json:"done"`
	Total int    `json:"total"`
	Name  string `json:"name"`
}

func (d exportDoc) view(id string) exportView {
	return exportView{ID: id, State: d.State, Done: d.Done, Total: d.Total, Name: d.Name}
}

// beginExport begins a workbook that is fetched when it is ready (导出).
func (s *server) beginExport(c *fiber.Ctx) error {
	f, err := decode[exportForm](c)
	if err != nil {
		return err
	}
	if err := s.exports.room(c.UserContext(), actorOf(c).ID); err != nil {
		return err
	}
	if f.List != "" {
		return s.beginList(c, f)
	}
	if f.Kind != bookScores && f.Kind != bookBrief {
		return dispatch.FieldError("kind", "unknown_value")
	}
	if err := checkMonth("month", f.Month); err != nil {
		return err
	}
	book, name, err := s.book(c, f.Kind, f.Month)
	if err != nil {
		return err
	}
	by := actorOf(c)
	v, err := s.exports.begin(c.UserContext(), by.ID, exportDoc{Name: name, Format: tables.XLSX}, func(ctx context.Context, w io.Writer, progress func(done, total int)) error {
		return s.writeBook(ctx, w, by, book, progress)
	})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(v)
}

// getExport says how far an export is.
func (s *server) getExport(c *fiber.Ctx) error {
	id := c.Params("id")
	doc, err := s.exports.find(c.UserContext(), id, actorOf(c).ID)
	if err != nil {
		return exportUnknown(err)
	}
	return c.JSON(doc.view(id))
}

// exportFile gives a finished export out, once.
func (s *server) exportFile(c *fiber.Ctx) error {
	file, doc, err := s.exports.take(c.UserContext(), c.Params("id"), actorOf(c).ID)
	if err != nil {
		return exportUnknown(err)
	}
	s.attach(c, doc.Name)
	c.Set(fiber.HeaderContentType, mediaType(doc.Format))
	return c.SendStream(file, doc.Size)
}

// cancelExport forgets an export, made or being made.
func (s *server) cancelExport(c *fiber.Ctx) error {
	if err := s.exports.cancel(c.UserContext(), c.Params("id"), actorOf(c).ID); err != nil {
		return exportUnknown(err)
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// exportUnknown says of an export what a store says of a record.
func exportUnknown(err error) error {
	if isNotFound(err) {
		return dispatch.Errorf(dispatch.NotFound, "export_unknown")
	}
	return err
}

// sendBook streams a month's workbook into the answer.
func (s *server) sendBook(c *fiber.Ctx, kind string) error {
	month := strings.TrimSuffix(c.Params("month"), ".xlsx")
	if err := checkMonth("month", month); err != nil {
		return err
	}
	book, name, err := s.book(c, kind, month)
	if err != nil {
		return err
	}
	s.attach(c, name)
	by := actorOf(c)
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(s.Base, exportTime)
		defer cancel()
		_ = s.writeBook(ctx, w, by, book, nil) // what failed is logged, and half a workbook does not open
	})
	return nil
}

// book is the workbook as the reader may have it, put on record: a unit gets its
// own rows only, and the brief is for the hotline.
func (s *server) book(c *fiber.Ctx, kind, month string) (paper.Book, string, error) {
	by := actorOf(c)
	book, err := s.Reports.Workbook(c.UserContext(), month, kind == bookBrief && by.Role.Hotline())
	if err != nil {
		return book, "", err
	}
	if !by.Role.Hotline() {
		book.Only = by.Unit
	}
	l, err := s.takeOut(c, []string{"list"}, exportBook+" "+month)
	if err != nil {
		return book, "", err
	}
	words := exportWords()
	for _, line := range [][2]string{{exportBy, whose(l, words) + " " + s.unitName(by.Unit)}, {exportAt, clockTime(l.At)}, {exportMark, l.ID}} {
		book.Mark = append(book.Mark, strings.TrimSpace(line[0]+" "+line[1]))
	}
	name := fmt.Sprintf("%s-%s-%s-%s-%s.xlsx", exportBook, month, l.At.In(sla.Zone).Format("20060102-1504"), l.User, l.ID[len(l.ID)-8:])
	return book, name, nil
}

func (s *server) writeBook(ctx context.Context, w io.Writer, by dispatch.Actor, b paper.Book, progress func(done, total int)) error {
	err := paper.XLSX(ctx, w, b, progress)
	if err != nil {
		s.Log.Error("workbook", "actor", by.ID, "month", b.Month.Month, "err", err)
	}
	return err
}

func (s *server) attach(c *fiber.Ctx, name string) {
	c.Set(fiber.HeaderContentType, typeXLSX)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="export.xlsx"; filename*=UTF-8''`+url.PathEscape(name))
}
