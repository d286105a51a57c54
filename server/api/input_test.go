package api

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"net"
	"net/http"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestBadInput gives the desk everything it must refuse: each gets its status
// with a clear message, changes nothing and leaves nothing personal in the log.
func TestBadInput(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched(object{"upstream": object{"platform": "city", "no": "C-1"}})
	before, version := o.tickets(), o.get("agent", "/tickets/"+no).value()["version"]
	o.lines.Reset()
	body := func(v object) string { b, _ := json.Marshal(v); return string(b) }
	caller := func(change object) object {
		c := object{"name": "隐私人", "phone": "13511112222", "address": "隐私路9号", "wants_reply": true}
		for k, v := range change {
			c[k] = v
		}
		return object{"caller": c}
	}
	for _, tc := range []struct {
		name, path, body, token string
		status                  int
		field                   string
	}{
		{name: "unknown field", body: body(call(object{"colour": "red"})), status: 422, field: "colour"},
		{name: "unknown field below", body: body(call(caller(object{"age": 7}))), status: 422, field: "age"},
		{name: "broken UTF-8", body: "{\"type\":\"help\",\"text\":\"\xff\"}", status: 400},
		{name: "no JSON", body: "text=隐私", status: 400},
		{name: "half JSON", body: `{"text":"隐私"`, status: 400},
		{name: "two values", body: body(call()) + `{}`, status: 400},
		{name: "a list", body: `[1]`, status: 422, field: "body"},
		{name: "phone of letters", body: body(call(caller(object{"phone": "隐私abc"}))), status: 422, field: "caller.phone"},
		{name: "no phone and not anonymous", body: body(call(caller(object{"phone": ""}))), status: 422, field: "caller.phone"},
		{name: "date in 1899", body: body(call(object{"upstream": object{"platform": "city", "no": "C-2", "due": "1899-12-31T00:00:00Z"}})), status: 422, field: "upstream.due"},
		{name: "date that is none", body: body(call(object{"upstream": object{"platform": "city", "no": "C-2", "due": "2026-13-40"}})), status: 422, field: "upstream.due"},
		{name: "emoji title", body: body(call(object{"title": "路灯😀不亮"})), status: 422, field: "title"},
		{name: "script tag", body: body(call(object{"text": "<script>alert(1)</script>"})), status: 422, field: "text"},
		{name: "script tag in the name", body: body(call(caller(object{"name": "<img src=x>"}))), status: 422, field: "caller.name"},
		{name: "operator object", body: body(call(object{"title": object{"$ne": ""}})), status: 422, field: "title"},
		{name: "operator object below", body: body(call(caller(object{"phone": object{"$gt": ""}}))), status: 422, field: "caller.phone"},
		{name: "number for a text", body: body(call(object{"text": 7})), status: 422, field: "text"},
		{name: "longitude out of range", body: body(call(object{"place": object{"address": "x", "lon": 181}})), status: 422, field: "place.lon"},
		{name: "number beyond all", body: `{"place":{"lon":1e999}}`, status: 422, field: "place.lon"},
		{name: "unknown type", body: body(call(object{"type": "rage"})), status: 422, field: "type"},
		{name: "control characters", body: body(call(object{"text": "a\u0000b"})), status: 422, field: "text"},
		{name: "endless text", body: body(call(object{"text": strings.Repeat("长", dispatch.MaxText+1)})), status: 422, field: "text"},
		{name: "empty", body: ``, status: 422, field: "channel"},
		{name: "duplicate upstream number", body: body(call(object{"upstream": object{"platform": "city", "no": "C-1"}})), status: 409, field: "upstream.no"},
		{name: "wrong CSRF token", body: body(call()), token: "wrong", status: 403},
		{name: "level beyond all", path: "/tickets/" + no + "/supervise", body: `{"level":1e30,"reason":"隐私"}`, status: 403},
		{name: "text for a version", path: "/tickets/" + no + "/note", body: `{"version":"1","text":"隐私"}`, status: 422, field: "version"},
		{name: "operator object for a reason", path: "/tickets/" + no + "/reveal", body: `{"reason":{"$ne":""}}`, status: 422, field: "reason"},
		{name: "dispatch with an operator", path: "/tickets/" + no + "/dispatch", body: `{"lead":{"$ne":""}}`, status: 422, field: "lead"},
		{name: "number of another form", path: "/tickets/" + no + "%00/note", body: `{"text":"x"}`, status: 404},
	} {
		path, headers := tc.path, []string{}
		if path == "" {
			path = "/tickets"
		}
		if tc.token != "" {
			headers = []string{"X-CSRF-Token", tc.token}
		}
		if strings.HasSuffix(path, "/supervise") {
			tc.status, tc.field = 422, "level"
		}
		a := o.post("agent", path, tc.body, headers...)
		require.Equal(t, tc.status, a.status, "%s: %s", tc.name, a.body)
		require.Contains(t, a.header.Get("Content-Type"), "application/problem+json", tc.name)
		require.NotEmpty(t, a.text("detail"), tc.name)
		if tc.field != "" {
			require.Equal(t, tc.field, a.value()["errors"].([]any)[0].(map[string]any)["field"], tc.name)
		}
		require.NotContains(t, string(a.body), "隐私", "%s says back what was sent", tc.name)
		require.Equal(t, before, o.tickets(), tc.name)
	}
	require.Equal(t, version, o.get("agent", "/tickets/"+no).value()["version"])
	for _, mark := range []string{"隐私", "13511112222", "C-2", "script", "$ne"} {
		require.NotContains(t, o.lines.String(), mark)
	}
	require.Contains(t, o.lines.String(), "status=422")
}

