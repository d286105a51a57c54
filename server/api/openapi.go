package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// reference is the document as it is sent, plain and packed.
type reference struct {
	plain, packed []byte
	etag          string
}

// Document is the reference of a server with everything that an operator can switch
// on, as openapi.json.
func Document() ([]byte, error) {
	s := newServer(Deps{Consoles: &Sockets{}})
	return json.MarshalIndent(document(s.routes(), false), "", "  ")
}

// newReference writes the document of the routes down, once for the life of the
// server.
func newReference(routes []route) (reference, error) {
	plain, err := json.Marshal(document(routes, false))
	if err != nil {
		return reference{}, err
	}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(plain); err != nil {
		return reference{}, err
	}
	if err := w.Close(); err != nil {
		return reference{}, err
	}
	return reference{plain, packed.Bytes(), `"` + digest(string(plain))[:16] + `"`}, nil
}

// openapi is GET /openapi.json: the reference for programs (OpenAPI 3.1).
func (s *server) openapi(c *fiber.Ctx) error {
	r, err := s.reference()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	c.Set(fiber.HeaderETag, r.etag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary(fiber.HeaderAcceptEncoding)
	switch {
	case c.Get(fiber.HeaderIfNoneMatch) == r.etag:
		return c.SendStatus(fiber.StatusNotModified)
	case strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip"):
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(r.packed)
	}
	return c.Send(r.plain)
}
