package api

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"hotline/dispatch"
	"hotline/sla"
)

// published makes an article of the heating company that everybody can read.
func (o *office) article(change object) string {
	form := object{"title": "冬季供暖期是哪几天", "text": "每年11月起。\n内部口径：欠费停暖先核实。", "public_text": "每年11月1日至次年4月30日供暖。", "keywords": []string{"暖气"}, "note": "新供暖季"}
	for k, v := range change {
		form[k] = v
	}
	a := o.post("liaison-rl", "/articles", form)
	require.Equal(o, 201, a.status, string(a.body))
	id := a.text("id")
	require.Equal(o, 200, o.post("liaison-rl", "/articles/"+id+"/submit", object{"version": 1}).status)
	require.Equal(o, 403, o.post("liaison-rl", "/articles/"+id+"/publish", object{}).status, "not by its author")
	a = o.post("supervisor", "/articles/"+id+"/publish", object{"version": 2})
	require.Equal(o, 200, a.status, string(a.body))
	return id
}

func TestArticleWay(t *testing.T) {
	o := openOffice(t)
	require.Equal(t, 403, o.post("agent", "/articles", object{}).status)
	require.Equal(t, 403, o.post("liaison-cgj", "/articles", object{"title": "题", "text": "文", "unit": "rl"}).status)
	id := o.article(nil)
	for _, who := range []string{"agent", "dispatcher", "liaison-cgj", "supervisor", "admin"} {
		require.Len(t, items(o.get(who, "/articles?q=供暖")), 1, who)
		require.Equal(t, 200, o.get(who, "/articles/"+id).status, who)
	}
	require.Equal(t, 403, o.do("liaison-cgj", "PATCH", "/api/v1/articles/"+id, object{"title": "改"}).status)
	require.Equal(t, 403, o.get("liaison-cgj", "/articles/"+id+"/versions").status)

	a := o.do("liaison-rl", "PATCH", "/api/v1/articles/"+id, object{"version": 3, "text": "每年11月1日起。\n内部口径：欠费停暖先核实。", "note": "写明日期"})
	require.Equal(t, 200, a.status, string(a.body))
	require.Equal(t, 409, o.do("liaison-rl", "PATCH", "/api/v1/articles/"+id, object{"version": 3, "text": "晚了"}).status)
	require.Contains(t, o.get("agent", "/articles/"+id).text("text"), "每年11月起", "the published text stays in use")
	require.Empty(t, items(o.get("agent", "/articles?state=draft")))
	require.Len(t, items(o.get("liaison-rl", "/articles?state=draft")), 1)

	versions := items(o.get("liaison-rl", "/articles/"+id+"/versions"))
	require.Len(t, versions, 4)
	newest := versions[0].(map[string]any)
	require.Equal(t, "写明日期", newest["note"])
	require.Equal(t, "liaison-rl", newest["by"])
	require.Equal(t, "text", newest["changes"].([]any)[0].(map[string]any)["field"])

	require.Equal(t, 200, o.post("supervisor", "/articles/"+id+"/retire", object{"note": "合并到别处"}).status)
	require.Equal(t, 404, o.get("agent", "/articles/"+id).status)
	require.Empty(t, items(o.get("agent", "/articles?q=供暖")))
}

func TestArticleDraftIsTheUnits(t *testing.T) {
	o := openOffice(t)
	a := o.post("liaison-rl", "/articles", object{"title": "草稿", "text": "还没写完"})
	require.Equal(t, 201, a.status, string(a.body))
	for who, want := range map[string]int{"agent": 404, "liaison-cgj": 404, "liaison-rl": 200, "supervisor": 200} {
		require.Equal(t, want, o.get(who, "/articles/"+a.text("id")).status, who)
	}
	require.Empty(t, items(o.post("agent", "/articles/fit", object{"text": "草稿"})))
	for field, body := range map[string]object{"unit": {"unit": "nobody"}, "owner": {"owner": "liaison-cgj"}, "category": {"category": "99999"}} {
		require.Equal(t, 422, o.do("supervisor", "PATCH", "/api/v1/articles/"+a.text("id"), body).status, field)
	}
}

