package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/pquerna/otp/totp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"hotline/deploy/upstream/city"
	"hotline/server/api"
	"hotline/server/exchange"
	"hotline/server/wechat"
	"hotline/sla"
)

// walk sends the examples of the reference that a running server gives.
type walk struct {
	t        *testing.T
	app      *App
	paths    map[string]any
	compiler *jsonschema.Compiler
	people   map[string]*person
	kept     map[string]any
	ran      map[string]bool
	trial    *trial
}

const referenceURL = "https://hotline.invalid/openapi.json"

func newWalk(t *testing.T, a *App) *walk {
	resp, err := http.Get("http://" + a.Addr() + "/openapi.json")
	require.NoError(t, err)
	defer resp.Body.Close()
	v, err := jsonschema.UnmarshalJSON(resp.Body)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource(referenceURL, v))
	return &walk{t, a, v.(map[string]any)["paths"].(map[string]any), c, map[string]*person{}, map[string]any{}, map[string]bool{}, newTrial(a)}
}

// step is a line of the walk, see theWalk.
type walkStep struct {
	who, method, path string
	set               [][2]string
	as                string
}

func (w *walk) step(line string) walkStep {
	words := strings.Fields(line)
	if words[0] == "open" { // a ticket that waits for its dispatch
		line = "agent POST /tickets .type=suggestion .urgency=general .title=一点建议 .text=希望多听听居民的意见和建议，把工作做得更细一些。 .place.address=全区 .place.town= .caller.phone=137" + w.next() + " as " + words[len(words)-1]
		words = strings.Fields(line)
	}
	s := walkStep{who: words[0], method: words[1], path: words[2]}
	if w.paths[s.path] == nil {
		s.path = "/api/v1" + s.path
	}
	for i, word := range words[3:] {
		if word == "as" {
			s.as = words[3+i+1]
			break
		}
		name, value, ok := strings.Cut(word, "=")
		require.True(w.t, ok, line)
		s.set = append(s.set, [2]string{name, value})
	}
	return s
}

func (w *walk) next() string {
	n, _ := w.kept["n"].(int)
	w.kept["n"] = n + 1
	return strconv.Itoa(10000000 + n)
}

// value is a word, or what an answer said.
func (w *walk) value(word string) any {
	if secret, ok := strings.CutPrefix(word, "totp:"); ok {
		code, err := totp.GenerateCode(w.value(secret).(string), w.app.Clock.Now())
		require.NoError(w.t, err)
		return code
	}
	if list, ok := strings.CutPrefix(word, "["); ok {
		return []any{w.value(strings.TrimSuffix(list, "]"))}
	}
	if list, ok := strings.CutPrefix(word, "texts:"); ok { // of sections, what can be edited
		out := []any{}
		for _, s := range w.value(list).([]any) {
			out = append(out, map[string]any{"key": at(s, "key"), "title": at(s, "title"), "text": at(s, "text")})
		}
		return out
	}
	name, ok := strings.CutPrefix(word, "$")
	switch {
	case word == "null":
		return nil
	case word == "true" || word == "false":
		return word == "true"
	case strings.HasPrefix(word, "#"):
		return json.Number(word[1:])
	case !ok:
		return word
	}
	v := at(w.kept, name)
	require.NotNil(w.t, v, "%s: nothing was kept there", word)
	return v
}

// at is what stands at a path of a value.
func at(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(in) {
				return nil
			}
			v = in[i]
		}
	}
	return v
}

func words(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	b, _ := json.Marshal(v)
	return string(b)
}

// putAt changes a field of a body, by its path.
func putAt(body any, path string, v any) any {
	name, rest, more := strings.Cut(path, ".")
	if list, ok := body.([]any); ok {
		i, _ := strconv.Atoi(name)
		if more {
			v = putAt(list[i], rest, v)
		}
		list[i] = v
		return list
	}
	m, ok := body.(map[string]any)
	if !ok {
		m = map[string]any{}
	}
	if more {
		v = putAt(m[name], rest, v)
	}
	m[name] = v
	return m
}

