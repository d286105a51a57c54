package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// exportSize is how many items an export reads at a time.
const exportSize = 200

// item is an item of a list, or a page of it, as its reader sees it.
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

func (l listExport) pageSize() string {
	if l.limit > 0 {
		return strconv.Itoa(l.limit)
	}
	return strconv.Itoa(exportSize)
}

// titleOf is what stands above the table.
func (l listExport) titleOf(page item) string {
	title := l.title
	if l.heading != "" {
		var fields []string
		for name := range page {
			fields = append(fields, "{"+name+"}", fmt.Sprint(plainCell(page[name])))
		}
		title += " " + strings.NewReplacer(fields...).Replace(l.heading)
	}
	return fmt.Sprintf(exportHeading, title)
}

// itemsOf are the items of a page.
func (l listExport) itemsOf(page item) []item {
	rows, _ := page["items"].([]any)
	if l.rows != nil {
		rows = l.rows(page)
	}
	out := make([]item, 0, len(rows))
	for _, r := range rows {
		if m, ok := r.(map[string]any); ok {
			out = append(out, m)
		}
	}
	return out
}

// rowsAt are the items of a page that has them under another name.
func rowsAt(path string) func(item) []any {
	return func(page item) []any {
		rows, _ := page.at(path).([]any)
		return rows
	}
}

// rowsWithin are those of every item, which each of them knows as "of".
func rowsWithin(path string) func(item) []any { return rowsOf("items", path) }

// rowsOf are those of every item that a page has under another name.
func rowsOf(name, path string) func(item) []any {
	return func(page item) (out []any) {
		items, _ := page[name].([]any)
		for _, x := range items {
			of, _ := x.(map[string]any)
			rows, _ := item(of).at(path).([]any)
			for _, r := range rows {
				m, ok := r.(map[string]any)
				if !ok { // a text
					m = map[string]any{"value": r}
				}
				m["of"] = of
				out = append(out, m)
			}
		}
		return out
	}
}

// entriesOf are the entries of a catalogue, each below the one it hangs from.
func entriesOf(page item) (out []any) {
	var walk func(entry any, parent string)
	walk = func(entry any, parent string) {
		e, _ := entry.(map[string]any)
		children, _ := e["children"].([]any)
		for _, c := range children {
			child, ok := c.(map[string]any)
			if !ok {
				continue
			}
			child["parent"] = parent
			out = append(out, child)
			id, _ := child["id"].(string)
			walk(child, id)
		}
	}
	walk(page["root"], "")
	return out
}

func headsOf(cols []listColumn) []any {
	heads := make([]any, len(cols))
	for i, col := range cols {
		heads[i] = col.head
	}
	return heads
}

// read asks this server for a page as the principal would see it, through the
// same guards: what an export holds is what the screen shows.
func (s *server) read(ctx context.Context, p principal, path string, q url.Values) (page item, err error) {
	var req fasthttp.Request
	req.Header.SetMethod(fiber.MethodGet)
	req.Header.Set(fiber.HeaderAcceptLanguage, chinese)
	req.SetRequestURI("/api/v1" + path + "?" + q.Encode())
	var web fasthttp.RequestCtx
	web.Init(&req, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}, nil)
	web.SetUserValue(principalKey{}, p)
	s.web.Handler()(&web)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if status := web.Response.StatusCode(); status != fiber.StatusOK {
		var fault problem
		_ = json.Unmarshal(web.Response.Body(), &fault) // the status says enough
		return nil, &listFault{status: status, problem: fault}
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

// passOn passes on what the list itself answered.
func passOn(c *fiber.Ctx, err error) error {
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
