package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/signin"
)

// there is what the provider calls the session of a browser.
func (h *hall) there(browser string) string {
	h.Helper()
	doc, _, err := load[sessionDoc](h.Context(), h.store, dispatch.KindSession, digest(h.pass[browser].cookie))
	require.NoError(h, err)
	return doc.There
}

func (h *hall) farewell(subject, session string) string {
	h.Helper()
	token, err := h.issuer.Farewell(subject, session)
	require.NoError(h, err)
	h.seen = append(h.seen, token)
	return token
}

// tell brings a logout token as the provider does.
func (h *hall) tell(token string) answer {
	h.Helper()
	return h.do("", "POST", signin.BackChannel, url.Values{"logout_token": {token}}.Encode(), "Content-Type", "application/x-www-form-urlencoded")
}

func TestLeftAtTheProvider(t *testing.T) {
	h := openHall(t)
	h.come("wang", "first")
	h.come("wang", "second")
	h.come("li", "li")
	h.as("agent")
	require.NotEqual(t, h.there("first"), h.there("second"))
	k, ok := h.Consoles.enter(principal{Actor: dispatch.Actor{ID: "wang", Role: dispatch.RoleAgent}, session: digest(h.pass["first"].cookie)})
	require.True(t, ok)
	defer h.Consoles.leave(k)

	token := h.farewell("1", h.there("first"))
	a := h.tell(token)
	require.Equal(t, []any{200, 1.0}, []any{a.status, a.value()["ended"]}, string(a.body))
	require.Equal(t, "no-store", a.header.Get("Cache-Control"))
	require.Equal(t, 401, h.get("first", "/session").status)
	require.Equal(t, 200, h.get("second", "/session").status, "the other session of the same person goes on")
	require.Len(t, k.review, 1, "its console asks at once")
	code, stays := h.Consoles.admits(t.Context(), k.who)
	require.Equal(t, []any{closeSignedOut, false}, []any{code, stays})
	require.Equal(t, 400, h.tell(token).status, "the same is told once")

	require.Equal(t, 1.0, h.tell(h.farewell("1", "")).value()["ended"], "all that are left of the person")
	require.Equal(t, 401, h.get("second", "/session").status)
	require.Equal(t, 0.0, h.tell(h.farewell("1", "")).value()["ended"], "who has left already")
	require.Equal(t, 0.0, h.tell(h.farewell("unheard of", "")).value()["ended"])
	require.Equal(t, 0.0, h.tell(h.farewell("1", h.there("li"))).value()["ended"], "somebody else's session")
	require.Equal(t, 1.0, h.tell(h.farewell("", h.there("li"))).value()["ended"], "a session without a name")
	require.Equal(t, 401, h.get("li", "/session").status)
	require.Equal(t, 200, h.get("agent", "/session").status, "who has a password stays out of it")
	require.ElementsMatch(t, []string{"li oidc 1", "wang oidc 1", "wang oidc 1"}, h.trailed("sessions_ended"))
	h.quiet()
}

// A provider that does not name its sessions in ID tokens ends all of the person.
func TestLeftWithoutASessionsName(t *testing.T) {
	h := openHall(t)
	h.issuer.Tamper = func(c map[string]any) {
		if c["nonce"] != nil {
			delete(c, "sid")
		}
	}
	h.come("wang", "wang")
	h.come("li", "li")
	require.Empty(t, h.there("wang"))
	require.Equal(t, 0.0, h.tell(h.farewell("", "some")).value()["ended"])
	require.Equal(t, 1.0, h.tell(h.farewell("1", "some")).value()["ended"])
	require.Equal(t, 200, h.get("li", "/session").status)
}

func TestFarewellsThatAreNone(t *testing.T) {
	h := openHall(t)
	h.come("wang", "wang")
	for name, token := range map[string]string{"nothing": "", "words": "x", "long": string(make([]byte, mostToken+1))} {
		require.Equal(t, 400, h.tell(token).status, name)
	}
	h.issuer.Tamper = func(c map[string]any) { c["aud"] = "another" }
	a := h.tell(h.farewell("1", ""))
	require.Equal(t, 400, a.status)
	require.Contains(t, a.text("detail"), "退出通知无效")
	h.issuer.Tamper = nil
	require.Equal(t, 200, h.get("wang", "/session").status)
	for range 300 {
		h.tell("x")
	}
	require.Equal(t, 429, h.tell(h.farewell("1", "")).status)
	require.Equal(t, 404, openOffice(t).do("", "POST", signin.BackChannel, "logout_token=x", "Content-Type", "application/x-www-form-urlencoded").status)
}

// TestLeftElsewhere: who has left at the provider loses the console at another
// server than the one that was told.
func TestLeftElsewhere(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Ping: time.Hour, Silence: time.Hour})
	next := p.beside(p.store)
	p.sign(dispatch.RoleLiaison, "u1")
	p.sign(dispatch.RoleLiaison, "u2")
	settings := signin.Settings{Issuer: "https://id.example.gov.cn", ClientID: "hotline", RoleDefault: dispatch.RoleAgent}
	provider, err := signin.New(settings, publicURL, http.DefaultClient, time.Now, func(string) bool { return true })
	require.NoError(t, err)
	s := &server{Deps: Deps{Base: context.Background(), Service: p.service, Consoles: p.sockets, Log: slog.New(slog.DiscardHandler), Provider: provider},
		store: p.store, sessions: newSessions(p.store, time.Now, nil)}
	who := signin.Person{Issuer: settings.Issuer, Subject: "1"}
	require.NoError(t, s.keepIdentity(t.Context(), who, "user-liaisonu1"))
	body, err := json.Marshal(sessionDoc{User: "user-liaisonu1", visit: visit{Issuer: settings.Issuer, There: "s1"}})
	require.NoError(t, err)
	_, err = p.store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindSession, ID: "session-liaisonu1", Version: 1, Body: body, At: time.Now()})
	require.NoError(t, err)
	left, stays := next.join("u1", -1), next.join("u2", -1)
	next.consoles(2)
	n, err := s.endTheirs(t.Context(), signin.Farewell{ID: "1", Subject: "1", Session: "s1"})
	require.NoError(t, err)
	require.Equal(t, 1, n)
	require.Equal(t, closeSignedOut, left.code())
	next.consoles(1)
	p.push("u2", 1)
	require.NoError(t, stays.upTo(1))
}
