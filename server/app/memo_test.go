package app

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// A crowd that opens a page costs one computation; an old or failed one is done
// again, and nothing is kept for good.
func TestMemo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemo[int](time.Now)
		made := 0
		get := func(name string) (int, error) {
			return m.get(name, func() (int, error) {
				made++
				return made, nil
			})
		}
		var crowd sync.WaitGroup
		for range 20 {
			crowd.Go(func() {
				v, err := get("2026-10")
				if err != nil || v != 1 {
					t.Error(v, err)
				}
			})
		}
		crowd.Wait()
		v, err := get("2026-09")
		require.NoError(t, err)
		require.Equal(t, 2, v, "another month is another value")
		pass(memoLife + time.Second)
		require.Empty(t, m.kept)
		v, err = get("2026-10")
		require.NoError(t, err)
		require.Equal(t, 3, v)

		_, err = m.get("bad", func() (int, error) { return 0, errors.New("no") })
		require.Error(t, err)
		v, err = get("bad")
		require.NoError(t, err)
		require.Equal(t, 4, v)
		pass(time.Minute)
	})
}
