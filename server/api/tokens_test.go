package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

// changedByPrograms is what tokens may do beside reading, by scope, written by hand.
var changedByPrograms = map[string][]string{
	scopeRead:     {"POST /api/v1/callers/lookup", "POST /api/v1/schemes/:name/try", "POST /api/v1/articles/fit"}, // they ask, and change nothing
	scopeIntake:   {"POST /api/v1/tickets", "POST /api/v1/suggest"},
	scopeAct:      {"POST /api/v1/tickets/:no/check-reply", "POST /api/v1/tickets/:no/:action"},
	scopeFiles:    {"POST /api/v1/files"},
	scopeUpstream: {"POST /api/v1/exchange/reconcile", "POST /api/v1/exchange/mend"},
	scopePhone:    {"POST /api/v1/cti/events"},
	scopeExport:   {"POST /api/v1/exports", "DELETE /api/v1/exports/:id"},
}

// TestTokensByScope walks every route with tokens of every role: the scope of the
// route alone opens it to the roles that may, all other scopes together do not, and
// a route without a scope is for people.
func TestTokensByScope(t *testing.T) {
	o := openOffice(t, func(d *Deps) {
		d.Config.MetricsClosed, d.Config.Limits.TokenPerMinute = true, -1
		d.Consoles = NewSockets(notify.NewHub(d.Service.Store), d.Service, d.Log)
	})
	made := map[string]string{}
	bearer := func(role dispatch.Role, scopes ...string) string {
		key := string(role) + " " + strings.Join(scopes, " ")
		if made[key] == "" {
			a := o.post("admin", "/tokens", object{"name": "程序", "role": role, "scopes": scopes})
			require.Equal(t, 201, a.status, string(a.body))
			made[key] = "Bearer " + a.text("token")
		}
		return made[key]
	}
	fill := strings.NewReplacer(":no", "20200101-0001", ":action", "note", ":month", "2026-10", ":unit", "rl", ":name", "default",
		":code", "nothing", ":username", "nobody", ":id", "nothing")
	changed := map[string][]string{}
	for _, r := range o.routes() {
		if len(r.roles) == 0 {
			continue
		}
		if r.scope != "" && r.method != "GET" {
			changed[r.scope] = append(changed[r.scope], r.key())
		}
		others := slices.DeleteFunc(tokenScopes(), func(s string) bool { return s == r.scope })
		for _, role := range []dispatch.Role{dispatch.RoleAgent, dispatch.RoleDispatcher, dispatch.RoleSupervisor} {
			a := o.do("", r.method, fill.Replace(r.path), nil, "Authorization", bearer(role, others...))
			require.Equal(t, 403, a.status, "%s as %s without %q: %s", r.key(), role, r.scope, a.body)
			if r.scope == "" {
				continue
			}
			a = o.do("", r.method, fill.Replace(r.path), nil, "Authorization", bearer(role, r.scope))
			if r.scope == scopePhone || slices.Contains(r.roles, role) {
				require.NotContains(t, []int{401, 403, 500}, a.status, "%s as %s with %q: %s", r.key(), role, r.scope, a.body)
			} else {
				require.Equal(t, 403, a.status, "%s as %s with %q: %s", r.key(), role, r.scope, a.body)
			}
		}
	}
	require.Equal(t, changedByPrograms, changed)
}
