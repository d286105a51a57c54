package app

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

func (a *App) ticket(t *testing.T, no string) dispatch.Ticket {
	t.Helper()
	tk, err := a.Store.Ticket(t.Context(), no)
	require.NoError(t, err)
	return tk
}

// A holiday published while clocks run moves the deadlines of open tickets, as
// events; ended ones stay, and a second run finds nothing to do.
func TestPeers04CalendarPublishedWhileClocksRun(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "d.db"))
	a.Clock.Advance(time.Date(2026, 11, 23, 9, 30, 0, 0, sla.Zone).Sub(a.Clock.Now()))
	_, err := a.recompute(t.Context())
	require.NoError(t, err)
	idle, err := a.recompute(t.Context())
	require.NoError(t, err)
	require.Empty(t, idle, "nothing new, nothing done")

	agent, admin, boss := signIn(t, a, "agent"), signIn(t, a, "admin"), signIn(t, a, "supervisor")
	demand := func() string {
		return agent.post("/tickets", map[string]any{"type": "help", "channel": "phone", "urgency": "general", "title": "路灯不亮", "text": "小区门口路灯不亮",
			"place": map[string]any{"address": "人民路1号"}, "caller": map[string]any{"name": "王某某", "phone": "13800001234", "wants_reply": true},
			"dispatch": map[string]any{"lead": "chengguanju", "co_units": []string{}, "reason": "职责"}}, http.StatusCreated)["no"].(string)
	}
	open, ended, held := demand(), demand(), demand()
	boss.post("/tickets/"+ended+"/terminate", map[string]any{"reason": "重复"}, http.StatusOK)
	boss.post("/tickets/"+held+"/suspend", map[string]any{"reason": "等检测", "measures": "已委托", "until": "2026-12-20"}, http.StatusOK)
	before, dead := a.ticket(t, open), a.ticket(t, ended)

	cal := a.Directory.Rules().Calendar.WithOverride("2026-11-25", true, "storm")
	doc, err := json.Marshal(cal.Data())
	require.NoError(t, err)
	var body map[string]any
	require.NoError(t, json.Unmarshal(doc, &body))
	body["version"] = "storm-2026"
	admin.post("/calendars", body, http.StatusCreated)

	result, err := a.recompute(t.Context())
	require.NoError(t, err)
	require.Contains(t, result, "storm-2026")
	after := a.ticket(t, open)
	was, _ := before.Clock(sla.ResolveClock)
	is, _ := after.Clock(sla.ResolveClock)
	require.True(t, is.Due.After(was.Due), "%s then %s", was.Due, is.Due)
	require.Equal(t, was.Start, is.Start, "consumed time stays consumed")
	require.Equal(t, "storm-2026", after.CalendarVersion)
	require.Equal(t, dead.Version, a.ticket(t, ended).Version, "an ended ticket is left alone")
	paused, _ := a.ticket(t, held).Clock(sla.ResolveClock)
	require.Equal(t, sla.Paused, paused.State())
	events, err := a.Store.Events(t.Context(), open)
	require.NoError(t, err)
	require.Equal(t, dispatch.Recomputed, events[len(events)-1].Kind)

	r, err := a.Store.Record(t.Context(), dispatch.KindJob, recomputeJob)
	require.NoError(t, err)
	require.Contains(t, string(r.Body), "storm-2026", "the page of jobs shows how far it came")
}

// A run that was cut off goes on where it stood.
func TestRecomputeGoesOn(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "d.db"))
	calendar := a.Directory.Rules().Calendar.Version
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindSetting, recomputeJob, recomputed{Calendar: calendar, Looked: 400, Moved: 3}, a.Clock.Now()))
	result, err := a.recompute(t.Context())
	require.NoError(t, err)
	require.Contains(t, result, "3 of 400")
}
