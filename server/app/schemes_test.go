package app

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// Publishing a version scores nothing; the month it is switched on for is scored
// by it, the months before by what held then.
func TestSchemeInForceIsData(t *testing.T) {
	a := open(t, t.TempDir())
	now := a.Clock.Now()
	old := sla.DefaultScheme()
	next := sla.DefaultScheme()
	next.Version, next.BonusCap = "2027", 3_00
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindSchemeVersion, "default@2027", sla.SchemeVersion{Scheme: next, Hash: next.Hash(), At: now, By: "admin", Note: "n"}, now))
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindScheme, "default", next, now))
	require.NoError(t, put(t.Context(), a.Store, dispatch.KindSetting, dispatch.SettingSchemes, sla.Activations{
		{Name: "default", Version: old.Version, Hash: old.Hash()}, {From: "2026-12", Name: "default", Version: "2027", Hash: next.Hash()},
	}, now))
	require.NoError(t, a.Directory.Reload(t.Context()))

	for month, want := range map[string]sla.Scheme{"2026-01": old, "2026-11": old, "2026-12": next, "2027-06": next} {
		s, ok := a.Directory.SchemeFor(month)
		require.True(t, ok)
		require.Equal(t, want.Hash(), s.Hash(), month)
		b, err := a.reports().basis(t.Context(), month)
		require.NoError(t, err)
		require.Equal(t, want.Hash(), b.month.Scheme.Hash, month)
	}
	versions := a.Directory.SchemeVersions("default")
	require.Len(t, versions, 2)
	require.Equal(t, "2027", versions[0].Scheme.Version)
	s, ok := a.Directory.SchemeOf(old.Ref())
	require.True(t, ok)
	require.Equal(t, old.BonusCap, s.BonusCap, "an old score finds its own version")
}

// A month that is published keeps its scheme, and so do those before it.
func TestSchemeFixed(t *testing.T) {
	a := open(t, t.TempDir())
	r := a.reports()
	fixed, err := r.SchemeFixed(t.Context(), "2026-06")
	require.NoError(t, err)
	require.Empty(t, fixed)
	month := before(sla.MonthOf(a.Clock.Now()))
	_, err = r.Close(t.Context(), month, dispatch.System(), "")
	require.NoError(t, err)
	for from, want := range map[string]string{before(month): month, month: month, sla.MonthOf(a.Clock.Now()): ""} {
		fixed, err := r.SchemeFixed(t.Context(), from)
		require.NoError(t, err)
		require.Equal(t, want, fixed, from)
	}
}
