package api

import (
	"context"
	"encoding/json"
	"errors"
	"html"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

func (o *office) patch(who, path string, body any) answer {
	o.Helper()
	return o.do(who, "PATCH", "/api/v1"+path, body)
}

func TestUnits(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, 201, o.post("admin", "/units", object{"code": "swj", "name": "水务局", "group": "bureau", "parent": "zjj"}).status)
	require.Equal(t, 409, o.post("admin", "/units", object{"code": "swj", "name": "水务局", "group": "bureau"}).status)
	require.Contains(t, string(o.get("liaison-rl", "/units").body), `"short":"水务局"`)
	for name, body := range map[string]object{
		"code":   {"code": "SW J", "name": "x", "group": "bureau"},
		"name":   {"code": "a", "name": " ", "group": "bureau"},
		"group":  {"code": "a", "name": "x", "group": "club"},
		"parent": {"code": "a", "name": "x", "group": "bureau", "parent": "none"},
		"script": {"code": "a", "name": "<script>x</script>", "group": "bureau"},
		"bell":   {"code": "a", "name": "a\u0000b", "group": "bureau"},
		"phone":  {"code": "a", "name": "x", "group": "bureau", "phone": "<b>1</b>"},
		"areas":  {"code": "a", "name": "x", "group": "bureau", "areas": []string{"东街", "<b>"}},
	} {
		require.Equal(t, 422, o.post("admin", "/units", body).status, name)
	}
	require.Equal(t, 422, o.patch("admin", "/units/zjj", object{"parent": "swj"}).status, "a loop")
	require.Equal(t, 404, o.patch("admin", "/units/none", object{"name": "x"}).status)
	a := o.patch("admin", "/units/swj", object{"active": false})
	require.Equal(t, 200, a.status)
	require.Equal(t, "水务局", a.text("name"), "what is not given stays")
	require.Equal(t, 422, o.post("agent", "/tickets", call(object{"dispatch": object{"lead": "swj", "co_units": []string{}, "reason": ""}})).status, "no dispatch to a unit out of use")
}

func TestCategories(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, 201, o.post("admin", "/categories", object{"code": "0909", "name": "其他事项"}).status)
	require.Equal(t, 409, o.post("admin", "/categories", object{"code": "0909", "name": "其他事项"}).status)
	require.Equal(t, 200, o.patch("admin", "/categories/0909", object{"name": "杂项"}).status)
	require.Equal(t, 422, o.patch("admin", "/categories/0909", object{"parent": "0909"}).status)
	require.Equal(t, 201, o.post("agent", "/tickets", call(object{"category": "0302"})).status)
	require.Equal(t, 422, o.post("agent", "/tickets", call(object{"category": "9999"})).status, "a category nobody knows has no guard")
}

func TestUsers(t *testing.T) {
	o := openOffice(t)
	form := object{"username": "liaison-2", "name": "辛", "role": "liaison", "unit": "zjj", "password": "long enough 1"}
	made := o.post("admin", "/users", form)
	require.Equal(t, 201, made.status, string(made.body))
	require.NotContains(t, string(o.get("admin", "/users").body), "argon2")
	require.Equal(t, 200, o.post("", "/session", object{"username": "liaison-2", "password": "long enough 1"}).status)
	for name, change := range map[string]object{
		"short password":     {"password": "short"},
		"liaison, no unit":   {"unit": ""},
		"unknown unit":       {"unit": "none"},
		"unit of an agent":   {"role": "agent"},
		"role of a citizen":  {"role": "citizen"},
		"username of spaces": {"username": "a b"},
		"markup in the name": {"name": "<img src=x>"},
	} {
		body := object{}
		for k, v := range form {
			body[k] = v
		}
		body["username"] = "other"
		for k, v := range change {
			body[k] = v
		}
		require.Equal(t, 422, o.post("admin", "/users", body).status, name)
	}
	last := o.patch("admin", "/users/admin", object{"active": false})
	require.Equal(t, 409, last.status)
	require.Equal(t, 200, o.get("liaison-2", "/session").status)
	require.Equal(t, 200, o.patch("admin", "/users/liaison-2", object{"password": "another one 2"}).status)
	require.Equal(t, 401, o.get("liaison-2", "/session").status, "a new password ends every session")
	require.Equal(t, 401, o.post("", "/session", object{"username": "liaison-2", "password": "long enough 1"}).status)
	require.Contains(t, string(o.get("admin", "/audit").body), "user_changed")
	require.Len(t, o.get("admin", "/audit?kind=user_added&user=admin").value()["items"], 1)
}

