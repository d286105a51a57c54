package api

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"
)

// TestBodiesAreBounded: what strangers announce takes no more memory than there is
// for all of it, whatever they send after; what is done, or given up, makes room.
func TestBodiesAreBounded(t *testing.T) {
	b, now := newBodies(), monday
	var heads [20]fasthttp.RequestHeader
	in := 0
	for i := range heads {
		if b.admit(&heads[i], 20<<20, "", now, time.Minute) {
			in++
		}
	}
	require.Equal(t, mostBodies/(20<<20), in)
	require.True(t, b.done(&heads[19]).turned, "there was no room for it")
	require.False(t, b.done(&heads[0]).turned)
	require.True(t, b.admit(&heads[19], 20<<20, "", now, time.Minute))
	require.False(t, b.admit(&heads[0], 20<<20, "", now, time.Minute))
	require.True(t, b.admit(&heads[0], 20<<20, "", now.Add(2*time.Minute), time.Minute), "those of before were given up")
	for i := range heads {
		b.done(&heads[i])
	}
	require.Zero(t, b.sum)
	require.Empty(t, b.held)
}

// TestNoRoomForABody goes over a real connection: a big body is turned away while
// others are being read, a small one is not, and afterwards nothing is held.
func TestNoRoomForABody(t *testing.T) {
	o := openOffice(t, keeping(t))
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	done := make(chan error, 1)
	go func() { done <- o.web.Listener(ln) }()
	ask := func(path string, length int, body, kind string) (int, string) {
		conn, err := net.Dial("tcp", ln.Addr().String())
		require.NoError(t, err)
		defer conn.Close()
		_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: h\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s", path, kind, length, body)
		require.NoError(t, err)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		require.NoError(t, err)
		return res.StatusCode, res.Header.Get("Content-Type")
	}
	var other fasthttp.RequestHeader
	require.True(t, o.bodies.admit(&other, mostBodies, "", time.Now(), time.Hour))
	const broken = "multipart/form-data; boundary=x"
	for _, c := range []struct {
		path, body, kind string
		length, status   int
		answer           string
	}{
		{"/api/v1/public/files", "", broken, 1 << 20, 503, "application/problem+json; charset=utf-8"},
		{"/open311/v2/requests.json", "", broken, 1 << 20, 503, "application/json; charset=utf-8"},
		{"/api/v1/tickets", "", "application/json", 2 << 20, 413, "application/problem+json; charset=utf-8"},
		{"/api/v1/session", "{}", "application/json", 2, 401, "application/problem+json; charset=utf-8"},
		{"/open311/v2/requests.xml", "--x--?", broken, 6, 400, "text/xml; charset=utf-8"},
		{"/open311/v2/requests.json?a=b", "--x--?", broken, 6, 400, "application/json; charset=utf-8"},
	} {
		status, kind := ask(c.path, c.length, c.body, c.kind)
		require.Equal(t, c.status, status, c.path)
		require.Equal(t, c.answer, kind, c.path)
	}
	require.False(t, o.bodies.done(&other).turned)
	require.NoError(t, errors.Join(o.web.Shutdown(), <-done))
	require.Empty(t, o.bodies.held)
}
