package app

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/notify"
	"hotline/sla"
)

// lived is a district with three days of October 2026 behind it, thirty tickets
// on the MongoDB stand-in, which scans; its clock stands at the given moment.
func lived(t *testing.T, store, now string) *App {
	a := district(t, store)
	<-a.Jobs.cron.Stop().Done() // the job of the months would freeze October between two of its days
	at, err := time.ParseInLocation("2006-01-02 15:04", now, sla.Zone)
	require.NoError(t, err)
	a.Clock.Advance(at.Sub(a.Clock.Now()))
	ago := dayBefore(at, "2026-10-14")
	if strings.HasPrefix(store, "mongodb") {
		ws, err := a.lives(t.Context(), at, at.AddDate(0, 0, -ago))
		require.NoError(t, err)
		_, err = a.Store.Import(t.Context(), ws[:30])
		require.NoError(t, err)
		return a
	}
	require.NoError(t, a.plantDays(t.Context(), at, ago, ago-2, func(int) error { return nil }))
	return a
}

// TestCloseContract: what callers from outside rely on.
func TestCloseContract(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-11-18 10:00")
	supervisor := signIn(t, a, "supervisor")
	supervisor.post("/scores/2026-11/close", map[string]any{}, http.StatusConflict)
	drafted := supervisor.post("/scores/2026-10/draft", map[string]any{}, http.StatusOK)
	require.Equal(t, "draft", drafted["life"].(map[string]any)["stage"])
	supervisor.post("/scores/2026-10/draft", map[string]any{}, http.StatusConflict)
	month := supervisor.post("/scores/2026-10/close", map[string]any{}, http.StatusOK)
	require.Equal(t, "2026-10", month["month"])
	require.NotEmpty(t, month["published_at"])
	require.NotEmpty(t, month["groups"])
	require.Equal(t, true, month["life"].(map[string]any)["early"])
	supervisor.post("/scores/2026-10/close", map[string]any{}, http.StatusConflict)
	supervisor.post("/scores/2026-10/draft", map[string]any{}, http.StatusConflict)
	supervisor.post("/scores/2026-10/correct", map[string]any{"reason": "再看"}, http.StatusConflict)
	supervisor.post("/scores/2026-10/correct", map[string]any{}, http.StatusUnprocessableEntity)
	require.Equal(t, true, supervisor.post("/scores/2026-10/replay", map[string]any{}, http.StatusOK)["matches"])
	supervisor.post("/scores/2026-09/replay", map[string]any{}, http.StatusConflict)
	supervisor.post("/scores/2026-09/close", map[string]any{}, http.StatusOK) // without a draft
}

// TestMonthsMoveAlong: over a month's end with the clock of a test. The job does
// nothing on the days between, everything once, and catches up after being down.
func TestMonthsMoveAlong(t *testing.T) {
	a := lived(t, "file:"+filepath.Join(t.TempDir(), "h.db"), "2026-10-31 23:59")
	r := a.reports()
	timetable := sla.DefaultTimetable()
	timetable.AutoPublish = true
	require.NoError(t, r.SetTimetable(t.Context(), timetable))
	at := func(moment string) string {
		to, err := time.ParseInLocation("2006-01-02 15:04", moment, sla.Zone)
		require.NoError(t, err)
		a.Clock.Advance(to.Sub(a.Clock.Now()))
		due, err := a.monthsDue(t.Context())
		require.NoError(t, err)
		said, err := a.moveMonths(t.Context())
		require.NoError(t, err)
		require.Equal(t, due, said != "", moment)
		return said
	}
	for _, step := range [][2]string{
		{"2026-11-01 00:01", ""}, {"2026-11-13 13:59", ""},
		{"2026-11-13 14:00", "2026-10 drafted"}, {"2026-11-13 14:01", "2026-10 score_draft"}, {"2026-11-13 14:02", ""},
		{"2026-11-19 17:29", ""}, {"2026-11-19 17:31", "2026-10 score_closing"}, {"2026-11-20 17:30", "2026-10 score_decide"},
		{"2026-11-24 08:59", ""}, {"2026-11-24 09:00", "2026-10 published"}, {"2026-11-24 09:01", "2026-10 score_published"}, {"2026-11-24 09:02", ""},
	} {
		require.Equal(t, step[1], at(step[0]), step[0])
	}
	unit := r.units("", nil)[0].Code
	frames, err := a.Store.Feed(t.Context(), notify.UnitFeed(unit), 0, 50)
	require.NoError(t, err)
	var kinds []string
	for _, f := range frames {
		if f.No == "2026-10" {
			kinds = append(kinds, f.Kind)
		}
	}
	require.Equal(t, []string{sla.NewsDraft, sla.NewsClosing, sla.NewsPublished}, kinds)
}
