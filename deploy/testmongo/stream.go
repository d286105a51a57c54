package main

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// What MongoDB answers when a stream cannot be opened.
const (
	historyLost = 286
	unsupported = 40415
)

const (
	kept     = 1000        // events that a resume token may be behind
	patience = time.Second // of a getMore that names no other
)

// streams emulates change streams over single collections, as far as the store
// uses them: events of inserts and of updates by _id, $match with equality, $ne
// and $exists, resume tokens, getMore that waits, killed cursors. An event
// holds what is different in the document before and after a command.
type streams struct {
	mu      sync.Mutex
	changed chan struct{} // Closed, and made anew, at every event.
	watched map[string]bool
	seq     int64 // Of the last event.
	log     []change
	cursors map[int64]*cursor
	opened  int64 // The id of the last cursor, far from FerretDB's.
}

type change struct {
	seq   int64
	space string
	event bson.D
}

// cursor is an open change stream that has everything up to seq.
type cursor struct {
	space string
	match bson.D
	seq   int64
}

func newStreams() *streams {
	return &streams{changed: make(chan struct{}), watched: map[string]bool{}, cursors: map[int64]*cursor{}, opened: 1 << 40}
}

// space is the collection of a command, as in "hotline.heads".
func space(command bson.D, collection string) string { return text(command, "$db") + "." + collection }

// failure is an answer that reports an error.
func failure(code int, format string, args ...any) bson.D {
	return bson.D{{Key: "ok", Value: 0.0}, {Key: "errmsg", Value: fmt.Sprintf(format, args...)}, {Key: "code", Value: int32(code)}}
}

// answer answers the commands of change streams; nil are not ours.
func (s *streams) answer(command bson.D) bson.D {
	switch command[0].Key {
	case "aggregate":
		stages, _ := value(command, "pipeline").(bson.A)
		if len(stages) == 0 {
			return nil
		}
		first, _ := stages[0].(bson.D)
		if len(first) == 0 || first[0].Key != "$changeStream" {
			return nil
		}
		return s.open(command, first[0].Value.(bson.D), stages[1:])
	case "getMore":
		return s.more(number(command[0].Value), command)
	case "killCursors":
		return s.kill(command)
	}
	return nil
}

func (s *streams) open(command, options bson.D, stages bson.A) bson.D {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &cursor{space: space(command, text(command, "aggregate")), seq: s.seq}
	for _, stage := range stages {
		d, _ := stage.(bson.D)
		match, ok := value(d, "$match").(bson.D)
		if !ok || c.match != nil {
			return failure(unsupported, "this stand-in knows one $match behind $changeStream")
		}
		c.match = match
	}
	if token, ok := value(options, "resumeAfter").(bson.D); ok {
		if _, err := fmt.Sscanf(text(token, "_data"), "%x", &c.seq); err != nil {
			return failure(unsupported, "bad resume token")
		}
		if len(s.log) > 0 && c.seq < s.log[0].seq-1 {
			return failure(historyLost, "Resume of change stream was not possible, as the resume point may no longer be in the oplog.")
		}
	}
	s.opened++
	s.watched[c.space], s.cursors[s.opened] = true, c
	return c.batch(s.opened, "firstBatch", nil)
}

// more waits for events, up to maxTimeMS.
func (s *streams) more(id int64, command bson.D) bson.D {
	wait := patience
	if ms := number(value(command, "maxTimeMS")); ms > 0 {
		wait = time.Duration(ms) * time.Millisecond
	}
	late := time.NewTimer(wait)
	defer late.Stop()
	for {
		s.mu.Lock()
		c := s.cursors[id]
		if c == nil {
			s.mu.Unlock()
			return nil // FerretDB's, or unknown to it too
		}
		events, changed := s.after(c), s.changed
		s.mu.Unlock()
		if len(events) > 0 {
			return c.batch(id, "nextBatch", events)
		}
		select {
		case <-changed:
		case <-late.C:
			return c.batch(id, "nextBatch", nil)
		}
	}
}

// after takes the events a cursor has not seen.
func (s *streams) after(c *cursor) (out bson.A) {
	for _, e := range s.log {
		if e.seq > c.seq && e.space == c.space && matches(e.event, c.match) {
			out = append(out, e.event)
		}
	}
	c.seq = s.seq
	return out
}

