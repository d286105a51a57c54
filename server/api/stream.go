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
func (s *server) stream(c *fiber.Ctx, file string, xlsx bool, l AccessLine, fill func(ctx context.Context, t *tables.Writer) (rows int, err error)) error {
	name := fileName(file, l)
	kind, ending := "text/csv; charset=utf-8", ".csv"
	if xlsx {
		kind, ending = typeXLSX, ".xlsx"
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="export`+ending+`"; filename*=UTF-8''`+url.PathEscape(name+ending))
	c.Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(s.Base, exportTime)
		defer cancel()
		if err := s.writeTable(ctx, w, file, xlsx, fill); err != nil {
			s.Log.Error("export", "actor", l.User, "file", file, "err", err)
		}
		_ = w.Flush() // the reader may be gone
	})
	return nil
}

// writeTable writes a table of either format.
func (s *server) writeTable(ctx context.Context, w io.Writer, sheet string, xlsx bool, fill func(ctx context.Context, t *tables.Writer) (int, error)) error {
	t := tables.NewCSV(w, false)
	if xlsx {
		var err error
		if t, err = tables.NewXLSX(w, sheet); err != nil {
			return err
		}
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
