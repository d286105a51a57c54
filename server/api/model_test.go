package api

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
)

// school is a learner of two versions that trains when it is told to.
type school struct {
	target  float64
	active  string
	running bool
}

func (s *school) Experience() *dispatch.Experience {
	if s.active == "" {
		return dispatch.NewExperience()
	}
	return schooled().Aim(s.target).At(monday)
}

// schooled is what a few hundred tickets of three units teach.
var schooled = sync.OnceValue(func() *dispatch.Experience {
	catalogue, err := dispatch.ParseCatalogue([]byte(testCatalogue))
	if err != nil {
		panic(err)
	}
	units := map[string]dispatch.Unit{}
	says := map[string][]string{"rl": {"暖气不热", "供热太迟"}, "cgj": {"路灯不亮", "井盖坏了"}, "zjj": {"物业乱收费", "电梯停运"}}
	codes, rest := []string{"rl", "cgj", "zjj"}, []string{"已经很久", "老人不便", "请派人看", "多次反映", "没有答复"}
	for _, code := range codes {
		units[code] = dispatch.Unit{Code: code, Name: code, Group: dispatch.Bureau, Active: true}
	}
	var lessons []dispatch.Lesson
	for i := range 2 * dispatch.LeastJudged {
		unit := codes[i%3]
		title := says[unit][i/3%2]
		at := monday.Add(time.Duration(i-1000) * time.Hour)
		l := dispatch.Lesson{At: at, Judgements: []dispatch.Judgement{{Unit: unit, Category: "0302", At: at, Kept: true}}}
		l.Title, l.Text, l.Type = title, title+rest[i%5]+rest[i/5%5]+rest[i/25%5]+"，"+fmt.Sprint(i), dispatch.Help
		lessons = append(lessons, l)
	}
	e, err := dispatch.Course{Catalogue: catalogue, Units: units, Lessons: lessons, Now: monday}.Train(context.Background())
	if err != nil {
		panic(err)
	}
	return e
})

func (s *school) Settings(context.Context) (string, float64, error) {
	return s.active, s.target, nil
}
func (s *school) Versions(context.Context) ([]ModelVersion, error) {
	return []ModelVersion{{Version: "20261122-0240-3f2a", TrainedAt: monday.Add(-6 * time.Hour), Labels: "unit"}, {Version: "20261121-0240-1b2c"}}, nil
}
func (s *school) Training() Training {
	t := Training{Running: s.running, Stage: "read"}
	if !s.running {
		t.Err = dispatch.ErrTooFew
	}
	return t
}
func (s *school) Train() error {
	if s.running {
		return dispatch.Errorf(dispatch.Conflict, "model_training")
	}
	s.running = true
	return nil
}
func (s *school) Activate(_ context.Context, version string) error {
	if version != "20261121-0240-1b2c" {
		return dispatch.Errorf(dispatch.NotFound, "model_unknown", version)
	}
	s.active = version
	return nil
}
func (s *school) SetTarget(_ context.Context, target float64) error {
	s.target = target
	return nil
}