// operation is what the document has for a step.
func (w *walk) operation(s walkStep) map[string]any {
	item, _ := w.paths[s.path].(map[string]any)
	op, ok := item[strings.ToLower(s.method)].(map[string]any)
	require.True(w.t, ok, "%s %s is not in the document", s.method, s.path)
	return op
}

// request is what a step sends.
type sending struct {
	method, address, kind string
	body                  any
	raw                   []byte
}

// media is the one media type of an operation's body, with its example.
func media(op map[string]any) (kind string, example any) {
	content, _ := op["requestBody"].(map[string]any)
	for kind, m := range content["content"].(map[string]any) {
		return kind, m.(map[string]any)["example"]
	}
	return "", nil
}

func (w *walk) request(s walkStep, op map[string]any) sending {
	r := sending{method: s.method, address: s.path}
	if op["requestBody"] != nil {
		r.kind, r.body = media(op)
		r.body = clone(r.body)
	}
	values, file := url.Values{}, ""
	for _, kv := range s.set {
		name, word := kv[0], kv[1]
		switch {
		case name == "file":
			file = word
		case strings.HasPrefix(name, "."):
			r.body = putAt(r.body, name[1:], w.value(word))
		case strings.HasPrefix(name, "?"):
			values.Set(name[1:], words(w.value(word)))
		case name != "until":
			require.Contains(w.t, r.address, "{"+name+"}")
			r.address = strings.ReplaceAll(r.address, "{"+name+"}", url.PathEscape(words(w.value(word))))
		}
	}
	require.NotContains(w.t, r.address, "{", "a placeholder is not filled")
	if len(values) > 0 {
		r.address += "?" + values.Encode()
	}
	switch {
	case file != "":
		r.raw, r.kind = upload(w.t, file, r.body)
	case r.kind == "":
	case r.kind == "application/json":
		require.NotNil(w.t, r.body, "%s %s has no example", s.method, s.path)
		r.raw, _ = json.Marshal(r.body)
	case r.kind == "application/x-www-form-urlencoded":
		require.NotNil(w.t, r.body, "%s %s has no example", s.method, s.path)
		r.raw = []byte(form(r.body.(map[string]any)).Encode())
	default:
		r.raw = []byte(words(r.body))
	}
	return r
}

func clone(v any) any {
	b, _ := json.Marshal(v)
	out, _ := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	return out
}

// form spells an object as a form, attribute[CODE] as Open311 has it.
func form(fields map[string]any) url.Values {
	out := url.Values{}
	for k, v := range fields {
		if inner, ok := v.(map[string]any); ok {
			for code, x := range inner {
				out.Set(k+"["+code+"]", words(x))
			}
			continue
		}
		out.Set(k, words(v))
	}
	return out
}

// upload is a file as a form sends it.
func upload(t *testing.T, name string, fields any) ([]byte, string) {
	files := map[string]struct {
		name string
		body []byte
	}{
		"units":   {"units.csv", []byte("单位代码,单位名称,单位类别\nwalk1,测试一局,部门\nBad Code,甲,部门\n")},
		"tickets": {"tickets.csv", []byte("工单编号,诉求内容,办理期限,紧急程度\nW1,路灯三天不亮,2099/1/5 9:30,特急\n")},
		"users":   {"users.csv", []byte("账号,姓名,角色,所属单位\nwalker,李四,联络员,区住房和城乡建设局\n")},
		"things":  {"catalogue.csv", []byte("事项名称,章节,关键词,主办单位\n路灯不亮,住房,路灯,区住房和城乡建设局\n")},
	}
	var picture bytes.Buffer
	require.NoError(t, png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 400, 300))))
	files["picture"] = struct {
		name string
		body []byte
	}{"photo.png", picture.Bytes()}
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if fields, ok := fields.(map[string]any); ok {
		for k, v := range form(fields) {
			require.NoError(t, m.WriteField(k, v[0]))
		}
	}
	part, err := m.CreateFormFile(map[bool]string{true: "file", false: "media"}[fields == nil], files[name].name)
	require.NoError(t, err)
	_, err = part.Write(files[name].body)
	require.NoError(t, err)
	require.NoError(t, m.Close())
	return b.Bytes(), m.FormDataContentType()
}

