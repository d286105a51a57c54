package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// district starts a server with the sample district's directory on a store.
func district(t *testing.T, store string, change ...func(*Config)) *App {
	t.Helper()
	c := Default()
	c.Store, c.SecretFile, c.Listen = store, filepath.Join(t.TempDir(), "secret.key"), "127.0.0.1:0"
	for _, fn := range change {
		fn(&c)
	}
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error"), Demo: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	require.NoError(t, a.plant(t.Context(), &options{stderr: io.Discard, days: -1}))
	require.NoError(t, a.Start(t.Context()))
	return a
}

// person is somebody who is signed in.
type person struct {
	t    testing.TB
	base string
	http http.Client
	csrf string
}

func signIn(t *testing.T, a *App, name string) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	p := &person{t: t, base: "http://" + a.Addr() + "/api/v1", http: http.Client{Jar: jar}}
	p.csrf = p.post("/session", map[string]any{"username": name, "password": demoPassword}, http.StatusOK)["csrf"].(string)
	return p
}

func (p *person) post(path string, body any, status int) map[string]any {
	p.t.Helper()
	return p.call(http.MethodPost, path, body, status)
}

func (p *person) call(method, path string, body any, status int) map[string]any {
	p.t.Helper()
	b, err := json.Marshal(body)
	require.NoError(p.t, err)
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, bytes.NewReader(b))
	require.NoError(p.t, err)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("X-CSRF-Token", p.csrf)
	return p.do(r, status)
}

func (p *person) get(path string) map[string]any {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.base+path, nil)
	require.NoError(p.t, err)
	return p.do(r, http.StatusOK)
}