// A citizen finds and reads the public part and learns nothing of the rest.
func TestPublicArticles(t *testing.T) {
	o := openOffice(t)
	o.article(nil)
	o.article(object{"title": "供暖内部口径", "public_text": ""})
	a := o.get("", "/public/articles?q=供暖")
	require.Len(t, items(a), 1)
	require.NotContains(t, string(a.body), "欠费")
	require.Empty(t, items(o.get("", "/public/articles?q=欠费停暖")))
	require.Len(t, items(o.get("", "/public/articles?q=请问暖气什么时候来")), 1, "a sentence finds what fits it")
	require.Len(t, items(o.get("", "/public/articles?q=")), 1, "without a question what is used most")
}

func TestArticleUseCountsATicketOnce(t *testing.T) {
	o := openOffice(t)
	id, no := o.article(nil), o.dispatched()
	for _, who := range []string{"agent", "liaison-rl", "agent"} {
		a := o.post(who, "/articles/"+id+"/used", object{"no": no})
		require.Equal(t, 204, a.status, string(a.body))
	}
	require.Equal(t, 403, o.post("liaison-cgj", "/articles/"+id+"/used", object{"no": no}).status, "a ticket of another unit")
	require.Equal(t, 422, o.post("agent", "/articles/"+id+"/used", object{"no": "x"}).status)
	require.EqualValues(t, 1, o.get("agent", "/articles/"+id).value()["used"])
	month := sla.MonthOf(o.clock.now())
	for period, want := range map[string]map[string]dispatch.ArticleCount{month: {"rl": {Used: 1, Credit: 1, Updated: 1}}, month[:4]: {"rl": {Used: 1, Credit: 1, Updated: 1}}, "2026-10": {}} {
		counts, err := dispatch.ArticleCounts(t.Context(), o.store, period)
		require.NoError(t, err)
		require.Equal(t, want, counts, period)
	}
	row := o.get("liaison-cgj", "/articles/figures").value()["units"].([]any)[0].(map[string]any)
	require.EqualValues(t, 1, row["used"])
	require.EqualValues(t, 1, row["published"])
}

func TestArticleDuties(t *testing.T) {
	o := openOffice(t)
	id := o.article(object{"review_by": "2026-12-01"})
	count := func(who, list string) int {
		got, _ := o.get(who, "/articles/duties").value()[list].([]any)
		return len(got)
	}
	require.Equal(t, 422, o.post("agent", "/articles/"+id+"/feedback", object{"helped": false}).status, "it says why")
	require.Equal(t, 204, o.post("agent", "/articles/"+id+"/feedback", object{"helped": true}).status)
	require.Equal(t, 204, o.post("agent", "/articles/"+id+"/feedback", object{"note": "号码是空号"}).status)
	require.Equal(t, 1, count("liaison-rl", "notes"))
	require.Equal(t, 0, count("liaison-cgj", "notes"), "another unit's")
	require.Equal(t, 403, o.get("agent", "/articles/duties").status)
	require.Empty(t, o.get("agent", "/articles/"+id).value()["notes"])
	require.Equal(t, 200, o.post("liaison-rl", "/articles/"+id+"/feedback/1/done", object{"answer": "已更正"}).status)
	require.Equal(t, 0, count("liaison-rl", "notes"))

	o.clock.advance(10 * 24 * time.Hour)
	clear(o.pass) // nobody stays signed in that long
	require.Equal(t, 1, count("liaison-rl", "due"))
	require.Len(t, items(o.get("agent", "/articles?state=due")), 1)
	require.Equal(t, 200, o.post("liaison-rl", "/articles/"+id+"/confirm", object{"review_by": "2027-06-01"}).status)
	require.Equal(t, 0, count("liaison-rl", "due"))

	require.Equal(t, 201, o.post("liaison-rl", "/articles", object{"title": "新的", "text": "文"}).status)
	require.Equal(t, 200, o.post("liaison-rl", "/articles/K00002/submit", object{}).status)
	require.Equal(t, 0, count("liaison-rl", "review"), "not one's own")
	require.Equal(t, 1, count("supervisor", "review"))
}

