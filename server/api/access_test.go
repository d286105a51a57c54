package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/encoding/simplifiedchinese"

	"hotline/dispatch"
)

// trailOf lists what the trail holds, as "user kind no fields reason".
func (o *office) trailOf(who, path string) []string {
	o.Helper()
	a := o.get(who, path)
	require.Equal(o, 200, a.status, string(a.body))
	out := []string{}
	for _, item := range a.value()["items"].([]any) {
		i := item.(map[string]any)
		fields := []string{}
		for _, f := range i["fields"].([]any) {
			fields = append(fields, f.(string))
		}
		no, _ := i["no"].(string)
		reason, _ := i["reason"].(string)
		require.NotEmpty(o, i["ip"])
		require.NotEmpty(o, i["at"])
		out = append(out, strings.Join([]string{i["user"].(string), i["kind"].(string), no, strings.Join(fields, "+"), reason}, " "))
	}
	return out
}

func TestAccessTrail(t *testing.T) {
	o := openOffice(t)
	open := o.dispatched()
	o.clock.advance(time.Second)
	secret := o.logged(object{"caller": object{"name": "李某某", "phone": "13900005678", "confidential": true}})
	reveal := func(who, no, reason string) {
		o.clock.advance(time.Second)
		require.Equal(t, 200, o.post(who, "/tickets/"+no+"/reveal", object{"reason": reason}).status)
	}
	reveal("dispatcher", open, "核对地址")
	reveal("liaison-rl", open, "上门")
	o.clock.advance(time.Second)
	require.Equal(t, 200, o.get("supervisor", "/tickets/"+open).status, "an open ticket's page shows nothing that is not masked")
	require.Equal(t, 200, o.get("supervisor", "/tickets/"+secret).status)
	o.clock.advance(time.Second)
	require.Equal(t, 200, o.get("dispatcher", "/tickets/"+secret).status, "who sees nobody leaves no line")
	require.Equal(t, 200, o.post("agent", "/callers/lookup", object{"phone": "138 0000 1234"}).status)
	o.clock.advance(time.Second)
	require.Equal(t, 200, o.get("agent", "/tickets?phone=13800001234").status)
	o.clock.advance(time.Second)
	require.Equal(t, 204, o.post("liaison-rl", "/tickets/"+open+"/printed", object{"caller": "full"}).status)
	require.Equal(t, 422, o.post("liaison-rl", "/tickets/"+open+"/printed", object{"caller": "half"}).status)
	require.Equal(t, 403, o.post("liaison-cgj", "/tickets/"+open+"/printed", object{}).status)

	all := []string{
		"liaison-rl print " + open + " matter+name+phone+address ",
		"agent lookup  list ",
		"agent lookup " + open + " masked_name ",
		"supervisor page " + secret + " masked_name+masked_phone ",
		"liaison-rl reveal " + open + " name+phone+address 上门",
		"dispatcher reveal " + open + " name+phone+address 核对地址",
	}
	for _, who := range []string{"supervisor", "admin"} {
		require.Equal(t, all, o.trailOf(who, "/access"))
		require.Equal(t, []string{all[0], all[2], all[4], all[5]}, o.trailOf(who, "/tickets/"+open+"/access"))
	}
	require.Equal(t, []string{all[0], all[4]}, o.trailOf("admin", "/access?user=liaison-rl"))
	require.Equal(t, []string{all[4], all[5]}, o.trailOf("admin", "/access?kind=reveal"))
	require.Equal(t, []string{all[4]}, o.trailOf("admin", "/access?kind=reveal&user=liaison-rl&no="+open))
	require.Equal(t, all, o.trailOf("admin", "/access?from=2026-11-23&to=2026-11-23"))
	require.Empty(t, o.trailOf("admin", "/access?to=2026-11-22"))
	require.Empty(t, o.trailOf("admin", "/access?from=2026-11-24"))
	moment := monday.Add(3 * time.Second).UTC().Format(time.RFC3339)
	require.Equal(t, all[:4], o.trailOf("admin", "/access?from="+monday.Add(4*time.Second).UTC().Format(time.RFC3339)))
	require.Equal(t, all[5:], o.trailOf("admin", "/access?to="+moment), "before that moment")
	for _, bad := range []string{"kind=nothing", "no=1", "from=yesterday", "limit=0"} {
		require.Equal(t, http.StatusUnprocessableEntity, o.get("admin", "/access?"+bad).status, bad)
	}

	var paged []string
	for after := ""; ; {
		a := o.get("admin", "/access?limit=2&kind=reveal&after="+after)
		for _, item := range a.value()["items"].([]any) {
			paged = append(paged, item.(map[string]any)["user"].(string))
		}
		next, ok := a.value()["next"].(string)
		if !ok {
			break
		}
		after = next
	}
	require.Equal(t, []string{"liaison-rl", "dispatcher"}, paged)
}

