package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
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
//
// A second address gives the same data as a replica set does, with change
// streams (stream.go).
type gate struct {
	listener net.Listener
	member   net.Listener
	backend  string
	streams  *streams
	faults   faults
	costs    costs

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
	member, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &gate{listener: listener, member: member, backend: backend, streams: newStreams(), conns: map[net.Conn]struct{}{}}, nil
}

// serve accepts connections until close is called.
func (g *gate) serve() {
	g.work.Go(func() { g.accept(g.member, true) })
	g.accept(g.listener, false)
}

func (g *gate) accept(from net.Listener, member bool) {
	for {
		client, err := from.Accept()
		if err != nil {
			return
		}
		g.work.Go(func() { g.relay(client, member) })
	}
}

// close ends every connection and waits until none is in use.
func (g *gate) close() error {
	err := errors.Join(g.listener.Close(), g.member.Close())
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
func (g *gate) relay(client net.Conn, member bool) {
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
		reply, err := g.answer(server, request, member)
		if err != nil {
			return
		}
		if _, err := client.Write(reply); err != nil {
			return
		}
	}
}

var errHungUp = errors.New("the test wants the connection cut")

// answer replies to one request: by itself where a test ordered a failure or a
// change stream is meant, else with what FerretDB says.
func (g *gate) answer(server net.Conn, request []byte, member bool) ([]byte, error) {
	command, err := parseCommand(request)
	if err != nil { // an older kind of message: the first of a connection
		command = bson.D{{}}
	}
	if g.faults.order(command) {
		return newMessage(request, bson.D{{Key: "ok", Value: 1.0}})
	}
	if answer, hangUp := g.faults.meet(command); hangUp {
		return nil, errHungUp
	} else if answer != nil {
		return newMessage(request, answer)
	}
	if member {
		if answer := g.streams.answer(command); answer != nil {
			return newMessage(request, answer)
		}
	}
	reply, err := g.exchange(server, request, command)
	if err != nil || reply == nil || !member {
		return reply, err
	}
	return asMember(reply, g.member.Addr().String())
}

// exchange sends one request and reads its reply, alone, and notes what it
// changed where somebody watches. FerretDB replies even to an unacknowledged
// write; the client expects nothing then and gets nothing.
func (g *gate) exchange(server net.Conn, request []byte, command bson.D) ([]byte, error) {
	came := time.Now()
	g.turn.Lock()
	defer g.turn.Unlock()
	began := time.Now()
	defer func() { g.costs.note(command, began.Sub(came), time.Since(began)) }()
	in, ids := g.streams.touched(command)
	before, err := g.read(server, command, ids)
	if err != nil {
		return nil, err
	}
	reply, err := forward(server, request, command)
	if err != nil {
		return nil, err
	}
	after, err := g.read(server, command, ids)
	if err != nil {
		return nil, err
	}
	g.streams.record(in, before, after)
	if !wantsReply(request) {
		return nil, nil
	}
	return reply, nil
}

// read reads documents of the collection a command writes to.
func (g *gate) read(server net.Conn, command bson.D, ids bson.A) (docs []bson.D, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	request, err := newMessage(nil, bson.D{{Key: "find", Value: text(command, command[0].Key)}, {Key: "filter", Value: bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}}},
		{Key: "batchSize", Value: int32(len(ids))}, {Key: "singleBatch", Value: true}, {Key: "$db", Value: text(command, "$db")}})
	if err != nil {
		return nil, err
	}
	reply, err := send(server, request)
	if err != nil {
		return nil, err
	}
	answer, err := parseCommand(reply)
	if err != nil {
		return nil, err
	}
	found, _ := value(answer, "cursor").(bson.D)
	batch, _ := value(found, "firstBatch").(bson.A)
	for _, d := range batch {
		docs = append(docs, d.(bson.D))
	}
	return docs, nil
}

// send sends a message and reads the one that answers it.
func send(server net.Conn, request []byte) ([]byte, error) {
	if _, err := server.Write(request); err != nil {
		return nil, err
	}
	return readMessage(server)
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
