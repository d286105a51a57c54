package app

import (
	"io"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/server/phone"
	"hotline/sla"
)

// The telephones of the sample district ring through a shift: calls begin, are
// answered by and by and end, and some are missed.
func TestDemoTelephonesRing(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var to ringing
	begin := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	calls, live := map[string]phone.Call{}, 0
	for now := begin; now.Before(begin.Add(2 * time.Hour)); now = now.Add(2 * time.Second) {
		for _, e := range to.due(rng, now) {
			require.False(t, e.At.After(now), "nothing is told before it happens")
			calls[e.Call] = calls[e.Call].Apply(e)
		}
		n := 0
		for _, c := range calls {
			if c.State().Live() {
				n++
			}
		}
		live = max(live, n)
	}
	seen, numbers := map[phone.CallState]int{}, map[string]int{}
	for _, c := range calls {
		seen[c.State()]++
		numbers[c.Number.Text]++
	}
	require.Greater(t, seen[phone.Over], 80)
	require.NotZero(t, seen[phone.GivenUp]+seen[phone.Unanswered], "somebody is to be called back")
	require.Less(t, len(numbers), len(calls), "some call again")
	require.GreaterOrEqual(t, live, 2)
}

// TestPlantedDistrictIsFull: the telephones and the exchange of a new sample
// district have figures before its older days are planted, and though nobody sits
// at an extension.
func TestPlantedDistrictIsFull(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "h.db"))
	require.NoError(t, a.plantHistory(t.Context(), &options{stderr: io.Discard, days: 2}))
	require.NoError(t, a.plantLately(t.Context()))
	s := signIn(t, a, "supervisor")
	total := s.get("/calls/figures?from=" + a.Clock.Now().Add(-5*time.Hour).In(sla.Zone).Format(time.DateOnly))["total"].(map[string]any)
	require.Greater(t, total["offered"], 20.0)
	require.Greater(t, total["rate"], 50.0)
	require.NotNil(t, total["prompt_rate"])
	require.NotEmpty(t, s.get("/exchange?platform=city&side=out")["sent"])
	require.NotEmpty(t, s.get("/exchange?platform=city&side=in")["received"])
}