// TestBodyTooLarge announces 10 MiB over a real connection: the answer comes
// when the first of it was read.
func TestBodyTooLarge(t *testing.T) {
	o := openOffice(t)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- o.web.Listener(ln) }()
	conn, err := net.Dial("tcp", ln.Addr().String())
	require.NoError(t, err)
	_, err = fmt.Fprintf(conn, "POST /api/v1/tickets HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{\"text\":\"%s", 10<<20, strings.Repeat("a", 8<<10))
	require.NoError(t, err)
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.Equal(t, 413, res.StatusCode)
	require.Contains(t, res.Header.Get("Content-Type"), "application/problem+json")
	var p problem
	require.NoError(t, json.NewDecoder(res.Body).Decode(&p))
	require.Equal(t, "too_large", p.Code)
	require.NoError(t, errors.Join(res.Body.Close(), conn.Close(), o.web.Shutdown()))
	require.NoError(t, <-done)
	require.Zero(t, o.tickets())
}

// TestLogsNothingPersonal sends marked personal data through every way in and
// looks for it in the log.
func TestLogsNothingPersonal(t *testing.T) {
	o := openOffice(t)
	marked := object{"name": "标记人", "phone": "13912345678", "address": "标记路1号", "wants_reply": true}
	no := o.dispatched(object{"caller": marked, "title": "标记题", "text": "标记文"})
	o.post("agent", "/callers/lookup", object{"phone": "13912345678"})
	o.get("agent", "/callers?phone=13912345678")
	o.get("agent", "/tickets?q=标记&phone=13912345678")
	o.post("agent", "/suggest", object{"title": "标记题", "text": "标记文", "caller": object{"phone": "13912345678"}})
	o.post("liaison-rl", "/tickets/"+no+"/reveal", object{"reason": "标记由"})
	o.post("liaison-rl", "/tickets/"+no+"/accept", object{})
	o.post("liaison-rl", "/tickets/"+no+"/contact", object{"method": "phone", "reached": true, "note": "标记注"})
	o.post("", "/public/tickets", object{"text": "标记文", "caller": object{"name": "标记人", "phone": "13912345678"}})
	o.get("", "/public/tickets/"+no+"?code=MARKED")
	o.do("agent", "GET", "/api/v1/tickets/标记人13912345678", nil)
	o.do("", "GET", "/%E6%A0%87%E8%AE%B0/13912345678", nil)
	o.post("", "/session", object{"username": "标记人", "password": "MARKED"})
	require.Contains(t, o.lines.String(), "route=/api/v1/tickets/:no/:action")
	require.Contains(t, o.lines.String(), "ticket="+no)
	for _, mark := range []string{"标记", "13912345678", "MARKED", "%E6%A0%87"} {
		require.NotContains(t, o.lines.String(), mark)
	}
}

// TestPeers32TokensAreCheap checks that programs with a token are let in by a
// fast comparison: fifty requests use less memory than one password.
func TestPeers32TokensAreCheap(t *testing.T) {
	o := openOffice(t)
	made := o.post("admin", "/tokens", object{"name": "接入程序", "role": "agent", "scopes": []string{"intake"}})
	require.Equal(t, 201, made.status, string(made.body))
	bearer := "Bearer " + made.text("token")
	intake := func(token string) int {
		return o.post("", "/tickets", call(), "Authorization", token).status
	}
	require.Equal(t, 201, intake(bearer), "no CSRF token is asked of a program")
	require.Equal(t, 401, intake(bearer+"x"))
	require.Equal(t, 401, intake("Bearer "+made.text("id")+"."+strings.Repeat("0", 48)))
	require.Equal(t, 401, intake("Bearer x"))
	require.Equal(t, 403, o.do("", "GET", "/api/v1/tickets", nil, "Authorization", bearer).status, "a scope it does not have")
	require.Equal(t, 403, o.do("", "GET", "/api/v1/users", nil, "Authorization", bearer).status)

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 50 {
		o.clock.advance(2 * sessionCache) // nothing is remembered
		require.Equal(t, 401, intake(bearer+"x"))
	}
	runtime.ReadMemStats(&after)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(argonMemory*1024))

	require.NotContains(t, string(o.get("admin", "/tokens").body), strings.Split(made.text("token"), ".")[1])
	require.Equal(t, 204, o.do("admin", "DELETE", "/api/v1/tokens/"+made.text("id"), nil).status)
	require.Equal(t, 401, intake(bearer), "a revoked token is out at once")
}

