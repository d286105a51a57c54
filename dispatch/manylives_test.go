//go:build !race

package dispatch

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// Random lives keep the invariants, and between them reach every state.
func TestLives(t *testing.T) {
	reached := map[State]bool{}
	for seed := range uint64(300) {
		for s := range walkLife(t, seed) {
			reached[s] = true
		}
	}
	for _, s := range States {
		require.True(t, reached[s], "no life came to %s", s)
	}
}
