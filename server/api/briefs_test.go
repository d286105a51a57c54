package api

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
	"hotline/sla"
)

// press are reports whose October is published and whose brief names marked
// people, units and tickets.
type press struct {
	papers
	store func() dispatch.Store
}

func (p press) GeneratedBrief(_ context.Context, month string) (sla.Brief, error) {
	text := func(s string) []sla.Block {
		return []sla.Block{{Kind: sla.BlockParagraph, Runs: []sla.Run{{Text: s}}}}
	}
	return sla.Brief{Month: month, Org: "示范区 12345", Name: "工作简报", Issue: "2026年第10期", Title: "10月情况", Draft: month != "2026-10", Signer: "签发：周标记",
		Summary: text("受理 3,164 件。惠民热力公司 7 件办结超时。"),
		Sections: []sla.Section{{Key: "overall", Heading: "一、总体情况", Blocks: text("办结 2,954 件。联络员钱标记已回访。")},
			{Key: "cases", Heading: "二、典型案例", Blocks: text("惠民热力公司当日修复（工单 20261014-0038）。")},
			{Key: "problems", Heading: "三、存在问题", Blocks: text("惠民热力公司超时 7 件。")}},
		Annex:      []sla.Block{{Kind: sla.BlockTable, Table: &sla.Table{Key: "annex.company", Columns: []sla.Column{{Title: "单位"}, {Title: "扣分"}}, Rows: []sla.TableRow{{Cells: []string{"惠民热力公司", "扣 3.00"}}}}}},
		Completion: &sla.Table{Key: "completion", Columns: []sla.Column{{Title: "单位"}, {Title: "应办结"}, {Title: "按时"}}, Rows: []sla.TableRow{{Cells: []string{"惠民热力公司", "93", "86"}}}},
	}, nil
}

func (p press) Brief(ctx context.Context, month string) (sla.Brief, error) {
	kept, _, err := LoadBrief(ctx, p.store(), month)
	if err != nil {
		return sla.Brief{}, err
	}
	generated, err := p.GeneratedBrief(ctx, month)
	if err != nil {
		return sla.Brief{}, err
	}
	return Printed(ctx, p.store(), kept, generated)
}

func pressOffice(t *testing.T) *office {
	var o *office
	o = openOffice(t, func(d *Deps) { d.Reports = press{store: func() dispatch.Store { return o.store }} })
	for _, u := range []dispatch.User{{Username: "liaison-qian", Name: "钱标记", Role: dispatch.RoleLiaison, Unit: "rl"}, {Username: "zhou", Name: "周标记", Role: dispatch.RoleSupervisor}} {
		body, err := json.Marshal(u)
		require.NoError(t, err)
		_, err = o.store.PutRecord(t.Context(), dispatch.Record{Kind: dispatch.KindUser, ID: u.Username, Body: body, At: monday})
		require.NoError(t, err)
	}
	return o
}