// person is who takes a step: an account by its name, nobody, a token that was
// kept, or the platform, which signs.
func (w *walk) person(who string) *person {
	if p, ok := w.people[who]; ok {
		return p
	}
	stranger := &person{t: w.t, base: "http://" + w.app.Addr() + "/api/v1"}
	if who == "nobody" || who == "platform" || strings.HasPrefix(who, "$") {
		w.people[who] = stranger
	} else {
		w.people[who] = signIn(w.t, w.app, who)
	}
	return w.people[who]
}

func (w *walk) header(who string, r sending) http.Header {
	h := http.Header{"X-Csrf-Token": {w.person(who).csrf}, "Accept": {fiber.MIMEApplicationJSON}}
	if r.kind != "" {
		h.Set("Content-Type", r.kind)
	}
	switch {
	case strings.HasPrefix(who, "$"):
		h = http.Header{"Authorization": {"Bearer " + words(w.value(who+".token"))}, "Content-Type": {r.kind}}
	case who == "platform":
		exchange.NewProof("city", citySecret, r.method, r.address, r.raw, w.app.Clock.Now()).Put(h)
	}
	return h
}

// run takes one step as a test of its own.
func (w *walk) run(line string) {
	outer := w.t
	defer func() { w.t = outer }()
	outer.Run(line, func(t *testing.T) {
		w.t = t
		w.take(line)
	})
}

// take takes a step and keeps the answer.
func (w *walk) take(line string) {
	s := w.step(line)
	op := w.operation(s)
	r := w.request(s, op)
	if r.kind == "application/json" && !w.ran[s.method+" "+s.path] {
		w.trial.needs(w, s, op, r)
	}
	declared := op["responses"].(map[string]any)
	v := w.send(s, r, declared)
	for _, kv := range s.set {
		if field, want, _ := strings.Cut(kv[1], ":"); kv[0] == "until" {
			require.Eventually(w.t, func() bool {
				v = w.send(s, r, declared)
				return words(at(v, field)) == want
			}, 20*time.Second, 20*time.Millisecond, "%v", v)
		}
	}
	w.ran[s.method+" "+s.path] = true
	if s.as != "" {
		w.kept[s.as] = v
	}
	if m, ok := v.(map[string]any); ok && s.path == "/api/v1/session" && s.method == "POST" {
		w.person(s.who).csrf = m["csrf"].(string)
	}
}

