package dispatch

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var articleDay = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

func liveArticle(id string, t ArticleText) Article {
	return Article{ID: id, ArticleText: t, Unit: "rl", State: ArticlePublished, Live: &t}
}

func allArticles(Article) bool { return true }

func idsOf(list []Article) []string {
	out := []string{}
	for _, a := range list {
		out = append(out, a.ID)
	}
	return out
}

// Words of two characters inside sentences, single characters, mixed digits, full
// width forms and traditional characters are all found, the title first.
func TestPeers28ArticleSearch(t *testing.T) {
	x := NewArticleIndex(ForStaff)
	for _, a := range []Article{
		liveArticle("K1", ArticleText{Title: "冬季供暖期是哪几天", Text: "每年十一月起至次年四月。", Keywords: []string{"暖气", "取暖"}}),
		liveArticle("K2", ArticleText{Title: "老旧小区改造", Text: "改造期间供暖照常，报修拨打12345转2号线。"}),
		liveArticle("K3", ArticleText{Title: "办理居住证", Text: "在派出所办理。", Keywords: []string{"暂住", "供暖证明"}}),
		liveArticle("K4", ArticleText{Title: "公交C12路", Text: "首班6点。"}),
	} {
		x.Put(a)
	}
	for q, want := range map[string][]string{
		"供暖": {"K1", "K3", "K2"}, "暖": {"K1", "K3", "K2"}, "取暖": {"K1"}, "12345": {"K2"}, "１２３４５": {"K2"}, "2号线": {"K2"}, "2號線": {"K2"},
		"c12": {"K4"}, "Ｃ１２": {"K4"}, "暖氣": {"K1"}, "居住證": {"K3"}, "供暖 改造": {"K2"}, "供改": {}, "。": {}, "": {}, "下水道": {},
		"家里暖气不热了": {"K1"},
	} {
		require.Equal(t, want, idsOf(x.Search(q, allArticles, 50)), q)
	}
	x.Put(liveArticle("K1", ArticleText{Title: "换了题目", Text: "没有了"}))
	require.Equal(t, []string{"K3", "K2"}, idsOf(x.Search("供暖", allArticles, 50)), "what was replaced is not found")
	require.Equal(t, []string{"K2"}, idsOf(x.Search("供暖", func(a Article) bool { return a.ID != "K3" }, 50)))
}

func TestPublicSearchKnowsOnlyThePublicPart(t *testing.T) {
	x := NewArticleIndex(ForPublic)
	x.Put(liveArticle("K1", ArticleText{Title: "供暖", Text: "内部：值班电话见通讯录", Public: "十一月起供暖"}))
	x.Put(liveArticle("K2", ArticleText{Title: "供暖口径", Text: "只供内部"}))
	x.Put(Article{ID: "K3", ArticleText: ArticleText{Title: "供暖草稿", Public: "草稿"}, State: ArticleDraft})
	require.Equal(t, []string{"K1"}, idsOf(x.Search("供暖", allArticles, 50)))
	require.Empty(t, x.Search("通讯录", allArticles, 50))
}

func TestArticleFit(t *testing.T) {
	x := NewArticleIndex(ForStaff)
	for i := range 40 {
		x.Put(liveArticle(fmt.Sprintf("F%02d", i), ArticleText{Title: fmt.Sprintf("办事指南第%d篇", i), Text: "请问怎么办理，到窗口咨询。"}))
	}
	x.Put(liveArticle("K1", ArticleText{Title: "居住证办理", Text: "带身份证。", Keywords: []string{"居住证"}}))
	x.Put(liveArticle("K2", ArticleText{Title: "噪声扰民怎么处理", Text: "夜间施工。", Keywords: []string{"噪音", "夜间施工"}, Category: "0201"}))
	require.Equal(t, []string{"K2"}, idsOf(x.Fit("楼下工地夜间施工，噪音很大，睡不着", "", allArticles, 4)))
	require.Equal(t, []string{"K1"}, idsOf(x.Fit("请问居住证怎么办理", "", allArticles, 4))[:1])
	require.Empty(t, x.Fit("请问一下", "", allArticles, 4))
	require.Empty(t, x.Fit("", "", allArticles, 4))
}

