// Package city is an upstream platform for tests and trials (模拟上级平台): it hands
// tickets down, receives what comes back, and watches that nothing is lost,
// doubled or out of order. Its link can be cut at any moment, with a request or
// with the answer on the way.
package city

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"hotline/dispatch"
	"hotline/server/exchange"
)

// City is a platform.
type City struct {
	Code   string
	Secret string
	Now    func() time.Time

	mu      sync.Mutex
	cases   map[string]*Case
	order   []string
	nonces  map[string]bool
	wrong   []string // what should not have happened
	cut     bool
	dropped int
}

// Case is a ticket as the platform has it.
type Case struct {
	Ticket     exchange.Handed
	At         time.Time
	Ours       string // the number it got below
	Closed     bool
	Milestones []exchange.Milestone
	Plan       Plan

	answered map[string]bool   // milestones that were taken and said so
	owed     []exchange.Word   // what the platform has to say
	files    map[string][]byte // of milestones, by their ids
}

// New makes a platform without tickets.
func New(code, secret string, now func() time.Time) *City {
	return &City{Code: code, Secret: secret, Now: now, cases: map[string]*Case{}, nonces: map[string]bool{}}
}

// Cut breaks the link, or mends it.
func (c *City) Cut(broken bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = broken
}

// Handler takes milestones and answers what the platform has.
func (c *City) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /tickets/{no}/milestones", c.milestone)
	mux.HandleFunc("GET /tickets", c.list)
	mux.HandleFunc("GET /tickets/{no}", c.ticket)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lost := c.lost()
		if lost == 1 { // the request never arrives
			hangUp(w)
			return
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, 32<<20))
		if err != nil || c.refuses(r, body) {
			say(w, http.StatusUnauthorized, "signature")
			return
		}
		answer := http.ResponseWriter(w)
		if lost == 2 { // it arrives, and the answer does not
			answer = &nowhere{header: http.Header{}}
		}
		r.Body = io.NopCloser(&reader{b: body})
		mux.ServeHTTP(answer, r)
		if lost == 2 {
			hangUp(w)
		}
	})
}

// lost says what becomes of a request while the link is cut: by turns it is lost
// itself (1), or its answer (2).
func (c *City) lost() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.cut {
		return 0
	}
	c.dropped++
	return 1 + c.dropped%2
}

// hangUp closes the connection without a word.
func hangUp(w http.ResponseWriter) {
	if h, ok := w.(http.Hijacker); ok {
		if conn, _, err := h.Hijack(); err == nil {
			_ = conn.Close()
		}
	}
}

// refuses checks the signature, and that its nonce is new.
func (c *City) refuses(r *http.Request, body []byte) bool {
	p := exchange.Proof{Platform: r.Header.Get(exchange.HeaderPlatform), Timestamp: r.Header.Get(exchange.HeaderTimestamp),
		Nonce: r.Header.Get(exchange.HeaderNonce), Signature: r.Header.Get(exchange.HeaderSignature)}
	err := p.Verify(c.Secret, r.Method, r.URL.RequestURI(), body, c.Now())
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil || p.Platform != c.Code || c.nonces[p.Nonce] {
		c.wrong = append(c.wrong, fmt.Sprintf("%s %s: signature refused: %v", r.Method, r.URL.Path, err))
		return true
	}
	c.nonces[p.Nonce] = true
	return false
}

// milestone takes what came of a ticket. The same once more is answered like the
// first time, and is wrong only if the first time was answered.
func (c *City) milestone(w http.ResponseWriter, r *http.Request) {
	var m exchange.Milestone
	if err := json.NewDecoder(r.Body).Decode(&m); err != nil || m.ID == "" {
		say(w, http.StatusBadRequest, "unreadable")
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	k := c.cases[r.PathValue("no")]
	if k == nil || m.No != k.Ticket.No {
		c.wrong = append(c.wrong, "milestone for an unknown number "+r.PathValue("no"))
		say(w, http.StatusNotFound, exchange.AnswerUnknown)
		return
	}
	_, unheard := w.(*nowhere)
	if slices.ContainsFunc(k.Milestones, func(x exchange.Milestone) bool { return x.ID == m.ID }) {
		if k.answered[m.ID] {
			c.wrong = append(c.wrong, fmt.Sprintf("%s: %s came twice", m.No, m.Milestone))
		}
		k.answered[m.ID] = k.answered[m.ID] || !unheard
		say(w, http.StatusOK, "known")
		return
	}
	if n := len(k.Milestones); n > 0 && k.Milestones[n-1].Seq >= m.Seq {
		c.wrong = append(c.wrong, fmt.Sprintf("%s: %s (%d) came after %s (%d)", m.No, m.Milestone, m.Seq, k.Milestones[n-1].Milestone, k.Milestones[n-1].Seq))
	}
	k.Milestones = append(k.Milestones, m)
	k.answered[m.ID] = !unheard
	k.owed = append(k.owed, k.says(m)...)
	switch m.Milestone {
	case dispatch.MileClosed:
		k.Closed = true
	case dispatch.MileReopened:
		k.Closed = false
	default:
	}
	say(w, http.StatusOK, "taken")
}

// list answers what was handed down since a moment.
func (c *City) list(w http.ResponseWriter, r *http.Request) {
	since, _ := time.Parse(time.RFC3339, r.URL.Query().Get("since"))
	c.mu.Lock()
	defer c.mu.Unlock()
	out := struct {
		Items []exchange.Theirs `json:"items"`
	}{Items: []exchange.Theirs{}}
	for _, no := range c.order {
		k := c.cases[no]
		state := "open"
		if k.Closed {
			state = "closed"
		}
		if !k.At.Before(since) {
			out.Items = append(out.Items, exchange.Theirs{No: no, State: state, At: k.At})
		}
	}
	write(w, http.StatusOK, out)
}

func (c *City) ticket(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.cases[r.PathValue("no")]; k != nil {
		write(w, http.StatusOK, k.Ticket)
		return
	}
	say(w, http.StatusNotFound, exchange.AnswerUnknown)
}

func say(w http.ResponseWriter, status int, code string) {
	write(w, status, map[string]string{"code": code})
}

func write(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // whoever hung up needs no answer
}

// nowhere takes an answer that gets lost.
type nowhere struct{ header http.Header }

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) Write(b []byte) (int, error) { return len(b), nil }
func (n *nowhere) WriteHeader(int)             {}

type reader struct{ b []byte }

func (r *reader) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}
