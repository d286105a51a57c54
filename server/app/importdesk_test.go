package app

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/server/imports"
	"hotline/sla"
)

// clerk imports in these tests.
var clerk = dispatch.Actor{ID: "dispatcher", Name: "派单员", Role: dispatch.RoleDispatcher}

// taken sends a file in.
func taken(t *testing.T, d *imports.Desk, k imports.Kind, text string) *imports.Import {
	t.Helper()
	m, _, err := d.Take(t.Context(), k, "file.csv", strings.NewReader(text), clerk)
	require.NoError(t, err)
	return m
}

// over runs an import or its trial and waits for its end.
func over(t *testing.T, d *imports.Desk, id string, to imports.State) *imports.Import {
	t.Helper()
	_, err := d.Begin(t.Context(), id, to)
	require.NoError(t, err)
	return ended(t, d, id)
}

func ended(t *testing.T, d *imports.Desk, id string) *imports.Import {
	t.Helper()
	var m *imports.Import
	require.Eventually(t, func() bool {
		var err error
		m, err = d.Find(context.Background(), id)
		require.NoError(t, err)
		return m.State != imports.Running && m.State != imports.Checking
	}, time.Minute, 5*time.Millisecond)
	return m
}

const cityRows = "市平台工单转办表,,,,,,\r\n工单编号,诉求内容,诉求类型,紧急程度,办理期限,联系电话,诉求人\r\n" +
	"C1,和平镇路灯三天不亮，晚上出行危险,投诉,一般,2099/1/5 9:30,13800138000,张三\r\n" +
	"C2,小区停水两天无人管,求助,特急,2099-01-06 10:00:00,022-12345678,李四\r\n" +
	"C3,咨询公交线路调整,咨询,平件,明天,13800138001,王五\r\n" +
	"C1,和平镇路灯三天不亮，晚上出行危险,投诉,一般,2099/1/5 9:30,13800138000,张三\r\n"

// TestImportOfTheCity: a file of the city's platform is previewed, mapped, tried
// and run; what is wrong is told by row, what was there stays single.
func TestImportOfTheCity(t *testing.T) {
	a := open(t, t.TempDir())
	m := taken(t, a.imports, imports.Tickets, cityRows)
	require.Equal(t, imports.Source{Column: "工单编号"}, m.Mapping["no"])
	require.Equal(t, imports.Source{Column: "办理期限"}, m.Mapping["due"])
	require.Equal(t, imports.Source{Constant: "city"}, m.Mapping["platform"])

	m = over(t, a.imports, m.ID, imports.Checking)
	require.Equal(t, &imports.Counts{Rows: 4, New: 1, Known: 1, Rejected: 2}, m.Check)
	require.Equal(t, map[string]map[string]int{"urgency": {"特急": 1}}, m.Unknown)

	mapping := m.Mapping
	mapping["urgency"] = imports.Source{Column: "紧急程度", Values: map[string]string{"特急": "life"}}
	_, err := a.imports.Map(t.Context(), m.ID, imports.Change{Mapping: mapping})
	require.NoError(t, err)
	m = over(t, a.imports, m.ID, imports.Running)
	require.Equal(t, imports.Done, m.State)
	require.Equal(t, &imports.Counts{Rows: 4, New: 2, Known: 1, Rejected: 1}, m.Result)

	again := taken(t, a.imports, imports.Tickets, cityRows+"C9,小区停水，已有两天,求助,一般,2099-01-06 10:00:00,022-12345678,李四\r\n")
	again = over(t, a.imports, again.ID, imports.Checking)
	require.Equal(t, &imports.Counts{Rows: 5, New: 1, Known: 2, Rejected: 2}, again.Check, "a trial knows what is there")

	byNo := map[string]dispatch.Ticket{}
	require.NoError(t, a.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		byNo[tk.Upstream.No] = tk
		return nil
	}))
	require.Len(t, byNo, 2)
	require.Equal(t, "2099-01-05 09:30", byNo["C1"].Upstream.Due.In(sla.Zone).Format("2006-01-02 15:04"))
	require.Equal(t, dispatch.Life, byNo["C2"].Urgency)
	require.Equal(t, dispatch.FromAbove, byNo["C2"].Channel)

	var left []string
	require.NoError(t, a.imports.Left(t.Context(), m, func(cells []string, f imports.Fault) error {
		left = append(left, fmt.Sprintf("%d %s %s %s", f.Line, f.Field, f.Key, cells[0]))
		return nil
	}))
	require.Equal(t, []string{"5 due moment_form C3"}, left)
}

