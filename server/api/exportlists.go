package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"hotline/dispatch"
	"hotline/server/tables"
)

// listExport is a list that can be taken out (导出): the route whose pages are on
// the screen, the filters it takes, and which fields of an item are columns.
type listExport struct {
	title   string
	path    string // "{month}" and the like are taken from the filter
	params  []string
	columns string // 表头=field:how|…
	fixed   url.Values
}

// item is an item of a list as its reader sees it.
type item map[string]any

// at reads a field, such as place.town.
func (it item) at(path string) any {
	var v any = map[string]any(it)
	for name := range strings.SplitSeq(path, ".") {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
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

// exportSize is how many items an export reads at a time.
const exportSize = 200

// read asks this server for a page as the principal would see it, through the
// same guards: what an export holds is what the screen shows.
func (s *server) read(ctx context.Context, p principal, path string, q url.Values) (page struct {
	Items []item  `json:"items"`
	Next  *string `json:"next"`
}, err error) {
	var req fasthttp.Request
	req.Header.SetMethod(fiber.MethodGet)
	req.Header.Set(fiber.HeaderAcceptLanguage, chinese)
	req.SetRequestURI("/api/v1" + path + "?" + q.Encode())
	var web fasthttp.RequestCtx
	web.Init(&req, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, nil)
	web.SetUserValue(principalKey{}, p)
	s.web.Handler()(&web)
	if err := ctx.Err(); err != nil {
		return page, err
	}
	if status := web.Response.StatusCode(); status != fiber.StatusOK {
		var fault problem
		_ = json.Unmarshal(web.Response.Body(), &fault) // the status says enough
		return page, &listFault{status: status, problem: fault}
	}
	dec := json.NewDecoder(bytes.NewReader(web.Response.Body()))
	dec.UseNumber()
	return page, dec.Decode(&page)
}

// listFault is the answer to an export's own request that was no list.
type listFault struct {
	status  int
	problem problem
}

func (e *listFault) Error() string {
	return fmt.Sprintf("list answered %d %s %v", e.status, e.problem.Code, e.problem.Errors)
}

// beginList begins the export of a list.
func (s *server) beginList(c *fiber.Ctx, f exportForm) error {
	list, ok := exportLists()[f.List]
	if !ok {
		return dispatch.FieldError("list", "unknown_value")
	}
	if f.Format != "csv" && f.Format != "xlsx" {
		return dispatch.FieldError("format", "unknown_value")
	}
	path, q, err := list.filters(f.Filter)
	if err != nil {
		return err
	}
	p := principalOf(c)
	q.Set("limit", "1")
	if _, err := s.read(c.UserContext(), p, path, q); err != nil { // who may not read the list, or asks what it does not know, hears it now
		return s.passOn(c, err)
	}
	l, err := s.takeOut(c, []string{"list"}, s.askedFor(list, f.Filter))
	if err != nil {
		return err
	}
	name := fileName(list.title, l) + "." + f.Format
	v, ok, err := s.exports.begin(c.UserContext(), p.ID, name, func(ctx context.Context, w io.Writer, progress func(done, total int)) error {
		return s.writeTable(ctx, w, list.title, f.Format == "xlsx", func(ctx context.Context, t *tables.Writer) (int, error) {
			return s.fillList(ctx, p, list, path, q, l, t, progress)
		})
	})
	if err != nil {
		return err
	}
	if !ok {
		return dispatch.Errorf(dispatch.TooMany, "exports_waiting", exportsOwn)
	}
	return c.Status(fiber.StatusAccepted).JSON(v)
}

// passOn passes on what the list itself answered.
func (s *server) passOn(c *fiber.Ctx, err error) error {
	var a *listFault
	if !asErr(err, &a) {
		return err
	}
	body, err := json.Marshal(a.problem)
	if err != nil {
		return err
	}
	c.Status(a.status).Set(fiber.HeaderContentType, "application/problem+json; charset=utf-8")
	return c.Send(body)
}

// askedFor says what was asked for, as the trail keeps it: who is looked for may
// be a person, and is left out.
func (s *server) askedFor(list listExport, filter map[string]string) string {
	words, what := exportWords()["filter"], []string{}
	for _, name := range list.params {
		v := filter[name]
		switch {
		case v == "":
			continue
		case name == "phone", name == "q":
			v = exportHidden
		}
		label := words[name]
		if label == "" {
			label = name
		}
		what = append(what, label+"="+v)
	}
	if len(what) == 0 {
		what = []string{exportAll}
	}
	return list.title + "：" + strings.Join(what, exportList)
}

// fillList writes the watermark, the names of the columns and every item.
func (s *server) fillList(ctx context.Context, p principal, list listExport, path string, q url.Values, l AccessLine, t *tables.Writer, progress func(done, total int)) (n int, err error) {
	words, cols := exportWords(), list.cols()
	for _, line := range [][]any{{fmt.Sprintf(exportHeading, list.title)}, {exportBy, whose(l, words), s.unitName(l.Unit)}, {exportAt, clockTime(l.At)}, {exportOf, l.Reason}, {exportMark, l.ID}} {
		if err := t.Row(line...); err != nil {
			return 0, err
		}
	}
	heads := make([]any, len(cols))
	for i, col := range cols {
		heads[i] = col.head
	}
	if err := t.Row(heads...); err != nil {
		return 0, err
	}
	q.Set("limit", fmt.Sprint(exportSize))
	for q.Del("after"); ; {
		page, err := s.read(ctx, p, path, q)
		if err != nil {
			return n, err
		}
		for _, it := range page.Items {
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
		if page.Next == nil || *page.Next == "" {
			return n, t.Row(fmt.Sprintf(exportLines, n))
		}
		q.Set("after", *page.Next)
	}
}
