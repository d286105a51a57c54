package api

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/open311"
)

// doc is a JSON object whose keys come out sorted, so that the document is the
// same on every start.
type doc = map[string]any

const (
	typeProblem = "application/problem+json"
	anyFile     = "*/*" // a file of whatever kind it was sent as
)

// document builds the OpenAPI document of the routes. closed forbids other fields
// in answers too, which is what the tests hold them against; readers of the API
// are to pass over fields that they do not know.
func document(routes []route, closed bool) doc {
	d := &drafter{reflector: newReflector(closed), paths: doc{}}
	for _, r := range routes {
		d.route(r)
	}
	problems := d.problems()
	return doc{
		"openapi":           "3.1.0",
		"info":              doc{"title": "Hotline dispatch API", "x-title-zh": docTitle, "version": "1", "description": docAbout},
		"servers":           []doc{{"url": "/"}},
		"jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
		"tags":              d.tags(),
		"paths":             d.paths,
		"components":        doc{"schemas": d.components(), "responses": problems, "securitySchemes": securitySchemes(), "parameters": sharedParams()},
	}
}

// drafter collects the operations of a document.
type drafter struct {
	*reflector
	paths doc
}

// route adds the operation of a route; the one for actions is an operation for
// each action, with the form it takes and the roles that may take it.
func (d *drafter) route(r route) {
	op, t, ok := documented(r.key())
	if !ok {
		return // a test says so
	}
	if r.key() != actionRoute {
		d.add(r, op, t)
		return
	}
	for _, kind := range dispatch.ActionKinds() {
		if one, ok := actionOperation(kind, op); ok {
			by := r
			by.path, by.roles = strings.Replace(r.path, ":action", string(kind), 1), actionRoles(kind, r.roles)
			d.add(by, one, t)
		}
	}
}

func (d *drafter) add(r route, op operation, t topic) {
	path := braced(r.path)
	item, ok := d.paths[path].(doc)
	if !ok {
		item = doc{}
		d.paths[path] = item
	}
	o := doc{"operationId": operationID(r), "tags": []string{t.name}, "summary": op.title.en, "x-summary-zh": op.title.zh,
		"responses": d.responses(r, op), "security": security(r)}
	if op.about.en != "" {
		o["description"], o["x-description-zh"] = op.about.en, op.about.zh
	}
	if len(r.roles) > 0 {
		o["x-roles"] = r.roles
	}
	if params := parameters(r, op); len(params) > 0 {
		o["parameters"] = params
	}
	if body := d.body(op); body != nil {
		o["requestBody"] = body
	}
	item[strings.ToLower(r.method)] = o
}

// operationID is a name for generated clients: post_tickets_no_reply.
func operationID(r route) string {
	path := strings.TrimPrefix(strings.TrimPrefix(r.path, "/api/v1"), "/")
	return strings.ToLower(r.method) + "_" + strings.Map(func(c rune) rune {
		switch c {
		case '/', '-', '.':
			return '_'
		case ':':
			return -1
		}
		return c
	}, path)
}

func (d *drafter) body(op operation) doc {
	switch {
	case op.upload:
		part := doc{"type": "object", "required": []string{"file"}, "properties": doc{"file": doc{"type": "string", "format": "binary"}}}
		return doc{"required": true, "content": doc{fiber.MIMEMultipartForm: doc{"schema": part}}}
	case op.in == nil:
		return nil
	}
	media := doc{"schema": d.needing(op)}
	if op.example != "" {
		media["example"] = json.RawMessage(op.example)
	}
	kind := fiber.MIMEApplicationJSON
	if op.form != "" {
		kind = op.form
	}
	return doc{"required": true, "content": doc{kind: media}}
}

// needing is the form of an operation, with the fields it wants. Those that every
// use of a form wants carry the tag need in the form itself.
func (d *drafter) needing(op operation) *schema {
	form := d.request(op.in)
	if op.needs == "" {
		return form
	}
	return &schema{AllOf: []*schema{form}, Required: strings.Fields(op.needs)}
}

// success is the status of an answer that is no problem.
func (op operation) success() int {
	switch {
	case op.status != 0:
		return op.status
	case op.out == nil && op.says == nil && len(op.files) == 0:
		return fiber.StatusNoContent
	}
	return fiber.StatusOK
}

func (d *drafter) responses(r route, op operation) doc {
	answer := doc{"description": "done"}
	content := doc{}
	if op.out != nil {
		content[fiber.MIMEApplicationJSON] = doc{"schema": d.answer(op.out)}
	}
	for _, kind := range op.files {
		content[kind] = doc{}
	}
	if op.says != nil {
		content["text/event-stream"] = doc{"schema": d.answer(op.says)}
	}
	if len(content) > 0 {
		answer["content"] = content
	}
	if op.match {
		answer["headers"] = doc{fiber.HeaderETag: doc{"description": "the version, for If-Match", "schema": doc{"type": "string"}}}
	}
	out := doc{strconv.Itoa(op.success()): answer}
	if op.ranged {
		out[strconv.Itoa(fiber.StatusPartialContent)] = doc{"description": "the part that Range asked for", "content": content}
	}
	if op.empty {
		out[strconv.Itoa(fiber.StatusNoContent)] = doc{"description": "done"}
	}
	for _, status := range troubles(r, op) {
		if op.faults {
			out[strconv.Itoa(status)] = doc{"description": problemAbout[status], "content": d.faults()}
			continue
		}
		out[strconv.Itoa(status)] = doc{"$ref": "#/components/responses/" + responseName(status)}
	}
	return out
}

