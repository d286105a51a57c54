package app

import (
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/sla"
)

// TestTimetable: another timetable is shown in dates before it holds, is refused by
// field, and moves no month that is frozen.
func TestTimetable(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-18 10:00")
	supervisor := signIn(t, a, "supervisor")
	dates := func(v map[string]any, field string) (out []string) {
		for _, m := range v["months"].([]any) {
			at, err := time.Parse(time.RFC3339, m.(map[string]any)[field].(string))
			require.NoError(t, err)
			out = append(out, at.In(sla.Zone).Format("01-02 15:04"))
		}
		return out
	}
	require.Equal(t, []string{"11-13 14:00", "12-14 14:00", "01-14 14:00"}, dates(supervisor.get("/scores-settings"), "draft_at"))
	supervisor.post("/scores/2026-10/draft", map[string]any{}, http.StatusOK)
	held := dates(supervisor.get("/scores-settings"), "until")

	sooner := map[string]any{"snapshot_workday": 3, "draft_workday": 4, "objection_workdays": 2, "decide_workdays": 1, "publish_workday": 8, "auto_publish": true}
	shown := supervisor.post("/scores-settings/check", sooner, http.StatusOK)
	require.Empty(t, shown["faults"])
	require.Equal(t, held[0], dates(shown, "until")[0], "October is frozen")
	require.Equal(t, true, shown["months"].([]any)[0].(map[string]any)["fixed"])
	require.Equal(t, "12-08 17:30", dates(shown, "until")[1])
	require.Equal(t, held, dates(supervisor.get("/scores-settings"), "until"), "nothing is kept yet")

	sooner["publish_workday"] = 7
	faults := supervisor.post("/scores-settings/check", sooner, http.StatusOK)["faults"].([]any)
	require.Equal(t, "publish_workday", faults[0].(map[string]any)["field"])
	require.Contains(t, faults[0].(map[string]any)["message"], "8")
	supervisor.call(http.MethodPut, "/scores-settings", sooner, http.StatusUnprocessableEntity)
	sooner["publish_workday"] = 8
	require.Equal(t, "12-08 17:30", dates(supervisor.call(http.MethodPut, "/scores-settings", sooner, http.StatusOK), "until")[1])
	require.Equal(t, float64(4), supervisor.get("/scores-settings")["draft_workday"])
}