func TestBriefComposedAndPublished(t *testing.T) {
	o := pressOffice(t)
	const path = "/api/v1/briefs/2026-10"
	edit := object{"version": 0, "sections": []object{
		{"key": "problems", "on": true, "order": 1}, {"key": "cases", "on": false, "order": 3},
		{"key": "overall", "on": true, "order": 2, "text": "办结 2,954 件，另有 98765 件，居全区最高。"}},
		"steps": []string{"先办三次以上的事。"}, "to": "报：区委"}
	require.Equal(t, 403, o.do("dispatcher", "PATCH", path, edit).status)
	require.Equal(t, 403, o.do("liaison-rl", "PATCH", path, edit).status)
	a := o.do("supervisor", "PATCH", path, edit)
	require.Equal(t, 200, a.status, string(a.body))
	require.Contains(t, string(a.body), `"differs":["98765"]`)
	require.Contains(t, string(a.body), `"claims":["全区最高"]`)
	require.Contains(t, string(a.body), `"heading":"一、存在问题"`)
	require.Contains(t, string(a.body), "总第1期")
	require.Equal(t, 409, o.do("supervisor", "PATCH", path, edit).status, "somebody was faster")
	require.NotContains(t, string(o.get("agent", "/briefs/2026-10").body), "editing", "who does not edit is told nothing of it")

	// Taking one section back leaves the others.
	back := object{"version": 1, "sections": []object{{"key": "overall", "on": true, "order": 2, "text": ""}}}
	a = o.do("supervisor", "PATCH", path, back)
	require.Equal(t, 200, a.status)
	require.NotContains(t, string(a.body), "98765")
	require.Contains(t, string(a.body), "报：区委")
	require.NotContains(t, string(a.body), `二、典型案例`, "hidden stays hidden")

	require.Equal(t, 404, o.get("liaison-rl", "/briefs/2026-10").status, "a draft is nobody's")
	require.Empty(t, o.get("liaison-rl", "/briefs").value()["items"])
	require.Equal(t, 404, o.post("liaison-rl", "/briefs/2026-10/receipt", object{}).status)
	require.Equal(t, 409, o.post("supervisor", "/briefs/2026-11/publish", object{}).status, "the month's scores are open")
	require.Equal(t, 409, o.post("supervisor", "/briefs/2026-10/publish", object{"version": 1}).status)
	a = o.post("supervisor", "/briefs/2026-10/publish", object{"version": 2})
	require.Equal(t, 200, a.status, string(a.body))
	require.Len(t, a.text("hash"), 64)
	require.Equal(t, "published", a.text("stage"))
	require.Equal(t, 409, o.post("supervisor", "/briefs/2026-10/publish", object{"version": 3}).status, "once is enough")
	require.Equal(t, 409, o.do("supervisor", "PATCH", path, object{"version": 3}).status, "it is frozen")

	frames, err := o.store.Feed(t.Context(), notify.UnitFeed("rl"), 0, 10)
	require.NoError(t, err)
	require.Len(t, frames, 1)
	require.Equal(t, notify.Brief, frames[0].Kind)
	kept, _, err := LoadBrief(t.Context(), o.store, "2026-10")
	require.NoError(t, err)
	require.Equal(t, kept.Hash, dispatch.BriefDigest(*kept.Printed))
}

func TestBriefReadByUnits(t *testing.T) {
	o := pressOffice(t)
	require.Equal(t, 200, o.post("supervisor", "/briefs/2026-10/publish", object{}).status)
	view := o.get("liaison-rl", "/briefs/2026-10")
	require.Equal(t, 200, view.status)
	require.NotContains(t, string(view.body), "editing")
	require.NotContains(t, string(view.body), "read_at")
	for range 2 {
		require.Equal(t, 200, o.post("liaison-rl", "/briefs/2026-10/receipt", object{}).status)
	}
	require.Contains(t, string(o.get("liaison-rl", "/briefs/2026-10").body), "read_at")
	row := o.get("supervisor", "/briefs").value()["items"].([]any)[0].(map[string]any)
	require.EqualValues(t, 1, row["receipts"])
	require.Equal(t, "published", row["stage"])
	require.Equal(t, 403, o.get("liaison-rl", "/briefs/2026-10/receipts").status, "how the others stand is not a unit's business")
	require.Contains(t, string(o.get("supervisor", "/briefs/2026-10/receipts").body), `"by":"liaison-rl"`)
	row = o.get("liaison-rl", "/briefs").value()["items"].([]any)[0].(map[string]any)
	require.EqualValues(t, 0, row["recipients"])
	require.Equal(t, true, row["read"])
}

// The public edition carries no name of a person, no ticket, no problem of a
// unit, and no watermark of who looked; before and after publishing.
func TestBriefPublicEditionIsClean(t *testing.T) {
	o := pressOffice(t)
	check := func() {
		for _, page := range []string{"/briefs/2026-10?edition=public", "/briefs/2026-10.html?edition=public"} {
			a := o.get("supervisor", page)
			require.Equal(t, 200, a.status, string(a.body))
			for _, never := range []string{"标记", "20261014", "editing", "扣 3.00", "存在问题", "丙 supervisor"} {
				require.NotContains(t, string(a.body), never, page)
			}
			require.Contains(t, string(a.body), "3,164")
			require.Equal(t, 2, strings.Count(string(a.body), "惠民热力公司"), "in the completion table and the case only")
		}
	}
	check()
	require.Equal(t, 422, o.get("supervisor", "/briefs/2026-10?edition=secret").status)
	require.Equal(t, 200, o.post("supervisor", "/briefs/2026-10/publish", object{}).status)
	check()
	require.Contains(t, string(o.get("supervisor", "/briefs/2026-10.html").body), "丙 supervisor", "the other one is marked")
}