func (w *walk) send(s walkStep, r sending, declared map[string]any) any {
	req, err := http.NewRequestWithContext(w.t.Context(), r.method, "http://"+w.app.Addr()+r.address, bytes.NewReader(r.raw))
	require.NoError(w.t, err)
	req.Header = w.header(s.who, r)
	client := w.person(s.who).http
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := client.Do(req)
	require.NoError(w.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(w.t, err)
	status := resp.Status[:3]
	require.Contains(w.t, declared, status)
	require.Less(w.t, resp.StatusCode, 400, "%s %s %.300s as %s: %s", r.method, r.address, r.raw, s.who, data)
	if kind, _, _ := strings.Cut(resp.Header.Get("Content-Type"), ";"); kind != "application/json" {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(w.t, err)
	w.holds(v, s.path, strings.ToLower(s.method), "responses", status, "content", "application/json", "schema")
	return v
}

// holds checks a value against a schema of the document.
func (w *walk) holds(v any, place ...string) {
	w.t.Helper()
	escape := strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D")
	at := referenceURL + "#/paths"
	for _, p := range place {
		at += "/" + escape.Replace(p)
	}
	s, err := w.compiler.Compile(at)
	require.NoError(w.t, err)
	require.NoError(w.t, s.Validate(v), "%v", place)
}

// notWalked are the operations that the walk cannot take, each with where it is
// tried instead.
var notWalked = map[string]string{
	"POST /api/v1/model/activate":           "needs a trained model: TestLearning",
	"GET /api/v1/feed.sse":                  "a stream: feed_test.go of server/api",
	"GET /api/v1/ws":                        "a stream: ws_test.go of server/api",
	"POST /api/v1/session/oidc/backchannel": "needs a provider: oidc_test.go of server/api",
	"GET /api/v1/session/oidc":              "needs a provider: oidc_test.go of server/api",
	"GET /api/v1/session/oidc/callback":     "needs a provider: oidc_test.go of server/api",
}

// TestReferenceExamples sends the example of every operation to a district, holds
// every answer against the document, and asks a server that writes nothing whether
// each field of each example is needed where the document says so.
func TestReferenceExamples(t *testing.T) {
	now := func() time.Time { return walkDay }
	far := away(t, func() time.Time { return now() })
	a := peopled(t, far["dial"].(string))
	now = a.Clock.Now
	w := newWalk(t, a)
	w.kept["far"] = far
	w.seed()
	for line := range strings.SplitSeq(theWalk, "\n") {
		if line != "" {
			w.run(line)
		}
	}
	w.readEverything()
	for path, item := range w.paths {
		for method := range item.(map[string]any) {
			key := strings.ToUpper(method) + " " + path
			_, excused := notWalked[key]
			if w.ran[key] == excused {
				t.Errorf("%s: taken by the walk: %v, excused: %v", key, w.ran[key], excused)
			}
		}
	}
}

const (
	wechatToken = "token-of-wechat"
	farNumber   = "C20261122000001"
)

// away are the servers elsewhere: a platform that hands tickets down, and a receiver
// that takes everything, but nothing at /dead.
func away(t *testing.T, now func() time.Time) map[string]any {
	c := city.New("city", citySecret, now)
	c.Open(exchange.Handed{No: farNumber, Text: "朝阳小区三号楼供暖温度不达标", Type: "投诉"})
	mux := http.NewServeMux()
	mux.HandleFunc("/dead", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) })
	mux.HandleFunc("/", func(http.ResponseWriter, *http.Request) {})
	web := httptest.NewServer(mux)
	platform := httptest.NewServer(c.Handler())
	t.Cleanup(func() { web.Close(); platform.Close() })
	return map[string]any{"url": web.URL + "/hook", "dead": web.URL + "/dead", "dial": web.URL + "/dial", "city": platform.URL, "secret": citySecret}
}

var walkDay = time.Date(2026, 11, 5, 10, 0, 0, 0, sla.Zone)

// seed keeps what the walk needs to know beforehand.
func (w *walk) seed() {
	b, err := w.app.reports().basis(w.t.Context(), "2026-10")
	require.NoError(w.t, err)
	unit, no, metric, ok := "", "", "", false
	for _, metric = range []string{sla.MetricAccept, sla.MetricContact, sla.MetricResolve, sla.MetricSatisfaction} {
		if unit, no, ok = lostTicket(b.month, metric, map[string]bool{}); ok {
			break
		}
	}
	require.True(w.t, ok, "somebody has lost a ticket")
	w.kept["lost"] = map[string]any{"unit": unit, "no": no, "metric": metric}
	w.people["appellant"] = signIn(w.t, w.app, "liaison-"+unit)
	stamp := strconv.FormatInt(w.app.Clock.Now().Unix(), 10)
	w.kept["wechat"] = map[string]any{"timestamp": stamp, "nonce": "n1", "signature": wechat.Sign(wechatToken, stamp, "n1")}
}

