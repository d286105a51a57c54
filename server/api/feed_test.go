package api

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// ask makes a request of a unit's liaison.
func (p *post) ask(method, path, unit, body string, header ...string) *http.Response {
	p.Helper()
	req, err := http.NewRequestWithContext(p.Context(), method, "http://"+p.addr+"/api/v1"+path, strings.NewReader(body))
	require.NoError(p, err)
	req.Header.Set("X-Test-Role", string(dispatch.RoleLiaison))
	req.Header.Set("X-Test-Unit", unit)
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := p.web.RoundTrip(req)
	require.NoError(p, err)
	p.Cleanup(func() { _ = res.Body.Close() })
	return res
}

// pollAnswer is the answer of a long poll.
type pollAnswer struct {
	Recipient string `json:"recipient"`
	Last      int64  `json:"last"`
	Resync    bool   `json:"resync"`
	Frames    []wire `json:"frames"`
	Bye       *wire  `json:"bye"`
}

func (p *post) poll(query, unit string) pollAnswer {
	p.Helper()
	res := p.ask(http.MethodGet, "/feed?"+query, unit, "")
	require.Equal(p, 200, res.StatusCode)
	var v pollAnswer
	require.NoError(p, json.NewDecoder(res.Body).Decode(&v))
	return v
}

// events is an open event stream.
type events struct {
	*post
	lines *bufio.Scanner
}

func (p *post) events(query, unit string, header ...string) events {
	p.Helper()
	res := p.ask(http.MethodGet, "/feed.sse?"+query, unit, "", header...)
	require.Equal(p, 200, res.StatusCode)
	require.Equal(p, "text/event-stream; charset=utf-8", res.Header.Get("Content-Type"))
	require.Equal(p, "no", res.Header.Get("X-Accel-Buffering"))
	return events{p, bufio.NewScanner(res.Body)}
}

// next is the next event but for signs of life; its name and number must be
// those of its data. At the end its type is empty.
func (e events) next() wire {
	e.Helper()
	var kind, id string
	for e.lines.Scan() {
		name, value, _ := strings.Cut(e.lines.Text(), ": ")
		switch name {
		case "event":
			kind = value
		case "id":
			id = value
		case "data":
			var m wire
			require.NoError(e, json.Unmarshal([]byte(value), &m))
			require.Equal(e, kind, m.Type)
			if m.Type == "frame" {
				require.JSONEq(e, id, value[strings.Index(value, `"id":`)+5:strings.Index(value, `,"kind"`)])
			}
			if m.Type != "beat" {
				return m
			}
		}
	}
	return wire{}
}

func TestFeedPoll(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.push("u1", 3)
	p.waitFeed("u1", 3)
	v := p.poll("", "u1")
	require.Equal(t, pollAnswer{Recipient: "unit:u1", Last: 3, Frames: []wire{}}, v, "a fresh console learns where the feed ends")
	v = p.poll("after=1", "u1")
	require.Len(t, v.Frames, 2)
	require.Equal(t, int64(3), v.Frames[1].ID)
	require.Empty(t, p.poll("after=3&wait=0", "u1").Frames)
	require.True(t, p.poll("after=77", "u1").Resync, "a feed that is shorter than the cursor")

	got := make(chan pollAnswer, 1)
	go func() { got <- p.poll("after=3", "u1") }()
	p.consoles(1)
	ticket := p.log("u1")
	v = <-got
	require.Len(t, v.Frames, 1)
	require.Equal(t, ticket.No, v.Frames[0].No)
	p.poll("after=4&wait=0", "u1") // asking on is an acknowledgement
	p.delivered(ticket.No)

	require.Equal(t, closeMoved, p.poll("after=4&feed=unit:u2", "u1").Bye.Code, "a cursor of another feed")
	require.Equal(t, http.StatusTeapot, p.ask(http.MethodGet, "/feed?after=x", "u1", "").StatusCode)
	require.Equal(t, http.StatusTeapot, p.ask(http.MethodGet, "/feed", "", "").StatusCode, "a liaison without a unit has no feed")
}

