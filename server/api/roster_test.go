package api

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// onRoster gives the office a roster that is read from the store at each look,
// and posts to two liaisons.
func onRoster(o *office) *office {
	rules := o.Service.Rules
	o.Service.Rules = func() dispatch.Rules {
		var shifts []dispatch.Shift
		require.NoError(o, dispatch.EachRecord(o.Context(), o.store, dispatch.KindRoster, func(r dispatch.Record) error {
			var s dispatch.Shift
			err := json.Unmarshal(r.Body, &s)
			shifts = append(shifts, s)
			return err
		}))
		var staff []dispatch.Staff
		for _, u := range accounts {
			u.Active = true
			if u.Role == dispatch.RoleLiaison {
				u.Post = dispatch.PostA
			}
			if p, ok := u.Staff(); ok {
				staff = append(staff, p)
			}
		}
		r := rules()
		r.Roster, r.Failover, r.Lights = dispatch.NewRoster(shifts, staff), dispatch.DefaultFailover(), dispatch.DefaultLights()
		return r
	}
	return o
}

func (o *office) shift(who, scope, user string, change ...object) answer {
	body := object{"scope": scope, "user": user, "post": "A", "from": "2026-11-23T00:30:00Z", "to": "2026-11-23T09:30:00Z"}
	for _, c := range change {
		for k, v := range c {
			body[k] = v
		}
	}
	return o.post(who, "/roster", body)
}

// Who may change whose roster: administrators and supervisors every one, a
// unit's liaisons their own.
func TestRosterByRole(t *testing.T) {
	o := onRoster(openOffice(t))
	for _, tc := range []struct {
		who, scope, user string
		want             int
	}{
		{"admin", "rl", "liaison-rl", 201},
		{"supervisor", "hotline", "agent", 201},
		{"liaison-rl", "rl", "liaison-rl", 201},
		{"liaison-rl", "zjj", "liaison-zjj", 403},
		{"liaison-rl", "hotline", "agent", 403},
		{"dispatcher", "hotline", "agent", 403},
		{"agent", "hotline", "agent", 403},
		{"admin", "rl", "liaison-zjj", 422}, // of another unit
		{"admin", "nowhere", "liaison-rl", 422},
	} {
		a := o.shift(tc.who, tc.scope, tc.user)
		require.Equal(t, tc.want, a.status, "%s %s: %s", tc.who, tc.scope, a.body)
	}
	require.Equal(t, 422, o.shift("admin", "rl", "liaison-rl", object{"to": "2026-11-23T00:30:00Z"}).status)
	require.Equal(t, 200, o.get("agent", "/roster?scope=rl").status, "the hotline sees every roster")
	require.Equal(t, 403, o.get("liaison-zjj", "/roster?scope=rl").status)
	own := o.get("liaison-rl", "/roster?from=2026-11-23").value()
	require.Equal(t, "rl", own["scope"])
	require.Equal(t, true, own["may_edit"])
	spells := own["spells"].([]any)
	require.Len(t, spells, 2)
	id := spells[0].(map[string]any)["id"].(string)
	require.Equal(t, 403, o.do("liaison-zjj", "DELETE", "/api/v1/roster/"+id, nil).status)
	require.Equal(t, 204, o.do("liaison-rl", "DELETE", "/api/v1/roster/"+id, nil).status)
	require.Equal(t, 404, o.do("liaison-rl", "DELETE", "/api/v1/roster/"+id, nil).status)
}

// Who is on duty: the own unit and the hotline learn the name, other units the
// post and the number of the desk.
func TestOnDutyNames(t *testing.T) {
	o := onRoster(openOffice(t))
	require.Equal(t, 201, o.shift("admin", "rl", "liaison-rl", object{"from": "2026-11-23T00:00:00Z", "weekly": true}).status)
	first := func(who string) map[string]any {
		return o.get(who, "/roster/now?unit=rl").value()["on"].([]any)[0].(map[string]any)
	}
	for _, who := range []string{"liaison-rl", "agent", "supervisor"} {
		require.Equal(t, "戊", first(who)["name"], who)
	}
	require.Equal(t, map[string]any{"user": "", "name": "", "post": "A"}, first("liaison-zjj"))
	o.clock.advance(12 * time.Hour) // 21:00
	clear(o.pass)
	now := o.get("liaison-rl", "/roster/now").value()
	require.Empty(t, now["on"])
	require.Equal(t, true, now["gap"])
	require.NotEmpty(t, now["mine"])
}

func TestRosterCopyAndImport(t *testing.T) {
	o := onRoster(openOffice(t))
	require.Equal(t, 201, o.shift("admin", "rl", "liaison-rl").status)
	for _, want := range []float64{1, 0} { // what is there already is not copied twice
		require.Equal(t, want, o.post("liaison-rl", "/roster/copy", object{"scope": "rl", "from": "2026-11-23"}).value()["added"])
	}
	next := o.get("liaison-rl", "/roster?from=2026-11-30").value()["spells"].([]any)
	require.Len(t, next, 1)
	require.Equal(t, "2026-11-30T00:30:00Z", next[0].(map[string]any)["from"])

	bad := o.post("admin", "/roster/import", object{"scope": "rl", "text": "liaison-rl,A,2026-12-07 08:30,17:30\nnobody,A,2026-12-07 08:30,17:30\nliaison-rl,A,soon,17:30\n"})
	require.Equal(t, 422, bad.status)
	faults := bad.value()["errors"].([]any)
	require.Len(t, faults, 2)
	require.Equal(t, "2.user", faults[0].(map[string]any)["field"])
	require.Equal(t, "3.from", faults[1].(map[string]any)["field"])
	require.Empty(t, o.get("admin", "/roster?scope=rl&from=2026-12-07").value()["spells"], "one fault and nothing is taken over")
	require.Equal(t, 200, o.post("admin", "/roster/import", object{"scope": "rl", "text": "liaison-rl,A,2026-12-07 08:30,17:30\n"}).status)
	require.Len(t, o.get("admin", "/roster?scope=rl&from=2026-12-07").value()["spells"], 1)
}
