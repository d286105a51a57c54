package mongo

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// perMark is how many of the newest tickets with a mark are looked at.
const perMark = 100

// Near lists the tickets that share most marks.
func (s *Store) Near(ctx context.Context, questions ...dispatch.Nearness) ([][]dispatch.Ticket, error) {
	out := make([][]dispatch.Ticket, len(questions))
	for i, q := range questions {
		var err error
		if out[i], err = s.near(ctx, q); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Store) near(ctx context.Context, n dispatch.Nearness) ([]dispatch.Ticket, error) {
	filter := filterOf(dispatch.Filter{From: n.From, States: n.States})
	if low, _ := store.Span(n.From, time.Time{}); low > 0 {
		filter = append(filter, bson.E{Key: "_id", Value: bson.M{"$gte": low}})
	}
	found, errs := make([][]int64, len(n.Marks)), make([]error, len(n.Marks))
	var work sync.WaitGroup
	for i, m := range n.Marks {
		work.Go(func() { found[i], errs[i] = s.marked(ctx, m, filter) })
	}
	work.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, translate(err)
	}
	shared := map[int64]int{}
	for _, key := range slices.Concat(found...) {
		shared[key]++
	}
	keys := slices.SortedFunc(maps.Keys(shared), func(a, b int64) int {
		return cmp.Or(cmp.Compare(shared[b], shared[a]), cmp.Compare(b, a))
	})
	return s.those(ctx, keys[:min(len(keys), store.Limit(n.Limit))])
}

// marked are the newest tickets of the filter that have the mark.
func (s *Store) marked(ctx context.Context, m dispatch.Mark, filter bson.D) ([]int64, error) {
	with := append(bson.D{{Key: "marks", Value: int64(m)}}, filter...)
	cursor, err := s.tickets.Find(ctx, with, options.Find().SetSort(bson.D{{Key: "_id", Value: -1}}).SetLimit(perMark).SetProjection(bson.M{"_id": 1}))
	if err != nil {
		return nil, err
	}
	var rows []struct {
		Key int64 `bson:"_id"`
	}
	err = cursor.All(ctx, &rows)
	keys := make([]int64, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
	}
	return keys, err
}

// those reads the tickets of the keys in their order.
func (s *Store) those(ctx context.Context, keys []int64) ([]dispatch.Ticket, error) {
	if len(keys) == 0 {
		return nil, nil
	}
	byKey := make(map[int64]dispatch.Ticket, len(keys))
	err := s.eachDoc(ctx, bson.M{"_id": bson.M{"$in": keys}}, len(keys), func(key int64, t dispatch.Ticket) { byKey[key] = t })
	out := make([]dispatch.Ticket, 0, len(keys))
	for _, k := range keys {
		if t, ok := byKey[k]; ok {
			out = append(out, t)
		}
	}
	return out, err
}

// eachDoc calls fn for the tickets of a filter, read for comparing.
func (s *Store) eachDoc(ctx context.Context, filter bson.M, limit int, fn func(key int64, t dispatch.Ticket)) error {
	cursor, err := s.tickets.Find(ctx, filter, options.Find().SetLimit(int64(limit)).SetProjection(bson.M{"doc": 1}))
	if err != nil {
		return translate(err)
	}
	var rows []struct {
		Key int64  `bson:"_id"`
		Doc string `bson:"doc"`
	}
	if err := cursor.All(ctx, &rows); err != nil {
		return translate(err)
	}
	for _, r := range rows {
		t, err := store.Lean([]byte(r.Doc))
		if err != nil {
			return err
		}
		fn(r.Key, t)
	}
	return nil
}

// marks are a ticket's marks as they are stored.
func marks(t dispatch.Ticket) []int64 {
	out := []int64{}
	for _, m := range t.Marks() {
		out = append(out, int64(m))
	}
	return out
}
