package app

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"hotline/server/exchange"
)

// sending is what a step sends.
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
