package api

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// TestWordsOfRoutesAreNoUnits: what a route says where another has a unit's code is
// refused as the code of a unit, so that no unit's page is unreachable.
func TestWordsOfRoutesAreNoUnits(t *testing.T) {
	o := openOffice(t)
	var codes [][]string // the segments before a unit's code
	for _, r := range o.server.routes() {
		segments := strings.Split(r.path, "/")
		for i, s := range segments {
			if s == ":unit" {
				codes = append(codes, segments[:i])
			}
		}
	}
	require.NotEmpty(t, codes)
	for _, r := range o.server.routes() {
		segments := strings.Split(r.path, "/")
		for _, before := range codes {
			if n := len(before); len(segments) > n && strings.Join(segments[:n], "/") == strings.Join(before, "/") && !strings.HasPrefix(segments[n], ":") {
				require.True(t, dispatch.CodeTaken(segments[n]), "%s would hide a unit", r.path)
			}
		}
	}
	for _, word := range []string{"editions", "appeals", "exclusions", "settings", "close"} {
		a := o.post("admin", "/units", object{"code": word, "name": "甲局", "group": "bureau"})
		require.Equal(t, 422, a.status, word)
		require.Contains(t, string(a.body), "系统页面用的词")
	}
	require.Equal(t, 201, o.post("admin", "/units", object{"code": "edition", "name": "甲局", "group": "bureau"}).status)
}
