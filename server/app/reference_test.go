package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

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
