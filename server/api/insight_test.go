package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/dispatch/insight"
	"hotline/sla"
)

// finder computes a window over the test's store on the spot.
type finder struct{ store dispatch.Store }

func (f finder) Insight(ctx context.Context, w insight.Window) (insight.Report, error) {
	var items []insight.Item
	c := insight.NewCounter(w, []string{"柳林镇"}, sla.CN())
	err := f.store.Each(ctx, dispatch.Filter{From: w.From, To: w.To}, func(t dispatch.Ticket) error {
		items = append(items, insight.ItemOf(t))
		c.Count(insight.ItemOf(t))
		return nil
	})
	days := []insight.Day{{Day: w.From, Count: len(items)}}
	return insight.Report{Hot: insight.Find(w, items, sla.CN()).Hot(), Trends: c.Trends(), Year: insight.NewYear(days, sla.CN())}, err
}

// heated logs an event of so many calls, and some of everything else.
func (o *office) heated(n int) (nos []string) {
	for i := range n {
		nos = append(nos, o.logged(object{"title": fmt.Sprintf("柳林新苑%d号楼暖气不热", i+1), "text": fmt.Sprintf("家里暖气从昨天开始不热，室内只有%d度，请派人来修。", 10+i),
			"category": "0302", "place": object{"address": "柳林镇柳林新苑", "town": "柳林镇"}, "caller": object{"name": "王某", "phone": fmt.Sprintf("1380000%04d", i), "wants_reply": true}}))
	}
	for _, title := range []string{"咨询公交线路调整时间", "学校门口摆摊占道", "公园路灯不亮", "快递丢失没有赔偿"} {
		o.logged(object{"title": title, "text": title + "，请尽快处理。"})
	}
	o.clock.advance(time.Minute)
	return nos
}

func TestHotIssues(t *testing.T) {
	o := openOffice(t)
	nos := o.heated(12)
	a := o.get("supervisor", "/insight/hot?window=7")
	require.Equal(t, 200, a.status, "%s", a.body)
	v := a.value()
	require.EqualValues(t, 16, v["intake"])
	require.EqualValues(t, 3, v["least"])
	issues := v["issues"].([]any)
	require.Len(t, issues, 1, "%s", a.body)
	is := issues[0].(map[string]any)
	require.EqualValues(t, 12, is["count"])
	require.EqualValues(t, 12, is["callers"])
	require.Equal(t, "柳林镇", is["town"])
	require.Equal(t, "供热", is["category"].(map[string]any)["name"])
	require.Contains(t, is["title"], "暖气不热")
	require.NotContains(t, is["title"], "号楼")
	require.Len(t, is["daily"], 28)

	id := is["id"].(string)
	require.Equal(t, nos[0], id)
	one := o.get("agent", "/insight/hot/"+id).value()
	require.Len(t, one["tickets"], 12)
	list := o.get("dispatcher", "/tickets?window=7&issue="+id).value()
	require.Len(t, list["items"], 12)
	first := o.get("dispatcher", "/tickets?window=7&limit=5&issue="+id).value()
	require.Len(t, first["items"], 5)
	rest := o.get("dispatcher", "/tickets?window=7&limit=200&issue="+id+"&after="+first["next"].(string)).value()
	require.Len(t, rest["items"], 7)
	require.Empty(t, o.get("dispatcher", "/tickets?part=late&issue="+id).value()["items"], "none is late")

	require.Equal(t, 404, o.get("agent", "/insight/hot/20261123-9999").status)
	require.Equal(t, 403, o.get("liaison-rl", "/tickets?issue="+id).status)
	require.Len(t, o.get("agent", "/tickets?town=-").value()["items"], 0)
}

func TestTrends(t *testing.T) {
	o := openOffice(t)
	o.heated(6)
	v := o.get("admin", "/insight/trends?window=1").value()
	m := v["matrix"].(map[string]any)
	require.Equal(t, []any{"柳林镇", ""}, m["towns"])
	require.EqualValues(t, v["intake"], m["total"])
	sum := 0.0
	for _, r := range m["rows"].([]any) {
		row := r.(map[string]any)
		cells := 0.0
		for _, c := range row["cells"].([]any) {
			cells += c.(map[string]any)["count"].(float64)
		}
		require.Equal(t, row["total"], cells)
		sum += cells
	}
	require.Equal(t, m["total"], sum)
	require.Len(t, v["calendar"].(map[string]any)["days"], 1)
}

// TestInsightWindow: what is no window is refused with the field's name.
func TestInsightWindow(t *testing.T) {
	o := openOffice(t)
	for query, field := range map[string]string{
		"window=3": "window", "from=2026-11-20&to=2026-11-01": "from", "from=2019-01-01&to=2026-01-01": "from", "from=yesterday": "from",
		"to=2026-11-20": "from", "limit=0": "limit", "limit=51": "limit",
	} {
		a := o.get("supervisor", "/insight/hot?"+query)
		require.Equal(t, 422, a.status, "%s: %s", query, a.body)
		require.True(t, strings.Contains(string(a.body), `"field":"`+field+`"`), "%s: %s", query, a.body)
	}
	v := o.get("supervisor", "/insight/hot?from=2026-11-01&to=2026-11-30").value()
	require.Equal(t, "2026-10-31T16:00:00Z", v["from"])
	require.Equal(t, monday.UTC().Format(time.RFC3339), v["to"], "a day to come is not looked at")
}