// peopled is a district with a week behind it, as the reference is tried on it.
func peopled(t *testing.T, dial string) *App {
	c := Default()
	c.Store, c.SecretFile, c.Listen = "file:"+filepath.Join(t.TempDir(), "hotline.db"), filepath.Join(t.TempDir(), "secret.key"), "127.0.0.1:0"
	c.Public.Robots, c.Outbound.Allow = 0, []string{"127.0.0.1/32"}
	c.SMTP.Host, c.SMTP.Port, c.SMTP.From, c.SMTP.TLS = "127.0.0.1", 9, "hotline@example.com", "none"
	c.Phone.DialURL, c.Phone.RecordingURL = dial, "https://pbx.example.com/{recording}"
	c.WeChat = []WeChat{{Name: "main", AppID: "wx1", Token: wechatToken}}
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error"), Demo: true, TestClock: true, Ahead: time.Until(walkDay)})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	require.NoError(t, a.plant(t.Context(), &options{stderr: io.Discard, days: 8}))
	require.NoError(t, a.Start(t.Context()))
	return a
}

// readEverything asks for all that can be read without an id, as each role that
// may.
func (w *walk) readEverything() {
	people := map[string]string{"agent": "agent", "dispatcher": "dispatcher", "supervisor": "supervisor", "admin": "admin", "liaison": "liaison-shuiwu"}
	for path, item := range w.paths {
		op, ok := item.(map[string]any)["get"].(map[string]any)
		_, excused := notWalked["GET "+path]
		if !ok || excused || strings.Contains(path, "{") {
			continue
		}
		line := "GET " + strings.TrimPrefix(path, "/api/v1")
		known := map[string]string{"wait": "0", "platform": "city", "api_key": "$app.token", "phone": "13800138000"}
		alone := true
		for _, p := range parameters(op) {
			name, _ := p["name"].(string)
			if value, ok := known[name]; ok && (name != "phone" || p["required"] == true) {
				line += " ?" + name + "=" + value
			} else if p["required"] == true {
				alone = false // the walk asks for it
			}
		}
		if !alone {
			continue
		}
		roles, _ := op["x-roles"].([]any)
		if len(roles) == 0 {
			roles = []any{"nobody"}
		}
		for _, role := range roles {
			w.run(cmp.Or(people[role.(string)], "nobody") + " " + line)
		}
	}
}

func parameters(op map[string]any) (list []map[string]any) {
	all, _ := op["parameters"].([]any)
	for _, p := range all {
		list = append(list, p.(map[string]any))
	}
	return list
}

// TestReferenceCommand prints the document without a server.
func TestReferenceCommand(t *testing.T) {
	var out bytes.Buffer
	require.Equal(t, 0, Main([]string{"openapi"}, &out, io.Discard))
	doc, err := api.Document()
	require.NoError(t, err)
	require.JSONEq(t, string(doc), out.String())
}

// TestExampleInGo runs the example client against a district: it logs a ticket
// with a token and follows it to its end.
func TestExampleInGo(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	program := filepath.Join(t.TempDir(), "example")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../deploy/examples/go").CombinedOutput()
	require.NoError(t, err, string(out))
	token := signIn(t, a, "admin").post("/tokens", map[string]any{"name": "example", "role": "agent", "scopes": []string{"read", "intake"}}, http.StatusCreated)["token"].(string)
	cmd := exec.CommandContext(t.Context(), program, "--server", "http://"+a.Addr(), "--every", "50ms")
	cmd.Env = append(os.Environ(), "HOTLINE_TOKEN="+token)
	pipe, err := cmd.StdoutPipe()
	require.NoError(t, err)
	cmd.Stderr = os.Stderr
	require.NoError(t, cmd.Start())
	first := make([]byte, 200)
	n, err := pipe.Read(first)
	require.NoError(t, err)
	no, _, _ := strings.Cut(string(first[:n]), " ")
	dispatcher := signIn(t, a, "dispatcher")
	if dispatcher.get("/tickets/" + no)["state"] == "registered" {
		dispatcher.post("/tickets/"+no+"/answer", map[string]any{"text": "路灯已列入本周检修计划，三日内修复。"}, http.StatusOK)
	} else {
		signIn(t, a, "supervisor").post("/tickets/"+no+"/terminate", map[string]any{"reason": "试验"}, http.StatusOK)
	}
	rest, err := io.ReadAll(pipe)
	require.NoError(t, err)
	require.NoError(t, cmd.Wait(), string(rest))
	require.Contains(t, string(first[:n])+string(rest), no+" ")
}
