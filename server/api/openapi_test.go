package api

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// TestEveryRouteIsDocumented walks the route list and the tables of the reference:
// neither may have what the other has not.
func TestEveryRouteIsDocumented(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Consoles = &Sockets{} })
	known := map[string]bool{}
	for _, r := range o.routes() {
		known[r.key()] = true
		op, _, ok := documented(r.key())
		if !ok {
			t.Errorf("%q is not documented. Add it to the table of its topic in server/api/doc_<topic>.go (a new topic: a line in topics() of doc.go):\n"+
				"\t%q: {title: text{\"中文\", \"English\"}, in: theForm{}, out: theView{}, status: 201 if not 200, query: []param{…}, once: true with an Idempotency-Key, files: media types beside JSON},\n"+
				"in and out are values of the Go types the handler decodes and sends.", r.key(), r.key())
			continue
		}
		if op.title.zh == "" || op.title.en == "" {
			t.Errorf("%q: the title is wanted in both languages", r.key())
		}
	}
	for _, tp := range topics() {
		for key := range tp.operations {
			require.True(t, known[key], "%q of topic %s is no route of routes.go", key, tp.name)
		}
	}
	for _, kind := range dispatch.ActionKinds() {
		if op, ok := actionOperation(kind, operation{}); ok {
			require.NotEmpty(t, op.title.zh, "action %q has no word in errors.go (words)", kind)
		}
	}
}

// TestTheDocumentIsTheServer compares the document with what Fiber has registered,
// whatever list that came from: neither may have what the other has not.
func TestTheDocumentIsTheServer(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log) })
	served := map[string]bool{}
	for _, r := range o.web.GetRoutes(true) {
		key := r.Method + " " + r.Path
		if r.Method == "HEAD" || key == "GET /*" || strings.HasSuffix(key, "/tickets/:no/:action") {
			continue // Fiber adds HEAD to each GET; the pages; every action stands for itself
		}
		served[r.Method+" "+parameter.ReplaceAllString(r.Path, "{$1}")] = true
	}
	for _, kind := range dispatch.ActionKinds() {
		if _, ok := actionOperation(kind, operation{}); ok {
			served["POST /api/v1/tickets/{no}/"+string(kind)] = true
		}
	}
	d, err := openapi3.NewLoader().LoadFromData(o.do("", "GET", "/openapi.json", nil).body)
	require.NoError(t, err)
	documented := map[string]bool{}
	for path, item := range d.Paths.Map() {
		for method := range item.Operations() {
			documented[method+" "+path] = true
		}
	}
	require.Equal(t, slices.Sorted(maps.Keys(served)), slices.Sorted(maps.Keys(documented)))
}

var parameter = regexp.MustCompile(`:([a-z_0-9]+)`)

// TestTheDocumentIsValid has it read by a library that knows OpenAPI 3.1.
func TestTheDocumentIsValid(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Consoles = &Sockets{} })
	a := o.do("", "GET", "/openapi.json", nil)
	require.Equal(t, 200, a.status)
	d, err := openapi3.NewLoader().LoadFromData(a.body)
	require.NoError(t, err)
	require.NoError(t, d.Validate(t.Context(), openapi3.EnableSchemaPatternValidation()))
	require.Equal(t, "3.1.0", d.OpenAPI)

	reply := d.Paths.Value("/api/v1/tickets/{no}/reply").Post
	require.Equal(t, []any{"liaison"}, reply.Extensions["x-roles"])
	require.Equal(t, openapi3.SecurityRequirements{{"session": {}, "csrf": {}}, {"token": {"act"}}}, *reply.Security)
	require.Nil(t, d.Paths.Value("/api/v1/tickets/{no}/{action}"), "every action stands for itself")
	require.Nil(t, d.Paths.Value("/api/v1/tickets/{no}/sweep"))
	require.Equal(t, []any{"life", "utility", "general"}, d.Components.Schemas["Urgency"].Value.Enum)

	again := o.do("", "GET", "/openapi.json", nil, "If-None-Match", a.header.Get("ETag"))
	require.Equal(t, http.StatusNotModified, again.status)
}
