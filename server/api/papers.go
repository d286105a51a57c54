package api

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/paper"
	"hotline/sla"
)

// printTime is how long somebody waits for a PDF, with those before.
const printTime = 90 * time.Second

// paperKind is the kind of file the end of a name asks for; "" for none.
func paperKind(name string) string {
	if ext := path.Ext(name); slices.Contains([]string{".html", ".docx", ".pdf"}, ext) {
		return ext
	}
	return ""
}

// paperType is the media type of a kind of file.
func paperType(kind string) string {
	switch kind {
	case ".docx":
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case ".pdf":
		return "application/pdf"
	}
	return fiber.MIMETextHTMLCharsetUTF8
}

// sendPaper answers with the brief as a file. What leaves the system carries who
// took it, and is on record before it goes; a public edition carries nobody.
func (s *server) sendPaper(c *fiber.Ctx, b sla.Brief, kind, name string, public bool) error {
	o, by := paper.Options{Draft: DraftMark}, actorOf(c)
	if !public {
		o.Watermark = watermark(by, s.unitName(by.Unit), b.Issue, s.now())
	}
	if kind == ".pdf" && !s.Printer.Ready() {
		return fiber.NewError(fiber.StatusNotImplemented, paper.ErrNoPrinter.Error())
	}
	if kind != ".html" { // the page is only looked at
		if _, err := s.takeOut(c, []string{"brief"}, name+kind); err != nil {
			return err
		}
		c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+kind+`"; filename*=UTF-8''`+url.PathEscape(fileTitle(b)+kind))
	}
	var file bytes.Buffer
	if err := s.layOut(&file, b, kind, o); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, paperType(kind))
	return c.Send(file.Bytes())
}

func (s *server) layOut(file *bytes.Buffer, b sla.Brief, kind string, o paper.Options) error {
	switch kind {
	case ".docx":
		return paper.DOCX(file, b, o)
	case ".pdf":
		ctx, cancel := context.WithTimeout(s.Base, printTime)
		defer cancel()
		return s.Printer.PDF(ctx, file, b, o)
	}
	return paper.HTML(file, b, o)
}

// watermark is the text of the watermark (水印): who took the paper out, and when.
func watermark(by dispatch.Actor, unit, what string, at time.Time) string {
	return strings.Join(strings.Fields(fmt.Sprintf("%s %s %s %s %s", by.Name, by.ID, unit, at.In(sla.Zone).Format("2006-01-02 15:04"), what)), " ")
}

// fileTitle is the name of the file as people see it, without the signs that a
// name of a file may not have.
func fileTitle(b sla.Brief) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`\/:*?"<>|`, r) {
			return -1
		}
		return r
	}, b.Name+" "+b.Issue)
}
