package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/notify"
)

// Sockets serves the consoles: websockets, and where a proxy kills those, event
// streams and long polls over the same feeds with the same cursor.
type Sockets struct {
	Pace Pace
	Most Most
	// Epoch names the life of the store; a restored one has another. "" tells
	// nobody.
	Epoch string

	hub     *notify.Hub
	service dispatch.Service
	log     *slog.Logger
	acks    *acks
	counts  *consoleCounts
	pool    sync.Pool // gorilla's write buffers
	stale   func()    // what is remembered of rights no longer holds; may be nil

	mu       sync.Mutex // guards what follows, and Add against Wait
	closed   bool
	seats    map[string]map[*seat]struct{} // by the person or program that listens
	fallback int                           // how many are no websockets
	rung     map[string]ringing            // the last call of each desk
	consoles sync.WaitGroup
}

// NewSockets makes the consoles' side of a hub. Run settles what the consoles
// acknowledge; Close sends them away.
func NewSockets(h *notify.Hub, service dispatch.Service, log *slog.Logger) *Sockets {
	return &Sockets{hub: h, service: service, log: log, acks: newAcks(), counts: newConsoleCounts(), seats: map[string]map[*seat]struct{}{}, rung: map[string]ringing{}}
}

// Pace is how long a console may be silent; zero takes the default.
type Pace struct {
	Ping    time.Duration // between pings; default 30 s
	Silence time.Duration // without a word or pong; default 75 s
	Write   time.Duration // for one write, or a window of frames to be read; default 10 s
	Beat    time.Duration // between signs of life on an event stream; default 15 s
}

func (p Pace) orDefault() Pace {
	pick := func(d, def time.Duration) time.Duration {
		if d == 0 {
			return def
		}
		return d
	}
	return Pace{Ping: pick(p.Ping, 30*time.Second), Silence: pick(p.Silence, 75*time.Second), Write: pick(p.Write, 10*time.Second),
		Beat: pick(p.Beat, 15*time.Second)}
}

// Most bounds the consoles that are no websockets; zero takes the default. They
// cost a connection each like the others, but a page that is broken, or worse,
// could open them without end.
type Most struct {
	All    int // default 4000
	Person int // default 16
}

func (m Most) orDefault() Most {
	if m.All == 0 {
		m.All = 4000
	}
	if m.Person == 0 {
		m.Person = 16
	}
	return m
}

// The codes a console's connection is closed with, besides those of RFC 6455.
const (
	closeSignedOut = 4001
	closeMoved     = 4003 // its person has other rights now, and perhaps another feed
	closeSlow      = 4008 // it does not read; it may come back and resume
)

// seat is the place of one console: what it is told without its feed.
type seat struct {
	who    principal
	review chan struct{} // the rights of the person may have changed
	calls  chan saying   // a call rings at the person's desk
}

// enter gives a console its seat, unless the server is stopping.
func (s *Sockets) enter(who principal) (*seat, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, false
	}
	s.consoles.Add(1)
	k := &seat{who: who, review: make(chan struct{}, 1), calls: make(chan saying, 8)}
	if s.seats[who.ID] == nil {
		s.seats[who.ID] = map[*seat]struct{}{}
	}
	s.seats[who.ID][k] = struct{}{}
	return k, true
}

func (s *Sockets) leave(k *seat) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.seats[k.who.ID], k)
	if len(s.seats[k.who.ID]) == 0 {
		delete(s.seats, k.who.ID)
	}
	s.consoles.Done()
}

// claim counts one in that is no websocket, of a kind; the caller gives it back.
func (s *Sockets) claim(who principal, kind string) (release func(), err error) {
	most := s.Most.orDefault()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fallback >= most.All || len(s.seats[who.ID]) >= most.Person {
		return nil, dispatch.Errorf(dispatch.TooMany, "busy")
	}
	s.fallback++
	s.counts.fallen[kind].Add(1)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.fallback--
	}, nil
}

// Fallback is how many consoles are no websockets.
func (s *Sockets) Fallback() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.fallback
}