// TestAccessKept: the trail outlives two years and ends after three.
func TestAccessKept(t *testing.T) {
	o := openOffice(t)
	no := o.dispatched()
	require.Equal(t, 200, o.post("dispatcher", "/tickets/"+no+"/reveal", object{"reason": "核对"}).status)
	for _, c := range []struct {
		days, lines int
	}{{2 * 366, 1}, {366 - 1, 1}, {2, 0}} {
		o.clock.advance(time.Duration(c.days) * 24 * time.Hour)
		_, err := o.store.Sweep(t.Context(), o.clock.now())
		require.NoError(t, err)
		lines, _, err := o.trail.lines(t.Context(), accessQuery{no: no, limit: 10})
		require.NoError(t, err)
		require.Len(t, lines, c.lines)
	}
}

// TestUnusualReveals: who reveals far more than the others stands out, by a rule.
func TestUnusualReveals(t *testing.T) {
	o := openOffice(t, func(d *Deps) { d.Config.Limits.RevealPerHour = -1 })
	no := o.dispatched()
	reveal := func(who string, n int) {
		for range n {
			o.saw(t.Context(), dispatch.Actor{ID: who}, no, SawReveal, []string{"name"}, "核对")
		}
	}
	reveal("agent", 4)
	o.clock.advance(24 * time.Hour)
	reveal("agent", 2)
	reveal("dispatcher", 13)
	reveal("liaison-rl", 9)
	v := o.get("admin", "/access/counts").value()
	users := v["users"].([]any)
	require.Len(t, users, 3)
	first := users[0].(map[string]any)
	require.Equal(t, "dispatcher", first["user"])
	require.Equal(t, "乙", first["name"])
	require.EqualValues(t, 13, first["total"])
	require.Equal(t, []any{float64(accessDays - 1)}, first["unusual"], "13 is more than three times the median 4 of the others")
	for _, u := range users[1:] {
		require.Empty(t, u.(map[string]any)["unusual"], "fewer than ten a day never stand out")
	}
	agent := users[2].(map[string]any)["days"].([]any)
	require.Equal(t, []any{4.0, 2.0}, agent[accessDays-2:])
}

func TestUnusualRule(t *testing.T) {
	rule := accessRule{Times: 3, Least: 10}
	for _, c := range []struct {
		name         string
		days, others []int
		want         []int
	}{
		{"nobody to compare with", []int{50}, nil, []int{}},
		{"three times is not more", []int{0, 12}, []int{4, 4, 4}, []int{}},
		{"more than three times", []int{0, 13}, []int{4, 4, 4}, []int{1}},
		{"too few to tell", []int{9}, []int{1, 1}, []int{}},
		{"one busy colleague hides nobody", []int{30}, []int{2, 2, 100}, []int{0}},
	} {
		t.Run(c.name, func(t *testing.T) { require.Equal(t, c.want, rule.unusual(c.days, c.others)) })
	}
}

