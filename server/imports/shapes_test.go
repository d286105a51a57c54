package imports

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/server/tables"
)

// TestTakenWord: an agency whose name is a word of the routes gets another code.
func TestTakenWord(t *testing.T) {
	require.Equal(t, "appeals-unit", slug("Appeals"))
	require.Equal(t, "fire-brigade", slug("Fire Brigade"))
}

func FuzzShapes(f *testing.F) {
	f.Add([]byte(`{"id":"1","title":"t","time":"2026-01-05 10:00:00"}` + "\n{}\n"))
	f.Add([]byte("{\"id\":1,\"agency\":\"a\",\"created\":\"2018-01-01\",\"due\":true}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := tables.Open(bytes.NewReader(data), int64(len(data)))
		if err != nil || file.Format != tables.JSONL {
			return
		}
		require.NoError(t, file.Rows("", func(r tables.Row, share float64) error {
			require.True(t, share >= 0 && share <= 1)
			for _, shape := range []string{Messages, Votes, Requests} {
				if p, err := Read(shape, r); err == nil {
					_ = p.Valid()
				}
			}
			return nil
		}))
	})
}