func TestFeedStream(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{Beat: 20 * time.Millisecond})
	p.sign(dispatch.RoleLiaison, "u1")
	p.push("u1", 2)
	p.waitFeed("u1", 2)
	e := p.events("after=1", "u1")
	m := e.next()
	require.Equal(t, "hello", m.Type)
	require.Equal(t, "unit:u1", m.Recipient)
	require.Equal(t, int64(2), e.next().ID)
	ticket := p.log("u1")
	require.Equal(t, int64(3), e.next().ID)
	for _, body := range []string{`{"ack":99}`, `{"ack":3}`} { // of what there is not, and of what there is
		require.Equal(t, 204, p.ask(http.MethodPost, "/feed/ack", "u1", body).StatusCode)
	}
	p.delivered(ticket.No)
	require.Equal(t, http.StatusTeapot, p.ask(http.MethodPost, "/feed/ack", "u1", `{"ack":0}`).StatusCode)

	again := p.events("", "u1", "Last-Event-ID", "2")
	require.Equal(t, "hello", again.next().Type)
	require.Equal(t, int64(3), again.next().ID, "a browser's own way to resume")
	require.Equal(t, closeMoved, p.events("after=4&feed=unit:u2", "u1").next().Code)
	p.consoles(2)
	go p.stop()
	for _, one := range []events{e, again} {
		m := one.next()
		require.Equal(t, "bye", m.Type)
		require.Equal(t, websocket.CloseServiceRestart, m.Code)
		require.Equal(t, wire{}, one.next())
	}
}

// TestFeedMasks checks that no way tells what a person must not know.
func TestFeedMasks(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	in := dispatch.Intake{Matter: dispatch.Matter{Type: dispatch.Help, Channel: dispatch.Phone, Urgency: dispatch.General, Title: "路灯不亮", Text: "路灯不亮"}, Person: dispatch.Person{Phone: "13800001234"}}.Normal()
	_, err := p.store.Create(t.Context(), dispatch.Day(time.Now()), func(no string) (dispatch.Write, error) {
		ticket, events, err := p.service.Rules().Register(in, no, "123456", "hash", nil, pushAgent, time.Now())
		w := dispatch.Write{Ticket: ticket, Events: events}
		w.Notices = []dispatch.Notice{{Key: no, Recipient: notify.UnitFeed("u1"), Kind: notify.Urged, No: no, Title: "路灯不亮", At: time.Now(), Hide: []string{"user-liaisonu1"}}}
		return w, err
	})
	require.NoError(t, err)
	p.worker.Wake()
	p.waitFeed("u1", 1)
	masked := wire{Type: "frame", ID: 1, Kind: "none"}
	require.Equal(t, []wire{masked}, p.poll("after=0", "u1").Frames)
	e := p.events("after=0", "u1")
	e.next()
	require.Equal(t, masked, e.next())
	m, err := p.join("u1", 0).next()
	require.NoError(t, err)
	require.Equal(t, masked, m)
}

// TestFeedBounded checks that consoles without a websocket are so many at most,
// and that those who leave make room.
func TestFeedBounded(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.sockets.Most = Most{All: 3, Person: 2}
	a, b := p.ask(http.MethodGet, "/feed.sse", "u1", ""), p.ask(http.MethodGet, "/feed.sse", "u1", "")
	require.Equal(t, 200, b.StatusCode)
	p.consoles(2)
	require.Equal(t, http.StatusTeapot, p.ask(http.MethodGet, "/feed?after=0", "u1", "").StatusCode, "of one person")
	require.Equal(t, 200, p.ask(http.MethodGet, "/feed.sse", "u2", "").StatusCode)
	p.consoles(3)
	require.Equal(t, 3, p.sockets.Fallback())
	require.Equal(t, http.StatusTeapot, p.ask(http.MethodGet, "/feed.sse", "u3", "").StatusCode, "of all")
	p.join("u1", -1) // a websocket is not counted
	require.NoError(t, a.Body.Close())
	p.consoles(3)
	require.Eventually(t, func() bool { return p.sockets.Fallback() == 2 }, 20*time.Second, time.Millisecond)
	require.Equal(t, 200, p.ask(http.MethodGet, "/feed.sse", "u3", "").StatusCode)
	require.EqualValues(t, 4, p.sockets.counts.fallen[fallbackStream].Load(), "those that were let in")
	require.Zero(t, p.sockets.counts.fallen[fallbackPoll].Load())
}

