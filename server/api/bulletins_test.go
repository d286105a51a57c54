package api

import (
	"testing"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/notify"
)

func TestBulletinByRole(t *testing.T) {
	o := openOffice(t)
	for path, want := range map[string]int{
		`{"kind":"daily","period":"2026-W46"}`:                        422,
		`{"kind":"weekly","period":"2026-W46"}`:                       201,
		`{"kind":"feedback","period":"2026-10","unit":"rl"}`:          201,
		`{"kind":"feedback","period":"2026-10","unit":"cgj"}`:         201,
		`{"kind":"feedback","period":"2026-10","unit":"","more":"x"}`: 422,
	} {
		require.Equal(t, want, o.post("supervisor", "/bulletins", path).status, path)
	}
	require.Equal(t, 409, o.post("supervisor", "/bulletins", object{"kind": "weekly", "period": "2026-W46"}).status)
	require.Len(t, o.get("supervisor", "/bulletins").value()["items"], 3)
	require.Empty(t, o.get("liaison-rl", "/bulletins").value()["items"], "a draft is nobody's")
	require.Equal(t, 403, o.get("liaison-rl", "/bulletins/feedback-2026-10-rl").status)
	require.Equal(t, 404, o.get("supervisor", "/bulletins/weekly-2026-W01").status)

	edit := object{"version": 1, "title": "十月反馈", "sections": []object{{"key": "next", "title": "请贵单位", "text": "逐件说明。"}, {"key": "overall", "title": "总体", "text": "超时 13 件。", "hidden": false}}}
	require.Equal(t, 403, o.do("dispatcher", "PATCH", "/api/v1/bulletins/feedback-2026-10-rl", edit).status)
	a := o.do("supervisor", "PATCH", "/api/v1/bulletins/feedback-2026-10-rl", edit)
	require.Equal(t, 200, a.status, string(a.body))
	require.Contains(t, string(a.body), `"strange":["13"]`)
	require.Equal(t, 409, o.do("supervisor", "PATCH", "/api/v1/bulletins/feedback-2026-10-rl", edit).status, "somebody was faster")
	require.Equal(t, 200, o.post("supervisor", "/bulletins/feedback-2026-10-rl/regenerate", object{"section": "overall"}).status)

	for _, id := range []string{"feedback-2026-10-rl", "weekly-2026-W46"} {
		a := o.post("supervisor", "/bulletins/"+id+"/send", object{})
		require.Equal(t, 200, a.status, string(a.body))
		require.Len(t, a.text("hash"), 64)
		require.Equal(t, 409, o.post("supervisor", "/bulletins/"+id+"/send", object{}).status)
	}
	frames, err := o.store.Feed(t.Context(), notify.UnitFeed("rl"), 0, 10)
	require.NoError(t, err)
	require.Len(t, frames, 2)
	require.Equal(t, notify.Bulletin, frames[0].Kind)

	require.Len(t, o.get("liaison-rl", "/bulletins").value()["items"], 2)
	require.Len(t, o.get("liaison-cgj", "/bulletins").value()["items"], 1, "not another unit's feedback")
	require.Equal(t, 403, o.get("liaison-cgj", "/bulletins/feedback-2026-10-rl").status)
	require.Equal(t, 403, o.post("liaison-cgj", "/bulletins/feedback-2026-10-rl/receipt", object{}).status)
	view := o.get("liaison-rl", "/bulletins/feedback-2026-10-rl")
	require.Equal(t, 200, view.status)
	require.NotContains(t, string(view.body), "figures")
	require.NotContains(t, string(view.body), "strange")

	for range 2 {
		require.Equal(t, 200, o.post("liaison-rl", "/bulletins/weekly-2026-W46/receipt", object{}).status)
	}
	row := o.get("supervisor", "/bulletins?kind=weekly&year=2026&q=总体").value()["items"].([]any)[0].(map[string]any)
	require.EqualValues(t, 1, row["receipts"])
	require.Empty(t, o.get("supervisor", "/bulletins?q=没有这个词").value()["items"])
	require.Equal(t, 409, o.post("supervisor", "/bulletins/feedback-2026-10-cgj/archive", object{}).status, "a draft is not archived")
	require.Equal(t, 200, o.post("supervisor", "/bulletins/weekly-2026-W46/archive", object{}).status)
	require.Equal(t, 200, o.get("liaison-cgj", "/bulletins/weekly-2026-W46").status, "the archive is read on")

	require.Equal(t, 200, o.do("supervisor", "PUT", "/api/v1/bulletins/settings", object{"weekly_sends": true}).status)
	settings, err := BulletinSettings(t.Context(), o.store)
	require.NoError(t, err)
	require.True(t, settings.WeeklySends)
	b, _, err := LoadBulletin(t.Context(), o.store, "weekly-2026-W46")
	require.NoError(t, err)
	require.Equal(t, dispatch.BulletinArchived, b.State)
	require.Equal(t, b.Hash, b.Digest())
}