func TestExport(t *testing.T) {
	o := openOffice(t)
	mine := o.dispatched(object{"title": "=1+1 路灯", "place": object{"address": "@人民路1号", "town": "柳林镇"}})
	o.logged(object{"title": "别家的事"})
	get := func(who, path string) answer {
		t.Helper()
		a := o.get(who, path)
		require.Equal(t, 200, a.status, string(a.body))
		require.NotContains(t, string(a.body), "13800001234")
		require.NotContains(t, string(a.body), "王")
		return a
	}
	a := get("supervisor", "/export/tickets.csv?state=dispatched,registered&q=13800001234")
	require.Equal(t, "text/csv; charset=utf-8", a.header.Get("Content-Type"))
	require.Contains(t, a.header.Get("Content-Disposition"), "-supervisor-")
	lines := strings.Split(strings.TrimPrefix(string(a.body), "\uFEFF"), "\r\n")
	require.Contains(t, lines[0], "不得外传")
	require.Equal(t, "导出人,丙（supervisor，督办员）,", lines[1])
	require.Equal(t, "导出时间,2026-11-23 09:00:00", lines[2])
	require.Equal(t, `筛选条件,工单：状态=待接单,待派、搜索=已隐去`, strings.ReplaceAll(lines[3], `"`, ""))
	mark := strings.TrimPrefix(lines[4], "水印编号,")
	require.Contains(t, lines[5], "工单号,状态")
	require.Len(t, lines, 10)
	require.Equal(t, "共 2 条", lines[8])
	require.True(t, strings.HasPrefix(lines[7], mine+",待接单,求助,电话,一般,'=1+1 路灯,"), lines[7])
	require.Contains(t, lines[7], ",'@人民路1号,")
	line := o.get("admin", "/access?kind=export").value()["items"].([]any)[0].(map[string]any)
	require.Equal(t, mark, line["id"], "the file leads to its line in the trail")
	require.NotContains(t, line["reason"], "138")

	require.Contains(t, string(get("liaison-rl", "/export/tickets.csv").body), "共 1 条", "a liaison takes out what the own unit has")
	require.Contains(t, string(get("liaison-cgj", "/export/tickets.csv").body), "共 0 条")
	require.Equal(t, 403, o.get("liaison-rl", "/export/tickets.csv?unit=zjj").status)
	gb := o.get("supervisor", "/export/tickets.csv?encoding=gb18030")
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(gb.body)
	require.NoError(t, err)
	require.Contains(t, string(text), "不得外传")
	require.Contains(t, string(text), "别家的事")
	require.Equal(t, 422, o.get("supervisor", "/export/tickets.csv?encoding=latin1").status)

	trail := string(get("admin", "/export/access.csv?kind=export").body)
	require.Contains(t, trail, "查看留痕导出")
	require.Contains(t, trail, "联络员,热力公司,,导出,清单,工单：全部,")
	require.Contains(t, trail, "查看留痕：方式=导出", "it is on record itself")
	require.Equal(t, 403, o.get("dispatcher", "/export/access.csv").status)
}

// TestExportStreams: an export goes over many pages and ends where it must.
func TestExportStreams(t *testing.T) {
	o := openOffice(t)
	for i := range 3 {
		o.logged(object{"text": fmt.Sprint("第", i)})
	}
	tbl := string(o.get("supervisor", "/export/tickets.csv").body)
	require.Equal(t, 3, strings.Count(tbl, "待派"))
	for range exportPerDay {
		o.get("agent", "/export/tickets.csv")
	}
	require.Equal(t, 429, o.get("agent", "/export/tickets.csv").status)
}

func TestPrintMark(t *testing.T) {
	o := openOffice(t)
	a := o.get("supervisor", "/briefs/2026-10.html")
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, 40, strings.Count(string(a.body), "丙 supervisor 2026-11-23 09:00"))
	require.Equal(t, 1, strings.Count(string(a.body), "</body>"))
}

// TestUnsealIsOnRecord: who asked, who decided, and who looked then.
func TestUnsealIsOnRecord(t *testing.T) {
	o, no := sealedHouse(t)
	for _, step := range []struct {
		who, action string
		body        object
	}{{"supervisor", "unseal", object{"reason": "核实线索"}}, {"supervisor2", "decide-unseal", object{"approve": true, "reason": "同意"}}, {"supervisor", "reveal", object{"reason": "联系举报人"}}} {
		o.clock.advance(time.Second)
		a := o.post(step.who, "/tickets/"+no+"/"+step.action, step.body)
		require.Equal(t, 200, a.status, string(a.body))
	}
	require.Equal(t, []string{"supervisor reveal " + no + " name+phone+address 联系举报人", "supervisor2 unseal " + no + "  同意", "supervisor unseal " + no + "  核实线索"},
		o.trailOf("admin", "/access?no="+no))
}
