package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
)

// record is a dispatch.Record as it is stored.
type record struct {
	Key     string `bson:"_id"`
	Kind    string `bson:"kind"`
	ID      string `bson:"id"`
	Version int    `bson:"version"`
	Body    []byte `bson:"body"`
	At      int64  `bson:"at"`
	Expires int64  `bson:"expires"` // 0: never
}

func keyOf(kind, id string) string { return kind + "/" + id }

func (r record) read() dispatch.Record {
	return dispatch.Record{Kind: r.Kind, ID: r.ID, Version: r.Version, Body: r.Body, At: store.Time(r.At), Expires: store.Time(r.Expires)}
}

// live adds the condition that a record is not expired.
func (s *Store) live(filter bson.D) bson.D {
	return append(filter, bson.E{Key: "$or", Value: bson.A{bson.M{"expires": 0}, bson.M{"expires": bson.M{"$gt": s.now().UnixMilli()}}}})
}

// Record reads one record. Nothing but its id is asked for, the plainest question
// there is: sessions and rights are read so all the time.
func (s *Store) Record(ctx context.Context, kind, id string) (dispatch.Record, error) {
	var r record
	err := s.records.FindOne(ctx, bson.M{"_id": keyOf(kind, id)}).Decode(&r)
	if missing(err) || err == nil && r.Expires > 0 && r.Expires <= s.now().UnixMilli() {
		err = dispatch.Errorf(dispatch.NotFound, "record_unknown", kind, id)
	}
	if err != nil {
		return dispatch.Record{}, translate(err)
	}
	return r.read(), nil
}

// Records lists records of a kind.
func (s *Store) Records(ctx context.Context, kind, after string, limit int) ([]dispatch.Record, error) {
	if limit <= 0 {
		return nil, nil
	}
	filter := s.live(bson.D{{Key: "kind", Value: kind}, {Key: "id", Value: bson.M{"$gt": after}}})
	cursor, err := s.records.Find(ctx, filter, options.Find().SetSort(bson.D{{Key: "id", Value: 1}}).SetLimit(int64(limit)))
	if err != nil {
		return nil, translate(err)
	}
	var found []record
	if err := cursor.All(ctx, &found); err != nil {
		return nil, translate(err)
	}
	out := make([]dispatch.Record, len(found))
	for i, r := range found {
		out[i] = r.read()
	}
	return out, nil
}

// PutRecord writes a record if its version is the stored one.
func (s *Store) PutRecord(ctx context.Context, r dispatch.Record) (int, error) {
	if r.At.IsZero() {
		r.At = s.now()
	}
	if r.Body == nil {
		r.Body = []byte{}
	}
	next := record{keyOf(r.Kind, r.ID), r.Kind, r.ID, r.Version + 1, r.Body, store.Milli(r.At), store.Milli(r.Expires)}
	if r.Version == 0 {
		return 1, s.create(ctx, next)
	}
	filter := s.live(bson.D{{Key: "_id", Value: next.Key}, {Key: "version", Value: r.Version}})
	done, err := s.records.ReplaceOne(ctx, filter, next)
	if err == nil && done.MatchedCount == 0 {
		return 0, dispatch.Errorf(dispatch.Conflict, "stale_version", r.Version)
	}
	return next.Version, translate(err)
}

// create writes a new record, or one in the place of an expired one.
func (s *Store) create(ctx context.Context, next record) error {
	_, err := s.records.InsertOne(ctx, next)
	if !taken(err) {
		return translate(err)
	}
	done, err := s.records.ReplaceOne(ctx, bson.M{"_id": next.Key, "expires": bson.M{"$gt": 0, "$lte": s.now().UnixMilli()}}, next)
	if err == nil && done.MatchedCount == 0 {
		return dispatch.Errorf(dispatch.Exists, "record_exists", next.Kind, next.ID)
	}
	return translate(err)
}

// DeleteRecord removes a record.
func (s *Store) DeleteRecord(ctx context.Context, kind, id string) error {
	done, err := s.records.DeleteOne(ctx, s.live(bson.D{{Key: "_id", Value: keyOf(kind, id)}}))
	if err == nil && done.DeletedCount == 0 {
		return dispatch.Errorf(dispatch.NotFound, "record_unknown", kind, id)
	}
	return translate(err)
}

// Sweep drops expired records, and counts what nobody has asked for lately.
func (s *Store) Sweep(ctx context.Context, now time.Time) (int, error) {
	gone, err := s.records.DeleteMany(ctx, bson.M{"expires": bson.M{"$gt": 0, "$lte": now.UnixMilli()}})
	if err != nil {
		return 0, translate(err)
	}
	return int(gone.DeletedCount), s.count(ctx)
}