// Who may do what with an article of the heating company that waits for a look: its
// unit and the supervisors, and nobody publishes what he wrote himself.
func TestArticleRights(t *testing.T) {
	o := openOffice(t)
	a := o.post("liaison-rl", "/articles", object{"title": "供暖", "text": "文", "public_text": "公开", "owner": "liaison-rl"})
	require.Equal(t, 201, a.status, string(a.body))
	at := "/articles/" + a.text("id")
	require.Equal(t, 200, o.post("liaison-rl", at+"/submit", object{}).status)
	for step, body := range map[string]object{"publish": {}, "return": {"note": "改"}, "restore": {"from": 1}, "submit": {}, "confirm": {}, "retire": {"note": "停"}} {
		for _, who := range []string{"agent", "dispatcher", "liaison-cgj", ""} {
			require.Contains(t, []int{401, 403, 404}, o.post(who, at+"/"+step, body).status, "%s %s", who, step)
		}
	}
	require.Equal(t, 403, o.post("liaison-rl", at+"/publish", object{}).status)
	require.Equal(t, 403, o.do("liaison-rl", "PATCH", "/api/v1"+at, object{"unit": "cgj"}).status, "not to another unit")
	require.Equal(t, 200, o.post("supervisor", at+"/publish", object{}).status)
	require.Equal(t, 403, o.get("liaison-cgj", "/articles/owners?unit=rl").status)
	require.Len(t, items(o.get("liaison-rl", "/articles/owners?unit=rl")), 1)
	require.Greater(t, len(items(o.get("supervisor", "/articles/owners?unit=rl"))), 1)
	for _, who := range []string{"agent", "dispatcher", "liaison-cgj"} {
		require.Empty(t, o.get(who, at).value()["offers"], who)
		require.Equal(t, 403, o.get(who, at+"/versions").status, who)
	}
}

// An older text comes back, compared with the one in use.
func TestArticleRestored(t *testing.T) {
	o := openOffice(t)
	at := "/articles/" + o.article(nil)
	require.Equal(t, 200, o.do("liaison-rl", "PATCH", "/api/v1"+at, object{"text": "写错了。"}).status)
	require.Equal(t, 200, o.post("liaison-rl", at+"/submit", object{}).status)
	a := o.get("supervisor", at)
	require.Equal(t, "text", a.value()["changes"].([]any)[0].(map[string]any)["field"], "the reviewer sees what changes")
	require.Empty(t, o.get("agent", at).value()["changes"])
	require.Equal(t, 200, o.post("supervisor", at+"/publish", object{}).status)
	require.Empty(t, o.get("supervisor", at).value()["changes"])
	require.Equal(t, 422, o.post("liaison-rl", at+"/restore", object{"from": 99}).status)
	a = o.post("liaison-rl", at+"/restore", object{"from": 1, "note": "恢复"})
	require.Equal(t, 200, a.status, string(a.body))
	require.Contains(t, a.text("text"), "欠费停暖")
	require.Equal(t, "draft", a.text("state"))
	require.Equal(t, "写错了。", o.get("agent", at).text("text"))
	versions := items(o.get("liaison-rl", at+"/versions"))
	require.Len(t, versions, 7)
	require.Equal(t, "restore", versions[0].(map[string]any)["did"])
	require.EqualValues(t, 1, versions[6].(map[string]any)["version"])
}

// The supervisors hear of what waits for a look, the owner of what was given back and
// of what did not help; the caller stays out of it.
func TestArticleNotices(t *testing.T) {
	o := openOffice(t)
	id, no := o.article(nil), o.dispatched()
	require.Equal(t, 204, o.post("agent", "/articles/"+id+"/feedback", object{"note": "号码是空号", "no": no}).status)
	require.Equal(t, 403, o.post("liaison-cgj", "/articles/"+id+"/feedback", object{"note": "看别人的单", "no": no}).status)
	require.Equal(t, 200, o.do("liaison-rl", "PATCH", "/api/v1/articles/"+id, object{"text": "改"}).status)
	require.Equal(t, 200, o.post("liaison-rl", "/articles/"+id+"/submit", object{}).status)
	require.Equal(t, 200, o.post("supervisor", "/articles/"+id+"/return", object{"note": "写清楚"}).status)
	heard := func(feed string) (kinds []string) {
		frames, err := o.store.Feed(t.Context(), feed, 0, 100)
		require.NoError(t, err)
		for _, f := range frames {
			if f.Notice.No == id {
				kinds = append(kinds, f.Notice.Kind)
				require.NotEmpty(t, f.Notice.Text)
			}
		}
		return kinds
	}
	require.Equal(t, []string{"article_unhelpful", "article_returned"}, heard("unit:rl"))
	require.Equal(t, []string{"article_review", "article_review"}, heard("role:supervisor"))
	require.Empty(t, heard("unit:cgj"))
	note := o.get("liaison-rl", "/articles/"+id).value()["notes"].([]any)[0].(map[string]any)
	require.Equal(t, no, note["no"])
}