func (p *person) do(r *http.Request, status int) map[string]any {
	p.t.Helper()
	resp, err := p.http.Do(r)
	require.NoError(p.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	require.NoError(p.t, err)
	require.Equal(p.t, status, resp.StatusCode, string(b))
	var out map[string]any
	if len(b) > 0 {
		require.NoError(p.t, json.Unmarshal(b, &out))
	}
	return out
}

// TestTicketLife runs one ticket from the call to the end over HTTP, on the
// store of a district and on the store of several servers.
func TestTicketLife(t *testing.T) {
	for name, store := range stores(t) {
		t.Run(name, func(t *testing.T) {
			a := district(t, store)
			agent, dispatcher := signIn(t, a, "agent"), signIn(t, a, "dispatcher")
			liaison := signIn(t, a, "liaison-chengguanju")
			ticket := agent.post("/tickets", map[string]any{"type": "complaint", "channel": "phone", "urgency": "general", "title": "早市散场后垃圾无人清理",
				"text": "和平镇早市散场后垃圾堆了一天没有人清理", "place": map[string]any{"address": "和平镇早市", "town": "和平镇"},
				"caller":   map[string]any{"name": "王女士", "phone": "19900001234", "wants_reply": true},
				"dispatch": map[string]any{"lead": "chengguanju", "co_units": []string{}, "reason": "按目录"}}, http.StatusCreated)
			path := "/tickets/" + ticket["no"].(string)
			require.Equal(t, "dispatched", ticket["state"])
			liaison.post(path+"/accept", map[string]any{}, http.StatusOK)
			liaison.post(path+"/contact", map[string]any{"method": "phone", "reached": true, "note": "已联系"}, http.StatusOK)
			liaison.post(path+"/reply", map[string]any{"text": "已安排保洁人员当日清运，每天散市后巡查一次，来电人认可。", "resolved": true}, http.StatusOK)
			dispatcher.post(path+"/review", map[string]any{"pass": true}, http.StatusOK)
			done := agent.post(path+"/callback", map[string]any{"reached": true, "contacted": true, "resolved": true, "satisfied": true}, http.StatusOK)
			require.Equal(t, "closed", done["state"])
			events := agent.get(path + "/events")
			require.Equal(t, true, events["intact"])
			board := signIn(t, a, "supervisor").get("/board")
			require.EqualValues(t, 1, board["today"].(map[string]any)["intake"])
		})
	}
}

// stores are the DSNs to test on: SQLite always, MongoDB where the environment
// names one (make test always does).
func stores(t *testing.T) map[string]string {
	out := map[string]string{"sqlite": "file:" + filepath.Join(t.TempDir(), "hotline.db")}
	if uri := os.Getenv("HOTLINE_TEST_MONGO"); uri != "" {
		out["mongo"] = strings.TrimSuffix(uri, "/") + fmt.Sprintf("/life_%d", time.Now().UnixNano())
	}
	return out
}

// TestStopLosesNothing: a ticket acknowledged before a graceful stop is there
// after the next start, and no goroutine of the server is left.
func TestStopLosesNothing(t *testing.T) {
	visit := func(path string) (*App, string) {
		a := district(t, "file:"+path)
		agent := signIn(t, a, "agent")
		no := agent.post("/tickets", map[string]any{"type": "help", "channel": "phone", "urgency": "life", "title": "楼道有燃气味", "text": "楼道里有很重的燃气味",
			"place": map[string]any{"address": "幸福里12号楼", "town": "幸福镇"}, "caller": map[string]any{"name": "李先生", "phone": "19900000001"}}, http.StatusCreated)["no"].(string)
		agent.http.CloseIdleConnections()
		require.NoError(t, a.Stop(t.Context()))
		return a, no
	}
	visit(filepath.Join(t.TempDir(), "first.db")) // what libraries start once for the process
	before := runtime.NumGoroutine()
	a, no := visit(filepath.Join(t.TempDir(), "hotline.db"))
	require.Eventually(t, func() bool { return runtime.NumGoroutine() <= before+2 }, 5*time.Second, 10*time.Millisecond)

	c := Default()
	c.Store, c.SecretFile = a.cfg.Store, a.cfg.SecretFile
	again, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	tk, err := again.Store.Ticket(t.Context(), no)
	require.NoError(t, err)
	require.Equal(t, dispatch.Life, tk.Urgency)
	require.NoError(t, again.Stop(t.Context()))
}

// TestCommandLine: help for every command, and one clear line and exit 2 for
// what is wrong.
func TestCommandLine(t *testing.T) {
	for _, c := range commands() {
		var out, errs bytes.Buffer
		require.Zero(t, Main([]string{c.name, "--help"}, &out, &errs), c.name)
		require.Contains(t, out.String(), "Example:\n  ", c.name)
		require.Empty(t, errs.String())
	}
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.toml")
	require.NoError(t, os.WriteFile(bad, []byte("listen = 3"), 0o600))
	junk, rows := filepath.Join(dir, "junk.db"), filepath.Join(dir, "rows.jsonl")
	require.NoError(t, os.WriteFile(junk, []byte(strings.Repeat("this is no database ", 50)), 0o600))
	require.NoError(t, os.WriteFile(rows, []byte("{\"a\":1}\n"), 0o600))
	t.Setenv("HOTLINE_SECRET_FILE", filepath.Join(dir, "secret.key"))
	for name, args := range map[string][]string{
		"bad store":   {"serve", "--store", "file:" + junk},
		"bad rows":    {"import", rows, "--report", filepath.Join(dir, "rejected.tsv"), "--store", "file:" + filepath.Join(dir, "h.db")},
		"command":     {"fly"},
		"flag":        {"serve", "--fly"},
		"config file": {"serve", "--config", filepath.Join(dir, "none.toml")},
		"bad config":  {"check-config", "--config", bad},
		"two faults":  {"check-config", "--listen", "x", "--store", "y"},
		"month":       {"score", "2026-13"},
		"demo abroad": {"demo", "--dir", dir, "--listen", "0.0.0.0:0"},
		"no file":     {"import"},
		"output":      {"brief", "2026-10", "-o", "x.odt"},
	} {
		t.Run(name, func(t *testing.T) {
			var out, errs bytes.Buffer
			require.Equal(t, 2, Main(args, &out, &errs), errs.String())
			require.Equal(t, 1, strings.Count(errs.String(), "\n"), "one line: %q", errs.String())
		})
	}
}

// TestLogIsBlind: whoever logs personal data by mistake logs stars.
func TestLogIsBlind(t *testing.T) {
	var b bytes.Buffer
	newLogger(&b, "debug").Info("call", "ticket", "20261123-0043", "phone", "13812341234", "name", "张三", "text", "家里暖气不热")
	require.Contains(t, b.String(), "20261123-0043")
	for _, secret := range []string{"13812341234", "张三", "暖气"} {
		require.NotContains(t, b.String(), secret)
	}
}

// TestMonthIsPublishedOnce: a month that has ended is closed; what happens later does not move it, and nobody closes it again or too early.
func TestMonthIsPublishedOnce(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	month := sla.MonthOf(a.Clock.Now())
	supervisor := signIn(t, a, "supervisor")
	log := func() {
		in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Title: "路灯不亮", Text: "小区路灯三天不亮"}, Anonymous: true}
		_, err := a.Service.Log(t.Context(), in, &dispatch.Choice{Lead: "chengguanju"}, dispatch.Action{}, demoAgent)
		require.NoError(t, err)
	}
	log()
	supervisor.post("/scores/"+month+"/close", map[string]any{}, http.StatusConflict)
	_, end, err := sla.MonthBounds(month)
	require.NoError(t, err)
	a.Clock.Advance(end.Sub(a.Clock.Now()) + 2*time.Hour)
	_, err = a.reports().Close(t.Context(), month, dispatch.System(), "")
	require.NoError(t, err)
	published, err := a.reports().Score(t.Context(), month)
	require.NoError(t, err)
	require.False(t, published.PublishedAt.IsZero())
	require.Equal(t, 1, published.Totals.Registered)
	a.Clock.Advance(-end.Sub(a.Clock.Now()) - 4*time.Hour) // as if somebody set the clock back
	log()
	again, err := a.reports().Score(t.Context(), month)
	require.NoError(t, err)
	require.Equal(t, published, again)
	_, err = a.reports().Close(t.Context(), month, dispatch.System(), "")
	require.Equal(t, dispatch.Conflict, dispatch.CodeOf(err))
}
