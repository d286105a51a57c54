package api

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/issuer/local"
	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/signin"
)

const (
	publicURL      = "https://hotline.example.gov.cn"
	providerSecret = "PROVIDER-SECRET"
)

// hall is an office whose people may come by an identity provider.
type hall struct {
	*office
	issuer *local.Issuer
	door   *httptest.Server
	seen   []string // what must stand in no log
}

func openHall(t *testing.T, change ...func(*signin.Settings)) *hall {
	h := &hall{issuer: local.New("", local.Client{ID: "hotline", Secret: providerSecret, Callbacks: []string{publicURL + signin.Callback}},
		local.Person{Subject: "1", Username: "wang", Name: "王芳", Roles: []string{"desk"}},
		local.Person{Subject: "2", Username: "li", Name: "李强", Roles: []string{"unit"}, Unit: "燃料公司"},
		local.Person{Subject: "3", Username: "none", Name: "无岗", Roles: []string{"else"}},
		local.Person{Subject: "4", Username: "agent", Name: "同名", Roles: []string{"desk"}},
		local.Person{Subject: "5", Username: "far", Name: "外单位", Roles: []string{"unit"}, Unit: "nowhere"})}
	h.door = httptest.NewServer(h.issuer)
	t.Cleanup(h.door.Close)
	h.issuer.URL = h.door.URL
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte(providerSecret), 0o600))
	s := signin.Settings{Issuer: h.door.URL, ClientID: "hotline", ClientSecretFile: file, Name: "区统一身份认证", Units: map[string]string{"燃料公司": "rl"},
		Roles: map[string]dispatch.Role{"desk": dispatch.RoleAgent, "unit": dispatch.RoleLiaison, "boss": dispatch.RoleSupervisor}}
	for _, fn := range change {
		fn(&s)
	}
	h.office = openOffice(t, func(d *Deps) {
		var err error
		d.Provider, err = signin.New(s, publicURL, h.door.Client(), d.Service.Now, func(code string) bool {
			u, ok := d.Directory.Unit(code)
			return ok && u.Active
		})
		require.NoError(t, err)
		d.Config.Limits.LoginPerMinute = -1
		d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log)
	})
	h.issuer.Now = h.clock.now
	return h
}

// begin starts a sign-in and gives the cookie and the provider's address.
func (h *hall) begin(to string) (cookie string, at *url.URL) {
	h.Helper()
	a := h.get("", "/session/oidc?to="+url.QueryEscape(to))
	require.Equal(h, 303, a.status, string(a.body))
	at, err := url.Parse(a.header.Get("Location"))
	require.NoError(h, err)
	cookie, _, _ = strings.Cut(a.header.Get("Set-Cookie"), ";")
	for _, want := range []string{"HttpOnly", "SameSite=Lax", "path=" + signin.Callback} {
		require.Contains(h, a.header.Get("Set-Cookie"), want)
	}
	h.seen = append(h.seen, at.Query().Get("state"), at.Query().Get("nonce"), strings.TrimPrefix(cookie, flowCookie+"="))
	return cookie, at
}

// choose signs somebody in at the provider and gives the way back.
func (h *hall) choose(at *url.URL, username string) string {
	h.Helper()
	form := at.Query()
	form.Set("username", username)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.PostForm(h.door.URL+"/authorize", form)
	require.NoError(h, err)
	require.NoError(h, res.Body.Close())
	back, err := res.Location()
	require.NoError(h, err)
	if code := back.Query().Get("code"); code != "" {
		h.seen = append(h.seen, code)
	}
	return back.RequestURI()
}

func (h *hall) back(path, cookie string) answer {
	h.Helper()
	return h.do("", "GET", path, nil, "Cookie", cookie, "User-Agent", "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537.36")
}

// come is a whole sign-in; it gives where the browser was led and, if somebody
// came in, signs them in under that name.
func (h *hall) come(username, account string) string {
	h.Helper()
	h.clock.advance(time.Second)
	cookie, at := h.begin("/tickets?queue=x")
	a := h.back(h.choose(at, username), cookie)
	require.Equal(h, 303, a.status, string(a.body))
	for _, c := range a.header.Values("Set-Cookie") {
		if secret, ok := strings.CutPrefix(c, cookieName+"="); ok {
			require.Contains(h, c, "SameSite=Strict")
			secret, _, _ = strings.Cut(secret, ";")
			p, err := h.sessions.byCookie(h.Context(), secret)
			require.NoError(h, err)
			h.pass[account] = pass{secret, p.csrf}
			h.seen = append(h.seen, secret)
		}
	}
	return a.header.Get("Location")
}

