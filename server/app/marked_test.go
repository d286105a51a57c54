package app

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// marks are what nobody may find: values of a caller that occur nowhere else.
var marks = map[string]string{"name": "司马标记", "phone": "13976543219", "address": "标记巷七十七号", "accused": "被举标某某"}

// traces are the ways in which a mark could be written somewhere.
func traces() map[string]string {
	out := map[string]string{}
	for kind, m := range marks {
		quoted := strings.Trim(strconv.QuoteToASCII(m), `"`)
		for how, s := range map[string]string{"": m, " escaped": quoted, " in hex": hex.EncodeToString([]byte(m)), " in an address": url.QueryEscape(m),
			" in base64": strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(m)), "=")} {
			out[kind+how] = s
		}
	}
	out["phone spaced"], out["phone with hyphens"] = "139 7654 3219", "139-7654-3219"
	return out
}

// found names the marks in a text.
func found(text []byte) []string {
	var out []string
	for how, s := range traces() {
		if bytes.Contains(text, []byte(s)) {
			out = append(out, how)
		}
	}
	return out
}

// journal is a log or a stream that is read while it is written.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

func (j *journal) text() []byte {
	j.mu.Lock()
	defer j.mu.Unlock()
	return bytes.Clone(j.buf.Bytes())
}

// markedHouse is a district with somebody of every role at a console, everything
// written down.
type markedHouse struct {
	t      *testing.T
	a      *App
	log    *journal
	frames *journal
	people map[string]*person
	path   string // of the store
}

