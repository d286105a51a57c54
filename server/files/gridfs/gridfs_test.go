package gridfs

import (
	"context"
	"net/url"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"go.mongodb.org/mongo-driver/v2/bson"

	"hotline/server/files"
	"hotline/server/files/filestest"
)

func TestVault(t *testing.T) {
	server := os.Getenv("HOTLINE_TEST_MONGO")
	if server == "" {
		t.Skip("HOTLINE_TEST_MONGO names no server; see deploy/testmongo")
	}
	filestest.Run(t, func(t *testing.T) files.Vault {
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
	})
}

func TestBadAddress(t *testing.T) {
	_, err := Open("mongodb://")
	require.Error(t, err)
}