// trailed lists what the audit trail holds of a kind, the newest first.
func (h *hall) trailed(kind string) (out []string) {
	for _, item := range h.get("admin", "/audit?kind="+kind).value()["items"].([]any) {
		line := item.(map[string]any)
		detail, _ := line["detail"].(string)
		target, _ := line["target"].(string) // none of somebody without an account
		out = append(out, strings.TrimSpace(target+" "+detail))
	}
	return out
}

func (h *hall) quiet() {
	h.Helper()
	for _, secret := range append(h.seen, providerSecret) {
		require.NotContains(h, h.lines.String(), secret)
		require.NotContains(h, string(h.get("admin", "/audit").body), secret)
	}
}

func TestComeByTheProvider(t *testing.T) {
	h := openHall(t)
	m := h.get("", "/session/methods").value()
	require.Equal(t, "区统一身份认证", m["oidc"].(map[string]any)["name"])
	require.Equal(t, "/tickets?queue=x", h.come("wang", "wang"))
	me := h.get("wang", "/session").value()["user"].(map[string]any)
	require.Equal(t, []any{"wang", "王芳", "agent"}, []any{me["username"], me["name"], me["role"]})
	require.Equal(t, "/tickets?queue=x", h.come("li", "li"))
	require.Equal(t, "rl", h.get("li", "/session").value()["user"].(map[string]any)["unit"])
	require.Equal(t, []string{"li oidc liaison rl", "wang oidc agent"}, h.trailed("user_added"))
	require.Equal(t, []string{"li oidc", "wang oidc"}, h.trailed("sign_in"))
	visit := h.get("wang", "/me/sessions").value()["items"].([]any)[0].(map[string]any)
	require.Equal(t, []any{true, true, "Chrome", "Windows"}, []any{visit["provider"], visit["current"], visit["browser"], visit["system"]})
	require.Equal(t, 401, h.post("", "/session", object{"username": "wang", "password": ""}).status, "there is no password")
	require.Equal(t, false, h.get("wang", "/me/security").value()["password"])

	left := h.do("wang", "DELETE", "/api/v1/session", nil)
	require.Equal(t, 200, left.status)
	to, err := url.Parse(left.text("redirect"))
	require.NoError(t, err)
	require.Equal(t, publicURL+"/login", to.Query().Get("post_logout_redirect_uri"))
	require.NotEmpty(t, to.Query().Get("id_token_hint"))
	h.seen = append(h.seen, to.Query().Get("id_token_hint"))
	require.Equal(t, 401, h.get("wang", "/session").status)
	require.Equal(t, 204, h.do("agent", "DELETE", "/api/v1/session", nil).status, "who has a password stays out of it")
	rs, err := h.store.Records(t.Context(), dispatch.KindSession, "", 100)
	require.NoError(t, err)
	for _, r := range rs {
		require.NotContains(t, string(r.Body), "eyJ", "the token is sealed")
	}
	h.quiet()
}

