package api

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestBodiesAreShared: what strangers announce takes no more memory than there is,
// no address keeps the others waiting, and who is signed in always finds room.
func TestBodiesAreShared(t *testing.T) {
	b := newBodies()
	const file = 20 << 20
	fill := func(stranger string) (n int) {
		for b.admit(stranger, file) {
			n++
		}
		return n
	}
	require.Equal(t, []int{2, 1, 1}, []int{fill("a"), fill("b"), fill("c")}, "a third of what it leaves")
	for _, address := range []string{"d", "e", "f"} {
		require.True(t, b.admit(address, 3<<20), "a photo finds room with all of them there")
	}
	require.Equal(t, (mostBodies-4*file-3*(3<<20))/file, fill(""), "who is signed in shares with nobody")
	require.False(t, b.admit("g", file))
	for stranger, n := range map[string]int{"a": 2, "b": 1, "c": 1, "": 8} {
		for range n {
			b.done(stranger, file)
		}
	}
	for _, address := range []string{"d", "e", "f"} {
		b.done(address, 3<<20)
	}
	require.Equal(t, []int{0, 0, 0}, []int{b.sum, b.strangers, len(b.by)})

	require.True(t, b.admit("a", mostStrangers), "as big as it may be, where nobody else is")
	require.False(t, b.admit("b", 1))
	require.True(t, b.admit("", mostBodies-mostStrangers))
	require.False(t, b.admit("", 1))
}

// street is an office behind a real listener.
type street struct {
	*office
	ln   net.Listener
	done chan error
}

func openStreet(t *testing.T, change ...func(*Deps)) *street {
	w := &street{office: openOffice(t, append([]func(*Deps){keeping(t)}, change...)...), done: make(chan error, 1)}
	var err error
	w.ln, err = net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	go func() { w.done <- w.web.Listener(w.ln) }()
	return w
}

// close waits for what goes on, and looks that nothing is held.
func (w *street) close() {
	w.Helper()
	require.NoError(w, errors.Join(w.web.Shutdown(), <-w.done))
	require.Zero(w, w.bodies.sum)
}

// say sends words as they are and reads the answers to all of them.
func (w *street) say(words string) (statuses []int, kinds []string) {
	w.Helper()
	conn, err := net.Dial("tcp", w.ln.Addr().String())
	require.NoError(w, err)
	defer conn.Close()
	_, err = io.WriteString(conn, words)
	require.NoError(w, err)
	method, _, _ := strings.Cut(words, " ")
	for r := bufio.NewReader(conn); ; {
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			return statuses, kinds
		}
		_, err = io.Copy(io.Discard, res.Body)
		require.NoError(w, err)
		statuses, kinds = append(statuses, res.StatusCode), append(kinds, res.Header.Get("Content-Type"))
		if res.Close {
			return statuses, kinds
		}
	}
}

// posted are the words of a request.
func posted(path string, length int, body string, heads ...string) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: h\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s", path, strings.Join(append(heads, ""), "\r\n"), length, body)
}

// TestNoRoomForABody: a big body is turned away while others are being read, a
// small one is not, and each in the words of its door.
func TestNoRoomForABody(t *testing.T) {
	w := openStreet(t)
	require.True(t, w.bodies.admit("", mostBodies))
	begun := strings.Repeat("a", 8<<10) // so much is read before anything is decided
	const broken, json = "Content-Type: multipart/form-data; boundary=x", "Content-Type: application/json"
	for _, c := range []struct {
		path, body, kind string
		length, status   int
		answer           string
	}{
		{"/api/v1/public/files", begun, broken, 1 << 20, 503, "application/problem+json; charset=utf-8"},
		{"/open311/v2/requests.json", begun, broken, 1 << 20, 503, "application/json; charset=utf-8"},
		{"/api/v1/tickets", begun, json, 2 << 20, 413, "application/problem+json; charset=utf-8"},
		{"/api/v1/session", "{}", json, 2, 401, "application/problem+json; charset=utf-8"},
		{"/open311/v2/requests.xml", "--x--?", broken, 6, 400, "text/xml; charset=utf-8"},
		{"/open311/v2/requests.json?a=b", "--x--?", broken, 6, 400, "application/json; charset=utf-8"},
	} {
		statuses, kinds := w.say(posted(c.path, c.length, c.body, c.kind))
		require.Equal(t, []int{c.status}, statuses, c.path)
		require.Equal(t, []string{c.answer}, kinds, c.path)
	}
	w.bodies.done("", mostBodies)
	w.close()
}