// TestEveryKeyHasAText reads the sources of all packages for error keys and
// fails on one that would be shown without words.
func TestEveryKeyHasAText(t *testing.T) {
	keys := map[string]string{}
	for _, dir := range []string{"../../dispatch", "../../notify", "../store", "../app", "."} {
		require.NoError(t, filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err == nil {
				ast.Inspect(f, func(n ast.Node) bool { keysIn(n, path, keys); return true })
			}
			return err
		}))
	}
	require.Contains(t, keys, "wrong_state")
	require.Contains(t, keys, "store_unavailable")
	for key, where := range keys {
		require.Contains(t, texts, key, "used in %s", where)
		require.NotEmpty(t, texts[key].zh, key)
		require.NotEmpty(t, texts[key].en, key)
	}
	for _, c := range []dispatch.Code{dispatch.Invalid, dispatch.Unauthorized, dispatch.Forbidden, dispatch.NotFound, dispatch.Exists,
		dispatch.Conflict, dispatch.TooMany, dispatch.Locked, dispatch.Unavailable, dispatch.Internal} {
		require.Contains(t, titles, string(c))
	}
	for status, code := range webCodes {
		require.Contains(t, texts, "web_"+code, status)
	}
}

// keysIn collects the key of Errorf(code, key), FieldError(field, key) and
// Error{Key: key}.
func keysIn(n ast.Node, path string, keys map[string]string) {
	note := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			if s, err := strconv.Unquote(lit.Value); err == nil {
				keys[s] = path
			}
		}
	}
	switch x := n.(type) {
	case *ast.CallExpr:
		name := nameOf(x.Fun)
		if (name == "Errorf" || name == "FieldError") && len(x.Args) >= 2 {
			note(x.Args[1])
		}
	case *ast.CompositeLit:
		if nameOf(x.Type) != "Error" {
			return
		}
		for _, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok && nameOf(kv.Key) == "Key" {
				note(kv.Value)
			}
		}
	}
}

// nameOf is a name of the package itself or of dispatch.
func nameOf(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Ident:
		return x.Name
	case *ast.SelectorExpr:
		if p, ok := x.X.(*ast.Ident); ok && p.Name == "dispatch" {
			return x.Sel.Name
		}
	}
	return ""
}

func TestProblems(t *testing.T) {
	o := openOffice(t)
	zh, en := o.get("", "/session"), o.do("", "GET", "/api/v1/session", nil, "Accept-Language", "en")
	require.Equal(t, "请先登录", zh.text("title"))
	require.Equal(t, "Sign in first", en.text("title"))
	for header, want := range map[string]string{"": "zh", "en-US,en;q=0.9,zh;q=0.8": "en", "zh-CN,zh;q=0.9,en;q=0.8": "zh", "fr, en;q=0.1": "en", "en;q=x, zh;q=0.1": "zh", "fr": "zh"} {
		require.Equal(t, want, language(header), header)
	}
	hidden := problemOf(errors.New("secret detail"), chinese)
	require.Equal(t, 500, hidden.Status)
	require.NotContains(t, hidden.Detail, "secret")
	many := problemOf(dispatch.Faults{dispatch.FieldError("a", "required"), dispatch.FieldError("b", "too_long", 3)}, english)
	require.Equal(t, 422, many.Status)
	require.Equal(t, []fieldFault{{"a", "is required"}, {"b", "is longer than 3 characters"}}, many.Errors)
	require.Equal(t, 503, problemOf(dispatch.Errorf(dispatch.Unavailable, "store_unavailable"), chinese).Status)
}

// FuzzDecode feeds the strict decoder: it refuses or reads, and names a field
// without saying back more than its name.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{}`, `{"type":"help","caller":{"phone":"1"}}`, `{"title":{"$ne":""}}`, `{"a":1}`, `[`, "\xff", `{"place":{"lon":1e999}}`, `null`, `{"text":"\ud800"}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var form intakeForm
		err := decodeInto(body, &form)
		if err == nil {
			_, err = form.intake()
		}
		if err != nil {
			require.Equal(t, dispatch.Invalid, dispatch.CodeOf(err))
			require.Contains(t, []int{400, 422}, problemOf(err, english).Status)
		}
	})
}
