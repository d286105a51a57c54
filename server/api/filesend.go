package api

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"hotline/dispatch"
	"hotline/server/files"
)

// sendFile sends the bytes so that no browser runs them: a picture may be shown,
// everything else is only saved.
func (s *server) sendFile(c *fiber.Ctx, f dispatch.AttachedFile) error {
	b, err := s.Files.Open(c.UserContext(), f.ID)
	if err != nil {
		return err
	}
	how := "attachment"
	if files.Inline(f.Type) && c.Query("save") == "" {
		how = "inline"
	}
	ascii := "file" + f.Name[max(0, strings.LastIndex(f.Name, ".")):]
	return sendBytes(c, f.ID, f.Type, how+`; filename="`+ascii+`"; filename*=UTF-8''`+url.PathEscape(f.Name), b)
}

func (s *server) sendThumb(c *fiber.Ctx, f dispatch.AttachedFile) error {
	if !f.Thumb {
		return dispatch.Errorf(dispatch.NotFound, "file_unknown")
	}
	b, err := s.Files.Thumb(c.UserContext(), f.ID)
	if err != nil {
		return err
	}
	return sendBytes(c, f.ID+"-t", files.JPEG, "inline", b)
}

// fileAge is how long a browser may show a file again without asking: its bytes
// never change, but the right to see it may end.
const fileAge = "private, max-age=300"

// sendBytes sends a file, or the part of it that was asked for: a download that
// broke off goes on.
func sendBytes(c *fiber.Ctx, tag, kind, disposition string, b []byte) error {
	tag = `"` + tag + `"`
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderContentDisposition, disposition)
	c.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set(fiber.HeaderCacheControl, fileAge)
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderAcceptRanges, "bytes")
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	if of := c.Get(fiber.HeaderIfRange); of != "" && of != tag {
		return c.Send(b)
	}
	from, to, asked := partOf(c.Get(fiber.HeaderRange), len(b))
	switch {
	case !asked:
		return c.Send(b)
	case from >= to:
		c.Response().Header.Del(fiber.HeaderContentDisposition)
		c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes */%d", len(b)))
		return fiber.NewError(fiber.StatusRequestedRangeNotSatisfiable)
	}
	c.Set(fiber.HeaderContentRange, fmt.Sprintf("bytes %d-%d/%d", from, to-1, len(b)))
	return c.Status(fiber.StatusPartialContent).Send(b[from:to])
}

// partOf reads which part of size bytes a Range header asks for, from before to;
// one that is empty is not there. A header for several parts, or that is none, asks
// for nothing.
func partOf(header string, size int) (from, to int, asked bool) {
	first, last, ok := strings.Cut(strings.TrimPrefix(header, "bytes="), "-")
	if !ok || !strings.HasPrefix(header, "bytes=") {
		return 0, 0, false
	}
	a, errA := strconv.ParseUint(first, 10, 62)
	z, errZ := strconv.ParseUint(last, 10, 62)
	switch {
	case first == "" && errZ == nil: // the last so many
		return size - min(int(z), size), size, true
	case errA == nil && last == "":
		return min(int(a), size), size, true
	case errA == nil && errZ == nil && a <= z:
		return min(int(a), size), min(int(z)+1, size), true
	}
	return 0, 0, false
}
