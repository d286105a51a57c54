package api

import (
	"cmp"
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

// incoming is one of them; that of a request which was turned away has no size.
type incoming struct {
	size  int
	until time.Time // by then it was read or given up
}

func newBodies() *bodies { return &bodies{held: map[*fasthttp.RequestHeader]incoming{}} }

// admit makes room for a body, or notes that there is none.
func (b *bodies) admit(h *fasthttp.RequestHeader, size int, now time.Time, life time.Duration) bool {
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
	b.held[h], b.sum = incoming{size, now.Add(life)}, b.sum+size
	return room
}

func (b *bodies) drop(h *fasthttp.RequestHeader) {
	b.sum -= b.held[h].size
	delete(b.held, h)
}

// done gives the room back, and tells whether there was none.
func (b *bodies) done(h *fasthttp.RequestHeader) (turned bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	one, known := b.held[h]
	b.drop(h)
	return known && one.size == 0
}

// bodyBounds lets a body be as big as its route needs, and gives it the time: what
// is too big, or for which there is no room, is refused before it is read.
func (s *server) bodyBounds(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	bound := s.boundFor(h)
	most, size := cmp.Or(bound.MaxRequestBodySize, maxBody), h.ContentLength()
	if size == -1 { // it does not say
		size = most
	}
	if size > smallBody && size <= most && !s.bodies.admit(h, size, time.Now(), cmp.Or(bound.ReadTimeout, readTime)) {
		bound.MaxRequestBodySize = 1
	}
	return bound
}

// unread answers a request that was not read to its end.
func (s *server) unread(c *fiber.Ctx, err error) error {
	if s.bodies.done(&c.Context().Request.Header) {
		err = dispatch.Errorf(dispatch.Unavailable, "bodies_full")
	}
	return s.fail(c, err)
}
