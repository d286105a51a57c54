package main

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
)

// These tests say what a store may use if it is to be tested here, and pin
// what it may not: a gap that closes with a newer FerretDB fails its test.

type (
	m = bson.M
	d = bson.D
	a = bson.A
)

func day(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }

// entry is one outbox entry; FerretDB compares documents with their field order.
func entry(id int32, unit string) d {
	return d{{Key: "id", Value: id}, {Key: "unit", Value: unit}}
}

// fill replaces the content of the collection by three tickets.
func fill(t *testing.T, c *mongo.Collection) {
	t.Helper()
	require.NoError(t, c.Drop(t.Context()))
	_, err := c.InsertMany(t.Context(), a{
		m{"_id": "a", "version": int64(1), "state": "dispatched", "due": day(1), "grams": a{"噪声", "夜间"},
			"pending": a{entry(1, "x"), entry(2, "y")}},
		m{"_id": "b", "version": int64(1), "state": "dispatched", "due": day(2), "grams": a{"噪声"}, "pending": a{}},
		m{"_id": "c", "version": int64(2), "state": "closed"},
	})
	require.NoError(t, err)
}

func ids(t *testing.T, c *mongo.Collection, filter any, opts ...options.Lister[options.FindOptions]) ([]string, error) {
	t.Helper()
	cursor, err := c.Find(t.Context(), filter, opts...)
	if err != nil {
		return nil, err
	}
	var docs []struct {
		ID string `bson:"_id"`
	}
	require.NoError(t, cursor.All(t.Context(), &docs))
	got := []string{}
	for _, doc := range docs {
		got = append(got, doc.ID)
	}
	return got, nil
}

