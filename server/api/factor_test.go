package api

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// code is what the telephone shows now.
func (o *office) code(secret string) string {
	o.Helper()
	code, err := totp.GenerateCode(secret, o.clock.now())
	require.NoError(o, err)
	return code
}

// enrolled sets up a second factor and gives its secret and the recovery codes.
func (o *office) enrolled(who string) (secret string, recovery []string) {
	o.Helper()
	a := o.post(who, "/me/totp", object{"password": testPassword})
	require.Equal(o, 201, a.status, string(a.body))
	secret = a.text("secret")
	require.Contains(o, a.text("uri"), secret)
	require.True(o, strings.HasPrefix(a.text("qr"), "<svg "))
	done := o.post(who, "/me/totp/confirm", object{"code": o.code(secret)})
	require.Equal(o, 200, done.status, string(done.body))
	for _, c := range done.value()["codes"].([]any) {
		recovery = append(recovery, c.(string))
	}
	return secret, recovery
}

func (o *office) signInWith(who, code string) answer {
	o.Helper()
	return o.post("", "/session", object{"username": who, "password": testPassword, "totp": code})
}

func TestSecondFactor(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.LoginPerMinute, d.Config.Limits.LoginAccountPerMinute = -1, -1 })
	require.Equal(t, object{"password": true, "enabled": false, "required": false, "confirmed_at": nil, "recovery_left": 0.0}, object(o.get("agent", "/me/security").value()))
	require.Equal(t, 422, o.post("agent", "/me/totp", object{"password": "wrong"}).status)
	require.Equal(t, 409, o.post("agent", "/me/totp/confirm", object{"code": "123456"}).status)
	begun := o.post("agent", "/me/totp", object{"password": testPassword})
	require.Equal(t, 201, begun.status)
	require.Equal(t, 422, o.post("agent", "/me/totp/confirm", object{"code": "000000x"}).status)
	require.Equal(t, 200, o.signInWith("agent", "").status, "what is not confirmed asks nobody")
	secret, recovery := o.enrolled("agent")
	require.NotEqual(t, begun.text("secret"), secret, "begun anew")
	require.Len(t, recovery, 10)
	require.Equal(t, 10.0, o.get("agent", "/me/security").value()["recovery_left"])
	require.Equal(t, 409, o.post("agent", "/me/totp", object{"password": testPassword}).status)

	missing := o.signInWith("agent", "")
	require.Equal(t, 401, missing.status)
	require.Equal(t, "totp_required", missing.text("code"))
	require.Equal(t, "unauthorized", o.post("", "/session", object{"username": "agent", "password": "wrong", "totp": o.code(secret)}).text("code"))
	require.Equal(t, 401, o.signInWith("agent", o.code(secret)).status, "the code of the confirmation is used up")
	o.clock.advance(30 * time.Second)
	right := o.code(secret)
	require.Equal(t, 200, o.signInWith("agent", right).status)
	replay := o.signInWith("agent", right)
	require.Equal(t, 401, replay.status)
	require.Equal(t, "unauthorized", replay.text("code"))
	o.clock.advance(time.Minute)
	before := o.code(secret)
	o.clock.advance(30 * time.Second)
	require.Equal(t, 200, o.signInWith("agent", before).status, "a telephone half a minute slow")
	o.clock.advance(time.Hour)
	require.Equal(t, 200, o.signInWith("agent", recovery[2]).status)
	require.Equal(t, 401, o.signInWith("agent", recovery[2]).status, "a recovery code works once")
	require.Equal(t, 9.0, o.get("agent", "/me/security").value()["recovery_left"])

	for _, r := range []string{secret, recovery[0], right} {
		require.NotContains(t, o.lines.String(), r)
		require.NotContains(t, string(o.get("admin", "/audit").body), r)
	}
	r, err := o.store.Record(t.Context(), dispatch.KindFactor, "agent")
	require.NoError(t, err)
	require.Contains(t, string(r.Body), "sealed:k1:")
	require.NotContains(t, string(r.Body), secret)
}

