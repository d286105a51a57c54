package play_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/pbx/play"
	"hotline/server/phone"
)

// Told in whatever words, a day comes to the same calls.
func TestEveryFormatTellsTheSameDay(t *testing.T) {
	start := time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)
	day := play.Day(play.Options{Calls: 60, Agents: 3, Seed: 7, Start: start})
	want := states(day)
	seen := map[phone.CallState]int{}
	for _, s := range want {
		seen[s]++
	}
	require.Len(t, want, 60)
	require.Greater(t, seen[phone.Over], 45)
	require.NotZero(t, seen[phone.GivenUp]+seen[phone.Unanswered])
	for _, format := range phone.Formats {
		var got []phone.Event
		for i := 0; i < len(day); i += 50 {
			body, err := json.Marshal(play.Told(string(format), day[i:min(i+50, len(day))]))
			require.NoError(t, err)
			r, err := phone.Read(format, body)
			require.NoError(t, err)
			require.Empty(t, r.Faults)
			require.Zero(t, r.Ignored)
			got = append(got, r.Events...)
		}
		require.Equal(t, want, states(got), format)
	}
	moved := play.Until(day, start)
	require.Equal(t, start, moved[len(moved)-1].At)
}

func states(events []phone.Event) map[string]phone.CallState {
	calls := map[string]phone.Call{}
	for _, e := range events {
		calls[e.Call] = calls[e.Call].Apply(e)
	}
	out := map[string]phone.CallState{}
	for id, c := range calls {
		out[id] = c.State()
	}
	return out
}
