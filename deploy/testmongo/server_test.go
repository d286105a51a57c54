package main

import (
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"go.mongodb.org/mongo-driver/v2/mongo/writeconcern"
)

// connect starts a server and returns a database on it.
func connect(t *testing.T) *mongo.Database {
	t.Helper()
	srv, err := newServer("127.0.0.1:0", t.TempDir())
	require.NoError(t, err)
	client, err := mongo.Connect(options.Client().ApplyURI(srv.uri))
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, client.Disconnect(context.Background()))
		require.NoError(t, srv.stop())
	})
	return client.Database("test")
}

func TestStopRemovesOnlyItsOwnFiles(t *testing.T) {
	own, err := newServer("127.0.0.1:0", "")
	require.NoError(t, err)
	require.DirExists(t, own.temp)
	require.NoError(t, own.stop())
	require.NoDirExists(t, own.temp)

	dir := t.TempDir()
	named, err := newServer("127.0.0.1:0", dir)
	require.NoError(t, err)
	require.NoError(t, named.stop())
	require.DirExists(t, dir)
}

func TestFailedStartLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	_, err := newServer("127.0.0.1:not-a-port", "")
	require.Error(t, err)
	left, err := os.ReadDir(os.Getenv("TMPDIR"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestStopWithClientConnected checks that a client that never hangs up does
// not keep the server alive.
func TestStopWithClientConnected(t *testing.T) {
	srv, err := newServer("127.0.0.1:0", "")
	require.NoError(t, err)
	client, err := mongo.Connect(options.Client().ApplyURI(srv.uri))
	require.NoError(t, err)
	require.NoError(t, client.Ping(t.Context(), nil))
	require.NoError(t, srv.stop())
	require.NoError(t, client.Disconnect(t.Context()))
}

// TestUpdatesAreAtomic is the reason for the gate: without it several writers
// that expect the same version all succeed, and increments are lost.
func TestUpdatesAreAtomic(t *testing.T) {
	const writers, rounds = 8, 20
	ctx, tickets := t.Context(), connect(t).Collection("tickets")
	_, err := tickets.InsertOne(ctx, bson.M{"_id": "t", "version": int64(0), "count": int64(0)})
	require.NoError(t, err)

	won := make(chan bool, writers*rounds)
	failed := make(chan error, writers*rounds)
	var work sync.WaitGroup
	for range writers {
		work.Go(func() {
			for range rounds {
				ok, err := compareAndSwap(t, tickets)
				won <- ok
				failed <- err
			}
		})
	}
	work.Wait()
	close(won)
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	var wins int64
	for ok := range won {
		if ok {
			wins++
		}
	}
	var last struct{ Version, Count int64 }
	require.NoError(t, tickets.FindOne(ctx, bson.M{"_id": "t"}).Decode(&last))
	require.Equal(t, wins, last.Version)
	require.EqualValues(t, writers*rounds, last.Count)
}

// compareAndSwap counts the attempt and tries to raise the version it has read.
func compareAndSwap(t *testing.T, tickets *mongo.Collection) (bool, error) {
	ctx, id := t.Context(), bson.M{"_id": "t"}
	var seen struct{ Version int64 }
	if err := tickets.FindOneAndUpdate(ctx, id, bson.M{"$inc": bson.M{"count": int64(1)}}).Decode(&seen); err != nil {
		return false, err
	}
	filter := bson.M{"_id": "t", "version": seen.Version}
	result, err := tickets.UpdateOne(ctx, filter, bson.M{"$set": bson.M{"version": seen.Version + 1}})
	if err != nil {
		return false, err
	}
	return result.ModifiedCount == 1, nil
}

// TestUnacknowledgedWrites checks that the reply FerretDB gives to a write that
// asked for none is not taken for the reply to the next command.
func TestUnacknowledgedWrites(t *testing.T) {
	ctx, db := t.Context(), connect(t)
	silent := db.Client().Database(db.Name(), options.Database().SetWriteConcern(writeconcern.Unacknowledged()))
	for i := range 20 {
		_, err := silent.Collection("log").InsertOne(ctx, bson.M{"_id": i})
		require.NoError(t, err)
		_, err = db.Collection("other").InsertOne(ctx, bson.M{"_id": fmt.Sprint(i)})
		require.NoError(t, err)
	}
	count, err := db.Collection("other").CountDocuments(ctx, bson.M{})
	require.NoError(t, err)
	require.EqualValues(t, 20, count)
}

// TestManyUpdates: FerretDB alone would never answer.
func TestManyUpdates(t *testing.T) {
	c := connect(t).Collection("many")
	var writes []mongo.WriteModel
	for range 3*mostUpdates + 1 {
		writes = append(writes, mongo.NewUpdateOneModel().SetFilter(m{"_id": "one"}).SetUpdate(m{"$inc": m{"n": 1}}).SetUpsert(true))
	}
	done, err := c.BulkWrite(t.Context(), writes)
	require.NoError(t, err)
	require.EqualValues(t, 3*mostUpdates, done.ModifiedCount)
	require.Len(t, done.UpsertedIDs, 1)
	_, err = c.InsertOne(t.Context(), m{"_id": "two"})
	require.NoError(t, err)
	writes[2*mostUpdates] = mongo.NewUpdateOneModel().SetFilter(m{"_id": "two", "n": 5}).SetUpdate(m{"$set": m{"n": 1}}).SetUpsert(true)
	_, err = c.BulkWrite(t.Context(), writes)
	var failed mongo.BulkWriteException
	require.ErrorAs(t, err, &failed)
	require.Len(t, failed.WriteErrors, 1, "in order, so it ends there")
	require.Equal(t, 2*mostUpdates, failed.WriteErrors[0].Index)
}