// Close sends every console away (1012) and waits for them, at most until ctx
// ends. Shutting the HTTP server down does not touch them.
func (s *Sockets) Close(ctx context.Context) error {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.hub.CloseAll()
	gone := make(chan struct{})
	go func() {
		s.consoles.Wait()
		close(gone)
	}()
	select {
	case <-gone:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// opening is what a console asks for: who, which feed, after which frame.
type opening struct {
	who   principal
	feed  string
	after int64 // below zero: with the next frame
	anew  bool  // the cursor is of another life of the store
	moved bool  // the cursor is of a feed that is no longer this person's
}

// opening reads the request, behind the guard that says who asks.
func (s *Sockets) opening(c *fiber.Ctx) (opening, error) {
	o := opening{who: principalOf(c)}
	var ok bool
	if o.feed, ok = notify.FeedOf(o.who.Actor); !ok {
		return o, dispatch.Errorf(dispatch.Forbidden, "role_may_not")
	}
	q := c.Query("after", c.Get("Last-Event-ID"))
	var err error
	if o.after, err = cursorParam(q); err != nil {
		return o, err
	}
	of := c.Query("feed")
	o.moved = of != "" && of != o.feed
	life := c.Query("epoch")
	o.anew = o.after >= 0 && life != "" && s.Epoch != "" && life != s.Epoch
	return o, nil
}

// cursorParam reads after; without it a console begins with the next frame.
func cursorParam(q string) (int64, error) {
	if q == "" {
		return -1, nil
	}
	n, err := strconv.ParseInt(q, 10, 64)
	if err != nil || n < 0 {
		return 0, dispatch.FieldError("after", "unknown_value")
	}
	return n, nil
}

// subscribe opens the feed and notes what the console resumes behind: it has
// that.
func (s *Sockets) subscribe(ctx context.Context, o opening) (*notify.Subscriber, error) {
	after := o.after
	if o.anew {
		after = -1
	}
	sub, err := s.hub.Subscribe(ctx, o.feed, after)
	if err != nil {
		s.log.Error("open console", "feed", o.feed, "error", err)
		return nil, err
	}
	s.counts.came(o.after)
	if o.anew {
		sub.Anew()
	} else if o.after > 0 && o.after <= sub.Last() {
		s.acks.put(o.feed, o.after)
	}
	return sub, nil
}

// admits tells whether the session or token still holds and its person may still
// listen to this feed; else the code to close with. A store that does not answer
// sends nobody away.
func (s *Sockets) admits(ctx context.Context, p principal) (code int, ok bool) {
	st := s.service.Store
	if p.session == "" {
		_, err := st.Record(ctx, dispatch.KindToken, strings.TrimPrefix(p.ID, "token:"))
		return closeSignedOut, !isNotFound(err)
	}
	r, err := st.Record(ctx, dispatch.KindSession, p.session)
	if err != nil || !r.Expires.IsZero() && !r.Expires.After(s.service.Now()) {
		return closeSignedOut, err != nil && !isNotFound(err)
	}
	r, err = st.Record(ctx, dispatch.KindUser, p.ID)
	if err != nil {
		return closeSignedOut, !isNotFound(err)
	}
	var u dispatch.User
	if json.Unmarshal(r.Body, &u) != nil || !u.Active {
		return closeSignedOut, false
	}
	return closeMoved, u.Role == p.Role && u.Unit == p.Unit
}

func isNotFound(err error) bool { return err != nil && dispatch.CodeOf(err) == dispatch.NotFound }

// bye is the last message: why the console is sent away and, in milliseconds,
// between when and when it should come back.
type bye struct {
	Type  string   `json:"type" words:"bye"`
	Code  int      `json:"code"`
	Retry [2]int64 `json:"retry_ms"`
}

// retry spreads the return of all consoles of this server: some five hundred a
// second, whatever their number. It stands in the first message too, for the
// case that there is no last one.
func (s *Sockets) retry() [2]int64 {
	const soonest, each, least, most = 500, 2, 1500, 60_000
	return [2]int64{soonest, soonest + min(max(s.hub.Stats().Consoles*each, least), most)}
}

func (s *Sockets) bye(code int) bye {
	s.counts.left(code)
	return bye{"bye", code, s.retry()}
}