// Another server sees a change within seconds.
func TestArticlesElsewhere(t *testing.T) {
	o := openOffice(t)
	id := o.article(nil)
	other := &server{Deps: o.Deps, store: o.store}
	find := func() int {
		sh, err := other.articles(t.Context())
		require.NoError(t, err)
		defer sh.mu.RUnlock()
		return len(sh.staff.Search("供暖", func(a dispatch.Article) bool { return a.Live != nil }, 50))
	}
	require.Equal(t, 1, find())
	require.Equal(t, 200, o.post("supervisor", "/articles/"+id+"/retire", object{"note": "停"}).status)
	require.Equal(t, 1, find(), "not looked yet")
	o.clock.advance(shelfLook)
	require.Equal(t, 0, find())
}

// TestArticlesFoundArePaged: what is found goes on beyond a page, and whoever takes
// it out gets all of it.
func TestArticlesFoundArePaged(t *testing.T) {
	o := openOffice(t)
	o.shelved(articlePage + 3)
	q := "/articles?q=" + url.QueryEscape("供暖")
	seen := map[any]bool{}
	first := o.get("agent", q).value()
	second := o.get("agent", q+"&after="+fmt.Sprint(first["next"])).value()
	for _, a := range append(first["items"].([]any), second["items"].([]any)...) {
		seen[a.(map[string]any)["id"]] = true
	}
	require.Len(t, seen, articlePage+3)
	require.Nil(t, second["next"])
	file := string(o.takenOut("supervisor", "articles", "csv", object{"q": "供暖"}))
	require.Equal(t, articlePage+3, strings.Count(file, ",供暖第"))
	require.Equal(t, 422, o.get("agent", q+"&after=x").status)
}

// TestArticlesNewestAsShown: a draft that is worked on does not move the article in
// the list of those who cannot see it.
func TestArticlesNewestAsShown(t *testing.T) {
	o := openOffice(t)
	older := o.article(object{"title": "先发布的"})
	o.clock.advance(time.Hour)
	newer := o.article(object{"title": "后发布的"})
	o.clock.advance(time.Hour)
	require.Equal(t, 200, o.patch("liaison-rl", "/articles/"+older, object{"text": "正在改", "note": "改"}).status)
	order := func(who string) (ids []any) {
		for _, a := range o.get(who, "/articles").value()["items"].([]any) {
			ids = append(ids, a.(map[string]any)["id"])
		}
		return ids
	}
	require.Equal(t, []any{newer, older}, order("agent"))
	require.Equal(t, []any{older, newer}, order("liaison-rl"))
}

// TestArticleVersionsKeepTheirNumbers: a version that was kept by a write that then
// broke off is none.
func TestArticleVersionsKeepTheirNumbers(t *testing.T) {
	o := openOffice(t)
	id := o.article(object{})
	r, err := o.store.Record(t.Context(), dispatch.KindArticle, id)
	require.NoError(t, err)
	require.NoError(t, keepReplaced(t.Context(), o.store, id, r.Version))
	var got []any
	for _, v := range o.get("supervisor", "/articles/"+id+"/versions").value()["items"].([]any) {
		got = append(got, fmt.Sprint(v.(map[string]any)["version"], " ", v.(map[string]any)["did"]))
	}
	require.Equal(t, []any{"3 publish", "2 submit", "1 create"}, got)
}
