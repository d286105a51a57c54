package mongo

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/server/store"
)

// A write of a ticket marks it dirty: its names may differ from those it was
// counted under. Counting moves such differences into the counters in batches,
// through one document, the ledger:
//
//  1. a batch is put into the ledger where revision r stood: it is r+1 now,
//     and of several servers one succeeds;
//  2. every counter of the batch that has not seen r+1 is changed and marked
//     with r+1;
//  3. every ticket of the batch is noted as counted.
//
// Steps 2 and 3 do nothing the second time, and the next batch is made only
// after them. So it does not matter who does them, how often, or who crashed.
type ledger struct {
	Rev   int    `bson:"rev"`
	Batch string `bson:"batch"` // a batch as JSON
}

// batch is the tickets counted together and what they do to the counters.
type batch struct {
	Tickets []mark         `json:"tickets"`
	Deltas  map[string]int `json:"deltas"`
}

// mark is a ticket as it was counted.
type mark struct {
	Key     int64    `json:"key" bson:"_id"`
	Version int      `json:"version" bson:"version"`
	Rev     int      `json:"rev" bson:"count_rev"`
	Names   []string `json:"names" bson:"names"`
	Counted []string `json:"-" bson:"counted"`
}

const (
	batchSize  = 100
	maxBatches = 50 // that one call counts: enough to catch up, and bounded
)

// Counts gives kept numbers, after the tickets written last have been counted.
func (s *Store) Counts(ctx context.Context, names []string) (map[string]int, error) {
	if err := s.count(ctx); err != nil {
		return nil, err
	}
	counts := make(map[string]int, len(names))
	ids := make([]string, 0, len(names))
	for _, n := range names {
		counts[n] = 0
		ids = append(ids, "count/"+n)
	}
	if len(ids) == 0 {
		return counts, nil
	}
	cursor, err := s.counters.Find(ctx, bson.M{"_id": bson.M{"$in": ids}})
	if err != nil {
		return nil, translate(err)
	}
	var found []struct {
		ID string `bson:"_id"`
		N  int    `bson:"n"`
	}
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	for _, f := range found {
		counts[f.ID[len("count/"):]] = f.N
	}
	return counts, nil
}

// count brings the counters up to date.
func (s *Store) count(ctx context.Context) error {
	for range maxBatches {
		var l ledger
		if err := s.counters.FindOne(ctx, bson.M{"_id": "ledger"}).Decode(&l); err != nil && !missing(err) {
			return translate(err)
		}
		if err := s.book(ctx, l); err != nil {
			return err
		}
		next, err := s.nextBatch(ctx)
		if err != nil || len(next.Tickets) == 0 {
			return err
		}
		if err := s.publish(ctx, l.Rev, next); err != nil {
			return err
		}
	}
	return nil
}

// nextBatch looks for tickets that are not counted as they are.
func (s *Store) nextBatch(ctx context.Context) (b batch, err error) {
	cursor, err := s.tickets.Find(ctx, bson.M{"dirty": true}, options.Find().SetLimit(batchSize).
		SetProjection(bson.M{"version": 1, "count_rev": 1, "names": 1, "counted": 1}))
	if err != nil {
		return b, translate(err)
	}
	if err := cursor.All(ctx, &b.Tickets); err != nil {
		return b, translate(err)
	}
	b.Deltas = map[string]int{}
	for _, t := range b.Tickets {
		for name, n := range store.Delta(t.Counted, t.Names) {
			b.Deltas[name] += n
		}
	}
	return b, nil
}

// publish puts the batch into the ledger unless another server was faster.
func (s *Store) publish(ctx context.Context, rev int, b batch) error {
	doc, err := json.Marshal(b)
	if err != nil {
		return err
	}
	next := ledger{Rev: rev + 1, Batch: string(doc)}
	if rev == 0 {
		_, err = s.counters.InsertOne(ctx, bson.M{"_id": "ledger", "rev": next.Rev, "batch": next.Batch})
	} else {
		_, err = s.counters.UpdateOne(ctx, bson.M{"_id": "ledger", "rev": rev}, bson.M{"$set": next})
	}
	if taken(err) {
		return nil
	}
	return translate(err)
}

// book does what the ledger says, as far as it is not done.
func (s *Store) book(ctx context.Context, l ledger) error {
	if l.Batch == "" {
		return nil
	}
	var b batch
	if err := json.Unmarshal([]byte(l.Batch), &b); err != nil {
		return err
	}
	var counters, tickets []driver.WriteModel
	var blank []any
	for _, name := range slices.Sorted(maps.Keys(b.Deltas)) {
		if b.Deltas[name] == 0 {
			continue
		}
		blank = append(blank, bson.M{"_id": "count/" + name, "n": 0, "rev": 0})
		// A counter that has seen the revision does not match.
		counters = append(counters, driver.NewUpdateOneModel().SetFilter(bson.M{"_id": "count/" + name, "rev": bson.M{"$lt": l.Rev}}).
			SetUpdate(bson.M{"$inc": bson.M{"n": b.Deltas[name]}, "$set": bson.M{"rev": l.Rev}}))
	}
	for _, t := range b.Tickets { // one that changed meanwhile stays dirty
		tickets = append(tickets,
			driver.NewUpdateOneModel().SetFilter(bson.M{"_id": t.Key, "count_rev": t.Rev}).SetUpdate(bson.M{"$set": bson.M{"counted": t.Names, "count_rev": t.Rev + 1}}),
			driver.NewUpdateOneModel().SetFilter(bson.M{"_id": t.Key, "version": t.Version}).SetUpdate(bson.M{"$set": bson.M{"dirty": false}}))
	}
	if err := writeAll(ctx, s.counters, counters, blank); err != nil {
		return err
	}
	if len(tickets) > 0 {
		if _, err := s.tickets.BulkWrite(ctx, tickets); err != nil {
			return translate(err)
		}
	}
	// The batch is emptied, so that the next call need not go through it again.
	_, err := s.counters.UpdateOne(ctx, bson.M{"_id": "ledger", "rev": l.Rev}, bson.M{"$set": bson.M{"batch": ""}})
	return translate(err)
}
