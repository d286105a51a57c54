package app

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestTargetMovesWhileTraining: the supervisor may move the target at any moment.
func TestTargetMovesWhileTraining(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	done := make(chan error)
	go func() {
		_, err := a.learner.train(t.Context())
		done <- err
	}()
	for _, target := range []float64{0.95, 0.96, 0.98, 0.99} {
		require.NoError(t, a.learner.SetTarget(t.Context(), target))
	}
	require.NoError(t, <-done)
	_, target, err := a.learner.settings(t.Context())
	require.NoError(t, err)
	require.Equal(t, 0.99, target)
}

// TestDamagedModel is refused, and the experience before it serves on.
func TestDamagedModel(t *testing.T) {
	a := district(t, "file:"+filepath.Join(t.TempDir(), "hotline.db"))
	v, err := a.learner.save(t.Context(), dispatch.NewExperience(), a.Clock.Now(), time.Second)
	require.NoError(t, err)
	require.NoError(t, a.learner.reload(t.Context()))
	require.NoError(t, put(t.Context(), a.Store, kindModelPart, partID(v.Version, 0), []byte("something else"), a.Clock.Now()))
	_, _, err = a.learner.open(t.Context(), v.Version)
	require.ErrorContains(t, err, "damaged")
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindSetting, settingActive, "gone", a.Clock.Now()))
	require.Error(t, a.learner.reload(t.Context()))
	require.NoError(t, a.learner.reload(t.Context()), "told of once, not every five seconds")
	require.NotNil(t, a.learner.Experience())
}
