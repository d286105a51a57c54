package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/exchange"
)

// marked stands in everything a stranger sends, and may stand in no log.
const marked = "标记13912345678MARK"

// oddWords are what strangers write where one word is asked for.
var oddWords = []string{"\x00", "../../etc/passwd", "a\r\nX-Injected: 1", strings.Repeat("长", 100), "-1", "9223372036854775808", "NaN", "1e999", "\xff\xfe",
	"😀" + marked, `' OR 1=1 --`, `{"$ne":""}`, "%", "<script>", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "2026-13", "20260101-0001", "=1+1", " "}

// oddBodies are those that no handler may stumble over, whatever it reads.
var oddBodies = []string{
	"", "null", "7", `""`, "[]", "[null]", "{", "\xff", "\ufeff{}", `{"":""}`, strings.Repeat("[", 20000), strings.Repeat(`{"text":`, 20000),
	`{"reason":"a","reason":{"$ne":1},"version":1,"version":-1}`, `{"text":"\ud800","reason":"\udfff","name":"\ud800\ud800"}`, `{"text":"a\u0000b","reason":"a\u0000b"}`,
	`{"version":1e400,"days":-9223372036854775809,"level":0.5}`,
	`<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]><xml><MsgType>&c;</MsgType></xml>`,
	"<a>" + strings.Repeat("<a>", 20000), strings.Repeat("a=1&", 5000), "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../a\r\nb\"\r\n\r\nx\r\n--x--",
}

// fortress is an office with every way in open.
func fortress(t *testing.T) *office {
	o, _ := switchboard(t, keeping(t), func(d *Deps) {
		d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log)
		d.Config.Limits = unlimited()
	})
	o.Config.WeChat = followers(t).Config.WeChat
	require.Equal(t, 200, o.do("admin", "PUT", "/api/v1/open311", district().Whole()).status)
	o.dispatched()
	o.lines.Reset()
	return o
}

// unlimited takes every limit away: each request must reach its handler.
func unlimited() (l Limits) {
	v := reflect.ValueOf(&l).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Int {
			f.SetInt(math.MaxInt32)
		}
	}
	return l
}