func TestModelPage(t *testing.T) {
	o := openOffice(t)
	v := o.get("supervisor", "/model").value()
	require.Equal(t, false, v["ready"])
	require.Nil(t, v["active"])
	require.Nil(t, v["at_target"])
	require.Equal(t, []any{0.97, 0.9}, []any{v["target"], v["threshold"]}, "without a promise the catalogue's line stands")
	require.Len(t, v["versions"], 2)
	require.Len(t, v["weeks"], 12)
	require.Equal(t, "2026-11-23", v["weeks"].([]any)[11].(map[string]any)["week"])
	require.Equal(t, "2026-11", v["month"].(map[string]any)["month"])
	require.Equal(t, "2026-10", v["previous"].(map[string]any)["month"])
	require.Contains(t, v["training"].(map[string]any)["error"], "300")
	for _, list := range []string{"curve", "deciles", "worst"} {
		require.NotNil(t, v[list], list)
	}

	for _, bad := range []any{0.5, 1, -1, "0.97"} {
		require.Equal(t, 422, o.post("supervisor", "/model/target", object{"target": bad}).status, "%v", bad)
	}
	require.Equal(t, 422, o.post("supervisor", "/model/target", object{}).status)
	require.Equal(t, 0.98, o.post("supervisor", "/model/target", object{"target": 0.98}).value()["target"])
	require.Equal(t, 202, o.post("admin", "/model/train", nil).status)
	require.Equal(t, 409, o.post("admin", "/model/train", nil).status)
	require.Equal(t, 404, o.post("admin", "/model/activate", object{"version": "none"}).status)
	require.Equal(t, 422, o.post("admin", "/model/activate", object{"version": ""}).status)
	v = o.post("admin", "/model/activate", object{"version": "20261121-0240-1b2c"}).value()
	require.Equal(t, "20261121-0240-1b2c", v["active"].(map[string]any)["version"])
	require.Equal(t, true, v["ready"])
	require.NotEmpty(t, v["curve"])
	require.NotEmpty(t, v["deciles"])
	at := v["at_target"].(map[string]any)
	require.GreaterOrEqual(t, at["precision"], 0.98)
	require.Equal(t, at["threshold"], v["threshold"])

	var kinds []any
	for _, line := range o.get("admin", "/audit").value()["items"].([]any) {
		kinds = append(kinds, line.(map[string]any)["kind"])
	}
	require.ElementsMatch(t, []any{"model_activate", "model_train", "model_target"}, kinds, "who changed what is on the trail")
}

// A month's automatic dispatches are kept, given back or open, and add up.
func TestModelMonth(t *testing.T) {
	o := openOffice(t)
	heating := object{"title": "暖气不热", "text": "家里暖气不热"}
	var nos []string
	for range 4 {
		nos = append(nos, o.logged(heating))
	}
	o.clock.advance(time.Minute)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+nos[0]+"/accept", nil).status)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+nos[0]+"/contact", object{"method": "phone", "reached": true}).status)
	require.Equal(t, 200, o.post("liaison-rl", "/tickets/"+nos[1]+"/return", object{"reason": "not_duty", "basis": "三定规定", "suggested": "zjj"}).status)
	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+nos[1]+"/decide-return", object{"approve": true, "reason": "属实"}).status)
	v := o.get("admin", "/model").value()
	require.Equal(t, map[string]any{"month": "2026-11", "auto": 4.0, "kept": 1.0, "returned": 1.0, "open": 2.0, "precision": 0.5}, v["month"])
	week := v["weeks"].([]any)[11].(map[string]any)
	require.Equal(t, []any{4.0, 4.0, 1.0}, []any{week["routed"], week["auto"], week["returned"]})
	require.InDelta(t, 0.99, week["mean_p"], 0.001)
}

func TestModelTest(t *testing.T) {
	o := openOffice(t)
	v := o.post("admin", "/model/test", object{"title": "", "text": "家里暖气不热，只有十四度。", "place": object{"address": "柳林新苑", "town": ""}}).value()
	suggest := v["suggest"].(map[string]any)
	require.Equal(t, "auto", suggest["decision"])
	require.Equal(t, "柳林镇", suggest["town"])
	require.Equal(t, "rl", suggest["candidates"].([]any)[0].(map[string]any)["unit"])
	catalogue := v["catalogue"].(map[string]any)
	require.Equal(t, []any{map[string]any{"id": "root", "name": "全部"}, map[string]any{"id": "HT", "name": "供热"}}, catalogue["path"])
	require.Equal(t, "title", catalogue["scope"])
	require.Equal(t, []any{"暖气"}, catalogue["words"])
	require.Equal(t, false, v["model"].(map[string]any)["ready"])
	require.Empty(t, o.tickets(), "a try writes nothing")
	require.Equal(t, 422, o.post("admin", "/model/test", object{"colour": "red"}).status)
	require.Equal(t, 200, o.post("admin", "/model/activate", object{"version": "20261121-0240-1b2c"}).status)
	model := o.post("admin", "/model/test", object{"text": "楼下路灯不亮，请派人看"}).value()["model"].(map[string]any)
	require.Equal(t, true, model["ready"])
	require.Equal(t, "城管局", model["units"].([]any)[0].(map[string]any)["unit_name"])
	require.NotEmpty(t, model["words"])
	nothing := o.post("admin", "/model/test", object{"text": ""}).value()
	require.Equal(t, "root", nothing["catalogue"].(map[string]any)["scope"])
}
