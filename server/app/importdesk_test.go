package app

import (
	"context"
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
