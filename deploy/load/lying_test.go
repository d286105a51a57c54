package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/deploy/load/wire"
)

// liar is a server that does what load needs of one, but for its lies.
type liar struct {
	lie string

	mu     sync.Mutex
	nos    []string
	frames []wire.Frame
	grown  *sync.Cond
}

func (l *liar) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := func(v any) { _ = json.NewEncoder(w).Encode(v) }
	switch r.Method + r.URL.Path {
	case "POST/api/v1/session":
		http.SetCookie(w, &http.Cookie{Name: "hotline_session", Value: "s"})
		answer(map[string]string{"csrf": "c"})
	case "GET/api/v1/units":
		answer(map[string]any{"items": []wire.Unit{{Code: "a", Group: "bureau", Active: true}}})
	case "POST/api/v1/tickets":
		var d wire.Demand
		if json.NewDecoder(r.Body).Decode(&d) == nil {
			answer(wire.Ticket{No: l.register(d), Lead: "a"})
		}
	case "GET/api/v1/tickets":
		l.mu.Lock()
		defer l.mu.Unlock()
		items := []wire.Ticket{}
		for _, no := range slices.Backward(l.nos) {
			items = append(items, wire.Ticket{No: no})
		}
		answer(map[string]any{"items": items, "next": nil})
	case "GET/api/v1/ws":
		l.console(w, r)
	}
}

// register promises a ticket; the fifth one shows the lie.
func (l *liar) register(d wire.Demand) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := len(l.frames) + 1
	no := fmt.Sprintf("20261123-%04d", n)
	f := wire.Frame{Type: "frame", ID: int64(n), Kind: "dispatched", No: no, Title: d.Title}
	lying := n == 5
	if lying && l.lie == "the same number again" {
		no = l.nos[0]
	}
	if !lying || l.lie != "no ticket" {
		l.nos = append(l.nos, no)
	}
	if lying && l.lie == "no frame of it" {
		f.Kind = "reminded"
	}
	if lying && l.lie == "an id left out" {
		f.ID = 0
	}
	l.frames = append(l.frames, f)
	l.grown.Broadcast()
	return no
}

func (l *liar) console(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	go func() { // the acknowledgements, until the console leaves
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
		}
	}()
	tell := func(f wire.Frame) error { return conn.WriteJSON(f) }
	if tell(wire.Frame{Type: "hello"}) != nil {
		return
	}
	for sent := 0; ; sent++ {
		l.mu.Lock()
		for len(l.frames) <= sent {
			l.grown.Wait()
		}
		f := l.frames[sent]
		l.mu.Unlock()
		if f.ID == 0 {
			continue
		}
		err := tell(f)
		if sent == 4 && l.lie == "a frame twice" {
			err = tell(f)
		}
		if err != nil || f.Kind == "end" {
			return
		}
	}
}

// A tool that finds nothing wrong is worth nothing unless it finds what is.
func TestLiesAreFound(t *testing.T) {
	for _, tc := range []struct {
		lie  string
		says string
	}{
		{"", ""},
		{"an id left out", "1 frames lost"},
		{"a frame twice", "1 doubled"},
		{"no frame of it", "consoles not right"},
		{"no ticket", "tickets missing [20261123-0005]"},
		{"the same number again", "numbers given twice [20261123-0001]"},
	} {
		t.Run(tc.lie, func(t *testing.T) {
			t.Parallel()
			l := &liar{lie: tc.lie}
			l.grown = sync.NewCond(&l.mu)
			s := httptest.NewServer(l)
			var out bytes.Buffer
			ok, err := run(t.Context(), options{server: s.URL, rate: 100, clients: 2, length: 200 * time.Millisecond, consoles: 1, units: 1, wait: 500 * time.Millisecond}, &out)
			require.NoError(t, err)
			require.Equal(t, tc.says == "", ok, out.String())
			require.Contains(t, out.String(), tc.says)
		})
	}
}
