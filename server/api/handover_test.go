package api

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

func TestHandoverOfADissolvedUnit(t *testing.T) {
	o := openOffice(t)
	lead, co, ended := o.several(), o.logged(object{"dispatch": object{"lead": "cgj", "co_units": []string{"rl"}, "reason": "职责"}}), o.dispatched()
	require.Equal(t, 200, o.post("supervisor", "/tickets/"+ended+"/terminate", object{"reason": "重复"}).status)

	require.Equal(t, 409, o.patch("admin", "/units/rl", object{"active": false}).status, "it holds tickets")
	held := o.get("admin", "/units/rl/holdings").value()
	require.Equal(t, []any{1.0, 1.0, 1.0, 1.0}, []any{held["lead"], held["co"], held["users"], held["entries"]})
	for who, status := range map[string]int{"supervisor": 403, "liaison-rl": 403, "": 401} {
		require.Equal(t, status, o.get(who, "/units/rl/holdings").status, who)
		require.Equal(t, status, o.post(who, "/units/rl/handover", object{"to": "zjj", "reason": "机构改革"}).status, who)
	}
	for name, bad := range map[string]object{"to itself": {"to": "rl", "reason": "x"}, "to nobody": {"to": "none", "reason": "x"}, "no reason": {"to": "zjj"},
		"odd users": {"to": "zjj", "reason": "x", "users": "sell"}} {
		require.Equal(t, 422, o.post("admin", "/units/rl/handover", bad).status, name)
	}

	a := o.post("admin", "/units/rl/handover", object{"to": "zjj", "reason": "机构改革"})
	require.Equal(t, 200, a.status, string(a.body))
	v := a.value()
	require.Equal(t, map[string]any{"lead": 1.0, "co": 1.0}, v["moved"])
	require.Equal(t, []any{1.0, 1.0, 0.0}, []any{v["users"], v["entries"], v["left"]})
	require.Equal(t, "zjj", o.get("admin", "/tickets/"+lead).text("lead"), "its co-handler leads now")
	require.Empty(t, o.get("admin", "/tickets/"+lead).value()["co_units"])
	require.Equal(t, []any{"zjj"}, o.get("admin", "/tickets/"+co).value()["co_units"])
	require.Equal(t, "rl", o.get("admin", "/tickets/"+ended).text("lead"), "what ended stays as it was")
	require.Equal(t, 401, o.get("liaison-rl", "/session").status, "its people are signed out")
	require.Equal(t, 409, o.post("admin", "/units/rl/handover", object{"to": "cgj", "reason": "机构改革"}).status, "to one unit only")

	doc, err := o.store.Record(t.Context(), dispatch.KindCatalogue, a.text("catalogue"))
	require.NoError(t, err)
	next, err := dispatch.ParseCatalogue(doc.Body)
	require.NoError(t, err)
	require.Equal(t, "zjj", next.Entries()[1].Lead)
	require.Empty(t, next.Entries()[1].CoUnits, "no unit helps itself")
}

// A hand-over that was cut off is finished by asking again.
func TestHandoverGoesOn(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	u, version, err := load[dispatch.Unit](t.Context(), o.store, dispatch.KindUnit, "rl")
	require.NoError(t, err)
	u.Active, u.Successor = false, "zjj" // the unit was taken out of use, and then the power failed
	require.NoError(t, o.putUnit(u, version))
	a := o.post("admin", "/units/rl/handover", object{"to": "zjj", "reason": "机构改革", "users": "move"})
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, "zjj", o.get("admin", "/tickets/"+no).text("lead"))
	moved, _, err := o.sessions.user(t.Context(), "liaison-rl")
	require.NoError(t, err)
	require.True(t, moved.Active && moved.Unit == "zjj")
	o.clock.advance(time.Minute)
	again := o.post("admin", "/units/rl/handover", object{"to": "zjj", "reason": "机构改革"})
	require.Equal(t, map[string]any{"lead": 0.0, "co": 0.0}, again.value()["moved"])

	require.Equal(t, 200, o.patch("admin", "/units/rl", object{"active": true}).status)
	require.NotContains(t, string(o.get("admin", "/units").body), `"successor"`, "back in use it has its own duties")
}

func (o *office) putUnit(u dispatch.Unit, version int) error {
	o.Helper()
	body, err := json.Marshal(u)
	require.NoError(o, err)
	if _, err := o.store.PutRecord(o.Context(), dispatch.Record{Kind: dispatch.KindUnit, ID: u.Code, Version: version, Body: body, At: o.clock.now()}); err != nil {
		return err
	}
	return o.desk.load(o.Context())
}
