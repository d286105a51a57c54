package app

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"hotline/server/api"
)

// reference is the document that a running server gives.
type reference struct {
	t        *testing.T
	paths    map[string]any
	compiler *jsonschema.Compiler
	ran      map[string]bool // operations whose example was sent
}

const referenceURL = "https://hotline.invalid/openapi.json"

func readReference(t *testing.T, a *App) *reference {
	resp, err := http.Get("http://" + a.Addr() + "/openapi.json")
	require.NoError(t, err)
	defer resp.Body.Close()
	v, err := jsonschema.UnmarshalJSON(resp.Body)
	require.NoError(t, err)
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	require.NoError(t, c.AddResource(referenceURL, v))
	return &reference{t, v.(map[string]any)["paths"].(map[string]any), c, map[string]bool{}}
}

// holds checks an answer against its operation.
func (r *reference) holds(method, path string, status string, v any) {
	r.t.Helper()
	escape := strings.NewReplacer("/", "~1", "{", "%7B", "}", "%7D")
	at := referenceURL + "#/paths/" + escape.Replace(path) + "/" + strings.ToLower(method) + "/responses/" + status + "/content/application~1json/schema"
	s, err := r.compiler.Compile(at)
	require.NoError(r.t, err)
	require.NoError(r.t, s.Validate(v), "%s %s", method, path)
}