func (c *cursor) batch(id int64, name string, events bson.A) bson.D {
	if events == nil {
		events = bson.A{}
	}
	return bson.D{{Key: "cursor", Value: bson.D{{Key: name, Value: events}, {Key: "postBatchResumeToken", Value: token(c.seq)}, {Key: "id", Value: id},
		{Key: "ns", Value: c.space}}}, {Key: "ok", Value: 1.0}}
}

func token(seq int64) bson.D { return bson.D{{Key: "_data", Value: fmt.Sprintf("%016x", seq)}} }

func (s *streams) kill(command bson.D) bson.D {
	ids, _ := value(command, "cursors").(bson.A)
	s.mu.Lock()
	defer s.mu.Unlock()
	killed := bson.A{}
	for _, id := range ids {
		if s.cursors[number(id)] != nil {
			delete(s.cursors, number(id))
			killed = append(killed, id)
		}
	}
	if len(killed) == 0 {
		return nil
	}
	return bson.D{{Key: "cursorsKilled", Value: killed}, {Key: "cursorsNotFound", Value: bson.A{}}, {Key: "cursorsAlive", Value: bson.A{}},
		{Key: "cursorsUnknown", Value: bson.A{}}, {Key: "ok", Value: 1.0}}
}

// touched are the documents a command may change, in a collection that somebody
// watches: those it inserts, and those it updates by their _id.
func (s *streams) touched(command bson.D) (in string, ids bson.A) {
	in = space(command, text(command, command[0].Key))
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.watched[in] {
		return in, nil
	}
	docs, _ := value(command, "documents").(bson.A)
	updates, _ := value(command, "updates").(bson.A)
	for _, d := range docs {
		ids = append(ids, value(d.(bson.D), "_id"))
	}
	for _, u := range updates {
		q, _ := value(u.(bson.D), "q").(bson.D)
		if id := value(q, "_id"); id != nil {
			ids = append(ids, id)
		}
	}
	return in, ids
}

// record notes what a command made of documents.
func (s *streams) record(in string, before, after []bson.D) {
	s.mu.Lock()
	defer s.mu.Unlock()
	news := false
	for _, now := range after {
		i := slices.IndexFunc(before, func(d bson.D) bool { return reflect.DeepEqual(value(d, "_id"), value(now, "_id")) })
		what := bson.D{{Key: "operationType", Value: "insert"}, {Key: "fullDocument", Value: now}}
		if i >= 0 {
			fields := different(before[i], now)
			if len(fields) == 0 {
				continue
			}
			what = bson.D{{Key: "operationType", Value: "update"}, {Key: "updateDescription", Value: bson.D{{Key: "updatedFields", Value: fields}, {Key: "removedFields", Value: bson.A{}}}}}
		}
		s.seq++
		db, collection, _ := strings.Cut(in, ".")
		event := append(bson.D{{Key: "_id", Value: token(s.seq)}, {Key: "clusterTime", Value: bson.Timestamp{T: uint32(s.seq)}},
			{Key: "ns", Value: bson.D{{Key: "db", Value: db}, {Key: "coll", Value: collection}}},
			{Key: "documentKey", Value: bson.D{{Key: "_id", Value: value(now, "_id")}}}}, what...)
		s.log = append(s.log, change{s.seq, in, event})
		news = true
	}
	s.log = s.log[max(0, len(s.log)-kept):]
	if news {
		close(s.changed)
		s.changed = make(chan struct{})
	}
}

// different are the fields that have another value now.
func different(before, now bson.D) (out bson.D) {
	for _, e := range now {
		if !reflect.DeepEqual(value(before, e.Key), e.Value) {
			out = append(out, e)
		}
	}
	return out
}

// matches tells whether an event passes a $match of conditions on paths.
func matches(event, match bson.D) bool {
	for _, condition := range match {
		found := at(event, condition.Key)
		operators, ok := condition.Value.(bson.D)
		if !ok {
			operators = bson.D{{Key: "$eq", Value: condition.Value}}
		}
		for _, o := range operators {
			holds := false
			switch o.Key {
			case "$eq":
				holds = reflect.DeepEqual(found, o.Value)
			case "$ne":
				holds = !reflect.DeepEqual(found, o.Value)
			case "$exists":
				holds = (found != nil) == (o.Value == true)
			}
			if !holds {
				return false
			}
		}
	}
	return true
}

// at is the value at a path with dots.
func at(d bson.D, path string) any {
	key, rest, deeper := strings.Cut(path, ".")
	v := value(d, key)
	if !deeper {
		return v
	}
	inner, _ := v.(bson.D)
	return at(inner, rest)
}
