//go:build !race

package app

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestLearning trains on a sample district's history, serves it, keeps versions,
// and lets another server take them over.
func TestLearning(t *testing.T) {
	store := "file:" + filepath.Join(t.TempDir(), "hotline.db")
	a := district(t, store)
	supervisor := signIn(t, a, "supervisor")
	require.Equal(t, false, supervisor.get("/model")["ready"])
	_, err := a.Jobs.Run(t.Context(), "learn")
	require.NoError(t, err, "too little history is no failure")
	require.NotEmpty(t, supervisor.get("/model")["training"].(map[string]any)["error"])

	require.NoError(t, a.plantHistory(t.Context(), &options{stderr: io.Discard, days: 8}))
	supervisor.post("/model/train", map[string]any{}, http.StatusAccepted)
	trained := func() map[string]any {
		var v map[string]any
		require.Eventually(t, func() bool {
			v = supervisor.get("/model")
			return v["training"].(map[string]any)["running"] == false
		}, 2*time.Minute, 50*time.Millisecond)
		return v
	}
	require.Eventually(t, func() bool { return a.learner.Training().Running || a.learner.Experience().Trained() }, time.Minute, time.Millisecond)
	v := trained()
	require.Equal(t, true, v["ready"], v["training"])
	require.Equal(t, "unit", v["active"].(map[string]any)["labels"])
	require.NotEmpty(t, v["curve"])
	first := v["active"].(map[string]any)["version"].(string)

	tried := supervisor.post("/model/test", map[string]any{"title": "家里暖气不热", "text": "家里暖气不热，只有十四度", "place": map[string]any{"address": "柳林镇", "town": ""}}, http.StatusOK)
	require.NotEmpty(t, tried["suggest"].(map[string]any)["candidates"])
	model := tried["model"].(map[string]any)
	require.NotEmpty(t, model["units"])
	require.NotEmpty(t, model["categories"])
	require.NotEmpty(t, model["words"])

	strict := supervisor.post("/model/target", map[string]any{"target": 0.999}, http.StatusOK)
	require.GreaterOrEqual(t, strict["threshold"], v["threshold"])

	other := anotherServer(t, a)
	require.NoError(t, other.learner.reload(t.Context()))
	require.True(t, other.learner.Experience().Trained())
	mine, _ := a.learner.Experience().Threshold()
	theirs, _ := other.learner.Experience().Threshold()
	require.Equal(t, mine, theirs, "the target is that of all servers")

	for range keptModels {
		a.Clock.Advance(time.Minute)
		_, err := a.learner.save(t.Context(), a.learner.Experience(), a.Clock.Now(), time.Second)
		require.NoError(t, err)
		require.NoError(t, a.learner.reload(t.Context()))
	}
	versions, err := a.learner.Versions(t.Context())
	require.NoError(t, err)
	require.Len(t, versions, keptModels)
	require.NotContains(t, versions, first, "the oldest is gone")
	parts, err := a.Store.Records(t.Context(), kindModelPart, "", 1000)
	require.NoError(t, err)
	for _, p := range parts {
		require.NotContains(t, p.ID, first)
	}
	back := versions[keptModels-1].Version
	supervisor.post("/model/activate", map[string]any{"version": back}, http.StatusOK)
	require.NoError(t, other.learner.reload(t.Context()))
	require.Equal(t, back, other.learner.version, "another server follows")
	supervisor.post("/model/activate", map[string]any{"version": first}, http.StatusNotFound)
}

// anotherServer is a second server on the store of the first.
func anotherServer(t *testing.T, first *App) *App {
	t.Helper()
	c := Default()
	c.Store, c.SecretFile, c.Listen = first.cfg.Store, first.cfg.SecretFile, "127.0.0.1:0"
	a, err := New(t.Context(), c, Options{Log: newLogger(io.Discard, "error")})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, a.Stop(context.Background())) })
	return a
}
