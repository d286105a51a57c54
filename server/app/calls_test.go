package app

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"
)

// heardCall is what a console is told of a call.
type heardCall struct {
	Type string `json:"type"`
	Call struct {
		ID    string `json:"id"`
		State string `json:"state"`
	} `json:"call"`
}

// hears follows a person's feed in one of the three ways and gives what it tells
// of calls, one after another.
func (p *person) hears(way string) <-chan heardCall {
	out := make(chan heardCall, 20)
	ctx := p.t.Context()
	take := func(text []byte) {
		var m heardCall
		require.NotContains(p.t, string(text), "00001234", "no number passes a line")
		if json.Unmarshal(text, &m) == nil && m.Type == "call" {
			out <- m
		}
	}
	switch way {
	case "websocket":
		conn, _, err := (&websocket.Dialer{Jar: p.http.Jar}).DialContext(ctx, "ws"+strings.TrimPrefix(p.base, "http")+"/ws", nil)
		require.NoError(p.t, err)
		context.AfterFunc(ctx, func() { _ = conn.Close() })
		_, _, err = conn.ReadMessage() // hello
		require.NoError(p.t, err)
		go func() {
			for _, text, err := conn.ReadMessage(); err == nil; _, text, err = conn.ReadMessage() {
				take(text)
			}
		}()
	case "stream":
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/feed.sse", nil)
		require.NoError(p.t, err)
		res, err := p.http.Do(req)
		require.NoError(p.t, err)
		lines := bufio.NewScanner(res.Body)
		require.True(p.t, lines.Scan())
		go func() {
			defer res.Body.Close()
			for lines.Scan() {
				if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
					take([]byte(data))
				}
			}
		}()
	case "poll":
		v := p.get("/feed")
		go func() {
			last, rung := v["last"].(float64), float64(-1)
			for ctx.Err() == nil {
				v, err := p.polls(ctx, last, rung)
				if err != nil {
					return
				}
				last = v.Last
				if v.Call.Type != "" {
					rung = v.Call.Rung
					out <- v.Call.heardCall
				}
			}
		}()
	}
	return out
}

type polled struct {
	Last float64 `json:"last"`
	Call struct {
		heardCall
		Rung float64 `json:"rung"`
	} `json:"call"`
}

func (p *person) polls(ctx context.Context, last, rung float64) (v polled, err error) {
	b, _ := json.Marshal([]float64{last, rung})
	nums := strings.Split(strings.Trim(string(b), "[]"), ",")
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/feed?wait=25&after="+nums[0]+"&rung="+nums[1], nil)
	if err != nil {
		return v, err
	}
	res, err := p.http.Do(req)
	if err != nil {
		return v, err
	}
	defer res.Body.Close()
	return v, json.NewDecoder(res.Body).Decode(&v)
}

// beside starts another server on the same store.
func beside(t *testing.T, a *App) *App {
	b, err := New(t.Context(), a.cfg, Options{Log: newLogger(io.Discard, "error"), Demo: true})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, b.Stop(context.Background())) })
	require.NoError(t, b.Start(t.Context()))
	return b
}

// A call comes up at the desk whose extension rings and at no other, whichever way
// its pages hear of it, and whichever server the telephone system told.
func TestCallsReachOneDesk(t *testing.T) {
	for name, dsn := range stores(t) {
		t.Run(name, func(t *testing.T) {
			a := district(t, dsn, func(c *Config) { c.RequestTimeout = Duration{time.Minute} })
			b, ways := a, []string{"websocket", "stream", "poll"}
			desks := []struct{ who, extension string }{{"agent", "8001"}, {"dispatcher", "8002"}, {"supervisor", "8003"}, {"liaison-zhujian", "8004"}}
			states := []string{"ringing", "talking"}
			if name == "mongo" { // the stand-in of the tests is slow: what matters here is the other server
				b, ways, desks, states = beside(t, a), ways[:1], desks[:1], states[:1]
			}
			token := signIn(t, a, "admin").post("/tokens", map[string]any{"name": "pbx", "scopes": []string{"phone"}}, http.StatusCreated)["token"].(string)
			tell := func(call, event, extension string) {
				body, err := json.Marshal(map[string]any{"event": event, "call_id": call, "from": "13800001234", "extension": extension})
				require.NoError(t, err)
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+a.Addr()+"/api/v1/cti/events", strings.NewReader(string(body)))
				require.NoError(t, err)
				req.Header.Set("Authorization", "Bearer "+token)
				req.Header.Set("Content-Type", "application/json")
				res, err := http.DefaultClient.Do(req)
				require.NoError(t, err)
				require.Equal(t, http.StatusOK, res.StatusCode)
				require.NoError(t, res.Body.Close())
			}
			people, heard := map[string]*person{}, map[string][]<-chan heardCall{}
			for _, d := range desks {
				p := signIn(t, b, d.who)
				people[d.who] = p
				p.call(http.MethodPut, "/me/extension", map[string]any{"extension": d.extension}, http.StatusOK)
				for _, way := range ways {
					heard[d.who] = append(heard[d.who], p.hears(way))
				}
			}
			// One after another is rung; whoever was told of another's call has it first.
			for _, state := range states {
				for _, d := range desks {
					tell("c-"+d.who, map[string]string{"ringing": "ringing", "talking": "answered"}[state], d.extension)
					for i, way := range ways {
						m := next(t, heard[d.who][i], d.who+" by "+way)
						require.Equal(t, state, m.Call.State)
						mine := people[d.who].get("/calls/current")["call"].(map[string]any)
						require.Equal(t, mine["id"], m.Call.ID, d.who+" by "+way)
						require.Equal(t, "13800001234", mine["full_number"])
					}
				}
			}
			for who, all := range heard {
				for i, c := range all {
					require.Empty(t, c, "%s by %s hears no more", who, ways[i])
				}
			}
		})
	}
}

func next(t *testing.T, c <-chan heardCall, who string) heardCall {
	t.Helper()
	select {
	case m := <-c:
		return m
	case <-time.After(20 * time.Second):
		require.Fail(t, "nothing came", who)
		return heardCall{}
	}
}