// TestImportOfTheDirectory: units with units above them in the same file, accounts
// with an initial password each that is given out once, and a catalogue to publish.
func TestImportOfTheDirectory(t *testing.T) {
	a := open(t, t.TempDir())
	units := taken(t, a.imports, imports.Units, "单位代码,单位名称,单位类别,上级单位,负责镇街\nzjj,住建局,部门,,\nwyk,物业科,部门,住建局,\nheping,和平镇,镇街,,和平镇、东湖镇\nBad Code,甲,部门,,\nscores2,乙,别的,,\n")
	units = over(t, a.imports, units.ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 5, New: 3, Rejected: 2}, units.Result)
	u, ok := a.Directory.Unit("wyk")
	require.True(t, ok)
	require.Equal(t, "zjj", u.Parent)

	users := taken(t, a.imports, imports.Users, "账号,姓名,角色,所属单位\nli,李四,联络员,物业科\nwang,王五,话务员,\nzhao,赵六,联络员,没有的单位\nqian,钱七,经理,\n")
	users = over(t, a.imports, users.ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 4, New: 2, Rejected: 2}, users.Result)
	again := taken(t, a.imports, imports.Users, "账号,姓名,角色,所属单位\nli,李四,联络员,物业科\nnew,新人,话务员,\n")
	require.Equal(t, &imports.Counts{Rows: 2, New: 1, Known: 1}, over(t, a.imports, again.ID, imports.Checking).Check, "a trial knows what is there")
	secrets, err := a.imports.Secrets(t.Context(), users.ID)
	require.NoError(t, err)
	require.Len(t, secrets, 2)
	require.NotEqual(t, secrets[0].Password, secrets[1].Password)
	_, err = a.imports.Secrets(t.Context(), users.ID)
	require.Equal(t, dispatch.NotFound, dispatch.CodeOf(err), "they are given out once")
	r, err := a.Store.Record(t.Context(), dispatch.KindUser, "li")
	require.NoError(t, err)
	require.Contains(t, string(r.Body), `"fresh":true`)
	require.NotContains(t, string(r.Body), secrets[0].Password)

	cat := taken(t, a.imports, imports.Catalogue, "事项名称,章节,关键词,主办单位\n物业纠纷,住房,物业、小区,物业科\n路灯不亮,住房,路灯,住建局\n没有词,住房,,住建局\n")
	cat = over(t, a.imports, cat.ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 3, New: 2, Rejected: 1}, cat.Result)
	draft, err := a.imports.Draft(t.Context(), cat.ID)
	require.NoError(t, err)
	require.Equal(t, cat.Version, draft.Version)
	require.Len(t, draft.Root.Children, 1)
	require.Len(t, draft.Root.Children[0].Children, 2)
}

