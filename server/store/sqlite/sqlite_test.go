package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/store/sqlite"
	"hotline/server/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T, dir string, now func() time.Time) dispatch.Store {
		return open(t, filepath.Join(dir, "hotline.db"), now)
	})
}

func open(t testing.TB, path string, now func() time.Time) *sqlite.Store {
	s, err := sqlite.Open(context.Background(), "file:"+path, sqlite.Options{Now: now})
	require.NoError(t, err)
	return s
}