func openMarked(t *testing.T) *markedHouse {
	h := &markedHouse{t: t, log: &journal{}, frames: &journal{}, people: map[string]*person{}, path: filepath.Join(t.TempDir(), "hotline.db")}
	c := Default()
	c.Store, c.SecretFile, c.Listen = "file:"+h.path, filepath.Join(t.TempDir(), "secret.key"), "127.0.0.1:0"
	a, err := New(t.Context(), c, Options{Log: newLogger(h.log, "debug"), Demo: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	require.NoError(t, a.plant(t.Context(), &options{stderr: io.Discard, days: -1}))
	require.NoError(t, a.Start(t.Context()))
	h.a = a
	admin := signIn(t, a, "admin")
	h.people["admin"] = admin
	for _, name := range []string{"agent", "dispatcher", "supervisor", "supervisor2", "liaison-chengguanju", "liaison-zhujian", "liaison-shuiwu"} {
		h.people[name] = signIn(t, a, name)
	}
	for _, p := range h.people {
		h.listen(p)
	}
	return h
}

// listen writes down every frame a console is sent.
func (h *markedHouse) listen(p *person) {
	u, err := url.Parse(p.base)
	require.NoError(h.t, err)
	header := http.Header{}
	for _, c := range p.http.Jar.Cookies(u) {
		header.Add("Cookie", c.String())
	}
	conn, resp, err := websocket.DefaultDialer.DialContext(h.t.Context(), "ws://"+u.Host+"/api/v1/ws", header)
	require.NoError(h.t, err)
	require.NoError(h.t, resp.Body.Close())
	var reading sync.WaitGroup
	reading.Go(func() {
		for {
			_, b, err := conn.ReadMessage()
			if err != nil {
				return
			}
			_, _ = h.frames.Write(append(b, '\n'))
		}
	})
	h.t.Cleanup(func() { _ = conn.Close(); reading.Wait() })
}

// ask is one request, its answer read whole and looked at.
func (h *markedHouse) ask(who, method, path string, body any) (int, []byte) {
	p := h.people[who]
	client, base := &http.Client{}, "http://"+h.a.Addr()
	b, err := json.Marshal(body)
	require.NoError(h.t, err)
	r, err := http.NewRequestWithContext(h.t.Context(), method, base+path, bytes.NewReader(b))
	require.NoError(h.t, err)
	r.Header.Set("Content-Type", "application/json")
	if p != nil {
		client = &p.http
		r.Header.Set("X-CSRF-Token", p.csrf)
	}
	resp, err := client.Do(r)
	require.NoError(h.t, err)
	defer resp.Body.Close()
	out, err := io.ReadAll(resp.Body)
	require.NoError(h.t, err)
	return resp.StatusCode, out
}

// act takes an action; what is refused is no fault here, what it shows is.
func (h *markedHouse) act(who, no, kind string, body map[string]any) (int, string) {
	status, b := h.ask(who, http.MethodPost, "/api/v1/tickets/"+no+"/"+kind, body)
	require.Less(h.t, status, 500, "%s %s: %s", who, kind, b)
	require.Empty(h.t, found(b), "%s sees a mark after %s (%d)", who, kind, status)
	return status, string(b)
}

// must is an action that has to be taken, or the lives would be empty.
func (h *markedHouse) must(who, no, kind string, body map[string]any) {
	status, b := h.act(who, no, kind, body)
	require.Equal(h.t, http.StatusOK, status, "%s by %s: %s", kind, who, b)
}

// spoken is a text in which the caller gave the number, and of a sealed ticket
// the name.
func spoken(sealed bool) string {
	s := "和平镇早市散场后垃圾无人清理，回电139 7654 3219，或者１３９７６５４３２１９。"
	if sealed {
		s = "本人" + marks["name"] + "，" + s
	}
	return s
}

// intakes are the kinds of tickets whose callers nobody may learn of.
func intakes() map[string]map[string]any {
	caller := func(more map[string]any) map[string]any {
		c := map[string]any{"name": marks["name"], "phone": marks["phone"], "address": marks["address"], "wants_reply": true}
		for k, v := range more {
			c[k] = v
		}
		return c
	}
	of := func(kind, text string, who map[string]any) map[string]any {
		return map[string]any{"type": kind, "channel": "phone", "urgency": "general", "title": "早市散场后垃圾无人清理", "text": text,
			"place": map[string]any{"address": "和平镇早市", "town": "和平镇"}, "caller": who}
	}
	report := of("report", spoken(true), caller(nil))
	report["report"] = map[string]any{"category": "environment", "accused_units": []string{"shuiwu"}, "accused_people": []string{marks["accused"]}}
	return map[string]map[string]any{
		"anonymous":    of("complaint", spoken(false), caller(map[string]any{"anonymous": true})),
		"open":         of("complaint", spoken(false), caller(nil)),
		"confidential": of("complaint", spoken(true), caller(map[string]any{"confidential": true})),
		"report":       report,
		"sealed later": of("help", spoken(false), caller(nil)),
	}
}

// live brings a ticket through every step its people can take.
func (h *markedHouse) live(kind, no, code string) {
	lead := "liaison-chengguanju"
	words := func(s string) string { return s + "，来电号码 " + marks["phone"] }
	if kind == "sealed later" {
		h.must("supervisor", no, "seal", map[string]any{"category": "safety", "reason": words("来电人有顾虑")})
	}
	h.act("dispatcher", no, "dispatch", map[string]any{"lead": "chengguanju", "co_units": []string{"zhujian"}, "reason": words("按目录派单")})
	h.must(lead, no, "accept", map[string]any{})
	h.act(lead, no, "note", map[string]any{"text": words("已看到")})
	h.act(lead, no, "contact", map[string]any{"method": "phone", "reached": true, "note": words("已通话")})
	if kind != "open" && kind != "anonymous" {
		status, _ := h.act(lead, no, "reveal", map[string]any{"reason": "联系"})
		require.Equal(h.t, http.StatusForbidden, status)
	}
	h.act("agent", no, "append", map[string]any{"text": words("补充情况")})
	h.public(no, code, words("请抓紧"))
	h.act("dispatcher", no, "remind", map[string]any{"reason": words("请抓紧")})
	h.act("supervisor", no, "supervise", map[string]any{"level": 2, "reason": words("多次来电"), "demand": words("限期办结")})
	h.act(lead, no, "receive-letter", map[string]any{"letter": 1})
	h.act(lead, no, "answer-letter", map[string]any{"letter": 1, "text": words("已安排专人当日办结并回复")})
	h.act("supervisor", no, "difficult", map[string]any{"reason": words("权属不清")})
	h.act(lead, no, "extend", map[string]any{"days": 2, "reason": words("等待配件"), "basis": "施工安排"})
	h.act("supervisor", no, "decide-extension", map[string]any{"approve": true, "reason": words("同意")})
	h.act(lead, no, "ask", map[string]any{"items": []string{words("身份信息")}, "text": words("请补充")})
	h.act("liaison-zhujian", no, "part", map[string]any{"text": words("协办已完成")})
	h.must(lead, no, "reply", map[string]any{"text": words("已安排保洁人员当日清运，每天散市后巡查一次，现场已清理干净，来电人认可"), "resolved": true, "override": "已当面说明",
		"evidence": words("网格员现场见证，附当日清运前后照片各两张，存城管中队备查")})
	h.must("dispatcher", no, "review", map[string]any{"pass": true})
	h.act("supervisor", no, "unseal", map[string]any{"reason": words("回访需要")})
	h.act("supervisor", no, "close", map[string]any{"reason": words("已办结")})
}

// public is what the citizen does with number and code, looked at too.
func (h *markedHouse) public(no, code, words string) {
	for _, step := range []string{"append", "urge", "rating"} {
		status, b := h.ask("", http.MethodPost, "/api/v1/public/tickets/"+no+"/"+step, map[string]any{"code": code, "text": words, "comment": words, "satisfied": true, "resolved": true})
		require.Less(h.t, status, 500, string(b))
		require.Empty(h.t, found(b), "the citizen's own page after %s", step)
	}
	_, b := h.ask("", http.MethodGet, "/api/v1/public/tickets/"+no+"?code="+code, nil)
	require.Empty(h.t, found(b), "the citizen's own page")
}

// TestMarkedIdentityIsNowhere feeds tickets whose callers cannot be mistaken for
// anything else, lives them, and looks everywhere: every page that can be read by
// anybody, every frame, log line and metric, and the files of the store.
func TestMarkedIdentityIsNowhere(t *testing.T) {
	h := openMarked(t)
	tickets := map[string]string{}
	for kind, in := range intakes() {
		status, b := h.ask("agent", http.MethodPost, "/api/v1/tickets", in)
		require.Equal(t, http.StatusCreated, status, string(b))
		require.Empty(t, found(b), "the answer to the agent who logged it: %s", kind)
		var v struct{ No, Code string }
		require.NoError(t, json.Unmarshal(b, &v))
		full, err := h.a.Store.Ticket(t.Context(), v.No)
		require.NoError(t, err)
		h.live(kind, v.No, full.Code)
		tickets[kind] = v.No
	}
	h.jobs()
	h.reads(tickets)
	h.lookups()
	h.storedOpenly(tickets)
	h.shown(tickets)
	require.Empty(t, found(h.frames.text()), "in a frame")
	require.NotEmpty(t, h.frames.text(), "the consoles were told of something")
	require.Empty(t, found(h.log.text()), "in the log: %s", lineOf(h.log.text()))
	require.NotEmpty(t, h.log.text())
	h.files()
}

// jobs runs every job of the table, so that what they write is looked at too.
func (h *markedHouse) jobs() {
	_, b := h.ask("admin", http.MethodGet, "/api/v1/jobs", nil)
	var list struct{ Items []struct{ Name string } }
	require.NoError(h.t, json.Unmarshal(b, &list))
	require.NotEmpty(h.t, list.Items)
	for _, j := range list.Items {
		status, b := h.ask("admin", http.MethodPost, "/api/v1/jobs/"+j.Name+"/run", map[string]any{})
		require.Less(h.t, status, 500, "%s: %s", j.Name, b)
	}
}

// reads asks every route that can be read as everybody. A new route is walked
// without being named here. The two that never end tell what the long poll tells.
func (h *markedHouse) reads(tickets map[string]string) {
	month := time.Now().In(time.FixedZone("", 8*3600)).Format("2006-01")
	nos := slices.Collect(func(yield func(string) bool) {
		for _, no := range tickets {
			if !yield(no) {
				return
			}
		}
	})
	for who := range h.people {
		_, b := h.ask(who, http.MethodGet, "/api/v1/feed?after=0&wait=0", nil)
		require.Empty(h.t, found(b), "the feed of %s", who)
	}
	walked := 0
	for _, r := range h.a.web.GetRoutes(true) {
		if r.Method != http.MethodGet || strings.HasSuffix(r.Path, "/ws") || strings.HasSuffix(r.Path, "/feed.sse") || strings.Contains(r.Path, "*") {
			continue
		}
		for _, no := range nos {
			path := strings.NewReplacer(":no", no, ":month", month, ":unit", "chengguanju", ":code", "chengguanju", ":name", "default", ":day", "2026-11-22",
				":username", "agent", ":id", no+"-1").Replace(r.Path)
			for who := range h.people {
				for _, query := range []string{"", "?q=" + url.QueryEscape(marks["name"]), "?phone=" + marks["phone"], "?q=" + url.QueryEscape("早市散场"), "?limit=100&month=" + month} {
					if query != "" && no != nos[0] {
						continue
					}
					status, b := h.ask(who, http.MethodGet, path+query, nil)
					require.Less(h.t, status, 500, "%s as %s: %s", path+query, who, b)
					require.Empty(h.t, found(b), "GET %s as %s", path+query, who)
					walked++
				}
			}
			if !strings.Contains(r.Path, ":no") {
				break
			}
		}
	}
	require.Greater(h.t, walked, 500)
}

// lookups look by the number itself, which shows the callers of open tickets by
// their first character and knows nothing of sealed ones.
func (h *markedHouse) lookups() {
	for _, who := range []string{"agent", "dispatcher", "supervisor", "admin"} {
		_, b := h.ask(who, http.MethodPost, "/api/v1/callers/lookup", map[string]any{"phone": marks["phone"]})
		require.Empty(h.t, found(b), "look-up as %s", who)
		var v struct {
			Calls90d int `json:"calls_90d"`
		}
		require.NoError(h.t, json.Unmarshal(b, &v))
		require.Equal(h.t, 2, v.Calls90d, "sealed tickets are not counted for %s", who)
		_, b = h.ask(who, http.MethodPost, "/api/v1/suggest", map[string]any{"type": "complaint", "text": spoken(true), "caller": map[string]any{"phone": marks["phone"]}})
		require.NotContains(h.t, string(b), marks["accused"])
	}
}

// storedOpenly looks at what is not the person: tickets, events and records.
func (h *markedHouse) storedOpenly(tickets map[string]string) {
	for kind, no := range tickets {
		events, err := h.a.Store.Events(h.t.Context(), no)
		require.NoError(h.t, err)
		b, err := json.Marshal(events)
		require.NoError(h.t, err)
		require.Empty(h.t, found(b), "in the events of %s", kind)
	}
}

// shown: what two of the few agree on is shown to the one who asked, and to
// nobody else; so the marks were there all the time.
func (h *markedHouse) shown(tickets map[string]string) {
	for _, kind := range []string{"confidential", "report", "sealed later"} {
		path := "/api/v1/tickets/" + tickets[kind] + "/"
		h.must("supervisor2", tickets[kind], "decide-unseal", map[string]any{"approve": true, "reason": "同意"})
		for who := range h.people {
			status, b := h.ask(who, http.MethodPost, path+"reveal", map[string]any{"reason": "联系来电人"})
			if who != "supervisor" {
				require.Equal(h.t, http.StatusForbidden, status, "%s reveals %s: %s", who, kind, b)
				require.Empty(h.t, found(b), who)
				continue
			}
			require.Equal(h.t, http.StatusOK, status, string(b))
			for _, m := range []string{"name", "phone", "address"} {
				require.Contains(h.t, string(b), marks[m], kind)
			}
			require.Equal(h.t, kind == "report", strings.Contains(string(b), marks["accused"]), kind)
		}
		_, b := h.ask("supervisor", http.MethodGet, strings.TrimSuffix(path, "/"), nil)
		require.Empty(h.t, found(b), "a grant shows nothing by itself")
	}
}

// files looks into the files of the store themselves.
func (h *markedHouse) files() {
	for _, end := range []string{"", "-wal", "-shm"} {
		b, err := os.ReadFile(h.path + end)
		require.NoError(h.t, err)
		require.Empty(h.t, found(b), "in the store's file %s: %s", end, around(b))
	}
}

// lineOf and around show where a mark was found.
func lineOf(text []byte) string {
	for line := range bytes.Lines(text) {
		if len(found(line)) > 0 {
			return string(line)
		}
	}
	return ""
}

func around(b []byte) string {
	for how, s := range traces() {
		if i := bytes.Index(b, []byte(s)); i >= 0 {
			return fmt.Sprintf("%s: %q", how, b[max(0, i-120):min(len(b), i+120)])
		}
	}
	return ""
}
