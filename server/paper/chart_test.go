package paper

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNiceTop(t *testing.T) {
	for n, want := range map[int]int{1: 4, 5: 8, 274: 400, 3164: 4000, 8001: 20000} {
		require.Equal(t, want, niceTop(n), n)
	}
	require.Equal(t, []string{"0", "999", "1,000", "-1,234,567"}, []string{comma(0), comma(999), comma(1000), comma(-1234567)})
}
