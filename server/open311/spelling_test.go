package open311

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestSplit: the ending of an address, however it is spelt.
func TestSplit(t *testing.T) {
	for path, want := range map[string]struct {
		rest string
		f    Format
	}{"/v2/services.XML": {"/v2/services", XML}, "/v2/requests.Json": {"/v2/requests", JSON}, "/v2/requests": {"/v2/requests", ""}, "/v2.json/requests": {"/v2.json/requests", ""},
		"/v2/services/a.b.json": {"/v2/services/a.b", JSON}, "/v2/services.html": {"/v2/services.html", ""}, "": {"", ""}} {
		rest, f := Split(path)
		require.Equal(t, want.rest, rest, path)
		require.Equal(t, want.f, f, path)
	}
}

// TestMoments: moments as programs and telephones write them.
func TestMoments(t *testing.T) {
	want := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC)
	for _, s := range []string{"2026-11-23T01:30:00Z", "2026-11-23T09:30:00+08:00", "2026-11-23T09:30:00+0800", "2026-11-23T09:30:00 08:00", "2026-11-23T01:30:00.000Z",
		"2026-11-23T01:30Z", "2026-11-23 01:30:00", "2026-11-23T01:30:00GMT", "2026-11-23 01:30:00 UTC", "2026-11-23T09:30:00GMT+08:00", " 2026-11-23T01:30:00Z "} {
		at, ok := ParseMoment(s)
		require.True(t, ok, s)
		require.True(t, want.Equal(at.Truncate(time.Second)), "%s: %s", s, at)
	}
	for _, s := range []string{"", "GMT", "tomorrow", "23/11/2026", "1795395600", "1999-12-31", "2101-01-01", "2026-02-30", "2026-11-23T25:00:00Z"} {
		_, ok := ParseMoment(s)
		require.False(t, ok, s)
	}
}
