package sla

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseLimit(t *testing.T) {
	for text, want := range map[string]Limit{
		"15m":  {N: 15},
		"2h":   {N: 120},
		"24h":  {N: 1440},
		"4wh":  {N: 240, Unit: WorkMinutes},
		"90wm": {N: 90, Unit: WorkMinutes},
		"1wd":  {N: 1, Unit: Workdays},
		"0":    {},
	} {
		got, err := ParseLimit(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
		require.Equal(t, text, got.String())
	}
	for _, bad := range []string{"", "m", "wd", "-1m", "+1m", "1", "00", "0m", "01m", "1d", "1.5h", "1 wd", "1WD", "1hm", "9999wd", "99999999999m", "3000000h"} {
		_, err := ParseLimit(bad)
		require.Error(t, err, bad)
	}
}

func TestHalf(t *testing.T) {
	require.Equal(t, Limit{N: 720}, Limit{N: 1440}.Half(Limit{N: 60}))
	require.Equal(t, Limit{N: 60}, Limit{N: 90}.Half(Limit{N: 60}))
	require.Equal(t, Limit{N: 3, Unit: Workdays}, Limit{N: 5, Unit: Workdays}.Half(Limit{N: 60}))
	require.Equal(t, Limit{}, Limit{}.Half(Limit{N: 60}))
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"15m", "2h", "4wh", "90wm", "1wd", "0", "00wd"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			return
		}
		again, err := ParseLimit(l.String())
		require.NoError(t, err)
		require.Equal(t, l, again)
	})
}