// run sends the example of an operation, with a query code of its own where the
// example has one, and gives the answer.
func (r *reference) run(p *person, method, path string, ids map[string]string) map[string]any {
	r.t.Helper()
	op := r.paths[path].(map[string]any)[strings.ToLower(method)].(map[string]any)
	body, err := json.Marshal(op["requestBody"].(map[string]any)["content"].(map[string]any)["application/json"].(map[string]any)["example"])
	require.NoError(r.t, err)
	address := path
	for name, v := range ids {
		address = strings.ReplaceAll(address, "{"+name+"}", v)
		if name == "code" {
			body = bytes.ReplaceAll(body, []byte("AB12CD"), []byte(v))
		}
	}
	req, err := http.NewRequestWithContext(r.t.Context(), method, strings.TrimSuffix(p.base, "/api/v1")+address, bytes.NewReader(body))
	require.NoError(r.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-CSRF-Token", p.csrf)
	status := slices.Min(slices.Collect(maps.Keys(op["responses"].(map[string]any))))
	resp, err := p.http.Do(req)
	require.NoError(r.t, err)
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, status, resp.Status[:3], "%s %s: %s", method, address, data)
	r.ran[method+" "+path] = true
	if len(data) == 0 {
		return nil
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(r.t, err)
	r.holds(method, path, status, v)
	out, _ := v.(map[string]any)
	return out
}

// examples lists the operations of the topics that have one.
func (r *reference) examples(topics ...string) []string {
	var out []string
	for path, item := range r.paths {
		for method, op := range item.(map[string]any) {
			body, ok := op.(map[string]any)["requestBody"].(map[string]any)
			if !ok || !slices.Contains(topics, op.(map[string]any)["tags"].([]any)[0].(string)) {
				continue
			}
			media, ok := body["content"].(map[string]any)["application/json"].(map[string]any)
			if ok && media["example"] != nil {
				out = append(out, strings.ToUpper(method)+" "+path)
			}
		}
	}
	slices.Sort(out)
	return out
}

// TestReferenceExamples sends every example of the topics on the main way to a
// district, in an order in which it is time for each.
func TestReferenceExamples(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"), func(c *Config) { c.Public.Robots = 0 })
	r := readReference(t, a)
	agent, dispatcher, supervisor, admin, unit := signIn(t, a, "agent"), signIn(t, a, "dispatcher"), signIn(t, a, "supervisor"), signIn(t, a, "admin"), signIn(t, a, "liaison-zhujian")
	citizen := &person{t: t, base: agent.base}
	const tickets = "/api/v1/tickets"
	r.run(signIn(t, a, "agent"), "POST", "/api/v1/session", nil)
	cold := r.run(agent, "POST", tickets, nil)
	for _, path := range []string{"/api/v1/callers/lookup", "/api/v1/suggest"} {
		r.run(agent, "POST", path, nil)
	}
	open := func() map[string]string {
		v := agent.post("/tickets", map[string]any{"type": "suggestion", "channel": "phone", "urgency": "general", "title": "一点建议", "text": "希望多听听居民的意见和建议，把工作做得更细一些。",
			"place": map[string]any{"address": "全区"}, "caller": map[string]any{"name": "赵女士", "phone": "13700137000", "wants_reply": true}}, http.StatusCreated)
		return map[string]string{"no": v["no"].(string)}
	}
	way := open()
	for _, step := range []struct {
		by     *person
		action string
	}{{dispatcher, "dispatch"}, {unit, "view"}, {unit, "accept"}, {unit, "contact"}, {agent, "append"}, {agent, "urge"}, {dispatcher, "note"}, {supervisor, "remind"}, {unit, "check-reply"}, {unit, "extend"}} {
		r.run(step.by, "POST", tickets+"/{no}/"+step.action, way)
	}
	warm := map[string]string{"no": cold["no"].(string)}
	if cold["state"] == "registered" {
		cold = r.run(dispatcher, "POST", tickets+"/{no}/dispatch", warm)
	}
	heating := signIn(t, a, "liaison-"+cold["lead"].(string))
	heating.post("/tickets/"+warm["no"]+"/accept", map[string]any{}, http.StatusOK)
	heating.post("/tickets/"+warm["no"]+"/contact", map[string]any{"method": "phone", "reached": true, "note": "已联系"}, http.StatusOK)
	for _, co := range cold["co_units"].([]any) {
		helper := signIn(t, a, "liaison-"+co.(string))
		helper.post("/tickets/"+warm["no"]+"/part", map[string]any{"text": "已上门检修分户阀门，室温恢复到二十度。"}, http.StatusOK)
	}
	r.finish(warm, heating, dispatcher, agent)
	back := open()
	r.run(dispatcher, "POST", tickets+"/{no}/dispatch", back)
	r.run(unit, "POST", tickets+"/{no}/return", back)

	told := r.run(citizen, "POST", "/api/v1/public/tickets", nil)
	mine := map[string]string{"no": told["no"].(string), "code": told["code"].(string)}
	for _, step := range []string{"append", "urge", "withdraw"} {
		r.run(citizen, "POST", "/api/v1/public/tickets/{no}/"+step, mine)
	}
	closed := agent.get("/tickets/" + warm["no"])
	r.run(citizen, "POST", "/api/v1/public/tickets/{no}/rating", map[string]string{"no": warm["no"], "code": closed["code"].(string)})

	r.run(admin, "POST", "/api/v1/units", nil)
	r.run(admin, "PATCH", "/api/v1/units/{code}", map[string]string{"code": "sl"})
	r.run(admin, "POST", "/api/v1/users", nil)
	r.run(admin, "PATCH", "/api/v1/users/{username}", map[string]string{"username": "night1"})
	r.run(admin, "POST", "/api/v1/tokens", nil)
	r.run(supervisor, "POST", "/api/v1/schemes/{name}/try", map[string]string{"name": "default"})
	r.run(agent, "POST", "/api/v1/feed/ack", nil)

	ran := slices.Sorted(maps.Keys(r.ran))
	require.Equal(t, r.examples("session", "tickets", "actions", "directory", "scores", "admin", "public", "push"), ran, "an example that is not sent may be wrong")
	r.readEverything(map[string]*person{"agent": agent, "dispatcher": dispatcher, "supervisor": supervisor, "admin": admin, "liaison": unit}, citizen)
}

// finish brings a ticket to its end by the examples.
func (r *reference) finish(ids map[string]string, unit, dispatcher, agent *person) {
	r.t.Helper()
	for _, step := range []struct {
		by     *person
		action string
	}{{unit, "reply"}, {dispatcher, "review"}, {agent, "callback"}} {
		r.run(step.by, "POST", "/api/v1/tickets/{no}/"+step.action, ids)
	}
}

// readEverything asks for all that can be read without an id, as each role that
// may, and holds the answers against the reference.
func (r *reference) readEverything(people map[string]*person, stranger *person) {
	for path, item := range r.paths {
		op, ok := item.(map[string]any)["get"].(map[string]any)
		if !ok || strings.Contains(path, "{") || strings.HasPrefix(path, "/open311/") { // that speaks XML unless asked otherwise
			continue
		}
		good, _ := op["responses"].(map[string]any)["200"].(map[string]any)
		content, _ := good["content"].(map[string]any)
		if content["application/json"] == nil || op["x-roles"] == nil && strings.HasPrefix(path, "/api/v1/feed") {
			continue
		}
		roles, _ := op["x-roles"].([]any)
		readers := []*person{stranger}
		if len(roles) > 0 {
			readers = nil
			for _, role := range roles {
				readers = append(readers, people[role.(string)])
			}
		}
		for _, p := range readers {
			r.read(p, path, op)
		}
	}
}

func (r *reference) read(p *person, path string, op map[string]any) {
	values := url.Values{"wait": {"0"}}
	params, _ := op["parameters"].([]any)
	for _, q := range params {
		if q, ok := q.(map[string]any); ok && q["required"] == true {
			values.Set(q["name"].(string), "13800138000")
		}
	}
	resp, err := p.http.Get(strings.TrimSuffix(p.base, "/api/v1") + path + "?" + values.Encode())
	require.NoError(r.t, err)
	defer resp.Body.Close()
	v, err := jsonschema.UnmarshalJSON(resp.Body)
	require.NoError(r.t, err, path)
	if resp.StatusCode == http.StatusNotFound { // a district without platforms has nothing there
		return
	}
	require.Equal(r.t, http.StatusOK, resp.StatusCode, "%s: %v", path, v)
	r.holds("GET", path, "200", v)
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