// TestOneAddressLeavesRoom: whoever holds what an address may hold keeps neither
// another address waiting nor who is signed in at the same one.
func TestOneAddressLeavesRoom(t *testing.T) {
	w := openStreet(t, func(d *Deps) { d.Config.TrustedProxies = []string{"127.0.0.1"} })
	me := w.as("agent")
	photo := "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n" + string(drawing(t, 1)) + strings.Repeat("\x00", smallBody) + "\r\n--x--"
	send := func(path string, heads ...string) []int {
		statuses, _ := w.say(posted(path, len(photo), photo, append(heads, "Content-Type: multipart/form-data; boundary=x")...))
		return statuses
	}
	crowd, held := limitAddress("2001:db8:1:2::1"), 0
	for _, size := range []int{1 << 20, len(photo)} {
		for w.bodies.admit(crowd, size) {
			held += size
		}
	}
	require.Equal(t, []int{503}, send("/api/v1/public/files", "X-Real-IP: 2001:db8:1:2:ffff::9"), "the same network")
	require.Equal(t, []int{201}, send("/api/v1/public/files", "X-Real-IP: 2001:db8:1:3::1"))
	require.Equal(t, []int{201}, send("/api/v1/files", "X-Real-IP: 2001:db8:1:2::1", "Cookie: "+cookieName+"="+me.cookie, "X-CSRF-Token: "+me.csrf))
	w.bodies.done(crowd, held)
	w.close()
}

// TestBodiesKeepPace: what is announced and does not come is given up; what comes
// in pieces is not.
func TestBodiesKeepPace(t *testing.T) {
	w := openStreet(t)
	w.bodies.lag = time.Millisecond
	statuses, _ := w.say(posted("/api/v1/upstream/city/tickets", upstreamBody, strings.Repeat("a", 8<<10)))
	require.Equal(t, []int{408}, statuses)
	w.bodies.lag = readLag
	conn, err := net.Dial("tcp", w.ln.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	body := `{"username":"agent","password":"` + testPassword + `"}` + strings.Repeat(" ", 2*smallBody)
	words := posted("/api/v1/session", len(body), body)
	for piece := 0; piece < len(words); piece += 50_000 {
		_, err = io.WriteString(conn, words[piece:min(piece+50_000, len(words))])
		require.NoError(t, err)
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	require.Equal(t, 200, res.StatusCode)
	w.close()
}

// TestNothingIsReadTwice: what is left of a body is no request of somebody else.
func TestNothingIsReadTwice(t *testing.T) {
	w := openStreet(t)
	hidden := "GET /api/v1/session/methods HTTP/1.1\r\nHost: h\r\n\r\n"
	body := strings.Repeat("a", 9000) + hidden
	for first, status := range map[string]int{"GET /healthz": 200, "HEAD /healthz": 200, "FOO /healthz": 400} {
		words := fmt.Sprintf("%s HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n%s", first, len(body), body)
		statuses, _ := w.say(words)
		require.Equal(t, status, statuses[0], first)
		require.Len(t, statuses, 1, first)
	}
	chunked := fmt.Sprintf("POST /api/v1/nowhere HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n%s", len(body), body, strings.Replace(hidden, "\r\n\r\n", "\r\nConnection: close\r\n\r\n", 1))
	statuses, _ := w.say(chunked)
	require.Equal(t, []int{404, 200}, statuses, "what is read to its end leaves the connection open")
	w.close()
}