// faults are errors as Open311 writes them.
func (d *drafter) faults() doc {
	return doc{fiber.MIMETextXML: doc{}, fiber.MIMEApplicationJSON: doc{"schema": d.answer(open311.Faults{})}}
}

// troubles are the statuses of the problems an operation can answer with.
func troubles(r route, op operation) []int {
	list := append([]int{fiber.StatusNotFound, fiber.StatusUnprocessableEntity, fiber.StatusTooManyRequests, fiber.StatusInternalServerError, fiber.StatusServiceUnavailable}, op.also...)
	if len(r.roles) > 0 {
		list = append(list, fiber.StatusUnauthorized, fiber.StatusForbidden)
	}
	if op.faults {
		list = append(list, fiber.StatusForbidden)
	}
	if op.ranged {
		list = append(list, fiber.StatusRequestedRangeNotSatisfiable)
	}
	if op.in != nil || op.upload || len(op.query) > 0 || op.faults {
		list = append(list, fiber.StatusBadRequest)
	}
	if r.method != fiber.MethodGet {
		list = append(list, fiber.StatusConflict, fiber.StatusRequestEntityTooLarge)
	}
	slices.Sort(list)
	return list
}

// problemStatuses are all of them, by name.
func problemStatuses() map[int]string {
	return map[int]string{400: "Unreadable", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 413: "TooLarge", 422: "Invalid",
		416: "NoSuchPart", 423: "Locked", 426: "UpgradeRequired", 429: "TooMany", 500: "Internal", 503: "Unavailable"}
}

func responseName(status int) string { return problemStatuses()[status] }

func (d *drafter) problems() doc {
	out, shape := doc{}, d.answer(problem{})
	for status, name := range problemStatuses() {
		p := doc{"description": problemAbout[status], "content": doc{typeProblem: doc{"schema": shape}}}
		if status == fiber.StatusTooManyRequests || status == fiber.StatusServiceUnavailable {
			p["headers"] = doc{fiber.HeaderRetryAfter: doc{"description": "seconds to wait", "schema": doc{"type": "integer"}}}
		}
		out[name] = p
	}
	return out
}

var problemAbout = map[int]string{
	400: "The request cannot be read.", 401: "Nobody is signed in, or the token is not known.", 403: "The role, the unit or the scope does not allow it.",
	404: "There is no such thing.", 409: "The state or the version does not allow it; read it again.", 413: "The body is too large.",
	416: "The part that Range asks for is not there.", 422: "A field is wrong; errors says which and why.", 423: "The account is locked for a while.", 426: "Only a websocket is answered here.", 429: "Too many requests.",
	500: "An error of the server.", 503: "The server cannot answer now; the same request may be sent again.",
}

func parameters(r route, op operation) []doc {
	list := []doc{}
	known := pathParams()
	for part := range strings.SplitSeq(r.path, "/") {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			p := known[name]
			list = append(list, doc{"name": name, "in": "path", "required": true, "description": p.about.en, "x-description-zh": p.about.zh, "schema": p.schema})
		}
	}
	for _, p := range op.query {
		list = append(list, doc{"name": p.name, "in": "query", "required": p.needed, "description": p.about.en, "x-description-zh": p.about.zh, "schema": p.schema})
	}
	if op.once {
		list = append(list, doc{"$ref": "#/components/parameters/IdempotencyKey"})
	}
	if op.match && r.method != fiber.MethodGet && strings.Contains(r.path, ":") {
		list = append(list, doc{"$ref": "#/components/parameters/IfMatch"})
	}
	return list
}

func sharedParams() doc {
	header := func(name, zh, en string) doc {
		return doc{"name": name, "in": "header", "required": false, "description": en, "x-description-zh": zh, "schema": doc{"type": "string"}}
	}
	return doc{
		"IdempotencyKey": header("Idempotency-Key", "自定的键，最多 200 个可见字符：同一请求带同一键重发，只办一次，返回相同", "a key of your own, up to 200 visible characters: the same request with the same key is done once and answered alike"),
		"IfMatch":        header(fiber.HeaderIfMatch, "所见的版本，即 ETag；其间有变化的工单返回 409", "the version that was seen, as in the ETag; a ticket that changed since answers 409"),
	}
}

func securitySchemes() doc {
	return doc{
		"session": doc{"type": "apiKey", "in": "cookie", "name": cookieName, "description": "the cookie of POST /api/v1/session"},
		"csrf":    doc{"type": "apiKey", "in": "header", "name": "X-CSRF-Token", "description": "the csrf of the session; with whatever changes something"},
		"token":   doc{"type": "http", "scheme": "bearer", "description": "an API token, within its scopes"},
	}
}

// security is who is let in: a session, for changes with its own token; or an API
// token with the route's scope.
func security(r route) []doc {
	if len(r.roles) == 0 {
		return []doc{}
	}
	session := doc{"session": []string{}}
	if r.method != fiber.MethodGet {
		session["csrf"] = []string{}
	}
	list := []doc{session}
	if r.scope != "" {
		list = append(list, doc{"token": []string{r.scope}})
	}
	return list
}

func (d *drafter) tags() []doc {
	list := []doc{}
	for _, t := range topics() {
		list = append(list, doc{"name": t.name, "description": t.title.en, "x-title-zh": t.title.zh})
	}
	return list
}