func TestWrongCodesLock(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.LoginPerMinute = -1 })
	secret, _ := o.enrolled("agent")
	o.clock.advance(time.Minute)
	for range maxFailed - 1 {
		require.Equal(t, 401, o.signInWith("agent", "000000").status)
		require.Equal(t, "totp_required", o.signInWith("agent", "").text("code"), "the right password alone does not start the count anew")
	}
	require.Equal(t, 423, o.signInWith("agent", "000000").status)
	require.Equal(t, 423, o.signInWith("agent", o.code(secret)).status)
	o.clock.advance(lockTime)
	require.Equal(t, 200, o.signInWith("agent", o.code(secret)).status)
}

func TestFactorTakenAway(t *testing.T) {
	o := openOffice(t)
	secret, recovery := o.enrolled("agent")
	off := func(body object) answer { return o.do("agent", "DELETE", "/api/v1/me/totp", body) }
	require.Equal(t, 422, off(object{"password": testPassword}).status)
	require.Equal(t, 422, off(object{"password": "wrong", "totp": recovery[0]}).status)
	renewed := o.post("agent", "/me/totp/recovery", object{"password": testPassword, "totp": recovery[0]})
	require.Equal(t, 200, renewed.status, string(renewed.body))
	require.Equal(t, 422, off(object{"password": testPassword, "totp": recovery[1]}).status, "the old ones hold no more")
	o.clock.advance(time.Minute)
	require.Equal(t, 204, off(object{"password": testPassword, "totp": o.code(secret)}).status)
	require.Equal(t, 200, o.signInWith("agent", "").status)
	require.Equal(t, 409, off(object{"password": testPassword, "totp": "1"}).status)

	o.clock.advance(time.Second)
	o.enrolled("dispatcher")
	require.Equal(t, 403, o.do("supervisor", "DELETE", "/api/v1/users/dispatcher/totp", nil).status)
	require.Equal(t, 204, o.do("admin", "DELETE", "/api/v1/users/dispatcher/totp", nil).status)
	require.Equal(t, 404, o.do("admin", "DELETE", "/api/v1/users/dispatcher/totp", nil).status)
	require.Equal(t, 401, o.get("dispatcher", "/session").status, "all sessions end")
	require.Equal(t, 200, o.signInWith("dispatcher", "").status)
	lines := o.get("admin", "/audit?kind=totp_removed").value()["items"].([]any)
	require.Equal(t, "dispatcher", lines[0].(map[string]any)["target"])
	require.Equal(t, "admin", lines[0].(map[string]any)["user"])
}

func TestFactorRequired(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Factors = []dispatch.Role{dispatch.RoleAdmin} })
	in := o.signInWith("admin", "")
	require.Equal(t, 200, in.status)
	require.Equal(t, true, in.value()["enrol"])
	for _, path := range []string{"/users", "/tickets", "/audit", "/units"} {
		a := o.get("admin", path)
		require.Equal(t, 403, a.status, path)
		require.Contains(t, a.text("detail"), "动态验证码")
	}
	require.Equal(t, 403, o.post("admin", "/tokens", object{"name": "x", "scopes": []string{"read"}}).status)
	require.Equal(t, 200, o.get("admin", "/me/security").status)
	o.enrolled("admin")
	require.Equal(t, 200, o.get("admin", "/users").status, "at once")
	require.Nil(t, o.get("admin", "/session").value()["enrol"])
	require.Equal(t, 409, o.do("admin", "DELETE", "/api/v1/me/totp", object{"password": testPassword, "totp": "1"}).status)
	require.Equal(t, "totp_required", o.signInWith("admin", "").text("code"))
	require.Equal(t, 200, o.get("agent", "/tickets").status, "other roles are not asked")
}

