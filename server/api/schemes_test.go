package api

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

func (d *desk) SchemeFor(month string) (sla.Scheme, bool) {
	a, ok := d.Activations().In(month)
	if !ok {
		return sla.DefaultScheme(), true
	}
	for _, v := range d.SchemeVersions(a.Name) {
		if v.Hash == a.Hash {
			return v.Scheme, true
		}
	}
	return sla.Scheme{}, false
}

func (d *desk) SchemeVersions(name string) []sla.SchemeVersion {
	var out []sla.SchemeVersion
	for _, sc := range sla.Schemes() {
		out = append(out, sla.SchemeVersion{Scheme: sc, Hash: sc.Hash()})
	}
	if err := dispatch.EachRecord(context.Background(), d.store, dispatch.KindSchemeVersion, func(r dispatch.Record) error {
		v, _, err := load[sla.SchemeVersion](context.Background(), d.store, r.Kind, r.ID)
		out = append(out, v)
		return err
	}); err != nil {
		panic(err)
	}
	out = slices.DeleteFunc(out, func(v sla.SchemeVersion) bool { return v.Scheme.Name != name })
	slices.Reverse(out)
	return out
}

func (d *desk) Activations() sla.Activations {
	list, _, err := load[sla.Activations](context.Background(), d.store, dispatch.KindSetting, dispatch.SettingSchemes)
	if err != nil && dispatch.CodeOf(err) != dispatch.NotFound {
		panic(err)
	}
	return list
}

// A version once published is never another; nothing is scored by it until it is
// switched on, and a month that is published keeps its scheme.
func TestSchemeVersionsAndActivation(t *testing.T) {
	o := openOffice(t)
	s := sla.DefaultScheme()
	s.Version, s.Metrics[0].FullAt = "2027", 97_00
	body := func(s sla.Scheme, changes string) schemeForm { return schemeForm{s, changes} }
	published := o.post("admin", "/schemes", body(s, "接单满分线降到 97"))
	require.Equal(t, 201, published.status, string(published.body))
	require.Equal(t, s.Hash(), published.value()["hash"])
	require.Equal(t, false, published.value()["current"])
	require.Equal(t, 201, o.post("admin", "/schemes", body(s, "")).status, "the same again changes nothing")

	other := s
	other.BonusCap = 4_00
	refused := o.post("admin", "/schemes", body(other, ""))
	require.Equal(t, 409, refused.status)
	require.Contains(t, string(refused.body), `"field":"version"`)
	require.Equal(t, 403, o.post("supervisor", "/schemes", body(s, "")).status)

	items := o.get("supervisor", "/schemes/default/versions").value()["items"].([]any)
	require.Len(t, items, 2)
	newest := items[0].(map[string]any)
	require.Equal(t, "2027", newest["version"])
	require.Equal(t, "接单满分线降到 97", newest["note"])
	require.NotEmpty(t, newest["by"])

	require.Equal(t, "2026-1", o.get("supervisor", "/schemes").value()["in_force"].(map[string]any)["version"])
	require.Equal(t, 409, o.post("admin", "/schemes/default/activate", object{"from": "2026-10"}).status)
	require.Equal(t, 422, o.post("admin", "/schemes/default/activate", object{"from": "next"}).status)
	require.Equal(t, 404, o.post("admin", "/schemes/default/activate", object{"from": "2026-12", "version": "none"}).status)
	require.Equal(t, 403, o.post("supervisor", "/schemes/default/activate", object{"from": "2026-12"}).status)
	first := o.post("admin", "/schemes/default/activate", object{"from": "2026-12"})
	require.Equal(t, 422, first.status)
	require.Contains(t, string(first.body), "比较")
	on := o.post("admin", "/schemes/default/activate", object{"from": "2026-12", "compared": "2026-10"})
	require.Equal(t, 200, on.status, string(on.body))
	require.Equal(t, "2026-1", on.value()["in_force"].(map[string]any)["version"], "November keeps its own")
	require.Len(t, on.value()["activations"], 2)
	require.Equal(t, 200, o.post("admin", "/schemes/default/activate", object{"from": "2026-11", "compared": "2026-10"}).status)
	require.Equal(t, "2027", o.get("supervisor", "/schemes").value()["in_force"].(map[string]any)["version"])
}

// A draft is checked, tried and compared without being kept.
func TestDraftOfAScheme(t *testing.T) {
	o := openOffice(t)
	s := sla.DefaultScheme()
	s.Metrics[0].Floor, s.Metrics[1].Denominator, s.Constants[0].Weight = 11_00, "answers", 6_00
	checked := o.post("supervisor", "/schemes/check", object{"scheme": s})
	require.Equal(t, 200, checked.status, string(checked.body))
	require.EqualValues(t, 101, checked.value()["total_weight"])
	fields := []string{}
	for _, f := range checked.value()["faults"].([]any) {
		fields = append(fields, f.(map[string]any)["field"].(string))
		require.NotEmpty(t, f.(map[string]any)["message"])
	}
	require.Equal(t, []string{"metrics.0.floor", "metrics.1.denominator", "weights"}, fields)
	require.Equal(t, 422, o.post("admin", "/schemes", s).status)
	require.Equal(t, 422, o.post("supervisor", "/schemes/try", object{"scheme": s}).status)
	require.Equal(t, 422, o.post("supervisor", "/schemes/compare", object{"scheme": s, "month": "2026-10"}).status)

	s = sla.DefaultScheme()
	s.Metrics[0].Weight = 20_00
	trial := o.post("supervisor", "/schemes/try", object{"scheme": s, "rates": object{"accept": 90.0}, "findings": object{"reply": 1}})
	require.Equal(t, 200, trial.status, "weights that do not add up yet can be tried: %s", trial.body)
	require.EqualValues(t, 101, trial.value()["total"])
	require.Equal(t, 200, o.post("supervisor", "/schemes/compare", object{"name": "three-rates", "month": "2026-10"}).status)
	require.Equal(t, 422, o.post("supervisor", "/schemes/compare", object{"name": "three-rates", "month": "soon"}).status)
	require.Equal(t, 404, o.post("supervisor", "/schemes/compare", object{"name": "none", "month": "2026-10"}).status)
}