func TestVersions(t *testing.T) {
	o := openOffice(t)
	p := sla.DefaultPolicy()
	p.Version = "2026-11"
	require.Equal(t, 201, o.post("admin", "/policies", p).status)
	require.Equal(t, 409, o.post("admin", "/policies", p).status, "a version is never changed")
	p.Rules = p.Rules[:1]
	bad := o.post("admin", "/policies", p)
	require.Equal(t, 422, bad.status)
	require.GreaterOrEqual(t, len(bad.value()["errors"].([]any)), 2, "every fault at once")
	list := o.get("supervisor", "/policies").value()
	require.Equal(t, "default-1", list["current"])
	require.Len(t, list["items"], 2)
	require.Equal(t, "2026-11", o.get("supervisor", "/policies/2026-11").text("version"))
	require.Equal(t, "default-1", o.get("supervisor", "/policies/current").text("version"))
	require.Equal(t, 404, o.get("supervisor", "/policies/none").status)
	require.Equal(t, "default-1", o.get("supervisor", "/policies/default-1").text("version"), "the built-in version stays, since old tickets name it")

	cal := sla.CN().Data()
	cal.Version = "local-1"
	require.Equal(t, 201, o.post("admin", "/calendars", cal).status)
	require.Equal(t, "local-1", o.get("supervisor", "/calendars/local-1").text("version"))

	require.Equal(t, "t1", o.get("agent", "/catalogue").text("version"))
	var catalogue map[string]any
	require.NoError(t, json.Unmarshal([]byte(testCatalogue), &catalogue))
	catalogue["version"] = "t2"
	a := o.post("admin", "/catalogue", catalogue)
	require.Equal(t, 201, a.status, string(a.body))
	require.Equal(t, 422, o.post("admin", "/catalogue", object{"version": "t3"}).status, "no root")
	catalogue["root"].(map[string]any)["children"].([]any)[0].(map[string]any)["lead"] = "nobody"
	require.Equal(t, 422, o.post("admin", "/catalogue", catalogue).status)

	s := sla.DefaultScheme()
	require.Equal(t, 201, o.post("admin", "/schemes", s).status)
	s.Version = "next"
	require.Equal(t, 201, o.post("admin", "/schemes", s).status, "a scheme takes its new version under its name")
	trial := o.post("supervisor", "/schemes/default/try", object{"rates": object{"accept": 97.0}, "findings": object{"reply": 1}})
	require.Equal(t, 200, trial.status, string(trial.body))
	require.Equal(t, 422, o.post("supervisor", "/schemes/default/try", object{"rates": object{"luck": 97.0}}).status)
	require.Equal(t, 404, o.post("supervisor", "/schemes/none/try", object{}).status)
}

func TestBoard(t *testing.T) {
	o := openOffice(t)
	o.dispatched()
	o.logged()
	o.clock.advance(2 * boardFresh)
	v := o.get("supervisor", "/board").value()
	require.EqualValues(t, 2, v["today"].(map[string]any)["intake"])
	require.EqualValues(t, 2, v["open"])
	require.EqualValues(t, 1, v["open_by"].(map[string]any)["to_accept"])
	require.Len(t, v["levels"], 7)
	require.Len(t, v["last"], 2)
	require.EqualValues(t, 2, v["towns"].([]any)[0].(map[string]any)["count"])
	require.NotContains(t, string(o.get("supervisor", "/board").body), "王")

	o.clock.advance(4 * 24 * time.Hour) // both accept and contact are late
	_, err := o.Service.Sweep(context.Background(), 100)
	require.NoError(t, err)
	delete(o.pass, "supervisor")
	v = o.get("supervisor", "/board").value()
	require.EqualValues(t, 1, v["late"])
	require.EqualValues(t, 1, v["late_by"].(map[string]any)["accept"])
	require.EqualValues(t, 1, v["towns"].([]any)[0].(map[string]any)["late"])
	require.EqualValues(t, 0, v["today"].(map[string]any)["intake"])
}

func TestReports(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, "2026-10", o.get("supervisor", "/scores/2026-10").text("month"))
	for _, month := range []string{"2026-13", "1899-01", "abc", "2026-1"} {
		require.Equal(t, 422, o.get("supervisor", "/scores/"+month).status, month)
	}
	require.Equal(t, 200, o.post("supervisor", "/scores/2026-10/close", object{}).status)
	require.Equal(t, 200, o.get("liaison-rl", "/scores/2026-10/rl").status)
	require.Equal(t, "10月情况", o.get("agent", "/briefs/2026-10").text("title"))
	page := o.get("agent", "/briefs/2026-10.html")
	require.Equal(t, "text/html; charset=utf-8", page.header.Get("Content-Type"))
	sheet := html.UnescapeString(string(page.body))
	for _, want := range []string{"@page { size: A4", "受理 <3,164> 件。<b>突出</b>", "274 (+213)", "3,164</text>", "甲局", `colspan="2"`, "草案"} {
		require.Contains(t, sheet, want)
	}
	require.Contains(t, string(page.body), "&lt;3,164&gt;", "words are escaped")
	require.NotContains(t, sheet, "<script")
	require.NotContains(t, sheet, "ZgotmplZ")
	require.Equal(t, 200, o.post("admin", "/jobs/sweep/run", object{}).status)
	require.Equal(t, 404, o.post("admin", "/jobs/none/run", object{}).status)
	require.Contains(t, string(o.get("admin", "/jobs").body), `"last_duration_ms":3`)
}