// throw sends a request that may be anything and gives its answer.
func (o *office) throw(who, method, path string, body []byte, kind string, headers ...http.Header) answer {
	req := httptest.NewRequest(method, "http://h/", bytes.NewReader(body))
	u := &url.URL{Scheme: "http", Host: "h"}
	u.Opaque, u.RawQuery, _ = strings.Cut(path, "?")
	req.URL, req.RequestURI = u, path
	for _, h := range headers {
		maps.Copy(req.Header, h)
	}
	req.Header.Set("Content-Type", kind)
	if who != "" {
		p := o.as(who)
		req.Header.Set("Cookie", cookieName+"="+p.cookie)
		req.Header.Set("X-CSRF-Token", p.csrf)
	}
	res, err := o.web.Test(req, -1)
	if err != nil { // refused before any handler: a real connection gets a status
		return answer{status: 400}
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	require.NoError(o, err)
	return answer{res.StatusCode, res.Header, data}
}

// TestHostile sends to every route, as nobody and as somebody who may, what no
// honest program would: the answer is a refusal or none, and never an error of the
// server, a header of the stranger's, or his words in the log.
func TestHostile(t *testing.T) {
	o := fortress(t)
	staff := map[dispatch.Role]string{dispatch.RoleAgent: "agent", dispatch.RoleDispatcher: "dispatcher", dispatch.RoleSupervisor: "supervisor",
		dispatch.RoleAdmin: "admin", dispatch.RoleLiaison: "liaison-rl"}
	sent, faults := 0, 0
	for _, r := range o.routes() {
		if strings.HasSuffix(r.path, "/feed.sse") || r.path == "/api/v1/session" && r.method == "DELETE" {
			continue
		}
		who := ""
		if len(r.roles) > 0 {
			who = staff[r.roles[len(r.roles)-1]]
		}
		op, _, _ := documented(r.key())
		for i, path := range oddPaths(r.path, op) {
			bodies := oddFor(r, op)
			if i > 0 {
				bodies = [][]byte{[]byte("{}")}
			}
			for _, body := range bodies {
				for _, kind := range kindsFor(r, op) {
					a := o.throw(who, r.method, path, body, kind)
					if a.status == 401 && who != "" { // a route before ended the session
						delete(o.pass, who)
						a = o.throw(who, r.method, path, body, kind)
					}
					sent++
					if a.status >= 500 && a.status != 501 || a.header.Get("X-Injected") != "" {
						faults++
						t.Errorf("%s %.120q as %q with %.120q (%s): %d %.200s", r.method, path, who, body, kind, a.status, a.body)
					}
				}
			}
		}
		require.Less(t, faults, 40)
	}
	require.Greater(t, sent, 7000)
	for _, secret := range []string{"13912345678", "标记", "MARK", "msg=panic"} {
		require.NotContains(t, o.lines.String(), secret)
	}
}

// TestHostileSigned is what programs send that can sign, or hold a token, and went
// mad or fell into other hands.
func TestHostileSigned(t *testing.T) {
	f := followers(t)
	a := f.post("admin", "/platforms", object{"code": "city", "name": "市平台", "url": "https://city.example.com/api", "secret": citySecret})
	require.Equal(t, 201, a.status, string(a.body))
	a = f.post("admin", "/tokens", object{"name": "pbx", "scopes": []string{"phone"}})
	token := "Bearer " + a.text("token")
	f.lines.Reset()
	refused := func(what string, a answer, body []byte) {
		require.True(t, a.status < 500 && a.status != 401 && a.status != 403, "%s answers %d to %.100q: %s", what, a.status, body, a.body)
	}
	events := documentedIn(t, "POST /api/v1/upstream/:platform/events")
	for i, body := range append(oddFilled(exchange.Handed{}), append(oddFilled(events), oddFor(route{method: "POST"}, operation{})...)...) {
		for _, path := range []string{"/api/v1/upstream/city/tickets", "/api/v1/upstream/city/events"} {
			p := exchange.NewProof("city", citySecret, "POST", path, body, f.clock.now())
			h := http.Header{}
			p.Put(h)
			refused(path, f.throw("", "POST", path, body, "application/json", h), body)
		}
		refused("wechat", f.throw("", "POST", "/wechat/hotline?"+f.query(fmt.Sprint(i)).Encode(), body, "text/xml"), body)
		for _, format := range []string{"generic", "asterisk", "freeswitch"} {
			refused(format, f.throw("", "POST", "/api/v1/cti/events?format="+format, body, "text/plain", http.Header{"Authorization": {token}}), body)
		}
	}
	for _, secret := range []string{"13912345678", "MARK", "msg=panic"} {
		require.NotContains(t, f.lines.String(), secret)
	}
}

func documentedIn(t *testing.T, key string) any {
	op, _, ok := documented(key)
	require.True(t, ok && op.in != nil)
	return op.in
}

// oddPaths are the addresses of a route with something odd in each place, and in
// each parameter that it documents.
func oddPaths(path string, op operation) []string {
	fill := strings.NewReplacer(":no", "20261123-0001", ":action", "note", ":month", "2026-10", ":unit", "rl", ":name", "default", ":account", "hotline",
		":code", "rl", ":username", "agent", ":platform", "city", ":service_code", "heating", ":service_request_id", "20261123-0001", ":kind", "tickets", ":metric", "accept")
	plain := fill.Replace(path)
	plain = strings.NewReplacer(":id", "1", ":n", "1", ":rule", "x", ":token", "x", ":theirs", "x").Replace(plain)
	out := []string{plain}
	if i := strings.Index(path, ":"); i >= 0 {
		for _, w := range oddWords {
			parts := strings.Split(path, "/")
			for j, p := range parts {
				if strings.HasPrefix(p, ":") {
					parts[j] = url.PathEscape(w)
				}
			}
			out = append(out, strings.Join(parts, "/"))
		}
	}
	for _, w := range oddWords {
		q := url.Values{}
		for _, p := range op.query {
			q.Set(p.name, w)
		}
		if len(q) > 0 {
			out = append(out, plain+"?"+q.Encode())
		}
	}
	return out
}

// oddFor are bodies for a route: those for all, and its own form with odd values
// in every field.
func oddFor(r route, op operation) [][]byte {
	if r.method == "GET" {
		return [][]byte{nil}
	}
	out := make([][]byte, 0, len(oddBodies)+8)
	for _, b := range oddBodies {
		out = append(out, []byte(b))
	}
	if op.in != nil {
		out = append(out, oddFilled(op.in)...)
	}
	return out
}

// oddFilled are bodies of a type with odd values in every field.
func oddFilled(in any) (out [][]byte) {
	for n := range 8 {
		v := reflect.New(reflect.TypeOf(in)).Elem()
		fill(v, n, 0)
		if b, err := json.Marshal(v.Interface()); err == nil {
			out = append(out, b)
		}
	}
	return out
}

func kindsFor(r route, op operation) []string {
	switch {
	case op.upload || strings.HasPrefix(r.path, civicRoot):
		return []string{"multipart/form-data; boundary=x", "application/x-www-form-urlencoded"}
	case op.form != "":
		return []string{op.form}
	}
	return []string{"application/json"}
}

// fill puts the n-th kind of oddity into every field of a value.
func fill(v reflect.Value, n, deep int) {
	if deep > 6 {
		return
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf([]time.Time{{}, time.Unix(0, 0), time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)}[n%3]))
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(v.Field(i), n, deep+1)
			}
		}
	case reflect.Pointer:
		if n%4 != 0 {
			v.Set(reflect.New(v.Type().Elem()))
			fill(v.Elem(), n, deep+1)
		}
	case reflect.Slice:
		if v.Type() == reflect.TypeFor[json.RawMessage]() {
			v.SetBytes([]byte("{}"))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), []int{0, 1, 3, 40}[n%4], 40))
		for i := range v.Len() {
			fill(v.Index(i), n, deep+2)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		key, val := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		fill(key, n, deep+1)
		fill(val, n, deep+1)
		v.SetMapIndex(key, val)
	case reflect.String:
		v.SetString([]string{marked, "2026-10", "1", strings.Repeat("长", 500), "rl", "a\x00b", "https://[::1]/", "0001-01-01T00:00:00Z"}[n])
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt([]int64{math.MaxInt32, math.MinInt32, 0, 1, -1, 7, math.MaxInt32, 2}[n])
	case reflect.Float64:
		v.SetFloat([]float64{math.MaxFloat64, -math.MaxFloat64, 0, 1, -1, math.SmallestNonzeroFloat64, 90, 180}[n])
	case reflect.Bool:
		v.SetBool(n%2 == 0)
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(fmt.Sprint(n)))
		}
	}
}
