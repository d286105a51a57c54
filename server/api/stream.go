package api

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"hotline/server/tables"
	"hotline/sla"
)

// stream writes a table into the answer as it is made. What fails on the way is
// said in its last line, since the answer has begun.
func (s *server) stream(c *fiber.Ctx, file string, f tables.Format, l AccessLine, fill func(ctx context.Context, t *tables.Writer) (rows int, err error)) error {
	name := fileName(file, l)
	ending := endingOf(f)
	c.Set(fiber.HeaderContentType, mediaType(f))
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="export`+ending+`"; filename*=UTF-8''`+url.PathEscape(name+ending))
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(s.Base, exportTime)
		defer cancel()
		if err := s.writeTable(ctx, w, file, f, fill); err != nil {
			s.Log.Error("export", "actor", l.User, "file", file, "err", err)
		}
		_ = w.Flush() // the reader may be gone
	})
	return nil
}

// mediaType is what a table is to a browser.
func mediaType(f tables.Format) string {
	switch f {
	case tables.XLSX:
		return typeXLSX
	case tables.GB18030:
		return "text/csv; charset=gb18030"
	}
	return "text/csv; charset=utf-8"
}

func endingOf(f tables.Format) string {
	if f == tables.XLSX {
		return ".xlsx"
	}
	return ".csv"
}

// writeTable writes a table of any format.
func (s *server) writeTable(ctx context.Context, w io.Writer, sheet string, f tables.Format, fill func(ctx context.Context, t *tables.Writer) (int, error)) error {
	t, err := tables.NewWriter(w, f, sheet)
	if err != nil {
		return err
	}
	n, err := fill(ctx, t)
	if err != nil {
		_ = t.Row(fmt.Sprintf(exportCut, n))
	}
	if end := t.Close(); err == nil {
		err = end
	}
	return err
}

// fileName is the name of what is taken out: what, when, by whom, and the end of
// the number that finds it in the trail.
func fileName(what string, l AccessLine) string {
	return fmt.Sprintf("%s-%s-%s-%s", what, l.At.In(sla.Zone).Format("20060102-1504"), l.User, l.ID[len(l.ID)-8:])
}

// anys are cells of texts.
func anys(texts []string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}
