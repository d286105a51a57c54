package mongo

import (
	"context"
	"sync/atomic"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/event"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/server/store"
)

// Vitals tells how the store is doing.
func (s *Store) Vitals(ctx context.Context) (store.Vitals, error) {
	v := store.Vitals{Connections: map[string]int64{"open": s.pool.open.Load(), "in_use": s.pool.used.Load()}}
	waiting := bson.M{"waiting": bson.M{"$gt": 0}}
	n, err := s.tickets.CountDocuments(ctx, waiting, options.Count().SetLimit(store.MaxOutbox))
	if err != nil {
		return v, translate(err)
	}
	v.Outbox = int(n)
	var first struct {
		Waiting int64 `bson:"waiting"`
	}
	err = s.tickets.FindOne(ctx, waiting, options.FindOne().SetSort(bson.M{"waiting": 1}).SetProjection(bson.M{"waiting": 1})).Decode(&first)
	if err != nil && !missing(err) {
		return v, translate(err)
	}
	v.Oldest = store.Time(first.Waiting)
	return v, nil
}

// Schema is the version of the database and the one this program writes.
func (s *Store) Schema(ctx context.Context) (have, known int, err error) {
	var got struct {
		N int `bson:"n"`
	}
	err = s.counters.FindOne(ctx, bson.M{"_id": "schema"}).Decode(&got)
	return got.N, schema, translate(err)
}

// pool counts the connections to the database.
type pool struct{ open, used atomic.Int64 }

func (p *pool) monitor() *event.PoolMonitor {
	return &event.PoolMonitor{Event: func(e *event.PoolEvent) {
		switch e.Type {
		case event.ConnectionCreated:
			p.open.Add(1)
		case event.ConnectionClosed:
			p.open.Add(-1)
		case event.ConnectionCheckedOut:
			p.used.Add(1)
		case event.ConnectionCheckedIn:
			p.used.Add(-1)
		}
	}}
}

// writes are the commands that change something.
func writes(command string) bool {
	return command == "insert" || command == "update" || command == "delete" || command == "findAndModify"
}

// monitor tells the meter of every command.
func monitor(m store.Meter) *event.CommandMonitor {
	if m.Asked == nil {
		return nil
	}
	ended := func(name string, took time.Duration, failure error) {
		m.Asked(name, took, failure != nil)
		if writes(name) {
			m.Write(took, 1, failure)
		}
	}
	return &event.CommandMonitor{
		Succeeded: func(_ context.Context, e *event.CommandSucceededEvent) { ended(e.CommandName, e.Duration, nil) },
		Failed: func(_ context.Context, e *event.CommandFailedEvent) {
			ended(e.CommandName, e.Duration, translate(e.Failure))
		},
	}
}
