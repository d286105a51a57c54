package api

import (
	"cmp"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"hotline/dispatch"
)

const (
	// smallBody is what a body may take without being counted.
	smallBody = 64 << 10
	// mostBodies bounds all that are counted together.
	mostBodies = 256 << 20
	// readTime is how long a body may take.
	readTime = 30 * time.Second
)

// bodies are those being read now (在途请求体). Anybody may begin one before a word is
// known of who it is, and its memory is taken when it is announced: so there is a
// bound to all together, and who comes beyond it is asked to come again.
type bodies struct {
	mu   sync.Mutex
	held map[*fasthttp.RequestHeader]incoming
	sum  int
}

// incoming is one of them.
type incoming struct {
	size   int
	until  time.Time // by then it was read or given up
	turned bool      // there was no room for it
	civic  string    // its path, where errors are told in the words of Open311
}

func newBodies() *bodies { return &bodies{held: map[*fasthttp.RequestHeader]incoming{}} }

// admit makes room for a body, or notes that there is none.
func (b *bodies) admit(h *fasthttp.RequestHeader, size int, civic string, now time.Time, life time.Duration) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.drop(h)
	if b.sum+size > mostBodies {
		for old, one := range b.held {
			if now.After(one.until) {
				b.drop(old)
			}
		}
	}
	room := b.sum+size <= mostBodies
	if !room {
		size = 0
	}
	b.held[h], b.sum = incoming{size, now.Add(life), !room, civic}, b.sum+size
	return room
}

func (b *bodies) drop(h *fasthttp.RequestHeader) {
	b.sum -= b.held[h].size
	delete(b.held, h)
}

// done gives the room back.
func (b *bodies) done(h *fasthttp.RequestHeader) incoming {
	b.mu.Lock()
	defer b.mu.Unlock()
	one := b.held[h]
	b.drop(h)
	return one
}

// bodyBounds lets a body be as big as its route needs, and gives it the time: what
// is too big, or for which there is no room, is refused before it is read.
func (s *server) bodyBounds(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	bound := s.boundFor(h)
	most, size, civic := cmp.Or(bound.MaxRequestBodySize, maxBody), h.ContentLength(), ""
	if path, _, _ := strings.Cut(string(h.RequestURI()), "?"); isCivic(path) {
		civic = path
	}
	switch {
	case size == -1: // it does not say
		size = most
	case size > most, size <= smallBody:
		size = 0
	}
	if (size > 0 || civic != "") && !s.bodies.admit(h, size, civic, time.Now(), cmp.Or(bound.ReadTimeout, readTime)) {
		bound.MaxRequestBodySize = 1
	}
	return bound
}

// unread answers a request that was not read to its end; what was read of it may
// be forgotten by now.
func (s *server) unread(c *fiber.Ctx, err error) error {
	one := s.bodies.done(&c.Context().Request.Header)
	if one.turned {
		err = dispatch.Errorf(dispatch.Unavailable, "bodies_full")
	}
	if one.civic != "" {
		c.Path(one.civic)
	}
	return s.fail(c, err)
}