func TestWayBackIsUsedOnce(t *testing.T) {
	h := openHall(t)
	refused := func(a answer, fault string) {
		t.Helper()
		require.Equal(t, 303, a.status, string(a.body))
		require.Equal(t, "/login?fault="+fault, a.header.Get("Location"))
		for _, c := range a.header.Values("Set-Cookie") {
			require.NotContains(t, c, cookieName+"=")
		}
	}
	cookie, at := h.begin("")
	back := h.choose(at, "wang")
	refused(h.back(back, flowCookie+"=another"), faultState)
	refused(h.back(back, ""), faultState)
	require.Equal(t, "/login", h.back(back, cookie).header.Get("Location"), "another browser used nothing up")
	refused(h.back(back, cookie), faultState)

	cookie, at = h.begin("")
	back = h.choose(at, "wang")
	h.clock.advance(flowLife)
	refused(h.back(back, cookie), faultState)

	cookie, at = h.begin("")
	refused(h.back(h.choose(at, "nobody"), cookie), faultDenied)
	cookie, at = h.begin("")
	refused(h.back(signin.Callback+"?code=guessed&state="+at.Query().Get("state"), cookie), faultRefused)
	refused(h.back(signin.Callback+"?code=x", cookie), faultState)
	refused(h.back(signin.Callback+"?code=x&state="+strings.Repeat("s", 5000), cookie), faultState)

	cookie, at = h.begin("")
	refused(h.back(h.choose(at, "wang")+"&iss=https%3A%2F%2Fevil.example", cookie), faultRefused)

	h.issuer.Tamper = func(c map[string]any) { c["aud"] = "another" }
	cookie, at = h.begin("")
	refused(h.back(h.choose(at, "wang"), cookie), faultRefused)
	h.quiet()
}

func TestWhereTheWayBackLeads(t *testing.T) {
	h := openHall(t)
	for to, want := range map[string]string{"": "/login", "/desk": "/desk", "/tickets/20261123-0001?a=b": "/tickets/20261123-0001?a=b", "//evil.example": "/login",
		"https://evil.example": "/login", `/\evil.example`: "/login", "/a\r\nSet-Cookie: x": "/login", "/" + strings.Repeat("a", 300): "/login"} {
		cookie, at := h.begin(to)
		require.Equal(t, want, h.back(h.choose(at, "wang"), cookie).header.Get("Location"), to)
	}
}

func TestRightsFollowTheProvider(t *testing.T) {
	h := openHall(t)
	h.come("wang", "first")
	h.come("wang", "second")
	require.Equal(t, 200, h.get("first", "/session").status, "the same rights end nothing")
	k, ok := h.Consoles.enter(principal{Actor: dispatch.Actor{ID: "wang", Role: dispatch.RoleAgent}, session: digest(h.pass["first"].cookie)})
	require.True(t, ok)
	defer h.Consoles.leave(k)

	h.issuer.People[0].Roles, h.issuer.People[0].Name = []string{"desk", "boss"}, "王芳芳"
	h.come("wang", "third")
	require.Equal(t, "supervisor", h.get("third", "/session").value()["user"].(map[string]any)["role"])
	require.Equal(t, 401, h.get("first", "/session").status, "old sessions end")
	require.Equal(t, 401, h.get("second", "/session").status)
	require.Len(t, k.review, 1, "its console asks at once")
	_, stays := h.Consoles.admits(t.Context(), k.who)
	require.False(t, stays)
	require.Equal(t, []string{"wang oidc agent  → supervisor"}, h.trailed("rights_changed"))

	h.issuer.People[0].Username = "wang.fang"
	h.come("wang.fang", "fourth")
	require.Equal(t, "wang", h.get("fourth", "/session").value()["user"].(map[string]any)["username"], "the same person by another name")

	h.issuer.People[0].Roles = []string{"none"}
	require.Equal(t, "/login?fault=role", h.come("wang.fang", ""))
	require.Contains(t, h.trailed("sign_in_refused")[0], "role none")
	require.Equal(t, "/login?fault=unit", h.come("far", ""))
	h.issuer.People[0].Roles = []string{"desk"}
	require.Equal(t, 200, h.patch("admin", "/users/wang", object{"active": false}).status)
	require.Equal(t, "/login?fault=off", h.come("wang.fang", ""))
}

// Only the provider knows who may still come: its word holds for a day's work,
// however busy the session is.
func TestProvidersWordEnds(t *testing.T) {
	h := openHall(t)
	h.come("wang", "wang")
	h.as("agent")
	for range 12 {
		require.Equal(t, 200, h.get("wang", "/session").status)
		require.Equal(t, 200, h.get("agent", "/session").status)
		h.clock.advance(time.Hour)
	}
	require.Equal(t, 401, h.get("wang", "/session").status)
	require.Equal(t, 200, h.get("agent", "/session").status, "who has a password stays as long as there is work")
}

