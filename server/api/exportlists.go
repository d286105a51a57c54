package api

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/tables"
)

// listExport is a list that can be taken out (导出): the route whose pages are on
// the screen, the filters it takes, and which fields of an item are columns.
type listExport struct {
	title   string
	heading string // beside the title, with {fields} of the first page
	path    string // "{month}" and the like are taken from the filter
	params  []string
	columns string // 表头=field:how|…
	fixed   url.Values
	limit   int              // items of a page; exportSize unless the route takes fewer
	rows    func(item) []any // of a page; its "items" unless said otherwise
}

// listColumn is a column of an exported list.
type listColumn struct{ head, field, how string }

func (l listExport) cols() []listColumn {
	var out []listColumn
	for c := range strings.SplitSeq(l.columns, "|") {
		head, rest, _ := strings.Cut(c, "=")
		field, how, _ := strings.Cut(rest, ":")
		out = append(out, listColumn{head, field, how})
	}
	return out
}

// filters are those of the list that somebody asked for, and the address of the
// pages.
func (l listExport) filters(asked map[string]string) (path string, q url.Values, err error) {
	path, q = l.path, url.Values{}
	for name, values := range l.fixed {
		q[name] = values
	}
	for name, v := range asked {
		switch {
		case !slices.Contains(l.params, name):
			return "", nil, dispatch.FieldError("filter."+clip(name, 40), "unknown_field")
		case len([]rune(v)) > 100:
			return "", nil, dispatch.FieldError("filter."+name, "too_long", 100)
		case strings.Contains(path, "{"+name+"}"):
			path = strings.ReplaceAll(path, "{"+name+"}", url.PathEscape(v))
		case v != "":
			q.Set(name, v)
		}
	}
	if strings.Contains(path, "{") {
		return "", nil, dispatch.FieldError("filter", "required")
	}
	return path, q, nil
}

// listTaken is a list on its way out: by whom, which pages, and its line in the
// trail.
type listTaken struct {
	listExport
	by   principal
	path string
	q    url.Values
	line AccessLine
}

// takeList puts the export of a list on record. Who may not read the list, or
// asks what it does not know, hears it first.
func (s *server) takeList(c *fiber.Ctx, name string, filter map[string]string) (t listTaken, err error) {
	list, ok := exportLists()[name]
	if !ok {
		return t, dispatch.FieldError("list", "unknown_value")
	}
	t = listTaken{listExport: list, by: principalOf(c)}
	if t.path, t.q, err = list.filters(filter); err != nil {
		return t, err
	}
	if slices.Contains(t.by.scopes, scopeExport) { // a program that takes lists out reads them for that
		t.by.scopes = append(slices.Clone(t.by.scopes), scopeRead)
	}
	t.q.Set("limit", "1")
	if _, err := s.read(c.UserContext(), t.by, t.path, t.q); err != nil {
		return t, err
	}
	t.line, err = s.takeOut(c, []string{"list"}, s.askedFor(list, filter))
	return t, err
}

// beginList begins the export of a list that is fetched when it is ready.
func (s *server) beginList(c *fiber.Ctx, f exportForm) error {
	format := tables.Format(f.Format)
	if !format.Written() {
		return dispatch.FieldError("format", "unknown_value")
	}
	l, err := s.takeList(c, f.List, f.Filter)
	if err != nil {
		return passOn(c, err)
	}
	name := fileName(l.title, l.line) + endingOf(format)
	v, err := s.exports.begin(c.UserContext(), l.by.ID, exportDoc{Name: name, Format: format}, func(ctx context.Context, w io.Writer, progress func(done, total int)) error {
		return s.writeTable(ctx, w, l.title, format, func(ctx context.Context, t *tables.Writer) (int, error) {
			return s.fillList(ctx, l, t, progress)
		})
	})
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(v)
}

// sendList streams a list into the answer as CSV.
func (s *server) sendList(c *fiber.Ctx, name string, filter map[string]string) error {
	format := tables.CSV
	switch c.Query("encoding") {
	case "", "utf-8":
	case "gb18030":
		format = tables.GB18030
	default:
		return dispatch.FieldError("encoding", "unknown_value")
	}
	l, err := s.takeList(c, name, filter)
	if err != nil {
		return passOn(c, err)
	}
	return s.stream(c, l.title, format, l.line, func(ctx context.Context, t *tables.Writer) (int, error) {
		return s.fillList(ctx, l, t, func(int, int) {})
	})
}

// exportList is GET /export/{list}.csv: the list by the filters of its page.
func (s *server) exportList(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		filter := map[string]string{}
		for _, param := range exportLists()[name].params {
			v, err := query(c, param, 100)
			if err != nil {
				return err
			}
			filter[param] = v
		}
		return s.sendList(c, name, filter)
	}
}

// askedFor says what was asked for, as the trail keeps it: who is looked for may
// be a person, and is left out.
func (s *server) askedFor(list listExport, filter map[string]string) string {
	words, what := exportWords(), []string{}
	for _, name := range list.params {
		v := filter[name]
		switch {
		case v == "":
			continue
		case name == "phone", name == "q":
			v = exportHidden
		case name == "unit":
			v = s.unitName(v)
		default:
			v = inWords(list.wordsOf(name, words), v)
		}
		what = append(what, word(words["filter"], name)+"="+v)
	}
	if len(what) == 0 {
		what = []string{exportAll}
	}
	return list.title + "：" + strings.Join(what, exportList)
}

// wordsOf are the words of a filter: those of the column of that name, whose
// states or kinds are the list's own.
func (l listExport) wordsOf(name string, words map[string]map[string]string) map[string]string {
	for _, col := range l.cols() {
		if col.field == name && words[col.how] != nil {
			return words[col.how]
		}
	}
	return words[name]
}

// inWords are the words of codes with commas between them.
func inWords(words map[string]string, codes string) string {
	parts := strings.Split(codes, ",")
	for i, code := range parts {
		parts[i] = word(words, code)
	}
	return strings.Join(parts, ",")
}

// fillList writes the watermark, the names of the columns and every item.
func (s *server) fillList(ctx context.Context, l listTaken, t *tables.Writer, progress func(done, total int)) (n int, err error) {
	words, cols := exportWords(), l.cols()
	l.q.Set("limit", l.pageSize())
	for l.q.Del("after"); ; {
		page, err := s.read(ctx, l.by, l.path, l.q)
		if err != nil {
			return n, err
		}
		if !l.q.Has("after") {
			if err := s.heading(t, l.titleOf(page), l.line, headsOf(cols)); err != nil {
				return 0, err
			}
		}
		for _, it := range l.itemsOf(page) {
			if n == maxExport {
				return n, t.Row(fmt.Sprintf(exportMost, maxExport))
			}
			n++
			cells := make([]any, len(cols))
			for i, col := range cols {
				cells[i] = s.cell(it, col, words)
			}
			if err := t.Row(cells...); err != nil {
				return n, err
			}
		}
		if err := t.Send(); err != nil {
			return n, err
		}
		progress(n, 0)
		next, _ := page["next"].(string)
		if next == "" {
			return n, t.Row(tables.End(n))
		}
		l.q.Set("after", next)
	}
}
