package api

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"os"
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
	// mostBodies bounds all that are counted together, mostStrangers those of people
	// who are not signed in: there is always room left for who is at work.
	mostBodies    = 256 << 20
	mostStrangers = mostBodies / 4 * 3
	// formMemory is how much of a form stays in memory; the rest is put on the disk.
	formMemory = 16 << 20
	// readTime is how long a body may take, and readLag how far it may lag behind an
	// even pace.
	readTime = 30 * time.Second
	readLag  = 20 * time.Second
)

// bodies are those being read and worked on now (在途请求体). Anybody may begin one
// before it is known what it is good for, so there is a bound to all together, and
// who comes beyond it is asked to come again.
type bodies struct {
	lag time.Duration

	mu        sync.Mutex
	sum       int
	strangers int
	by        map[string]int // of strangers, by address
}

func newBodies() *bodies { return &bodies{lag: readLag, by: map[string]int{}} }

// admit makes room for a body, if there is any. stranger is the address of who is
// not signed in: one address takes at most a third of what it leaves to the others,
// unless it is the only one. The people of an office have one address too, and are
// signed in.
func (b *bodies) admit(stranger string, size int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	room := mostBodies - b.sum
	if stranger != "" {
		room = min(room, mostStrangers-b.strangers)
		if b.strangers > 0 && b.by[stranger]+size > (room-size)/3 {
			return false
		}
	}
	if size > room {
		return false
	}
	b.count(stranger, size)
	return true
}

// done gives the room back.
func (b *bodies) done(stranger string, size int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count(stranger, -size)
}

func (b *bodies) count(stranger string, size int) {
	b.sum += size
	if stranger == "" {
		return
	}
	b.strangers += size
	if b.by[stranger] += size; b.by[stranger] == 0 {
		delete(b.by, stranger)
	}
}

// gather reads the body before anything is done for it. What is too big, or for
// which there is no room, is refused unread.
func (s *server) gather(c *fiber.Ctx) error {
	if !c.Request().IsBodyStream() || c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead {
		return c.Next() // what comes with these means nothing
	}
	bound, size := s.boundFor(c), c.Request().Header.ContentLength()
	if size > bound.most {
		return fiber.ErrRequestEntityTooLarge
	}
	if size < 0 { // it does not say
		size = bound.most
	}
	if size > smallBody {
		from := s.stranger(c)
		if !s.bodies.admit(from, size) {
			return dispatch.Errorf(dispatch.Unavailable, "bodies_full")
		}
		defer s.bodies.done(from, size)
	}
	p := &paced{from: c.Context().RequestBodyStream(), conn: c.Context().Conn(), begun: time.Now(), life: bound.life, lag: min(s.bodies.lag, bound.life), size: size}
	kind, about, _ := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if !bound.form || kind != fiber.MIMEMultipartForm {
		body, err := io.ReadAll(p)
		if err != nil {
			return unreadable(err)
		}
		c.Request().SetBodyRaw(body)
		return c.Next()
	}
	form, err := multipart.NewReader(p, about["boundary"]).ReadForm(formMemory)
	if err != nil {
		return unreadable(err)
	}
	defer form.RemoveAll() //nolint:errcheck // what cannot be removed lies in the system's own place for such files
	if _, err := io.Copy(io.Discard, p); err != nil {
		return unreadable(err)
	}
	c.Request().ResetBody()
	c.Locals(formKey{}, form)
	return c.Next()
}

type formKey struct{}

// formOf is the form with files that came; an empty one where none did.
func formOf(c *fiber.Ctx) *multipart.Form {
	if f, ok := c.Locals(formKey{}).(*multipart.Form); ok {
		return f
	}
	return &multipart.Form{}
}

// fileOf is the file of a form.
func fileOf(c *fiber.Ctx) (*multipart.FileHeader, error) {
	if list := formOf(c).File["file"]; len(list) > 0 {
		return list[0], nil
	}
	return nil, dispatch.FieldError("file", "file_missing")
}

// stranger is the address of somebody who is not signed in; "" is one who is.
func (s *server) stranger(c *fiber.Ctx) string {
	var err error
	if bearer, ok := strings.CutPrefix(c.Get(fiber.HeaderAuthorization), "Bearer "); ok {
		_, err = s.sessions.byToken(s.Base, bearer)
	} else {
		_, err = s.sessions.byCookie(s.Base, c.Cookies(cookieName))
	}
	if err == nil {
		return ""
	}
	return limitAddress(c.IP())
}

// paced reads what has to come at an even pace, so that it is there in time: what
// lags too far behind is given up at once.
type paced struct {
	from      io.Reader
	conn      net.Conn
	begun     time.Time
	life, lag time.Duration
	size, got int
}

// Read reads what is there by the moment at which nothing more is too little.
func (p *paced) Read(b []byte) (int, error) {
	late := p.lag + time.Duration(float64(p.life-p.lag)*float64(p.got)/float64(max(p.size, 1)))
	if err := p.conn.SetReadDeadline(p.begun.Add(late)); err != nil {
		return 0, err
	}
	n, err := p.from.Read(b)
	if p.got += n; p.got > p.size {
		return n, fiber.ErrRequestEntityTooLarge
	}
	return n, err
}

// unreadable is why a body was not read to its end.
func unreadable(err error) error {
	switch {
	case errors.Is(err, fiber.ErrRequestEntityTooLarge):
		return fiber.ErrRequestEntityTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return fiber.ErrRequestTimeout
	}
	return fiber.ErrBadRequest
}

// cleared ends a connection on which some of a body was left: nobody's next request
// is to begin in the middle of it.
func cleared(next fasthttp.RequestHandler) fasthttp.RequestHandler {
	return func(c *fasthttp.RequestCtx) {
		next(c)
		if c.Request.IsBodyStream() {
			c.SetConnectionClose()
		}
	}
}