// The life of an article: who wrote it does not publish it, the published text
// stays in use while another is worked on.
func TestArticleLife(t *testing.T) {
	author, other := Actor{ID: "a", Role: RoleLiaison, Unit: "rl"}, Actor{ID: "b", Role: RoleLiaison, Unit: "rl"}
	foreign, agent := Actor{ID: "c", Role: RoleLiaison, Unit: "cgj"}, Actor{ID: "d", Role: RoleAgent}
	draft := Article{ID: "K1", ArticleText: ArticleText{Title: " 供暖 ", Text: "每年十一月。", Keywords: []string{"暖气", "暖气", " "}}, Unit: "rl", Owner: "a", ReviewBy: "2027-11-01"}
	_, err := Article{}.Edit(draft, foreign, articleDay)
	require.Equal(t, Forbidden, CodeOf(err))
	a, err := Article{}.Edit(draft, author, articleDay)
	require.NoError(t, err)
	require.Equal(t, []string{"暖气"}, a.Keywords)
	require.Equal(t, ArticleCreate, a.Did)
	require.False(t, a.Readable(agent))
	step := func(s ArticleStep, note string, by Actor) error {
		next, err := a.Step(s, note, "", by, articleDay)
		if err == nil {
			a = next
		}
		return err
	}
	require.Equal(t, Conflict, CodeOf(step(ArticlePublish, "", other)), "a draft is not in review")
	require.NoError(t, step(ArticleSubmit, "", author))
	require.Equal(t, Forbidden, CodeOf(step(ArticlePublish, "", author)))
	require.Equal(t, Forbidden, CodeOf(step(ArticlePublish, "", foreign)))
	require.Equal(t, Invalid, CodeOf(step(ArticleReturn, " ", other)), "a return says why")
	require.NoError(t, step(ArticleReturn, "写明日期", other))
	require.NoError(t, step(ArticleSubmit, "", author))
	require.NoError(t, step(ArticlePublish, "", other))
	require.True(t, a.Readable(agent))

	change := a
	change.Text = "每年十一月一日起。"
	a, err = a.Edit(change, author, articleDay)
	require.NoError(t, err)
	require.Equal(t, ArticleDraft, a.State)
	require.Equal(t, "每年十一月。", a.Reads(agent).Text)
	require.Equal(t, "每年十一月一日起。", a.Reads(author).Text)
	require.Empty(t, a.ArticleOffers(agent))
	require.Equal(t, []ArticleStep{ArticleEdit, ArticleSubmit, ArticleConfirm, ArticleRetire}, a.ArticleOffers(author))

	require.False(t, a.Overdue(articleDay))
	require.True(t, a.Overdue(articleDay.AddDate(1, 0, 0)))
	_, err = a.Step(ArticleConfirm, "", "2026-01-01", author, articleDay)
	require.Equal(t, Invalid, CodeOf(err))
	require.NoError(t, step(ArticleRetire, "政策已变", author))
	require.False(t, a.Readable(agent))
}

func TestArticleChecks(t *testing.T) {
	by := Actor{ID: "s", Role: RoleSupervisor}
	for field, spoil := range map[string]func(*Article){
		"title": func(a *Article) { a.Title = " " }, "text": func(a *Article) { a.Text = "<b>粗</b>" }, "public": func(a *Article) { a.Public = string(make([]byte, 3)) },
		"public ": func(a *Article) { a.Public = "请打张工手机13812345678" },
		"keywords": func(a *Article) {
			a.Keywords = []string{"这个关键词实在太长了长到没有人会用它来搜索任何东西"}
		}, "review_by": func(a *Article) { a.ReviewBy = "2036-01-01" },
	} {
		a := Article{ID: "K1", ArticleText: ArticleText{Title: "题", Text: "文"}, Unit: "rl", ReviewBy: "2027-01-01"}
		spoil(&a)
		_, err := Article{}.Edit(a, by, articleDay)
		var e *Error
		require.ErrorAs(t, err, &e, field)
		require.Equal(t, strings.TrimSpace(field), e.Field)
	}
}

