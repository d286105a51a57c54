package api

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// TestGuards walks every route by every role: who is not listed is refused, who
// is listed is let through, and nobody comes without a session.
func TestGuards(t *testing.T) {
	o := openOffice(t, func(d *Deps) {
		d.Config.MetricsClosed = true
		d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log)
	})
	fill := strings.NewReplacer(":no", "20200101-0001", ":action", "note", ":month", "2026-10", ":unit", "rl", ":name", "default",
		":code", "nothing", ":username", "nobody", ":id", "nothing")
	staff := map[dispatch.Role]string{dispatch.RoleAgent: "agent", dispatch.RoleDispatcher: "dispatcher", dispatch.RoleSupervisor: "supervisor",
		dispatch.RoleAdmin: "admin", dispatch.RoleLiaison: "liaison-rl"}
	for _, r := range o.routes() {
		path := fill.Replace(r.path)
		if len(r.roles) == 0 {
			a := o.do("", r.method, path, nil)
			require.NotContains(t, []string{"forbidden", "internal"}, a.text("code"), "%s %s", r.method, path)
			continue
		}
		require.Equal(t, 401, o.do("", r.method, path, nil).status, "%s %s without a session", r.method, path)
		if strings.HasSuffix(path, "/feed.sse") {
			continue // all roles may, and it takes the connection over, which needs a listener
		}
		for role, who := range staff {
			a := o.do(who, r.method, path, nil)
			if !slices.Contains(r.roles, role) {
				require.Equal(t, 403, a.status, "%s %s as %s", r.method, path, who)
				require.Equal(t, "forbidden", a.text("code"))
				continue
			}
			require.NotContains(t, []int{401, 403, 500}, a.status, "%s %s as %s: %s", r.method, path, who, a.body)
			if r.method == "GET" {
				continue
			}
			wrong := o.do(who, r.method, path, nil, "X-CSRF-Token", "wrong")
			if path == "/api/v1/session" { // the session is over by now
				require.Equal(t, 401, wrong.status)
				delete(o.pass, who)
				continue
			}
			require.Equal(t, 403, wrong.status, "%s %s with a wrong CSRF token", r.method, path)
		}
	}
}

// TestOwnUnit checks that a liaison reaches only tickets of the own unit, and
// learns of another unit's not even the version.
func TestOwnUnit(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	for _, tc := range []struct {
		name, method, path string
		body               any
	}{
		{"read", "GET", "/tickets/" + no, nil},
		{"events", "GET", "/tickets/" + no + "/events", nil},
		{"accept", "POST", "/tickets/" + no + "/accept", object{}},
		{"stale version", "POST", "/tickets/" + no + "/accept", object{"version": 77}},
		{"reveal", "POST", "/tickets/" + no + "/reveal", object{"reason": "联系"}},
		{"their queue", "GET", "/tickets?queue=unit:rl/open", nil},
		{"the hotline's queue", "GET", "/tickets?queue=hotline/open", nil},
		{"their list", "GET", "/tickets?unit=rl", nil},
		{"by number", "GET", "/tickets?phone=13800001234", nil},
		{"their score", "GET", "/scores/2026-10/rl", nil},
	} {
		a := o.do("liaison-cgj", tc.method, "/api/v1"+tc.path, tc.body)
		require.Equal(t, 403, a.status, "%s: %s", tc.name, a.body)
		require.NotContains(t, string(a.body), "王", tc.name)
	}
	require.Empty(t, o.get("liaison-cgj", "/tickets").value()["items"])
	require.Len(t, o.get("liaison-rl", "/tickets").value()["items"], 1)
	require.Len(t, o.get("liaison-rl", "/tickets?queue=unit:rl/to_accept").value()["items"], 1)
	require.Equal(t, 200, o.get("liaison-rl", "/tickets/"+no).status)
	groups := o.get("liaison-rl", "/scores/2026-10").value()["groups"].([]any)
	require.Len(t, groups, 1, "a unit sees its own row")
}

func TestLoginAndLockout(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.LoginPerMinute = -1 })
	login := func(name, password string) answer {
		return o.post("", "/session", object{"username": name, "password": password})
	}
	a := login("agent", testPassword)
	require.Equal(t, 200, a.status)
	cookie := a.header.Get("Set-Cookie")
	for _, want := range []string{cookieName + "=", "HttpOnly", "SameSite=Strict", "path=/"} {
		require.Contains(t, cookie, want)
	}
	require.NotEmpty(t, a.text("csrf"))
	require.Equal(t, 401, login("nobody", testPassword).status)
	require.Equal(t, 422, o.post("", "/session", `{"username":{"$ne":""},"password":"x"}`).status)

	for range maxFailed - 1 {
		require.Equal(t, 401, login("agent", "wrong").status)
	}
	require.Equal(t, 423, login("agent", "wrong").status, "the fifth locks")
	locked := login("agent", testPassword)
	require.Equal(t, 423, locked.status, "the right password does not open a locked account")
	require.Equal(t, "locked", locked.text("code"))
	require.Contains(t, locked.text("detail"), "11月23日 09:15")
	o.clock.advance(lockTime)
	require.Equal(t, 200, login("agent", testPassword).status)
	for range maxFailed - 1 {
		require.Equal(t, 401, login("agent", "wrong").status, "a success starts the count anew")
	}
}

func TestSessionEnds(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, "agent", o.get("agent", "/session").value()["user"].(map[string]any)["username"])
	o.clock.advance(sessionLife - time.Hour)
	require.Equal(t, 200, o.get("agent", "/session").status)
	o.clock.advance(sessionLife - time.Hour)
	require.Equal(t, 200, o.get("agent", "/session").status, "use prolongs it")
	o.clock.advance(sessionLife)
	require.Equal(t, 401, o.get("agent", "/session").status)

	delete(o.pass, "agent")
	old := o.as("agent")
	require.Equal(t, 204, o.do("agent", "DELETE", "/api/v1/session", nil).status)
	require.Equal(t, 401, o.do("", "GET", "/api/v1/session", nil, "Cookie", cookieName+"="+old.cookie).status)

	require.Equal(t, 200, o.get("liaison-rl", "/session").status)
	require.Equal(t, 200, o.do("admin", "PATCH", "/api/v1/users/liaison-rl", object{"active": false}).status)
	require.Equal(t, 401, o.get("liaison-rl", "/session").status, "a user out of duty is out at once")
}

func TestLoginRate(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.LoginPerMinute = 3 })
	for range 3 {
		require.Equal(t, 401, o.post("", "/session", object{"username": "x", "password": "y"}).status)
	}
	a := o.post("", "/session", object{"username": "agent", "password": testPassword})
	require.Equal(t, 429, a.status)
	require.NotEmpty(t, a.header.Get("Retry-After"))
	o.clock.advance(time.Minute)
	require.Equal(t, 200, o.post("", "/session", object{"username": "agent", "password": testPassword}).status)
}
