package main

import (
	"bytes"
	"encoding/binary"
	"errors"

	"go.mongodb.org/mongo-driver/v2/bson"
)

const (
	opReply  = 1
	checksum = 1 << 0
	// Before its one document an OP_REPLY carries flags, cursor and counts.
	replySize = headerSize + 20
)

var errMessage = errors.New("not a message this gate understands")

// parseCommand reads the command of an OP_MSG; sequences of documents become
// arrays, as if the client had put them into the command.
func parseCommand(message []byte) (bson.D, error) {
	if len(message) < headerSize+4 || binary.LittleEndian.Uint32(message[12:]) != opMsg {
		return nil, errMessage
	}
	body := message[headerSize+4:]
	if binary.LittleEndian.Uint32(message[headerSize:])&checksum != 0 {
		body = body[:max(0, len(body)-4)]
	}
	var command bson.D
	var sequences []bson.E
	for len(body) > 5 {
		kind, size := body[0], binary.LittleEndian.Uint32(body[1:])
		if uint64(size)+1 > uint64(len(body)) {
			return nil, errMessage
		}
		section := body[1 : 1+size]
		body = body[1+size:]
		if kind == 0 {
			if err := bson.Unmarshal(section, &command); err != nil {
				return nil, err
			}
			continue
		}
		name, docs, _ := bytes.Cut(section[4:], []byte{0})
		list := bson.A{}
		for len(docs) > 4 {
			size := binary.LittleEndian.Uint32(docs)
			if uint64(size) > uint64(len(docs)) || size < 5 {
				return nil, errMessage
			}
			var d bson.D
			if err := bson.Unmarshal(docs[:size], &d); err != nil {
				return nil, err
			}
			list, docs = append(list, d), docs[size:]
		}
		sequences = append(sequences, bson.E{Key: string(name), Value: list})
	}
	if len(command) == 0 {
		return nil, errMessage
	}
	return append(command, sequences...), nil
}

// newMessage is an OP_MSG of one document; to is the message it answers.
func newMessage(to []byte, doc bson.D) ([]byte, error) {
	body, err := bson.Marshal(doc)
	if err != nil {
		return nil, err
	}
	m := make([]byte, headerSize+5, headerSize+5+len(body))
	binary.LittleEndian.PutUint32(m, uint32(headerSize+5+len(body)))
	if len(to) >= 8 {
		copy(m[8:12], to[4:8])
	}
	binary.LittleEndian.PutUint32(m[12:], opMsg)
	return append(m, body...), nil
}

// asMember makes the answer to a hello, old or new, that of the primary of a
// replica set at address; anything else stays as it is.
func asMember(message []byte, address string) ([]byte, error) {
	start := headerSize + 5
	if binary.LittleEndian.Uint32(message[12:]) == opReply {
		start = replySize
	}
	if len(message) < start+5 {
		return message, nil
	}
	var doc bson.D
	if err := bson.Unmarshal(message[start:], &doc); err != nil {
		return nil, err
	}
	if value(doc, "ismaster") == nil && value(doc, "isWritablePrimary") == nil {
		return message, nil
	}
	body, err := bson.Marshal(append(doc, bson.E{Key: "setName", Value: "testmongo"}, bson.E{Key: "setVersion", Value: int32(1)}, bson.E{Key: "secondary", Value: false},
		bson.E{Key: "hosts", Value: bson.A{address}}, bson.E{Key: "primary", Value: address}, bson.E{Key: "me", Value: address}))
	if err != nil {
		return nil, err
	}
	out := append(bytes.Clone(message[:start]), body...)
	binary.LittleEndian.PutUint32(out, uint32(len(out)))
	return out, nil
}

// value is a field of a document, nil when it has none.
func value(d bson.D, key string) any {
	for _, e := range d {
		if e.Key == key {
			return e.Value
		}
	}
	return nil
}

func text(d bson.D, key string) string {
	s, _ := value(d, key).(string)
	return s
}

func number(v any) int64 {
	switch n := v.(type) {
	case int32:
		return int64(n)
	case int64:
		return n
	case float64:
		return int64(n)
	}
	return 0
}
