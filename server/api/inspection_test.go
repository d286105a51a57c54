package api

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// inspected runs the inspection and keeps it, as the job does.
func (o *office) inspected(rules []dispatch.InspectionRule) dispatch.InspectionRun {
	before, err := o.Service.LastRun(o.Context(), o.now())
	require.NoError(o, err)
	run, err := o.Service.Inspect(o.Context(), rules)
	require.NoError(o, err)
	run.Since(before)
	r, err := run.Record()
	require.NoError(o, err)
	_, err = o.store.PutRecord(o.Context(), r)
	require.NoError(o, err)
	require.NoError(o, o.Service.Report(o.Context(), run))
	return run
}

func (o *office) feed(name string) []dispatch.Frame {
	_, err := o.store.Relay(o.Context(), 1000)
	require.NoError(o, err)
	frames, err := o.store.Feed(o.Context(), name, 0, 1000)
	require.NoError(o, err)
	var out []dispatch.Frame
	for _, f := range frames {
		if f.Kind == "inspected" {
			out = append(out, f)
		}
	}
	return out
}

// One look a day, what changed since the last one, one notice for each unit and
// rule, and a list of exactly those tickets.
func TestInspectionRuns(t *testing.T) {
	o := openOffice(t)
	first, second := o.dispatched(), o.dispatched()
	rules := []dispatch.InspectionRule{{Key: dispatch.InspectUrged, Active: true, Threshold: 1, Unit: "time"}}
	require.Empty(t, o.inspected(rules).Findings)

	urge := func(no string) {
		require.Equal(t, 200, o.post("agent", "/tickets/"+no+"/urge", object{"text": "请尽快"}).status)
	}
	urge(first)
	urge(second)
	o.clock.advance(time.Hour)
	run := o.inspected(rules)
	require.Len(t, run.Findings, 1)
	require.ElementsMatch(t, []string{first, second}, run.Findings[0].New)
	notices := o.feed("unit:rl")
	require.Len(t, notices, 1, "one for the unit and rule, not for each ticket")
	require.Contains(t, notices[0].Text, "2 件")
	require.Len(t, o.feed("role:supervisor"), 1)

	require.Equal(t, 200, o.post("supervisor", "/tickets/"+first+"/terminate", object{"reason": "诉求撤回"}).status)
	o.clock.advance(time.Hour)
	last := o.inspected(rules)
	require.Equal(t, []string{first}, last.Findings[0].Gone)
	require.Empty(t, last.Findings[0].New)
	require.Len(t, o.feed("unit:rl"), 1, "nothing new is not told")

	items := func(who, path string) []any { return o.get(who, path).value()["items"].([]any) }
	require.Len(t, items("supervisor", "/inspections?day=2026-11-23"), 3)
	require.Empty(t, items("supervisor", "/inspections?day=2026-11-22"))
	require.Len(t, items("supervisor", "/tickets?finding="+run.ID+"/urged"), 2)
	require.Len(t, items("supervisor", "/tickets?finding="+last.ID+"/urged"), 1)
	require.Len(t, items("liaison-rl", "/tickets?finding="+run.ID+"/urged"), 2)
	require.Empty(t, items("liaison-cgj", "/tickets?finding="+run.ID+"/urged"), "another unit finds none of them")
	require.Equal(t, 404, o.get("supervisor", "/tickets?finding="+run.ID+"/nothing").status)

	path := "/inspections/" + last.ID + "/urged/handle"
	require.Equal(t, 403, o.post("dispatcher", path, object{"note": "已核实"}).status)
	require.Equal(t, 422, o.post("supervisor", path, object{"note": " "}).status)
	require.Equal(t, 200, o.post("supervisor", path, object{"note": "已电话督促"}).status)
	o.clock.advance(time.Hour)
	require.NotNil(t, o.inspected(rules).Findings[0].Handled, "nothing new came: it stays handled")
	urge(o.dispatched())
	o.clock.advance(time.Hour)
	require.Nil(t, o.inspected(rules).Findings[0].Handled, "something new came")
}

// Rules, times and thresholds are data; a trial keeps nothing.
func TestInspectionRules(t *testing.T) {
	o := openOffice(t)
	v := o.get("admin", "/inspection").value()
	require.Len(t, v["rules"], len(dispatch.InspectionKeys()))
	require.Equal(t, 200, o.get("supervisor", "/inspection").status)
	require.Equal(t, 403, o.do("supervisor", "PUT", "/api/v1/inspection", v).status)
	put := func(change func(v map[string]any)) int {
		v := o.get("admin", "/inspection").value()
		v["lights"] = object{"no_response": "24h", "no_response_work": "1wd", "no_progress": "72h", "no_progress_work": "3wd", "dissatisfied": 2}
		v["failover"] = object{"silence": 60, "life": 15}
		change(v)
		return o.do("admin", "PUT", "/api/v1/inspection", v).status
	}
	rule := func(v map[string]any, i int) map[string]any { return v["rules"].([]any)[i].(map[string]any) }
	require.Equal(t, 200, put(func(v map[string]any) { v["times"] = []string{"07:00"}; rule(v, 0)["threshold"] = 2 }))
	again := o.get("admin", "/inspection").value()
	require.Equal(t, []any{"07:00"}, again["times"])
	require.InDelta(t, 2, rule(again, 0)["threshold"], 0)
	require.Equal(t, 422, put(func(v map[string]any) { v["times"] = []string{"25:00"} }))
	require.Equal(t, 422, put(func(v map[string]any) { v["times"] = []string{} }))
	require.Equal(t, 422, put(func(v map[string]any) { rule(v, 0)["key"] = "unheard_of" }))
	require.Equal(t, 422, put(func(v map[string]any) { rule(v, 5)["threshold"] = 1 }), "one call is no repetition")
	require.Equal(t, 422, put(func(v map[string]any) { v["failover"] = object{"silence": -1, "life": 15} }))

	no := o.dispatched()
	require.Equal(t, 200, o.post("agent", "/tickets/"+no+"/urge", object{"text": "请尽快"}).status)
	trial := o.post("supervisor", "/inspection/try", object{"rules": []object{{"key": "urged", "active": true, "threshold": 1, "unit": "time"}}}).value()
	require.Len(t, trial["findings"], 1)
	require.Empty(t, o.get("supervisor", "/inspections").value()["items"], "a trial is not kept")
}

// The lights are counted by unit; a unit sees its own.
func TestLights(t *testing.T) {
	o := onRoster(openOffice(t))
	no := o.dispatched()
	rows := func(who string) []any { return o.get(who, "/lights").value()["units"].([]any) }
	require.InDelta(t, 0, rows("supervisor")[0].(map[string]any)["red"], 0)
	o.clock.advance(20 * 24 * time.Hour)
	clear(o.pass) // everybody signs in again
	lamp := rows("supervisor")[0].(map[string]any)
	require.Equal(t, "rl", lamp["unit"])
	require.InDelta(t, 1, lamp["red"], 0)
	require.Len(t, rows("liaison-rl"), 1)
	require.Empty(t, rows("liaison-cgj"))
	overlays := o.get("supervisor", "/tickets/"+no).value()["overlays"].(map[string]any)
	require.Equal(t, "red", overlays["light"])
	require.Equal(t, "late", overlays["light_why"])
}