func TestPages(t *testing.T) {
	o := openOffice(t)
	for _, path := range []string{"/", "/desk", "/unit/20261123-0001"} {
		a := o.do("", "GET", path, nil)
		require.Equal(t, "<!doctype html>app", string(a.body), path)
		require.Equal(t, "no-cache", a.header.Get("Cache-Control"))
		require.Contains(t, a.header.Get("Content-Security-Policy"), "script-src 'self';")
		require.Equal(t, "nosniff", a.header.Get("X-Content-Type-Options"))
	}
	asset := o.do("", "GET", "/assets/a-1.js", nil, "Accept-Encoding", "gzip")
	require.Contains(t, asset.header.Get("Cache-Control"), "immutable")
	require.Equal(t, "gzip", asset.header.Get("Content-Encoding"))
	require.Equal(t, "text/javascript; charset=utf-8", asset.header.Get("Content-Type"))
	require.Equal(t, 404, o.do("", "GET", "/assets/gone.js", nil).status)
	require.Equal(t, 404, o.do("", "GET", "/assets/%2e%2e/secret.key", nil).status)
	require.Equal(t, 404, o.do("", "GET", "/api/v1/nothing", nil).status)
	require.Equal(t, 404, o.do("agent", "PUT", "/api/v1/tickets", nil).status)
}

func TestHealth(t *testing.T) {
	base, stop := context.WithCancel(context.Background())
	o := openOffice(t, func(d *Deps) { d.Base = base })
	require.Equal(t, 200, o.do("", "GET", "/healthz", nil).status)
	require.Equal(t, 200, o.do("", "GET", "/readyz", nil).status)
	at, err := time.Parse(time.RFC3339Nano, o.do("", "GET", "/healthz", nil).header.Get("X-Server-Time"))
	require.NoError(t, err)
	require.True(t, at.Equal(monday))
	o.dispatched()
	metrics := string(o.do("", "GET", "/metrics", nil).body)
	require.Contains(t, metrics, `hotline_http_requests_total{method="POST",route="/api/v1/tickets",status="201"} 1`)
	stop()
	require.Equal(t, 503, o.do("", "GET", "/readyz", nil).status)
	require.Equal(t, 200, o.do("", "GET", "/healthz", nil).status)
}

func TestAdvance(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, 200, o.get("supervisor", "/session").status)
	require.Equal(t, 200, o.post("", "/test/clock", object{"advance": "48h"}).status)
	require.Equal(t, monday.Add(48*time.Hour), o.clock.now())
	require.Equal(t, 200, o.get("supervisor", "/session").status, "the session did not really wait")
	require.Equal(t, 422, o.post("", "/test/clock", object{"advance": "-1441h"}).status)
	closed := openOffice(t, func(d *Deps) { d.Config.Advance = nil })
	require.Equal(t, 404, closed.post("", "/test/clock", object{"advance": "1h"}).status)
}

func TestPanicIsAnError(t *testing.T) {
	o := openOffice(t)
	o.web.Add("GET", "/boom", func(*fiber.Ctx) error { panic("secret") })
	app := fiber.New(fiber.Config{ErrorHandler: o.fail})
	app.Use(o.observe, o.recoverPanic)
	app.Get("/boom", func(*fiber.Ctx) error { panic(errors.New("secret")) })
	o.web = app
	a := o.do("", "GET", "/boom", nil)
	require.Equal(t, 500, a.status)
	require.NotContains(t, string(a.body), "secret")
	require.Contains(t, o.lines.String(), "stack=")
}

func TestPassword(t *testing.T) {
	h := HashPassword("a password")
	require.True(t, CheckPassword(h, "a password"))
	require.False(t, CheckPassword(h, "a passwore"))
	require.NotEqual(t, h, HashPassword("a password"))
	for _, bad := range []string{"", "$argon2id$", "$argon2id$v=19$m=99999999,t=1,p=1$YQ$YQ", strings.Replace(h, "argon2id", "argon2i", 1), "plain"} {
		require.False(t, CheckPassword(bad, "a password"), bad)
	}
}

func TestLimiter(t *testing.T) {
	c := &clock{at: monday}
	refused := 0
	l := newLimiter(c.now, func(string) { refused++ })
	take := func(key string) bool { return l.take("k", key, 2, 0, time.Minute) == nil }
	require.Equal(t, []bool{true, true, false, true}, []bool{take("a"), take("a"), take("a"), take("b")})
	c.advance(30 * time.Second)
	require.Equal(t, []bool{true, false}, []bool{take("a"), take("a")})
	c.advance(-time.Hour) // a clock set back locks nobody out for good
	c.advance(2 * time.Hour)
	require.True(t, take("a"))
	require.Equal(t, 2, refused)
	require.NoError(t, l.take("other", "a", 1, 0, time.Minute))
	for i := range 3 * maxBuckets {
		_ = l.take("k", dispatch.FormatNo("k", i), 2, 0, time.Minute)
	}
	require.LessOrEqual(t, len(l.kinds["k"].young)+len(l.kinds["k"].old), 2*maxBuckets)
	require.Error(t, l.take("other", "a", 1, 0, time.Minute), "a flood of one kind makes no other forget")
}
