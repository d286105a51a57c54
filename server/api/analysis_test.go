package api

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestAnalysisByRole(t *testing.T) {
	o := openOffice(t)
	for path, want := range map[string]map[string]int{
		"/analysis/2026-10/breakdown?by=town":                 {"supervisor": 200, "dispatcher": 200, "liaison-rl": 200, "agent": 403},
		"/analysis/2026-10/breakdown?by=moon":                 {"supervisor": 422},
		"/analysis/2026-13/breakdown":                         {"supervisor": 422},
		"/analysis/2026-10/breakdown?unit=cgj":                {"supervisor": 200, "liaison-rl": 403, "liaison-cgj": 200},
		"/analysis/2026-10/tickets?by=town&key=east&of=due":   {"supervisor": 200, "liaison-rl": 200, "agent": 403},
		"/analysis/2026-10/tickets?by=town&of=nothing":        {"supervisor": 422},
		"/analysis/2026-10/tickets?by=town&of=due&unit=zjj":   {"liaison-rl": 403},
		"/analysis/2026-10/tickets?by=town&of=due&limit=9999": {"supervisor": 422},
		"/analysis/2026-10/noise":                             {"supervisor": 200, "dispatcher": 200, "liaison-rl": 200},
		"/analysis/2026-10/noise?runs=5":                      {"supervisor": 422},
		"/analysis/2026-10/signals":                           {"supervisor": 200, "admin": 200, "dispatcher": 403, "liaison-rl": 403, "agent": 403},
	} {
		for who, status := range want {
			require.Equal(t, status, o.get(who, path).status, "%s %s", who, path)
		}
	}
	require.Equal(t, "rl", o.get("liaison-rl", "/analysis/2026-10/breakdown").text("unit"), "its own without asking")

	own := string(o.get("liaison-cgj", "/analysis/2026-10/noise").body)
	require.Contains(t, own, `"unit":"cgj"`)
	require.NotContains(t, own, "zjj", "of others their number only")
	require.Contains(t, own, `"tied":1`)

	first := o.get("supervisor", "/analysis/2026-10/tickets?of=late&limit=3").value()
	require.Equal(t, []any{4.0, "3"}, []any{first["total"], first["next"]})
	require.Len(t, o.get("supervisor", "/analysis/2026-10/tickets?of=late&limit=3&after=3").value()["items"], 1)
	require.Len(t, o.get("supervisor", "/analysis/2026-10/tickets?of=late&after=90").value()["items"], 0)
}
