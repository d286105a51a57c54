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
)

// why are the rows an import left, as line, field, column and reason.
func why(t *testing.T, d *imports.Desk, m *imports.Import) (out []string) {
	t.Helper()
	require.NoError(t, d.Left(t.Context(), m, func(_ []string, f imports.Fault) error {
		out = append(out, fmt.Sprintf("%d %s %s %s", f.Line, f.Field, f.Column, f.Key))
		return nil
	}))
	return out
}

// TestRowsOfSpreadsheets: digits that a spreadsheet lost are never taken for a number,
// formulas that failed for no word, and what programs write for digits is one.
func TestRowsOfSpreadsheets(t *testing.T) {
	a := open(t, t.TempDir())
	m := taken(t, a.imports, imports.Tickets, "工单编号,诉求内容,手机,期限,镇街\n"+
		"1.23457E+17,路灯不亮,13800138000,2099/1/5 下午 3:05,\n"+
		"=\"202611230000012345\",路灯不亮,13800138000.0,2099年1月5日 星期一,\n"+
		"C3,#N/A,13800138000,2099-01-05T09:42:00.000+0800,\n"+
		"C4,路灯不亮,1.38001E+10,2099/1/5 3:05 PM,\n"+
		"C5,路灯不亮,,2099-01-05,#REF!\n")
	m.Mapping["phone"], m.Mapping["due"] = imports.Source{Column: "手机"}, imports.Source{Column: "期限"}
	_, err := a.imports.Map(t.Context(), m.ID, imports.Change{Mapping: m.Mapping})
	require.NoError(t, err)
	m = over(t, a.imports, m.ID, imports.Running)
	require.Equal(t, &imports.Counts{Rows: 5, New: 1, Rejected: 4}, m.Result)
	require.Equal(t, []string{"2 no 工单编号 digits_lost", "4 text 诉求内容 cell_error", "5 phone 手机 digits_lost", "6 town 镇街 cell_error"}, why(t, a.imports, m))
	require.NoError(t, a.Store.Each(t.Context(), dispatch.Filter{}, func(tk dispatch.Ticket) error {
		require.Equal(t, "202611230000012345", tk.Upstream.No)
		p, err := a.Store.Person(t.Context(), tk.No)
		require.Equal(t, "13800138000", p.Phone)
		return err
	}))
}

// TestMomentsOfColumns: a layout is for the texts of a column; the cells in it that are
// real moments come with the year first all the same.
func TestMomentsOfColumns(t *testing.T) {
	for s, want := range map[[2]string]string{
		{"05/01/2099 09:30", "dd/MM/yyyy HH:mm"}:    "2099-01-05 09:30",
		{"2099-01-05 09:30:00", "dd/MM/yyyy HH:mm"}: "2099-01-05 09:30",
		{"2099-01-05 09:30:00", "yyyy/MM/dd HH:mm"}: "2099-01-05 09:30",
		{"2099-13-05", "yyyy-dd-MM"}:                "2099-05-13 00:00",
		{"2099/1/5 上午 12:05", ""}:                   "2099-01-05 00:05",
		{"2099/1/5 12:05 PM", ""}:                   "2099-01-05 12:05",
	} {
		at, err := imports.Moment("due", s[0], s[1])
		require.NoError(t, err, s)
		require.Equal(t, want, at.Add(8*time.Hour).Format("2006-01-02 15:04"), s)
	}
	for _, s := range [][2]string{{"2099-01-13", "yyyy-dd-MM"}, {"2099/1/5 25:00", ""}, {"1/5/2099", ""}, {"2099/1/5 下午", ""}} {
		_, err := imports.Moment("due", s[0], s[1])
		require.Error(t, err, s)
	}
}