// Somebody moved to another unit at the provider works for that one from the next
// sign-in on, and for the old one no more.
func TestMovedAtTheProvider(t *testing.T) {
	h := openHall(t)
	no := h.dispatched()
	h.come("li", "before")
	require.Equal(t, 200, h.get("before", "/tickets/"+no).status)
	h.issuer.People[1].Unit = "zjj"
	h.come("li", "after")
	require.Equal(t, "zjj", h.get("after", "/session").value()["user"].(map[string]any)["unit"])
	require.Equal(t, 401, h.get("before", "/tickets/"+no).status)
	require.Equal(t, 403, h.get("after", "/tickets/"+no).status)
	require.Equal(t, []string{"li oidc liaison rl → liaison zjj"}, h.trailed("rights_changed"))
}

// A session that somebody planted in the browser is not the one that signing in
// opens.
func TestPlantedSession(t *testing.T) {
	h := openHall(t)
	planted := "planted-by-somebody-else"
	a := h.do("", "POST", "/api/v1/session", object{"username": "agent", "password": testPassword}, "Cookie", cookieName+"="+planted)
	require.Equal(t, 200, a.status)
	require.NotContains(t, a.header.Get("Set-Cookie"), planted)
	cookie, at := h.begin("")
	a = h.back(h.choose(at, "wang"), cookie+"; "+cookieName+"="+planted)
	require.Equal(t, "/login", a.header.Get("Location"))
	require.NotContains(t, a.header.Get("Set-Cookie"), planted)
	require.Equal(t, 401, h.do("", "GET", "/api/v1/session", nil, "Cookie", cookieName+"="+planted).status)
}

func TestAccountOfTheSameName(t *testing.T) {
	h := openHall(t)
	require.Equal(t, "/login?fault=taken", h.come("agent", ""))
	require.Equal(t, 200, h.post("", "/session", object{"username": "agent", "password": testPassword}).status)

	h = openHall(t, func(s *signin.Settings) { s.LinkLocal = true })
	require.Equal(t, "/tickets?queue=x", h.come("agent", "linked"))
	require.Equal(t, []string{"agent oidc"}, h.trailed("identity_linked"))
	require.Equal(t, 200, h.post("", "/session", object{"username": "agent", "password": testPassword}).status, "the password stays")
	h.issuer.People[0].Username = "admin"
	require.Equal(t, "/login?fault=taken", h.come("admin", ""), "an administrator's account is not for who is none at the provider")
	h.issuer.People[3].Subject = "44"
	require.Equal(t, "/login?fault=taken", h.come("agent", ""), "whoever took the name over at the provider is somebody else")
}

func TestDeadProviderHarmsNobody(t *testing.T) {
	h := openHall(t)
	h.door.Close()
	require.Equal(t, 200, h.get("", "/session/methods").status)
	require.Equal(t, 200, h.post("", "/session", object{"username": "agent", "password": testPassword}).status)
	a := h.get("", "/session/oidc")
	require.Equal(t, "/login?fault=down", a.header.Get("Location"))
	require.Contains(t, h.lines.String(), "does not answer", "the operator is told in words")

	o := openOffice(t)
	require.Nil(t, o.get("", "/session/methods").value()["oidc"])
	require.Equal(t, 404, o.get("", "/session/oidc").status)
	require.Equal(t, 404, o.do("", "GET", signin.Callback, nil).status)
}

// Who proved less at the provider than is wanted here is told so, and no account is
// made.
func TestWeakSignIn(t *testing.T) {
	h := openHall(t, func(s *signin.Settings) { s.AMR = []string{"otp"} })
	require.Equal(t, "/login?fault=weak", h.come("wang", ""))
	require.Contains(t, h.trailed("sign_in_refused")[0], "weak")
	require.Empty(t, h.trailed("user_added"))
	h.issuer.Tamper = func(c map[string]any) { c["amr"] = []string{"pwd", "otp"} }
	require.Equal(t, "/tickets?queue=x", h.come("wang", "wang"))
}

func TestProviderIsAskedAtARate(t *testing.T) {
	h := openHall(t)
	h.server.Config.Limits.LoginPerMinute = 2
	h.begin("")
	h.begin("")
	require.Equal(t, "/login?fault=busy", h.get("", "/session/oidc").header.Get("Location"))
	h.clock.advance(time.Minute)
	h.begin("")
}