// TestFeedRightsEnd checks that a person whose rights change loses every kind of
// console at once, without waiting for a ping.
func TestFeedRightsEnd(t *testing.T) {
	p := openPost(t, t.TempDir(), Pace{})
	p.sign(dispatch.RoleLiaison, "u1")
	socket, stream := p.join("u1", -1), p.events("", "u1")
	stream.next()
	polled := make(chan pollAnswer, 1)
	go func() { polled <- p.poll("after=0", "u1") }()
	p.consoles(3)
	p.sockets.Review("user-liaisonu1") // nothing has changed
	p.push("u1", 1)
	require.Len(t, (<-polled).Frames, 1)
	require.Equal(t, int64(1), stream.next().ID)
	require.NoError(t, socket.upTo(1))

	go func() { polled <- p.poll("after=1", "u1") }()
	p.consoles(3)
	body, err := json.Marshal(dispatch.User{Username: "user-liaisonu1", Role: dispatch.RoleLiaison, Unit: "u2", Active: true})
	require.NoError(t, err)
	_, err = p.store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindUser, ID: "user-liaisonu1", Version: 1, Body: body, At: time.Now()})
	require.NoError(t, err)
	p.sockets.Review("user-liaisonu1")
	require.Equal(t, closeMoved, socket.code())
	require.Equal(t, closeMoved, stream.next().Code)
	require.Equal(t, closeMoved, (<-polled).Bye.Code)

	again := p.events("", "u1")
	again.next()
	require.NoError(t, p.store.DeleteRecord(t.Context(), dispatch.KindSession, "session-liaisonu1"))
	p.sockets.Review("user-liaisonu1")
	require.Equal(t, closeSignedOut, again.next().Code)
	p.consoles(0)
}

// TestBatchesAreFrames checks the messages written without gorilla, at every
// size where their form changes.
func TestBatchesAreFrames(t *testing.T) {
	for _, size := range []int{0, 1, 125, 126, 127, 65535, 65536, 70000} {
		b := appendText(nil, []byte(strings.Repeat("x", size)))
		b = appendText(b, []byte("next"))
		client := websocketOver(t, b)
		for _, want := range []int{size, 4} {
			kind, got, err := client.ReadMessage()
			require.NoError(t, err)
			require.Equal(t, websocket.TextMessage, kind)
			require.Len(t, got, want)
		}
	}
}

// websocketOver is a client to whom a server says the bytes after the upgrade.
func websocketOver(t *testing.T, said []byte) *websocket.Conn {
	server, client := net.Pipe()
	t.Cleanup(func() { _ = server.Close(); _ = client.Close() })
	go func() {
		r, err := http.ReadRequest(bufio.NewReader(server))
		if err != nil {
			return
		}
		sum := sha1.Sum([]byte(r.Header.Get("Sec-Websocket-Key") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
		_, _ = io.WriteString(server, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "+base64.StdEncoding.EncodeToString(sum[:])+"\r\n\r\n")
		_, _ = server.Write(said)
	}()
	conn, _, err := websocket.NewClient(client, &url.URL{Scheme: "ws", Host: "x", Path: "/"}, nil, 1024, 1024)
	require.NoError(t, err)
	return conn
}