// TestUnitsAgain: the same table again changes nothing, a shorter one leaves what it
// does not say, and the trial tells so before; rings and doubles are refused.
func TestUnitsAgain(t *testing.T) {
	a := open(t, t.TempDir())
	run := func(text string, to imports.State) *imports.Import {
		return over(t, a.imports, taken(t, a.imports, imports.Units, text).ID, to)
	}
	full := "单位代码,单位名称,简称,单位类别,上级单位,值班电话\nzjj,住建局,住建,部门,,1\nwyk,物业科,城管,部门,zjj,2\ncgj,城管局,城管,部门,,3\n"
	require.Equal(t, &imports.Counts{Rows: 3, New: 3}, run(full, imports.Running).Result)
	require.Equal(t, &imports.Counts{Rows: 3, Known: 3}, run(full, imports.Checking).Check)
	short := "单位代码,单位名称,单位类别\nzjj,住房和建设局,部门\nwyk,物业科,部门\nxinju,新局,部门\n"
	require.Equal(t, &imports.Counts{Rows: 3, New: 1, Changed: 1, Known: 1}, run(short, imports.Checking).Check)
	require.Equal(t, &imports.Counts{Rows: 3, New: 1, Changed: 1, Known: 1}, run(short, imports.Running).Result)
	u, _ := a.Directory.Unit("zjj")
	require.Equal(t, []string{"住房和建设局", "住建", "1"}, []string{u.Name, u.Short, u.Phone})
	bad := run("单位代码,单位名称,单位类别,上级单位\nzjj,住房和建设局,部门,wyk\nx1,甲,部门,x2\nx2,乙,部门,x1\nx3,丙,部门,\nx3,丁,部门,\n", imports.Running)
	require.Equal(t, []string{"2 parent 上级单位 parent_loop", "3 parent 上级单位 word_unknown", "4 parent 上级单位 word_unknown", "6 code 单位代码 row_twice"}, why(t, a.imports, bad))

	users := over(t, a.imports, taken(t, a.imports, imports.Users, "账号,姓名,角色,单位\nli,李四,联络员,城管\nwang,王五,联络员,城管局\n").ID, imports.Running)
	require.Equal(t, []string{"2 unit 单位 unit_name_twice"}, why(t, a.imports, users), "two units are called so")
}

// TestPasswordColumn: what a file says of passwords is neither shown nor kept, and the
// same account twice is told.
func TestPasswordColumn(t *testing.T) {
	a := open(t, t.TempDir())
	m := taken(t, a.imports, imports.Users, "账号,姓名,角色,初始密码,User_Password\nli,李四,话务员,geheim1,geheim2\nqian,钱七,经理,geheim1,geheim2\nli,李四,管理员,geheim1,geheim2\n")
	require.Contains(t, m.Notes, "password_column")
	rows, err := a.imports.Preview(t.Context(), m)
	require.NoError(t, err)
	require.NotContains(t, fmt.Sprint(rows), "geheim")
	m = over(t, a.imports, m.ID, imports.Running)
	require.Equal(t, []string{"3 role 角色 word_unknown", "4 username 账号 row_twice"}, why(t, a.imports, m))
	require.NoError(t, a.imports.Left(t.Context(), m, func(cells []string, _ imports.Fault) error {
		require.NotContains(t, strings.Join(cells, " "), "geheim")
		return nil
	}))
}

