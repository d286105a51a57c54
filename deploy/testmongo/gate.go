package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// The MongoDB wire protocol, as far as the gate must understand it: every
// message starts with its length, and an OP_MSG carries flags after its header.
const (
	headerSize = 16
	maxMessage = 48_000_000
	opMsg      = 2013
	moreToCome = 1 << 1
)

// gate stands before FerretDB and lets one command through at a time.
//
// FerretDB reads, changes and writes back a document in separate steps, so two
// concurrent updates of one document both succeed and one is lost. MongoDB
// makes every single-document command atomic; with the gate so does this.
type gate struct {
	listener net.Listener
	backend  string

	turn sync.Mutex // Held from a command's request to its reply.
	work sync.WaitGroup

	mu     sync.Mutex
	closed bool
	conns  map[net.Conn]struct{}
}

// newGate listens on address; serve passes what comes on to backend.
func newGate(address, backend string) (*gate, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	return &gate{listener: listener, backend: backend, conns: map[net.Conn]struct{}{}}, nil
}

// serve accepts connections until close is called.
func (g *gate) serve() {
	for {
		client, err := g.listener.Accept()
		if err != nil {
			return
		}
		g.work.Go(func() { g.relay(client) })
	}
}

// close ends every connection and waits until none is in use.
func (g *gate) close() error {
	err := g.listener.Close()
	g.mu.Lock()
	g.closed = true
	for conn := range g.conns {
		_ = conn.Close()
	}
	g.mu.Unlock()
	g.work.Wait()
	return err
}

// relay passes the commands of one client on until either side hangs up. A
// client that hangs up is how every connection ends, so no error is reported.
func (g *gate) relay(client net.Conn) {
	defer g.drop(client)
	if !g.keep(client) {
		return
	}
	server, err := net.Dial("tcp", g.backend)
	if err != nil {
		return
	}
	defer g.drop(server)
	if !g.keep(server) {
		return
	}
	for {
		request, err := readMessage(client)
		if err != nil {
			return
		}
		reply, err := g.exchange(server, request)
		if err != nil {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

// exchange sends one request and reads its reply, alone. FerretDB replies even
// to an unacknowledged write; the client expects nothing then and gets nothing.
func (g *gate) exchange(server net.Conn, request []byte) ([]byte, error) {
	g.turn.Lock()
	defer g.turn.Unlock()
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	reply, err := readMessage(server)
	if err != nil || !wantsReply(request) {
		return nil, err
	}
	return reply, nil
}

// keep remembers conn for close; it says no when the gate is closed already.
func (g *gate) keep(conn net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.conns[conn] = struct{}{}
	return true
}

func (g *gate) drop(conn net.Conn) {
	g.mu.Lock()
	delete(g.conns, conn)
	g.mu.Unlock()
	_ = conn.Close()
}

// readMessage reads one whole wire message, header included.
func readMessage(r io.Reader) ([]byte, error) {
	var prefix [4]byte
	if _, err := io.ReadFull(r, prefix[:]); err != nil {
		return nil, err
	}
	size := binary.LittleEndian.Uint32(prefix[:])
	if size < headerSize || size > maxMessage {
		return nil, fmt.Errorf("wire message of %d bytes", size)
	}
	message := make([]byte, size)
	copy(message, prefix[:])
	if _, err := io.ReadFull(r, message[len(prefix):]); err != nil {
		return nil, errors.Join(io.ErrUnexpectedEOF, err)
	}
	return message, nil
}

// wantsReply is false only for an unacknowledged write.
func wantsReply(message []byte) bool {
	if len(message) < headerSize+4 || binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return true
	}
	return binary.LittleEndian.Uint32(message[headerSize:])&moreToCome == 0
}
