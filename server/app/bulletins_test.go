package app

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/deploy/seed"
	"hotline/dispatch"
	"hotline/notify"
	"hotline/server/api"
	"hotline/sla"
)

// bulletins are those bulletins of a kind that are kept.
func bulletins(t *testing.T, a *App, kind sla.BulletinKind) (list []dispatch.Bulletin) {
	t.Helper()
	require.NoError(t, dispatch.EachRecord(t.Context(), a.Store, dispatch.KindBulletin, func(r dispatch.Record) error {
		b, _, err := api.LoadBulletin(t.Context(), a.Store, r.ID)
		if err == nil && b.Kind == kind {
			list = append(list, b)
		}
		return err
	}))
	return list
}

// settle gives the store the sample district's units.
func settle(t *testing.T, a *App) {
	t.Helper()
	for _, u := range seed.Units()[:6] {
		require.NoError(t, put(t.Context(), a.Store, dispatch.KindUnit, u.Code, u, a.Clock.Now()))
	}
	require.NoError(t, a.Directory.Reload(t.Context()))
}

func TestBulletinJobsMakeOneDraft(t *testing.T) {
	a := open(t, t.TempDir())
	settle(t, a)
	third := time.Date(2026, 12, 3, 3, 30, 0, 0, sla.Zone)
	a.Clock.Advance(third.Sub(a.Clock.Now()))
	bring(t, a, forum(third.AddDate(0, 0, -6), 12))
	for range 2 {
		_, err := a.weekly(t.Context())
		require.NoError(t, err)
		_, err = a.feedbacks(t.Context())
		require.NoError(t, err)
		_, err = a.annual(t.Context())
		require.NoError(t, err)
	}
	require.Len(t, bulletins(t, a, sla.BulletinWeekly), 1)
	require.Len(t, bulletins(t, a, sla.BulletinAnnual), 1)
	drafts := bulletins(t, a, sla.BulletinFeedback)
	require.NotEmpty(t, drafts)
	for _, b := range drafts {
		require.Equal(t, dispatch.BulletinDraft, b.State)
		require.Equal(t, "2026-11", b.Period)
	}
	// Once the month is published, drafts that nobody touched follow it.
	a.Clock.Advance(time.Hour)
	_, err := a.reports().Close(t.Context(), "2026-11", dispatch.Actor{ID: "s", Role: dispatch.RoleSupervisor}, "")
	require.NoError(t, err)
	touched, version, err := api.LoadBulletin(t.Context(), a.Store, drafts[0].ID())
	require.NoError(t, err)
	touched.EditedAt = a.Clock.Now()
	require.NoError(t, api.PutBulletin(t.Context(), a.Store, touched, version, a.Clock.Now()))
	a.Clock.Advance(time.Hour)
	_, err = a.feedbacks(t.Context())
	require.NoError(t, err)
	for _, b := range bulletins(t, a, sla.BulletinFeedback) {
		require.Equal(t, b.ID() == touched.ID(), b.SnapshotAt.Equal(touched.SnapshotAt), b.ID())
	}
}

func TestWeeklyMaySendByItself(t *testing.T) {
	a := open(t, t.TempDir())
	settle(t, a)
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindSetting, "bulletins", map[string]bool{"weekly_sends": true}, a.Clock.Now()))
	line, err := a.weekly(t.Context())
	require.NoError(t, err)
	require.Contains(t, line, "sent")
	list := bulletins(t, a, sla.BulletinWeekly)
	require.Len(t, list, 1)
	require.Equal(t, dispatch.BulletinSent, list[0].State)
	require.NotEmpty(t, list[0].Recipients)
	frames, err := a.Store.Feed(t.Context(), notify.UnitFeed(list[0].Recipients[0]), 0, 10)
	require.NoError(t, err)
	require.Len(t, frames, 1)
	require.Equal(t, list[0].ID(), frames[0].No)
}
