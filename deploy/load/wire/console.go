package wire

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// Frame is any message of the server to a console.
type Frame struct {
	Type      string `json:"type"` // hello, frame or resync
	Recipient string `json:"recipient"`
	Last      int64  `json:"last"`

	ID      int64  `json:"id"`
	Kind    string `json:"kind"`
	No      string `json:"no"`
	Version int    `json:"version"`
	Title   string `json:"title"`
	Unit    string `json:"unit"`
	Clock   string `json:"clock"`
	Level   int    `json:"level"`
}

// Identity is what makes the frame the same one, whenever it is told.
func (f Frame) Identity() string {
	return fmt.Sprintf("%d %s %s v%d %s %s %d", f.ID, f.Kind, f.No, f.Version, f.Unit, f.Clock, f.Level)
}

// Console is an open websocket of a unit's or role's feed.
type Console struct {
	Hello Frame
	conn  *websocket.Conn
	write sync.Mutex
}

// pool shares write buffers between consoles, as the server does.
var pool sync.Pool

// Console connects; after below zero begins with the next frame.
func (c *Client) Console(ctx context.Context, after int64) (*Console, error) {
	address := "ws" + strings.TrimPrefix(c.base, "http") + "/api/v1/ws"
	if after >= 0 {
		address += "?after=" + strconv.FormatInt(after, 10)
	}
	d := websocket.Dialer{ReadBufferSize: 1 << 10, WriteBufferSize: 1 << 10, WriteBufferPool: &pool, HandshakeTimeout: 30 * time.Second}
	conn, resp, err := d.DialContext(ctx, address, http.Header{"Cookie": {c.cookie}})
	if err != nil {
		if resp != nil {
			err = refusal(resp)
		}
		return nil, fmt.Errorf("console of %s: %w", c.user, err)
	}
	k := &Console{conn: conn}
	if k.Hello, err = k.Read(); err == nil && k.Hello.Type != "hello" {
		err = fmt.Errorf("console of %s: first message is %q", c.user, k.Hello.Type)
	}
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return k, nil
}

// Read waits for the next message that tells something: signs of life and the
// farewell do not.
func (k *Console) Read() (Frame, error) {
	for {
		_, b, err := k.conn.ReadMessage()
		if err != nil {
			return Frame{}, err
		}
		var f Frame
		if err := json.Unmarshal(b, &f); err != nil || f.Type != "beat" && f.Type != "bye" {
			return f, err
		}
	}
}

// Ack tells the server that everything up to id has arrived (送达).
func (k *Console) Ack(id int64) error {
	k.write.Lock()
	defer k.write.Unlock()
	if err := k.conn.SetWriteDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	return k.conn.WriteMessage(websocket.TextMessage, []byte(`{"ack":`+strconv.FormatInt(id, 10)+`}`))
}

// Close ends the connection; a waiting Read returns.
func (k *Console) Close() error { return k.conn.Close() }