func TestOwnSessions(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log) })
	phone := o.do("", "POST", "/api/v1/session", object{"username": "agent", "password": testPassword},
		"User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile/15E148 Safari/604.1")
	o.clock.advance(time.Second)
	items := o.get("agent", "/me/sessions").value()["items"].([]any)
	require.Len(t, items, 2)
	require.Equal(t, true, items[0].(map[string]any)["current"])
	other := items[1].(map[string]any)
	require.Equal(t, []any{"Safari", "iOS", false}, []any{other["browser"], other["system"], other["current"]})
	secret, _, _ := strings.Cut(strings.TrimPrefix(phone.header.Get("Set-Cookie"), cookieName+"="), ";")
	o.pass["phone"] = pass{secret, phone.text("csrf")}
	require.Equal(t, 200, o.get("phone", "/session").status)
	require.NotContains(t, string(o.get("agent", "/me/sessions").body), secret)

	k, ok := o.Consoles.enter(principal{Actor: dispatch.Actor{ID: "agent", Role: dispatch.RoleAgent}, session: digest(secret)})
	require.True(t, ok)
	defer o.Consoles.leave(k)
	id := other["id"].(string)
	require.Equal(t, 404, o.do("dispatcher", "DELETE", "/api/v1/me/sessions/"+id, nil).status, "somebody else's")
	require.Equal(t, 200, o.get("phone", "/session").status)
	require.Equal(t, 204, o.do("agent", "DELETE", "/api/v1/me/sessions/"+id, nil).status)
	require.Equal(t, 404, o.do("agent", "DELETE", "/api/v1/me/sessions/"+id, nil).status)
	require.Equal(t, 401, o.get("phone", "/session").status)
	require.Len(t, k.review, 1, "its console asks at once, and is sent away")
	code, stays := o.Consoles.admits(t.Context(), k.who)
	require.False(t, stays)
	require.Equal(t, closeSignedOut, code)
	require.Equal(t, 200, o.get("agent", "/session").status)
	require.Contains(t, string(o.get("admin", "/audit?kind=session_ended").body), "Safari iOS")
}

func TestPasswordEndsOthers(t *testing.T) {
	o := openOffice(t)
	change := func(old, fresh string) answer {
		return o.do("agent", "PUT", "/api/v1/me/password", object{"password": old, "new_password": fresh})
	}
	require.Equal(t, 200, o.signInWith("agent", "").status)
	require.Equal(t, 422, change("wrong", "long enough 1").status)
	require.Equal(t, 422, change(testPassword, "short").status)
	require.Equal(t, 422, change(testPassword, testPassword).status)
	done := change(testPassword, "long enough 1")
	require.Equal(t, 200, done.status, string(done.body))
	require.Equal(t, 1.0, done.value()["ended"])
	require.Equal(t, 200, o.get("agent", "/session").status, "who changed it stays")
	require.Equal(t, 401, o.signInWith("agent", "").status)
	require.Equal(t, 200, o.post("", "/session", object{"username": "agent", "password": "long enough 1"}).status)
	for range maxFailed {
		change("wrong", "long enough 2")
	}
	require.Equal(t, 423, change("long enough 1", "long enough 2").status, "guessing at an open page locks too")
}

func TestSessionsOfOthers(t *testing.T) {
	o := openOffice(t)
	o.as("agent")
	require.Equal(t, 200, o.signInWith("agent", "").status)
	items := o.get("admin", "/users/agent/sessions").value()["items"].([]any)
	require.Len(t, items, 2)
	require.Equal(t, 404, o.get("admin", "/users/nobody/sessions").status)
	id := items[0].(map[string]any)["id"].(string)
	require.Equal(t, 404, o.do("admin", "DELETE", "/api/v1/users/dispatcher/sessions/"+id, nil).status)
	require.Equal(t, 204, o.do("admin", "DELETE", "/api/v1/users/agent/sessions/"+id, nil).status)
	ended := o.do("admin", "DELETE", "/api/v1/users/agent/sessions", nil)
	require.Equal(t, 1.0, ended.value()["ended"])
	require.Equal(t, 401, o.get("agent", "/session").status)
	require.Len(t, o.get("admin", "/audit?kind=sessions_ended").value()["items"], 1)
}

func TestDevices(t *testing.T) {
	for agent, want := range map[string]device{
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36":                                             {"Chrome", "Windows"},
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":                                   {"Edge", "Windows"},
		"Mozilla/5.0 (Linux; Android 14; PEEM00) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49.2600": {"WeChat", "Android"},
		"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Safari/605.1.15":                                   {"Safari", "macOS"},
		"Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0":                                                                                  {"Firefox", "Linux"},
		"curl/8.5": {}, "": {},
	} {
		require.Equal(t, want, deviceOf(agent), agent)
	}
}