// A text comes back as a draft that somebody else has to publish, also long after the
// review was due; what may not be public any more is not published as it stands.
func TestArticleRestore(t *testing.T) {
	author, other := Actor{ID: "a", Role: RoleLiaison, Unit: "rl"}, Actor{ID: "b", Role: RoleSupervisor}
	a := liveArticle("K1", ArticleText{Title: "新", Text: "新文", Public: "公开"})
	a.ReviewBy, a.Owner = "2026-01-01", "a"
	old := liveArticle("K1", ArticleText{Title: "旧", Text: "旧文", Public: "请打13812345678"})
	_, err := a.Restore(old, "", Actor{ID: "c", Role: RoleLiaison, Unit: "cgj"}, articleDay)
	require.Equal(t, Forbidden, CodeOf(err))
	_, err = a.Restore(old, "", author, articleDay)
	require.Equal(t, Invalid, CodeOf(err))
	old.Public = ""
	got, err := a.Restore(old, "改错了", author, articleDay)
	require.NoError(t, err)
	require.Equal(t, ArticleRestore, got.Did)
	require.Equal(t, ArticleDraft, got.State)
	require.Equal(t, "旧", got.Title)
	require.Equal(t, "新", got.Live.Title)
	got, err = got.Step(ArticleSubmit, "", "", author, articleDay)
	require.NoError(t, err)
	_, err = got.Step(ArticlePublish, "", "", other, articleDay)
	require.Equal(t, Invalid, CodeOf(err), "the next review has to be set")
	got.Public = "身份证号110101199003070011"
	_, err = got.Step(ArticlePublish, "", "2027-01-01", other, articleDay)
	require.Equal(t, Invalid, CodeOf(err), "written before it was checked")
	got.Public = ""
	_, err = got.Step(ArticlePublish, "", "2027-01-01", other, articleDay)
	require.NoError(t, err)
}

func TestDiffLines(t *testing.T) {
	require.Equal(t, []DiffLine{{"same", "一"}, {"gone", "二"}, {"new", "两"}, {"same", "三"}, {"new", "四"}}, DiffLines("一\n二\n三", "一\n两\n三\n四"))
	require.Equal(t, []DiffLine{{"new", "一"}}, DiffLines("", "一"))
	before, after := Article{ArticleText: ArticleText{Title: "甲"}}, Article{ArticleText: ArticleText{Title: "乙"}}
	require.Equal(t, []FieldChange{{"title", []DiffLine{{"gone", "甲"}, {"new", "乙"}}}}, ArticleChanges(before, after))
}

func TestArticleNotesAndUses(t *testing.T) {
	var f ArticleNotes
	f, err := f.Add("号码是空号", "20261123-0001", Actor{ID: "agent"}, articleDay)
	require.NoError(t, err)
	_, err = f.Add(" ", "", Actor{ID: "agent"}, articleDay)
	require.Equal(t, Invalid, CodeOf(err))
	done, err := f.Done(1, "已更正", Actor{ID: "a"}, articleDay)
	require.NoError(t, err)
	require.Empty(t, done.Open())
	require.Len(t, f.Open(), 1, "the notes before are as they were")
	_, err = f.Done(2, "", Actor{ID: "a"}, articleDay)
	require.Equal(t, NotFound, CodeOf(err))

	own, other := Actor{Role: RoleLiaison, Unit: "rl"}, Actor{Role: RoleAgent}
	m, changed := ArticleMonth{Unit: "rl"}.Use("20261123-0001", own)
	require.True(t, changed)
	require.Equal(t, []string{"20261123-0001"}, m.Own, "no credit for what the unit itself uses")
	_, changed = m.Use("20261123-0001", own)
	require.False(t, changed)
	credited, changed := m.Use("20261123-0001", other)
	require.True(t, changed)
	require.Empty(t, credited.Own)
	require.Equal(t, m.Nos, credited.Nos, "a ticket counts once")
	require.Len(t, m.Own, 1, "the month before is as it was")
	_, changed = credited.Use("20261123-0001", own)
	require.False(t, changed)
}

