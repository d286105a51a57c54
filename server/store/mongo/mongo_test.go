package mongo_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"hotline/dispatch"
	"hotline/server/store"
	"hotline/server/store/mongo"
	"hotline/server/store/storetest"
)

func TestMongoStore(t *testing.T) {
	storetest.Run(t, opener(t), func(t *testing.T, dir string) []byte { return dump(t, os.Getenv("HOTLINE_TEST_MONGO"), dir) })
}

func TestMongoLives(t *testing.T) { storetest.Lives(t, opener(t), 100, 25, false) }

// opener opens databases on the server the tests are given.
func opener(t *testing.T) storetest.Open {
	server := os.Getenv("HOTLINE_TEST_MONGO")
	if server == "" {
		t.Skip("HOTLINE_TEST_MONGO names no server; see deploy/testmongo")
	}
	return func(t *testing.T, dir string, now func() time.Time, keys *store.Keyring) (dispatch.Store, error) {
		s, err := mongo.Open(context.Background(), database(t, server, dir), mongo.Options{Now: now, Keys: keys})
		if err != nil {
			return nil, err
		}
		return s, nil
	}
}

// dump is every document of a directory's database.
func dump(t *testing.T, server, dir string) (all []byte) {
	ctx := context.Background()
	client, err := driver.Connect(options.Client().ApplyURI(server))
	require.NoError(t, err)
	defer func() { require.NoError(t, client.Disconnect(ctx)) }()
	u, err := url.Parse(database(t, server, dir))
	require.NoError(t, err)
	db := client.Database(u.Path[1:])
	names, err := db.ListCollectionNames(ctx, bson.M{})
	require.NoError(t, err)
	for _, name := range names {
		cursor, err := db.Collection(name).Find(ctx, bson.M{})
		require.NoError(t, err)
		for cursor.Next(ctx) {
			all = append(all, cursor.Current...)
		}
		require.NoError(t, cursor.Err())
	}
	return all
}

// database names a database of its own for a directory, dropped after the test.
func database(t *testing.T, server, dir string) string {
	u, err := url.Parse(server)
	require.NoError(t, err)
	sum := sha256.Sum256([]byte(dir))
	name := "hotline_test_" + hex.EncodeToString(sum[:8])
	u.Path = "/" + name
	t.Cleanup(func() {
		client, err := driver.Connect(options.Client().ApplyURI(server))
		require.NoError(t, err)
		require.NoError(t, client.Database(name).Drop(context.Background()))
		require.NoError(t, client.Disconnect(context.Background()))
	})
	return u.String()
}
