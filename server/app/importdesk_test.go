package app

import (
	"context"
	"encoding/json"
	"fmt"
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