// A wrong character, in a word of two too, still finds what was meant.
func TestMistypedArticleSearch(t *testing.T) {
	x := NewArticleIndex(ForStaff)
	for i := range 60 {
		x.Put(liveArticle(fmt.Sprintf("F%02d", i), ArticleText{Title: fmt.Sprintf("第%d项事情怎么办理", i), Text: "到窗口咨询。", Keywords: []string{"办理"}}))
	}
	x.Put(liveArticle("K1", ArticleText{Title: "居住证怎么办理", Text: "带身份证。", Keywords: []string{"暂住证"}}))
	x.Put(liveArticle("K2", ArticleText{Title: "冬季供暖期是哪几天", Text: "十一月起。", Keywords: []string{"暖气"}}))
	x.Put(liveArticle("K3", ArticleText{Title: "公积金提取", Text: "线上办理。"}))
	for q, want := range map[string]string{"居往证": "K1", "居往证 办理": "K1", "居往证怎么办理": "K1", "暂注证": "K1", "供暧": "K2", "暖汽": "K2", "公机金": "K3", "公积金题取": "K3"} {
		got := x.Search(q, allArticles, 5)
		require.NotEmpty(t, got, q)
		require.Equal(t, want, got[0].ID, q)
		require.LessOrEqual(t, len(got), 5)
	}
	require.Empty(t, x.Search("么么", allArticles, 5), "an everyday character says nothing")
	require.Empty(t, x.Search("下水", allArticles, 5))
}

// The newest stands first among equals, and what was replaced takes no room.
func TestArticleIndexStaysSmall(t *testing.T) {
	x := NewArticleIndex(ForStaff)
	for i := range 1000 {
		a := liveArticle(fmt.Sprintf("K%d", i%3), ArticleText{Title: "供暖", Text: fmt.Sprintf("第%d版", i)})
		a.LiveAt = articleDay.Add(time.Duration(i) * time.Minute)
		x.Put(a)
	}
	require.Equal(t, []string{"K0", "K2", "K1"}, idsOf(x.Search("供暖", allArticles, 50)))
	require.Equal(t, []string{"K0"}, idsOf(x.Search("供暖", allArticles, 1)))
	require.LessOrEqual(t, len(x.docs), 2*3+compactFrom)
	require.LessOrEqual(t, len(x.having("供暖")), 2*3+compactFrom)
}

// manyArticles are of four hundred characters each.
func manyArticles(n int) []Article {
	var out []Article
	words := []rune(traditionalPairs)
	for i := range n {
		text := make([]rune, 400)
		for j := range text {
			text[j] = words[(i*31+j*j*7+j)%len(words)]
		}
		out = append(out, liveArticle(fmt.Sprintf("K%05d", i), ArticleText{Title: fmt.Sprintf("供暖第%d问", i), Text: string(text) + "报修拨打12345", Keywords: []string{"暖气"}}))
	}
	return out
}

// BenchmarkArticleIndex takes in ten thousand articles and tells what they hold.
func BenchmarkArticleIndex(b *testing.B) {
	list := manyArticles(10_000)
	var before, after runtime.MemStats
	for b.Loop() {
		runtime.GC()
		runtime.ReadMemStats(&before)
		x := NewArticleIndex(ForStaff)
		for _, a := range list {
			x.Put(a)
		}
		runtime.GC()
		runtime.ReadMemStats(&after)
		runtime.KeepAlive(x)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
}

// BenchmarkArticleSearch searches ten thousand articles.
func BenchmarkArticleSearch(b *testing.B) {
	x := NewArticleIndex(ForStaff)
	for _, a := range manyArticles(10_000) {
		x.Put(a)
	}
	for _, q := range []string{"供暖", "暖", "报修", "12345", "热线", "供暧", "供难第300问", "暖气 报修"} {
		b.Run(q, func(b *testing.B) {
			for b.Loop() {
				x.Search(q, allArticles, 50)
			}
		})
	}
	b.Run("fit", func(b *testing.B) {
		for b.Loop() {
			x.Fit("家里暖气不热，请问第300问里写的报修电话是多少，热力公司一直没有人来", "", allArticles, 4)
		}
	})
}
