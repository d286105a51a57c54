package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
)

// pages serves the built single-page application. Files under assets/ carry a
// hash in their name and are kept by browsers for good; index.html is asked for
// each time, so that a new version shows at once.
type pages struct {
	files fs.FS

	mu     sync.Mutex
	packed map[string][]byte // gzip of files that shrink
}

func newPages(files fs.FS) *pages { return &pages{files: files, packed: map[string][]byte{}} }

// page answers every address that is no API: with the file, else with the
// application, which knows its own addresses.
func (s *server) page(c *fiber.Ctx) error {
	name := strings.TrimPrefix(path.Clean("/"+c.Params("*")), "/")
	data, err := s.pages.read(name)
	if errors.Is(err, fs.ErrNotExist) {
		if path.Ext(name) != "" {
			return dispatch.Errorf(dispatch.NotFound, "route_unknown")
		}
		name = "index.html"
		data, err = s.pages.read(name)
	}
	if err != nil {
		return dispatch.Errorf(dispatch.NotFound, "route_unknown")
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	if strings.HasPrefix(name, "assets/") {
		c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	c.Set(fiber.HeaderContentType, contentType(name))
	if strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		if small := s.pages.gzip(name, data); small != nil {
			c.Set(fiber.HeaderContentEncoding, "gzip")
			data = small
		}
	}
	c.Vary(fiber.HeaderAcceptEncoding)
	return c.Send(data)
}

// read gives a file; a directory is none.
func (p *pages) read(name string) ([]byte, error) {
	if p.files == nil || !fs.ValidPath(name) {
		return nil, fs.ErrNotExist
	}
	if info, err := fs.Stat(p.files, name); err != nil || info.IsDir() {
		return nil, fs.ErrNotExist
	}
	return fs.ReadFile(p.files, name)
}

// gzip packs a file once; nil when it would not shrink.
func (p *pages) gzip(name string, data []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if small, ok := p.packed[name]; ok {
		return small
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	if err = errors.Join(err, w.Close()); err != nil || b.Len() >= len(data)*9/10 {
		b.Reset()
		p.packed[name] = nil
		return nil
	}
	p.packed[name] = b.Bytes()
	return p.packed[name]
}

// contentType does not ask the machine: what a browser gets must not hang on
// its mime tables.
func contentType(name string) string {
	switch ext := path.Ext(name); ext {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".html":
		return "text/html; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".webmanifest":
		return "application/manifest+json"
	default:
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/octet-stream"
	}
}