func TestFilters(t *testing.T) {
	c := connect(t).Collection("tickets")
	fill(t, c)
	tests := []struct {
		name   string
		filter m
		want   []string
	}{
		{"equal", m{"state": "closed"}, []string{"c"}},
		{"not equal", m{"state": m{"$ne": "closed"}}, []string{"a", "b"}},
		{"greater", m{"version": m{"$gt": 1}}, []string{"c"}},
		{"time range", m{"due": m{"$gte": day(1), "$lt": day(2)}}, []string{"a"}},
		{"in", m{"version": m{"$in": a{2, 3}}}, []string{"c"}},
		{"not in", m{"version": m{"$nin": a{2, 3}}}, []string{"a", "b"}},
		{"exists", m{"due": m{"$exists": true}}, []string{"a", "b"}},
		{"missing", m{"due": m{"$exists": false}}, []string{"c"}},
		{"array contains", m{"grams": "夜间"}, []string{"a"}},
		{"array contains all", m{"grams": m{"$all": a{"噪声", "夜间"}}}, []string{"a"}},
		{"field of array elements", m{"pending.unit": "y"}, []string{"a"}},
		{"array not empty", m{"pending.0": m{"$exists": true}}, []string{"a"}},
		{"or", m{"$or": a{m{"_id": "a"}, m{"state": "closed"}}}, []string{"a", "c"}},
		{"and", m{"$and": a{m{"version": 1}, m{"grams": "夜间"}}}, []string{"a"}},
		{"regex", m{"state": m{"$regex": "^CLO", "$options": "i"}}, []string{"c"}},
		{"keyset", m{"$or": a{m{"version": m{"$gt": 1}}, m{"version": 1, "_id": m{"$gt": "a"}}}}, []string{"b", "c"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := ids(t, c, test.filter, options.Find().SetSort(d{{Key: "_id", Value: 1}}))
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestSortLimitProjectionCount(t *testing.T) {
	ctx, c := t.Context(), connect(t).Collection("tickets")
	fill(t, c)
	got, err := ids(t, c, m{}, options.Find().SetSort(d{{Key: "version", Value: -1}, {Key: "due", Value: -1}}).SetLimit(2))
	require.NoError(t, err)
	require.Equal(t, []string{"c", "b"}, got)

	var doc m
	require.NoError(t, c.FindOne(ctx, m{"_id": "a"}, options.FindOne().SetProjection(m{"version": 1})).Decode(&doc))
	require.Equal(t, m{"_id": "a", "version": int64(1)}, doc)

	count, err := c.CountDocuments(ctx, m{"state": "dispatched"})
	require.NoError(t, err)
	require.EqualValues(t, 2, count)
}

func TestUpdates(t *testing.T) {
	c := connect(t).Collection("tickets")
	tests := []struct {
		name, field string
		update      m
		want        any // Of the field in ticket a.
	}{
		{"set dotted", "sub", m{"$set": m{"sub.k": "v"}}, d{{Key: "k", Value: "v"}}},
		{"unset", "state", m{"$unset": m{"state": ""}}, nil},
		{"increase", "version", m{"$inc": m{"version": int64(2)}}, int64(3)},
		{"max", "version", m{"$max": m{"version": int64(9)}}, int64(9)},
		{"push", "grams", m{"$push": m{"grams": "x"}}, a{"噪声", "夜间", "x"}},
		{"push each", "grams", m{"$push": m{"grams": m{"$each": a{"x", "y"}}}}, a{"噪声", "夜间", "x", "y"}},
		{"add to set", "grams", m{"$addToSet": m{"grams": m{"$each": a{"噪声", "x"}}}}, a{"噪声", "夜间", "x"}},
		{"pull value", "grams", m{"$pull": m{"grams": "噪声"}}, a{"夜间"}},
		{"pull whole document", "pending", m{"$pull": m{"pending": entry(1, "x")}}, a{entry(2, "y")}},
		{"pull all", "grams", m{"$pullAll": m{"grams": a{"噪声", "夜间"}}}, a{}},
		{"set on insert", "state", m{"$setOnInsert": m{"state": "new"}, "$inc": m{"version": 1}}, "dispatched"},

		// MongoDB does these; FerretDB says yes and does not.
		{"gap: push with slice", "grams", m{"$push": m{"grams": m{"$each": a{"x"}, "$slice": -1}}}, a{"噪声", "夜间", "x"}},
		{"gap: push with sort", "grams", m{"$push": m{"grams": m{"$each": a{"x"}, "$sort": -1}}}, a{"噪声", "夜间", "x"}},
		{"gap: pull with operator", "grams", m{"$pull": m{"grams": m{"$in": a{"噪声"}}}}, a{"噪声", "夜间"}},
		{"gap: pull part of document", "pending", m{"$pull": m{"pending": m{"id": 1}}},
			a{entry(1, "x"), entry(2, "y")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			fill(t, c)
			result, err := c.UpdateOne(t.Context(), m{"_id": "a", "version": int64(1)}, test.update)
			require.NoError(t, err)
			require.EqualValues(t, 1, result.MatchedCount)
			var doc m
			require.NoError(t, c.FindOne(t.Context(), m{"_id": "a"}).Decode(&doc))
			require.Equal(t, test.want, doc[test.field])
		})
	}
}

func TestReplaceWithVersion(t *testing.T) {
	ctx, c := t.Context(), connect(t).Collection("tickets")
	fill(t, c)
	for _, want := range []int64{1, 0} {
		result, err := c.ReplaceOne(ctx, m{"_id": "a", "version": int64(1)}, m{"version": int64(2)})
		require.NoError(t, err)
		require.Equal(t, want, result.MatchedCount)
	}
}

func TestUpsert(t *testing.T) {
	ctx, c := t.Context(), connect(t).Collection("counters")
	after := options.FindOneAndUpdate().SetUpsert(true).SetReturnDocument(options.After)
	for want := int64(1); want <= 3; want++ {
		var counter struct{ N int64 }
		require.NoError(t, c.FindOneAndUpdate(ctx, m{"_id": "20261123"}, m{"$inc": m{"n": int64(1)}}, after).Decode(&counter))
		require.Equal(t, want, counter.N)
	}
	lost := m{"_id": "20261123", "n": int64(99)}
	_, err := c.UpdateOne(ctx, lost, m{"$set": m{"x": 1}}, options.UpdateOne().SetUpsert(true))
	require.True(t, mongo.IsDuplicateKeyError(err), "an upsert that lost its race: %v", err)

	_, err = c.UpdateOne(ctx, m{"_id": "new"}, m{"$setOnInsert": m{"n": int64(7)}}, options.UpdateOne().SetUpsert(true))
	require.NoError(t, err)
	result, err := c.DeleteMany(ctx, m{"n": m{"$gt": 0}})
	require.NoError(t, err)
	require.EqualValues(t, 2, result.DeletedCount)
}

func TestOrderedBulk(t *testing.T) {
	ctx, c := t.Context(), connect(t).Collection("tickets")
	_, err := c.InsertMany(ctx, a{m{"_id": 1}, m{"_id": 1}, m{"_id": 2}})
	require.True(t, mongo.IsDuplicateKeyError(err))
	count, err := c.CountDocuments(ctx, m{})
	require.NoError(t, err)
	require.EqualValues(t, 1, count)

	result, err := c.BulkWrite(ctx, []mongo.WriteModel{
		mongo.NewInsertOneModel().SetDocument(m{"_id": 3}),
		mongo.NewUpdateOneModel().SetFilter(m{"_id": 4}).SetUpdate(m{"$inc": m{"n": 1}}).SetUpsert(true),
		mongo.NewReplaceOneModel().SetFilter(m{"_id": 3}).SetReplacement(m{"n": 1}),
		mongo.NewDeleteOneModel().SetFilter(m{"_id": 1}),
	})
	require.NoError(t, err)
	require.EqualValues(t, []int64{1, 1, 1, 1},
		[]int64{result.InsertedCount, result.UpsertedCount, result.ModifiedCount, result.DeletedCount})
}

func TestUniqueIndexes(t *testing.T) {
	db := connect(t)
	unique := func() *options.IndexOptionsBuilder { return options.Index().SetUnique(true) }
	tests := []struct {
		name          string
		keys          d
		option        *options.IndexOptionsBuilder
		first, second m
		duplicate     bool
	}{
		{"single", d{{Key: "no", Value: 1}}, unique(), m{"no": 1}, m{"no": 1}, true},
		{"compound", d{{Key: "to", Value: 1}, {Key: "seq", Value: -1}}, unique(), m{"to": 1, "seq": 1}, m{"to": 1, "seq": 1}, true},
		{"compound differs", d{{Key: "to", Value: 1}, {Key: "seq", Value: -1}}, unique(), m{"to": 1, "seq": 1}, m{"to": 1, "seq": 2}, false},
		{"dotted", d{{Key: "up.no", Value: 1}}, unique(), m{"up": m{"no": 1}}, m{"up": m{"no": 1}}, true},
		{"sparse", d{{Key: "no", Value: 1}}, unique().SetSparse(true), m{"x": 1}, m{"x": 2}, false},
		// MongoDB refuses the second document of these.
		{"gap: field missing twice", d{{Key: "no", Value: 1}}, unique(), m{"x": 1}, m{"x": 2}, false},
		{"gap: arrays that overlap", d{{Key: "no", Value: 1}}, unique(), m{"no": a{1, 2}}, m{"no": a{2, 3}}, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ctx, c := t.Context(), db.Collection("unique")
			require.NoError(t, c.Drop(ctx))
			_, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: test.keys, Options: test.option})
			require.NoError(t, err)
			_, err = c.InsertOne(ctx, test.first)
			require.NoError(t, err)
			_, err = c.InsertOne(ctx, test.second)
			require.Equal(t, test.duplicate, mongo.IsDuplicateKeyError(err), "error: %v", err)
		})
	}
}

func TestAggregate(t *testing.T) {
	c := connect(t).Collection("tickets")
	fill(t, c)
	tests := []struct {
		name        string
		accumulated d
		want        m
	}{
		{"count", d{{Key: "n", Value: m{"$sum": 1}}}, m{"_id": "dispatched", "n": int32(2)}},
		{"sum", d{{Key: "n", Value: m{"$sum": "$version"}}}, m{"_id": "dispatched", "n": int64(2)}},
		// FerretDB reads the group's documents once, for its first accumulator.
		{"gap: two accumulators", d{{Key: "n", Value: m{"$sum": 1}}, {Key: "v", Value: m{"$sum": "$version"}}},
			m{"_id": "dispatched", "n": int32(2), "v": int32(0)}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			cursor, err := c.Aggregate(t.Context(), a{
				m{"$match": m{"version": m{"$gte": 1}}},
				m{"$group": append(d{{Key: "_id", Value: "$state"}}, test.accumulated...)},
				m{"$sort": d{{Key: "_id", Value: -1}}},
				m{"$limit": 1},
			})
			require.NoError(t, err)
			var got []m
			require.NoError(t, cursor.All(t.Context(), &got))
			require.Equal(t, []m{test.want}, got)
		})
	}
}

