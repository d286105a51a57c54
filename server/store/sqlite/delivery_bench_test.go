package sqlite_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// BenchmarkDueDeliveries looks for what can be sent while 10,000 messages wait
// behind a channel that takes nothing now, and while nothing stands in the way.
func BenchmarkDueDeliveries(b *testing.B) {
	s := open(b, filepath.Join(b.TempDir(), "hotline.db"), time.Now)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	now := time.Now().UTC()
	for i := range 100 {
		var ds []dispatch.Delivery
		for k := range 100 {
			n := int64(100*i + k + 1)
			f := dispatch.Frame{ID: n, Notice: dispatch.Notice{Recipient: "unit:water", Kind: "dispatched", No: fmt.Sprintf("20261123-%05d", n), At: now}}
			ds = append(ds, dispatch.NewDelivery(f, "full", dispatch.Webhook, "", now))
		}
		require.NoError(b, s.PutDeliveries(b.Context(), ds))
	}
	for name, c := range map[string]struct {
		except []string
		want   int
	}{"full": {[]string{"full"}, 0}, "free": {nil, 100}} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				ds, err := s.DueDeliveries(b.Context(), now, c.except, 100)
				require.NoError(b, err)
				require.Len(b, ds, c.want)
			}
		})
	}
}
