package fake

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
)

// WeChatLetter is what a follower was sent.
type WeChatLetter struct {
	To       string `json:"touser"`
	Template string `json:"template_id"`
	URL      string `json:"url"`
	Page     string `json:"page"`
	Path     string `json:"-"` // it came by
	Data     map[string]struct {
		Value string `json:"value"`
	} `json:"data"`
}

// Picture is what the fake platform gives for any picture but "gone".
const Picture = "\xff\xd8\xff picture"

// WeChat stands for the platform's API: it gives tokens and takes messages.
type WeChat struct {
	server *httptest.Server

	mu     sync.Mutex
	tokens int
	code   int64
	spoilt bool
	got    []WeChatLetter
}

// NewWeChat starts one on this machine that knows the app wx1 with the secret s1.
func NewWeChat() *WeChat {
	w := &WeChat{}
	w.server = httptest.NewServer(w)
	return w
}

// URL is where it is reached.
func (w *WeChat) URL() string { return w.server.URL }

// Close ends it.
func (w *WeChat) Close() { w.server.Close() }

// Turn lets it answer with a code.
func (w *WeChat) Turn(code int64) { w.mu.Lock(); defer w.mu.Unlock(); w.code = code }

// Spoil ends the tokens it gave so far.
func (w *WeChat) Spoil() { w.mu.Lock(); defer w.mu.Unlock(); w.spoilt = true }

// Got is what was sent, and how many tokens were given.
func (w *WeChat) Got() ([]WeChatLetter, int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]WeChatLetter{}, w.got...), w.tokens
}

// ServeHTTP answers as the platform does.
func (w *WeChat) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	answer := func(v any) { _ = json.NewEncoder(rw).Encode(v) }
	fault := func(code int64) { answer(map[string]any{"errcode": code, "errmsg": "no"}) }
	if r.URL.Path == "/cgi-bin/stable_token" {
		var f struct{ AppID, Secret string }
		if json.NewDecoder(r.Body).Decode(&f) != nil || f.AppID != "wx1" || f.Secret != "s1" {
			fault(40125)
			return
		}
		w.tokens, w.spoilt = w.tokens+1, false
		answer(map[string]any{"access_token": "t" + strconv.Itoa(w.tokens), "expires_in": 7200})
		return
	}
	var l WeChatLetter
	media := r.URL.Path == "/cgi-bin/media/get"
	switch {
	case r.URL.Query().Get("access_token") != "t"+strconv.Itoa(w.tokens) || w.spoilt:
		fault(40001)
	case media && r.URL.Query().Get("media_id") == "gone":
		fault(40007)
	case media:
		rw.Header().Set("Content-Type", "image/jpeg")
		_, _ = rw.Write([]byte(Picture))
	case w.code != 0:
		fault(w.code)
	case json.NewDecoder(r.Body).Decode(&l) != nil:
		fault(47001)
	default:
		l.Path = r.URL.Path
		w.got = append(w.got, l)
		answer(map[string]any{"errcode": 0, "errmsg": "ok", "msgid": 1})
	}
}
