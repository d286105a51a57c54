package gridfs

import (
	"context"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"hotline/server/files"
	"hotline/server/files/filestest"
)

// open gives a vault in a database of its own.
func open(t *testing.T) *Vault {
	server := os.Getenv("HOTLINE_TEST_MONGO")
	if server == "" {
		t.Skip("HOTLINE_TEST_MONGO names no server; see deploy/testmongo")
	}
	u, err := url.Parse(server)
	require.NoError(t, err)
	name := "hotline_files_" + bson.NewObjectID().Hex()
	u.Path = "/" + name
	v, err := Open(u.String())
	require.NoError(t, err)
	t.Cleanup(func() {
		require.NoError(t, v.client.Database(name).Drop(context.Background()))
		require.NoError(t, v.Close())
	})
	return v
}

func TestVault(t *testing.T) {
	filestest.Run(t, func(t *testing.T) files.Vault { return open(t) })
}

// Pieces whose file was never written whole, or was only half removed, go when they
// are old; those of files stay, and of files that are being written now.
func TestPiecesOfNone(t *testing.T) {
	v, ctx := open(t), t.Context()
	key := strings.Repeat("ab", 16)
	require.NoError(t, v.Put(ctx, key, make([]byte, 600_000)))
	pieces := v.bucket().GetChunksCollection()
	old := bson.NewObjectIDFromTimestamp(time.Now().Add(-48 * time.Hour))
	for _, id := range []bson.ObjectID{old, bson.NewObjectID()} {
		for n := range 2 {
			_, err := pieces.InsertOne(ctx, bson.M{"files_id": id, "n": n, "data": []byte("half")})
			require.NoError(t, err)
		}
	}
	count := func(filter bson.M) int64 {
		n, err := pieces.CountDocuments(ctx, filter)
		require.NoError(t, err)
		return n
	}
	whole := count(bson.M{}) - 4
	require.NoError(t, v.Tidy(ctx, time.Now().Add(-25*time.Hour)))
	require.Zero(t, count(bson.M{"files_id": old}))
	require.Equal(t, whole+2, count(bson.M{}), "what is young may become a file")
	require.NoError(t, v.Tidy(ctx, time.Now().Add(time.Hour)))
	require.Equal(t, whole, count(bson.M{}))
	_, err := v.Get(ctx, key, 1<<20)
	require.NoError(t, err)
}

func TestBadAddress(t *testing.T) {
	_, err := Open("mongodb://")
	require.Error(t, err)
}