// TestAccountsAfterACrash: a password that was kept before its account could be opened
// opens it, and one whose account somebody else opened is given to nobody.
func TestAccountsAfterACrash(t *testing.T) {
	a := open(t, t.TempDir())
	text := "账号,姓名,角色\nli,李四,话务员\nwang,王五,话务员\n"
	first := over(t, a.imports, taken(t, a.imports, imports.Users, text).ID, imports.Running)
	require.Equal(t, 2, first.Result.New)
	r, err := a.Store.Record(t.Context(), dispatch.KindUser, "li")
	require.NoError(t, err)
	require.NoError(t, a.Store.DeleteRecord(t.Context(), dispatch.KindUser, "li")) // as if it had crashed before
	put := func(m *imports.Import) {
		m.State, m.Server, m.Beat, m.Cursor = imports.Running, "", time.Time{}, 0
		body, err := json.Marshal(m)
		require.NoError(t, err)
		now, err := a.Store.Record(t.Context(), "table", m.ID)
		require.NoError(t, err)
		_, err = a.Store.PutRecord(t.Context(), dispatch.Record{Kind: "table", ID: m.ID, Version: now.Version, Body: body, At: a.Clock.Now()})
		require.NoError(t, err)
		_, err = a.imports.Resume(t.Context())
		require.NoError(t, err)
	}
	again := taken(t, a.imports, imports.Users, text)
	secrets, err := a.Store.Record(t.Context(), "table_secrets", first.ID)
	require.NoError(t, err)
	require.NotEmpty(t, secrets.Body)
	var list []imports.Secret
	var sealed struct {
		Sealed string `json:"sealed"`
	}
	require.NoError(t, json.Unmarshal(secrets.Body, &sealed))
	require.NoError(t, a.outlets.Open("table_secrets/"+first.ID, sealed.Sealed, &list))
	kept, err := a.outlets.Seal("table_secrets/"+again.ID, list[:1])
	require.NoError(t, err)
	body, err := json.Marshal(map[string]string{"sealed": kept})
	require.NoError(t, err)
	_, err = a.Store.PutRecord(t.Context(), dispatch.Record{Kind: "table_secrets", ID: again.ID, Body: body, At: a.Clock.Now()})
	require.NoError(t, err)
	put(again)
	again = ended(t, a.imports, again.ID)
	require.Equal(t, &imports.Counts{Rows: 2, New: 1, Known: 1}, again.Result)
	now, err := a.Store.Record(t.Context(), dispatch.KindUser, "li")
	require.NoError(t, err)
	require.NotEqual(t, string(r.Body), string(now.Body), "with a hash of its own")
	given, err := a.imports.Secrets(t.Context(), again.ID)
	require.NoError(t, err)
	require.Equal(t, list[:1], given, "the password that was kept opens it")
}

// TestCancelledBeforeItsTurn: a run that was cancelled while nobody worked on it does
// not begin again.
func TestCancelledBeforeItsTurn(t *testing.T) {
	a := open(t, t.TempDir())
	m := taken(t, a.imports, imports.Tickets, cityRows)
	m.State, m.Server, m.Stop = imports.Running, "", true
	body, err := json.Marshal(m)
	require.NoError(t, err)
	_, err = a.Store.PutRecord(t.Context(), dispatch.Record{Kind: "table", ID: m.ID, Version: 1, Body: body, At: a.Clock.Now()})
	require.NoError(t, err)
	n, err := a.imports.Resume(t.Context())
	require.NoError(t, err)
	require.Equal(t, 1, n)
	m = ended(t, a.imports, m.ID)
	require.Equal(t, imports.Cancelled, m.State)
	require.NoError(t, a.Store.Each(context.Background(), dispatch.Filter{}, func(tk dispatch.Ticket) error { t.Error(tk.No); return nil }))
}

// TestProfileOfOtherColumns: a saved mapping of which a column is not there any more is
// used as far as it goes, and the clerk is told.
func TestProfileOfOtherColumns(t *testing.T) {
	a := open(t, t.TempDir())
	_, err := a.imports.SaveProfile(t.Context(), imports.Profile{Name: "市平台", Kind: imports.Tickets, By: "admin", Mapping: imports.Mapping{
		"no": {Column: "受理单"}, "text": {Column: "说法"}, "urgency": {Column: "缓急", Values: map[string]string{"特急": "life"}}, "platform": {Constant: "city"}}})
	require.NoError(t, err)
	m := taken(t, a.imports, imports.Tickets, "受理单,说法,缓急,电话\n1,路灯,特急,138\n")
	require.Equal(t, "市平台", m.Profile)
	m = taken(t, a.imports, imports.Tickets, "受理单,诉求内容,缓急,电话\n1,路灯,特急,138\n")
	require.Empty(t, m.Profile)
	require.Contains(t, m.Notes, "profile_partly")
	require.Equal(t, imports.Mapping{"no": {Column: "受理单"}, "text": {Column: "诉求内容"}, "urgency": {Column: "缓急", Values: map[string]string{"特急": "life"}}, "platform": {Constant: "city"}, "phone": {Column: "电话"}}, m.Mapping)
	m = taken(t, a.imports, imports.Tickets, "受理单,甲\n1,路灯\n")
	require.NotContains(t, m.Notes, "profile_partly", "too little of it is there")
}
