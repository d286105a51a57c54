package api

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// requestID is where the request's id lies; it goes into the log, the response
// and every error that is shown, so that one finds the other.
const requestID = "request_id"

// observe is the outermost: it gives the request an id, turns errors into
// responses, and writes one line to the log and the metrics. The line holds the
// route's pattern, never a query or a body.
func (s *server) observe(c *fiber.Ctx) error {
	if _, inside := c.Locals(principalKey{}).(principal); inside { // the request of an export's own
		return c.Next()
	}
	start := time.Now()
	id := newID(8)
	c.Locals(requestID, id)
	c.Set("X-Request-Id", id)
	c.Set("X-Server-Time", s.now().UTC().Format("2006-01-02T15:04:05.000Z07:00"))
	if err := c.Next(); err != nil {
		if err := s.fail(c, err); err != nil {
			return err
		}
	}
	path, status, took := c.Route().Path, c.Response().StatusCode(), time.Since(start)
	s.metrics.observe(c.Method(), path, status, took)
	level := slog.LevelInfo
	switch {
	case status >= 500:
		level = slog.LevelError
	case path == "/healthz" || path == "/readyz" || path == "/metrics" || path == "/*":
		level = slog.LevelDebug
	}
	s.Log.Log(c.UserContext(), level, "request", requestID, id, "method", c.Method(), "route", path, "status", status,
		"ms", float64(took.Microseconds())/1000, "actor", actorOf(c).ID, "ticket", ticketParam(c))
	return nil
}

// ticketParam is the ticket number of the route, if it is one: anything else
// typed into the address stays out of the log.
func ticketParam(c *fiber.Ctx) string {
	if no := c.Params("no"); isNo(no) {
		return no
	}
	return ""
}

// recoverPanic turns a panic into an answer of 500 and a stack in the log.
func (s *server) recoverPanic(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			s.Log.Error("panic", requestID, c.Locals(requestID), "route", c.Route().Path, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic in %s", c.Route().Path)
		}
	}()
	return c.Next()
}

// secure sets the headers that keep the pages to themselves. Element Plus sets
// style attributes, so styles may be inline; scripts may not.
func (s *server) secure(c *fiber.Ctx) error {
	ancestors := s.ancestors(c.Path())
	c.Set("Content-Security-Policy", "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "+
		"connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors "+ancestors)
	c.Set("X-Content-Type-Options", "nosniff")
	if ancestors == noFrame {
		c.Set("X-Frame-Options", "DENY")
	}
	c.Set("Referrer-Policy", "no-referrer")
	c.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
	if s.Config.SecureCookie {
		c.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if strings.HasPrefix(c.Path(), "/api/") {
		c.Set("Cache-Control", "no-store")
		c.Vary("Accept-Language")
	}
	return c.Next()
}

// unpacked refuses bodies that come compressed: a small one can unpack to more
// than a server has.
func unpacked(c *fiber.Ctx) error {
	if how := c.Get(fiber.HeaderContentEncoding); how != "" && !strings.EqualFold(how, "identity") {
		return dispatch.Errorf(dispatch.Invalid, "packed_body")
	}
	return c.Next()
}

const (
	// noFrame: nobody may show a page in a frame.
	noFrame = "'none'"
	// embedPath is the form for other sites' frames (嵌入页).
	embedPath = "/embed"
)

// ancestors are the sites that may show a path in a frame of theirs: the page made
// for it, and only where the operator has named them.
func (s *server) ancestors(path string) string {
	if strings.TrimSuffix(path, "/") != embedPath || len(s.Config.Frames) == 0 {
		return noFrame
	}
	return strings.Join(s.Config.Frames, " ")
}

// bound gives the request a context that ends with its timeout or the server:
// Fiber's own context would do neither.
func (s *server) bound(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(s.Base, s.Config.Timeout)
	defer cancel()
	c.SetUserContext(context.WithValue(ctx, addressKey{}, c.IP()))
	return c.Next()
}

// newID is a random name of n bytes in hexadecimal.
func newID(n int) string {
	b := make([]byte, n)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