// TestRefused lists what FerretDB answers with an error.
func TestRefused(t *testing.T) {
	ctx, db := t.Context(), connect(t)
	c := db.Collection("tickets")
	fill(t, c)
	index := func(keys d, option *options.IndexOptionsBuilder) error {
		_, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: keys, Options: option})
		return err
	}
	aggregate := func(stage m) error {
		_, err := c.Aggregate(ctx, a{stage})
		return err
	}
	update := func(change any) error {
		_, err := c.UpdateOne(ctx, m{"_id": "a", "pending.id": 1}, change)
		return err
	}
	after := options.FindOneAndUpdate().SetProjection(m{"version": 1})
	tests := map[string]func() error{
		"partial index": func() error {
			return index(d{{Key: "no", Value: 1}}, options.Index().SetPartialFilterExpression(m{"no": 1}))
		},
		"ttl index":     func() error { return index(d{{Key: "at", Value: 1}}, options.Index().SetExpireAfterSeconds(1)) },
		"text index":    func() error { return index(d{{Key: "text", Value: "text"}}, nil) },
		"group minimum": func() error { return aggregate(m{"$group": m{"_id": "$state", "n": m{"$min": "$due"}}}) },
		"lookup": func() error {
			return aggregate(m{"$lookup": m{"from": "x", "localField": "a", "foreignField": "b", "as": "c"}})
		},
		"facet":               func() error { return aggregate(m{"$facet": m{"n": a{m{"$limit": 1}}}}) },
		"positional update":   func() error { return update(m{"$set": m{"pending.$.unit": "z"}}) },
		"pipeline update":     func() error { return update(a{m{"$set": m{"version": 2}}}) },
		"expression filter":   func() error { _, err := ids(t, c, m{"$expr": m{"$gt": a{"$version", 1}}}); return err },
		"documents elemMatch": func() error { _, err := ids(t, c, m{"pending": m{"$elemMatch": m{"id": 1, "unit": "x"}}}); return err },
		"slice in projection": func() error {
			return c.FindOne(ctx, m{}, options.FindOne().SetProjection(m{"grams": m{"$slice": 1}})).Err()
		},
		"findAndModify fields": func() error { return c.FindOneAndUpdate(ctx, m{"_id": "a"}, m{"$inc": m{"n": 1}}, after).Err() },
		"change stream":        func() error { _, err := c.Watch(ctx, a{}); return err },
		"nested arrays":        func() error { return update(m{"$set": m{"x": a{a{1}}}}) },
		"transaction": func() error {
			return db.Client().UseSession(ctx, func(ctx context.Context) error {
				_, err := mongo.SessionFromContext(ctx).WithTransaction(ctx, func(ctx context.Context) (any, error) {
					return c.InsertOne(ctx, m{"_id": "tx"})
				})
				return err
			})
		},
	}
	for name, refused := range tests {
		t.Run(name, func(t *testing.T) { require.Error(t, refused()) })
	}
}

// TestUpdateIntoDuplicate pins that breaking a unique index by an update is
// refused, but not with the duplicate key code that an insert gets.
func TestUpdateIntoDuplicate(t *testing.T) {
	ctx, c := t.Context(), connect(t).Collection("tickets")
	_, err := c.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: d{{Key: "no", Value: 1}}, Options: options.Index().SetUnique(true)})
	require.NoError(t, err)
	_, err = c.InsertMany(ctx, a{m{"_id": 1, "no": 1}, m{"_id": 2, "no": 2}})
	require.NoError(t, err)
	_, err = c.UpdateOne(ctx, m{"_id": 2}, m{"$set": m{"no": 1}})
	require.Error(t, err)
	require.False(t, mongo.IsDuplicateKeyError(err))
}
