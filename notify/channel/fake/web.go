package fake

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"
)

// Mood is how a receiver behaves.
type Mood string

// The moods.
const (
	OK      Mood = "ok"
	Refuse  Mood = "400"
	Gone    Mood = "410"
	Hurried Mood = "429" // with Retry-After: 120
	Broken  Mood = "500"
	Hang    Mood = "hang" // takes the request and never answers
	Lie     Mood = "lie"  // answers 200 and means no
	Busy    Mood = "busy" // answers 200 and means too fast
	Garbage Mood = "garbage"
	Away    Mood = "redirect"
)

// Got is a request that a receiver got.
type Got struct {
	Path   string
	Query  string
	Header http.Header
	Body   []byte
}

// Web is a receiver that speaks HTTP: a webhook, a robot, a gateway of text
// messages or a push service. Yes, No and Fast are its answers to 200.
type Web struct {
	Yes, No, Fast string
	server        *httptest.Server
	end           chan struct{}

	mu   sync.Mutex
	mood Mood
	got  []Got
}

// NewWeb starts a receiver on this machine; Close ends it.
func NewWeb(yes, no, fast string) *Web {
	w := &Web{Yes: yes, No: no, Fast: fast, mood: OK, end: make(chan struct{})}
	w.server = httptest.NewServer(w)
	return w
}

// NewWebOn starts a receiver on a listener of the test's own.
func NewWebOn(l net.Listener, yes, no, fast string) *Web {
	w := &Web{Yes: yes, No: no, Fast: fast, mood: OK, end: make(chan struct{})}
	w.server = &httptest.Server{Listener: l, Config: &http.Server{Handler: w, ReadHeaderTimeout: time.Minute}}
	w.server.Start()
	return w
}

// WeCom, DingTalk and Feishu answer as the robots do.
func WeCom() *Web {
	return NewWeb(`{"errcode":0,"errmsg":"ok"}`, `{"errcode":93000,"errmsg":"invalid webhook url"}`, `{"errcode":45009,"errmsg":"api freq out of limit"}`)
}

// DingTalk is a robot of 钉钉.
func DingTalk() *Web {
	return NewWeb(`{"errcode":0,"errmsg":"ok"}`, `{"errcode":310000,"errmsg":"sign not match"}`, `{"errcode":130101,"errmsg":"send too fast"}`)
}

// Feishu is a robot of 飞书.
func Feishu() *Web {
	return NewWeb(`{"code":0,"msg":"success"}`, `{"code":19021,"msg":"sign match fail"}`, `{"code":11232,"msg":"frequency limited"}`)
}

// SMS is a gateway of text messages whose answers have a code.
func SMS() *Web {
	return NewWeb(`{"code":"OK"}`, `{"code":"MOBILE_NUMBER_ILLEGAL"}`, `{"code":"LIMIT"}`)
}

// URL is where the receiver listens.
func (w *Web) URL() string { return w.server.URL }

// Turn changes the mood.
func (w *Web) Turn(m Mood) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.mood = m
}

// Got is what came so far, whatever was answered.
func (w *Web) Got() []Got {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]Got{}, w.got...)
}

// Close lets what hangs go and ends the receiver.
func (w *Web) Close() {
	close(w.end)
	w.server.Close()
}

// ServeHTTP answers as the mood is.
func (w *Web) ServeHTTP(res http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(io.LimitReader(req.Body, 1<<20)) // a cut request is what came
	w.mu.Lock()
	w.got = append(w.got, Got{req.URL.Path, req.URL.RawQuery, req.Header.Clone(), body})
	mood := w.mood
	w.mu.Unlock()
	say := func(status int, text string) {
		res.Header().Set("Content-Type", "application/json")
		res.WriteHeader(status)
		_, _ = io.WriteString(res, text) // who hung up does not want it
	}
	switch mood {
	case Refuse:
		say(http.StatusBadRequest, "{}")
	case Gone:
		say(http.StatusGone, "")
	case Hurried:
		res.Header().Set("Retry-After", "120")
		say(http.StatusTooManyRequests, "")
	case Broken:
		say(http.StatusInternalServerError, "")
	case Hang:
		select {
		case <-w.end:
		case <-req.Context().Done():
		}
	case Lie:
		say(http.StatusOK, w.No)
	case Busy:
		say(http.StatusOK, w.Fast)
	case Garbage:
		say(http.StatusOK, "<html>maintenance</html>")
	case Away:
		http.Redirect(res, req, "http://169.254.169.254/latest/meta-data", http.StatusFound)
	default:
		say(http.StatusOK, w.Yes)
	}
}
