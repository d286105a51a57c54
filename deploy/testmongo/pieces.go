package main

import (
	"net"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// mostUpdates is how many statements of one update command FerretDB gets at a
// time: with some more it waits for itself for ever.
const mostUpdates = 40

// forward passes a command on; one with very many updates in pieces, as if it
// were one.
func forward(server net.Conn, request []byte, command bson.D) ([]byte, error) {
	updates, _ := value(command, "updates").(bson.A)
	if command[0].Key != "update" || len(updates) <= mostUpdates {
		return send(server, request)
	}
	var n, modified int64
	var upserted, failed bson.A
	for start := 0; start < len(updates); start += mostUpdates {
		piece := with(command, "updates", updates[start:min(start+mostUpdates, len(updates))])
		message, err := newMessage(request, piece)
		if err != nil {
			return nil, err
		}
		reply, err := send(server, message)
		if err != nil {
			return nil, err
		}
		answer, err := parseCommand(reply)
		if err != nil || number(value(answer, "ok")) != 1 {
			return reply, err
		}
		n, modified = n+number(value(answer, "n")), modified+number(value(answer, "nModified"))
		upserted = append(upserted, moved(answer, "upserted", start)...)
		failed = append(failed, moved(answer, "writeErrors", start)...)
		if len(failed) > 0 && value(command, "ordered") != false {
			break
		}
	}
	answer := bson.D{{Key: "n", Value: int32(n)}, {Key: "nModified", Value: int32(modified)}}
	if len(upserted) > 0 {
		answer = append(answer, bson.E{Key: "upserted", Value: upserted})
	}
	if len(failed) > 0 {
		answer = append(answer, bson.E{Key: "writeErrors", Value: failed})
	}
	return newMessage(request, append(answer, bson.E{Key: "ok", Value: 1.0}))
}

// moved are the entries of a list of an answer, counted from where its piece
// began.
func moved(answer bson.D, list string, start int) (out bson.A) {
	entries, _ := value(answer, list).(bson.A)
	for _, e := range entries {
		d := e.(bson.D)
		out = append(out, with(d, "index", int32(number(value(d, "index"))+int64(start))))
	}
	return out
}

// with is a document with another value of a field.
func with(d bson.D, key string, v any) bson.D {
	out := append(bson.D(nil), d...)
	for i := range out {
		if out[i].Key == key {
			out[i].Value = v
		}
	}
	return out
}