// TestImportGoesOnElsewhere: a run whose server is gone is taken over behind its
// last note, and nothing is doubled.
func TestImportGoesOnElsewhere(t *testing.T) {
	a := open(t, t.TempDir())
	var text strings.Builder
	text.WriteString("工单编号,来电时间,诉求内容\n")
	for i := range 40 {
		fmt.Fprintf(&text, "H%d,2026-01-05 10:00:00,第%d盏路灯不亮\n", i, i)
	}
	m := taken(t, a.imports, imports.History, text.String())
	m = over(t, a.imports, m.ID, imports.Running)
	require.Equal(t, 40, m.Result.New)
	tried := taken(t, a.imports, imports.History, text.String()+"H99,2026-01-05 10:00:00,新的路灯不亮\n")
	require.Equal(t, &imports.Counts{Rows: 41, New: 1, Known: 40}, over(t, a.imports, tried.ID, imports.Checking).Check, "a trial knows what is there")
	again := taken(t, a.imports, imports.History, text.String())
	again.State, again.Server, again.Beat = imports.Running, "", time.Time{}
	again.Cursor, again.Result = 21, &imports.Counts{Rows: 20, New: 20}
	body, err := json.Marshal(again)
	require.NoError(t, err)
	_, err = a.Store.PutRecord(t.Context(), dispatch.Record{Kind: "table", ID: again.ID, Version: 1, Body: body, At: a.Clock.Now()})
	require.NoError(t, err)
	n, err := a.imports.Resume(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	again = ended(t, a.imports, again.ID)
	require.Equal(t, &imports.Counts{Rows: 40, New: 20, Known: 20}, again.Result)
}

// back is a table of the server's own export: what stands above the columns and
// below the rows is no part of it.
func back(head, rows string) string {
	return "12345 热线导出 · 内部资料，不得外传\r\n导出人,管理员（admin，管理员）,\r\n导出时间,2026-11-23 09:00:00\r\n筛选条件,全部\r\n水印编号,a1\r\n" + head + "\r\n" + rows + "共 9 条\r\n"
}

// TestExportsComeBack: units, accounts and a catalogue as they are taken out read
// as they were, on a server that has none of them: also a unit that stands before
// the one above it, one that is closed, and entries below entries.
func TestExportsComeBack(t *testing.T) {
	a := open(t, t.TempDir())
	m := over(t, a.imports, taken(t, a.imports, imports.Units, back("单位代码,单位名称,简称,单位类别,上级单位,值班电话,负责镇街,启用,承接单位",
		"a-wyk,物业科,'=物业,部门,zjj,'+86 22 1234,,是,\r\nold,旧局,,部门,,,,否,zjj\r\nzjj,住建局,住建,部门,,,「和平/东湖」、柳林,是,\r\n")).ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 3, New: 3}, m.Result, m.Faults)
	for code, want := range map[string]dispatch.Unit{
		"a-wyk": {Code: "a-wyk", Name: "物业科", Short: "=物业", Group: dispatch.Bureau, Parent: "zjj", Phone: "+86 22 1234", Active: true},
		"old":   {Code: "old", Name: "旧局", Group: dispatch.Bureau, Successor: "zjj"},
		"zjj":   {Code: "zjj", Name: "住建局", Short: "住建", Group: dispatch.Bureau, Areas: []string{"和平/东湖", "柳林"}, Active: true},
	} {
		u, ok := a.Directory.Unit(code)
		require.True(t, ok, code)
		require.Equal(t, want, u)
	}

	m = over(t, a.imports, taken(t, a.imports, imports.Users, back("账号,姓名,角色,所属单位,单位名称,AB岗,启用,锁定", "li,李四,联络员,zjj,住建局,A,否,\r\n")).ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 1, New: 1}, m.Result, m.Faults)
	r, err := a.Store.Record(t.Context(), dispatch.KindUser, "li")
	require.NoError(t, err)
	var u dispatch.User
	require.NoError(t, json.Unmarshal(r.Body, &u))
	require.Equal(t, []any{"zjj", dispatch.PostA, false}, []any{u.Unit, u.Post, u.Active})

	m = over(t, a.imports, taken(t, a.imports, imports.Catalogue, back("条目编号,事项名称,上级条目,诉求分类,关键词,同时包含,排除词,适用镇街,诉求类型,紧急程度,主办单位,协办单位,职责依据,把握,人工派单,说明,继续匹配",
		"c1,住房,,,,,,,,,zjj,,条例,,,,\r\nc2,物业,c1,,「路灯/照明」、物业,,,,投诉、咨询,民生保障,a-wyk,无,,0.9,是,看合同,是\r\nc3,漏水,c2,,漏水,,,,,,@town,zjj,,,,,\r\nc4,没有上级,c9,,漏水,,,,,,,,,,,,\r\n")).ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 4, New: 3, Rejected: 1}, m.Result, m.Faults)
	draft, err := a.imports.Draft(t.Context(), m.ID)
	require.NoError(t, err)
	require.Equal(t, []*dispatch.Entry{{ID: "c1", Name: "住房", Lead: "zjj", Basis: "条例", Children: []*dispatch.Entry{
		{ID: "c2", Name: "物业", Words: dispatch.Words{Any: []string{"路灯/照明", "物业"}}, Types: []dispatch.Type{dispatch.Complaint, dispatch.Consult}, Urgency: dispatch.Utility, Lead: "a-wyk",
			CoUnits: []string{}, Confidence: 0.9, ByHand: true, Note: "看合同", Continue: true, Children: []*dispatch.Entry{
				{ID: "c3", Name: "漏水", Words: dispatch.Words{Any: []string{"漏水"}}, Lead: dispatch.AtTown, CoUnits: []string{"zjj"}}}}}}}, draft.Root.Children)
}

// TestImportsAreSealedAnew: what a file says of people opens with the new key
// alone, and still expires.
func TestImportsAreSealedAnew(t *testing.T) {
	a := open(t, t.TempDir())
	m := taken(t, a.imports, imports.Tickets, cityRows)
	r := &rotation{store: a.Store, keys: a.keys, now: a.Clock.Now, progress: io.Discard}
	_, err := r.run(t.Context(), "")
	require.NoError(t, err)
	for _, kind := range imports.Sealed {
		require.NoError(t, dispatch.EachRecord(t.Context(), a.Store, kind, func(rec dispatch.Record) error {
			require.Contains(t, string(rec.Body), a.keys.ring.Active())
			require.NotContains(t, string(rec.Body), "13800138000")
			require.False(t, rec.Expires.IsZero())
			return nil
		}))
	}
	_, err = r.drop(t.Context())
	require.NoError(t, err)
	m = over(t, a.imports, m.ID, imports.Running)
	require.Equal(t, imports.Done, m.State)
	parts, err := a.Store.Records(t.Context(), "table_part", "", 10)
	require.NoError(t, err)
	require.Empty(t, parts, "the file is gone when it was taken over")
}
